"""What every template can use."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import lru_cache

from babel.support import NullTranslations
from flask import Flask, g
from flask_babel import format_decimal, get_domain
from jinja2 import StrictUndefined
from markupsafe import Markup

from portal import clock, labels
from portal.domain.actions import Action
from portal.domain.periods import Period
from portal.domain.roles import Viewer
from portal.place_labels import place_name
from portal.policy import allows
from portal.queries.campaigns import Banner, get_banner
from portal.web.access import is_alike
from portal.web.assets import asset, preload
from portal.web.locale import choose_locale
from portal.web.navigation import list_nav_groups, list_nav_items
from portal.web.sessions import viewer_or_none


@dataclass(frozen=True)
class CampaignBanner:
    """The running campaign as the header shows it."""

    name: str
    days_left: int
    starts_on: date
    ends_on: date


def init_app(app: Flask) -> None:
    """Add filters, globals and the common context."""
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters.update(
        day=show_day,
        hour=show_hour,
        weekday=show_weekday,
        local_day=clock.local_day,
        moment=show_moment,
        number=show_number,
    )
    app.jinja_env.globals.update(
        asset=asset,
        preload=preload,
        label=label,
        flag_sentence=labels.flag_sentence,
        words_of=words_of,
        place_name=place_name,
        Action=Action,
    )
    app.jinja_env.globals.update(_=say, gettext=say, ngettext=say_number)
    app.context_processor(_page_context)


def _catalogue() -> NullTranslations:
    """Return the words of the page's language; a page asks hundreds of times, so it is looked up once."""
    catalogue = g.get("catalogue")
    if catalogue is None:
        catalogue = g.catalogue = get_domain().get_translations()
    return catalogue


def say(words: str, /, **variables: object) -> Markup:
    """Return a sentence in the page's language; what is put into it is escaped."""
    return _sentence(words) % variables if variables else _whole_sentence(choose_locale(), words)


def say_number(singular: str, plural: str, number: int, /, **variables: object) -> Markup:
    """Return a sentence with a number, which it may name as `num`, in the page's language."""
    if not variables:
        return _whole_sentence(choose_locale(), singular, plural, number)
    return _sentence(singular, plural, number) % ({"num": number} | variables)


def _sentence(singular: str, plural: str | None = None, number: int | None = None) -> Markup:
    catalogue = _catalogue()
    found = catalogue.ugettext(singular) if plural is None else catalogue.ungettext(singular, plural, number)
    return Markup(found)


# The few sentences of a list stand in each of its lines, and putting one together anew costs as much as the
# rest of the line. What people typed is in none of these.
@lru_cache(maxsize=4096, typed=True)
def _whole_sentence(
    _locale: str, singular: str, plural: str | None = None, number: int | None = None
) -> Markup:
    return _sentence(singular, plural, number) % ({} if plural is None else {"num": number})


def label(register: str, code: str | None) -> str:
    """Return the words for a code of a register in the page's language."""
    return _words(choose_locale(), register, code)


@lru_cache(maxsize=4096)
def _words(_locale: str, register: str, code: str | None) -> str:
    # A list says the same few words over and over, and looking each up anew is half of the page's time.
    return str(labels.label(register, code))


def words_of(register: str) -> dict[str, str]:
    """Return all words of a register in the page's language, for scripts."""
    return {code: label(register, code) for code in labels.LABELS[register]}


def show_day(value: date | None) -> str:
    """Print a local day as 16/06/2022."""
    return f"{value:%d/%m/%Y}" if value else "–"


def show_hour(value: datetime | time | None) -> str:
    """Print an hour, or the local one of a moment, as 19:30."""
    if isinstance(value, datetime):
        value = value.astimezone(clock.LOCAL_ZONE)
    return f"{value:%H:%M}" if value else "–"


def show_weekday(value: date) -> str:
    """Print a day with its weekday, as people plan by: Thứ Ba 16/06/2022."""
    return f"{label('weekday', str(value.weekday()))} {show_day(value)}"


def show_moment(value: datetime | None) -> str:
    """Print a moment in local time as 15:04 16/06/2022."""
    return f"{value.astimezone(clock.LOCAL_ZONE):%H:%M %d/%m/%Y}" if value else "–"


def show_number(value: int | None) -> str:
    """Print a whole number with the separators of the page's language."""
    if value is None:
        return "–"
    # Up to here every language writes the plain digits, and there are many on a page.
    return str(value) if 0 <= value < 1000 else format_decimal(value)


def _page_context() -> dict[str, object]:
    # The page of a failure must print even when the database is gone, so it asks for nothing.
    bare = g.get("bare_page", False)
    viewer = None if bare or is_alike() else viewer_or_none()
    banner = None if bare else _banner()
    return {
        "viewer": viewer,
        "locale": choose_locale(),
        "may": _may(viewer),
        "is_demo": bool(banner and banner.is_demo),
        "campaign_banner": _campaign_banner(banner),
        "nav_items": list_nav_items(viewer),
        "nav_groups": list_nav_groups(viewer),
    }


def _banner() -> Banner:
    if "banner" not in g:
        g.banner = get_banner(clock.today())
    return g.banner


def _campaign_banner(banner: Banner | None) -> CampaignBanner | None:
    if banner is None or banner.name is None:
        return None
    name = banner.name_en if choose_locale() == "en" else banner.name
    days_left = Period(banner.starts_on, banner.ends_on).days_left(clock.today())
    return CampaignBanner(name, days_left, banner.starts_on, banner.ends_on)


def _may(viewer: Viewer | None) -> Callable[..., bool]:
    return lambda action, thing=None: viewer is not None and allows(viewer, action, thing)
