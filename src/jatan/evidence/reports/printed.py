"""The impact report as a PDF, by Typst (correct Hindi shaping, text that can be copied); data is passed as JSON."""

from collections.abc import Iterator, Sequence
from itertools import batched
from typing import Any

from jatan.evidence.indicators.results import display_number
from jatan.evidence.reports.layout import Annex, Figure, Layout, Table, as_length
from jatan.evidence.reports.period_print import sections_as_print
from jatan.kernel.numbers import format_integer
from jatan.kernel.typesetting import typeset

__all__ = ["as_pdf"]

_COLUMNS_ON_A_PAGE = 13


def as_pdf(layout: Layout) -> bytes:
    """Cover with totals and bars, then the tables by organisation and district, then notes."""
    return typeset("jatan.evidence.reports", "impact.typ", _document(layout), name="report")


def _document(layout: Layout) -> dict[str, Any]:
    largest = max((as_length(figure.number) for figure in layout.figures), default=0) or 1
    return {
        "language": layout.language,
        "title": layout.title,
        "network": layout.network,
        "subject": layout.subject,
        "period": layout.period,
        "headings": layout.headings,
        "figures": [_figure(figure, largest, layout.figures) for figure in layout.figures],
        "tables": [part for table in layout.tables[:2] for part in _parts(table)],
        "notes": layout.notes,
        "annex": _annex(layout.annex) if layout.annex else None,
        "sections": sections_as_print(layout.sections),
    }


def _annex(annex: Annex) -> dict[str, Any]:
    return {
        "title": annex.title,
        "figures": [_figure(figure, 0, annex.figures) for figure in annex.figures],
        "tables": list(_parts(annex.tables[0])),
        "steps_title": annex.steps_title,
        "steps_headings": annex.steps_headings,
        "steps": [
            (label, display_number(opened, format_integer), display_number(overdue, format_integer))
            for label, opened, overdue in annex.steps
        ],
    }


def _figure(figure: Figure, largest: int, figures: Sequence[Figure]) -> dict[str, Any]:
    return {
        "indicator": figure.indicator,
        "unit": figure.unit,
        "number": display_number(figure.number, format_integer),
        "counted": figure.counted,
        "span": sum(other.indicator == figure.indicator for other in figures),
        "share": round(as_length(figure.number) / largest, 4) if largest else None,
    }


def _parts(table: Table) -> Iterator[dict[str, Any]]:
    """Tables with a row per figure and a column per place, split to fit the page width."""
    for rows in batched((*table.rows, table.total), _COLUMNS_ON_A_PAGE, strict=False):
        yield {
            "title": table.title,
            "columns": [label for label, _numbers in rows],
            "rows": [
                {
                    "indicator": indicator,
                    "unit": unit,
                    "numbers": [display_number(numbers[place], format_integer) for _label, numbers in rows],
                }
                for place, (indicator, unit) in enumerate(table.columns)
            ],
        }
