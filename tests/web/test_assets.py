"""Static files: fresh under their own address, revalidated under an old one, and nothing else of the disk."""

import pytest

from portal.web.assets import VENDOR, asset


@pytest.fixture
def address(app) -> str:
    with app.test_request_context():
        return asset("css/portal.css")


def test_an_old_address_still_gets_the_present_file_but_not_for_long(signed_in, address):
    old = signed_in.send("GET", "/static/000000000000/css/portal.css")

    assert old.status_code == 200
    assert old.get_data() == signed_in.send("GET", address).get_data()
    assert old.headers["Cache-Control"] == "no-cache"


def test_a_file_that_the_browser_has_is_not_sent_again(signed_in, address):
    tag = signed_in.send("GET", address).headers["ETag"]

    again = signed_in.http.get(address, headers={"If-None-Match": tag})

    assert (again.status_code, again.get_data()) == (304, b"")


@pytest.mark.parametrize("name", VENDOR)
def test_what_npm_installed_is_served_under_our_own_host(signed_in, name):
    assert signed_in.send("GET", f"/static/0/{name}").status_code == 200


@pytest.mark.parametrize(
    "name",
    [
        "../__init__.py",
        "..%2f__init__.py",
        "%2e%2e/%2e%2e/config.py",
        "css/../../../config.py",
        "css/%2e%2e%2f%2e%2e%2f__init__.py",
        "//etc/passwd",
        "%2fetc%2fpasswd",
        "css",
        "css/",
        "vendor/bootstrap.css/../../secret",
        "..\\__init__.py",
    ],
)
def test_no_name_leads_out_of_the_folder(signed_in, name):
    answer = signed_in.send("GET", f"/static/0/{name}")

    assert answer.status_code in (404, 308)
    assert b"import" not in answer.get_data()
    assert b"root:" not in answer.get_data()
