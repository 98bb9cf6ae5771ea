"""Source files for the tests of this folder: modules, syntax trees, templates. A `Source` may also be made up."""

import ast
import functools
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "jatan"


@dataclass(frozen=True)
class Source:
    """One file: its name from the repository's root, and its text."""

    name: str
    text: str

    @functools.cached_property
    def lines(self) -> int:
        return len(self.text.splitlines())

    @functools.cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)

    @functools.cached_property
    def functions(self) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
        return [*self.of(ast.FunctionDef), *self.of(ast.AsyncFunctionDef)]

    def of[T: ast.AST](self, kind: type[T]) -> list[T]:
        """The nodes of one kind, in the order of `ast.walk`."""
        return self._by_kind.get(kind, [])

    @functools.cached_property
    def _by_kind(self) -> dict[type[ast.AST], list[Any]]:
        """The tree walked once: a walk of all modules takes as long as parsing them."""
        found: dict[type[ast.AST], list[Any]] = {}
        for node in ast.walk(self.tree):
            found.setdefault(type(node), []).append(node)
        return found


@functools.cache
def modules() -> tuple[Source, ...]:
    """Every module of the product, migrations aside."""
    return tuple(source for source in _read("*.py") if "/migrations/" not in source.name)


@functools.cache
def templates() -> tuple[Source, ...]:
    """Every template of the product."""
    return _read("*.html")


@functools.cache
def modules_beside_the_product() -> tuple[Source, ...]:
    """Every module of the tests, the tools, the benches and the distribution of names."""
    paths = [
        path for folder in ("bench", "packages", "tests", "tools") for path in sorted((ROOT / folder).rglob("*.py"))
    ]
    return tuple(Source(path.relative_to(ROOT).as_posix(), path.read_text("utf-8")) for path in paths)


def _read(pattern: str) -> tuple[Source, ...]:
    paths = sorted(path for path in PACKAGE.rglob(pattern) if "__pycache__" not in path.parts)
    return tuple(Source(str(path.relative_to(ROOT)), path.read_text("utf-8")) for path in paths)
