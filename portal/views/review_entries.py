"""One entry on the review desk: all that a decision needs, and what became of one that came second."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

from flask import request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal import clock
from portal.domain.actions import Action
from portal.domain.activity_status import ActivityStatus
from portal.domain.closings import CLOSED
from portal.domain.confirmations import NO_ANSWERS, Answers
from portal.domain.errors import RuleBroken
from portal.domain.review_age import days_waited, urgency
from portal.domain.word_differences import Part, word_differences
from portal.forms.reviews import DecisionForm, ReopenForm, ReturnForm
from portal.labels import label, sentence
from portal.policy import allows
from portal.queries.activities import get_carrier_name, get_hamlet_name, list_reviews
from portal.queries.closings import list_closed_over
from portal.queries.confirmations import count_answers
from portal.queries.flags import list_flags
from portal.queries.photos import list_photos
from portal.queries.return_templates import list_templates
from portal.queries.reviews import changes_since_return, get_last_return
from portal.queries.spot_checks import list_results
from portal.queries.team_context import TeamContext, get_team_context
from portal.web.jinja import show_day, show_moment
from portal.web.sessions import safe_next

TEXT_FIELDS = ("place", "note", "difficulty")
FITTING = {ActivityStatus.submitted: ReturnForm, ActivityStatus.approved: ReopenForm}


@dataclass(frozen=True)
class ShownChange:
    """A field that was corrected: its name, and how it read before and reads now, in marked parts."""

    name: str
    before: Sequence[Part]
    after: Sequence[Part]


@dataclass(frozen=True)
class EntrySheet:
    """An entry with its history and its team's, and the form of what can be decided."""

    activity: object
    hamlet_name: str | None
    photos: Sequence
    flags: Sequence
    answers: Answers
    spot_checks: Sequence
    closed: Sequence
    carrier_name: str | None
    reviews: Sequence
    returned_for: object
    changes: list[ShownChange]
    context: TeamContext
    days: int
    urgency: str
    may_decide: bool
    back: str
    form: DecisionForm | None
    refusal: str | None = None
    typed_note: str | None = None


def make_sheet(
    activity,
    back: str,
    form: DecisionForm | None = None,
    refusal: RuleBroken | None = None,
    *,
    answers: Mapping[int, Answers] | None = None,
    flags: Mapping[int, Sequence] | None = None,
) -> EntrySheet:
    """Gather the entry as it is now, with what was typed, and what became of a decision that came second.

    `answers` and `flags` are those of the entry, where the page has read them with others'.
    """
    reviews, now = list_reviews(activity), clock.now()
    days = days_waited(activity.submitted_at, now)
    typed_note = form.note.data if isinstance(form, ReturnForm | ReopenForm) else None
    fitting = _fitting_form(activity, form, typed_note, back)
    refusal = _told_outside(fitting, refusal)
    return EntrySheet(
        activity=activity,
        hamlet_name=get_hamlet_name(activity.hamlet_id, activity.occurred_on),
        photos=list_photos([activity.id])[activity.id],
        answers=(count_answers([activity.id]) if answers is None else answers).get(activity.id, NO_ANSWERS),
        # What was never approved was never drawn.
        spot_checks=list_results(activity.id) if reviews or activity.status == "approved" else (),
        closed=list_closed_over([(activity.commune_path, activity.occurred_on)]),
        flags=(list_flags([activity.id]) if flags is None else flags).get(activity.id, ()),
        carrier_name=get_carrier_name(activity),
        reviews=reviews,
        returned_for=get_last_return(activity, reviews),
        changes=[_in_words(change, activity) for change in changes_since_return(activity, reviews)],
        context=get_team_context(activity, now),
        days=days,
        urgency=urgency(days),
        may_decide=allows(current_user, Action.decide_activity, activity),
        back=back,
        form=fitting,
        refusal=_what_happened(refusal, activity, reviews) if refusal else None,
        typed_note=typed_note if refusal else None,
    )


def list_address(target: str | None) -> str:
    """Return the list or the choice of many that the reviewer came from; else the whole list."""
    address, desk = safe_next(target), url_for("reviews.index")
    path = urlsplit(address).path
    return address if path == desk or path.startswith(f"{desk}/bulk/") else desk


def asked_address() -> str:
    """Return the list that the request names."""
    return list_address(request.values.get("next"))


def _fitting_form(
    activity, form: DecisionForm | None, typed_note: str | None, back: str
) -> DecisionForm | None:
    """Return the form for what can be decided now: the one that was sent, if it still fits."""
    fitting = FITTING.get(ActivityStatus(activity.status))
    if fitting is None:
        return None
    if not isinstance(form, fitting):
        form = fitting(formdata=None, note=typed_note, next=back)
        if isinstance(form, ReturnForm) and allows(current_user, Action.decide_activity, activity):
            form.offer(list_templates(current_user))
    form.version.data = activity.version
    return form


def _told_outside(form: DecisionForm | None, refusal: RuleBroken | None) -> RuleBroken | None:
    """Return the refusal, unless the form can say at a field what is missing."""
    if refusal is None or refusal.code != CLOSED or form is None:
        return refusal
    form.add_error("correction", _("Write why the closed figures are corrected."))
    return None


def _what_happened(refusal: RuleBroken, activity, reviews) -> str:
    """Tell the second of two who decided what and when, or that the entry reads differently now."""
    if activity.status in (ActivityStatus.approved, ActivityStatus.returned) and reviews:
        last = reviews[0]
        told = {"name": last.reviewer.name, "moment": show_moment(last.decided_at)}
        if activity.status == ActivityStatus.approved:
            return _("%(name)s approved this entry at %(moment)s. Your decision was not stored.", **told)
        return _("%(name)s returned this entry at %(moment)s. Your decision was not stored.", **told)
    if activity.status == ActivityStatus.submitted:
        return _(
            "This entry was changed at %(moment)s. Below is what it says now; your decision was not stored.",
            moment=show_moment(activity.updated_at),
        )
    return sentence(refusal.code, **refusal.details)


def _in_words(change, activity) -> ShownChange:
    """Return a field's name with its value before and after, as they are read; texts by their words."""
    before, after = (_value_in_words(change.field, one, activity) for one in (change.before, change.after))
    parts = [Part(before, False)], [Part(after, False)]
    if change.field in TEXT_FIELDS and change.before and change.after:
        parts = word_differences(before, after)
    return ShownChange(str(label("activity_field", change.field)), *parts)


def _value_in_words(field: str, value, activity) -> str:
    if value is None or value in ("", []):
        return _("not given")
    if field == "skills":
        return ", ".join(str(label("skill", code)) for code in value)
    if field == "kind":
        return str(label("activity_kind", value))
    if field == "occurred_on":
        return show_day(date.fromisoformat(value))
    if field == "hamlet":
        return get_hamlet_name(value, activity.occurred_on) or _("not given")
    return str(value)
