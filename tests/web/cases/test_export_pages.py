"""Files that leave the house, on pages: the second step anew, the passphrase once, and no changes afterwards."""

import io
from typing import Any

import pytest
import pyzipper
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError, connection
from django.test import Client
from pytest_django import Settings

from jatan.foundation.access.models import Account
from jatan.foundation.ledger.models import Event
from jatan.foundation.vault.models import Letter
from jatan.kernel import clock
from jatan.programme.cases import sharing_events
from jatan.programme.cases.exchange.archive import read_export
from jatan.programme.cases.exchange.records import single_row
from jatan.programme.cases.file.access import OpenCaseFile, open_identity
from jatan.programme.cases.models import Case, Export
from tests.programme.cases.case_office import AGREED_TODAY, CaseHouse
from tests.programme.cases.two_offices import CARD
from tests.sign_in import age_second_step, signed_in
from tests.web.cases.conftest import Browser, Unlocked
from tests.web.cases.sharing_room import AGAIN, Sure, sure

pytestmark = pytest.mark.django_db
__all__ = ["sure"]
COPY = {"what": "her_copy:full"}


def a_case(house: CaseHouse) -> OpenCaseFile:
    return house.write(house.open_case(), "identity", CARD)


def made(client: Client, case_file: OpenCaseFile, what: str = "her_copy:full") -> tuple[Export, str]:
    """Make a file as a browser does; the passphrase as the page shows it."""
    answer = client.post(f"/cases/{case_file.case.pk}/export/", {"what": what})
    assert answer.status_code == 200, answer.context["form"].errors
    row = Export.objects.get(pk=answer.context["row"].pk)
    assert answer.context["passphrase"] in answer.content.decode()
    assert "no-store" in answer.headers["Cache-Control"]
    return row, answer.context["passphrase"]


def fetched(client: Client, row: Export, **more: Any) -> Any:
    return client.post(f"/cases/exports/{row.pk}/", {"deed": "fetch", **more})


def test_a_code_of_this_morning_is_not_enough(house: CaseHouse, sure: Sure) -> None:
    case_file, client = a_case(house), sure("counsellor")
    path = f"/cases/{case_file.case.pk}/export/"
    assert client.get(path).status_code == 200
    age_second_step(client)
    asked = f"{AGAIN}?next={path.replace('/', '%2F')}"
    assert client.get(path).headers["Location"] == asked
    assert client.post(path, COPY, headers={"referer": f"http://testserver{path}"}).headers["Location"] == asked
    assert Export.objects.count() == 0


def test_the_password_alone_is_not_enough(house: CaseHouse, sure: Sure) -> None:
    case_file, client = a_case(house), sure("counsellor")
    session = client.session
    for record in session["account_authentication_methods"]:
        record["method"] = "password"
    session.save()
    assert client.post(f"/cases/{case_file.case.pk}/export/", COPY).status_code == 302
    assert Export.objects.count() == 0


def test_the_file_opens_with_the_passphrase_shown_once(house: CaseHouse, sure: Sure) -> None:
    case_file, client = a_case(house), sure("counsellor")
    row, passphrase = made(client, case_file)
    answer = fetched(client, row)
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{row.pk.hex[-8:]}.zip"'
    assert single_row(read_export(answer.content, passphrase).records[0], "person")["prs_FirstName"] == "बुधनी"
    for path in ("/cases/exports/", f"/cases/exports/{row.pk}/", f"/cases/{case_file.case.pk}/export/"):
        assert passphrase not in client.get(path).content.decode()


def test_changing_what_was_asked_for_after_it_was_made_changes_nothing(house: CaseHouse, sure: Sure) -> None:
    """Attack 24: the filter is changed after approval."""
    found, client = a_case(house), sure("supervisor")
    other = a_case(house)
    row, passphrase = made(client, found, "supervision:coded")
    path = f"/cases/exports/{row.pk}/?level=full&reason=her_copy&case={other.case.pk}"
    answer = client.post(path, {"deed": "fetch", "what": "her_copy:full", "level": "full", "case": str(other.case.pk)})
    assert answer.content == bytes(row.content)
    taken = read_export(answer.content, passphrase)
    assert taken.level == "coded"
    assert len(taken.records) == 1
    assert CARD["name"].split()[0] not in str(taken.records)


@pytest.mark.parametrize(
    "what", ["full", "supervision:full", "court:full", "statistics:statistical", "referral::x", "::"]
)
def test_what_is_not_offered_is_not_made(house: CaseHouse, sure: Sure, what: str) -> None:
    case_file, client = a_case(house), sure("counsellor")
    assert client.post(f"/cases/{case_file.case.pk}/export/", {"what": what}).status_code == 422
    assert Export.objects.count() == 0


def test_who_may_not_export_finds_no_such_page(house: CaseHouse, sure: Sure, unlocked: Unlocked) -> None:
    """Attack 24: a colleague who reads the case, a coordinator, a stranger."""
    case_file = a_case(house)
    row, _passphrase = made(sure("counsellor"), case_file)
    colleague = sure("colleague")
    assert colleague.get(f"/cases/{case_file.case.pk}/share/").status_code == 200
    for path in (
        f"/cases/{case_file.case.pk}/export/",
        f"/cases/{case_file.case.pk}/export/print/",
        f"/cases/exports/{row.pk}/",
    ):
        assert colleague.get(path).status_code == 404
        assert colleague.post(path, {**COPY, "deed": "fetch"}).status_code == 404
    coordinator = signed_in(house.cast.accounts["coordinator"])
    assert coordinator.get("/cases/exports/").status_code == 404


def test_fetched_thrice_expired_or_deleted_it_is_not_there(house: CaseHouse, sure: Sure) -> None:
    found, client = a_case(house), sure("counsellor")
    row, _passphrase = made(client, found)
    assert [fetched(client, row).status_code for _time in range(4)] == [200, 200, 200, 404]
    row, _passphrase = made(client, found)
    assert client.post(f"/cases/exports/{row.pk}/", {"deed": "delete"}).status_code == 302
    assert fetched(client, row).status_code == 404
    row, _passphrase = made(client, found)
    Export.objects.filter(pk=row.pk).update(expires_at=clock.now())
    assert fetched(client, row).status_code == 404


def test_a_case_taken_from_her_takes_its_file_along(house: CaseHouse, sure: Sure) -> None:
    case_file, client = a_case(house), sure("counsellor")
    row, _passphrase = made(client, case_file)
    with house.acting("supervisor"):
        Case.objects.filter(pk=case_file.case.pk).update(assigned_to=house.cast.accounts["colleague"].pk)
    assert fetched(client, row).status_code == 404


def test_without_a_ledger_event_no_bytes_are_sent(house: CaseHouse, sure: Sure) -> None:
    """Attack 59: the disk of the ledger is full."""
    case_file, client = a_case(house), sure("counsellor")
    row, _passphrase = made(client, case_file)
    with connection.execute_wrapper(full_disk), pytest.raises(OperationalError):
        fetched(client, row)
    assert Export.objects.get(pk=row.pk).downloads == 0
    with connection.execute_wrapper(full_disk), pytest.raises(OperationalError):
        client.post(f"/cases/{case_file.case.pk}/export/", COPY)
    assert Export.objects.count() == 1


def full_disk(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
    """PostgreSQL's answer when the ledger's table cannot grow."""
    if sql.startswith('INSERT INTO "ledger_event"'):
        raise OperationalError("could not extend file: No space left on device")
    return execute(sql, params, many, context)


def test_her_printed_copy_has_no_name_and_is_logged_before_it_is_sent(house: CaseHouse, sure: Sure) -> None:
    case_file = house.write(a_case(house), "goal", {"words": "सिलाई सीखना", "state": "open"})
    client, path = sure("counsellor"), f"/cases/{case_file.case.pk}/export/print/"
    assert client.get(path).status_code == 200
    assert client.post(path, {"language": "hi"}).status_code == 422
    assert Export.objects.count() == 0
    answer = client.post(path, {"language": "hi", "safe": "on"})
    assert answer.content.startswith(b"%PDF")
    assert (
        Event.objects.filter(verb=sharing_events.EXPORT_MADE, about=case_file.case.pk).get().payload["level"] == "print"
    )
    assert fetched(client, Export.objects.get()).status_code == 404


def test_no_name_stands_in_a_title_an_address_or_a_file_name(house: CaseHouse, sure: Sure) -> None:
    """Attack 56, as far as pages go: what a neighbour, a log or a folder of downloads can see."""
    case_file, client = a_case(house), sure("counsellor")
    row, _passphrase = made(client, case_file)
    for path in (
        f"/cases/{case_file.case.pk}/share/",
        f"/cases/{case_file.case.pk}/export/",
        "/cases/exports/",
        "/cases/letters/",
    ):
        page = client.get(path).content.decode()
        for word in CARD["name"].split():
            assert word not in page, path
    assert not any(word in str(fetched(client, row).headers) for word in CARD["name"].split())


def test_statistics_are_made_on_the_page_and_count_only_consent(house: CaseHouse, sure: Sure) -> None:
    client = sure("counsellor")
    for _number in range(5):  # enough for a count, if they were counted without a yes
        a_case(house)
    assert client.post("/cases/exports/", {"level": "statistical"}).status_code == 422
    for _number in range(5):
        house.write(a_case(house), "consent", {**AGREED_TODAY, "purpose": "statistics"})
    answer = client.post("/cases/exports/", {"level": "statistical", "since": "", "until": ""})
    assert answer.status_code == 200
    content = fetched(client, Export.objects.get()).content
    with pyzipper.AESZipFile(io.BytesIO(content)) as archive:
        rows = archive.read("counts.csv", pwd=answer.context["passphrase"].encode()).decode().splitlines()
    assert rows[1] == "all,,5"


def test_a_file_of_another_house_is_looked_at_and_becomes_a_case(house: CaseHouse, sure: Sure) -> None:
    case_file, client = a_case(house), sure("counsellor")
    row, passphrase = made(client, case_file)
    content = io.BytesIO(fetched(client, row).content)
    content.name = "x.zip"
    wrong = client.post("/cases/import/", {"file": content, "source": "खूँटी", "passphrase": "x"})
    assert wrong.status_code == 422
    content.seek(0)
    answer = client.post("/cases/import/", {"file": content, "source": "खूँटी", "passphrase": passphrase})
    letter = Letter.objects.get(kind="import")
    assert answer.headers["Location"] == f"/cases/letters/{letter.pk}/"
    assert b"\xe0\xa4\xac\xe0\xa5\x81" not in bytes(letter.sealed)
    assert "बुधनी" in client.get(answer.headers["Location"]).content.decode()
    before = Case.objects.count()
    known = client.post(answer.headers["Location"], {"deed": "take"})
    assert known.status_code == 422, "it is a case of this house: whether it is the same one is asked"
    taken = client.post(answer.headers["Location"], {"deed": "take", "into": "new"})
    assert taken.status_code == 302
    assert Case.objects.count() == before + 1
    case = Case.objects.exclude(pk=case_file.case.pk).get()
    card = open_identity(house.by("counsellor"), house.ring("counsellor"), house.read(case.pk)).file.identity
    assert card is not None
    assert card.get("name") == CARD["name"]


def test_a_letter_that_fits_no_case_is_discarded_with_a_reason_code(house: CaseHouse, sure: Sure) -> None:
    found, client = a_case(house), sure("counsellor")
    row, passphrase = made(client, found)
    content = io.BytesIO(fetched(client, row).content)
    content.name = "x.zip"
    client.post("/cases/import/", {"file": content, "source": "खूँटी", "passphrase": passphrase})
    letter = Letter.objects.get(kind="import")
    address = f"/cases/letters/{letter.pk}/"
    assert client.post(address, {"deed": "away", "why": "बुधनी यहाँ नहीं है"}).status_code == 422
    assert client.post(address, {"deed": "away", "why": "twice"}).status_code == 302
    assert not Letter.objects.filter(pk=letter.pk).exists()
    assert Event.objects.filter(verb="cases.letter_refused").latest("sequence").payload["why"] == "twice"


def test_a_file_that_is_none_is_refused_in_words(house: CaseHouse, unlocked: Unlocked) -> None:
    client = unlocked("counsellor")
    for junk in (b"", b"PK\x03\x04", b"x" * 5000):
        content = io.BytesIO(junk)
        content.name = "x.zip"
        answer = client.post("/cases/import/", {"file": content, "source": "x", "passphrase": "x"})
        assert answer.status_code == 422
    assert not Letter.objects.exists()


def test_an_upload_with_locked_keys_is_reported_as_not_kept(house: CaseHouse, browser: Browser) -> None:
    client = browser("counsellor")
    content = SimpleUploadedFile("fall.zip", b"PK\x03\x04")
    answer = client.post("/cases/import/", {"file": content, "source": "खूँटी", "passphrase": "x"})
    assert answer.headers["Location"] == "/keys/open/?next=%2Fcases%2Fimport%2F"
    page = client.get(answer.headers["Location"]).content.decode()
    assert "फ़ाइल नहीं रखी गई" in page


@pytest.mark.parametrize("tail", ["export/", "export/print/"])
def test_in_a_demo_files_and_her_paper_are_reached_without_a_second_step(
    house: CaseHouse, unlocked: Unlocked, settings: Settings, tail: str
) -> None:
    """Accounts of a demo have neither password nor second step: a page that asked for one could never be passed."""
    settings.JATAN_DEMO = True
    case_file, client = a_case(house), unlocked("counsellor")
    age_second_step(client)
    path = f"/cases/{case_file.case.pk}/{tail}"
    assert client.get(path).status_code == 302
    Account.objects.filter(pk=house.cast.accounts["counsellor"].pk).update(is_demo=True)
    assert client.get(path).status_code == 200


def test_the_page_that_asks_for_a_code_offers_no_password_in_its_place(house: CaseHouse, sure: Sure) -> None:
    client = sure("counsellor")
    page = client.get(f"{AGAIN}?next=/cases/exports/").content.decode()
    assert 'name="code"' in page
    assert "/account/password/again/" not in page


def test_a_file_of_another_house_says_that_nobody_is_told(house: CaseHouse, sure: Sure) -> None:
    client = sure("counsellor")
    row, passphrase = made(client, a_case(house))
    content = fetched(client, row).content
    upload = {"file": SimpleUploadedFile("a.zip", content), "source": "खूँटी", "passphrase": passphrase}
    address = client.post("/cases/import/", upload).headers["Location"]
    page = client.get(address).content.decode()
    assert "किसी को खबर नहीं जाएगी" in page
    assert "एक चिट्ठी उन्हें बता देगी" not in page
