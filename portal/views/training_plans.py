"""What members should be trained in, put into words: the reasons, the text to copy and where to go on."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from portal import clock
from portal.domain.errors import Missing
from portal.domain.roles import Viewer
from portal.domain.training_plans import HAMLETS, HamletReach, Proposal, SkillNeed, TeamGap, propose_trainings
from portal.domain.units import UnitLevel
from portal.forms.training_needs import PlanForm
from portal.labels import label
from portal.queries import scope
from portal.queries.need_places import CommunePlace, list_commune_places
from portal.queries.training_needs import list_hamlet_reach, list_skill_needs, list_team_gaps
from portal.queries.unit_reaches import list_communes_within
from portal.queries.units import UnitOnDate, get_unit_at_last
from portal.web.loading import load_coverage_unit


@dataclass(frozen=True)
class CommuneNeeds:
    """What one commune lacks, and the plan that is proposed for it."""

    place: UnitOnDate
    skills: list[SkillNeed]
    teams: list[TeamGap]
    hamlets: list[HamletReach]
    proposals: list[Proposal]

    @property
    def team_names(self) -> list[tuple[int, str]]:
        """The teams to choose from."""
        return [(team.id, team.name) for team in self.teams]


@dataclass(frozen=True)
class NeedsRow:
    """One commune of a wider place."""

    place: CommunePlace
    skills: list[SkillNeed]

    @property
    def members(self) -> int:
        """The current members, who are the same under each skill."""
        return self.skills[0].members

    @property
    def asked_most(self) -> SkillNeed | None:
        """The skill with the most approved visits, or None where there was none."""
        most = max(self.skills, key=lambda one: one.outcome.visits)
        return most if most.outcome.visits else None


def load_place(viewer: Viewer, args: Mapping[str, str]) -> UnitOnDate:
    """Return the place asked for, down to a commune."""
    today = clock.today()
    unit = load_coverage_unit(viewer, args.get("unit"), today)
    place = get_unit_at_last(unit.id, today)
    if place is None or place.level == UnitLevel.hamlet:
        raise Missing
    return place


def commune_needs(place: UnitOnDate) -> CommuneNeeds:
    """Read what a commune lacks, and propose a plan."""
    today = clock.today()
    skills = list_skill_needs([place.id], today)[place.id]
    teams, hamlets = list_team_gaps(place.id, today), list_hamlet_reach(place.id, today)
    return CommuneNeeds(place, skills, teams, hamlets, propose_trainings(skills, hamlets, teams, today))


def list_rows(viewer: Viewer, place: UnitOnDate) -> list[NeedsRow]:
    """List the communes of a wider place that the viewer may read, in order."""
    today = clock.today()
    communes = scope.commune_ids(viewer) & list_communes_within(place.path)
    places, needs = list_commune_places(communes, today), list_skill_needs(communes, today)
    ordered = sorted(places.values(), key=lambda one: one.order)
    return [NeedsRow(one, needs[one.id]) for one in ordered]


def plan_form(needs: CommuneNeeds) -> PlanForm:
    """Put the proposals into the form in which they are adjusted."""
    rows = [
        {
            "keep": True,
            "topic": one.topic,
            "month": f"{one.month:%m/%Y}",
            "teams": list(one.teams),
            "reason": reason_of(one),
        }
        for one in needs.proposals
    ]
    form = PlanForm(formdata=None, data={"unit": str(needs.place.id), "proposals": rows})
    form.offer(needs.team_names)
    return form


def reason_of(one: Proposal) -> str:
    """Say in one sentence, with figures, why a training is proposed."""
    if one.kind == HAMLETS:
        return ngettext(
            "%(num)d hamlet lags far behind the others or had no approved visit in three months: %(names)s.",
            "%(num)d hamlets lag far behind the others or had no approved visit in three months: %(names)s.",
            one.facts["count"],
            names=", ".join(one.facts["names"]),
        )
    if not one.facts["visits"]:
        return _("%(untrained)s of %(members)s members have not completed this topic.", **one.facts)
    if not one.facts["stated"]:
        return _(
            "%(untrained)s of %(members)s members have not completed this topic; citizens asked for it in"
            " %(visits)s visits of three months.",
            **one.facts,
        )
    return _(
        "%(untrained)s of %(members)s members have not completed this topic; citizens asked for it in"
        " %(visits)s visits of three months, and %(not_alone)s of the %(stated)s with a stated ending did not"
        " end alone.",
        **one.facts,
    )


def training_url(one: Proposal, unit_id: int, teams: Iterable[int]) -> str:
    """Lead to where the training is planned, with its topic and teams; without a choice all `teams` are."""
    chosen = list(one.teams or teams)
    return url_for("trainings.plan", unit_id=unit_id, topic=one.topic, teams=chosen)


def plan_text(place: UnitOnDate, kept: Sequence[Proposal], names: Mapping[int, str], today: date) -> str:
    """Write the plan as text to copy."""
    head = _("Plan of trainings, %(place)s (%(day)s)", place=place.full_name, day=f"{today:%d/%m/%Y}")
    lines = [head]
    for number, one in enumerate(kept, start=1):
        teams = "; ".join(names[team_id] for team_id in one.teams) or _("all teams")
        topic = label("skill", one.topic)
        lines.append(f"{number}. {one.month:%m/%Y} – {topic}: {teams}")
        if one.facts["reason"]:
            lines.append(f"   {one.facts['reason']}")
    return "\n".join(lines)
