"""Applies an accepted correction to its record through the services, which keep the earlier values."""

import uuid
from collections.abc import Callable, Collection, Mapping
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.utils.translation import gettext_lazy as _

from jatan.foundation.access.actors import Actor
from jatan.intake.registers.translate.office import Translated
from jatan.intake.registers.translate.table import register
from jatan.kernel.problems import Problem
from jatan.programme.activities.selectors import find_activity
from jatan.programme.activities.services import amend_activity
from jatan.programme.cases.register.selectors import find_case
from jatan.programme.cases.register.services import amend_case
from jatan.programme.flows.corrections import amend_person
from jatan.programme.flows.registers import amend_imported_journey
from jatan.programme.groups.selectors import find_group, find_membership
from jatan.programme.groups.services import amend_group, amend_membership
from jatan.programme.helpdesk.selectors import find_issue
from jatan.programme.helpdesk.services import amend_issue
from jatan.programme.journeys.selectors import find_journey
from jatan.programme.schemes.selectors import find_linkage
from jatan.programme.schemes.services import amend_linkage

__all__ = ["amend_record"]


def _amend_case(*, by: Actor, case: Any, changes: Mapping[str, Any], reason: str) -> bool:
    """Amend a case without `reason`, which cases do not keep."""
    return amend_case(by=by, case=case, changes=changes)


_REASON = "register"
_NEVER_AMENDED = frozenset({"organisation", "person", "age_basis"})
_RECORDS: Mapping[str, tuple[str, Callable[..., Any], Callable[..., bool]]] = {
    "group": ("group", find_group, amend_group),
    "membership": ("membership", find_membership, amend_membership),
    "activity": ("activity", find_activity, amend_activity),
    "issue": ("issue", find_issue, amend_issue),
    "case": ("case", find_case, _amend_case),
    "linkage": ("linkage", find_linkage, amend_linkage),
    "journey": ("journey", find_journey, amend_imported_journey),
}


def amend_record(by: Actor, kind: str, record_id: uuid.UUID, translated: Translated, columns: Collection[str]) -> None:
    """Set the fields of a record, and of its person, that come from the changed columns; no other field changes.

    Raises Problem("record_withdrawn") for a withdrawn record.
    """
    entry = register(kind)
    argument, find, amend = _RECORDS[entry.record]
    try:
        record = find(by, record_id)
    except ObjectDoesNotExist:
        raise Problem("record_withdrawn", _("The record of this row has been withdrawn.")) from None
    changes = _changes(translated.main, entry.names, columns)
    if changes:
        amend(by=by, **{argument: record}, changes=changes, reason=_REASON)
    if translated.person is not None:
        person_changes = _changes(translated.person, entry.names, columns)
        if person_changes:
            amend_person(by=by, person=record.person, changes=person_changes, reason=_REASON)


def _changes(command: Any, names: Mapping[str, str], columns: Collection[str]) -> dict[str, Any]:
    """The command's fields whose columns have changed. A field not in `names` has the column of the same name."""
    return {
        field: value
        for field, value in vars(command).items()
        if field not in _NEVER_AMENDED and names.get(field, field) in columns
    }
