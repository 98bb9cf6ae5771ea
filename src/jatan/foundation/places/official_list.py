"""Takes villages of the official list (LGD) into `ListedVillage`, and says what is new, renamed, moved or gone.

Nothing is deleted. A file may hold one block or the whole state: only in blocks that it names is a village that is
missing taken for gone. A column that a file does not have leaves what another file has said.
"""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import batched
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from jatan.foundation.places.choices import Level
from jatan.foundation.places.models import ListedVillage, Place
from jatan.kernel.problems import Problem
from jatan_names import fold

_BATCH = 2_000
_EXAMPLES = 50
_FIELDS = ("census2011_code", "name_en", "name_hi", "subdistrict", "panchayat_code", "panchayat_en", "panchayat_hi")
_WRITTEN = (*_FIELDS, "fold", "district_id", "block_id", "is_listed")
# So many of the villages of the file's blocks may be gone; more means that the file is cut off.
_MOST_GONE, _GONE_IN_PERCENT = 10, 10


@dataclass(frozen=True, slots=True)
class VillageLine:
    """One line of a file. "" or None: the file does not say."""

    code: int
    name_en: str
    name_hi: str = ""
    census2011_code: str = ""
    district_code: int | None = None
    district: str = ""
    block_code: int | None = None
    block: str = ""
    subdistrict: str = ""
    panchayat_code: int | None = None
    panchayat_en: str = ""
    panchayat_hi: str = ""


@dataclass
class ListChanges:
    """How many villages changed how, with up to fifty examples each as (code, before, now).

    `outside`: lines of districts that this house does not know; `unplaced`: villages whose block it does not know;
    `repeated`: lines with a code that stood above already.
    """

    lines: int = 0
    unchanged: int = 0
    outside: int = 0
    unplaced: int = 0
    repeated: int = 0
    counts: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    examples: dict[str, list[tuple[int, str, str]]] = field(default_factory=lambda: defaultdict(list))

    def add(self, what: str, code: int, before: str, now: str) -> None:
        """Count one change; `what`: new, renamed, moved, gone, back, other."""
        self.counts[what] += 1
        if len(self.examples[what]) < _EXAMPLES:
            self.examples[what].append((code, before, now))

    @property
    def is_change(self) -> bool:
        """True if anything differs from what was known."""
        return bool(self.counts)


def take_in_villages(
    lines: Iterable[VillageLine], *, is_dry_run: bool = False, is_whole_anyway: bool = False
) -> ListChanges:
    """Take in the lines of a file in batches of 2,000: two queries for each, whatever the size of the file.

    Raises Problem("incomplete_list") where more villages would be gone than ever go at once (the file is cut off),
    unless `is_whole_anyway`. `is_dry_run` writes nothing.
    """
    changes, places = ListChanges(), _Places()
    seen: set[int] = set()
    scopes: set[tuple[uuid.UUID, uuid.UUID | None]] = set()
    with transaction.atomic():
        for some in batched(_once(lines, seen, changes), _BATCH, strict=False):
            _take_batch(some, places, scopes, changes, is_dry_run=is_dry_run)
        _mark_gone(scopes, seen, changes, is_dry_run=is_dry_run, is_whole_anyway=is_whole_anyway)
    return changes


def _once(lines: Iterable[VillageLine], seen: set[int], changes: ListChanges) -> Iterator[VillageLine]:
    for line in lines:
        changes.lines += 1
        if line.code in seen:
            changes.repeated += 1
            continue
        seen.add(line.code)
        yield line


def _take_batch(
    lines: Sequence[VillageLine],
    places: "_Places",
    scopes: set[tuple[uuid.UUID, uuid.UUID | None]],
    changes: ListChanges,
    *,
    is_dry_run: bool,
) -> None:
    known = ListedVillage.objects.in_bulk([line.code for line in lines])
    written: list[ListedVillage] = []
    for line in lines:
        former = known.get(line.code)
        district = places.district(line)
        if district is None:
            changes.outside += 1
            continue
        block = places.block(line, district)
        changes.unplaced += block is None
        scopes.add((district, block))
        wanted = _wanted(line, former, district, block)
        if former is None:
            changes.add("new", line.code, "", wanted.name_en)
        elif not _note_differences(former, wanted, places, changes):
            changes.unchanged += 1
            continue
        written.append(wanted)
    if written and not is_dry_run:
        ListedVillage.objects.bulk_create(
            written, update_conflicts=True, unique_fields=["code"], update_fields=list(_WRITTEN)
        )


def _wanted(
    line: VillageLine, former: ListedVillage | None, district: uuid.UUID, block: uuid.UUID | None
) -> ListedVillage:
    """The village as it stands after this line. What the line does not say stays as it was."""
    values: dict[str, Any] = {name: getattr(line, name) or getattr(former, name, None) for name in _FIELDS}
    for name in _FIELDS:
        if name != "panchayat_code":
            values[name] = values[name] or ""
    if block is None and former is not None and former.district_id == district:
        block = former.block_id
    return ListedVillage(
        code=line.code, district_id=district, block_id=block, fold=fold(line.name_en)[:200], is_listed=True, **values
    )


def _note_differences(former: ListedVillage, wanted: ListedVillage, places: "_Places", changes: ListChanges) -> bool:
    different = [name for name in _WRITTEN if getattr(former, name) != getattr(wanted, name)]
    if not different:
        return False
    if not former.is_listed:
        changes.add("back", wanted.code, "", wanted.name_en)
    if "name_en" in different:
        changes.add("renamed", wanted.code, former.name_en, wanted.name_en)
    if {"block_id", "district_id"} & set(different):
        where = [places.names.get(row.block_id or row.district_id, "") for row in (former, wanted)]
        changes.add("moved", wanted.code, f"{wanted.name_en}: {where[0]}", where[1])
    if set(different) <= {*_FIELDS} - {"name_en"}:
        changes.add("other", wanted.code, "", wanted.name_en)
    return True


def _mark_gone(
    scopes: set[tuple[uuid.UUID, uuid.UUID | None]],
    seen: set[int],
    changes: ListChanges,
    *,
    is_dry_run: bool,
    is_whole_anyway: bool,
) -> None:
    blocks = {block for _district, block in scopes if block is not None}
    rows = ListedVillage.objects.filter(is_listed=True, block_id__in=blocks)
    known = list(rows.values_list("code", "name_en"))
    gone = [(code, name) for code, name in known if code not in seen]
    if len(gone) > _MOST_GONE and len(gone) * 100 > len(known) * _GONE_IN_PERCENT and not is_whole_anyway:
        message = _(
            "%(gone)s of the %(known)s villages known in these blocks are missing in the file. It seems to be cut off:"
            " download it again, or say that it is whole."
        )
        raise Problem("incomplete_list", message % {"gone": len(gone), "known": len(known)})
    for code, name in gone:
        changes.add("gone", code, name, "")
    if not is_dry_run:
        for some in batched([code for code, _name in gone], _BATCH, strict=False):
            ListedVillage.objects.filter(code__in=some).update(is_listed=False)


class _Places:
    """Districts and blocks of this house by LGD code and by name: one query."""

    def __init__(self) -> None:
        rows = Place.objects.filter(
            recorded_by_organisation__isnull=True, level__in=(Level.DISTRICT, Level.BLOCK)
        ).values_list("id", "level", "lgd_code", "name_en", "name_hi", "aliases", "district_id")
        self._by_code: dict[tuple[str, int], uuid.UUID] = {}
        self._by_name: dict[tuple[uuid.UUID | None, str], uuid.UUID] = {}
        self.names: dict[uuid.UUID, str] = {}
        self._district_of: dict[uuid.UUID, uuid.UUID | None] = {}
        for pk, level, code, en, hi, aliases, district in rows:
            self.names[pk], self._district_of[pk] = en, district
            if code is not None:
                self._by_code[level, code] = pk
            for name in (en, hi, *aliases):
                if name:
                    self._by_name.setdefault((district, _plain(name)), pk)

    def district(self, line: VillageLine) -> uuid.UUID | None:
        """By code where the file has one, by name else, or by the block's code; never by likeness."""
        if line.district_code is not None:
            return self._by_code.get((Level.DISTRICT, line.district_code))
        if line.district:
            return self._by_name.get((None, _plain(line.district)))
        block = self._by_code.get((Level.BLOCK, line.block_code)) if line.block_code is not None else None
        return self._district_of[block] if block is not None else None

    def block(self, line: VillageLine, district: uuid.UUID) -> uuid.UUID | None:
        """By code, by the block's name, or by the sub-district of the same name; inside the district only."""
        if line.block_code is not None:
            found = self._by_code.get((Level.BLOCK, line.block_code))
            return found if found is not None and self._district_of[found] == district else None
        names = (line.block, line.subdistrict)
        found_by_name = (self._by_name.get((district, _plain(name))) for name in names if name)
        return next((one for one in found_by_name if one is not None), None)


def _plain(name: str) -> str:
    return "".join(character for character in name.casefold() if character.isalnum() or character > "\u0900")
