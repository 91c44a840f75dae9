"""Photos on the pages: who sees them and how they are served, adding and removing without JavaScript."""

import io

import pytest
from sqlalchemy import select

from portal.domain.roles import Role
from portal.extensions import db
from portal.gateways import evidence
from portal.models import Photo
from portal.services.reviews import approve_activity
from portal.web.headers import FILE_POLICY
from tests import photo_files
from tests.conventions.visitors import Visitor
from tests.entries import EntryPlace, stored
from tests.photo_files import photo, sha256_of
from tests.queries_counted import counting_statements


@pytest.fixture
def place(world) -> EntryPlace:
    """A commune with a team."""
    return EntryPlace(world)


@pytest.fixture
def entry(place):
    """An entry of the member with two photos."""
    entry = place.submitted()
    for seed in (1, 2):
        place.world.photo(entry, seed=seed)
    return entry


def address(entry, seed=1) -> str:
    """Return where a photo lies."""
    return f"/activities/{entry.uuid}/photos/{sha256_of(photo(seed))}"


def shown() -> list[str]:
    """Return the photos that are shown, by what was sent."""
    db.session.commit()
    visible = select(Photo.sha256).where(Photo.removed_at.is_(None)).order_by(Photo.slot)
    return list(db.session.scalars(visible))


def files(*contents: bytes) -> list[tuple[io.BytesIO, str]]:
    """Return files as a browser sends those that were chosen."""
    return [(io.BytesIO(content), f"ảnh {number}.jpg") for number, content in enumerate(contents, start=1)]


def pictures(page) -> list[tuple[str, str]]:
    """Return the words and the address of each picture of a page."""
    return [(image.get("alt"), image.get("src")) for image in page.all("img")]


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("author", 200), ("leader", 200), ("coordinator", 200), ("province_staff", 200), ("admin", 200),
        ("other member", 404), ("member elsewhere", 404), ("coordinator elsewhere", 404), ("nobody", 303),
    ],
)  # fmt: skip
def test_photos_are_seen_by_who_may_see_the_entry(app, world, place, entry, who, status):
    elsewhere = world.commune(None, "Bom Bo")
    people = {
        "author": lambda: place.member,
        "leader": lambda: place.leader,
        "coordinator": lambda: world.coordinator(place.commune),
        "province_staff": lambda: world.staff(Role.province_staff, place.commune),
        "admin": lambda: world.staff(Role.admin, place.commune),
        "other member": lambda: world.member(place.team),
        "member elsewhere": lambda: world.member(world.team(elsewhere)),
        "coordinator elsewhere": lambda: world.coordinator(elsewhere),
        "nobody": lambda: None,
    }
    visitor = Visitor(app, people[who]())

    answers = [visitor.send("GET", f"{address(entry)}{size}") for size in ("", "?size=small", "?size=full")]

    assert [answer.status_code for answer in answers] == [status] * 3
    if status == 404:
        unknown = visitor.send("GET", address(entry, 5))
        assert (unknown.status_code, len(unknown.data)) == (404, len(answers[0].data))


def test_a_photo_is_served_as_nothing_but_a_picture(app, place, entry):
    answer = Visitor(app, place.member).send("GET", address(entry))

    assert answer.data == photo(1)
    assert answer.headers["Content-Type"] == "image/jpeg"
    assert answer.headers["Content-Disposition"] == 'inline; filename="2022-06-16-1.jpg"'
    assert answer.headers["Content-Security-Policy"] == FILE_POLICY
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert answer.headers["Cache-Control"] == "private, max-age=86400, immutable"
    # Whoever signs in next in this browser asks again.
    assert "Cookie" in answer.headers["Vary"]
    assert "Content-Encoding" not in answer.headers


def test_a_photo_that_the_browser_has_is_not_sent_again(app, place, entry):
    visitor = Visitor(app, place.member)
    tag = visitor.send("GET", address(entry)).headers["ETag"]

    again = visitor.http.get(address(entry), headers={"If-None-Match": tag})
    foreign = Visitor(app, place.world.member(place.team)).http.get(
        address(entry), headers={"If-None-Match": tag}
    )

    assert (again.status_code, again.data) == (304, b"")
    assert foreign.status_code == 404


def test_a_picture_that_is_lost_is_not_there(app, place, entry):
    evidence.delete(sha256_of(photo(1)))

    assert Visitor(app, place.member).send("GET", address(entry)).status_code == 404


def test_the_entry_shows_its_photos_with_words_for_each(client, place, entry):
    client.sign_in(place.member)

    page = client.get(f"/activities/{entry.uuid}")

    assert pictures(page) == [
        ("Ảnh 1 của bản ghi ngày 16/06/2022", f"{address(entry)}?size=small"),
        ("Ảnh 2 của bản ghi ngày 16/06/2022", f"{address(entry, 2)}?size=small"),
    ]
    assert address(entry) in {link.get("href") for link in page.all("a")}
    assert "Không chụp giấy tờ tùy thân, mặt người khi chưa được đồng ý." in page.text


def test_several_photos_are_added_at_once(client, place):
    entry = place.submitted()
    client.sign_in(place.member)

    page = client.get(f"/activities/{entry.uuid}").submit(
        "/photos", photos=files(photo(1), photo(2), photo(3))
    )

    assert shown() == [sha256_of(photo(seed)) for seed in (1, 2, 3)]
    assert page.status == 200 and len(pictures(page)) == 3
    assert "Đã nhận 3 ảnh." in page.html
    # A fourth one is not asked for.
    assert not [form for form in page.all("form") if (form.get("action") or "").endswith("/photos")]


def test_each_photo_that_cannot_be_taken_is_named_and_the_others_are_stored(client, place):
    entry = place.submitted()
    client.sign_in(place.member)
    sent = files(photo_files.heic(), photo(1), b"<html>", photo(2)[:3000], photo(3))

    page = client.get(f"/activities/{entry.uuid}").submit("/photos", photos=sent)

    assert page.status == 422
    assert shown() == [sha256_of(photo(1)), sha256_of(photo(3))]
    for words in ("ảnh 1.jpg: Cổng chưa đọc được ảnh HEIC.", "ảnh 3.jpg: Tệp này", "ảnh 4.jpg: Ảnh bị hỏng"):
        assert words in page.text
    assert "Đã nhận 2 ảnh." in page.html and len(pictures(page)) == 2


def test_a_photo_that_is_too_large_is_named_too(client, place):
    entry = place.submitted()
    client.sign_in(place.member)
    large = photo(1) + b"\x00" * (9 * 1024 * 1024)

    page = client.get(f"/activities/{entry.uuid}").submit("/photos", photos=files(large, large, photo(2)))

    assert page.status == 422
    assert page.text.count("Ảnh lớn hơn 8 MB.") >= 2
    assert shown() == [sha256_of(photo(2))]


@pytest.mark.parametrize("name", ["../../etc/passwd", "<b>x</b>.jpg", "x" * 500, "a\tb.jpg", "100%s.jpg", ""])
def test_whatever_a_file_is_called_is_only_repeated(client, place, name):
    entry = place.submitted()
    client.sign_in(place.member)

    page = client.get(f"/activities/{entry.uuid}").submit("/photos", photos=[(io.BytesIO(b"no photo"), name)])

    assert page.status == 422
    assert "<b>x</b>" not in page.html and "x" * 100 not in page.html
    assert shown() == []


def test_a_photo_is_taken_back(client, place, entry):
    client.sign_in(place.member)
    page = client.get(f"/activities/{entry.uuid}")

    page = page.submit(f"{sha256_of(photo(1))}/remove")

    assert "Đã gỡ ảnh." in page.html
    assert shown() == [sha256_of(photo(2))]
    assert client.get(address(entry)).status == 404
    assert [words for words, _ in pictures(page)] == ["Ảnh 1 của bản ghi ngày 16/06/2022"]


def test_others_see_photos_without_any_button(client, place, entry):
    client.sign_in(place.leader)

    page = client.get(f"/activities/{entry.uuid}")

    assert len(pictures(page)) == 2
    assert not [form for form in page.all("form") if "/photos" in (form.get("action") or "")]


def test_photos_of_an_approved_entry_stay_and_may_still_follow(client, place, entry, frozen_clock):
    approve_activity(place.viewer(place.world.coordinator(place.commune)), stored(entry.uuid))
    client.sign_in(place.member)

    page = client.get(f"/activities/{entry.uuid}")
    removal = client.http.post(f"{address(entry)}/remove", data={"csrf_token": client.csrf()})
    later = page.submit("/photos", photos=files(photo(3)))
    frozen_clock.tick(days=8)
    closed = client.get(f"/activities/{entry.uuid}")

    assert not [form for form in page.all("form") if "/remove" in (form.get("action") or "")]
    assert removal.status_code == 303 and len(shown()) == 3
    assert len(pictures(later)) == 3
    assert not [form for form in closed.all("form") if "/photos" in (form.get("action") or "")]


def test_what_was_deleted_in_the_end_is_still_counted(client, place, entry, frozen_clock):
    gone = place.world.photo(
        entry, seed=3, removed_at=frozen_clock.moment, stored_sha256=None, expires_at=None
    )
    client.sign_in(place.member)

    page = client.get(f"/activities/{entry.uuid}")

    assert gone.slot == 3 and len(pictures(page)) == 2
    assert "1 ảnh đã được xóa vì hết thời hạn lưu giữ." in page.text


def test_the_review_desk_shows_photos_in_the_list_and_with_the_entry(client, place, entry):
    client.sign_in(place.world.coordinator(place.commune))

    desk, review = client.get("/reviews"), client.get(f"/reviews/{entry.uuid}")

    for page in (desk, review):
        assert [source for _, source in pictures(page)] == [
            f"{address(entry)}?size=small", f"{address(entry, 2)}?size=small"
        ]  # fmt: skip


def test_the_list_of_the_desk_asks_once_for_all_photos(client, place, entry):
    client.sign_in(place.world.coordinator(place.commune))
    with counting_statements() as for_one:
        before = client.get("/reviews")
    for _ in range(20):
        place.world.photo(place.submitted(), seed=1)

    with counting_statements() as for_many:
        page = client.get("/reviews")

    # Thumbnails are shown beside the list, of the entry that is opened; the list says how many there are.
    assert pictures(page) == pictures(before) != []
    assert page.text.count("1 ảnh") >= 20
    assert len(for_many) == len(for_one)
    assert sum("FROM photos" in statement for statement in for_many) == 2
