"""Files, functions, views and templates stay small. What is larger today is written down and may only shrink."""

import ast
import json
from collections.abc import Iterable, Mapping

from tests.house.source import ROOT, Source, modules, templates

FILE, HARD_FILE, FUNCTION, VIEW, TEMPLATE, PUBLIC = 300, 400, 40, 25, 150, 12
RATCHET = ROOT / "tests" / "house" / "budgets.json"
# Tables of names, not modules with that many ideas.
TABLES_OF_NAMES = {
    "src/jatan/config/settings.py",
    "src/jatan/web/demo/words.py",
    "src/jatan/web/gallery/samples.py",
}


def excesses(sources: Iterable[Source]) -> dict[str, int]:
    """What is over its budget: where -> size."""
    found: dict[str, int] = {}
    for source in sources:
        if source.lines > (TEMPLATE if source.name.endswith(".html") else FILE):
            found[source.name] = source.lines
        if source.name.endswith(".py"):
            found |= _in_module(source)
    return found


def broken(found: Mapping[str, int], ratchet: Mapping[str, int]) -> list[str]:
    """Excesses that are new or grown, limits that could be tightened, files beyond the hard stop."""
    said = [
        f"{where}: {size}, at most {ratchet.get(where, 'its budget')}"
        for where, size in found.items()
        if size > ratchet.get(where, 0)
    ]
    said += [
        f"{where}: now {found.get(where, 0)}; tighten {RATCHET.name}"
        for where, size in ratchet.items()
        if found.get(where, 0) < size
    ]
    return said + [
        f"{where}: over {HARD_FILE} lines" for where, size in found.items() if "::" not in where and size > HARD_FILE
    ]


def _in_module(source: Source) -> dict[str, int]:
    found = {}
    for function in source.functions:
        size = (function.end_lineno or 0) - function.lineno + 1
        if size > (VIEW if _is_view(function) else FUNCTION):
            found[f"{source.name}::{function.name}"] = size
    names = _public_names(source.tree)
    if len(names) > PUBLIC and source.name not in TABLES_OF_NAMES:
        found[f"{source.name}::public names"] = len(names)
    return found


def _is_view(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    marks = [mark.func if isinstance(mark, ast.Call) else mark for mark in function.decorator_list]
    return any(isinstance(mark, ast.Name) and mark.id in ("needs", "public") for mark in marks)


def _public_names(tree: ast.Module) -> set[str]:
    names: set[str] = set()
    for node in tree.body:
        if isinstance(node, ast.Assign) and any(
            isinstance(one, ast.Name) and one.id == "__all__" for one in node.targets
        ):
            return set(ast.literal_eval(node.value))
        if isinstance(node, ast.FunctionDef | ast.ClassDef | ast.AsyncFunctionDef):
            names.add(node.name)
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            names |= {one.id for one in targets if isinstance(one, ast.Name)}
    return {name for name in names if not name.startswith("_")}


def test_everything_keeps_its_budget_or_shrinks() -> None:
    ratchet = json.loads(RATCHET.read_text("utf-8"))
    assert broken(excesses([*modules(), *templates()]), ratchet) == []


def test_a_file_too_long_is_seen() -> None:
    assert excesses([Source("a.py", "#\n" * 301)]) == {"a.py": 301}
    assert broken({"a.py": 401}, {"a.py": 401}) == ["a.py: over 400 lines"]


def test_a_function_and_a_view_too_long_are_seen() -> None:
    body = "    x = 1\n" * 26
    text = f"@needs(P.X)\ndef view(request):\n{body}def plain():\n{body}def long():\n{body}{body}"
    assert excesses([Source("a.py", text)]) == {"a.py::view": 27, "a.py::long": 53}


def test_a_template_too_long_is_seen() -> None:
    assert excesses([Source("a.html", "x\n" * 151)]) == {"a.html": 151}


def test_too_many_public_names_are_seen() -> None:
    text = "".join(f"def f{number}(): ...\n" for number in range(13))
    assert excesses([Source("a.py", text)]) == {"a.py::public names": 13}
    assert excesses([Source("a.py", "__all__ = ['f1']\n" + text)]) == {}


def test_the_ratchet_only_turns_one_way() -> None:
    assert broken({"a.py": 310}, {"a.py": 305}) == ["a.py: 310, at most 305"]
    assert broken({"a.py": 304}, {"a.py": 305}) == ["a.py: now 304; tighten budgets.json"]
    assert broken({}, {"a.py": 305}) == ["a.py: now 0; tighten budgets.json"]
    assert broken({"a.py": 305}, {"a.py": 305}) == []
