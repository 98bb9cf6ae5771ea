"""The sealed line of what is due keeps codes: whoever reads it reads her own language, whoever wrote it."""

import datetime as dt
import json
import uuid

import pytest
from django.utils.translation import override

from jatan.foundation.vault.models import Section
from jatan.foundation.vault.section_store import open_section, write_section
from jatan.kernel import clock
from jatan.programme.cases.entries.due_words import DUE_WORDS, due_words
from jatan.programme.cases.file.access import OpenCaseFile
from jatan.programme.cases.file.section_format import SUMMARY_SECTION
from jatan.programme.cases.file.summary import summaries
from jatan.programme.cases.legal.books import book
from tests.programme.cases.case_office import CaseHouse

pytestmark = pytest.mark.django_db
CODES = [
    *DUE_WORDS,
    *(f"deadline:{row['code']}" for row in book("deadlines")["deadline"]),
    *(f"duty:{row['code']}" for row in book("duties")["duty"]),
]


def has_devanagari(text: str) -> bool:
    return any("\u0900" <= letter <= "\u097f" for letter in text)


def words_in(house: CaseHouse, case_file: OpenCaseFile, language: str) -> dict[str, str]:
    with override(language):
        return {one.due.code: str(one.due.what) for one in summaries(house.ring("counsellor"), [case_file.case.pk])}


def with_everything_due(house: CaseHouse) -> OpenCaseFile:
    today = clock.today()
    found = house.write(house.open_case(), "bail", {"what": "granted", "on": today})
    hearing = {"at": today + dt.timedelta(days=400), "court": "A", "purpose": "her_evidence", "day_is_right": "yes"}
    found = house.write(found, "hearing", hearing)
    appointment = {"kind": "medical", "state": "appointment", "appointment_at": today + dt.timedelta(days=3)}
    found = house.write(found, "service", appointment)
    return house.write(found, "legal_event", {"event": "information_given", "at": today})


@pytest.mark.parametrize("language", ["en", "hi", None])
def test_what_was_written_in_one_language_is_read_in_another(house: CaseHouse, language: str | None) -> None:
    with override(language):
        found = with_everything_due(house)
    hindi, english = words_in(house, found, "hi"), words_in(house, found, "en")
    assert {"bail_warning", "hearing", "appointment", "deadline:fir_recorded"} == hindi.keys() == english.keys()
    assert all(has_devanagari(words) for words in hindi.values())
    assert not any(has_devanagari(words) for words in english.values())
    assert english["hearing"] == "Court day · her evidence"
    assert english["appointment"] == "Appointment: medical help"


def test_no_word_of_any_language_is_kept(house: CaseHouse) -> None:
    case_file = with_everything_due(house)
    section = Section.objects.filter(case=case_file.case.pk, name=SUMMARY_SECTION).order_by("-revision")[0]
    body = open_section(house.ring("counsellor").case_key(case_file.case.pk), section).decode()
    assert "Warn" not in body
    assert not has_devanagari(body)


def test_lines_that_an_older_version_kept_in_the_wrong_language_are_read_by_their_codes(house: CaseHouse) -> None:
    case_file = house.open_case()
    wrong = "Warn her: bail of the accused"
    older = [
        ["bail_warning", "2026-11-01", wrong, wrong, "us", False],
        ["deadline:fir_recorded", "2026-11-02", "FIR", "FIR", "police", True],
        ["hearing", "2026-12-01", "अदालत का दिन · 10:30 · उनकी गवाही", "Court day · 10:30 · her evidence", "us", False],
        ["appointment", "2026-12-02", "समय तय: इलाज", "Appointment: medical help", "us", False],
    ]  # fmt: skip
    key = house.ring("counsellor").case_key(case_file.case.pk)
    row: uuid.UUID = Section.objects.filter(case=case_file.case.pk, name=SUMMARY_SECTION).values_list("row", flat=True)[
        0
    ]
    write_section(
        house.ring("counsellor"), case_file.case.pk, key, SUMMARY_SECTION, json.dumps({"due": older}).encode(), row=row
    )
    hindi = words_in(house, case_file, "hi")
    assert has_devanagari(hindi["bail_warning"])
    assert has_devanagari(hindi["deadline:fir_recorded"])
    assert "10:30" in hindi["hearing"]
    assert "इलाज" in hindi["appointment"]


@pytest.mark.parametrize("code", CODES)
def test_every_code_has_words_in_both_languages(code: str) -> None:
    with override("hi"):
        assert has_devanagari(str(due_words(code)))
    with override("en"):
        assert not has_devanagari(str(due_words(code)))
