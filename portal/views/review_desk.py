"""The desk itself: the list as its address asks for it, and the entry that is opened beside it."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from flask import render_template, url_for
from flask_login import current_user

from portal import clock
from portal.domain.actions import Action
from portal.domain.roles import Viewer
from portal.forms.bulk_reviews import BulkForm
from portal.policy import allows
from portal.queries.activities import get_visible_activity
from portal.queries.confirmations import count_answers
from portal.queries.flags import list_flags
from portal.queries.hand_overs import list_current_hand_overs
from portal.queries.queues import summarise_communes
from portal.queries.review_queue import QueueFilter, QueueLine, list_queue, place_of
from portal.views.review_entries import make_sheet
from portal.views.review_filters import ask, other_order, tabs
from portal.web.duties import list_duties
from portal.web.loading import load_activity
from portal.web.paging import read_ranked_place, write_ranked_place
from portal.web.sessions import viewer_or_none


def desk_page(args: Mapping[str, str], bulk_form: BulkForm | None = None) -> str:
    """Show the desk for an address; `bulk_form` is a choice of many that has to be mended."""
    asked, after = ask(current_user, args), args.get("after")
    page = list_queue(asked.wanted, now=clock.now(), after=read_ranked_place(after))
    decided, here = _just_decided(args), url_for("reviews.index", **asked.chosen, after=after or None)
    opened = _opened(args, asked.wanted, page.lines, decided)
    # Taken out of its proxy once: each of fifty lines asks several times who looks.
    viewer = viewer_or_none()
    may_choose = {line.uuid for line in page.lines if _may_choose(viewer, line)}
    many = _list_checked(page.lines, may_choose, bulk_form) if bulk_form or "many" in args else None
    shown = [*page.lines, *([opened] if opened else [])]
    answers = count_answers(sorted({entry.id for entry in shown}))
    flags = list_flags({entry.id for entry in shown if entry.flag_rank})
    return render_template(
        "reviews/index.html",
        form=asked.form,
        asked=asked,
        tabs=tabs(asked),
        # Only on arriving: who goes from entry to entry knows.
        duties=[] if args or bulk_form else list_duties(current_user, communes=asked.area),
        on_phones=summarise_communes(current_user, clock.today(), clock.now()),
        hand_overs=list_current_hand_overs(current_user, clock.today()),
        page=page,
        answers=answers,
        flags=flags,
        decided=decided,
        sheet=opened and make_sheet(opened, here, answers=answers, flags=flags),
        is_lost="entry" in args and _asked_uuid(args, "entry") is None,
        is_open=decided is not None or "entry" in args,
        here=here,
        may_choose=may_choose,
        order_url=other_order(asked),
        many=many,
        bulk_form=bulk_form,
        next_url=page.following
        and url_for("reviews.index", **asked.chosen, after=write_ranked_place(page.following)),
        first_url=url_for("reviews.index", **asked.chosen) if "after" in args else None,
    )


def _may_choose(viewer: Viewer | None, line: QueueLine) -> bool:
    return line.status == "submitted" and allows(viewer, Action.decide_activity, line)


def _list_checked(lines: Sequence[QueueLine], may_choose: set[UUID], bulk_form: BulkForm | None) -> set[UUID]:
    """Return which lines are ticked: those that were sent, else all that may be and carry no sign."""
    if bulk_form is not None:
        return may_choose & bulk_form.chosen.keys()
    return may_choose - {line.uuid for line in lines if line.flag_rank}


def _just_decided(args: Mapping[str, str]):
    """Return the entry that the viewer comes from, so that the page can say what became of it."""
    uuid = _asked_uuid(args, "decided")
    return uuid and get_visible_activity(current_user, uuid)


def _opened(args: Mapping[str, str], wanted: QueueFilter, lines: Sequence[QueueLine], decided):
    """Return the entry that is looked at: the one asked for, else the next one, else the first."""
    if uuid := _asked_uuid(args, "entry"):
        return load_activity(current_user, uuid)
    # An address that names no entry leads to the list alone.
    if not lines or args.get("entry"):
        return None
    place = decided and place_of(wanted, decided)
    following = (line for line in lines if place and place_of(wanted, line) > place)
    return load_activity(current_user, next(following, lines[0]).uuid)


def _asked_uuid(args: Mapping[str, str], name: str) -> UUID | None:
    try:
        return UUID(args.get(name, ""))
    except ValueError:
        return None
