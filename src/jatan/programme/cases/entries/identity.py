"""The identity card: who she is, how to reach her, and who must not learn of it. Sealed apart from the other entries.

Age is evidence: what was stated, on what basis, which documents were seen (JJ Act 2015 s.94).
"""

import datetime as dt
from collections.abc import Iterable, Mapping

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from jatan.kernel.problems import Problem
from jatan.programme.cases.entries.casefile import CaseFile
from jatan.programme.cases.entries.fields import Choice, Field, Value
from jatan.programme.cases.entries.kinds import EntryKind, Stage, Writer
from jatan.programme.cases.entries.languages import LANGUAGES
from jatan.programme.cases.entries.place_choices import COUNTRIES, DISTRICTS, STATES

__all__ = ["AGE_BASES", "IDENTITY", "IDENTITY_KINDS", "PROFILE", "SEXES", "age_on", "may_be_child", "profile_of"]

ADULT_AGE = 18
# Below this age, if it is estimated from appearance or by somebody else, she may still be a child.
DOUBTFUL_AGE = 21

SEXES: tuple[Choice, ...] = (("f", _("woman or girl")), ("m", _("man or boy")), ("t", _("transgender")))
AGE_BASES: tuple[Choice, ...] = (
    ("school", _("school or matric certificate")),
    ("birth_record", _("birth certificate of municipality or panchayat")),
    ("medical", _("medical test of age")),
    ("card", _("another card")),
    ("said", _("as she or her family says")),
    ("guess", _("as she looks")),
)
# Codes of HTCDS 2.0, exactly as on the wire: of V2 those that say more than `sex`; V3, V4.
_GENDERS: tuple[Choice, ...] = (
    ("TransgenderFeminine", _("transgender woman")),
    ("TransgenderMasculine", _("transgender man")),
)
_MARITAL: tuple[Choice, ...] = (
    ("Single", _("never married")),
    ("Married", _("married")),
    ("Widowed", _("widowed")),
    ("Divorced", _("divorced")),
    ("Separated", _("married, lives apart")),
    ("RegisteredPartnership", _("registered partnership")),
)
_EDUCATION: tuple[Choice, ...] = (
    ("EarlyChildhoodEducation", _("Anganwadi or pre-school")),
    ("PrimaryEducation", _("class 1 to 5")),
    ("LowerSecondaryEducation", _("class 6 to 8")),
    ("UpperSecondaryEducation", _("class 9 to 12")),
    ("PostSecondaryNonTertiaryEducation", _("ITI or a course after school")),
    ("ShortCycleTertiaryEducation", _("diploma")),
    ("BachelorsOrEquivalentLevel", _("college degree: BA, BSc or the like")),
    ("MastersOrEquivalentLevel", _("master's degree: MA, MSc or the like")),
    ("DoctoralOrEquivalentLevel", _("doctorate")),
)
_MOST_CHILDREN = 30
_WAYS: tuple[Choice, ...] = (
    ("phone", _("by phone")),
    ("message", _("by message")),
    ("through", _("through somebody she trusts")),
    ("visit", _("by a visit")),
    ("office", _("only when she comes herself")),
)


def _validate_identity(file: CaseFile, answers: Mapping[str, Value], writer: Writer) -> Iterable[Problem]:
    age, year = answers.get("age"), answers.get("birth_year")
    if isinstance(age, int) and age > 120:
        yield Problem("unreadable", field="age")
    if isinstance(year, int) and not 1900 <= year <= writer.today.year:
        yield Problem("unreadable", field="birth_year")
    yield from _validate_details(answers)


def _validate_details(answers: Mapping[str, Value]) -> Iterable[Problem]:
    children = answers.get("children_count")
    if answers.get("gender") and answers.get("sex") != "t":
        yield Problem("contradiction", _("Then mark transgender above too."), field="gender")
    if isinstance(children, int) and children > _MOST_CHILDREN:
        yield Problem("unreadable", field="children_count")


IDENTITY = EntryKind(
    code="identity",
    label=_("Identity card"),
    stage=Stage.CONSENT,
    icon="person",
    is_single=True,
    is_story=False,
    in_closed=True,
    section="identity",
    check=_validate_identity,
    intro=_("Sealed apart from the file. Whoever opens it is written into the ledger."),
    fields=(
        Field("name", _("Name"), "line", hint=_("Leave empty if nobody knows it."), part=_("Who she is")),
        Field("other_names", _("Other names she is called by"), "line"),
        Field("guardian", _("Father, mother or husband"), "line"),
        Field("sex", _("Sex"), "choice", choices=SEXES),
        Field("born_on", _("Day of birth, if a paper says it"), "past_day", part=_("How old she is")),
        Field("birth_year", _("Year of birth"), "count"),
        Field("age", _("Age in years"), "count"),
        Field("age_on", _("Age on this day"), "past_day", hint=_("If you leave it empty: today.")),
        Field("age_basis", _("How the age is known"), "choice", choices=AGE_BASES),
        Field("age_papers", _("Papers seen"), "line"),
        Field("phone", _("Telephone"), "phone", part=_("How she is reached safely")),
        Field("safe_ways", _("How she may be reached safely"), "choices", choices=_WAYS),
        Field("safe_times", _("When"), "line"),
        Field("not_to_tell", _("Who must not be told"), "text", hint=_("Nobody on this list learns anything from us.")),
        Field("village", _("village"), "line", part=_("Where she comes from")),
        Field("panchayat", _("panchayat"), "line"),
        Field("block", _("Block"), "line"),
        Field("district_code", _("District"), "choice", choices=DISTRICTS),
        Field("languages", _("Languages she speaks"), "line"),
        Field("community", _("Community, if she says it"), "line"),
        Field("disability", _("Disability, and what helps"), "line"),
        Field("has_aadhaar", _("She has an Aadhaar card"), "yes", hint=_("Only whether. Never the number.")),
        Field("papers_held", _("Papers in her own hands"), "line"),
        Field(
            "gender", _("Transgender: in which way"), "choice",
            choices=_GENDERS, part=_("More about her, if she tells it"), is_folded=True,
        ),
        Field("marital", _("Married or not"), "choice", choices=_MARITAL),
        Field("children_count", _("How many children she has"), "count"),
        Field("education", _("How far she went to school"), "choice", choices=_EDUCATION),
        Field("first_language", _("The language she speaks best"), "choice", choices=LANGUAGES),
        Field("second_language", _("Another language she speaks"), "choice", choices=LANGUAGES),
        Field("citizenship", _("Citizen of"), "choice", choices=COUNTRIES),
        Field("other_citizenship", _("Citizen of another country too"), "choice", choices=COUNTRIES),
        Field("street", _("House, street or hamlet"), "line", part=_("Her whole address"), is_folded=True),
        Field("district", _("District, if it is not in the list"), "line"),
        Field("pincode", _("PIN code"), "line"),
        Field("state", pgettext_lazy("place", "State"), "choice", choices=STATES),
        Field("country", _("Country"), "choice", choices=COUNTRIES),
        Field("home_phone", _("Telephone at home"), "phone"),
        Field("email", _("E-mail address"), "line"),
    ),
)  # fmt: skip


# What rules need without opening the card; `file.entry_store` updates it whenever the card is written.
PROFILE = EntryKind(
    code="profile",
    label=_("Sex and age"),
    stage=Stage.CONSENT,
    is_single=True,
    is_story=False,
    is_by_hand=False,
    headline=("sex",),
    fields=(
        Field("sex", _("Sex"), "choice", choices=SEXES),
        Field("born_from", _("Born at the earliest"), "day"),
        Field("born_to", _("Born at the latest"), "day"),
        Field("is_proven", _("A paper or a doctor says so"), "yes"),
        # Rules about her statement hang on it; which disability it is stays on the card.
        Field("is_disabled", _("She has a disability"), "yes"),
        # When the card first said that she is, or may be, a minor: a correction must not restart a duty's deadline.
        Field("minor_since", "", "machine"),
    ),
)

IDENTITY_KINDS = (IDENTITY, PROFILE)


def profile_of(card: Mapping[str, Value]) -> dict[str, Value]:
    """Answers of the profile, derived from those of an identity card."""
    found: dict[str, Value] = {"is_proven": card.get("age_basis") in ("school", "birth_record", "medical")}
    found["is_disabled"] = bool(card.get("disability"))
    if card.get("sex"):
        found["sex"] = card["sex"]
    born = _birth_range(card)
    if born is not None:
        found["born_from"], found["born_to"] = born
    return found


def age_on(file: CaseFile, day: dt.date) -> tuple[int, int] | None:
    """Lowest and highest possible age in completed years on a day; None when unknown."""
    profile = file.last("profile")
    first, last = (profile.get("born_from"), profile.get("born_to")) if profile else (None, None)
    return None if first is None or last is None else (_years(last, day), _years(first, day))


def may_be_child(file: CaseFile, day: dt.date) -> bool:
    """Whether duties towards children apply on a day; in doubt they do (JJ Act 2015 s.94)."""
    profile, ages = file.last("profile"), age_on(file, day)
    if profile is None or ages is None:
        return True
    return ages[0] < (ADULT_AGE if profile.get("is_proven") else DOUBTFUL_AGE)


def _birth_range(card: Mapping[str, Value]) -> tuple[dt.date, dt.date] | None:
    born, year, age, stated_on = (card.get(name) for name in ("born_on", "birth_year", "age", "age_on"))
    if isinstance(born, dt.date):
        return born, born
    if isinstance(age, int) and isinstance(stated_on, dt.date):
        return _years_before(stated_on, age + 1) + dt.timedelta(days=1), _years_before(stated_on, age)
    if isinstance(year, int):
        return dt.date(year, 1, 1), dt.date(year, 12, 31)
    return None


def _years_before(day: dt.date, years: int) -> dt.date:
    try:
        return day.replace(year=day.year - years)
    except ValueError:  # 29 February
        return day.replace(year=day.year - years, day=28)


def _years(born: dt.date, day: dt.date) -> int:
    return max(0, day.year - born.year - ((day.month, day.day) < (born.month, born.day)))
