"""A report for the press says of its days and of its sums only what was released for all of them."""

import datetime as dt
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager

import pytest

from jatan.evidence.indicators.results import Key
from jatan.evidence.releases.choices import Outcome
from jatan.evidence.releases.models import Release
from jatan.evidence.studio.audiences import Audience
from jatan.evidence.studio.blocks import Figure, Figures, Note, Part, Report, Table
from jatan.evidence.studio.choice import Choice
from jatan.evidence.studio.parts import CODES, build
from jatan.foundation.access.actors import Actor
from jatan.kernel.periods import Period
from tests.cast import Cast
from tests.evidence.studio.conftest import YEARS

pytestmark = pytest.mark.django_db
type As = Callable[[str], AbstractContextManager[Actor]]
CAME, FORUMS = ("shg_meetings", "participants"), ("forums", "forums")
HELD, TAUGHT = ("shg_meetings", "meetings"), ("awareness_programmes", "participants")


def release(cast: Cast, as_: As, year: int, numbers: Mapping[Key, int]) -> None:
    with as_("secretariat"):
        Release.objects.create(
            proposed_by=cast.accounts["secretariat"].id,
            decided_by=cast.accounts["administrator"].id,
            year=dt.date(year, 4, 1),
            outcome=Outcome.RELEASED,
            numbers=[
                {"indicator": code, "value": value, "amount": amount, "about": False}
                for (code, value), amount in numbers.items()
            ],
        )


def report_of(as_: As, period: Period = YEARS, compared: Period | None = None) -> Report:
    with as_("coordinator") as by:
        return build(by, Choice(period, "en", compared, audience=Audience.PRESS, parts=CODES)).report


def part_of(report: Report, code: str) -> Part:
    return next(part for part in report.parts if part.code == code)


def annex_of(report: Report) -> dict[Key, tuple[object, ...]]:
    (table,) = (block for block in part_of(report, "annex").blocks if isinstance(block, Table))
    return {key: row[2:] for key, row in zip(table.keys, table.rows, strict=True) if key is not None}


def figures_of_the_year(report: Report) -> list[Figure]:
    blocks = part_of(report, "year").blocks
    return [figure for block in blocks if isinstance(block, Figures) for figure in block.figures]


def notes_of(report: Report) -> str:
    return " ".join(block.text for block in part_of(report, "method").blocks if isinstance(block, Note))


def years(first: int, last: int) -> Period:
    return Period(dt.date(first, 4, 1), dt.date(last, 3, 31))


def test_the_days_end_where_a_year_was_not_released(cast: Cast, as_: As) -> None:
    release(cast, as_, 2021, {FORUMS: 5})
    release(cast, as_, 2023, {FORUMS: 3})
    report = report_of(as_)
    assert report.days == years(2023, 2024)
    assert annex_of(report) == {FORUMS: (3,)}
    assert "only 1 April 2023 – 31 March 2024 stand here" in notes_of(report)
    release(cast, as_, 2022, {FORUMS: 4})
    report = report_of(as_)
    assert report.days == YEARS
    assert annex_of(report) == {FORUMS: (5, 4, 3, 12)}
    assert "stand here:" not in notes_of(report)


def test_a_number_of_one_year_is_not_that_of_three(cast: Cast, as_: As) -> None:
    release(cast, as_, 2021, {FORUMS: 5})
    release(cast, as_, 2022, {FORUMS: 4, CAME: 900})
    release(cast, as_, 2023, {FORUMS: 3})
    report = report_of(as_)
    assert annex_of(report) == {FORUMS: (5, 4, 3, 12)}
    assert all(
        figure.key != CAME for part in report.parts for block in part.blocks for figure in getattr(block, "figures", ())
    )


def test_the_same_years_are_compared_or_none(cast: Cast, as_: As) -> None:
    release(cast, as_, 2023, {FORUMS: 60, CAME: 900})
    release(cast, as_, 2021, {FORUMS: 50})
    two, before = years(2022, 2024), years(2020, 2022)
    report = report_of(as_, two, before)
    assert report.compared == "1 April 2021 – 31 March 2022"
    (figure,) = (one for one in figures_of_the_year(report) if one.key == FORUMS)
    assert (figure.number, figure.before) == (60, 50)
    # Of a number that was not released then there is nothing to compare.
    (figure,) = (one for one in figures_of_the_year(report) if one.key == CAME)
    assert (figure.number, figure.before) == (900, "")
    # The second of two years beside the first of two years before them is no comparison.
    assert report_of(as_, two, years(2021, 2023)).compared == ""


def test_who_came_is_said_only_of_the_meetings_that_are_released(cast: Cast, as_: As) -> None:
    """The meetings of one release beside those who came to others are no sentence."""
    release(cast, as_, 2021, {TAUGHT: 900, HELD: 7})
    report = report_of(as_)
    assert "900 attendances at" not in " ".join(part.title for part in report.parts)
    assert part_of(report, "year").title.startswith("Awareness programmes: 900")
    release(cast, as_, 2023, {TAUGHT: 900, HELD: 7, CAME: 80})
    report = report_of(as_)
    assert part_of(report, "year").title == "80 attendances at 7 meetings"
    assert "who came twice is counted twice" in notes_of(report)
