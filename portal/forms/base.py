"""What all forms share: sentences of our own, and days and phone numbers read in every usual spelling."""

from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString
from flask_wtf import FlaskForm
from markupsafe import Markup, escape
from wtforms import DateField, TelField
from wtforms.validators import Length, StopValidation, ValidationError
from wtforms.widgets import Select

from portal.domain.phones import read_phone
from portal.domain.text import has_control_characters, nfc

# The library's own messages have no Vietnamese; only these can appear.
OWN_SENTENCES = {
    "Not a valid choice.": _("Choose one of the options."),
    "Invalid Choice: could not coerce.": _("Choose one of the options."),
    "Invalid choice(s): one or more data inputs could not be coerced.": _("Choose only from the options."),
    "'%(value)s' is not a valid choice for this field.": _("Choose only from the options."),
    "Not a valid integer value.": _("Enter a whole number, such as 5."),
}


class OwnSentences:
    """Says what the forms library says, in the page's language."""

    def gettext(self, text: str) -> str:
        """Return our sentence for one of the library's."""
        return str(OWN_SENTENCES.get(text, text))

    def ngettext(self, singular: str, _plural: str, _count: int) -> str:
        """Return one sentence for any number."""
        return self.gettext(singular)


class PlainSelect(Select):
    """A list to choose from whose options are written without a look at attributes that none of ours has.

    The places of a province are more than a hundred, and every list of entries offers them.
    """

    @classmethod
    def render_option(cls, choice, **_attributes) -> Markup:
        """Return an option."""
        mark = " selected" if choice.selected else ""
        return Markup(f'<option{mark} value="{escape(choice.value)}">{escape(choice.label)}</option>')


class Form(FlaskForm):
    """A form whose typed values survive an error and whose sentences are ours."""

    class Meta(FlaskForm.Meta):
        """Let the library speak our sentences."""

        def get_translations(self, _form) -> OwnSentences:
            """Return what turns the library's messages into ours."""
            return OwnSentences()

        def bind_field(self, form, unbound_field, options):
            """Return the field, with our list when it is one to choose from."""
            field = super().bind_field(form, unbound_field, options)
            if type(field.widget) is Select:
                field.widget = PlainSelect(multiple=field.widget.multiple)
            return field

    def validate(self, extra_validators=None) -> bool:
        """Check the form; what is wrong is said in plain text, because the summary prints nothing else."""
        valid = super().validate(extra_validators)
        for field in self:
            field.errors = [str(error) if isinstance(error, LazyString) else error for error in field.errors]
        return valid

    def add_error(self, field_name: str | None, message) -> None:
        """Put an error beside a field, or at the top of the form when it belongs to none."""
        if field_name and field_name in self:
            self[field_name].errors = [*self[field_name].errors, message]
        else:
            self.form_errors.append(message)


class FilterForm(Form):
    """What a list is narrowed down to, read from the address; nonsense there narrows nothing."""

    class Meta:
        """A filter changes nothing, so it carries no token."""

        csrf = False

    def chosen(self, name: str):
        """Return what was chosen, or None when nothing or nonsense was."""
        field = self[name]
        return field.data if field.data and not field.errors else None


class PhoneField(TelField):
    """A Vietnamese mobile number; `data` is its national form, such as 0912345678, or None."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the number in any usual spelling."""
        self.raw = valuelist[0] if valuelist else ""
        self.data = None
        if not self.raw.strip():
            return
        number = read_phone(self.raw)
        if number is None:
            raise ValueError(self.gettext_invalid())
        self.data = number

    def _value(self) -> str:
        return self.raw if getattr(self, "raw", None) is not None else (self.data or "")

    @staticmethod
    def gettext_invalid() -> str:
        """Say what a number must look like."""
        return str(_("Enter a mobile number, for example 0912 345 678."))


class DayField(DateField):
    """A day, typed as 16/06/2022 or chosen from the phone's calendar."""

    def __init__(self, label=None, validators=None, **kwargs) -> None:
        super().__init__(label, validators, format=["%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y"], **kwargs)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the day, or say how to write one."""
        if not valuelist or not valuelist[0].strip():
            self.data = None
            return
        try:
            super().process_formdata([valuelist[0].strip()])
        except ValueError:
            raise ValueError(str(_("Enter a date such as 16/06/2022."))) from None
        if not 1900 <= self.data.year <= 2200:
            self.data = None
            raise ValueError(str(_("Enter a date such as 16/06/2022.")))


class Needed:
    """A validator for what must be given; blanks are nothing, what could not be read keeps its error."""

    field_flags = {"required": True}

    def __init__(self, message) -> None:
        self.message = message

    def __call__(self, _form, field) -> None:
        if not field.data and not field.errors:
            raise StopValidation(self.message)


def at_most(signs: int) -> Length:
    """Return the validator of a text's length."""
    return Length(max=signs, message=_("Shorten this to at most %(max)d characters."))


def clean_text(value: str | None) -> str | None:
    """Strip the text, compose its accents and break its lines in one way; a filter for text fields."""
    if not isinstance(value, str):
        return value
    # Browsers send the lines of a text box with a carriage return each.
    return nfc(value).replace("\r\n", "\n").replace("\r", "\n").strip()


def plain_text(_form, field) -> None:
    """Refuse characters that are no text; a validator for text fields."""
    if field.data and has_control_characters(field.data, multiline=True):
        raise ValidationError(str(_("Remove the invisible characters from this text.")))
