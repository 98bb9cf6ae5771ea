"""A sheet nobody knew is taught once; the waiting file is looked at again by what was said."""

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.cast import Cast
from tests.intake.registers import workbooks
from tests.web.imports.conftest import Work
from tests.web.staff.conftest import Browser

pytestmark = pytest.mark.django_db


def test_taught_sheet_is_understood_in_the_next_preview(
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
