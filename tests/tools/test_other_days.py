"""`./jatan test --days`: which days, which files at which day, in which order, and that clocks are really moved."""

import datetime as dt
import itertools
import os
import random
import subprocess
import sys
from pathlib import Path

import click
import pytest

from jatan.kernel.clock import INDIA
from tests.house.source import ROOT
from tools import other_days, system_packages
from tools.other_days import Day, day_at, days, dealt

_PLANTED = {
    f"test_{file}.py": "\n".join(
        [f"def test_{name}(): pass" for name in "abcdef"]
        + ["class TestOne:"]
        + [f"    def test_{name}(self): pass" for name in "xyz"]
    )
    for file in ("one", "two", "three")
}


@pytest.mark.parametrize("now", ["2026-11-30T14:30", "2028-02-29T00:01", "2031-12-31T23:55", "2029-03-31T12:00"])
def test_the_eight_days_lie_ahead_of_any_day(now: str) -> None:
    instant = dt.datetime.fromisoformat(now).replace(tzinfo=INDIA)
    found = days(instant)
    instants = [day.begins.astimezone(INDIA) for day in found if day.begins is not None]
    assert len(found) == len(instants) + 1 == 8
    assert all(instant < one for one in instants)
    tomorrow, in_400, in_five_years, new_year, leap, quarter, sunday = instants
    assert (tomorrow - instant, in_400 - instant) == (dt.timedelta(days=1), dt.timedelta(days=400))
    assert (in_five_years.year, in_five_years.month) == (instant.year + 5, instant.month)
    assert f"{new_year:%m-%d %H:%M}" == "12-31 23:50"
    assert (f"{leap:%m-%d}", f"{quarter:%m-%d}", sunday.weekday()) == ("02-29", "03-31", 6)
    assert sunday.astimezone(dt.UTC).weekday() == 5


def test_every_file_is_dealt_to_one_day_and_one_number_deals_alike() -> None:
    eight = days(dt.datetime(2026, 11, 30, tzinfo=dt.UTC))
    files = other_days.files_of_tests(ROOT)
    first, again, other = (dealt(files, eight, random.Random(number)) for number in (1, 1, 2))
    assert first == again != other
    assert sorted(file for _day, part in first for file in part) == files
    assert len(dealt(files[:3], eight, random.Random(1))) == 3


def test_a_day_is_read_in_india_and_a_wrong_one_is_refused() -> None:
    assert day_at("2028-02-29").begins == dt.datetime(2028, 2, 29, 12, tzinfo=INDIA)
    assert day_at("2026-12-31T23:50").begins == dt.datetime(2026, 12, 31, 23, 50, tzinfo=INDIA)
    assert day_at("now") == Day("now")
    with pytest.raises(click.BadParameter):
        day_at("2027-02-29")


def _order(folder: Path, number: int) -> list[str]:
    for name, text in _PLANTED.items():
        (folder / name).write_text(text)
    words = ["-m", "pytest", "-p", "tests.random_order", "-p", "no:cacheprovider", "--order", str(number), "--co", "-q"]
    command = [sys.executable, *words, "-c", "/dev/null", "--rootdir", str(folder), str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return [line for line in done.stdout.splitlines() if "::" in line]


def test_order_is_drawn_from_a_number_and_files_and_classes_stay_whole(tmp_path: Path) -> None:
    first, again, other = _order(tmp_path, 1), _order(tmp_path, 1), _order(tmp_path, 2)
    assert first == again != other
    assert sorted(first) == sorted(other)
    assert len(first) == 27
    for order in (first, other):
        groups = [name.rpartition("::")[0] for name in order]
        changes = 1 + sum(before != after for before, after in itertools.pairwise(groups))
        assert changes == len(set(groups)) == 6


@pytest.mark.parametrize("at", ["2028-02-29", "2031-12-31T23:50", "now"])
def test_clocks_of_a_process_and_of_its_children_are_moved_and_waiting_is_not(at: str) -> None:
    if not system_packages.FAKETIME.is_met():
        pytest.skip("SKIPPED LOUDLY: libfaketime is not here")
    if "FAKETIME" in os.environ:
        pytest.skip("SKIPPED LOUDLY: the clocks of this run are moved already")
    day = day_at(at)
    code = (
        "import datetime, subprocess, sys, time\n"
        "began = time.monotonic(); time.sleep(0.2); waited = time.monotonic() - began\n"
        "child = subprocess.check_output(['date', '+%s'], text=True)\n"
        "print(time.time(), child.strip(), waited)"
    )
    environment = other_days.environment(day, 7, other_days.library())
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    own, child, waited = map(float, done.stdout.split())
    wanted = (day.begins or dt.datetime.now(dt.UTC)).timestamp()
    assert abs(own - wanted) < 60
    assert abs(child - wanted) < 60
    assert 0.2 <= waited < 60
    assert environment["PYTHONHASHSEED"] == "7"
