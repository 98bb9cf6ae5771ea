"""Sources of law as pages cite them: "BNSS 2023 s.173(1)" is "भारतीय नागरिक सुरक्षा संहिता 2023 धारा 173(1)" in Hindi."""

import functools
import re
import tomllib
from importlib.resources import files

from jatan.kernel.localised import Localised

_SECTION = re.compile(r"\bss?\.\s?(?=\d)")
_CLAUSE = re.compile(r"\bcl\.\s?(?=\d)")
_RULE = re.compile(r"\br\.\s?(?=\d)")


def cited(source: str) -> Localised:
    """A source that our data name in English, in both languages. What is not in `citations.toml` stays English."""
    hindi = _names().sub(lambda found: _table()[found[0]], source)
    return Localised(hi=_CLAUSE.sub("खंड ", _RULE.sub("नियम ", _SECTION.sub("धारा ", hindi))), en=source)


@functools.cache
def _table() -> dict[str, str]:
    text = files(__package__).joinpath("citations.toml").read_text(encoding="utf-8")
    return dict(tomllib.loads(text)["names"])


@functools.cache
def _names() -> re.Pattern[str]:
    longest_first = sorted(_table(), key=len, reverse=True)
    return re.compile("|".join(rf"(?<![A-Za-z]){re.escape(name)}(?![A-Za-z])" for name in longest_first))
