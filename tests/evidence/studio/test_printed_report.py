"""The report on paper, from a real house: the numbers of the report and no other ones, for whoever reads or listens."""

import io
import re
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from pypdf import PdfReader

from jatan.evidence.indicators.snapshots import take_due
from jatan.evidence.studio.blocks import Bars, Map, Series
from jatan.evidence.studio.choice import Choice
from jatan.evidence.studio.parts import CODES, build
from jatan.evidence.studio.printed import as_pdf
from jatan.evidence.studio.written import write_report
from jatan.foundation.access.actors import Actor
from jatan.kernel import clock
from jatan.kernel.periods import Period, month_of
from jatan.programme.booklet.services import STORY, publish_edition, take_consent_back
from tests.cast import Cast
from tests.evidence.studio.conftest import YEAR, YEARS
from tests.evidence.studio.test_parts import blocks_in, figures_in, part_of
from tests.pdf_text import words_of
from tests.programme.booklet.builders import a_waiting, an_edition, approve

pytestmark = pytest.mark.django_db
type As = Callable[[str], AbstractContextManager[Actor]]


@pytest.mark.parametrize("language", ["hi", "en"])
def test_the_pdf_is_tagged_for_readers_who_listen(worked: Cast, language: str) -> None:
    pdf = write_report(YEARS, "pdf", language, compared_with=YEARS.before())
    root = PdfReader(io.BytesIO(pdf)).trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == language
    metadata = root["/Metadata"].get_object().get_data().decode()
    assert re.search(r"pdfuaid:part>?=?\"?\s*1", metadata)
    assert root["/Outlines"].get_object()["/Count"] != 0


def test_years_are_sums_of_their_quarters(worked: Cast, as_: As) -> None:
    with as_("secretariat") as by:
        years = build(by, Choice(YEARS, "en", parts=("villages",))).report
        quarters = build(by, Choice(YEAR, "en", parts=("villages",))).report
        days = build(by, Choice(Period(YEAR.start, YEAR.start), "en", parts=("villages",))).report
    points = {figure.key: figure.points for one in blocks_in(years, Series) for figure in one.figures}
    assert points[("shg_meetings", "participants")] == (("2021–22", 40), ("2022–23", 77), ("2023–24", 0))
    assert not blocks_in(quarters, Series)  # one quarter with a number is a number, not a course
    assert not blocks_in(days, Series)


def test_rounded_counts_have_no_course_over_years(worked: Cast, as_: As) -> None:
    assert take_due()
    for part in ("secretariat", "coordinator"):
        with as_(part) as by:
            found = {one.key: one.points for one in figures_in(build(by, Choice(YEARS, "en", parts=CODES)).report)}
        assert not found.get(("information_centres", "received"), ())


def test_who_may_not_open_journeys_sees_ways_out_as_published_or_none(worked: Cast, as_: As) -> None:
    member = frozenset({worked.gumla.id})
    with as_("secretariat") as by:
        built = build(by, Choice(YEARS, "en", organisations=member, parts=("where",)))
    assert built.facts.corridors is None
    assert not [way for one in blocks_in(built.report, Map) for way in one.ways]


def test_who_came_is_told_as_it_was_written(worked: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        report = build(by, Choice(YEAR, "en", parts=("reach",))).report
        district = Choice(YEAR, "en", districts=frozenset({worked.gumla_district.id}), parts=("reach",))
        assert build(by, district).report.parts == ()
    (bars,) = blocks_in(report, Bars)
    assert sum(number for _label, number in bars.bars if isinstance(number, int)) == 570


def test_a_printed_story_stands_there_until_its_consent_is_taken_back(worked: Cast, as_: As) -> None:
    month = month_of(clock.today())

    def printed() -> str:
        with as_("secretariat") as by:
            return words_of(as_pdf(build(by, Choice(month, "hi", parts=("stories", "method"))).report))

    with as_("coordinator") as by:
        story = a_waiting(by, worked)
    with as_("secretariat") as by:
        approve(by, story)
        publish_edition(by=by, edition=an_edition(by, worked, story), on=clock.today(), is_public=False)
    assert story.title_hi.replace(" ", "") in printed().replace(" ", "")
    with as_("coordinator") as by:
        take_consent_back(by=by, story=STORY.find(by, story.pk), on=clock.today())
    assert story.title_hi.replace(" ", "") not in printed().replace(" ", "")


@pytest.mark.parametrize("language", ["hi", "en"])
def test_every_part_can_be_printed(worked: Cast, as_: As, language: str) -> None:
    take_due()
    for part in ("coordinator", "secretariat"):
        with as_(part) as by:
            report = build(by, Choice(YEARS, language, YEARS.before(), parts=CODES)).report
            text = words_of(as_pdf(report)).replace(" ", "")
        assert part_of(report, "year").title.replace(" ", "") in text
        assert report.fingerprint in text
