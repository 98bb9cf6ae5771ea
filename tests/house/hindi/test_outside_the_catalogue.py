"""No message stands outside the catalogue: Hindi in Python or in a template is data that has its English beside it."""

import ast
import re
from collections.abc import Iterator

import pytest

from tests.house.hindi.texts import DEVANAGARI, PACKAGE, UNDERSTOOD

_LATIN_WORD = re.compile("[A-Za-z]{2,}")
_HINDI_WORD = re.compile("[\u0904-\u0939][\u0900-\u0963]{2,}")
_CODE = re.compile(r"\{.*?\}|\\.|%\(\w+\)s")
# Hindi that needs no English twin, and why.
ALONE = {
    "evidence/indicators/month_names.py": "the twelve months, with the English list in the line below",
    "programme/laws/citations.py": "the Hindi of a citation whose English is what is translated",
}
# The practice house plays offices that write Hindi; the gallery shows pages with invented words.
PLAYED = ("demo/", "gallery/", "web/gallery/")
# In templates: names of the languages and digits, which are the same in every language.
NAMES = frozenset({"हिंदी", "हि", "१२३", "उराँव"})


def test_hindi_in_python_stands_beside_its_english() -> None:
    found = []
    for path in sorted(PACKAGE.rglob("*.py")):
        name = path.relative_to(PACKAGE).as_posix()
        if not name.startswith((*UNDERSTOOD, *PLAYED)) and name not in ALONE and "migrations" not in path.parts:
            found += [f"{name}:{line}: {text!r}" for line, text in _without_english(path.read_text("utf-8"))]
    assert found == []


def test_templates_hold_no_hindi_of_their_own() -> None:
    found = [
        f"{path.relative_to(PACKAGE)}: {word}"
        for path in sorted(PACKAGE.glob("**/templates/**/*.*"))
        for word in re.findall("[\u0900-\u0963\u0966-\u097f]+", path.read_text("utf-8"))
        if word not in NAMES
    ]
    assert found == []


@pytest.mark.parametrize(
    ("source", "faults"),
    [
        ('messages.success(request, "सेव हो गया।")', 1),
        ('name = "आज के काम"', 1),
        ('Localised(hi="बैठकें", en="meetings")', 0),
        ('Localised(hi=f"{hi}: उपस्थिति", en=f"{en}: attendances")', 0),
        ('_YES = frozenset({"हाँ", "हां"})', 0),
        ('def f():\n    "कागज़ is written so"', 0),
    ],
)
def test_a_planted_text_is_found(source: str, faults: int) -> None:
    assert len(list(_without_english(source))) == faults


# A letter that is written by its number or name.
_ESCAPE = re.compile(r"\\[uUxN0-7]")


def _without_english(source: str) -> Iterator[tuple[int, str]]:
    if not DEVANAGARI.search(source) and not _ESCAPE.search(source):
        return
    tree = ast.parse(source)
    above = {below: node for node in ast.walk(tree) for below in ast.iter_child_nodes(node)}
    passed = {id(part) for node in ast.walk(tree) if isinstance(node, ast.Set) for part in node.elts}
    passed |= {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if not isinstance(node, ast.Constant) or not isinstance(node.value, str) or id(node) in passed:
            continue
        if _HINDI_WORD.search(node.value) and not _has_english(node, above):
            yield node.lineno, node.value


def _has_english(node: ast.Constant, above: dict[ast.AST, ast.AST]) -> bool:
    if _LATIN_WORD.search(_CODE.sub("", str(node.value))):
        return True
    place: ast.AST = node
    while place in above and not isinstance(place, ast.stmt):
        place = above[place]
        if isinstance(place, ast.Call | ast.Tuple | ast.List | ast.Dict | ast.JoinedStr):
            texts = [str(part.value) for part in ast.walk(place) if isinstance(part, ast.Constant)]
            if any(_LATIN_WORD.search(text) and not DEVANAGARI.search(text) for text in texts):
                return True
    return False
