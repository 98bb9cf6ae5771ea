"""docs/reference/asvs.md answers every requirement of ASVS 5.0.0 of levels 1 and 2, and names only paths that exist."""

import re
from pathlib import Path

from tests.house.source import ROOT

PAGE = ROOT / "docs/reference/asvs.md"
# How many requirements of levels 1 and 2 each section has (OWASP ASVS 5.0.0, read on 2026-11-27): 253 altogether. Where
# requirements of level 3 stand between, their numbers are left out: "1-9" are nine requirements.
SECTIONS = {
    "1.1": "1-2", "1.2": "1-9", "1.3": "1-11", "1.4": "1-3", "1.5": "1-2",
    "2.1": "1-3", "2.2": "1-3", "2.3": "1-4", "2.4": "1-1",
    "3.2": "1-2", "3.3": "1-4", "3.4": "1-6", "3.5": "1-5", "3.7": "1-2",
    "4.1": "1-3", "4.2": "1-1", "4.3": "1-2", "4.4": "1-4",
    "5.1": "1-1", "5.2": "1-3", "5.3": "1-2", "5.4": "1-3",
    "6.1": "1-3", "6.2": "1-12", "6.3": "1-4", "6.4": "1-4", "6.5": "1-5", "6.6": "1-3", "6.8": "1-4",
    "7.1": "1-3", "7.2": "1-4", "7.3": "1-2", "7.4": "1-5", "7.5": "1-2", "7.6": "1-2",
    "8.1": "1-2", "8.2": "1-3", "8.3": "1-1", "8.4": "1-1",
    "9.1": "1-3", "9.2": "1-4",
    "11.1": "1-2", "11.2": "1-3", "11.3": "1-3", "11.4": "1-4", "11.5": "1-1", "11.6": "1-1",
    "12.1": "1-3", "12.2": "1-2", "12.3": "1-4",
    "13.1": "1-1", "13.2": "1-5", "13.3": "1-2", "13.4": "1-5",
    "14.1": "1-2", "14.2": "1-4", "14.3": "1-3",
    "15.1": "1-3", "15.2": "1-3", "15.3": "1-7",
    "16.1": "1-1", "16.2": "1-5", "16.3": "1-4", "16.4": "1-3", "16.5": "1-3",
}  # fmt: skip
# Chapters that do not apply as a whole: one row each, for 29 and 7 requirements.
WHOLE = {"10.*": 29, "17.*": 7}
_ROW = re.compile(r"^\| V([\d.*]+) \| ([12–]+) \| (met|partly|not met|n/a) \| (.+) \|$", re.MULTILINE)
_PATH = re.compile(r"`((?:src|tests|docs|deploy)/[\w./-]+)`")


def _rows() -> dict[str, tuple[str, str]]:
    return {number: (verdict, where) for number, _level, verdict, where in _ROW.findall(PAGE.read_text("utf-8"))}


def test_every_requirement_of_levels_1_and_2_is_answered_once() -> None:
    wanted = set(WHOLE)
    for section, span in SECTIONS.items():
        first, last = map(int, span.split("-"))
        wanted |= {f"{section}.{number}" for number in range(first, last + 1)}
    assert len(wanted) - len(WHOLE) + sum(WHOLE.values()) == 253
    numbers = [row[0] for row in _ROW.findall(PAGE.read_text("utf-8"))]
    assert len(numbers) == len(set(numbers))
    assert sorted(wanted ^ set(numbers)) == []


def test_every_path_named_exists() -> None:
    named = {path for _verdict, where in _rows().values() for path in _PATH.findall(where)}
    assert len(named) > 60
    assert sorted(path for path in named if not Path(ROOT, path).exists()) == []


def test_whatever_is_not_met_says_why_and_most_of_what_is_met_names_a_test() -> None:
    rows = _rows()
    assert [
        number for number, (verdict, where) in rows.items() if verdict in ("partly", "not met") and len(where) < 60
    ] == []
    met = [where for verdict, where in rows.values() if verdict == "met"]
    assert sum("`tests/" in where for where in met) > len(met) / 2
