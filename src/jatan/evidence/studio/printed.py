"""A report as a PDF, by Typst (right Hindi shaping, text that can be copied, tagged); data is passed as JSON.

Words and numbers are written here, lengths and places on the paper by `report.typ`. Nothing is counted or added up.
"""

import io
import re
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any, Final

import segno
from django.utils import translation
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext, pgettext

from jatan.evidence.indicators.absences import Absence
from jatan.evidence.indicators.results import display_number
from jatan.evidence.studio import blocks
from jatan.evidence.studio.blocks import Block, Cell, Part, Points, Report
from jatan.evidence.studio.printed_map import map_as_print
from jatan.evidence.studio.printed_photographs import photographs_as_print
from jatan.kernel import clock
from jatan.kernel.numbers import format_integer
from jatan.kernel.typesetting import typeset

_BLANK_LINES: Final = re.compile(r"\n\s*\n")


def as_pdf(report: Report) -> bytes:
    """The report on A4, in its own language. Photographs are read from their records, so somebody must be acting."""
    with translation.override(report.language):
        return typeset("jatan.evidence", "studio/report.typ", _document(report), name="report")


def _document(report: Report) -> dict[str, Any]:
    printed = report.counted_at or clock.now()
    return {
        "language": report.language,
        "title": report.title,
        "network": report.network,
        "subject": report.subject,
        "about": report.about,
        "members": report.members,
        "period": report.period,
        "compared": gettext("Before: %(period)s.") % {"period": report.compared} if report.compared else "",
        "counted": gettext("Counted at %(when)s.") % {"when": _moment(report)} if report.counted_at else "",
        "edition": gettext("Edition of %(day)s") % {"day": date_format(localtime(printed), "j E Y")},
        "address": report.address,
        "opens": gettext("Every number opens at this address.") if report.address else "",
        "code": _code(report.address) if report.address else "",
        "fingerprint": report.fingerprint,
        "notes": list(_notes(report)),
        "words": _words(),
        "parts": [_part(part) for part in report.parts],
    }


def _moment(report: Report) -> str:
    return date_format(localtime(report.counted_at), "j E Y, H:i") if report.counted_at else ""


def _words() -> dict[str, str]:
    """The few words that the paper has of its own: heads, and what marks mean."""
    return {
        "contents": gettext("Contents"),
        "what": gettext("What"),
        "number": gettext("Number"),
        "before": gettext("Before"),
        "change": pgettext("numbers", "Change"),
        "achieved": gettext("Achieved"),
        "target": gettext("Target"),
        "goal_note": gettext("Bar: what was achieved. Upright line: the target."),
        "member": gettext("Member"),
        "middle": gettext(
            "Upright line: the network's middle, half of the members are above it. Each column begins at nought."
        ),
        "indicator": gettext("What is counted"),
        "baseline": gettext("At the start"),
        "due": gettext("By when"),
        "strip_note": gettext("Filled: the month came. Empty: it is missing. Point: it was not due."),
        "map": gettext("Map of the districts: the darker, the more. The numbers stand in the text."),
        "photograph": gettext("Photograph"),
        "members": gettext("Members"),
    }


def _code(address: str) -> str:
    """The QR code of an address as SVG."""
    out = io.BytesIO()
    segno.make(address, error="m").save(out, kind="svg", border=0, dark="#221c17")
    return out.getvalue().decode()


def _notes(report: Report) -> Iterator[str]:
    """What words in place of numbers mean: once each, of those that the paper holds and no note of it explains."""
    found = set(_texts(report))
    for absence in Absence:
        if absence.words.in_language() in found and absence.note.in_language() not in found:
            yield absence.note.in_language()


def _texts(value: object) -> Iterator[str]:
    """All texts of a report, in whatever block they stand."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for one in value:
            yield from _texts(one)
    elif hasattr(value, "__dataclass_fields__"):
        for name in value.__dataclass_fields__:
            yield from _texts(getattr(value, name))


def _part(part: Part) -> dict[str, Any]:
    """The part with its notes that follow one another as one block: they share columns."""
    printed: list[dict[str, Any]] = []
    for is_note, several in groupby(part.blocks, key=lambda block: isinstance(block, blocks.Note)):
        if is_note:
            printed.append({"kind": "notes", "notes": [note.text for note in several if isinstance(note, blocks.Note)]})
        else:
            printed += [_block(block) for block in several]
    return {"title": part.title, "blocks": printed}


def _block(block: Block) -> dict[str, Any]:
    match block:
        case blocks.Words():
            return {"kind": "words", "is_own": bool(block.place), "paragraphs": _paragraphs(block.text)}
        case blocks.Figures() | blocks.Lines():
            kind = "figures" if isinstance(block, blocks.Figures) else "lines"
            return {"kind": kind, "figures": [_figure(one) for one in block.figures]}
        case blocks.Bars():
            return {
                "kind": "bars",
                "title": block.title,
                "unit": block.unit,
                "bars": _points(block.bars),
                "most": _most(number for _label, number in block.bars),
            }
        case blocks.Series():
            return _series(block)
        case blocks.Goals():
            return {"kind": "goals", "goals": [_goal(one) for one in block.goals]}
        case blocks.Map():
            return {"kind": "map"} | map_as_print(block)
        case blocks.Members():
            return _members(block)
        case blocks.Table():
            return _table(block)
        case blocks.Items():
            return {
                "kind": "items",
                "title": block.title,
                "items": [{"title": one.title, "about": one.about} for one in block.items],
            }
        case blocks.Story():
            return {
                "kind": "story",
                "title": block.title,
                "paragraphs": _paragraphs(block.text),
                "about": block.about,
            }
        case blocks.Photographs():
            return {"kind": "photographs", "photographs": photographs_as_print(block)}
        case blocks.Strips():
            return _strips(block)
        case blocks.Frame():
            return _frame(block)
        case blocks.Note():
            return {"kind": "notes", "notes": [block.text]}


def _cell(cell: Cell) -> dict[str, Any]:
    return {
        "text": display_number(cell, format_integer),
        "number": None if isinstance(cell, str) else cell,
    }


def _most(cells: Iterable[Cell]) -> int:
    return max((cell for cell in cells if isinstance(cell, int)), default=0)


def _points(points: Points) -> list[dict[str, Any]]:
    return [{"label": label, **_cell(number)} for label, number in points]


def _figure(figure: blocks.Figure) -> dict[str, Any]:
    return {
        "label": figure.label,
        "unit": figure.unit,
        "cell": _cell(figure.number),
        "before": display_number(figure.before, format_integer),
        "change": figure.change,
        "days": figure.days,
        "counted": figure.counted,
        "points": _points(figure.points),
        "most": _most(number for _label, number in figure.points),
    }


def _series(series: blocks.Series) -> dict[str, Any]:
    """Pictures of one unit have one scale."""
    scale: dict[str, int] = {}
    for one in series.figures:
        scale[one.unit] = max(scale.get(one.unit, 0), _most(number for _label, number in one.points))
    return {
        "kind": "series",
        "title": series.title,
        "figures": [_figure(one) | {"most": scale[one.unit]} for one in series.figures],
    }


def _goal(goal: blocks.Goal) -> dict[str, Any]:
    return {
        "label": goal.label,
        "unit": goal.unit,
        "target": _cell(goal.target),
        "achieved": _cell(goal.achieved),
        "says": goal.says,
    }


def _members(members: blocks.Members) -> dict[str, Any]:
    columns = list(zip(*(numbers for _name, numbers in members.rows), strict=True)) or [()] * len(members.measures)
    return {
        "kind": "members",
        "title": members.title,
        "measures": [
            {
                "label": measure.label,
                "unit": measure.unit,
                "middle": measure.middle,
                "middle_text": "" if measure.middle is None else format_integer(measure.middle),
                "most": max(_most(column), measure.middle or 0),
            }
            for measure, column in zip(members.measures, columns, strict=True)
        ],
        "rows": [{"name": name, "cells": [_cell(number) for number in numbers]} for name, numbers in members.rows],
    }


def _table(table: blocks.Table) -> dict[str, Any]:
    return {
        "kind": "table",
        "title": table.title,
        "headings": table.headings,
        "numbers": table.numbers,
        "rows": [[_cell(cell) for cell in row] for row in table.rows],
        "total": [_cell(cell) for cell in table.total],
        "note": table.note,
    }


def _strips(strips: blocks.Strips) -> dict[str, Any]:
    """`years`: for each year of the months its first place, its length and its name."""
    years = [
        (year, [place for place, _month in several])
        for year, several in groupby(enumerate(strips.months), key=lambda one: one[1].year)
    ]
    return {
        "kind": "strips",
        "title": strips.title,
        "years": [{"first": places[0], "length": len(places), "name": str(year)} for year, places in years],
        "months": len(strips.months),
        "rows": [
            {"name": name, "cells": cells, "came": sum(cell is True for cell in cells), "due": _due(cells)}
            for name, cells in strips.rows
        ],
    }


def _due(cells: tuple[bool | None, ...]) -> int:
    return sum(cell is not None for cell in cells)


def _frame(frame: blocks.Frame) -> dict[str, Any]:
    return {
        "kind": "frame",
        "objectives": [
            {"objective": objective, "lines": [_frame_line(line) for line in several]}
            for objective, several in groupby(frame.lines, key=lambda line: line.objective)
        ],
    }


def _frame_line(line: blocks.FrameLine) -> dict[str, Any]:
    return {
        "indicator": line.indicator,
        "unit": line.unit,
        "baseline": _cell(line.baseline),
        "target": _cell(line.target),
        "achieved": _cell(line.achieved),
        "due": date_format(line.due, "j E Y") if line.due else "",
        "says": line.says,
    }


def _paragraphs(text: str) -> list[str]:
    return [one.strip() for one in _BLANK_LINES.split(text) if one.strip()]
