"""The register of what team members are trained in: the five basic skills, and what teams need besides."""

from portal.domain.skills import SKILLS

PORTAL_USE = "portal_use"
GUIDING_ELDERLY = "guiding_elderly"
DATA_PROTECTION = "data_protection"
# A topic of its own, which is written out.
OTHER = "other"

TOPICS = (*SKILLS, PORTAL_USE, GUIDING_ELDERLY, DATA_PROTECTION, OTHER)


def completion_title(topic: str, title: str) -> str:
    """Return what a completion of the topic is stored under: its code, or the title that was written out."""
    return title if topic == OTHER else topic
