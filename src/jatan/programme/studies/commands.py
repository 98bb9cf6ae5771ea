"""Commands of studies: each checks itself and raises Problems that a person can act on."""

import dataclasses
import datetime as dt
import uuid
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from jatan.kernel.problems import Problem
from jatan.kernel.questions import Question
from jatan.programme.people.base_command import Command
from jatan.programme.studies.models import Enumerator, Finding, Interview, SharedCopy, Study
from jatan.programme.studies.questions import interview_problems

_LONGEST_MINUTES = 600


@dataclasses.dataclass(frozen=True, kw_only=True)
class BeginStudy(Command):
    """A study with its question and the words read aloud before consent."""

    MODEL: ClassVar = Study

    title: str
    question: str
    consent_text: str
    interviews_in_village: int = 10
    begins_on: dt.date | None = None
    ends_on: dt.date | None = None

    def _problems(self) -> Iterator[Problem]:
        if self.interviews_in_village is not None and not 1 <= self.interviews_in_village <= 1000:
            yield Problem("unreadable", field="interviews_in_village")
        if self.begins_on and self.ends_on and self.ends_on < self.begins_on:
            yield Problem("no_such_date", _("The last day lies before the first."), field="ends_on")


@dataclasses.dataclass(frozen=True, kw_only=True)
class RecordFinding(Command):
    """What was found. `basis`: code of the question that it rests on, "" for none."""

    MODEL: ClassVar = Finding

    study: Study
    text: str
    basis: str = ""


@dataclasses.dataclass(frozen=True, kw_only=True)
class ShareCopy(Command):
    """Copies of the report given to an office, and what it changed there as far as known."""

    MODEL: ClassVar = SharedCopy
    OWN_DAYS: ClassVar = ("given_on", "changed_on")

    study: Study
    given_on: dt.date
    to_whom: str
    copies: int
    what_changed: str = ""
    changed_on: dt.date | None = None

    def _problems(self) -> Iterator[Problem]:
        if self.copies == 0:
            yield Problem("unreadable", field="copies")
        if self.changed_on and not self.what_changed:
            yield Problem("missing_required", field="what_changed")
        if self.changed_on and self.given_on and self.changed_on < self.given_on:
            yield Problem("no_such_date", _("This lies before the copy was given."), field="changed_on")


@dataclasses.dataclass(frozen=True, kw_only=True)
class NameEnumerator(Command):
    """Somebody who will hold interviews of a study for an organisation."""

    MODEL: ClassVar = Enumerator
    OWN_DAYS: ClassVar = ("trained_on",)

    study_ref: uuid.UUID
    name: str
    trained_on: dt.date | None = None


@dataclasses.dataclass(frozen=True, kw_only=True)
class RecordInterview(Command):
    """One interview. `questions`: those of its version, which the answers are checked against.

    Without consent there is no such command: Problem "no_consent".
    """

    MODEL: ClassVar = Interview
    OWN_DAYS: ClassVar = ("held_on",)

    study_ref: uuid.UUID
    site_ref: uuid.UUID
    version: int
    number: int
    held_on: dt.date
    enumerator: Enumerator
    consent: str
    minutes: int | None = None
    answers: Mapping[str, Any]
    questions: Sequence[Question]

    def _problems(self) -> Iterator[Problem]:
        if not self.consent:
            yield Problem("no_consent", _("Without consent nothing is kept."), field="consent")
        if self.number == 0:
            yield Problem("unreadable", field="number")
        if self.minutes is not None and self.minutes > _LONGEST_MINUTES:
            yield Problem("out_of_range", _("An interview takes at most ten hours."), field="minutes")
        if self.enumerator is not None and self.enumerator.study_ref != self.study_ref:
            yield Problem("unreadable", field="enumerator")
        if not self.answers:
            yield Problem("missing_required", _("There is no answer yet."), field="answers")
        yield from interview_problems(self.questions, self.answers)
