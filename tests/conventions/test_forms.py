"""A form that was sent with nothing in it comes back as a sound page that says what to do, field by field."""

import pytest

from tests.conventions.access_matrix import ROWS, Row
from tests.conventions.cast import Cast, build_cast
from tests.conventions.requests_sent import FORMS, address_of, arguments_of
from tests.conventions.visitors import Visitor, stored_rows
from tests.page_client import NAMESPACE, Page, PageClient, text_of

WITHOUT_OBLIGATIONS = {
    "accounts.sign_out": "has no fields",
    "activities.withdraw": "asks once more, and needs no words",
    "activities.create": "is refused outright without the id that the page gave it",
    "reviews.approve": "has no fields; without the version that was seen it is answered as changed meanwhile",
    "teams.change_hamlets": "may be sent without a hamlet; it still needs its day",
    "memberships.invite": "has no fields",
    "units.count_households": "takes nothing as not known",
    "units.withdraw_hamlets": "has no fields",
    "admin.end_role": "has no fields",
    "admin.invite": "has no fields",
    "admin.disable": "has no fields",
    "admin.enable": "has no fields",
}


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("who", ["nobody", "member", "coordinator", "admin"])
def test_an_empty_form_comes_back_with_what_to_do(app, world, who, language):
    cast = build_cast(world)
    visitor, before = Visitor(app, cast.people.get(who)), stored_rows(but={"activation_links"})

    for row in forms_of(app, who):
        address = address_of(row.endpoint, arguments_of(row, cast, cast.own) | {"lang": language})
        answer = visitor.send("POST", address, form=left_empty(row, cast))

        assert answer.status_code == 422, f"{row}: {answer.status_code} {answer.location or ''}"
        assert_says_what_to_do(PageClient(app)._page(answer))

    assert stored_rows(but={"activation_links"}) == before


def forms_of(app, who: str) -> list[Row]:
    """Return the rows whose form this person may send, and in which something must be filled in."""
    return [
        row
        for row in ROWS
        if row.method == "POST"
        and row.answers[who] == "yes"
        and row.endpoint not in WITHOUT_OBLIGATIONS
        and row.endpoint in app.view_functions
    ]


def left_empty(row: Row, cast: Cast) -> dict[str, str]:
    """Return the row's form as a browser sends it when nothing was filled in or chosen."""
    # Who becomes a member is not asked where nobody is known, and so is not sent either.
    return {name: "" for name in FORMS[row.endpoint](cast) if name != "person"}


def assert_says_what_to_do(page: Page) -> None:
    """Assert that the summary stands on the page, and that each of its links leads to a field."""
    [summary] = [box for box in page.all("div") if "error-summary" in (box.get("class") or "").split()]
    ids = {element.get("id") for element in page.tree.iter() if element.get("id")}
    sentences = [text_of(item) for item in summary.iter(f"{NAMESPACE}li")]

    assert sentences and all(sentence.endswith((".", "!", "?")) for sentence in sentences), (
        page.path,
        sentences,
    )
    for link in summary.iter(f"{NAMESPACE}a"):
        assert link.get("href").removeprefix("#") in ids, f"{page.path}: {link.get('href')} leads nowhere"
