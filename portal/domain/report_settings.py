"""What stands around the text of an official document: who issues it, where, who signs it, who gets it."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace

# Before the position of who signs for somebody else; Decree 30/2020/NĐ-CP.
AUTHORITIES = ("", "TM.", "KT.", "TL.", "TUQ.", "Q.")
# Without a line "Kính gửi" above the text no recipient is "Như trên".
USUAL_RECIPIENTS = ("Cơ quan cấp trên trực tiếp (để báo cáo)", "Lưu: VT")
_AS_ABOVE = "như trên"
# The longest name that fits on one line of the head of a document.
_LONGEST_LINE = 20
_LEVELS = ("TỈNH", "THÀNH PHỐ", "THỊ XÃ", "THỊ TRẤN", "HUYỆN", "QUẬN", "PHƯỜNG", "XÃ")
# Kept as they are within a sentence.
_SHORTENED = ("UBND", "HĐND")


@dataclass(frozen=True, slots=True)
class LetterHead:
    """The parts of a document that a place sets once for all of its reports; empty ones are left open."""

    superior_body: str = ""
    issuing_body: str = ""
    symbol: str = ""
    place_name: str = ""
    authority: str = ""
    authority_body: str = ""
    signer_title: str = ""
    signer_name: str = ""
    recipients: tuple[str, ...] = USUAL_RECIPIENTS
    addressees: tuple[str, ...] = ()

    @property
    def addressed(self) -> tuple[str, ...]:
        """The lines of whom the report is for: a single one beside "Kính gửi:", several below it."""
        if len(self.addressees) < 2:
            return tuple(f"Kính gửi: {name}" for name in self.addressees)
        *others, last = self.addressees
        return ("Kính gửi:", *(f"- {name};" for name in others), f"- {last}.")

    @property
    def lacks_addressee(self) -> bool:
        """Tell whether a recipient is "as above" though nobody stands above."""
        return not self.addressees and any(map(_is_as_above, self.recipients))

    def put_right(self) -> "LetterHead":
        """Return the same without a recipient "as above" where nobody stands above."""
        if not self.lacks_addressee:
            return self
        return replace(self, recipients=tuple(name for name in self.recipients if not _is_as_above(name)))

    @property
    def number(self) -> str:
        """The line of number and symbol; the number is filled in when the document is signed."""
        return f"Số:       /{self.symbol or 'BC-…'}"

    @property
    def body_lines(self) -> str:
        """The body that issues in capitals, broken before the level of its place where it is too long."""
        body = self.issuing_body.upper()
        if len(body) <= _LONGEST_LINE:
            return body
        at = [place for level in _LEVELS if (place := body.find(f" {level} ")) > 0]
        return f"{body[: min(at)]}\n{body[min(at) + 1 :]}" if at else body

    @property
    def body_in_words(self) -> str:
        """The body that issues as it is written within a sentence: "Ủy ban nhân dân tỉnh Bình Phước"."""
        body = self.issuing_body
        if body != body.upper():
            return body
        words = body.capitalize()
        for name in (self.place_name, *_SHORTENED):
            start = words.lower().find(name.lower()) if name else -1
            if start >= 0:
                words = f"{words[:start]}{name}{words[start + len(name) :]}"
        return words

    @property
    def authority_line(self) -> str:
        """The line above the position of who signs; empty where they sign for themselves."""
        return f"{self.authority} {self.authority_body}".strip() if self.authority else ""

    def as_json(self) -> dict:
        """Return what is kept."""
        return asdict(self)


def read_letter_head(kept: Mapping) -> LetterHead:
    """Return the settings from what was kept."""
    lists = {name: tuple(kept.get(name, ())) for name in ("recipients", "addressees")}
    return LetterHead(**(dict(kept) | lists))


def _is_as_above(name: str) -> bool:
    return name.lower().startswith(_AS_ABOVE)


def usual_letter_head(full_name: str, level: str) -> LetterHead:
    """Return what is printed where a place has set nothing: its People's Committee signs."""
    name = full_name.upper()
    short = full_name
    for kind in ("Tỉnh ", "Thành phố ", "Thị xã ", "Thị trấn ", "Huyện ", "Phường ", "Xã "):
        short = short.removeprefix(kind)
    symbol = "BC-UBND"
    title = "CHỦ TỊCH" if level != "hamlet" else ""
    body = f"ỦY BAN NHÂN DÂN {name}"
    return LetterHead("", body, symbol, short, "TM.", "ỦY BAN NHÂN DÂN", title)
