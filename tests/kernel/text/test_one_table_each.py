"""Tables of characters exist only in kernel/text, so that no incomplete copy is used elsewhere."""

import re
from pathlib import Path

import pytest

import jatan

SOURCE = Path(jatan.__file__).parent
COPIES = {
    "Devanagari digits": re.compile("०१२३४५६७८९"),
    "invisible characters": re.compile(r"\\u200[bB]-\\u200[fF]|\\u202[aA]-\\u202[eE]|\\u2060-\\u206|\\u00ad"),
    "the alphabet of codes": re.compile("(?i)ABCDEFGHJKMNPQRSTVWXYZ"),
    "misread letters of codes": re.compile(r"""maketrans\(["']OIL"""),
    "Aadhaar's check digit": re.compile("1234067895"),
}


def copies(text: str) -> list[str]:
    return [what for what, pattern in COPIES.items() if pattern.search(text)]


def test_no_other_module_has_a_character_table() -> None:
    found = {
        str(path.relative_to(SOURCE)): copies(path.read_text("utf-8"))
        for path in SOURCE.rglob("*.py")
        if (SOURCE / "kernel" / "text") not in path.parents and "migrations" not in path.parts
    }
    assert len(found) > 500
    assert {path: what for path, what in found.items() if what} == {}


@pytest.mark.parametrize(
    "planted",
    [
        'D = str.maketrans("0123456789", "०१२३४५६७८९")', 'I = re.compile("[\\u00ad\\u200b-\\u200f]")',
        'A = "23456789ABCDEFGHJKMNPQRSTVWXYZ"', 'S = str.maketrans("OIL", "011")', 'V = ("0123456789", "1234067895")',
    ],
)  # fmt: skip
def test_a_copy_would_be_found(planted: str) -> None:
    assert copies(planted)
