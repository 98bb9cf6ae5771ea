"""What a killed backup leaves goes with the next one, and nothing that anybody is at work on.

Before, each kill left a hidden file beside the target for ever, whose name no later backup had.
"""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from jatan.cli.backup import backup_command
from jatan.runtime.backup import leftovers
from tests.runtime.backup.filled_house import files_below, fill
from tests.runtime.homes import as_app

_KILLED = """
import os, signal, sys
from pathlib import Path
from jatan.runtime.backup.save import backup
def end(text):
    if sys.argv[2] in text:
        os.kill(os.getpid(), signal.SIGKILL)
backup(Path(sys.argv[1]), end, recipients=[])
"""
_AT_WORK = """
import sys
from pathlib import Path
from jatan.runtime.backup.save import backup
def wait(text):
    if sys.argv[2] in text:
        print("at work", flush=True)
        sys.stdin.readline()
backup(Path(sys.argv[1]), wait, recipients=[])
"""


@pytest.fixture
def filled(emptied: Path) -> Path:
    fill()
    return emptied


def _kill_a_backup(target: Path, when: str) -> None:
    done = subprocess.run([sys.executable, "-c", _KILLED, str(target), when], check=False, timeout=120)
    assert done.returncode == -9


@pytest.mark.parametrize("when", ["reading the database", "adding the files", "reading it all back"])
def test_the_next_backup_into_the_folder_deletes_what_a_killed_one_left(
    filled: Path, tmp_path: Path, when: str
) -> None:
    _kill_a_backup(tmp_path / "mine", when)
    _kill_a_backup(tmp_path / "jatan-2026-11-27T203000Z.backup.age", when)
    left = files_below(tmp_path)
    assert [path.name[0] for path in left] == [".", "."]
    others = {tmp_path / name for name in (".mine", ".mine-12345678-", "x.backup-12345678", ".notes.backup-1234567g")}
    for path in others:
        path.touch()
    done = CliRunner().invoke(backup_command, ["--to", str(tmp_path), "--plain"])
    assert done.exit_code == 0, done.output
    assert {path.name[:5] for path in files_below(tmp_path) - others} == {".mine", "jatan"}
    assert CliRunner().invoke(backup_command, [str(tmp_path / "mine"), "--plain"]).exit_code == 0
    assert {path.name[:5] for path in files_below(tmp_path) - others} == {"mine", "jatan"}
    assert others < files_below(tmp_path)


@pytest.mark.parametrize("when", ["reading the database", "reading it all back"])
def test_a_backup_that_another_process_is_writing_is_left_alone(filled: Path, tmp_path: Path, when: str) -> None:
    command = [sys.executable, "-c", _AT_WORK, str(tmp_path / "slow.backup"), when]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as slow:
        assert slow.stdin is not None
        assert slow.stdout is not None
        assert slow.stdout.readline() == "at work\n"
        assert CliRunner().invoke(backup_command, [str(tmp_path / "quick.backup"), "--plain"]).exit_code == 0
        slow.stdin.write("\n")
        slow.stdin.close()
        assert slow.wait(timeout=120) == 0
    assert {path.name for path in files_below(tmp_path)} == {"slow.backup", "quick.backup"}
    assert as_app("SELECT count(*) FROM person") == [(500,)]


def test_a_link_of_such_a_name_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "victim").touch()
    os.symlink(tmp_path / "victim", tmp_path / ".a.backup-12345678")
    leftovers.delete_left(tmp_path, re.compile(r"\..*"))
    assert {path.name for path in tmp_path.iterdir()} == {".a.backup-12345678", "victim"}
