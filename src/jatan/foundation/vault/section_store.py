"""Write and read sections of a case file with its case key. A revision is a new row; nothing is overwritten."""

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import NamedTuple

from django.db.models import Max

from jatan.foundation.vault.contexts import section_context
from jatan.foundation.vault.keyrings import CaseKey, Keyring
from jatan.foundation.vault.models import Section
from jatan.foundation.vault.sections import section_open, section_seal
from jatan.kernel.ids import new_id

__all__ = [
    "SCHEMA",
    "Sealed",
    "Written",
    "context_of_section",
    "latest",
    "latest_of_all",
    "open_section",
    "write_section",
]

SCHEMA = 1


class Sealed(NamedTuple):
    """A section as a plain tuple, because a search reads thousands."""

    organisation_id: uuid.UUID
    case: uuid.UUID
    name: str
    row: uuid.UUID
    revision: int
    dek_version: int
    schema: int
    sealed: bytes


class Written(NamedTuple):
    """A section as a plain tuple with author and time, for pages of a case."""

    organisation_id: uuid.UUID
    case: uuid.UUID
    name: str
    row: uuid.UUID
    revision: int
    dek_version: int
    schema: int
    sealed: bytes
    written_at: dt.datetime
    written_by: uuid.UUID


type AnySection = Section | Sealed | Written


def context_of_section(row: AnySection) -> bytes:
    """The context of a section."""
    return section_context(
        organisation=row.organisation_id,
        case=row.case,
        section=row.name,
        row=row.row,
        revision=row.revision,
        dek_version=row.dek_version,
        schema=row.schema,
    )


def write_section(
    keyring: Keyring, case: uuid.UUID, key: CaseKey, name: str, plaintext: bytes, *, row: uuid.UUID | None = None
) -> Section:
    """Encrypt and store a new row, or the next revision of `row`. Raises IntegrityError if that revision exists."""
    held = Section.objects.filter(organisation_id=keyring.organisation_id, case=case, row=row) if row else None
    last: int = (held.aggregate(last=Max("revision"))["last"] or 0) if held is not None else 0
    section = Section(
        organisation_id=keyring.organisation_id,
        case=case,
        name=name,
        row=row or new_id(),
        revision=last + 1,
        dek_version=key.version,
        schema=SCHEMA,
        written_by=keyring.holder,
    )
    section.sealed = section_seal(key.dek, plaintext, context_of_section(section))
    section.save(force_insert=True)
    return section


def open_section(key: CaseKey, row: AnySection) -> bytes:
    """Decrypt a row. Raises Refused if it was altered, moved, or encrypted under another key."""
    return section_open(key.dek, bytes(row.sealed), context_of_section(row))


def latest(organisation_id: uuid.UUID, cases: Sequence[uuid.UUID], name: str = "") -> list[Written]:
    """The newest revision of every row of these cases, oldest row first: one query."""
    rows = Section.objects.filter(organisation_id=organisation_id, case__in=cases)
    if name:
        rows = rows.filter(name=name)
    newest = rows.order_by("case", "row", "-revision").distinct("case", "row")
    found = [Written._make(values) for values in newest.values_list(*Written._fields)]
    return sorted(found, key=lambda row: row.row)


def latest_of_all(organisation_id: uuid.UUID, name: str) -> list[Sealed]:
    """The newest revision of each row of this name, in all cases of an organisation: one query.

    The caller filters by its keys: joining wraps in the database takes quadratic time, because with row-level security
    the planner has no estimate.
    """
    rows = Section.objects.filter(organisation_id=organisation_id, name=name)
    newest = rows.order_by("case", "row", "-revision").distinct("case", "row")
    return [Sealed._make(values) for values in newest.values_list(*Sealed._fields)]
