"""Pages after places were reorganised: nothing is lost, nothing crashes, and no link leads nowhere."""

from datetime import date
from urllib.parse import urlsplit

import pytest

from portal import clock
from portal.queries.units import get_visible_unit
from portal.services.reorganisations import reorganise
from tests.reorganised import Old, change, new_unit

TODAY = date(2022, 7, 20)
PAGES = (
    "/", "/coverage", "/coverage/map", "/campaigns", "/campaigns/kh170-2022", "/reviews", "/teams", "/units",
    "/log", "/activities", "/search?q=Thôn",
)  # fmt: skip


@pytest.fixture
def old(world, frozen_clock):
    """The five communes, three weeks after the day on which they are to be reorganised."""
    places = Old(world)
    frozen_clock.tick(days=34)
    assert clock.today() == TODAY
    return places


@pytest.fixture
def people(old):
    """Everybody who worked in the old places."""
    return {
        "staff": old.staff,
        "admin": old.admin,
        "district": old.district_staff,
        "coordinator": old.coordinators["101"],
        "alone": old.coordinators["102"],
        "member": old.members["101"],
    }


def local_links(page) -> set[str]:
    """Return where the links of a page's main part lead within the portal."""
    links = (link.get("href", "") for link in page.all("main")[0].iter() if str(link.tag).endswith("}a"))
    return {link for link in links if link.startswith("/") and not urlsplit(link).path.startswith("/static")}


@pytest.mark.parametrize("who", ["staff", "admin", "district", "coordinator", "alone", "member"])
@pytest.mark.parametrize("is_reorganised", [False, True])
def test_every_page_answers_and_every_link_on_it_leads_somewhere(
    client, world, old, people, who, is_reorganised
):
    if is_reorganised:
        reorganise(world.viewer(old.admin), change())
    viewer, new = world.viewer(people[who]), []
    if is_reorganised:
        new = [new_unit(code).id for code in ("75", "101", "102", "103")]
    places = [*new, old.province.id, *(unit.id for unit in [*old.districts, *old.communes.values()])]
    units = [f"/units/{unit_id}" for unit_id in places if get_visible_unit(viewer, unit_id)]
    client.sign_in(people[who])
    open_before = {path: client.http.get(path).status_code for path in PAGES}
    broken = {}
    seen = set()
    for path in [*PAGES, *units]:
        if open_before.get(path) == 403:
            continue
        page = client.get(path)
        if page.status != 200:
            broken[path] = page.status
            continue
        for link in local_links(page) - seen:
            seen.add(link)
            status = client.http.get(link).status_code
            if status >= 500 or status == 404:
                broken[f"{path} -> {link}"] = status

    assert broken == {}
