"""The identity card: who she is, how to reach her, and who must not learn of it. Sealed apart from the other entries.

Age is evidence: what was stated, on what basis, which documents were seen (JJ Act 2015 s.94).
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from jatan.kernel.ages import ADULT
from jatan.kernel.problems import Problem
from jatan.programme.cases.entries.casefile import CaseFile, Entry
from jatan.programme.cases.entries.fields import Choice, Field, Value
from jatan.programme.cases.entries.kinds import EntryKind, Stage, Writer
from jatan.programme.cases.entries.languages import LANGUAGES
from jatan.programme.cases.entries.place_choices import COUNTRIES, DISTRICTS, STATES

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
WHEREABOUTS: tuple[Choice, ...] = (
    ("with_us", _("found, and with us")),
    ("home", _("at home with the family")),
    ("missing", _("missing, not found yet")),
    ("in_home", _("in a children's home")),
)
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


def _hidden_of_a_grown_woman(file: CaseFile, today: dt.date) -> frozenset[str]:
    """Where the child is, once the card says that she is none."""
    is_grown = file.last("profile") is not None and not may_be_child(file, today)
    return frozenset({"whereabouts"}) if is_grown else frozenset()


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
    hides=_hidden_of_a_grown_woman,
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
        Field(
            "whereabouts", _("If she may be under 18: where is the child now"), "choice", choices=WHEREABOUTS,
            hint=_("A child that is found is brought before the Child Welfare Committee within 24 hours."),
        ),
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
        Field("whereabouts", _("Where the child is now"), "choice", choices=WHEREABOUTS),
        # When the card first said that she is, or may be, a minor and found: a correction must not restart the hours.
        Field("minor_since", "", "machine"),
        # When the card, in saying so already, came to say it more plainly: found and with us, or younger.
        Field("plainer_since", "", "machine"),
    ),
)

# Its instants, the first of them first.
_PROFILE_SINCE: Final = ("minor_since", "plainer_since")
IDENTITY_KINDS = (IDENTITY, PROFILE)


def profile_of(card: Mapping[str, Value]) -> dict[str, Value]:
    """Answers of the profile, derived from those of an identity card."""
    found: dict[str, Value] = {"is_proven": card.get("age_basis") in ("school", "birth_record", "medical")}
    found["is_disabled"] = bool(card.get("disability"))
    found |= {name: card[name] for name in ("sex", "whereabouts") if card.get(name)}
    born = _birth_range(card)
    if born is not None:
        found["born_from"], found["born_to"] = born
    return found


def is_same_profile(former: Entry, profile: Mapping[str, Value]) -> bool:
    """Whether a profile says what the former one said, whenever that became known."""
    since = dict.fromkeys(_PROFILE_SINCE, "")
    return {**former.answers, **since} == {**profile, **since}


def kept_of_profile(former: Entry, profile: Mapping[str, Value], now: dt.datetime) -> dict[str, str]:
    """What a profile that counted as found (`counts_as_found`) keeps: since when it does, and since when more plainly.

    "With us" after an open question, or a younger age, is news to whoever set a duty aside before.
    """
    kept: dict[str, str] = {"minor_since": former.get("minor_since") or former.written_at.isoformat()}
    born, before = profile.get("born_to"), former.get("born_to")
    is_younger = isinstance(born, dt.date) and (before is None or born > before)
    is_with_us = profile.get("whereabouts") == "with_us" != former.get("whereabouts")
    plainer = now.isoformat() if is_younger or is_with_us else former.get("plainer_since")
    return {**kept, "plainer_since": plainer} if plainer else kept


def found_known(file: CaseFile, day: dt.date) -> list[dt.datetime]:
    """When the card first said that a child is, or may be, found and with us, and when it last came to say so more
    plainly; empty if it does not say so on this day."""
    profile = file.last("profile")
    if profile is None or not counts_as_found(file, day):
        return []
    kept = [profile.get(name) for name in _PROFILE_SINCE]
    first, plainer = (dt.datetime.fromisoformat(at) if at else None for at in kept)
    return [first or profile.written_at, *([plainer] if plainer else [])]


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
    return ages[0] < (ADULT if profile.get("is_proven") else DOUBTFUL_AGE)


def counts_as_found(file: CaseFile, day: dt.date) -> bool:
    """Whether the card says that a child is, or may be, found and with us on a day.

    An unanswered question silences nothing: the child counts as found, unless the case is of somebody missing.
    """
    profile = file.last("profile")
    if profile is None or not may_be_child(file, day):
        return False
    return bool(profile.get("whereabouts", "missing" if file.kind == "missing_person" else "with_us") == "with_us")


def asks_whereabouts(file: CaseFile, day: dt.date) -> bool:
    """Whether the card of somebody who may be a child leaves open where the child is.

    Whoever was produced before the committee was found, and the committee says where the child goes.
    """
    profile = file.last("profile")
    if profile is None or profile.get("whereabouts") or not may_be_child(file, day):
        return False
    return not any(step.get("event") == "cwc_production" for step in file.all("legal_event"))


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
