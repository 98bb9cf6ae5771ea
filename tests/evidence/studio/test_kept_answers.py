"""What reports said before the studio stays: answers that are no number, the published table, people by name."""

import datetime as dt
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace

import pytest
from django.utils.translation import override

from jatan.evidence.indicators.absences import Absence
from jatan.evidence.indicators.definitions import INDICATORS
from jatan.evidence.indicators.selectors import impact_report, named_people
from jatan.evidence.indicators.services import recount_pending
from jatan.evidence.studio.audiences import Audience
from jatan.evidence.studio.blocks import Figure, Items, Lines, Note, Part, Report, Table
from jatan.evidence.studio.choice import Choice
from jatan.evidence.studio.parts import PARTS, SENTENCES, build
from jatan.foundation.access.actors import Actor
from jatan.foundation.network.models import OrganisationDistrict
from jatan.programme.activities.commands import AddParticipant
from jatan.programme.activities.services import PARTICIPATION
from jatan.programme.projects.choices import ProjectCount
from jatan.programme.projects.commands import SetTarget
from jatan.programme.projects.services import TARGET
from jatan.programme.projects.tags import tag
from tests.cast import Cast
from tests.evidence import builders
from tests.evidence.studio.conftest import YEAR
from tests.evidence.studio.test_absences import QUARTER, report_of
from tests.evidence.studio.test_grant_part import a_grant, a_line, an_objective

pytestmark = pytest.mark.django_db
type As = Callable[[str], AbstractContextManager[Actor]]
ACCOUNT = [one for one in PARTS if one.code in SENTENCES[:-1]]
_NOUGHTS = (None, Absence.FEW, Absence.NOT_RECORDED)
MEETINGS, REACHED = ("shg_meetings", "meetings"), ("shg_meetings", "participants")


def tables_of(report: Report, code: str) -> list[Table]:
    return [one for part in report.parts if part.code == code for one in part.blocks if isinstance(one, Table)]


def figures_of(report: Report) -> list[Figure]:
    return [figure for part in report.parts for one in part.blocks for figure in getattr(one, "figures", ())]


@pytest.mark.parametrize("absence", [None, *Absence])
def test_the_account_stays_while_any_sentence_has_an_answer(cast: Cast, as_: As, absence: Absence | None) -> None:
    """Before: where all of it was few or nought, the whole account was gone without a word."""
    with as_("secretariat") as by:
        facts = build(by, Choice(QUARTER, "en", parts=SENTENCES)).facts
        facts = replace(facts, report=report_of(0 if absence in _NOUGHTS else None, absence), written={})
        with override("en"):
            parts = [kind.build(facts) for kind in ACCOUNT]
    assert len(parts) == 3
    # Nothing on record, nothing that is counted by now or may be given to this reader: the method says so.
    if absence not in (None, Absence.FEW):
        assert parts == [None, None, None]
        return
    for part in parts:
        assert isinstance(part, Part)
        assert any(isinstance(block, Lines) and block.figures for block in part.blocks)


def test_what_was_never_recorded_is_named_beside_an_answer_that_is_no_number(cast: Cast, as_: As) -> None:
    with as_("secretariat") as by:
        facts = build(by, Choice(QUARTER, "en", parts=SENTENCES)).facts
        report = report_of(0, Absence.NOT_RECORDED)
        absences = {key: Absence.FEW if key == REACHED else Absence.NOT_RECORDED for key in report.totals}
        facts = replace(facts, report=replace(report, absences=absences), written={})
        with override("en"):
            found = [part for kind in ACCOUNT if (part := kind.build(facts)) is not None]
    assert found
    for part in found:
        assert any(isinstance(block, Items) for block in part.blocks), part.code


def test_the_published_table_stands_in_a_donors_report_by_itself(worked: Cast, as_: As) -> None:
    """Noughts included: that no forum was formed in a year is an answer to a donor."""
    later = replace(YEAR, start=dt.date(2023, 4, 1), end=dt.date(2024, 3, 31))
    for period in (YEAR, later):
        with as_("secretariat") as by:
            report = build(by, Choice(period, "en", audience=Audience.DONOR)).report
            truth = impact_report(period, by=by)
        (table,) = tables_of(report, "annex")
        cells = {key: row[-1] for key, row in zip(table.keys, table.rows, strict=True)}
        keys = [(one.code, value.name) for one in INDICATORS for value in one.values]
        known = [key for key in keys if truth.absence(*key) not in (Absence.NOT_RECORDED, Absence.NOT_TOLD)]
        with override("en"):
            assert {key: cells.get(key) for key in known} == {key: truth.cell(*key) for key in known}
    assert 0 in [cells[key] for key in known]


@pytest.fixture
def granted(cast: Cast, as_: As) -> Cast:
    """A grant of Gumla with a line, a target of records and one meeting that belongs to it."""
    with as_("coordinator") as by:
        row = a_grant(by, cast.gumla, cast.gumla_district)
        a_line(by, an_objective(by, row))
        meeting = builders.meeting(by, cast.gumla, cast.gumla_block, dt.date(2022, 7, 9))
        tag(by=by, project=row, record=meeting)
        TARGET.record(by=by, command=SetTarget(project=row, counted=ProjectCount.ACTIVITIES, amount=40))
    recount_pending([cast.gumla.id])
    cast.grant = row  # type: ignore[attr-defined]
    return cast


@pytest.mark.parametrize("narrowed", [False, True])
@pytest.mark.parametrize("how", ["organisations", "districts", "themes"])
def test_records_of_a_grant_stand_only_where_nothing_is_left_out(
    granted: Cast, as_: As, how: str, narrowed: bool
) -> None:
    """Before: with another member, a district or a theme the table still counted all that belongs to the grant."""
    district = OrganisationDistrict.objects.filter(organisation=granted.gumla).first()
    assert district is not None
    filters = {
        "organisations": frozenset({granted.network.id, granted.khunti.id}),
        "districts": frozenset({district.district_id}),
        "themes": ("trafficking",),
    }
    with as_("secretariat") as by:
        choice = Choice(YEAR, "en", project=granted.grant.common_id, parts=("grant",))  # type: ignore[attr-defined]
        report = build(by, replace(choice, **({how: filters[how]} if narrowed else {}))).report
    done = [one for one in tables_of(report, "grant") if one.title == "What was done"]
    notes = [one.text for part in report.parts for one in part.blocks if isinstance(one, Note)]
    assert bool(done) is not narrowed
    assert any("not divided" in note for note in notes) is narrowed
    if done:
        assert done[0].headings[1] == "Target of the whole grant"


@pytest.mark.parametrize("audience", [Audience.OWN, Audience.DONOR])
@pytest.mark.parametrize("language", ["hi", "en"])
def test_people_on_record_by_name_stand_beside_the_attendances(
    worked: Cast, as_: As, language: str, audience: Audience
) -> None:
    """For the house itself: a paper that leaves it names no exact number of persons who are on record."""
    with as_("coordinator") as by:
        for _number in range(2):
            who = builders.person(by, worked.gumla, worked.gumla_block)
            meeting = builders.meeting(by, worked.gumla, worked.gumla_block, dt.date(2022, 8, 3), total=30)
            PARTICIPATION.record_all(by=by, commands=[AddParticipant(activity=meeting, person=who)])
    recount_pending([worked.gumla.id])
    with as_("coordinator") as by:
        assert named_people(YEAR, by=by) == {"shg_meetings": 2}
        report = build(by, Choice(YEAR, language, audience=audience)).report
    units = {figure.unit for figure in figures_of(report) if figure.key == REACHED}
    assert units
    words = {"hi": "लोग: 2", "en": "2 people"}[language]
    assert all((words in unit) is (audience is Audience.OWN) for unit in units), units
