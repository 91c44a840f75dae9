"""Which language a page speaks."""

import pytest

from portal.services.accounts import choose_locale
from tests.conventions.visitors import Visitor, stored_rows
from tests.page_client import PageClient


def language_of(visitor: Visitor, path: str = "/campaigns", **options) -> str:
    """Return the language that a page says it is in."""
    html = visitor.http.get(path, **options).get_data(as_text=True)
    return html.partition('<html lang="')[2][:2]


def test_vietnamese_is_spoken_unless_asked_otherwise(signed_in):
    assert language_of(signed_in) == "vi"
    assert language_of(signed_in, headers={"Accept-Language": "en"}) == "vi"


def test_the_address_asks_for_a_language_and_the_session_keeps_it(signed_in):
    before = stored_rows()

    assert language_of(signed_in, "/campaigns?lang=en") == "en"
    assert language_of(signed_in) == "en"
    assert language_of(signed_in, "/campaigns?lang=vi") == "vi"
    assert language_of(signed_in) == "vi"
    assert stored_rows() == before


@pytest.mark.parametrize("wish", ["fr", "", "../../etc", "VI", "vi_VN", "<script>"])
def test_a_language_that_is_not_spoken_changes_nothing(signed_in, wish):
    assert language_of(signed_in, f"/campaigns?lang={wish}") == "vi"


def test_the_language_of_the_account_holds_on_every_device(app, world, member):
    choose_locale(world.viewer(member), "en")

    assert language_of(Visitor(app, member)) == "en"
    assert language_of(Visitor(app, None), "/sign-in") == "vi"


def test_a_stranger_keeps_the_chosen_language_while_signing_in(app, member):
    browser = PageClient(app)
    browser.get("/sign-in?lang=en")

    page = browser.sign_in_on_page(member)

    assert page.all("html")[0].get("lang") == "en"


def test_the_links_to_the_other_language_keep_what_was_asked_for(app, signed_in):
    browser = PageClient(app)
    browser.http = signed_in.http

    page = browser.get("/teams?words=a%26b&level=hamlet").follow("English")

    assert page.path == "/teams?lang=en&words=a%26b&level=hamlet"


def test_json_speaks_the_same_language(signed_in):
    vietnamese, english = (
        signed_in.send("GET", f"/api/nowhere?lang={language}").get_json()["detail"]
        for language in ("vi", "en")
    )

    assert vietnamese != english
