"""Own questions within the actor's reach, and the answers about records."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import QuerySet

from jatan.foundation.access import gate
from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from jatan.foundation.ledger.models import Revision
from jatan.foundation.network.guarded import Guarded
from jatan.programme.own_fields.models import OwnAnswer, OwnField
from jatan.programme.people.reach import live, reachable


def own_fields(by: Actor) -> QuerySet[OwnField]:
    """The questions that this actor may change, retired ones too."""
    return reachable(OwnField, by=by, permission=Permission.RECORDS_CORRECT)


def own_field_rows(by: Actor, kind: str) -> QuerySet[OwnField]:
    """The questions of the actor's own organisations about one kind of record, for a page that fetches several things
    together.

    Nobody reads the questions of another member, whatever her reach over the network is: the answers are personal.
    """
    mine = [one for one in by.home_organisations if gate.reads_personal(by, one)]
    return live(OwnField).filter(organisation_id__in=mine, kind=kind).order_by("id")


def own_fields_of_kind(by: Actor, kind: str, found: Sequence[OwnField] | None = None) -> list[OwnField]:
    """Those questions, asked ones first, then retired ones. One query without `found`, the rows of `own_field_rows`."""
    rows: Iterable[OwnField] = own_field_rows(by, kind) if found is None else found
    return sorted(rows, key=lambda one: (one.retired_on is not None, one.slot, one.pk))


def answers_by_field(by: Actor, record: Guarded) -> Mapping[uuid.UUID, OwnAnswer]:
    """{question: answer} about one record that the actor got through the gate; none of another member's record."""
    if not gate.reads_personal(by, record.organisation_id):
        return {}
    found: Any = record
    return {answer.own_field_id: answer for answer in found.own_answers.all() if answer.withdrawn_at is None}


def revisions_of_answers(by: Actor, record: Guarded) -> list[tuple[OwnAnswer, Revision]]:
    """The changes of the answers about one record, newest first."""
    answers = {answer.pk: answer for answer in answers_by_field(by, record).values()}
    if not answers:
        return []
    rows = Revision.objects.filter(organisation_id=record.organisation_id, about__in=answers)
    return [(answers[one.about], one) for one in rows.order_by("-at", "-id")[:50]]
