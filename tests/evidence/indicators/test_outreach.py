"""Meetings with allies, consultations, camps, media and materials are counted by their day, and open onto rows."""

import datetime as dt
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest

from jatan.evidence.indicators.selectors import impact_report
from jatan.evidence.indicators.services import recount_pending
from jatan.evidence.indicators.source_rows import rows_behind
from jatan.foundation.access.actors import Actor
from jatan.kernel.periods import Period
from jatan.programme.activities.services import withdraw_activity
from jatan.programme.allies.commands import RecordMeeting, RecordMention
from jatan.programme.allies.models import Ally
from jatan.programme.allies.services import amend_ally, record_meeting, record_mention, withdraw_ally
from jatan.programme.library.services import amend_material
from tests.cast import Cast
from tests.evidence import builders
from tests.programme.allies.builders import an_ally
from tests.programme.library.builders import a_material

pytestmark = pytest.mark.django_db
type As = Callable[[str], AbstractContextManager[Actor]]
JUNE = Period(dt.date(2022, 6, 1), dt.date(2022, 6, 30))
FIRST, LAST, AFTER = JUNE.start, JUNE.end, dt.date(2022, 7, 1)


def meet(by: Actor, ally: Ally, *days: dt.date) -> None:
    for day in days:
        command = RecordMeeting(organisation=ally.organisation_id, place=ally.place, ally=ally, held_on=day)
        record_meeting(by=by, command=command)


def counted(as_: As, cast: Cast, part: str = "coordinator", period: Period = JUNE) -> dict[tuple[str, str], int]:
    recount_pending([cast.gumla.id, cast.khunti.id, cast.network.id])
    with as_(part) as by:
        totals = impact_report(period, by=by).totals
    return {key: number for key, number in totals.items() if number}


def test_activities_of_the_account_are_counted_by_kind_and_by_theme(cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        for kind in ("camp", "consultation_state", "consultation_national"):
            for day in (FIRST, LAST, AFTER):
                builders.meeting(by, cast.gumla, cast.gumla_block, day, kind=kind, total=10)
        builders.meeting(by, cast.gumla, cast.gumla_block, LAST, total=7, theme="covid19")
        gone = builders.meeting(by, cast.gumla, cast.gumla_block, LAST, kind="camp", theme="covid19", total=9)
        withdraw_activity(by=by, activity=gone, reason="twice")
    found = counted(as_, cast)
    for code, name in (
        ("camps", "camps"),
        ("state_consultations", "consultations"),
        ("national_consultations", "consultations"),
    ):
        assert (found[(code, name)], found[(code, "participants")]) == (2, 20)
    assert found[("covid19_campaign", "activities")] == 1
    assert found[("covid19_campaign", "participants")] == 7
    middle = Period(dt.date(2022, 6, 2), AFTER)  # edges are counted from rows
    assert counted(as_, cast, period=middle)[("camps", "camps")] == 2


def test_meetings_count_by_level_and_kind_and_go_with_their_ally(cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        office = an_ally(by, cast)
        unit = an_ally(by, cast, name="एएचटीयू गुमला", kind="police", is_ahtu=True)
        group = an_ally(by, cast, name="दिल्ली साथी", kind="civil", level="national")
        meet(by, office, FIRST, LAST, AFTER)
        meet(by, unit, LAST)
        meet(by, group, FIRST)
    found = counted(as_, cast)
    assert found[("ally_meetings", "district")] == 3
    assert found[("ally_meetings", "national")] == 1
    assert found[("office_meetings", "government")] == 2
    assert found[("office_meetings", "police")] == found[("ahtu_meetings", "meetings")] == 1
    assert found[("office_meetings", "civil")] == 1
    with as_("coordinator") as by:
        rows = rows_behind("ahtu_meetings", "meetings", JUNE, by=by)
        assert [row.ally.name for row in rows] == ["एएचटीयू गुमला"]
        amend_ally(by=by, ally=group, changes={"level": "state"})
        withdraw_ally(by=by, ally=unit, reason="twice")
    found = counted(as_, cast)
    assert found[("ally_meetings", "state")] == 1
    assert ("ally_meetings", "national") not in found
    assert ("ahtu_meetings", "meetings") not in found
    assert ("ahtu_meetings", "meetings") not in counted(as_, cast, "khunti_coordinator")


def test_media_and_materials_count_by_the_day_published(cast: Cast, as_: As) -> None:
    with as_("secretariat") as by:
        where = {"organisation": cast.network.id, "place": cast.gumla_district}
        for day in (FIRST, LAST, AFTER):
            record_mention(by=by, command=RecordMention(**where, published_on=day, outlet="दैनिक", title="खबर"))
    with as_("coordinator") as by:
        leaflet = a_material(by, cast, kind="iec", published_on=FIRST)
        a_material(by, cast, kind="study", published_on=LAST)
        a_material(by, cast, kind="booklet", published_on=AFTER)
        a_material(by, cast, kind="iec")
    found = counted(as_, cast, "secretariat")
    assert found[("media_mentions", "mentions")] == 2
    assert (found[("materials", "iec")], found[("materials", "studies")]) == (1, 1)
    assert ("materials", "booklets") not in found
    assert ("media_mentions", "mentions") not in counted(as_, cast)
    with as_("coordinator") as by:
        amend_material(by=by, material=leaflet, changes={"published_on": AFTER})
    assert ("materials", "iec") not in counted(as_, cast)
