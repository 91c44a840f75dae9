"""Every page of every role, in both languages, over awkward names."""

import pytest

from tests.conventions.access_matrix import WHO
from tests.conventions.cast import Cast, build_cast
from tests.conventions.pages_read import LANGUAGES, browse_as, check, pages_of
from tests.conventions.requests_sent import address_of, arguments_of
from tests.kept import built_once


@pytest.fixture
def cast(world) -> Cast:
    return built_once(build_cast, world)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("who", WHO)
def test_every_page_that_a_person_may_see_is_sound(app, cast, who, language):
    browser = browse_as(app, cast.people.get(who))

    for row in pages_of(app, who):
        address = address_of(row.endpoint, arguments_of(row, cast, cast.own) | {"lang": language})

        check(browser.get(address), language)
