"""Queries for campaigns and camps, limited to the actor's reach. No query per row in lists."""

import datetime as dt
import uuid
from typing import Any

from django.db.models import F, Q, QuerySet

from jatan.foundation.access import gate
from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from jatan.foundation.places.choices import Level
from jatan.foundation.places.models import Place
from jatan.kernel import clock
from jatan.programme.campaigns.models import (
    Camp,
    Campaign,
    CampaignMaterial,
    CampaignPlace,
    CampaignTarget,
    CampLine,
    CampWorker,
)
from jatan.programme.campaigns.taking_in import TABLES
from jatan.programme.people.link_tables import LinkTable
from jatan.programme.people.reach import live, reachable

_SEE = Permission.ACTIVITIES_SEE
_EVERYWHERE = ("organisation", "place", "place__block", "place__district")


def campaigns(by: Actor) -> QuerySet[Campaign]:
    """Campaigns within reach and those of the network that the actor's office has not joined, the latest first.

    A part that another member takes in a campaign of the network stands in the report of that campaign, not here.
    """
    rows = live(Campaign)
    parts = Q(common__in=rows.filter(is_shared=True).values("common"), is_shared=False)
    others = parts & ~Q(organisation_id__in=by.home_organisations)
    joined = rows.filter(organisation_id__in=by.home_organisations).values("common")
    shared = Q(is_shared=True) & ~Q(common__in=joined)
    found = rows.filter(_runs_where_she_works(by) | shared) if by.reach(_SEE).covers_area else rows.none()
    return found.exclude(others).select_related(*_EVERYWHERE).order_by("-begins_on", "-id")


def find_campaign(by: Actor, campaign_id: uuid.UUID) -> Campaign:
    """One campaign within reach, or one of the network. Raises Campaign.DoesNotExist, also when it is forbidden."""
    rows = live(Campaign) if by.reach(_SEE).covers_area else Campaign.objects.none()
    return rows.filter(_runs_where_she_works(by) | Q(is_shared=True)).select_related(*_EVERYWHERE).get(id=campaign_id)


def _runs_where_she_works(by: Actor) -> Q:
    """Campaigns of organisations that she reaches; for a reader of places, those of her places and of what is above."""
    reach = by.reach(_SEE)
    condition = Q(organisation_id__in=reach.organisations)
    for organisation, place in reach.places:
        inside = Q(place_id=place) | Q(place__block_id=place) | Q(place__district_id=place)
        districts = Place.objects.filter(id=place, level=Level.BLOCK).values("district_id")
        above = Q(place_id__in=districts) | Q(place__level__in=(Level.STATE, Level.COUNTRY))
        condition |= Q(organisation_id=organisation) & (inside | above)
    return condition


def may_join(by: Actor, campaign: Campaign) -> bool:
    """True if an office of the actor may take part in this campaign of the network and does not yet."""
    offices = set(by.reach(Permission.ACTIVITIES_RECORD).row_organisations) & set(by.home_organisations)
    if not campaign.is_shared or campaign.organisation_id in offices or not by.reach(_SEE).covers_area:
        return False
    joined = live(Campaign).filter(common=campaign.common_id, organisation_id__in=offices)
    return joined.values("organisation_id").distinct().count() < len(offices)


def running_campaigns(by: Actor, permission: Permission, on: dt.date | None = None) -> QuerySet[Campaign]:
    """Campaigns of offices for which the actor records, on a day (today); those that began last come first."""
    day = on or clock.today()
    offices = set(by.reach(permission).row_organisations) & set(by.home_organisations)
    rows = live(Campaign).filter(_runs_where_she_works(by), organisation_id__in=offices, begins_on__lte=day)
    return (
        rows.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=day))
        .select_related(*_EVERYWHERE)
        .order_by("-begins_on", "-id")
    )


def campaign_places(by: Actor, campaign: Campaign) -> QuerySet[CampaignPlace]:
    """The places in which an organisation means to work for the campaign."""
    return _of_campaign(CampaignPlace, by, campaign).order_by("id")


def campaign_targets(by: Actor, campaign: Campaign) -> QuerySet[CampaignTarget]:
    """The targets of an organisation in a campaign."""
    return _of_campaign(CampaignTarget, by, campaign).order_by("id")


def campaign_materials(by: Actor, campaign: Campaign) -> QuerySet[CampaignMaterial]:
    """The materials that an organisation uses in a campaign."""
    rows = reachable(CampaignMaterial, by=by, permission=Permission.LIBRARY_SEE, related=("campaign", "material"))
    return rows.filter(campaign=campaign, material__withdrawn_at__isnull=True).order_by("id")


def campaign_links(by: Actor, campaign: Campaign, kind: str | LinkTable) -> QuerySet[Any]:
    """The links of one kind (TakeInKind) of all organisations in this campaign whose records are within reach."""
    found = _table(kind)
    rows = gate.within_reach(live(found.table), by=by, permission=found.see)
    rows = rows.filter(Q(**{f"{found.record}__withdrawn_at__isnull": True}))
    if not campaign.is_shared:
        return rows.filter(campaign=campaign)
    rows = rows.filter(campaign__common=campaign.common_id, campaign__withdrawn_at__isnull=True)
    sees_all = campaign.organisation_id in by.reach(_SEE).row_organisations
    return rows if sees_all else rows.filter(organisation_id__in=by.home_organisations)


def links_of(by: Actor, kind: str | LinkTable, record: Any) -> QuerySet[Any]:
    """The campaigns that a record is part of, as links."""
    found = _table(kind)
    rows = live(found.table).filter(organisation_id=record.organisation_id, **{found.record: record})
    rows = rows.filter(campaign__withdrawn_at__isnull=True)
    return rows.select_related("campaign", *_EVERYWHERE).order_by("-id")


def find_link(by: Actor, kind: str | LinkTable, link_id: uuid.UUID) -> Any:
    """One link of records that the actor may record. Raises DoesNotExist."""
    found = _table(kind)
    rows = gate.within_reach(live(found.table), by=by, permission=found.permission)
    return rows.select_related("campaign", found.record, *_EVERYWHERE).get(id=link_id)


def _table(kind: str | LinkTable) -> LinkTable:
    return kind if isinstance(kind, LinkTable) else TABLES[kind]


def camps(by: Actor) -> QuerySet[Camp]:
    """Camps within reach, the latest first."""
    rows = reachable(Camp, by=by, permission=_SEE, related=("activity", "activity__place"))
    return rows.filter(activity__withdrawn_at__isnull=True).order_by("-activity__held_on", "-id")


def workers(by: Actor, camp: Camp) -> QuerySet[CampWorker]:
    """Who worked at a camp: for readers of the same organisation, because the names are personal."""
    rows = reachable(CampWorker, by=by, permission=_SEE, related=("camp",))
    return rows.filter(camp=camp, organisation_id__in=by.home_organisations).order_by("id")


def lines(by: Actor, camp: Camp) -> QuerySet[CampLine]:
    """The list of a camp in its order, for those who may see people, with what came of each line."""
    rows = gate.within_reach(live(CampLine), by=by, permission=Permission.PEOPLE_SEE)
    related = ("person", "journey", "linkage", "issue", "place", "place__block", "place__district", "destination")
    return rows.filter(camp=camp).select_related(*related).order_by(F("number"))


def find_line(by: Actor, camp: Camp, line_id: uuid.UUID) -> CampLine:
    """One line of a camp's list that the actor may record. Raises CampLine.DoesNotExist."""
    rows = gate.within_reach(live(CampLine), by=by, permission=Permission.PEOPLE_RECORD)
    return rows.filter(camp=camp).select_related("place", "place__block", "place__district").get(id=line_id)


def _of_campaign[M: (CampaignPlace, CampaignTarget)](model: type[M], by: Actor, campaign: Campaign) -> QuerySet[M]:
    rows = reachable(model, by=by, permission=_SEE, related=("campaign", "campaign__place"))
    return rows.filter(campaign=campaign)
