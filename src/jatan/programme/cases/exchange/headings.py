"""Headings of files in the field: the standard's names, the toolkits' slips, labels instead of names, shifted rows.

Where a row of labels stands below the names and the two disagree, the label wins: it is what the writer saw.
"""

import functools
from collections.abc import Mapping, Sequence

from jatan.programme.cases.exchange.standard import FIELDS, Field, book, fold

__all__ = ["field_called", "fields_of", "is_label_row", "is_noise"]

# What form tools add to every row of their own.
_NOISE = frozenset({"start", "end", "today", "deviceid", "instanceid", "formid", "xrecord", "xprofile", "xlevel"})


def field_called(heading: str) -> Field | None:
    """The field that a heading names, however it is written."""
    plain = heading.rsplit("/", 1)[-1].strip().removesuffix("__c")
    name = _by_name().get(fold(plain)) or _unique_label(plain)
    return FIELDS[name] if name else None


def is_noise(heading: str) -> bool:
    """True for columns that belong to the file and not to the case."""
    plain = heading.rsplit("/", 1)[-1].strip()
    return plain.startswith("_") or fold(plain) in _NOISE


def is_label_row(cells: Sequence[str]) -> bool:
    """True for a row of labels below the names: the toolkit's workbook has one."""
    said = [fold(cell) for cell in cells if cell.strip()]
    hits = sum(1 for one in said if one in _by_label())
    return hits >= 3 and hits * 2 >= len(said)


def fields_of(names: Sequence[str], labels: Sequence[str] = ()) -> list[Field | None]:
    """A field for each column; None where nothing is known. A field is given once, to the column that says so first."""
    width = max(len(names), len(labels))
    names = [*names, *[""] * (width - len(names))]
    labels = [*labels, *[""] * (width - len(labels))]
    told = [field_called(name) for name in names]
    found: list[Field | None] = [
        one if one and (not label.strip() or fold(label) in _spellings(one)) else None
        for one, label in zip(told, labels, strict=True)
    ]
    taken = {one.name for one in found if one}
    for place in range(width):
        if found[place] is not None:
            continue
        chosen = _by_its_label(labels[place], _near(told, found, place), taken) or told[place]
        if chosen and chosen.name not in taken:
            found[place] = chosen
            taken.add(chosen.name)
    return _once(found)


def _by_its_label(label: str, near: str, taken: set[str]) -> Field | None:
    names = [name for name in _by_label().get(fold(label), ()) if name not in taken]
    same = [name for name in names if name.startswith(near)] if near else []
    chosen = same[:1] or (names if len(names) == 1 else [])
    return FIELDS[chosen[0]] if chosen else None


def _near(told: Sequence[Field | None], found: Sequence[Field | None], place: int) -> str:
    """The prefix of this column's name, else of the column before."""
    for one in (told[place], found[place - 1] if place else None):
        if one:
            return one.name.partition("_")[0] + "_"
    return ""


def _once(found: Sequence[Field | None]) -> list[Field | None]:
    seen: set[str] = set()
    kept: list[Field | None] = []
    for one in found:
        kept.append(None if one and one.name in seen else one)
        seen.update({one.name} if one else ())
    return kept


@functools.cache
def _by_name() -> Mapping[str, str]:
    return {fold(name): name for name in FIELDS} | {fold(said): name for said, name in book()["headings"].items()}


@functools.cache
def _by_label() -> Mapping[str, tuple[str, ...]]:
    labels: dict[str, tuple[str, ...]] = {}
    for name, one in FIELDS.items():
        for label in _spellings(one):
            labels[label] = (*labels.get(label, ()), name)
    return labels


def _unique_label(heading: str) -> str:
    names = _by_label().get(fold(heading), ())
    return names[0] if len(names) == 1 else ""


def _spellings(one: Field) -> frozenset[str]:
    return frozenset({fold(one.label), fold(one.name.partition("_")[2])})
