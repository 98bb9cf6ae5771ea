"""Heads of ledgers as short lines to keep outside of the house, and what the ledger says of a line that comes back.

A line names an organisation, and time, number and digest of its newest event. The digest says every event up to that
one, and through the nightly `keys.heads_kept` who may read which file. Nobody signs a line: it proves as much as the
place where it was kept.
"""

import datetime as dt
import hashlib
import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.db import models
from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext_lazy as _

from jatan.foundation.ledger.models import Chain, Event
from jatan.kernel.text.digits import ascii_digits
from jatan.kernel.text.invisible import without_invisible

FORMAT: Final = "jatan-head"
_VERSION: Final = "1"
_TIME: Final = "%Y-%m-%dT%H:%MZ"
_DIGEST, _CHECK, _GROUP = 64, 8, 4  # hexadecimal digits
_BEGINNING: Final = re.compile(rf"(?={FORMAT}\s)", re.IGNORECASE)
_SHAPE: Final = re.compile(
    rf"{FORMAT}\s+{_VERSION}\s+(?P<code>\S(?:.{{0,14}}\S)?)\s+(?P<at>\d{{4}}-\d\d-\d\dT\d\d:\d\dZ)"
    rf"\s+(?P<sequence>\d{{1,18}})\s+(?P<digits>(?:[0-9a-f]\s*){{{_DIGEST + _CHECK}}})(?![0-9a-z])",
    re.IGNORECASE,
)


class Verdict(models.TextChoices):
    """What a ledger says of a line."""

    CONTAINED = "contained", _("The ledger still contains this line.")
    CHANGED = "changed", _("The ledger does not contain this line: it was changed, or put back, since that day.")
    NEWER = "newer", _("This line is newer than the ledger: the house was put back to an earlier day.")
    UNKNOWN = "unknown", _("There is no organisation with the code of this line here.")
    UNREADABLE = "unreadable", _("This line cannot be read: a character is wrong or missing.")


@dataclass(frozen=True)
class LedgerHead:
    """The newest event of a ledger at some time. `at`: of that event, in UTC, to the minute; `digest`: 64 hexadecimal
    digits."""

    code: str
    at: dt.datetime
    sequence: int
    digest: str

    @property
    def groups(self) -> list[str]:
        """Digest and check digits, in groups of four, to compare with a paper."""
        digits = self.digest + _check_digits(self)
        return [digits[place : place + _GROUP] for place in range(0, len(digits), _GROUP)]

    @property
    def line(self) -> str:
        return f"{_beginning(self)} {' '.join(self.groups)}"


@dataclass(frozen=True)
class Compared:
    """A line that came back, as it was written, and what the ledger says of it. `organisation_id`: whose ledger."""

    text: str
    head: LedgerHead | None
    verdict: Verdict
    organisation_id: uuid.UUID | None = None

    @property
    def is_alarm(self) -> bool:
        """Whether what is here contradicts the line."""
        return self.verdict in {Verdict.CHANGED, Verdict.NEWER}


def heads_of_ledgers(organisations: Mapping[str, uuid.UUID]) -> list[LedgerHead]:
    """The present heads of these organisations (by code), in order of their codes; nothing for a ledger without events.
    One query."""
    newest = Event.objects.filter(organisation=OuterRef("organisation"), sequence=OuterRef("sequence"))
    rows = Chain.objects.filter(organisation__in=organisations.values()).annotate(at=Subquery(newest.values("at")[:1]))
    chains = {row.organisation_id: row for row in rows.filter(at__isnull=False)}
    return [
        LedgerHead(code, _minute(chains[pk].at), chains[pk].sequence, bytes(chains[pk].digest).hex())
        for code, pk in sorted(organisations.items())
        if pk in chains
    ]


def compare_lines(text: str, organisations: Mapping[str, uuid.UUID]) -> list[Compared]:
    """What the ledgers of these organisations (by code) say of each line of a text; lines that begin with # are left
    out, and one that was broken by a letter or paper is one. The rows are compared as they are: whether they are whole
    is asked by `verify_chain`."""
    known = {_spelled(code): organisation_id for code, organisation_id in organisations.items()}
    return [_compared(part, known) for part in _parts(text)]


def read_line(text: str) -> LedgerHead | None:
    """The head that a line names, in digits of any script, whatever follows it; None for what cannot be read."""
    found = _SHAPE.match(ascii_digits(without_invisible(text)).strip())
    if found is None:
        return None
    digits = "".join(found["digits"].split()).lower()
    try:
        at = dt.datetime.strptime(found["at"].upper(), _TIME).replace(tzinfo=dt.UTC)
    except ValueError:
        return None
    head = LedgerHead(found["code"], at, int(found["sequence"]), digits[:_DIGEST])
    return head if digits == "".join(head.groups) else None


def _minute(at: dt.datetime) -> dt.datetime:
    return at.astimezone(dt.UTC).replace(second=0, microsecond=0)


def _compared(text: str, organisations: Mapping[str, uuid.UUID]) -> Compared:
    head = read_line(text)
    if head is None:
        return Compared(text, None, Verdict.UNREADABLE)
    organisation_id = organisations.get(_spelled(head.code))
    if organisation_id is None:
        return Compared(text, head, Verdict.UNKNOWN)
    newest = Chain.objects.filter(organisation_id=organisation_id).values_list("sequence", flat=True).first()
    if head.sequence > (newest or 0):
        return Compared(text, head, Verdict.NEWER, organisation_id)
    rows = Event.objects.filter(organisation_id=organisation_id, sequence=head.sequence)
    found = {(bytes(digest).hex(), _minute(at)) for digest, at in rows.values_list("digest", "at")}
    verdict = Verdict.CONTAINED if found == {(head.digest, head.at)} else Verdict.CHANGED
    return Compared(text, head, verdict, organisation_id)


def _parts(text: str) -> list[str]:
    """Each line with what was broken off it. What stands before the first is left out, if there is one."""
    kept = "\n".join(line for line in text.splitlines() if not line.lstrip().startswith("#"))
    parts = [" ".join(part.split()) for part in _BEGINNING.split(kept) if part.strip()]
    lines = [part for part in parts if _BEGINNING.match(part)]
    return lines or parts


def _spelled(code: str) -> str:
    return ascii_digits(code).upper()


def _beginning(head: LedgerHead) -> str:
    return f"{FORMAT} {_VERSION} {_spelled(head.code)} {head.at.strftime(_TIME)} {head.sequence}"


def _check_digits(head: LedgerHead) -> str:
    """The first digits of the SHA-256 of the line without them, so that what was mistyped is no alarm."""
    return hashlib.sha256(f"{_beginning(head)} {head.digest}".encode()).hexdigest()[:_CHECK]
