"""The paginator: bounded pages, neighbour URLs that keep filters, any value of `?page=`."""

import pytest
from django.http import QueryDict

from jatan.foundation.places.models import Place
from jatan.web.ui.paging import LAST_PAGE, paginate

ROWS = list(range(1, 61))


@pytest.mark.parametrize(
    ("asked", "number", "first", "last"),
    [("", 1, 1, 25), ("2", 2, 26, 50), ("3", 3, 51, 60), ("9", 3, 51, 60), ("0", 1, 1, 25), ("-1", 1, 1, 25),
     ("²", 1, 1, 25), ("x", 1, 1, 25), ("9" * 400, 1, 1, 25)],
)  # fmt: skip
def test_the_page_that_is_asked_for_is_shown(asked: str, number: int, first: int, last: int) -> None:
    page = paginate(ROWS, QueryDict(f"page={asked}"))
    assert (page.number, page.first, page.last, page.total) == (number, first, last, 60)
    assert list(page.rows) == ROWS[first - 1 : last]


def test_neighbours_keep_the_filters_and_the_place_on_the_page() -> None:
    page = paginate(ROWS, QueryDict("kind=a&page=2&kind=b"), anchor="#entries")
    assert page.previous_url == "?kind=a&kind=b&page=1#entries"
    assert page.next_url == "?kind=a&kind=b&page=3#entries"


def test_the_first_and_the_last_page_have_one_neighbour() -> None:
    assert paginate(ROWS, QueryDict()).previous_url == ""
    assert paginate(ROWS, QueryDict("page=3")).next_url == ""
    assert paginate([], QueryDict()).next_url == ""
    assert (paginate([], QueryDict()).total, list(paginate([], QueryDict()).rows)) == (0, [])


def test_more_rows_than_anybody_pages_through_are_not_counted() -> None:
    page = paginate(range(2 * LAST_PAGE + 1), QueryDict(f"page={LAST_PAGE}"), size=2)
    assert (page.is_capped, page.total, page.number, page.next_url) == (True, None, LAST_PAGE, "")


@pytest.mark.django_db
def test_rows_of_the_database_take_two_queries(django_assert_num_queries: object) -> None:
    with django_assert_num_queries(2):  # type: ignore[operator]
        page = paginate(Place.objects.order_by("name_en"), QueryDict("page=2"), size=5)
    assert len(page.rows) == 5
