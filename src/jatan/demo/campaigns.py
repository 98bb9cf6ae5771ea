"""Campaigns and camps of the demo, through the services: COVID-19 over the imported meetings of that theme; one that
runs now, with two camps of one member and what came of them.

What is there already is left alone, so that a build that was killed goes on.
"""

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

from jatan.foundation.access.actors import Actor, actor_of, importer_for
from jatan.foundation.access.models import Account
from jatan.foundation.access.permissions import Role
from jatan.foundation.access.walls import acting_as
from jatan.foundation.network.models import Organisation
from jatan.foundation.network.selectors import members
from jatan.foundation.places.models import Place
from jatan.kernel import clock
from jatan.kernel.ids import new_id
from jatan.programme.activities.commands import PlanFollowUp, RecordActivity
from jatan.programme.activities.services import FOLLOW_UP
from jatan.programme.campaigns.camps import WORKER
from jatan.programme.campaigns.commands import BeginCampaign, ChooseMaterial, KeepLine, NameWorker, PlanPlace, SetTarget
from jatan.programme.campaigns.models import Camp, Campaign
from jatan.programme.campaigns.services import (
    CHOSEN_MATERIAL,
    PLANNED_PLACE,
    TARGET,
    begin_campaign,
    join_campaign,
)
from jatan.programme.campaigns.taking_in import TABLES, TakeIn, preview_take_in, put_in, take_in
from jatan.programme.flows.camps import hold_camp, take_lines
from jatan.programme.helpdesk.models import Issue
from jatan.programme.helpdesk.services import resolve_issue, send_issue
from jatan.programme.library.commands import AddMaterial, RecordDistribution
from jatan.programme.library.services import DISTRIBUTION, add_material
from jatan.programme.people.reach import live
from jatan.programme.schemes.models import Linkage
from jatan.programme.schemes.services import receive_linkage, sanction_linkage

_COVID_FIRST, _COVID_LAST = dt.date(2021, 4, 1), dt.date(2022, 3, 31)
_BEGAN, _FIRST_CAMP, _SECOND_CAMP = 45, 24, 5  # days before today
_LEAVING = {"is_leaving": True, "work": "garment", "destination_as_written": "तिरुपुर"}
_FIRST_LIST: tuple[dict[str, Any], ...] = (
    {"name": "सीतामुनी उराँव", "guardian_name": "जगरनाथ उराँव", "sex": "f", "age_as_written": "23", **_LEAVING},
    {"name": "करमी लकड़ा", "guardian_name": "एतवा लकड़ा", "sex": "f", "age_as_written": "३१", "scheme": "eshram"},
    {
        "name": "बुधराम तिर्की",
        "guardian_name": "लोहरा तिर्की",
        "sex": "m",
        "age_as_written": "46",
        "scheme": "labour_card",
    },
    {"name": "झालो देवी", "sex": "f", "age_as_written": "58", "scheme": "widow_pension"},
    {"name": "रामकुमार मिंज", "sex": "m", "age_as_written": "27", **_LEAVING},
    {"name": "दुर्गावती कुजूर", "sex": "f", "age_as_written": "35", "issue_kind": "unpaid_wages"},
    {"name": "सुखमनी बाड़ा", "sex": "f", "age_as_written": "41", "issue_kind": "identity_papers"},
    {"name": "चैतू खड़िया", "sex": "m", "age_as_written": "63"},
)
_SECOND_LIST: tuple[dict[str, Any], ...] = (
    {"name": "पार्वती टोप्पो", "guardian_name": "बिरसा टोप्पो", "sex": "f", "age_as_written": "20", **_LEAVING},
    {"name": "अनिमा केरकेट्टा", "guardian_name": "जोहन केरकेट्टा", "sex": "f", "age_as_written": "17", **_LEAVING},
    {"name": "गंगाराम महतो", "sex": "m", "age_as_written": "38", "scheme": "eshram"},
    {"name": "मुन्नी देवी", "sex": "f", "age_as_written": "29", "phone_as_written": "9431 22", "scheme": "ayushman"},
    {"name": "लालमुनी मुंडा", "sex": "f", "age_as_written": "44", "issue_kind": "scheme_delayed"},
)


def record_campaigns(accounts: Mapping[Role, Account]) -> None:
    """Record both campaigns of the network, and the camps of the member of the demo's own accounts."""
    with acting_as(actor_of(accounts[Role.SECRETARIAT])) as by:
        covid = _begun(
            by,
            "कोविड-19 जागरूकता अभियान",
            "COVID-19 awareness campaign",
            "हर बैठक में कोविड से बचाव, टीका और लौटे प्रवासियों की मदद की बात पहुँचे।",
            "covid19",
            _COVID_FIRST,
            _COVID_LAST,
            {"activities": 300, "participants": 6000},
        )
        running = _begun(
            by,
            "जाने से पहले पंजीकरण अभियान",
            "Register before you leave",
            "हर पंचायत में एक शिविर, और जाने वाला हर व्यक्ति पहले दर्ज हो।",
            "registration",
            clock.today() - dt.timedelta(days=_BEGAN),
            clock.today() + dt.timedelta(days=_BEGAN),
            {"camps": 13, "participants": 800},
        )
    for member in members():
        with acting_as(importer_for(member.pk)) as by:
            _take_covid_in(by, covid, member)
    with acting_as(actor_of(accounts[Role.COORDINATOR])) as by:
        _run(by, running)


def _begun(
    by: Actor, hi: str, en: str, aims: str, theme: str, first: dt.date, last: dt.date, targets: Mapping[str, int]
) -> Campaign:
    office = by.home_organisations[0]
    found = live(Campaign).filter(organisation_id=office, theme=theme).first()
    if found is not None:
        return found
    days: dict[str, Any] = {"theme": theme, "begins_on": first, "ends_on": last}
    state = Place.objects.get(level="state", pk__in=Place.objects.filter(level="district").values("parent_id"))
    command = BeginCampaign(organisation=office, place=state, name_hi=hi, name_en=en, aims=aims, **days)
    campaign = begin_campaign(by=by, command=command)
    for counted, amount in targets.items():
        TARGET.record(by=by, command=SetTarget(campaign=campaign, counted=counted, amount=amount))
    return campaign


def _joined(by: Actor, campaign: Campaign, organisation: uuid.UUID, place: Place) -> Campaign:
    found = live(Campaign).filter(organisation_id=organisation, common=campaign.common_id).first()
    return found or join_campaign(by=by, campaign=campaign, organisation=organisation, place=place)


def _take_covid_in(by: Actor, covid: Campaign, member: Organisation) -> None:
    """The member's meetings of the theme in these days."""
    link = member.districts.select_related("district").first()
    if link is None:
        return
    part = _joined(by, covid, member.pk, link.district)
    asked = TakeIn(TABLES["activities"], _COVID_FIRST, _COVID_LAST, theme="covid19")
    found = preview_take_in(by, part, asked)
    if found.rows:
        take_in(by=by, campaign=part, asked=asked, seen=found.digest)


def _run(by: Actor, running: Campaign) -> None:
    """The running campaign of one member: its plan, a leaflet, two camps, and what came of the first."""
    office = by.home_organisations[0]
    if live(Camp).filter(organisation_id=office).exists():
        return
    district = Organisation.objects.get(pk=office).districts.select_related("district").get().district
    blocks = list(Place.objects.filter(level="block", district=district).order_by("name_en")[:2])
    part = _joined(by, running, office, district)
    for counted, amount in (("camps", 3), ("registrations", 12), ("applications", 10)):
        TARGET.record(by=by, command=SetTarget(campaign=part, counted=counted, amount=amount))
    for block, panchayat in zip(blocks, ("सालटोली", "जामडीह"), strict=True):
        PLANNED_PLACE.record(by=by, command=PlanPlace(campaign=part, place=block, panchayat=panchayat))
    _give_leaflets(by, part, district)
    first = _camp(by, part, blocks[0], "सालटोली", _FIRST_CAMP, (31, 12, 4, 0), _FIRST_LIST)
    _camp(by, part, blocks[1], "जामडीह", _SECOND_CAMP, (22, 9, 3, 1), _SECOND_LIST)
    _follow(by, first)


def _give_leaflets(by: Actor, part: Campaign, district: Place) -> None:
    where: dict[str, Any] = {"organisation": part.organisation_id, "place": district}
    leaflet = AddMaterial(**where, kind="iec", title_hi="जाने से पहले दर्ज कराएँ", title_en="Register before you leave")
    material = add_material(by=by, command=leaflet)
    CHOSEN_MATERIAL.record(by=by, command=ChooseMaterial(campaign=part, material=material))
    given_on = clock.today() - dt.timedelta(days=_FIRST_CAMP)
    given = RecordDistribution(**where, material=material, given_on=given_on, copies=150, to_whom="शिविर में आए लोग")
    put_in(by=by, campaign=part, records=[DISTRIBUTION.record(by=by, command=given)])


def _camp(
    by: Actor,
    part: Campaign,
    block: Place,
    panchayat: str,
    ago: int,
    heads: tuple[int, int, int, int],
    people: tuple[dict[str, Any], ...],
) -> Camp:
    """A camp with its list; who leaves does so two weeks afterwards."""
    day = clock.today() - dt.timedelta(days=ago)
    women, men, girls, boys = heads
    where: dict[str, Any] = {"organisation": part.organisation_id, "place": block, "panchayat": panchayat}
    activity = RecordActivity(
        **where,
        kind="camp",
        held_on=day,
        women=women,
        men=men,
        girls=girls,
        boys=boys,
        topic="जाने से पहले पंजीकरण और योजनाएँ",
        theme="registration",
    )
    camp = hold_camp(by=by, activity=activity, topics=["rights", "papers", "help"], campaign=part)
    for name, task, office in (
        ("फूलमनी (नमूना)", "registration", ""),
        ("अनूप (नमूना)", "schemes", ""),
        ("पंचायत सचिव (नमूना)", "office", "पंचायत दफ़्तर"),
    ):
        WORKER.record(by=by, command=NameWorker(camp=camp, name=name, task=task, from_where=office))
    leaves_on = f"{day + dt.timedelta(days=14):%d/%m/%Y}"
    commands = [
        KeepLine(
            camp=camp,
            id=new_id(),
            consents=["record", "contact"],
            leaves_on_as_written=leaves_on if one.get("is_leaving") else "",
            choice="new",
            **one,
        )
        for one in people
    ]
    take_lines(by=by, camp=camp, commands=commands)
    what = "शिविर में आए आवेदनों का हाल प्रखंड से पूछें"
    follow_up = PlanFollowUp(activity=camp.activity, what=what, due_on=day + dt.timedelta(days=21))
    FOLLOW_UP.record(by=by, command=follow_up)
    return camp


def _follow(by: Actor, camp: Camp) -> None:
    """Weeks later: one benefit received and one sanctioned, one issue resolved and one sent on."""
    today = clock.today()
    linkages = live(Linkage).filter(camp_lines__camp=camp).select_related("person", "place").order_by("id")
    for number, linkage in enumerate(linkages[:2]):
        if number == 0:
            receive_linkage(by=by, linkage=linkage, on=today - dt.timedelta(days=4))
        else:
            sanction_linkage(by=by, linkage=linkage, on=today - dt.timedelta(days=6))
    issues = live(Issue).filter(camp_lines__camp=camp).select_related("person", "place").order_by("id")
    for number, issue in enumerate(issues[:2]):
        if number == 0:
            sent_on, due = today - dt.timedelta(days=15), today - dt.timedelta(days=1)
            send_issue(by=by, issue=issue, sent_to="labour_office", sent_on=sent_on, next_follow_up_on=due)
        else:
            resolve_issue(by=by, issue=issue, on=today - dt.timedelta(days=8))
