"""The places that need help as CSV: what, where, whom to ask, and what was done last."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Protocol

from flask_babel import gettext as _

from portal.clock import LOCAL_ZONE
from portal.documents.csv_file import Cell, csv_file
from portal.domain.needs import TEAM_ASLEEP, UNTRAINED_MEMBERS
from portal.labels import label
from portal.place_labels import place_name
from portal.queries.follow_ups import FollowUpLine
from portal.queries.need_places import CommunePlace, Coordinator
from portal.queries.needs import NeedLine


class Group(Protocol):
    """The lines of one commune, as the page puts them together."""

    place: CommunePlace
    coordinators: list[Coordinator]
    lines: list[NeedLine]
    follow_ups: dict[int, FollowUpLine]


def needs_csv(need: str, groups: Iterable[Group], *, days: int, as_of: datetime) -> str:
    """Write all lines of a list, and below them what the list is and of when."""
    table = [_headings(need), *(row for group in groups for row in _rows(need, group))]
    return csv_file([*table, [], *_notes(need, days, as_of)])


def _headings(need: str) -> list[Cell]:
    extra = {
        TEAM_ASLEEP: [_("Last approved entry"), _("Entries waiting")],
        UNTRAINED_MEMBERS: [_("Members"), _("Without training")],
    }
    return [
        _("District"), _("Commune"), _("Code"), _("Place or team"), *extra.get(need, []), _("Coordinator"),
        _("Phone number"), _("Last follow-up"), _("What was done"), _("Noted by"), _("Look again on"),
        _("First entry approved since"),
    ]  # fmt: skip


def _rows(need: str, group: Group) -> Iterator[list[Cell]]:
    names = "; ".join(one.name for one in group.coordinators)
    phones = "; ".join(one.phone for one in group.coordinators if one.phone)
    for line in group.lines:
        extra = {
            TEAM_ASLEEP: [_day(line.last_on), line.waiting],
            UNTRAINED_MEMBERS: [line.members, line.untrained],
        }
        yield [
            group.place.parent_name, group.place.full_name, line.code, place_name(line.name, line.origin),
            *extra.get(need, []), names, phones, *_follow_up(group.follow_ups.get(line.about_id)),
        ]  # fmt: skip


def _follow_up(last: FollowUpLine | None) -> list[Cell]:
    if last is None:
        return [None] * 5
    return [
        _moment(last.noted_at), last.note, last.noted_by, _day(last.look_again_on), _moment(last.approved_at),
    ]  # fmt: skip


def _notes(need: str, days: int, as_of: datetime) -> Iterator[list[Cell]]:
    yield [_("List"), str(label("need", need))]
    yield ["", str(label("need_meaning", need))]
    if need == TEAM_ASLEEP:
        yield [_("Without an approved entry for how many days"), days]
    yield [_("Data as of"), _moment(as_of)]


def _day(day: date | None) -> str | None:
    return f"{day:%d/%m/%Y}" if day else None


def _moment(moment: datetime | None) -> str | None:
    return f"{moment.astimezone(LOCAL_ZONE):%H:%M %d/%m/%Y}" if moment else None
