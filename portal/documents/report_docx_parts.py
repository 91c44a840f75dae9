"""What a Word document holds that its library has no call for: fields, lines, widths, repeated headings."""

from collections.abc import Sequence

from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.section import Section, _Header
from docx.shared import Length, Mm, Pt
from docx.table import Table, _Row
from docx.text.paragraph import Paragraph


def add_page_number(header: _Header) -> None:
    """Put the field of the page's number in the middle of a header."""
    header.is_linked_to_previous = False
    paragraph = header.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.paragraph_format.space_after = Pt(0)
    run = paragraph.add_run()
    run.font.size = Pt(13)
    for kind in ("begin", None, "separate", "text", "end"):
        run._r.append(_field_part(kind))


def _field_part(kind: str | None) -> BaseOxmlElement:
    if kind is None:
        made = OxmlElement("w:instrText")
        made.set(qn("xml:space"), "preserve")
        made.text = " PAGE "
    elif kind == "text":
        made = OxmlElement("w:t")
        made.text = "2"
    else:
        made = OxmlElement("w:fldChar")
        made.set(qn("w:fldCharType"), kind)
    return made


def restart_numbers(section: Section) -> None:
    """Let the pages of a section be numbered from 1 again."""
    made = OxmlElement("w:pgNumType")
    made.set(qn("w:start"), "1")
    for one in section._sectPr.findall(qn("w:pgNumType")):
        section._sectPr.remove(one)
    section._sectPr.insert_element_before(
        made, "w:cols", "w:formProt", "w:vAlign", "w:noEndnote", "w:titlePg", "w:textDirection", "w:docGrid"
    )


def line_below(paragraph: Paragraph, left: float, right: float) -> Paragraph:
    """Draw a line below a paragraph by an empty one that is indented on both sides, in millimetres."""
    below = OxmlElement("w:p")
    paragraph._p.addnext(below)
    line = Paragraph(below, paragraph._parent)
    line.style = paragraph.style
    layout = line.paragraph_format
    layout.left_indent, layout.right_indent, layout.first_line_indent = Mm(left), Mm(right), Mm(0)
    layout.line_spacing, layout.space_before, layout.space_after = Pt(3), Pt(0), Pt(6)
    edges = OxmlElement("w:pBdr")
    top = OxmlElement("w:bottom")
    for name, value in (("val", "single"), ("sz", "6"), ("space", "0"), ("color", "000000")):
        top.set(qn(f"w:{name}"), value)
    edges.append(top)
    layout_of = below.get_or_add_pPr()
    layout_of.insert_element_before(
        edges, "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:jc", "w:rPr"
    )
    return line


def no_borders(table: Table) -> None:
    """Take a table's lines away and fix its columns."""
    table.autofit = False
    edges = OxmlElement("w:tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        edge = OxmlElement(f"w:{side}")
        edge.set(qn("w:val"), "nil")
        edges.append(edge)
    _insert(table, edges, ("shd", "tblLayout", "tblCellMar", "tblLook"))


def set_columns(table: Table, widths: Sequence[Length]) -> None:
    """Set the widths of all columns, and of the cells that are there, so that every program agrees."""
    for column, width in zip(table._tbl.tblGrid.gridCol_lst, widths, strict=True):
        column.w = width
    for row in table.rows:
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = width


def cell_margins(table: Table, width: Length) -> None:
    """Set the space between the words of a table and its lines."""
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        edge = OxmlElement(f"w:{side}")
        edge.set(qn("w:w"), str(int(width.twips)))
        edge.set(qn("w:type"), "dxa")
        margins.append(edge)
    _insert(table, margins, ("tblLook",))


def _insert(table: Table, part: BaseOxmlElement, before: tuple[str, ...]) -> None:
    """Put a property where Word asks for it: before the first of some others."""
    following = [one for one in table._tbl.tblPr if one.tag in {qn(f"w:{name}") for name in before}]
    if following:
        following[0].addprevious(part)
    else:
        table._tbl.tblPr.append(part)


def repeat_heading(row: _Row) -> None:
    """Repeat a row at the top of each page that its table reaches."""
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(mark)


def forbid_split(row: _Row) -> None:
    """Keep a row whole on one page."""
    mark = OxmlElement("w:cantSplit")
    mark.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().insert(0, mark)
