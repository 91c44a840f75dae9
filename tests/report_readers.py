"""Readers of the figures in a prepared report, out of the files that people open."""

import io
import re

from docx import Document
from openpyxl import load_workbook

from tests.figure_readers import UNKNOWN, Figures, Question
from tests.page_client import NAMESPACE

PRINTED = re.compile(r"\*?([\d,]+)%(?:\s*\(([\d.]+)/([\d.]+)\))?")


def prepared(ask: Question, ending: str) -> io.BytesIO:
    """Prepare a report of the question and get one of its files."""
    asked = {"kind": "interim", "unit": str(ask.unit_id), "period": f"{ask.campaign} {ask.period}"}
    page = ask.client.get("/reports").submit("/reports", **asked)
    found = ask.client.http.get(f"{page.path}.{ending}")
    assert found.status_code == 200
    return io.BytesIO(found.data)


def read_report_document(ask: Question) -> Figures:
    """Read the table of the eight indicators and the annexes of the Word document."""
    tables = Document(prepared(ask, "docx")).tables
    return _read_tables(ask, [[[cell.text for cell in row.cells] for row in one.rows] for one in tables])


def _lines_of(cell) -> str:
    """Return the words of a cell, its lines apart."""
    return "\n".join(text for text in (one.strip() for one in cell.itertext()) if text)


def _read_tables(ask: Question, tables: list[list[list[str]]]) -> Figures:
    found: Figures = {}
    at = {"in_period": 0, "cumulative": 1}[ask.mode]
    for heading, *rows in tables:
        if heading[:2] == ["TT", "Chỉ tiêu"]:
            for row in [row for row in rows if row[0]]:
                found |= _printed(f"{ask.place} {ask.line_of(row[0])}", row[2 + at])
        elif "Số chỉ tiêu đạt" in heading:
            end = heading.index("Số chỉ tiêu đạt")
            for row in [row for row in rows if row[0]]:
                subject = ask.codes[re.sub(r" \(.*\)$", "", row[1])]
                for words, cell in zip(heading[2:end], row[2:end], strict=True):
                    found |= _printed(f"{subject} {ask.line_of(words[0])}", cell.split("\n")[at])
    return found


def read_report_sheet(ask: Question) -> Figures:
    """Read what stands above and below the line of indicator 8 in the spreadsheet."""
    sheet = load_workbook(prepared(ask, "xlsx"), data_only=True).worksheets[ask.mode == "cumulative"]
    heading, *rows = list(sheet.iter_rows(min_row=4, values_only=True))
    found: Figures = {}
    for at in [place for place, words in enumerate(heading) if words.endswith("tử số")]:
        line = ask.line_of(heading[at][0])
        for row in [row for row in rows if row[0]]:
            if row[at] is not None:
                found[f"{row[0]} {line} counted"] = f"{row[at]}/{row[at + 1]}"
    return found


def read_report_page(ask: Question) -> Figures:
    """Read the tables of the page that is printed."""
    asked = {"kind": "interim", "unit": str(ask.unit_id), "period": f"{ask.campaign} {ask.period}"}
    page = ask.client.get("/reports").submit("/reports", **asked)
    tables = [
        [[_lines_of(cell) for cell in row] for row in one.iter(f"{NAMESPACE}tr")] for one in page.all("table")
    ]
    return _read_tables(ask, tables)


def _printed(key: str, text: str) -> Figures:
    written = PRINTED.match(text.replace("\n", " "))
    if not written:
        return {key: UNKNOWN}
    percent, above, below = written.groups()
    counted = {f"{key} counted": f"{above}/{below}".replace(".", "")} if above else {}
    return {key: percent, **counted}
