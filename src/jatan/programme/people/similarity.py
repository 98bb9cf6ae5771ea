"""How similar two people are, with reasons in words. Pure functions; a person decides.

The weights follow measurements of names and matches: given name and sex are a veto, because brothers and sisters
share surname, father, village and often the telephone.
"""

import dataclasses
from collections.abc import Iterable

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy
from rapidfuzz.distance import JaroWinkler, Levenshtein

from jatan.kernel.localised import late_text
from jatan.programme.people.keys import given_word

STRONG_FROM, REVIEW_FROM = 6.5, 4.0
SIMILAR_FROM, _SAME = 0.84, 1.0
_YEARS_OF_DOUBT = 5
# One of these is needed besides name, age and village, which several people of a village may share.
_VOUCHING = frozenset({"guardian_same", "guardian_like", "phone_same"})

_WORDS = {
    "name_same": _("the name agrees"),
    "name_like": _("the name is spelt alike"),
    "surname_other": _("the surname differs"),
    "surname_same": _("the surname agrees"),
    "guardian_same": _("the name of father, mother or husband agrees"),
    "guardian_like": _("the name of father, mother or husband is alike"),
    "guardian_other": _("the name of father, mother or husband differs"),
    "village_same": _("the village agrees"),
    "village_other": _("the village differs"),
    "phone_same": _("the telephone number agrees"),
    "age_same": _("the age agrees"),
}


@dataclasses.dataclass(frozen=True)
class Reason:
    """One reason: a code for storage and words for a reader."""

    code: str
    years: int = 0

    @property
    def words(self) -> str:
        """A clause in the reader's language."""
        if self.code == "age_apart":
            text = ngettext_lazy("{years} year apart in age", "{years} years apart in age", self.years)
            return str(format_lazy(text, years=self.years))
        return str(_WORDS.get(self.code, late_text("")))

    @property
    def speaks_against(self) -> bool:
        """True if it says that the two differ."""
        return self.code == "age_apart" or self.code.endswith("_other")

    def stored(self) -> list[str | int]:
        return [self.code, self.years] if self.years else [self.code]


@dataclasses.dataclass(frozen=True)
class Traits:
    """The compared features of a person, folded."""

    name_fold: str
    given_key: str
    last_key: str
    guardian_fold: str
    village_fold: str
    phone: str
    birth_year: int | None
    sex: str


@dataclasses.dataclass(frozen=True)
class Similarity:
    """A score that orders a list and is never shown, and the reasons that are shown."""

    points: float
    reasons: tuple[Reason, ...]
    is_strong: bool


def compare_traits(one: Traits, other: Traits) -> Similarity | None:
    """The similarity; None when given name or sex clearly differ: then they are two people, whatever else matches."""
    if one.sex and other.sex and one.sex != other.sex:
        return None
    first, second = given_word(one.name_fold.split()), given_word(other.name_fold.split())
    alike = word_similarity(first, second)
    if one.given_key == other.given_key and one.given_key:
        points = 3.0 if alike == _SAME else 2.5
    elif alike >= SIMILAR_FROM:
        points = 1.0
    else:
        return None
    # The last vowel distinguishes the sexes: Sunita is not Sunit, although their consonants match.
    is_one_name = points >= 2.5 and first[-1:] == second[-1:]
    reasons = [Reason("name_same" if alike == _SAME else "name_like")]
    for part in (_surname, _guardian, _village, _phone, _age):
        more, reason = part(one, other)
        points += more
        if reason is not None:
            reasons.append(reason)
    is_vouched = any(reason.code in _VOUCHING for reason in reasons)
    # A child is often named after somebody who died: far apart in age is never a strong match.
    is_apart = any(reason.years > _YEARS_OF_DOUBT for reason in reasons)
    return Similarity(points, tuple(reasons), is_one_name and is_vouched and not is_apart and points >= STRONG_FROM)


def word_similarity(one: str, other: str) -> float:
    """Similarity of two folded words, 0 to 1; 1 only when they are equal."""
    return Levenshtein.normalized_similarity(one, other) if one and other else 0.0


def parse_reasons(stored: Iterable[list[str | int]]) -> list[Reason]:
    """Reasons from the form in which a row stores them."""
    return [Reason(str(code), int(years[0]) if years else 0) for code, *years in stored]


type _Part = tuple[float, Reason | None]


def _surname(one: Traits, other: Traits) -> _Part:
    if not one.last_key or not other.last_key:
        return 0.0, None
    if one.last_key == other.last_key:
        return 1.0, None
    # A woman's surname changes with marriage, and Kumari becomes Devi.
    return (-0.3 if "f" in (one.sex, other.sex) else -1.0), Reason("surname_other")


def _guardian(one: Traits, other: Traits) -> _Part:
    first, second = given_word(one.guardian_fold.split()), given_word(other.guardian_fold.split())
    if not first or not second:
        return 0.0, None
    alike = max(word_similarity(first, second), JaroWinkler.similarity(first, second) - 0.05)
    if first == second:
        return 3.0, Reason("guardian_same")
    if alike >= SIMILAR_FROM:
        return 2.0, Reason("guardian_like")
    # One record may name her father and the other her husband.
    return (-0.5 if "f" in (one.sex, other.sex) else -2.0), Reason("guardian_other")


def _village(one: Traits, other: Traits) -> _Part:
    if not one.village_fold or not other.village_fold:
        return 0.0, None
    if word_similarity(one.village_fold, other.village_fold) >= SIMILAR_FROM:
        return 2.0, Reason("village_same")
    return -1.0, Reason("village_other")


def _phone(one: Traits, other: Traits) -> _Part:
    return (2.0, Reason("phone_same")) if one.phone and one.phone == other.phone else (0.0, None)


def _age(one: Traits, other: Traits) -> _Part:
    if one.birth_year is None or other.birth_year is None:
        return 0.0, None
    years = abs(one.birth_year - other.birth_year)
    if years <= 1:  # a birth year from an age may be off by one
        return 1.5, Reason("age_same")
    points = 0.5 if years <= 3 else -0.5 if years <= 5 else -2.0 if years <= 10 else -4.0
    return points, Reason("age_apart", years)
