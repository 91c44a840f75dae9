"""The second gate: things are loaded only within the viewer's area, else the answer is 404."""

import re
from collections.abc import Collection
from datetime import date
from uuid import UUID

from portal import clock
from portal.domain.actions import Action
from portal.domain.activity_values import HIGHEST_ID
from portal.domain.errors import Missing
from portal.domain.needs import NEEDS
from portal.domain.roles import Viewer
from portal.models import (
    Activity,
    Campaign,
    Department,
    HandOver,
    Import,
    IndicatorDefinition,
    MeetingSnapshot,
    Membership,
    Photo,
    Reorganisation,
    Report,
    ReportedFigure,
    ReturnTemplate,
    ScheduledReport,
    Team,
    Training,
    TrainingInvitation,
    TrainingMaterial,
    Unit,
    User,
)
from portal.policy import allows, require
from portal.queries import (
    activities,
    bulk_reviews,
    campaigns,
    community_sessions,
    definition_previews,
    figure_lists,
    hand_overs,
    imports,
    meetings,
    memberships,
    need_places,
    outlines,
    paper_sheets,
    photos,
    practices,
    queues,
    reorganisation_sheets,
    reorganisations,
    reported_figures,
    reports,
    return_templates,
    second_looks,
    spot_check_draws,
    spot_checks,
    teams,
    training_people,
    trainings,
    unit_days,
    units,
    users,
)
from portal.queries.bulk_reviews import BulkSheet
from portal.queries.community_sessions import SessionLine
from portal.queries.need_places import NeedPlace
from portal.queries.outlines import OutlineSheet
from portal.queries.paper_sheets import PaperSheet
from portal.queries.practices import PracticeSheet
from portal.queries.queues import QueueSheet
from portal.queries.reorganisation_sheets import ReorganisationSheet
from portal.queries.second_looks import LookSheet
from portal.queries.spot_check_draws import DrawSheet
from portal.queries.spot_checks import CheckSheet
from portal.queries.trainings import TrainingSheet


def load_team(viewer: Viewer, team_id: int) -> Team:
    """Return a team that the viewer may see, with its commune."""
    return _found(teams.get_visible_team(viewer, team_id))


def load_team_to_edit(viewer: Viewer, team_id: int) -> Team:
    """Return a team that the viewer may change; raises NotAllowed for one that they may only see."""
    team = load_team(viewer, team_id)
    require(viewer, Action.edit_team, team)
    return team


def load_team_to_log_for(viewer: Viewer, code: str) -> Team:
    """Return the team with this code; raises NotAllowed for one that the viewer may see but not log for."""
    team = _found(paper_sheets.find_visible_team(viewer, code))
    require(viewer, Action.log_for_member, team)
    return team


def load_paper_sheet(viewer: Viewer, sheet_id: UUID) -> PaperSheet:
    """Return what the viewer typed in from a sheet."""
    return _found(paper_sheets.get_paper_sheet(viewer, sheet_id))


def load_unit(viewer: Viewer, unit_id: int) -> Unit:
    """Return a unit of the viewer's area, or one that the area lies in."""
    return _found(units.get_visible_unit(viewer, unit_id))


def load_unit_to_edit(viewer: Viewer, unit_id: int) -> Unit:
    """Return a commune or hamlet whose list the viewer keeps; raises NotAllowed for one they may only see."""
    unit = load_unit(viewer, unit_id)
    require(viewer, Action.edit_hamlets, unit)
    return unit


def load_coverage_unit(viewer: Viewer, wanted: str | None, on: date, *, only_code: bool = False) -> Unit:
    """Return a place whose figures the viewer may see: by id, else by its official code on the day.

    Nothing wanted means the widest area of the viewer's roles that was there on the day.
    """
    unit = None if wanted else widest_areas(viewer, [on])[on]
    if wanted and not only_code and re.fullmatch("[0-9]{1,10}", wanted) and int(wanted) <= HIGHEST_ID:
        unit = units.get_visible_unit(viewer, int(wanted))
    if unit is None and (found := units.find_unit_by_code(wanted, on)):
        unit = units.get_visible_unit(viewer, found.id)
    if unit is None or not allows(viewer, Action.view_coverage, unit):
        raise Missing
    return unit


def widest_areas(viewer: Viewer, days: Collection[date]) -> dict[date, Unit]:
    """Return for each day the widest place of a staff member's roles that was there; else the widest of all.

    After a reorganisation a role reaches the old place and the one that followed it.
    """
    by_width = sorted(
        viewer.grants,
        key=lambda grant: (grant.deputy_for is not None, grant.unit_path.count("/"), grant.unit_id),
    )
    found = unit_days.list_stretches([grant.unit_id for grant in by_width])
    areas = [found[grant.unit_id] for grant in by_width]
    return {
        day: next((unit for unit, stretches in areas if unit_days.is_there(stretches, day)), areas[0][0])
        for day in days
    }


def load_activity(viewer: Viewer, uuid: UUID) -> Activity:
    """Return an entry that the viewer may see, with its team, commune, author and who logged it."""
    return _found(activities.get_visible_activity(viewer, uuid))


def load_own_activity(viewer: Viewer, uuid: UUID) -> Activity:
    """Return an entry that the viewer made or logged; for phones, any other one does not exist."""
    activity = load_activity(viewer, uuid)
    return _found(activity if allows(viewer, Action.add_photo, activity) else None)


def load_bulk(viewer: Viewer, bulk_id: int) -> BulkSheet:
    """Return an approval of many that the viewer began, with its entries."""
    return _found(bulk_reviews.get_own_bulk(viewer, bulk_id))


def load_return_template(viewer: Viewer, template_id: int) -> ReturnTemplate:
    """Return words that the viewer keeps; raises NotAllowed for who decides on no entries."""
    require(viewer, Action.keep_templates)
    return _found(return_templates.get_own_template(viewer, template_id))


def load_hand_over(viewer: Viewer, hand_over_id: int) -> HandOver:
    """Return what was handed over from or to the viewer."""
    return _found(hand_overs.get_own_hand_over(viewer, hand_over_id))


def load_photo(activity: Activity, sha256: str) -> Photo:
    """Return a photo of an entry that was loaded for the viewer, unless it was removed."""
    return _found(photos.get_shown_photo(activity.id, sha256))


def load_campaign(code: str) -> Campaign:
    """Return a campaign with its place, definition and windows."""
    return _found(campaigns.get_campaign(code))


def load_definition(version: int) -> IndicatorDefinition:
    """Return a version of indicator 8, which is open to all staff."""
    return _found(definition_previews.get_version(version))


def load_membership(team: Team, membership_id: int) -> Membership:
    """Return a seat of a team that was loaded for the viewer, with its person."""
    return _found(memberships.get_membership(team.id, membership_id))


def load_import(viewer: Viewer, import_id: int) -> Import:
    """Return an import of the viewer's area; raises NotAllowed for who may import nowhere."""
    require(viewer, Action.import_register)
    return _found(imports.get_visible_import(viewer, import_id))


def load_need_place(viewer: Viewer, need: str, about_id: int) -> NeedPlace:
    """Return the team or hamlet that a need of NEEDS is about, within the viewer's area."""
    return _found(
        need_places.get_need_place(viewer, need, about_id, clock.today()) if need in NEEDS else None
    )


def load_session(viewer: Viewer, session_id: int) -> SessionLine:
    """Return a planned session of a team that the viewer may see."""
    return _found(community_sessions.get_visible_session(viewer, session_id))


def load_practice(viewer: Viewer, practice_id: int) -> PracticeSheet:
    """Return a good practice: published, or one that the viewer proposed or decides on."""
    return _found(practices.get_visible_practice(viewer, practice_id))


def load_queue(viewer: Viewer, queue_id: int) -> QueueSheet:
    """Return a queue that the viewer may see."""
    return _found(queues.get_visible_queue(viewer, queue_id, clock.today(), clock.now()))


def load_look(viewer: Viewer, look_id: int) -> LookSheet:
    """Return an approval that was drawn for a second look, within the area of the viewer's roles."""
    return _found(second_looks.get_visible_look(viewer, look_id))


def load_draw(viewer: Viewer, draw_id: int) -> DrawSheet:
    """Return a draw of spot-checks as far as it lies within the viewer's area."""
    return _found(spot_check_draws.get_draw_sheet(viewer, draw_id))


def load_spot_check(viewer: Viewer, check_id: int) -> CheckSheet:
    """Return a visit to a commune of the viewer's area."""
    return _found(spot_checks.get_visible_check(viewer, check_id))


def load_report(viewer: Viewer, report_id: int) -> Report:
    """Return a prepared report of the viewer's area, with place and campaign."""
    return _found(reports.get_visible_report(viewer, report_id))


def load_schedule(viewer: Viewer, scheduled_id: int) -> ScheduledReport:
    """Return a report that is to be prepared within the viewer's area."""
    return _found(reports.get_visible_schedule(viewer, scheduled_id))


def load_training(viewer: Viewer, training_id: int) -> TrainingSheet:
    """Return a training that the viewer organises, gives, is invited to, or sees as staff."""
    return _found(trainings.get_visible_training(viewer, training_id))


def load_training_to(viewer: Viewer, action: Action, training_id: int) -> TrainingSheet:
    """Return a training that the viewer may do something to; raises NotAllowed for one they only see."""
    sheet = load_training(viewer, training_id)
    require(viewer, action, sheet)
    return sheet


def load_invitation(viewer: Viewer, training_id: int) -> tuple[Training, TrainingInvitation]:
    """Return a training to which the viewer is invited, and the invitation."""
    training = _found(trainings.get_invited_training(viewer.id, training_id))
    return training, _found(trainings.get_invitation(training_id, viewer.id))


def load_material(training_id: int, material_id: int) -> TrainingMaterial:
    """Return something to read of a training that was loaded for the viewer."""
    return _found(training_people.get_material(training_id, material_id))


def load_figure(viewer: Viewer, figure_id: int) -> ReportedFigure:
    """Return a figure of indicators 1 to 7 within the viewer's area, replaced or not, with its campaign."""
    return _found(figure_lists.get_visible_figure(viewer, figure_id))


def load_department(viewer: Viewer, department_id: int) -> Department:
    """Return a department of the viewer's province."""
    department = _found(reported_figures.get_department(department_id))
    return _found(department if allows(viewer, Action.keep_departments, department) else None)


def load_meeting(viewer: Viewer, meeting_id: int) -> MeetingSnapshot:
    """Return the slides that were kept of a place over which the viewer holds meetings."""
    return _found(meetings.get_kept_slides(viewer, meeting_id))


def load_user(user_id: int) -> User:
    """Return a person, for administrators, who may look at anybody."""
    return _found(users.get_user(user_id))


def load_outline_sheet(file_id: int) -> OutlineSheet:
    """Return a file of outlines, for administrators."""
    return _found(outlines.get_outline_sheet(file_id))


def load_reorganisation(reorganisation_id: int) -> Reorganisation:
    """Return a reorganisation, for administrators."""
    return _found(reorganisations.get_reorganisation(reorganisation_id))


def load_reorganisation_sheet(reorganisation_id: int, on: date) -> ReorganisationSheet:
    """Return a reorganisation as it stands on a day, for administrators."""
    return _found(reorganisation_sheets.get_reorganisation_sheet(reorganisation_id, on))


def _found(thing):
    if thing is None:
        raise Missing
    return thing
