"""The impact report as a PDF, by Typst (correct Hindi shaping, text that can be copied); data is passed as JSON."""

from collections.abc import Iterable, Iterator
from itertools import batched, groupby
from typing import Any

from jatan.evidence.indicators.results import display_number
from jatan.evidence.reports.front_pages_print import front_pages_as_print
from jatan.evidence.reports.layout import Annex, Cell, Figure, Layout, Table, as_length, change_text
from jatan.evidence.reports.period_print import sections_as_print
from jatan.kernel.numbers import format_integer
from jatan.kernel.typesetting import typeset

__all__ = ["as_pdf"]

_COLUMNS_ON_A_PAGE = 15


def as_pdf(layout: Layout) -> bytes:
    """Cover; front pages; all figures and the method; tables by organisation, district and time; the annex."""
    return typeset("jatan.evidence.reports", "impact.typ", _document(layout), name="report")


def _document(layout: Layout) -> dict[str, Any]:
    what, number, before, change, _how = layout.headings
    return {
        "language": layout.language,
        "title": layout.title,
        "network": layout.network,
        "subject": layout.subject,
        "period": layout.period,
        "headings": {"what": what, "number": number, "before": before, "change": change},
        "compared": layout.compared,
        "figures": list(_figures(layout.figures, layout)),
        "scale_note": layout.scale_note,
        "front": front_pages_as_print(layout.front) if layout.front else None,
        "tables": [part for table in _printed_tables(layout) for part in _parts(table)],
        "notes": layout.notes,
        "annex": _annex(layout.annex, layout) if layout.annex else None,
        "sections": sections_as_print(layout.sections),
    }


def _printed_tables(layout: Layout) -> Iterator[Table]:
    """Tables with more than one line; of the times the longest steps that there are (quarters rather than months)."""
    *places, months = layout.tables
    quarters = [table for table in places if table.months]
    for table in (*(table for table in places if not table.months), *(quarters or [months])):
        if len(table.rows) > 1:
            yield table


def _annex(annex: Annex, layout: Layout) -> dict[str, Any]:
    return {
        "title": annex.title,
        "figures": list(_figures(annex.figures, layout)),
        "empty": annex.empty,
        "tables": [part for table in annex.tables[:1] if len(table.rows) > 1 for part in _parts(table)],
        "steps_title": annex.steps_title,
        "steps_headings": annex.steps_headings,
        "steps": [(label, *map(_text, (opened, overdue))) for label, opened, overdue in annex.steps],
    }


def _figures(figures: Iterable[Figure], layout: Layout) -> Iterator[dict[str, Any]]:
    for _indicator, group in groupby(figures, key=lambda figure: figure.indicator):
        several = list(group)
        for place, figure in enumerate(several):
            yield {
                "indicator": figure.indicator,
                "unit": figure.unit,
                "number": _text(figure.number),
                "before": _text(figure.before),
                "change": change_text(figure),
                "counted": figure.counted,
                "span": 0 if place else len(several),
                "people": figure.is_people,
                "share": round(as_length(figure.number) / layout.largest(figure.is_people), 4),
            }


def _parts(table: Table) -> Iterator[dict[str, Any]]:
    """Tables with a row per figure and a column per line, the total last, split evenly to fit the page width."""
    lines = (*table.rows, table.total)
    sheets = -(-len(lines) // _COLUMNS_ON_A_PAGE)
    for rows in batched(lines, -(-len(lines) // sheets), strict=False):
        yield {
            "title": table.title,
            "columns": [label for label, _numbers in rows],
            "has_total": rows[-1] is table.total,
            "rows": [
                {
                    "indicator": indicator,
                    "unit": unit,
                    "numbers": [_text(numbers[place]) for _label, numbers in rows],
                }
                for place, (indicator, unit) in enumerate(table.columns)
            ],
        }


def _text(cell: Cell) -> str:
    return display_number(cell, format_integer)
