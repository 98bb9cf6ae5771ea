"""Source files for the tests of this folder: modules, syntax trees, templates. A `Source` may also be made up."""

import ast
import functools
from dataclasses import dataclass
from pathlib import Path

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

    @property
    def functions(self) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
        return [node for node in ast.walk(self.tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]


@functools.cache
def modules() -> tuple[Source, ...]:
    """Every module of the product, migrations aside."""
    return tuple(source for source in _read("*.py") if "/migrations/" not in source.name)


@functools.cache
def templates() -> tuple[Source, ...]:
    """Every template of the product."""
    return _read("*.html")


def _read(pattern: str) -> tuple[Source, ...]:
    paths = sorted(path for path in PACKAGE.rglob(pattern) if "__pycache__" not in path.parts)
    return tuple(Source(str(path.relative_to(ROOT)), path.read_text("utf-8")) for path in paths)
