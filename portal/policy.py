"""Who may do what to what: one table, asked by services before an act and by templates before a button."""

from collections.abc import Callable
from typing import Any

from portal.domain.actions import Action
from portal.domain.errors import NotAllowed
from portal.domain.practices import PracticeStatus
from portal.domain.roles import PROVINCE_ROLES, STAFF_ROLES, Grant, Role, Viewer
from portal.domain.team_status import TeamRole
from portal.domain.units import UnitLevel, path_covers

Rule = Callable[[Viewer, Any], bool]


def _is_own(viewer: Viewer, activity: Any) -> bool:
    return viewer.id in (activity.author_id, activity.logged_by_id)


def _reads_commune(viewer: Viewer, thing: Any) -> bool:
    return viewer.holds_over(STAFF_ROLES, thing.commune_path)


def _coordinates(viewer: Viewer, thing: Any) -> bool:
    return viewer.coordinates(thing.commune_path)


def _is_staff(viewer: Viewer, _thing: Any) -> bool:
    return viewer.has_role(*STAFF_ROLES)


def _views_activity(viewer: Viewer, activity: Any) -> bool:
    return _is_own(viewer, activity) or viewer.leads(activity.team_id) or _reads_commune(viewer, activity)


def _logs_in_team(viewer: Viewer, team: Any) -> bool:
    return viewer.seat_in(team.team_id) is not None or _coordinates(viewer, team)


def _logs_for_others(viewer: Viewer, team: Any) -> bool:
    return viewer.leads(team.team_id) or _coordinates(viewer, team)


def _views_team(viewer: Viewer, team: Any) -> bool:
    return viewer.seat_in(team.team_id) is not None or _reads_commune(viewer, team)


def _views_coverage(viewer: Viewer, place: Any) -> bool:
    """Staff, of the places within their area; without a place, whether there is any."""
    return _is_staff(viewer, place) if place is None else _reads_commune(viewer, place)


def _views_team_activities(viewer: Viewer, team: Any) -> bool:
    return viewer.leads(team.team_id) or _reads_commune(viewer, team)


def _sees_phone(viewer: Viewer, team: Any) -> bool:
    in_commune = any(seat.commune_path == team.commune_path for seat in viewer.seats)
    return in_commune or _coordinates(viewer, team)


def _organises(viewer: Viewer, training: Any) -> bool:
    """Who coordinates the very place that organises it, and the province for all its places.

    A deputy decides on entries alone.
    """
    coordinates = any(
        grant.deputy_for is None
        and grant.role == Role.coordinator
        and grant.unit_path == training.commune_path
        for grant in viewer.grants
    )
    return coordinates or _is_province(viewer, training)


def _takes_attendance(viewer: Viewer, training: Any) -> bool:
    """Who organises the training, and its trainer."""
    return viewer.id == training.trainer_id or _organises(viewer, training)


def _is_province(viewer: Viewer, place: Any) -> bool:
    return viewer.holds_over(PROVINCE_ROLES, place.commune_path)


def _looks_after(viewer: Viewer, place: Any) -> bool:
    """The commune's coordinator, and the province for all its places."""
    return _coordinates(viewer, place) or _is_province(viewer, place)


def _imports(viewer: Viewer, place: Any) -> bool:
    """The commune's coordinator, and the province for all its places; without a place, whether anywhere."""
    if place is None:
        return viewer.has_role(*PROVINCE_ROLES) or any(
            viewer.coordinates(grant.unit_path) for grant in viewer.grants
        )
    return _looks_after(viewer, place)


def _decides(viewer: Viewer, activity: Any) -> bool:
    """The commune's coordinator or deputy, but never on an entry that they made, logged or brought in."""
    # What came in from a file may have been written by hand, so who carried it vouches for nothing.
    is_carrier = viewer.id == activity.carried_by_id
    return viewer.decides_in(activity.commune_path) and not _is_own(viewer, activity) and not is_carrier


def _keeps_templates(viewer: Viewer, template: Any) -> bool:
    """Who decides on entries anywhere, for themselves."""
    decides = any(viewer.decides_in(grant.unit_path) for grant in viewer.grants)
    return decides if template is None else viewer.id == template.user_id


def _asks_citizen(viewer: Viewer, activity: Any) -> bool:
    """Who made or logged the entry, and the leaders of its team."""
    return _is_own(viewer, activity) or viewer.leads(activity.team_id)


def _looks_again(viewer: Viewer, look: Any) -> bool:
    """Staff of the area who neither decided, nor made or logged the entry, nor sit in its team."""
    is_part_of_it = _is_own(viewer, look) or viewer.id == look.reviewer_id
    return _reads_commune(viewer, look) and not is_part_of_it and viewer.seat_in(look.team_id) is None


def _views_queue(viewer: Viewer, queue: Any) -> bool:
    """Its owner, the leaders of a team that the owner sits in, and the coordinators above that team."""
    return viewer.id == queue.user_id or any(
        viewer.leads(seat.team_id) or viewer.holds_over((Role.coordinator,), seat.commune_path)
        for seat in queue.seats
    )


def _settles(viewer: Viewer, queue: Any) -> bool:
    return viewer.id == queue.user_id or _carries(viewer, queue)


def _carries(viewer: Viewer, owner: Any) -> bool:
    """The coordinator of a commune in which the owner sits in a team; without an owner, of any commune."""
    if owner is None:
        return any(viewer.coordinates(grant.unit_path) for grant in viewer.grants)
    return any(viewer.coordinates(seat.commune_path) for seat in owner.seats)


def _draws(viewer: Viewer, place: Any) -> bool:
    """The province, of places within its area; without a place, whether there is any."""
    return viewer.has_role(*PROVINCE_ROLES) if place is None else _is_province(viewer, place)


def _records_visit(viewer: Viewer, check: Any) -> bool:
    """The province, or the commune's coordinator, but nobody who had a part in the entry or in its team."""
    return _looks_after(viewer, check) and viewer.id not in check.involved_ids


def _is_leader(viewer: Viewer, team: Any) -> bool:
    """The leader alone, since it is their phone that would be read by everybody."""
    seat = viewer.seat_in(team.team_id)
    return seat is not None and seat.role == TeamRole.leader


def _views_practice(viewer: Viewer, practice: Any) -> bool:
    """Everybody who is signed in, once it is published; before, who proposes it and who looks at it."""
    if practice.status == PracticeStatus.published or viewer.id == practice.proposed_by_id:
        return True
    return viewer.leads(practice.team_id) or _looks_after(viewer, practice)


def _publishes(viewer: Viewer, practice: Any) -> bool:
    """The commune's coordinator or the province, but nobody who wrote it or whose work it was."""
    is_part_of_it = viewer.id in (practice.proposed_by_id, practice.author_id, practice.logged_by_id)
    return _looks_after(viewer, practice) and not is_part_of_it


def _withdraws_practice(viewer: Viewer, practice: Any) -> bool:
    is_own = viewer.id == practice.proposed_by_id or viewer.leads(practice.team_id)
    return is_own or _looks_after(viewer, practice)


def _holds_meeting(viewer: Viewer, place: Any) -> bool:
    """The province, and the coordinators of a district for what lies in it; None asks of any place at all."""
    of_districts = [
        grant
        for grant in viewer.grants
        if grant.role == Role.coordinator and grant.unit_level == UnitLevel.district
    ]
    if place is None:
        return viewer.has_role(*PROVINCE_ROLES) or bool(of_districts)
    return _is_province(viewer, place) or any(
        path_covers(grant.unit_path, place.commune_path) for grant in of_districts
    )


RULES: dict[Action, Rule] = {
    Action.view_activity: _views_activity,
    Action.log_activity: _logs_in_team,
    Action.log_late_activity: _coordinates,
    Action.log_for_member: _logs_for_others,
    Action.correct_activity: _is_own,
    Action.withdraw_activity: _is_own,
    Action.add_photo: _is_own,
    Action.remove_photo: _is_own,
    Action.ask_citizen: _asks_citizen,
    Action.view_reviews: _is_staff,
    Action.decide_activity: _decides,
    Action.keep_templates: _keeps_templates,
    Action.hand_over: _coordinates,
    Action.end_hand_over: lambda viewer, handed: viewer.id in (handed.from_user_id, handed.to_user_id),
    Action.view_team: _views_team,
    Action.view_team_activities: _views_team_activities,
    Action.register_team: _coordinates,
    Action.edit_team: _coordinates,
    Action.record_training: _coordinates,
    Action.organise_training: _organises,
    Action.take_attendance: _takes_attendance,
    Action.attend_training: lambda viewer, invitation: viewer.id == invitation.user_id,
    Action.invite_member: _coordinates,
    Action.view_phone: _sees_phone,
    Action.edit_hamlets: _coordinates,
    Action.view_queue: _views_queue,
    Action.settle_gap: _settles,
    Action.carry_entries: _carries,
    Action.import_register: _imports,
    Action.load_places: lambda viewer, _thing: viewer.has_role(Role.admin),
    Action.view_coverage: _views_coverage,
    Action.switch_confirmations: _is_province,
    Action.view_figures: _views_coverage,
    Action.record_figures: _is_province,
    Action.keep_departments: _is_province,
    Action.edit_campaign: _is_province,
    Action.define_indicator: lambda viewer, _thing: viewer.has_role(*PROVINCE_ROLES),
    Action.put_definition: _is_province,
    Action.view_plans: _views_coverage,
    Action.record_plan: _looks_after,
    Action.view_targets: _is_staff,
    Action.set_targets: _is_province,
    Action.switch_public_page: _is_province,
    Action.view_needs: _views_coverage,
    Action.follow_up: _looks_after,
    # Staff act in an office, so those above them reach them there; members are volunteers and no staff.
    Action.view_staff_phone: _reads_commune,
    # The line of each reviewer; one's own is open to every reviewer.
    Action.view_reviewers: lambda viewer, _thing: viewer.has_role(*PROVINCE_ROLES),
    Action.look_again: _looks_again,
    Action.answer_difficulty: _looks_after,
    Action.view_audit: _reads_commune,
    Action.view_spot_checks: _views_coverage,
    Action.draw_spot_checks: _draws,
    Action.assign_spot_check: _looks_after,
    Action.record_spot_check: _records_visit,
    Action.correct_spot_check: _records_visit,
    Action.close_commune: _coordinates,
    Action.close_province: _is_province,
    Action.reopen_period: _is_province,
    # Who may decide may also correct a closed figure by a decision, with a reason that everybody can read.
    Action.correct_closed: _decides,
    Action.plan_session: _logs_in_team,
    Action.log_session: _logs_in_team,
    Action.show_contact: _is_leader,
    Action.propose_practice: _logs_for_others,
    Action.view_practice: _views_practice,
    Action.publish_practice: _publishes,
    Action.withdraw_practice: _withdraws_practice,
    Action.make_report: _views_coverage,
    # What is printed around the reports of a place, and its columns for another system.
    Action.edit_report_settings: _organises,
    Action.hold_meeting: _holds_meeting,
    Action.manage_outlines: lambda viewer, _thing: viewer.has_role(Role.admin),
    Action.manage_accounts: lambda viewer, _thing: viewer.has_role(Role.admin),
}


def allows(viewer: Viewer, action: Action, thing: Any = None) -> bool:
    """Tell whether the viewer may do the action to the thing.

    `thing` carries what the rule reads: `commune_path`, for entries `team_id`, `author_id`, `logged_by_id`
    and `carried_by_id`, for queues `user_id` and the `seats` of that person, and for spot-checks the
    `involved_ids` of all who had a part in the entry or ever sat in its team.
    """
    return RULES[action](viewer, thing)


def require(viewer: Viewer, action: Action, thing: Any = None) -> None:
    """Raise NotAllowed unless the viewer may do the action to the thing."""
    if not allows(viewer, action, thing):
        raise NotAllowed(action)


def list_actions(role: Role, level: UnitLevel) -> list[Action]:
    """List what a staff role at a unit of a level allows there, to things that are not the person's own."""
    viewer = Viewer(0, "", None, 0, (Grant(role, 0, _AREA, level),))
    return [action for action in Action if allows(viewer, action, _AnythingThere())]


_AREA = "1/"


class _AnythingThere:
    """A team, an entry or a place of the area: every path leads there, and nothing else of it is known."""

    def __getattr__(self, name: str) -> str | None:
        return _AREA if name.endswith("path") else None

    @property
    def seats(self) -> tuple["_AnythingThere"]:
        """The seats of whoever owns a queue of the area."""
        return (self,)

    @property
    def involved_ids(self) -> frozenset[int]:
        """Who had a part in an entry of the area."""
        return frozenset()
