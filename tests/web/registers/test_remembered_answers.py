"""What was answered about a file is proposed for the next one of the same office, named, and never used by itself."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from jatan.foundation.access.actors import importer_for
from jatan.foundation.access.walls import acting_as
from jatan.intake.registers.models import LearnedMapping
from jatan.programme.activities.models import Activity
from tests.cast import Cast
from tests.intake.registers.workbooks import HEADER, meeting, write
from tests.web.conftest import Browser

pytestmark = pytest.mark.django_db

MONTH_FIRST = {"hidden_0": "month_first"}


@pytest.fixture
def client(browser: Browser) -> Client:
    return browser("coordinator")


def _bring(client: Client, work: Callable[[], int], path: Path, *days: str) -> str:
    """The address of a workbook with meetings on these days, looked at."""
    write(path, {"SHG": [HEADER, *(meeting(n, date=day, village=f"Village {n}") for n, day in enumerate(days, 1))]})
    found: str = client.post("/registers/", {"workbooks": [SimpleUploadedFile(path.name, path.read_bytes())]})[
        "Location"
    ]
    work()
    return found


def _take_in(client: Client, work: Callable[[], int], address: str) -> None:
    """Answer the month first, look at it so, and take it in."""
    client.post(f"{address}take-in/", MONTH_FIRST)
    work()
    client.post(f"{address}take-in/", MONTH_FIRST)
    work()


def _days(cast: Cast) -> list[dt.date]:
    with acting_as(cast.actor("coordinator")):
        return sorted(Activity.objects.values_list("held_on", flat=True))


# In order only if the month comes first, and each of them fits both orders.
IN_ORDER = ("03/04/2022", "03/09/2022", "04/02/2022", "05/01/2022", "05/06/2022", "06/03/2022")


def test_the_next_file_is_asked_with_the_last_answer(
    cast: Cast, client: Client, work: Callable[[], int], tmp_path: Path
) -> None:
    first = _bring(client, work, tmp_path / "march.xlsx", *IN_ORDER)
    form = client.get(first).context["form"]
    assert (form["hidden_0"].value(), form["hidden_0"].help_text) == ("", "")
    _take_in(client, work, first)
    assert len(_days(cast)) == len(IN_ORDER)
    # Two days in no order: nothing but the last file speaks for the month first.
    second = _bring(client, work, tmp_path / "april.xlsx", "07/08/2022", "02/05/2022")
    form = client.get(second).context["form"]
    assert form["hidden_0"].value() == "month_first"
    assert "march.xlsx" in str(form["hidden_0"].help_text)
    # Without an answer nothing goes in: the proposal is chosen in the form, never said by the house.
    assert client.post(f"{second}take-in/").status_code == 422
    assert work() == 0
    client.post(f"{second}take-in/", {"hidden_0": "day_first"})
    work()
    assert dt.date(2022, 8, 7) in _days(cast)
    assert dt.date(2022, 5, 2) in _days(cast)
    with acting_as(importer_for(cast.gumla.id)):
        (row,) = LearnedMapping.objects.filter(what="answer")
    assert (row.word, row.meaning, row.as_written) == ("dates", "day_first", "april.xlsx")


def test_without_such_a_file_nobody_is_asked(
    cast: Cast, client: Client, work: Callable[[], int], tmp_path: Path
) -> None:
    address = _bring(client, work, tmp_path / "april.xlsx", "07/08/2022", "02/05/2022")
    assert client.get(address).context["form"].parts == []


def test_another_office_is_not_proposed_it_and_the_office_may_forget(
    browser: Browser, client: Client, work: Callable[[], int], tmp_path: Path
) -> None:
    _take_in(client, work, _bring(client, work, tmp_path / "march.xlsx", *IN_ORDER))
    khunti = _bring(browser("khunti_coordinator"), work, tmp_path / "april.xlsx", "07/08/2022", "02/05/2022")
    assert browser("khunti_coordinator").get(khunti).context["form"].parts == []
    taught = client.get("/registers/learned/")
    ((row, _what, meaning),) = taught.context["lines"]
    assert (row.as_written, str(meaning)) == ("march.xlsx", "पहले महीना")
    client.post(f"/registers/learned/{row.pk}/forget/")
    again = _bring(client, work, tmp_path / "may.xlsx", "07/08/2022", "02/05/2022")
    assert client.get(again).context["form"].parts == []
