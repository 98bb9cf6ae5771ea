"""Plugin of pytest: which tests are `slow`, and with `--costs FILE` what each costs in CPU (`./jatan test --measure`).

A test is slow by the table of `tools/tiers.py`; one in a browser unless it is kept there.

Counted are the process of the test, all that it started, and the backends of its database connections. What is made
once for a file, a package or the run (fixtures of a wider scope) is counted to the file: no test is dear because it
came first. Each cost is scaled by a yardstick of the same process, so that a slow machine makes no test dear.
Tests marked `long`, and skipped ones, are not measured. FILE gets lines of JSON, in seconds of a machine of 2026:
{"test": node id, "seconds": its own, "shared": those of its file}.
"""

import json
import os
from collections.abc import Generator, Iterator
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from statistics import median
from typing import Any, Final

import psutil
import pytest
from django.conf import settings
from django.db import connections

from tests import yardstick
from tools import tiers

_NAME: Final = "cpu seconds"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--costs", metavar="FILE", default=None, help="Add what each test costs to this file.")


def pytest_configure(config: pytest.Config) -> None:
    file = config.getoption("costs")
    if file is None:
        return
    config.pluginmanager.register(_Measuring(), "measuring")
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(_Writing(Path(file)), "writing costs")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark as `slow` what only `./jatan test --all` runs, after `tests.home_fixtures` has marked what is apart."""
    rows = tiers.read(config.rootpath)
    slow, measured = {row.name for row in rows if row.is_slow}, {row.file for row in rows}
    for item in items:
        name = tiers.name_of(item.nodeid)
        is_apart = item.get_closest_marker("apart") is not None and name.partition("::")[0] not in measured
        if tiers.is_slow(name, slow, is_apart or item.get_closest_marker("browser") is not None):
            item.add_marker("slow")


@dataclass(eq=False)
class _Measuring:
    """In each process that runs tests: measures, and puts the seconds into the report of the teardown."""

    _begun: float = 0.0
    _shared: float = 0.0
    _is_inside_shared: bool = False
    _is_skipped: bool = False
    _file: Path | None = None
    _yardsticks: list[float] = field(default_factory=list)

    def pytest_collection_finish(self) -> None:
        # What is loaded with the first page is no cost of the test that happens to ask for it.
        import_module(settings.ROOT_URLCONF)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, Any, Any]:
        if item.path != self._file:
            self._file = item.path
            self._yardsticks.append(yardstick.seconds(3))
        self._begun, self._shared, self._is_skipped = _Used.now(), 0.0, False
        return (yield)

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(self, fixturedef: pytest.FixtureDef[Any]) -> Generator[None, Any, Any]:
        if fixturedef.scope == "function" or self._is_inside_shared:
            return (yield)
        began, self._is_inside_shared = _Used.now(), True
        try:
            return (yield)
        finally:
            self._is_inside_shared = False
            self._shared += _Used.now() - began

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self, item: pytest.Item, call: pytest.CallInfo[None]) -> Generator[None, Any, Any]:
        report = yield
        self._is_skipped |= report.skipped
        if call.when == "teardown" and not self._is_skipped and item.get_closest_marker("long") is None:
            scale = yardstick.SECONDS / median(self._yardsticks)
            own = _Used.now() - self._begun - self._shared
            costs = {"seconds": round(max(0.0, own) * scale, 4), "shared": round(self._shared * scale, 4)}
            report.user_properties.append((_NAME, json.dumps(costs)))
        return report


@dataclass(eq=False)
class _Writing:
    """In the process that hears of all tests: writes what they cost."""

    _path: Path

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        for name, value in report.user_properties:
            if name == _NAME:
                line = json.dumps({"test": report.nodeid, **json.loads(str(value))})
                with self._path.open("a", encoding="utf-8") as lines:
                    lines.write(f"{line}\n")


class _Used:
    """CPU seconds used so far by this process, all that it started, and its backends of PostgreSQL."""

    _ended_backends: float = 0.0
    _backends: dict[int, float] = {}

    @classmethod
    def now(cls) -> float:
        """The seconds; only differences mean something."""
        mine = os.times()
        own = mine.user + mine.system + mine.children_user + mine.children_system
        return own + sum(_living_children()) + cls._of_backends()

    @classmethod
    def _of_backends(cls) -> float:
        living = {pid: used for pid in _backend_pids() if (used := _backend_seconds(pid)) is not None}
        cls._ended_backends += sum(used for pid, used in cls._backends.items() if pid not in living)
        cls._backends = living
        return cls._ended_backends + sum(living.values())


def _living_children() -> Iterator[float]:
    try:
        os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
    except ChildProcessError:
        return  # none: the usual case, without a walk through all processes
    for child in psutil.Process().children(recursive=True):
        try:
            times = child.cpu_times()
        except psutil.Error:
            continue
        yield times.user + times.system + times.children_user + times.children_system


def _backend_pids() -> Iterator[int]:
    for connection in connections.all(initialized_only=True):
        if connection.connection is not None and not connection.connection.closed:
            yield connection.connection.info.backend_pid


def _backend_seconds(pid: int) -> float | None:
    try:
        nanoseconds = Path(f"/proc/{pid}/schedstat").read_text("ascii").split()[0]
    except OSError:
        return None
    return int(nanoseconds) / 1e9
