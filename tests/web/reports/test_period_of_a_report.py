"""A report opens on the last quarter that is over; years that the network has published come with its data alone."""

import datetime as dt

import pytest
from django.utils.translation import override

from jatan.foundation.network.network_file import network_problems
from jatan.foundation.network.services import load_network
from jatan.kernel import clock
from jatan.kernel.periods import Period, last_quarter
from tests.cast import Cast
from tests.web.conftest import Browser

PATHS = ("/reports/", "/reports/corridors/", "/reports/safe-migration/")
NETWORK = {"name_hi": "जतन सचिवालय", "name_en": "Jatan secretariat"}


@pytest.mark.parametrize(
    ("today", "first", "last"),
    [
        ((2026, 12, 1), (2026, 7, 1), (2026, 9, 30)),
        ((2026, 12, 31), (2026, 7, 1), (2026, 9, 30)),
        ((2027, 1, 1), (2026, 10, 1), (2026, 12, 31)),
        ((2027, 4, 1), (2027, 1, 1), (2027, 3, 31)),
        ((2028, 2, 29), (2027, 10, 1), (2027, 12, 31)),
    ],
)
def test_the_last_quarter_is_the_one_that_is_over(
    today: tuple[int, int, int], first: tuple[int, int, int], last: tuple[int, int, int]
) -> None:
    assert last_quarter(dt.date(*today)) == Period(dt.date(*first), dt.date(*last))


@pytest.mark.parametrize("path", PATHS)
def test_every_report_opens_on_the_last_quarter(cast: Cast, browser: Browser, path: str) -> None:
    page = browser("secretariat").get(path)
    assert page.context["question"].period == last_quarter(clock.today())
    assert next(iter(page.context["presets"]))[2]
    assert "2021–24" not in page.content.decode()
    strange = browser("secretariat").get(f"{path}?from=31/02/2022&to=x")
    assert strange.context["question"].period == last_quarter(clock.today())


def test_published_years_come_with_the_data_of_the_network(cast: Cast, browser: Browser) -> None:
    spans = [
        {"first": "2021-04-01", "last": "2024-03-31"},
        {"first": "2024-05-01", "last": "2024-08-15"},
    ]
    for _time in range(2):
        load_network({"network": NETWORK | {"published": spans}, "organisations": []})
    page = browser("secretariat").get("/reports/")
    assert page.context["question"].period == last_quarter(clock.today())
    with override("hi"):
        labels = [str(label) for _query, label, _is_current in page.context["presets"]]
    assert labels[-2:] == ["छपी रिपोर्ट, 1 मई 2024 – 15 अगस्त 2024", "छपी रिपोर्ट, 2021–24"]
    query = page.context["presets"][-1][0]
    assert browser("secretariat").get(f"/reports/{query}").context["question"].period.start.year == 2021


def test_a_published_period_that_ends_before_it_begins_is_refused(cast: Cast) -> None:
    spans = [{"first": "2024-03-31", "last": "2021-04-01"}]
    found = network_problems({"network": NETWORK | {"published": spans}, "organisations": []})
    assert [(one.code, one.field) for one in found] == [("ends_before_it_begins", "network.published[0].last")]
