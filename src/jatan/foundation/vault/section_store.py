"""Write and read sections of a case file with its case key. A revision is a new row; nothing is overwritten."""

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from django.db.models import Max

from jatan.foundation.vault.contexts import section_context, signed_section_context
from jatan.foundation.vault.keyrings import CaseKey, Keyring
from jatan.foundation.vault.models import CaseStatement, Section, Wrap
from jatan.foundation.vault.refusal import Refused
from jatan.foundation.vault.sections import section_open, section_seal
from jatan.kernel.ids import new_id

# Of cases whose readers nobody has signed yet, and of all others.
_UNSIGNED, _SIGNED = 1, 2
_EPOCH: Final = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_MICROSECOND: Final = dt.timedelta(microseconds=1)


class Written(NamedTuple):
    """A section as a plain tuple, because a search reads thousands."""

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
    statement: int


type AnySection = Section | Written


def context_of_section(row: AnySection, key: CaseKey) -> bytes:
    """The context of a section. Raises Refused("statement") if the statement by which it was sealed is none of those by
    which `key` is read."""
    section = section_context(
        organisation=row.organisation_id,
        case=row.case,
        section=row.name,
        row=row.row,
        revision=row.revision,
        dek_version=row.dek_version,
        schema=row.schema,
    )
    if row.schema == _UNSIGNED:
        return section
    if not 0 < row.statement <= key.statement:
        raise Refused("statement")
    return signed_section_context(
        section,
        statement=key.heads[row.statement - 1],
        written_by=row.written_by,
        written_at=(row.written_at - _EPOCH) // _MICROSECOND,
    )


def write_section(
    keyring: Keyring, case: uuid.UUID, key: CaseKey, name: str, plaintext: bytes, *, row: uuid.UUID | None = None
) -> Section:
    """Encrypt and store a new row, or the next revision of `row`.

    Raises IntegrityError if that revision exists, Refused("meanwhile") if readers of the case were signed since it was
    opened.
    """
    if not key.statement:
        lock_unsigned(keyring.organisation_id, case)
    held = Section.objects.filter(organisation_id=keyring.organisation_id, case=case, row=row) if row else None
    last: int = (held.aggregate(last=Max("revision"))["last"] or 0) if held is not None else 0
    section = Section(
        organisation_id=keyring.organisation_id,
        case=case,
        name=name,
        row=row or new_id(),
        revision=last + 1,
        dek_version=key.version,
        schema=_SIGNED if key.statement else _UNSIGNED,
        statement=key.statement,
        written_by=keyring.holder,
    )
    section.sealed = section_seal(key.dek, plaintext, context_of_section(section, key))
    section.save(force_insert=True)
    return section


def open_section(key: CaseKey, row: AnySection) -> bytes:
    """Decrypt a row. Raises Refused if it was altered, moved, or encrypted under another key; "statement" if it was
    sealed by a later statement than the newest that is there, or without one in a case that has them."""
    if row.statement > key.statement or (key.statement and row.schema == _UNSIGNED):
        raise Refused("statement")
    return section_open(key.dek, bytes(row.sealed), context_of_section(row, key))


def seal_anew(rows: Iterable[Section], old: CaseKey, new: CaseKey) -> None:
    """Encrypt these sections, which `old` opens, under a new key, or by a later statement. Raises Refused."""
    changed = list(rows)
    for row in changed:
        plaintext = open_section(old, row)
        row.dek_version = new.version
        row.statement = new.statement
        row.schema = _SIGNED if new.statement else _UNSIGNED
        row.sealed = section_seal(new.dek, plaintext, context_of_section(row, new))
    Section.objects.bulk_update(changed, ["dek_version", "statement", "schema", "sealed"], batch_size=500)


def lock_unsigned(organisation_id: uuid.UUID, case: uuid.UUID) -> None:
    """Lock a case of an earlier version until the transaction ends, so that nobody signs its readers between. Raises
    Refused("meanwhile") if somebody has."""
    lock_wraps(organisation_id, case)
    if CaseStatement.objects.filter(organisation_id=organisation_id, case=case).exists():
        raise Refused("meanwhile")


def lock_wraps(organisation_id: uuid.UUID, case: uuid.UUID) -> None:
    """Lock the wraps of a case: whoever decides who may read it waits for whoever does so."""
    list(Wrap.objects.select_for_update().filter(organisation_id=organisation_id, case=case).order_by("pk"))


def latest(organisation_id: uuid.UUID, cases: Sequence[uuid.UUID], name: str = "") -> list[Written]:
    """The newest revision of every row of these cases, oldest row first: one query."""
    rows = Section.objects.filter(organisation_id=organisation_id, case__in=cases)
    if name:
        rows = rows.filter(name=name)
    newest = rows.order_by("case", "row", "-revision").distinct("case", "row")
    found = [Written._make(values) for values in newest.values_list(*Written._fields)]
    return sorted(found, key=lambda row: row.row)


def latest_of_all(organisation_id: uuid.UUID, name: str) -> list[Written]:
    """The newest revision of each row of this name, in all cases of an organisation: one query.

    The caller filters by its keys: joining wraps in the database takes quadratic time, because with row-level security
    the planner has no estimate.
    """
    rows = Section.objects.filter(organisation_id=organisation_id, name=name)
    newest = rows.order_by("case", "row", "-revision").distinct("case", "row")
    return [Written._make(values) for values in newest.values_list(*Written._fields)]
