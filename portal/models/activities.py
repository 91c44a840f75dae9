"""Entries: the help that a member gave on a day, from the phone to the approved figure."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, Text, Uuid, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.domain.activity_content import ActivityContent
from portal.domain.activity_status import ActivityStatus
from portal.extensions import db
from portal.models.columns import CodeList, Key, Moment, only_where
from portal.models.teams import Team
from portal.models.units import Unit
from portal.models.users import User

STATUSES = ", ".join(f"'{status}'" for status in ActivityStatus)
PART_COUNTS = ("people", "alone", "together", "shown", "elderly", "minority")
COUNT_CHECKS = [
    CheckConstraint(f"{name} IS NULL OR ({name} >= 0 AND {name} <= visits)", name=name)
    for name in PART_COUNTS
]
# Few of what waits is flagged: the rest pays nothing for these indexes, and no other list is led astray.
FLAGGED = "status = 'submitted' AND flag_rank < 0"


class Activity(db.Model):
    """An entry; its id comes from the client, so sending it twice stores it once."""

    __tablename__ = "activities"
    __table_args__ = (
        CheckConstraint(f"status IN ({STATUSES})", name="status"),
        CheckConstraint("visits BETWEEN 1 AND 999", name="visits"),
        CheckConstraint("households IS NULL OR households BETWEEN 0 AND 999", name="households"),
        *COUNT_CHECKS,
        CheckConstraint(
            "coalesce(alone, 0) + coalesce(together, 0) + coalesce(shown, 0) <= visits", name="endings"
        ),
        # The review queue of a commune and of a wider area, oldest first, paged by key.
        Index("ix_activities_commune_queue", "commune_id", "status", "submitted_at", "id"),
        Index("ix_activities_queue", "status", "submitted_at", "id"),
        Index("ix_activities_author_id", "author_id", "updated_at"),
        Index("ix_activities_logged_by_id", "logged_by_id", "updated_at"),
        Index("ix_activities_team_id", "team_id", "occurred_on"),
        # The flagged of the same queues, and what is to be checked for flags.
        Index(
            "ix_activities_commune_flagged",
            "commune_id",
            "flag_rank",
            "submitted_at",
            "id",
            **only_where(FLAGGED),
        ),
        Index(
            "ix_activities_flagged",
            "flag_rank",
            "submitted_at",
            "id",
            **only_where(FLAGGED),
        ),
        Index(
            "ix_activities_check_due",
            "team_id",
            "id",
            **only_where("is_check_due", on_sqlite="is_check_due = 1"),
        ),
        # Whether a hamlet was ever reached, whatever the number of entries.
        Index(
            "ix_activities_hamlet_id",
            "hamlet_id",
            "occurred_on",
            **only_where("status = 'approved'"),
        ),
        # Approved entries that name no hamlet, so that a team is asked whether it has any.
        Index(
            "ix_activities_no_hamlet",
            "team_id",
            "occurred_on",
            **only_where("status = 'approved' AND hamlet_id IS NULL"),
        ),
        # The difficulties that wait for an answer, oldest first, paged by key: of a commune, and of more.
        Index(
            "ix_activities_commune_open_difficulties",
            "commune_id",
            "submitted_at",
            "id",
            **only_where("has_open_difficulty", on_sqlite="has_open_difficulty = 1"),
        ),
        Index(
            "ix_activities_open_difficulties",
            "submitted_at",
            "id",
            **only_where("has_open_difficulty", on_sqlite="has_open_difficulty = 1"),
        ),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    uuid: Mapped[UUID] = mapped_column(Uuid, unique=True)
    commune_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    team_id: Mapped[int] = mapped_column(ForeignKey("teams.id"))
    hamlet_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"))
    author_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    logged_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    # Who brought it in from the file of its owner's queue.
    carried_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))

    occurred_on: Mapped[date] = mapped_column(Date)
    kind: Mapped[str] = mapped_column(Text)
    skills: Mapped[tuple[str, ...]] = mapped_column(CodeList)
    visits: Mapped[int]
    people: Mapped[int | None]
    households: Mapped[int | None]
    alone: Mapped[int | None]
    together: Mapped[int | None]
    shown: Mapped[int | None]
    elderly: Mapped[int | None]
    minority: Mapped[int | None]
    place: Mapped[str] = mapped_column(Text, default="")
    note: Mapped[str] = mapped_column(Text, default="")
    difficulty: Mapped[str] = mapped_column(Text, default="")
    content_sha256: Mapped[str] = mapped_column(Text)

    recorded_at: Mapped[datetime | None] = mapped_column(Moment)
    client_time: Mapped[datetime | None] = mapped_column(Moment)
    device: Mapped[str | None] = mapped_column(Text)
    device_seq: Mapped[int | None]

    status: Mapped[str] = mapped_column(Text)
    is_late: Mapped[bool] = mapped_column(default=False)
    received_at: Mapped[datetime] = mapped_column(Moment)
    submitted_at: Mapped[datetime] = mapped_column(Moment)
    updated_at: Mapped[datetime] = mapped_column(Moment)
    decided_at: Mapped[datetime | None] = mapped_column(Moment)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    reason: Mapped[str | None] = mapped_column(Text)
    reason_note: Mapped[str | None] = mapped_column(Text)
    version: Mapped[int] = mapped_column()

    # Somebody wrote what was difficult, and nobody has answered.
    has_open_difficulty: Mapped[bool] = mapped_column(default=False, server_default=false())
    # 0 without flags, the lower the more they weigh; both are written past the version.
    flag_rank: Mapped[int] = mapped_column(default=0, server_default="0")
    # Stored or changed since it was checked for flags.
    is_check_due: Mapped[bool] = mapped_column(default=True, server_default=false())

    __mapper_args__ = {"version_id_col": version}

    commune: Mapped[Unit] = relationship(lazy="raise_on_sql", foreign_keys=[commune_id])
    team: Mapped[Team] = relationship(lazy="raise_on_sql")
    author: Mapped[User] = relationship(lazy="raise_on_sql", foreign_keys=[author_id])
    logged_by: Mapped[User] = relationship(lazy="raise_on_sql", foreign_keys=[logged_by_id])

    @property
    def commune_path(self) -> str:
        """The path that policy asks for."""
        return self.commune.path

    def content(self) -> ActivityContent:
        """Return what the member stated, in the one shape of an entry."""
        return ActivityContent(
            team=self.team.code,
            occurred_on=self.occurred_on,
            kind=self.kind,
            skills=self.skills,
            visits=self.visits,
            people=self.people,
            households=self.households,
            alone=self.alone,
            together=self.together,
            shown=self.shown,
            elderly=self.elderly,
            minority=self.minority,
            hamlet=self.hamlet_id,
            on_behalf_of=None if self.author_id == self.logged_by_id else self.author_id,
            place=self.place,
            note=self.note,
            difficulty=self.difficulty,
            recorded_at=self.recorded_at,
        )
