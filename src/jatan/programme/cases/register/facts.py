"""Facts for statistics: coarse codes, linked to a case only through a secret in its sealed file.

Reports count these rows under the system actor; case workers write them. The secret (32 random bytes) is
stored in the file rather than derived from the case key, so that a new key does not orphan the row.
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

SECRET_BYTES: Final = 32
_BATCH: Final = 2000
_RANDOM: Final = random.SystemRandom()

# Codes allowed in each coded column besides "" (unknown, or no consent to statistics). Coarse on
# purpose: with district and quarter no code may identify a person.
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
        raise ValueError("a facts secret must have 32 bytes")
    return uuid.UUID(bytes=hmac.digest(secret, b"v1", "sha256")[:16])


def fact_dimensions(case: Case) -> dict[str, Any]:
    """Arguments of `write_fact` taken from the case row: organisation, district, quarter and kind."""
    return {
        "organisation_id": case.organisation_id,
        "district_id": case.place_id,
        "quarter": case.opened_quarter,
        "kind": case.kind,
    }


def insert_facts(rows: Iterable[CaseFact]) -> None:
    """Insert the rows of new cases in random order. The caller logs the event."""
    made = list(rows)
    _RANDOM.shuffle(made)
    CaseFact.objects.bulk_create(made, batch_size=_BATCH)


def write_fact(
    *, organisation_id: uuid.UUID, secret: bytes, district_id: uuid.UUID, quarter: dt.date, kind: str, **coarse: str
) -> None:
    """Create or replace the row of this secret; coded columns not given are emptied.

    `coarse`: codes of `CODES`, only with her consent to statistics. Raises ValueError for any other code. The event
    that triggers recounting holds the quarters only.
    """
    row = build_fact(
        organisation_id=organisation_id, secret=secret, district_id=district_id, quarter=quarter, kind=kind, **coarse
    )
    with transaction.atomic():
        before = CaseFact.objects.filter(pk=row.pk, organisation_id=organisation_id).first()
        row.save(force_insert=before is None)
        _record_facts_changed(organisation_id, {quarter} | ({before.quarter} if before else set()))


def build_fact(
    *, organisation_id: uuid.UUID, secret: bytes, district_id: uuid.UUID, quarter: dt.date, kind: str, **coarse: str
) -> CaseFact:
    """The unsaved row of this secret. Raises ValueError for an unknown code."""
    strange = [name for name, word in coarse.items() if word and word not in CODES.get(name, ())]
    if strange or kind not in CaseKind.values:
        raise ValueError(f"unknown code in: {', '.join(strange) or 'kind'}")
    return CaseFact(
        id=fact_id(secret),
        organisation_id=organisation_id,
        district_id=district_id,
        quarter=quarter,
        kind=kind,
        **coarse,
    )


def delete_fact(organisation_id: uuid.UUID, secret: bytes) -> bool:
    """Delete the row of this secret. Returns False if there is none."""
    with transaction.atomic():
        row = CaseFact.objects.filter(pk=fact_id(secret), organisation_id=organisation_id).first()
        if row is None:
            return False
        row.delete()
        _record_facts_changed(organisation_id, {row.quarter})
    return True


def delete_facts(organisation_id: uuid.UUID, secrets: Iterable[bytes]) -> None:
    """Delete the rows of these secrets in one event. Raises ValueError where a row is missing."""
    ids = [fact_id(secret) for secret in secrets]
    with transaction.atomic():
        rows = CaseFact.objects.filter(pk__in=ids, organisation_id=organisation_id)
        quarters = list(rows.values_list("quarter", flat=True))
        if len(quarters) != len(set(ids)):
            raise ValueError("a case is not counted under its secret")
        if ids:
            rows.delete()
            _record_facts_changed(organisation_id, set(quarters))


def shuffle_facts() -> int:
    """Rewrite every organisation's facts in random order. Returns the number of rows. Idempotent.

    Rows are stored in the order of insertion, which is that of the register: anybody with the raw data files
    could match the two until the next run.
    """
    written = 0
    for organisation_id in list(members().values_list("id", flat=True)):
        with acting_as(machine_for([organisation_id])):
            rows = list(CaseFact.objects.select_for_update().filter(organisation_id=organisation_id))
            CaseFact.objects.filter(pk__in=[row.pk for row in rows], organisation_id=organisation_id).delete()
            insert_facts(rows)
            written += len(rows)
    return written


def _record_facts_changed(organisation_id: uuid.UUID, quarters: Iterable[dt.date]) -> None:
    months = sorted({f"{quarter:%Y-%m}" for quarter in quarters})
    payload = {"months": {CaseFact._meta.label_lower: months}}
    record_event(organisation_id=organisation_id, by=None, verb=events.FACTS_CHANGED, payload=payload)
