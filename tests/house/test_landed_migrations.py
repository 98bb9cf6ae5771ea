"""A migration that has landed keeps its name for ever: a house somewhere has it in its table.

Thirty-three commits of 28 November 2026 held `journeys.0011_attachments`, which the next one renumbered; a house begun
from one of them was told that it came from a newer version. `landed_migrations.txt` is added to, and only added to, by
`./jatan docs --write`.
"""

from collections.abc import Iterable
from pathlib import Path

import pytest

from jatan.runtime import versions

_LIST = Path(__file__).with_name("landed_migrations.txt")


def gone(landed: Iterable[str], known: Iterable[versions.Migration]) -> list[str]:
    """Those of `landed`, as `people.0007_list_order`, that the tree neither holds nor replaces by a squashed one."""
    return sorted(set(landed) - {f"{label}.{name}" for label, name in known})


def _landed() -> list[str]:
    return _LIST.read_text("utf-8").split()


def test_every_landed_migration_is_there_under_its_name_or_is_replaced() -> None:
    lost = gone(_landed(), versions.known_migrations())
    assert not lost, f"{lost}: give them their names back, or let a squashed one name them in `replaces`"


def test_every_migration_of_the_tree_is_on_the_list() -> None:
    missing = gone((f"{label}.{name}" for label, name in versions.migrations()), _pairs(_landed()))
    assert not missing, f"{missing}: ./jatan docs --write"


def test_the_list_is_sorted_and_names_each_once() -> None:
    assert _landed() == sorted(set(_landed()))
    assert len(_landed()) > 90


@pytest.mark.parametrize("now", [[], [("people", "0008_list_order")], [("persons", "0007_list_order")]])
def test_a_removed_renumbered_or_moved_one_is_reported(now: list[versions.Migration]) -> None:
    assert gone(["people.0007_list_order"], now) == ["people.0007_list_order"]


def test_what_was_renumbered_before_the_list_was_begun_leads_to_migrations_of_the_tree() -> None:
    for (label, was), (before, name) in versions.RENUMBERED.items():
        assert {(label, before), (label, name)} <= versions.migrations()
        assert (label, was) not in versions.migrations()


def _pairs(names: Iterable[str]) -> list[versions.Migration]:
    pairs = (name.split(".", 1) for name in names)
    return [(label, name) for label, name in pairs]
