"""The question of how visits ended: which place, and which campaign or months."""

from datetime import date, timedelta

from flask_babel import lazy_gettext as _
from wtforms import HiddenField, SelectField, StringField

from portal.domain.days_of_work import month_of, read_month
from portal.domain.periods import Period
from portal.forms.base import Form

MOST_MONTHS = 36
_USUAL_DAYS = 150


class OutcomeForm(Form):
    """What the address asks for; all of it may be left out."""

    class Meta:
        """A question changes nothing, so it needs no token."""

        csrf = False

    unit = HiddenField()
    campaign = SelectField(_("Campaign"), validate_choice=False)
    since = StringField(_("From month"))
    until = StringField(_("To month"))

    def read(self, today: date, campaigns: dict[str, Period], usual: str | None) -> Period:
        """Return the days asked for: months that were typed, else a campaign as far as it has come."""
        self.validate()
        code = self.campaign.data if self.campaign.data in campaigns else None
        if self.campaign.data and code is None and self.campaign.data != "-":
            self.add_error("campaign", str(_("Choose one of the options.")))
        months = [self._month(field, today) for field in (self.since, self.until)]
        period = None
        if any(months):
            code, period = "-", self._between(*months, today)
        elif code or (usual and not self.campaign.data):
            code = code or usual
            period = begun(campaigns[code], today)
        self.campaign.data = code or "-"
        return period or Period(
            month_of(today - timedelta(days=_USUAL_DAYS)).starts_on, month_of(today).ends_on
        )

    def _month(self, field, today: date) -> Period | None:
        found = read_month(field.data, today) if (field.data or "").strip() else None
        if found is None and (field.data or "").strip():
            self.add_error(field.name, str(_("Write a month that has begun, such as 06/2022.")))
        return found

    def _between(self, since: Period | None, until: Period | None, today: date) -> Period | None:
        first, last = (since or until).starts_on, (until or month_of(today)).ends_on
        if last <= first:
            self.add_error("until", str(_("Choose a last month that is not before the first.")))
            return None
        if (last.year - first.year) * 12 + last.month - first.month > MOST_MONTHS:
            self.add_error("until", str(_("Choose at most 36 months.")))
            return None
        return Period(first, last)


def begun(whole: Period, today: date) -> Period:
    """Return the days of a campaign up to today; all of one that has not begun."""
    end = min(whole.ends_on, month_of(today).ends_on)
    return Period(whole.starts_on, end) if end > whole.starts_on else whole
