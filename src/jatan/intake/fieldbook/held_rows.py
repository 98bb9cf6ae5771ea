"""Rows of phones as a coordinator sees them: what waits, and one row opened with what stands beside it."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, IntegerField, Q, QuerySet, When

from jatan.foundation.access import gate
from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from jatan.foundation.access.selectors import account_names
from jatan.foundation.devices.models import Device
from jatan.intake.fieldbook.choices import WAITING, FlowKind, Reason
from jatan.intake.fieldbook.models import ReceivedFile, ReceivedRow
from jatan.intake.fieldbook.opened_rows import Written, glance, open_row
from jatan.intake.fieldbook.phone_time import Moment, in_our_time
from jatan.intake.fieldbook.row_intake import moment_of
from jatan.intake.fieldbook.signs import named_people
from jatan.kernel.ids import is_id
from jatan.kernel.problems import Problem
from jatan.programme.groups.selectors import groups
from jatan.programme.journeys.models import Journey
from jatan.programme.journeys.selectors import journeys
from jatan.programme.people.models import Person
from jatan.programme.people.selectors import people

_PERMISSION = Permission.REGISTER_IMPORT
_MOST_BESIDE = 5
# Rows of whose danger the desk was told when they arrived.
HAS_DANGER = Q(issues__isnull=False) & ~Q(issues={})


@dataclass(frozen=True)
class OpenedRow:
    """A row with its content; `written` is None where it does not open. `moment` is None where its clock was wrong.

    `answers`: by our calendar where the moment is known.
    """

    row: ReceivedRow
    device: Device
    written: Written | None
    moment: Moment | None
    answers: dict[str, Any]


@dataclass(frozen=True)
class ListedRow:
    """A row in a list: `names` of whom it is about, `writer` and `forum` from where it came; "" where unknown."""

    row: ReceivedRow
    kind: str
    names: str
    writer: str
    forum: str


def rows(by: Actor) -> QuerySet[ReceivedRow]:
    """Every row of phones within reach, newest first, without its bytes."""
    return _reachable(by).defer("sealed", "corrected").select_related("organisation").order_by("-received_at", "-id")


def waiting_rows(by: Actor) -> QuerySet[ReceivedRow]:
    """Rows that wait for a person: those of whose danger the desk was told first, then the oldest."""
    waiting = rows(by).filter(state__in=[state.value for state in WAITING])
    first = Case(When(HAS_DANGER, then=0), default=1, output_field=IntegerField())
    return waiting.order_by(first, "received_at", "id")


def next_waiting(by: Actor, row: ReceivedRow) -> ReceivedRow | None:
    """The row that waits after this one in the order of `waiting_rows`, whether this one still waits or not."""
    later = Q(received_at__gt=row.received_at) | Q(received_at=row.received_at, pk__gt=row.pk)
    after = (HAS_DANGER & later) | ~HAS_DANGER if row.issues else ~HAS_DANGER & later
    return waiting_rows(by).filter(after).exclude(pk=row.pk).first()


def forum_of(by: Actor, opened: OpenedRow) -> str:
    """The forum of the phone that sent the row; "" for a field worker's."""
    if opened.device.group is None:
        return ""
    mine = groups(by).filter(organisation_id=opened.row.organisation_id, pk=opened.device.group)
    return mine.values_list("name", flat=True).first() or ""


def listed_for(by: Actor, rows_: Sequence[ReceivedRow]) -> list[ListedRow]:
    """Rows of a list with whom they are about and who wrote them where, in the order given; six queries for all."""
    sealed = {row.pk: row for row in _reachable(by).filter(pk__in=[row.pk for row in rows_])}
    read = {pk: glance(row) or ("", {}) for pk, row in sealed.items()}
    known = _names(by, [answers for _kind, answers in read.values()])
    devices = Device.objects.in_bulk({row.device for row in rows_})
    writers = account_names({row.account for row in rows_})
    led = {one.group for one in devices.values() if one.group is not None}
    forums = dict(groups(by).filter(pk__in=led).values_list("pk", "name"))
    phones = {pk: forums.get(one.group, "") for pk, one in devices.items() if one.group is not None}
    return [
        ListedRow(
            row=row,
            kind=row.kind or read[row.pk][0],
            names=whom(read[row.pk][1], known),
            writer=writers.get(row.account, ""),
            forum=phones.get(row.device, ""),
        )
        for row in rows_
    ]


def _names(by: Actor, answers: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """{id as written: name} of the people and travellers of these answers that the reader may see."""
    ids = {one for written in answers for one in named_people(written)}
    away = {journey for written in answers if (journey := _id(written.get("journey"))) is not None}
    found = {str(row.pk): row.name for row in people(by).filter(pk__in=ids)} if ids else {}
    if away:
        found |= {str(row.pk): row.person.name for row in journeys(by).filter(pk__in=away)}
    return found


def whom(answers: Mapping[str, Any], known: Mapping[str, str]) -> str:
    """Whom answers are about, as far as they or `known` ({id: name}) name somebody; "" where nobody is named."""
    written = [
        answers.get("caller_name"),
        known.get(str(answers.get("person"))),
        known.get(str(answers.get("journey"))),
    ]
    travellers = answers.get("travellers")
    for one in travellers if isinstance(travellers, list) else []:
        if isinstance(one, dict):
            new = one.get("new")
            written += [known.get(str(one.get("person"))), new.get("name") if isinstance(new, dict) else None]
    return ", ".join(dict.fromkeys(name.strip() for name in written if isinstance(name, str) and name.strip()))


def _id(written: object) -> uuid.UUID | None:
    return uuid.UUID(written) if isinstance(written, str) and is_id(written) else None


def photos_with_problems(by: Actor, *, most: int) -> list[tuple[ReceivedFile, ReceivedRow]]:
    """Photographs that arrived whole and could not be attached, with their rows, the oldest first."""
    found = gate.within_reach(ReceivedFile.objects.exclude(problem=""), by=by, permission=_PERMISSION)
    listed = list(found.order_by("complete_at", "id")[:most])
    named = {(row.row, row.account): row for row in rows(by).filter(row__in=[one.row for one in listed], variant=1)}
    return [(one, named[one.row, one.account]) for one in listed if (one.row, one.account) in named]


def find_row(by: Actor, pk: uuid.UUID) -> ReceivedRow:
    """One row within reach, with its bytes. Raises ReceivedRow.DoesNotExist, also when it is forbidden."""
    return _reachable(by).select_related("organisation").get(pk=pk)


def open_for(row: ReceivedRow) -> OpenedRow:
    """The row with its content, as far as it opens."""
    device = Device.objects.select_related("account").get(pk=row.device)
    try:
        written = open_row(row)
    except Problem:
        return OpenedRow(row, device, None, None, {})
    try:
        moment = moment_of(row, written, device)
    except Problem:
        return OpenedRow(row, device, written, None, written.answers)
    return OpenedRow(row, device, written, moment, in_our_time(written.kind, written.answers, moment))


def other_variants(by: Actor, row: ReceivedRow) -> list[ReceivedRow]:
    """What is to be looked at beside the row: other bytes under its id, or the row that is the same meeting perhaps."""
    mine = _reachable(by).exclude(pk=row.pk)
    found = list(mine.filter(organisation_id=row.organisation_id, row=row.row).order_by("variant"))
    meetings = [
        one for reason in row.problems if reason["code"] == Reason.SAME_MEETING for one in reason.get("candidates", [])
    ]
    for one in meetings:
        same = mine.filter(organisation_id=row.organisation_id, kind=FlowKind.MEETING)
        found += list(same.filter(recorded__meetings__contains=[one])[:1])
    for journey in journeys_beside(by, row):
        same = mine.filter(organisation_id=row.organisation_id, kind=FlowKind.LEAVING)
        found += list(same.filter(recorded__journeys__contains=[str(journey.pk)])[:1])
    return found


def journeys_beside(by: Actor, row: ReceivedRow) -> list[Journey]:
    """Journeys on record that may be the one of this row: open ones of its people, or of somebody who is like them."""
    reasons = [(one["code"], _id(key)) for one in row.problems for key in one.get("candidates", [])]
    named = [key for code, key in reasons if code == Reason.OPEN_JOURNEY and key is not None]
    alike = [key for code, key in reasons if code == Reason.SAME_PERSON and key is not None]
    if not named and not alike:
        return []
    mine = journeys(by).filter(organisation_id=row.organisation_id)
    return list(mine.filter(Q(pk__in=named) | Q(person__in=alike)).order_by("-id")[:_MOST_BESIDE])


def people_beside(by: Actor, row: ReceivedRow) -> list[Person]:
    """People on record who are like somebody new in this row."""
    alike = [_id(key) for key in alike_in(row)]
    return (
        list(people(by).filter(organisation_id=row.organisation_id, pk__in=[one for one in alike if one]))
        if alike
        else []
    )


def alike_in(row: ReceivedRow) -> frozenset[str]:
    """Ids of those on record who may be somebody new in this row, as far as it was asked."""
    asked = (one for one in row.problems if one["code"] == Reason.SAME_PERSON)
    return frozenset(key for one in asked for key in one.get("candidates", []))


def _reachable(by: Actor) -> QuerySet[ReceivedRow]:
    return gate.within_reach(ReceivedRow.objects.all(), by=by, permission=_PERMISSION)
