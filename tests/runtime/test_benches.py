"""The measurements of bench/ still run, and an error of one is not taken for a missed bar."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from bench import __main__ as bench
from bench import figures, history
from tests.house.source import ROOT


@pytest.fixture(scope="module")
def run() -> subprocess.CompletedProcess[str]:
    """All of them, each with a hundredth of its rows."""
    words = [sys.executable, "-m", "bench", "--small"]
    return subprocess.run(words, cwd=ROOT, env=os.environ.copy(), capture_output=True, text=True)


@pytest.mark.parametrize("part", bench.PARTS)
def test_every_measurement_runs_to_its_end(part: str, run: subprocess.CompletedProcess[str]) -> None:
    state = dict(line.split() for line in run.stdout.splitlines()[-len(bench.PARTS) :])[part]
    assert state == bench.RAN, run.stdout + run.stderr


def test_a_file_of_the_folder_that_measures_is_a_part() -> None:
    """So that a new one runs here too. Two compare with an older tree, which has to be given."""
    measuring = {path.stem for path in bench.HERE.glob("*.py") if "Figures()" in path.read_text("utf-8")}
    assert measuring - {"figures", "import_cpu_against", "pages_against"} == set(bench.PARTS) - set(bench.ELSEWHERE)


@pytest.mark.parametrize(
    ("text", "code", "word"),
    [
        ("", 0, "bars met"),
        ("raise SystemExit(3)", figures.MISSED, "BAR MISSED"),
        ("import no_such_module", 1, "ERROR"),
        ("raise SystemExit('7 of 8 rows were taken in')", 1, "ERROR"),
    ],
    ids=["met", "missed", "raised", "wrong"],
)
def test_an_error_is_no_missed_bar(
    text: str, code: int, word: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    program = tmp_path / "measurement.py"
    program.write_text(text, encoding="utf-8")
    monkeypatch.setenv("JATAN_HOME", str(tmp_path))
    monkeypatch.setitem(bench.ELSEWHERE, "names", program)
    assert bench.main(["names"]) == code
    assert word in capfd.readouterr().out.splitlines()[-1]


def test_an_error_weighs_more_than_a_missed_bar() -> None:
    assert bench.worst([0, figures.MISSED, 0]) == figures.MISSED
    assert bench.worst([0, figures.MISSED, 1]) == 1
    assert bench.worst([0, 0]) == 0


def test_bars_are_held_on_whole_measurements_only(tmp_path: Path) -> None:
    text = "from bench.figures import Figures\nf = Figures()\nf.add('rows', '7', '8', False)\nraise SystemExit(f.end())"
    for small, code in (("1", 0), ("", figures.MISSED)):
        left = tmp_path / f"left{small}.csv"
        environment = os.environ | {"JATAN_BENCH_SMALL": small, figures.LEFT: str(left)}
        assert subprocess.run([sys.executable, "-c", text], cwd=ROOT, env=environment, check=False).returncode == code
        assert left.read_text("utf-8").strip() == "rows,8,7,missed"


def test_the_newest_run_of_a_part_stands_in_the_table() -> None:
    """A run is a commit and a day; of a figure that was taken twice in it, the last one counts."""
    kept = [
        history.Line("cases", what, "≤ 1 s", found, "met", commit, "2024-05-01", "11")
        for what, found, commit in (
            ("search", "3 s", "old"), ("page", "9 s", "old"), ("search", "2 s", "new"), ("search", "1 s", "new"),
        )
    ]  # fmt: skip
    assert [(line.what, line.found) for line in history.newest(kept)["cases"]] == [("search", "1 s")]


def test_lines_of_the_history_are_whole() -> None:
    for line in history.lines():
        assert line.part, line
        assert line.what, line
        assert line.found, line
        assert line.met in ("met", "missed", ""), line
        assert bool(line.bar) or not line.met, line
