"""The papers as PDFs, by Typst (right Hindi shaping, text that can be copied, tagged); data is passed as JSON."""

from typing import Any

from jatan.evidence.account.paper import Line, Paper, PaperFigure, PaperPart
from jatan.evidence.indicators.results import display_number
from jatan.kernel.numbers import format_integer
from jatan.kernel.typesetting import typeset

__all__ = ["as_pdf"]

_MOST_MONTHS = 60


def as_pdf(paper: Paper) -> bytes:
    """A cover with the opening, each part with its paragraph, sentences or table, and the notes."""
    return typeset("jatan.evidence.account", "paper.typ", _document(paper), name="paper")


def _document(paper: Paper) -> dict[str, Any]:
    what, number, period, counted = paper.headings
    return {
        "kind": paper.kind,
        "language": paper.language,
        "title": paper.title,
        "network": paper.network,
        "subject": paper.subject,
        "theme": paper.theme,
        "period": paper.period,
        "opening": _paragraphs(paper.opening),
        "closing": _paragraphs(paper.closing),
        "headings": {"what": what, "number": number, "period": period, "counted": counted},
        "nothing": paper.nothing,
        "notes": paper.notes,
        "parts": [_part(part) for part in paper.printed_parts],
    }


def _part(part: PaperPart) -> dict[str, Any]:
    return {
        "code": part.code,
        "title": part.title,
        "paragraphs": _paragraphs(part.paragraph),
        "note": part.note,
        "lines": [_line(line) for line in part.counted],
        "empty": [{"code": line.code, "says": line.says} for line in part.empty],
        "items": [{"title": item.title, "about": item.about} for item in part.items],
    }


def _line(line: Line) -> dict[str, Any]:
    return {"code": line.code, "says": line.says, "figures": [_figure(figure) for figure in line.figures]}


def _figure(figure: PaperFigure) -> dict[str, Any]:
    largest = max(figure.months, default=0)
    is_drawn = 1 < len(figure.months) <= _MOST_MONTHS and largest > 0
    return {
        "number": display_number(figure.number, format_integer),
        "is_number": isinstance(figure.number, int),
        "unit": figure.unit,
        "period": figure.period,
        "counted": figure.counted,
        "months": [round(number / largest, 3) for number in figure.months] if is_drawn else [],
    }


def _paragraphs(text: str) -> list[str]:
    return [one.strip() for one in text.split("\n\n") if one.strip()]
