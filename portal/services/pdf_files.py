"""Keep PDFs in the evidence store, and let them go once nothing needs them."""

from sqlalchemy import select

from portal.domain.errors import RuleBroken
from portal.domain.roles import Viewer
from portal.domain.trainings import MEBIBYTE, MOST_PDF_BYTES, is_pdf
from portal.extensions import db
from portal.gateways import evidence
from portal.models import IssuedPlan, Photo, TrainingMaterial
from portal.services import throttling
from portal.transaction import after_commit, end_read


def store_pdf(actor: Viewer, content: bytes) -> str:
    """Store a PDF before the row that names it commits, and return its SHA-256.

    Raises EvidenceAway, and RuleBroken("pdf_too_large", most=…, "not_a_pdf" or "too_many_tries").
    """
    if len(content) > MOST_PDF_BYTES:
        raise RuleBroken("pdf_too_large", most=MOST_PDF_BYTES // MEBIBYTE)
    if not is_pdf(content):
        raise RuleBroken("not_a_pdf")
    throttling.count_try(throttling.UPLOADS_BY_ACTOR, str(actor.id))
    # Storing may take long, and nothing is locked meanwhile.
    end_read()
    return evidence.store(content)


def drop_pdf(sha256: str) -> None:
    """Delete a PDF with the open unit of work, unless a row still has the same one."""
    if not _is_used(sha256):
        after_commit(lambda: evidence.delete(sha256))


def _is_used(sha256: str) -> bool:
    in_material = select(TrainingMaterial.id).where(TrainingMaterial.sha256 == sha256)
    in_plan = select(IssuedPlan.id).where(IssuedPlan.sha256 == sha256)
    in_photo = select(Photo.id).where(Photo.stored_sha256 == sha256)
    return bool(db.session.scalar(select(in_material.exists() | in_plan.exists() | in_photo.exists())))
