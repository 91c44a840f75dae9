"""Readers of the portal's figures, one for each way out, so that one test can hold them side by side.

A reader returns the printed figures by "<place or department> <line or indicator>", those above and below the
line by the same with " counted". Decimal marks are those of the way out and come back as commas: a figure
with the wrong mark is refused, so it cannot pass. What is unknown comes back as "?".
"""

import csv
import io
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from flask import Flask

from tests.page_client import NAMESPACE, Page, PageClient, text_of

Figures = dict[str, str]
UNKNOWN = "?"


@dataclass(frozen=True)
class Question:
    """Whose figures are asked for, of whom, and what the places of the world are called."""

    client: PageClient
    app: Flask
    campaign: str
    place: str
    unit_id: int
    period: str
    mode: str
    language: str
    codes: dict[str, str]
    headline: str = "8.4"
    districts: tuple[tuple[str, int], ...] = ()

    def below(self) -> Iterator["Question"]:
        """Yield the same question of each district of a province, whose communes are told there."""
        for place, unit_id in self.districts if self.place == "70" else ():
            yield replace(self, place=place, unit_id=unit_id)

    def line_of(self, indicator: str) -> str:
        """Return the line by which an indicator is held against others: the headline for the eighth."""
        return self.headline if indicator == "8" else indicator

    @property
    def query(self) -> str:
        """The question of a page."""
        return f"campaign={self.campaign}&unit={self.unit_id}&period={self.period}&mode={self.mode}"

    def page(self, path: str, more: str = "") -> Page:
        """Get a page."""
        found = self.client.get(f"{path}?{self.query}{more}")
        assert found.status == 200
        return found

    def rows(self, path: str) -> list[list[str]]:
        """Get a CSV file."""
        text = self.client.http.get(f"{path}?{self.query}").get_data(as_text=True)
        return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))

    def told(self, path: str) -> dict:
        """Get an answer of the interface, which asks by code."""
        asked = f"campaign={self.campaign}&unit={self.place}&period={self.period}&mode={self.mode}"
        return self.client.http.get(f"{path}?{asked}").get_json()

    def printed(self, command: str, *more: str) -> str:
        """Run a command."""
        words = ["--campaign", self.campaign, "--unit", self.place, "--period", self.period]
        done = self.app.test_cli_runner().invoke(
            args=["indicator", command, *words, "--mode", self.mode, *more]
        )
        assert done.exit_code == 0
        return done.stdout

    def shown(self, text: str) -> str:
        """Return a percentage of a page with a comma; what is said in words is unknown."""
        if not re.search(r"\d", text):
            return UNKNOWN
        mark = {"vi": ",", "en": r"\."}[self.language]
        written = re.fullmatch(rf"(\d+)(?:{mark}(\d+))? %", text.strip())
        assert written, f"not a percentage in {self.language}: {text!r}"
        return f"{written[1]},{written[2]}" if written[2] else written[1]


def of_class(element, name: str) -> list:
    """Return the elements below that have a class."""
    return [one for one in element.iter() if name in (one.get("class") or "").split()]


def _tagged(element, tag: str) -> list:
    return list(element.iter(f"{NAMESPACE}{tag}"))


def _stored(percent: str | None) -> str:
    assert percent is None or "." not in percent
    return percent or UNKNOWN


def _counts(numerator: object, denominator: object) -> str:
    return f"{UNKNOWN if numerator in (None, '') else numerator}/{_or_unknown(denominator)}"


def _or_unknown(value: object) -> object:
    return UNKNOWN if value in (None, "") else value


def read_coverage_page(ask: Question) -> Figures:
    """Read the table of places and the table of all lines."""
    page, found = ask.page("/coverage"), {}
    table, lines = page.all("table")[0], page.all("table")[-2:]
    links = [one.get("href") for one in _tagged(_tagged(table, "thead")[0], "a")]
    columns = [written[1] for one in links if (written := re.search(r"sort=-?(8\.\d)", one))]
    for row in _tagged(table, "tr")[1:]:
        name = text_of(_tagged(row, "th")[0])
        place = ask.codes.get(name, ask.place)
        assert name in ask.codes or name in ("TOTAL", "TỔNG CỘNG", "TỔNG")
        for code, cell in zip(columns, of_class(row, "cell"), strict=True):
            found[f"{place} {code}"] = ask.shown(text_of(of_class(cell, "cell-value")[0]))
            found[f"{place} {code} counted"] = text_of(of_class(cell, "fraction")[0])
    for row in (row for one in lines for row in _tagged(one, "tr")):
        heading, cells = text_of(_tagged(row, "th")[0]), [text_of(one) for one in _tagged(row, "td")]
        if (code := heading[:3]) in ("8.1", "8.2", "8.3", "8.4", "8.6") and len(cells) == 7:
            found[f"{ask.place} {code}"] = ask.shown(cells[2])
    return found


def read_campaign_page(ask: Question) -> Figures:
    """Read the headline of the widest area, over the whole campaign."""
    page = ask.client.get(f"/campaigns/{ask.campaign}")
    assert page.status == 200
    figure = of_class(page.tree, "measure")[0]
    if (ask.place, ask.period, ask.mode) != ("70", "whole", "in_period"):
        return {}
    return {
        f"{ask.place} {ask.headline}": ask.shown(text_of(of_class(figure, "measure-value")[0])),
        f"{ask.place} {ask.headline} counted": text_of(of_class(figure, "fraction")[0]),
    }


def read_coverage_file(ask: Question) -> Figures:
    """Read the file of the coverage page."""
    heading, *rows = ask.rows("/coverage.csv")
    starts = {text[:3]: at for at, text in reversed(list(enumerate(heading))) if text.startswith("8.")}
    found = {}
    for row in rows[: rows.index([])]:
        for code, at in starts.items():
            found[f"{row[0]} {code}"] = _stored(row[at + 2])
            found[f"{row[0]} {code} counted"] = _counts(row[at], row[at + 1])
    return found


def _of_lines(place: str, lines: list[dict]) -> Iterator[tuple[str, str]]:
    for line in lines:
        yield f"{place} {line['code']}", _stored(line["percent"])
        yield f"{place} {line['code']} counted", _counts(line["numerator"], line["denominator"])


def read_coverage_answer(ask: Question) -> Figures:
    """Read what the interface says of the place and of those below."""
    told = ask.told("/api/coverage")
    found = dict(_of_lines(ask.place, told["lines"]))
    for row in told["rows"]:
        found |= dict(_of_lines(row["unit"]["code"], row["lines"]))
    return found


def read_indicator_answer(ask: Question) -> Figures:
    """Read the lines of indicator 8 from the interface."""
    return dict(_of_lines(ask.place, ask.told("/api/indicators/8")["lines"]))


def read_indicator_json(ask: Question) -> Figures:
    """Read the lines that the command prints as JSON."""
    return dict(_of_lines(ask.place, json.loads(ask.printed("show", "--json"))["lines"]))


def read_indicator_command(ask: Question) -> Figures:
    """Read the lines that the command prints for people."""
    found = {}
    for code, counted, percent in re.findall(
        r"^[* ] (8\.\d) +(\d+/\S+) +(?:([\d,]+) %)?", ask.printed("show"), re.M
    ):
        found |= {f"{ask.place} {code}": _stored(percent), f"{ask.place} {code} counted": counted}
    return found


def _of_standings(subject: str, standings: list[dict]) -> Iterator[tuple[str, str]]:
    for one in standings:
        # The eighth is its headline, and is held against that line wherever it is printed.
        code = one["line"] or one["indicator"]
        yield f"{subject} {code}", _stored(one["percent"])
        if one["line"] or one["denominator"] is not None:
            yield f"{subject} {code} counted", _counts(one["numerator"], one["denominator"])


def _of_board(ask: Question, told: dict) -> Figures:
    found = dict(_of_standings(ask.place, told["standings"]))
    for row in told["departments"]:
        found |= dict(_of_standings(row["code"], row["standings"]))
    for row in told["rows"]:
        found |= dict(_of_standings(row["unit"]["code"], row["standings"]))
    return found


def read_scoreboard_answer(ask: Question) -> Figures:
    """Read all eight indicators from the interface."""
    return _of_board(ask, ask.told("/api/scoreboard"))


def read_scoreboard_json(ask: Question) -> Figures:
    """Read all eight indicators that the command prints as JSON."""
    return _of_board(ask, json.loads(ask.printed("scoreboard", "--json")))


def read_scoreboard_command(ask: Question) -> Figures:
    """Read all eight indicators that the command prints for people."""
    found, subject = {}, ""
    for text in ask.printed("scoreboard").splitlines()[1:]:
        if not text.startswith(" "):
            subject = text.split("  ")[0]
        elif subject in ask.codes.values():
            code, percent = re.match(r"  (\d) \S +(?:([\d,.]+) %)?", text).groups()
            found[f"{subject} {ask.line_of(code)}"] = _stored(percent)
    return found


def read_scoreboard_page(ask: Question) -> Figures:
    """Read the tiles of the place and the table of those below."""
    page, found = ask.page("/scoreboard"), {}
    for tile in of_class(page.tree, "standing"):
        key = f"{ask.place} {ask.line_of(text_of(_tagged(tile, 'h3')[0])[0])}"
        found[key] = ask.shown(text_of(of_class(tile, "measure-value")[0]))
        for fraction in of_class(tile, "fraction"):
            found[f"{key} counted"] = text_of(fraction)
    for row in (row for table in of_class(page.tree, "score-table") for row in _tagged(table, "tr")):
        heading = _tagged(row, "th")[0]
        name = text_of((_tagged(heading, "a") or [heading])[0])
        subject = next((code for known, code in ask.codes.items() if name.startswith(known)), None)
        for number, cell in enumerate(of_class(row, "score-cell") if subject else (), start=1):
            for value in of_class(cell, "cell-value"):
                found[f"{subject} {ask.line_of(str(number))}"] = ask.shown(text_of(value))
    return found


def read_scoreboard_file(ask: Question) -> Figures:
    """Read the file of the scoreboard page."""
    rows, found = ask.rows("/scoreboard.csv"), {}
    for row in rows[1 : rows.index([])]:
        if row[1]:
            found[f"{row[1]} {ask.line_of(row[4])}"] = _stored(row[6])
    return found


def read_chart_table(ask: Question) -> Figures:
    """Read the figures that stand below the bars of each indicator."""
    found = {}
    for code in ("1", "4", "7", "8"):
        page = ask.page("/scoreboard/charts", f"&indicator={code}")
        for row in (row for table in page.all("table") for row in _tagged(table, "tr")):
            cells = [text_of(one) for one in _tagged(row, "td")]
            subject = ask.codes.get(text_of(_tagged(row, "th")[0]))
            if subject and len(cells) == 3:
                found[f"{subject} {ask.line_of(code)}"] = ask.shown(cells[0])
    return found


def read_slides(ask: Question) -> Figures:
    """Read the slides of the review meeting: each indicator, and who is furthest."""
    found = {}
    for slide in of_class(ask.page("/meeting").tree, "slide"):
        title = text_of(_tagged(slide, "h2")[0])
        if re.match(r"[1-8]\.", title):
            found[f"{ask.place} {ask.line_of(title[0])}"] = ask.shown(
                text_of(of_class(slide, "slide-big")[0])
            )
        for row in (row for table in of_class(slide, "slide-table") for row in _tagged(table, "tr")[1:]):
            subject = ask.codes[text_of(_tagged(row, "th")[0])]
            found[f"{subject} {ask.headline}"] = ask.shown(text_of(_tagged(row, "td")[0]))
    return found


# A further way out is one line more.
READERS: tuple[tuple[str, Callable[[Question], Figures]], ...] = (
    ("coverage page", read_coverage_page),
    ("campaign page", read_campaign_page),
    ("coverage file", read_coverage_file),
    ("/api/coverage", read_coverage_answer),
    ("/api/indicators/8", read_indicator_answer),
    ("/api/scoreboard", read_scoreboard_answer),
    ("indicator show", read_indicator_command),
    ("indicator show --json", read_indicator_json),
    ("indicator scoreboard", read_scoreboard_command),
    ("indicator scoreboard --json", read_scoreboard_json),
    ("scoreboard page", read_scoreboard_page),
    ("scoreboard file", read_scoreboard_file),
    ("table of the chart", read_chart_table),
    ("slides of the meeting", read_slides),
)
