"""Good practices: sessions that others may copy as a plan, and with which outcome they were copied."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction
from urllib.parse import urlsplit

from portal.domain.errors import RuleBroken
from portal.domain.figures import Ratio
from portal.domain.personal_numbers import has_personal_number
from portal.domain.skills import in_order
from portal.domain.text import fold, has_control_characters, nfc

TITLE_LENGTH = 120
STEPS_LENGTH = 4000
AUDIENCE_LENGTH = 200
MOST_LINKS = 8
LINK_LENGTH = 500
MOST_MINUTES = 480
# Below so many visits a share says little: one of one is 100 %.
ENOUGH_VISITS = 20


class PracticeStatus(StrEnum):
    """How a practice stands: waiting for another's eye, open to all, sent back, or taken away."""

    proposed = "proposed"
    published = "published"
    returned = "returned"
    withdrawn = "withdrawn"


@dataclass(frozen=True, slots=True)
class PracticeText:
    """What a practice tells those who copy it; `minutes` is None where nobody said how long it takes."""

    title: str
    steps: str
    skills: tuple[str, ...]
    audience: str = ""
    minutes: int | None = None
    links: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """What a search looks through."""
        return fold(f"{self.title} {self.audience} {self.steps}")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of the copies of a practice.

    `sessions` are the planned copies that were not cancelled, by so many `teams`; `approved` of them have an
    approved entry, with `visits` in all, of which `alone` ended with the person doing it alone, and
    `unstated` with nothing noted.
    """

    sessions: int = 0
    teams: int = 0
    approved: int = 0
    visits: int = 0
    alone: int = 0
    unstated: int = 0

    @property
    def share(self) -> Ratio:
        """The visits that ended alone, out of all: what nobody noted is never taken for success."""
        return Ratio(self.alone, self.visits)

    @property
    def is_telling(self) -> bool:
        """Tell whether there are visits enough for the share to say something."""
        return self.visits >= ENOUGH_VISITS

    @property
    def rank(self) -> tuple[bool, Fraction]:
        """Return what orders practices, the best last: by telling shares, never by visits."""
        return self.is_telling, Fraction(self.alone, self.visits) if self.visits else Fraction(0)


NO_OUTCOME = Outcome()


def read_practice(text: PracticeText) -> PracticeText:
    """Return what a practice says as it is kept.

    Raises RuleBroken("practice_needs_title", "practice_needs_steps", "practice_needs_skill", "bad_minutes",
    "practice_too_long", "bad_practice_link", "too_many_links", "session_personal_number" or "bad_note").
    """
    title, audience = _read_text(text.title, TITLE_LENGTH), _read_text(text.audience, AUDIENCE_LENGTH)
    steps, skills = _read_text(text.steps, STEPS_LENGTH), in_order(text.skills)
    needed = (
        ("practice_needs_title", title),
        ("practice_needs_steps", steps),
        ("practice_needs_skill", skills),
    )
    for code, given in needed:
        if not given:
            raise RuleBroken(code)
    if text.minutes is not None and not 1 <= text.minutes <= MOST_MINUTES:
        raise RuleBroken("bad_minutes", most=MOST_MINUTES)
    links = tuple(dict.fromkeys(link.strip() for link in text.links if link.strip()))
    if len(links) > MOST_LINKS:
        raise RuleBroken("too_many_links", most=MOST_LINKS)
    for number, link in enumerate(links, 1):
        if not is_safe_link(link):
            raise RuleBroken("bad_practice_link", number=number)
    return replace(text, title=title, audience=audience, steps=steps, skills=skills, links=links)


def is_safe_link(link: str) -> bool:
    """Tell whether a link leads to a page by https, and to nothing that runs, signs in or hides its name."""
    if len(link) > LINK_LENGTH or has_control_characters(link) or any(sign in link for sign in ' "<>\\^`{|}'):
        return False
    try:
        parts = urlsplit(link)
        port = parts.port
    except ValueError:
        return False
    name = parts.hostname or ""
    return parts.scheme == "https" and "." in name and "@" not in parts.netloc and port in (None, 443)


def order_by_outcome(outcomes: Sequence[tuple[int, Outcome]]) -> list[int]:
    """Return ids of practices, the best outcome first; of equals the one that comes first stays first."""
    return [key for key, _one in sorted(outcomes, key=lambda one: one[1].rank, reverse=True)]


def _read_text(text: str, longest: int) -> str:
    text = nfc(text).replace("\r\n", "\n").replace("\r", "\n").strip()
    if len(text) > longest:
        raise RuleBroken("practice_too_long", most=longest)
    if has_control_characters(text, multiline=True):
        raise RuleBroken("bad_note")
    if has_personal_number(text):
        raise RuleBroken("session_personal_number")
    return text
