"""Plugin of pytest: files, classes and tests in an order drawn from a number: `-p tests.random_order --order NUMBER`.

Files and classes stay whole, so that what is made once for a file or a class is made once.
"""

import random
from collections.abc import Iterable

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--order", type=int, default=None, metavar="NUMBER", help="Draw the order of the tests from this.")


def pytest_report_header(config: pytest.Config) -> str | None:
    order = config.getoption("order")
    return None if order is None else f"order: {order}"


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    order = config.getoption("order")
    if order is not None:
        items[:] = shuffled(items, random.Random(order))


def shuffled(items: Iterable[pytest.Item], draw: random.Random) -> list[pytest.Item]:
    """The same tests: files in a drawn order, in each the classes, in each the tests."""
    files: dict[str, dict[str, list[pytest.Item]]] = {}
    for item in items:
        file, _, inside = item.nodeid.partition("::")
        name = inside.partition("[")[0]
        files.setdefault(file, {}).setdefault(name.rpartition("::")[0], []).append(item)
    return [
        item for classes in _drawn(files, draw) for tests in _drawn(classes, draw) for item in _shuffle(tests, draw)
    ]


def _drawn[T](groups: dict[str, T], draw: random.Random) -> list[T]:
    return [groups[name] for name in _shuffle(sorted(groups), draw)]


def _shuffle[T](things: list[T], draw: random.Random) -> list[T]:
    draw.shuffle(things)
    return things
