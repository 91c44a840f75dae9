"""A form in which nothing was typed comes back as a sound page that says what to do, field by field."""

import pytest

from tests.conventions.access_matrix import ROWS, Row
from tests.conventions.cast import build_cast
from tests.conventions.requests_sent import address_of, arguments_of
from tests.conventions.visitors import MADE_FOR_JOINING, Visitor, stored_rows
from tests.kept import built_once
from tests.page_client import NAMESPACE, Page, PageClient, text_of

# Where nothing has to be typed: such a form is done at once, or is a button.
NOTHING_TO_TYPE = {
    "accounts.sign_out",
    "accounts.choose_locale",
    "activities.withdraw",
    "paper_sheets.undo",
    "photos.remove",
    "confirmations.issue",
    "community_sessions.log",
    "practices.publish",
    "community_sessions.contact",
    "confirmations.switch",
    "campaigns.switch_public",
    "reviews.approve",
    "bulk_reviews.create",
    "bulk_reviews.approve",
    # Its form is there once a period was closed; tests/views/test_bulk_reviews.py sends it empty.
    "bulk_reviews.correct",
    "return_templates.archive",
    "hand_overs.end",
    "teams.new",
    "decisions.undo",
    "memberships.invite",
    "memberships.wake",
    "trainings.invite",
    "trainings.answer",
    "attendance.tick",
    "attendance.complete",
    "training_materials.remove",
    "units.count_households",
    "figures.take_back",
    "meetings.keep",
    # No columns at all are columns, too.
    "gris.index",
    "units.confirm_hamlets",
    "units.withdraw_hamlets",
    "imports.confirm",
    "imports.undo",
    "imports.drop",
    "queue_files.confirm",
    "spot_checks.assign",
    "admin.end_role",
    "admin.change_role_end",
    "admin.invite",
    "admin.disable",
    "admin.enable",
    "targets.set_",
    "targets.undo",
    "movements.remove",
    "definitions.approve",
    "outlines.publish",
    "outlines.remove",
    "reorganisations.undo",
    "reports.create",
    "reports.end",
    "reports.see",
}
# The page that holds the form, where it is not the form's own address.
HELD_BY = {
    "definitions.put": "definitions.show",
    "movements.record": "movements.plans",
    "practices.return_": "practices.show",
    "practices.withdraw": "practices.show",
    "accounts.change_password": "accounts.show",
    "activities.create": "activities.new",
    "photos.create": "activities.show",
    "confirmations.print_": "confirmations.show",
    "reviews.return_": "reviews.show",
    "reviews.reopen": "reviews.show",
    "spot_checks.record": "spot_checks.show",
    "spot_checks.correct": "spot_checks.show",
    "closings.close": "closings.show",
    "closings.reopen": "closings.show",
    "memberships.end": "memberships.edit",
    "memberships.correct": "memberships.edit",
    "memberships.rebind": "memberships.edit",
    "training_materials.create": "trainings.show",
    "units.add_hamlet": "units.show",
    "units.rename_hamlet": "units.show",
    "units.end_hamlet": "units.show",
    "units.merge_hamlet": "units.show",
}
TYPED = {"text", "tel", "date", "time", "number", "search", "password", "email", None}


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("who", ["nobody", "member", "coordinator", "admin"])
def test_a_form_in_which_nothing_was_typed_comes_back_with_what_to_do(app, world, who, language):
    cast = built_once(build_cast, world)
    browser = PageClient(app)
    browser.http = Visitor(app, cast.people.get(who)).http
    before = stored_rows(but=MADE_FOR_JOINING)

    for row in forms_of(app, who):
        values = arguments_of(row, cast, cast.own)
        page = browser.get(address_of(HELD_BY.get(row.endpoint, row.endpoint), values | {"lang": language}))
        answer = browser.post(*emptied(page, address_of(row.endpoint, values)))

        assert answer.status == 422, f"{row}: {answer.status} {answer.path}"
        assert_says_what_to_do(answer)

    assert stored_rows(but=MADE_FOR_JOINING) == before


def forms_of(app, who: str) -> list[Row]:
    """Return the rows whose form this person may send, and in which something has to be typed."""
    return [
        row
        for row in ROWS
        if row.method == "POST"
        and row.answers[who] == "yes"
        and row.endpoint not in NOTHING_TO_TYPE
        and row.endpoint in app.view_functions
        and meets_form(row.endpoint, who)
    ]


def meets_form(endpoint: str, who: str) -> bool:
    """Tell whether a person gets to see a form: not who is signed in, nor who first chooses a team."""
    if endpoint == "accounts.sign_in":
        return who == "nobody"
    return (endpoint, who) != ("activities.create", "coordinator")


def emptied(page: Page, action: str) -> tuple[str, dict[str, str]]:
    """Return where a page's form goes and what it sends once all that can be typed is deleted."""
    form = page.form(action)
    typed = {area.get("name"): "" for area in form.iter(f"{NAMESPACE}textarea")}
    hidden, chosen = {}, {}
    for control in form.iter(f"{NAMESPACE}input"):
        if control.get("type") in TYPED:
            typed[control.get("name")] = ""
        elif control.get("type") == "hidden":
            hidden[control.get("name")] = control.get("value", "")
    for select in form.iter(f"{NAMESPACE}select"):
        options = list(select.iter(f"{NAMESPACE}option"))
        marked = [option for option in options if option.get("selected") is not None] or options
        chosen[select.get("name")] = marked[0].get("value", "")
    return form.get("action") or action, hidden | chosen | typed


def assert_says_what_to_do(page: Page) -> None:
    """Assert that the summary stands on the page, and that each of its links leads to a field."""
    [summary] = [box for box in page.all("div") if "error-summary" in (box.get("class") or "").split()]
    ids = {element.get("id") for element in page.tree.iter() if element.get("id")}
    sentences = [text_of(item) for item in summary.iter(f"{NAMESPACE}li")]

    assert sentences, page.path
    assert [sentence for sentence in sentences if not sentence.endswith((".", "!", "?"))] == []
    for link in summary.iter(f"{NAMESPACE}a"):
        assert link.get("href").removeprefix("#") in ids, f"{page.path}: {link.get('href')} leads nowhere"
