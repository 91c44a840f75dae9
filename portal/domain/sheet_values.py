"""How one cell of a spreadsheet is read as text, code, phone, day, count or choice."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import lru_cache

from portal.domain.activity_values import EARLIEST_DAY
from portal.domain.phones import read_phone
from portal.domain.text import fold, has_control_characters, nfc

LATEST_DAY = date(2100, 12, 31)
# No day and no number takes more; longer text is not even searched for one.
_LONGEST_SHORT = 60

# What a file holds in a cell before it is read; None is an empty cell.
Raw = str | int | float | bool | date | time | None

# Format characters that nobody sees: soft hyphens, joiners, marks of direction and of bytes.
_INVISIBLE = re.compile("[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]")
# What a formula shows that went wrong; CSV files and files given back hold it as text.
_ERRORS = frozenset(["#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!"])
# Signs that only the old Vietnamese fonts (.VnTime) put beside a letter, where they look like one.
_OLD_FONT = re.compile("[¨©ª¬®µ¶¸¹](?=[a-z])|(?<=[A-Za-z])[¨ª¬µ¶¸¹]")
# Text that our own files (and people) guard with an apostrophe, lest a spreadsheet computes it.
_GUARDED = re.compile(r"\A'(?=[=+\-@0-9])")
# The way to keep zeros that some programs write into CSV: ="0912345678".
_QUOTED_FORMULA = re.compile(r'="([^"]*)"')
_SCIENTIFIC = re.compile(r"[0-9](?:[.,][0-9]+)?[eE]\+?[0-9]{1,3}")
_WHOLE_WITH_POINT = re.compile(r"([0-9]+)[.,]0+")
_PHONE_LIKE = re.compile(r"(?:\+|00)?[0-9](?:[ .\-()/]*[0-9]){8,}")
_PHONE_WORDS = re.compile(r"^(?:so )?(?:sdt|dt|dd|tel|zalo|phone|dien thoai|di dong)\b[ .:]*")

_ISO_DAY = re.compile(r"([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})")
_WRITTEN_DAY = re.compile(r"([0-9]{1,2})[/.\-]([0-9]{1,2})[/.\-]([0-9]+)")
_DAY_IN_WORDS = re.compile(r"(?:ngay )?([0-9]{1,2}) thang ([0-9]{1,2}),? nam ([0-9]+)")
_MIDNIGHT = re.compile(r"[ T]0{1,2}:00(?::00(?:\.0+)?)?Z?$")
_SPACED_SIGN = re.compile(r" ?([/.\-]) ?")

_ESTIMATE = re.compile(
    r"(?:[≈~∼≃≅>≥<≤+]+"
    r"|(?:uoc tinh|uoc khoang|uoc|khoang chung|khoang|chung|do|co|tam|tren|hon|gan|duoi)\b)[ .:]*"
)
_GROUPED = re.compile(r"[0-9]{1,3}(?:([. ])[0-9]{3})(?:\1[0-9]{3})*")
_RANGE = re.compile(r"[0-9. ]+ ?(?:-|–|—|den|toi) ?[0-9. ]+")
_COMMA_GROUPED = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+")
_FRACTION = re.compile(r"[0-9]+[.,][0-9]+%?")


class BadCell(Exception):
    """A cell cannot be read; `code` says why and `details` fill in the sentence."""

    def __init__(self, code: str, **details: object) -> None:
        super().__init__(code)
        self.code = code
        self.details = details


@dataclass(frozen=True, slots=True)
class Count:
    """A whole number, and whether its writer said that it is about so many."""

    value: int
    is_estimate: bool = False


def plain_text(raw: Raw) -> str:
    """Return what a cell says as one line of composed text, without invisible characters."""
    if isinstance(raw, str):
        return _one_line(raw)
    if isinstance(raw, bool):
        return "TRUE" if raw else "FALSE"
    if isinstance(raw, datetime):
        return f"{raw:%d/%m/%Y}" if raw.time() == time() else f"{raw:%d/%m/%Y %H:%M}"
    if isinstance(raw, date):
        return f"{raw:%d/%m/%Y}"
    if isinstance(raw, float) and raw.is_integer() and abs(raw) < 1e15:
        return str(int(raw))
    return "" if raw is None else str(raw)


def read_text(raw: Raw, longest: int) -> str:
    """Read one line of text; a number is taken as written, a day is refused since text was meant."""
    if isinstance(raw, (date, time)):
        raise BadCell("day_not_text")
    if isinstance(raw, bool):
        raise BadCell("not_text")
    text = _GUARDED.sub("", plain_text(raw), count=1) if isinstance(raw, str) else plain_text(raw)
    if text in _ERRORS:
        raise BadCell("error_value")
    if text.startswith("="):
        raise BadCell("formula_without_value")
    if has_control_characters(text):
        raise BadCell("bad_text")
    if not text.isascii() and _OLD_FONT.search(text):
        raise BadCell("old_font")
    if len(text) > longest:
        raise BadCell("too_long", longest=longest)
    return text


def read_code(raw: Raw, longest: int, digits: int | None) -> str:
    """Read an official code; with `digits`, zeros that a spreadsheet took from its beginning come back."""
    if isinstance(raw, float) and not raw.is_integer():
        raise BadCell("not_a_code")
    text = read_text(raw, longest)
    if _SCIENTIFIC.fullmatch(text):
        raise BadCell("scientific_number")
    if digits is None:
        return text
    whole = _WHOLE_WITH_POINT.fullmatch(text)
    text = whole[1] if whole else text.replace(" ", "")
    if not (text.isascii() and text.isdigit()):
        raise BadCell("not_a_code")
    if len(text) > digits:
        raise BadCell("wrong_length", digits=digits)
    return text.zfill(digits)


def read_phone_cell(raw: Raw) -> str:
    """Read one mobile number into national digits."""
    if isinstance(raw, float) and not raw.is_integer():
        raise BadCell("not_a_phone")
    text = read_text(raw, 100)
    if _SCIENTIFIC.fullmatch(text):
        raise BadCell("scientific_number")
    bare = _PHONE_WORDS.sub("", fold(text))
    digits = sum(sign.isdigit() for sign in bare)
    if digits > 15 or len(_PHONE_LIKE.findall(bare)) > 1:
        raise BadCell("several_phones")
    phone = None if re.search("[a-z]", bare) else read_phone(_WHOLE_WITH_POINT.sub(r"\1", bare))
    if phone is None:
        raise BadCell("not_a_phone")
    return phone


def read_day(raw: Raw) -> date:
    """Read a calendar day, as a spreadsheet keeps it or as people write it: the day first."""
    if isinstance(raw, datetime):
        return _within_range(raw.date())
    if isinstance(raw, date):
        return _within_range(raw)
    if not isinstance(raw, str):
        raise BadCell("number_not_day" if isinstance(raw, (int, float)) else "not_a_day")
    text = _SPACED_SIGN.sub(r"\1", _MIDNIGHT.sub("", _short(raw, "not_a_day")))
    if iso := _ISO_DAY.fullmatch(text):
        year, month, day = iso.groups()
    elif written := _WRITTEN_DAY.fullmatch(text) or _DAY_IN_WORDS.fullmatch(fold(text)):
        day, month, year = written.groups()
    else:
        raise BadCell("not_a_day")
    return _day(year, int(month), int(day))


def read_count(raw: Raw, lowest: int, highest: int) -> Count:
    """Read a whole number; "khoảng 120", "≈120" and their like are an estimate."""
    if isinstance(raw, (bool, date, time)):
        raise BadCell("not_a_number")
    if isinstance(raw, str):
        count = _written_count(fold(_short(raw, "not_a_number")))
    elif isinstance(raw, float) and not raw.is_integer():
        raise BadCell("fraction")
    else:
        count = Count(int(raw))
    if count.value < 0:
        raise BadCell("negative")
    if not lowest <= count.value <= highest:
        raise BadCell("out_of_range", lowest=lowest, highest=highest)
    return count


def read_choice(raw: Raw, choices: Mapping[str, str]) -> str:
    """Read one of the accepted words, with or without accents, into its code; codes are words too."""
    wanted = _folded(plain_text(raw))
    for words, code in choices.items():
        if wanted in (_folded(words), _folded(code)):
            return code
    raise BadCell("unknown_choice", choices="; ".join(first_words(choices)))


def first_words(choices: Mapping[str, str]) -> tuple[str, ...]:
    """Return one word for each code, the first that is accepted."""
    words: dict[str, str] = {}
    for accepted, code in choices.items():
        words.setdefault(code, accepted)
    return tuple(words.values())


# A cell is looked at several times in a row, and words of choices and units come again and again.
@lru_cache(maxsize=4096)
def _one_line(text: str) -> str:
    quoted = _QUOTED_FORMULA.fullmatch(text)
    text = " ".join((quoted[1] if quoted else text).split())
    if text.isascii():
        return text
    return " ".join(nfc(_INVISIBLE.sub("", text)).split())


_folded = lru_cache(maxsize=4096)(fold)


def _short(raw: str, code: str) -> str:
    text = _GUARDED.sub("", plain_text(raw), count=1)
    if len(text) > _LONGEST_SHORT:
        raise BadCell(code)
    return text


def _day(year: str, month: int, day: int) -> date:
    if len(year) != 4:
        raise BadCell("two_digit_year" if len(year) == 2 else "not_a_day")
    try:
        return _within_range(date(int(year), month, day))
    except ValueError:
        raise BadCell("month_first" if day <= 12 < month <= 31 else "no_such_day") from None


def _within_range(day: date) -> date:
    if not EARLIEST_DAY <= day <= LATEST_DAY:
        raise BadCell(
            "day_out_of_range", earliest=f"{EARLIEST_DAY:%d/%m/%Y}", latest=f"{LATEST_DAY:%d/%m/%Y}"
        )
    return day


def _written_count(text: str) -> Count:
    mark = _ESTIMATE.match(text)
    bare = (text[mark.end() :] if mark else text).strip()
    is_estimate = mark is not None or bare.endswith("+")
    bare = bare.removesuffix("+").strip()
    if re.fullmatch("-[0-9][0-9.,]*", bare):
        raise BadCell("negative")
    if _SCIENTIFIC.fullmatch(bare):
        raise BadCell("scientific_number")
    if _GROUPED.fullmatch(bare):
        bare = re.sub("[. ]", "", bare)
    elif whole := re.fullmatch(r"([0-9]+)[.,]0{1,2}", bare):
        bare = whole[1]
    if bare.isascii() and bare.isdigit():
        return Count(int(bare), is_estimate)
    raise BadCell(_why_no_count(bare))


def _why_no_count(text: str) -> str:
    if _COMMA_GROUPED.fullmatch(text):
        return "ambiguous_number"
    if _FRACTION.fullmatch(text):
        return "fraction"
    return "range_not_number" if _RANGE.fullmatch(text) else "not_a_number"
