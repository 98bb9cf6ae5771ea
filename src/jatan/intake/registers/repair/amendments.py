"""Applies an accepted correction to its record through the services, which keep the earlier values."""

import uuid
from collections.abc import Callable, Collection, Mapping
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.utils.translation import gettext_lazy as _

from jatan.foundation.access.actors import Actor
from jatan.intake.registers.reconcile.own_answers import BY_REGISTER
from jatan.intake.registers.translate.office import Translated
from jatan.intake.registers.translate.table import register
from jatan.kernel.problems import Problem
from jatan.programme.activities.services import ACTIVITY
from jatan.programme.cases.register.selectors import find_case
from jatan.programme.cases.register.services import amend_case
from jatan.programme.flows.corrections import amend_person
from jatan.programme.flows.registers import amend_imported_journey
from jatan.programme.groups.services import GROUP, MEMBERSHIP
from jatan.programme.helpdesk.services import ISSUE
from jatan.programme.journeys.services import JOURNEY
from jatan.programme.own_fields.models import Answer, OwnField
from jatan.programme.own_fields.services import keep_answers
from jatan.programme.schemes.services import LINKAGE


def _amend_case(by: Actor, case: Any, changes: Mapping[str, Any], reason: str) -> bool:
    """Amend a case without `reason`, which cases do not keep."""
    return amend_case(by=by, case=case, changes=changes)


def _amend_journey(by: Actor, journey: Any, changes: Mapping[str, Any], reason: str) -> bool:
    return amend_imported_journey(by=by, journey=journey, changes=changes, reason=reason)


_NEVER_AMENDED = frozenset({"organisation", "person", "age_basis"})
_RECORDS: Mapping[
    str, tuple[Callable[[Actor, uuid.UUID], Any], Callable[[Actor, Any, Mapping[str, Any], str], bool]]
] = {
    "group": (GROUP.find, GROUP.amend),
    "membership": (MEMBERSHIP.find, MEMBERSHIP.amend),
    "activity": (ACTIVITY.find, ACTIVITY.amend),
    "issue": (ISSUE.find, ISSUE.amend),
    "case": (find_case, _amend_case),
    "linkage": (LINKAGE.find, LINKAGE.amend),
    "journey": (JOURNEY.find, _amend_journey),
}


def amend_record(by: Actor, kind: str, record_id: uuid.UUID, translated: Translated, columns: Collection[str]) -> None:
    """Set the fields of a record, and of its person, that come from the changed columns; no other field changes.

    Raises Problem("record_withdrawn") for a withdrawn record.
    """
    entry = register(kind)
    find, amend = _RECORDS[entry.record]
    try:
        record = find(by, record_id)
    except ObjectDoesNotExist:
        raise Problem("record_withdrawn", _("The record of this row has been withdrawn.")) from None
    changes = _changes(translated.main, entry.names, columns)
    if changes:
        amend(by, record, changes, BY_REGISTER)
    if translated.person is not None:
        person_changes = _changes(translated.person, entry.names, columns)
        if person_changes:
            amend_person(by=by, person=record.person, changes=person_changes, reason=BY_REGISTER)


def amend_answers(by: Actor, kind: str, record_id: uuid.UUID, answers: Mapping[OwnField, Answer]) -> None:
    """Keep these answers about a record in place of earlier ones; None takes one out."""
    find, _amend = _RECORDS[register(kind).record]
    keep_answers(by=by, record=find(by, record_id), answers=answers, reason=BY_REGISTER)


def _changes(command: Any, names: Mapping[str, str], columns: Collection[str]) -> dict[str, Any]:
    """The command's fields whose columns have changed. A field not in `names` has the column of the same name."""
    return {
        field: value
        for field, value in vars(command).items()
        if field not in _NEVER_AMENDED and names.get(field, field) in columns
    }
