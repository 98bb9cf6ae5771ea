"""Keying lines in on the page: photographs are added, lines recorded or kept, the page finished."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from jatan.foundation.access.actors import importer_for
from jatan.foundation.access.walls import acting_as
from jatan.programme.activities.models import Activity
from tests.cast import Cast
from tests.intake.registers.test_page_photographs import LINE, a_picture

pytestmark = pytest.mark.django_db
type Browser = Callable[[str], Client]


def _line(number: int, **changes: str) -> dict[str, str]:
    return {f"{number}_{column}": value for column, value in (LINE | changes).items()}


@pytest.fixture
def address(cast: Cast, browser: Browser) -> str:
    """The page of a photograph of Gumla's meetings."""
    photographs = [SimpleUploadedFile("IMG_1.jpg", a_picture(), "image/jpeg")]
    answer = browser("coordinator").post(
        "/registers/photographs/", {"register": "shg_meeting", "photographs": photographs}
    )
    assert answer.status_code == 302
    return str(answer["Location"])


def _count(cast: Cast) -> int:
    with acting_as(importer_for(cast.gumla.id)):
        return Activity.objects.count()


def test_the_page_shows_the_picture_and_ten_lines_in_the_order_of_the_register(browser: Browser, address: str) -> None:
    coordinator = browser("coordinator")
    page = coordinator.get(address).content.decode()
    assert f'src="{address}picture/' in page
    assert page.count("<details") >= 10
    assert page.index('name="0_date"') < page.index('name="0_block"') < page.index('name="0_women"')
    assert '<option value="बसिया">' in page
    picture = coordinator.get(f"{address}picture/")
    assert picture.headers["Content-Type"] == "image/jpeg"
    assert "no-store" in picture.headers["Cache-Control"]
    assert b"".join(picture.streaming_content).startswith(b"\xff\xd8")


def test_lines_are_recorded_and_the_next_ones_go_on(browser: Browser, cast: Cast, address: str) -> None:
    coordinator = browser("coordinator")
    answers = {"do": "record"} | _line(0) | _line(1, date="31/02/2022")
    page = coordinator.post(address, answers, follow=True).content.decode()
    assert _count(cast) == 1
    assert "लाइन 2 सही नहीं हो सकती" in page
    assert 'value="Navapur"' not in page  # nothing is left to be recorded twice


def test_enter_in_a_field_keeps_and_records_nothing(browser: Browser, cast: Cast, address: str) -> None:
    coordinator = browser("coordinator")
    page = coordinator.get(address).content.decode()
    assert page.index('value="keep"') < page.index('value="record"')
    page = coordinator.post(address, {"do": "keep"} | _line(3), follow=True).content.decode()
    assert 'name="3_village" value="Navapur"' in page
    assert _count(cast) == 0


def test_turning_the_picture_keeps_what_was_typed(browser: Browser, address: str) -> None:
    page = browser("coordinator").post(address, {"do": "turn"} | _line(0), follow=True).content.decode()
    assert 'name="0_village" value="Navapur"' in page


def test_a_page_with_typed_lines_is_not_finished(browser: Browser, address: str) -> None:
    coordinator = browser("coordinator")
    page = coordinator.post(address, {"do": "done"} | _line(0), follow=True).content.decode()
    assert 'name="0_village" value="Navapur"' in page
    coordinator.post(address, {"do": "done"})
    assert coordinator.get(address).status_code == 404
    assert coordinator.get(f"{address}picture/").status_code == 404


@pytest.mark.parametrize("field", ["12_date", "x_date", "०_date", "0_nonsense", "_", "0"])
def test_fields_that_are_not_asked_are_ignored(browser: Browser, cast: Cast, address: str, field: str) -> None:
    assert browser("coordinator").post(address, {"do": "record", field: "12/03/2022"}).status_code == 302
    assert _count(cast) == 0


def test_a_file_that_is_no_picture_is_refused_at_its_field(cast: Cast, browser: Browser) -> None:
    answers: dict[str, Any] = {"register": "shg_meeting", "photographs": [SimpleUploadedFile("a.jpg", b"no picture")]}
    answer = browser("coordinator").post("/registers/photographs/", answers)
    assert answer.status_code == 422
    assert "photographs" in answer.context["form"].errors


def test_queries_do_not_grow_with_the_lines(browser: Browser, address: str, django_assert_max_num_queries: Any) -> None:
    coordinator = browser("coordinator")
    coordinator.post(address, {"do": "keep"} | {name: value for at in range(9) for name, value in _line(at).items()})
    with django_assert_max_num_queries(25):
        coordinator.get(address)


def test_another_member_finds_nothing(browser: Browser, address: str) -> None:
    stranger = browser("khunti_coordinator")
    assert [stranger.get(address).status_code, stranger.get(f"{address}picture/").status_code] == [404, 404]
