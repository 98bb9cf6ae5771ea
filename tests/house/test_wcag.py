"""docs/reference/accessibility.md answers every criterion of WCAG 2.2, levels A and AA, and names only tests that
exist."""

import re
from pathlib import Path

from tests.house.source import ROOT

PAGE = ROOT / "docs/reference/accessibility.md"
# The criteria of each level by guideline (https://www.w3.org/TR/WCAG22/, read on 2026-12-01); 4.1.1 is withdrawn.
CRITERIA = {
    "A": "1.1.1 1.2.1 1.2.2 1.2.3 1.3.1 1.3.2 1.3.3 1.4.1 1.4.2 2.1.1 2.1.2 2.1.4 2.2.1 2.2.2 2.3.1 2.4.1 2.4.2 2.4.3"
    " 2.4.4 2.5.1 2.5.2 2.5.3 2.5.4 3.1.1 3.2.1 3.2.2 3.2.6 3.3.1 3.3.2 3.3.7 4.1.2",
    "AA": "1.2.4 1.2.5 1.3.4 1.3.5 1.4.3 1.4.4 1.4.5 1.4.10 1.4.11 1.4.12 1.4.13 2.4.5 2.4.6 2.4.7 2.4.11 2.5.7 2.5.8"
    " 3.1.2 3.2.3 3.2.4 3.3.3 3.3.4 3.3.8 4.1.3",
}
_ROW = re.compile(r"^\| ([\d.]+) .+? \| (A+) \| (held|looked at|partly|n/a) \| (.+) \|$", re.MULTILINE)
_PATH = re.compile(r"`((?:src|tests|docs)/[\w./-]+)(?:::(\w+))?`")


def test_every_criterion_is_answered_once() -> None:
    rows = [(number, level) for number, level, _verdict, _where in _ROW.findall(PAGE.read_text("utf-8"))]
    wanted = [(number, level) for level, numbers in CRITERIA.items() for number in numbers.split()]
    assert len(wanted) == 55
    assert sorted(rows) == sorted(wanted)


def test_what_is_held_names_its_test_and_what_was_looked_at_its_day() -> None:
    for number, _level, verdict, where in _ROW.findall(PAGE.read_text("utf-8")):
        if verdict == "held":
            named = _PATH.findall(where)
            assert named, number
            assert all(test for path, test in named if path.startswith("tests/")), number
        elif verdict == "looked at":
            assert re.match(r"\d{4}-\d\d-\d\d: ", where), number
        elif verdict == "partly":
            assert len(where) > 60, number


def test_every_path_and_test_named_exists() -> None:
    text = PAGE.read_text("utf-8")
    assert len(set(_PATH.findall(text))) > 25
    assert missing(text) == []


def test_a_test_that_does_not_exist_is_found() -> None:
    path = "tests/house/test_wcag.py"
    real = f"`{path}`, `{path}::test_every_criterion_is_answered_once`"
    assert missing(f"{real}, `{path}::test_every_criterion`, `tests/house/test_none.py::test_x`") == [
        "tests/house/test_none.py::test_x",
        f"{path}::test_every_criterion",
    ]


def missing(text: str) -> list[str]:
    """What a page names as `path` or `path::test` and what is not there."""
    return sorted(
        f"{path}::{test}" if test else path
        for path, test in set(_PATH.findall(text))
        if not Path(ROOT, path).exists()
        or (test and not re.search(rf"^def {test}\(", Path(ROOT, path).read_text("utf-8"), re.MULTILINE))
    )
