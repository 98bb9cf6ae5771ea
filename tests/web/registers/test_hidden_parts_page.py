"""The preview and the result say what is hidden in a workbook."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.intake.registers.workbooks import HEADER, meeting, write
from tests.web.conftest import Browser

pytestmark = pytest.mark.django_db


def test_a_hidden_sheet_is_named_before_and_after(browser: Browser, work: Callable[[], int], tmp_path: Path) -> None:
    client = browser("coordinator")
    path = write(
        tmp_path / "w.xlsx",
        {"SHG": [HEADER, meeting(1)], "SHG 1999": [HEADER, meeting(1, date="1/2/2021")]},
        hidden=["SHG 1999"],
    )
    files = {"workbooks": [SimpleUploadedFile("w.xlsx", path.read_bytes())]}
    address = client.post("/registers/", files)["Location"]
    work()
    assert client.get(address).context["hidden"] == [{"sheet": "SHG 1999", "sheet_hidden": 1, "rows": 0, "columns": 0}]
    client.post(f"{address}take-in/")
    work()
    page = client.get(address)
    assert [one["sheet"] for one in page.context["hidden"]] == ["SHG 1999"]
    assert page.content.decode().count("SHG 1999") == 1
