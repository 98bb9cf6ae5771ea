"""What was done as part of a campaign: single records put in, many taken in after a preview, taken out."""

import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from jatan.foundation.access import acts, gate
from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from jatan.foundation.bulk_acts.services import Stayed
from jatan.kernel.problems import Problem
from jatan.programme.activities.models import Activity
from jatan.programme.campaigns import events
from jatan.programme.campaigns.choices import TakeInKind
from jatan.programme.campaigns.models import (
    Campaign,
    CampaignActivity,
    CampaignDistribution,
    CampaignJourney,
    CampLine,
)
from jatan.programme.journeys.models import Journey
from jatan.programme.library.models import Distribution
from jatan.programme.people.base_command import OTHER_ORGANISATION
from jatan.programme.people.link_tables import LinkTable
from jatan.programme.people.reach import live

MOST_AT_ONCE = 5_000
_IN_IT = _("This is in the campaign already.")


_P = Permission
# Packages above this one have tables of their own.
TABLES: dict[str, LinkTable] = {
    table.kind: table
    for table in (
        LinkTable(
            TakeInKind.ACTIVITIES.value,
            CampaignActivity,
            Activity,
            "activity",
            "campaign",
            "held_on",
            _P.ACTIVITIES_SEE,
            _P.ACTIVITIES_RECORD,
        ),
        LinkTable(
            TakeInKind.JOURNEYS.value,
            CampaignJourney,
            Journey,
            "journey",
            "campaign",
            "registered_on",
            _P.PEOPLE_SEE,
            _P.PEOPLE_RECORD,
        ),
        LinkTable(
            TakeInKind.DISTRIBUTIONS.value,
            CampaignDistribution,
            Distribution,
            "distribution",
            "campaign",
            "given_on",
            _P.LIBRARY_SEE,
            _P.LIBRARY_RECORD,
            _P.LIBRARY_RECORD,
        ),
    )
}
_BY_MODEL = {table.model: table for table in TABLES.values()}


@dataclass(frozen=True)
class TakeIn:
    """Which records to take in: of one table, by their days (both inclusive), activities also by theme ("": any)."""

    table: LinkTable
    first: dt.date
    last: dt.date
    theme: str = ""

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise Problem("ends_before_it_begins", _("It ends before it begins."), field="last")


@dataclass(frozen=True)
class Taking:
    """A preview: the records that would be taken in, newest first, and the digest of exactly these."""

    rows: Sequence[Any]
    digest: str
    is_cut: bool


def put_in(*, by: Actor, campaign: Campaign, records: Sequence[Any], table: LinkTable | None = None) -> int:
    """Put records of one kind, of the campaign's organisation, into it; returns how many.

    `table`: for records of packages above this one. With the activity of a camp go the registrations of its list.
    Raises gate.Forbidden, and Problem for records of another organisation or ones that are in it already.
    """
    if any(row.organisation_id != campaign.organisation_id for row in records):
        raise Problem("other_organisation", OTHER_ORGANISATION, field="campaign")
    if campaign.withdrawn_at is not None:
        raise Problem("not_at_this_stage", _("This campaign is withdrawn."))
    if not records:
        return 0
    found = table or _BY_MODEL[type(records[0])]
    rows = found.links(campaign, records)
    try:
        with transaction.atomic():
            made = acts.record(by=by, permission=found.permission, verb=events.RECORDS_TAKEN_IN, rows=rows)
            if found.model is Activity:
                _put_in_lists(by, campaign, [row.pk for row in records])
    except IntegrityError as clash:
        raise Problem("already_recorded", _IN_IT, field="campaign") from clash
    return len(made)


def put_in_together(*, by: Actor, campaign: Campaign, records: Sequence[Any], table: LinkTable) -> list[Stayed]:
    """As `put_in`, inside an act on many records; returns those that stay: in it already, or another office's."""
    own = [row for row in records if row.organisation_id == campaign.organisation_id]
    others = [row for row in records if row.organisation_id != campaign.organisation_id]
    fresh, stayed = table.divide(campaign, own, _IN_IT)
    put_in(by=by, campaign=campaign, records=fresh, table=table)
    return [*stayed, *(Stayed(row, "other_organisation", OTHER_ORGANISATION) for row in others)]


def preview_take_in(by: Actor, campaign: Campaign, asked: TakeIn) -> Taking:
    """The records that `take_in` would put in: of the campaign's organisation, within reach, not in it yet."""
    rows = list(_candidates(by, campaign, asked)[: MOST_AT_ONCE + 1])
    kept = rows[:MOST_AT_ONCE]
    return Taking(kept, _digest(kept), len(rows) > MOST_AT_ONCE)


def take_in(*, by: Actor, campaign: Campaign, asked: TakeIn, seen: str) -> int:
    """Put exactly the previewed records in, as one act; `seen`: the digest of the preview.

    Raises Problem("changed_meanwhile") when other records match by now; returns how many were put in.
    """
    with acts.one_act(
        by=by,
        organisation_id=campaign.organisation_id,
        verb=events.RECORDS_TAKEN_IN,
        about_type=Campaign._meta.label_lower,
        about=campaign.pk,
        kind=asked.table.kind,
    ):
        # One at a time for a campaign: of two takings of the same records the second is to find them in it.
        rows = Campaign.objects.select_for_update(no_key=True)
        rows.get(organisation_id=campaign.organisation_id, pk=campaign.pk)
        found = preview_take_in(by, campaign, asked)
        if found.digest != seen:
            message = _("Meanwhile other records match. Look at the list once more.")
            raise Problem("changed_meanwhile", message)
        return put_in(by=by, campaign=campaign, records=found.rows, table=asked.table)


def take_out(*, by: Actor, link: Any, reason: str, table: LinkTable | None = None) -> None:
    """Take one record out of the campaign; the record itself stays as it is. `table` as in `put_in`."""
    table = table or next(table for table in TABLES.values() if isinstance(link, table.table))
    table.take_out(by=by, link=link, verb=events.RECORD_TAKEN_OUT, reason=reason)


def _candidates(by: Actor, campaign: Campaign, asked: TakeIn) -> QuerySet[Any]:
    found = asked.table
    linked = live(found.table).filter(
        organisation_id=campaign.organisation_id, campaign=campaign, **{found.record: OuterRef("pk")}
    )
    rows = live(found.model).filter(
        organisation_id=campaign.organisation_id,
        **{f"{found.day}__gte": asked.first, f"{found.day}__lte": asked.last},
    )
    if asked.theme and found.model is Activity:
        rows = rows.filter(theme=asked.theme)
    rows = gate.within_reach(rows.filter(~Exists(linked)), by=by, permission=found.permission)
    return rows.select_related("place", "place__block", "place__district").order_by(f"-{found.day}", "-id")


def _put_in_lists(by: Actor, campaign: Campaign, activities: Sequence[Any]) -> None:
    """Put in the registrations of the lists of these camps, where the actor may record them."""
    lines = live(CampLine).filter(
        organisation_id=campaign.organisation_id,
        camp__activity__in=activities,
        camp__withdrawn_at__isnull=True,
        journey__isnull=False,
    )
    linked = live(CampaignJourney).filter(campaign=campaign, journey=OuterRef("pk"))
    rows = live(Journey).filter(organisation_id=campaign.organisation_id, pk__in=lines.values("journey"))
    within = gate.within_reach(rows.filter(~Exists(linked)), by=by, permission=Permission.PEOPLE_RECORD)
    put_in(by=by, campaign=campaign, records=list(within.select_related("place", "place__block", "place__district")))


def _digest(rows: Sequence[Any]) -> str:
    return hashlib.sha256(b"".join(row.pk.bytes for row in rows)).hexdigest()[:32]
