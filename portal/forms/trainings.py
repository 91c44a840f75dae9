"""Forms of trainings: the plan, answers, attendance, results and corrections, and materials."""

import re
from collections.abc import Sequence
from datetime import datetime, time, tzinfo

from flask_babel import lazy_gettext as _
from flask_wtf.file import FileField
from wtforms import (
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import NumberRange, Optional, ValidationError

from portal.domain.training_topics import OTHER, TOPICS
from portal.domain.trainings import (
    MOST_SEATS,
    PLACE_LENGTH,
    RESULT_LENGTH,
    TITLE_LENGTH,
    TRAINER_LENGTH,
    URL_LENGTH,
    AttendedBy,
    TrainingPlan,
)
from portal.forms.base import (
    DayField,
    FilterForm,
    Form,
    Needed,
    PhoneField,
    at_most,
    clean_text,
    plain_text,
)
from portal.labels import choices

NOTE_LENGTH = 1000
TEXT = {"filters": [clean_text]}
_TIME = re.compile(r"([0-9]{1,2})(?:[:hHg.]([0-9]{2})?)?")


class TimeField(StringField):
    """A time of the day, typed as 8:00, 8h, 8h30 or 14:30; `data` is a time or None."""

    raw: str | None = None

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the time, or say how to write one."""
        self.raw, self.data = valuelist[0].strip() if valuelist else "", None
        if not self.raw:
            return
        found = _TIME.fullmatch(self.raw.replace(" ", ""))
        try:
            self.data = time(int(found[1]), int(found[2] or 0)) if found else None
        except ValueError:
            self.data = None
        if self.data is None:
            raise ValueError(str(_("Enter a time such as 08:00 or 14:30.")))

    def _value(self) -> str:
        if self.raw is not None:
            return self.raw
        return f"{self.data:%H:%M}" if self.data else ""


class PlanForm(Form):
    """What a training is about, when, where, by whom and for whom; all of it on one day."""

    topic = RadioField(_("Topic"), choices=choices("training_topic", TOPICS))
    title = StringField(_("Title of the other topic"), [at_most(TITLE_LENGTH), plain_text], **TEXT)
    day = DayField(_("Day"), [Needed(_("Enter the day."))])
    begins = TimeField(_("Begins at"), [Needed(_("Enter when it begins."))])
    ends = TimeField(_("Ends at"), [Needed(_("Enter when it ends."))])
    place = StringField(_("Where"), [at_most(PLACE_LENGTH), plain_text], **TEXT)
    online_url = StringField(_("Link of an online training"), [at_most(URL_LENGTH), plain_text], **TEXT)
    trainer = StringField(_("Trainer"), [at_most(TRAINER_LENGTH), plain_text], **TEXT)
    trainer_phone = PhoneField(_("Phone number of the trainer"))
    seats = IntegerField(
        _("Seats"), [Optional(), NumberRange(1, MOST_SEATS, _("Enter a number of seats from 1 to 999."))]
    )
    teams = SelectMultipleField(_("Which teams are invited"), coerce=int)
    communes = SelectMultipleField(_("Communes whose teams are invited"), coerce=int)
    note = TextAreaField(_("What to bring and to know"), [at_most(NOTE_LENGTH), plain_text], **TEXT)

    def validate_topic(self, field) -> None:
        """Without a choice the library says nothing that fits."""
        if field.data not in TOPICS:
            field.errors = []
            raise ValidationError(str(_("Choose the topic.")))

    def validate_title(self, field) -> None:
        """Another topic needs its title."""
        if self.topic.data == OTHER and not field.data:
            raise ValidationError(str(_("Enter the title of the training.")))

    def chosen_teams(self, teams: Sequence[tuple[int, int]]) -> list[int]:
        """Return the teams that were chosen, one by one or by commune; `teams` are (id, commune)."""
        communes = set(self.communes.data or ())
        return [*(self.teams.data or ()), *(team for team, commune in teams if commune in communes)]

    def plan(self, zone: tzinfo) -> TrainingPlan:
        """Return what was typed; a title belongs to another topic alone."""
        return TrainingPlan(
            topic=self.topic.data,
            title=self.title.data if self.topic.data == OTHER else "",
            starts_at=datetime.combine(self.day.data, self.begins.data, zone),
            ends_at=datetime.combine(self.day.data, self.ends.data, zone),
            place=self.place.data or "",
            online_url=self.online_url.data or "",
            trainer=self.trainer.data or "",
            seats=self.seats.data,
            note=self.note.data or "",
        )


class TrainingFilterForm(FilterForm):
    """What the list of trainings is narrowed down to."""

    when = HiddenField()
    topic = SelectField(_("Topic"), [Optional()], choices=[("", _("All topics"))])

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.topic.choices = [("", _("All topics")), *choices("training_topic", TOPICS)]


class CancelForm(Form):
    """Why a training does not take place."""

    reason = TextAreaField(
        _("Why it is cancelled"), [Needed(_("Write why.")), at_most(NOTE_LENGTH), plain_text], **TEXT
    )


class CodeForm(Form):
    """The code on the wall: the token that was scanned, or six digits that were typed."""

    code = StringField(_("Six digits on the wall"), [Needed(_("Enter the six digits.")), at_most(64)], **TEXT)


class TickForm(Form):
    """Who was there by a list; `shown` are those who were ticked when the list was shown."""

    shown = HiddenField()
    ticked = SelectMultipleField(_("Who is there"), coerce=int)
    source = RadioField(
        _("Where this comes from"),
        choices=[
            (AttendedBy.tick.value, _("I see them here")),
            (AttendedBy.sheet.value, _("The signed sheet")),
        ],
        default=AttendedBy.tick.value,
    )

    @property
    def was_ticked(self) -> list[int]:
        """Who was ticked when the list was shown; what cannot be read is nobody."""
        parts = (self.shown.data or "").split(",")
        return [int(part) for part in parts if part.isascii() and part.isdigit() and len(part) < 10]


class ResultsForm(Form):
    """Who of those who were there completed the training, and each one's result in words."""

    completed = SelectMultipleField(_("Who completed it"), coerce=int)

    people: Sequence[tuple[int, str]] = ()

    def grade_field(self, user_id: int) -> StringField:
        """Return the field with a person's result in words."""
        return self[f"grade{user_id}"]

    @property
    def grades(self) -> dict[int, str]:
        """The results in words, by person."""
        return {user_id: self.grade_field(user_id).data or "" for user_id, _name in self.people}


class CorrectionForm(Form):
    """What is known of a person after all, and why it was recorded otherwise."""

    attendance = RadioField(
        _("What is right"), choices=choices("attendance", ("absent", "not_completed", "completed"))
    )
    grade = StringField(_("Result"), [at_most(RESULT_LENGTH), plain_text], **TEXT)
    reason = TextAreaField(
        _("Why it is corrected"), [Needed(_("Write why.")), at_most(NOTE_LENGTH), plain_text], **TEXT
    )


class MaterialForm(Form):
    """Something to read: a title, and a link or a PDF."""

    title = StringField(_("Title"), [Needed(_("Enter a title.")), at_most(TITLE_LENGTH), plain_text], **TEXT)
    url = StringField(_("Link"), [at_most(URL_LENGTH), plain_text], **TEXT)
    file = FileField(_("or a PDF"))


def results_form(people: Sequence[tuple[int, str]]) -> ResultsForm:
    """Return the form for the people who were there, as (id, name); at first all have completed it."""
    fields = {
        f"grade{user_id}": StringField(
            _("Result of %(name)s", name=name), [at_most(RESULT_LENGTH), plain_text], **TEXT
        )
        for user_id, name in people
    }
    everybody = [user_id for user_id, _name in people]
    form = type("TrainingResultsForm", (ResultsForm,), fields)(completed=everybody)
    form.people = people
    form.completed.choices = list(people)
    return form
