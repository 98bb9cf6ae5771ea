"""Write places: the CSV files shipped with the product, and localities from an office's own records."""

import uuid
from collections.abc import Collection, Iterable, Iterator
from decimal import Decimal
from typing import Any

from django.db import transaction

from jatan.foundation.db.bulk_insert import insert_rows
from jatan.foundation.db.new_rows import new_row
from jatan.foundation.places.choices import Level
from jatan.foundation.places.models import Place
from jatan.foundation.places.namesakes import shipped_rows
from jatan_names import fold

# Ids are derived from codes, so that a place has the same id in every installation.
_NAMESPACE = uuid.UUID("6f0c2c1e-7d0b-5f57-9f7b-6a6174616e00")
_FIELDS = (
    *("level", "lgd_code", "census2011_code", "country_code", "name_en", "name_hi", "is_hi_verified"),
    *("aliases", "fold", "parent_id", "district_id", "block_id", "lat", "lon"),
)


def place_id(level: Level, code: str | int) -> uuid.UUID:
    """The id of a shipped place by its level and code (LGD code, ISO country code, or destination code)."""
    return uuid.uuid5(_NAMESPACE, f"{level.value}:{code}")


def load_places() -> int:
    """Create or update the shipped places from the CSV files; never deletes. Returns the number of rows written."""
    wanted = list(_shipped_places())
    known = {row.id: row for row in Place.objects.filter(recorded_by_organisation__isnull=True)}
    stale = [row for row in wanted if row.id not in known or _differs(known[row.id], row)]
    with transaction.atomic():
        for level in (Level.COUNTRY, Level.STATE, Level.DISTRICT, Level.BLOCK, Level.CITY):
            rows = [row for row in stale if row.level == level]
            Place.objects.bulk_create(rows, update_conflicts=True, unique_fields=["id"], update_fields=_FIELDS)
    return len(stale)


def save_localities(organisation_id: uuid.UUID, seen: Iterable[tuple[Place, str, str]]) -> None:
    """Store (block or district, panchayat, village) as an office wrote them, for its own type-ahead fields."""
    rows: dict[tuple[uuid.UUID, str, str], Place] = {}
    for parent, panchayat, village in seen:
        for level, name in ((Level.PANCHAYAT, panchayat), (Level.VILLAGE, village)):
            folded = fold(name)
            if folded and (parent.id, level, folded) not in rows:
                rows[(parent.id, level, folded)] = new_row(
                    Place,
                    level=level,
                    name_en=name[:120],
                    name_hi=name[:120],
                    is_hi_verified=False,
                    fold=folded[:120],
                    parent=parent,
                    district_id=parent.district_id or parent.id,
                    block_id=parent.id if parent.level == Level.BLOCK else None,
                    recorded_by_organisation=organisation_id,
                )
    insert_rows(list(rows.values()), ignore_conflicts=True)


def delete_localities(organisation_id: uuid.UUID, ids: Collection[uuid.UUID]) -> int:
    """Delete localities that an office wrote, which no row of it names any more. Returns how many."""
    rows = Place.objects.filter(recorded_by_organisation=organisation_id, pk__in=ids)
    return rows.delete()[0] if ids else 0


def _differs(known: Place, wanted: Place) -> bool:
    return any(getattr(known, name) != getattr(wanted, name) for name in _FIELDS)


def _shipped_places() -> Iterator[Place]:
    for row in shipped_rows("countries"):
        yield _place(Level.COUNTRY, row["iso_code"], row, country_code=row["iso_code"])
    india = place_id(Level.COUNTRY, "IN")
    for row in shipped_rows("states"):
        yield _place(Level.STATE, row["lgd_code"], row, parent_id=india, country_code="IN")
    for row in shipped_rows("districts"):
        parent = place_id(Level.STATE, row["state_lgd_code"])
        yield _place(Level.DISTRICT, row["lgd_code"], row, parent_id=parent, country_code="IN")
    for row in shipped_rows("blocks"):
        district = place_id(Level.DISTRICT, row["district_lgd_code"])
        yield _place(Level.BLOCK, row["lgd_code"], row, parent_id=district, district_id=district, country_code="IN")
    for row in shipped_rows("destinations"):
        state = row["state_lgd_code"]
        parent = place_id(Level.STATE, state) if state else place_id(Level.COUNTRY, row["country_iso_code"])
        yield _place(Level.CITY, row["code"], row, parent_id=parent, country_code=row["country_iso_code"])


def _place(level: Level, code: str, row: dict[str, str], **fields: Any) -> Place:
    return Place(
        id=place_id(level, code),
        level=level,
        lgd_code=int(row["lgd_code"]) if row.get("lgd_code") else None,
        census2011_code=row.get("census2011_code", ""),
        name_en=row["name_en"],
        name_hi=row["name_hi"],
        is_hi_verified=row.get("hi_verified", "yes") == "yes",
        aliases=[alias for alias in row.get("aliases", "").split("|") if alias],
        fold=fold(row["name_en"]),
        lat=_coordinate(row.get("lat")),
        lon=_coordinate(row.get("lon")),
        **fields,
    )


def _coordinate(text: str | None) -> Decimal | None:
    return Decimal(text).quantize(Decimal("0.000001")) if text else None
