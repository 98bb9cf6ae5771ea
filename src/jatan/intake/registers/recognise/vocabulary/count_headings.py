"""Parses headings of counts of people: sex, age, total, in any order. "Participants (Female)" counts women.

Used by headings before its lists, and by columns to distinguish sub-totals from totals. Data: counts.toml.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources

from jatan.intake.registers.recognise.normalised import plain

PARTS = ("women", "men", "girls", "boys")
# Counts without a field of their own, and the parts that each covers; added up where a sheet lacks those parts.
COVERS: Mapping[str, frozenset[str]] = {
    "adults": frozenset({"women", "men"}),
    "children": frozenset({"girls", "boys"}),
    "females": frozenset({"women", "girls"}),
    "males": frozenset({"men", "boys"}),
    "others": frozenset(),
}
_YEARS = r"\s*(?:years?|yrs?|वर्ष|साल)?\s*"
_BELOW = re.compile(
    rf"(?:<=?\s*|below\s*|under\s*|less\s+than\s*|up\s*to\s*|\b0\s*(?:-|to)\s*)18{_YEARS}"
    rf"|18{_YEARS}(?:से\s*(?:कम|नीचे)|तक|and\s+below|or\s+below)",
    re.IGNORECASE,
)
_ABOVE = re.compile(
    rf"18{_YEARS}(?:\+|(?:&|and|or|एवं|और|या)?\s*(?:above|over|more|older)|(?:वर्ष\s*)?से\s*(?:अधिक|ऊपर|ज़्यादा|ज्यादा))"
    rf"|(?:>=?|≥|above|over|more\s+than)\s*18{_YEARS}",
    re.IGNORECASE,
)
_MAX_PHRASE_WORDS = 3
_SEXES = {"female": "f", "woman": "f", "girl": "f", "male": "m", "man": "m", "boy": "m"}
_AGES = {"adult": "adult", "minor": "minor", "girl": "minor", "boy": "minor"}


@dataclass(frozen=True, slots=True)
class CountHeading:
    """What a heading counts. `field`: one of PARTS, "total", "members" (of a group, whether present or not) or a key of
    COVERS. `has_age`, `has_sex`: named in the heading; `says_total`: it has a word for total."""

    field: str
    has_sex: bool = False
    has_age: bool = False
    says_total: bool = False
    is_grand: bool = False


@lru_cache(maxsize=16_384)
def parse_count_heading(heading: str) -> CountHeading | None:
    """What people a heading counts; None if it has other words, or no sex, age or total."""
    concepts = _heading_concepts(heading)
    if concepts is None:
        return None
    sexes = {_SEXES[word] for word in concepts if word in _SEXES}
    ages = {_AGES[word] for word in concepts if word in _AGES}
    if (concepts & {"girl", "boy"}) and (concepts & {"woman", "man"}):
        ages.add("adult")
    if "age" in concepts and not sexes:
        return None
    says_total, is_grand = bool(concepts & {"total", "grand"}), "grand" in concepts
    field = _field(concepts, sexes, ages)
    return CountHeading(field, bool(sexes), bool(ages), says_total, is_grand and not sexes) if field else None


def _field(concepts: set[str], sexes: set[str], ages: set[str]) -> str:
    is_total = bool(concepts & {"total", "grand"})
    if "other" in concepts:
        return "" if sexes or ages else "others"
    if "grand" in concepts and not sexes:
        return "total"
    if len(sexes) == 1:
        is_female = sexes == {"f"}
        if len(ages) == 2:
            return "females" if is_female else "males"
        return ("girls" if is_female else "boys") if "minor" in ages else "women" if is_female else "men"
    if len(ages) == 1:
        return "children" if "minor" in ages else "adults"
    if sexes or ages:
        return "total" if is_total else ""  # "M/F" is a person's sex
    if "member" in concepts and "present" not in concepts:
        return "members" if is_total or "number" in concepts else ""
    return "total" if is_total or {"member", "present"} <= concepts else ""


def _heading_concepts(heading: str) -> set[str] | None:
    """The concepts of a heading (see counts.toml); None if a word has no concept."""
    text = _ABOVE.sub(" adult ", _BELOW.sub(" minor ", heading))
    words, known = plain(text).split(), _concepts()
    found: set[str] = set()
    start = 0
    while start < len(words):
        for size in range(min(_MAX_PHRASE_WORDS, len(words) - start), 0, -1):
            concept = known.get(" ".join(words[start : start + size]))
            if concept:
                found.add(concept)
                start += size
                break
        else:
            return None
    return found


@cache
def _concepts() -> Mapping[str, str]:
    text = resources.files(__package__).joinpath("counts.toml").read_text(encoding="utf-8")
    return {plain(word): concept for concept, words in tomllib.loads(text).items() for word in words}
