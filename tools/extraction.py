"""Every text for people in the source, without gettext: what a catalogue must hold, neither more nor less."""

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
    """One text to translate. `plural` is "" where there is one form only; `context` tells homonyms apart."""

    msgid: str
    context: str = ""
    plural: str = ""


def texts_in_source() -> dict[Text, str]:
    """Every text with the file where it was first met (relative to the package)."""
    found: dict[Text, str] = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        if "migrations" not in path.parts:
            _note(found, _calls(ast.parse(path.read_text("utf-8"))), path)
    for path in sorted(PACKAGE.glob("**/templates/**/*")):
        if path.suffix in _TEMPLATES:
            _note(found, _template_texts(path), path)
    return found


def update(catalogue: Path, more: dict[Text, polib.POEntry], *, same: bool = False) -> list[Text]:
    """Bring a catalogue in line with the source; keep its translations, take missing ones from `more`.

    With `same` (English) the text is its own translation. Returns what is still without one.
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
        known = old if old is not None and _is_translated(old) else more.get(text)
        book.append(_entry(text, known, same))
    catalogue.parent.mkdir(parents=True, exist_ok=True)
    book.save(str(catalogue))
    return [text_of(entry) for entry in book if not _is_translated(entry)]


def differences(catalogue: Path, wanted: set[Text]) -> list[str]:
    """Texts of the source that the catalogue lacks, and entries that no source has any more."""
    held = {text_of(entry) for entry in polib.pofile(str(catalogue)) if not entry.obsolete}
    language = catalogue.parents[1].name
    lacking = [f"{language}: {text.msgid[:60]!r} is not in the catalogue" for text in sorted(wanted - held)]
    return lacking + [f"{language}: {text.msgid[:60]!r} is nowhere in the source" for text in sorted(held - wanted)]


def text_of(entry: polib.POEntry) -> Text:
    """The text a catalogue entry translates."""
    return Text(entry.msgid, entry.msgctxt or "", entry.msgid_plural or "")


def _is_translated(entry: polib.POEntry) -> bool:
    return all(entry.msgstr_plural.values()) if entry.msgid_plural else bool(entry.msgstr)


def _entry(text: Text, known: polib.POEntry | None, same: bool) -> polib.POEntry:
    entry = polib.POEntry(msgid=text.msgid, msgctxt=text.context or None, msgid_plural=text.plural)
    if text.plural:
        forms = {0: text.msgid, 1: text.plural} if same else {0: "", 1: ""}
        entry.msgstr_plural = dict(known.msgstr_plural) if known is not None else forms
    else:
        entry.msgstr = known.msgstr if known is not None else (text.msgid if same else "")
    return entry


def _note(found: dict[Text, str], texts: Iterator[Text], path: Path) -> None:
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
