"""What a person usually logs: what recurs, the most usual first, and nothing that was never logged."""

from portal.domain.habits import MOST_HABITS, Habit, PastEntry, list_habits, list_places, repeat

PAYMENT, BOTH = ("payment",), ("payment", "safety")
HAMLET, OTHER_HAMLET = 11, 12


def entry(skills=PAYMENT, visits=3, *, kind="assistance", hamlet=HAMLET, place="") -> PastEntry:
    """Return a past entry, the same way of working unless told otherwise."""
    return PastEntry("T-1", kind, skills, visits, hamlet, place)


def test_what_was_done_once_is_no_habit():
    assert list_habits([entry(), entry(BOTH), entry(kind="session")], {HAMLET}) == []


def test_what_is_done_most_comes_first_with_its_most_usual_number_and_hamlet():
    past = [entry(BOTH), entry(visits=2), entry(BOTH), entry(visits=3, hamlet=OTHER_HAMLET), entry(visits=3)]

    habits = list_habits(past, {HAMLET, OTHER_HAMLET})

    assert habits == [Habit("assistance", PAYMENT, 3, HAMLET), Habit("assistance", BOTH, 3, HAMLET)]


def test_the_latest_decides_where_two_are_as_usual():
    past = [entry(BOTH, 5), entry(visits=1), entry(BOTH, 4), entry(visits=2)]

    assert [(habit.skills, habit.visits) for habit in list_habits(past, ())] == [(BOTH, 5), (PAYMENT, 1)]


def test_another_kind_of_work_is_another_habit():
    past = [entry(), entry(), entry(visits=30, kind="session"), entry(visits=30, kind="session")]

    assert [(habit.kind, habit.visits) for habit in list_habits(past, ())] == [
        ("assistance", 3),
        ("session", 30),
    ]


def test_a_hamlet_that_is_not_on_offer_is_left_out():
    assert list_habits([entry(), entry()], {OTHER_HAMLET})[0].hamlet is None
    assert list_habits([entry(hamlet=None)] * 2, {HAMLET})[0].hamlet is None


def test_only_a_few_habits_are_offered():
    skills = ("public_services", "shopping", "payment", "safety", "local_platform")
    past = [entry((skill,)) for skill in skills for _time in range(2)]

    assert len(list_habits(past, ())) == MOST_HABITS


def test_the_last_time_is_repeated_without_its_number():
    assert repeat(entry(visits=9), {HAMLET}) == Habit("assistance", PAYMENT, None, HAMLET)
    assert repeat(entry(), ()).hamlet is None


def test_places_come_once_the_latest_first():
    past = [entry(place="Nhà văn hoá"), entry(), entry(place="Chợ"), entry(place="Nhà văn hoá")]

    assert list_places(past) == ["Nhà văn hoá", "Chợ"]
