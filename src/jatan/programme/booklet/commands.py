"""Commands of the booklet: a story with its consent, what the second person says, an edition."""

import dataclasses
import datetime as dt
import re
import uuid
from collections.abc import Iterator, Sequence
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from jatan.kernel import clock
from jatan.kernel.ages import ADULT
from jatan.kernel.problems import Problem, Problems
from jatan.programme.booklet.choices import Check
from jatan.programme.booklet.consent_text import consent_texts, current_version, uses_in
from jatan.programme.booklet.models import Edition, Story
from jatan.programme.people.base_command import Command

LONGEST_STORY, LONGEST_CHANGE, LONGEST_FOREWORD = 8000, 500, 1500
MOST_STORIES = 40
_OLDEST = 110
# A telephone or paper number in digits of any script, whatever stands between them; two years are shorter.
_LONG_NUMBER = re.compile(r"(?:\d[ \-./]?){9,}")
_PRINTED = ("title_hi", "title_en", "body_hi", "body_en")


def use_problems(uses: Sequence[str], version: str) -> Iterator[Problem]:
    """A problem where she said yes to nothing, or to something of which this version of the text does not speak."""
    if not uses:
        yield Problem("missing_required", _("To what did she say yes? Without a yes no story is kept."), field="uses")
    elif version in consent_texts() and set(uses) - uses_in(version):
        yield Problem("unreadable", _("The text that was read to her does not speak of this."), field="uses")


@dataclasses.dataclass(frozen=True, kw_only=True)
class WriteStory(Command):
    """A story as it will be printed, told by a grown-up who has signed that it may be.

    Stories of children are refused, and of people whose age is not known.
    """

    MODEL: ClassVar = Story
    OWN_DAYS: ClassVar = ("consented_on",)
    CHOICES: ClassVar = {"consent_version": frozenset(consent_texts())}
    LIMITS: ClassVar = {
        "body_hi": LONGEST_STORY,
        "body_en": LONGEST_STORY,
        **{f"{what}_changed": LONGEST_CHANGE for what in ("names", "places", "dates", "trades", "other")},
    }

    age: int | None = None
    consented_on: dt.date
    consent_kept: str
    uses: Sequence[str] = ()
    consent_version: str = dataclasses.field(default_factory=current_version)
    title_hi: str = ""
    title_en: str = ""
    body_hi: str = ""
    body_en: str = ""
    topic: str = ""
    names_changed: str = ""
    places_changed: str = ""
    dates_changed: str = ""
    trades_changed: str = ""
    other_changed: str = ""

    def _complete(self) -> None:
        super()._complete()
        self._set("uses", sorted(set(self.uses)))

    def _problems(self) -> Iterator[Problem]:
        yield from use_problems(self.uses, self.consent_version)
        if self.age is None:
            yield Problem("age_unknown", _("Without her age no story is taken: it could be a child's."), field="age")
        elif self.age < ADULT:
            yield Problem("child", _("Stories of children are never printed."), field="age")
        elif self.age > _OLDEST:
            yield Problem("unreadable", field="age")
        for language in ("hi", "en"):
            title, body = getattr(self, f"title_{language}"), getattr(self, f"body_{language}")
            if body and not title:
                yield Problem("missing_required", field=f"title_{language}")
            if title and not body:
                yield Problem("missing_required", field=f"body_{language}")
        if not self.body_hi and not self.body_en and not self.title_hi and not self.title_en:
            yield Problem("missing_required", field="body_hi")
        for name in _PRINTED:
            if _LONG_NUMBER.search(getattr(self, name)):
                message = _("A long number stands in it, of a telephone or a paper. Take it out.")
                yield Problem("number_in_story", message, field=name)


@dataclasses.dataclass(frozen=True, kw_only=True)
class ReviewStory:
    """What the second person decides. To approve, everything of `Check` has been looked at; to send back, why."""

    approves: bool
    checked: Sequence[str] = ()
    note: str = ""
    on: dt.date = dataclasses.field(default_factory=clock.today)

    def __post_init__(self) -> None:
        found = list[Problem]()
        if self.approves and set(self.checked) < set(Check.values):
            found.append(Problem("not_all_checked", _("Look at all four before it may be printed."), field="checked"))
        if set(self.checked) - set(Check.values):
            found.append(Problem("unreadable", field="checked"))
        if not self.approves and not self.note.strip():
            found.append(Problem("missing_required", field="note"))
        if len(self.note) > LONGEST_FOREWORD:
            found.append(Problem("unreadable", field="note"))
        if found:
            raise Problems(found)


@dataclasses.dataclass(frozen=True, kw_only=True)
class PrepareEdition(Command):
    """A booklet in one language, with its stories in order. Whether they may be printed is checked by the service."""

    MODEL: ClassVar = Edition
    LIMITS: ClassVar = {"foreword": LONGEST_FOREWORD}

    language: str
    title: str
    foreword: str = ""
    chosen: Sequence[uuid.UUID] = ()

    def _complete(self) -> None:
        super()._complete()
        self._set("chosen", list(dict.fromkeys(self.chosen)))

    def _problems(self) -> Iterator[Problem]:
        if not self.chosen:
            yield Problem("missing_required", field="chosen")
        elif len(self.chosen) > MOST_STORIES:
            yield Problem("too_many", _("A booklet holds at most forty stories."), field="chosen")
