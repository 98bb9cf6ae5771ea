"""Serialise entries into sealed sections, and read them back."""

import json
import uuid
from collections.abc import Mapping
from typing import Any, Final

from jatan.foundation.vault.keyrings import CaseKey, Keyring
from jatan.foundation.vault.models import Section
from jatan.foundation.vault.section_store import Written, open_section, write_section
from jatan.programme.cases.entries.all_kinds import KINDS
from jatan.programme.cases.entries.casefile import Entry
from jatan.programme.cases.entries.fields import Value
from jatan.programme.cases.entries.kinds import EntryKind

IDENTITY_SECTION: Final = "identity"
SUMMARY_SECTION: Final = "summary"


def seal_entry(
    keyring: Keyring,
    case: uuid.UUID,
    key: CaseKey,
    kind: EntryKind,
    answers: Mapping[str, Value],
    *,
    row: uuid.UUID | None = None,
) -> Entry:
    """Seal a new entry, or the next revision of `row`. Raises IntegrityError if that revision exists already.

    The entry's kind is inside the ciphertext; the table shows only the section (identity, facts, other).
    """
    kept = {name: _field_kept(kind, name, value) for name, value in answers.items()}
    body = json.dumps({"k": kind.code, "a": kept}, ensure_ascii=False, separators=(",", ":")).encode()
    section = write_section(keyring, case, key, kind.section, body, row=row)
    return Entry(kind.code, section.row, section.revision, section.written_at, section.written_by, dict(answers))


def entry_of(key: CaseKey, section: Section | Written) -> Entry:
    """Decrypt a section into an entry. Raises vault Refused. An answer without a field is kept as stored."""
    body: dict[str, Any] = json.loads(open_section(key, section))
    kind = KINDS.get(body["k"])
    fields = {field.name: field for field in kind.fields} if kind else {}
    answers = {name: fields[name].read(value) if name in fields else value for name, value in body["a"].items()}
    return Entry(body["k"], section.row, section.revision, section.written_at, section.written_by, answers)


def _field_kept(kind: EntryKind, name: str, value: Value) -> Any:
    field = next((field for field in kind.fields if field.name == name), None)
    return field.kept(value) if field else value
