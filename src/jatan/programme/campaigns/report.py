"""The report of a campaign as plain values: what was done by kind, member, place and day; targets; materials; camps.

Acts (activities, attendances, camps, copies) are exact for whoever sees them. Persons (registrations, applications,
benefits, issues) are counted only over organisations whose rows the reader may open, and None elsewhere.
"""

import datetime as dt
import uuid
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, Sum

from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from jatan.foundation.network.models import Organisation
from jatan.foundation.places.models import Place
from jatan.programme.activities.choices import ActivityKind
from jatan.programme.campaigns.choices import CampaignCount, TakeInKind
from jatan.programme.campaigns.models import Campaign, CampaignPlace, CampaignTarget, CampLine
from jatan.programme.campaigns.selectors import campaign_links
from jatan.programme.people.reach import live, reachable

_DAYS_SHOWN_SINGLY = 62
_PERSONS = (
    CampaignCount.REGISTRATIONS,
    CampaignCount.APPLICATIONS,
    CampaignCount.LINKAGES,
    CampaignCount.ISSUES,
)


@dataclass(frozen=True)
class Done:
    """Activities and attendances of one kind, member, place, day or month."""

    held: int = 0
    present: int = 0

    def __add__(self, other: "Done") -> "Done":
        return Done(self.held + other.held, self.present + other.present)


@dataclass(frozen=True)
class MemberLine:
    """What one organisation did. Counts of persons are None where the reader may not open its rows."""

    organisation: Organisation
    done: Done
    camps: int
    copies: int
    registrations: int | None
    applications: int | None
    linkages: int | None
    issues: int | None

    def number(self, counted: str) -> int | None:
        """The number for a CampaignCount."""
        return {
            CampaignCount.ACTIVITIES: self.done.held,
            CampaignCount.PARTICIPANTS: self.done.present,
            CampaignCount.CAMPS: self.camps,
            CampaignCount.COPIES: self.copies,
            CampaignCount.REGISTRATIONS: self.registrations,
            CampaignCount.APPLICATIONS: self.applications,
            CampaignCount.LINKAGES: self.linkages,
            CampaignCount.ISSUES: self.issues,
        }[CampaignCount(counted)]


@dataclass(frozen=True)
class TargetLine:
    """A target and what was done of it. `organisation` None: of all that take part together. `done` None: not given."""

    id: uuid.UUID
    organisation: Organisation | None
    counted: CampaignCount
    amount: int
    done: int | None

    @property
    def percent(self) -> int | None:
        """The share done in whole percent, rounded down."""
        return None if self.done is None else self.done * 100 // self.amount


@dataclass(frozen=True)
class CampaignReport:
    """`by_time`: by day up to two months, else by month (`is_by_month`). `places_planned`, `places_reached`: of those
    planned, by panchayat and village as written or else by block."""

    campaign: Campaign
    total: Done
    by_kind: Sequence[tuple[str, Done]]
    members: Sequence[MemberLine]
    by_place: Sequence[tuple[Place, Done]]
    by_time: Sequence[tuple[dt.date, Done]]
    is_by_month: bool
    camps: int
    came: int
    materials: Sequence[tuple[uuid.UUID, str, int]]
    targets: Sequence[TargetLine]
    places_planned: int
    places_reached: int

    def number(self, counted: str) -> int | None:
        """A CampaignCount over all members shown; None where one of them is not given."""
        return _sum(line.number(counted) for line in self.members)

    @property
    def hides_persons(self) -> bool:
        """True if counts of persons of some members are not given to this reader."""
        return any(line.registrations is None for line in self.members)


def campaign_report(by: Actor, campaign: Campaign) -> CampaignReport:
    """The report for this reader: of a campaign of the network all that she reaches, otherwise her own organisation's.

    At most eleven queries, whatever the size of the campaign.
    """
    held = _held(by, campaign)
    copies, materials = _copies(by, campaign)
    persons = _persons(by, campaign)
    people_of = by.reach(Permission.PEOPLE_SEE).row_organisations
    parts = _parts(by, campaign)
    organisations = {row.organisation_id: row.organisation for row in parts}
    members = []
    for key, organisation in organisations.items():
        own = [line for line in held if line.organisation == key]
        given = key in people_of
        members.append(
            MemberLine(
                organisation,
                _total(own),
                sum(line.done.held for line in own if line.kind == ActivityKind.CAMP),
                copies[key],
                *(persons[what][key] if given else None for what in _PERSONS),
            )
        )
    members.sort(key=lambda line: (-line.done.held, line.organisation.code))
    planned, reached = _places(by, campaign, parts)
    by_time, is_by_month = _by_time(held)
    camps = [line for line in held if line.kind == ActivityKind.CAMP]
    return CampaignReport(
        campaign,
        _total(held),
        _by_kind(held),
        members,
        _by_place(held),
        by_time,
        is_by_month,
        _total(camps).held,
        _total(camps).present,
        materials,
        _targets(by, campaign, parts, members),
        planned,
        reached,
    )


@dataclass(frozen=True)
class _Held:
    organisation: uuid.UUID
    kind: str
    place: uuid.UUID
    day: dt.date
    done: Done


def _held(by: Actor, campaign: Campaign) -> list[_Held]:
    """Activities by organisation, kind, district (or wider place) and day."""
    links = campaign_links(by, campaign, TakeInKind.ACTIVITIES).order_by()
    grouped = links.values(
        "organisation_id",
        "activity__kind",
        "activity__held_on",
        "activity__place_id",
        "activity__place__district_id",
    ).annotate(held=Count("activity_id", distinct=True), present=Sum("activity__total"))
    return [
        _Held(
            row["organisation_id"],
            row["activity__kind"],
            row["activity__place__district_id"] or row["activity__place_id"],
            row["activity__held_on"],
            Done(row["held"], row["present"] or 0),
        )
        for row in grouped
    ]


def _copies(by: Actor, campaign: Campaign) -> tuple[Counter[uuid.UUID], list[tuple[uuid.UUID, str, int]]]:
    links = campaign_links(by, campaign, TakeInKind.DISTRIBUTIONS).order_by()
    given: Counter[uuid.UUID] = Counter()
    found: Counter[uuid.UUID] = Counter()
    titles: dict[uuid.UUID, str] = {}
    for link in links.select_related("distribution__material"):
        material = link.distribution.material
        given[link.organisation_id] += link.distribution.copies
        found[material.pk] += link.distribution.copies
        titles[material.pk] = material.title
    return given, [(key, titles[key], number) for key, number in found.most_common()]


def _persons(by: Actor, campaign: Campaign) -> dict[CampaignCount, Counter[uuid.UUID]]:
    """Counts of persons by organisation, within the reader's reach of people."""
    found: dict[CampaignCount, Counter[uuid.UUID]] = {what: Counter() for what in _PERSONS}
    if not by.reach(Permission.PEOPLE_SEE).has_rows:
        return found
    journeys = campaign_links(by, campaign, TakeInKind.JOURNEYS).order_by()
    for row in journeys.values("organisation_id").annotate(number=Count("journey_id")):
        found[CampaignCount.REGISTRATIONS][row["organisation_id"]] = row["number"]
    activities = campaign_links(by, campaign, TakeInKind.ACTIVITIES).order_by().values("activity_id")
    lines = live(CampLine).filter(
        organisation_id__in=by.reach(Permission.PEOPLE_SEE).row_organisations,
        camp__activity__in=activities,
        camp__withdrawn_at__isnull=True,
    )
    linked = Q(linkage__isnull=False, linkage__withdrawn_at__isnull=True)
    counted = lines.values("organisation_id").annotate(
        applications=Count("id", filter=linked),
        linkages=Count("id", filter=linked & Q(linkage__received_on__isnull=False)),
        issues=Count("id", filter=Q(issue__isnull=False, issue__withdrawn_at__isnull=True)),
    )
    for row in counted:
        numbers: Mapping[str, Any] = row
        for what in (CampaignCount.APPLICATIONS, CampaignCount.LINKAGES, CampaignCount.ISSUES):
            found[what][row["organisation_id"]] = numbers[what.value]
    return found


def _parts(by: Actor, campaign: Campaign) -> list[Campaign]:
    """The campaigns of the organisations that the report shows: the campaign itself first."""
    if not campaign.is_shared:
        return [campaign]
    rows = reachable(Campaign, by=by, permission=Permission.ACTIVITIES_SEE).filter(common=campaign.common_id)
    if campaign.organisation_id not in by.reach(Permission.ACTIVITIES_SEE).row_organisations:
        rows = rows.filter(organisation_id__in=by.home_organisations)
    return sorted(rows, key=lambda row: (row.pk != campaign.pk, row.organisation.code))


def _places(by: Actor, campaign: Campaign, parts: Sequence[Campaign]) -> tuple[int, int]:
    planned = {
        (row.place_id, row.panchayat, row.village)
        for row in reachable(CampaignPlace, by=by, permission=Permission.ACTIVITIES_SEE).filter(campaign__in=parts)
    }
    if not planned:
        return 0, 0
    links = campaign_links(by, campaign, TakeInKind.ACTIVITIES).order_by()
    columns = ("activity__place_id", "activity__place__district_id", "activity__panchayat", "activity__village")
    worked = set(links.values_list(*columns).distinct())
    reached = sum(
        any(
            place in (block, district)
            and (not panchayat or panchayat == at_panchayat)
            and (not village or village == at_village)
            for block, district, at_panchayat, at_village in worked
        )
        for place, panchayat, village in planned
    )
    return len(planned), reached


def _targets(
    by: Actor, campaign: Campaign, parts: Sequence[Campaign], members: Sequence[MemberLine]
) -> list[TargetLine]:
    """The targets of the parts shown. Of a campaign of the network its own are those of all together."""
    rows = reachable(CampaignTarget, by=by, permission=Permission.ACTIVITIES_SEE).filter(campaign__in=parts)
    lines = {line.organisation.pk: line for line in members}
    found = []
    for row in rows:
        counted = CampaignCount(row.counted)
        is_together = campaign.is_shared and row.campaign_id == campaign.pk
        done = _sum(line.number(counted) for line in members) if is_together else None
        if not is_together and row.organisation_id in lines:
            done = lines[row.organisation_id].number(counted)
        found.append(TargetLine(row.pk, None if is_together else row.organisation, counted, row.amount, done))
    order = list(CampaignCount)
    return sorted(found, key=lambda line: (order.index(line.counted), line.organisation is not None, str(line.id)))


def _sum(numbers: Iterable[int | None]) -> int | None:
    found = list(numbers)
    return None if None in found else sum(number or 0 for number in found)


def _total(lines: Iterable[_Held]) -> Done:
    return sum((line.done for line in lines), Done())


def _by_kind(lines: Sequence[_Held]) -> list[tuple[str, Done]]:
    found: dict[str, Done] = defaultdict(Done)
    for line in lines:
        found[line.kind] += line.done
    return sorted(found.items(), key=lambda pair: (-pair[1].held, pair[0]))


def _by_place(lines: Sequence[_Held]) -> list[tuple[Place, Done]]:
    found: dict[uuid.UUID, Done] = defaultdict(Done)
    for line in lines:
        found[line.place] += line.done
    places = Place.objects.in_bulk(list(found)) if found else {}
    pairs = [(places[key], done) for key, done in found.items()]
    return sorted(pairs, key=lambda pair: (-pair[1].held, pair[0].name_en))


def _by_time(lines: Sequence[_Held]) -> tuple[list[tuple[dt.date, Done]], bool]:
    days = [line.day for line in lines]
    is_by_month = bool(days) and (max(days) - min(days)).days > _DAYS_SHOWN_SINGLY
    found: dict[dt.date, Done] = defaultdict(Done)
    for line in lines:
        found[line.day.replace(day=1) if is_by_month else line.day] += line.done
    if is_by_month:  # months without anything belong into the picture too
        month, last = min(found), max(found)
        while month < last:
            found[month] += Done()
            month = (month + dt.timedelta(days=32)).replace(day=1)
    return sorted(found.items()), is_by_month
