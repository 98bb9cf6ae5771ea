"""Finds what was built on records: every row of any table that points at one of them, and every change of one.

The columns are found in the models, so that a new table is considered without being named here. A column that holds an
id of something else is listed with the reason (`ACCOUNTS`, `NOT_BUILT_ON`); tests/house/test_undo_links.py checks both
against the foreign keys that PostgreSQL knows.
"""
# ruff: noqa: S608 - the texts joined here are names of our own tables and columns; values are parameters

import functools
import uuid
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from django.apps import apps
from django.db import connection, models

from jatan.foundation.ledger.models import Event, Revision
from jatan.programme.own_fields.services import KINDS
from jatan.programme.people import events as people_events

OWN_ANSWERS: Final = tuple(sorted(one.answers._meta.label_lower for one in KINDS.values()))
"""The tables of answers to own questions, which a row of a register may give besides its record."""
# What a row of a register may become, and what the programme itself makes of that: statements of journeys, suggested
# duplicates.
RECORDS: Final = frozenset(
    {"activities.activity", "groups.group", "groups.membership", "helpdesk.issue", "cases.case", "schemes.linkage"}
    | {"journeys.journey", "people.person", "agents.statement", "people.suggestion"}
)
# Columns of this name hold the id of an account (or of the keys of one).
ACCOUNTS: Final = frozenset(
    {"account", "acknowledged_by", "answered_by", "asked_by", "by", "closed_by", "confirmed_by", "contacted_by"}
    | {
        "decided_by",
        "handled_by",
        "holder",
        "made_by",
        "owner",
        "principal",
        "recorded_by",
        "revoked_by",
        "sent_by",
        "stand_in",
        "withdrawn_by",
    }
    | {"assigned_to", "undone_by", "written_by"}
)
NOT_BUILT_ON: Final = {
    "calls.callforhelp.issue": "a call opens its issue, or adds a follow-up to one, which is considered",
    "alerts.delivery.message": "a text that tells staff of something waiting",
    "calls.callforhelp.sent_id": "an id that a telephone has made",
    "cases.casewaiting.case": "the days of an imported case until they are sealed; they go with it",
    "cases.export.entry": "an entry of a sealed file",
    "devices.enrolment.device": "a phone",
    "fieldbook.receivedfile.file": "an id that a phone has made",
    "fieldbook.receivedfile.row": "an id that a phone has made",
    "fieldbook.receivedrow.device": "a phone",
    "ledger.event.about": "considered as a change",
    "ledger.revision.about": "considered as a change",
    "network.mark.about": "a keyed hash of the record itself",
    "people.personkey.block_id": "a place",
    "people.personkey.district_id": "a place",
    "people.personkey.person": "how a person is found; goes with her",
    "places.place.recorded_by_organisation": "an organisation",
    "studies.enumerator.study_ref": "a study",
    "studies.interview.site_ref": "a drawn village",
    "studies.interview.study_ref": "a study",
    "studies.parkedinterview.study_ref": "a study",
    "vault.letter.team": "a team",
    "vault.section.row": "an entry of a sealed file; its case is considered",
}
# Questions about a record change nothing.
_QUESTIONS: Final = (people_events.MEMBERS_ASKED, people_events.ASKED_BY_ANOTHER_MEMBER)


@dataclass(frozen=True)
class Link:
    """A column that may point at a record. `label`: the model that has it."""

    label: str
    field: str
    table: str
    column: str
    is_withdrawable: bool
    has_id: bool


@functools.cache
def links() -> tuple[Link, ...]:
    """Every column of the database that may point at an imported record."""
    found = []
    for model in apps.get_models():
        meta = model._meta
        columns = {str(field.column): field for field in meta.concrete_fields}
        if meta.app_label == "registers" or "organisation_id" not in columns:
            continue
        for column, field in columns.items():
            if f"{meta.label_lower}.{field.name}" not in NOT_BUILT_ON and _may_point_at_record(field):
                names = columns.keys()
                found.append(
                    Link(meta.label_lower, field.name, meta.db_table, column, "withdrawn_at" in names, "id" in names)
                )
    return tuple(found)


def count_links(organisation_id: uuid.UUID, ids: Collection[uuid.UUID]) -> dict[uuid.UUID, Counter[str]]:
    """{id: {label of a model: number of its rows that point at this record}}; rows among `ids` do not count.

    Withdrawn rows do not count either. One query, as an actor that reads every table.
    """
    parts = [
        f"SELECT {number}, t.{link.column}, count(*) FROM {link.table} t JOIN asked ON asked.id = t.{link.column}"
        f" WHERE t.organisation_id = %s"
        + (" AND t.withdrawn_at IS NULL" if link.is_withdrawable else "")
        + (" AND NOT EXISTS (SELECT FROM asked own WHERE own.id = t.id)" if link.has_id else "")
        + f" GROUP BY t.{link.column}"
        for number, link in enumerate(links())
    ]
    statement = f"WITH asked AS MATERIALIZED (SELECT unnest(%s::uuid[]) AS id) {' UNION ALL '.join(parts)}"
    found: dict[uuid.UUID, Counter[str]] = {}
    with connection.cursor() as cursor:
        cursor.execute(statement, [list(ids), *[organisation_id] * len(parts)])
        for number, target, rows in cursor.fetchall():
            found.setdefault(target, Counter())[links()[number].label] += rows
    return found


def count_changes(organisation_id: uuid.UUID, ids: Collection[uuid.UUID]) -> set[uuid.UUID]:
    """Those of `ids` that were changed, withdrawn or otherwise dealt with after they were recorded. Two queries."""
    revisions, events = Revision._meta.db_table, Event._meta.db_table
    statement = (
        "WITH asked AS MATERIALIZED (SELECT unnest(%s::uuid[]) AS id)"
        f" SELECT about FROM {revisions} JOIN asked ON asked.id = about WHERE organisation_id = %s"
        f" UNION SELECT about FROM {events} JOIN asked ON asked.id = about WHERE organisation_id = %s"
        # An event with rows records them: here the record itself, or rows that point at it.
        " AND NOT payload ? 'rows' AND verb <> ALL(%s)"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [list(ids), organisation_id, organisation_id, list(_QUESTIONS)])
        return {about for (about,) in cursor.fetchall()}


def _may_point_at_record(field: "models.Field[object, object]") -> bool:
    if isinstance(field, models.ForeignKey):
        return field.related_model._meta.label_lower in RECORDS
    return isinstance(field, models.UUIDField) and not field.primary_key and field.name not in ACCOUNTS
