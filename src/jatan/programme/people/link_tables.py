"""What belongs to something larger: records of any kind put into a project or a campaign, and taken out again.

The records themselves are never touched: months that were accepted stay as they are, and a record may belong to
several projects and campaigns.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import batched
from typing import Any

from django.utils.functional import Promise

from jatan.foundation.access import acts
from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from jatan.foundation.bulk_acts.services import Stayed
from jatan.programme.people.reach import live

_BATCH = 2_000


@dataclass(frozen=True)
class LinkTable:
    """A link table: the records it links (`model`, by the field `record`), to what (`owner`), and who may.

    `kind`: its code in addresses and counts. `day`: the lookup of the record's day by which lists are narrowed.
    `person`: the lookup of the person that a record is about, from the link; "": none.
    """

    kind: str
    table: Any
    model: Any
    record: str
    owner: str
    day: str
    see: Permission
    permission: Permission
    correct: Permission = Permission.RECORDS_CORRECT
    person: str = ""

    def links(self, owner: Any, records: Sequence[Any]) -> list[Any]:
        """New rows, not saved yet, that link records of one organisation to `owner`."""
        return [
            self.table(
                organisation_id=row.organisation_id,
                place=row.place,
                panchayat=row.panchayat,
                village=row.village,
                **{self.owner: owner, self.record: row},
            )
            for row in records
        ]

    def divide(self, owner: Any, records: Sequence[Any], why: str | Promise) -> tuple[list[Any], list[Stayed]]:
        """Those records of the owner's organisation that do not belong to `owner` yet, and those that do; `why`:
        what is said of these."""
        linked: set[Any] = set()
        for some in batched(records, _BATCH, strict=False):
            known = live(self.table).filter(
                **{"organisation_id": owner.organisation_id, self.owner: owner, f"{self.record}__in": some}
            )
            linked |= set(known.values_list(f"{self.record}_id", flat=True))
        fresh = [row for row in records if row.pk not in linked]
        return fresh, [Stayed(row, "already_recorded", why) for row in records if row.pk in linked]

    def take_out(self, *, by: Actor, link: Any, verb: str, reason: str) -> None:
        """Withdraw one link; the record itself stays as it is."""
        acts.withdraw(by=by, permission=self.permission, correct=self.correct, verb=verb, row=link, reason=reason)
