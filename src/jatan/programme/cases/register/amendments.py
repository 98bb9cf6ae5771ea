"""A correction of a case, split: what stands open, what waits in clear, what goes after it as another letter."""

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
from jatan.programme.cases.register.facts import counted_by, made_fact, write_fact
from jatan.programme.cases.register.letters import RegisterDates
from jatan.programme.cases.register.waiting import correct_sealed

__all__ = ["Change", "carry", "dates_of", "fact_of", "settled"]

_TOLD: Final = frozenset({"code", "kind", "opened_on", "closed_on", "is_closed", "follow_ups_reported"}) | frozenset(
    {"place", "panchayat", "village"}
)
# What decides the row of facts.
_COUNTED: Final = frozenset({"kind", "opened_on", "place"})
# Open in the register, and of no weight for the facts: no letter is sent after a sealed case for them alone.
_OPEN: Final = frozenset({"code", "is_closed"})


@dataclasses.dataclass(frozen=True)
class Change:
    """`open_values`: fields of the row that change; `told`: those of `RegisterDates`; `after`: the corrected case."""

    open_values: dict[str, Any]
    told: frozenset[str]
    after: OpenCase
    waits: CaseWaiting | None


def dates_of(command: OpenCase, secret: bytes) -> RegisterDates:
    """What a command tells besides the open row."""
    told = {name: getattr(command, name) for name in _TOLD - {"place"}}
    return RegisterDates(**told, place=command.place.pk, facts_secret=secret)


def fact_of(case: Case, secret: bytes) -> CaseFact:
    """The row of facts that counts a case, its coded columns empty."""
    return made_fact(secret=secret, **counted_by(case))


def settled(case: Case, waits: CaseWaiting | None, changes: Mapping[str, Any]) -> Change:
    """What these answers change, checked as a command. Raises Problems.

    Of a sealed case nobody here knows the days: any that is given is taken for a change.
    """
    before = _sealed(case) if waits is None else _waiting(case, RegisterDates.from_json(waits.body))
    after = before.changed(changes)
    known = _TOLD if waits is not None else frozenset({"code", "kind", "is_closed"})
    told = {name for name in _TOLD & changes.keys() if name not in known or _differ(before, after, name)}
    return Change(_open_values(case, after), frozenset(told), after, waits)


def carry(by: Actor, case: Case, change: Change, verb: str) -> bool:
    """Bring a change to where the days are; `case` is the open row, already changed. False where nothing is to do.

    Raises Problem("keys_needed") for a sealed case whose office can receive no letter.
    """
    if not change.told or (change.waits is None and change.told <= _OPEN):
        return False
    if change.waits is not None:
        _rewrite(case, change, change.waits)
    else:
        _send_after(case, change)
    if not change.open_values:  # else the act on the open row was told already
        fields = {"fields": sorted(change.told), "months": {}}
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
    if change.told & _COUNTED:
        write_fact(secret=kept.facts_secret, **counted_by(case))


def _send_after(case: Case, change: Change) -> None:
    dates = dataclasses.replace(dates_of(change.after, b""), corrects=change.told)
    if "opened_on" not in change.told:
        dates = dataclasses.replace(dates, opened_on=None)
    if not correct_sealed(case, dates):
        raise Problem("keys_needed", _("The days of this case are sealed, and no team of its office can take this in."))


def _open_values(case: Case, after: OpenCase) -> dict[str, Any]:
    values = after.open_values()
    place: uuid.UUID = values.pop("place_id")
    changed = {name: value for name, value in values.items() if getattr(case, name) != value}
    return changed if place == case.place_id else changed | {"place": Place.objects.get(pk=place)}


def _differ(before: OpenCase, after: OpenCase, name: str) -> bool:
    return bool(getattr(before, name) != getattr(after, name))


def _waiting(case: Case, kept: RegisterDates) -> OpenCase:
    told = {name: getattr(kept, name) for name in _TOLD - {"place"}}
    place = case.place if kept.place == case.place_id else Place.objects.get(pk=kept.place)
    return OpenCase(organisation=case.organisation_id, place=place, assigned_to=case.assigned_to, **told)


def _sealed(case: Case) -> OpenCase:
    """The case as far as it stands open; the quarter's first day stands in for a day that is not known here."""
    return OpenCase(
        organisation=case.organisation_id,
        place=case.place,
        code=case.code,
        kind=case.kind,
        opened_on=case.opened_quarter,
        is_closed=case.is_closed,
        assigned_to=case.assigned_to,
    )
