"""Papers for offices: seen part by part first, then made in memory, recorded like an export, kept nowhere."""

import uuid
from pathlib import Path

import pytest
from django.conf import settings

from jatan.foundation.ledger.models import Event
from jatan.kernel import clock
from jatan.programme.cases import sharing_events
from jatan.programme.cases.models import Export, Reading
from jatan.programme.cases.printed.forms import forms
from tests.programme.cases.case_office import AGREED_TODAY, OF_SIXTEEN, CaseHouse
from tests.web.cases.conftest import Browser, Unlocked

pytestmark = pytest.mark.django_db
POLICE_AND_COURT = {**AGREED_TODAY, **OF_SIXTEEN, "purpose": "police_court"}
CARD = {"name": "बुधनी उराँव", "sex": "f", "age": 16, "age_on": clock.today(), "not_to_tell": "ठेकेदार रमेश"}


@pytest.fixture
def address(house: CaseHouse) -> str:
    case_file = house.write(house.open_case(), "identity", CARD)
    case_file = house.write(case_file, "consent", POLICE_AND_COURT)
    for asked_by in ("court", "police"):
        agreed_request(house, case_file.case.pk, asked_by, "41/26")
    return f"/cases/{case_file.case.pk}/forms/"


def agreed_request(house: CaseHouse, case: uuid.UUID, asked_by: str, number: str) -> uuid.UUID:
    """The row of a request of court or police that a supervisor agreed to."""
    today = clock.today()
    answers = {"asked_by": asked_by, "office": f"दफ़्तर {number}", "number": number, "ordered_on": today}
    answers |= {"asked_for": ["who"], "sealed": "yes", "she_knows": "yes"}
    row = house.write(house.read(case), "file_request", answers).file.all("file_request")[-1].row
    decision = {"request": row, "decision": "agreed", "reason": "पढ़ा", "on": today}
    with house.acting("supervisor"):
        house.write(house.read(case, "supervisor"), "file_request_decision", decision, "supervisor")
    return row


def test_the_list_names_all_papers(address: str, unlocked: Unlocked) -> None:
    page = unlocked("counsellor").get(address).content.decode()
    for form in forms().values():
        assert form.name.hi in page


def test_parts_are_seen_before_anything_is_made(address: str, unlocked: Unlocked) -> None:
    client = unlocked("counsellor")
    for code, form in forms().items():
        asked = client.get(f"{address}{code}/")
        first = asked.content.decode()
        assert all(part.name.hi in first for part in form.parts)
        assert not any(word in first for word in (CARD["name"], CARD["not_to_tell"]))
        assert "Refresh" not in asked.headers
        answer = client.post(f"{address}{code}/", {"deed": "show"})
        page = answer.content.decode()
        assert answer.headers["Refresh"] == f"120; url={address}{code}/"
        assert all(part.name.hi in page for part in form.parts)
        chosen = set(answer.context["form"].initial["parts"])
        assert chosen == {part.code for part in form.parts if not part.is_sensitive}
    assert not Export.objects.exists()
    assert client.get(f"{address}unknown/").status_code == 404
    assert client.post(f"{address}cwc_report/", {}).status_code == 422
    assert not Export.objects.exists()


def test_only_the_chosen_parts_are_printed(address: str, unlocked: Unlocked) -> None:
    client = unlocked("counsellor")
    usual = client.post(f"{address}cwc_report/", {"parts": ["child"]})
    whole = client.post(f"{address}cwc_report/", {"parts": ["child", "danger"]})
    for answer in (usual, whole):
        assert answer.content.startswith(b"%PDF-")
        assert answer.headers["Content-Disposition"].startswith("attachment")
        assert "no-store" in answer.headers["Cache-Control"]
    assert len(whole.content) != len(usual.content)
    assert client.post(f"{address}cwc_report/", {"parts": ["contact"]}).status_code == 422


def test_it_is_recorded_without_saying_which_paper_and_nothing_is_kept(
    address: str, house: CaseHouse, unlocked: Unlocked
) -> None:
    before = {path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()}
    answer = unlocked("counsellor").post(f"{address}fir_refused/", {"parts": ["refusal"]})
    row = Export.objects.get()
    assert (bytes(row.content), row.level, row.reason) == (b"", "print", "court")
    assert row.pk.hex[-8:] in answer.headers["Content-Disposition"]
    event = Event.objects.get(verb=sharing_events.EXPORT_MADE)
    assert "fir" not in str(event.payload)
    assert not Event.objects.filter(payload__icontains="fir_refused").exists()
    (made,) = house.read(uuid.UUID(address.split("/")[2])).file.all("printed_paper")
    assert (made.get("paper"), made.get("on"), made.get("mark")) == ("fir_refused", clock.today(), row.pk.hex[-8:])
    assert Reading.objects.filter(what="identity", account=house.cast.accounts["counsellor"].pk).count() == 1
    assert {path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()} == before


def test_without_her_consent_only_what_the_law_asks_for_is_made(house: CaseHouse, unlocked: Unlocked) -> None:
    case_file = house.write(house.open_case(), "identity", CARD)
    agreed_request(house, case_file.case.pk, "court", "41/26")
    root, client = f"/cases/{case_file.case.pk}/forms/", unlocked("counsellor")
    for code, form in forms().items():
        chosen = {"parts": [form.parts[0].code]}
        is_free = code in ("cwc_report", "file_cover", "conference_summary")
        assert ("पुलिस या कोर्ट जाने के लिए उनकी सहमति नहीं" in client.get(f"{root}{code}/").content.decode()) != is_free
        answer = client.post(f"{root}{code}/", chosen)
        assert answer.status_code == (200 if is_free else 422), code
        assert answer.content.startswith(b"%PDF-") == is_free
    made = [one.get("paper") for one in house.read(case_file.case.pk).file.all("printed_paper")]
    assert made == ["cwc_report", "file_cover", "conference_summary"]
    assert Export.objects.count() == 3


def test_the_letter_with_a_file_goes_with_the_request_that_is_chosen(
    address: str, house: CaseHouse, unlocked: Unlocked
) -> None:
    case, client, url = uuid.UUID(address.split("/")[2]), unlocked("counsellor"), f"{address}file_cover/"
    (first,) = (one.row for one in house.read(case).file.all("file_request") if one.get("asked_by") == "court")
    agreed_request(house, case, "court", "52/26")
    asked = client.get(url)
    assert [link.partition("?request=")[0] for link, _words in asked.context["requests"]] == [url, url]
    assert client.post(url, {"parts": ["order"]}).status_code == 422
    shown = client.post(f"{url}?request={first}", {"deed": "show"}).content.decode()
    assert ("41/26" in shown, "52/26" in shown) == (True, False)
    assert client.post(f"{url}?request={first}", {"parts": ["order"]}).content.startswith(b"%PDF-")
    (made,) = house.read(case).file.all("printed_paper")
    assert (made.get("paper"), made.get("request")) == ("file_cover", first)
    assert f"{url}?request={first}" in client.get(f"/cases/{case}/share/").content.decode()


def test_no_letter_is_made_for_a_request_that_nobody_agreed_to(house: CaseHouse, unlocked: Unlocked) -> None:
    case_file = house.write(house.open_case(), "identity", CARD)
    client = unlocked("counsellor")
    for code in ("file_cover", "file_cover_police"):
        url = f"/cases/{case_file.case.pk}/forms/{code}/"
        assert client.post(url, {"deed": "show"}).status_code == 422
        assert client.post(url, {"parts": ["order"]}).status_code == 422
    assert not Export.objects.exists()


def test_a_colleague_whose_case_it_is_not_makes_none(address: str, unlocked: Unlocked, browser: Browser) -> None:
    assert unlocked("colleague").get(address).status_code == 404
    assert browser("coordinator").get(address).status_code == 404
