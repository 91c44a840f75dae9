"""Add what there is to read for a training, and take it away; PDFs lie in the evidence store."""

from sqlalchemy import func, select

from portal import clock
from portal.domain.actions import Action
from portal.domain.errors import RuleBroken
from portal.domain.roles import Viewer
from portal.domain.trainings import MOST_MATERIALS, TITLE_LENGTH, TrainingStatus, is_safe_link
from portal.extensions import db
from portal.models import Training, TrainingMaterial
from portal.policy import require
from portal.services.pdf_files import drop_pdf, store_pdf
from portal.services.team_changes import one_line
from portal.services.training_plans import begin, note_act
from portal.transaction import transactional


def add_material(actor: Viewer, training: Training, title: str, url: str, content: bytes) -> None:
    """Add a link or a PDF, of which the other is empty; the file is stored before its row commits.

    Raises NotAllowed, EvidenceAway, and RuleBroken("link_or_pdf", "bad_link", "pdf_too_large", most=…,
    "not_a_pdf", "text_too_long", "too_many_materials", "training_cancelled" or "too_many_tries").
    """
    require(actor, Action.organise_training, training)
    title, url = one_line(title), url.strip()
    if bool(url) == bool(content):
        raise RuleBroken("link_or_pdf")
    if not 1 <= len(title) <= TITLE_LENGTH:
        raise RuleBroken("text_too_long", most=TITLE_LENGTH)
    if url and not is_safe_link(url):
        raise RuleBroken("bad_link")
    sha256 = store_pdf(actor, content) if content else None
    _add(actor, training, title, url, sha256, len(content) or None)


@transactional
def remove_material(actor: Viewer, training: Training, material: TrainingMaterial) -> None:
    """Take a material away; its file goes, too, unless something else has the same one."""
    training = begin(actor, Action.organise_training, training)
    sha256, title = material.sha256, material.title
    db.session.delete(material)
    db.session.flush()
    if sha256:
        drop_pdf(sha256)
    note_act(actor, "remove_material", training, material=title)


@transactional
def _add(
    actor: Viewer, training: Training, title: str, url: str, sha256: str | None, size: int | None
) -> None:
    training = begin(actor, Action.organise_training, training)
    if training.status == TrainingStatus.cancelled:
        raise RuleBroken("training_cancelled")
    of_training = select(func.count()).where(TrainingMaterial.training_id == training.id)
    if db.session.scalar(of_training) >= MOST_MATERIALS:
        raise RuleBroken("too_many_materials", most=MOST_MATERIALS)
    material = TrainingMaterial(training_id=training.id, title=title, url=url, sha256=sha256, size=size)
    material.added_at, material.added_by_id = clock.now(), actor.id
    db.session.add(material)
    db.session.flush()
    note_act(actor, "add_material", training, material=title)
