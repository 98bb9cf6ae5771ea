"""The impact report as one HTML file to read offline or print. Web pages use the selectors instead."""

from collections.abc import Sequence
from importlib.resources import files
from typing import Any

from django.template import Context, Engine

from jatan.evidence.indicators.results import display_number
from jatan.evidence.reports.layout import Layout, Table, as_length
from jatan.evidence.reports.period_print import sections_as_html
from jatan.kernel.numbers import format_integer

__all__ = ["as_page"]


def as_page(layout: Layout) -> bytes:
    """A self-contained page: inline styles, no script, no other host."""
    template = Engine(autoescape=True).from_string(
        files("jatan.evidence.reports").joinpath("impact.html").read_text(encoding="utf-8")
    )
    largest = max((as_length(figure.number) for figure in layout.figures), default=0) or 1
    figures = [
        {
            "figure": one,
            "number": display_number(one.number, format_integer),
            "share": round(as_length(one.number) * 100 / largest, 1),
        }
        for one in layout.figures
    ]
    context = {"report": layout, "figures": figures, "tables": _tables(layout.tables)}
    context["sections"] = sections_as_html(layout.sections)
    annex = layout.annex
    if annex is not None:
        context |= {
            "annex": annex,
            "annex_figures": [
                {"figure": one, "number": display_number(one.number, format_integer)} for one in annex.figures
            ],
            "steps": [
                (label, display_number(opened, format_integer), display_number(late, format_integer))
                for label, opened, late in annex.steps
            ],
            "annex_tables": _tables(annex.tables),
        }
    return template.render(Context(context)).encode()


def _tables(tables: Sequence[Table]) -> list[dict[str, Any]]:
    return [
        {
            "title": table.title,
            "corner": table.corner,
            "columns": table.columns,
            "rows": [
                (label, [display_number(number, format_integer) for number in numbers])
                for label, numbers in (*table.rows, table.total)
            ],
        }
        for table in tables
    ]
