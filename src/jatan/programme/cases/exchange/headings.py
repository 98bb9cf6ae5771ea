"""Map column headings of files in use to fields: standard names, known misspellings, labels, shifted rows.

If a row of labels follows the names and the two disagree, the label wins, since the author saw it.
"""

import functools
from collections.abc import Mapping, Sequence

from jatan.programme.cases.exchange.standard import FIELDS, Field, fold, standard_book

# Columns that form tools add.
_NOISE = frozenset({"start", "end", "today", "deviceid", "instanceid", "formid", "xrecord", "xprofile", "xlevel"})


def field_for_heading(heading: str) -> Field | None:
    """The field of a heading in any known spelling, or None."""
    plain = heading.rsplit("/", 1)[-1].strip().removesuffix("__c")
    name = _by_name().get(fold(plain)) or _unique_label(plain)
    return FIELDS[name] if name else None


def is_noise(heading: str) -> bool:
    """Whether a heading is metadata of the file and not of the case."""
    plain = heading.rsplit("/", 1)[-1].strip()
    return plain.startswith("_") or fold(plain) in _NOISE


def is_label_row(cells: Sequence[str]) -> bool:
    """Whether a row contains field labels; the toolkit's workbook has one below the names."""
    folded = [fold(cell) for cell in cells if cell.strip()]
    hits = sum(1 for one in folded if one in _by_label())
    return hits >= 3 and hits * 2 >= len(folded)


def fields_of(names: Sequence[str], labels: Sequence[str] = ()) -> list[Field | None]:
    """The field of each column; None if unknown. Each field is used once, for its first column."""
    width = max(len(names), len(labels))
    names = [*names, *[""] * (width - len(names))]
    labels = [*labels, *[""] * (width - len(labels))]
    named = [field_for_heading(name) for name in names]
    found: list[Field | None] = [
        one if one and (not label.strip() or fold(label) in _spellings(one)) else None
        for one, label in zip(named, labels, strict=True)
    ]
    taken = {one.name for one in found if one}
    for place in range(width):
        if found[place] is not None:
            continue
        chosen = _by_its_label(labels[place], _near(named, found, place), taken) or named[place]
        if chosen and chosen.name not in taken:
            found[place] = chosen
            taken.add(chosen.name)
    return _once(found)


def _by_its_label(label: str, near: str, taken: set[str]) -> Field | None:
    names = [name for name in _by_label().get(fold(label), ()) if name not in taken]
    same = [name for name in names if name.startswith(near)] if near else []
    chosen = same[:1] or (names if len(names) == 1 else [])
    return FIELDS[chosen[0]] if chosen else None


def _near(named: Sequence[Field | None], found: Sequence[Field | None], place: int) -> str:
    """The prefix of this column's name, else of the column before."""
    for one in (named[place], found[place - 1] if place else None):
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
    return {fold(name): name for name in FIELDS} | {
        fold(heading): name for heading, name in standard_book()["headings"].items()
    }


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
