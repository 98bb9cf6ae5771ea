"""Every code that a check can return stands on the page for whoever watches a house."""

import ast
import re

from tests.house.source import ROOT

_PAGE = ROOT / "docs" / "how-to" / "watch-a-house.md"
_MADE_ELSEWHERE = {"pages_unreachable", "not_checked", "check_failed"}  # by alerts, `/readyz` and `doctor` themselves


def codes() -> set[str]:
    """First arguments of every Finding in the checks."""
    found = set()
    for path in (ROOT / "src/jatan/runtime/checks").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Finding":
                assert isinstance(node.args[0], ast.Constant)
                found.add(str(node.args[0].value))
    return found


def test_the_page_names_every_code_and_no_other() -> None:
    rows = [line.split("|")[1] for line in _PAGE.read_text("utf-8").splitlines() if line.startswith("| `")]
    named = {code for row in rows for code in re.findall(r"`([a-z]+(?:_[a-z]+)+)`", row)}
    assert named == codes() | _MADE_ELSEWHERE
