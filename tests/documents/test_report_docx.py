"""A report as a Word document: Decree 30's layout read back, its words and its figures."""

import io
import shutil
import subprocess
from datetime import date

import pytest
from docx import Document
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn

from portal.documents.report_docx import report_docx
from portal.domain.report_figures import read_figures
from portal.domain.report_papers import compose_paper, read_paper
from portal.domain.report_settings import usual_letter_head
from portal.queries.report_figures import get_report_figures
from tests.reports import MOMENT, report_world, week_of

TODAY = date(2022, 6, 24)


@pytest.fixture
def paper(app, world):
    """A report of the second window of a small province."""
    province, *_, campaign = report_world(world)
    kept, week = week_of(campaign)
    figures = get_report_figures(kept, province.id, week, today=TODAY)
    assert read_figures(figures.as_json()) == figures
    return compose_paper(figures, usual_letter_head("Tỉnh Bình Phước", "province"), "interim", TODAY)


@pytest.fixture
def file(paper):
    """The document as a program reads it back."""
    return Document(io.BytesIO(report_docx(paper, MOMENT)))


def all_text(file) -> str:
    """Return every word of a document, tables included."""
    return "\n".join(node.text or "" for node in file.element.body.iter(qn("w:t")))


def test_page_and_margins_follow_the_decree(file):
    portrait, across, *_others = file.sections
    size = [round(portrait.page_width.mm), round(portrait.page_height.mm)]
    margins = [getattr(portrait, f"{side}_margin").mm for side in ("top", "bottom", "left", "right")]

    assert size == [210, 297]
    assert [round(margin) for margin in margins] == [20, 20, 30, 20]
    assert (across.orientation, round(across.page_width.mm)) == (WD_ORIENT.LANDSCAPE, 297)


def test_the_number_of_the_page_stands_on_top_from_the_second_page_on(file):
    portrait, *annexes = file.sections
    fields = [node.text for node in portrait.header._element.iter(qn("w:instrText"))]

    assert portrait.different_first_page_header_footer
    assert fields == [" PAGE "]
    assert portrait.first_page_header.paragraphs[0].text == ""
    # The pages of each annex are numbered by themselves.
    for annex in annexes:
        assert annex.different_first_page_header_footer and annex.header.is_linked_to_previous
        assert annex._sectPr.find(qn("w:pgNumType")).get(qn("w:start")) == "1"
    assert len(annexes) == 3 and portrait._sectPr.find(qn("w:pgNumType")) is None


def test_the_body_is_broken_before_its_level_and_written_in_words_within_a_sentence(file):
    assert file.tables[0].rows[0].cells[0].paragraphs[0].text == "ỦY BAN NHÂN DÂN\nTỈNH BÌNH PHƯỚC"
    assert "năm 20… của Ủy ban nhân dân tỉnh Bình Phước)" in all_text(file)


def test_annexes_are_numbered_to_the_last_and_say_under_their_names_what_they_belong_to(file):
    lines = [one.text for one in file.paragraphs]
    first, last = lines.index("Phụ lục I"), lines.index("Phụ lục III")

    assert lines[first + 1].startswith("KẾT QUẢ 08 CHỈ TIÊU THEO HUYỆN")
    assert lines[first + 2].startswith("(Kèm theo Báo cáo số")
    assert lines[last + 1] == "CÁCH TÍNH CÁC CHỈ TIÊU" and lines[last + 2].startswith("(Kèm theo")
    assert any(one.startswith("- 8.1. ") for one in lines[last:])


def test_properties_of_the_document_name_the_body_and_no_program(file):
    kept = file.core_properties

    assert kept.title.startswith("Báo cáo: Sơ kết")
    assert [kept.author, kept.last_modified_by] == ["Ủy ban nhân dân tỉnh Bình Phước"] * 2
    assert kept.comments == ""


def test_every_style_in_use_is_times_new_roman(file):
    used = {paragraph.style.name for paragraph in file.paragraphs}

    assert {"Nội dung", "Heading 1", "Tên loại", "Trích yếu"} <= used
    for name in used:
        style = file.styles[name]
        assert (style.font.name, style.font.size.pt >= 11) == ("Times New Roman", True), name
    assert file.styles["Nội dung"].font.size.pt == 14


def test_head_and_foot_have_the_parts_of_an_official_document(file):
    words = all_text(file)

    for part in (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc",
        "Số:       /BC-UBND", "Bình Phước, ngày 24 tháng 6 năm 2022", "BÁO CÁO", "Nơi nhận:", "- Lưu: VT.",
        "TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH",
    ):  # fmt: skip
        assert part in words


def test_figures_stand_in_the_words_and_in_the_tables(file):
    words = all_text(file)
    first = [cell.text for cell in file.tables[1].rows[1].cells]

    assert "giảm 0,28 điểm phần trăm so với lần trước; đạt mục tiêu 80%" in words
    assert "Tính lũy kế, 01 chỉ tiêu giảm so với lần liền trước: chỉ tiêu 1 giảm 0,28 điểm" in words
    assert first[2:] == ["83,5%\n(1.478/1.770)\n16/06-22/06"] * 2 + ["-0,28", "80%", "Đạt"]
    # One of two hamlets works; the commune without a confirmed list is left out and named.
    assert [cell.text for cell in file.tables[2].rows[4].cells][2] == "50,0%\n(1/2)"
    assert "01 bản ghi chờ duyệt (04 lượt người)" in words
    assert "01 xã, phường, thị trấn chưa xác nhận danh sách thôn, ấp, khu phố" in words


def test_headings_of_tables_repeat_on_every_page(file):
    for table in file.tables[1:3]:
        assert table.rows[0]._tr.find(f".//{qn('w:tblHeader')}") is not None


def test_a_report_that_was_kept_gives_the_same_bytes(paper):
    assert report_docx(read_paper(paper.as_json()), MOMENT) == report_docx(paper, MOMENT)


@pytest.mark.skipif(
    not shutil.which("soffice"), reason="LibreOffice is not installed, so no page is laid out"
)
def test_an_office_program_lays_it_out(paper, tmp_path):
    (tmp_path / "report.docx").write_bytes(report_docx(paper, MOMENT))

    subprocess.run(
        ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", "pdf",
         "report.docx"],
        cwd=tmp_path, check=True, capture_output=True, timeout=120,
    )  # fmt: skip

    assert (tmp_path / "report.pdf").read_bytes().startswith(b"%PDF")
