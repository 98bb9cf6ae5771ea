"""Entries inside a letter, and taken out of it into the file of whoever takes the case in.

What a letter holds comes from outside: every answer is parsed as if somebody had typed it, and nothing is
written that the table of `contents` does not let through to another house.
"""

import uuid
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from typing import Any, Final

from jatan.foundation.access.actors import Actor
from jatan.foundation.vault.keyrings import Keyring
from jatan.kernel import clock
from jatan.kernel.ids import new_id
from jatan.kernel.problems import Problem
from jatan.kernel.text.aadhaar import without_aadhaar
from jatan.programme.cases.entries.all_kinds import KINDS, kind_of
from jatan.programme.cases.entries.casefile import CaseFile, Entry
from jatan.programme.cases.entries.endings import ends_something
from jatan.programme.cases.entries.fields import Field, Value
from jatan.programme.cases.entries.kinds import EntryKind
from jatan.programme.cases.entries.received import FROM_HOUSE, foreign_document
from jatan.programme.cases.file.access import OpenCaseFile
from jatan.programme.cases.file.entry_store import store_entry
from jatan.programme.cases.sharing.contents import Packet, Passes, verdict

_MOST: Final = 2_000
_NOT_ASKED: Final = frozenset({"machine", "reasons"})
_PAPER: Final = "card"
_PAPERS: Final = "papers_there"
_TOLD: Final = "told_there"
# What only a supervisor of this house may say: of another's it is kept why she agreed, not that she did.
_OURS_ALONE: Final = frozenset({("duty_answer", "is_confirmed")})
# What of a paper's card is told: the paper itself stays where it was sealed.
_OF_PAPER: Final = frozenset({"title"})


@dataclass(frozen=True, repr=False)
class PassedEntry:
    """One entry in a letter. `row`: its id at the sender, by which other entries of the letter link to it."""

    kind: str
    row: str
    answers: Mapping[str, Any] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """The entry as JSON values."""
        return {"kind": self.kind, "row": self.row, "answers": dict(self.answers)}


def passed_entries(entries: Iterable[Entry]) -> tuple[PassedEntry, ...]:
    """Entries for a letter, without secrets, keys and whatever no person reads."""
    found = []
    for entry in entries:
        fields = (one for one in _asked(entry.kind) if entry.get(one.name) is not None)
        answers = {one.name: one.kept(entry.get(one.name)) for one in fields}
        if answers:
            found.append(PassedEntry(entry.kind, str(entry.row), answers))
    return tuple(found)


def read_passed_entries(value: object) -> tuple[PassedEntry, ...]:
    """The entries in a letter's body; none in letters of earlier versions. Raises Problem("unreadable")."""
    rows = value if value is not None else []
    if not isinstance(rows, list) or len(rows) > _MOST:
        raise Problem("unreadable")
    return tuple(_read_row(row) for row in rows)


def write_passed_entries(
    by: Actor, keyring: Keyring, case_file: OpenCaseFile, entries: Sequence[PassedEntry], source: str, *, is_new: bool
) -> tuple[OpenCaseFile, list[tuple[str, str]]]:
    """Write the entries of a letter into a file, in the caller's transaction. `source`: who sent them.

    An entry that the file holds already is not written twice. `is_new`: the file begins with this letter. Into any
    other file nothing is taken over that ends what runs on there (`entries.endings`), nor a second entry of a kind of
    which a file has one: it is kept to be read and does not count. Returns the file, and (label, text) of what could
    not be read.
    """
    rows: dict[str, uuid.UUID] = {}
    aside: set[uuid.UUID] = set()
    unread: list[tuple[str, str]] = []
    for entry in entries:
        if entry.kind in (_PAPER, _PAPERS) or not _may_come_in(entry.kind):
            continue
        kind = kind_of(entry.kind)
        answers = _parsed(entry, rows, unread)
        if not answers:
            continue
        held = _same_entry(case_file.file, kind.code, answers)
        if held is None and _counts(case_file, kind, answers, aside, is_new=is_new):
            case_file, held = store_entry(by, keyring, case_file, kind, {**answers, FROM_HOUSE: source[:200]}, None)
        elif held is None:
            case_file, held = keep_aside(by, keyring, case_file, kind, answers, source)
            aside.add(held.row)
        rows[entry.row] = held.row
    return _write_papers(by, keyring, case_file, entries, source), unread


def keep_aside(
    by: Actor, keyring: Keyring, case_file: OpenCaseFile, kind: EntryKind, answers: Mapping[str, Value], source: str
) -> tuple[OpenCaseFile, Entry]:
    """Keep an entry of another house so that it is read and does not count; once, however often it is sent."""
    kept = {"source": source[:200] or "?", "document": foreign_document(kind, answers)}
    held = next((one for one in case_file.whole.all(_TOLD) if dict(one.answers) == kept), None)
    return (case_file, held) if held else store_entry(by, keyring, case_file, kind_of(_TOLD), kept, None)


def passed_file(entries: Sequence[PassedEntry]) -> tuple[CaseFile, list[tuple[str, str]]]:
    """The entries of a letter that would come in, read as they will be, in a file of their own that is kept nowhere;
    and (label, text) of what could not be read."""
    nobody, now = uuid.UUID(int=0), clock.now()
    file = CaseFile(nobody, nobody, "", "", now.date(), False)
    rows: dict[str, uuid.UUID] = {}
    unread: list[tuple[str, str]] = []
    for entry in entries:
        if entry.kind not in KINDS or not (_may_come_in(entry.kind) or entry.kind == _PAPERS):
            continue
        answers = _parsed(entry, rows, unread, wants_all=entry.kind not in (_PAPER, _PAPERS))
        if answers:
            rows[entry.row] = new_id()
            file = file.with_entry(Entry(entry.kind, rows[entry.row], 1, now, nobody, answers))
    return file, unread


def _counts(
    case_file: OpenCaseFile, kind: EntryKind, answers: Mapping[str, Value], aside: Set[uuid.UUID], *, is_new: bool
) -> bool:
    """Whether an entry of another house counts here."""
    if kind.is_single and case_file.whole.last(kind.code) is not None:
        return False
    if is_new:
        return True
    if any(answers.get(one.name) in aside for one in kind.fields if one.kind == "link"):
        return False
    return not ends_something(case_file.whole, kind.code, answers, clock.today())


def _may_come_in(kind: str) -> bool:
    return kind in KINDS and Passes.WHOLE in (verdict(kind, Packet.TRANSFER), verdict(kind, Packet.REFERRAL))


def _asked(kind: str) -> list[Field]:
    fields = [one for one in kind_of(kind).fields if one.kind not in _NOT_ASKED]
    return [one for one in fields if one.name in _OF_PAPER] if kind == _PAPER else fields


def _read_row(row: object) -> PassedEntry:
    if not isinstance(row, dict):
        raise Problem("unreadable")
    kind, name, answers = row.get("kind"), row.get("row"), row.get("answers")
    if not isinstance(kind, str) or not isinstance(name, str) or not isinstance(answers, dict):
        raise Problem("unreadable")
    return PassedEntry(kind[:100], name[:100], answers)


def _parsed(
    entry: PassedEntry, rows: Mapping[str, uuid.UUID], unread: list[tuple[str, str]], *, wants_all: bool = True
) -> dict[str, Value]:
    """The answers that can be read, links turned to rows of this file; {} where a needed one is missing and
    `wants_all`."""
    answers: dict[str, Value] = {}
    fields = [one for one in _asked(entry.kind) if (entry.kind, one.name) not in _OURS_ALONE]
    for one in fields:
        raw = entry.answers.get(one.name)
        try:
            value = rows.get(str(raw)) if one.kind == "link" else _without_aadhaar(one, one.read(raw))
            answers[one.name] = one.parse_answer(value)
        except (Problem, TypeError, ValueError):
            unread.append((str(one.label), without_aadhaar(str(raw))[:500]))
    if wants_all and any(one.needed and answers.get(one.name) in (None, "", []) for one in fields):
        return {}
    return {name: value for name, value in answers.items() if value not in (None, "", [])}


def _without_aadhaar(one: Field, value: Value) -> Value:
    return without_aadhaar(value) if isinstance(value, str) and one.kind in ("line", "text") else value


def _same_entry(file: CaseFile, kind: str, answers: Mapping[str, Value]) -> Entry | None:
    names = [one.name for one in _asked(kind)]
    wanted = [answers.get(name) or None for name in names]
    return next((one for one in file.all(kind) if [one.get(name) or None for name in names] == wanted), None)


def _write_papers(
    by: Actor, keyring: Keyring, case_file: OpenCaseFile, entries: Sequence[PassedEntry], source: str
) -> OpenCaseFile:
    titles = [str(one.answers.get("title", ""))[:200] for one in entries if one.kind == _PAPER]
    titles += [str(one.answers.get("papers", ""))[:2_000] for one in entries if one.kind == _PAPERS]
    listed = without_aadhaar("\n".join(title for title in titles if title))
    answers = {"source": source[:200] or "?", "papers": listed}
    if not listed or _same_entry(case_file.file, _PAPERS, answers) is not None:
        return case_file
    return store_entry(by, keyring, case_file, kind_of(_PAPERS), answers, None)[0]
