"""A traveller whom one row of a phone registers and another one names: she had no id of the house when it was written.

The phone names her by the id of the row and her number in it ("id:0"). The rows arrive in any order; the later of both
joins them, and the lock of the person (`locks.py`) sees to it that one of them is the later one.
"""

import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from jatan.intake.fieldbook.choices import FlowKind, Reason, State
from jatan.intake.fieldbook.models import ReceivedRow
from jatan.intake.fieldbook.opened_rows import glance
from jatan.kernel.ids import is_id


@dataclass(frozen=True)
class Registered:
    """Whom the answers of a row name. `journey`: of the house; None while the row that registers her is not recorded.

    `new`: what that row says of somebody new; empty where it has not come. `is_doubtful`: more than one such row came
    under that id, and nobody knows whose number it is; then there is neither.
    """

    row: uuid.UUID
    number: int
    journey: uuid.UUID | None
    new: Mapping[str, Any]
    is_doubtful: bool = False


def registered(row: ReceivedRow, answers: Mapping[str, Any]) -> Registered | None:
    """The traveller whom these answers of a row name by another row of the same person; None where they name none."""
    named = _reference(answers.get("traveller"))
    if named is None:
        return None
    row_id, number = named
    mine = ReceivedRow.objects.filter(organisation_id=row.organisation_id, account=row.account, row=row_id)
    found = [one for one in mine.order_by("variant") if one.state != State.SET_ASIDE and _is_leaving(one)]
    if len(found) > 1:
        return Registered(row_id, number, None, {}, is_doubtful=True)
    recorded = next((one for one in found if one.state == State.RECORDED), None)
    journeys: list[str] = recorded.recorded.get("journeys", []) if recorded is not None else []
    journey = uuid.UUID(journeys[number]) if number < len(journeys) else None
    return Registered(row_id, number, journey, _new(found[0], number) if found else {})


def waiting_for(row: ReceivedRow) -> Iterator[ReceivedRow]:
    """The rows of the same person that wait for this one to be recorded, in the order of arrival."""
    waits = [{"code": Reason.WAITS_FOR_ROW.value}]
    mine = ReceivedRow.objects.filter(organisation_id=row.organisation_id, account=row.account, state=State.PARKED)
    for one in mine.filter(problems__contains=waits).order_by("received_at", "id"):
        _kind, answers = glance(one) or ("", {})
        named = _reference(answers.get("traveller"))
        if named is not None and named[0] == row.row:
            yield one


def _reference(written: object) -> tuple[uuid.UUID, int] | None:
    key, _colon, number = written.partition(":") if isinstance(written, str) else ("", "", "")
    is_right = is_id(key) and number.isascii() and number.isdecimal() and len(number) < 3
    return (uuid.UUID(key), int(number)) if is_right else None


def _is_leaving(row: ReceivedRow) -> bool:
    """By what was made out when it was taken in; a row that was not taken in is looked into."""
    kind, _answers = (row.kind, {}) if row.kind else glance(row) or ("", {})
    return kind == FlowKind.LEAVING


def _new(row: ReceivedRow, number: int) -> Mapping[str, Any]:
    _kind, answers = glance(row) or ("", {})
    travellers = answers.get("travellers")
    one = travellers[number] if isinstance(travellers, list) and number < len(travellers) else None
    new = one.get("new") if isinstance(one, dict) else None
    return new if isinstance(new, dict) else {}
