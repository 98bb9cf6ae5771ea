"""Services that write campaigns: begun, joined, planned. What is done as part of one stands in `links`.

Raises gate.Forbidden without the permission, Problems or Problem for invalid values.
"""

import uuid
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from jatan.foundation.access import acts, gate
from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from jatan.foundation.network.guarded import Guarded
from jatan.foundation.network.models import Kind, Organisation
from jatan.foundation.places.models import Place
from jatan.kernel.problems import Problem
from jatan.programme.campaigns import events, selectors
from jatan.programme.campaigns.commands import BeginCampaign, ChooseMaterial, PlanPlace, SetTarget
from jatan.programme.campaigns.models import (
    Campaign,
    CampaignActivity,
    CampaignDistribution,
    CampaignJourney,
    CampaignMaterial,
    CampaignPlace,
    CampaignTarget,
    CommonCampaign,
)
from jatan.programme.people.base_command import OTHER_ORGANISATION, row_values
from jatan.programme.people.reach import live
from jatan.programme.people.record_kind import OrdinaryKind, Rights, Twice

_RECORD = Permission.ACTIVITIES_RECORD
_LINKS: tuple[type[Guarded], ...] = (CampaignActivity, CampaignJourney, CampaignDistribution)
_TWICE = _("This is on record already.")


def begin_campaign(*, by: Actor, command: BeginCampaign) -> Campaign:
    """Record a campaign. One of the network's own office is open to all members."""
    office = Organisation.objects.get(pk=command.organisation)
    common = CommonCampaign()
    row = Campaign(**row_values(command), common=common, is_shared=office.kind == Kind.NETWORK)
    gate.require(by, _RECORD, organisation_id=command.organisation, place=command.place)
    with transaction.atomic():
        common.save(force_insert=True)
        return acts.record(by=by, permission=_RECORD, verb=events.CAMPAIGN_BEGUN, rows=[row])[0]


def join_campaign(*, by: Actor, campaign: Campaign, organisation: uuid.UUID, place: Place) -> Campaign:
    """Take part in a campaign of the network: a campaign of the organisation's own, with its name, aims and days.

    Raises Problem where that is another member's own campaign, or the organisation takes part already.
    """
    if not campaign.is_shared or campaign.withdrawn_at is not None or campaign.organisation_id == organisation:
        raise Problem("other_organisation", OTHER_ORGANISATION, field="organisation")
    names = ("name_hi", "name_en", "aims", "theme", "begins_on", "ends_on")
    command = BeginCampaign(organisation=organisation, place=place, **{name: getattr(campaign, name) for name in names})
    row = Campaign(**row_values(command), common_id=campaign.common_id)
    try:
        return acts.record(by=by, permission=_RECORD, verb=events.CAMPAIGN_JOINED, rows=[row])[0]
    except IntegrityError as clash:
        raise Problem("already_recorded", _TWICE, field="organisation") from clash


class _Campaigns(OrdinaryKind[Campaign, BeginCampaign]):
    """Recorded by `begin_campaign` and `join_campaign`."""

    def find(self, by: Actor, pk: uuid.UUID) -> Campaign:
        return selectors.find_campaign(by, pk)

    def withdraw(self, by: Actor, row: Campaign, reason: str) -> None:
        """Withdraw a campaign, or the part in one. Raises Problem while records are in it: take them out first."""
        with transaction.atomic():
            for model in _LINKS:
                rows: QuerySet[Any] = live(model)
                if rows.filter(organisation_id=row.organisation_id, campaign=row).exists():
                    raise Problem("still_counted", _("Records are in this campaign. Take them out of it first."))
            super().withdraw(by, row, reason)


_RIGHTS = Rights(see=Permission.ACTIVITIES_SEE, record=_RECORD, correct=Permission.RECORDS_CORRECT)
_BY_THE_LIBRARY = Rights(
    see=Permission.LIBRARY_SEE, record=Permission.LIBRARY_RECORD, correct=Permission.LIBRARY_RECORD
)
CAMPAIGN = _Campaigns(
    model=Campaign,
    command=BeginCampaign,
    rights=_RIGHTS,
    listed=selectors.campaigns,
    amended="campaigns.campaign_amended",
    withdrawn="campaigns.campaign_withdrawn",
)
PLANNED_PLACE = OrdinaryKind(
    model=CampaignPlace,
    command=PlanPlace,
    rights=_RIGHTS,
    recorded="campaigns.place_planned",
    withdrawn=events.PLAN_WITHDRAWN,
)
TARGET = OrdinaryKind(
    model=CampaignTarget,
    command=SetTarget,
    rights=_RIGHTS,
    recorded="campaigns.target_set",
    amended="campaigns.target_amended",
    withdrawn=events.PLAN_WITHDRAWN,
    twice=Twice(code="already_recorded", words=_TWICE, field="counted"),
)
CHOSEN_MATERIAL = OrdinaryKind(
    model=CampaignMaterial,
    command=ChooseMaterial,
    rights=_BY_THE_LIBRARY,
    recorded="campaigns.material_chosen",
    withdrawn=events.PLAN_WITHDRAWN,
    twice=Twice(code="already_recorded", words=_TWICE, field="material"),
)
