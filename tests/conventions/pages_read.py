"""Pages read in the name of somebody, and what must hold on each beyond what the page client checks."""

import re

from tests.conventions.access_matrix import ROWS, Row
from tests.conventions.visitors import Visitor
from tests.page_client import Page, PageClient

LANGUAGES = ("vi", "en")
# What Python calls things, which no reader should ever see; English has "None" and "True" as words.
LEFT_OVER = re.compile(r"\b(None|True|False|Undefined|nan)\b|<\w+ object|\[\]")


def pages_of(app, who: str) -> list[Row]:
    """Return the rows of what a person may read."""
    return [
        row
        for row in ROWS
        if not row.is_unsafe and row.answers[who] == "yes" and row.endpoint in app.view_functions
    ]


def browse_as(app, user) -> PageClient:
    """Return the page-checking browser of a signed-in person."""
    browser = PageClient(app)
    browser.http = Visitor(app, user).http
    return browser


def check(page: Page, language: str, *, may_refuse: bool = False) -> None:
    """Assert what the page client does not: that it is the page asked for, in the language asked for."""
    assert page.status == 200 or (may_refuse and page.status == 403), f"{page.path}: {page.status}"
    if page.tree is None:
        return
    assert page.all("html")[0].get("lang") == language, page.path
    if language == "vi":
        assert not LEFT_OVER.search(page.text), f"{page.path}: {LEFT_OVER.search(page.text)}"
