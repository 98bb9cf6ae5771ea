"""Pages that write entries of every kind: input is never lost, and undeclared fields are ignored."""

import datetime as dt
import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client, override_settings

from jatan.foundation.ledger.models import Event
from jatan.foundation.vault import open_keys
from jatan.foundation.vault.key_agent.client import Agent, AgentAway
from jatan.foundation.vault.models import Section
from jatan.kernel import clock
from jatan.kernel.ids import new_id
from jatan.kernel.problems import Problems
from jatan.programme.cases.entries.all_kinds import KINDS
from jatan.programme.cases.file.access import OpenCaseFile
from jatan.programme.cases.models import Case
from jatan.web import assets
from tests.foundation.vault.vault_office import WORDS
from tests.programme.cases.case_office import CaseHouse
from tests.web.cases.conftest import Unlocked
from tests.web.cases.test_case_page import NOTE, read

pytestmark = pytest.mark.django_db
# A line or paragraph that a browser might fill in by itself.
_REMEMBERED = re.compile(
    r'<(?:input|textarea)(?![^>]*(?:type="(?:hidden|radio|checkbox)"|autocomplete="off"))[^>]*name="a-'
)
TYPED = {"a-about": "घर पर मुलाक़ात", "a-on": "०६/१०/२०२६", "a-text": "माँ साथ थी"}


def write(client: Client, case_file: OpenCaseFile, kind: str, data: dict[str, Any]) -> Any:
    return client.post(f"/cases/{case_file.case.pk}/write/{kind}/", data)


def entry_path(case_file: OpenCaseFile, number: int = -1) -> str:
    return f"/cases/{case_file.case.pk}/entries/{case_file.file.all('note')[number].row}/"


def test_every_kind_of_entry_that_people_write_has_its_page(house: CaseHouse, unlocked: Unlocked) -> None:
    case_file = house.open_case()
    client = unlocked("counsellor")
    symbols = set(re.findall(r'<symbol id="([^"]+)"', (assets.STATIC / "img/sprite.svg").read_text("utf-8")))
    by_hand = [kind for kind in KINDS.values() if kind.is_by_hand and kind.section == "file"]
    assert len(by_hand) > 15
    for kind in by_hand:
        page = read(client, f"/cases/{case_file.case.pk}/write/{kind.code}/")
        hidden = kind.hides(case_file.file, clock.today())
        on_first = kind.pages[0].questions if kind.pages else [field.name for field in kind.fields]
        for field in kind.fields:
            # Reasons are asked where something is open.
            is_asked = field.is_asked and field.kind not in ("machine", "reasons") and field.name in on_first
            is_asked = is_asked and field.name not in hidden
            assert (f'name="a-{field.name}' in page) == is_asked, (kind.code, field.name)
        assert "data-draft" not in page
        assert not _REMEMBERED.search(page), kind.code
        assert kind.icon in symbols, kind.code


def test_what_the_machine_keeps_is_written_by_nobody(house: CaseHouse, unlocked: Unlocked) -> None:
    case_file = house.open_case()
    client = unlocked("supervisor")
    machine = [kind.code for kind in KINDS.values() if not kind.is_by_hand or kind.section != "file"]
    assert {"facts", "profile", "card", "identity", "closure_decision"} <= set(machine)
    for code in [*machine, "no_such_kind"]:
        assert client.get(f"/cases/{case_file.case.pk}/write/{code}/").status_code == 404, code
        assert write(client, case_file, code, {}).status_code == 404, code


def test_it_is_read_as_people_write_it(house: CaseHouse, unlocked: Unlocked) -> None:
    case_file = house.open_case()
    answer = write(unlocked("counsellor"), case_file, "note", TYPED)
    assert answer.headers["Location"] == f"/cases/{case_file.case.pk}/"
    (note,) = house.read(case_file.case.pk).file.all("note")
    assert dict(note.answers) == {"about": "घर पर मुलाक़ात", "on": dt.date(2026, 10, 6), "text": "माँ साथ थी"}


def test_an_hour_of_a_day_and_rupees_are_read_too(house: CaseHouse, unlocked: Unlocked) -> None:
    case_file = house.open_case()
    client = unlocked("counsellor")
    data = {"a-kind": "legal", "a-state": "appointment", "a-appointment_at": "१२/०१/२०२७"}
    wrong = write(client, case_file, "service", data | {"a-appointment_at_hour": "25:99"})
    assert wrong.status_code == 422
    assert 'value="25:99"' in wrong.content.decode()
    assert 'href="#id_a-appointment_at_0"' in wrong.content.decode()
    assert write(client, case_file, "service", data | {"a-appointment_at_hour": "१०:३०"}).status_code == 302
    write(client, case_file, "situation", {"a-facts": ["acid"]})
    claim = {"a-head": "jvcs_2016:acid", "a-claimed": "१,५०,०००", "a-claimed_on": "6/10/2026"}
    assert write(client, case_file, "claim", claim).status_code == 302
    file = house.read(case_file.case.pk).file
    assert file.all("service")[0].get("appointment_at") == dt.datetime(2027, 1, 12, 10, 30, tzinfo=clock.INDIA)
    assert file.all("claim")[0].get("claimed") == 150_000
    path = f"/cases/{case_file.case.pk}/entries/{file.all('claim')[0].row}/"
    assert "₹ 1,50,000" in read(client, path)
    assert 'value="1,50,000"' in read(client, f"{path}?show=edit")


def test_problems_stand_at_their_question_and_what_was_typed_stays(house: CaseHouse, unlocked: Unlocked) -> None:
    case_file = house.open_case()
    answer = write(unlocked("counsellor"), case_file, "note", TYPED | {"a-about": "", "a-on": "३१/०२/२०२६"})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert 'href="#id_a-about"' in page
    assert 'id="id_a-on_error"' in page
    assert "३१/०२/२०२६" in page
    assert "माँ साथ थी" in page
    assert house.read(case_file.case.pk).file.all("note") == []


@pytest.mark.parametrize("name", ["organisation", "organisation_id", "assigned_to", "is_closed", "code", "kind", "row"])
def test_no_form_takes_an_answer_that_nobody_asked_for(house: CaseHouse, unlocked: Unlocked, name: str) -> None:
    """Mass assignment: whatever else is posted, under its own name or dressed as an answer, changes nothing."""
    case_file = house.open_case()
    before = Case.objects.values().get(pk=case_file.case.pk)
    smuggled = {name: "1", f"a-{name}": "1", "a-withdrawn_because": "x", "a-folded": "x", "written_by": "x"}
    assert write(unlocked("counsellor"), case_file, "note", TYPED | smuggled).status_code == 302
    (note,) = house.read(case_file.case.pk).file.all("note")
    assert set(note.answers) == {"about", "on", "text"}
    assert note.written_by == house.cast.accounts["counsellor"].pk
    assert Case.objects.values().get(pk=case_file.case.pk) == before


def test_a_changed_entry_shows_its_history_on_request(house: CaseHouse, unlocked: Unlocked) -> None:
    found = house.write(house.open_case(), "note", NOTE)
    client, path = unlocked("colleague"), entry_path(found)
    assert "06/10/2026" in read(client, f"{path}?show=edit")
    answer = client.post(path, TYPED | {"deed": "edit", "a-base": "1"})
    assert answer.headers["Location"] == path
    page = read(client, path)
    assert "माँ साथ थी" in page
    assert NOTE["text"] not in page
    assert NOTE["text"] in read(client, f"{path}?show=history")


def test_two_who_change_it_at_once_both_keep_their_text(house: CaseHouse, unlocked: Unlocked) -> None:
    case_file = house.write(house.open_case(), "note", NOTE)
    client, path = unlocked("colleague"), entry_path(case_file)
    row = case_file.file.all("note")[0].row
    house.write(case_file, "note", {**NOTE, "text": "पहले यह लिखा गया"}, row=row, base=1)
    late = client.post(path, TYPED | {"deed": "edit", "a-base": "1"})
    assert late.status_code == 422
    page = late.content.decode()
    assert "पहले यह लिखा गया" in page
    assert "माँ साथ थी" in page
    assert 'name="a-base" value="2"' in page
    assert client.post(path, TYPED | {"deed": "edit", "a-base": "2"}).status_code == 302
    assert [note.get("text") for note in house.read(case_file.case.pk).file.all("note")] == ["माँ साथ थी"]
    assert Section.objects.filter(case=case_file.case.pk, row=row).count() == 3


def test_what_was_written_while_the_keys_were_locked_is_saved_with_the_passphrase(
    house: CaseHouse, unlocked: Unlocked
) -> None:
    case_file = house.open_case()
    client = unlocked("counsellor")
    open_keys.end_all([house.cast.accounts["counsellor"].pk])
    page = write(client, case_file, "note", TYPED)
    assert page.status_code == 200
    for name, value in TYPED.items():
        assert f'name="{name}" value="{value}"' in page.content.decode()
    assert "no-store" in page.headers["Cache-Control"]
    wrong = write(client, case_file, "note", TYPED | {"passphrase_again": "बिल्कुल ग़लत शब्द यहाँ"})
    assert wrong.status_code == 422
    assert "माँ साथ थी" in wrong.content.decode()
    assert Event.objects.filter(verb="keys.refused").count() == 1
    with override_settings(VAULT_AGENT=Path("/nowhere/keys.sock")):
        later = write(client, case_file, "note", TYPED | {"passphrase_again": WORDS})
        assert later.status_code == 503
        assert "माँ साथ थी" in later.content.decode()
    saved = write(client, case_file, "note", TYPED | {"passphrase_again": WORDS})
    assert saved.headers["Location"] == f"/cases/{case_file.case.pk}/"
    assert client.get(f"/cases/{case_file.case.pk}/").status_code == 200
    assert len(house.read(case_file.case.pk).file.all("note")) == 1


def test_keys_that_go_away_again_are_asked_for_once_and_the_form_is_kept(
    house: CaseHouse, unlocked: Unlocked, monkeypatch: pytest.MonkeyPatch
) -> None:
    case_file, client = house.open_case(), unlocked("counsellor")
    open_keys.end_all([house.cast.accounts["counsellor"].pk])
    opened: list[str] = []
    ask = Agent.ask

    def dying(self: Agent, operation: str, *parts: bytes) -> list[bytes]:
        opened.append(operation)
        if opened.count("hold_passphrase") and operation not in {"hold_passphrase", "use"}:
            raise AgentAway
        return ask(self, operation, *parts)

    with monkeypatch.context() as patched:
        patched.setattr(Agent, "ask", dying)
        later = write(client, case_file, "note", TYPED | {"passphrase_again": WORDS})
    assert opened.count("hold_passphrase") == 1
    assert later.status_code == 503
    assert "माँ साथ थी" in later.content.decode()
    assert not house.read(case_file.case.pk).file.all("note")


def test_an_entry_is_taken_back_with_a_reason_and_stays_readable(house: CaseHouse, unlocked: Unlocked) -> None:
    found = house.write(house.open_case(), "note", NOTE)
    client, path = unlocked("counsellor"), entry_path(found)
    assert client.post(path, {"deed": "take", "reason": " "}).status_code == 422
    assert client.post(path, {"deed": "take", "reason": "दूसरी फ़ाइल की बात"}).status_code == 302
    page = read(client, path)
    assert "दूसरी फ़ाइल की बात" in page
    assert NOTE["text"] in page
    assert "?show=edit" not in page
    for action in ("edit", "take"):
        assert client.post(path, TYPED | {"deed": action, "reason": "x", "a-base": "2"}).status_code == 404


def test_what_a_file_has_once_is_changed_where_it_stands(house: CaseHouse, unlocked: Unlocked) -> None:
    case_file = house.open_case()
    client = unlocked("counsellor")
    assert write(client, case_file, "situation", {"a-facts": ["sexual", "rape"]}).status_code == 302
    answer = client.get(f"/cases/{case_file.case.pk}/write/situation/")
    assert "?show=edit" in answer.headers["Location"]


def test_markup_in_an_answer_is_text(house: CaseHouse, unlocked: Unlocked) -> None:
    case_file = house.open_case()
    client = unlocked("counsellor")
    nasty = "<img src=x onerror=alert(1)>{{ 7|add:7 }}"
    write(client, case_file, "note", TYPED | {"a-about": nasty, "a-text": nasty})
    path = entry_path(house.read(case_file.case.pk))
    for page in (read(client, f"/cases/{case_file.case.pk}/"), read(client, path), read(client, f"{path}?show=edit")):
        assert "<img src=x" not in page
        assert "&lt;img src=x" in page


def test_a_form_that_is_sent_again_shows_what_it_wrote_and_writes_nothing(house: CaseHouse, unlocked: Unlocked) -> None:
    case_file, client = house.open_case(), unlocked("counsellor")
    form = client.get(f"/cases/{case_file.case.pk}/write/note/").context["form"]
    data = {"a-about": "पहली बात", "a-text": "उसने कहा", "a-opened": str(form["opened"].value())}
    assert write(client, case_file, "note", {**data, "a-text": ""}).status_code == 422
    assert write(client, case_file, "note", data).headers["Location"] == f"/cases/{case_file.case.pk}/"
    again = write(client, case_file, "note", data)
    case_file = house.read(case_file.case.pk)
    assert again.headers["Location"] == entry_path(case_file)
    assert len(case_file.file.all("note")) == 1
    # Another form writes another entry, and so does one without the hidden field.
    other = client.get(f"/cases/{case_file.case.pk}/write/note/").context["form"]
    write(client, case_file, "note", {**data, "a-opened": str(other["opened"].value())})
    write(client, case_file, "note", {**data, "a-opened": ""})
    assert len(house.read(case_file.case.pk).file.all("note")) == 3


def test_of_several_sent_at_once_one_is_written(house: CaseHouse) -> None:
    """Each has opened the file before any other wrote."""
    case_file, opened = house.open_case(), new_id()
    note = {"about": "पहली बात", "text": "उसने कहा"}
    house.write(case_file, "note", note, opened_form=opened)
    for _time in range(2):
        with pytest.raises(Problems) as refused:
            house.write(case_file, "note", note, opened_form=opened)
        (problem,) = refused.value.problems
        assert problem.code == "written_already"
    (written,) = house.read(case_file.case.pk).file.all("note")
    assert problem.candidates == (str(written.row),)
