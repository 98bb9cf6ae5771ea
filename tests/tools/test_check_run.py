"""The run of the checks: progress, failures at once, a summary that says what to do; and what goes with what."""

import io
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from tools import check_run
from tools.__main__ import tools
from tools.checks import ALL_CHECKS, CHECKS, Check, Outcome

_SUITE = """
import pytest
def test_right(): pass
def test_wrong(): assert "a" == "b"
def test_without(): pytest.skip("SKIPPED LOUDLY: no modem")
@pytest.mark.parametrize("case", ["one two"])
def test_case(case): pass
"""


@pytest.fixture(autouse=True)
def _few_plugins(monkeypatch: pytest.MonkeyPatch) -> None:
    """The runs of this file load no plugin that they do not use: loading all takes most of their CPU."""
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")


def _tests(folder: Path, *words: str) -> Check:
    # What watches a run hears of workers too, so that xdist is loaded with it.
    usual = ("-p", "no:cacheprovider", "-p", "xdist.plugin", "-c", "/dev/null", "--rootdir", str(folder), str(folder))
    return Check("tests", "pytest", (*usual, *words))


def _right(name: str = "right") -> Check:
    return Check(name, "python", ("-c", "print('chatter')"), beside=True)


@pytest.mark.parametrize("words", [(), ("-n", "2")], ids=["one process", "workers"])
def test_a_run_shows_failures_at_once_and_says_what_to_do(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...]
) -> None:
    (tmp_path / "test_suite.py").write_text(_SUITE)
    broken = Check("broken", "python", ("-c", "print('what went wrong'); raise SystemExit(3)"), beside=True)
    outcomes = check_run.run((_right(), broken, _tests(tmp_path, *words)), {}, (lambda: Outcome("first", True, 0.1),))
    shown = capsys.readouterr().out
    assert [(outcome.name, outcome.is_right) for outcome in outcomes] == [
        ("first", True),
        ("right", True),
        ("broken", False),
        ("tests", False),
    ]
    assert "chatter" not in shown
    assert "what went wrong" in shown
    assert shown.count("FAILED test_suite.py::test_wrong") == 1
    assert "assert 'a' == 'b'" in shown
    assert shown.index("FAILED test_suite.py::test_wrong") < shown.index("── tests: WRONG")
    assert (outcomes[3].tests, outcomes[3].failed) == (4, ("test_suite.py::test_wrong",))
    advice = check_run.advice(outcomes)
    assert "skipped loudly: 1 × no modem" in advice
    assert "./jatan test test_suite.py::test_wrong" in advice
    assert ".venv/bin/python -c" in advice
    assert "tests   WRONG" in check_run.summary(outcomes, 1.0)
    assert check_run.advice(outcomes[:2]) == ""


@pytest.mark.parametrize(("does", "ran"), [("pass", ["start", "right"]), ("import no_such_module", ["start"])])
def test_nothing_runs_in_a_house_that_does_not_start(
    does: str, ran: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """A submission whose new file had not been added kept the kill tests waiting for servers for 88 minutes."""
    outcomes = check_run.run_if_started(Check("start", "python", ("-c", does)), (_right(),), {})
    assert [outcome.name for outcome in outcomes] == ran
    assert ("no_such_module" in capsys.readouterr().out) == (ran == ["start"])


def test_a_file_that_cannot_be_read_and_a_run_that_dies_are_seen(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "test_unread.py").write_text("import no_such_module\n")
    (outcome,) = check_run.run((_tests(tmp_path),), {})
    assert outcome.failed == ("test_unread.py",)
    assert "no_such_module" in capsys.readouterr().out
    (outcome,) = check_run.run((_tests(tmp_path, "--no-such-option"),), {})
    assert (outcome.is_right, outcome.failed) == (False, ())
    assert "--no-such-option" in capsys.readouterr().out
    assert "./jatan test -p no:cacheprovider" in check_run.advice([outcome])


_STOPS = """
import os, pytest, signal
def test_a(): assert True
def test_b(): {stop}
def test_c(): pass
"""


def _stopped(folder: Path, stop: str, *words: str, first: str = "True") -> Outcome:
    text = _STOPS.replace("{stop}", stop).replace("assert True", f"assert {first}")
    (folder / "test_stops.py").write_text(text)
    (outcome,) = check_run.run((_tests(folder, *words),), {})
    return outcome


@pytest.mark.parametrize("stop", ["os._exit(0)", 'pytest.exit("enough", returncode=0)'], ids=["process", "pytest"])
def test_a_run_that_stopped_is_wrong_whatever_its_exit_code(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], stop: str
) -> None:
    outcome = _stopped(tmp_path, stop)
    assert (outcome.is_right, outcome.tests, outcome.failed) == (False, 1, ())
    assert "1 of 3 tests ran" in check_run.summary([outcome], 1.0)
    assert "./jatan test -p no:cacheprovider" in check_run.advice([outcome])
    shown = capsys.readouterr().out
    assert "-p no:cacheprovider" in shown
    outcome = check_run.run_plainly(_tests(tmp_path), {})
    assert (outcome.is_right, outcome.tests) == (False, 1)
    assert "1 of 3 tests ran" in check_run.summary([outcome], 1.0)


@pytest.mark.parametrize("words", [(), ("--collect-only",), ("--fixtures",)], ids=" ".join)
def test_tests_that_were_named_and_not_to_be_run_are_no_stopped_run(tmp_path: Path, words: tuple[str, ...]) -> None:
    (tmp_path / "test_suite.py").write_text("def test_a(): pass\ndef test_b(): pass\n")
    outcome = check_run.run_plainly(_tests(tmp_path, *words), {})
    assert (outcome.is_right, outcome.tests) == (True, 0 if words else 2)


@pytest.mark.parametrize("words", [(), ("-n", "1", "--max-worker-restart", "0")], ids=["one process", "a worker"])
def test_a_run_that_died_after_a_failure_shows_both_and_is_repeated_as_a_whole(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...]
) -> None:
    last = 'print("the last line", flush=True) or os.kill(os.getpid(), signal.SIGKILL)'
    outcome = _stopped(tmp_path, last, "-s", *words, first="False")
    assert outcome.failed[0] == "test_stops.py::test_a"
    shown, advice = capsys.readouterr().out, check_run.advice([outcome])
    assert "FAILED test_stops.py::test_a" in shown
    assert ("crashed" if words else "the last line") in shown.partition("FAILED test_stops.py::test_a")[2]
    assert f"{2 if words else 1} of 3 tests ran" in check_run.summary([outcome], 1.0)
    assert "./jatan test test_stops.py::test_a" in advice
    assert "./jatan test -p no:cacheprovider" in advice


def test_a_failure_whose_text_no_file_can_hold_is_shown(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "test_suite.py").write_text('def test_a(): assert False, "half: \\ud800, नाम"\ndef test_b(): pass\n')
    (outcome,) = check_run.run((_tests(tmp_path),), {})
    assert (outcome.failed, outcome.tests) == (("test_suite.py::test_a",), 2)
    shown = capsys.readouterr().out
    assert "half: " in shown
    assert "नाम" in shown
    assert "INTERNALERROR" not in shown


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_terminal_shows_how_far_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "test_suite.py").write_text(_SUITE)
    terminal = _Terminal()
    monkeypatch.setattr(sys, "stdout", terminal)
    check_run.run((_right(), _tests(tmp_path)), {})
    lines = terminal.getvalue().split("\r\x1b[K")
    assert any(line.endswith("checks 2 of 2  tests 4 of 4  failed 1") for line in lines)


def test_many_failures_are_repeated_by_their_files() -> None:
    failed = tuple(f"tests/test_{number % 2}.py::test_a[{number}]" for number in range(30))
    advice = check_run.advice([Outcome("tests", False, 1.0, failed=failed)])
    assert "30 failed" in advice
    assert "and 10 more" in advice
    assert advice.endswith("./jatan test tests/test_0.py tests/test_1.py")


def test_quick_and_all_are_the_same_checks_and_differ_by_slow_tests_alone() -> None:
    assert [check.name for check in CHECKS] == [check.name for check in ALL_CHECKS]
    for quick, every in zip(CHECKS, ALL_CHECKS, strict=True):
        without = tuple(word.replace(" and not slow", "") for word in quick.words)
        assert without == tuple(word for word in every.words if word != "--all")
    assert sum("not slow" in " ".join(check.words) for check in CHECKS) == 2


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--all", "tests/kernel"], "words choose some"),
        (["--measure"], "--measure goes with"),
        (["--measure", "tests/kernel/test_days.py::test_a"], "whole files"),
        (["--measure", "tests/kernel", "-k", "one"], "whole files"),
        (["--days", "--all"], "--days goes alone"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_options_that_do_not_go_together_are_refused(words: list[str], says: str) -> None:
    done = CliRunner().invoke(tools, ["test", *words])
    assert done.exit_code == 2
    assert says in done.output
