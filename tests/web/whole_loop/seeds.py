"""Unique names, telephone numbers and villages in both scripts (seeds), and the search for them in traces.

Traces are decoded first: percent encoding, HTML entities and \\u escapes, digits of either script, letter case. The
folded form of a name counts as the name.
"""

import html
import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache
from urllib.parse import unquote_plus

from jatan.kernel.text.digits import ascii_digits
from jatan_names import names

HER, HER_FATHER, HER_VILLAGE, HER_PHONE = "झुन्झुरमती घोंघराइन", "ठुनकेश्वर घोंघराइन", "टेंगरीपोखरा", "9617340521"
HER_NAME_AGAIN, HER_FATHER_AGAIN = "Jhunjhurmati Ghonghrain", "Thunkeshwar Ghonghrain"
HIM, HIS_FATHER, HIS_VILLAGE, HIS_PHONE = "Quillbarna Xalxowar", "Vuzzmohan Xalxowar", "Dhimkuturia", "9617340522"
CHILD, CHILDS_FATHER, CHILDS_VILLAGE = "ढेंचुकुमार खड़कबोदरा", "टिपटिपवा खड़कबोदरा", "ढुलमुलडीह"
ALONG, FAMILY, FAMILY_PHONE = "फुलझरिया मटकेश्वरी", "थिरकनवा घोंघराइन", "9617340523"
AGENT, AGENT_PHONE, EMPLOYER = "झंकारनाथ ठेकेदारिया", "9617340524", "Zorvexqa Garmentzwala"
AT_WORK, AT_WORK_PHONE, CALLER_PHONE = "Pelvoriqna", "9617340525", "9617340526"
STORY = "छछूंदरगाथा"

_WORDS = (
    *(HER, HER_FATHER, HER_VILLAGE, HER_NAME_AGAIN, HER_FATHER_AGAIN, HIM, HIS_FATHER, HIS_VILLAGE),
    *(CHILD, CHILDS_FATHER, CHILDS_VILLAGE, ALONG, FAMILY, AGENT, EMPLOYER, AT_WORK, STORY),
)
_PHONES = (HER_PHONE, HIS_PHONE, FAMILY_PHONE, AGENT_PHONE, AT_WORK_PHONE, CALLER_PHONE)
_ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})")
_BETWEEN_DIGITS = re.compile(r"(?<=\d)[ \-.](?=\d)")
_LONG_ENOUGH = 6


def found_in(traces: Iterable[str]) -> list[str]:
    """ "seed: trace" for every trace in which a seed stands."""
    return [f"{seed}: {trace[:400]}" for trace in traces for seed in _seeds() if seed in _plain(trace)]


@cache
def _plain(trace: str) -> str:
    text = html.unescape(unquote_plus(unquote_plus(trace)))
    text = _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text)
    return _BETWEEN_DIGITS.sub("", ascii_digits(unicodedata.normalize("NFC", text).casefold()))


@cache
def _seeds() -> tuple[str, ...]:
    return tuple(dict.fromkeys([*_words(), *_PHONES]))


def _words() -> Iterator[str]:
    for word in " ".join(_WORDS).split():
        yield unicodedata.normalize("NFC", word).casefold()
        if len(fold := names.fold(word)) >= _LONG_ENOUGH:
            yield fold
