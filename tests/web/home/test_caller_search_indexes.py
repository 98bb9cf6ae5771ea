"""The search for a caller among thousands of records uses indexes. Queries run as the runtime role."""

import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import connection, connections
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext

from jatan.foundation.access.actors import machine_for
from jatan.foundation.access.walls import acting_as
from jatan.foundation.network.models import Organisation
from jatan.foundation.places.models import Place
from jatan.programme.helpdesk import selectors as helpdesk
from jatan.programme.helpdesk.models import Issue
from jatan.programme.journeys import journey_search
from jatan.programme.journeys.models import Journey, Pass
from jatan.programme.journeys.selectors import journeys
from jatan.programme.people import keys
from jatan.programme.people.models import Person, PersonKey
from jatan.programme.people.selectors import likely_people

ROWS = 5000
# The most rows of one table that finding one caller may read.
FEW = 60
_DAY = dt.date(2024, 1, 15)
_TABLES = ("people_person", "people_personkey", "journeys_journey", "journeys_pass", "helpdesk_issue")


@dataclass(frozen=True)
class Crowd:
    """An organisation with thousands of travellers, each with a pass and an issue. Telephone numbers are 7…0000 + n."""

    organisation: Organisation

    def number(self, kind: int, n: int = 77) -> str:
        return str(7_000_000_000 + kind * 100_000_000 + n)

    def code(self, n: int = 77) -> str:
        return f"{n:016}"


@pytest.fixture(scope="module")
def crowd(django_db_setup: None, django_db_blocker: Any) -> Iterator[Crowd]:
    """Rows committed and analysed with ANALYZE as on a server, written as owner under row-level security."""
    with django_db_blocker.unblock():
        owner = connections["owner"]
        known = Organisation(code="T5K", name_hi="x", name_en="x")
        known.save(using="owner")
        try:
            with owner.cursor() as cursor:
                for setting in ("read_people", "write_people", "read_helpdesk", "write_helpdesk"):
                    cursor.execute("SELECT set_config(%s, %s, false)", [f"jatan.{setting}", str(known.id)])
            made = Crowd(known)
            _write(made)
            with owner.cursor() as cursor:
                for table in _TABLES:
                    cursor.execute(f"VACUUM ANALYZE {table}")
            yield made
        finally:
            with owner.cursor() as cursor:
                cursor.execute("TRUNCATE people_person CASCADE")  # no other test commits people
            known.delete(using="owner")
            owner.close()


def _write(crowd: Crowd) -> None:
    block = Place.objects.filter(level="block", district__name_en="Gumla").select_related("district").first()
    assert block is not None
    where: dict[str, Any] = {"organisation_id": crowd.organisation.pk, "place_id": block.pk}
    people = [Person(**where, name="x", name_fold="x", name_key="x", phone=crowd.number(0, n)) for n in range(ROWS)]
    trips = [
        Journey(
            exempt_because="imported",
            **where,
            person_id=row.pk,
            registered_on=_DAY,
            agent_phone=crowd.number(1, n),
            phone_at_destination=crowd.number(2, n),
            contact_at_destination=crowd.number(3, n),
            family_contact_phone=crowd.number(4, n),
        )
        for n, row in enumerate(people)
    ]
    known = [
        PersonKey(
            person_id=row.pk,
            organisation_id=crowd.organisation.pk,
            block_id=block.pk,
            district_id=block.district_id,
            given_key=f"g{n % 400}",
            last_key=f"l{n % 90}",
            guardian_key=f"f{n % 400}",
            village_key=keys.key_of(
                f"gaon{'kgtdnpbmrl'[n % 10]}{'kgtdnpbmrl'[n // 10 % 10]}{'kgtdnpbmrl'[n // 100 % 10]}"
            ),
            phone=row.phone,
            sex="f",
            name_fold="x",
            guardian_fold="x",
            village_fold="x",
            fold_version="x",
        )
        for n, row in enumerate(people)
    ]
    passes = [
        Pass(**where, journey_id=row.pk, code=crowd.code(n), issued_at=row.recorded_at) for n, row in enumerate(trips)
    ]
    issues = [
        Issue(
            **where,
            received_on=_DAY,
            kind="other",
            person_id=row.pk,
            about_journey=trips[n].pk,
            caller_phone=crowd.number(5, n),
            reference_number=f"LO/{n}",
        )
        for n, row in enumerate(people)
    ]
    for model, rows in ((Person, people), (PersonKey, known), (Journey, trips), (Pass, passes), (Issue, issues)):
        model._default_manager.using("owner").bulk_create(rows)  # type: ignore[attr-defined]


def _read(plan: dict[str, Any]) -> Iterator[tuple[str, int]]:
    """(table, rows read) of every scan in an executed plan."""
    if "Relation Name" in plan:
        removed = plan.get("Rows Removed by Filter", 0) + plan.get("Rows Removed by Index Recheck", 0)
        yield plan["Relation Name"], int((plan["Actual Rows"] + removed) * plan["Actual Loops"])
    for part in plan.get("Plans", []):
        yield from _read(part)


def _rows_read(asked: list[str]) -> list[tuple[str, int]]:
    """(table, rows) for scans of these statements that read more than FEW rows."""
    found = []
    for statement in asked:
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {statement}")
            answer = cursor.fetchone()[0]
        plan = (json.loads(answer) if isinstance(answer, str) else answer)[0]["Plan"]
        found += [(table, rows) for table, rows in _read(plan) if table in _TABLES and rows > FEW]
    return found


def _asked(rows: QuerySet[Any]) -> list[str]:
    with CaptureQueriesContext(connection) as queries:
        assert len(rows[:50]) == 1
    return [query["sql"] for query in queries]


@pytest.mark.django_db
def test_a_caller_is_found_without_reading_a_table_whole(crowd: Crowd) -> None:
    texts = {kind: crowd.number(kind) for kind in range(5)} | {"code": crowd.code()}
    with acting_as(machine_for([crowd.organisation.pk])) as by:
        for kind, text in texts.items():
            with CaptureQueriesContext(connection) as queries:
                caller = journey_search.find_caller(by, text)
            assert len(caller.people) == (0 if kind == 1 else 1), kind
            asked = [query["sql"] for query in queries] + _asked(journey_search.search_journeys(by, text))
            if kind != 1:
                is_name = not journey_search.is_pass_code(text)  # as the page asks
                asked += _asked(
                    helpdesk.search(by, text, people=caller.people, journeys=caller.journeys, has_names=is_name)
                )
            assert _rows_read(asked) == [], kind
        assert _rows_read(_asked(helpdesk.search(by, crowd.number(5)))) == []
        part_of_a_word = journeys(by).filter(agent_phone__contains=crowd.number(1)[2:])
        assert [table for table, _rows in _rows_read(_asked(part_of_a_word))] == ["journeys_journey"], "no probe"


@pytest.mark.django_db
def test_the_people_of_a_village_are_found_without_reading_a_table_whole(crowd: Crowd) -> None:
    with acting_as(machine_for([crowd.organisation.pk])) as by:
        with CaptureQueriesContext(connection) as queries:
            likely_people(by, "gaonktm", villages=True)
        asked = [query["sql"] for query in queries if "people_personkey" in query["sql"]]
        assert asked
        assert _rows_read(asked) == []
