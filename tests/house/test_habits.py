"""Habits that keep the house readable: no grab-bag files, no hidden imports, no promises instead of code."""

import ast
import re
from collections.abc import Iterable

import pytest

from jatan.settings.reactions import REACTIONS
from tests.house.source import ROOT, Source, modules, templates

BANNED = {"utils.py", "helpers.py", "signals.py", "admin.py", "misc.py", "common.py", "managers.py"}
_PROMISE = re.compile(r"\b(?:TODO|FIXME|HACK)\b|\bXXX\b(?! XXXX|X)")
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
    for function in source.functions:
        for node in ast.walk(function):
            if isinstance(node, ast.Import | ast.ImportFrom):
                found.append(f"{function.name} imports inside")
            elif _is_called(node, "sleep") and not source.name.startswith(("src/jatan/runtime/", "src/jatan/cli/")):
                found.append(f"{function.name} sleeps")
    return found + [what for node in ast.walk(source.tree) if (what := _forbidden_call(node))]


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
    assert len(paths) == sum(len(wakes) for wakes in REACTIONS.values()) >= 1
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
    files = sorted((ROOT / "tests").rglob("*.py"))
    found = [str(one) for one in files if one.name != "test_habits.py" and waits.search(one.read_text("utf-8"))]
    assert len(files) > 100
    assert found == []


def test_the_lock_file_is_in_the_repository() -> None:
    assert (ROOT / "uv.lock").stat().st_size > 10_000
    assert (ROOT / "LICENSE").read_text("utf-8").lstrip().startswith("GNU AFFERO")


def test_no_test_holds_work_to_seconds_of_cpu() -> None:
    """Machines differ by a factor of two from day to day: `tests/yardstick.py` measures beside the work."""
    clocks = re.compile(r"\b(?:process_time|thread_time|perf_counter|ru_utime)\b")
    files = sorted((ROOT / "tests").rglob("*.py"))
    free = {
        "test_habits.py": "names them here",
        "yardstick.py": "is the measure",
        "test_help_page_leaks_nothing.py": "compares two kinds of code with each other",
        "test_five_thousand_rows.py": "prints what it took",
    }
    found = {one.name for one in files if clocks.search(one.read_text("utf-8"))}
    assert found == set(free)


def test_no_browser_test_measures_a_page_that_may_not_be_loaded() -> None:
    """Right after a click there is no document yet; `page_size` waits for it."""
    measures = re.compile(r'evaluate\(\s*"document\.documentElement\.scroll')
    assert measures.search('page.evaluate("document.documentElement.scrollWidth")')
    files = sorted((ROOT / "tests" / "browser").rglob("*.py"))
    assert len(files) > 40
    assert [one.name for one in files if measures.search(one.read_text("utf-8"))] == []
