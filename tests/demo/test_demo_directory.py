"""The demo's directory: institutions of every level with work up to today, some of it overdue, some confidential."""

import datetime as dt

import pytest

from jatan.demo.directory import record_directory
from jatan.foundation.access.permissions import Role
from jatan.kernel import clock
from jatan.programme.allies import selectors
from jatan.programme.allies.asked import AskedFor, State, count_states
from jatan.programme.allies.choices import AllyLevel
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def test_institutions_of_every_level_are_worked_with_until_these_days(cast: Cast, as_: object) -> None:
    accounts = {Role.SECRETARIAT: cast.accounts["secretariat"], Role.COORDINATOR: cast.accounts["khunti_coordinator"]}
    record_directory(accounts)
    record_directory(accounts)  # a build that was killed begins again: nothing is doubled
    with as_("secretariat") as by:  # type: ignore[operator]
        found = list(selectors.allies(by))
        assert {row.level for row in found} == set(AllyLevel.values)
        assert len({row.name for row in found}) == len(found) >= 20
        states = count_states(by, AskedFor())
        assert all(states[state] for state in (State.OVERDUE, State.SOON, State.KEPT, State.PARTLY, State.BROKEN))
        newest = max(row.held_on for row in selectors.meetings(by))
        assert clock.today() - newest < dt.timedelta(days=7)
        assert not selectors.meetings(by).filter(is_confidential=True).exists()
        assert selectors.due_agreements(by).exists()
    with as_("khunti_coordinator") as by:  # type: ignore[operator]
        assert selectors.meetings(by).filter(is_confidential=True).count() == 1
