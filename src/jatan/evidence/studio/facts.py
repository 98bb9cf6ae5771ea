"""Everything that the parts of one report are made from, read once, for one reader. Parts make no queries of these."""

import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace

from jatan.evidence.atlas.corridors import Corridors, corridors
from jatan.evidence.atlas.svg_paths import boundaries
from jatan.evidence.indicators.absences import Absence
from jatan.evidence.indicators.cuts import HELD_KEYS, cut_report
from jatan.evidence.indicators.definitions import COUNTED, INDICATORS
from jatan.evidence.indicators.results import ImpactReport, Key
from jatan.evidence.indicators.scope import Scope, scope_of
from jatan.evidence.indicators.selectors import impact_report
from jatan.evidence.indicators.who_came import sums_by_sex
from jatan.evidence.months.selectors import completeness_of
from jatan.evidence.narrative.models import Paragraph
from jatan.evidence.narrative.selectors import paragraphs_of
from jatan.evidence.narrative.teller import find_teller
from jatan.evidence.studio.audiences import Audience
from jatan.evidence.studio.choice import Choice
from jatan.evidence.studio.released import released_report
from jatan.evidence.targets.achievement import compare_targets
from jatan.foundation.access.actors import Actor
from jatan.foundation.access.gate import Forbidden
from jatan.foundation.access.permissions import Permission
from jatan.foundation.places.choices import Level
from jatan.foundation.places.models import Place
from jatan.programme.projects.models import Project
from jatan.programme.projects.selectors import readable_projects

_MOST_WAYS = 200
# The parts in which the house speaks itself.
_IN_WORDS = frozenset({"words", "difficulties", "next", "strategies", "activities", "results"})
# What was held and who came: (indicator, acts, attendances), of everything that is counted as both.
HELD: tuple[tuple[str, str, str], ...] = tuple(
    (one.code, rows.name, people.name)
    for one in INDICATORS
    for rows in one.values
    for people in one.values
    if rows.source == people.source == "activities" and rows.measure == "rows" and people.measure == "amount"
)
# Who came to what was held for others, as attendances: camps and consultations too, the members' own staff not.
CAME: tuple[Key, ...] = tuple(
    (one.code, value.name)
    for one in COUNTED
    for value in one.values
    if value.measure == "amount" and (one.code, value.name) in HELD_KEYS and one.code != "staff_trainings"
)
# A destination is called by its state, or its country; below a state stand at most four levels.
_NAMED, _LEVELS = (Level.STATE, Level.COUNTRY), 4


@dataclass(frozen=True)
class Facts:
    """What one report is made from. `drawn`: the districts of which there is an outline; `states`: of destinations, the
    state in which they lie. `corridors` None: not to be told. `came`: attendances by sex and age; `teller`: the
    organisation that speaks in its own words, None where it is several; `written`: {place: its words} over these days,
    of the same theme or grant.
    """

    by: Actor
    choice: Choice
    scope: Scope
    report: ImpactReport
    corridors: Corridors | None = None
    drawn: Mapping[uuid.UUID, Place] = field(default_factory=dict)
    states: Mapping[uuid.UUID, Place] = field(default_factory=dict)
    came: Mapping[str, int] = field(default_factory=dict)
    teller: uuid.UUID | None = None
    written: Mapping[str, Paragraph] = field(default_factory=dict)
    project: Project | None = None

    def counts(self, key: Key) -> bool:
        """True for a number that this report can have: with a theme or grant, only of what was held."""
        return not self.choice.is_cut or key in HELD_KEYS

    def is_number(self, key: Key) -> bool:
        """True if the number is given and is not nought."""
        return self.report.absence(*key) is None and bool(self.report.number(*key))

    def is_known(self, key: Key) -> bool:
        """True if it was ever recorded and is not kept from this reader: also a nought, few, or not yet counted."""
        return self.counts(key) and self.report.absence(*key) not in (Absence.NOT_RECORDED, Absence.NOT_TOLD)

    def amount(self, key: Key) -> int:
        """The number; 0 where it is none."""
        return (self.report.number(*key) or 0) if self.is_number(key) else 0


def read_facts(by: Actor, choice: Choice, parts: Collection[str], *, is_whole: bool = False) -> Facts:
    """Read what these parts need, with `is_whole` also the annex of the workbook. At most 35 queries.

    Raises Forbidden where the reader may see no numbers of the choice, or not its project.
    """
    scope = scope_of(by, organisations=choice.organisations, districts=choice.districts)
    project = _project(by, choice)
    if choice.audience.reads_published_only:
        return Facts(by, choice, scope, released_report(choice), project=project)
    report = impact_report(
        choice.period,
        by=by,
        annex="away" in parts and choice.audience is Audience.OWN,
        compared_with=choice.compared,
        organisations=choice.organisations,
        districts=choice.districts,
    )
    if choice.is_cut:
        report = cut_report(report, scope, themes=choice.themes, project=choice.project)
    if is_whole and report.steps is None and not choice.is_cut:
        report = replace(report, steps=())  # nobody but the own office acts on what is open now
    offices = [row for row in report.offices if row.id in report.counted_in]
    report = replace(
        report,
        completeness=completeness_of(by, offices, report.period),
        targets=compare_targets(
            report,
            by=by,
            organisations=choice.organisations,
            is_cut=choice.is_cut or bool(choice.districts),
        ),
    )
    teller = find_teller(by, scope)
    facts = Facts(
        by,
        choice,
        scope,
        report,
        came=sums_by_sex(scope, choice.period, CAME) or {} if "reach" in parts and not choice.is_cut else {},
        teller=teller,
        written=_written(by, choice, teller, project) if _IN_WORDS & {*parts} else {},
        project=project,
    )
    return _with_places(facts) if "where" in parts else facts


def _written(by: Actor, choice: Choice, teller: uuid.UUID | None, project: Project | None) -> Mapping[str, Paragraph]:
    """What the teller wrote about one theme, about one grant or about all its work. One query."""
    if teller is None or len(choice.themes) > 1 or (choice.themes and project):
        return {}
    return paragraphs_of(by, teller, choice.period, next(iter(choice.themes), ""), project.id if project else None)


def _project(by: Actor, choice: Choice) -> Project | None:
    """The project of the choice as this reader sees it; Forbidden for one that she does not."""
    if choice.project is None:
        return None
    rows = list(readable_projects(by).filter(common_id=choice.project))
    if not rows:
        raise Forbidden(Permission.ACTIVITIES_SEE.value)
    return next((row for row in rows if row.is_shared), rows[0])


def _with_places(facts: Facts) -> Facts:
    """With the outlines of the districts and the ways out of them."""
    by, choice = facts.by, facts.choice
    ways = None if choice.is_cut else _corridors(by, choice)
    drawn = Place.objects.filter(level="district", census2011_code__in=boundaries().districts)
    return replace(facts, corridors=ways, drawn={place.id: place for place in drawn}, states=_states(ways))


def _corridors(by: Actor, choice: Choice) -> Corridors | None:
    """The largest corridors; None for who may see none, and of some members where they are not divided by member."""
    try:
        found = corridors(
            choice.period,
            by=by,
            most=_MOST_WAYS,
            organisations=choice.organisations,
            districts=choice.districts,
        )
    except Forbidden:
        return None
    return None if found.is_rounded and choice.organisations else found


def _states(ways: Corridors | None) -> dict[uuid.UUID, Place]:
    """{destination: the place by which it is called on the map}: its state, or the place itself. A query a level."""
    found = {row.destination.id: row.destination for row in (ways.rows if ways else ()) if row.destination}
    for _level in range(_LEVELS):
        above = {one.parent_id for one in found.values() if one.parent_id and one.level not in _NAMED}
        if not above:
            break
        known = Place.objects.exclude(level=Level.COUNTRY).in_bulk(above)
        if not known:
            break
        found = {goal: one if one.level in _NAMED else known.get(one.parent_id, one) for goal, one in found.items()}
    return found
