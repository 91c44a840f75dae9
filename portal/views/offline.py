"""What a phone fetches to work without a network: the worker, the manifest, pages without anybody's data."""

from functools import cache

from flask import Blueprint, Response, current_app, g, render_template
from flask_babel import gettext as _

from portal import clock
from portal.domain.activity_content import json_schema
from portal.domain.activity_kinds import ASSISTANCE
from portal.forms.activities import LogForm
from portal.queries.campaigns import get_banner
from portal.web.access import public
from portal.web.assets import StaticFile, made_of
from portal.web.locale import LOCALES
from portal.web.navigation import NavItem
from portal.web.offline import compose_worker, describe_app, revalidated

PAGES = {"/log": "offline/log.html", "/activities": "offline/activities.html"}

blueprint = Blueprint("offline", __name__)


def forget() -> None:
    """Compose worker and shells anew when they are next asked for."""
    _worker.cache_clear()
    _shell.cache_clear()


# A new application may have other files.
blueprint.record(lambda _state: forget())


@blueprint.get("/sw.js")
@public
def worker() -> Response:
    """Send the service worker; the browser compares it with the one it has on every visit."""
    return revalidated(_worker(_is_demo()), "text/javascript")


@blueprint.get("/manifest.webmanifest")
@public
def manifest() -> Response:
    """Describe the portal to a phone that puts it on its home screen."""
    return revalidated(made_of(describe_app().encode()), "application/manifest+json")


@blueprint.get("/shell/<any(vi, en):lang>/log")
@public
def log(lang: str) -> Response:
    """Send the form on which help is logged without a network."""
    return revalidated(_shell(lang, "/log", _is_demo()), "text/html")


@blueprint.get("/shell/<any(vi, en):lang>/activities")
@public
def activities(lang: str) -> Response:
    """Send the page on which a phone lists the entries that it keeps."""
    return revalidated(_shell(lang, "/activities", _is_demo()), "text/html")


def _is_demo() -> bool:
    return get_banner(clock.today()).is_demo


@cache
def _worker(is_demo: bool) -> StaticFile:
    shells = {
        page: {language: _shell(language, page, is_demo).content.decode() for language in LOCALES}
        for page in PAGES
    }
    return made_of(compose_worker(shells).encode())


@cache
def _shell(language: str, page: str, is_demo: bool) -> StaticFile:
    """Return a page that is the same for everybody: it is made in a context that knows no visitor."""
    with current_app.app_context(), current_app.test_request_context(page):
        g.bare_page, g.locale = True, language
        labels = {"/log": _("Log help"), "/activities": _("Entries")}
        text = render_template(
            PAGES[page],
            form=_empty_form(),
            schema=json_schema(),
            shell=page,
            is_demo=is_demo,
            nav_items=[NavItem(address, label, address == page) for address, label in labels.items()],
        )
    return made_of(text.encode())


def _empty_form() -> LogForm:
    form = LogForm(formdata=None, data={"kind": ASSISTANCE})
    form.offer((), may_be_own=True)
    form.offer_hamlets(())
    form.offer_days(None)
    return form
