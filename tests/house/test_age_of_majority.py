"""The age at which somebody is grown stands in one place: `kernel/ages.py`, and the phone's script says the same."""

import ast
import re
from collections.abc import Iterable

from jatan.kernel.ages import ADULT
from tests.house.source import PACKAGE, Source, modules

_HOME = "src/jatan/kernel/ages.py"
# Where the same number is something else.
_ANOTHER_NUMBER = {
    "src/jatan/evidence/reports/period_sheets.py": "the width of a column",
    "src/jatan/intake/registers/blank/paper.py": "the widths of columns",
    "src/jatan/web/gallery/samples.py": "samples of figures",
    "src/jatan/web/ui/workbooks/written.py": "the width of a column",
}
_SCRIPT = PACKAGE / "web" / "static" / "fieldbook" / "app" / "10-answers.js"


def second_rules(sources: Iterable[Source]) -> list[str]:
    """`file:line` of every 18 in a module that might be the age rule once more."""
    return [
        f"{source.name}:{node.lineno}"
        for source in sources
        if source.name != _HOME and source.name not in _ANOTHER_NUMBER and "/demo/" not in source.name
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Constant) and type(node.value) is int and node.value == ADULT
    ]


def test_no_module_says_the_age_of_majority_again() -> None:
    assert second_rules(modules()) == []


def test_a_second_rule_is_seen() -> None:
    written = ("_GROWN = 18", "is_child = age < 18", "Q(age__lt=18)", "bands = ((18, 24), (25, 40))")
    for text in written:
        assert second_rules([Source("src/jatan/programme/x.py", text)]) == ["src/jatan/programme/x.py:1"]
    assert second_rules([Source("src/jatan/programme/x.py", "age < ADULT; width = 180")]) == []


def test_what_is_another_number_is_still_there() -> None:
    numbers = {source.name for source in modules() if re.search(rf"\b{ADULT}\b", source.text)}
    assert set(_ANOTHER_NUMBER) <= numbers


def test_the_script_of_the_phone_goes_by_the_same_age() -> None:
    script = _SCRIPT.read_text("utf-8")
    assert re.findall(r"const ADULT = (\d+);", script) == [str(ADULT)]
    for path in PACKAGE.rglob("*.js"):
        found = re.findall(rf"\b{ADULT}\b", path.read_text("utf-8"))
        assert len(found) == (path == _SCRIPT), path
