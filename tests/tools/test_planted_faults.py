"""The quick tests see what must not be missed: each fault planted in a copy of the tree is caught by one of them."""

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.house.source import ROOT
from tools.checks import CHECKS

_QUICK = ("-m", "not slow and not long")


@dataclass(frozen=True)
class Fault:
    """A part of a file taken out or changed, and the quick test that fails then."""

    file: str
    before: str
    after: str
    caught_by: str


FAULTS = {
    "a table without a wall": Fault(
        "src/jatan/programme/villages/migrations/0001_links_of_villages.py",
        '        guard_table("villages_villagelink", "people"),\n',
        "",
        "tests/house/test_walls.py::test_every_table_of_an_organisation_forces_row_security",
    ),
    "an address that everybody may open": Fault(
        "src/jatan/web/people/duplicate_groups.py",
        "@needs(Permission.PEOPLE_RECORD)\ndef duplicate_list(",
        "def duplicate_list(",
        "tests/house/test_addresses.py::test_every_address_says_who_may_open_it",
    ),
    "an act without its gate": Fault(
        "src/jatan/foundation/access/acts.py",
        "        gate.require(by, permission, organisation_id=row.organisation_id, place=row.place)\n"
        "        row.recorded_by",
        "        row.recorded_by",
        "tests/programme/people/test_registering_people.py::test_other_roles_cannot_record_people_for_a_member",
    ),
    "a hard stop that is not seen": Fault(
        "src/jatan/programme/journeys/rules.py",
        "        found.add(TriggerCode.MINOR_FOR_WORK)",
        "        pass",
        "tests/programme/journeys/test_hard_stops.py::test_hard_stops_follow_from_age_and_companions",
    ),
    "a hard stop that no desk hears of": Fault(
        "src/jatan/programme/flows/departures.py",
        "    hand_off_triggers(by, list(triggers), standing=reported)\n",
        "",
        "tests/house/test_departure_rules.py::test_the_rules_ran_at_every_door",
    ),
    "a deadline of the law two days late": Fault(
        "src/jatan/programme/cases/legal/deadlines.toml",
        'code = "e_fir_signed"\nevent = "e_information_given"\namount = 3\n',
        'code = "e_fir_signed"\nevent = "e_information_given"\namount = 5\n',
        "tests/programme/cases/legal/test_deadlines.py::test_every_vector_falls_on_its_day",
    ),
    "a text without Hindi": Fault(
        "src/jatan/web/ui/records/comparison.py",
        '_("only in one record")',
        '_("in one record and no other")',
        "tests/house/test_messages.py::test_the_catalogue_holds_what_the_source_says_neither_more_nor_less",
    ),
}
_TESTS = sorted({fault.caught_by for fault in FAULTS.values()})


def _copy(folder: Path) -> Path:
    """The tree as git knows it, and what was changed since."""
    listed = ["git", "-C", str(ROOT), "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    for name in subprocess.run(listed, capture_output=True, check=True).stdout.decode().split("\0"):
        if name and (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name)
    return folder


def _plant(tree: Path, file: str, before: str, after: str) -> None:
    path = tree / file
    text = path.read_text(encoding="utf-8")
    assert text.count(before) == 1, file
    path.write_text(text.replace(before, after), encoding="utf-8")


def _called(tree: Path, *command: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": f"{tree}/src:{tree}"}
    return subprocess.run(
        [sys.executable, "-m", *command], cwd=tree, env=environment, capture_output=True, text=True, check=False
    )


def _failed(tree: Path) -> set[str]:
    """The tests, without their cases, that the quick run of `_TESTS` finds wrong in this tree."""
    events = tree / "events"
    events.unlink(missing_ok=True)
    words = [*_QUICK, "-p", "no:cacheprovider", "-p", "tools.test_events", "--events", str(events)]
    done = _called(tree, "tools", "test", *words, *_TESTS)
    lines = [json.loads(line) for line in events.read_text(encoding="utf-8").splitlines()]
    assert sum("done" in line for line in lines) > len(_TESTS), done.stdout
    return {line["failed"].partition("[")[0] for line in lines if "failed" in line}


@pytest.mark.long
@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="SKIPPED LOUDLY: no tree of git")
def test_every_planted_fault_is_caught_by_a_quick_test(tmp_path: Path) -> None:
    tree = _copy(tmp_path)
    assert _failed(tree) == set()
    for fault in FAULTS.values():
        _plant(tree, fault.file, fault.before, fault.after)
    assert set(_TESTS) - _failed(tree) == set()


@pytest.mark.long
@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="SKIPPED LOUDLY: no tree of git")
def test_a_wrong_type_and_a_text_without_hindi_fail_their_checks(tmp_path: Path) -> None:
    tree = _copy(tmp_path)
    ages = "src/jatan/kernel/ages.py"
    checks = {check.name: check for check in CHECKS}
    types = ("mypy", *checks["types"].words, ages)
    texts = checks["messages"].words[1:]
    assert _called(tree, *types).returncode == _called(tree, *texts).returncode == 0
    _plant(tree, ages, "ADULT: Final = 18", 'ADULT: Final[int] = "18"')
    assert 'has type "str", variable has type "int"' in _called(tree, *types).stdout
    text = FAULTS["a text without Hindi"]
    _plant(tree, text.file, text.before, text.after)
    assert _called(tree, *texts).returncode != 0


def test_what_catches_them_is_quick() -> None:
    command = ["pytest", "--collect-only", "-p", "no:cacheprovider", *_QUICK, *_TESTS]
    listed = _called(ROOT, *command)
    names = {line.partition("[")[0] for line in listed.stdout.splitlines() if "::" in line}
    assert names == set(_TESTS), listed.stderr
