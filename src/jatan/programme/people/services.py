"""Services that write people. Gate, rows and one ledger event in one transaction.

Raises gate.Forbidden without the permission, Problems or Problem for invalid values.
"""

import uuid
from collections.abc import Mapping, Sequence
from itertools import batched
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from jatan.foundation.access import acts
from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from jatan.foundation.db.new_rows import new_row
from jatan.foundation.network.guarded import Guarded
from jatan.kernel.problems import Problem
from jatan.programme.people import events, selectors
from jatan.programme.people.base_command import changed_values, row_values
from jatan.programme.people.commands import (
    AddIdentifier,
    GiveConsent,
    RegisterListedPerson,
    RegisterPerson,
    WithdrawConsent,
)
from jatan.programme.people.duplicate_search import MAX_COMPARED_AT_ONCE, suggest_duplicates, withdraw_suggestions
from jatan.programme.people.key_index import delete_keys, delete_keys_of, folded_columns, write_keys
from jatan.programme.people.look_alikes import Shown, refuse_unseen
from jatan.programme.people.models import Consent, Identifier, Person
from jatan.programme.people.record_kind import OrdinaryKind, RecordKind, Rights, Twice

_RECORD, _CORRECT = Permission.PEOPLE_RECORD, Permission.RECORDS_CORRECT
_BATCH = 2_000


def register_person(*, by: Actor, command: RegisterPerson, shown: Shown) -> Person:
    """Record one person. Raises Problem(LIKELY) while somebody who may be she was not shown (`look_alikes`)."""
    return register_people(by=by, commands=[command], shown=[shown])[0]


def register_people(*, by: Actor, commands: Sequence[RegisterPerson], shown: Sequence[Shown]) -> list[Person]:
    """Record people, all or none, in the order given. Likely duplicates are suggested, never merged.

    `shown`: for each of them, who may be the same and was shown to who decided that she is new. Raises Problem(LIKELY)
    for the first of whom somebody else on record may be the same.
    """
    if not commands:
        return []
    rows = [new_row(Person, **_values(command)) for command in commands]
    with transaction.atomic():
        for command, one in zip(commands, shown, strict=True):
            refuse_unseen(by, command, one)
        acts.record(by=by, permission=_RECORD, verb=events.PERSON_REGISTERED, rows=rows)
        write_keys(rows)
        if len(rows) <= MAX_COMPARED_AT_ONCE:
            suggest_duplicates([row.id for row in rows])
    return rows


def amend_person(*, by: Actor, person: Person, changes: Mapping[str, Any], reason: str = "") -> bool:
    """Correct a person; earlier values stay in the history. A new age counts as stated today without `age_on`."""
    return _amend(by, person, changes, correct=_CORRECT, reason=reason)


def record_stated_details(*, by: Actor, person: Person, phone: str = "", age: int | None = None) -> bool:
    """Record a telephone number or age she states today. Any colleague may: the earlier one stays in the history."""
    changes = {"phone": phone} if phone else {}
    return _amend(by, person, changes if age is None else changes | {"age": age}, correct=_RECORD)


def _amend(by: Actor, person: Person, changes: Mapping[str, Any], *, correct: Permission, reason: str = "") -> bool:
    is_new_age = "age" in changes and changes["age"] != person.age
    if is_new_age and "age_on" not in changes:
        changes = {**changes, "age_on": None}
    # An age of an unknown day must not become today's only because another field changes.
    command_type = RegisterPerson if is_new_age or person.age_on is not None else RegisterListedPerson
    values = _values(command_type.of(person).changed(changes))
    with transaction.atomic():
        is_changed = acts.amend(
            by=by,
            permission=_RECORD,
            correct=correct,
            verb=events.PERSON_AMENDED,
            row=person,
            changes=changed_values(person, values),
            reason=reason,
        )
        if is_changed and person.withdrawn_at is None:
            write_keys([person])
            suggest_duplicates([person.id])
    return is_changed


def withdraw_person(*, by: Actor, person: Person, reason: str) -> None:
    """Withdraw a person from every list; the row stays readable with its reason.

    Raises Problem("still_counted") while rows that need her exist: they would be counted for nobody.
    """
    with transaction.atomic():
        verb = events.PERSON_WITHDRAWN
        acts.withdraw(by=by, permission=_RECORD, correct=_CORRECT, verb=verb, row=person, reason=reason)
        _refuse_while_counted(person)
        delete_keys(person)


def withdraw_people(*, by: Actor, people: Sequence[Person], reason: str) -> None:
    """Withdraw locked people inside `acts.one_act`, with their keys, marks and undecided suggestions.

    The caller makes sure that no row needs them.
    """
    acts.withdraw_all(by=by, permission=_RECORD, correct=_CORRECT, rows=people, reason=reason)
    delete_keys_of(people)
    withdraw_suggestions(people, reason=reason)


def withdraw_uncounted_people(*, by: Actor, people: Sequence[Person], reason: str) -> dict[uuid.UUID, Problem]:
    """As `withdraw_person` for many people of one organisation, inside `acts.gathered`.

    Returns what keeps those who stay: they are still needed. Raises gate.Forbidden.
    """
    kept = _still_counted(people)
    going = [person for person in people if person.pk not in kept]
    for person in going:
        verb = events.PERSON_WITHDRAWN
        acts.withdraw(by=by, permission=_RECORD, correct=_CORRECT, verb=verb, row=person, reason=reason)
    delete_keys_of(going)
    return kept


def _refuse_while_counted(person: Person) -> None:
    """Raise Problem while rows that need her (a membership, a journey, a benefit) are not withdrawn."""
    for problem in _still_counted([person]).values():
        raise problem


def _still_counted(people: Sequence[Person]) -> dict[uuid.UUID, Problem]:
    """{person id: what rows need her} of people of one organisation; as many queries as there are such tables."""
    hanging: dict[uuid.UUID, list[str]] = {}
    for relation in Person._meta.related_objects:
        model, name = relation.related_model, relation.field.name
        if not issubclass(model, Guarded) or model._meta.app_label == Person._meta.app_label:
            continue
        if relation.field.null or not model.KEEPS_RECORDS:
            continue
        for some in batched(people, _BATCH, strict=False):
            rows = model._default_manager.filter(
                **{f"{name}__in": some}, organisation_id=some[0].organisation_id, withdrawn_at__isnull=True
            )
            for pk in rows.order_by().values_list(f"{name}_id", flat=True).distinct():
                hanging.setdefault(pk, []).append(str(model._meta.verbose_name_plural))
    message = _("She still stands in: %(names)s. Take that back first, or join her with the right person.")
    return {
        pk: Problem("still_counted", message % {"names": ", ".join(dict.fromkeys(names))})
        for pk, names in hanging.items()
    }


PERSON = RecordKind(
    model=Person,
    rights=Rights(see=Permission.PEOPLE_SEE, record=_RECORD, correct=_CORRECT),
    listed=selectors.people,
)
IDENTIFIER = OrdinaryKind(
    model=Identifier,
    command=AddIdentifier,
    rights=PERSON.rights,
    recorded="people.identifier_added",
    withdrawn="people.identifier_withdrawn",
    twice=Twice(code="already_recorded", words=_("This number is already recorded."), field="number"),
)


def give_consent(*, by: Actor, command: GiveConsent) -> Consent:
    """Record a consent."""
    row = Consent(**row_values(command))
    acts.record(by=by, permission=_RECORD, verb=events.CONSENT_GIVEN, rows=[row])
    return row


def withdraw_consent(*, by: Actor, command: WithdrawConsent) -> bool:
    """Record the withdrawal of a consent. As easy as giving it (DPDP Act s.6(4)): any colleague may.

    Returns False when it was withdrawn already: the first day is kept.
    """
    if command.consent.withdrawn_on is not None:
        return False
    return acts.amend(
        by=by,
        permission=_RECORD,
        correct=_RECORD,
        verb=events.CONSENT_WITHDRAWN,
        row=command.consent,
        changes={"withdrawn_on": command.withdrawn_on, "withdrawn_how": command.withdrawn_how},
    )


def _values(command: RegisterPerson) -> dict[str, Any]:
    return row_values(command) | folded_columns(command.name, command.guardian_name)
