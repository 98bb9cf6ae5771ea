"""Where the work was done: a map of the districts with the ways out of them, and a table of ten districts."""

from collections import Counter
from collections.abc import Sequence

from django.utils.translation import gettext, ngettext

from jatan.evidence.atlas.corridors import Corridors
from jatan.evidence.atlas.svg_paths import boundaries, window_of_the_state
from jatan.evidence.indicators.definitions import indicator
from jatan.evidence.indicators.results import Key, Line
from jatan.evidence.reports.labels import number_label
from jatan.evidence.reports.period_layout import days_in_words
from jatan.evidence.studio.blocks import Block, Map, Note, Part, Shape, Table, Way
from jatan.evidence.studio.facts import Facts
from jatan.evidence.studio.numbers import held_and_came
from jatan.evidence.studio.units import unit_of
from jatan.foundation.places.models import Place
from jatan.kernel.numbers import format_integer

_WINDOW = window_of_the_state(1000)
_ROWS, _MOST_WAYS = 10, 8
# Columns of the table after what was held and who came.
_BESIDE: tuple[Key, ...] = (
    ("forums", "forums"),
    ("information_centres", "received"),
    ("scheme_linkages", "beneficiaries"),
)


def where_part(facts: Facts) -> Part | None:
    """The districts by who came, with the ways out; blocks, without a map, where there is but one district."""
    lines, corner = _lines(facts)
    reached = sorted(lines, key=lambda line: -held_and_came(line)[1])
    shapes = _shapes(facts) if corner == "district" else ()
    ways, notes = _ways(facts.corridors, facts)
    if len(reached) < 2 and not ways:
        return None
    title = gettext("Where it was done")
    if len(reached) > 1:
        title = gettext("%(first)s and %(second)s counted the most attendances") % {
            "first": reached[0].label.in_language(),
            "second": reached[1].label.in_language(),
        }
    elif ways:
        title = gettext("Most who leave go from %(start)s to %(end)s") % {"start": ways[0].start, "end": ways[0].end}
    blocks: list[Block] = []
    if any(shape.number for shape in shapes) or ways:
        blocks.append(
            Map(
                _map_title(ways),
                unit_of(("awareness_programmes", "participants"), 2),
                (_WINDOW.width, round(_WINDOW.height, 1)),
                shapes or _empty_shapes(facts),
                ways,
                _credit(),
            )
        )
    if len(reached) > 1:
        blocks.append(_table(facts, reached, corner))
    return Part("where", title, (*blocks, *(Note(text) for text in notes)))


def _lines(facts: Facts) -> tuple[list[Line], str]:
    for lines, corner in ((facts.report.by_district, "district"), (facts.report.by_block, "block")):
        found = [line for line in lines if line.id is not None and held_and_came(line)[0]]
        if len(found) > 1:
            return found, corner
    return [], "district"


def _credit() -> str:
    return gettext("Boundaries: outline of the Survey of India, by AdarvMaps (MIT), simplified; not for legal use")


def _map_title(ways: Sequence[Way]) -> str:
    if ways:
        return gettext(
            "The darker a district, the more attendances: who came twice is counted twice. The wider a line, the more"
            " people left that way"
        )
    return gettext("The darker a district, the more attendances: who came twice is counted twice")


def _shapes(facts: Facts) -> tuple[Shape, ...]:
    came = {line.id: held_and_came(line)[1] for line in facts.report.by_district}
    return tuple(_shape(place, came.get(place.id, 0)) for place in facts.drawn.values())


def _empty_shapes(facts: Facts) -> tuple[Shape, ...]:
    return tuple(_shape(place, 0) for place in facts.drawn.values())


def _shape(place: Place, number: int) -> Shape:
    known = boundaries()
    rings = known.districts[place.census2011_code]
    x, y = _WINDOW.middle(rings, known.unit)
    path = _WINDOW.path(rings, known.unit)
    return Shape(place.census2011_code, place.names.in_language(), path, round(x, 1), round(y, 1), number)


def _ways(found: Corridors | None, facts: Facts) -> tuple[tuple[Way, ...], list[str]]:
    """The largest ways from a district to a state or country, and what has to be said of them."""
    if found is None:
        return (), []
    sums: Counter[tuple[Place, Place]] = Counter()
    ends: dict[Place, Place] = {}
    districts = {place.id: place for place in facts.drawn.values()}
    for row in found.rows:
        start = districts.get(row.origin.district_id or row.origin.id)
        goal = facts.states.get(row.destination.id) if row.destination else None
        if start is not None and goal is not None and goal.id not in (start.id, start.parent_id):
            sums[(start, goal)] += row.count
            # Where a state has no point of its own, its largest destination has one: the rows begin with the largest.
            if row.destination is not None and row.destination.lat is not None:
                ends.setdefault(goal, row.destination if goal.lat is None else goal)
    largest = sorted(sums.items(), key=lambda pair: (-pair[1], pair[0][0].name_en, pair[0][1].name_en))[:_MOST_WAYS]
    ways = tuple(
        Way(
            start.names.in_language(),
            goal.names.in_language(),
            amount,
            *end_of_ways(float(ends[goal].lat or 0), float(ends[goal].lon or 0)),
        )
        for (start, goal), amount in largest
        if amount and goal in ends
    )
    if not ways:
        return (), []
    words = ngettext(
        "The lines are of %(all)s registered journey of %(days)s.",
        "The lines are of %(all)s registered journeys of %(days)s.",
        found.total,
    )
    notes = [words % {"all": format_integer(found.total), "days": days_in_words(found.counted)}]
    if found.is_rounded:
        notes.append(gettext("The lines are of the whole network, as published and rounded."))
    return ways, notes


def end_of_ways(lat: float, lon: float) -> tuple[float, float]:
    """Where the straight line from the middle of the map to a destination leaves it.

    All ways to one destination end in this point, so that they run together and its name stands once.
    """
    x, y = _WINDOW.width / 2, _WINDOW.height / 2
    goal_x, goal_y = _WINDOW.point(lat, lon)
    steps = [1.0]
    for here, there, edge in ((x, goal_x, _WINDOW.width), (y, goal_y, _WINDOW.height)):
        if there < 0:
            steps.append(here / (here - there))
        elif there > edge:
            steps.append((edge - here) / (there - here))
    share = max(0.0, min(steps))
    return round(x + (goal_x - x) * share, 1), round(y + (goal_y - y) * share, 1)


def _table(facts: Facts, lines: Sequence[Line], corner: str) -> Table:
    beside = [key for key in _BESIDE if facts.counts(key) and any(line.number(*key) for line in lines)]
    headings = (
        gettext("District") if corner == "district" else gettext("Block"),
        gettext("Meetings and programmes"),
        gettext("Attendances"),
        *(
            number_label(facts.report, indicator(code), indicator(code).value(name), is_of_lines=True)
            for code, name in beside
        ),
    )
    rows = tuple(
        (line.label.in_language(), *held_and_came(line), *(line.cell(*key) for key in beside)) for line in lines[:_ROWS]
    )
    left = len(lines) - _ROWS
    words = ngettext("%(lines)s more is in the workbook.", "%(lines)s more are in the workbook.", max(left, 1))
    note = words % {"lines": format_integer(left)} if left > 0 else ""
    return Table("", headings, rows, (False, *(True for _heading in headings[1:])), note=note)
