"""Rooms and names of the tree: modules are nouns, no word of the old dialect is left in a name, no body stands twice.

What has no limit is printed instead: the longest files and functions, and the public names of a module.
"""

import ast
import itertools
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

import pytest

from tests.house.source import Source, modules, modules_beside_the_product

GERUNDS_IN_USE: Final = {"messaging", "safeguarding", "paging", "publishing", "typesetting"}
NOUNS_IN_ING: Final = {"homecoming", "keyring"}
# Words that a newcomer had to guess at. `CONTEXT.md` has the words that stand in their place.
DIALECT: Final = {
    "booting",
    "deed",
    "deeds",
    "filing",
    "hers",
    "knock",
    "knocks",
    "leaf",
    "lived",
    "looks",
    "mend",
    "mended",
    "ours",
    "roomy",
    "said",
    "settle",
    "settled",
    "sought",
    "stroll",
    "strolling",
    "swear",
    "sworn",
    "tell",
    "tells",
    "theirs",
    "told",
    "unasked",
    "workshop",
}
# Names that lie in tables, in letters between members, or in a form: they stay.
KEPT: Final = {"said_on", "settled_on", "told", "what_is_said"}
KEPT_IN: Final = (
    "programme/agents/",
    "programme/allies/",
    "programme/cases/sharing/letter_bodies.py",
    "web/agents/record_forms.py",
    "web/allies/record_forms.py",
    "web/gallery/forms.py",
)
# A body shorter than this says too little to be a copy: one call, one comparison.
SMALLEST_COPY: Final = 20  # nodes of the syntax tree
_WORD = re.compile(r"[A-Z]?[a-z]+")
_MAY_HOLD_DIALECT = re.compile(rf"(?<![a-z])(?:{'|'.join((*DIALECT, *map(str.capitalize, DIALECT)))})(?![a-z])")


def gerunds(sources: Iterable[Source]) -> list[str]:
    """Modules that are named by a bare gerund."""
    names = {source.name: Path(source.name).stem for source in sources}
    return [
        path
        for path, stem in names.items()
        if re.fullmatch("[a-z]+ing", stem) and stem not in GERUNDS_IN_USE | NOUNS_IN_ING
    ]


def dialect(sources: Iterable[Source]) -> list[str]:
    """Names that hold a word of the old dialect: modules, functions, classes, parameters, variables."""
    found = []
    for source in sources:
        if not _MAY_HOLD_DIALECT.search(f"{source.name}\n{source.text}"):  # three files of four need no parsing
            continue
        kept = KEPT if source.name.removeprefix("src/jatan/").startswith(KEPT_IN) else set()
        names = {Path(source.name).stem, *_names(source)} - kept
        for name in sorted(names):
            words = {word.lower() for word in _WORD.findall(name)} & DIALECT
            found += [f"{source.name}: {name}" for _word in sorted(words)[:1]]
    return found


def copies(sources: Iterable[Source]) -> list[str]:
    """Functions whose bodies are the same but for their docstrings."""
    bodies = defaultdict(list)
    for source in sources:
        for function in source.functions:
            body = [node for node in function.body if not _is_text(node)]
            if _is_larger(body, SMALLEST_COPY):
                dump = "\n".join(ast.dump(node) for node in body)
                bodies[dump].append(f"{source.name}:{function.name}")
    return [" = ".join(sorted(places)) for places in bodies.values() if len(places) > 1]


def _names(source: Source) -> Iterator[str]:
    for node in [*source.functions, *source.of(ast.ClassDef)]:
        if not node.name.startswith("test_"):
            yield node.name
    yield from (node.arg for node in source.of(ast.arg))
    yield from (node.id for node in source.of(ast.Name) if isinstance(node.ctx, ast.Store))


def _is_text(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _is_larger(body: list[ast.stmt], size: int) -> bool:
    """Whether a body has at least `size` nodes; not one more is looked at."""
    return len(list(itertools.islice((part for node in body for part in ast.walk(node)), size))) == size


def modules_of_tests_and_tools() -> tuple[Source, ...]:
    """Every module of the tests, the tools and the distribution of names."""
    # The script beside an old house ran with the code of its day.
    return tuple(source for source in modules_beside_the_product() if "house-0.1.0" not in source.name.split("/"))


def test_no_module_is_named_by_a_bare_gerund() -> None:
    assert gerunds([*modules(), *modules_of_tests_and_tools()]) == []


def test_no_word_of_the_old_dialect_is_left_in_a_name() -> None:
    assert dialect([*modules(), *modules_of_tests_and_tools()]) == []


def test_no_two_functions_have_the_same_body() -> None:
    assert copies(modules()) == []


_LONG_BODY = """def {name}(a):
    b = [x for x in a if x > 1 and x < 9]
    c = {{x: x + 1 for x in b}}
    return sorted(c.items())
"""


@pytest.mark.parametrize(
    ("check", "name", "text"),
    [
        (gerunds, "src/jatan/web/people/looking.py", ""),
        (dialect, "src/jatan/web/people/deeds.py", ""),
        (dialect, "a.py", "def tell_case(): ..."),
        (dialect, "a.py", "def write(said): ..."),
        (dialect, "a.py", "class LeafPage: ..."),
        (dialect, "a.py", "settled = 1"),
        (copies, "a.py", _LONG_BODY.format(name="one") + "\n\n" + _LONG_BODY.format(name="two")),
    ],
)
def test_a_planted_fault_is_found(check: object, name: str, text: str) -> None:
    assert callable(check)
    assert check([Source(name, text)])


def test_what_is_allowed_is_not_reported() -> None:
    allowed = [
        Source("src/jatan/web/messaging.py", "def retold_story(leaflet): ..."),
        Source("a.py", "def test_told(): ..."),
    ]
    assert gerunds(allowed) == []
    assert dialect(allowed) == []


def test_the_longest_files_and_functions_are_printed(capsys: pytest.CaptureFixture[str]) -> None:
    sources = modules()
    files = sorted(((source.lines, source.name) for source in sources), reverse=True)
    functions = sorted(
        (
            ((node.end_lineno or 0) - node.lineno + 1, f"{source.name}:{node.name}")
            for source in sources
            for node in source.functions
        ),
        reverse=True,
    )
    names = sorted(((len(_public(source.tree)), source.name) for source in sources), reverse=True)
    with capsys.disabled():
        print("\nlongest files:     " + "; ".join(f"{name} {size}" for size, name in files[:3]))
        print("longest functions: " + "; ".join(f"{name} {size}" for size, name in functions[:3]))
        print("most public names: " + "; ".join(f"{name} {size}" for size, name in names[:3]))
    assert files
    assert functions


def _public(tree: ast.Module) -> list[str]:
    kinds = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
    return [node.name for node in tree.body if isinstance(node, kinds) and not node.name.startswith("_")]
