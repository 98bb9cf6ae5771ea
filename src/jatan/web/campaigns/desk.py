"""The record pages of campaigns (with places, targets, materials) and of camps (with who worked there)."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils import formats
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission as P
from jatan.programme.campaigns import camps, commands, selectors, services
from jatan.programme.campaigns.models import Camp, Campaign, CampaignTarget, CampWorker
from jatan.programme.campaigns.taking_in import put_in
from jatan.programme.flows import camps as camp_flow
from jatan.programme.library.commands import RecordDistribution
from jatan.programme.library.services import DISTRIBUTION
from jatan.web.campaigns.camp import camp_context
from jatan.web.campaigns.campaign import campaign_context, campaign_state, days_words
from jatan.web.campaigns.record_forms import (
    AmountForm,
    CampaignForm,
    CampForm,
    CopiesForm,
    MaterialChoiceForm,
    PlaceForm,
    TargetForm,
    WorkerForm,
)
from jatan.web.ui.records.columns import BY_BLOCK, PLACE, by_period, display_fields
from jatan.web.ui.records.desk import Desk, DisplayField, Part, Step
from jatan.web.ui.records.withdrawal import kind_withdraw_step

_TARGETS = Part(
    slug="targets",
    title=_("Targets"),
    see=P.ACTIVITIES_SEE,
    rows=selectors.campaign_targets,
    columns=display_fields(CampaignTarget, "counted", "amount"),
    add_label=_("Set a target"),
    record=P.ACTIVITIES_RECORD,
    form=TargetForm,
    add=lambda by, campaign, a: services.TARGET.record(by=by, command=commands.SetTarget(campaign=campaign, **a)),
    steps=(
        Step(
            slug="amount",
            label=_("Change"),
            needs=P.ACTIVITIES_RECORD,
            act=lambda by, row, a: services.TARGET.amend(by, row, {"amount": a["amount"]}),
            form=AmountForm,
            initial=lambda row: {"amount": row.amount},
        ),
        kind_withdraw_step(services.TARGET),
    ),
    empty=_("No target is set. With one, the report says how much of it is done."),
)

_PLACES = Part(
    slug="places",
    title=_("Places where it is to run"),
    see=P.ACTIVITIES_SEE,
    rows=selectors.campaign_places,
    columns=(PLACE,),
    add_label=_("Add a place"),
    record=P.ACTIVITIES_RECORD,
    form=PlaceForm,
    add=lambda by, campaign, a: services.PLANNED_PLACE.record(
        by=by, command=commands.PlanPlace(campaign=campaign, **a)
    ),
    steps=(kind_withdraw_step(services.PLANNED_PLACE),),
    empty=_("No place is named yet."),
)

_MATERIALS = Part(
    slug="materials",
    title=_("Materials"),
    see=P.LIBRARY_SEE,
    rows=selectors.campaign_materials,
    columns=(DisplayField(_("Material"), "material.title"),),
    add_label=_("Choose a material"),
    record=P.LIBRARY_RECORD,
    form=MaterialChoiceForm,
    add=lambda by, campaign, a: services.CHOSEN_MATERIAL.record(
        by=by, command=commands.ChooseMaterial(campaign=campaign, **a)
    ),
    link=lambda row: reverse("library_detail", args=[row.material_id]),
    steps=(kind_withdraw_step(services.CHOSEN_MATERIAL),),
    empty=_("No material of the library is chosen yet."),
)


def _give_copies(by: Any, campaign: Campaign, answers: Any) -> int:
    """Record copies given out in the campaign."""
    where: dict[str, Any] = {
        "organisation": campaign.organisation_id,
        "place": campaign.place,
        "activity_note": campaign.name,
    }
    given = DISTRIBUTION.record(by=by, command=RecordDistribution(**where, **answers))
    return put_in(by=by, campaign=campaign, records=[given])


_COPIES = Part(
    slug="copies",
    title=_("Copies given"),
    see=P.LIBRARY_SEE,
    rows=lambda by, campaign: (
        selectors.campaign_links(by, campaign, "distributions")
        .select_related("distribution__material")
        .order_by("-distribution__given_on", "-id")
    ),
    columns=(
        DisplayField(_("Material"), "distribution.material.title"),
        DisplayField(_("Given on"), "distribution.given_on", "day"),
        DisplayField(_("Copies"), "distribution.copies", "number"),
    ),
    add_label=_("Record copies given"),
    record=P.LIBRARY_RECORD,
    form=CopiesForm,
    add=_give_copies,
    link=lambda row: reverse("library_detail", args=[row.distribution.material_id]),
    empty=_("No copies were given in this campaign yet."),
)


class _Campaigns(Desk):
    TEMPLATE = "campaigns/campaign.html"

    def context(self, by: Actor, row: Any) -> Mapping[str, Any]:
        return campaign_context(by, row)


CAMPAIGNS = _Campaigns(
    slug="campaigns",
    kind=services.CAMPAIGN,
    title=_("Campaigns"),
    icon="campaign",
    label=lambda row: row.name,
    form=CampaignForm,
    add_label=_("Begin a campaign"),
    record_row=lambda by, command: services.begin_campaign(by=by, command=command),
    register=lambda by, a: services.begin_campaign(by=by, command=commands.BeginCampaign(**a)),
    columns=(
        DisplayField(capfirst(_("name")), "name"),
        DisplayField(_("State"), campaign_state, "badge"),
        DisplayField(_("Days"), days_words),
        DisplayField(_("Organisation"), "organisation.name"),
    ),
    facts=(
        DisplayField(_("Days"), days_words),
        *display_fields(Campaign, "aims", "theme"),
        PLACE,
        DisplayField(_("Organisation"), "organisation.name"),
    ),
    filters=by_period("begins_on"),
    parts=(_TARGETS, _PLACES, _MATERIALS, _COPIES),
    order=("-begins_on", "-id"),
    empty=_("No campaign is on record yet. Begin the first."),
)

_WORKERS = Part(
    slug="workers",
    title=_("Who worked there"),
    see=P.ACTIVITIES_SEE,
    rows=selectors.workers,
    columns=display_fields(CampWorker, "name", "task", "from_where"),
    add_label=_("Name somebody"),
    record=P.ACTIVITIES_RECORD,
    form=WorkerForm,
    add=lambda by, camp, a: camps.WORKER.record(by=by, command=commands.NameWorker(camp=camp, **a)),
    steps=(kind_withdraw_step(camps.WORKER),),
    empty=_("Nobody is named yet."),
)


def camp_label(row: Camp) -> str:
    """Panchayat and day of a camp."""
    return f"{row.panchayat}, {formats.date_format(row.activity.held_on, 'j E Y')}"


class _Camps(Desk):
    TEMPLATE = "campaigns/camp.html"

    def context(self, by: Actor, row: Any) -> Mapping[str, Any]:
        return camp_context(by, row)


CAMPS = _Camps(
    slug="camps",
    kind=camps.CAMP,
    title=_("Camps"),
    icon="camp",
    label=camp_label,
    form=CampForm,
    add_label=_("Record a camp"),
    register=lambda by, a: camp_flow.hold_camp(by=by, **a),
    withdraw=lambda by, row, reason: camp_flow.withdraw_camp(by=by, camp=row, reason=reason),
    columns=(
        DisplayField(_("Panchayat"), "panchayat"),
        DisplayField(_("Day"), "activity.held_on", "day"),
        DisplayField(_("People who came"), "activity.total", "number"),
        PLACE,
    ),
    facts=(
        DisplayField(_("Day"), "activity.held_on", "day"),
        PLACE,
        DisplayField(_("Topic"), "activity.topic"),
        DisplayField(_("Women"), "activity.women", "number"),
        DisplayField(_("Men"), "activity.men", "number"),
        DisplayField(_("Girls"), "activity.girls", "number"),
        DisplayField(_("Boys"), "activity.boys", "number"),
        DisplayField(_("People who came"), "activity.total", "number"),
    ),
    filters=(BY_BLOCK, *by_period("activity__held_on")),
    parts=(_WORKERS,),
    order=("-activity__held_on", "-id"),
    related=("place", "organisation", "activity"),
    prefill=("campaign",),
    empty=_("No camp is on record yet. Record the first."),
)

DESKS = (CAMPAIGNS, CAMPS)
