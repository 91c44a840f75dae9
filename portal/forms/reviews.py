"""Forms of the review desk: its filters and the three decisions."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from flask_babel import lazy_gettext as _
from wtforms import HiddenField, RadioField, SelectField, SubmitField, TextAreaField
from wtforms.validators import ValidationError

from portal.domain.activity_kinds import ACTIVITY_KINDS
from portal.domain.activity_status import ActivityStatus
from portal.domain.quality import CODES
from portal.domain.return_reasons import DECIDED_BY_MISTAKE, OTHER, REOPEN_REASONS, RETURN_REASONS
from portal.domain.review_age import OVERDUE_AFTER, SLOW_AFTER
from portal.domain.skills import SKILLS
from portal.domain.text import NOTE_LENGTH
from portal.forms.base import DayField, FilterForm, Form, Needed, at_most, clean_text, plain_text
from portal.labels import choices

LARGEST_VERSION = 2**31 - 1
ANY_FLAG, FLAGGED_FIRST = "any", "flags"
TABS = (ActivityStatus.submitted.value, ActivityStatus.returned.value, ActivityStatus.approved.value)


class DecisionForm(Form):
    """What each decision carries: the version that the reviewer saw, and the list to go back to."""

    version = HiddenField()
    next = HiddenField()
    # Asked for in a closed period alone.
    correction = TextAreaField(
        _("Why the closed figures are corrected"), [at_most(NOTE_LENGTH), plain_text], filters=[clean_text]
    )

    @property
    def seen_version(self) -> int:
        """The version that the reviewer saw; one that cannot be read fits no entry."""
        text = self.version.data or ""
        return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else LARGEST_VERSION


class ReturnForm(DecisionForm):
    """Why an entry goes back, and what to correct; the words may come from those that the reviewer keeps."""

    # What is offered, by id; nothing while nobody offers anything.
    templates: Mapping[int, object] = MappingProxyType({})
    template = SelectField(_("Your own words"), coerce=int, default=0, choices=[(0, "")])
    fill = SubmitField(_("Put them in"))
    reason = SelectField(
        _("What has to be corrected"),
        choices=[("", _("Choose a reason")), *choices("return_reason", RETURN_REASONS)],
        default="",
    )
    note = TextAreaField(
        _("What you would like to tell the member"),
        [at_most(NOTE_LENGTH), plain_text],
        filters=[clean_text],
    )

    def offer(self, templates: Sequence) -> None:
        """Offer what the reviewer keeps; what is chosen stands for a note that was left empty."""
        self.templates = {one.id: one for one in templates}
        self.template.choices = [(0, _("None")), *((one.id, one.text) for one in templates)]
        if self.template.data in self.templates and (self.fill.data or not self.note.data):
            chosen = self.templates[self.template.data]
            self.note.data = chosen.text
            self.reason.data = chosen.reason if self.fill.data else self.reason.data or chosen.reason

    def validate_reason(self, field) -> None:
        """The empty choice asks for one."""
        if not field.data:
            raise ValidationError(str(_("Choose a reason of the list.")))

    def validate_note(self, field) -> None:
        """The reason "other" says nothing by itself."""
        if self.reason.data == OTHER and not field.data:
            raise ValidationError(str(_("Write a note that says what is meant.")))


class ReopenForm(DecisionForm):
    """Why an approval is taken back."""

    reason = SelectField(
        _("Why the approval is taken back"),
        choices=choices("reopen_reason", REOPEN_REASONS),
        default=DECIDED_BY_MISTAKE,
    )
    note = TextAreaField(
        _("What happened"),
        [
            Needed(_("Write what happened, so that everybody understands why the approval is taken back.")),
            at_most(NOTE_LENGTH),
            plain_text,
        ],
        filters=[clean_text],
    )


class ReturnTemplateForm(Form):
    """Words that a coordinator keeps for a reason."""

    reason = SelectField(
        _("What has to be corrected"),
        choices=choices("return_reason", RETURN_REASONS),
        default=RETURN_REASONS[0],
    )
    text = TextAreaField(
        _("What you would like to tell the member"),
        [Needed(_("Write what you would like to tell the member.")), at_most(NOTE_LENGTH), plain_text],
        filters=[clean_text],
    )


class QueueFilterForm(FilterForm):
    """What the review desk is narrowed down to."""

    status = RadioField(choices=[(status, status) for status in TABS], default=TABS[0])
    unit = SelectField(_("Place"), coerce=int, default=0)
    team = SelectField(_("Team"), coerce=int, default=0)
    hamlet = SelectField(_("Hamlet"), coerce=int, default=0)
    kind = SelectField(
        _("Kind of work"),
        choices=[("", _("Every kind")), *choices("activity_kind", ACTIVITY_KINDS)],
        default="",
    )
    skill = SelectField(_("Skill"), choices=[("", _("Every skill")), *choices("skill", SKILLS)], default="")
    age = SelectField(
        _("Waiting for"),
        choices=[
            ("", _("Any time")),
            *((str(days), _("%(days)s days or more", days=days)) for days in (SLOW_AFTER, OVERDUE_AFTER)),
        ],
        default="",
    )
    since = DayField(_("Work done from"))
    until = DayField(_("Work done up to and with"))
    flag = SelectField(
        _("Signs"),
        choices=[
            ("", _("With or without signs")),
            (ANY_FLAG, _("With signs to look at")),
            *choices("flag", CODES),
        ],
        default="",
    )
    order = SelectField(
        _("Order"), choices=[("", _("Oldest first")), (FLAGGED_FIRST, _("Flagged first"))], default=""
    )
