"""Add what there is to read for a training, and take it away; PDFs lie in the evidence store."""

from sqlalchemy import func, select

from portal import clock
from portal.domain.actions import Action
from portal.domain.errors import RuleBroken
from portal.domain.roles import Viewer
from portal.domain.trainings import (
    MEBIBYTE,
    MOST_MATERIALS,
    MOST_PDF_BYTES,
    TITLE_LENGTH,
    TrainingStatus,
    is_pdf,
    is_safe_link,
)
from portal.extensions import db
from portal.gateways import evidence
from portal.models import Photo, Training, TrainingMaterial
from portal.policy import require
from portal.services import throttling
from portal.services.team_changes import one_line
from portal.services.training_plans import begin, note_act
from portal.transaction import after_commit, end_read, transactional


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
    sha256 = _store(actor, content) if content else None
    _add(actor, training, title, url, sha256, len(content) or None)


@transactional
def remove_material(actor: Viewer, training: Training, material: TrainingMaterial) -> None:
    """Take a material away; its file goes, too, unless something else has the same one."""
    training = begin(actor, Action.organise_training, training)
    sha256, title = material.sha256, material.title
    db.session.delete(material)
    db.session.flush()
    if sha256 and not _is_used(sha256):
        after_commit(lambda: evidence.delete(sha256))
    note_act(actor, "remove_material", training, material=title)


def _store(actor: Viewer, content: bytes) -> str:
    if len(content) > MOST_PDF_BYTES:
        raise RuleBroken("pdf_too_large", most=MOST_PDF_BYTES // MEBIBYTE)
    if not is_pdf(content):
        raise RuleBroken("not_a_pdf")
    throttling.count_try(throttling.UPLOADS_BY_ACTOR, str(actor.id))
    # Storing may take long, and nothing is locked meanwhile.
    end_read()
    return evidence.store(content)


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


def _is_used(sha256: str) -> bool:
    in_material = select(TrainingMaterial.id).where(TrainingMaterial.sha256 == sha256)
    in_photo = select(Photo.id).where(Photo.stored_sha256 == sha256)
    return bool(db.session.scalar(select(in_material.exists() | in_photo.exists())))
