"""Issue slips with which citizens confirm help, and store their answers without a trace of who answered.

A citizen's answer is a sign and no proof: a member of the team could answer a slip on a phone of their own,
and nothing that is kept could tell. What could tell is not collected on purpose. So answers stand beside the
counts, and never add to them nor take from them.
"""

import hmac
import secrets
from datetime import datetime
from typing import NamedTuple

from flask import current_app
from sqlalchemy import delete, func, insert, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from portal import clock
from portal.domain.actions import Action
from portal.domain.activity_status import ActivityStatus
from portal.domain.confirmations import (
    CODE_DIGITS,
    CODE_LASTS,
    CODES,
    GROUP_LENGTH,
    LINK_LASTS,
    MOST_OPEN_CODES,
    MOST_PRINTED,
    TOKEN_GROUPS,
    CitizenAnswer,
)
from portal.domain.errors import Missing, RuleBroken
from portal.domain.roles import Viewer
from portal.extensions import db
from portal.models import Activity, Campaign, Confirmation, ConfirmationSlip
from portal.policy import require
from portal.queries.confirmations import (
    SlipSheet,
    find_slip_by_code,
    find_slip_by_token,
    get_team_id,
    list_asking,
    list_open_slips,
)
from portal.services import audit, throttling
from portal.services.accounts import hash_token
from portal.services.activations import TOKEN_SIGNS
from portal.transaction import transactional


class Slip(NamedTuple):
    """A fresh slip: link and digits exist only here, the database keeps their hashes."""

    token: str
    code: str | None
    issued_at: datetime

    @property
    def expires_at(self) -> datetime:
        """When the link dies."""
        return self.issued_at + LINK_LASTS

    @property
    def code_expires_at(self) -> datetime:
        """When the digits die."""
        return self.issued_at + CODE_LASTS


def issue_slip(actor: Viewer, activity: Activity) -> Slip:
    """Issue one slip to be shown on a screen, with digits for who cannot scan it.

    When every visit has a slip that nobody has used, the oldest gives way. Raises NotAllowed, and
    RuleBroken("entry_withdrawn", "citizens_not_asked", "all_answered" or "too_many_tries").
    """
    require(actor, Action.ask_citizen, activity)
    throttling.count_try(throttling.SLIPS_BY_ACTOR, str(actor.id))
    return _issue(actor, activity, 1, with_code=True)[0]


def print_slips(actor: Viewer, activity: Activity, number: int) -> list[Slip]:
    """Issue slips to be printed and cut; digits would be dead before the paper is handed out.

    Raises as issue_slip, and RuleBroken("bad_number_of_slips", most=…).
    """
    require(actor, Action.ask_citizen, activity)
    if not 1 <= number <= MOST_PRINTED:
        raise RuleBroken("bad_number_of_slips", most=MOST_PRINTED)
    throttling.count_try(throttling.SLIPS_BY_ACTOR, str(actor.id), number)
    return _issue(actor, activity, number, with_code=False)


@transactional
def end_slips(activity_id: int) -> None:
    """Let the slips of an entry die, within the unit of work that withdraws it."""
    db.session.execute(delete(ConfirmationSlip).where(ConfirmationSlip.activity_id == activity_id))


def find_slip(token: str) -> SlipSheet:
    """Return the slip that a live link is for. Raises Missing, whatever is wrong with it."""
    return _found(find_slip_by_token(_hash_of(token), clock.now()))


def find_typed_slip(team_code: str, code: str, address: str) -> SlipSheet:
    """Return the slip whose digits were typed beside the code of its team.

    A try counts before anything is looked at and is taken back once it hits. Raises Missing, whatever is
    wrong, and RuleBroken("too_many_tries").
    """
    subject = _keyed_hash(address)
    throttling.count_try(throttling.DEAD_SLIP_BY_ADDRESS, subject)
    team_id = get_team_id(team_code)
    if team_id is None:
        raise Missing
    throttling.count_try(throttling.SLIP_CODES_BY_TEAM, str(team_id))
    slip = _found(find_slip_by_code(_code_hash(team_id, code), clock.now()))
    throttling.take_back_try(throttling.SLIP_CODES_BY_TEAM, str(team_id))
    throttling.take_back_try(throttling.DEAD_SLIP_BY_ADDRESS, subject)
    return slip


def count_dead_link(address: str) -> None:
    """Count that a dead link was asked for; the address itself is not stored. See throttling.count_try."""
    throttling.count_try(throttling.DEAD_SLIP_BY_ADDRESS, _keyed_hash(address))


@transactional
def answer_slip(slip: SlipSheet, given: CitizenAnswer) -> None:
    """Use the slip up and store the answer, both or neither; of two at once the second finds it used.

    There is no audit row, because that would hold an address and a moment. Raises Missing.
    """
    entry = _lock_entry(slip.activity_id)
    is_open = (ConfirmationSlip.id == slip.id, ConfirmationSlip.used_on.is_(None))
    used = db.session.execute(update(ConfirmationSlip).where(*is_open).values(used_on=clock.today()))
    # An entry may have been withdrawn or corrected to fewer visits since the page was opened.
    has_visit_left = entry.visits > _count_answered(slip.activity_id)
    if used.rowcount != 1 or entry.status == ActivityStatus.withdrawn or not has_visit_left:
        raise Missing
    row = {"answer": given.answer, "ending": given.ending, "again": given.again}
    row |= {"activity_id": slip.activity_id, "answered_on": clock.today()}
    db.session.execute(insert(Confirmation).values(row))


@transactional
def switch_confirmations(actor: Viewer, campaign: Campaign, *, asks: bool) -> None:
    """Let the teams of a campaign ask citizens to confirm, or no longer; open slips rest meanwhile."""
    require(actor, Action.switch_confirmations, campaign)
    if campaign.asks_citizens == asks:
        return
    campaign.asks_citizens = asks
    db.session.flush()
    audit.record(actor, Action.switch_confirmations, f"campaign:{campaign.code}", asks=asks)


@transactional
def drop_old_slips() -> None:
    """Delete the slips whose time is over, used or not; the answers stay."""
    db.session.execute(delete(ConfirmationSlip).where(ConfirmationSlip.expires_at <= clock.now()))


@transactional
def _issue(actor: Viewer, activity: Activity, number: int, *, with_code: bool) -> list[Slip]:
    entry, moment = _lock_entry(activity.id), clock.now()
    if entry.status == ActivityStatus.withdrawn:
        raise RuleBroken("entry_withdrawn")
    if not list_asking([activity.id]):
        raise RuleBroken("citizens_not_asked")
    left = entry.visits - _count_answered(activity.id)
    if left < 1:
        raise RuleBroken("all_answered")
    if number > left:
        raise RuleBroken("bad_number_of_slips", most=left)
    present = list_open_slips(activity.id, moment)
    surplus = present[: max(len(present) + number - left, 0)]
    db.session.execute(delete(ConfirmationSlip).where(ConfirmationSlip.id.in_(surplus)))
    slips = [_store_slip(activity, moment, with_code=with_code) for _ in range(number)]
    if with_code:
        _close_oldest_codes(activity.team_id, moment)
    audit.record(
        actor, Action.ask_citizen, f"activity:{activity.uuid}", commune_id=activity.commune_id, slips=number
    )
    return slips


def _store_slip(activity: Activity, moment: datetime, *, with_code: bool) -> Slip:
    """Store a fresh slip; digits that are open already in the team are drawn anew."""
    while True:
        code = f"{secrets.randbelow(CODES):0{CODE_DIGITS}d}" if with_code else None
        slip = Slip(_new_token(), code, moment)
        row = {"activity_id": activity.id, "token_hash": _hash_of(slip.token), "issued_at": moment}
        row |= {"expires_at": slip.expires_at}
        if code is not None:
            row["code_hash"] = _code_hash(activity.team_id, code)
            _free_code(row["code_hash"], moment)
        insert_slip = _INSERTS[db.engine.dialect.name](ConfirmationSlip).values(row).on_conflict_do_nothing()
        if db.session.scalar(insert_slip.returning(ConfirmationSlip.id)) is not None:
            return slip


def _free_code(code_hash: str, moment: datetime) -> None:
    """Take digits back from a slip of earlier that can no longer be answered by them."""
    is_over = or_(ConfirmationSlip.used_on.is_not(None), ConfirmationSlip.issued_at <= moment - CODE_LASTS)
    db.session.execute(
        update(ConfirmationSlip)
        .where(ConfirmationSlip.code_hash == code_hash, is_over)
        .values(code_hash=None)
    )


def _close_oldest_codes(team_id: int, moment: datetime) -> None:
    """Keep so few of a team's digits open that guessing stays hopeless; the links go on."""
    slips = (
        select(ConfirmationSlip.id)
        .join(Activity, Activity.id == ConfirmationSlip.activity_id)
        .where(
            Activity.team_id == team_id,
            ConfirmationSlip.code_hash.is_not(None),
            ConfirmationSlip.used_on.is_(None),
            ConfirmationSlip.issued_at > moment - CODE_LASTS,
        )
        .order_by(ConfirmationSlip.issued_at.desc(), ConfirmationSlip.id.desc())
    )
    surplus = db.session.scalars(slips).all()[MOST_OPEN_CODES:]
    if surplus:
        db.session.execute(
            update(ConfirmationSlip).where(ConfirmationSlip.id.in_(surplus)).values(code_hash=None)
        )


def _lock_entry(activity_id: int):
    """Return visits and status of an entry as they are now; whoever else answers or issues waits."""
    entry = select(Activity.visits, Activity.status).where(Activity.id == activity_id)
    return db.session.execute(entry.with_for_update()).one()


def _count_answered(activity_id: int) -> int:
    answers = select(func.count()).select_from(Confirmation)
    return db.session.scalar(answers.where(Confirmation.activity_id == activity_id))


def _new_token() -> str:
    groups = ("".join(secrets.choice(TOKEN_SIGNS) for _ in range(GROUP_LENGTH)) for _ in range(TOKEN_GROUPS))
    return "-".join(groups)


def _hash_of(token: str) -> str:
    """Return what is stored of a link, however its signs were typed."""
    return hash_token(token.lower().replace("-", ""))


def _code_hash(team_id: int, code: str) -> str:
    return _keyed_hash(f"{team_id}:{code}")


def _keyed_hash(text: str) -> str:
    """Return a hash that nobody can undo by trying all texts unless they know the portal's secret."""
    return hmac.new(str(current_app.secret_key).encode(), text.encode(), "sha256").hexdigest()


def _found(slip: SlipSheet | None) -> SlipSheet:
    if slip is None:
        raise Missing
    return slip


_INSERTS = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}
