"""The front pages as plain data for Typst: numbers as they are written, beside what is drawn of them."""

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from jatan.evidence.reports.front_pages import FrontPages, MemberBars, Points, Shift
from jatan.kernel.numbers import format_integer

__all__ = ["front_pages_as_print"]


def front_pages_as_print(front: FrontPages) -> dict[str, Any]:
    """All parts of `FrontPages` under their names; a part that is empty is None or an empty list."""
    return {
        "titles": front.titles,
        "counted_at": front.counted_at,
        "key_figures": [
            asdict(one) | {"written": format_integer(one.number), "points": _points(one.points)}
            for one in front.key_figures
        ],
        "rises": _shifts(front.rises),
        "falls": _shifts(front.falls),
        "over_time": [
            {
                "indicator": one.indicator,
                "unit": one.unit,
                "points": _points(one.points),
                "most": format_integer(max(number or 0 for _label, number in one.points)),
            }
            for one in front.over_time
        ],
        "members": _members(front.members, front.titles["members"]) if front.members else None,
        "map": asdict(front.map) if front.map else None,
        "ways": front.ways
        and {
            "rows": front.ways.rows,
            "written": [format_integer(count) for _origin, _destination, count in front.ways.rows],
            "notes": front.ways.notes,
        },
        "money": front.money,
        "promises": asdict(front.promises) if front.promises else None,
        "stories": front.stories,
    }


def _points(points: Points) -> list[dict[str, Any]]:
    return [
        {"label": label, "number": number, "written": "–" if number is None else format_integer(number)}
        for label, number in points
    ]


def _shifts(shifts: Iterable[Shift]) -> list[dict[str, Any]]:
    return [
        {
            "indicator": one.indicator,
            "unit": one.unit,
            "before": format_integer(one.before),
            "now": format_integer(one.now),
            "percent": format_integer(abs(one.percent)),
        }
        for one in shifts
    ]


def _members(members: MemberBars, title: str) -> dict[str, Any]:
    largest = [
        max((numbers[place] or 0 for _label, numbers in members.rows), default=0)
        for place in range(len(members.columns))
    ]
    return {
        "title": title,
        "corner": members.corner,
        "columns": members.columns,
        "left_out": members.left_out,
        "rows": [
            {
                "label": label,
                "cells": [
                    {
                        "written": "–" if number is None else format_integer(number),
                        "share": round((number or 0) / (largest[place] or 1), 4),
                    }
                    for place, number in enumerate(numbers)
                ],
            }
            for label, numbers in members.rows
        ],
    }
