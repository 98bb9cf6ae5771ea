"""Uploads of every format: a bad file stops no other, a password is asked for, and nothing new offers nothing."""

import io
from pathlib import Path
from typing import Any

import msoffcrypto
import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django_tasks_db.models import DBTaskResult

from jatan.foundation.access.walls import acting_as
from jatan.intake.registers.models import ImportRun
from tests.cast import Cast
from tests.intake.registers.workbook.saved_register import DATA, save_as
from tests.intake.registers.workbooks import meeting, meetings
from tests.web.conftest import Browser
from tests.web.registers.conftest import Upload, Work

pytestmark = pytest.mark.django_db
_TAKE_IN, _DISCARD = "take-in/", "discard/"


def _send(client: Client, files: dict[str, bytes], **answers: str) -> Any:
    return client.post("/registers/", {"workbooks": [SimpleUploadedFile(*one) for one in files.items()]} | answers)


def _page(response: HttpResponse) -> str:
    return response.content.decode()


def _names(cast: Cast) -> set[str]:
    with acting_as(cast.actor("coordinator")):
        return set(ImportRun.objects.values_list("file_name", flat=True))


def _protected(tmp_path: Path, password: str) -> bytes:
    out = io.BytesIO()
    with meetings(tmp_path / "plain.xlsx", meeting(1)).open("rb") as file:
        msoffcrypto.OfficeFile(file).encrypt(password, out)
    return out.getvalue()


@pytest.mark.parametrize("name", ["register.xls", "register.ods", "register.xlsb", "comma.csv", "tab.tsv"])
def test_every_format_is_previewed_and_taken_in(
    name: str, browser: Browser, upload: Upload, work: Work, tmp_path: Path
) -> None:
    client = browser("coordinator")
    address = upload(client, name=name, content=save_as(name, tmp_path).read_bytes())["Location"]
    for press in (_TAKE_IN, ""):
        assert work() == 1
        assert client.get(address).context["totals"]["imported"] == 4
        if press:
            client.post(address + press)
    assert client.get(address).context["run"].status == "done"


def test_bad_files_are_named_and_the_others_are_looked_at(cast: Cast, browser: Browser, tmp_path: Path) -> None:
    good = meetings(tmp_path / "a.xlsx", meeting(1)).read_bytes()
    files = {
        "good.xlsx": good,
        "photo.jpg": b"\xff\xd8\xff\xe0",
        "empty.xlsx": b"",
        "letter.xls": b"<html>",
        "b.xls": good,
    }
    response = _send(browser("coordinator"), files)
    assert response.status_code == 422
    assert all(f"{name}: " in _page(response) for name in ("photo.jpg", "empty.xlsx", "letter.xls"))
    assert _names(cast) == {"good.xlsx", "b.xls"}


def test_the_password_is_asked_for_and_kept_nowhere(cast: Cast, browser: Browser, work: Work, tmp_path: Path) -> None:
    client = browser("coordinator")
    content = _protected(tmp_path, "Secret 2022")
    assert 'type="password"' not in _page(client.get("/registers/"))
    first = _send(client, {"a.xlsx": content})
    assert 'name="workbook_password"' in _page(first)
    wrong = _send(client, {"a.xlsx": content}, workbook_password="Secret 2021")
    assert 'name="workbook_password"' in _page(wrong)
    assert "Secret" not in _page(wrong)
    assert _names(cast) == set()
    right = _send(client, {"a.xlsx": content}, workbook_password="Secret 2022")
    assert right.status_code == 302
    assert "Secret" not in str(list(DBTaskResult.objects.values()))
    assert work() == 1
    assert client.get(right["Location"]).context["totals"]["imported"] == 1


def test_a_refused_protected_file_is_not_stored(browser: Browser, tmp_path: Path) -> None:
    _send(browser("coordinator"), {"a.xlsx": _protected(tmp_path, "x"), "b.xls": (DATA / "password.xls").read_bytes()})
    assert [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()] == []


def test_a_workbook_without_anything_new_offers_only_to_throw_it_away(
    browser: Browser, upload: Upload, work: Work, taken_in: Any
) -> None:
    client = browser("coordinator")
    taken_in(client, meeting(1), meeting(2, date="31/02/2022"))
    address = upload(client, meeting(1), meeting(2, date="31/02/2022"))["Location"]
    work()
    page = _page(client.get(address))
    assert (address + _TAKE_IN in page, address + _DISCARD in page) == (False, True)
    assert client.get(address).context["has_news"] is False


def test_a_workbook_that_is_not_understood_offers_only_to_throw_it_away(
    browser: Browser, upload: Upload, work: Work
) -> None:
    client = browser("coordinator")
    address = upload(client, name="fruit.csv", content=b"Fruit,Price\nMango,12\nGuava,5\n")["Location"]
    work()
    page = _page(client.get(address))
    assert (address + _TAKE_IN in page, address + _DISCARD in page) == (False, True)
    assert client.get(address).context["is_known"] is False


def test_a_formula_without_value_keeps_its_row_waiting_and_names_the_cell(
    browser: Browser, upload: Upload, work: Work
) -> None:
    """Before: the whole workbook was refused, and no cell named."""
    client = browser("coordinator")
    address = upload(client, meeting(1, women=("=5+6", "")), meeting(2))["Location"]
    work()
    response = client.get(address)
    counts = response.context["run"].counts["shg_meeting"]
    assert (response.context["run"].status, counts["imported"], counts["refused"]) == (
        "previewed", 1, {"unreadable": 1}
    )  # fmt: skip
    page = _page(response)
    assert "=5+6" in page
    assert "G2" in page
    client.post(address + _TAKE_IN)
    work()
    waiting = client.get(reverse("parked_rows"))
    assert "G2" in _page(waiting)
    repair = waiting.context["lines"][0]["url"]
    assert "G2" in _page(client.get(repair))
