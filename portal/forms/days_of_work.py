"""The question of the days of work: which place, which month, and the rate by which a day is paid."""

from flask_babel import lazy_gettext as _
from wtforms import HiddenField, StringField

from portal.domain.days_of_work import read_month, read_rate
from portal.forms.base import Form


class DaysOfWorkForm(Form):
    """What the address asks for; all of it may be left out, and nothing of it is stored."""

    class Meta:
        """A question changes nothing, so it needs no token."""

        csrf = False

    unit = HiddenField()
    month = StringField(_("Month"))
    rate = StringField(_("Rate for one day, in đồng"))

    def read(self, today, usual) -> tuple:
        """Return the month and the rate, the usual month where nonsense was typed, and say what is wrong."""
        self.validate()
        period = read_month(self.month.data, today) if (self.month.data or "").strip() else usual
        if period is None:
            self.add_error("month", str(_("Write a month that has begun, such as 06/2022.")))
        typed = (self.rate.data or "").strip()
        rate = read_rate(typed) if typed else None
        if typed and rate is None:
            self.add_error("rate", str(_("Write an amount from 1 to 10,000,000, such as 120.000.")))
        if not self.month.errors:
            self.month.data = f"{(period or usual).starts_on:%m/%Y}"
        return period or usual, rate
