"""Writes the search keys of people, in the transaction that saves the person.

`rebuild_keys` rebuilds the keys of one organisation after the folding rules changed, in batches of one transaction
each, so that a killed worker resumes where it stopped. Idempotent.
"""
# ruff: noqa: S608 - the texts joined here are names of our own columns; values are parameters

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence
from itertools import batched
from typing import Any

from django.db import connection, transaction
from django.db.models import Q

from jatan.foundation.network import marks
from jatan.programme.people import keys
from jatan.programme.people.models import KeyState, Person, PersonKey
from jatan_names import names

BATCH = 1000
_COLUMNS = (
    ("person_id", "uuid"),
    ("organisation_id", "uuid"),
    ("block_id", "uuid"),
    ("district_id", "uuid"),
    ("name_fold", "text"),
    ("guardian_fold", "text"),
    ("village_fold", "text"),
    ("given_key", "text"),
    ("last_key", "text"),
    ("guardian_key", "text"),
    ("village_key", "text"),
    ("phone", "text"),
    ("birth_year", "smallint"),
    ("sex", "text"),
    ("fold_version", "text"),
)
_NAMES = ", ".join(name for name, _kind in _COLUMNS)
# One statement with arrays: an import writes 60,000 rows, and the ORM would add seconds.
_UPSERT = "".join(
    (
        f"INSERT INTO people_personkey ({_NAMES}, is_compared) SELECT {_NAMES}, false FROM unnest(",
        ", ".join(f"%s::{kind}[]" for _name, kind in _COLUMNS),
        f") AS fresh({_NAMES}) ON CONFLICT (organisation_id, person_id) DO UPDATE SET ",
        ", ".join(
            f"{name} = excluded.{name}" for name, _kind in _COLUMNS if name not in {"organisation_id", "person_id"}
        ),
        ", is_compared = people_personkey.is_compared AND %s",
    )
)
# No unique constraint, so that concurrent saves of one new name do not block; duplicate rows are harmless.
_LEARN = """
INSERT INTO people_namevariant (organisation_id, variant, key)
SELECT organisation_id, variant, key
FROM unnest(%s::uuid[], %s::text[], %s::text[]) AS fresh(organisation_id, variant, key)
WHERE NOT EXISTS (SELECT FROM people_namevariant AS known WHERE known.organisation_id = fresh.organisation_id
    AND known.variant = fresh.variant AND known.key = fresh.key)
"""


def write_keys(people: Sequence[Person], *, keep_compared: bool = False) -> None:
    """Insert or update the keys of people that are not withdrawn.

    They are queued for comparison again unless `keep_compared` (only the folding rules changed).
    """
    if not people:
        return
    rows = [_row(person) for person in people]
    columns = [list(column) for column in zip(*rows, strict=True)]
    at = [name for name, _kind in _COLUMNS].index("given_key")
    learnt = list(keys.new_variants((row[1], row[at]) for row in rows if row[at]))
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_UPSERT, [*columns, keep_compared])
        if learnt:
            cursor.execute(_LEARN, [list(column) for column in zip(*learnt, strict=True)])


def delete_keys(person: Person) -> None:
    """Delete the keys and marks of a withdrawn person, so that no search finds her."""
    delete_keys_of([person])


def delete_keys_of(people: Sequence[Person]) -> None:
    """As `delete_keys`, for people of one organisation."""
    for some in batched(people, BATCH, strict=False):
        PersonKey.objects.filter(organisation_id=some[0].organisation_id, person__in=some).delete()
        marks.delete_marks_of_rows(some[0].organisation_id, [person.id for person in some])


def birth_year_of(age: int | None, age_on: dt.date | None, birth_year: int | None) -> int | None:
    """The year of birth as far as known; derived from an age, it may be off by one."""
    if birth_year is not None:
        return birth_year if 1800 < birth_year < 2200 else None
    return age_on.year - age if age is not None and age_on is not None and age < 200 else None


def has_current_keys(organisation_id: uuid.UUID) -> bool:
    """True if every key of the organisation was made by the current folding rules."""
    return KeyState.objects.filter(organisation_id=organisation_id, fold_version=keys.version()).exists()


def rebuild_keys(organisation_id: uuid.UUID) -> int:
    """Rebuild every outdated or missing key of an organisation, a transaction per batch; returns how many."""
    total = 0
    while written := rebuild_key_batch(organisation_id):
        total += written
    return total


def rebuild_key_batch(organisation_id: uuid.UUID) -> int:
    """One batch of `rebuild_keys`; returns 0 when nothing is left, and then stores the current version as done."""
    with transaction.atomic():
        # Two ranges instead of "not equal", which could not use an index.
        other = Q(fold_version__lt=keys.version()) | Q(fold_version__gt=keys.version())
        old = PersonKey.objects.filter(other, organisation_id=organisation_id)
        ids = list(old.values_list("person_id", flat=True)[:BATCH])
        if not ids:
            missing = Person.objects.filter(organisation_id=organisation_id, withdrawn_at=None, found_by=None)
            ids = list(missing.values_list("id", flat=True)[:BATCH])
        if not ids:
            KeyState.objects.update_or_create(
                organisation_id=organisation_id, defaults={"fold_version": keys.version()}
            )
            return 0
        rows = Person.objects.filter(organisation_id=organisation_id, id__in=ids).select_related("place")
        people = list(rows.select_for_update(of=("self",)))
        _refold(people)
        write_keys([person for person in people if person.withdrawn_at is None], keep_compared=True)
        PersonKey.objects.filter(person__in=[one.id for one in people if one.withdrawn_at is not None]).delete()
    return len(ids)


def _refold(people: Iterable[Person]) -> None:
    """Update the folded columns of Person by the same rules. No revision is written: no recorded value changes."""
    changed = []
    for person in people:
        folds = folded_columns(person.name, person.guardian_name)
        if any(getattr(person, name) != value for name, value in folds.items()):
            changed.append(person)
            for name, value in folds.items():
                setattr(person, name, value)
    Person.objects.bulk_update(changed, ["name_fold", "name_key", "guardian_fold"], batch_size=BATCH)


def folded_columns(name: str, guardian_name: str) -> dict[str, str]:
    """The folded name columns of Person."""
    return {
        "name_fold": names.fold(name)[:600],
        "name_key": names.key(name)[:200],
        "guardian_fold": names.fold(guardian_name)[:600] if guardian_name else "",
    }


def _row(person: Person) -> tuple[Any, ...]:
    block_id, district_id = keys.block_and_district(person.place)
    found = keys.keys_of(person.name, person.guardian_name, person.village)
    year = birth_year_of(person.age, person.age_on, person.birth_year)
    return (
        person.id,
        person.organisation_id,
        block_id,
        district_id,
        *found,
        person.phone,
        year,
        person.sex,
        keys.version(),
    )
