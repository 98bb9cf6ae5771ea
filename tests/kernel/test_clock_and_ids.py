"""Clock and ids."""

from datetime import UTC, date, datetime

import pytest

from jatan.kernel import clock
from jatan.kernel.ids import new_id


def test_the_day_changes_at_midnight_in_india() -> None:
    with clock.frozen_at(datetime(2023, 6, 30, 18, 29, tzinfo=UTC)):
        assert clock.today() == date(2023, 6, 30)
    with clock.frozen_at(datetime(2023, 6, 30, 18, 30, tzinfo=UTC)):
        assert clock.today() == date(2023, 7, 1)


def test_the_clock_is_restored_after_an_exception() -> None:
    before = clock.now()
    with pytest.raises(RuntimeError), clock.frozen_at(datetime(2000, 1, 1, tzinfo=UTC)):
        raise RuntimeError
    assert clock.now() >= before


def test_an_instant_without_a_time_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"), clock.frozen_at(datetime(2023, 1, 1)):  # noqa: DTZ001
        pass


def test_now_is_timezone_aware() -> None:
    assert clock.now().tzinfo is not None


def test_ids_are_unique_and_sort_by_creation() -> None:
    ids = [new_id() for _ in range(1000)]
    assert len(set(ids)) == 1000
    assert ids == sorted(ids)
    assert {made.version for made in ids} == {7}
