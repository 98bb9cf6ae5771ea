"""The preview asks about each hidden part of a workbook; the result says what was done with it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from jatan.foundation.access.actors import importer_for
from jatan.foundation.access.walls import acting_as
from jatan.intake.registers.models import ImportRun
from jatan.programme.activities.models import Activity
from tests.cast import Cast
from tests.intake.registers.workbooks import HEADER, meeting, write
from tests.web.conftest import Browser

pytestmark = pytest.mark.django_db

TAKE, LEAVE = {"hidden_0": "take"}, {"hidden_0": "leave"}


@pytest.fixture
def client(browser: Browser) -> Client:
    return browser("coordinator")


@pytest.fixture
def address(client: Client, work: Callable[[], int], tmp_path: Path) -> str:
    """A workbook with a hidden sheet of one meeting beside a shown one, looked at."""
    path = write(
        tmp_path / "w.xlsx",
        {"SHG": [HEADER, meeting(1)], "SHG 1999": [HEADER, meeting(1, date="1/2/2021")]},
        hidden=["SHG 1999"],
    )
    files = {"workbooks": [SimpleUploadedFile("w.xlsx", path.read_bytes())]}
    found: str = client.post("/registers/", files)["Location"]
    work()
    return found


def days(cast: Cast) -> list[int]:
    with acting_as(cast.actor("coordinator")):
        return sorted(day.year for day in Activity.objects.values_list("held_on", flat=True))


def test_the_preview_asks_and_has_chosen_nothing(client: Client, address: str) -> None:
    page = client.get(address)
    form = page.context["form"]
    assert ["SHG 1999" in str(field.label) for field in form] == [True]
    assert form["hidden_0"].value() == ""
    assert " checked" not in page.content.decode()
    (one,) = page.context["previews"]
    assert {row["sheet"] for row in one["rows"]} == {"SHG", "SHG 1999"}


def test_taking_in_without_an_answer_is_refused_at_the_question(
    cast: Cast, client: Client, address: str, work: Callable[[], int]
) -> None:
    refused = client.post(f"{address}take-in/")
    assert refused.status_code == 422
    assert list(refused.context["form"].errors) == ["hidden_0"]
    assert "<form" in refused.content.decode()
    assert client.post(f"{address}take-in/", {"hidden_0": "perhaps"}).status_code == 422
    assert work() == 0
    assert days(cast) == []


def test_take_goes_in_at_once(cast: Cast, client: Client, address: str, work: Callable[[], int]) -> None:
    assert client.post(f"{address}take-in/", TAKE).status_code == 302
    work()
    assert days(cast) == [2021, 2022]
    assert [line[0] for line in client.get(address).context["hidden"]] == ["SHG 1999"]
    assert str(client.get(address).context["hidden"][0][2]) == "दर्ज किया गया"


def test_leave_shows_the_workbook_without_it_before_it_goes_in(
    cast: Cast, client: Client, address: str, work: Callable[[], int]
) -> None:
    assert client.post(f"{address}take-in/", LEAVE).status_code == 302
    assert work() == 1
    again = client.get(address)
    assert again.context["may_confirm"]
    assert again.context["form"]["hidden_0"].value() == "leave"
    assert {row["sheet"] for row in again.context["previews"][0]["rows"]} == {"SHG"}
    assert again.context["totals"]["imported"] == 1
    assert days(cast) == []
    client.post(f"{address}take-in/", LEAVE)
    assert work() == 1
    assert days(cast) == [2022]
    assert str(client.get(address).context["hidden"][0][2]) == "छोड़ दिया गया"


@pytest.mark.parametrize("sheets", [3, 14])
@pytest.mark.parametrize("answer", ["take", "leave"])
def test_one_press_answers_for_all_parts(
    cast: Cast, client: Client, work: Callable[[], int], tmp_path: Path, sheets: int, answer: str
) -> None:
    """Also where there are so many that they are not asked about one by one."""
    hidden = {f"SHG {n}": [HEADER, meeting(1, date=f"{1 + n}/2/2022", village=f"Toli {n}")] for n in range(sheets)}
    path = write(tmp_path / "w.xlsx", {"SHG": [HEADER, meeting(1)], **hidden}, hidden=list(hidden))
    address = client.post("/registers/", {"workbooks": [SimpleUploadedFile("w.xlsx", path.read_bytes())]})["Location"]
    work()
    page = client.get(address)
    assert len(page.context["form"].fields) == (sheets if sheets == 3 else 0)
    refused = client.post(f"{address}take-in/", {"hidden_all": "perhaps"}, follow=True)
    assert (refused.status_code, work()) == (422 if sheets == 3 else 200, 0)
    if sheets != 3:
        assert "पहले बताएँ कि उसे दर्ज करना है या छोड़ना है" in refused.content.decode()
    client.post(f"{address}take-in/", {"hidden_all": answer})
    assert work() == (1 if answer == "leave" else 0)
    answered = client.get(address).context["form"]
    assert answered.is_answered
    assert days(cast) == []
    client.post(f"{address}take-in/", {name: answered[name].value() for name in answered.fields})
    work()
    assert len(days(cast)) == (1 if answer == "leave" else sheets + 1)


def test_answers_are_kept_when_a_heading_is_taught(client: Client, address: str, work: Callable[[], int]) -> None:
    client.post(f"{address}take-in/", LEAVE)
    work()
    asked = client.get(f"{address}teach/?kind=shg_meeting").context["form"]
    taught = {name: asked.initial[name] for name in asked.fields}
    topic = next(name for name, (_what, _kind, word) in asked.questions.items() if word == "Topic")
    again = client.post(f"{address}teach/?kind=shg_meeting", taught | {topic: "title"})["Location"]
    work()
    assert again != address
    assert client.get(again).context["form"]["hidden_0"].value() == "leave"


def test_another_organisation_answers_nothing(client: Client, address: str, browser: Browser, cast: Cast) -> None:
    assert browser("khunti_coordinator").post(f"{address}take-in/", TAKE).status_code == 404
    assert client.get(address).context["form"]["hidden_0"].value() == ""


def test_runs_from_before_the_questions_still_tell(client: Client, address: str, cast: Cast, work: Any) -> None:
    client.post(f"{address}take-in/", TAKE)
    work()
    with acting_as(importer_for(cast.gumla.id)):
        ImportRun.objects.update(hidden_parts=[])
    assert [(sheet, str(answer)) for sheet, _what, answer in client.get(address).context["hidden"]] == [
        ("SHG 1999", "दर्ज किया गया")
    ]
