"""Person search among a million people: time, CPU and whether the right one is in the first ten, compared with pg_trgm.

    uv run python -m bench persons
    JATAN_HOME=/tmp/jatan-bench uv run python bench/persons.py [--rows 10000000] [--queries 400]

Rows are written by COPY as the owner; every query runs as the runtime role behind both walls, as a field worker of
her block or a desk operator of her member. Beyond a million only the database's part is held against its bar.
"""
# ruff: noqa: E402 - models can be imported only after Django has been set up

import argparse
import os
import random
import statistics
import sys
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

sys.path.insert(0, str(Path(__file__).parent.parent))

import psutil
from django.db import connection, connections

from jatan.runtime import startup

startup.setup_django()

from bench import page_server, population_load, trigrams
from bench.figures import Figures, size
from bench.population import Names, Somebody, slipped, write
from jatan.foundation.access.actors import Actor, Post
from jatan.foundation.access.permissions import Role
from jatan.foundation.access.walls import acting_as
from jatan.foundation.places.models import Place
from jatan.programme.people.choices import Scope
from jatan.programme.people.selectors import search
from jatan_names import names as folding

FOUND, HTTP_MS, CPU_MS, DATABASE_MS = 0.95, 50, 15, 15
MOST_MADE = 1_000_000
SCRIPTS = {"hi": "Devanagari", "en": "Latin"}


class Query(NamedTuple):
    """What somebody typed, where, and whom she meant."""

    person: uuid.UUID
    typed: str
    organisation: uuid.UUID
    block: Place
    kind: str

    @property
    def block_key(self) -> str:
        return str(self.block.id)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=size(1_000_000, 8_000))
    parser.add_argument("--queries", type=int, default=size(300, 16), help="of each kind")
    asked = parser.parse_args()
    startup.ready()
    times = max(1, asked.rows // MOST_MADE)
    population = Population(asked.rows // times)
    say(f"load average {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    seconds = population_load.load(population.rows(), times)
    say(f"{asked.rows:,} people, written and indexed in {seconds:.0f} s")
    queries = population.queries(asked.queries)
    figures = Figures()
    measure_searches(figures, queries, asked.rows)
    typing = [query for query in queries if query.kind.startswith("block")]
    if asked.rows <= MOST_MADE:
        measure_http(figures, typing[: asked.queries])
        against_trigrams(figures, population, typing[: asked.queries])
    return figures.end()


class Population:
    """The same people every time: made anew from their seeds instead of kept."""

    def __init__(self, rows: int) -> None:
        self.blocks = population_load.blocks()
        self.per_block = -(-rows // len(self.blocks))
        self.names = Names()
        self.total = rows

    def block(self, number: int) -> Iterator[Somebody]:
        rng = random.Random(1000 + number)
        villages = rng.sample(self.names.villages, 60)
        first = number * self.per_block
        return self.names.people(rng, min(self.per_block, self.total - first), first, villages)

    def rows(self) -> Iterator[tuple[population_load.Home, Somebody]]:
        for number, home in enumerate(self.blocks):
            for one in self.block(number):
                yield home, one

    def queries(self, count: int) -> list[Query]:
        """By a name with a slip within the block, in both scripts; and by name and village within the member."""
        rng = random.Random(7)
        wanted = [(kind, own, typed) for kind in ("block", "member") for own in SCRIPTS for typed in SCRIPTS]
        found: list[Query] = []
        for _turn in range(-(-count // 8)):
            number = rng.randrange(len(self.blocks) - 1)
            home, people = self.blocks[number], list(self.block(number))
            for kind, own, script in wanted:
                alike = [one for one in people if one.script == own]
                for one in rng.sample(alike, min(8, len(alike))):
                    other = one.family if kind == "block" else one.village
                    text = f"{write(one.given, script, rng)} {write(other, script, rng)}"
                    name = f"{kind}: {SCRIPTS[own]} record, {SCRIPTS[script]} typed"
                    found.append(Query(one.id, slipped(text, rng), home.organisation_id, home.block, name))
        return found


def measure_searches(figures: Figures, queries: Sequence[Query], rows: int) -> None:
    """The selector itself: whole time, its CPU, the database's part, and whom it finds."""
    backend = database_process()
    for query in queries[:40]:
        one_search(query)
    before = sum(backend.cpu_times()[:2])
    for kind in dict.fromkeys(query.kind for query in queries):
        asked = [query for query in queries if query.kind == kind]
        results = [one_search(query) for query in asked]
        right = sum(result[0] for result in results) / len(asked)
        whole, database, cpu = ([result[place] for result in results] for place in (1, 2, 3))
        what, inside = f"search among {rows:,} people, {kind}", points(database)[1]
        held = rows <= MOST_MADE  # more are namesakes of these, which no real register has
        figures.add(f"{what}: right one in the first ten", f"{right:.1%}", f"≥ {FOUND:.0%}" if held else "",
                    right >= FOUND if held else None)  # fmt: skip
        figures.add(f"{what}: the database's part, p95", f"{inside:.1f} ms", f"≤ {DATABASE_MS} ms",
                    inside <= DATABASE_MS)  # fmt: skip
        clock = ", ".join(f"{value:.1f}" for value in points(whole))
        figures.add(f"{what}: p50, p95, p99 by the clock; CPU of our process p95",
                    f"{clock} ms; {points(cpu)[1]:.1f} ms")  # fmt: skip
    spent = (sum(backend.cpu_times()[:2]) - before) * 1000 / len(queries)
    figures.add(f"search among {rows:,} people: CPU of PostgreSQL for one, mean", f"{spent:.1f} ms")
    say(f"load average {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores: other work makes times longer, not CPU")


def database_process() -> psutil.Process:
    """The backend that answers us; the embedded server runs here."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return psutil.Process(cursor.fetchone()[0])


def one_search(query: Query) -> tuple[bool, float, float, float]:
    """Found among ten; milliseconds of all, of the database, of our CPU."""
    role, place = (Role.FIELD_WORKER, query.block.id) if query.kind.startswith("block") else (Role.DESK_OPERATOR, None)
    actor = Actor(None, (Post(role, query.organisation, place),))
    scope = Scope.BLOCK if place else Scope.ORGANISATION
    spent = 0.0

    def timed(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        nonlocal spent
        since = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            spent += time.perf_counter() - since

    with acting_as(actor, read_only=True), connection.execute_wrapper(timed):
        since, cpu = time.perf_counter(), time.process_time()
        results = search(actor, query.typed, near=query.block, scope=scope)
        whole, cpu = time.perf_counter() - since, time.process_time() - cpu
    return query.person in {hit.person.id for hit in results.hits}, whole * 1000, spent * 1000, cpu * 1000


def measure_http(figures: Figures, queries: Sequence[Query]) -> None:
    """A field worker's browser against a real server: the whole request, and the server's CPU for it."""
    taken, cpu = page_server.timed([(query.typed, query.organisation, query.block) for query in queries])
    p50, p95, p99 = points(taken)
    what = "/people/suggest/ over HTTP, as typed"
    figures.add(f"{what}: CPU of the server, mean", f"{cpu:.1f} ms", f"≤ {CPU_MS} ms", cpu <= CPU_MS)
    figures.add(f"{what}: p95 (p50, p99)", f"{p95:.1f} ms ({p50:.1f}, {p99:.1f} ms)", f"≤ {HTTP_MS} ms", p95 <= HTTP_MS)


def against_trigrams(figures: Figures, population: Population, queries: Sequence[Query]) -> None:
    """pg_trgm on names as written and on our folds (which is more than it brings itself), block and everywhere."""
    programs = trigrams.installed()
    if programs is None:
        print("PG_TRGM NOT MEASURED: Debian's PostgreSQL with its contrib modules is not installed here")
        return
    rng = random.Random(9)
    rows = ((one.id, str(home.block.id), name, folding.fold(name)) for home, one in population.rows()
            for name in [population_load.name_of(one, rng)])  # fmt: skip
    with trigrams.server(programs) as server:
        say(f"pg_trgm loaded in {trigrams.load(server, rows):.0f} s")
        for column, words in (("name", "as written"), ("fold", "our folds")):
            for block, where in (("block = %(block)s", "in the block"), ("", "everywhere")):
                some = queries[:60] if not block else queries
                say_typed = (
                    (lambda query: query.typed) if column == "name" else (lambda query: folding.fold(query.typed))
                )
                taken, right = trigrams.asked(server, column, block, some, say_typed)
                figures.add(f"pg_trgm, {words}, {where}: right one in the first ten; p95",
                            f"{right / len(some):.0%}; {points(taken)[1]:.0f} ms")  # fmt: skip


def points(values: Sequence[float]) -> tuple[float, float, float]:
    """50, 95 and 99 of a hundred."""
    cut = statistics.quantiles(values, n=100)
    return cut[49], cut[94], cut[98]


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    try:
        sys.exit(main())
    finally:
        connections.close_all()
