"""The programs of the machine that tests call, from their source: `shutil.which` and the first word of a command."""

import ast
import functools
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

_IMPORT: Final = re.compile(r"^from (tests[\w.]*) import ([\w, ]+|\([^)]*\))", re.MULTILINE)


@functools.cache
def called_by(text: str) -> set[str]:
    """Names of the programs that a module's source calls; those it works out while running, and paths, are not seen."""
    tree = ast.parse(text)
    commands: dict[str, list[ast.expr]] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
            commands.setdefault(node.targets[0].id, []).append(node.value)
    calls = (node for node in ast.walk(tree) if isinstance(node, ast.Call) and node.args)
    return {
        word
        for call in calls
        if _starts_or_seeks(call)
        for word in _first_words(call.args[0], commands)
        if "/" not in word
    }


def _starts_or_seeks(call: ast.Call) -> bool:
    called = ast.unparse(call.func)
    return called == "shutil.which" or called.startswith("subprocess.")


def _first_words(command: ast.expr, commands: dict[str, list[ast.expr]]) -> Iterator[str]:
    match command:
        case ast.Constant(value=str() as word):
            yield word
        case ast.Name(id=name):
            for value in commands.pop(name, []):
                yield from _first_words(value, commands)
                commands.setdefault(name, []).append(value)
        case ast.List(elts=[first, *_]) | ast.Tuple(elts=[first, *_]):
            yield from _first_words(first, commands)
        case ast.Starred(value=value):
            yield from _first_words(value, commands)


def modules_of(root: Path, test: Path) -> set[Path]:
    """The test and every module of `tests` that it imports, directly or through another one of them."""
    found: set[Path] = set()
    waiting = [test]
    while waiting:
        path = waiting.pop()
        if path not in found:
            found.add(path)
            waiting += _imported_by(root, path)
    return found


@functools.cache
def _imported_by(root: Path, path: Path) -> tuple[Path, ...]:
    """Modules in `tests` that this one names; a name may be of a module or of what stands in one."""
    found = []
    for module, names in _IMPORT.findall(path.read_text(encoding="utf-8")):
        folder = root / module.replace(".", "/")
        found += [folder.with_suffix(".py"), *(folder / f"{name}.py" for name in re.findall(r"\w+", names))]
    return tuple(candidate for candidate in found if candidate.exists())
