"""Whatever kind of activity, meeting, joint work or material somebody records, it stands in a number."""

import datetime as dt
from collections import Counter
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.utils.translation import override

from jatan.evidence.indicators.absences import Absence
from jatan.evidence.indicators.definitions import COUNTED
from jatan.evidence.indicators.results import ImpactReport, Key, share_of
from jatan.evidence.indicators.selectors import impact_report
from jatan.evidence.indicators.services import recount_pending
from jatan.evidence.indicators.snapshots import publication_day, take_due
from jatan.evidence.indicators.source_rows import rows_behind
from jatan.evidence.indicators.verify import verify_all
from jatan.evidence.studio.account_part import rest_of
from jatan.evidence.studio.blocks import Figure, Report
from jatan.evidence.studio.choice import Choice
from jatan.evidence.studio.parts import build
from jatan.evidence.studio.sentences import account_parts
from jatan.foundation.access.actors import Actor
from jatan.kernel import clock
from jatan.kernel.periods import Period
from jatan.programme.activities.choices import ActivityKind
from jatan.programme.allies import parts
from jatan.programme.allies.choices import OFFICES, OFFICIAL_KINDS, AllyKind, JointKind
from jatan.programme.allies.commands import RecordJointWork
from jatan.programme.consultations.choices import InviteeKind
from jatan.programme.consultations.commands import HoldConsultation
from jatan.programme.consultations.services import hold_consultation, note_attendance
from jatan.programme.library.choices import MaterialKind
from tests.cast import Cast
from tests.evidence import builders
from tests.programme.allies.builders import a_meeting, an_ally
from tests.programme.consultations.builders import a_consultation, an_invitation
from tests.programme.helpdesk.builders import an_issue
from tests.programme.library.builders import a_material

pytestmark = pytest.mark.django_db

As = Callable[[str], AbstractContextManager[Actor]]
MONTH = Period(dt.date(2024, 1, 1), dt.date(2024, 1, 31))
ROWS: list[Key] = [(one.code, value.name) for one in COUNTED for value in one.values if value.measure == "rows"]
# What tells the same rows once more by another side: of what they were about, or by whom they were held with.
ALSO = ("womens_laws", "law_work", "covid19_campaign", "joint_work_with", "ahtu_work")


@pytest.fixture(autouse=True)
def _files(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"


def read(cast: Cast, as_: As, part: str = "coordinator", period: Period = MONTH) -> ImpactReport:
    recount_pending([cast.gumla.id, cast.khunti.id, cast.network.id])
    with as_(part) as by:
        return impact_report(period, by=by, annex=True)


def counted(report: ImpactReport, *leaving_out: str) -> Counter[Key]:
    """The numbers of rows that are no nought."""
    found = {key: report.number(*key) or 0 for key in ROWS if key[0] not in (*ALSO, *leaving_out)}
    return Counter({key: number for key, number in found.items() if number and key[1] != "centres"})


@pytest.mark.parametrize("kind", ActivityKind.values)
def test_every_kind_of_activity_is_counted_once(cast: Cast, as_: As, kind: str) -> None:
    with as_("coordinator") as by:
        builders.meeting(by, cast.gumla, cast.gumla_block, MONTH.start, kind=kind, total=7)
    report = read(cast, as_)
    people = [key for key in report.totals if report.number(*key) == 7 and key[0] not in ALSO]
    assert len(people) == 1 or kind == ActivityKind.MEDIA_EVENT
    assert counted(report).total() == (0 if kind == ActivityKind.GROUP_REACH else 1)


@pytest.mark.parametrize("kind", AllyKind.values)
def test_meetings_and_joint_work_with_every_kind_of_institution_are_counted(cast: Cast, as_: As, kind: str) -> None:
    with as_("coordinator") as by:
        ally = an_ally(by, cast, kind=kind, level="district")
        a_meeting(by, ally, held_on=MONTH.start)
        about: dict[str, Any] = {"organisation": cast.gumla.id, "place": ally.place, "ally": ally}
        for day, joint in enumerate(JointKind.values, start=1):
            work = RecordJointWork(**about, kind=joint, held_on=dt.date(2024, 1, day), what="साथ में")
            parts.JOINT_WORK.record(by=by, command=work)
        hidden = RecordJointWork(**about, kind="watch", held_on=MONTH.end, what="गोपनीय", is_confidential=True)
        parts.JOINT_WORK.record(by=by, command=hidden)
    report = read(cast, as_)
    assert counted(report, "joint_work").total() == 1
    names = ("operations", "watches", "trainings", "awareness", "other")
    assert [report.number("joint_work", name) for name in names] == [1] * 5
    office = next((name for name, kinds in OFFICES.items() if kind in kinds), "others")
    by_office = {name: report.number("joint_work_with", name) for name in (*OFFICES, "others")}
    assert by_office == {name: 5 if name == office else 0 for name in by_office}
    with as_("coordinator") as by:
        assert rows_behind("joint_work_with", office, MONTH, by=by).count() == 5
    if kind == AllyKind.AHTU:
        assert [report.number("ahtu_work", name) for name in names] == [1] * 5
    assert verify_all() == []


def test_every_office_is_of_one_kind() -> None:
    assert Counter(kind for kinds in OFFICES.values() for kind in kinds) == Counter(OFFICIAL_KINDS)


@pytest.mark.parametrize("kind", MaterialKind.values)
def test_material_of_every_kind_is_counted_made_or_entered_as_ready(cast: Cast, as_: As, kind: str) -> None:
    with as_("coordinator") as by:
        a_material(by, cast, kind=kind, published_on=MONTH.end)
        a_material(by, cast, kind=kind, published_on=None)
        a_material(by, cast, kind=kind, stage="draft", published_on=None)
        made = a_material(by, cast, kind=kind, stage="draft", published_on=None)
        made.stage, made.approved_on = "approved", MONTH.start
        made.save()
    report = read(cast, as_)
    assert (report.number("ready_material", "materials"), report.number("ready_material", "undated")) == (1, 0)
    recount_pending([cast.gumla.id])
    today = clock.today()
    now = read(cast, as_, period=Period(today.replace(day=1), today))
    assert now.number("ready_material", "undated") == 1
    with as_("coordinator") as by:
        assert rows_behind("ready_material", "undated", Period(today, today), by=by).count() == 1


@pytest.mark.parametrize("kind", InviteeKind.values)
def test_a_consultation_is_with_officials_only_when_one_came(cast: Cast, as_: As, kind: str) -> None:
    is_office = kind in ("government", "police", "judiciary", "panchayat")
    with as_("coordinator") as by:
        row = a_consultation(by, cast, planned_on=MONTH.start, law_topics=["pocso", "dowry"])
        guest = an_invitation(by, row, kind=kind)
        hold_consultation(by=by, command=HoldConsultation(consultation=row, held_on=MONTH.start, total=30))
    assert read(cast, as_).number("womens_laws", "with_officials") == 0
    with as_("coordinator") as by:
        note_attendance(by=by, consultation=row, came={guest.pk})
    report = read(cast, as_)
    assert (report.number("womens_laws", "meetings"), report.number("womens_laws", "with_officials")) == (1, is_office)
    with as_("coordinator") as by:
        assert rows_behind("womens_laws", "with_officials", MONTH, by=by).count() == is_office
        note_attendance(by=by, consultation=row, came=set())
    assert read(cast, as_).number("womens_laws", "with_officials") == 0
    assert verify_all() == []


@pytest.mark.parametrize("language", ["hi", "en"])
def test_of_who_left_unseen_nothing_is_claimed(cast: Cast, as_: As, language: str) -> None:
    """Before: "2,379 of 2,379", as if everybody who left had been registered before."""

    (rest,) = [one.rest for part in account_parts() for one in part.sentences if one.code == "S1"]
    assert rest is not None

    def cell_of_rest(**values: Any) -> tuple[Any, Any]:
        with override(language):
            return rest_of(report_of(**values), rest)

    before, leaving = ("registered_before_leaving", "before"), ("registered_before_leaving", "leaving")

    def report_of(**values: Any) -> ImpactReport:
        usual = {"by_organisation": (), "by_district": (), "by_block": (), "by_month": ()}
        return ImpactReport(period=MONTH, **usual, **values)

    nobody, why = cell_of_rest(totals={before: 2379, leaving: 2379})
    assert why is Absence.NOT_RECORDED
    assert isinstance(nobody, str)
    assert "2,379" not in nobody
    assert cell_of_rest(totals={before: 2379, leaving: 2400}) == (21, None)
    rounded = cell_of_rest(totals={before: 2380, leaving: 2380}, rounded=frozenset({before, leaving}))
    assert rounded[1] is Absence.FEW
    assert cell_of_rest(totals={before: None, leaving: None})[1] is Absence.NOT_TOLD
    for part, whole, percent in ((2379, 2379, None), (2379, 2400, 99)):
        share = share_of({before: part, leaving: whole}, before[0])
        assert share is not None
        assert share.percent == percent


def _cases_in(report: Report) -> list[Figure]:
    """The figures of cases."""
    shown = [figure for part in report.parts for block in part.blocks for figure in getattr(block, "figures", ())]
    return [figure for figure in shown if figure.key == ("case_work", "cases")]


@pytest.mark.parametrize("language", ["hi", "en"])
def test_a_case_number_says_when_it_comes(cast: Cast, as_: As, language: str) -> None:
    words = {"hi": "तिमाही के बाद, 3 जनवरी 2026 को आएगा", "en": "comes on 3 January 2026, after the quarter"}
    quarter = Period(dt.date(2025, 10, 1), dt.date(2025, 12, 31))
    with clock.frozen_at(dt.datetime(2025, 11, 30, 9, tzinfo=clock.INDIA)):
        with as_("supervisor") as by:
            builders.case(by, cast.gumla, cast.gumla_block, dt.date(2025, 11, 3))
            an_issue(by, cast, received_on=dt.date(2025, 10, 7))
        recount_pending([cast.gumla.id])
        assert take_due()
        with as_("coordinator") as by:
            chosen = Choice(quarter, language, parts=("compared",), shown=("case_work", "cases"))
            (figure,) = _cases_in(build(by, chosen).report)
            until_today = build(by, replace(chosen, period=Period(quarter.start, clock.today()))).report
        with as_("supervisor") as by:
            own = impact_report(quarter, by=by)
            part = impact_report(Period(quarter.start, clock.today()), by=by)
    assert (figure.number, figure.absence) == (words[language], Absence.NOT_YET)
    assert _cases_in(until_today) == []  # kept back: it stands nowhere
    assert own.number("case_work", "cases") == 1
    # For who reads the rows too, days that hold no whole quarter say nothing, and never "none".
    assert part.absence("case_work", "cases") is Absence.NOT_TOLD
    assert not part.is_nothing("case_work", "cases")


@pytest.mark.parametrize(
    ("last", "day"),
    [((2025, 12, 31), (2026, 1, 3)), ((2026, 3, 31), (2026, 4, 3)), ((2026, 6, 1), (2026, 7, 3))],
)
def test_a_month_is_published_on_the_third_day_after_it(last: Any, day: Any) -> None:
    assert publication_day(dt.date(*last)) == dt.date(*day)
