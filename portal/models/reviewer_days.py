"""Sums of decisions by commune, local day and reviewer, kept in the transaction of each decision."""

from sqlalchemy import Column, Date, ForeignKey, Integer, Table

from portal.domain.decision_times import TIME_MEASURES
from portal.extensions import db

COUNTS = (
    "approved",
    "returned",
    "reopened",
    "taken_back",
    "of_own_team",
    "bulk_approved",
    "bulk_opened",
)
DAY_MEASURES = (*COUNTS, *TIME_MEASURES)


class ReviewerDay(db.Model):
    """What one reviewer decided in one commune on one day.

    `taken_back` counts approvals of the day that were reopened since, `of_own_team` approvals of entries of a
    team that the reviewer had belonged to when deciding; `bulk_approved` what was approved together with
    others, `bulk_opened` what of it was opened before. TIME_MEASURES count the decisions by how long they
    took, where that is known. The key's order serves one range scan a commune.
    """

    __table__ = Table(
        "reviewer_days",
        db.metadata,
        Column("commune_id", ForeignKey("units.id"), primary_key=True),
        Column("decided_on", Date, primary_key=True),
        Column("reviewer_id", ForeignKey("users.id"), primary_key=True),
        *(Column(name, Integer, nullable=False, server_default="0") for name in DAY_MEASURES),
        sqlite_with_rowid=False,
    )
