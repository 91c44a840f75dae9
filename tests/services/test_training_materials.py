"""Materials are links or real PDFs, and a file goes once nothing needs it."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.domain.errors import NotAllowed, RuleBroken
from portal.domain.trainings import MOST_MATERIALS, MOST_PDF_BYTES
from portal.extensions import db
from portal.gateways import evidence
from portal.models import TrainingMaterial
from portal.services.training_materials import add_material, remove_material
from tests.trainings import PDF, make_training


@pytest.fixture
def commune(world):
    """A commune."""
    return world.commune()


@pytest.fixture
def actor(world, commune):
    """Its coordinator."""
    return world.viewer(world.coordinator(commune))


@pytest.fixture
def training(world, commune):
    """A training of tomorrow."""
    return make_training(commune, [world.team(commune)], begins_in=timedelta(days=1))


def materials() -> list[TrainingMaterial]:
    """Return all materials as they are stored."""
    return list(db.session.scalars(select(TrainingMaterial).order_by(TrainingMaterial.id)))


def test_a_link_and_a_pdf_are_kept(training, actor):
    add_material(actor, training, " Sổ  tay ", "https://example.vn/so-tay", b"")
    add_material(actor, training, "Bài giảng", "", PDF)

    link, file = materials()
    assert (link.title, link.url, link.sha256) == ("Sổ tay", "https://example.vn/so-tay", None)
    assert (file.url, file.size) == ("", len(PDF))
    assert evidence.read(file.sha256) == PDF


@pytest.mark.parametrize(
    ("url", "content", "code"),
    [
        ("", b"", "link_or_pdf"),
        ("https://a.vn/1", PDF, "link_or_pdf"),
        ("javascript:alert(1)", b"", "bad_link"),
        ("", b"<html>%PDF-", "not_a_pdf"),
        ("", b"%PDF-1.4" + b" " * MOST_PDF_BYTES + b"%%EOF", "pdf_too_large"),
    ],
)
def test_what_is_neither_is_refused(training, actor, url, content, code):
    with pytest.raises(RuleBroken) as caught:
        add_material(actor, training, "Tài liệu", url, content)

    assert caught.value.code == code
    assert materials() == []


def test_only_the_organiser_adds_and_no_more_than_so_many(training, actor, world):
    member = world.viewer(world.user())
    with pytest.raises(NotAllowed):
        add_material(member, training, "Tài liệu", "https://a.vn/1", b"")
    for number in range(MOST_MATERIALS):
        add_material(actor, training, "Tài liệu", f"https://a.vn/{number}", b"")

    with pytest.raises(RuleBroken, match="too_many_materials"):
        add_material(actor, training, "Tài liệu", "https://a.vn/x", b"")

    assert len(materials()) == MOST_MATERIALS


def test_a_file_goes_with_the_last_material_that_has_it(training, actor):
    for _time in range(2):
        add_material(actor, training, "Bài giảng", "", PDF)
    first, second = materials()
    sha256 = first.sha256

    remove_material(actor, training, first)
    assert evidence.exists(sha256)
    remove_material(actor, training, second)

    assert materials() == []
    assert not evidence.exists(sha256)
