"""The pages of imports: from the template to the done page, for communes, province and administrators."""

import io

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from portal import jobs
from portal.domain.roles import Role
from portal.extensions import db
from portal.models import HamletList, Import, Team, UnitVersion, User
from portal.views import imports
from tests.import_files import HAMLETS, csv_of, everything, fresh, import_rows
from tests.queries_counted import counting_statements


@pytest.fixture
def commune(world):
    return world.commune(code="25399")


@pytest.fixture
def user(world, commune, client):
    """The commune's coordinator, signed in."""
    user = world.coordinator(commune)
    client.sign_in(user)
    return user


def send(client, kind: str, rows, name="danh-sách.csv"):
    """Upload rows, or the bytes of a file, through the page."""
    content = rows if isinstance(rows, bytes) else csv_of(kind, rows)
    return client.get(f"/imports/new/{kind}").submit("", file=(io.BytesIO(content), name))


def last_import() -> Import:
    return fresh(db.session.scalar(select(Import).order_by(Import.id.desc()).limit(1)))


def hamlet_names() -> list[str]:
    db.session.commit()
    return sorted(db.session.scalars(select(UnitVersion.full_name).where(UnitVersion.code.is_(None))))


def test_a_filled_in_template_is_previewed_confirmed_and_undone(client, user, commune):
    download = client.http.get("/imports/templates/hamlets.xlsx")
    book = load_workbook(io.BytesIO(download.data))
    sheet = book.worksheets[0]
    headings = {cell.value.rstrip(" *"): cell.column for cell in sheet[3] if cell.value}
    sheet.delete_rows(4)
    sheet.cell(4, headings["Tên thôn"], "Thôn Bình Minh")
    sheet.cell(4, headings["Số hộ"], "khoảng 120")
    filled = io.BytesIO()
    book.save(filled)

    preview = send(client, "hamlets", filled.getvalue(), "mẫu.xlsx")
    assert "Thôn Bình Minh" in preview.text
    assert hamlet_names() == []

    done = preview.submit("/confirm")
    assert "tạo mới 1" in done.text
    assert hamlet_names() == ["Thôn Bình Minh"]
    assert "≈120" in client.get(f"/units/{commune.id}").text

    undone = done.submit("/undo")
    assert "Đã hoàn tác" in undone.text
    assert hamlet_names() == []


def test_problems_are_named_and_the_file_comes_back_with_them_marked(client, user, world, commune):
    before = everything()

    page = send(client, "members", [{"team": "Tổ lạ", "name": "Trần Bé"}])

    assert "Dòng 2, ô E2: “Tổ lạ”" in page.text
    address = page.links()["Tải tệp đã đánh dấu lỗi"]
    marked = load_workbook(io.BytesIO(client.http.get(address).data)).worksheets[0]
    assert any("không có tổ tên như vậy" in str(cell.value) for row in marked.rows for cell in row)
    assert everything(but=("imports", "audit_rows", "audit_heads", "throttles", "sign_ins")) == {
        name: rows for name, rows in before.items() if name != "sign_ins"
    }


def test_a_second_confirmation_from_the_same_page_imports_once(client, user, commune):
    preview = send(client, "hamlets", HAMLETS)
    preview.submit("/confirm")

    again = preview.submit("/confirm")

    assert "tạo mới 3" in again.text
    assert len(hamlet_names()) == 3


def test_a_preview_that_is_no_longer_true_is_shown_anew(client, user, world, commune):
    preview = send(client, "hamlets", [{"name": "Thôn 1"}, {"name": "Thôn 2"}])
    world.hamlet(commune, "1")

    page = preview.submit("/confirm")

    assert "Dữ liệu đã thay đổi từ lúc bạn xem" in page.text
    assert last_import().state == "ready"
    assert hamlet_names() == ["Thôn 1"]

    page.submit("/confirm")
    assert hamlet_names() == ["Thôn 1", "Thôn 2"]


def test_a_confirmation_with_an_old_digest_says_so(client, user, commune):
    preview = send(client, "hamlets", HAMLETS)

    page = preview.submit("/confirm", digest="0" * 64)

    assert page.status == 422
    assert "Bản xem trước này đã cũ" in page.text
    assert hamlet_names() == []


def test_the_list_is_confirmed_along_with_the_file_when_ticked(client, user, commune):
    send(client, "hamlets", HAMLETS).submit("/confirm", confirms_lists="y")

    assert fresh_list(commune).confirmed_by_id == user.id


def fresh_list(commune) -> HamletList:
    return db.session.get_one(HamletList, commune.id, populate_existing=True)


def test_a_large_file_waits_for_the_worker_and_shows_how_far_it_is(client, user, commune, monkeypatch):
    monkeypatch.setattr(imports, "MOST_ROWS_AT_ONCE", 2)

    waiting = send(client, "hamlets", HAMLETS)
    assert "Bạn có thể rời trang này rồi quay lại" in waiting.text
    jobs.run_once((jobs.work_on_uploads,))
    confirmed = client.get(waiting.path).submit("/confirm")
    assert "Đang ghi" in confirmed.text
    assert hamlet_names() == []

    jobs.run_once((jobs.work_on_uploads,))

    assert "tạo mới 3" in client.get(waiting.path).text
    assert len(hamlet_names()) == 3


@pytest.mark.parametrize(
    "content", [b"%PDF-1.7", b"PK\x03\x04broken", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"a,b\n1,2"]
)
def test_a_file_that_cannot_be_read_is_refused_in_words(client, user, content):
    page = send(client, "hamlets", content)

    assert last_import().state == "refused"
    assert "Không đọc được" in page.text


@pytest.mark.parametrize("content", [b""])
def test_no_file_and_an_empty_file_are_asked_for_again(client, user, content):
    empty = send(client, "hamlets", content)
    none = client.get("/imports/new/hamlets").submit("")

    assert (empty.status, none.status) == (422, 422)
    assert db.session.scalar(select(Import)) is None


def test_a_file_of_several_megabytes_is_taken_and_a_huge_one_is_not(client, user):
    page = send(client, "hamlets", b"Ten thon\n" + b"\n" * (3 * 1024 * 1024))
    assert page.status == 200

    answer = send(client, "hamlets", b"x" * (imports.MOST_BYTES + 64 * 1024 + 1))

    assert answer.status == 413


def test_a_file_is_dropped_by_its_page(client, user):
    page = send(client, "hamlets", HAMLETS).submit("/drop")

    assert "Đã bỏ tệp" in page.text
    assert last_import().state == "dropped"


def test_undoing_what_is_in_use_says_why_and_changes_nothing(client, user, world, commune):
    done = send(client, "hamlets", HAMLETS).submit("/confirm")
    hamlet = db.session.scalar(select(UnitVersion).where(UnitVersion.full_name == "Ấp 3"))
    world.team(commune, [hamlet.unit])

    page = done.submit("/undo")

    assert "không" in page.text and last_import().state == "applied"
    assert len(hamlet_names()) == 3


def test_imports_of_another_commune_look_as_if_they_did_not_exist(client, user, world, commune):
    other = world.commune(name="Tân Tiến")
    imported = import_rows(world.viewer(world.coordinator(other)), "hamlets", other, HAMLETS)

    assert client.get(f"/imports/{imported.id}").status == 404
    assert "danh-sach.csv" not in client.get("/imports").text


def test_the_province_sees_all_imports_and_imports_for_all(client, world, commune):
    province = db.session.get(type(commune), int(commune.path.split("/")[0]))
    import_rows(world.viewer(world.coordinator(commune)), "hamlets", commune, HAMLETS)
    client.sign_in(world.staff(Role.province_staff, province))

    assert "danh-sach.csv" in client.get("/imports").text
    assert client.get("/imports/new/staff").status == 403
    done = send(client, "teams", [{"commune_code": "25399", "level": "Tổ cấp xã"}]).submit("/confirm")

    assert "tạo mới 1" in done.text
    assert db.session.scalar(select(Team.name)) == "Tổ công nghệ số cộng đồng xã Đak Nhau"


def test_staff_are_imported_by_administrators_alone_and_hidden_from_others(client, app, world, commune):
    province = db.session.get(type(commune), int(commune.path.split("/")[0]))
    staff = world.staff(Role.province_staff, province)
    client.sign_in(world.staff(Role.admin, province, "Quản Trị"))
    row = {"unit_code": "25399", "name": "Phan Mới", "phone": "0912000010", "role": "Điều phối viên"}

    done = send(client, "staff", [row]).submit("/confirm")

    assert "Chưa mời ai" in done.text
    assert db.session.scalar(select(User.password_hash).where(User.phone == "0912000010")) is None
    other = type(client)(app)
    other.sign_in(staff)
    assert other.get(done.path).status == 404
    assert "Cán bộ: " not in other.get("/imports").text


def test_after_figures_nobody_is_said_to_be_uninvited(client, world, commune):
    province = db.session.get(type(commune), int(commune.path.split("/")[0]))
    world.campaign(province)
    staff = world.staff(Role.province_staff, province)
    row = {"campaign": "kh170-2022", "first_on": "01/06/2022", "last_on": "15/06/2022", "indicator": "1"}
    row |= {"level": "Cấp huyện", "percent": "82,66", "source": "Báo cáo 152/BC-UBND"}
    import_rows(world.viewer(staff), "figures", province, [row])
    client.sign_in(staff)

    done = client.get(f"/imports/{last_import().id}")

    assert "Chưa mời ai" not in done.text
    assert "82,66 %" in done.follow("Xem số liệu").text


def test_who_may_import_for_several_communes_says_for_which(client, world, commune):
    user = world.coordinator(commune)
    second = world.commune(name="Tân Tiến", code="25401")
    world.grant(user, Role.coordinator, second)
    client.sign_in(user)
    file = (io.BytesIO(csv_of("hamlets", [{"name": "Thôn 1"}])), "a.csv")

    client.get("/imports/new/hamlets").submit("", file=file, unit=str(second.id)).submit("/confirm")

    assert last_import().unit_id == second.id
    assert db.session.scalar(select(UnitVersion.parent_id).where(UnitVersion.code.is_(None))) == second.id


def test_pages_take_as_many_statements_for_many_imports_as_for_one(client, user, world, commune):
    actor = world.viewer(user)
    import_rows(actor, "hamlets", commune, [{"name": "Thôn 1"}])
    with counting_statements() as few:
        client.get("/imports")

    for number in range(2, 6):
        import_rows(actor, "hamlets", commune, [{"name": f"Thôn {number}"}])
    with counting_statements() as many:
        client.get("/imports")

    assert len(many) == len(few) <= 8
