"""The register of the five basic digital skills that teams teach, in the order of the official list."""

from collections.abc import Iterable

PUBLIC_SERVICES = "public_services"
SHOPPING = "shopping"
PAYMENT = "payment"
SAFETY = "safety"
LOCAL_PLATFORM = "local_platform"

SKILLS = (PUBLIC_SERVICES, SHOPPING, PAYMENT, SAFETY, LOCAL_PLATFORM)


def in_order(codes: Iterable[str]) -> tuple[str, ...]:
    """Return the skills among the codes, each once, in the register's order."""
    wanted = set(codes)
    return tuple(skill for skill in SKILLS if skill in wanted)


def rank(code: str) -> int:
    """Return the place of a skill in the register; what is no skill comes before all of them."""
    return SKILLS.index(code) if code in SKILLS else -1
