"""On the page that asks what a column means, own questions of the office are offered; what waits is mended."""

import io
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from jatan.foundation.access.walls import acting_as
from jatan.intake.registers.models import ParkedRow
from jatan.programme.own_fields.commands import MakeOwnField
from jatan.programme.own_fields.models import ActivityAnswer, OwnField
from jatan.programme.own_fields.services import make_own_field
from tests.cast import Cast
from tests.intake.registers.workbooks import HEADER, SHG, meeting, write
from tests.web.conftest import Browser

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(browser: Browser) -> Client:
    return browser("coordinator")


@pytest.fixture
def question(cast: Cast) -> OwnField:
    by = cast.actor("coordinator")
    with acting_as(by):
        command = MakeOwnField(
            organisation=cast.gumla.id,
            place=cast.gumla_district,
            kind="activities",
            sort="choice",
            label_hi="नाश्ता क्या था",
            words=(("चाय", "Tea"), ("कुछ नहीं", "")),
        )
        return make_own_field(by=by, command=command)


def _looked_at(client: Client, work: Callable[[], int], path: Path, *cells: str) -> str:
    rows = [[*meeting(n, village=f"Village {n}"), cell] for n, cell in enumerate(cells, 1)]
    write(path, {SHG: [[*HEADER, "Qq xx zz"], *rows]})
    sent = {"workbooks": [SimpleUploadedFile(path.name, path.read_bytes())]}
    address: str = client.post("/registers/", sent)["Location"]
    work()
    return address


def test_from_the_heading_to_the_answer(
    cast: Cast, client: Client, work: Callable[[], int], tmp_path: Path, question: OwnField
) -> None:
    code = question.question.code
    address = _looked_at(client, work, tmp_path / "march.xlsx", "चाय", "समोसा")
    page = client.get(f"{address}teach/")
    (name,) = (one for one, (_what, _kind, word) in page.context["form"].questions.items() if word == "Qq xx zz")
    assert "नाश्ता क्या था" in page.content.decode()
    address = client.post(f"{address}teach/", {name: code})["Location"]
    work()
    looked = client.get(address).content.decode()
    assert "नाश्ता क्या था" in looked
    assert code not in looked.replace(f'value="{code}"', "")
    assert "नाश्ता क्या था" in client.get("/registers/learned/").content.decode()
    client.post(f"{address}take-in/")
    work()
    with acting_as(cast.actor("coordinator")):
        assert [one.code for one in ActivityAnswer.objects.all()] == ["1"]
        parked = ParkedRow.objects.get()
    waiting = client.get("/registers/waiting/").content.decode()
    assert "नाश्ता क्या था" in waiting
    row_page = f"/registers/waiting/{parked.pk}/"
    assert "कुछ नहीं" in client.get(row_page).content.decode()
    assert client.get(f"/registers/waiting/?column={code}").context["page"].total == 1
    assert client.get(f"/registers/waiting/?column=own_{'0' * 32}").context["page"].total == 0
    answer = client.post("/registers/waiting/workbook/", {"purpose": "checking"})
    book = openpyxl.load_workbook(io.BytesIO(b"".join(answer)))  # type: ignore[arg-type]
    headings = [cell.value for cell in book.worksheets[0][1]]
    assert [one for one in headings if one and "नाश्ता क्या था" in one] == ["नाश्ता क्या था", "सही लिखें: नाश्ता क्या था"]
    cells = {
        name: str(text) for name, text in client.get(row_page).context["form"].initial.items() if name != "remember"
    }
    client.post(row_page, {**cells, "choose": f"{code}:कुछ नहीं"})
    with acting_as(cast.actor("coordinator")):
        assert sorted(one.code for one in ActivityAnswer.objects.all()) == ["1", "2"]


def test_questions_about_other_records_and_of_other_offices_are_not_offered(
    client: Client, browser: Browser, work: Callable[[], int], tmp_path: Path, question: OwnField
) -> None:
    khunti = browser("khunti_coordinator")
    address = _looked_at(khunti, work, tmp_path / "march.xlsx", "चाय")
    assert "नाश्ता क्या था" not in khunti.get(f"{address}teach/").content.decode()
    rows = [["S.No.", "Forum", "Name", "Qq xx zz"], [1, "Basia forum", "Sunita Devi", "चाय"]]
    path = write(tmp_path / "members.xlsx", {"Forum members": rows})
    address = client.post("/registers/", {"workbooks": [SimpleUploadedFile(path.name, path.read_bytes())]})["Location"]
    work()
    page = client.get(f"{address}teach/").content.decode()
    assert "Qq xx zz" in page
    assert "नाश्ता क्या था" not in page


def test_a_column_that_was_kept_is_looked_at_first_and_then_answers(
    cast: Cast, client: Client, work: Callable[[], int], tmp_path: Path, question: OwnField
) -> None:
    address = _looked_at(client, work, tmp_path / "march.xlsx", "चाय", "समोसा")
    client.post(f"{address}take-in/")
    work()
    column = {"kind": "shg_meeting", "heading": "Qq xx zz"}
    page = client.post("/registers/other-columns/", column).content.decode()
    assert "नाश्ता क्या था" in page
    chosen = {**column, "question": str(question.pk)}
    looked = client.post("/registers/other-columns/answers/", chosen)
    assert (looked.context["count"], [count for _why, count in looked.context["why"]]) == (1, [1])
    with acting_as(cast.actor("coordinator")):
        assert not ActivityAnswer.objects.exists()
    done = client.post("/registers/other-columns/answers/", {**chosen, "deed": "answer"}, follow=True)
    assert "रजिस्टर के कॉलम से जवाब" in done.content.decode()
    with acting_as(cast.actor("coordinator")):
        assert [one.code for one in ActivityAnswer.objects.all()] == ["1"]
    assert client.post("/registers/other-columns/answers/", {"kind": "nothing", "heading": "x"}).status_code == 404
    refused = client.post("/registers/other-columns/answers/", {**column, "question": "x"})
    assert refused["Location"] == "/registers/other-columns/"
