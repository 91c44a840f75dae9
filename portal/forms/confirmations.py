"""Forms of citizens' confirmations: what a citizen answers or types, and how many slips are printed."""

import re

from flask_babel import lazy_gettext as _
from wtforms import HiddenField, IntegerField, RadioField, StringField
from wtforms.validators import Optional, ValidationError

from portal.domain.confirmations import AGAIN, ANSWERS, CODE_DIGITS, ENDINGS
from portal.forms.base import Form, Needed, at_most
from portal.labels import choices

# A commune's five digits, then the number of the team.
_TEAM = re.compile(r"([0-9]{5})([0-9]{2,})")
_CODE = re.compile(rf"[0-9]{{{CODE_DIGITS}}}")


class CitizenForm(Form):
    """A form of somebody without an account and without a session; its page opens by a secret of its own."""

    class Meta(Form.Meta):
        """Nothing is kept in the browser, so there is no token."""

        csrf = False


class AnswerForm(CitizenForm):
    """What a citizen says of one visit; who typed digits sends them along."""

    answer = RadioField(_("Were you helped?"), choices=choices("citizen_answer", ANSWERS))
    ending = RadioField(_("How did it go?"), [Optional()], choices=choices("citizen_ending", ENDINGS))
    again = RadioField(
        _("Could you do it again by yourself?"), [Optional()], choices=choices("citizen_again", AGAIN)
    )
    team = HiddenField()
    code = HiddenField()

    def validate_answer(self, field) -> None:
        """Without a choice the library says nothing that fits."""
        if field.data not in ANSWERS:
            field.errors = []
            raise ValidationError(str(_("Tap one of the three answers.")))


class SlipCodeForm(CitizenForm):
    """The code of the team and the six digits, as they stand on a screen or were read out."""

    team = StringField(_("Code of the team"), [Needed(_("Enter the code of the team.")), at_most(64)])
    code = StringField(_("Six digits"), [Needed(_("Enter the six digits.")), at_most(64)])

    @property
    def typed_team(self) -> str:
        """The team's code, however it was spaced, with its hyphen or without."""
        typed = re.sub(r"[\s.]", "", self.team.data or "").upper()
        bare = re.sub(r"[-\u2010-\u2015]", "", typed)
        parts = _TEAM.fullmatch(bare)
        return "-".join(parts.groups()) if parts else typed

    @property
    def typed_code(self) -> str:
        """The digits, however they were spaced."""
        return re.sub(r"[\s.-]", "", self.code.data or "")

    def validate_code(self, field) -> None:
        """Digits come in threes on the slip, and people type them so."""
        if field.data and not field.errors and not _CODE.fullmatch(self.typed_code):
            raise ValidationError(str(_("Enter six digits, such as 482 913.")))


class SlipSheetForm(Form):
    """How many slips are printed."""

    number = IntegerField(_("How many slips"), [Needed(_("Enter how many slips."))])
