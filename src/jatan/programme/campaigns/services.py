"""Services that write campaigns: begun, joined, planned. What is done as part of one stands in `links`.

Raises gate.Forbidden without the permission, Problems or Problem for invalid values.
"""

import uuid
from collections.abc import Mapping
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
from jatan.programme.campaigns import events
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
from jatan.programme.people.base_command import OTHER_ORGANISATION, changed_values, row_values
from jatan.programme.people.reach import live

__all__ = [
    "amend_campaign",
    "amend_target",
    "begin_campaign",
    "choose_material",
    "join_campaign",
    "plan_place",
    "set_target",
    "withdraw_campaign",
    "withdraw_material",
    "withdraw_place",
    "withdraw_target",
]

_RECORD, _CORRECT, _LIBRARY = Permission.ACTIVITIES_RECORD, Permission.RECORDS_CORRECT, Permission.LIBRARY_RECORD
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
    return _record_once(by, _RECORD, events.CAMPAIGN_JOINED, row, "organisation")


def amend_campaign(*, by: Actor, campaign: Campaign, changes: Mapping[str, Any], reason: str = "") -> bool:
    """Correct a campaign; earlier values stay in its history."""
    values = row_values(BeginCampaign.of(campaign).changed(changes))
    return acts.amend(
        by=by,
        permission=_RECORD,
        correct=_CORRECT,
        verb=events.CAMPAIGN_AMENDED,
        row=campaign,
        changes=changed_values(campaign, values),
        reason=reason,
    )


def withdraw_campaign(*, by: Actor, campaign: Campaign, reason: str) -> None:
    """Withdraw a campaign, or the part in one. Raises Problem while records are in it: take them out first."""
    with transaction.atomic():
        for model in _LINKS:
            rows: QuerySet[Any] = live(model)
            if rows.filter(organisation_id=campaign.organisation_id, campaign=campaign).exists():
                raise Problem("still_counted", _("Records are in this campaign. Take them out of it first."))
        acts.withdraw(
            by=by, permission=_RECORD, correct=_CORRECT, verb=events.CAMPAIGN_WITHDRAWN, row=campaign, reason=reason
        )


def plan_place(*, by: Actor, command: PlanPlace) -> CampaignPlace:
    """Record a place in which the campaign is meant to run."""
    row = CampaignPlace(**row_values(command))
    return acts.record(by=by, permission=_RECORD, verb=events.PLACE_PLANNED, rows=[row])[0]


def set_target(*, by: Actor, command: SetTarget) -> CampaignTarget:
    """Set a target. Raises Problem when this is counted already: change that one."""
    return _record_once(by, _RECORD, events.TARGET_SET, CampaignTarget(**row_values(command)), "counted")


def amend_target(*, by: Actor, target: CampaignTarget, amount: int) -> bool:
    """Change the amount of a target; the former one stays in its history."""
    values = row_values(SetTarget.of(target).changed({"amount": amount}))
    return acts.amend(
        by=by,
        permission=_RECORD,
        correct=_CORRECT,
        verb=events.TARGET_AMENDED,
        row=target,
        changes=changed_values(target, values),
    )


def choose_material(*, by: Actor, command: ChooseMaterial) -> CampaignMaterial:
    """Record that the campaign uses a material. Raises Problem when it is chosen already."""
    return _record_once(by, _LIBRARY, events.MATERIAL_CHOSEN, CampaignMaterial(**row_values(command)), "material")


def withdraw_place(*, by: Actor, place: CampaignPlace, reason: str) -> None:
    """Withdraw a planned place."""
    acts.withdraw(by=by, permission=_RECORD, correct=_CORRECT, verb=events.PLAN_WITHDRAWN, row=place, reason=reason)


def withdraw_target(*, by: Actor, target: CampaignTarget, reason: str) -> None:
    """Withdraw a target."""
    acts.withdraw(by=by, permission=_RECORD, correct=_CORRECT, verb=events.PLAN_WITHDRAWN, row=target, reason=reason)


def withdraw_material(*, by: Actor, material: CampaignMaterial, reason: str) -> None:
    """Withdraw a chosen material. Copies given stay counted."""
    acts.withdraw(by=by, permission=_LIBRARY, correct=_LIBRARY, verb=events.PLAN_WITHDRAWN, row=material, reason=reason)


def _record_once[M: (Campaign, CampaignTarget, CampaignMaterial)](
    by: Actor, permission: Permission, verb: str, row: M, field: str
) -> M:
    try:
        with transaction.atomic():
            return acts.record(by=by, permission=permission, verb=verb, rows=[row])[0]
    except IntegrityError as clash:
        raise Problem("already_recorded", _TWICE, field=field) from clash
