"""A correction of a case, split into changes of the open row, of its waiting dates, and of its sealed dates."""

import dataclasses
import uuid
from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from jatan.foundation.access.actors import Actor
from jatan.foundation.ledger.services import record_event
from jatan.foundation.places.models import Place
from jatan.kernel.problems import Problem
from jatan.programme.cases.models import Case, CaseFact, CaseWaiting
from jatan.programme.cases.register.commands import OpenCase
from jatan.programme.cases.register.facts import build_fact, fact_dimensions, write_fact
from jatan.programme.cases.register.letters import RegisterDates
from jatan.programme.cases.register.waiting_dates import send_correction

_REGISTER_FIELDS: Final = frozenset(
    {"code", "kind", "opened_on", "closed_on", "is_closed", "follow_ups_reported"}
) | frozenset({"place", "panchayat", "village"})
# What decides the row of facts.
_FACT_FIELDS: Final = frozenset({"kind", "opened_on", "place"})
# Open fields without effect on the facts: a change of these alone sends no letter about a sealed case.
_OPEN_FIELDS: Final = frozenset({"code", "is_closed"})


@dataclasses.dataclass(frozen=True)
class Change:
    """`open_values`: changed fields of the row; `register_fields`: those of `RegisterDates`; `after`: the new case."""

    open_values: dict[str, Any]
    register_fields: frozenset[str]
    after: OpenCase
    waits: CaseWaiting | None


def dates_of(command: OpenCase, secret: bytes) -> RegisterDates:
    """What a command says beyond the open row."""
    values = {name: getattr(command, name) for name in _REGISTER_FIELDS - {"place"}}
    return RegisterDates(**values, place=command.place.pk, facts_secret=secret)


def fact_of(case: Case, secret: bytes) -> CaseFact:
    """The row of facts that counts a case, its coded columns empty."""
    return build_fact(secret=secret, **fact_dimensions(case))


def validate_changes(case: Case, waits: CaseWaiting | None, changes: Mapping[str, Any]) -> Change:
    """The change that these values make, validated as a command. Raises Problems.

    The dates of a sealed case cannot be read here: any given date counts as a change.
    """
    before = _sealed(case) if waits is None else _waiting(case, RegisterDates.from_json(waits.body))
    after = before.changed(changes)
    known = _REGISTER_FIELDS if waits is not None else frozenset({"code", "kind", "is_closed"})
    register_fields = {
        name for name in _REGISTER_FIELDS & changes.keys() if name not in known or _differ(before, after, name)
    }
    return Change(_open_values(case, after), frozenset(register_fields), after, waits)


def apply_change(by: Actor, case: Case, change: Change, verb: str) -> bool:
    """Apply a change to the waiting or sealed dates; `case` is the open row, already changed. False: nothing to do.

    Raises Problem("keys_needed") for a sealed case whose organisation has no team to receive a letter.
    """
    if not change.register_fields or (change.waits is None and change.register_fields <= _OPEN_FIELDS):
        return False
    if change.waits is not None:
        _rewrite(case, change, change.waits)
    else:
        _send_after(case, change)
    if not change.open_values:  # else the change of the open row is in the ledger already
        fields = {"fields": sorted(change.register_fields), "months": {}}
        record_event(
            organisation_id=case.organisation_id,
            by=by.account_id,
            verb=verb,
            about_type=case._meta.label_lower,
            about=case.pk,
            payload=fields,
        )
    return True


def _rewrite(case: Case, change: Change, waits: CaseWaiting) -> None:
    kept = RegisterDates.from_json(waits.body)
    dates = dataclasses.replace(dates_of(change.after, kept.facts_secret), follow_ups=kept.follow_ups)
    waits.body = dates.to_json()
    waits.save(update_fields=["body"])
    if change.register_fields & _FACT_FIELDS:
        write_fact(secret=kept.facts_secret, **fact_dimensions(case))


def _send_after(case: Case, change: Change) -> None:
    dates = dataclasses.replace(dates_of(change.after, b""), corrects=change.register_fields)
    if "opened_on" not in change.register_fields:
        dates = dataclasses.replace(dates, opened_on=None)
    if not send_correction(case, dates):
        raise Problem("keys_needed", _("The days of this case are sealed, and no team of its office can take this in."))


def _open_values(case: Case, after: OpenCase) -> dict[str, Any]:
    values = after.open_values()
    place: uuid.UUID = values.pop("place_id")
    changed = {name: value for name, value in values.items() if getattr(case, name) != value}
    return changed if place == case.place_id else changed | {"place": Place.objects.get(pk=place)}


def _differ(before: OpenCase, after: OpenCase, name: str) -> bool:
    return bool(getattr(before, name) != getattr(after, name))


def _waiting(case: Case, kept: RegisterDates) -> OpenCase:
    values = {name: getattr(kept, name) for name in _REGISTER_FIELDS - {"place"}}
    place = case.place if kept.place == case.place_id else Place.objects.get(pk=kept.place)
    return OpenCase(organisation=case.organisation_id, place=place, assigned_to=case.assigned_to, **values)


def _sealed(case: Case) -> OpenCase:
    """The case as its open row has it; unknown dates are replaced by the first day of the quarter."""
    return OpenCase(
        organisation=case.organisation_id,
        place=case.place,
        code=case.code,
        kind=case.kind,
        opened_on=case.opened_quarter,
        is_closed=case.is_closed,
        assigned_to=case.assigned_to,
    )
