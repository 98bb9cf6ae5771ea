"""Texts that are made when a module is loaded are lazy: others would have the language of whoever started the house."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.utils.functional import Promise

import jatan

ROOT = Path(jatan.__file__).parent
LAZY = {"gettext_lazy", "ngettext_lazy", "pgettext_lazy", "npgettext_lazy"}
AT_ONCE = {"gettext", "ngettext", "pgettext", "npgettext"}


def functions_at_once(tree: ast.Module) -> set[str]:
    """The names under which a module knows the functions that translate at once."""
    return {
        name.asname or name.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
        for name in node.names
        if name.name in AT_ONCE
    }


def at_import(node: ast.AST) -> Iterator[ast.AST]:
    """The nodes that run when the module is loaded: all but the bodies of functions and lambdas."""
    for child in ast.iter_child_nodes(node):
        if not isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            yield child
            yield from at_import(child)


def calls_at_import(path: Path) -> list[int]:
    """The lines on which a text is translated while the module is loaded."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = functions_at_once(tree)
    if not names:
        return []
    return [
        node.lineno
        for node in at_import(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names
    ]


@pytest.mark.parametrize("folder", sorted(part.name for part in ROOT.iterdir() if part.is_dir()))
def test_no_text_is_translated_while_a_module_is_loaded(folder: str) -> None:
    found = {
        str(path.relative_to(ROOT)): lines
        for path in (ROOT / folder).rglob("*.py")
        if "migrations" not in path.parts and (lines := calls_at_import(path))
    }
    assert found == {}


def test_the_search_finds_a_text_at_import(tmp_path: Path) -> None:
    module = tmp_path / "m.py"
    module.write_text(
        "from django.utils.translation import gettext as _\nA = _('Place')\ndef f():\n    return _('in time')\n",
        encoding="utf-8",
    )
    assert calls_at_import(module) == [2]


def test_labels_of_choices_and_tables_are_translated() -> None:
    """What kind of record something is stands on pages of history and ledger."""
    models = [model for model in apps.get_models() if model.__module__.startswith("jatan.")]
    guarded = [model for model in models if hasattr(model, "FAMILY") and hasattr(model, "withdrawn_at")]
    assert len(guarded) > 20
    untranslated = {model._meta.label for model in guarded if not isinstance(model._meta.verbose_name, Promise)}
    assert untranslated == set()
