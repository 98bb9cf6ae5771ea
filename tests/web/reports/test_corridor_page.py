"""The corridor page: map and table of the same numbers, within the reader's reach."""

import datetime as dt
import io
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from python_calamine import CalamineWorkbook

from jatan.evidence.indicators.snapshots import newest_month, take_snapshot
from jatan.foundation.access.actors import Actor
from jatan.foundation.places.models import Place
from jatan.kernel import clock
from jatan.programme.flows.registers import register_imported_journeys
from jatan.programme.journeys.commands import RegisterJourney
from tests.cast import Cast
from tests.evidence import builders
from tests.web.conftest import Browser

pytestmark = pytest.mark.django_db
As = Callable[[str], AbstractContextManager[Actor]]
PAGE = "/reports/corridors/"
YEARS = "?from=2021-04-01&to=2024-03-31"
QUERIES = 20  # three of them belong to the transaction that a test wraps around the request


@pytest.fixture
def gone(cast: Cast, as_: As) -> Cast:
    """Six journeys from Gumla to Delhi, one from Khunti."""
    delhi = Place.objects.filter(level="city", name_en__icontains="delhi").first()
    for part, office, block, number in (
        ("coordinator", cast.gumla, cast.gumla_block, 6),
        ("khunti_coordinator", cast.khunti, cast.khunti_block, 1),
    ):
        with as_(part) as by:
            for _journey in range(number):
                person = builders.person(by, office, block)
                command = RegisterJourney(
                    organisation=office.id,
                    place=block,
                    person=person,
                    destination=delhi,
                    registered_on=dt.date(2022, 5, 3),
                )
                register_imported_journeys(by=by, commands=[command])[0]
    return cast


def _corridors(page: Any) -> list[tuple[str, int]]:
    """Origin and journeys of what stands on the page, by destination."""
    return [(row["origin"], row["count"]) for end in page.context["page"].rows for row in end.table.rows]


def test_table_and_map_show_the_same_numbers_within_reach(gone: Cast, browser: Browser) -> None:
    page = browser("coordinator").get(PAGE + YEARS)
    assert _corridors(page) == [(gone.gumla_block.name, 6)]
    assert page.context["found"].total == 6
    text = page.content.decode()
    assert 'class="flow"' in text
    assert gone.khunti_block.name not in text


def test_reader_of_counts_sees_rounded_corridors_of_the_network(gone: Cast, browser: Browser) -> None:
    assert take_snapshot(newest_month(clock.today()))
    page = browser("secretariat").get(PAGE + YEARS)
    assert _corridors(page) == [(f"{gone.gumla_district.name} ज़िला", 5)]
    assert "organisation" not in page.context["form"].fields
    text = page.content.decode()
    assert "फूलमनी" not in text
    assert "ज़िले से मंज़िल तक" in text
    assert "ज़िले से मंज़िल तक" not in browser("coordinator").get(PAGE + YEARS).content.decode()


def test_empty_period_is_explained(gone: Cast, browser: Browser) -> None:
    page = browser("coordinator").get(f"{PAGE}?from=2019-01-01&to=2019-12-31")
    assert page.status_code == 200
    assert 'class="flow"' not in page.content.decode()


def test_page_makes_few_queries(gone: Cast, browser: Browser) -> None:
    client = browser("secretariat")
    with CaptureQueriesContext(connection) as queries:
        assert client.get(PAGE + YEARS).status_code == 200
    assert len(queries) <= QUERIES, [query["sql"][:110] for query in queries]


@pytest.fixture
def many(cast: Cast, as_: As) -> Cast:
    """One journey from each of two namesakes, and from Gumla to thirty cities."""
    with as_("coordinator") as by:
        dumri = Place.objects.get(level="block", name_en="Dumri", district=cast.gumla_district)
        cities = list(Place.objects.filter(level="city").order_by("name_en")[:30])
        routes = [(cast.gumla_block, city) for city in cities] + [(dumri, cities[0])]
        for number, (block, city) in enumerate(routes):
            person = builders.person(by, cast.gumla, block)
            command = RegisterJourney(
                organisation=cast.gumla.id,
                place=block,
                person=person,
                destination=city,
                registered_on=dt.date(2022, 5, 1 + number % 28),
            )
            register_imported_journeys(by=by, commands=[command])
    return cast


def test_all_corridors_print_on_one_page_and_leave_as_a_workbook(many: Cast, browser: Browser) -> None:
    client = browser("coordinator")
    paged = client.get(PAGE + YEARS)
    # By destination: two of the 31 corridors lead to one city.
    assert len(paged.context["page"].rows) == 25
    assert paged.context["page"].total == 30
    assert [end.count for end in paged.context["page"].rows][:2] == [2, 1]
    whole = client.get(PAGE + paged.context["whole_url"])
    assert len(whole.context["table"].rows) == 31
    assert whole.context["table"].total["count"] == paged.context["found"].total == 31
    assert "?page=" not in whole.content.decode()
    answer = client.get(paged.context["file_url"])
    assert answer["Content-Disposition"] == 'attachment; filename="jatan-corridors-2021-04-01-2024-03-31.xlsx"'
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    *rows, total = sheet[3:]
    listed = [(line["origin"], line["destination"], line["count"]) for line in whole.context["table"].rows]
    assert [(row[0], row[1], row[2]) for row in rows] == listed
    assert total[2] == sum(row[2] for row in rows) == 31


def test_namesakes_carry_their_district_on_page_and_map(many: Cast, browser: Browser) -> None:
    page = browser("coordinator").get(f"{PAGE}{YEARS}&whole=1")
    assert "डुमरी (गुमला)" in {row["origin"] for row in page.context["table"].rows}
    assert page.content.decode().count("डुमरी (गुमला)") > 1
    people = browser("coordinator").get("/people/").content.decode()
    assert "डुमरी (गुमला)" in people


def test_other_members_corridors_do_not_leave(many: Cast, browser: Browser) -> None:
    assert browser("khunti_coordinator").get(f"{PAGE}file/?organisation={many.gumla.pk}").status_code == 404
    answer = browser("khunti_coordinator").get(f"{PAGE}file/{YEARS}")
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    assert sheet[-1][2] == 0
