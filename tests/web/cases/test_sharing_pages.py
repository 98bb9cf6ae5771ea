"""Referring on a page: only on her consent, to a member by letter, and the letter becomes a case in the other house."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client

from jatan.foundation.ledger.models import Event
from jatan.foundation.vault.casekeys import Reader
from jatan.foundation.vault.models import Kind, Letter
from jatan.kernel import clock
from jatan.kernel.problems import Problem
from jatan.programme.cases import sharing_events
from jatan.programme.cases.entries.referral_states import state_of
from jatan.programme.cases.file import read_log
from jatan.programme.cases.file.access import OpenCaseFile
from jatan.programme.cases.file.access_grants import give_case
from jatan.programme.cases.models import Case, Reading, ReadingAlert
from jatan.programme.cases.sharing.answers import discard_letter
from jatan.programme.cases.sharing.case_import import import_record
from tests.programme.cases.case_office import CaseHouse
from tests.programme.cases.two_offices import CARD, REQUEST, TwoHouses, sharing
from tests.web.cases.conftest import Unlocked
from tests.web.cases.sharing_room import both, khunti_browser

pytestmark = pytest.mark.django_db
__all__ = ["both"]
PARTNER = "गुमला बाल कल्याण समिति"


def asked(cover: str, **more: Any) -> dict[str, Any]:
    """The form as a browser sends it."""
    data = {**REQUEST, "answer_by": (clock.today() + dt.timedelta(days=5)).isoformat(), **more}
    return {"a-cover": cover, **{f"a-{name}": value for name, value in data.items()}}


def ready(house: CaseHouse, recipient: str) -> tuple[OpenCaseFile, str]:
    """A case with card and consent to share, and the ground as the form names it."""
    case_file = house.write(house.open_case(), "identity", CARD)
    case_file = house.write(case_file, "consent", sharing(recipient, given_on=clock.today()))
    return case_file, f"consent:{case_file.file.all('consent')[-1].row}"


def body(answer: Any) -> str:
    return str(answer.content.decode())


def test_without_her_consent_the_page_asks_for_it_and_offers_no_form(house: CaseHouse, unlocked: Unlocked) -> None:
    case_file = house.open_case()
    page = unlocked("counsellor").get(f"/cases/{case_file.case.pk}/share/new/")
    assert page.status_code == 200
    assert 'name="a-cover"' not in body(page)
    assert f"/cases/{case_file.case.pk}/write/consent/" in body(page)


def test_a_member_receives_a_letter_and_takes_it_in(both: TwoHouses, unlocked: Unlocked) -> None:
    case_file, cover = ready(both.gumla, both.gumla.cast.khunti.name_hi)
    client = unlocked("counsellor")
    answer = client.post(f"/cases/{case_file.case.pk}/share/new/", asked(cover))
    assert answer.status_code == 302, body(answer)
    khunti = khunti_browser(both)
    with both.khunti.acting():
        letter = Letter.objects.get(kind="referral")
    listed = body(khunti.get("/cases/letters/"))
    assert f"/cases/letters/{letter.pk}/" in listed
    assert CARD["name"] not in listed
    shown = body(khunti.get(f"/cases/letters/{letter.pk}/"))
    for word in ("बुधनी", CARD["not_to_tell"], "सुरक्षित जगह", "6524222333"):
        assert word in shown, word
    answer = khunti.post(f"/cases/letters/{letter.pk}/", {"deed": "take"})
    with both.khunti.acting():
        case = Case.objects.get(organisation=both.khunti.cast.khunti)
    assert answer.headers["Location"] == f"/cases/{case.pk}/"
    assert khunti.get(f"/cases/letters/{letter.pk}/").status_code == 404
    came = body(khunti.get(f"/cases/{case.pk}/share/"))
    assert "गुमला सदस्य" in came
    assert "बुधनी" not in came


def test_an_answer_is_put_into_its_file(both: TwoHouses, unlocked: Unlocked) -> None:
    case_file, cover = ready(both.gumla, both.gumla.cast.khunti.name_hi)
    client = unlocked("counsellor")
    client.post(f"/cases/{case_file.case.pk}/share/new/", asked(cover))
    with both.khunti.acting():
        letter = Letter.objects.get(kind="referral")
    answer = khunti_browser(both).post(f"/cases/letters/{letter.pk}/", {"deed": "decline", "reason": "जगह नहीं है"})
    assert answer.status_code == 302
    client.post("/cases/letters/", {"deed": "answers"})
    with both.gumla.acting():
        file = both.gumla.read(case_file.case.pk).file
    assert state_of(file, file.all("referral")[0]) == "declined"
    page = client.get(f"/cases/{case_file.case.pk}/share/{file.all('referral')[0].row}/")
    assert "जगह नहीं है" in body(page)


def test_declining_needs_a_reason(both: TwoHouses, unlocked: Unlocked) -> None:
    both.send(both.ready())
    with both.khunti.acting():
        letter = Letter.objects.get(kind="referral")
    khunti = khunti_browser(both)
    assert khunti.post(f"/cases/letters/{letter.pk}/", {"deed": "decline", "reason": " "}).status_code == 422
    assert khunti.get(f"/cases/letters/{letter.pk}/").status_code == 200


def test_another_houses_letter_is_not_there(both: TwoHouses, unlocked: Unlocked) -> None:
    both.send(both.ready())
    with both.khunti.acting():
        letter = Letter.objects.get(kind="referral")
    client = unlocked("counsellor")
    assert client.get(f"/cases/letters/{letter.pk}/").status_code == 404
    assert client.post(f"/cases/letters/{letter.pk}/", {"deed": "take"}).status_code == 404


@pytest.mark.parametrize("action", ["take", "decline", "away", "other", ""])
def test_only_actions_that_fit_a_letter_have_an_effect(both: TwoHouses, action: str) -> None:
    both.send(both.ready())
    with both.khunti.acting():
        letter = Letter.objects.get(kind="referral")
    khunti = khunti_browser(both)
    answer = khunti.post(f"/cases/letters/{letter.pk}/", {"deed": action, "reason": "x"})
    assert answer.status_code == (302 if action in ("take", "decline") else 200)


def test_reading_a_letter_is_recorded_once_an_hour(both: TwoHouses) -> None:
    both.send(both.ready())
    with both.khunti.acting():
        letter = Letter.objects.get(kind="referral")
    khunti = khunti_browser(both)
    khunti.get("/cases/letters/")
    with both.khunti.acting("supervisor"):
        assert not Reading.objects.filter(organisation=both.khunti.cast.khunti).exists()
    for _twice in range(2):
        assert CARD["name"] in body(khunti.get(f"/cases/letters/{letter.pk}/"))
    with both.khunti.acting("supervisor"):
        row = Reading.objects.get(organisation=both.khunti.cast.khunti)
        event = Event.objects.get(verb=sharing_events.LETTER_READ)
    assert (row.case, row.what, row.account) == (letter.pk, "letter", both.khunti.cast.accounts["counsellor"].pk)
    assert (event.about_type, event.about, event.by) == ("vault.letter", letter.pk, row.account)
    assert event.payload == {"kind": "referral"}


def test_reading_letter_after_letter_raises_the_alert(both: TwoHouses, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(read_log, "MANY_IN_AN_HOUR", 2)
    for _twice in range(2):
        both.send(both.ready())
    with clock.frozen_at(clock.now().replace(hour=6)):  # noon in India
        khunti = khunti_browser(both)
        for letter in both.waiting(both.khunti, "referral"):
            with both.khunti.acting("supervisor"):
                assert not ReadingAlert.objects.exists()
            khunti.get(f"/cases/letters/{letter.pk}/")
    with both.khunti.acting("supervisor"):
        assert ReadingAlert.objects.get(why="hour").how_many == 2


def test_an_altered_letter_is_logged_shows_nothing_and_can_be_discarded(both: TwoHouses) -> None:
    both.send(both.ready())
    with both.khunti.acting("supervisor"):
        letter = Letter.objects.get(kind="referral")
        Letter.objects.filter(pk=letter.pk).update(sealed=bytes(letter.sealed)[:-1] + b"x")
    khunti, path = khunti_browser(both), f"/cases/letters/{letter.pk}/"
    answer = khunti.get(path)
    assert answer.status_code == 409
    assert 'value="away"' in body(answer)
    assert 'value="take"' not in body(answer)
    assert 'value="decline"' not in body(answer)
    assert khunti.post(path, {"deed": "away", "why": "not_ours"}).status_code == 422
    assert khunti.post(path, {"deed": "take"}).status_code == 409
    assert khunti.post(path, {"deed": "away", "why": "unreadable"}).status_code == 302
    with both.khunti.acting("supervisor"):
        assert not Letter.objects.filter(pk=letter.pk).exists()
        assert Event.objects.filter(verb="keys.refused").exists()
        assert not Reading.objects.filter(organisation=both.khunti.cast.khunti).exists()
        event = Event.objects.get(verb=sharing_events.LETTER_REFUSED)
    assert event.payload == {"kind": "referral", "why": "unreadable"}


@pytest.mark.parametrize("why", ["unreadable", "not_ours"])
def test_a_referral_that_can_be_read_is_answered_and_never_put_away(both: TwoHouses, why: str) -> None:
    both.send(both.ready())
    (letter,) = both.waiting(both.khunti, "referral")
    assert khunti_browser(both).post(f"/cases/letters/{letter.pk}/", {"deed": "away", "why": why}).status_code == 422
    with both.khunti.acting(), pytest.raises(Problem):
        discard_letter(by=both.khunti.by("counsellor"), keyring=both.khunti.ring("counsellor"), letter=letter, why=why)
    assert both.waiting(both.khunti, "referral") == [letter]


def test_a_partner_outside_is_written_and_then_handed_over(house: CaseHouse, unlocked: Unlocked) -> None:
    case_file, cover = ready(house, PARTNER)
    client = unlocked("counsellor")
    answer = client.post(f"/cases/{case_file.case.pk}/share/new/", asked(cover))
    assert answer.status_code == 302, body(answer)
    page = body(client.get(answer.headers["Location"]))
    assert f"/cases/{case_file.case.pk}/export/?what=referral::" in page
    assert Letter.objects.count() == 0


@pytest.mark.parametrize("cover", ["", "consent:", "consent:nonsense", "override:01900000-0000-7000-8000-000000000000"])
def test_a_basis_of_another_case_is_refused_at_its_field(house: CaseHouse, unlocked: Unlocked, cover: str) -> None:
    case_file, _cover = ready(house, PARTNER)
    answer = unlocked("counsellor").post(f"/cases/{case_file.case.pk}/share/new/", asked(cover))
    assert answer.status_code == 422
    assert "cover" in answer.context["form"].errors
    assert house.read(case_file.case.pk).file.all("referral") == []


def test_what_was_typed_stays_when_something_is_missing(house: CaseHouse, unlocked: Unlocked) -> None:
    case_file, cover = ready(house, PARTNER)
    answer = unlocked("counsellor").post(f"/cases/{case_file.case.pk}/share/new/", asked(cover, call_back=""))
    assert answer.status_code == 422
    assert "call_back" in answer.context["form"].errors
    assert "सुरक्षित जगह" in body(answer)


def test_how_a_referral_stands_is_written_by_hand_too(house: CaseHouse, unlocked: Unlocked) -> None:
    case_file, cover = ready(house, PARTNER)
    client = unlocked("counsellor")
    path = client.post(f"/cases/{case_file.case.pk}/share/new/", asked(cover)).headers["Location"]
    day = clock.today().isoformat()
    assert client.post(path, {"state": "accepted", "on": day}).status_code == 422
    assert client.post(path, {"state": "sent", "on": day}).status_code == 302
    assert client.post(path, {"state": "declined", "on": day}).status_code == 422
    assert client.post(path, {"state": "declined", "on": day, "reason": "भर गया"}).status_code == 302
    assert "<form" not in body(client.get(path)).partition("<main")[2].partition("</main")[0]


def test_a_referral_of_another_case_is_not_there(house: CaseHouse, unlocked: Unlocked) -> None:
    case_file, cover = ready(house, PARTNER)
    other = house.open_case()
    client = unlocked("counsellor")
    path = client.post(f"/cases/{case_file.case.pk}/share/new/", asked(cover)).headers["Location"]
    assert client.get(path.replace(str(case_file.case.pk), str(other.case.pk))).status_code == 404


def test_the_supervisor_decides_and_the_asker_does_not(house: CaseHouse, unlocked: Unlocked) -> None:
    data = {
        "a-chosen": "outside",
        "a-recipient": PARTNER,
        "a-service": "shelter",
        "a-reason": "danger",
        "a-words": "वह पंद्रह की है",
        "a-asked_on": clock.today().isoformat(),
    }
    case_file = house.open_case()
    client: Client = unlocked("counsellor")
    assert client.post(f"/cases/{case_file.case.pk}/write/override/", data).status_code == 302
    page = body(client.get(f"/cases/{case_file.case.pk}/share/"))
    override = house.read(case_file.case.pk).file.all("override")[0]
    link = f"/cases/{case_file.case.pk}/write/override_review/?override={override.row}"
    assert link in page
    decided = {
        "a-override": str(override.row),
        "a-decision": "agreed",
        "a-reason": "क़ानून",
        "a-on": clock.today().isoformat(),
        "a-again_on": (clock.today() + dt.timedelta(days=9)).isoformat(),
    }
    assert client.post(link, decided).status_code == 422
    assert unlocked("supervisor").post(link, decided).status_code == 302
    assert f'value="override:{override.row}"' in body(client.get(f"/cases/{case_file.case.pk}/share/new/"))


def test_imported_values_are_shown_and_those_of_the_person_only_on_request(
    house: CaseHouse, unlocked: Unlocked
) -> None:
    record = {
        "person": ({"prs_FirstName": "बुधनी", "prs_Salutation": "श्रीमती जी"},),
        "comment": ({"cco_CaseComment": "उनकी टिप्पणी"},),
    }
    mine: dict[str, Any] = {"by": house.by("counsellor"), "keyring": house.ring("counsellor")}
    case_file = import_record(**mine, case_file=house.open_case(), record=record, source="खूँटी", card={})
    row = case_file.file.all("imported")[0].row
    client, path = unlocked("counsellor"), f"/cases/{case_file.case.pk}/share/{row}/kept/"
    assert path in body(client.get(f"/cases/{case_file.case.pk}/share/"))
    page = body(client.get(path))
    assert "उनकी टिप्पणी" in page
    assert "श्रीमती जी" not in page
    assert not Reading.objects.filter(what="identity").exists()
    assert "श्रीमती जी" in body(client.post(path, {"deed": "show"}))
    assert Reading.objects.filter(what="identity").count() == 1
    assert "श्रीमती जी" not in body(client.get(f"/cases/{case_file.case.pk}/entries/{row}/"))


def test_a_legal_officer_sees_sharing_and_shares_nothing(house: CaseHouse, unlocked: Unlocked) -> None:
    case_file, cover = ready(house, PARTNER)
    with house.acting("supervisor"):
        house.keys.join("legal_officer")
    officer = house.keys.people["legal_officer"]
    with house.acting():
        mine: dict[str, Any] = {
            "by": house.by("counsellor"),
            "keyring": house.ring("counsellor"),
            "case_file": case_file,
        }
        give_case(**mine, to=Reader(Kind.USER, officer), reason="अदालत", names={officer: "x"})
    client = unlocked("legal_officer")
    page = body(client.get(f"/cases/{case_file.case.pk}/share/"))
    assert PARTNER in page
    assert "/share/new/" not in page
    assert client.post(f"/cases/{case_file.case.pk}/share/new/", asked(cover)).status_code == 404
    for path in ("/cases/letters/", "/cases/import/", "/cases/exports/", f"/cases/{case_file.case.pk}/export/"):
        assert client.get(path).status_code == 404, path
        assert client.post(path, {"deed": "register"}).status_code == 404, path
