"""CONTRIBUTING's way to a new field is walked in a copy of the tree, with the edits of tests/house/walks."""

import sys
from pathlib import Path

import pytest

from tests.house.source import ROOT
from tests.house.walk_in_copy import edit_copies, read_walk, unnamed_files, walk_in_copy

WALK = read_walk("a_field_of_a_meeting.toml")


@pytest.mark.long
def test_where_a_meeting_was_held_is_kept_from_every_door(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    touched = walk_in_copy(WALK, tmp_path / "tree")
    with capsys.disabled():
        sys.stdout.write(f"\na field of a meeting: {len(touched)} files by hand, texts in Hindi besides\n")
    assert len(touched) <= WALK["most"]


def test_every_edit_of_the_walk_still_finds_its_place(tmp_path: Path) -> None:
    """At once, so that the dear walk is not the first to hear of a line that moved."""
    edit_copies(WALK, tmp_path)


def test_contributing_names_every_file_of_the_walk() -> None:
    way = (ROOT / "CONTRIBUTING.md").read_text("utf-8").partition("**A field.**")[2].partition("\n**A verb")[0]
    assert unnamed_files(WALK, way) == []
