"""The impact report as one file of HTML to read offline or print. Pages of the house use the selectors instead."""

from importlib.resources import files

from django.template import Context, Engine

from jatan.evidence.indicators.suppression import shown
from jatan.evidence.reports.layout import Layout
from jatan.kernel.numbers import grouped

__all__ = ["as_page"]


def as_page(layout: Layout) -> bytes:
    """Self-contained: styles inside, no script, no other host."""
    template = Engine(autoescape=True).from_string(
        files("jatan.evidence.reports").joinpath("impact.html").read_text(encoding="utf-8")
    )
    most = max((figure.number or 0 for figure in layout.figures), default=0) or 1
    figures = [
        {"figure": one, "number": shown(one.number, grouped), "share": round((one.number or 0) * 100 / most, 1)}
        for one in layout.figures
    ]
    tables = [
        {
            "title": table.title,
            "corner": table.corner,
            "rows": [(label, [shown(number, grouped) for number in numbers]) for label, numbers in table.rows],
        }
        for table in layout.tables
    ]
    return template.render(Context({"report": layout, "figures": figures, "tables": tables})).encode()
