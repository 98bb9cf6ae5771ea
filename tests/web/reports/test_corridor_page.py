"""The corridor page: map and table of the same numbers, within the reader's reach."""

import datetime as dt
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

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


def test_table_and_map_show_the_same_numbers_within_reach(gone: Cast, browser: Browser) -> None:
    page = browser("coordinator").get(PAGE)
    assert [(row["origin"], row["count"]) for row in page.context["table"].rows] == [(gone.gumla_block.name, 6)]
    assert page.context["found"].total == 6
    text = page.content.decode()
    assert 'class="flow"' in text
    assert gone.khunti_block.name not in text


def test_reader_of_counts_sees_rounded_corridors_of_the_network(gone: Cast, browser: Browser) -> None:
    assert take_snapshot(newest_month(clock.today()))
    page = browser("secretariat").get(PAGE)
    assert [(row["origin"], row["count"]) for row in page.context["table"].rows] == [
        (f"{gone.gumla_district.name} जिला", 5)
    ]
    assert "organisation" not in page.context["form"].fields
    text = page.content.decode()
    assert "फूलमनी" not in text
    assert "ज़िले से मंज़िल तक" in text
    assert "ज़िले से मंज़िल तक" not in browser("coordinator").get(PAGE).content.decode()


def test_empty_period_is_explained(gone: Cast, browser: Browser) -> None:
    page = browser("coordinator").get(f"{PAGE}?from=2019-01-01&to=2019-12-31")
    assert page.status_code == 200
    assert 'class="flow"' not in page.content.decode()


def test_page_makes_few_queries(gone: Cast, browser: Browser) -> None:
    client = browser("secretariat")
    with CaptureQueriesContext(connection) as queries:
        assert client.get(PAGE).status_code == 200
    assert len(queries) <= QUERIES, [query["sql"][:110] for query in queries]
