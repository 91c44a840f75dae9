"""What stands around the text of an official document: who issues it, where, who signs it, who gets it."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass

# Before the position of who signs for somebody else; Decree 30/2020/NĐ-CP.
AUTHORITIES = ("", "TM.", "KT.", "TL.", "TUQ.", "Q.")
USUAL_RECIPIENTS = ("Như trên", "Lưu: VT")


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

    @property
    def number(self) -> str:
        """The line of number and symbol; the number is filled in when the document is signed."""
        return f"Số:       /{self.symbol or 'BC-…'}"

    @property
    def authority_line(self) -> str:
        """The line above the position of who signs; empty where they sign for themselves."""
        return f"{self.authority} {self.authority_body}".strip() if self.authority else ""

    def as_json(self) -> dict:
        """Return what is kept."""
        return asdict(self)


def read_letter_head(kept: Mapping) -> LetterHead:
    """Return the settings from what was kept."""
    return LetterHead(**(dict(kept) | {"recipients": tuple(kept["recipients"])}))


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
