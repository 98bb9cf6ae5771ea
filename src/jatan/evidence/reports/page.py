"""The impact report as one HTML file to read offline or print. Web pages use the selectors instead."""

from collections.abc import Iterable, Sequence
from importlib.resources import files
from itertools import groupby
from typing import Any

from django.template import Context, Engine

from jatan.evidence.indicators.results import display_number
from jatan.evidence.reports.layout import Cell, Chart, Figure, Layout, Table, as_length, change_text
from jatan.evidence.reports.period_print import sections_as_html
from jatan.kernel.numbers import format_integer

__all__ = ["as_page"]

# Of more columns than this only some have words and numbers.
_WORDED_COLUMNS = 12


def as_page(layout: Layout) -> bytes:
    """A self-contained page in the colours and letters of the web pages: inline styles, no script, no other host."""
    template = Engine(autoescape=True).from_string(
        files("jatan.evidence.reports").joinpath("impact.html").read_text(encoding="utf-8")
    )
    context: dict[str, Any] = {
        "report": layout,
        "whose": layout.subject or layout.network,
        "figures": _groups(layout.figures, layout),
        "charts": [_chart(chart) for chart in layout.charts],
        "tables": _tables(layout.tables),
        "sections": sections_as_html(layout.sections),
    }
    annex = layout.annex
    if annex is not None:
        context |= {
            "annex": annex,
            "annex_figures": _groups(annex.figures, layout),
            "steps": [(label, _text(opened), _text(late)) for label, opened, late in annex.steps],
            "annex_tables": _tables(annex.tables),
        }
    return template.render(Context(context)).encode()


def _groups(figures: Iterable[Figure], layout: Layout) -> list[list[dict[str, Any]]]:
    """The figures of each indicator together, with the length of their bars in percent."""
    return [
        [
            {
                "figure": one,
                "number": _text(one.number),
                "before": _text(one.before),
                "change": change_text(one),
                "share": round(as_length(one.number) * 100 / layout.largest(one.is_people), 1),
            }
            for one in group
        ]
        for _indicator, group in groupby(figures, key=lambda figure: figure.indicator)
    ]


def _chart(chart: Chart) -> dict[str, Any]:
    largest = max((as_length(number) for _label, number in chart.points), default=0) or 1
    every = -(-len(chart.points) // _WORDED_COLUMNS)
    shares = [round(as_length(number) * 100 / largest, 1) for _label, number in chart.points]
    return {
        "title": chart.title,
        "over_time": chart.over_time,
        "points": [
            {
                "label": label,
                "number": _text(number),
                "share": share,
                "rest": round(100 - share, 1),
                "is_named": place % every == 0,
            }
            for place, ((label, number), share) in enumerate(zip(chart.points, shares, strict=True))
        ],
    }


def _tables(tables: Sequence[Table]) -> list[dict[str, Any]]:
    return [
        {
            "title": table.title,
            "corner": table.corner,
            "columns": table.columns,
            "rows": [(label, [_text(number) for number in numbers]) for label, numbers in table.rows],
            "total": (table.total[0], [_text(number) for number in table.total[1]]),
        }
        for table in tables
    ]


def _text(cell: Cell) -> str:
    return display_number(cell, format_integer)
