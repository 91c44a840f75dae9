"""Readers of what the forms of a page offer and of what stands chosen in them."""

from tests.page_client import Page, text_of


def current_kind(page: Page) -> tuple[str, str]:
    """Return the kind of report that a form sends, and the one that stands chosen above it."""
    [kind] = [one.get("value") for one in page.all("input") if one.get("name") == "kind"]
    [marked] = [text_of(one) for one in page.all("a") if "kind=" in one.get("href", "") and is_current(one)]
    return kind, marked


def is_current(link) -> bool:
    """Tell whether a link says that its page is the one that is open."""
    return link.get("aria-current") == "page"


def chosen_in(page: Page, name: str) -> str:
    """Return what is chosen in a list; the first where nothing is."""
    options = [one for _group, one in options_of(page, name)]
    return next((one for one in options if one.get("selected") is not None), options[0]).get("value")


def options_of(page: Page, name: str) -> list[tuple[str, object]]:
    """Return the options of a list, each with the name of its group."""
    [found] = [one for one in page.all("select") if one.get("name") == name]
    groups = [one for one in found if one.get("label")]
    return [(one.get("label"), option) for one in groups for option in one] or [("", one) for one in found]


def periods_of(page: Page) -> dict[str, list[str]]:
    """Return the names of the periods of a form by the name of their group."""
    found: dict[str, list[str]] = {}
    for group, option in options_of(page, "period"):
        found.setdefault(group, []).append(text_of(option))
    return found
