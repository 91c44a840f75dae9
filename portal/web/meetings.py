"""The slides of a review meeting, one question each, in the words and figures that every page has."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from flask_babel import format_decimal, ngettext
from flask_babel import gettext as _

from portal.clock import LOCAL_ZONE
from portal.domain.campaign_indicators import INDICATORS
from portal.domain.campaign_periods import day_range, resolve_period
from portal.domain.parts import in_parts
from portal.domain.roles import Viewer
from portal.domain.scoreboard import Standing
from portal.labels import label
from portal.models import MeetingSnapshot
from portal.queries.campaigns import named_windows
from portal.queries.coverage import Coverage
from portal.queries.meetings import CommuneGap, has_commune_targets
from portal.queries.need_places import list_coordinators
from portal.queries.scoreboard import Scoreboard, ScoreRow
from portal.web.coverage import Asked, campaign_name
from portal.web.figures import ShownBasis, period_name, shown_basis
from portal.web.scoreboard import row_name
from portal.web.spot_checks import coverage_confirmed
from portal.web.standings import missing_words, shown_standing, value_words

# As many rows as can be read from the back of a room.
MOST_ROWS = 8
MOST_NAMES = 24
MOST_CALLED = 6


@dataclass(frozen=True, slots=True)
class Slide:
    """One question and its answer in texts alone, so that it can be kept as it was shown.

    `big` is the figure, `lines` what belongs to it, `small` what it rests on; `rows` have a cell for each of
    `heads`.
    """

    key: str
    title: str
    big: str = ""
    lines: tuple[str, ...] = ()
    small: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    heads: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Called:
    """A commune on the speaker's list; `people` are its coordinators with the phones that may be seen."""

    number: int
    name: str
    value: str
    missing: str
    people: tuple[tuple[str, str | None], ...]


def compose_slides(asked: Asked, board: Scoreboard, gaps: Sequence[CommuneGap]) -> list[Slide]:
    """Return the slides of a place in their order."""
    coverage = board.coverage
    basis = basis_words(shown_basis(coverage.basis))
    return [
        _campaign_slide(asked, coverage),
        *(_indicator_slide(board.own.standings[code], basis) for code in INDICATORS),
        _reached_slide(board, basis),
        *_gap_slides(board, gaps, basis),
        _unknown_slide(coverage, basis),
        _waiting_slide(coverage, basis),
        _confirmed_slide(coverage),
    ]


def basis_words(basis: ShownBasis) -> str:
    """Say in one line what stands beside each figure."""
    version = _("definition %(version)s", version=basis.version)
    parts = [
        basis.period_label,
        basis.mode_label,
        _("places as of %(day)s", day=f"{basis.units_on:%d/%m/%Y}"),
        _("data as of %(moment)s", moment=f"{basis.as_of.astimezone(LOCAL_ZONE):%H:%M %d/%m/%Y}"),
        f"{version} ({_('provisional')})" if basis.is_provisional else version,
    ]
    return " · ".join(parts)


def _campaign_slide(asked: Asked, coverage: Coverage) -> Slide:
    campaign = asked.campaign
    left = campaign.period.days_left(asked.today)
    judged = campaign.judged_on
    return Slide(
        "campaign",
        _("Where does the campaign stand?"),
        ngettext("%(num)d day left", "%(num)d days left", left) if left else _("The campaign has ended."),
        (
            campaign_name(campaign),
            coverage.place.full_name,
            *((_("Judged on %(day)s", day=f"{judged:%d/%m/%Y}"),) if judged else ()),
        ),
        (day_range(campaign.period),),
    )


def _indicator_slide(standing: Standing, basis: str) -> Slide:
    one = shown_standing(standing)
    target = _("target %(target)s", target=one.target) if one.target else _("no target set")
    change = one.change and _("%(change)s since the figure before", change=one.change)
    line = f"{standing.line.code} {label('line', standing.line.code)}" if standing.line else ""
    return Slide(
        f"indicator-{one.code}",
        f"{one.code}. {one.name}",
        one.value,
        _some(target, one.outcome, one.missing, change and f"{one.change_mark} {change}"),
        _some(line, one.fraction, one.unknown, " · ".join(_some(one.window, one.source)), basis),
    )


def _reached_slide(board: Scoreboard, basis: str) -> Slide:
    rows = (*board.departments, *board.rows)
    names = tuple(row_name(row) for row in rows if row.reached_all)
    title = _("Who has reached all eight targets?")
    if not any(_has_all_targets(row) for row in rows):
        return Slide(
            "reached", title, lines=(_("Nobody was given targets for all eight indicators."),), small=(basis,)
        )
    return Slide(
        "reached",
        title,
        format_decimal(len(names)),
        (_("They may be commended.") if names else _("Nobody has yet."),),
        (basis,),
        _first(names),
    )


def _has_all_targets(row: ScoreRow) -> bool:
    return all(code in row.standings and row.standings[code].target for code in INDICATORS)


def none_lacking(coverage: Coverage) -> str:
    """Say why no commune is named as lacking anything."""
    if not has_commune_targets(coverage):
        return _("No commune was given a target for %(line)s.", line=coverage.headline.code)
    return _("None is known to lack anything.")


def kept_period(kept: MeetingSnapshot) -> str:
    """Name the period of slides that were kept."""
    try:
        period = resolve_period(kept.period_code, kept.campaign.period, named_windows(kept.campaign))
    except ValueError:
        # A window that was taken out of the plan since.
        return kept.period_code
    return period_name(period)


def _gap_slides(board: Scoreboard, gaps: Sequence[CommuneGap], basis: str) -> Iterator[Slide]:
    """Yield who is furthest: the districts of a province, then the communes."""
    line = f"{board.coverage.headline.code} {label('line', board.coverage.headline.code)}"
    short = [(row_name(row), row.standings["8"]) for row in board.rows if row.level == "district"]
    short = [one for one in short if one[1].missing]
    short.sort(key=lambda one: (-(one[1].missing or 0), one[0]))
    if short:
        yield _gap_slide(
            "districts", _("Which districts are furthest from the target?"), line, short, basis, ""
        )
    communes = [(one.place.full_name, one.standing) for one in gaps]
    title, none = _("Which communes are furthest from the target?"), none_lacking(board.coverage)
    yield _gap_slide("communes", title, line, communes, basis, none)


def _gap_slide(
    key: str, title: str, line: str, short: Sequence[tuple[str, Standing]], basis: str, none: str
) -> Slide:
    rows = tuple((name, value_words(one), missing_words(one)) for name, one in short[:MOST_ROWS])
    return Slide(
        key,
        title,
        lines=(line, *(() if rows else (none,))),
        small=(basis,),
        heads=(_("Place"), _("Figure"), _("Still missing")) if rows else (),
        rows=rows,
    )


def _unknown_slide(coverage: Coverage, basis: str) -> Slide:
    names = tuple(place.full_name for place in coverage.gaps.communes_unconfirmed)
    why = _("Their list of hamlets is not confirmed, so nobody knows what they lack.")
    return Slide(
        "unknown",
        _("Which communes are unknown?"),
        format_decimal(len(names)),
        (why if names else _("Every commune has confirmed its hamlets."),),
        (basis,),
        _first(names),
    )


def _waiting_slide(coverage: Coverage, basis: str) -> Slide:
    facts = coverage.facts
    returned = format_decimal(facts.returned)
    return Slide(
        "waiting",
        _("What waits, and what was returned?"),
        ngettext(
            "%(many)s entry waits", "%(many)s entries wait", facts.waiting, many=format_decimal(facts.waiting)
        ),
        (
            ngettext("%(many)s returned entry", "%(many)s returned entries", facts.returned, many=returned),
            _("None of them counts yet."),
        ),
        (basis,),
    )


def _confirmed_slide(coverage: Coverage) -> Slide:
    found = coverage_confirmed(coverage)
    title = _("How much was confirmed by spot-checks?")
    if found is None or found.cautious is None:
        return Slide("confirmed", title, lines=(_("Not spot-checked yet."),))
    share, drawn = found.cautious, format_decimal(found.drawn)
    return Slide(
        "confirmed",
        title,
        _("%(percent)s %%", percent=share.share),
        (_("95 %% certain: %(low)s to %(high)s %%", low=share.low, high=share.high),),
        (
            ngettext(
                "Visited: %(visited)s of %(many)s drawn entry.",
                "Visited: %(visited)s of %(many)s drawn entries.",
                found.drawn,
                visited=format_decimal(found.visited),
                many=drawn,
            ),
            found.days,
        ),
    )


def speakers_list(
    viewer: Viewer, asked: Asked, gaps: Sequence[CommuneGap], wanted: Collection[str]
) -> list[tuple[Called, ...]]:
    """Return the communes that are called on, those that lack most first, with who coordinates them.

    They come as many at a time as a slide can hold.
    """
    chosen = [gap for gap in gaps if str(gap.place.id) in wanted]
    people = list_coordinators(viewer, [gap.place for gap in chosen], asked.today) if chosen else {}
    called = [
        Called(
            number,
            gap.place.full_name,
            value_words(gap.standing),
            missing_words(gap.standing),
            tuple((one.name, one.phone) for one in people.get(gap.place.id, ())),
        )
        for number, gap in enumerate(chosen, start=1)
    ]
    return in_parts(called, MOST_CALLED)


def called_slides(gaps: Sequence[CommuneGap], wanted: Collection[str]) -> list[Slide]:
    """Return the speaker's list as it is kept: communes with what they lack, and nobody's name or phone."""
    chosen = [gap for gap in gaps if str(gap.place.id) in wanted]
    rows = tuple(
        (gap.place.full_name, value_words(gap.standing), missing_words(gap.standing)) for gap in chosen
    )
    heads = (_("Place"), _("Figure"), _("Still missing")) if rows else ()
    return [
        Slide("called", _("Whom do we call on?"), heads=heads, rows=part)
        for part in in_parts(rows, MOST_ROWS) or [()]
    ]


def _first(names: tuple[str, ...]) -> tuple[str, ...]:
    more = len(names) - MOST_NAMES
    if more <= 0:
        return names
    rest = ngettext("and %(many)s more", "and %(many)s more", more, many=format_decimal(more))
    return (*names[:MOST_NAMES], rest)


def _some(*texts: str) -> tuple[str, ...]:
    return tuple(text for text in texts if text)
