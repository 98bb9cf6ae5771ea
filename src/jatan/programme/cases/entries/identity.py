"""The identity card: who she is, how she may be reached, and who must not be told. Sealed apart from the story.

Age is evidence, not a number: what was said, on what basis, which papers were seen (JJ Act 2015 s.94).
"""

import datetime as dt
from collections.abc import Iterable, Mapping

from django.utils.translation import gettext_lazy as _

from jatan.kernel.problems import Problem
from jatan.programme.cases.entries.casefile import CaseFile
from jatan.programme.cases.entries.fields import Choice, Field, Value
from jatan.programme.cases.entries.kinds import EntryKind, Stage, Writer

__all__ = ["AGE_BASES", "IDENTITIES", "IDENTITY", "PROFILE", "SEXES", "age_on", "may_be_child", "profile_of"]

ADULT = 18
# Where age is told from looks or by somebody else, a few years above eighteen may still be a child.
DOUBT = 21

SEXES: tuple[Choice, ...] = (("f", _("woman or girl")), ("m", _("man or boy")), ("t", _("transgender")))
AGE_BASES: tuple[Choice, ...] = (
    ("school", _("school or matric certificate")),
    ("birth_record", _("birth certificate of municipality or panchayat")),
    ("medical", _("medical test of age")),
    ("card", _("another card")),
    ("said", _("as she or her family says")),
    ("guess", _("as she looks")),
)
_WAYS: tuple[Choice, ...] = (
    ("phone", _("by phone")),
    ("message", _("by message")),
    ("through", _("through somebody she trusts")),
    ("visit", _("by a visit")),
    ("office", _("only when she comes herself")),
)


def _sound(file: CaseFile, answers: Mapping[str, Value], writer: Writer) -> Iterable[Problem]:
    age, year = answers.get("age"), answers.get("birth_year")
    if isinstance(age, int) and age > 120:
        yield Problem("unreadable", field="age")
    if isinstance(year, int) and not 1900 <= year <= writer.today.year:
        yield Problem("unreadable", field="birth_year")
    if age is not None and answers.get("age_on") is None:
        yield Problem("missing_required", field="age_on")


IDENTITY = EntryKind(
    code="identity",
    label=_("Identity card"),
    stage=Stage.CONSENT,
    icon="person",
    is_single=True,
    is_story=False,
    in_closed=True,
    section="identity",
    check=_sound,
    intro=_("Sealed apart from the file. Whoever opens it is written into the ledger."),
    fields=(
        Field("name", _("Name"), "line", needed=True, part=_("Who she is")),
        Field("other_names", _("Other names she is called by"), "line"),
        Field("guardian", _("Father, mother or husband"), "line"),
        Field("sex", _("Sex"), "choice", choices=SEXES),
        Field("born_on", _("Day of birth, if a paper says it"), "past_day", part=_("How old she is")),
        Field("birth_year", _("Year of birth"), "count"),
        Field("age", _("Age in years"), "count"),
        Field("age_on", _("Age on this day"), "past_day"),
        Field("age_basis", _("How the age is known"), "choice", choices=AGE_BASES),
        Field("age_papers", _("Papers seen"), "line"),
        Field("phone", _("Telephone"), "phone", part=_("How she is reached safely")),
        Field("safe_ways", _("How she may be reached safely"), "choices", choices=_WAYS),
        Field("safe_times", _("When"), "line"),
        Field("not_to_tell", _("Who must not be told"), "text", hint=_("Nobody on this list learns anything from us.")),
        Field("village", _("village"), "line", part=_("Where she comes from")),
        Field("panchayat", _("panchayat"), "line"),
        Field("block", _("Block"), "line"),
        Field("district", _("District"), "line"),
        Field("languages", _("Languages she speaks"), "line"),
        Field("community", _("Community, if she says it"), "line"),
        Field("disability", _("Disability, and what helps"), "line"),
        Field("has_aadhaar", _("She has an Aadhaar card"), "yes", hint=_("Only whether. Never the number.")),
        Field("papers_held", _("Papers in her own hands"), "line"),
    ),
)


# What the rules must know of her without opening the card: kept by the machine whenever the card is written.
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
        # Since when the card says that she is, or may be, under age: a later correction does not start the clock anew.
        Field("minor_since", "", "machine"),
    ),
)

IDENTITIES = (IDENTITY, PROFILE)


def profile_of(card: Mapping[str, Value]) -> dict[str, Value]:
    """The profile that follows from the answers of an identity card."""
    found: dict[str, Value] = {"is_proven": card.get("age_basis") in ("school", "birth_record", "medical")}
    if card.get("sex"):
        found["sex"] = card["sex"]
    born = _born(card)
    if born is not None:
        found["born_from"], found["born_to"] = born
    return found


def age_on(file: CaseFile, day: dt.date) -> tuple[int, int] | None:
    """Youngest and oldest completed years on a day; None where nothing is known of her age."""
    profile = file.last("profile")
    first, last = (profile.get("born_from"), profile.get("born_to")) if profile else (None, None)
    return None if first is None or last is None else (_years(last, day), _years(first, day))


def may_be_child(file: CaseFile, day: dt.date) -> bool:
    """Whether the duties towards children hold on a day: in doubt they do (JJ Act 2015 s.94)."""
    profile, ages = file.last("profile"), age_on(file, day)
    if profile is None or ages is None:
        return True
    return ages[0] < (ADULT if profile.get("is_proven") else DOUBT)


def _born(card: Mapping[str, Value]) -> tuple[dt.date, dt.date] | None:
    born, year, age, said_on = (card.get(name) for name in ("born_on", "birth_year", "age", "age_on"))
    if isinstance(born, dt.date):
        return born, born
    if isinstance(age, int) and isinstance(said_on, dt.date):
        return _years_before(said_on, age + 1) + dt.timedelta(days=1), _years_before(said_on, age)
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
