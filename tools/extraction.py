"""Extract the translatable texts of Python source and templates, without gettext's programs."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import polib
from django.utils.translation.template import templatize

PACKAGE: Final = Path(__file__).resolve().parents[1] / "src" / "jatan"
_CALLS: Final = {
    **dict.fromkeys(("_", "gettext", "gettext_lazy", "gettext_noop"), ("msgid",)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ("msgctxt", "msgid")),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), ("msgid", "plural")),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), ("msgctxt", "msgid", "plural")),
}
_TEMPLATES: Final = frozenset({".html", ".txt"})
_IN_TEMPLATE: Final = re.compile(r"\b(?:n?p?gettext|_)\(")


@dataclass(frozen=True, order=True)
class Text:
    """One text to translate. `plural` is "" if it has one form only; `context` is its msgctxt."""

    msgid: str
    context: str = ""
    plural: str = ""


def texts_in_source() -> dict[Text, str]:
    """Text -> file in which it was first found, relative to the package."""
    found: dict[Text, str] = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        if "migrations" not in path.parts:
            _add_texts(found, texts_of(path), path)
    for path in sorted(PACKAGE.glob("**/templates/**/*")):
        _add_texts(found, texts_of(path), path)
    return found


def texts_of(path: Path) -> Iterator[Text]:
    """The texts of one module or template; none of any other file."""
    if path.suffix == ".py":
        yield from _calls(ast.parse(path.read_text("utf-8")))
    elif path.suffix in _TEMPLATES:
        yield from _template_texts(path)


def update(catalogue: Path, more: dict[Text, polib.POEntry]) -> list[Text]:
    """Rewrite a catalogue from the source. Keeps its translations and takes missing ones from `more`.

    Returns the texts without a translation.
    """
    before = {text_of(entry): entry for entry in polib.pofile(str(catalogue))} if catalogue.exists() else {}
    book = polib.POFile(wrapwidth=110)
    language = catalogue.parents[1].name
    book.metadata = {
        "Language": language,
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": "nplurals=2; plural=(n != 1);",
    }
    for text in sorted(texts_in_source()):
        old = before.get(text)
        translated = old if old is not None and _is_translated(old) else more.get(text)
        book.append(_entry(text, translated))
    catalogue.parent.mkdir(parents=True, exist_ok=True)
    book.save(str(catalogue))
    return [text_of(entry) for entry in book if not _is_translated(entry)]


def differences(catalogue: Path, wanted: set[Text]) -> list[str]:
    """Differences between catalogue and source, as lines: missing texts, and entries that are no longer used."""
    existing = {text_of(entry) for entry in polib.pofile(str(catalogue)) if not entry.obsolete}
    language = catalogue.parents[1].name
    missing = [f"{language}: {text.msgid[:60]!r} is not in the catalogue" for text in sorted(wanted - existing)]
    return missing + [f"{language}: {text.msgid[:60]!r} is nowhere in the source" for text in sorted(existing - wanted)]


def text_of(entry: polib.POEntry) -> Text:
    """The text a catalogue entry translates."""
    return Text(entry.msgid, entry.msgctxt or "", entry.msgid_plural or "")


def _is_translated(entry: polib.POEntry) -> bool:
    return all(entry.msgstr_plural.values()) if entry.msgid_plural else bool(entry.msgstr)


def _entry(text: Text, translated: polib.POEntry | None) -> polib.POEntry:
    entry = polib.POEntry(msgid=text.msgid, msgctxt=text.context or None, msgid_plural=text.plural)
    if text.plural:
        entry.msgstr_plural = dict(translated.msgstr_plural) if translated is not None else {0: "", 1: ""}
    else:
        entry.msgstr = translated.msgstr if translated is not None else ""
    return entry


def _add_texts(found: dict[Text, str], texts: Iterator[Text], path: Path) -> None:
    for text in texts:
        if text.msgid.strip():
            found.setdefault(text, str(path.relative_to(PACKAGE)))


def _calls(tree: ast.AST) -> Iterator[Text]:
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        roles = _CALLS.get(name)
        if roles is None or len(node.args) < len(roles):
            continue
        values = [argument.value if isinstance(argument, ast.Constant) else None for argument in node.args]
        parts = dict(zip(roles, values, strict=False))
        if all(isinstance(part, str) for part in parts.values()):
            yield Text(str(parts["msgid"]), str(parts.get("msgctxt", "")), str(parts.get("plural", "")))


def _template_texts(path: Path) -> Iterator[Text]:
    source = templatize(path.read_text("utf-8"), origin=str(path))
    for match in _IN_TEMPLATE.finditer(source):
        end = source.find(")", match.end())
        while end != -1:
            try:
                call = ast.parse(source[match.start() : end + 1].strip(), mode="eval")
            except SyntaxError:
                end = source.find(")", end + 1)
                continue
            yield from _calls(call)
            break
