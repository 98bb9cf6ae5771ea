"""The demo's map: some seventy places in every layer, old ones, a doubt, three routes, and journeys that name stops."""

import datetime as dt
import re

import pytest

from jatan.demo import plan, trips
from jatan.demo.accounts import PEOPLE, make_accounts
from jatan.demo.journeys import simulate_journeys
from jatan.demo.landmarks import record_landmarks
from jatan.foundation.access.actors import actor_of
from jatan.foundation.access.permissions import Role
from jatan.foundation.access.walls import acting_as
from jatan.foundation.network.services import load_network
from jatan.kernel import clock
from jatan.kernel.periods import Period
from jatan.programme.journeys.selectors import journeys_by_stop
from jatan.programme.landmarks.choices import LandmarkKind
from jatan.programme.landmarks.selectors import landmarks, likely_duplicates, public_services, routes, unchecked

pytestmark = pytest.mark.django_db

_NATIONAL = {"112", "1098", "181", "139"}


def test_the_map_of_the_demo_shows_every_state() -> None:
    load_network(plan.network_document())
    accounts = make_accounts(PEOPLE)
    today = clock.today()
    planned = trips.trips(today)
    simulate_journeys(trip for code in ("D02", "D03") for trip in [one for one in planned if one.member == code][:3])
    for _twice in range(2):
        record_landmarks(accounts)
    with acting_as(actor_of(accounts[Role.COORDINATOR])) as by:
        rows = list(landmarks(by))
        assert 60 <= len(rows) <= 90
        assert {row.kind for row in rows} == set(LandmarkKind) - {LandmarkKind.OTHER_TRANSIT, LandmarkKind.CENTRE}
        districts = {row.place.pk for row in rows if row.place.level == "district"}
        assert len(districts) == len(plan.MEMBERS_OF_THE_DEMO)
        numbers = {row.phone for row in rows if row.phone}
        assert all(number in _NATIONAL or re.fullmatch(r"7000000\d{3}", number) for number in numbers)
        assert unchecked(by).count() >= 5
        assert unchecked(by).filter(doubted__isnull=False).exists()
        assert {len(row.stops) for row in routes(by)} == {3, 4}
        assert likely_duplicates(by) == []
        counted = journeys_by_stop(by, Period(today - dt.timedelta(days=400), today))
        assert sum(counted.values()) > 0
        assert max(row.mapped_on for row in rows) <= today
    assert public_services().count() > 20
