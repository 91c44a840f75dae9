"""The question that the scoreboard answers: that of coverage, and which of the rows are listed."""

from flask_babel import lazy_gettext as _
from wtforms import SelectField

from portal.domain.verdicts import ANY, Verdict
from portal.forms.coverage import CoverageForm
from portal.labels import choices


class ScoreboardForm(CoverageForm):
    """What the address of a scoreboard asks for; all of it may be left out."""

    show = SelectField(
        _("Which of them"),
        choices=lambda: [(ANY, _("All of them")), *choices("verdict", Verdict)],
        default=ANY,
        validate_choice=False,
    )
