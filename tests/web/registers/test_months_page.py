"""The page asks what numbers below months are; then the workbook is previewed again and taken in."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from jatan.foundation.access.actors import importer_for
from jatan.foundation.access.walls import acting_as
from jatan.programme.activities.models import Activity
from tests.cast import Cast
from tests.intake.registers.workbooks import write

pytestmark = pytest.mark.django_db
type Browser = Callable[[str], Client]

SHEET: list[list[Any]] = [
    ["2022-23"],
    ["प्रखंड", "समूह का नाम", "अप्रैल", "मई", "जून"],
    ["बसिया", "सीता महिला मंडल", 14, 12, ""],
]


@pytest.fixture
def run_url(browser: Browser, cast: Cast, work: Callable[[], int], tmp_path: Path) -> str:
    """The page of a previewed workbook with months as columns."""
    content = write(tmp_path / "pivot.xlsx", {"SHG meetings": SHEET}).read_bytes()
    answer = browser("coordinator").post("/registers/", {"workbooks": [SimpleUploadedFile("pivot.xlsx", content)]})
    work()
    return str(answer["Location"])


def _activities(cast: Cast) -> list[tuple[Any, ...]]:
    with acting_as(importer_for(cast.gumla.id)):
        return list(Activity.objects.order_by("held_on").values_list("held_on__month", "total", "is_day_known"))


def test_a_sheet_of_months_is_asked_about_shown_and_taken_in(
    browser: Browser, cast: Cast, work: Callable[[], int], run_url: str
) -> None:
    coordinator = browser("coordinator")
    page = coordinator.get(run_url).content.decode()
    assert "अप्रैल 2022" in page
    assert f"{run_url}months/" in page
    assert "समझ में नहीं आया" not in page
    assert "take-in" not in page  # nothing is taken in before the answer
    asked = coordinator.get(f"{run_url}months/")
    assert asked.context["form"].initial["register_0"] == "shg_meeting"
    answer = coordinator.post(f"{run_url}months/", {"numbers_0": "people", "register_0": "shg_meeting"})
    again = answer["Location"]
    work()
    page = coordinator.get(again).content.decode()
    assert "take-in" in page
    assert "2022-04-XX" not in page
    assert _activities(cast) == []
    coordinator.post(f"{again}take-in/")
    work()
    assert _activities(cast) == [(4, 14, False), (5, 12, False)]


def test_the_register_must_be_chosen(browser: Browser, run_url: str) -> None:
    answer = browser("coordinator").post(f"{run_url}months/", {"numbers_0": "people", "register_0": ""})
    assert answer.status_code == 422
    assert "register_0" in answer.context["form"].errors


def test_numbers_of_meetings_are_left_out_with_what_to_do(
    browser: Browser, cast: Cast, work: Callable[[], int], run_url: str
) -> None:
    coordinator = browser("coordinator")
    answer = coordinator.post(f"{run_url}months/", {"numbers_0": "meetings", "register_0": ""})
    work()
    page = coordinator.get(answer["Location"]).content.decode()
    assert "/registers/blank/" in page
    assert "take-in" not in page


def test_a_run_without_such_a_sheet_has_no_such_page(browser: Browser, upload: Any, work: Callable[[], int]) -> None:
    coordinator = browser("coordinator")
    address = upload(coordinator)["Location"]
    work()
    assert coordinator.get(f"{address}months/").status_code == 404


def test_the_answer_stands_among_what_the_office_taught(browser: Browser, run_url: str) -> None:
    coordinator = browser("coordinator")
    coordinator.post(f"{run_url}months/", {"numbers_0": "people", "register_0": "shg_meeting"})
    assert "SHG meetings: block, group_name" in coordinator.get("/registers/learned/").content.decode()


def test_a_sheet_without_a_year_asks_nothing_that_cannot_be_answered(
    browser: Browser, cast: Cast, work: Callable[[], int], tmp_path: Path
) -> None:
    content = write(tmp_path / "pivot.xlsx", {"SHG meetings": SHEET[1:]}).read_bytes()
    coordinator = browser("coordinator")
    answer = coordinator.post("/registers/", {"workbooks": [SimpleUploadedFile("pivot.xlsx", content)]})
    work()
    page = coordinator.get(answer["Location"]).content.decode()
    assert "2022-23" in page
    assert f"{answer['Location']}months/" not in page
