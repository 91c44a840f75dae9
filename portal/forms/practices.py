"""Forms of good practices: how a session was done, what to change in it, and the filter of the list."""

import re

from flask_babel import lazy_gettext as _
from wtforms import (
    HiddenField,
    IntegerField,
    SearchField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import Optional, ValidationError

from portal.domain.practices import (
    AUDIENCE_LENGTH,
    LINK_LENGTH,
    MOST_LINKS,
    STEPS_LENGTH,
    TITLE_LENGTH,
    PracticeText,
)
from portal.domain.skills import SKILLS
from portal.forms.base import FilterForm, Form, Needed, at_most, clean_text, plain_text
from portal.labels import choices

NOTE_LENGTH = 1000
TEXT = {"filters": [clean_text]}


class VersionedForm(Form):
    """A form about a practice as it was looked at."""

    version = HiddenField()

    @property
    def seen_version(self) -> int:
        """The version that was looked at; nought, which no practice has, when it is no number."""
        written = self.version.data or ""
        return int(written) if re.fullmatch("[0-9]{1,9}", written) else 0


class PracticeForm(VersionedForm):
    """How a session was done, so that another team can do the same."""

    title = StringField(
        _("Title"),
        [Needed(_("Give the practice a short title.")), at_most(TITLE_LENGTH), plain_text],
        description=_("Short, such as: Paying the electricity bill, each on their own phone."),
        **TEXT,
    )
    skills = SelectMultipleField(_("What is taught"), choices=lambda: choices("skill", SKILLS))
    audience = StringField(
        _("For whom"),
        [at_most(AUDIENCE_LENGTH), plain_text],
        description=_("Such as: elderly people, traders at the market."),
        **TEXT,
    )
    minutes = IntegerField(_("How many minutes it takes"), [Optional()])
    steps = TextAreaField(
        _("How it was done, step by step"),
        [Needed(_("Write how the session was done, step by step.")), at_most(STEPS_LENGTH), plain_text],
        description=_("What to prepare, what comes first, how people try it themselves. Name nobody."),
        **TEXT,
    )
    links = TextAreaField(
        _("Materials"),
        [at_most(MOST_LINKS * (LINK_LENGTH + 1)), plain_text],
        description=_("Addresses that begin with https://, one a line."),
        **TEXT,
    )

    def validate_skills(self, field) -> None:
        """Without a skill nobody finds it."""
        if not field.data and not field.errors:
            raise ValidationError(str(_("Tick at least one skill.")))

    @property
    def text(self) -> PracticeText:
        """What was written, once the form is valid."""
        return PracticeText(
            title=self.title.data,
            steps=self.steps.data,
            skills=tuple(self.skills.data),
            audience=self.audience.data or "",
            minutes=self.minutes.data,
            links=tuple((self.links.data or "").splitlines()),
        )


class ReturnPracticeForm(VersionedForm):
    """What is to be changed in a proposal."""

    note = TextAreaField(
        _("What should be changed"),
        [Needed(_("Write what should be changed.")), at_most(NOTE_LENGTH), plain_text],
        **TEXT,
    )


class WithdrawPracticeForm(VersionedForm):
    """Why a practice is offered no longer."""

    reason = TextAreaField(
        _("Why it should no longer be used"),
        [Needed(_("Write why it should no longer be used.")), at_most(NOTE_LENGTH), plain_text],
        **TEXT,
    )


class PracticeFilterForm(FilterForm):
    """What the list of practices is narrowed down to."""

    words = SearchField(_("Words"), [at_most(100)], **TEXT)
    skill = SelectField(
        _("Skill"), choices=lambda: [("", _("All skills")), *choices("skill", SKILLS)], default=""
    )
