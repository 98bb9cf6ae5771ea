"""Habits that keep the house readable: no grab-bag files, no hidden imports, no promises instead of code."""

import ast
import re
from collections.abc import Iterable

import pytest

from jatan.settings.reactions import REACTIONS
from tests.house.source import ROOT, Source, modules, modules_beside_the_product, templates

BANNED = {"utils.py", "helpers.py", "signals.py", "admin.py", "misc.py", "common.py", "managers.py"}
_PROMISE = re.compile(r"\b(?:TODO|FIXME|HACK)\b|\bXXX\b(?! XXXX|X)")
_SUSPECT = re.compile(r"^[ \t]+(?:from|import)\b|;\s*(?:from|import)\b|:\s*(?:from|import)\b|\bsleep\b", re.MULTILINE)
_FAMILIES = ("people.", "journeys.", "groups.", "activities.", "helpdesk.", "cases.", "schemes.", "allies.", "library.")


def faults(sources: Iterable[Source]) -> list[str]:
    """What goes against the habits in these files."""
    found = []
    for source in sources:
        if source.name.rsplit("/", 1)[-1] in BANNED:
            found.append(f"{source.name} is a grab-bag by its name")
        if _PROMISE.search(source.text):
            found.append(f"{source.name} promises instead of doing")
        if source.name.endswith(".py"):
            found += [f"{source.name}: {what}" for what in _in_module(source)]
    return found


def _in_module(source: Source) -> list[str]:
    if source.text.strip() and ast.get_docstring(source.tree) is None:
        return ["does not say its place"]
    found = []
    # A function is walked only where its file has such a line at all.
    for function in source.functions if _SUSPECT.search(source.text) else ():
        for node in ast.walk(function):
            if isinstance(node, ast.Import | ast.ImportFrom):
                found.append(f"{function.name} imports inside")
            elif _is_called(node, "sleep") and not source.name.startswith(("src/jatan/runtime/", "src/jatan/cli/")):
                found.append(f"{function.name} sleeps")
    asked = [node for kind in (ast.Call, ast.Attribute, ast.ClassDef) for node in source.of(kind)]
    if _lists_its_names(source):
        found.append("lists its own names: what is private begins with _")
    return found + [what for node in asked if (what := _forbidden_call(node))]


def _lists_its_names(source: Source) -> bool:
    """True for an `__all__` in a module of the product that only repeats what it defines. Re-exports are listed."""
    if not source.name.startswith("src/") or source.name.endswith("__init__.py") or "__all__" not in source.text:
        return False
    listed = {
        str(name.value)
        for node in source.tree.body
        if isinstance(node, ast.Assign) and "__all__" in map(ast.unparse, node.targets)
        for name in ast.walk(node.value)
        if isinstance(name, ast.Constant)
    }
    imported = {name.asname or name.name for node in source.of(ast.ImportFrom) for name in node.names}
    return bool(listed) and listed.isdisjoint(imported)


def _forbidden_call(node: ast.AST) -> str:
    if _is_called(node, "receiver"):
        return "connects a signal"
    if _is_called(node, "mark_safe"):
        return "marks text as safe"
    if isinstance(node, ast.Attribute) and node.attr in ("GenericForeignKey", "csrf_exempt"):
        return f"uses {node.attr}"
    if isinstance(node, ast.ClassDef) and any(
        isinstance(part, ast.FunctionDef) and part.name == "save" for part in node.body
    ):
        return (
            "overrides save()"
            if any("Model" in ast.unparse(base) or "Guarded" in ast.unparse(base) for base in node.bases)
            else ""
        )
    return ""


def _is_called(node: ast.AST, name: str) -> bool:
    return isinstance(node, ast.Call) and (
        getattr(node.func, "id", "") == name or getattr(node.func, "attr", "") == name
    )


def test_every_file_keeps_the_habits() -> None:
    assert faults([*modules(), *templates()]) == []


@pytest.mark.parametrize(
    ("name", "text", "what"),
    [
        ("src/jatan/programme/people/utils.py", '"""Doc."""', "grab-bag"),
        ("a.py", '"""Doc."""\n# TODO later', "promises"),
        ("a.html", "{# FIXME #}", "promises"),
        ("a.py", "x = 1", "does not say its place"),
        ("a.py", '"""Doc."""\ndef f():\n    import os', "f imports inside"),
        ("a.py", '"""Doc."""\ndef f():\n    time.sleep(1)', "f sleeps"),
        ("a.py", '"""Doc."""\n@receiver(x)\ndef f(): ...', "connects a signal"),
        ("a.py", '"""Doc."""\nx = mark_safe(y)', "marks text as safe"),
        ("src/jatan/a.py", '"""Doc."""\n__all__ = ["f"]\ndef f(): ...', "lists its own names"),
        ("a.py", '"""Doc."""\nclass P(models.Model):\n    def save(self): ...', "overrides save()"),
    ],
)
def test_a_deliberate_fault_is_reported(name: str, text: str, what: str) -> None:
    assert any(what in fault for fault in faults([Source(name, text)]))


def test_an_aadhaar_mask_is_no_promise() -> None:
    assert faults([Source("a.py", '"""Doc."""\nx = "XXXX XXXX 1234"')]) == []


def test_every_reaction_can_be_resolved() -> None:
    text = (ROOT / "src/jatan/settings/reactions.py").read_text("utf-8")
    paths = re.findall(r'_reaction\("([\w.]+)"\)', text)
    # One reaction may stand at several verbs.
    assert len(paths) == len({id(wake) for wakes in REACTIONS.values() for wake in wakes}) >= 1
    for path in paths:
        module, _, name = path.rpartition(".")
        assert callable(getattr(__import__(module, fromlist=[name]), name))


def test_reactions_speak_of_verbs_that_exist() -> None:
    verbs = "\n".join(source.text for source in modules() if not source.name.endswith("settings/reactions.py"))
    for verb in REACTIONS:
        assert verb == "*" or f'"{verb}"' in verbs, verb


def test_no_browser_test_waits_for_a_promise_with_wait_for_function() -> None:
    """It asks a promise once and takes the answer false for true; `desk.wait_until` asks again."""
    waits = re.compile(
        r'wait_for_function\((?:"""(?:(?!""").)*|[^\n]*)(?<!\w)(?:then\(|async |await |new Promise)', re.DOTALL
    )
    assert waits.search('page.wait_for_function("caches.keys().then((names) => names.length)")')
    assert waits.search('page.wait_for_function("""async () =>\n true""")')
    files = [one for one in modules_beside_the_product() if one.name.startswith("tests/")]
    found = [one.name for one in files if not one.name.endswith("/test_habits.py") and waits.search(one.text)]
    assert len(files) > 100
    assert found == []


def test_the_lock_file_is_in_the_repository() -> None:
    assert (ROOT / "uv.lock").stat().st_size > 10_000
    assert (ROOT / "LICENSE").read_text("utf-8").lstrip().startswith("GNU AFFERO")


def test_no_test_holds_work_to_seconds_of_cpu() -> None:
    """Machines differ by a factor of two from day to day: `tests/yardstick.py` measures beside the work."""
    clocks = re.compile(r"\b(?:process_time|thread_time|perf_counter|ru_utime)\b")
    files = [one for one in modules_beside_the_product() if one.name.startswith("tests/")]
    free = {
        "test_habits.py": "names them here",
        "yardstick.py": "is the measure",
        "test_help_page_leaks_nothing.py": "compares two kinds of code with each other",
        "test_five_thousand_rows.py": "prints what it took",
        "test_papers_apart.py": "compares a page with itself, alone and beside papers",
        "test_tiers.py": "burns what is measured",
        "test_network_workbooks.py": "compares an import with the reading of its books",
        "test_hostile_workbooks.py": "multiplies the yardstick, and measures anew beside it",
    }
    found = {one.name.rsplit("/", 1)[-1] for one in files if clocks.search(one.text)}
    assert found == set(free)


def test_no_browser_test_measures_a_page_that_may_not_be_loaded() -> None:
    """Right after a click there is no document yet; `page_size` waits for it."""
    measures = re.compile(r'evaluate\(\s*"document\.documentElement\.scroll')
    assert measures.search('page.evaluate("document.documentElement.scrollWidth")')
    files = sorted((ROOT / "tests" / "browser").rglob("*.py"))
    assert len(files) > 40
    assert [one.name for one in files if measures.search(one.read_text("utf-8"))] == []


def test_nothing_is_made_from_the_hash_of_this_process() -> None:
    """Python salts `hash()` of texts anew in each process; `zlib.crc32` says the same everywhere."""

    def hashes(text: str) -> bool:
        is_suspect = re.search(r"(?<![\w.])hash\s*\(", text)
        return bool(is_suspect) and any(_is_named(node, "hash") for node in ast.walk(ast.parse(text)))

    assert hashes("phone = abs(hash(name)) % 100")
    assert not hashes("name.hash(); b_hash()")
    files = [path for folder in ("src", "tests", "tools", "bench") for path in (ROOT / folder).rglob("*.py")]
    assert len(files) > 2000
    assert [path.name for path in files if hashes(path.read_text("utf-8"))] == []


def _is_named(node: ast.AST, name: str) -> bool:
    return isinstance(node, ast.Call) and getattr(node.func, "id", "") == name
