"""Every number that the parts of a report print, as an attacker reads them: of which count, over which days."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from jatan.evidence.indicators.definitions import BY_QUARTER
from jatan.kernel.periods import Period, financial_year, month_of, quarter

__all__ = ["Printed", "keyed_cells", "loose_numbers"]


@dataclass(frozen=True)
class Printed:
    """A number in a part: `code`: of the part; `key`: of the count; `days`: over which it is counted."""

    code: str
    key: tuple[str, str]
    days: Period
    number: int


def keyed_cells(document: dict[str, Any]) -> list[Printed]:
    """Every cell of the parts of a JSON report that names its count, its course over time and the days before too."""
    asked = _days(document["period"])
    before = _days(document["compared_with"]) if "compared_with" in document else None
    return [
        Printed(part["code"], key, days, number)
        for part in document["parts"]
        for block in part["blocks"]
        for key, days, number in _cells(part["code"], block, asked, before)
    ]


def loose_numbers(document: dict[str, Any]) -> list[tuple[str, str, int]]:
    """(part, kind of block, number) of every number of the parts that names no count: bars, members, maps, tables."""
    return [
        (part["code"], block["block"], number)
        for part in document["parts"]
        for block in part["blocks"]
        for number in _loose(block)
    ]


def _cells(code: str, block: dict[str, Any], asked: Period, before: Period | None) -> Iterator[tuple[Any, Period, int]]:
    for figure in block.get("figures", ()):
        if figure["key"] is None:
            continue
        key = tuple(figure["key"])
        if isinstance(figure["number"], int):
            yield key, asked, figure["number"]
        if before is not None and isinstance(figure["before"], int):
            yield key, before, figure["before"]
        yield from _course(key, [number for _label, number in figure["points"]], asked)
    for key, row in zip(block.get("keys", ()), block.get("rows", ()), strict=False):
        if key is None:
            continue
        if isinstance(row[-1], int):
            yield tuple(key), asked, row[-1]
        others = [cell for cell, is_number in zip(row[:-1], block["numbers"], strict=False) if is_number]
        if code != "changes" and len(others) == len(_steps(asked)) > 1:
            yield from _course(tuple(key), others, asked)
        elif others and isinstance(others[0], int) and before is not None:
            yield tuple(key), before, others[0]


def _course(key: Any, numbers: Sequence[Any], asked: Period) -> Iterator[tuple[Any, Period, int]]:
    if numbers:
        for days, number in zip(_steps(asked), numbers, strict=True):
            if not isinstance(number, int):
                continue
            # A number of quarters stands in the first month of each, and is the whole quarter's.
            if key[0] in BY_QUARTER and quarter(days.start).end > days.end:
                days = quarter(days.start) if quarter(days.start).start == days.start else days
            if number or key[0] not in BY_QUARTER:
                yield key, days, number


def _steps(asked: Period) -> list[Period]:
    """The steps of time of a report, as `numbers.times_of` takes them."""
    months = [month_of(day) for day in _firsts(asked)]
    quarters = list(dict.fromkeys(quarter(one.start) for one in months))
    years = list(dict.fromkeys(financial_year(one.start) for one in months))
    if len(years) > 1 and years[0].start == asked.start and years[-1].end == asked.end:
        return years
    is_whole = quarters[0].start == asked.start and quarters[-1].end == asked.end
    return quarters if is_whole and len(quarters) > 1 else months


def _firsts(asked: Period) -> list[dt.date]:
    found = [asked.start.replace(day=1)]
    while month_of(found[-1]).end < asked.end:
        found.append(month_of(found[-1]).end + dt.timedelta(days=1))
    return found


def _loose(block: dict[str, Any]) -> Iterator[int]:
    """Every whole number of a block that stands in no cell of `keyed_cells`."""
    kept = dict(block)
    kept["figures"] = [one for one in block.get("figures", ()) if one["key"] is None]
    if any(block.get("keys") or ()):
        kept["rows"] = [row for key, row in zip(block["keys"], block["rows"], strict=True) if key is None]
    # Places on paper, months of a strip, and what is no number of persons.
    for name in ("size", "x", "y", "months", "numbers", "keys", "path"):
        kept.pop(name, None)
    yield from _whole(kept)


def _whole(value: Any) -> Iterator[int]:
    if isinstance(value, bool) or value is None:
        return
    if isinstance(value, int):
        yield value
    elif isinstance(value, list):
        for one in value:
            yield from _whole(one)
    elif isinstance(value, dict):
        for name, one in value.items():
            if name not in ("x", "y"):
                yield from _whole(one)


def _days(pair: Sequence[str]) -> Period:
    return Period(dt.date.fromisoformat(pair[0]), dt.date.fromisoformat(pair[1]))
