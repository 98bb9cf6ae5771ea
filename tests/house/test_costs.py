"""The table of what tests cost (`tests/costs.csv`): what it names is there, and no quick file outgrew its place."""

from tests.house.source import ROOT
from tools import tiers


def test_the_table_names_what_is_there_and_no_quick_file_costs_too_much() -> None:
    rows = tiers.read(ROOT)
    assert list(tiers.faults(ROOT, rows)) == []


def test_what_is_kept_or_left_says_why_and_no_file_is_both() -> None:
    assert [name for name, reason in [*tiers.KEPT.items(), *tiers.LEFT.items()] if len(reason) < 10] == []
    assert set(tiers.LEFT).isdisjoint(tiers.KEPT)
    assert [name for name in tiers.LEFT if not (ROOT / name).exists()] == []
