"""Which backups are kept, and that nothing else is ever deleted."""

import datetime as dt
from pathlib import Path

import pytest
from click.testing import CliRunner

from jatan.cli.backup import backup_command
from jatan.runtime.backup import records, retention
from jatan.runtime.backup.archive import BackupProblem
from jatan.runtime.backup.records import Backup
from jatan.settings import options
from tests.runtime.backup.filled_house import fill, quiet

_NEWEST = dt.datetime(2026, 11, 27, 20, 30, tzinfo=dt.UTC)


def _made(count: int, folder: Path = Path("/nowhere")) -> list[Backup]:
    """Backups of so many days in a row, the newest first."""
    days = [_NEWEST - dt.timedelta(days=day) for day in range(count)]
    return [Backup(folder / f"{at:%Y-%m-%d}", at, 1, is_encrypted=True) for at in days]


def _kept(made: list[Backup], rule: str) -> list[str]:
    gone = retention.superfluous(made, retention.rule_of(rule))
    return [backup.path.name for backup in made if backup not in gone]


def test_the_newest_of_each_day_week_and_month_stays() -> None:
    kept = _kept(_made(400), "7 daily, 4 weekly, 12 monthly")
    assert kept[:7] == [f"2026-11-{day}" for day in range(27, 20, -1)]
    assert kept[7:9] == ["2026-11-15", "2026-11-08"]  # with 27 and 22 November the four newest weeks
    assert kept[9:] == [
        "2026-10-31", "2026-09-30", "2026-08-31", "2026-07-31", "2026-06-30", "2026-05-31",
        "2026-04-30", "2026-03-31", "2026-02-28", "2026-01-31", "2025-12-31",
    ]  # fmt: skip


def test_several_backups_of_a_day_leave_its_newest() -> None:
    hours = [_NEWEST - dt.timedelta(hours=hour) for hour in range(60)]
    made = [Backup(Path(f"/nowhere/{at:%d-%H}"), at, 1, is_encrypted=True) for at in hours]
    assert _kept(made, "2 daily") == ["27-20", "26-23"]


def test_days_without_a_backup_do_not_shorten_what_is_kept() -> None:
    made = _made(400)[::45]
    assert len(_kept(made, "7 daily")) == 7


@pytest.mark.parametrize("rule", ["७ daily", "7  DAILY ,  1 yearly"])
def test_a_rule_is_read_in_either_digits(rule: str) -> None:
    assert retention.rule_of(rule).numbers["daily"] == 7


@pytest.mark.parametrize("rule", ["", "daily", "7", "7 hourly", "0 daily, 0 weekly", "7 daily, 3 daily", "-1 daily"])
def test_a_rule_that_is_none_or_keeps_nothing_is_refused(rule: str) -> None:
    with pytest.raises(BackupProblem):
        retention.rule_of(rule)


def test_only_files_that_this_house_has_made_are_deleted(new_home: Path, tmp_path: Path) -> None:
    made = _made(20, tmp_path)
    for backup in made:
        backup.path.write_bytes(b"x")
        records.add(backup)
    replaced, foreign = made[9].path, tmp_path / "2026-01-01"
    replaced.write_bytes(b"something else by now")
    foreign.write_bytes(b"x")
    elsewhere = Backup(tmp_path / "other" / "2026-10-01", made[19].made_at, 1, is_encrypted=True)
    records.add(elsewhere)
    retention.delete_superfluous(tmp_path, retention.rule_of("3 daily"), quiet)
    left = {path.name for path in tmp_path.iterdir()}
    assert left == {*(backup.path.name for backup in made[:3]), replaced.name, foreign.name}
    assert records.all_backups() == [*made[:3], elsewhere]


def test_older_backups_go_only_after_a_new_one_was_verified(
    emptied: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill()
    folder = tmp_path / "backups"
    words = ["--plain", "--to", str(folder), "--keep", "1 daily"]
    older = folder / "jatan-old.backup"
    folder.mkdir()
    older.write_bytes(b"x")
    records.add(Backup(older, dt.datetime.now(dt.UTC) - dt.timedelta(days=3), 1, is_encrypted=False))
    monkeypatch.setenv("JATAN_BACKUP_RECIPIENTS", "/nowhere/recipients")
    assert CliRunner().invoke(backup_command, words[1:]).exit_code == 1
    assert older.exists()
    done = CliRunner().invoke(backup_command, words)
    assert done.exit_code == 0, done.output
    assert not older.exists()
    made = list(folder.iterdir())
    assert [path.suffix for path in made] == [".backup"]
    (newest,) = records.all_backups()
    assert (newest.path, newest.size) == (made[0], made[0].stat().st_size)
    assert records.newest_backup_at() == newest.made_at


def test_a_backup_inside_the_house_is_not_its_newest_backup(new_home: Path) -> None:
    assert records.newest_backup_at() is None
    inside = Backup(options.home() / "backups" / "one", _NEWEST, 1, is_encrypted=False)
    records.add(inside)
    assert records.all_backups() == [inside]
    assert records.newest_backup_at() is None
    outside = Backup(Path("/media/usb/one"), _NEWEST - dt.timedelta(days=40), 1, is_encrypted=True)
    records.add(outside)
    assert records.newest_backup_at() == outside.made_at
