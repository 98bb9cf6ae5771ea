"""docs/explanation/one-record.md against the tree: files exist, functions are defined in them, the figures hold."""

import ast
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache

import pytest

from tests.house.source import ROOT

PAGE = "docs/explanation/one-record.md"
TITLES = ("A row of a register", "A departure", "An entry in a sealed file")
_STEP = re.compile(r"^(\d+)\. `(src/jatan/[\w/]+\.py)`: (.*(?:\n {3,}.*)*)", re.MULTILINE)
_CODE = re.compile(r"`([A-Za-z_][\w.]*)(\(\))?`")

_FUNCTION = (ast.FunctionDef, ast.AsyncFunctionDef)


@dataclass(frozen=True)
class Step:
    """One numbered line: the file, and the functions and classes of it that the line names."""

    number: int
    path: str
    functions: tuple[str, ...]
    classes: tuple[str, ...]


@dataclass(frozen=True)
class Trip:
    """One section of the page."""

    title: str
    steps: tuple[Step, ...]
    figures: str = field(repr=False)

    @property
    def modules(self) -> int:
        return len({step.path for step in self.steps})

    @property
    def returns(self) -> int:
        return sum(returns_of(step) for step in self.steps)

    @property
    def sentence(self) -> str:
        """What the page has to say of this trip."""
        return f"**{self.modules} modules, {self.returns} returns.**"


def trips() -> list[Trip]:
    """The sections of the page that hold numbered steps."""
    found = []
    for section in re.split(r"^## ", (ROOT / PAGE).read_text("utf-8"), flags=re.MULTILINE)[1:]:
        title, _line, text = section.partition("\n")
        steps = tuple(_step(match) for match in _STEP.finditer(text))
        found.append(Trip(title, steps, text))
    return found


def _step(match: re.Match[str]) -> Step:
    functions, classes = [], []
    for name, is_called in _CODE.findall(match[3]):
        if is_called:
            functions.append(name)
        elif name[0].isupper():
            classes.append(name)
    return Step(int(match[1]), match[2], tuple(functions), tuple(classes))


@cache
def definitions(path: str) -> dict[str, ast.AST]:
    """What a module defines at its top level and one level down, as `name` and `Class.name`."""
    found: dict[str, ast.AST] = {}
    for node in ast.parse((ROOT / path).read_text("utf-8")).body:
        if isinstance(node, ast.ClassDef):
            found[node.name] = node
            found |= {f"{node.name}.{part.name}": part for part in node.body if isinstance(part, _FUNCTION)}
        elif isinstance(node, _FUNCTION):
            found[node.name] = node
    return found


def returns_of(step: Step) -> int:
    """The `return` statements of the named functions and of those of the same file that they call."""
    waiting, seen = list(step.functions), set[str]()
    total = 0
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        node = definitions(step.path)[name]
        total += sum(isinstance(part, ast.Return) for part in ast.walk(node))
        waiting += [called for called in _called_in(node, name.rpartition(".")[0]) if called in definitions(step.path)]
    return total


def _called_in(node: ast.AST, owner: str) -> Iterator[str]:
    for part in ast.walk(node):
        if isinstance(part, ast.Call) and isinstance(part.func, ast.Name):
            yield part.func.id
        elif (
            isinstance(part, ast.Call)
            and isinstance(part.func, ast.Attribute)
            and isinstance(part.func.value, ast.Name)
            and part.func.value.id == "self"
        ):
            yield f"{owner}.{part.func.attr}"


def test_the_page_follows_three_records() -> None:
    assert [trip.title for trip in trips() if trip.steps] == list(TITLES)


@pytest.mark.parametrize("trip", trips()[-3:], ids=lambda trip: trip.title)
def test_steps_are_numbered_and_every_step_names_something(trip: Trip) -> None:
    assert [step.number for step in trip.steps] == list(range(1, len(trip.steps) + 1))
    assert [step.path for step in trip.steps if not step.functions + step.classes] == []


@pytest.mark.parametrize("trip", trips()[-3:], ids=lambda trip: trip.title)
def test_every_file_exists_and_defines_what_the_page_names(trip: Trip) -> None:
    missing = [step.path for step in trip.steps if not (ROOT / step.path).is_file()]
    assert missing == []
    for step in trip.steps:
        wrong = [name for name in step.functions if not isinstance(definitions(step.path).get(name), _FUNCTION)]
        wrong += [name for name in step.classes[:1] if not step.functions and name not in definitions(step.path)]
        assert wrong == [], f"{PAGE}, step {step.number}: not defined in {step.path}"


@pytest.mark.parametrize("trip", trips()[-3:], ids=lambda trip: trip.title)
def test_the_page_says_how_many_modules_and_returns_a_trip_passes(
    trip: Trip, capsys: pytest.CaptureFixture[str]
) -> None:
    with capsys.disabled():
        sys.stdout.write(f"\n{trip.title}: {trip.modules} modules, {trip.returns} returns\n")
    assert trip.sentence in trip.figures, f"{PAGE} should say of {trip.title.lower()}: {trip.sentence}"


def test_a_function_that_is_not_there_is_noticed() -> None:
    assert "no_such_function" not in definitions("src/jatan/foundation/access/gate.py")
    assert "Reconciler.sort" in definitions("src/jatan/intake/registers/reconcile/known_rows.py")


def test_returns_of_called_functions_of_the_file_count() -> None:
    alone = Step(1, "src/jatan/foundation/access/gate.py", ("require",), ())
    both = Step(1, "src/jatan/foundation/access/gate.py", ("allows",), ())
    assert returns_of(alone) == returns_of(both) > 0
