"""The pages of the documentation: each stands in the navigation once, and the paths and modules they name exist."""

import ast
import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.house.source import ROOT, modules
from tools.reference_pages import PAGES

_CODE = re.compile(r"`([^`\n]+)`")
_FENCE = re.compile(r"^```.*?^```", re.DOTALL | re.MULTILINE)
_PATH = re.compile(r"\.?[A-Za-z_][\w.-]*(?:/[\w.-]+)*/?")
_ENDINGS = frozenset(
    ("css", "csv", "html", "js", "json", "md", "po", "py", "sh", "toml", "txt", "typ", "woff2", "yaml", "yml")
)
_FLOORS = frozenset(
    (
        "cli",
        "config",
        "demo",
        "evidence",
        "foundation",
        "intake",
        "kernel",
        "programme",
        "runtime",
        "settings",
        "tools",
        "web",
    )
)
_SKIPPED = frozenset(("node_modules", "__pycache__", "var", "dist"))
# A file inside an exported archive, and what lies below a house's own folder.
_ELSEWHERE = re.compile(r"about\.json|JATAN_HOME/.*")
_DECISION = re.compile(r"(\d{4})-[a-z0-9-]+\.md")


def navigation() -> list[str]:
    """The pages that zensical.toml names, in its order, from the folder docs."""
    with (ROOT / "zensical.toml").open("rb") as file:
        return list(_pages_in(tomllib.load(file)["project"]["nav"]))


def _pages_in(entry: Any) -> Iterator[str]:
    if isinstance(entry, str):
        yield entry
    elif isinstance(entry, dict):
        for part in entry.values():
            yield from _pages_in(part)
    else:
        for part in entry:
            yield from _pages_in(part)


def _markdown() -> list[Path]:
    return sorted((ROOT / "docs").rglob("*.md"))


def navigation_faults(on_disk: set[str], named: list[str]) -> list[str]:
    """Pages that the navigation leaves out, names although they are not there, or names twice."""
    found = [f"{page} is not in the navigation of zensical.toml" for page in sorted(on_disk - set(named))]
    found += [f"{page} is in the navigation and not in docs" for page in sorted(set(named) - on_disk)]
    return found + [f"{page} is in the navigation {times} times" for page, times in Counter(named).items() if times > 1]


def test_every_page_stands_in_the_navigation_once() -> None:
    on_disk = {page.relative_to(ROOT / "docs").as_posix() for page in _markdown()}
    assert navigation_faults(on_disk, navigation()) == []


@pytest.mark.parametrize(
    ("named", "fault"),
    [
        (["a.md"], "b.md is not in the navigation of zensical.toml"),
        (["a.md", "b.md", "c.md"], "c.md is in the navigation and not in docs"),
        (["a.md", "b.md", "a.md"], "a.md is in the navigation 2 times"),
    ],
)
def test_a_fault_of_the_navigation_is_reported(named: list[str], fault: str) -> None:
    assert navigation_faults({"a.md", "b.md"}, named) == [fault]


def test_the_index_links_every_page_once() -> None:
    index = (ROOT / "docs/index.md").read_text("utf-8")
    linked = Counter(re.findall(r"\]\(([\w/-]+\.md)\)", index))
    assert {page: linked[page] for page in navigation() if page != "index.md" and linked[page] != 1} == {}


def test_decisions_are_numbered_without_gaps_and_listed_in_order() -> None:
    listed = [page.removeprefix("adr/") for page in navigation() if page.startswith("adr/")]
    numbers = [int(match[1]) for name in listed if (match := _DECISION.fullmatch(name))]
    assert numbers == list(range(1, len(listed) + 1))


@pytest.mark.parametrize("page", sorted((ROOT / "docs/adr").glob("*.md")), ids=lambda page: page.stem)
def test_a_decision_has_status_date_and_rejected_alternatives(page: Path) -> None:
    text = page.read_text("utf-8")
    assert re.match(rf"# {int(page.stem[:4])}\. \S", text), "the title begins with the number of the file"
    assert re.search(r"^- Status: (proposed|accepted|superseded by .+)$", text, re.MULTILINE)
    assert re.search(r"^- Date: \d{4}-\d{2}-\d{2}$", text, re.MULTILINE)
    _before, heading, rejected = text.partition("\n## Rejected alternatives\n")
    assert heading, "a section 'Rejected alternatives'"
    assert rejected.strip(), "what was rejected and why, or 'Not recorded.'"


@cache
def _tree() -> frozenset[str]:
    """Every file and folder of the repository, each also by every shorter path that ends in it."""
    found = set()
    for folder in ("src", "packages", "tests", "tools", "deploy", "docs", "bench", ".ci", ".github"):
        for path in (ROOT / folder).rglob("*"):
            # Below the repository alone: a checkout may itself lie under a folder named "var".
            parts = path.relative_to(ROOT).parts
            if _SKIPPED.isdisjoint(parts):
                found.update("/".join(parts[start:]) for start in range(len(parts)))
    found.update(path.name for path in ROOT.iterdir())
    found.update(path.name for path in ROOT.iterdir() if path.is_dir())
    return frozenset(found)


def is_missing(code: str) -> bool:
    """True for a path, or a dotted name below a floor, that looks like one of ours and is not in the tree."""
    if not _PATH.fullmatch(code) or _ELSEWHERE.fullmatch(code):
        return False
    name = code.rstrip("/")
    folder, _slash, last = name.rpartition("/")
    first = name.split("/")[0]
    if name in _tree() or first in _SKIPPED:
        return False
    stem, dot, ending = last.rpartition(".")
    if dot and stem and ending in _ENDINGS:
        return True
    if folder:
        return first in _tree()
    parts = name.removeprefix("jatan.").split(".")
    return len(parts) > 1 and parts[0] in _FLOORS and not _is_dotted_name(parts)


def _is_dotted_name(parts: list[str]) -> bool:
    """True where `parts` lead to a package, a module, or a name that a module of that path defines at its top level."""
    if "/".join(parts) in _tree() or "/".join(parts) + ".py" in _tree():
        return True
    for package in ("src/jatan", "."):
        for end in (".py", "/__init__.py"):
            module = ROOT / package / ("/".join(parts[:-1]) + end)
            if module.is_file():
                return parts[-1] in _defined_in(module)
    return False


def _defined_in(module: Path) -> set[str]:
    found = set()
    for node in ast.parse(module.read_text("utf-8")).body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            found.add(node.name)
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            found.update(target.id for target in targets if isinstance(target, ast.Name))
    return found


def _pages_by_hand() -> list[Path]:
    pages = [*sorted(ROOT.glob("*.md")), *_markdown(), *sorted(ROOT.glob("packages/*/README.md"))]
    return [page for page in pages if page.relative_to(ROOT).as_posix() not in PAGES]


@pytest.mark.parametrize("page", _pages_by_hand(), ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_path_on_a_page_exists(page: Path) -> None:
    text = _FENCE.sub("", page.read_text("utf-8"))
    assert [code for code in _CODE.findall(text) if is_missing(code)] == []


@pytest.mark.parametrize(
    "code",
    [
        "src/jatan/config/options.py",
        "config/reactions.py",
        "web/staff/desks",
        "journeys/departing.py",
        "no_such_module.py",
        "config.logs.WithoutCodes",
        "web.demo",
        "foundation.network.marks.no_such_function",
    ],
)
def test_a_path_of_the_former_layout_is_reported(code: str) -> None:
    assert is_missing(code)


@pytest.mark.parametrize(
    "code",
    [
        "src/jatan/settings/options.py",
        "settings/reactions.py",
        "programme/cases/entries/",
        "foundation.network.marks",
        "kernel.clock.today",
        "JATAN_HOME/secret",
        "/h/CODE/",
        "var/site",
        "organisation_id",
        "keys.checked",
        "application/json",
        "people.Person",
        "./jatan test tests/programme/people -x",
    ],
)
def test_a_path_of_today_and_what_is_no_path_are_not_reported(code: str) -> None:
    assert not is_missing(code)


def test_every_limit_on_attempts_is_documented() -> None:
    kinds = {
        call.args[0].value
        for source in modules()
        for call in source.of(ast.Call)
        if isinstance(call.args[0] if call.args else None, ast.Constant)
        if (call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")) == "RateLimit"
    }
    page = (ROOT / "docs/reference/limits.md").read_text("utf-8")
    assert len(kinds) > 12
    assert sorted(kind for kind in kinds if f"`{kind}`" not in page) == []
