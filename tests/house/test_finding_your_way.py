"""The forty questions of docs/explanation/finding-your-way.md: each search is made, and finds its place among a few."""

import re
from typing import NamedTuple

import pytest

from tests.house.source import ROOT

_ROW = re.compile(r"^\| (\d+) \| (.+?) \| `(.+?)` \| `(.+?)` \| `(.+?)` \|$", re.MULTILINE)
_MOST = 8


class Question(NamedTuple):
    """One row: search `word` below `folder`, read `place`."""

    number: int
    words: str
    word: str
    folder: str
    place: str


def questions() -> list[Question]:
    page = (ROOT / "docs/explanation/finding-your-way.md").read_text("utf-8")
    return [Question(int(row[0]), *row[1:]) for row in _ROW.findall(page)]


def found(one: Question) -> list[str]:
    """What the search of the page finds, below the folder."""
    folder = ROOT / "src/jatan" / one.folder
    return [
        path.relative_to(folder).as_posix()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
        and path.suffix in (".py", ".toml", ".html", ".js", ".css", ".csv", ".json", ".typ")
        and "migrations" not in path.parts
        and one.word in path.read_text("utf-8")
    ]


def test_there_are_forty() -> None:
    assert [one.number for one in questions()] == list(range(1, 41))


@pytest.mark.parametrize("one", questions(), ids=lambda one: str(one.number))
def test_one_search_finds_the_place(one: Question) -> None:
    places = found(one)
    assert one.place in places, f"{one.words}: {places}"
    assert len(places) <= _MOST, f"{one.words}: {places}"
