"""What stands in columns that nothing asks for is found on the page of its record, and by a search of the office."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from jatan.foundation.access.walls import acting_as
from jatan.intake.registers.models import ParkedRow
from jatan.programme.activities.models import Activity
from tests.cast import Cast
from tests.intake.registers.workbooks import HEADER, SHG, meeting, write
from tests.web.conftest import Browser

pytestmark = pytest.mark.django_db


@pytest.fixture
def brought(cast: Cast, browser: Browser, work: Callable[[], int], tmp_path: Path) -> Client:
    """The coordinator's browser, after a workbook with two other columns came in: one row of it waits."""
    client = browser("coordinator")
    rows = [[*meeting(1, village="Kemte"), "चालीस <b>", "=A1"], [*meeting(2, block="Xyzabad"), "पचास", ""]]
    path = write(tmp_path / "march.xlsx", {SHG: [[*HEADER, "बस भाड़ा", "Qq xx zz"], *rows]})
    address = client.post("/registers/", {"workbooks": [SimpleUploadedFile(path.name, path.read_bytes())]})["Location"]
    work()
    assert "अपनी पंक्ति के साथ रखे गए" in client.get(address).content.decode()
    client.post(f"{address}take-in/")
    work()
    return client


def test_they_are_found_by_what_stands_there_and_by_their_heading(cast: Cast, brought: Client) -> None:
    page = brought.get("/registers/other-columns/")
    assert {(one["heading"], one["cells"]) for one in page.context["columns"]} >= {("बस भाड़ा", 2)}
    with acting_as(cast.actor("coordinator")):
        record, parked = Activity.objects.get(), ParkedRow.objects.get()
    found = brought.post("/registers/other-columns/", {"q": "चालीस"})
    assert [line["url"] for line in found.context["table"].rows] == [f"/activities/{record.pk}/"]
    assert "चालीस &lt;b&gt;" in found.content.decode()
    both = brought.post("/registers/other-columns/", {"kind": "shg_meeting", "heading": "बस भाड़ा"})
    assert {line["url"] for line in both.context["table"].rows} == {
        f"/activities/{record.pk}/",
        f"/registers/waiting/{parked.pk}/",
    }
    assert brought.post("/registers/other-columns/", {"q": "साठ\x00"}).context["table"].rows == []


def test_the_page_of_the_record_has_them_for_who_may_read_registers(
    cast: Cast, browser: Browser, brought: Client
) -> None:
    with acting_as(cast.actor("coordinator")):
        record = Activity.objects.get()
    address = f"/activities/{record.pk}/"
    assert "चालीस &lt;b&gt;" in brought.get(address).content.decode()
    for part in ("field_worker", "secretariat"):
        assert "चालीस" not in browser(part).get(address).content.decode()
    assert browser("khunti_coordinator").post("/registers/other-columns/", {"q": "चालीस"}).context["table"].rows == []


def test_of_a_long_text_the_part_that_was_sought_is_shown(
    browser: Browser, work: Callable[[], int], tmp_path: Path
) -> None:
    client = browser("coordinator")
    long = f"{'पहले की बात ' * 50}नदी के पार {'बाद की बात ' * 50}"
    path = write(tmp_path / "march.xlsx", {SHG: [[*HEADER, "Qq xx zz"], [*meeting(1), long]]})
    address = client.post("/registers/", {"workbooks": [SimpleUploadedFile(path.name, path.read_bytes())]})["Location"]
    work()
    form = client.get(f"{address}teach/?kind=shg_meeting").context["form"]
    (name,) = (one for one, (_what, _kind, word) in form.questions.items() if word == "Qq xx zz")
    assert form.initial[name] == ""
    client.post(f"{address}take-in/")
    work()
    (line,) = client.post("/registers/other-columns/", {"q": "नदी के पार"}).context["table"].rows
    assert "नदी के पार" in line["value"]
    assert len(line["value"]) < 100
