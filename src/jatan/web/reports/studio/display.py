"""The blocks of a report as a page draws them: each with its template, its pictures and the addresses of its rows."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from jatan.evidence.indicators.absences import Absence
from jatan.evidence.indicators.results import Key
from jatan.evidence.studio import blocks
from jatan.evidence.studio.blocks import Block, Cell, Points, Report
from jatan.evidence.studio.map_tints import map_bounds, map_legend, tint_of
from jatan.web.reports.studio.asked import Asked
from jatan.web.ui.components import charts
from jatan.web.ui.components.tables import Column, Table

_OPEN = 1  # parts, the first ones: with a second, the page of a year has more than four screens of a telephone


@dataclass(frozen=True)
class ShownBlock:
    """A block with the template that draws it."""

    template: str
    block: Block
    more: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class ShownPart:
    """A part with its blocks. `is_open`: not folded on the screen; on paper none is."""

    code: str
    title: str
    blocks: list[ShownBlock]
    is_open: bool


def shown_parts(report: Report, asked: Asked, *, devanagari: bool) -> list[ShownPart]:
    """All parts of a report, with the addresses of the rows behind its numbers."""
    draw = _Drawing(asked, devanagari)
    return [
        ShownPart(
            part.code,
            part.title,
            [draw.show(block) for block in part.blocks],
            is_open=place < _OPEN and part.code != "annex",
        )
        for place, part in enumerate(report.parts)
    ]


class _Drawing:
    def __init__(self, asked: Asked, devanagari: bool) -> None:
        self.asked, self.devanagari = asked, devanagari
        self.rows_query = asked.rows_query()

    def address(self, key: Key | None) -> str:
        """Of the rows behind a number; "" where none open."""
        return _rows_url(key, self.rows_query)

    def show(self, block: Block) -> ShownBlock:
        """The block with what its template needs besides."""
        name = type(block).__name__.lower()
        return ShownBlock(f"reports/studio/{_TEMPLATES.get(name, name)}.html", block, self._more(block))

    def _more(self, block: Block) -> dict[str, Any]:
        match block:
            case blocks.Words():
                return {"paragraphs": [one.strip() for one in block.text.split("\n\n") if one.strip()]}
            case blocks.Story():
                return {"paragraphs": [one.strip() for one in block.text.split("\n\n") if one.strip()]}
            case blocks.Lines():
                shown, empty = by_answer(block.figures)
                return {
                    "figures": [self._figure(one) for one in shown],
                    "empty": [self._figure(one) for one in empty],
                    "empty_words": _("Without a number"),
                }
            case blocks.Figures() | blocks.Series():
                is_small = isinstance(block, blocks.Series)
                return {"figures": [self._figure(one) for one in block.figures], "is_small": is_small}
            case blocks.Bars():
                picture = charts.bars(_points(block.bars), title=block.title, devanagari=self.devanagari)
                return {"picture": picture} | ({"table": self._bars(block)} if block.key else {})
            case blocks.Goals():
                return {"goals": [(goal, _share(goal)) for goal in block.goals]}
            case blocks.Map():
                return {"picture": drawn_map(block), "legend": map_legend(block)}
            case blocks.Members():
                return {"table": self._members(block)}
            case blocks.Table():
                return {"table": self._table(block)}
            case blocks.Frame():
                return {
                    "table": _frame(block, [_rows_url(line.key, self.asked.line_query(line)) for line in block.lines])
                }
            case blocks.Strips():
                return {"rows": [(name, _strip(cells), _complete(cells)) for name, cells in block.rows]}
            case _:
                return {}

    def _figure(self, figure: blocks.Figure) -> tuple[blocks.Figure, str, SafeString | str]:
        """The figure, the address of its rows, its course over time."""
        numbers = [number if isinstance(number, int) else 0 for _label, number in figure.points]
        words = ", ".join(f"{label}: {number}" for label, number in figure.points)
        picture: SafeString | str = charts.sparkline(numbers, title=words) if len(numbers) > 1 else ""
        return figure, self.address(figure.key), picture

    def _bars(self, block: blocks.Bars) -> Table:
        """What is laid side by side as a table: each number opens onto its rows, what is none says why."""
        columns = [Column("label", block.title), Column("number", block.unit, "number")]
        rows = [
            {
                "label": label,
                "number": number,
                "url": _rows_url(block.key, self.asked.behind_query(behind))
                if isinstance(number, int) and number
                else "",
            }
            for (label, number), behind in zip(block.bars, block.behind, strict=True)
        ]
        return Table(block.title, columns, rows, link="url", stacks=False)

    def _members(self, block: blocks.Members) -> Table:
        columns = [Column("label", _("Organisation"))]
        columns += [
            Column(str(place), f"{measure.label}: {measure.unit}", "number")
            for place, measure in enumerate(block.measures)
        ]
        rows: list[dict[str, Any]] = [
            {"label": name} | {str(place): cell for place, cell in enumerate(cells)} for name, cells in block.rows
        ]
        middles: dict[str, Any] = {str(place): measure.middle for place, measure in enumerate(block.measures)}
        known = any(middle is not None for middle in middles.values())
        total = {"label": _("the middle one")} | middles if known else None
        return Table(block.title, columns, rows, total=total, stacks=False)

    def _table(self, block: blocks.Table) -> Table:
        columns = [
            Column(str(place), heading, "number" if is_number else "text")
            for place, (heading, is_number) in enumerate(zip(block.headings, block.numbers, strict=True))
        ]
        keys: Sequence[Key | None] = block.keys or [None] * len(block.rows)
        rows = [_row(row) | {"url": self.address(key)} for row, key in zip(block.rows, keys, strict=True)]
        total = _row(block.total) if block.total else None
        return Table(block.title, columns, rows, link="url", total=total, stacks=False, note=block.note)


_TEMPLATES = {
    "lines": "lines",
    "series": "figures",
    "members": "table",
    "frame": "table",
}


def _rows_url(key: Key | None, query: str | None) -> str:
    return reverse("report_rows", args=key) + query if key is not None and query is not None else ""


def _row(cells: Sequence[Cell]) -> dict[str, Any]:
    return {str(place): cell for place, cell in enumerate(cells)}


def _points(points: Points) -> list[charts.Point]:
    return [
        charts.Point(label, number) if isinstance(number, int) else charts.Point(label, None, words=number)
        for label, number in points
    ]


def by_answer(figures: Sequence[blocks.Figure]) -> tuple[list[blocks.Figure], list[blocks.Figure]]:
    """The figures that stand there, and those to be folded: of what nobody records yet, where something is recorded.

    "Few or none", "not yet counted" and what is never given are answers, and stay. Figures of one sentence stay
    together: it is the label of the first, its code that of the others.
    """
    groups: list[list[blocks.Figure]] = []
    for figure in figures:
        if groups and groups[-1][0].label.startswith(f"{figure.label} · "):
            groups[-1].append(figure)
        else:
            groups.append([figure])
    shown, empty = list[blocks.Figure](), list[blocks.Figure]()
    for group in groups:
        (empty if all(one.absence is Absence.NOT_RECORDED for one in group) else shown).extend(group)
    return (shown, empty) if shown and len(empty) > 1 else (list(figures), [])


def _share(goal: blocks.Goal) -> int | None:
    """How much of the target, in percent, at most 100; None where it is not known."""
    return min(100, goal.achieved * 100 // goal.target) if isinstance(goal.achieved, int) and goal.target else None


def _frame(block: blocks.Frame, urls: Sequence[str]) -> Table:
    columns = (
        Column("objective", _("Objective")),
        Column("indicator", _("Indicator")),
        Column("baseline", _("Baseline"), "number"),
        Column("target", _("Target"), "number"),
        Column("achieved", _("Achieved"), "number"),
        Column("due", _("Due")),
        Column("says", _("In words")),
    )
    rows = [
        {
            "objective": line.objective,
            "indicator": f"{line.indicator} ({line.unit})" if line.unit else line.indicator,
            "baseline": line.baseline,
            "target": line.target,
            "achieved": line.achieved,
            "due": date_format(line.due, "j E Y") if line.due else "",
            "says": line.says,
            "url": url,
        }
        for line, url in zip(block.lines, urls, strict=True)
    ]
    return Table(_("Logframe of the grant"), columns, rows, link="url")


def drawn_map(block: blocks.Map) -> SafeString:
    """The districts shaded, their names, the ways out as curves; the same numbers stand in the table beneath."""
    width, height = block.size
    bounds = map_bounds(block)
    shapes = format_html_join(
        "",
        '<path d="{}" fill="{}"><title>{}: {}</title></path>',
        ((one.path, tint_of(one.number, bounds), one.name, one.number) for one in block.shapes),
    )
    names = format_html_join(
        "",
        '<text x="{}" y="{}" text-anchor="middle">{}</text>',
        ((one.x, one.y, one.name) for one in block.shapes if one.number),
    )
    starts = {one.name: (one.x, one.y) for one in block.shapes}
    most = max((way.amount for way in block.ways if isinstance(way.amount, int)), default=1) or 1
    ways = format_html_join(
        "",
        '<path class="flow" d="M{} {}Q{} {} {} {}" stroke-width="{}"><title>{} → {}: {}</title></path>',
        (
            (
                *starts[way.start],
                round((starts[way.start][0] + way.x) / 2, 1),
                round((starts[way.start][1] + way.y) / 2 - 40, 1),
                way.x,
                way.y,
                round(2 + 10 * way.amount / most, 1) if isinstance(way.amount, int) else 2,
                *(way.start, way.end, way.amount),
            )
            for way in block.ways
            if way.start in starts
        ),
    )
    return format_html(
        '<svg class="map districts" viewBox="0 0 {} {}" role="img"><title>{}</title>'
        '<g stroke="#221c17" stroke-width="1.5" stroke-linejoin="round">{}</g>{}<g>{}</g></svg>',
        *(width, height, block.title, shapes, ways, names),
    )


def _strip(cells: Sequence[bool | None]) -> SafeString:
    """A strip of months: filled where a month is complete, empty where not, nothing where none was due."""
    squares = format_html_join(
        "",
        '<rect class="{}" x="{}" y="1" width="8" height="12"/>',
        (("c3" if cell else "track", place * 10 + 1) for place, cell in enumerate(cells) if cell is not None),
    )
    return format_html(
        '<svg class="chart strip" viewBox="0 0 {} 14" aria-hidden="true">{}</svg>', len(cells) * 10, squares
    )


def _complete(cells: Sequence[bool | None]) -> tuple[int, int]:
    return sum(cell is True for cell in cells), sum(cell is not None for cell in cells)
