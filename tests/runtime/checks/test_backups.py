"""The age of the newest backup: fine for two days, a note after that, bad after eight."""

import datetime as dt
from importlib.util import find_spec
from typing import Any

import pytest
from django.conf import settings as configured

from jatan.kernel import clock
from jatan.runtime.checks.backups import check_backup_age

_newest: list[dt.datetime] = []


def newest() -> dt.datetime | None:
    """What JATAN_NEWEST_BACKUP names in these tests."""
    return _newest[0] if _newest else None


@pytest.mark.parametrize(("days", "level"), [(None, "warn"), (0, "ok"), (1, "ok"), (3, "warn"), (9, "bad")])
def test_the_level_by_age(settings: Any, days: int | None, level: str) -> None:
    settings.JATAN_NEWEST_BACKUP = f"{__name__}.newest"
    _newest[:] = [] if days is None else [clock.now() - dt.timedelta(days=days)]
    (finding,) = check_backup_age()
    assert (finding.code, finding.level.value) == ("backup_old", level)


def test_the_demo_needs_none(settings: Any) -> None:
    settings.JATAN_NEWEST_BACKUP, settings.JATAN_DEMO = f"{__name__}.newest", True
    assert check_backup_age() == []


def test_the_record_of_backups_is_asked_where_there_is_one() -> None:
    has_record = find_spec("jatan.runtime.backup.records") is not None
    assert bool(configured.JATAN_NEWEST_BACKUP) is has_record
