"""What leaves a case file: one table, kind of entry x what is made, which everything that leaves is read from.

A new kind of entry has to be entered here; `verdict` raises KeyError for one that nobody has decided about.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from jatan.programme.cases.entries.casefile import CaseFile, Entry
from jatan.programme.cases.entries.referral import PARTS


class Packet(StrEnum):
    """What is made of a file for somebody."""

    REFERRAL = "referral"
    TRANSFER = "transfer"
    HER_COPY = "her_copy"
    COURT = "court"
    CODED = "coded"
    STATISTICS = "statistics"
    PAPER = "paper"


class Passes(StrEnum):
    """Whether entries of a kind leave.

    `WHOLE`: every answer that a person can read (never keys, secrets and checksums). `RECORD`: only what the fields of
    the standard hold, at the level of the packet. `OUT`: not at all, and the record is built without them.
    """

    WHOLE = "whole"
    RECORD = "record"
    OUT = "out"


@dataclass(frozen=True)
class _Row:
    """The verdicts about one kind. `part`: which of `entries.referral.PARTS` carries it to another house."""

    part: str
    verdicts: Mapping[Packet, Passes]


_LETTERS: Final = {"W": Passes.WHOLE, "r": Passes.RECORD, "-": Passes.OUT}
# Kind, part, then a letter for each packet in the order of `Packet`: W whole, r record, - out.
_TABLE: Final = """
                              referral transfer her_copy court coded statistics paper
    identity         who      r        r        W        W     r     r          -
    profile          who      r        r        r        -     r     r          -
    consent          .        r        r        W        r     r     r          -
    withdrawal       .        r        r        W        r     r     r          -
    assessment       care     W        W        W        W     -     -          -
    departure        care     -        W        W        W     -     -          -
    origin           .        -        -        -        -     -     -          -
    exploitation     harm     r        r        W        W     r     r          -
    place_of_harm    harm     r        r        W        W     r     r          -
    involved_organisation harm r       r        W        W     r     r          -
    alleged_offender harm     r        W        W        W     r     r          -
    safety_plan      care     W        W        W        W     -     -          -
    wish             care     W        W        W        -     -     -          -
    child_plan       care     W        W        W        W     -     -          -
    urgency          .        -        -        W        -     -     -          -
    urgency_response .        -        -        W        -     -     -          -
    to_do            .        -        -        -        -     -     -          -
    linked_file      .        -        -        -        -     -     -          -
    goal             support  r        r        W        W     r     r          W
    conference       care     -        W        W        -     -     -          -
    service          support  r        r        W        W     r     r          W
    restoration      support  W        W        W        W     r     r          -
    follow_up        support  -        W        W        -     -     -          W
    closure_request  .        -        -        W        -     -     -          -
    closure_decision .        r        r        W        -     r     r          -
    reopening        .        r        r        W        -     r     r          -
    feedback         .        -        -        W        -     -     -          -
    situation        law      W        W        W        W     -     -          -
    duty_done        law      W        W        W        W     -     -          -
    duty_answer      law      W        W        W        -     -     -          -
    offence          law      W        W        W        W     -     -          -
    legal_event      law      W        W        W        W     -     -          -
    deadline_done    law      W        W        W        W     -     -          -
    hearing          law      W        W        W        W     -     -          -
    bail             law      W        W        W        W     -     -          -
    witness_safety   law      W        W        W        W     -     -          -
    claim            law      W        W        W        W     -     -          -
    referral         .        -        -        W        -     r     r          -
    referral_answer  .        -        -        W        -     -     -          -
    override         .        -        -        W        -     -     -          -
    override_review  .        -        -        W        -     -     -          -
    file_request     .        -        -        W        -     -     -          -
    file_request_decision . -       -        W        -     -     -          -
    file_given       .        -        -        W        -     -     -          -
    incoming         .        -        -        W        -     r     r          -
    incoming_answer  .        -        -        W        -     -     -          -
    imported         .        r        r        r        -     r     r          -
    imported_person  who      r        r        r        -     r     r          -
    foreign_case     .        -        -        -        -     -     -          -
    papers_there     papers   W        W        W        -     -     -          -
    told_there       .        -        -        -        -     -     -          -
    printed_paper    .        -        -        W        -     -     -          -
    note             notes    r        r        W        W     r     -          -
    register         .        r        r        W        r     r     r          -
    card             papers   W        W        W        W     -     -          -
    reader           .        -        -        -        -     -     -          -
    case_withdrawn   .        -        -        -        -     -     -          -
    facts            .        -        -        -        -     -     -          -
"""
# A house that takes a case over works on with all of it; notes in words only if they are chosen.
_TRANSFER_TAKES: Final = tuple(part for part, _label in PARTS if part != "notes")


def _read_table() -> dict[str, _Row]:
    heads, *lines = (line.split() for line in _TABLE.strip().splitlines())
    packets = [Packet(head) for head in heads]
    rows = {}
    for kind, part, *letters in lines:
        verdicts = dict(zip(packets, (_LETTERS[letter] for letter in letters), strict=True))
        rows[kind] = _Row("" if part == "." else part, verdicts)
    return rows


_ROWS: Final = _read_table()
DECIDED: Final = frozenset(_ROWS)


def part_of(kind: str) -> str:
    """Which part carries entries of a kind; "" if none does. Raises KeyError for a kind that is not in the table."""
    return _ROWS[kind].part


def verdict(kind: str, packet: Packet) -> Passes:
    """Whether entries of a kind leave with a packet. Raises KeyError for a kind that the table does not name."""
    return _ROWS[kind].verdicts[packet]


def parts_passed(way: str, chosen: Collection[str]) -> list[str]:
    """The parts that go to another house: those chosen; with a transfer everything but notes, and notes if chosen."""
    wanted = {*chosen, *(_TRANSFER_TAKES if way == Packet.TRANSFER else ())}
    return [part for part, _label in PARTS if part in wanted]


def file_passed(file: CaseFile, packet: Packet) -> CaseFile:
    """The file without the entries that stay here: what a record for this packet is built from."""
    entries = tuple(one for one in file.entries if _passes(one, packet) is not Passes.OUT)
    identity = file.identity if verdict("identity", packet) is not Passes.OUT else None
    return replace(file, entries=entries, identity=identity)


def entries_passed(file: CaseFile, packet: Packet, parts: Collection[str] | None = None) -> list[Entry]:
    """Entries that leave whole, not withdrawn, oldest first; the identity card first if it was opened.

    `parts`: those chosen for another house; None where no parts are chosen.
    """
    opened = [file.identity] if file.identity is not None else []
    return [
        one
        for one in (*opened, *file.entries)
        if not one.withdrawn
        and _passes(one, packet) is Passes.WHOLE
        and (parts is None or _ROWS[one.kind].part in parts)
    ]


def _passes(entry: Entry, packet: Packet) -> Passes:
    # Entries of a newer version of the programme stay here.
    row = _ROWS.get(entry.kind)
    return row.verdicts[packet] if row else Passes.OUT
