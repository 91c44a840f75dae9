"""Forms of community sessions: what a team announces, how it recurs, and why one is cancelled."""

import re
from collections.abc import Sequence
from datetime import time

from flask_babel import lazy_gettext as _
from wtforms import (
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import Optional, ValidationError
from wtforms.widgets import TimeInput

from portal.domain.community_sessions import (
    BRING_LENGTH,
    PLACE_LENGTH,
    REASON_LENGTH,
    Repetition,
    SessionPlan,
)
from portal.domain.skills import SKILLS
from portal.forms.base import DayField, Form, Needed, at_most, clean_text, plain_text
from portal.labels import choices

TEXT = {"filters": [clean_text]}
SCOPES = ("this", "following")
_HOUR = re.compile(r"([0-9]{1,2})\s*(?:[:hHgG.]|giờ)?\s*([0-9]{2})?(?::00)?")


class HourField(StringField):
    """An hour of the day, chosen from the phone's clock or typed as 19:00, 19h or 19h30."""

    widget = TimeInput()

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the hour, or say how to write one."""
        self.raw = valuelist[0].strip() if valuelist else ""
        self.data = None
        if not self.raw:
            return
        written = _HOUR.fullmatch(self.raw)
        hour, minute = (int(written[1]), int(written[2] or 0)) if written else (24, 0)
        if hour > 23 or minute > 59:
            raise ValueError(str(_("Enter an hour such as 19:00.")))
        self.data = time(hour, minute)

    def _value(self) -> str:
        if getattr(self, "raw", None):
            return self.raw
        return f"{self.data:%H:%M}" if self.data else ""


class PlanForm(Form):
    """What a team announces of a session."""

    hamlet = SelectField(_("In which hamlet"), coerce=int)
    held_on = DayField(_("Day"), [Needed(_("Enter the day."))])
    start_time = HourField(_("Begins at"), [Needed(_("Enter the hour at which it begins."))])
    end_time = HourField(_("Ends at"))
    place = StringField(
        _("Where it takes place"),
        [Needed(_("Enter where the session takes place.")), at_most(PLACE_LENGTH), plain_text],
        **TEXT,
    )
    skills = SelectMultipleField(_("What is taught"), choices=lambda: choices("skill", SKILLS))
    bring = TextAreaField(_("What people should bring"), [at_most(BRING_LENGTH), plain_text], **TEXT)
    expected = IntegerField(
        _("How many people are expected"),
        [Optional()],
        description=_("Only for planning. What counts is who came, in the entry afterwards."),
    )

    def offer_hamlets(self, hamlets: Sequence[tuple[int, str]]) -> None:
        """Set the hamlets to choose from."""
        self.hamlet.choices = [*hamlets] if len(hamlets) == 1 else [(0, _("Choose")), *hamlets]

    def validate_skills(self, field) -> None:
        """Without a choice nobody knows what the session is about."""
        if not field.data and not field.errors:
            raise ValidationError(str(_("Tick at least one skill.")))

    def validate_hamlet(self, field) -> None:
        """The list begins with nothing."""
        if not field.data and not field.errors:
            raise ValidationError(str(_("Choose the hamlet.")))

    @property
    def plan(self) -> SessionPlan:
        """What was announced, once the form is valid."""
        return SessionPlan(
            hamlet_id=self.hamlet.data,
            held_on=self.held_on.data,
            start_time=self.start_time.data,
            end_time=self.end_time.data,
            place=self.place.data,
            skills=tuple(self.skills.data),
            expected=self.expected.data,
            bring=self.bring.data or "",
        )


class NewPlanForm(PlanForm):
    """A new session and how it recurs; `practice` is the one that it is copied from."""

    practice = HiddenField()
    repetition = RadioField(
        _("Does it recur?"),
        choices=lambda: choices("repetition", Repetition),
        default=Repetition.once.value,
    )
    until = DayField(
        _("Until which day"), [Optional()], description=_("Only for a session that recurs: at most 26 times.")
    )


class ScopedForm(Form):
    """Whether an act is about one session or those that follow, too; `version` is what was looked at."""

    scope = RadioField(
        _("Which sessions"), choices=lambda: choices("session_scope", SCOPES), default=SCOPES[0]
    )
    version = HiddenField()

    @property
    def is_following(self) -> bool:
        """Tell whether those that follow are meant, too."""
        return self.scope.data == SCOPES[1]

    @property
    def seen_version(self) -> int:
        """The version that was looked at; nought, which no session has, when it is no number."""
        written = self.version.data or ""
        return int(written) if re.fullmatch("[0-9]{1,9}", written) else 0


class ChangedPlanForm(PlanForm, ScopedForm):
    """Another plan for a session."""


class CancelForm(ScopedForm):
    """Why a session is cancelled."""

    reason = TextAreaField(
        _("Why"),
        [
            Needed(_("Write why. People who wanted to come read it on the hamlet's page.")),
            at_most(REASON_LENGTH),
            plain_text,
        ],
        description=_("Everybody can read this. Write no names and no phone numbers."),
        **TEXT,
    )
