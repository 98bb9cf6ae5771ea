"""Facts for statistics: coded, coarse, and tied to no case for anybody who does not hold the case's own secret.

Reports count these rows behind the machine's walls; who works on cases writes them. The secret (32 random bytes) lies
in the case's sealed file, so that giving a case a new key does not orphan its row.
"""

import datetime as dt
import hmac
import random
import uuid
from collections.abc import Iterable, Mapping
from typing import Any, Final

from django.db import transaction

from jatan.foundation.access.actors import machine_for
from jatan.foundation.access.walls import acting_as
from jatan.foundation.ledger.services import record_event
from jatan.foundation.network.selectors import members
from jatan.programme.cases import events
from jatan.programme.cases.choices import CaseKind
from jatan.programme.cases.models import Case, CaseFact

__all__ = [
    "CODES",
    "SECRET_BYTES",
    "counted_by",
    "fact_id",
    "forget_fact",
    "made_fact",
    "new_facts",
    "shuffle_facts",
    "write_fact",
]

SECRET_BYTES: Final = 32
_BATCH: Final = 2000
_ANY_ORDER: Final = random.SystemRandom()

# Every word that may stand in a coded column besides "" (not known, or she did not agree to statistics). Coarse on
# purpose: nothing here may single anybody out together with a district and a quarter.
CODES: Final[Mapping[str, frozenset[str]]] = {
    "age_band": frozenset({"child", "18-24", "25-39", "40+"}),
    "sex": frozenset({"female", "male", "other"}),
    "sector": frozenset(
        {"domestic", "construction", "brick_kiln", "factory", "agriculture", "services", "sexual", "marriage"}
        | {"begging", "other"}
    ),
    "route": frozenset({"same_district", "same_state", "other_state", "abroad"}),
    "stage": frozenset({"consent", "assessment", "plan", "services", "follow_up", "closed"}),
    "outcome": frozenset(
        {"family", "independent", "shelter", "transferred", "own_wish", "no_contact", "died", "other"}
    ),
}


def fact_id(secret: bytes) -> uuid.UUID:
    """The id of a case's row of facts. Raises ValueError for a secret of another length."""
    if len(secret) != SECRET_BYTES:
        raise ValueError("a facts secret has 32 bytes")
    return uuid.UUID(bytes=hmac.digest(secret, b"v1", "sha256")[:16])


def counted_by(case: Case) -> dict[str, Any]:
    """What a case is counted by, for `write_fact`: its organisation, district, quarter and kind."""
    return {
        "organisation_id": case.organisation_id,
        "district_id": case.place_id,
        "quarter": case.opened_quarter,
        "kind": case.kind,
    }


def new_facts(rows: Iterable[CaseFact]) -> None:
    """Write rows of cases that are being put on record, in an order that tells nothing; the act itself is the event."""
    made = list(rows)
    _ANY_ORDER.shuffle(made)
    CaseFact.objects.bulk_create(made, batch_size=_BATCH)


def write_fact(
    *, organisation_id: uuid.UUID, secret: bytes, district_id: uuid.UUID, quarter: dt.date, kind: str, **coarse: str
) -> None:
    """Let the row of this secret say exactly this; columns that are not given are emptied.

    `coarse`: words of `CODES`, only with her consent to statistics. Raises ValueError for any other word. The event
    that wakes the count names the quarters, nobody and no case.
    """
    row = made_fact(
        organisation_id=organisation_id, secret=secret, district_id=district_id, quarter=quarter, kind=kind, **coarse
    )
    with transaction.atomic():
        before = CaseFact.objects.filter(pk=row.pk, organisation_id=organisation_id).first()
        row.save(force_insert=before is None)
        _tell(organisation_id, {quarter} | ({before.quarter} if before else set()))


def made_fact(
    *, organisation_id: uuid.UUID, secret: bytes, district_id: uuid.UUID, quarter: dt.date, kind: str, **coarse: str
) -> CaseFact:
    """The row of this secret, not yet written. Raises ValueError for a word that is no code."""
    strange = [name for name, word in coarse.items() if word and word not in CODES.get(name, ())]
    if strange or kind not in CaseKind.values:
        raise ValueError(f"not a code: {', '.join(strange) or 'kind'}")
    return CaseFact(
        id=fact_id(secret),
        organisation_id=organisation_id,
        district_id=district_id,
        quarter=quarter,
        kind=kind,
        **coarse,
    )


def forget_fact(organisation_id: uuid.UUID, secret: bytes) -> bool:
    """Take a case out of the count. False when no row has this secret."""
    with transaction.atomic():
        row = CaseFact.objects.filter(pk=fact_id(secret), organisation_id=organisation_id).first()
        if row is None:
            return False
        row.delete()
        _tell(organisation_id, {row.quarter})
    return True


def shuffle_facts() -> int:
    """Write every organisation's facts anew in another order; answers for how many rows. Harmless when run twice.

    Rows lie in a table in the order in which they came, which is that of the register: whoever holds the raw file
    could lay one beside the other until the next night.
    """
    written = 0
    for organisation_id in list(members().values_list("id", flat=True)):
        with acting_as(machine_for([organisation_id])):
            rows = list(CaseFact.objects.select_for_update().filter(organisation_id=organisation_id))
            CaseFact.objects.filter(pk__in=[row.pk for row in rows], organisation_id=organisation_id).delete()
            new_facts(rows)
            written += len(rows)
    return written


def _tell(organisation_id: uuid.UUID, quarters: Iterable[dt.date]) -> None:
    months = sorted({f"{quarter:%Y-%m}" for quarter in quarters})
    payload = {"months": {CaseFact._meta.label_lower: months}}
    record_event(organisation_id=organisation_id, by=None, verb=events.FACTS_CHANGED, payload=payload)
