"""Find, refuse and mask Aadhaar numbers in any script and with any separators.

They are never stored (Aadhaar Act 2016 s.29; data minimisation of the Data Protection Act). Any twelve digits with a
valid Verhoeff check digit count as one; one in ten other twelve-digit numbers is refused too, which is accepted. Ids of
our own (`kernel/ids`) are passed over: one in some thousands holds such digits.
"""

import re
from collections.abc import Iterator

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from jatan.kernel.problems import Problem
from jatan.kernel.text.digits import ascii_digits
from jatan_names.characters import INVISIBLE

# An id as we write it: a UUID of any version, in small letters.
_ID = re.compile(
    r"(?<![0-9A-Za-z])[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}(?![0-9A-Za-z])"
)
_HIDDEN_ID = "x" * 36
_MANY_DIGITS = re.compile(r"(?:\d\D*){12}")
# Invisible and control characters, and signs drawn around or over a digit (number signs, keycaps).
UNSEEN = re.compile(
    f"[{INVISIBLE}\u0000-\u0008\u000e-\u001b\u007f-\u0084\u0086-\u009f\u20d0-\u20f0"
    "\u0600-\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd]"
)
# Separators between groups of digits: every Unicode blank, dash and connector, dots, slashes.
SEPARATORS = re.compile(
    r"[\s\-./_|\u00b7\u2022\u2027\u2212\u2044\u2215\u2800"
    "\u058a\u05be\u1400\u1806\u2010-\u2015\u2043\u207b\u208b\u2e17\u2e1a\u2e3a\u2e3b\u2e40\u2e5d\u301c\u3030\u30a0"
    "\ufe31\ufe32\ufe58\ufe63\uff0d\uff0e\uff0f\U00010d6e\U00010ead\u203f\u2040\u2054\ufe33\ufe34\ufe4d-\ufe4f\uff3f]"
)
# Applied after `_plain`: a blank for each separator, "\0" for each invisible character. +91 98765 43210 is a telephone.
_NUMBER = re.compile(r"(?<![0-9\0])\0*(?!(?<=\+)91[ \0]*[6-9])(?=([2-9](?:[ \0]*[0-9]){11})(?!\0*[0-9]))")
# Three groups of four, joined tightly by commas, brackets and the like: 2345,6789,0124 and 2345(6789)0124. With a blank
# after the comma, in other groups (12,34,567), in longer lists or as years they are several numbers or money.
_MARK = r"""[,;:()\[\]{}<>*+&=~"'\0]"""
_JOINT = f"(?:{_MARK}{{1,3}}|[ \0]+)"
_GROUPED = re.compile(
    f"(?<![0-9\0])(?<![0-9]{_MARK})(?<![0-9]{_MARK}{{2}})(?!(?:20[0-9]{{2}}(?:{_JOINT}|$|(?![0-9]))){{3}})"
    f"([2-9][0-9]{{3}}{_JOINT}[0-9]{{4}}{_JOINT}[0-9]{{4}})(?!{_MARK}{{0,3}}[0-9])"
)
_DIGIT = re.compile("[0-9]")

# Verhoeff's dihedral group and permutation (the check digit UIDAI uses).
_VERHOEFF_D = (
    "0123456789", "1234067895", "2340178956", "3401289567", "4012395678",
    "5987604321", "6598710432", "7659821043", "8765932104", "9876543210",
)  # fmt: skip
_VERHOEFF_P = (
    "0123456789", "1576283094", "5803796142", "8916043527",
    "9453126870", "4286573901", "2793806415", "7046913258",
)  # fmt: skip


def holds_aadhaar(value: object) -> bool:
    """Whether the text contains a possible Aadhaar number, in any script and with any separators."""
    return any(_spans(str(value)))


def aadhaar_problem(text: str) -> Problem | None:
    """Problem("aadhaar_number") for the first possible Aadhaar number in the text, whose last four digits its message
    shows; None if there is none."""
    span = next(_spans(text), None)
    if span is None:
        return None
    message = format_lazy(
        _("This may be an Aadhaar number (XXXX XXXX {ending}). We never keep one. Please leave it out."),
        ending=_digits(text, span)[-4:],
    )
    return Problem("aadhaar_number", message)


def without_aadhaar(text: str, *, shown: int = 0) -> str:
    """The text with every possible Aadhaar number replaced by "XXXX XXXX XXXX", keeping its last `shown` (0 or 4)
    digits. Other numbers in the text, such as telephone numbers, are unchanged.
    """
    kept, at = [], 0
    for start, end in _joined(_spans(text)):
        last = _digits(text, (start, end))[-shown:] if shown else "XXXX"
        kept += [text[at:start], f"XXXX XXXX {last}"]
        at = end
    return "".join([*kept, text[at:]]) if kept else text


def _spans(text: str) -> Iterator[tuple[int, int]]:
    if len(text) < 12 or not _MANY_DIGITS.search(text):
        return
    plain = _plain(text)
    found = (match for pattern in (_NUMBER, _GROUPED) for match in pattern.finditer(plain))
    yield from sorted(match.span(1) for match in found if _has_check_digit("".join(_DIGIT.findall(match[1]))))


def _joined(spans: Iterator[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """The spans with overlapping ones merged."""
    current: tuple[int, int] | None = None
    for start, end in spans:
        if current is not None and start < current[1]:
            current = current[0], max(end, current[1])
            continue
        if current is not None:
            yield current
        current = start, end
    if current is not None:
        yield current


def _plain(text: str) -> str:
    """The text with ASCII digits, a blank for each separator, "\\0" for each invisible character, "x" for each letter
    of an id; same length."""
    return SEPARATORS.sub(" ", UNSEEN.sub("\0", ascii_digits(_ID.sub(_HIDDEN_ID, text))))


def _digits(text: str, span: tuple[int, int]) -> str:
    return "".join(_DIGIT.findall(ascii_digits(text[slice(*span)])))


def _has_check_digit(digits: str) -> bool:
    check = 0
    for position, digit in enumerate(reversed(digits)):
        check = int(_VERHOEFF_D[check][int(_VERHOEFF_P[position % 8][int(digit)])])
    return check == 0
