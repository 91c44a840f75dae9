"""What pages say of trainings: names and times, the parts of the list, and what a form opens with."""

from dataclasses import dataclass

from flask import url_for
from werkzeug.datastructures import MultiDict

from portal import clock
from portal.labels import label
from portal.models import Training
from portal.queries.training_people import InvitableTeam
from portal.web.jinja import show_day
from portal.web.paging import read_id

# A commune has fewer teams than this.
MOST_TEAMS = 200


@dataclass(frozen=True)
class Tab:
    """A part of the list of trainings."""

    url: str
    label: str
    current: bool
    badge: int | None = None


def name_of(training: Training) -> str:
    """Return the title that was written out, or the words for the topic."""
    return training.title or str(label("training_topic", training.topic))


def times_of(training: Training) -> str:
    """Return day and times, such as "08:00–11:00, 20/06/2022"."""
    starts, ends = (moment.astimezone(clock.LOCAL_ZONE) for moment in (training.starts_at, training.ends_at))
    return f"{starts:%H:%M}–{ends:%H:%M}, {show_day(starts.date())}"


def plan_values(training: Training, invited: list[InvitableTeam], trainer_phone: str | None) -> dict:
    """Return what the form opens with to change a training."""
    starts, ends = (moment.astimezone(clock.LOCAL_ZONE) for moment in (training.starts_at, training.ends_at))
    same = ("topic", "title", "place", "online_url", "trainer", "seats", "note")
    return {name: getattr(training, name) for name in same} | {
        "day": starts.date(),
        "begins": starts.time(),
        "ends": ends.time(),
        "trainer_phone": trainer_phone,
        "teams": [team.id for team in invited],
        "communes": sorted({team.commune_id for team in invited}),
    }


def asked_plan(args: MultiDict[str, str]) -> dict:
    """Return what the form opens with when a proposal leads to it: its topic and its teams."""
    teams = [read_id(text) for text in args.getlist("teams")[:MOST_TEAMS]]
    return {"topic": args.get("topic"), "teams": [team for team in teams if team]}


def list_tabs(when: str, topic: str | None) -> list[Tab]:
    """Part the trainings into those to come and those that are past."""
    return [
        Tab(
            url_for("trainings.index", when=code, topic=topic),
            str(label("training_when", code)),
            code == when,
        )
        for code in ("upcoming", "past")
    ]
