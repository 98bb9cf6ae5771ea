"""Every code that a check can return stands on the page for whoever watches a house."""

import ast
import re

from jatan.settings.checks import READY_CHECKS
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


# Said by `/readyz` besides what its checks find: web/health.py. `pages_unreachable` stands in alerts alone.
_OF_READYZ = {"database_unreachable", "not_checked", "pages_unreachable"}


def codes_of(check: str) -> set[str]:
    """Codes of the findings that a check may return, in its function and the functions of its module that it calls."""
    module, name = check.rsplit(".", 1)
    tree = ast.parse((ROOT / "src" / f"{module.replace('.', '/')}.py").read_text("utf-8"))
    functions = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}
    waiting, seen, found = [name], set(), set()
    while waiting:
        seen.add(function := waiting.pop())
        for node in ast.walk(functions[function]):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                if node.func.id == "Finding" and isinstance(node.args[0], ast.Constant):
                    found.add(str(node.args[0].value))
                if node.func.id in functions and node.func.id not in seen:
                    waiting.append(node.func.id)
    assert found, check
    return found


def named(page: str) -> set[str]:
    rows = [line.split("|")[1] for line in page.splitlines() if line.startswith("| `")]
    found = {code for row in rows for code in re.findall(r"`([a-z]+(?:_[a-z]+)+)`", row)}
    return {code for code in found if not code.startswith("jatan_")}  # figures of `/metrics`


def test_readyz_carries_every_code_of_the_first_table_and_no_other() -> None:
    """`clock_wrong` stood among the codes of `/readyz` when only `doctor` made that check."""
    first, rest = _PAGE.read_text("utf-8").split("Only in `./jatan doctor`")
    carried = set().union(*map(codes_of, READY_CHECKS))
    assert named(first) == carried | _OF_READYZ
    assert not named(rest) & carried


def test_the_page_names_every_code_and_no_other() -> None:
    assert named(_PAGE.read_text("utf-8")) == codes() | _MADE_ELSEWHERE
