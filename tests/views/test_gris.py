"""The columns for another system: written and read in the words of the page, and kept as codes."""

import pytest

from portal.domain.roles import Role
from portal.extensions import db
from portal.models import GrisColumn


@pytest.fixture
def asked(client, world) -> str:
    """The address of the page of a province whose staff have signed in."""
    province = world.province()
    world.campaign(province)
    client.sign_in(world.staff(Role.province_staff, province))
    return f"/reports/gris?unit={province.id}"


def kept() -> list[tuple[str, str, str, str]]:
    """Read the columns in their order."""
    rows = db.session.scalars(db.select(GrisColumn).order_by(GrisColumn.position))
    return [(one.heading, one.code, one.part, one.level) for one in rows]


def written(page) -> list[str]:
    """Return the lines that stand in the box."""
    [box] = [one for one in page.all("textarea") if one.get("name") == "columns"]
    return (box.text or "").strip().split("\n")


def test_the_usual_columns_are_offered_without_a_foreign_word_and_can_be_kept_as_they_are(client, asked):
    page = client.get(asked)

    assert written(page)[0] == "Chỉ tiêu 1 (%) | 1 | Tỷ lệ (%) | Tỉnh/thành phố"
    assert "percent" not in page.text and "province" not in page.text

    page = page.submit("gris?unit")

    assert kept()[7] == ("Chỉ tiêu 8 (%)", "8", "percent", "province") and len(kept()) == 8


@pytest.mark.parametrize(
    "line",
    [
        "Thôn có tổ | 8.2 | Số được tính | Tỉnh/thành phố",
        "Thôn có tổ | 8.2 | so duoc tinh | tinh/thanh pho",
        "Thôn có tổ | 8.2 | numerator | province",
    ],
)
def test_words_are_read_with_or_without_accents_and_codes_still_are(client, asked, line):
    page = client.get(asked).submit("gris?unit", columns=line)

    assert kept() == [("Thôn có tổ", "8.2", "numerator", "province")]
    assert written(page) == ["Thôn có tổ | 8.2 | Số được tính | Tỉnh/thành phố"]


def test_a_line_that_cannot_be_read_is_named_and_what_was_typed_stays(client, asked):
    page = client.get(asked).submit(
        "gris?unit", columns="Một | 1 | Tỷ lệ (%) | Tỉnh/thành phố\nHai | 2 | gì | đó"
    )

    assert page.status == 422 and "#columns" in page.html
    assert "Dòng 2" in page.text
    assert written(page)[1] == "Hai | 2 | gì | đó"
    assert kept() == []
