"""The pages of reports: looked at first, prepared once, kept as they were, and only of one's own area."""

import io
from datetime import date

import pytest
from docx import Document

from portal import clock
from portal.domain.report_settings import LetterHead
from portal.domain.roles import Role
from portal.extensions import db
from portal.models import Report, ReportSettings, ScheduledReport
from portal.services.reports import change_settings, end_schedule, prepare_report, schedule_report
from portal.transaction import transaction
from tests.choices import chosen_in, current_kind
from tests.figures_of_others import june, report_figure
from tests.queries_counted import counting_statements
from tests.reports import report_world, week_of

WEEK = "kh170-2022 w2"


@pytest.fixture
def made(world, monkeypatch):
    """A province with figures; its staff and a commune's coordinator; the week that is reported."""
    monkeypatch.setattr(clock, "today", lambda: date(2022, 6, 24))
    province, _district, commune, unsure, campaign = report_world(world)
    kept, week = week_of(campaign)
    staff = world.staff(Role.province_staff, province)
    return {
        "province": province,
        "commune": commune,
        "unsure": unsure,
        "campaign": kept,
        "week": week,
        "staff": staff,
        "coordinator": world.coordinator(commune),
    }


@pytest.fixture
def asked(made) -> dict[str, object]:
    """The weekly report of the province."""
    return {"unit": str(made["province"].id), "period": WEEK, "kind": "weekly"}


def reports() -> list[Report]:
    """Read all reports that are kept."""
    return list(db.session.scalars(db.select(Report).order_by(Report.id)))


def in_document(client, path: str) -> str:
    """Return the words of a document."""
    file = Document(io.BytesIO(client.http.get(path).data))
    tables = [cell.text for table in file.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(one.text for one in file.paragraphs), *tables])


def test_a_report_is_looked_at_before_it_is_prepared_and_nothing_is_kept(client, made, asked):
    client.sign_in(made["staff"])

    draft = client.get("/reports").submit("/reports", look="1", **asked)

    assert draft.h1.startswith("Dự thảo: Báo cáo tuần")
    assert "DỰ THẢO" in draft.text and "83,5%" in draft.text
    assert reports() == []
    # The draft as a document says so, and says the same figures.
    words = in_document(client, draft.links()["Dự thảo (DOCX)"])
    assert "(DỰ THẢO)" in words and "83,5%" in words

    kept = draft.submit("/reports")

    assert kept.path == f"/reports/{reports()[0].id}"
    assert "DỰ THẢO" not in kept.text and "83,5%" in kept.text
    assert "DỰ THẢO" not in in_document(client, f"{kept.path}.docx")


def test_choosing_differently_finds_again_what_was_chosen(client, made, asked):
    client.sign_in(made["staff"])
    draft = client.get("/reports").submit("/reports", look="1", **asked)

    page = draft.follow("Chọn lại")

    assert current_kind(page) == ("weekly", "Báo cáo tuần")
    assert chosen_in(page, "period") == WEEK
    assert chosen_in(page, "unit") == str(made["province"].id)


@pytest.mark.parametrize(
    "wrong",
    [
        {"unit": "2000000000"},
        {"unit": "²"},
        {"unit": "9" * 30},
        {"unit": "x"},
        {"period": "kh170-2022 2022-13"},
        {"period": "nothing w2"},
        {"period": "kh170-2022 2099-01"},
        {"kind": "yearly"},
    ],
)
def test_an_address_of_a_draft_that_cannot_be_is_not_found(client, made, asked, wrong):
    client.sign_in(made["staff"])

    for path in ("/reports/draft", "/reports/draft.docx"):
        assert client.http.get(path, query_string=asked | wrong).status_code == 404
        assert client.http.get(path).status_code == 404


@pytest.mark.parametrize("press", [{}, {"look": "1"}])
def test_what_is_wrong_is_said_beside_its_field_and_the_rest_stays_chosen(client, made, asked, press):
    client.sign_in(made["staff"])
    page = client.get("/reports")

    page = page.submit("/reports", **asked | {"unit": "2000000000", "kind": "final"} | press)

    assert page.status == 422
    [summary] = [link.get("href") for link in page.all("a") if link.get("href") == "#unit"]
    assert summary == "#unit"
    assert current_kind(page) == ("final", "Tổng kết")
    assert reports() == []


@pytest.mark.parametrize("press", [{}, {"look": "1"}])
def test_a_monthly_report_of_the_whole_campaign_is_refused_in_words(client, made, asked, press):
    client.sign_in(made["staff"])
    wrong = asked | {"kind": "monthly", "period": "kh170-2022 whole"}

    page = client.get("/reports").submit("/reports", **wrong | press)

    assert page.status == 422
    assert "Báo cáo tháng lập cho một tháng. Hãy chọn một tháng" in page.text
    assert [link.get("href") for link in page.all("a") if link.get("href") == "#period"] == ["#period"]
    assert client.http.get("/reports/draft", query_string=wrong).status_code == 404
    assert reports() == []


def test_pressing_twice_prepares_one_report_and_new_figures_another(client, made, asked):
    client.sign_in(made["staff"])
    page = client.get("/reports")

    first, second = page.submit("/reports", **asked), page.submit("/reports", **asked)

    assert first.path == second.path and len(reports()) == 1

    report_figure(made["campaign"], made["province"], "7", "12.5", june(16, 22))
    third = page.submit("/reports", **asked)

    assert third.path != first.path and len(reports()) == 2
    assert "12,5%" in third.text and "12,5%" not in client.get(first.path).text


def test_who_asks_for_the_same_a_moment_later_is_told_and_led_to_it(client, world, made, asked):
    first = prepare_report(
        world.viewer(made["staff"]), made["campaign"], made["province"], made["week"], "weekly"
    )
    client.sign_in(world.staff(Role.province_staff, made["province"], "Lê Thị Sau"))

    page = client.get("/reports").submit("/reports", **asked)

    assert page.path == f"/reports/{first.id}"
    assert "Nguyễn Văn Đồng vừa lập chính báo cáo này" in page.text
    assert [one.prepared_by_id for one in reports()] == [made["staff"].id]

    with transaction():
        db.session.execute(db.update(Report).values(prepared_by_id=None))
    page = client.get("/reports").submit("/reports", **asked)

    assert "vừa được lập tự động" in page.text
    assert len(reports()) == 1


def test_the_same_is_not_scheduled_twice_for_a_day(client, world, made, asked):
    client.sign_in(made["staff"])
    wanted = asked | {"repeated": "weekly", "due_on": "2022-06-27"}
    client.get("/reports/scheduled").submit("/reports/scheduled", **wanted)

    page = client.get("/reports/scheduled").submit("/reports/scheduled", **wanted)

    assert page.status == 422
    assert [link.get("href") for link in page.all("a") if link.get("href") == "#due_on"] == ["#due_on"]
    assert "đã được hẹn lập vào ngày này" in page.text
    [one] = db.session.scalars(db.select(ScheduledReport))
    # What has ended, another day and another kind are not the same.
    end_schedule(world.viewer(made["staff"]), one)
    for other in ({}, {"due_on": "2022-06-28"}, {"kind": "interim"}, {"repeated": "once"}):
        page = client.get("/reports/scheduled").submit("/reports/scheduled", **wanted | other)
        assert page.status == 200
    assert len(list(db.session.scalars(db.select(ScheduledReport)))) == 5


@pytest.mark.parametrize("rest", ["", ".docx", ".xlsx"])
def test_a_report_of_another_place_is_not_there(client, world, made, rest):
    staff = world.viewer(made["staff"])
    of_all = prepare_report(staff, made["campaign"], made["province"], made["week"], "weekly").id
    elsewhere = prepare_report(staff, made["campaign"], made["unsure"], made["week"], "weekly").id
    client.sign_in(made["coordinator"])

    for report_id in (of_all, elsewhere, 2_000_000_000):
        assert client.http.get(f"/reports/{report_id}{rest}").status_code == 404


def test_nobody_looks_at_or_prepares_what_lies_outside_their_area(client, made, asked):
    client.sign_in(made["coordinator"])
    page = client.get("/reports")

    for place in (made["province"], made["unsure"]):
        other = asked | {"unit": str(place.id)}
        assert page.submit("/reports", **other).status == 422
        for path in ("/reports/draft", "/reports/draft.docx"):
            assert client.http.get(path, query_string=other).status_code == 404
        assert client.http.get(f"/reports/settings?unit={place.id}").status_code == 404

    assert reports() == []


def test_one_that_was_prepared_by_itself_waits_until_somebody_has_looked(client, world, made):
    made_one = prepare_report(
        world.viewer(made["staff"]), made["campaign"], made["province"], made["week"], "weekly"
    )
    made_one.prepared_by_id = None
    db.session.commit()
    client.sign_in(made["staff"])
    assert "chờ người xem" in client.get("/reports").text

    page = client.get(f"/reports/{made_one.id}").submit("seen")

    assert page.path == f"/reports/{made_one.id}"
    assert reports()[0].seen_at is not None
    assert "chờ người xem" not in client.get("/reports").text


def test_a_day_that_is_over_is_refused_and_what_was_typed_stays(client, made, asked):
    client.sign_in(made["staff"])
    page = client.get("/reports/scheduled")

    page = page.submit("/reports/scheduled", **asked | {"repeated": "weekly", "due_on": "2022-06-23"})

    assert page.status == 422
    [day] = [one.get("value") for one in page.all("input") if one.get("name") == "due_on"]
    assert day in ("2022-06-23", "23/06/2022")
    assert list(db.session.scalars(db.select(ScheduledReport))) == []


def test_a_scheduled_report_is_ended_from_the_list(client, world, made):
    one = schedule_report(
        world.viewer(made["staff"]), made["campaign"], made["province"], made["week"], "weekly", "weekly",
        date(2022, 6, 27),
    )  # fmt: skip
    client.sign_in(made["staff"])

    page = client.get("/reports").submit(f"{one.id}/end")

    assert "27/06/2022" not in page.text
    assert db.session.get_one(ScheduledReport, one.id).ended_at is not None


def test_settings_without_the_body_that_issues_are_refused_and_kept_on_the_page(client, made):
    client.sign_in(made["staff"])
    page = client.get(f"/reports/settings?unit={made['province'].id}")

    page = page.submit("settings", issuing_body=" ", signer_name="Điểu K’Liêu")

    assert page.status == 422 and "#issuing_body" in page.html
    assert "Điểu K’Liêu" in page.html
    assert db.session.get(ReportSettings, made["province"].id) is None


def test_a_report_is_addressed_to_whom_the_settings_say_and_the_first_recipient_is_as_above(
    client, made, asked
):
    client.sign_in(made["staff"])
    page = client.get(f"/reports/settings?unit={made['province'].id}")
    typed = {"recipients": "Như trên;\n- Lưu: VT."}

    refused = page.submit("settings", **typed)
    page = refused.submit("settings", **typed, addressees="- Bộ Thông tin và Truyền thông.")
    shown = client.get("/reports").submit("/reports", **asked)

    assert refused.status == 422 and "#recipients" in refused.html
    assert "“Như trên” cần có nơi nhận ở trên" in refused.text
    kept = db.session.get_one(ReportSettings, made["province"].id)
    assert (kept.addressees, kept.recipients) == (["Bộ Thông tin và Truyền thông"], ["Như trên", "Lưu: VT"])
    for words in (shown.text, in_document(client, f"{shown.path}.docx")):
        assert "Kính gửi: Bộ Thông tin và Truyền thông" in words and "- Như trên;" in words


def test_settings_kept_before_reports_were_addressed_say_nothing_of_above(client, world, made, asked):
    change_settings(world.viewer(made["staff"]), made["province"], LetterHead(issuing_body="UBND TỈNH"))
    with transaction():
        db.session.execute(db.update(ReportSettings).values(recipients=["Như trên", "Lưu: VT"]))
    client.sign_in(made["staff"])

    shown = client.get("/reports").submit("/reports", **asked)

    assert "UBND TỈNH" in shown.text and "Lưu: VT." in shown.text and "Như trên" not in shown.text
    assert (
        "Như trên" not in client.get(f"/reports/settings?unit={made['province'].id}").html.split("<form")[2]
    )


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("vi", ("Chưa có báo cáo nào", "Hãy chọn loại")),
        ("en", ("No report was prepared yet.", "Choose a kind")),
    ],
)
def test_an_empty_list_says_what_to_do(client, made, language, words):
    client.sign_in(made["staff"])

    page = client.get(f"/reports?lang={language}")

    for one in words:
        assert one in page.text


def test_without_a_campaign_there_is_nothing_to_prepare_and_the_page_says_so(client, world):
    client.sign_in(world.staff(Role.province_staff, world.province()))

    page = client.get("/reports?lang=en")

    assert "No campaign has begun, so there is nothing to report." in page.text


@pytest.mark.parametrize(("language", "title"), [("vi", "Báo cáo tuần"), ("en", "Weekly report")])
def test_the_page_speaks_the_viewers_language_and_the_paper_vietnamese(client, world, made, language, title):
    report = prepare_report(
        world.viewer(made["staff"]), made["campaign"], made["province"], made["week"], "weekly"
    )
    client.sign_in(made["staff"])

    page = client.get(f"/reports/{report.id}?lang={language}")

    assert page.h1.startswith(title)
    assert "Độc lập - Tự do - Hạnh phúc" in page.text


def test_the_list_takes_as_many_statements_with_one_report_as_with_twenty(client, world, made):
    staff = world.viewer(made["staff"])
    client.sign_in(made["staff"])
    counted = []
    for number in range(20):
        report_figure(made["campaign"], made["province"], "7", "1", june(None, 1 + number))
        prepare_report(staff, made["campaign"], made["province"], made["week"], "weekly")
        if number in (0, 19):
            with counting_statements() as statements:
                client.get("/reports")
            counted.append(len(statements))

    assert counted[0] == counted[1]
    assert len(reports()) == 20


def test_a_draft_takes_no_more_statements_with_more_communes(client, world, made, asked):
    client.sign_in(made["staff"])
    counted = []
    for _round in range(2):
        client.http.get("/reports/draft", query_string=asked)
        with counting_statements() as statements:
            assert client.http.get("/reports/draft", query_string=asked).status_code == 200
        counted.append(len(statements))
        district = db.session.get_one(type(made["commune"]), made["commune"].parent_id)
        for number in range(5):
            commune = world.commune(district, f"Thọ {number}")
            world.team(commune, [world.hamlet(commune, "1")])

    assert counted[0] == counted[1]
