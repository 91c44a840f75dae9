"""Who issues a report, as it is printed in the head and within a sentence."""

import pytest

from portal.domain.report_settings import LetterHead, usual_letter_head


@pytest.mark.parametrize(
    ("body", "lines"),
    [
        ("Ủy ban nhân dân tỉnh Bình Phước", "ỦY BAN NHÂN DÂN\nTỈNH BÌNH PHƯỚC"),
        ("ỦY BAN NHÂN DÂN THỊ TRẤN ĐỨC PHONG", "ỦY BAN NHÂN DÂN\nTHỊ TRẤN ĐỨC PHONG"),
        ("ỦY BAN NHÂN DÂN XÃ ĐAK Ơ", "ỦY BAN NHÂN DÂN\nXÃ ĐAK Ơ"),
        ("UBND TỈNH", "UBND TỈNH"),
        ("SỞ THÔNG TIN VÀ TRUYỀN THÔNG", "SỞ THÔNG TIN VÀ TRUYỀN THÔNG"),
    ],
)
def test_a_long_name_is_broken_before_the_level_of_its_place(body, lines):
    assert LetterHead(issuing_body=body).body_lines == lines


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("ỦY BAN NHÂN DÂN TỈNH BÌNH PHƯỚC", "Ủy ban nhân dân tỉnh Bình Phước"),
        ("Ủy ban nhân dân tỉnh Bình Phước", "Ủy ban nhân dân tỉnh Bình Phước"),
        ("UBND TỈNH", "UBND tỉnh"),
    ],
)
def test_within_a_sentence_a_name_is_not_in_capitals(body, words):
    assert LetterHead(issuing_body=body, place_name="Bình Phước").body_in_words == words


def test_a_report_is_addressed_in_one_line_to_one_body_and_in_several_to_several():
    assert LetterHead().addressed == ()
    assert LetterHead(addressees=("UBND tỉnh",)).addressed == ("Kính gửi: UBND tỉnh",)
    assert LetterHead(addressees=("UBND tỉnh", "Sở Nội vụ", "Sở Tư pháp")).addressed == (
        "Kính gửi:", "- UBND tỉnh;", "- Sở Nội vụ;", "- Sở Tư pháp.",
    )  # fmt: skip


def test_nobody_is_as_above_unless_somebody_stands_there():
    alone = LetterHead(recipients=("Như trên", "Lưu: VT"))
    addressed = LetterHead(recipients=("Như trên", "Lưu: VT"), addressees=("UBND tỉnh",))

    assert (alone.lacks_addressee, addressed.lacks_addressee) == (True, False)
    assert alone.put_right().recipients == ("Lưu: VT",)
    assert addressed.put_right() is addressed


def test_without_a_line_of_whom_it_is_for_no_recipient_is_as_above():
    assert usual_letter_head("Xã Đak Ơ", "commune").recipients == (
        "Cơ quan cấp trên trực tiếp (để báo cáo)", "Lưu: VT",
    )  # fmt: skip
