"""Every Hindi text that the programme says: catalogue, data files, Python, templates, schemas, papers.

What the programme only understands (headings of registers, replies, words that stop a message, names of places, the
words of passphrases) is left out: there every spelling is right.
"""

import ast
import json
import re
import tomllib
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import polib

from jatan.runtime import catalogues
from tools import extraction

PACKAGE = extraction.PACKAGE
DEVANAGARI = re.compile("[\u0900-\u097f]")
# Understood in every spelling, never said.
UNDERSTOOD = (
    "intake/registers/recognise/",
    "intake/registers/translate/",
    "intake/messaging/replies.toml",
    "intake/messaging/wording.toml",
    "web/ui/workbooks/columns.py",
    "intake/studies/filled_workbook.py",
    "kernel/text/",
    "kernel/dates.py",
    "kernel/numbers.py",
    "foundation/places/",
    "foundation/vault/passphrases.toml",
    "runtime/postgres/check.py",  # one word, to see how the database sorts
    "programme/cases/exchange/values.py",
    "programme/campaigns/pasted.py",
    "programme/landmarks/opening_hours.py",
    "programme/landmarks/coordinates.py",
)
# Registers of the practice house: written as offices write them.
WRITTEN_BY_OFFICES = ("demo/sheets.py", "demo/workbooks.py", "demo/words.py")
# Beside what is said in these files stands what is understood.
UNDERSTOOD_KEYS = frozenset({"aliases"})
# Texts that somebody answered or agreed to stay as they were; the newest of each kind follows the style.
_VERSIONED = {
    "programme/journeys/checklist.toml": ("checklist", ()),
    "programme/people/consent_texts.toml": ("text", ("purpose", "language")),
    "programme/booklet/consent_text.toml": ("text", ()),
}


@dataclass(frozen=True)
class HindiText:
    """One Hindi text. `file` is relative to the package; `key` finds it there (msgid, path of keys or line)."""

    file: str
    key: str
    text: str

    def __str__(self) -> str:
        return f"{self.file}: {self.key}: {self.text!r}"


@cache
def all_texts() -> tuple[HindiText, ...]:
    """Every text with a Devanagari letter, in NFC."""
    found = [*of_catalogue(catalogue_file()), *_of_files()]
    return tuple(
        HindiText(shown.file, shown.key, unicodedata.normalize("NFC", shown.text))
        for shown in found
        if DEVANAGARI.search(shown.text)
    )


def catalogue_file() -> Path:
    """The Hindi catalogue."""
    return next(path for path in catalogues.catalogues() if path.parents[1].name == "hi")


def of_catalogue(path: Path) -> Iterator[HindiText]:
    """The translations of a catalogue; the key is the msgid, behind "context|" where there is one."""
    for entry in polib.pofile(str(path)):
        key = f"{entry.msgctxt}|{entry.msgid}" if entry.msgctxt else entry.msgid
        for text in [entry.msgstr, *entry.msgstr_plural.values()]:
            if text:
                yield HindiText("locale/hi", key, text)


def _of_files() -> Iterator[HindiText]:
    readers = {".toml": _of_toml, ".py": _of_python, ".json": _of_json, ".html": _of_lines, ".txt": _of_lines}
    readers |= {".typ": _of_lines, ".js": _of_lines}
    for path in sorted(PACKAGE.rglob("*")):
        name = path.relative_to(PACKAGE).as_posix()
        if path.suffix in readers and not name.startswith((*UNDERSTOOD, *WRITTEN_BY_OFFICES, "static/")):
            yield from readers[path.suffix](name, path.read_text("utf-8"))


def _of_toml(name: str, text: str) -> Iterator[HindiText]:
    document = tomllib.loads(text)
    if name in _VERSIONED:
        table, keys = _VERSIONED[name]
        newest = {tuple(row.get(key) for key in keys): row for row in document[table]}
        document = {table: list(newest.values())}
    yield from _leaves(name, document, "")


def _of_json(name: str, text: str) -> Iterator[HindiText]:
    yield from _leaves(name, json.loads(text), "")


def _leaves(name: str, value: Any, path: str) -> Iterator[HindiText]:
    if isinstance(value, str):
        yield HindiText(name, path, value)
    elif isinstance(value, dict):
        for key, part in value.items():
            if key not in UNDERSTOOD_KEYS:
                yield from _leaves(name, part, f"{path}.{key}".lstrip("."))
    elif isinstance(value, list):
        for row in value:
            named = f"[{row['code']}]" if isinstance(row, dict) and "code" in row else ""
            yield from _leaves(name, row, path + named)


def _of_python(name: str, text: str) -> Iterator[HindiText]:
    tree = ast.parse(text)
    described = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    # A set is what something is compared with: it is understood, never said.
    compared = {id(part) for node in ast.walk(tree) if isinstance(node, ast.Set) for part in node.elts}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in described | compared:
            yield HindiText(name, f"line {node.lineno}", node.value)


def _of_lines(name: str, text: str) -> Iterator[HindiText]:
    for number, line in enumerate(text.splitlines(), start=1):
        yield HindiText(name, f"line {number}", line)


_SENDS = (
    r"(?:post_button|components/button)\.html\" with [^%]*?text=_\(\"([^\"]+)\"\)",
    r"<button[^>]*type=\"submit\"[^>]*>(?:{%[^%]*%}|\s)*{% translate \"([^\"]+)\" %}",
    r"submit=_\(\"([^\"]+)\"\)",
)


def buttons() -> Iterator[HindiText]:
    """What stands on the buttons of the templates that send a form."""
    hindi = {shown.key: shown for shown in of_catalogue(catalogue_file())}
    for path in sorted(PACKAGE.glob("**/templates/**/*.html")):
        text = path.read_text("utf-8")
        for pattern in _SENDS:
            for msgid in re.findall(pattern, text):
                if msgid in hindi:
                    yield HindiText(path.relative_to(PACKAGE).as_posix(), msgid, hindi[msgid].text)
