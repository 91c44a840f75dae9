"""What the access matrix sends about trainings, and which training each page of them is tried on."""

from tests.trainings import code_now


def training_plan(cast) -> dict[str, object]:
    """Return a training of the own team, as the page sends it."""
    times = {"day": "20/06/2022", "begins": "8h", "ends": "11:00"}
    return times | {"topic": "payment", "place": "Hội trường", "teams": [cast.own.team.id]}


TRAINING_FORMS = {
    "trainings.plan": training_plan,
    "trainings.edit": training_plan,
    "trainings.invite": lambda cast: {},
    "trainings.cancel": lambda cast: {"reason": "Mưa lớn, đường ngập."},
    "trainings.answer": lambda cast: {"answer": "coming"},
    "attendance.attend": lambda cast: {"code": code_now(cast.own.trainings["open"]).digits},
    "attendance.tick": lambda cast: {"shown": "", "ticked": [cast.own.leader.id], "source": "sheet"},
    "attendance.complete": lambda cast: {"completed": [cast.own.member.id]},
    "attendance.correct": lambda cast: {"attendance": "absent", "reason": "Ký thay."},
    "training_materials.create": lambda cast: {"title": "Sổ tay", "url": "https://a.vn/1"},
    "training_materials.remove": lambda cast: {},
}
TRAINING_THINGS = {
    ("attendance.qr", "training_id"): lambda place: place.trainings["open"].id,
    ("attendance.attend", "training_id"): lambda place: place.trainings["open"].id,
    ("attendance.tick", "training_id"): lambda place: place.trainings["held"].id,
    ("attendance.complete", "training_id"): lambda place: place.trainings["held"].id,
    ("attendance.correct", "training_id"): lambda place: place.trainings["completed"].id,
    ("attendance.correct", "user_id"): lambda place: place.member.id,
}
