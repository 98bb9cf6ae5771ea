"""Which tests are quick: the table of their costs, how it is measured, what `tests/house/test_costs.py` would say."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.source import ROOT
from tools import tiers
from tools.checks import Outcome
from tools.test_command import note_costs
from tools.tiers import Row

_BURNING = """
import subprocess, sys, time
import pytest
from tests import yardstick

YARDSTICK = yardstick.seconds(9)

def burn(times):
    began = time.process_time()
    while time.process_time() - began < times * YARDSTICK:
        pass

@pytest.fixture(scope="module")
def house():
    burn(72)

def test_first_of_the_house(house): pass
def test_cheap(house): pass
def test_dear(): burn(96)
def test_of_another_process():
    burning = f"import time\\nwhile time.process_time() < {96 * YARDSTICK}: pass"
    subprocess.run([sys.executable, "-c", burning], check=True)
def test_waits(): time.sleep(1)
@pytest.mark.parametrize("number", range(4))
def test_cases(number): burn(12)
@pytest.mark.long
def test_long(): burn(30)
def test_skipped():
    burn(30)
    pytest.skip("no program")
"""


def _pytest(folder: Path, *words: str) -> str:
    # Only the plugins that are used: loading all takes more than the tests.
    plugins = ["pytest_django.plugin", "tests.costs", "no:cacheprovider", *(["xdist.plugin"] if "-n" in words else [])]
    usual = [*(word for plugin in plugins for word in ("-p", plugin)), "-c", "/dev/null", "--rootdir", str(folder)]
    command = [sys.executable, "-m", "pytest", *usual, *words, str(folder)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True).stdout


def _listed(folder: Path, *words: str) -> list[str]:
    return [line for line in _pytest(folder, "--collect-only", "-q", *words).splitlines() if "::" in line]


@pytest.mark.parametrize("words", [(), ("-n", "1")], ids=["one process", "a worker"])
def test_costs_of_tests_of_children_and_of_what_a_file_makes_once(tmp_path: Path, words: tuple[str, ...]) -> None:
    (tmp_path / "test_burning.py").write_text(_BURNING)
    costs = tmp_path / "costs"
    _pytest(tmp_path, "--costs", str(costs), *words)
    rows = {row.name: row for row in tiers.measured(costs.read_text().splitlines())}
    named = {name.rpartition("::")[2] for name in rows}
    assert named == {"test_burning.py", "test_dear", "test_of_another_process", "test_cases"}
    dear, cases, file = (rows[f"test_burning.py{name}"] for name in ("::test_dear", "::test_cases", ""))
    assert (cases.cases, file.cases) == (4, 9)
    # By comparison, as a second of one machine is none of another; a quarter is left for what the machine does besides.
    assert dear.seconds == pytest.approx(2 * cases.seconds, rel=0.25)
    own = sum(row.seconds for row in rows.values() if not row.is_file)
    assert file.seconds - own == pytest.approx(0.75 * dear.seconds, rel=0.35)


def test_slow_is_what_is_dear_by_the_table_or_in_a_browser_unless_it_is_kept(tmp_path: Path) -> None:
    suite = "\n".join(f"def test_{name}(): pass" for name in ("dear", "cheap", "new"))
    cases = 'import pytest\n@pytest.mark.parametrize("n", range(3))\ndef test_cases(n): pass\n'
    browser = "import pytest\npytestmark = pytest.mark.browser\ndef test_story(): pass\n"
    kept, left = "tests/browser/test_case_path.py", "tests/browser/test_of_many_pages.py"
    for name, text in {"test_a.py": suite, "test_b.py": cases, kept: browser, left: browser}.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    rows = [Row("test_a.py", 2, 0.9), Row("test_a.py::test_dear", 1, 0.7), Row("test_a.py::test_cheap", 1, 0.3)]
    rows += [Row("test_b.py", 3, 3.3), Row("test_b.py::test_cases", 3, 3.3), Row(f"{kept}::test_story", 1, 9.0)]
    tiers.write(tmp_path, rows)
    assert tiers.read(tmp_path) == sorted(rows, key=lambda row: row.name)
    quick = ["test_a.py::test_cheap", "test_a.py::test_new", f"{kept}::test_story"]
    assert sorted(_listed(tmp_path, "-m", "not slow")) == quick
    assert len(_listed(tmp_path)) == 8
    # A file without a row of its own is not measured; the story that is kept is.
    rows.append(Row(kept, 1, 9.5))
    expected = "6 tests of 3 files cost 14 s of CPU; the quick ones are 2 and cost 10 s"
    assert tiers.split(tmp_path, rows) == expected


def test_a_measure_replaces_the_rows_of_its_files_and_drops_files_that_are_gone(tmp_path: Path) -> None:
    for name in ("test_a.py", "test_b.py"):
        (tmp_path / name).touch()
    before = [
        Row("test_a.py", 1, 2.0),
        Row("test_a.py::test_x", 1, 2.0),
        Row("test_b.py", 1, 1.0),
        Row("gone.py", 1, 1),
    ]
    lines = [json.dumps({"test": "test_a.py::test_y[1]", "seconds": 0.75, "shared": 0.5})]
    now = tiers.measured(lines)
    assert now == [Row("test_a.py", 1, 1.25), Row("test_a.py::test_y", 1, 0.75)]
    assert tiers.merged(tmp_path, before, now) == [Row("test_b.py", 1, 1.0), *now]


def test_what_outgrew_its_place_and_what_is_gone_is_named(tmp_path: Path) -> None:
    (tmp_path / "test_a.py").write_text("def test_here(): pass\nclass TestOf:\n    def test_inside(self): pass\n")
    (tmp_path / "test_b.py").write_text("def test_dear(): pass\n")
    right = [
        Row("test_a.py", 2, 3.0),
        Row("test_a.py::test_here", 1, 2.5),
        Row("test_a.py::TestOf::test_inside", 1, 0.4),
    ]
    assert list(tiers.faults(tmp_path, right, {"test_a.py": "why"})) == []
    grown = Row("test_b.py", 300, tiers.FILE_SECONDS + 1)
    wrong = [*right, grown, Row("gone.py", 1, 1.0), Row("test_a.py::test_gone", 1, 1.0)]
    found = list(tiers.faults(tmp_path, wrong, {"lost.py": "why"}))
    assert [fault.split()[0] for fault in found] == ["gone.py", "test_a.py::test_gone", "lost.py", "test_b.py:"]
    # What is dear in a file is slow; what stays quick is what counts.
    assert list(tiers.faults(tmp_path, [grown, Row("test_b.py::test_dear", 1, 10.0)], {})) == []
    (tmp_path / "many").mkdir()
    many = [Row(f"many/test_{number}.py", 9, tiers.FILE_SECONDS) for number in range(76)]
    for row in many:
        (tmp_path / row.name).touch()
    (fault,) = tiers.faults(tmp_path, many, {})
    assert fault.startswith("all quick tests cost 912 s")


def test_a_new_file_needs_no_measure_and_many_are_a_fault(tmp_path: Path) -> None:
    folders = [tmp_path / "tests" / "web", tmp_path / "packages" / "names" / "tests"]
    for folder in folders:
        folder.mkdir(parents=True)
    for number in range(tiers.UNMEASURED_FILES):
        (folders[number % 2] / f"test_{number}.py").touch()
    assert list(tiers.faults(tmp_path, [], {})) == []
    (folders[0] / "test_new.py").write_text("def test_a(): pass\n")
    (fault,) = tiers.faults(tmp_path, [Row("tests/web/test_new.py::test_a", 1, 0.3)], {})
    assert fault.startswith("51 files are not measured, more than 50")
    assert "packages/names/tests/test_1.py" in fault
    assert list(tiers.faults(tmp_path, [Row("tests/web/test_new.py", 1, 0.3)], {})) == []


def test_costs_of_a_run_that_was_not_right_are_not_noted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("test_a.py", "test_b.py"):
        (tmp_path / "tests").mkdir(exist_ok=True)
        (tmp_path / "tests" / name).write_text("def test_x(): pass\n")
    before = [Row("tests/test_a.py", 2, 9.0), Row("tests/test_b.py", 1, 1.0)]
    tiers.write(tmp_path, before)
    lines = [json.dumps({"test": "tests/test_a.py::test_x", "seconds": 0.1, "shared": 0.0})]
    right = Outcome("kills", True, 1.0)
    note_costs(tmp_path, lines, [right, Outcome("tests", False, 1.0, tests=1, total=2)])
    assert tiers.read(tmp_path) == before
    assert "stays as it was, as this is wrong: tests" in capsys.readouterr().err
    note_costs(tmp_path, lines, [right, Outcome("tests", True, 1.0)])
    assert tiers.read(tmp_path) == [Row("tests/test_a.py", 1, 0.1), before[1]]
