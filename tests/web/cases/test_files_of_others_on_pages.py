"""A file of another house on the page: a spreadsheet that nobody locked, what could not be read, and the new card."""

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.translation import override

from jatan.foundation.vault.models import Letter
from jatan.programme.cases.exchange.archive import encrypted_zip
from jatan.programme.cases.exchange.problems import exchange_problem
from jatan.programme.cases.file.access import open_identity
from jatan.programme.cases.models import Case
from tests.programme.cases.case_office import CaseHouse
from tests.programme.cases.exchange.spreadsheets import SURVIVOR, saved, toolkit_workbook
from tests.web.cases.conftest import Unlocked

pytestmark = pytest.mark.django_db
IMPORT = "/cases/import/"


def uploaded(content: bytes, name: str = "cases.xlsx") -> dict[str, object]:
    return {"file": SimpleUploadedFile(name, content), "source": "आईओएम", "passphrase": ""}


def test_an_unlocked_workbook_is_read_with_a_warning_and_becomes_a_case(house: CaseHouse, unlocked: Unlocked) -> None:
    client = unlocked("counsellor")
    wrong = SURVIVOR | {"vic_TypeOfExploitation": "ForcedLabour Slavery", "prs_MaritalStatus": "Married"}
    answer = client.post(IMPORT, uploaded(toolkit_workbook([wrong])))
    assert answer.status_code == 302, answer.context["form"].errors
    page = client.get(answer.headers["Location"]).content.decode()
    with override("hi"):
        reason = str(exchange_problem("unknown_code").message)
    assert "इस फ़ाइल पर ताला नहीं था" in page
    assert "यह फ़ाइल बिना ताले के आई" in page
    assert "Slavery" in page
    assert reason in page
    letter = Letter.objects.get(kind="import")
    taken = client.post(f"/cases/letters/{letter.pk}/", {"deed": "take"})
    case = Case.objects.get()
    assert taken.headers["Location"] == f"/cases/{case.pk}/"
    file = open_identity(house.by("counsellor"), house.ring("counsellor"), house.read(case.pk)).file
    assert file.identity is not None
    assert (file.identity.get("name"), file.identity.get("marital")) == ("Sita Oraon", "Married")
    (harm,) = file.all("exploitation")
    assert harm.get("types") == ["ForcedLabour"]
    (kept,) = file.all("imported")
    assert "Slavery" in kept.get("document")


def test_a_locked_file_without_its_passphrase_is_asked_for_it(house: CaseHouse, unlocked: Unlocked) -> None:
    content, _passphrase = encrypted_zip({"htcds.json": "[]"})
    answer = unlocked("counsellor").post(IMPORT, uploaded(content, "a.zip"))
    assert answer.status_code == 422
    assert "passphrase" in answer.context["form"].errors
    assert Letter.objects.count() == 0


def test_what_is_no_table_of_cases_is_told_in_words(house: CaseHouse, unlocked: Unlocked) -> None:
    client, book = unlocked("counsellor"), openpyxl.Workbook()
    book.active.append(["colour", "size"])
    for content, name in ((saved(book), "a.xlsx"), (b"colour\nred\n", "a.csv"), (b"%PDF", "a.pdf")):
        answer = client.post(IMPORT, uploaded(content, name))
        assert answer.status_code == 422
        assert "file" in answer.context["form"].errors
    assert Letter.objects.count() == 0


def test_the_card_offers_districts_and_folds_what_is_rarely_asked(house: CaseHouse, unlocked: Unlocked) -> None:
    case_file, client = house.open_case(), unlocked("counsellor")
    path = f"/cases/{case_file.case.pk}/identity/"
    form = client.post(path, {"deed": "edit"}).content.decode()
    assert '<option value="331">' in form
    assert form.count('<details class="form-section"><summary') == 2
    answer = client.post(path, {"deed": "save", "a-name": "बुधनी", "a-district_code": "331", "a-children_count": "99"})
    assert answer.status_code == 422
    wrong = answer.content.decode()
    assert '<details class="form-section" open>' in wrong
    saved_card = client.post(path, {"deed": "save", "a-name": "बुधनी", "a-district_code": "331", "a-marital": "Married"})
    assert saved_card.status_code == 302
    assert "गुमला" in client.post(path, {"deed": "show"}).content.decode()


def test_a_district_typed_earlier_is_shown_as_typed_and_stays_when_the_card_is_corrected(
    house: CaseHouse, unlocked: Unlocked
) -> None:
    case_file = house.write(house.open_case(), "identity", {"name": "बुधनी", "district": "गुमला ज़िला"})
    client, path = unlocked("counsellor"), f"/cases/{case_file.case.pk}/identity/"
    assert "गुमला ज़िला" in client.post(path, {"deed": "show"}).content.decode()
    assert 'value="गुमला ज़िला"' in client.post(path, {"deed": "edit"}).content.decode()
