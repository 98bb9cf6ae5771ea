"""An unknown sheet is mapped once, and the stored file is previewed again with the new mapping."""

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from jatan.foundation.access.walls import acting_as
from jatan.intake.registers.models import LearnedMapping
from tests.cast import Cast
from tests.intake.registers import workbooks
from tests.web.conftest import Browser
from tests.web.registers.conftest import Work

pytestmark = pytest.mark.django_db


def test_learned_sheet_is_recognised_in_the_next_preview(
    cast: Cast, browser: Browser, work: Work, tmp_path: Path
) -> None:
    client = browser("coordinator")
    sheets = {"Bahi 7": [workbooks.HEADER, workbooks.meeting(1), workbooks.meeting(2, village="Tengra")]}
    content = workbooks.write(tmp_path / "w.xlsx", sheets).read_bytes()
    address = client.post("/registers/", {"workbooks": [SimpleUploadedFile("w.xlsx", content)]})["Location"]
    work()
    assert [sheet["name"] for sheet in client.get(address).context["unknown_sheets"]] == ["Bahi 7"]
    form = client.get(f"{address}teach/").context["form"]
    name = next(name for name, question in form.questions.items() if question == ("sheet", "", "Bahi 7"))
    again = client.post(f"{address}teach/", {name: "shg_meeting"})["Location"]
    assert again != address
    work()
    found = client.get(again).context
    assert not found["unknown_sheets"]
    assert found["totals"]["imported"] == 2
    assert "take-in" not in client.get(address).content.decode()


def _asked(form: Any, word: str) -> str:
    return next(name for name, question in form.questions.items() if question[2] == word)


def test_headings_show_their_present_meaning_and_can_be_changed(
    cast: Cast, browser: Browser, work: Work, tmp_path: Path
) -> None:
    client = browser("coordinator")
    header = ["S.No.", "Date", "Block", "Total", "Participants"]
    content = workbooks.write(tmp_path / "w.xlsx", {"SHG": [header, [1, "12/03/2022", "Basia", 250, 12]]}).read_bytes()
    address = client.post("/registers/", {"workbooks": [SimpleUploadedFile("w.xlsx", content)]})["Location"]
    work()
    page = client.get(address)
    assert (page.context["table"].rows[0]["imported"], page.context["run"].counts["shg_meeting"]["participants"]) == (
        1,
        250,
    )
    teach = f"{address}teach/?kind=shg_meeting"
    assert teach.encode() in page.content
    form = client.get(teach).context["form"]
    read = {form.questions[name][2]: form.initial[name] for name in form.questions}
    assert read == {
        "SHG": "shg_meeting", "S.No.": "serial", "Date": "date", "Block": "block", "Total": "total",
        "Participants": "",  # of no field: kept with the row
    }  # fmt: skip
    answers = {name: form.initial[name] for name in form.questions}
    answers |= {_asked(form, "Total"): "ignore", _asked(form, "Participants"): "total"}
    again = client.post(teach, answers)["Location"]
    work()
    assert client.get(again).context["run"].counts["shg_meeting"]["participants"] == 12
    with acting_as(cast.actor("coordinator")):
        assert set(LearnedMapping.objects.values_list("word", "meaning")) == {
            ("total", "ignore"), ("participants", "total"),
        }  # fmt: skip


def test_sheet_without_known_heading_is_learned_from_its_first_rows(
    cast: Cast, browser: Browser, work: Work, tmp_path: Path
) -> None:
    client = browser("coordinator")
    rows = [["Maah", "Jagah", "Haziri"], ["12/03/2022", "Basia", 12]]
    content = workbooks.write(tmp_path / "w.xlsx", {"SHG": rows}).read_bytes()
    address = client.post("/registers/", {"workbooks": [SimpleUploadedFile("w.xlsx", content)]})["Location"]
    work()
    form = client.get(f"{address}teach/").context["form"]
    answers = {_asked(form, "Maah"): "date", _asked(form, "Jagah"): "block", _asked(form, "Haziri"): "total"}
    again = client.post(f"{address}teach/", answers)["Location"]
    work()
    assert client.get(again).context["run"].counts["shg_meeting"]["participants"] == 12
