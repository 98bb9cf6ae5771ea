"""Commands of campaigns and camps."""

import dataclasses
import datetime as dt
import uuid
from collections.abc import Iterator
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from jatan.foundation.places.models import Place
from jatan.kernel.ids import is_id
from jatan.kernel.problems import Problem
from jatan.programme.activities.models import Activity
from jatan.programme.campaigns.models import (
    Camp,
    Campaign,
    CampaignMaterial,
    CampaignPlace,
    CampaignTarget,
    CampLine,
    CampWorker,
)
from jatan.programme.journeys.choices import Topic
from jatan.programme.library.models import Material
from jatan.programme.people.base_command import Command
from jatan.programme.people.choices import ConsentPurpose
from jatan.programme.people.commands import NO_ORGANISATION, NO_PLACE
from jatan.programme.schemes import reference

_ENDS_FIRST = _("It ends before it begins.")
LARGEST_TARGET = 2_000_000_000
NEW = "new"  # the choice of a line that says: somebody new


@dataclasses.dataclass(frozen=True, kw_only=True)
class BeginCampaign(Command):
    """A campaign. At least one of the two names is required; its days may lie ahead."""

    MODEL: ClassVar = Campaign
    LIMITS: ClassVar = {"aims": 2000}

    name_hi: str = ""
    name_en: str = ""
    aims: str = ""
    theme: str = ""
    begins_on: dt.date
    ends_on: dt.date | None = None

    def _problems(self) -> Iterator[Problem]:
        if not self.name_hi and not self.name_en:
            yield Problem("missing_required", field="name_hi")
        if self.begins_on is not None and self.ends_on is not None and self.ends_on < self.begins_on:
            yield Problem("ends_before_it_begins", _ENDS_FIRST, field="ends_on")


@dataclasses.dataclass(frozen=True, kw_only=True)
class CampaignCommand(Command):
    """Base of commands about a campaign: organisation and place default to the campaign's."""

    LINKS: ClassVar[tuple[str, ...]] = ("campaign",)

    organisation: uuid.UUID = NO_ORGANISATION
    place: Place = NO_PLACE
    campaign: Campaign

    def _complete(self) -> None:
        super()._complete()
        if self.campaign is not None and self.organisation is None:
            self._set("organisation", self.campaign.organisation_id)
        if self.campaign is not None and self.place is None:
            self._set("place", self.campaign.place)


@dataclasses.dataclass(frozen=True, kw_only=True)
class PlanPlace(CampaignCommand):
    """A place in which the organisation means to work: `place`, with panchayat and village as written."""

    MODEL: ClassVar = CampaignPlace


@dataclasses.dataclass(frozen=True, kw_only=True)
class SetTarget(CampaignCommand):
    """How much of one thing is meant to be done."""

    MODEL: ClassVar = CampaignTarget

    counted: str
    amount: int

    def _problems(self) -> Iterator[Problem]:
        if self.amount is not None and not 0 < self.amount <= LARGEST_TARGET:
            yield Problem("unreadable", _("A target is a whole number above zero."), field="amount")


@dataclasses.dataclass(frozen=True, kw_only=True)
class ChooseMaterial(CampaignCommand):
    """A material of the organisation's own library that the campaign uses."""

    MODEL: ClassVar = CampaignMaterial

    material: Material


@dataclasses.dataclass(frozen=True, kw_only=True)
class HoldCamp(Command):
    """A camp about a recorded activity of kind camp. The panchayat is needed: it is one day in one of them."""

    MODEL: ClassVar = Camp
    REQUIRED: ClassVar = ("panchayat",)

    activity: Activity
    topics: list[str] = dataclasses.field(default_factory=list)

    def _complete(self) -> None:
        super()._complete()
        self._set("topics", [code for code in Topic.values if code in self.topics] + self._unknown())

    def _problems(self) -> Iterator[Problem]:
        if self._unknown():
            yield Problem("unreadable", field="topics")

    def _unknown(self) -> list[str]:
        return [code for code in self.topics if code not in Topic.values]


@dataclasses.dataclass(frozen=True, kw_only=True)
class NameWorker(Command):
    """Somebody who worked at a camp. Organisation and place default to the camp's."""

    MODEL: ClassVar = CampWorker

    organisation: uuid.UUID = NO_ORGANISATION
    place: Place = NO_PLACE
    camp: Camp
    name: str
    task: str
    from_where: str = ""

    def _complete(self) -> None:
        super()._complete()
        if self.camp is not None and self.organisation is None:
            self._set("organisation", self.camp.organisation_id)
        if self.camp is not None and self.place is None:
            self._set("place", self.camp.place)


@dataclasses.dataclass(frozen=True, kw_only=True)
class KeepLine(Command):
    """A line of a camp's list as it was typed. `id`: a line sent twice is kept once, a known one is changed.

    Age, telephone and day are texts: what cannot be read waits in its line (`flows.camps`). `choice`: "" nothing
    decided, "new" for somebody new, or the id of the person it is. Place, panchayat and village default to the camp's.
    """

    MODEL: ClassVar = CampLine
    LIMITS: ClassVar = {"choice": 36}

    organisation: uuid.UUID = NO_ORGANISATION
    place: Place = NO_PLACE
    camp: Camp
    id: uuid.UUID
    name: str
    guardian_name: str = ""
    sex: str = ""
    age_as_written: str = ""
    under_18: str = ""
    phone_as_written: str = ""
    is_leaving: bool = False
    leaves_on_as_written: str = ""
    destination: Place | None = None
    destination_as_written: str = ""
    work: str = ""
    consents: list[str] = dataclasses.field(default_factory=list)
    scheme: str = ""
    issue_kind: str = ""
    what_happened: str = ""
    choice: str = ""
    open_journey_seen: bool = False

    def _complete(self) -> None:
        super()._complete()
        if self.camp is not None and self.organisation is None:
            self._set("organisation", self.camp.organisation_id)
        if self.camp is not None and self.place is None:
            self._set("place", self.camp.place)
            self._set("panchayat", self.panchayat or self.camp.panchayat)
            self._set("village", self.village or self.camp.village)

    def _problems(self) -> Iterator[Problem]:
        if self.scheme and not reference.is_known(self.scheme):
            yield Problem("unreadable", field="scheme")
        if self.choice and self.choice != NEW and not is_id(self.choice):
            yield Problem("unreadable", field="choice")
        if any(purpose not in ConsentPurpose.values for purpose in self.consents):
            yield Problem("unreadable", field="consents")
