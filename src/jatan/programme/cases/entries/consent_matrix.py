"""Who is asked before something is done in a child's case, by age and maturity (`consent_matrix.toml`).

Nobody is asked who is said to have harmed her, from whom danger comes, or who must not know.
"""

import datetime as dt
import functools
import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Any, Final

from jatan.kernel import clock
from jatan.kernel.ages import ADULT as ADULT_AGE
from jatan.kernel.localised import Localised
from jatan.programme.cases.entries.casefile import CaseFile
from jatan.programme.cases.entries.identity import age_on
from jatan_names import fold

ADULT: Final = "adult"
# From the child, least first: what a rule asks for is also met by more.
CHILD_PARTS: Final = ("no", "view", "assent", "own")
# The kind that names an alleged offender, and its answers that say who it is. Whole accounts are not compared: they
# name many who did no harm.
_OFFENDER: Final = "alleged_offender"
_OFFENDER_NAMES: Final = ("name", "other_names", "relation_words")
# Who took her, by the codes of `exploitation`.
_TAKERS: Final = {"IntimatePartner": "husband", "Relative": "relative"}
_ONE_NASAL: Final = {0x0901: 0x0902}
_WORD: Final = re.compile(r"[^\s,;:/|।.()\-–—]+")


@dataclass(frozen=True)
class Band:
    """Ages in which a child is asked alike. `until`: the last age in completed years."""

    code: str
    until: int
    name: Localised
    asks: Localised


@dataclass(frozen=True)
class Rule:
    """What one row asks. `child`: least part of the child; `giver`: caregiver, herself, worker."""

    child: str
    giver: str
    needs_reasons: bool
    purposes: frozenset[str]


@functools.cache
def _book() -> Mapping[str, Any]:
    source = resources.files(__package__).joinpath("consent_matrix.toml")
    return tomllib.loads(source.read_text(encoding="utf-8"))


@functools.cache
def child_bands() -> tuple[Band, ...]:
    """All bands of children, youngest first."""
    return tuple(
        Band(row["code"], row["until"], Localised(row["hi"], row["en"]), Localised(row["asks_hi"], row["asks_en"]))
        for row in _book()["band"]
    )


def band_on(file: CaseFile, day: dt.date) -> str:
    """The code of her band on a day, by the lowest age that the card leaves possible; "" when no age is known."""
    ages = age_on(file, day)
    if ages is None:
        return ""
    if ages[0] >= ADULT_AGE:
        return ADULT
    return next(band.code for band in child_bands() if ages[0] <= band.until)


def purposes_of_grown(band: str, giver: str) -> frozenset[str]:
    """Purposes to which somebody may agree for a grown person (ADULT) or one of unknown age ("").

    `giver`: "herself", or "ordered" for a parent or guardian whom a written order names.
    """
    rows = (row for row in _book()["grown"] if (row["band"], row["giver"]) == (band, giver))
    return frozenset(purpose for row in rows for purpose in row["purposes"])


def purposes_in(band: str) -> frozenset[str]:
    """Every purpose to which somebody of a band (or of unknown age, "") may be asked to agree."""
    rows = (row for row in (*_book()["grown"], *_book()["row"]) if row["band"] == band)
    return frozenset(purpose for row in rows for purpose in row["purposes"])


def majority_of(file: CaseFile) -> dt.date | None:
    """The first day on which she is surely grown up (band ADULT); None when no age is known."""
    profile = file.last("profile")
    born = profile.get("born_to") if profile is not None else None
    if age_on(file, clock.today()) is None or not isinstance(born, dt.date):
        return None
    try:
        return born.replace(year=born.year + ADULT_AGE)
    except ValueError:  # 29 February
        return dt.date(born.year + ADULT_AGE, 3, 1)


def rule_for(band: str, *, is_mature: bool, caregiver: str, child: str) -> Rule:
    """The row of the matrix. `band`: of children. `caregiver`: agreed, refused, unsafe, absent; `child`: no, view,
    assent, own.

    A row that asks more of the child than she gave does not fit. The last rows of each band fit all.
    """
    for row in _book()["row"]:
        fits = row["band"] == band and row.get("mature", is_mature) == is_mature
        if fits and row.get("caregiver", caregiver) == caregiver and _is_enough(child, row):
            return Rule(row["child"], row["giver"], row.get("reasons", False), frozenset(row["purposes"]))
    raise LookupError(band)


def _is_enough(child: str, row: Mapping[str, Any]) -> bool:
    """Whether the child's part suffices. Where we decide ourselves, a "no" was heard and the reasons say why."""
    heard = row["giver"] == "worker"
    return heard or CHILD_PARTS.index(child) >= CHILD_PARTS.index(row["child"])


def barred_caregivers(file: CaseFile) -> set[str]:
    """Codes of caregivers whom nobody asks: on a list of those who must not know, a danger, or alleged offenders."""
    words = {word for text in _texts(file) for word in _words(text)}
    barred = {row["code"] for row in _book()["caregiver"] if words & {_plain(word) for word in row["words"]}}
    for entry in file.all("exploitation"):
        barred |= {_TAKERS[code] for code in [entry.get("relation")] if code in _TAKERS}
    return barred


def is_barred_name(file: CaseFile, name: str) -> bool:
    """Whether a name is on such a list: its first word, compared across scripts and spellings."""
    first = next(iter(_WORD.findall(name)), "")
    wanted = fold(first) if first else ""
    return bool(wanted) and any(fold(word) == wanted for text in _texts(file) for word in _WORD.findall(text))


def _texts(file: CaseFile) -> Iterable[str]:
    """Where a file says who must not know, or from whom danger comes: of the card only where the caller opened it."""
    if file.identity is not None:
        yield str(file.identity.get("not_to_tell", ""))
    yield from (str(plan.get("danger_from", "")) for plan in file.all("safety_plan"))
    for entry in file.all(_OFFENDER):
        if entry.get("outcome") != "mistaken":
            yield from (str(entry.get(field, "")) for field in _OFFENDER_NAMES)


def _words(text: str) -> Iterable[str]:
    return map(_plain, _WORD.findall(text))


def _plain(word: str) -> str:
    """A word without differences of encoding and case; candrabindu and anusvara alike."""
    return unicodedata.normalize("NFC", word).translate(_ONE_NASAL).casefold()
