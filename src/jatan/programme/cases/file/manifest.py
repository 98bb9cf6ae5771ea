"""What a file consists of, sealed with its summary at each change: whoever opens it is told what is missing.

Somebody who writes tables can delete an entry or its newest revision, which no key prevents. The summary says how many
parts there are and how often they were written; the file is compared with it, also after others wrote in it. The newest
summary deleted with them leaves the file as it was before them (docs/explanation/threat-model.md).
"""

import datetime as dt
import json
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from jatan.foundation.vault.keyrings import CaseKey
from jatan.foundation.vault.section_store import Written, open_section
from jatan.kernel import clock
from jatan.programme.cases.file.section_format import SUMMARY_SECTION

# In a summary: number of parts, sum of their revisions, and since when some are missing, if they are.
MANIFEST: Final = "parts"


@dataclass(frozen=True)
class Lost:
    """What is missing of a file: whole entries, and writings, those of entries in an earlier state too. `since`: when
    the file was written last as it should be; None if that is missing too."""

    entries: int
    writings: int
    since: dt.datetime | None

    @property
    def number(self) -> int:
        """How many entries are missing; where all are there, how many of their writings."""
        return self.entries or self.writings


def manifest_of(parts: Iterable[tuple[uuid.UUID, int]], lost: Lost | None = None) -> list[Any]:
    """What a summary says of these parts (row, newest revision); what is lost goes on being told."""
    revisions = dict(parts)
    values: list[Any] = [len(revisions), sum(revisions.values())]
    if lost is None:
        return values
    return [values[0] + lost.entries, values[1] + lost.writings, (lost.since or clock.now()).isoformat()]


def lost_parts(key: CaseKey, sections: Sequence[Written]) -> Lost | None:
    """What is missing among the newest revisions of a file's sections; None if nothing is, or if its summary is of an
    earlier version. Raises vault Refused."""
    summary = next((row for row in sections if row.name == SUMMARY_SECTION), None)
    if summary is None:
        return Lost(1, 0, None) if sections and key.statement else None
    values = json.loads(open_section(key, summary)).get(MANIFEST)
    if values is None:
        return None
    held = manifest_of((row.row, row.revision) for row in sections if row.name != SUMMARY_SECTION)
    since = dt.datetime.fromisoformat(values[2]) if len(values) > 2 else summary.written_at
    lost = Lost(max(values[0] - held[0], 0), max(values[1] - held[1], 0), since)
    return lost if lost.number else None
