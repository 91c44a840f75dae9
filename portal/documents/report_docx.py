"""A report as a Word document in the layout of Decree 30/2020/NĐ-CP, with real styles, fields and tables."""

import io
import zipfile
from collections.abc import Iterable, Sequence
from datetime import datetime

from docx import Document
from docx.document import Document as WordFile
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.oxml.ns import qn
from docx.section import Section
from docx.shared import Length, Mm, Pt
from docx.styles.style import ParagraphStyle
from docx.table import _Cell, _Row
from docx.text.paragraph import Paragraph

from portal.documents.report_docx_parts import (
    add_page_number,
    cell_margins,
    forbid_split,
    line_below,
    no_borders,
    repeat_heading,
    restart_numbers,
    set_columns,
)
from portal.domain.report_papers import Paper, PaperTable

FONT = "Times New Roman"
_TEXT, _TABLE, _HEAD, _MOTTO = Pt(14), Pt(12), Pt(13), Pt(14)
_LEFT, _RIGHT, _TOP, _BOTTOM = Mm(30), Mm(20), Mm(20), Mm(20)
_SHORT, _LONG = Mm(210), Mm(297)
_STATE = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
_WORDS = "Độc lập - Tự do - Hạnh phúc"
# Name of a style -> size, bold, italic.
_CENTRED = {
    "Quốc hiệu": (_HEAD, True, False),
    "Tiêu ngữ": (_MOTTO, True, False),
    "Cơ quan chủ quản": (_HEAD, False, False),
    "Cơ quan ban hành": (_HEAD, True, False),
    "Số, ký hiệu": (_HEAD, False, False),
    "Địa danh, ngày tháng": (_MOTTO, False, True),
    "Tên loại": (_TEXT, True, False),
    "Trích yếu": (_TEXT, True, False),
    "Chữ ký": (_TEXT, True, False),
    "Tiêu đề bảng": (_TABLE, True, False),
    "Ô số": (_TABLE, False, False),
}
_PLAIN = {
    "Nơi nhận": (Pt(12), True, True),
    "Danh sách nơi nhận": (Pt(11), False, False),
    "Ô chữ": (_TABLE, False, False),
    "Kính gửi": (_TEXT, False, False),
    "Căn cứ số liệu": (Pt(13), False, True),
    "Cách tính": (Pt(13), False, False),
}
# A file that is made again is the same byte for byte.
_STAMP = (1980, 1, 1, 0, 0, 0)
_PORTRAIT_WIDTH, _LANDSCAPE_WIDTH = 160, 247


def report_docx(paper: Paper, prepared_at: datetime) -> bytes:
    """Write the document; the same report gives the same bytes."""
    file = Document()
    _set_styles(file)
    _set_page(file.sections[0])
    file.core_properties.title = f"{paper.title.capitalize()}: {paper.abstract}"[:255]
    file.core_properties.author = file.core_properties.last_modified_by = paper.head.body_in_words
    file.core_properties.comments = paper.demo_mark
    file.core_properties.created = file.core_properties.modified = prepared_at.replace(tzinfo=None)
    file.core_properties.language = "vi-VN"
    _write_head(file, paper)
    _write_body(file, paper)
    _write_foot(file, paper)
    _write_annexes(file, paper)
    return _packed(file)


def _set_styles(file: WordFile) -> None:
    normal = file.styles["Normal"]
    _set_font(normal, _TEXT)
    layout = normal.paragraph_format
    layout.space_before, layout.space_after, layout.line_spacing = Pt(0), Pt(6), 1.0
    body = _add_style(file, "Nội dung", _TEXT)
    body.paragraph_format.alignment = ALIGN.JUSTIFY
    body.paragraph_format.first_line_indent = Mm(10)
    body.paragraph_format.space_after = Pt(6)
    body.paragraph_format.line_spacing = 1.15
    heading = file.styles["Heading 1"]
    _set_font(heading, _TEXT, bold=True)
    heading.paragraph_format.space_before, heading.paragraph_format.space_after = Pt(10), Pt(6)
    heading.paragraph_format.first_line_indent = Mm(10)
    heading.paragraph_format.keep_with_next = True
    caption = file.styles["Caption"]
    _set_font(caption, Pt(13), bold=True)
    caption.paragraph_format.alignment, caption.paragraph_format.keep_with_next = ALIGN.CENTER, True
    caption.paragraph_format.space_before, caption.paragraph_format.space_after = Pt(6), Pt(4)
    for name, (size, bold, italic) in _CENTRED.items():
        style = _add_style(file, name, size, bold, italic)
        style.paragraph_format.alignment, style.paragraph_format.space_after = ALIGN.CENTER, Pt(0)
    for name, (size, bold, italic) in _PLAIN.items():
        _add_style(file, name, size, bold, italic).paragraph_format.space_after = Pt(0)
    for name in ("Căn cứ số liệu", "Cách tính"):
        layout = file.styles[name].paragraph_format
        layout.alignment, layout.first_line_indent, layout.space_after = ALIGN.JUSTIFY, Mm(10), Pt(4)


def _add_style(
    file: WordFile, name: str, size: Pt, bold: bool = False, italic: bool = False
) -> ParagraphStyle:
    style = file.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    style.base_style = file.styles["Normal"]
    style.quick_style = True
    _set_font(style, size, bold, italic)
    return style


def _set_font(style: ParagraphStyle, size: Pt, bold: bool = False, italic: bool = False) -> None:
    font = style.font
    font.name, font.size, font.bold, font.italic = FONT, size, bold, italic
    font.color.rgb = None
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    # Word takes headings from the theme unless all four are named.
    for name in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{name}"), None)
    for name in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{name}"), FONT)
    colour = style.element.rPr.find(qn("w:color"))
    if colour is not None:
        style.element.rPr.remove(colour)


def _set_page(section: Section, across: bool = False) -> None:
    section.orientation = WD_ORIENT.LANDSCAPE if across else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = (_LONG, _SHORT) if across else (_SHORT, _LONG)
    section.left_margin, section.right_margin = _LEFT, _RIGHT
    section.top_margin, section.bottom_margin = _TOP, _BOTTOM
    section.header_distance = Mm(10)
    section.footer_distance = Mm(10)
    section.different_first_page_header_footer = True
    if across:
        # The decree numbers the pages of each annex by itself.
        restart_numbers(section)
    else:
        add_page_number(section.header)


def _write_head(file: WordFile, paper: Paper) -> None:
    table = file.add_table(rows=2, cols=2)
    no_borders(table)
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    widths = (Mm(68), Mm(100))
    set_columns(table, widths)
    left, right = table.rows[0].cells
    if paper.head.superior_body:
        _fill(left, [(paper.head.superior_body.upper(), "Cơ quan chủ quản")])
    issuer = _fill(left, [(paper.head.body_lines, "Cơ quan ban hành")])
    line_below(issuer, left=16, right=16)
    motto = _fill(right, [(_STATE, "Quốc hiệu"), (_WORDS, "Tiêu ngữ")])
    line_below(motto, left=17, right=17)
    _fill(table.rows[1].cells[0], [(paper.head.number, "Số, ký hiệu")])
    _fill(table.rows[1].cells[1], [(paper.place_and_day, "Địa danh, ngày tháng")])
    title = file.add_paragraph(paper.title, style="Tên loại")
    title.paragraph_format.space_before = Pt(14)
    line_below(file.add_paragraph(paper.abstract, style="Trích yếu"), left=55, right=55)
    if paper.draft_mark:
        file.add_paragraph(style="Trích yếu").add_run(f"({paper.draft_mark})")
    if paper.demo_mark:
        mark = file.add_paragraph(style="Trích yếu")
        mark.add_run(paper.demo_mark).italic = True
    file.paragraphs[-1].paragraph_format.space_after = Pt(12)


def _fill(cell: _Cell, lines: Iterable[tuple[str, str]]) -> Paragraph:
    """Write paragraphs into a cell and return the last one."""
    for words, style in lines:
        empty = cell.paragraphs[-1]
        last = empty if not empty.text and len(cell.paragraphs) == 1 else cell.add_paragraph()
        last.style = style
        last.add_run(words)
    return last


def _write_body(file: WordFile, paper: Paper) -> None:
    _write_addressees(file, paper.head.addressed)
    file.add_paragraph(paper.opening, style="Nội dung")
    for part in paper.parts:
        file.add_paragraph(part.heading, style="Heading 1")
        for words in part.paragraphs:
            file.add_paragraph(words, style="Nội dung")
        if part.table:
            _add_table(file, part.table, _PORTRAIT_WIDTH)
            file.add_paragraph(paper.basis, style="Căn cứ số liệu").paragraph_format.space_before = Pt(4)
    # No page holds the signature alone.
    file.add_paragraph(paper.closing, style="Nội dung").paragraph_format.keep_with_next = True


def _write_addressees(file: WordFile, lines: Sequence[str]) -> None:
    """Write whom the report is for: one in the middle, several below one another under the colon."""
    for number, words in enumerate(lines):
        written = file.add_paragraph(words, style="Kính gửi")
        layout = written.paragraph_format
        if len(lines) == 1:
            layout.alignment = ALIGN.CENTER
        else:
            layout.left_indent = Mm(50 if number else 30)
    if lines:
        layout.space_after = Pt(12)


def _add_table(
    file: WordFile, table: PaperTable, width: int, size: Pt | None = None, caption: str | None = None
) -> None:
    words = table.caption if caption is None else caption
    if words:
        file.add_paragraph(words, style="Caption")
    made = file.add_table(rows=1, cols=len(table.headings), style="Table Grid")
    made.alignment, made.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    cell_margins(made, Mm(1))
    repeat_heading(made.rows[0])
    widths = [Mm(width * part / sum(table.widths)) for part in table.widths]
    set_columns(made, widths)
    # Looked up once, since a table may have thousands of cells.
    heading, text, figure = (file.styles[name].style_id for name in ("Tiêu đề bảng", "Ô chữ", "Ô số"))
    _write_row(made.rows[0], table.headings, widths, [heading] * len(widths), size)
    styles = [text if 0 < place < table.words else figure for place in range(len(widths))]
    for cells in table.rows:
        _write_row(made.add_row(), cells, widths, styles, size)


def _write_row(
    row: _Row, cells: Iterable[str], widths: list[Length], styles: list[str], size: Pt | None
) -> None:
    forbid_split(row)
    for cell, text, width, style in zip(row.cells, cells, widths, styles, strict=True):
        cell.width = width
        written = cell.paragraphs[0]
        written._p.style = style
        run = written.add_run(text)
        if size:
            run.font.size = size


def _write_foot(file: WordFile, paper: Paper) -> None:
    table = file.add_table(rows=1, cols=2)
    no_borders(table)
    forbid_split(table.rows[0])
    left, right = table.rows[0].cells
    set_columns(table, (Mm(75), Mm(85)))
    recipients = [(f"- {words};", "Danh sách nơi nhận") for words in paper.head.recipients]
    if recipients:
        recipients[-1] = (f"{recipients[-1][0][:-1]}.", recipients[-1][1])
    _fill(left, [("Nơi nhận:", "Nơi nhận"), *recipients])
    lines = [paper.head.authority_line, paper.head.signer_title.upper() or "CHỨC VỤ CỦA NGƯỜI KÝ"]
    _fill(right, [(words, "Chữ ký") for words in lines if words])
    name = right.add_paragraph(paper.head.signer_name or "Họ và tên", style="Chữ ký")
    name.paragraph_format.space_before = Pt(64)


def _write_annexes(file: WordFile, paper: Paper) -> None:
    for number, annex in enumerate(paper.annexes):
        _begin_annex(file, paper, number, annex.caption)
        _add_table(file, annex, _LANDSCAPE_WIDTH, Pt(11), caption=annex.note)
        file.add_paragraph(paper.basis, style="Căn cứ số liệu").paragraph_format.space_before = Pt(4)
    _begin_annex(file, paper, len(paper.annexes), paper.notes_title)
    for words in paper.notes:
        file.add_paragraph(f"- {words}", style="Cách tính")


def _begin_annex(file: WordFile, paper: Paper, number: int, name: str) -> None:
    """Begin an annex on a page of its own: its number, its name in capitals, and what it belongs to."""
    _set_page(file.add_section(WD_SECTION.NEW_PAGE), across=True)
    file.add_paragraph(paper.annex_title(number), style="Tên loại")
    file.add_paragraph(name.upper(), style="Tên loại")
    line = file.add_paragraph(style="Ô số")
    line.add_run(paper.annex_line).italic = True
    line.paragraph_format.space_after = Pt(6)


def _packed(file: WordFile) -> bytes:
    """Return the file with one time for all of its parts."""
    loose, packed = io.BytesIO(), io.BytesIO()
    file.save(loose)
    with zipfile.ZipFile(loose) as parts, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as kept:
        for part in parts.infolist():
            kept.writestr(zipfile.ZipInfo(part.filename, _STAMP), parts.read(part), zipfile.ZIP_DEFLATED)
    return packed.getvalue()
