"""Consultations, recommendations, work on laws and media mentions as numbers, each opening onto its rows."""

import datetime as dt
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile

from jatan.evidence.indicators.results import ImpactReport
from jatan.evidence.indicators.selectors import impact_report
from jatan.evidence.indicators.services import recount_pending
from jatan.evidence.indicators.source_rows import rows_behind
from jatan.evidence.indicators.verify import verify_all
from jatan.foundation.access.actors import Actor
from jatan.foundation.network.models import Organisation
from jatan.kernel.periods import Period
from jatan.programme.allies.clippings import CLIPPING, add_clipping
from jatan.programme.allies.commands import AddClipping, RecordMention
from jatan.programme.allies.models import MediaMention
from jatan.programme.allies.services import MENTION
from jatan.programme.consultations.commands import HoldConsultation, Recommend
from jatan.programme.consultations.models import Consultation
from jatan.programme.consultations.records import RECOMMENDATION, follow_recommendation
from jatan.programme.consultations.services import CONSULTATION, hold_consultation
from tests.cast import Cast
from tests.papers import PDF
from tests.programme.activities.builders import an_activity
from tests.programme.consultations.builders import a_consultation

pytestmark = pytest.mark.django_db

As = Callable[[str], AbstractContextManager[Actor]]
FIRST, LAST = dt.date(2026, 6, 1), dt.date(2026, 6, 30)
JUNE = Period(FIRST, LAST)


@pytest.fixture(autouse=True)
def _files(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"


def read(as_: As, part: str = "coordinator", **narrowed: Any) -> ImpactReport:
    recount_pending(Organisation.objects.values_list("id", flat=True))
    with as_(part) as by:
        return impact_report(JUNE, by=by, annex=True, **narrowed)


def held(by: Actor, cast: Cast, day: dt.date, people: int = 30, **values: Any) -> Consultation:
    row = a_consultation(by, cast, planned_on=day, **values)
    hold_consultation(by=by, command=HoldConsultation(consultation=row, held_on=day, total=people))
    return row


def mention(by: Actor, cast: Cast, day: dt.date, **values: Any) -> MediaMention:
    where = {"organisation": cast.gumla.pk, "place": cast.gumla_district}
    command = RecordMention(**(where | values), published_on=day, outlet="प्रभात खबर", title="खबर")
    return MENTION.record(by=by, command=command)


def test_consultations_count_by_level_from_the_first_to_the_last_day_of_a_month(cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        held(by, cast, FIRST, 30)
        held(by, cast, LAST, 12)
        held(by, cast, FIRST - dt.timedelta(days=1), 99)
        held(by, cast, LAST + dt.timedelta(days=1), 99)
        held(by, cast, FIRST, 7, level="block")
        gone = held(by, cast, LAST, 99)
        CONSULTATION.withdraw(by=by, row=gone, reason="दो बार")
        a_consultation(by, cast, planned_on=FIRST)  # planned, and not held
    report = read(as_)
    found = {name: report.number("consultations", name) for name in ("block", "district", "state", "district_people")}
    assert found == {"block": 1, "district": 2, "state": 0, "district_people": 42}
    with as_("coordinator") as by:
        assert rows_behind("consultations", "district", JUNE, by=by).count() == 2
    assert verify_all() == []


def test_what_the_secretariat_holds_counts_once_in_the_network_and_in_no_member(cast: Cast, as_: As) -> None:
    with as_("secretariat") as by:
        held(by, cast, FIRST, 80, organisation=cast.network.pk, place=cast.khunti_district, level="state")
    report = read(as_, "secretariat")
    lines = {line.id: line.number("consultations", "state") for line in report.by_organisation}
    assert (report.number("consultations", "state"), report.number("consultations", "state_people")) == (1, 80)
    assert lines[cast.network.pk] == 1
    assert lines[cast.khunti.pk] == lines[cast.gumla.pk] == 0
    for part in ("coordinator", "khunti_coordinator"):
        assert read(as_, part).number("consultations", "state") == 0


def test_recommendations_leave_with_their_consultation_and_move_on_with_their_outcome(cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        row, other = held(by, cast, FIRST), held(by, cast, FIRST)
        first = RECOMMENDATION.record(by=by, command=Recommend(consultation=row, made_on=FIRST, what="नोडल अधिकारी"))
        RECOMMENDATION.record(by=by, command=Recommend(consultation=row, made_on=LAST, what="मासिक बैठक"))
        RECOMMENDATION.record(by=by, command=Recommend(consultation=other, made_on=FIRST, what="तीसरा"))
    report = read(as_)
    assert (report.number("recommendations", "made"), report.number("recommendations", "heard")) == (3, 0)
    with as_("coordinator") as by:
        follow_recommendation(by=by, recommendation=first, outcome="taken_up", outcome_on=LAST)
        CONSULTATION.withdraw(by=by, row=other, reason="दो बार")
    report = read(as_)
    assert (report.number("recommendations", "made"), report.number("recommendations", "heard")) == (2, 1)
    assert verify_all() == []
    with as_("coordinator") as by:
        assert {row.what for row in rows_behind("recommendations", "made", JUNE, by=by)} == {
            "नोडल अधिकारी",
            "मासिक बैठक",
        }


def test_work_on_laws_for_women_with_and_without_officials(cast: Cast, as_: As) -> None:
    usual = {"held_on": FIRST, "women": None, "girls": None}
    with as_("coordinator") as by:
        an_activity(by, cast, **usual, kind="awareness", law_topic="witch_branding", total=50)
        an_activity(by, cast, **usual, kind="officials_meeting", law_topic="domestic_violence", total=9)
        an_activity(by, cast, **usual, kind="awareness", law_topic="bonded_labour", total=20)
        an_activity(by, cast, **usual, kind="awareness", total=70)
        held(by, cast, FIRST, 30, law_topics=["pocso", "dowry"])
    report = read(as_)
    women = {name: report.number("womens_laws", name) for name in ("meetings", "participants", "with_officials")}
    assert women == {"meetings": 3, "participants": 89, "with_officials": 1}
    assert (report.number("law_work", "meetings"), report.number("law_work", "participants")) == (4, 109)
    with as_("coordinator") as by:
        assert rows_behind("womens_laws", "with_officials", JUNE, by=by).count() == 1


def test_mentions_are_counted_by_their_day_and_with_their_copies(cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        kept, gone = mention(by, cast, FIRST), mention(by, cast, LAST)
        mention(by, cast, LAST + dt.timedelta(days=1))
        where = {"organisation": kept.organisation_id, "place": kept.place}
        command = AddClipping(**where, mention=kept, kind="page", copied_on=dt.date(2026, 8, 3))
        copy = add_clipping(by=by, command=command, upload=ContentFile(PDF, name="a.pdf"))
    report = read(as_)
    assert (report.number("media_mentions", "mentions"), report.number("media_mentions", "kept")) == (2, 1)
    with as_("coordinator") as by:
        MENTION.withdraw(by=by, row=gone, reason="दो बार")
        CLIPPING.withdraw(by=by, row=copy, reason="धुंधला")
    report = read(as_)
    assert (report.number("media_mentions", "mentions"), report.number("media_mentions", "kept")) == (1, 0)
    assert verify_all() == []


def test_a_number_of_what_all_may_read_opens_onto_the_rows_that_it_counts_alone(cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        mention(by, cast, FIRST)
    with as_("khunti_coordinator") as by:
        mention(by, cast, FIRST, organisation=cast.khunti.pk, place=cast.khunti_district)
    for part, number in (("coordinator", 1), ("khunti_coordinator", 1), ("secretariat", 2)):
        assert read(as_, part).number("media_mentions", "mentions") == number
        with as_(part) as by:
            assert rows_behind("media_mentions", "mentions", JUNE, by=by).count() == number
