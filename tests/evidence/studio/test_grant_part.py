"""The logframe of a grant beside the house's own figures, its money by instalment, and who sees them."""

import datetime as dt
import random
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from jatan.evidence.indicators.definitions import COUNTABLE
from jatan.evidence.indicators.selectors import impact_report
from jatan.evidence.indicators.services import recount_pending
from jatan.evidence.indicators.snapshots import take_due
from jatan.evidence.narrative.services import WriteParagraph, write_paragraph
from jatan.evidence.studio.blocks import Frame, FrameLine, Part, Table
from jatan.evidence.studio.grant_frame import LINE_PLACE, State, grant_frame
from jatan.evidence.studio.grant_part import grant_part
from jatan.foundation.access.actors import Actor
from jatan.foundation.access.gate import Forbidden
from jatan.foundation.network.models import Organisation
from jatan.kernel import clock
from jatan.kernel.periods import Period
from jatan.kernel.problems import Problem, Problems
from jatan.programme.projects.commands import (
    BeginProject,
    CountByHand,
    RecordInstalment,
    RecordSpending,
    SetIndicator,
    SetObjective,
    SetTarget,
)
from jatan.programme.projects.logframe import HAND_COUNT, INDICATOR, INSTALMENT, OBJECTIVE, SPENDING
from jatan.programme.projects.models import Instalment, Project, ProjectIndicator, ProjectObjective
from jatan.programme.projects.selectors import instalments, objectives, project_indicators, readable_projects
from jatan.programme.projects.services import PROJECT, TARGET, begin_project, part_of
from jatan.programme.projects.tags import tag
from tests.cast import Cast
from tests.evidence import builders
from tests.programme.helpdesk.builders import an_issue

pytestmark = pytest.mark.django_db
type As = Callable[[str], AbstractContextManager[Actor]]
BEGINS = dt.date(2022, 4, 1)
QUARTER = Period(dt.date(2022, 7, 1), dt.date(2022, 9, 30))
UNTIL_THEN = Period(BEGINS, QUARTER.end)


def a_grant(by: Actor, organisation: Organisation, place: Any, **answers: Any) -> Project:
    usual = {"name_hi": "सुरक्षित रास्ता", "begins_on": BEGINS, "ends_on": dt.date(2023, 3, 31)}
    return begin_project(by=by, command=BeginProject(organisation=organisation.id, place=place, **(usual | answers)))


def an_objective(by: Actor, grant: Project, **answers: Any) -> ProjectObjective:
    return OBJECTIVE.record(by, SetObjective(project=grant, **({"title_hi": "गाँव तक जानकारी पहुँचे"} | answers)))


def a_line(by: Actor, objective: ProjectObjective, **answers: Any) -> ProjectIndicator:
    usual: dict[str, Any] = {"number": "shg_meetings.meetings", "target": 10}
    return INDICATOR.record(by, SetIndicator(objective=objective, **(usual | answers)))


def lines_of(part: Part | None) -> tuple[FrameLine, ...]:
    assert part is not None
    return next(block.lines for block in part.blocks if isinstance(block, Frame))


def table_of(part: Part | None) -> Table:
    assert part is not None
    return next(block for block in part.blocks if isinstance(block, Table))


@pytest.fixture
def held(cast: Cast, as_: As) -> Cast:
    """Meetings in April and August in Gumla, one in Khunti; nine issues in Gumla; all counted and published."""
    with as_("coordinator") as by:
        for day in (dt.date(2022, 4, 2), dt.date(2022, 8, 3), dt.date(2022, 8, 9), dt.date(2022, 12, 1)):
            builders.meeting(by, cast.gumla, cast.gumla_block, day)
        for day in range(1, 10):
            an_issue(by, cast, received_on=dt.date(2022, 6, day))
    with as_("khunti_coordinator") as by:
        builders.meeting(by, cast.khunti, cast.khunti_block, dt.date(2022, 6, 1))
    recount_pending([cast.gumla.id, cast.khunti.id])
    assert take_due()
    return cast


@pytest.mark.parametrize("language", ["hi", "en"])
@pytest.mark.parametrize("reader", ["coordinator", "secretariat", "counsellor"])
def test_every_number_is_that_of_the_impact_report_of_the_grants_member(
    held: Cast, as_: As, reader: str, language: str
) -> None:
    with as_("coordinator") as by:
        grant = a_grant(by, held.gumla, held.gumla_district)
        objective = an_objective(by, grant)
        for code, value in sorted(COUNTABLE):
            a_line(by, objective, number=f"{code}.{value}")
    with as_(reader) as by:
        grant = PROJECT.find(by, grant.pk)
        lines = lines_of(grant_part(by, project=grant, period=QUARTER, language=language))
        report = impact_report(UNTIL_THEN, by=by, organisation=held.gumla.id)
        assert {line.key for line in lines} == COUNTABLE
        with override(language):
            for line in lines:
                assert line.key is not None
                assert line.achieved == report.cell(*line.key), line.key
                assert (line.days, line.organisation) == (UNTIL_THEN, held.gumla.id)
    assert next(line for line in lines if line.key == ("shg_meetings", "meetings")).achieved == 3


def test_a_grant_of_the_network_counts_those_that_take_part(held: Cast, as_: As) -> None:
    with as_("secretariat") as by:
        grant = a_grant(by, held.network, held.gumla_district)
        a_line(by, an_objective(by, grant))
        whole = lines_of(grant_part(by, project=grant, period=QUARTER, language="hi"))
        assert whole[0].achieved == impact_report(UNTIL_THEN, by=by).number("shg_meetings", "meetings") == 4
    with as_("khunti_coordinator") as by:
        part_of(by=by, project=grant, organisation_id=held.khunti.id)
    with as_("secretariat") as by:
        one = lines_of(grant_part(by, project=grant, period=QUARTER, language="hi"))
        assert (one[0].achieved, one[0].organisation) == (1, held.khunti.id)
    with as_("coordinator") as by:
        part_of(by=by, project=grant, organisation_id=held.gumla.id)
    with as_("secretariat") as by:
        with CaptureQueriesContext(connection) as asked:
            both = lines_of(grant_part(by, project=grant, period=QUARTER, language="hi"))
        assert len(asked) <= 24
        report = {line.id: line for line in impact_report(UNTIL_THEN, by=by).by_organisation}
        members = [report[one].number("shg_meetings", "meetings") for one in (held.gumla.id, held.khunti.id)]
        assert both[0].achieved == sum(number or 0 for number in members) == 4
        assert both[0].organisation is None


def test_what_is_counted_by_hand_is_added_up_until_the_day(cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        grant = a_grant(by, cast.gumla, cast.gumla_district)
        line = a_line(by, an_objective(by, grant), number="", title_hi="घर जिनमें राशन कार्ड बना", target=60)
        assert lines_of(grant_part(by, project=grant, period=QUARTER, language="hi"))[0].achieved == "दर्ज नहीं"
        for day, amount in ((BEGINS, 20), (QUARTER.end, 15), (QUARTER.end + dt.timedelta(days=1), 9)):
            HAND_COUNT.record(by, CountByHand(indicator=line, counted_on=day, amount=amount))
        [shown] = lines_of(grant_part(by, project=grant, period=QUARTER, language="hi"))
        assert (shown.achieved, shown.key, shown.indicator) == (35, None, "घर जिनमें राशन कार्ड बना")
        [english] = lines_of(grant_part(by, project=grant, period=QUARTER, language="en"))
        assert english.indicator == "घर जिनमें राशन कार्ड बना (written in Hindi)"
        with pytest.raises(Problem, match="still_counted"):
            INDICATOR.amend(by, line, {"number": "camps.camps", "title_hi": ""})
        counted = a_line(by, line.objective)
        with pytest.raises(Problems):
            CountByHand(indicator=counted, counted_on=BEGINS, amount=3)


@pytest.mark.parametrize(
    ("due", "target", "state", "words"),
    [
        (dt.date(2022, 8, 31), 10, State.MISSED, "31 अगस्त 2022"),
        (dt.date(2022, 8, 31), 3, State.REACHED, ""),
        (dt.date(2022, 10, 15), 10, State.NEAR, "15 अक्टूबर 2022"),
        (dt.date(2023, 1, 31), 10, State.OPEN, ""),
        (None, 10, State.OPEN, ""),
    ],
)
def test_a_line_says_honestly_that_it_was_missed_or_is_due(
    held: Cast, as_: As, due: dt.date | None, target: int, state: State, words: str
) -> None:
    with as_("coordinator") as by:
        grant = a_grant(by, held.gumla, held.gumla_district)
        a_line(by, an_objective(by, grant), target=target, due_on=due)
        [row] = grant_frame(by, grant, QUARTER).rows
        assert row.state == state
        [line] = lines_of(grant_part(by, project=grant, period=QUARTER, language="hi"))
        assert (words in line.says) if words else line.says == ""
        assert line.due == (due or grant.ends_on)


@pytest.mark.parametrize(
    ("due", "state"),
    [
        (dt.date(2022, 8, 5), State.MISSED),
        (dt.date(2022, 8, 6), State.NEAR),
        (dt.date(2022, 8, 31), State.NEAR),
        (dt.date(2022, 12, 31), State.OPEN),
        (None, State.OPEN),
    ],
)
def test_no_target_is_missed_before_its_day(held: Cast, as_: As, due: dt.date | None, state: State) -> None:
    """A report of the running year is of its days until today, and is read today."""
    today = dt.date(2022, 8, 6)
    whole = Period(BEGINS, dt.date(2023, 3, 31))
    with as_("coordinator") as by:
        grant = a_grant(by, held.gumla, held.gumla_district)
        a_line(by, an_objective(by, grant), target=10, due_on=due)
        with clock.frozen_at(dt.datetime(2022, 8, 6, 6, tzinfo=dt.UTC)):
            [row] = grant_frame(by, grant, whole).rows
            part = grant_part(by, project=grant, period=whole, language="en")
        assert row.state is state
        assert row.days == Period(BEGINS, today)
        assert row.achieved == 2
        [line] = lines_of(part)
        assert ("are missing" in line.says) is (state is State.MISSED)


def test_the_narrative_of_a_line_is_of_that_line_and_period_alone(held: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        grant = a_grant(by, held.gumla, held.gumla_district)
        objective = an_objective(by, grant)
        first, second = a_line(by, objective), a_line(by, objective, number="camps.camps")

        def write(about: Any, text: str, before: Any = None) -> Any:
            where = {"place": LINE_PLACE, "first": QUARTER.start, "last": QUARTER.end}
            command = WriteParagraph(
                organisation=held.gumla.id, text_hi=text, text_en="", about=about, before=before, **where
            )
            return write_paragraph(by=by, command=command)

        one = write(first.id, "बारिश में बैठकें रुकीं।")
        write(second.id, "शिविर सर्दी में होंगे।")
        texts = [line.says for line in lines_of(grant_part(by, project=grant, period=QUARTER, language="hi"))]
        assert texts == ["बारिश में बैठकें रुकीं।", "शिविर सर्दी में होंगे।"]
        write(first.id, "अब हर हफ़्ते होती हैं।", one.id)
        assert "हर हफ़्ते" in lines_of(grant_part(by, project=grant, period=QUARTER, language="hi"))[0].says
        assert lines_of(grant_part(by, project=grant, period=UNTIL_THEN, language="hi"))[0].says == ""
        assert lines_of(grant_part(by, project=grant, period=QUARTER, language="en"))[0].says == ""
        with pytest.raises(Problem, match="unknown_place"):
            write(held.gumla.id, "किसी और बात के बारे में")
        with pytest.raises(Problem, match="unknown_place"):
            write(None, "किसी लक्ष्य के बारे में नहीं")


@pytest.mark.parametrize("seed", range(6))
def test_the_money_adds_up_by_instalment_and_period(cast: Cast, as_: As, seed: int) -> None:
    drawn = random.Random(seed)
    days = [BEGINS + dt.timedelta(days=drawn.randrange(0, 365)) for _ in range(40)]
    with as_("coordinator") as by:
        grant = a_grant(by, cast.gumla, cast.gumla_district)
        rows: list[Instalment] = []
        for _ in range(drawn.randint(1, 4)):
            command = RecordInstalment(project=grant, amount=drawn.randint(1, 900_000), received_on=drawn.choice(days))
            rows.append(INSTALMENT.record(by, command))
        INSTALMENT.record(by, RecordInstalment(project=grant, amount=77, due_on=dt.date(2024, 1, 1)))
        spent = []
        for _ in range(drawn.randint(0, 25)):
            command = RecordSpending(
                instalment=drawn.choice(rows), amount=drawn.randint(1, 90_000), spent_on=drawn.choice(days)
            )
            spent.append(SPENDING.record(by, command))
        if spent:
            SPENDING.withdraw(by, spent.pop(), "दो बार लिखा")
        table = table_of(grant_part(by, project=grant, period=QUARTER, language="hi"))
    came = sum(row.amount for row in rows if row.received_on and row.received_on <= QUARTER.end)
    before = sum(row.amount for row in spent if row.spent_on < QUARTER.start)
    now = sum(row.amount for row in spent if row.spent_on in QUARTER)
    assert table.total[1:] == (came, before, now, came - before - now)
    for column in (2, 3, 4):
        assert table.total[column] == sum(row[column] for row in table.rows)  # type: ignore[misc]
    assert len(table.rows) == len(rows) + 1
    for row in table.rows:
        assert (0 if isinstance(row[1], str) else row[1]) - row[2] - row[3] == row[4]  # type: ignore[operator]


def test_another_member_sees_no_grant_that_is_not_shared_and_no_money_of_one_that_is(held: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        own = a_grant(by, held.gumla, held.gumla_district)
        an_objective(by, own)
        INSTALMENT.record(by, RecordInstalment(project=own, amount=5, received_on=BEGINS))
    with as_("secretariat") as by:
        shared = a_grant(by, held.network, held.gumla_district)
        a_line(by, an_objective(by, shared))
        INSTALMENT.record(by, RecordInstalment(project=shared, amount=5, received_on=BEGINS))
    with as_("khunti_coordinator") as by:
        assert not readable_projects(by).filter(pk=own.pk).exists()
        for rows in (objectives, project_indicators, instalments):
            assert not rows(by, own).exists()
            assert not rows(by, shared).exists()
        assert grant_part(by, project=shared, period=QUARTER, language="hi") is None
        assert grant_part(by, project=own, period=QUARTER, language="hi") is None
        with pytest.raises(Forbidden):
            OBJECTIVE.record(by, SetObjective(project=own, title_hi="किसी और का"))
    with as_("desk_operator") as by, pytest.raises(Forbidden):
        INSTALMENT.record(by, RecordInstalment(project=own, amount=5, received_on=BEGINS))


def test_a_field_worker_is_shown_no_part_of_a_number_beside_the_whole_target(held: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        grant = a_grant(by, held.gumla, held.gumla_block)
        a_line(by, an_objective(by, grant))
    with as_("field_worker") as by:
        [line] = lines_of(grant_part(by, project=PROJECT.find(by, grant.pk), period=QUARTER, language="hi"))
        assert line.achieved == "–"


def test_what_others_stand_below_is_withdrawn_last(cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        grant = a_grant(by, cast.gumla, cast.gumla_district)
        objective = an_objective(by, grant)
        line = a_line(by, objective)
        came = INSTALMENT.record(by, RecordInstalment(project=grant, amount=5, received_on=BEGINS))
        spent = SPENDING.record(by, RecordSpending(instalment=came, amount=5, spent_on=BEGINS))
        for kind, row in ((OBJECTIVE, objective), (INSTALMENT, came)):
            with pytest.raises(Problem, match="still_counted"):
                kind.withdraw(by, row, "गलत")
        INDICATOR.withdraw(by, line, "गलत")
        SPENDING.withdraw(by, spent, "गलत")
        OBJECTIVE.withdraw(by, objective, "गलत")
        INSTALMENT.withdraw(by, came, "गलत")
        assert grant_part(by, project=grant, period=QUARTER, language="hi") is None


def test_a_grant_that_has_not_begun_shows_no_number(cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        grant = a_grant(by, cast.gumla, cast.gumla_district)
        a_line(by, an_objective(by, grant))
        early = Period(dt.date(2021, 1, 1), dt.date(2021, 3, 31))
        assert grant_part(by, project=grant, period=early, language="hi") is None


def test_what_was_recorded_in_the_grant_stands_beside_its_targets(cast: Cast, as_: As) -> None:
    """Of these days, as far as its reader may open the rows; before it was a sheet of its own."""
    with as_("coordinator") as by:
        grant = a_grant(by, cast.gumla, cast.gumla_block)
        TARGET.record(by=by, command=SetTarget(project=grant, counted="activities", amount=4))
        for day in (dt.date(2022, 7, 4), dt.date(2022, 8, 4), dt.date(2022, 11, 4)):
            held = builders.meeting(by, cast.gumla, cast.gumla_block, day, total=9)
            tag(by=by, project=grant, record=held)
        part = grant_part(by, project=grant, period=QUARTER, language="en")
        nothing = grant_part(by, project=a_grant(by, cast.gumla, cast.gumla_block), period=QUARTER, language="en")
    found = table_of(part)
    assert found.title == "What was done"
    assert (found.headings, found.rows) == (
        ("What", "Target of the whole grant", "Number"),
        (("meetings and programmes", 4, 2),),
    )
    assert nothing is None


def test_a_target_stands_there_also_while_nothing_is_recorded(cast: Cast, as_: As) -> None:
    """What was promised is told beside what came of it, however little that is."""
    autumn = Period(dt.date(2022, 10, 1), dt.date(2022, 10, 31))
    with as_("coordinator") as by:
        grant = a_grant(by, cast.gumla, cast.gumla_block)
        TARGET.record(by=by, command=SetTarget(project=grant, counted="activities", amount=4))
        unheld = table_of(grant_part(by, project=grant, period=QUARTER, language="en"))
        tag(by=by, project=grant, record=builders.meeting(by, cast.gumla, cast.gumla_block, dt.date(2022, 7, 4)))
        none = table_of(grant_part(by, project=grant, period=autumn, language="en"))
    assert unheld.rows == (("meetings and programmes", 4, "not recorded"),)
    assert none.rows == (("meetings and programmes", 4, 0),)
