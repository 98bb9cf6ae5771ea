"""Lists of a hundred thousand rows: CPU of PostgreSQL for each order, each condition and each depth of a page.

    uv run python -m bench lists
    JATAN_HOME=/tmp/jatan-bench uv run python bench/lists.py [--rows 100000]

One member has that many people, journeys, issues and activities, twelve others a twentieth each of activities, so that
the secretariat reads thirteen members at once. Rows are copied by PostgreSQL from one of each kind; every question runs
as the runtime role behind both walls, through the code that a page calls (`list_page.listing`).
"""
# ruff: noqa: E402 - models can be imported only after Django has been set up

import argparse
import statistics
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

sys.path.insert(0, str(Path(__file__).parent.parent))

from django.db import connection, connections
from django.http import QueryDict
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from jatan.runtime import startup

startup.setup_django()

from bench.figures import SMALL, Figures, size
from jatan.foundation.access.actors import Actor, Post
from jatan.foundation.access.permissions import Role
from jatan.foundation.access.walls import acting_as
from jatan.foundation.network.guarded import Guarded
from jatan.foundation.network.models import Kind, Organisation
from jatan.foundation.places.models import Place
from jatan.kernel import clock
from jatan.kernel.ids import new_id
from jatan.programme.activities.models import Activity
from jatan.programme.helpdesk.models import Issue
from jatan.programme.journeys.models import Journey
from jatan.programme.people.models import Person
from jatan.web.desk_registry import DESKS
from jatan.web.ui.records.desk import Desk
from jatan.web.ui.records.list_page import SORT, filter_bar, listing

BAR_MS, MOST_QUERIES, RUNS = 15, 12, 1
MEASURED = ("people", "journeys", "issues", "activities")
# SQL of the columns that differ from row to row; the others are those of the row that is copied.
_DAY = "date '2022-01-01' + (random() * 1600)::int"
_PLACE = "(%(places)s::uuid[])[1 + (random() * 19)::int]"
_OFTEN: dict[str, str] = {
    "id": "uuidv7()",
    "place_id": _PLACE,
    "village": "CASE WHEN random() < .1 THEN '' ELSE 'village ' || (random() * 400)::int END",
    "recorded_at": "now() - random() * interval '4 years'",
}
_NAME = "chr(97 + (random() * 25)::int) || chr(97 + (random() * 25)::int) || md5(random()::text)"
DIFFERENT: dict[type[Guarded], dict[str, str]] = {
    Person: {
        **_OFTEN,
        "name_fold": _NAME,
        "sex": "(ARRAY['F','F','F','M','M',''])[1 + (random() * 5)::int]",
        "age": "CASE WHEN random() < .1 THEN NULL ELSE 14 + (random() * 50)::int END",
    },
    Journey: {
        **_OFTEN,
        "work": "(ARRAY['domestic','construction','brick_kiln','factory',''])[1 + (random() * 4)::int]",
        "registered_on": _DAY,
        "leaves_on": f"CASE WHEN random() < .1 THEN NULL ELSE {_DAY} END",
        "expected_return_on": f"CASE WHEN random() < .5 THEN NULL ELSE {_DAY} END",
        "returned_on": f"CASE WHEN random() < .6 THEN NULL ELSE {_DAY} END",
    },
    Issue: {
        **_OFTEN,
        "received_on": _DAY,
        "status": "(ARRAY['received','sent','replied','resolved','resolved','resolved','refused'])"
        "[1 + (random() * 6)::int]",
        "kind": "(ARRAY['unpaid_wages','fraud','scheme_delayed','other','other'])[1 + (random() * 4)::int]",
        "sent_to": "(ARRAY['','','labour_office','police','block_office'])[1 + (random() * 4)::int]",
        "is_urgent": "random() < .02",
        "resolved_on": f"CASE WHEN random() < .6 THEN NULL ELSE {_DAY} END",
        "next_follow_up_on": f"CASE WHEN random() < .7 THEN NULL ELSE {_DAY} END",
    },
    Activity: {
        **_OFTEN,
        "held_on": _DAY,
        "total": "5 + (random() * 80)::int",
        "kind": "(ARRAY['forum_meeting','awareness','shg_meeting','camp'])[1 + (random() * 3)::int]",
        "theme": "(ARRAY['','','safe_migration','schemes','covid19'])[1 + (random() * 4)::int]",
        "law_topic": "''",
    },
}


class Asked(NamedTuple):
    """One question to a list, and what it is an example of."""

    sort: str
    query: str
    what: str


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=size(100_000, 400))
    parser.add_argument("--loaded", action="store_true", help="the rows are there from an earlier run")
    asked = parser.parse_args()
    rows = asked.rows
    startup.ready()
    members = list(Organisation.objects.filter(kind=Kind.MEMBER).order_by("code")[:13])
    since = time.monotonic()
    if not asked.loaded:
        load(members, rows)
    print(f"{rows:,} people, journeys, issues and activities, written in {time.monotonic() - since:.0f} s", flush=True)
    operator = Actor(new_id(), (Post(Role.DESK_OPERATOR, members[0].id),), home=members[0])
    everybody = frozenset(Organisation.objects.values_list("id", flat=True))
    secretariat = Organisation.objects.get(kind=Kind.NETWORK)
    office = Actor(new_id(), (Post(Role.SECRETARIAT, secretariat.id),), everybody, home=secretariat)
    desks = {desk.slug: desk for desk in DESKS}
    figures = Figures()
    for slug in MEASURED:
        measure(figures, desks[slug], operator, slug)
    measure(figures, desks["activities"], office, "activities of 13 members")
    return figures.end()


def measure(figures: Figures, desk: Desk, by: Actor, label: str) -> None:
    """Every question of one list, by the sort of question; in the small form one of each sort."""
    found = dict[str, list[tuple[float, int, str]]]()
    for asked in questions(desk, by):
        if SMALL and asked.what in found:
            continue
        cpu, queries = spent(desk, by, asked.query)
        found.setdefault(asked.what, []).append((cpu, queries, asked.query))
    for what, values in found.items():
        dearest = max(values)
        most_queries = max(queries for _cpu, queries, _query in values)
        print(f"  the dearest: {dearest[2]}")
        # Signing in, the account and the walls take the rest of a page's queries.
        most = MOST_QUERIES - 5
        figures.add(
            f"list, {label}, {what}: CPU of PostgreSQL, median (most); queries",
            f"{statistics.median(value[0] for value in values):.1f} ms ({dearest[0]:.1f} ms); {most_queries}",
            f"({BAR_MS} ms); {most}",
            dearest[0] <= BAR_MS and most_queries <= most,
        )


def questions(desk: Desk, by: Actor) -> Iterator[Asked]:
    """Every order at four depths, every condition, and every condition in every order."""
    sorts = ["", *(mark + show.sort for show in (*desk.columns, *desk.more_columns) if show.sort for mark in ("", "-"))]
    with acting_as(by, read_only=True):
        bar = filter_bar(desk, by, QueryDict())
    conditions = [
        f"{name}={value}"
        for name, field in bar.fields.items()
        if hasattr(field, "choices") and name != SORT
        for value, _words in field.choices
        if value
    ]
    conditions += ["from=2024-01-01&to=2024-01-31", "from=2022-06-01&to=2025-12-31"]
    for sort in sorts:
        order = f"sort={sort}"
        page = page_of(desk, by, order)
        last = page_of(desk, by, f"{order}&page=last")
        yield Asked(sort, order, "first page of an order")
        yield Asked(sort, f"{order}&page={max(1, page.farthest // 2)}", "page in the middle, by its number")
        yield Asked(sort, f"{order}&page={last.number}", "last page")
        if last.previous_url:
            yield Asked(sort, last.previous_url[1:], "page beside another, from its end")
        middle = page_of(desk, by, f"{order}&page={max(1, page.farthest // 2)}")
        yield Asked(sort, middle.next_url[1:], "page beside another, in the middle")
        for condition in conditions if not sort.startswith("-") else conditions[::5]:
            what = "one condition" if not sort else "one condition in another order"
            yield Asked(sort, f"{condition}&{order}", what)
        for condition in conditions[:: max(1, len(conditions) // 4)]:
            yield Asked(sort, f"{condition}&{order}&page=last", "the end of what fits a condition")


def page_of(desk: Desk, by: Actor, query: str) -> Any:
    with acting_as(by, read_only=True):
        return listing(desk, request_for(desk, by, query)).page


def spent(desk: Desk, by: Actor, query: str) -> tuple[float, int]:
    """(milliseconds of the database's CPU, the middle one of some runs; number of queries)."""
    request = request_for(desk, by, query)
    with acting_as(by, read_only=True):
        with CaptureQueriesContext(connection) as seen:
            listing(desk, request)
        taken = []
        for _run in range(RUNS):
            before = cpu_of_database()
            listing(desk, request)
            taken.append(cpu_of_database() - before)
    return statistics.median(taken), len(seen)


def request_for(desk: Desk, by: Actor, query: str) -> Any:
    request: Any = RequestFactory().get(f"{reverse(desk.url_name('list'))}?{query}")
    request.actor = by
    return request


_backend: list[int] = []


def cpu_of_database() -> float:
    """Milliseconds of CPU that the backend of our connection has used, as the kernel counts them."""
    if not _backend:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            _backend.append(cursor.fetchone()[0])
    return int(Path(f"/proc/{_backend[0]}/schedstat").read_text().split()[0]) / 1e6


def load(members: Sequence[Organisation], rows: int) -> None:
    """One row of each kind through the models, the others copied from it by PostgreSQL; then its statistics."""
    owner = connections["owner"]
    for number, member in enumerate(members):
        district = member.districts.first()
        places = Place.objects.filter(level="block", district_id=district.district_id if district else None)
        places = (list(places.values_list("id", flat=True)) or [_any_block()]) * 20
        for row in list(_first_rows(member, Place.objects.get(pk=places[0]))):
            count = rows if number == 0 else rows // 20 if isinstance(row, Activity) else 0
            table, names = row._meta.db_table, [field.column for field in row._meta.concrete_fields]
            values = ", ".join(DIFFERENT[type(row)].get(name, f'"{name}"') for name in names)
            columns = ", ".join(f'"{name}"' for name in names)
            with owner.cursor() as cursor:
                cursor.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
                cursor.execute(
                    f"INSERT INTO {table} ({columns}) SELECT {values} FROM {table}, generate_series(2, {count})"
                    " WHERE id = %(id)s",
                    {"id": row.pk, "places": [str(place) for place in places[:20]]},
                )
                cursor.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    with owner.cursor() as cursor:
        for model in DIFFERENT:
            cursor.execute(f"VACUUM ANALYZE {model._meta.db_table}")
    owner.close()


def _any_block() -> Any:
    return Place.objects.filter(level="block").values_list("id", flat=True)[0]


def _first_rows(member: Organisation, place: Place) -> Iterator[Guarded]:
    """One person, journey, issue and activity. An exempt journey needs neither check nor agreement."""
    where = {"organisation": member, "place": place}
    by = Actor(None, (Post(Role.IMPORTER, member.id),))
    with acting_as(by):
        person = Person.objects.create(**where, name="Rina Devi", name_fold="rina devi", name_key="rina")
        yield person
        today = clock.today()
        yield Journey.objects.create(**where, person=person, registered_on=today, exempt_because="imported")
        yield Issue.objects.create(**where, received_on=today, kind="other")
        yield Activity.objects.create(**where, kind="forum_meeting", held_on=today, total=20)


if __name__ == "__main__":
    try:
        sys.exit(main())
    finally:
        connections.close_all()
