"""Withdraws the records of an import that is undone, each by the rules of its package, in one act."""

from collections.abc import Mapping, Sequence
from typing import Any

from jatan.foundation.access import acts
from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from jatan.foundation.network.guarded import Guarded
from jatan.programme.agents.services import withdraw_copied_statements
from jatan.programme.cases.choices import Withdrawn
from jatan.programme.cases.register.services import withdraw_waiting_cases
from jatan.programme.own_fields.services import KINDS
from jatan.programme.people.services import withdraw_people

_CORRECT = Permission.RECORDS_CORRECT
# {model label: (permission, permission to correct others' rows)}, as in the services of each package.
_WHO: Mapping[str, tuple[Permission, Permission]] = {
    "activities.activity": (Permission.ACTIVITIES_RECORD, _CORRECT),
    "groups.membership": (Permission.ACTIVITIES_RECORD, _CORRECT),
    "groups.group": (Permission.ACTIVITIES_RECORD, _CORRECT),
    "helpdesk.issue": (Permission.HELPDESK_RECORD, Permission.HELPDESK_CORRECT),
    "schemes.linkage": (Permission.SCHEMES_RECORD, _CORRECT),
    "journeys.journey": (Permission.PEOPLE_RECORD, _CORRECT),
} | {one.answers._meta.label_lower: (one.permission, one.correct) for one in KINDS.values()}


def withdraw_imported(*, by: Actor, rows: Mapping[str, Sequence[Any]], reason: str) -> None:
    """Withdraw locked rows ({model label: rows}) inside `acts.one_act`. A case keeps a code instead of the reason.

    Raises gate.Forbidden; KeyError for a model that no register has; Problem for a sealed case.
    """
    for label, found in rows.items():
        if label == "people.person":
            withdraw_people(by=by, people=found, reason=reason)
        elif label == "agents.statement":
            withdraw_copied_statements(by=by, statements=found, reason=reason)
        elif label == "cases.case":
            withdraw_waiting_cases(by=by, cases=found, why=Withdrawn.OTHER.value)
        else:
            permission, correct = _WHO[label]
            guarded: Sequence[Guarded] = found
            acts.withdraw_all(by=by, permission=permission, correct=correct, rows=guarded, reason=reason)
