"""CONTRIBUTING's way to a new kind of record is walked in a copy of the tree, and its lines are counted."""

import sys
from pathlib import Path

import pytest

from tests.house.source import ROOT
from tests.house.walk_in_copy import edit_copies, lines_by_hand, read_walk, unnamed_files, walk_in_copy

WALK = read_walk("a_record_kind.toml")


@pytest.mark.long
def test_a_kind_of_six_fields_has_its_pages_and_its_ledger(tmp_path: Path) -> None:
    walk_in_copy(WALK, tmp_path / "tree")


def test_a_kind_of_six_fields_is_few_lines(capsys: pytest.CaptureFixture[str]) -> None:
    lines = lines_by_hand(WALK)
    with capsys.disabled():
        sys.stdout.write(f"\na record kind of six fields: {lines} lines by hand, texts besides\n")
    assert lines <= WALK["most"]


def test_every_edit_of_the_walk_still_finds_its_place(tmp_path: Path) -> None:
    edit_copies(WALK, tmp_path)


def test_contributing_names_every_file_of_the_walk() -> None:
    way = (
        (ROOT / "CONTRIBUTING.md").read_text("utf-8").partition("**A kind of record.**")[2].partition("\n**A table")[0]
    )
    assert unnamed_files(WALK, way) == []
