"""Who waits for a chain gets it in the order in which they came, whatever else happens to it meanwhile."""

import random
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from jatan.foundation.access.actors import machine_for
from jatan.foundation.access.walls import acting_as
from jatan.foundation.ledger.services import lock_chain
from tests.foundation.ledger.altered_rows import Spoilable, committed_chain

pytestmark = pytest.mark.django_db
_WRITERS, _LONGEST_WAIT = 12, 30


def _lengthen(chain: Spoilable, while_locked: Callable[[], object]) -> None:
    """As an act does: lock the chain, once more within it, and write its head."""
    try:
        with acting_as(machine_for([chain.organisation_id])):
            lock_chain(chain.organisation_id)
            head = lock_chain(chain.organisation_id)
            while_locked()
            head.sequence += 1
            head.save(update_fields=["sequence"])
    finally:
        connection.close()


def _wait_until(is_so: Callable[[], bool]) -> None:
    end = time.monotonic() + _LONGEST_WAIT
    while not is_so():
        assert time.monotonic() < end
        time.sleep(0.01)


def _waiting(chain: Spoilable) -> int:
    found = chain.superuser.execute(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    ).fetchone()
    assert found is not None
    return int(found[0])


def test_who_came_first_gets_the_chain_first() -> None:
    free, came = threading.Event(), list[int]()

    def note(number: int) -> None:
        came.append(number)
        if number == 0:
            assert free.wait(_LONGEST_WAIT)

    with committed_chain(1) as chain, ThreadPoolExecutor(_WRITERS) as pool:
        acts = []
        try:
            for number in range(_WRITERS):
                acts.append(pool.submit(_lengthen, chain, lambda number=number: note(number)))
                _wait_until(lambda number=number: came == [0] and _waiting(chain) == number)  # type: ignore[misc]
        finally:
            free.set()
        for act in acts:
            act.result()
        assert came == list(range(_WRITERS))


@pytest.mark.parametrize("seed", range(3))
def test_no_order_of_acts_ends_in_a_deadlock(seed: int) -> None:
    """Acts of six writers at once: some end well, some fail."""
    rng = random.Random(seed)
    plan = [[rng.random() < 0.3 for _act in range(8)] for _writer in range(6)]

    class Failed(Exception):
        pass

    def write(chain: Spoilable, fails: list[bool]) -> int:
        for is_failing in fails:

            def end(is_failing: bool = is_failing) -> None:
                if is_failing:
                    raise Failed

            try:
                _lengthen(chain, end)
            except Failed:
                continue
        return fails.count(False)

    with committed_chain(1) as chain, ThreadPoolExecutor(len(plan)) as pool:
        written = sum(pool.map(lambda fails: write(chain, fails), plan))
        ((head,),) = chain.superuser.execute(
            "SELECT sequence FROM ledger_chain WHERE organisation_id = %s", [chain.organisation_id]
        ).fetchall()
    assert head == 1 + written
