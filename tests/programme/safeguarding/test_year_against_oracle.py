"""Missed contacts follow the ladder of the plan exactly: a simulated year compared with an independent oracle.

The year of two thousand journeys is tested with kills (tests/runtime): it needs committed transactions.
"""

import pytest

from tests.cast import Cast
from tests.programme.safeguarding.builders import As
from tests.programme.safeguarding.oracle import Account
from tests.programme.safeguarding.year import (
    days,
    expected,
    recorded_account,
    register_travellers,
    simulate_day,
    travellers,
)


def _simulate(cast: Cast, as_: As, *, seed: int, count: int, last: int) -> Account:
    with as_("coordinator") as by:
        register_travellers(by, cast.gumla.id, cast.gumla_block, travellers(seed, count, last))
        for day in days(last):
            simulate_day(by, seed, day)
        return recorded_account()


def _assert_equal(found: Account, wanted: Account) -> None:
    assert found.contacts == wanted.contacts
    assert found.steps == wanted.steps
    assert found.closed == wanted.closed
    assert found.issues == wanted.issues


@pytest.mark.parametrize("last", [60, pytest.param(200, marks=pytest.mark.long)])
def test_contacts_ladders_and_issues_match_the_oracle(last: int, cast: Cast, as_: As) -> None:
    wanted = expected(7, 40, last)
    assert len(wanted.steps) > 50
    assert {step[3] for step in wanted.steps} == {"again", "family", "visit", "issue", "missing", "case"}
    _assert_equal(_simulate(cast, as_, seed=7, count=40, last=last), wanted)
