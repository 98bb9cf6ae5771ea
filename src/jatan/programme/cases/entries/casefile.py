"""An open case file: the newest revision of each entry, in the order in which they were first written.

It exists for one request and is never stored, pickled or printed.
"""

import datetime as dt
import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from jatan.programme.cases.entries.fields import Value


@dataclass(frozen=True, repr=False)
class Entry:
    """One entry in its newest revision. `row` is its permanent id.

    `written_at`, `written_by` are of this revision. Rows are UUIDv7: they sort by when they were first written.
    """

    kind: str
    row: uuid.UUID
    revision: int
    written_at: dt.datetime
    written_by: uuid.UUID
    answers: Mapping[str, Value] = field(default_factory=dict)

    def get(self, name: str, otherwise: Any = None) -> Any:
        """An answer, or `otherwise` where none was given."""
        value = self.answers.get(name)
        return otherwise if value is None or value == "" else value

    @property
    def withdrawn(self) -> str:
        """Why the entry was withdrawn; empty if it was not."""
        return str(self.answers.get("withdrawn_because") or "")


@dataclass(frozen=True, repr=False)
class CaseFile:
    """A decrypted case: code, kind, quarter and state from the register, and its entries.

    `identity` is None until `file.access.open_identity` opens the card, which records a reading in the ledger. With it
    comes `owner`: the name of the colleague who works on the case, empty if nobody does.
    """

    case_id: uuid.UUID
    organisation_id: uuid.UUID
    code: str
    kind: str
    opened_quarter: dt.date
    is_closed: bool
    entries: tuple[Entry, ...] = ()
    identity: Entry | None = None
    owner: str = ""

    def all(self, *kinds: str) -> list[Entry]:
        """Entries of these kinds that were not withdrawn, oldest first."""
        return [entry for entry in self.entries if entry.kind in kinds and not entry.withdrawn]

    def last(self, *kinds: str) -> Entry | None:
        """The newest entry of these kinds that was not withdrawn, or None."""
        return max(self.all(*kinds), key=lambda entry: (entry.written_at, entry.row), default=None)

    def find(self, row: uuid.UUID | str | None) -> Entry | None:
        """The entry of this row, withdrawn or not; None when there is none."""
        return next((entry for entry in self.entries if str(entry.row) == str(row)), None)

    def linked(self, row: uuid.UUID, kind: str, name: str) -> list[Entry]:
        """Entries of a kind, not withdrawn, whose link field `name` points at this row."""
        return [entry for entry in self.all(kind) if str(entry.get(name)) == str(row)]

    def with_entry(self, entry: Entry) -> "CaseFile":
        """A copy of the file that contains this entry."""
        if entry.kind == "identity":
            return replace(self, identity=entry)
        rest = tuple(one for one in self.entries if one.row != entry.row)
        return replace(self, entries=tuple(_in_order((*rest, entry))))


def _in_order(entries: Iterable[Entry]) -> Iterator[Entry]:
    return iter(sorted(entries, key=lambda entry: entry.row))
