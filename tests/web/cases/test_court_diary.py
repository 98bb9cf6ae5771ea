"""Court days over all cases one can open, and of one case on paper: code and days, never a name or a word of hers."""

import calendar
import datetime as dt
import re
from typing import Any

import pytest
from django.test import Client

from jatan.foundation.ledger.models import Event
from jatan.foundation.vault.casekeys import Reader
from jatan.foundation.vault.choices import Kind
from jatan.foundation.vault.models import Section
from jatan.kernel import clock
from jatan.programme.cases.file.access import OpenCaseFile
from jatan.programme.cases.file.access_grants import give_case
from jatan.programme.cases.legal.court_closings import next_court_day
from tests.pdf_text import words_of
from tests.programme.cases.case_office import CaseHouse
from tests.programme.cases.file.test_writing_in_a_file import CARD
from tests.web.cases.conftest import Unlocked
from tests.web.cases.test_legal_page import HEARING, STEP

pytestmark = pytest.mark.django_db


def with_hearing(house: CaseHouse, days: int, **more: Any) -> OpenCaseFile:
    """A case whose next court day lies so many days ahead."""
    found = house.write(house.open_case(), "identity", CARD)
    next_on = next_court_day(clock.today() + dt.timedelta(days=days))
    return house.write(found, "hearing", {**HEARING, "next_on": next_on, "next_purpose": "arguments", **more})


def shown(client: Client) -> str:
    answer = client.get("/cases/diary/")
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_next_sixty_days_of_every_case_are_shown_by_code(house: CaseHouse, unlocked: Unlocked) -> None:
    soon, later = with_hearing(house, 7), with_hearing(house, 75)
    text = shown(unlocked("counsellor"))
    assert soon.case.code in text
    assert later.case.code not in text
    assert f"/cases/{soon.case.pk}/law/" in text
    assert "बुधनी" not in text
    assert "गवाही टली" not in text


def test_a_court_day_nobody_wrote_about_is_asked_for(house: CaseHouse, unlocked: Unlocked) -> None:
    case_file = with_hearing(house, 7)
    assert 'class="badge late"' not in shown(unlocked("counsellor"))
    with clock.frozen_at(clock.now() + dt.timedelta(days=14)):
        text = shown(unlocked("counsellor"))
    assert 'class="badge late"' in text
    assert case_file.case.code in text


def test_a_colleague_sees_only_cases_she_was_given(house: CaseHouse, unlocked: Unlocked) -> None:
    given, other = with_hearing(house, 7), with_hearing(house, 8)
    with house.acting("supervisor"):
        house.keys.join("legal_officer")
    officer = house.keys.people["legal_officer"]
    client = unlocked("legal_officer")
    assert given.case.code not in shown(client)
    mine: dict[str, Any] = {"by": house.by("counsellor"), "keyring": house.ring("counsellor")}
    with house.acting():
        give_case(**mine, case_file=given, to=Reader(Kind.USER, officer), reason="अदालत", names={officer: "x"})
    text = shown(client)
    assert given.case.code in text
    assert other.case.code not in text


def test_an_altered_case_is_listed_and_logged_and_the_others_are_shown(house: CaseHouse, unlocked: Unlocked) -> None:
    whole, altered = with_hearing(house, 7), with_hearing(house, 8)
    with house.acting():
        section = Section.objects.filter(case=altered.case.pk, name="summary").latest("revision")
        sealed = bytes(section.sealed)
        Section.objects.filter(pk=section.pk).update(sealed=sealed[:-1] + bytes([sealed[-1] ^ 1]))
    before = Event.objects.filter(verb="keys.refused").count()
    text = shown(unlocked("counsellor"))
    assert f"/cases/{whole.case.pk}/law/" in text
    assert f"/cases/{altered.case.pk}/law/" not in text
    assert f'<span class="code">{altered.case.code}</span>' in text
    assert Event.objects.filter(verb="keys.refused").count() == before + 1


def printed(client: Client, case_file: OpenCaseFile) -> tuple[str, bytes]:
    answer = client.get(f"/cases/{case_file.case.pk}/law/diary.pdf")
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/pdf")
    assert answer.headers["Content-Disposition"] == 'inline; filename="diary.pdf"'
    return words_of(answer.content), answer.content


def test_the_sheet_shows_code_days_and_courts_and_no_narrative(house: CaseHouse, unlocked: Unlocked) -> None:
    case_file = with_hearing(house, 7)
    case_file = house.write(case_file, "legal_event", {**STEP, "note": "मुंशी ने मना किया"})
    text, _made = printed(unlocked("counsellor"), case_file)
    assert case_file.case.code in text
    assert any(str(year) in text for year in (clock.today().year, clock.today().year + 1))
    assert "193(3)(ii)" in text
    assert "पॉक्सो अदालत" in text
    for hidden in ("बुधनी", "गवाही टली", "मुंशी", "41/2026"):
        assert hidden not in text


def test_the_sheet_says_every_month_end_and_leap_day_as_it_was_written(house: CaseHouse, unlocked: Unlocked) -> None:
    found, first = house.open_case(), clock.today().year + 1
    leap = next(year for year in range(first + 1, first + 9) if calendar.isleap(year))
    for day in (f"29/02/{leap}", f"31/03/{leap}", f"31/12/{first}"):
        found = house.write(found, "hearing", {**HEARING, "at": f"{day} 11:00", "happened": ""})
    text, made = printed(unlocked("counsellor"), found)
    assert re.search(rf"31 \S+(?: \S+)? {first}.*29 \S+(?: \S+)? {leap}.*31 \S+(?: \S+)? {leap}", text)
    assert f"31 मार्च {leap}" in text
    assert len(made) < 200_000


def test_a_case_without_a_court_day_prints_a_sheet_all_the_same(house: CaseHouse, unlocked: Unlocked) -> None:
    text, _made = printed(unlocked("counsellor"), house.open_case())
    assert text.strip()
