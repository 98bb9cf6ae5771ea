"""The front pages of the printed report say the numbers of the report, and no other ones."""

import datetime as dt
import io
import itertools
import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from django.utils.translation import override
from pypdf import PdfReader
from pytest_django import Settings

from jatan.evidence.atlas.svg_paths import boundaries
from jatan.evidence.indicators.results import ImpactReport
from jatan.evidence.indicators.selectors import impact_report
from jatan.evidence.indicators.services import recount_pending
from jatan.evidence.indicators.snapshots import take_due
from jatan.evidence.reports.district_map import _TINTS, _class, _legend, _steps
from jatan.evidence.reports.front_pages import FrontPages, build_front_pages
from jatan.evidence.reports.impact import write_report
from jatan.evidence.reports.printed_parts import with_printed_parts
from jatan.foundation.access.actors import Actor
from jatan.foundation.places.models import Place
from jatan.kernel import clock
from jatan.kernel.periods import Period, month_of
from jatan.programme.allies.choices import AllyKind, AllyLevel, Outcome
from jatan.programme.allies.commands import RecordCommitment, RegisterAlly
from jatan.programme.allies.parts import record_commitment, record_commitment_outcome
from jatan.programme.allies.services import register_ally
from jatan.programme.booklet.selectors import find_story
from jatan.programme.booklet.services import publish_edition, take_consent_back
from tests.cast import Cast
from tests.evidence import builders
from tests.programme.booklet.builders import a_waiting, an_edition, approve
from tests.programme.helpdesk.builders import an_issue

pytestmark = pytest.mark.django_db
type As = Callable[[str], AbstractContextManager[Actor]]
YEARS = Period(dt.date(2021, 4, 1), dt.date(2024, 3, 31))


@pytest.fixture
def held(cast: Cast, as_: As) -> Cast:
    """Meetings of two members over two of three years; two issues; promises of every outcome."""
    with as_("coordinator") as by:
        for year, total in ((2021, 40), (2022, 61), (2022, 9)):
            builders.meeting(by, cast.gumla, cast.gumla_block, dt.date(year, 6, 3), total=total)
        builders.meeting(by, cast.gumla, cast.gumla_block, dt.date(2022, 6, 3), total=500, kind="awareness")
        for day in (1, 2):
            an_issue(by, cast, received_on=dt.date(2022, 7, day))
        ally = register_ally(
            by=by,
            command=RegisterAlly(
                organisation=cast.gumla.id,
                place=cast.gumla_block,
                name="Labour office",
                kind=AllyKind.GOVERNMENT.value,
                level=AllyLevel.DISTRICT.value,
            ),
        )
        for outcome in (Outcome.KEPT, Outcome.KEPT, Outcome.BROKEN, Outcome.OPEN):
            promise = record_commitment(
                by=by,
                command=RecordCommitment(
                    organisation=cast.gumla.id,
                    place=cast.gumla_block,
                    ally=ally,
                    promised_on=dt.date(2022, 5, 1),
                    due_on=dt.date(2022, 9, 1),
                    what="A register at the station",
                ),
            )
            if outcome is not Outcome.OPEN:
                record_commitment_outcome(
                    by=by, commitment=promise, outcome=outcome.value, settled_on=dt.date(2022, 9, 1), what_became=""
                )
    with as_("khunti_coordinator") as by:
        builders.meeting(by, cast.khunti, cast.khunti_block, dt.date(2023, 5, 3), total=7)
    recount_pending([cast.gumla.id, cast.khunti.id])
    return cast


def front_of(report: ImpactReport, by: Actor, language: str = "en") -> FrontPages:
    with override(language):
        return build_front_pages(with_printed_parts(report, by=by), counted_at="")


def test_figures_in_large_leave_out_what_was_never_recorded(held: Cast, as_: As) -> None:
    with as_("secretariat") as by:
        front = front_of(impact_report(YEARS, by=by), by)
    assert [(one.indicator, one.unit, one.number) for one in front.key_figures] == [
        ("Awareness programmes", "participants", 500),
        ("Meetings with self-help groups", "participants", 117),
    ]


def test_years_are_sums_of_their_quarters(held: Cast, as_: As) -> None:
    with as_("secretariat") as by:
        front = front_of(impact_report(YEARS, by=by), by)
        part = front_of(impact_report(Period(dt.date(2022, 4, 1), dt.date(2022, 9, 30)), by=by), by)
        days = front_of(impact_report(Period(dt.date(2022, 6, 1), dt.date(2022, 6, 30)), by=by), by)
    assert front.titles["over_time"] == "Year by year"
    points = {one.indicator: one.points for one in front.over_time}
    assert points["Meetings with self-help groups"] == (("2021–22", 40), ("2022–23", 70), ("2023–24", 7))
    assert part.titles["over_time"] == "Over time"
    assert [number for _label, number in part.over_time[0].points] == [70, 0]
    assert days.over_time == ()


def test_rounded_counts_are_not_added_up_over_years(held: Cast, as_: As) -> None:
    assert take_due()
    with as_("secretariat") as by:
        report = impact_report(YEARS, by=by)
        front = front_of(report, by)
    assert ("information_centres", "received") in report.rounded
    assert "Information centres and their issues" not in {one.indicator for one in front.over_time}
    with as_("coordinator") as by:
        own = front_of(impact_report(YEARS, by=by), by)
    points = {one.indicator: one.points for one in own.over_time}
    assert points["Information centres and their issues"] == (("2021–22", 0), ("2022–23", 2), ("2023–24", 0))


def test_rises_and_falls_are_those_of_the_comparison(held: Cast, as_: As) -> None:
    year = Period(dt.date(2022, 4, 1), dt.date(2023, 3, 31))
    with as_("secretariat") as by:
        front = front_of(impact_report(year, by=by, compared_with=year.before()), by)
        back = front_of(impact_report(year.before(), by=by, compared_with=year), by)
        alone = front_of(impact_report(year, by=by), by)
    assert [(one.unit, one.before, one.now, one.percent) for one in front.rises] == [("participants", 40, 70, 75)]
    assert front.falls == ()
    assert [(one.unit, one.before, one.now) for one in back.falls] == [("participants", 70, 40)]
    assert (alone.rises, alone.falls) == ((), ())


def test_members_stand_side_by_side(held: Cast, as_: As) -> None:
    with as_("secretariat") as by:
        members = front_of(impact_report(YEARS, by=by), by).members
    assert members is not None
    assert members.corner == "Organisation"
    assert dict(members.rows) == {"Gumla member": (500, 110), "Khunti member": (0, 7)}


def test_promises_that_fell_due_are_told_by_what_became_of_them(held: Cast, as_: As) -> None:
    with as_("secretariat") as by:
        front = front_of(impact_report(YEARS, by=by), by)
        khunti = with_printed_parts(impact_report(YEARS, by=by, organisation=held.khunti.id), by=by)
        earlier = front_of(impact_report(Period(dt.date(2021, 4, 1), dt.date(2022, 3, 31)), by=by), by)
    assert front.promises is not None
    assert front.promises.sentence == "4 promises fell due; 2 of them kept."
    assert [(code, number) for code, _word, number in front.promises.parts] == [
        ("kept", 2),
        ("waiting", 1),
        ("broken", 1),
    ]
    assert khunti.printed_parts is not None
    assert khunti.printed_parts.promises is not None
    assert khunti.printed_parts.promises.due == 0
    assert earlier.promises is None


def test_map_is_darker_where_more_people_came(held: Cast, as_: As) -> None:
    with as_("secretariat") as by:
        report = with_printed_parts(impact_report(YEARS, by=by), by=by)
        drawn = front_of(report, by).map
    assert drawn is not None
    assert drawn.svg.count("<path") == len(boundaries().districts)
    codes = {
        place.name_en: place.census2011_code for place in Place.objects.filter(level="district", census2011_code__gt="")
    }
    fills = dict(zip(boundaries().districts, re.findall(r'fill="(#\w+)"', drawn.svg), strict=True))
    assert fills[codes["Gumla"]] == _TINTS[-1]
    assert fills[codes["Khunti"]] in _TINTS[1:-1]
    assert {tint for code, tint in fills.items() if code not in (codes["Gumla"], codes["Khunti"])} == {_TINTS[0]}
    assert all(0 < label.x < 1 and 0 < label.y < 1 for label in drawn.labels)
    assert "<text" not in drawn.svg
    assert [row[:3] for row in drawn.rows if row[0] in ("Gumla", "Khunti")] == [
        ("Gumla", "4", "610"),
        ("Khunti", "1", "7"),
    ]


@pytest.mark.parametrize("numbers", [[1], [5, 5, 5], [1, 2], [3, 900, 12, 48565, 7, 7], list(range(1, 25))])
def test_every_number_has_a_tint_and_a_line_of_the_legend(numbers: list[int]) -> None:
    steps = _steps(numbers)
    with override("en"):
        legend = list(_legend(steps))
    assert len(legend) == len(steps) + 1 <= len(_TINTS) - 1
    assert _class(max(numbers), steps) == len(_TINTS) - 1
    for number in numbers:
        tint, words = legend[_class(number, steps) - (len(_TINTS) - len(legend))]
        low, _dash, high = words.replace(",", "").replace(" and more", "–999999").partition("–")
        assert tint == _TINTS[_class(number, steps)]
        assert int(low) <= number <= int(high)


def test_tints_grow_darker_in_grey_too() -> None:
    greys = [0.299 * int(one[1:3], 16) + 0.587 * int(one[3:5], 16) + 0.114 * int(one[5:], 16) for one in _TINTS]
    assert all(lighter - darker > 25 for lighter, darker in itertools.pairwise(greys))


@pytest.mark.parametrize("language", ["hi", "en"])
def test_the_pdf_is_tagged_for_readers_who_listen(held: Cast, language: str) -> None:
    pdf = write_report(YEARS, "pdf", language, compared_with=YEARS.before())
    root = PdfReader(io.BytesIO(pdf)).trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == language
    metadata = root["/Metadata"].get_object().get_data().decode()
    assert re.search(r"pdfuaid:part>?=?\"?\s*1", metadata)
    assert root["/Outlines"].get_object()["/Count"] != 0


def test_who_may_not_open_journeys_sees_ways_out_as_published_or_none(held: Cast, as_: As) -> None:
    with as_("secretariat") as by:
        report = impact_report(YEARS, by=by, organisation=held.gumla.id)
        parts = with_printed_parts(report, by=by, organisation=held.gumla.id).printed_parts
    assert parts is not None
    assert parts.ways == ()


def test_a_printed_story_stands_in_the_report_until_its_consent_is_taken_back(
    held: Cast, as_: As, settings: Settings, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = str(tmp_path)
    month = month_of(clock.today())
    with as_("coordinator") as by:
        story, kept_back = a_waiting(by, held), a_waiting(by, held, title_hi="बस अड्डे पर")
    with as_("secretariat") as by:
        approve(by, story)
        approve(by, kept_back)
        publish_edition(by=by, edition=an_edition(by, held, story), on=clock.today(), is_public=False)
        front = front_of(impact_report(month, by=by), by, "hi")
        before = front_of(impact_report(YEARS, by=by), by, "hi")
    assert [title for title, _words in front.stories] == [story.title_hi]
    assert front.stories[0][1] == story.body_hi
    assert before.stories == ()
    with as_("coordinator") as by:
        take_consent_back(by=by, story=find_story(by, story.pk), on=clock.today())
    with as_("secretariat") as by:
        assert front_of(impact_report(month, by=by), by, "hi").stories == ()
