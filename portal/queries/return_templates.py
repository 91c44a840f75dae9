"""A coordinator's own words for returns, those that were not put away."""

from collections.abc import Sequence

from sqlalchemy import case, select

from portal.domain.return_reasons import RETURN_REASONS
from portal.domain.roles import Viewer
from portal.extensions import db
from portal.models import ReturnTemplate

_ORDER = case({reason: place for place, reason in enumerate(RETURN_REASONS)}, value=ReturnTemplate.reason)


def list_templates(viewer: Viewer) -> Sequence[ReturnTemplate]:
    """List the viewer's own templates in the order of the reasons."""
    own = select(ReturnTemplate).where(
        ReturnTemplate.user_id == viewer.id, ReturnTemplate.archived_at.is_(None)
    )
    return db.session.scalars(own.order_by(_ORDER, ReturnTemplate.id)).all()


def get_own_template(viewer: Viewer, template_id: int) -> ReturnTemplate | None:
    """Return a template of the viewer's that was not put away, or None."""
    return next((one for one in list_templates(viewer) if one.id == template_id), None)
