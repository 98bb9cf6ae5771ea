"""What the ledger is told each night of signed chains and keys, and whether they still go on from there.

All rows of one case, or of the directory, as they were on an earlier day agree with one another. The ledger was told
of later ones, so that nothing is put back alone. Its own head is what is kept outside of the house
(`foundation.ledger.heads`), and says all of it.
"""

import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import batched
from typing import Any, Final

from django.db.models import QuerySet

from jatan.foundation.ledger.models import Event
from jatan.foundation.ledger.services import Entry, record_entries
from jatan.foundation.vault.directory import fingerprint_of, is_complete
from jatan.foundation.vault.models import DirectoryKey
from jatan.foundation.vault.refusal import Refused
from jatan.foundation.vault.signed_bodies import Fields

HEADS_KEPT: Final = "keys.heads_kept"
# The receipt of a case that two supervisors deleted for good: nothing of it is missing.
FILE_ERASED: Final = "cases.file_erased"

# What is kept of what, by name of the payload. A number never falls; the mark is what that number had.
STATEMENTS, ROSTERS, PARTS, KEYS = "statements", "rosters", "parts", "keys"
_TABLES: Final = (STATEMENTS, ROSTERS, PARTS, KEYS)
_WAITS, _SIGNED, _COMPLETE = 0, 1, 2  # how far a key of the directory has come
_AT_ONCE: Final = 500  # names in one event

type _Kept = tuple[int, str]


class KeptHeads:
    """Heads of one organisation: what its ledger was told, and what is found now (`follows`, `has_grown`).

    `unreadable`: number of events about heads that cannot be read; nobody but a writer of tables makes one.
    """

    def __init__(self, organisation_id: uuid.UUID) -> None:
        self.organisation_id = organisation_id
        self.unreadable = 0
        self._known: dict[str, dict[str, _Kept]] = {table: {} for table in _TABLES}
        self._new: dict[str, dict[str, _Kept]] = {table: {} for table in _TABLES}
        self._seen: defaultdict[str, set[str]] = defaultdict(set)
        for payload in _events(organisation_id).values_list("payload", flat=True).iterator():
            self._read(payload)

    @property
    def is_empty(self) -> bool:
        """Whether the ledger was told nothing yet."""
        return not any(self._known.values()) and not self.unreadable

    def follows(self, table: str, about: uuid.UUID, heads: Sequence[str]) -> bool:
        """Whether a verified chain with these heads, from its first, goes on from what the ledger was told."""
        self.see(table, about.hex)
        known = self._known[table].get(about.hex)
        if known is not None and (known[0] > len(heads) or heads[known[0] - 1] != known[1]):
            return False
        self._new[table][about.hex] = len(heads), heads[-1]
        return True

    def has_grown(self, table: str, name: str, number: int, mark: str = "") -> bool:
        """Whether a number is at least what the ledger was told, with the same mark if it is the same."""
        self.see(table, name)
        known = self._known[table].get(name)
        if known is not None and (known[0] > number or (known[0] == number and known[1] != mark)):
            return False
        if number:
            self._new[table][name] = number, mark
        return True

    def see(self, table: str, name: str) -> None:
        """Something of this name is there, whole or not: it is not missing."""
        self._seen[table].add(name)

    def missing(self, table: str) -> list[str]:
        """Names that the ledger was told of and that nothing was found of."""
        return sorted(set(self._known[table]) - self._seen[table])

    def key_follows(self, row: DirectoryKey) -> bool:
        """Whether a key of the directory, whose signature is verified if it has one, is as far as the ledger was told.
        One that waits is not told: anybody makes one."""
        stage = _COMPLETE if is_complete(row) else _SIGNED if row.signature else _WAITS
        return self.has_grown(KEYS, _name_of(row), stage, fingerprint_of(row) if row.signature else "")

    def see_key(self, row: DirectoryKey) -> None:
        """As `see`, for a key of the directory."""
        self.see(KEYS, _name_of(row))

    def missing_cases(self) -> list[uuid.UUID]:
        """Cases that the ledger was told of, that are gone without a receipt. Asked after everything was read."""
        gone = {uuid.UUID(name) for table in (STATEMENTS, PARTS) for name in self.missing(table)}
        erased = Event.objects.filter(organisation_id=self.organisation_id, verb=FILE_ERASED, about__in=gone)
        return sorted(gone - set(erased.values_list("about", flat=True)))

    def keep(self) -> None:
        """Tell the ledger what goes on from what it was told, and nothing where nothing changed."""
        new = [
            (table, name, kept)
            for table in _TABLES
            for name, kept in sorted(self._new[table].items())
            if kept != self._known[table].get(name)
        ]
        entries = []
        for some in batched(new, _AT_ONCE, strict=False):
            payload: dict[str, dict[str, Any]] = {}
            for table, name, kept in some:
                payload.setdefault(table, {})[name] = list(kept)
            entries.append(Entry(HEADS_KEPT, payload=payload))
        if entries:
            record_entries(organisation_id=self.organisation_id, by=None, entries=entries)

    def _read(self, payload: Mapping[str, Any]) -> None:
        """The highest number of each name counts: an event that somebody adds takes nothing back."""
        fields = Fields(payload, "ledger")
        try:
            found = {table: _kept_in(fields, table) for table in _TABLES if table in payload}
        except Refused:
            self.unreadable += 1
            return
        for table, of_names in found.items():
            known = self._known[table]
            for name, kept in of_names.items():
                if name not in known or kept[0] > known[name][0]:
                    known[name] = kept


def has_kept_heads(organisation_id: uuid.UUID) -> bool:
    """Whether the ledger of an organisation was told of chains or keys."""
    return _events(organisation_id).exists()


def _events(organisation_id: uuid.UUID) -> QuerySet[Event]:
    return Event.objects.filter(organisation_id=organisation_id, verb=HEADS_KEPT).order_by("sequence")


def _kept_in(fields: Fields, table: str) -> dict[str, _Kept]:
    """What an event says of one table. Raises Refused."""
    found = fields.value(table)
    if not isinstance(found, dict):
        raise Refused(fields.code)
    kept = {}
    for name, value in found.items():
        if not isinstance(value, list) or len(value) != 2:
            raise Refused(fields.code)
        number, mark = fields.as_number(value[0]), fields.as_text(value[1])
        words = name.split()
        if number < 1 or len(words) != (3 if table == KEYS else 1):
            raise Refused(fields.code)
        fields.as_id(words[len(words) // 2])
        kept[name] = number, mark
    return kept


def _name_of(row: DirectoryKey) -> str:
    return f"{row.kind} {row.principal.hex} {row.epoch}"


def spelled(name: str) -> str:
    """The name of a key as lines of faults have it."""
    kind, principal, epoch = name.split()
    return f"{kind} {uuid.UUID(principal)} {epoch}"
