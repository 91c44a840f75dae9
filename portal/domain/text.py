"""Vietnamese text: one stored form, a folded form to search by and a key to sort by."""

import re
import unicodedata
from itertools import takewhile

# Signs that stand for an apostrophe in names such as K’Liêu; people search with any of them, or with none.
APOSTROPHES = "'’‘ʼʻ′`´"
SORT_KEY_LENGTH = 400
# The words that people add to what they decide.
NOTE_LENGTH = 1000

_WITHOUT_APOSTROPHES = str.maketrans("", "", APOSTROPHES)
# Old fonts typed the Icelandic and African look-alikes for the Vietnamese letter.
_ONE_STROKED_D = str.maketrans("ðɖ", "đđ")
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_CONTROL_BUT_BREAKS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")

_BREVE, _CIRCUMFLEX, _HORN = "\u0306", "\u0302", "\u031b"
_TONES = {"\u0300": "1", "\u0309": "2", "\u0303": "3", "\u0301": "4", "\u0323": "5"}
_LEVEL_TONE = "0"
_SHAPED = {
    ("a", _BREVE): "ă",
    ("a", _CIRCUMFLEX): "â",
    ("e", _CIRCUMFLEX): "ê",
    ("o", _CIRCUMFLEX): "ô",
    ("o", _HORN): "ơ",
    ("u", _HORN): "ư",
}
_ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
# Every letter is two digits of the key. Digits alone keep the order whatever collation a database uses.
_END, _GAP, _NUMBER, _FOREIGN = "00", "01", "02", "99"
_WEIGHTS = {letter: f"{10 + place}" for place, letter in enumerate(_ALPHABET)}
_LONGEST_NUMBER = 99


def nfc(text: str) -> str:
    """Compose letters and marks, so that equal words are equal bytes."""
    return unicodedata.normalize("NFC", text)


def fold(text: str) -> str:
    """Reduce text to what a search compares: no case, no marks, đ as d, no apostrophes, single spaces."""
    if text.isascii():
        return " ".join(text.translate(_WITHOUT_APOSTROPHES).casefold().split())
    bare = "".join(sign for sign in _decompose(text) if not unicodedata.combining(sign))
    return " ".join(bare.replace("đ", "d").split())


def sort_key(text: str) -> str:
    """Make the key that puts names in Vietnamese order: numbers by size, then letters, tones last.

    The alphabet is a ă â b c d đ e ê g h i k l m n o ô ơ p q r s t u ư v x y, with f j w z in their usual
    places. Tones decide only between equal letters: ngang, huyền, hỏi, ngã, sắc, nặng. Punctuation counts as
    a space. The key is digits alone, at most SORT_KEY_LENGTH of them.
    """
    weights: list[str] = []
    tones: list[str] = []
    for sign in _clusters(_decompose(text)):
        if sign[0].isdecimal():
            weights.append(_number_weight(sign))
        elif sign[0].isalpha():
            weight, tone = _letter_weight(sign)
            weights.append(weight)
            tones.append(tone)
        elif weights and weights[-1] != _GAP:
            weights.append(_GAP)
    if weights and weights[-1] == _GAP:
        weights.pop()
    key = "".join(weights) + _END + "".join(tones).rstrip(_LEVEL_TONE)
    return key[:SORT_KEY_LENGTH]


def has_control_characters(text: str, *, multiline: bool = False) -> bool:
    """Tell whether text holds control characters or halves of letters, which no database or file should meet.

    With `multiline`, line feeds and tabs are welcome.
    """
    return (_CONTROL_BUT_BREAKS if multiline else _CONTROL).search(text) is not None


def _decompose(text: str) -> str:
    """Take letters and marks apart, in one case, without apostrophes and invisible format characters."""
    # Some apostrophes fall apart into a space and a mark, others appear only when signs are taken apart.
    composed = unicodedata.normalize("NFKC", nfc(text).translate(_WITHOUT_APOSTROPHES))
    apart = unicodedata.normalize("NFKD", composed.casefold()).translate(_WITHOUT_APOSTROPHES)
    visible = "".join(sign for sign in apart if unicodedata.category(sign) != "Cf")
    return visible.casefold().translate(_ONE_STROKED_D)


def _clusters(decomposed: str) -> list[str]:
    """Split into letters with their marks, whole runs of digits, and single other signs."""
    clusters: list[str] = []
    for sign in decomposed:
        joins_mark = unicodedata.combining(sign) and clusters
        joins_number = sign.isdecimal() and clusters and clusters[-1][-1].isdecimal()
        if joins_mark or joins_number:
            clusters[-1] += sign
        else:
            clusters.append(sign)
    return clusters


def _letter_weight(cluster: str) -> tuple[str, str]:
    """Return the two digits of the letter and the digit of its tone."""
    letter, marks = cluster[0], cluster[1:]
    shaped = next((_SHAPED[letter, mark] for mark in marks if (letter, mark) in _SHAPED), letter)
    tone = next((_TONES[mark] for mark in marks if mark in _TONES), _LEVEL_TONE)
    weight = _WEIGHTS.get(shaped) or f"{_FOREIGN}{ord(letter):07d}"
    return weight, tone


def _number_weight(cluster: str) -> str:
    """Put the count of digits first, so that 2 comes before 10."""
    digits = "".join(str(unicodedata.decimal(sign)) for sign in takewhile(str.isdecimal, cluster))
    significant = digits.lstrip("0") or "0"
    return f"{_NUMBER}{min(len(significant), _LONGEST_NUMBER):02d}{significant}"
