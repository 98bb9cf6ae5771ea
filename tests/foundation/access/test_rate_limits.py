"""Rate limits count attempts across workers and reset when their period is over."""

import datetime as dt
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest
from django.db import connection

from jatan.foundation.access import rate_limits
from jatan.foundation.access.models import Attempts
from jatan.foundation.access.rate_limits import RateLimit
from jatan.kernel import clock

pytestmark = pytest.mark.django_db

QUARTER = RateLimit("test", 3, dt.timedelta(minutes=15))


def test_attempts_up_to_the_limit_are_allowed() -> None:
    assert [rate_limits.allows(QUARTER, "asha") for _turn in range(5)] == [True, True, True, False, False]
    assert rate_limits.allows(QUARTER, "meera")
    assert rate_limits.allows(RateLimit("other", 3, QUARTER.within), "asha")


def test_the_period_starts_with_the_first_attempt() -> None:
    now = clock.now()
    for minutes, counted in ((0, 1), (14, 2), (15, 1), (29, 2), (30, 1)):
        with clock.frozen_at(now + dt.timedelta(minutes=minutes)):
            assert rate_limits.count(QUARTER, "asha") == counted


def test_reset_deletes_the_count() -> None:
    assert [rate_limits.count(QUARTER, "asha"), rate_limits.count(QUARTER, "asha")] == [1, 2]
    rate_limits.reset(QUARTER, "asha")
    assert rate_limits.count(QUARTER, "asha") == 1


def test_taking_back_leaves_the_other_attempts_counted() -> None:
    assert [rate_limits.count(QUARTER, "asha"), rate_limits.count(QUARTER, "asha")] == [1, 2]
    rate_limits.take_back(QUARTER, "asha")
    assert rate_limits.count(QUARTER, "asha") == 2
    rate_limits.take_back(QUARTER, "meera")
    assert rate_limits.count(QUARTER, "meera") == 1


def test_counts_older_than_a_day_are_deleted() -> None:
    rate_limits.count(QUARTER, "asha")
    assert rate_limits.delete_old_counts() == 0
    with clock.frozen_at(clock.now() + dt.timedelta(days=1, minutes=1)):
        assert rate_limits.delete_old_counts() == 1
    assert not Attempts.objects.exists()


def test_the_subject_is_stored_as_a_hash() -> None:
    rate_limits.count(QUARTER, "198.51.100.4")
    with connection.cursor() as cursor:
        cursor.execute("SELECT mark::text, encode(mark, 'escape'), a.* FROM access_attempts a")
        assert "198.51" not in str(cursor.fetchall())


def test_concurrent_requests_get_different_counts() -> None:
    """Each worker counts in a connection and a transaction of its own, as requests do."""
    asked = connection.get_connection_params() | {"autocommit": True}
    for name in ("context", "cursor_factory", "client_encoding"):
        asked.pop(name, None)
    mark = rate_limits._mark(QUARTER, "at once")
    values = {"mark": mark, "now": clock.now(), "over": clock.now() - QUARTER.within}

    def worker(_number: int) -> list[int]:
        with psycopg.connect(**asked) as held:
            return [int(held.execute(rate_limits._COUNT, values).fetchone()[0]) for _turn in range(25)]  # type: ignore[index]

    try:
        with ThreadPoolExecutor(4) as workers:
            counted = [number for numbers in workers.map(worker, range(4)) for number in numbers]
        assert Counter(counted) == Counter(range(1, 101))
    finally:
        with psycopg.connect(**asked) as held:
            held.execute("DELETE FROM access_attempts WHERE mark = %s", [mark])


@pytest.mark.parametrize(
    ("address", "other", "is_one"),
    [
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("198.51.100.4", "198.51.100.5", False),
    ],
)
def test_ipv6_addresses_are_counted_by_network(address: str, other: str, is_one: bool) -> None:
    assert (rate_limits.address_key(address) == rate_limits.address_key(other)) is is_one


@pytest.mark.parametrize("address", ["", "unknown", "not an address", "::ffff:1.2.3.4"])
def test_an_invalid_address_is_counted_as_it_is(address: str) -> None:
    subject = rate_limits.address_key(address)
    assert [rate_limits.count(QUARTER, subject), rate_limits.count(QUARTER, subject)] == [1, 2]


@pytest.mark.parametrize(
    ("address", "key"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("2001:db8:1:2:3::4", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"),
        ("unix:", "unix:"),
    ],
)
def test_an_address_is_counted_by_its_network_or_as_the_ipv4_address_it_stands_for(address: str, key: str) -> None:
    assert rate_limits.address_key(address) == key
