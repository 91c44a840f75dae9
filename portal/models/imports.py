"""Spreadsheets uploaded to be imported: what each would change, how far it is, and what came of it."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.domain.imports import ImportKind, ImportState
from portal.extensions import db
from portal.models.acts import Act
from portal.models.columns import Key, Moment
from portal.models.units import Unit

KINDS = ", ".join(f"'{kind}'" for kind in ImportKind)
STATES = ", ".join(f"'{state}'" for state in ImportState)


class Import(db.Model):
    """One uploaded file. `outcome` holds what the page says of it, its rows and problems cut to a bound."""

    __tablename__ = "imports"
    __table_args__ = (
        CheckConstraint(f"kind IN ({KINDS})", name="kind"),
        CheckConstraint(f"state IN ({STATES})", name="state"),
        Index("ix_imports_state", "state", "id"),
        Index("ix_imports_unit_id", "unit_id", "id"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    kind: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(Text)
    file_name: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(Text)
    size: Mapped[int]
    # The rows may be about this place and what lies in it, and nothing else.
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    uploaded_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    uploaded_at: Mapped[datetime] = mapped_column(Moment)
    rows_read: Mapped[int] = mapped_column(default=0)
    rows_about: Mapped[int | None]
    progress_at: Mapped[datetime] = mapped_column(Moment)
    attempts: Mapped[int] = mapped_column(default=0)
    # What the plan would write, as one text that the confirmation is compared with.
    digest: Mapped[str | None] = mapped_column(Text)
    outcome: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    confirms_lists: Mapped[bool] = mapped_column(default=False)
    confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    confirmed_at: Mapped[datetime | None] = mapped_column(Moment)
    applied_at: Mapped[datetime | None] = mapped_column(Moment)
    act_id: Mapped[int | None] = mapped_column(ForeignKey("acts.id"))
    version: Mapped[int] = mapped_column()

    unit: Mapped[Unit] = relationship(lazy="raise_on_sql")
    act: Mapped[Act | None] = relationship(lazy="raise_on_sql")

    __mapper_args__ = {"version_id_col": version}

    @property
    def commune_path(self) -> str:
        """The path that policy asks for."""
        return self.unit.path
