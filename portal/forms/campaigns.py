"""The form of a campaign: its names, its plan, its days and where its reporting windows come from."""

from flask_babel import lazy_gettext as _
from wtforms import HiddenField, IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, NumberRange, Optional

from portal.domain.campaign_plans import (
    CODE_LENGTH,
    GIVEN,
    NAME_LENGTH,
    PLAN_NUMBER_LENGTH,
    WINDOW_SOURCES,
    CampaignPlan,
    make_windows,
    name_windows,
    plan_period,
    write_windows,
)
from portal.domain.sampling import LEAST_PERCENT, MOST_PERCENT, USUAL_PERCENT
from portal.forms.base import DayField, Form, Needed, at_most, clean_text, plain_text
from portal.labels import choices

TEXT = {"filters": [clean_text]}
# As many lines as there may be windows, with a label each.
WINDOWS_LENGTH = 60_000
FIELDS = {
    "bad_campaign_code": "code",
    "campaign_exists": "code",
    "place_not_there": "unit",
    "last_before_first": "last_day",
    "campaign_too_long": "last_day",
    "campaign_days_closed": "first_day",
    "judged_too_early": "judged_on",
    "bad_share": "spot_check_percent",
    **dict.fromkeys(
        (
            "bad_window_line", "window_label_too_long", "windows_overlap", "window_outside",
            "too_many_windows", "window_in_use",
        ),
        "windows",
    ),
}  # fmt: skip


class EditCampaignForm(Form):
    """What may be changed of a campaign; `seen` names the plan that was changed."""

    seen = HiddenField()
    name = StringField(
        _("Name in Vietnamese"),
        [Needed(_("Enter the name in Vietnamese.")), at_most(NAME_LENGTH), plain_text],
        **TEXT,
    )
    name_en = StringField(
        _("Name in English"),
        [Needed(_("Enter the name in English.")), at_most(NAME_LENGTH), plain_text],
        **TEXT,
    )
    plan_number = StringField(_("Number of the plan"), [at_most(PLAN_NUMBER_LENGTH), plain_text], **TEXT)
    plan_on = DayField(_("Date of the plan"), [Optional()])
    first_day = DayField(_("First day"), [Needed(_("Enter the first day."))])
    last_day = DayField(_("Last day"), [Needed(_("Enter the last day."))])
    judged_on = DayField(_("Judged on"), [Optional()])
    source = RadioField(
        _("Reporting windows"),
        choices=choices("window_source", WINDOW_SOURCES),
        default="month",
    )
    spot_check_percent = IntegerField(
        _("Share of the entries for spot-checks, in percent"),
        [
            InputRequired(_("Enter a share from 1 to 100 percent.")),
            NumberRange(LEAST_PERCENT, MOST_PERCENT, _("Enter a share from 1 to 100 percent.")),
        ],
        default=USUAL_PERCENT,
    )
    windows = TextAreaField(_("Windows, one a line"), [at_most(WINDOWS_LENGTH), plain_text], **TEXT)

    def show(self, plan: CampaignPlan) -> None:
        """Fill in what a campaign is."""
        for name in ("name", "name_en", "plan_number", "plan_on", "judged_on", "spot_check_percent"):
            self[name].data = getattr(plan, name)
        self.first_day.data, self.last_day.data = plan.period.starts_on, plan.period.last_day
        self.source.data, self.windows.data = GIVEN, write_windows(plan.windows)
        self.seen.data = plan.fingerprint

    def plan(self) -> CampaignPlan:
        """Return what was typed; raises what plan_period and make_windows raise."""
        period = plan_period(self.first_day.data, self.last_day.data)
        return CampaignPlan(
            name=self.name.data,
            name_en=self.name_en.data,
            period=period,
            plan_number=self.plan_number.data or "",
            plan_on=self.plan_on.data,
            judged_on=self.judged_on.data,
            windows=name_windows(make_windows(self.source.data, period, self.windows.data or "")),
            spot_check_percent=self.spot_check_percent.data,
        )


class NewCampaignForm(EditCampaignForm):
    """A new campaign, with the code under which it stays to be found and the province that runs it."""

    code = StringField(_("Code in addresses"), [Needed(_("Enter a code.")), at_most(CODE_LENGTH)], **TEXT)
    unit = SelectField(_("Province"), coerce=int)
