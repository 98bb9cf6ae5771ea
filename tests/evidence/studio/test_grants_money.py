"""The money of all grants of the own office: what came, was spent and is left, by grant and by quarter."""

import datetime as dt
import random
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jatan.evidence.studio.audiences import Audience
from jatan.evidence.studio.blocks import Part, Table
from jatan.evidence.studio.choice import Choice
from jatan.evidence.studio.grants_money import grants_money_part
from jatan.evidence.studio.parts import build
from jatan.foundation.access.actors import Actor
from jatan.kernel.periods import Period
from jatan.programme.projects.commands import RecordInstalment, RecordSpending
from jatan.programme.projects.logframe import INSTALMENT, SPENDING
from jatan.programme.projects.models import Instalment, Spending
from tests.cast import Cast
from tests.evidence.studio.test_grant_part import a_grant

pytestmark = pytest.mark.django_db
type As = Callable[[str], AbstractContextManager[Actor]]
YEAR = Period(dt.date(2022, 4, 1), dt.date(2023, 3, 31))
# Begins inside a quarter.
PART = Period(dt.date(2022, 8, 10), dt.date(2022, 12, 31))
GRANTS = ("Safe ways", "Home again", "Helpdesk")


def draw(by: Actor, cast: Cast, seed: int) -> tuple[list[Instalment], list[Spending]]:
    """Three grants with money between a year before and a year after the year."""
    drawn = random.Random(seed)
    days = [dt.date(2021, 4, 1) + dt.timedelta(days=drawn.randrange(0, 1_000)) for _ in range(60)]
    came, spent = [], []
    for name in GRANTS:
        grant = a_grant(by, cast.gumla, cast.gumla_district, name_en=name, begins_on=dt.date(2021, 4, 1), ends_on=None)
        for _ in range(drawn.randint(1, 4)):
            command = RecordInstalment(project=grant, amount=drawn.randint(1, 900_000), received_on=drawn.choice(days))
            came.append(INSTALMENT.record(by, command))
        INSTALMENT.record(by, RecordInstalment(project=grant, amount=77, due_on=dt.date(2022, 6, 1)))
    for _ in range(drawn.randint(0, 30)):
        taken = RecordSpending(
            instalment=drawn.choice(came), amount=drawn.randint(1, 90_000), spent_on=drawn.choice(days)
        )
        spent.append(SPENDING.record(by, taken))
    if spent:
        SPENDING.withdraw(by, spent.pop(), "दो बार लिखा")
    return came, spent


def tables_of(part: Part | None) -> list[Table]:
    assert part is not None
    return [block for block in part.blocks if isinstance(block, Table)]


@pytest.mark.parametrize("period", [YEAR, PART], ids=["year", "part of a quarter"])
@pytest.mark.parametrize("seed", range(4))
def test_the_money_of_all_grants_adds_up_by_grant_and_by_quarter(
    cast: Cast, as_: As, seed: int, period: Period
) -> None:
    with as_("coordinator") as by:
        came, spent = draw(by, cast, seed)
        with CaptureQueriesContext(connection) as asked:
            part = grants_money_part(by, period=period, organisations={cast.gumla.id}, language="en")
        assert len(asked) <= 2

    def left(until: dt.date) -> int:
        received = sum(row.amount for row in came if row.received_on is not None and row.received_on <= until)
        return received - sum(row.amount for row in spent if row.spent_on <= until)

    eve = period.start - dt.timedelta(days=1)
    now = sum(row.amount for row in came if row.received_on is not None and row.received_on in period)
    gone = sum(row.amount for row in spent if row.spent_on in period)
    by_grant, by_quarter = tables_of(part)
    assert by_grant.total[1:] == by_quarter.total[1:] == (now, gone, left(eve), left(period.end))
    for column in (1, 2, 3, 4):
        assert by_grant.total[column] == sum(row[column] for row in by_grant.rows)  # type: ignore[misc]
    assert {row[0] for row in by_grant.rows} <= set(GRANTS)
    assert by_quarter.rows[0][3] == left(eve)
    assert by_quarter.rows[-1][4] == left(period.end)
    for before, after in zip(by_quarter.rows, by_quarter.rows[1:], strict=False):
        assert before[4] == after[3], "what is left of a quarter is what the next begins with"


def test_only_the_own_office_reads_the_money_of_all_its_grants(cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        draw(by, cast, 1)
        for audience in Audience:
            report = build(by, Choice(YEAR, "en", audience=audience, parts=("grant", "method"))).report
            assert ("grant" in {part.code for part in report.parts}) == (audience is Audience.OWN)
        cut = Choice(YEAR, "en", themes=("covid19",), parts=("grant", "method"))
        assert "grant" not in {part.code for part in build(by, cut).report.parts}
    with as_("khunti_coordinator") as by:
        assert grants_money_part(by, period=YEAR, organisations={cast.gumla.id}, language="en") is None
