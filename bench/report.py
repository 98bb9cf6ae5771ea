"""Time of the impact report over ten million activities: precomputed cells, PostgreSQL without cells, and DuckDB.

    JATAN_HOME=/tmp/jatan-bench uv run python bench/report.py [--rows 10000000]

Everything happens in one run on one machine: activities are written into an embedded PostgreSQL of its own, counted
into cells by the product's own recount, then the same question is asked three ways. Ends with 3 if a bar is missed.
"""
# ruff: noqa: E402 - models can be imported only after Django has been set up

import argparse
import datetime as dt
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent))

if "JATAN_HOME" not in os.environ:
    os.environ["JATAN_HOME"] = tempfile.mkdtemp(prefix="jatan-bench-")

import duckdb
from django.db import connection, connections

from jatan.runtime import startup

startup.setup_django()


from bench.figures import Figures, size
from jatan.evidence.indicators.cell_sums import read_sums
from jatan.evidence.indicators.definitions import counted_values
from jatan.evidence.indicators.scope import scope_of
from jatan.evidence.indicators.selectors import impact_report
from jatan.evidence.indicators.services import recount_fully
from jatan.evidence.indicators.sources import SOURCES
from jatan.foundation.access.actors import machine_for
from jatan.foundation.access.walls import acting_as
from jatan.foundation.network.models import Organisation
from jatan.foundation.places.models import Place
from jatan.foundation.places.services import load_places
from jatan.kernel.periods import Period

MEMBERS = size(13, 2)
YEARS = Period(dt.date(2021, 4, 1), dt.date(2024, 3, 31))
AGAINST_POSTGRES, AGAINST_DUCKDB = 100, 20
FILTERED = 3
MONTHS = (YEARS, Period(dt.date(2022, 4, 1), dt.date(2023, 3, 31)))
INSIDE_MONTHS = Period(dt.date(2022, 4, 12), dt.date(2023, 3, 19))
KINDS = sorted({value.only for _one, value in counted_values(SOURCES["activities"])})
THEMES = ["", "safe_migration", "trafficking", "registration", "schemes", "child_marriage", "labour_rights", "covid19"]
# The indexes of activities that a report over days may use, as every house has them.
ASKED_BY_THE_REPORT = ("activity_kind_day", "activity_newest", "activity_list_held_on", "activity_law")
CATEGORIES = ["", "women", "children", "adolescents", "youth"]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=size(10_000_000, 2_000))
    rows = parser.parse_args().rows
    startup.prepare(say)
    load_places()
    organisations = members()
    actor = machine_for(organisations)
    build(rows, organisations)
    recounting = timed(lambda: recount_all(organisations), once=True)
    vacuum()
    columns = Path(os.environ["JATAN_HOME"]) / "bench.csv"
    duck = into_duckdb(columns)
    with acting_as(actor):
        expected = impact_report(YEARS, by=actor)
        scope = scope_of(actor)
        selector_seconds = timed(lambda: read_sums(scope, YEARS))
        whole = timed(lambda: impact_report(YEARS, by=actor))
        filtered = max(timed_filters(actor, one, organisations) for one in MONTHS)
        by_days = timed_filters(actor, INSIDE_MONTHS, organisations)
        postgres = timed(count_in_postgres, once=True)
    duckdb_seconds = timed(lambda: duck.execute(DUCKDB_QUESTION).fetchall())
    check_equal(expected, duck)
    figures, what = Figures(), f"impact report over {rows:,} activities"
    figures.add(f"{what}, warm, whole report", f"{whole * 1000:.1f} ms")
    figures.add(f"{what}, its sums alone", f"{selector_seconds * 1000:.1f} ms")
    for other, seconds, bar in (
        ("a recount of the same question in PostgreSQL", postgres, AGAINST_POSTGRES),
        ("the same as DuckDB's disaggregated GROUP BY, 2 threads", duckdb_seconds, AGAINST_DUCKDB),
    ):
        slower = seconds / whole
        figures.add(f"{other}: slower than the report", f"{slower:.1f} ×", f"≥ {bar} ×", slower >= bar)
    for what, seconds in (
        ("the report by member, district and period, the slowest: slower than the whole one", filtered),
        ("the same from and to a day inside a month, whose days are counted from the rows", by_days),
    ):
        slower = seconds / whole
        figures.add(what, f"{slower:.1f} ×", f"≤ {FILTERED} ×", slower <= FILTERED)
    figures.add(f"recount of every cell of {rows:,} activities, once", f"{recounting:.1f} s")
    return figures.end()


def timed_filters(actor: Any, period: Period, organisations: list[Any]) -> float:
    """Seconds of the report of a period, by member, by district, or both: the slowest."""
    found = []
    for organisation in (None, organisations[0]):
        for district in (None, districts_of_members()[0]):
            ask = partial(impact_report, period, by=actor, organisation=organisation, district=district)
            found.append(timed(ask))
    return max(found)


def districts_of_members() -> list[Any]:
    """The districts in which the members work, one for each."""
    return list(Place.objects.filter(level="district").order_by("name_en").values_list("id", flat=True))[:MEMBERS]


def members() -> list[Any]:
    """The organisations of the bench, each in one district with blocks."""
    for number in range(1, MEMBERS + 1):
        Organisation.objects.get_or_create(
            code=f"B{number:02}", defaults={"name_hi": f"सदस्य {number}", "name_en": f"Member {number}"}
        )
    return list(Organisation.objects.filter(code__startswith="B").order_by("code").values_list("id", flat=True))


def build(rows: int, organisations: list[Any]) -> None:
    """Activities as the owner of a database that is nobody's: walls and indexes are off while the rows go in."""
    blocks = [
        list(Place.objects.filter(level="block", district_id=one).values_list("id", flat=True))
        for one in districts_of_members()
    ]
    owner = connections["owner"]
    started = time.monotonic()
    with owner.cursor() as cursor:
        cursor.execute("ALTER TABLE activities_activity NO FORCE ROW LEVEL SECURITY")
        cursor.execute("SELECT count(*) FROM activities_activity")
        if cursor.fetchone()[0] != rows:
            cursor.execute("TRUNCATE activities_activity CASCADE")
            indexes = without_indexes(cursor)
            for place, organisation in enumerate(organisations):
                share = rows // MEMBERS + (1 if place < rows % MEMBERS else 0)
                cursor.execute(INSERT, values(organisation, blocks[place], share))
            for statement in indexes:
                cursor.execute(statement)
        cursor.execute("ALTER TABLE activities_activity FORCE ROW LEVEL SECURITY")
        cursor.execute("ANALYZE activities_activity")
    say(f"{rows:,} activities stand after {time.monotonic() - started:.0f} s")


def without_indexes(cursor: Any) -> list[str]:
    """Drop secondary indexes and links for the time of loading; returns what brings those of days and laws back."""
    cursor.execute(
        "SELECT conname FROM pg_constraint WHERE conrelid = 'activities_activity'::regclass AND contype = 'f'"
    )
    for (name,) in cursor.fetchall():
        cursor.execute(f'ALTER TABLE activities_activity DROP CONSTRAINT "{name}" CASCADE')
    cursor.execute(
        "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = 'activities_activity' AND indexdef NOT LIKE"
        " '%UNIQUE%'"
    )
    found = cursor.fetchall()
    for name, _definition in found:
        cursor.execute(f'DROP INDEX "{name}"')
    return [definition for name, definition in found if name in ASKED_BY_THE_REPORT]


def values(organisation: Any, blocks: list[Any], share: int) -> dict[str, Any]:
    return {
        "organisation": organisation,
        "blocks": blocks,
        "kinds": KINDS,
        "themes": THEMES,
        "categories": CATEGORIES,
        "first": YEARS.start,
        "days": (YEARS.end - YEARS.start).days + 1,
        "share": share,
    }


# Deterministic spread without random(): every run, and DuckDB, sees the same rows.
INSERT = """
INSERT INTO activities_activity (id, organisation_id, place_id, panchayat, village, recorded_at, changed_at,
    withdrawn_reason, kind, held_on, topic, theme, title, group_name, group_fold, women, men, girls, boys, total,
    category, facilitator, decisions)
SELECT gen_random_uuid(), %(organisation)s, (%(blocks)s::uuid[])[1 + mod(h, cardinality(%(blocks)s::uuid[]))::int],
    '', '', now(), now(), '', (%(kinds)s::text[])[1 + mod(h / 7, cardinality(%(kinds)s::text[]))::int],
    %(first)s::date + mod(h / 11, %(days)s)::int, '',
    (%(themes)s::text[])[1 + mod(h / 13, cardinality(%(themes)s::text[]))::int],
    '', '', '', mod(h, 17)::int, mod(h / 3, 11)::int, mod(h / 5, 7)::int, mod(h / 19, 5)::int,
    (mod(h, 17) + mod(h / 3, 11) + mod(h / 5, 7) + mod(h / 19, 5))::int,
    (%(categories)s::text[])[1 + mod(h / 23, cardinality(%(categories)s::text[]))::int], '', ''
FROM (SELECT mod(n::bigint * 2654435761, 4294967296) AS h FROM generate_series(1, %(share)s) AS n) AS numbers
"""

# The report's own question, asked of the rows: in all, by organisation, by month, by district.
POSTGRES_QUESTION = """
SELECT a.kind, a.organisation_id, date_trunc('month', a.held_on)::date AS month, p.district_id, count(*), sum(a.total)
FROM activities_activity AS a JOIN places_place AS p ON p.id = a.place_id
WHERE a.withdrawn_at IS NULL AND a.held_on BETWEEN %s AND %s
GROUP BY GROUPING SETS ((1), (1, 2), (1, 3), (1, 4))
"""
DUCKDB_QUESTION = """
SELECT kind, organisation, month, district, count(*), sum(total) FROM activities
WHERE month BETWEEN DATE '2021-04-01' AND DATE '2024-03-01' GROUP BY kind, organisation, month, district
"""


def recount_all(organisations: list[Any]) -> None:
    for organisation in organisations:
        with acting_as(machine_for([organisation])):
            recount_fully(organisation)


def count_in_postgres() -> None:
    """The report's query without precomputed cells, with row-level security."""
    with connection.cursor() as cursor:
        cursor.execute(POSTGRES_QUESTION, [YEARS.start, YEARS.end])
        cursor.fetchall()


def vacuum() -> None:
    """Vacuum now, as autovacuum would within a minute of a recount."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE) indicators_monthlycell, indicators_placemonth")


def into_duckdb(columns: Path) -> "duckdb.DuckDBPyConnection":
    """The same rows in DuckDB's own columns, in memory, with two threads."""
    with connections["owner"].cursor() as cursor, columns.open("wb") as out:
        cursor.execute("ALTER TABLE activities_activity NO FORCE ROW LEVEL SECURITY")
        with cursor.copy(
            "COPY (SELECT a.organisation_id, a.kind, date_trunc('month', a.held_on)::date, p.district_id, p.id,"
            " a.theme, a.category, a.total, a.women, a.men, a.girls, a.boys FROM activities_activity a"
            " JOIN places_place p ON p.id = a.place_id) TO STDOUT (FORMAT csv)"
        ) as copy:
            for block in copy:
                out.write(block)
        cursor.execute("ALTER TABLE activities_activity FORCE ROW LEVEL SECURITY")
    duck = duckdb.connect()
    duck.execute("SET threads = 2")
    duck.execute(
        "CREATE TABLE activities AS SELECT * FROM read_csv(?, header = false, names = ['organisation', 'kind',"
        " 'month', 'district', 'block', 'theme', 'category', 'total', 'women', 'men', 'girls', 'boys'])",
        [str(columns)],
    )
    columns.unlink()
    return duck


def check_equal(report: Any, duck: "duckdb.DuckDBPyConnection") -> None:
    """Fail unless both give the same result."""
    found = duck.execute("SELECT count(*), sum(total) FROM activities WHERE kind = 'shg_meeting'").fetchone()
    mine = (report.number("shg_meetings", "meetings"), report.number("shg_meetings", "participants"))
    if found is None or mine != tuple(int(number) for number in found):
        raise SystemExit(f"the answers differ: {mine} and {found}")


def timed(work: Callable[[], Any], *, once: bool = False) -> float:
    """Seconds: the median of several warm runs, or of one run for what takes long."""
    if once:
        return one_run(work)
    work()
    return statistics.median(one_run(work) for _ in range(7))


def one_run(work: Callable[[], Any]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
