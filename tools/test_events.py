"""Plugin of pytest: what happens in a run, for those who watch it: `-p tools.test_events --events FILE`.

Lines of JSON, each written when it happens: {"total": number of tests that will be run}, {"done": node id},
{"failed": node id, "text": what is to be seen of it}, {"skipped": why, of a test that is skipped loudly}. A file that
cannot be collected is a failure too.
"""

import json
from pathlib import Path
from typing import Any, Final

import pytest

_LOUD: Final = "SKIPPED LOUDLY: "


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--events", metavar="FILE", default=None, help="Write what happens to this file.")


def pytest_configure(config: pytest.Config) -> None:
    file = config.getoption("events")
    if file is not None and not hasattr(config, "workerinput"):
        config.pluginmanager.register(_Events(Path(file)), "events")


class _Events:
    """In the process that hears of all tests."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._is_failed: set[str] = set()
        self._is_counted = False

    def pytest_xdist_node_collection_finished(self, ids: list[str]) -> None:
        self._count(len(ids))

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> None:
        if session.items and not session.config.option.collectonly:
            self._count(len(session.items))

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed and report.nodeid not in self._is_failed:
            self._is_failed.add(report.nodeid)  # each worker says so
            self._write(failed=report.nodeid, text=report.longreprtext)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self._write(failed=report.nodeid, text=report.longreprtext)
        if report.skipped and isinstance(report.longrepr, tuple):
            reason = report.longrepr[2].removeprefix("Skipped: ")
            if reason.startswith(_LOUD):
                self._write(skipped=reason.removeprefix(_LOUD))
        if report.when not in ("setup", "call"):  # at its teardown, or with the worker that it brought down
            self._write(done=report.nodeid)

    def _count(self, total: int) -> None:
        if not self._is_counted:  # each worker collects the same
            self._is_counted = True
            self._write(total=total)

    def _write(self, **event: Any) -> None:
        with self._path.open("a", encoding="utf-8") as lines:
            lines.write(f"{json.dumps(event)}\n")  # in ASCII: what a test says may be no text that UTF-8 knows
