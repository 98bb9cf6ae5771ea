"""Commands of training. Numbers are bounded: a curriculum has at most 9 phases, 60 modules and 90 questions."""

import dataclasses
import datetime as dt
import uuid
from collections.abc import Iterator, Sequence
from typing import ClassVar, Final

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from jatan.foundation.places.models import Place
from jatan.kernel.ids import is_id
from jatan.kernel.problems import Problem
from jatan.programme.activities.choices import ActivityKind
from jatan.programme.groups.models import Group
from jatan.programme.library.choices import MaterialLanguage
from jatan.programme.people.base_command import Command
from jatan.programme.people.commands import NO_ORGANISATION, NO_PLACE
from jatan.programme.people.models import Person
from jatan.programme.training.models import Curriculum, Facilitator, Module, Phase, Question, Series, Session, Trainee

MOST_PHASES: Final = 9
_MOST_WEEKS: Final = 104
_MOST_MINUTES: Final = 1_440
_OPTIONS: Final = range(2, 6)
_YEARS: Final = range(2000, 2100)
_LANGUAGES: Final = frozenset(MaterialLanguage.values)


@dataclasses.dataclass(frozen=True, kw_only=True)
class WriteCurriculum(Command):
    """A curriculum or a version of one, with at least one title."""

    MODEL: ClassVar = Curriculum
    LIMITS: ClassVar = {"about": 4000}

    title_hi: str = ""
    title_en: str = ""
    audience: str
    languages: list[str] = dataclasses.field(default_factory=list)
    about: str = ""

    def _problems(self) -> Iterator[Problem]:
        yield from _title_problems(self.title_hi, self.title_en)
        if not _LANGUAGES.issuperset(self.languages):
            yield Problem("unreadable", field="languages")


@dataclasses.dataclass(frozen=True, kw_only=True)
class _CurriculumPart(Command):
    """Base of what a curriculum consists of: organisation and place default to the curriculum's."""

    LINKS: ClassVar[tuple[str, ...]] = ("curriculum",)

    organisation: uuid.UUID = NO_ORGANISATION
    place: Place = NO_PLACE
    curriculum: Curriculum

    def _complete(self) -> None:
        super()._complete()
        if self.organisation is None:
            self._set("organisation", self.curriculum.organisation_id)
        if self.place is None:
            self._set("place", self.curriculum.place)


@dataclasses.dataclass(frozen=True, kw_only=True)
class AddPhase(_CurriculumPart):
    """The next phase, which begins `after_weeks` weeks after the one before it."""

    MODEL: ClassVar = Phase

    title_hi: str = ""
    title_en: str = ""
    after_weeks: int = 0

    def _problems(self) -> Iterator[Problem]:
        yield from _title_problems(self.title_hi, self.title_en)
        yield from _too_many("after_weeks", self.after_weeks, _MOST_WEEKS)


@dataclasses.dataclass(frozen=True, kw_only=True)
class AddModule(_CurriculumPart):
    """A module of a phase. The material may be of any organisation that shares it in the library."""

    MODEL: ClassVar = Module
    LIMITS: ClassVar = {"how": 4000}

    phase: int
    title_hi: str = ""
    title_en: str = ""
    minutes: int
    how: str = ""
    material_id: uuid.UUID | None = None

    def _problems(self) -> Iterator[Problem]:
        yield from _title_problems(self.title_hi, self.title_en)
        yield from _too_many("minutes", self.minutes, _MOST_MINUTES)


@dataclasses.dataclass(frozen=True, kw_only=True)
class AddQuestion(_CurriculumPart):
    """A question with two to five answers, one a line, of which number `right` is right."""

    MODEL: ClassVar = Question
    LIMITS: ClassVar = {"options_hi": 1000, "options_en": 1000}

    phase: int
    text_hi: str = ""
    text_en: str = ""
    options_hi: str = ""
    options_en: str = ""
    right: int

    def _problems(self) -> Iterator[Problem]:
        if not self.text_hi and not self.text_en:
            yield Problem("missing_required", field="text_hi")
        hi, en = _lines(self.options_hi), _lines(self.options_en)
        if not hi and not en:
            yield Problem("missing_required", field="options_hi")
            return
        for name, lines in (("options_hi", hi), ("options_en", en)):
            if lines and len(lines) not in _OPTIONS:
                yield Problem("unreadable", _("Two to five answers, one in each line."), field=name)
        if hi and en and len(hi) != len(en):
            yield Problem("unreadable", _("As many answers as in the other language."), field="options_en")
        if self.right is not None and not 1 <= self.right <= len(hi or en):
            yield Problem("unreadable", _("There is no answer of this number."), field="right")


@dataclasses.dataclass(frozen=True, kw_only=True)
class NameFacilitator(Command):
    """Somebody who teaches. `may_teach`: roots of curricula, as text."""

    MODEL: ClassVar = Facilitator
    OWN_DAYS: ClassVar = ("since",)

    name: str
    phone: str = ""
    languages: list[str] = dataclasses.field(default_factory=list)
    may_teach: list[str] = dataclasses.field(default_factory=list)
    since: dt.date | None = None
    until: dt.date | None = None
    note: str = ""

    def _problems(self) -> Iterator[Problem]:
        if not _LANGUAGES.issuperset(self.languages):
            yield Problem("unreadable", field="languages")
        if len(self.may_teach) > _MOST_TAUGHT or not all(map(is_id, self.may_teach)):
            yield Problem("unreadable", field="may_teach")
        if self.since and self.until and self.until < self.since:
            yield Problem("no_such_date", _("This day lies before the first one."), field="until")


@dataclasses.dataclass(frozen=True, kw_only=True)
class PlanSeries(Command):
    """A run through a published version of a curriculum. `begins_on` may be in the future."""

    MODEL: ClassVar = Series

    curriculum_id: uuid.UUID
    title: str
    audience: str
    group: Group | None = None
    language: str = ""
    begins_on: dt.date

    def _problems(self) -> Iterator[Problem]:
        yield from _far_day("begins_on", self.begins_on)


@dataclasses.dataclass(frozen=True, kw_only=True)
class _SeriesPart(Command):
    """Base of what happens in a series: organisation, place, panchayat and village default to the series'."""

    LINKS: ClassVar[tuple[str, ...]] = ("series",)

    organisation: uuid.UUID = NO_ORGANISATION
    place: Place = NO_PLACE
    series: Series

    def _complete(self) -> None:
        super()._complete()
        if self.organisation is None:
            self._set("organisation", self.series.organisation_id)
        if self.place is None:
            self._set("place", self.series.place)
            self._set("panchayat", self.panchayat or self.series.panchayat)
            self._set("village", self.village or self.series.village)


@dataclasses.dataclass(frozen=True, kw_only=True)
class AddTrainee(_SeriesPart):
    """A recorded person, or somebody by her name alone. The sex is kept for somebody by her name."""

    MODEL: ClassVar = Trainee

    person: Person | None = None
    name: str = ""
    sex: str = ""
    from_where: str = ""

    def _problems(self) -> Iterator[Problem]:
        if self.person is None and not self.name:
            yield Problem("missing_required", field="name")
        if self.person is not None and self.name:
            yield Problem("unreadable", _("Either a person on record or a name."), field="name")


@dataclasses.dataclass(frozen=True, kw_only=True)
class PlanSession(_SeriesPart):
    """A session of a phase on a day, with the modules it is for (none named: all of the phase)."""

    MODEL: ClassVar = Session

    phase: int
    planned_on: dt.date
    covers: list[int] = dataclasses.field(default_factory=list)
    facilitator: Facilitator | None = None

    def _problems(self) -> Iterator[Problem]:
        yield from _far_day("planned_on", self.planned_on)


@dataclasses.dataclass(frozen=True, kw_only=True)
class HoldSession:
    """What is said of a session that was held. Ids are those of trainees.

    `listed`: who stood on the list that was ticked; `present`: who of them was there. `others_*`: how many people
    besides. `activity`: the id of one already on record, which the session is joined to; None: a new one of `kind`.
    Raises Problem.
    """

    held_on: dt.date
    kind: str
    listed: Sequence[uuid.UUID] = ()
    present: Sequence[uuid.UUID] = ()
    others_women: int = 0
    others_men: int = 0
    others_girls: int = 0
    others_boys: int = 0
    activity: uuid.UUID | None = None

    def __post_init__(self) -> None:
        if self.kind not in ActivityKind.values:
            raise Problem("unreadable", field="kind")
        for name in ("others_women", "others_men", "others_girls", "others_boys"):
            if not 0 <= getattr(self, name) <= _MOST_OTHERS:
                raise Problem("unreadable", field=name)
        if not set(self.present) <= set(self.listed):
            raise Problem("unreadable", field="present")


_MOST_OTHERS: Final = 10_000
_MOST_TAUGHT: Final = 100


def _lines(text: str) -> list[str]:
    return [line for line in (line.strip() for line in text.splitlines()) if line]


def _title_problems(title_hi: str, title_en: str) -> Iterator[Problem]:
    if not title_hi and not title_en:
        yield Problem("missing_required", field="title_hi")


def _too_many(field: str, number: int | None, most: int) -> Iterator[Problem]:
    if number is not None and number > most:
        yield Problem("unreadable", format_lazy(_("At most {most}."), most=most), field=field)


def _far_day(field: str, day: dt.date | None) -> Iterator[Problem]:
    if day is not None and day.year not in _YEARS:
        yield Problem("no_such_date", field=field)
