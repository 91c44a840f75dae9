"""Keep a coordinator's own words for why entries are returned."""

from sqlalchemy import func, select

from portal import clock
from portal.domain.actions import Action
from portal.domain.errors import RuleBroken
from portal.domain.return_reasons import MOST_TEMPLATES, RETURN_REASONS
from portal.domain.roles import Viewer
from portal.extensions import db
from portal.models import ReturnTemplate
from portal.policy import require
from portal.services import audit
from portal.services.notes import read_note
from portal.transaction import transactional


@transactional
def add_template(actor: Viewer, reason: str, text: str) -> ReturnTemplate:
    """Store words for a reason.

    Raises RuleBroken("unknown_reason", "note_needed", "note_too_long", "bad_note" or "too_many_templates").
    """
    require(actor, Action.keep_templates)
    text = _checked(reason, text)
    own = (ReturnTemplate.user_id == actor.id, ReturnTemplate.archived_at.is_(None))
    if db.session.scalar(select(func.count()).where(*own)) >= MOST_TEMPLATES:
        raise RuleBroken("too_many_templates", most=MOST_TEMPLATES)
    template = ReturnTemplate(user_id=actor.id, reason=reason, text=text, created_at=clock.now())
    db.session.add(template)
    db.session.flush()
    audit.record(actor, "add_template", f"return_template:{template.id}", reason=reason)
    return template


@transactional
def change_template(actor: Viewer, template: ReturnTemplate, reason: str, text: str) -> None:
    """Change the reason and the words of a template; what was sent with it stays. Raises as add_template."""
    require(actor, Action.keep_templates, template)
    template.text, template.reason = _checked(reason, text), reason
    audit.record(actor, "change_template", f"return_template:{template.id}", reason=reason)


@transactional
def archive_template(actor: Viewer, template: ReturnTemplate) -> None:
    """Put a template away, so that it is no longer offered."""
    require(actor, Action.keep_templates, template)
    template.archived_at = clock.now()
    audit.record(actor, "archive_template", f"return_template:{template.id}")


def _checked(reason: str, text: str) -> str:
    if reason not in RETURN_REASONS:
        raise RuleBroken("unknown_reason")
    return read_note(text, is_needed=True)
