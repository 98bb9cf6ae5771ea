"""Commands of consultations: plan, invite, hold, recommend, show evidence."""

import dataclasses
import datetime as dt
import uuid
from collections.abc import Iterator
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from jatan.foundation.places.models import Place
from jatan.kernel.problems import Problem
from jatan.programme.activities.models import Activity
from jatan.programme.consultations.choices import (
    EvidenceKind,
    RecommendationOutcome,
)
from jatan.programme.consultations.models import Consultation, ConsultationFile, Evidence, Invitation, Recommendation
from jatan.programme.laws.choices import LawTopic
from jatan.programme.people.base_command import Command
from jatan.programme.people.commands import NO_ORGANISATION, NO_PLACE

_LONG = 5000


@dataclasses.dataclass(frozen=True, kw_only=True)
class PlanConsultation(Command):
    """A consultation that is to be held; `planned_on` may be in the future or, for one held already, in the past."""

    MODEL: ClassVar = Consultation
    OWN_DAYS: ClassVar = ("cancelled_on",)
    LIMITS: ClassVar = {"purpose": _LONG, "agenda": _LONG}

    level: str
    title: str
    planned_on: dt.date
    venue: str = ""
    purpose: str = ""
    agenda: str = ""
    law_topics: list[str] = dataclasses.field(default_factory=list)
    cancelled_on: dt.date | None = None
    cancelled_because: str = ""

    def _complete(self) -> None:
        super()._complete()
        self._set("law_topics", [code for code in LawTopic.values if code in self.law_topics] + self._unknown())

    def _problems(self) -> Iterator[Problem]:
        if self._unknown():
            yield Problem("unreadable", field="law_topics")

    def _unknown(self) -> list[str]:
        return [code for code in self.law_topics if code not in LawTopic.values]


@dataclasses.dataclass(frozen=True, kw_only=True)
class _OfConsultation(Command):
    """Base of commands about a consultation: organisation and place default to its own."""

    LINKS: ClassVar[tuple[str, ...]] = ("consultation",)

    organisation: uuid.UUID = NO_ORGANISATION
    place: Place = NO_PLACE
    consultation: Consultation

    def _complete(self) -> None:
        super()._complete()
        if self.consultation is not None and self.organisation is None:
            self._set("organisation", self.consultation.organisation_id)
        if self.consultation is not None and self.place is None:
            self._set("place", self.consultation.place)


@dataclasses.dataclass(frozen=True, kw_only=True)
class Invite(_OfConsultation):
    """One invitation. `ally`: the id of an ally of the directory, if it was picked there."""

    MODEL: ClassVar = Invitation
    OWN_DAYS: ClassVar = ("invited_on", "replied_on")

    institution: str
    kind: str
    ally: uuid.UUID | None = None
    post: str = ""
    name: str = ""
    invited_on: dt.date | None = None
    means: str = ""
    reply: str = ""
    replied_on: dt.date | None = None
    came: bool = False
    represented_by: str = ""


@dataclasses.dataclass(frozen=True, kw_only=True)
class HoldConsultation(_OfConsultation):
    """That it was held, by whom it was attended and how many were there.

    `came`: ids of invitations whose office came. Without any number the ticked invitations are counted. `recorded_as`:
    the activity as which it stands in the list already; then day and numbers are those of the activity.
    """

    COUNTS: ClassVar = ("women", "men", "girls", "boys", "total")
    OWN_DAYS: ClassVar = ("held_on",)
    LINKS: ClassVar = ("consultation", "recorded_as")
    LIMITS: ClassVar = {"decisions": _LONG}

    held_on: dt.date | None = None
    women: int | None = None
    men: int | None = None
    girls: int | None = None
    boys: int | None = None
    total: int | None = None
    decisions: str = ""
    came: frozenset[uuid.UUID] = frozenset()
    recorded_as: Activity | None = None

    def _problems(self) -> Iterator[Problem]:
        if self.recorded_as is not None:
            return
        if self.held_on is None:
            yield Problem("missing_required", field="held_on")
        if not self.came and {self.women, self.men, self.girls, self.boys, self.total} == {None}:
            yield Problem("missing_required", field="total")


@dataclasses.dataclass(frozen=True, kw_only=True)
class Recommend(_OfConsultation):
    """A recommendation; `due_on` may be in the future. What became of it has its day, unless it is open."""

    MODEL: ClassVar = Recommendation
    OWN_DAYS: ClassVar = ("made_on", "outcome_on")
    LIMITS: ClassVar = {"what": 2000}

    made_on: dt.date
    what: str
    addressed_to: str = ""
    due_on: dt.date | None = None
    outcome: str = RecommendationOutcome.OPEN.value
    outcome_on: dt.date | None = None
    what_became: str = ""

    def _problems(self) -> Iterator[Problem]:
        if self.outcome != RecommendationOutcome.OPEN and self.outcome_on is None:
            yield Problem("missing_required", field="outcome_on")


@dataclasses.dataclass(frozen=True, kw_only=True)
class ShowEvidence(_OfConsultation):
    """Evidence that was laid on the table, with what it takes to find it again."""

    MODEL: ClassVar = Evidence

    kind: str
    shown: str
    material: uuid.UUID | None = None
    indicator: str = ""
    value: str = ""
    since: dt.date | None = None
    until: dt.date | None = None

    def _problems(self) -> Iterator[Problem]:
        if self.kind == EvidenceKind.MATERIAL and self.material is None:
            yield Problem("missing_required", field="material")
        if self.kind == EvidenceKind.NUMBER:
            for name in ("indicator", "since", "until"):
                if not getattr(self, name):
                    yield Problem("missing_required", field=name)
            if self.since and self.until and self.since > self.until:
                yield Problem("unreadable", _("The first day lies after the last."), field="until")


@dataclasses.dataclass(frozen=True, kw_only=True)
class AddFile(_OfConsultation):
    """What an uploaded file is. The file itself is a separate argument of the service."""

    MODEL: ClassVar = ConsultationFile

    kind: str
    note: str = ""
