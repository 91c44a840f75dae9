"""The plan of trainings that a commune's coordinator adjusts and keeps."""

from datetime import date

from flask_babel import lazy_gettext as _
from wtforms import (
    BooleanField,
    FieldList,
    FormField,
    HiddenField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)

from portal.domain.skills import SKILLS
from portal.domain.training_plans import MOST_PROPOSALS, Proposal, read_plan_month
from portal.forms.base import Form, at_most, clean_text, plain_text
from portal.labels import choices

REASON_LENGTH = 500


class ProposalForm(Form):
    """One training of the plan."""

    class Meta:
        """A part of a question, which changes nothing."""

        csrf = False

    keep = BooleanField(_("Keep this training in the plan"))
    topic = SelectField(_("Topic"), choices=lambda: choices("skill", SKILLS))
    month = StringField(_("Month"))
    teams = SelectMultipleField(_("Teams"), coerce=int, choices=[])
    reason = TextAreaField(_("Why"), [at_most(REASON_LENGTH), plain_text], filters=[clean_text])


class PlanForm(Form):
    """The plan as it was adjusted; it stands in the address, and nothing of it is stored."""

    class Meta:
        """A question changes nothing, so it needs no token."""

        csrf = False

    unit = HiddenField()
    proposals = FieldList(FormField(ProposalForm), max_entries=MOST_PROPOSALS)

    def offer(self, teams: list[tuple[int, str]]) -> None:
        """Offer the teams of the commune in each training."""
        for one in self.proposals:
            one.form.teams.choices = teams

    def read(self, today: date) -> list[Proposal]:
        """Return the trainings that were kept; what is wrong with them is said at the top of the form."""
        super().validate()
        kept = []
        for number, one in enumerate(self.proposals, start=1):
            if not one.form.keep.data:
                continue
            first = read_plan_month(one.form.month.data or "", today)
            if first is None:
                words = _("Training %(number)s: write a month from now on, such as 07/2022.")
                self.form_errors.append(str(words) % {"number": number})
            for errors in one.form.errors.values():
                words = _("Training %(number)s: %(problem)s")
                self.form_errors += [str(words) % {"number": number, "problem": text} for text in errors]
            if first and not one.form.errors:
                reason = {"reason": one.form.reason.data or ""}
                kept.append(Proposal("kept", one.form.topic.data, tuple(one.form.teams.data), first, reason))
        return kept
