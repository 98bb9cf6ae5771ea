"""Papers for offices are filled from the open file; what it does not say stays a line to write on."""

import dataclasses
import re
import uuid

import pytest
from django.utils import translation

from jatan.kernel import clock
from jatan.programme.cases.entries.all_kinds import KINDS
from jatan.programme.cases.entries.notes import PAPERS
from jatan.programme.cases.entries.place_choices import district_code
from jatan.programme.cases.printed.forms import consent_problem, filled_parts, forms
from jatan.programme.cases.printed.sources import SOURCES
from tests.programme.cases.entries.paper import AGREED, DAY, CasePaper, days_later
from tests.programme.cases.printed.filled_file import CARD, filled_paper

ALL = sorted(forms())


def answers(code: str, paper: CasePaper) -> dict[str, str]:
    with translation.override("hi"), clock.frozen_at(paper._now()):
        return {q.words: q.answer for part in filled_parts(forms()[code], paper.file) for q in part.questions}


def test_the_five_papers_are_there_and_each_source_is_used_and_known() -> None:
    assert list(forms()) == [
        "cwc_report", "dlsa_application", "release_certificate", "fir_refused", "conference_summary",
    ]  # fmt: skip
    used = {one.source for form in forms().values() for part in form.parts for one in part.questions if one.source}
    assert used == set(SOURCES)


def test_the_file_names_each_paper_that_can_be_made_as_the_paper_is_called() -> None:
    with translation.override("hi"):
        assert {code: str(label) for code, label in PAPERS} == {code: form.name.hi for code, form in forms().items()}


@pytest.mark.parametrize("code", ALL)
def test_a_paper_for_police_or_court_needs_her_consent_or_an_override_unless_it_is_a_duty(code: str) -> None:
    paper, form, today = CasePaper(), forms()[code], DAY
    is_free = code in ("cwc_report", "conference_summary")
    assert (consent_problem(form, paper.file, today) is None) == is_free
    override = paper.lay("override", {"recipient": "थाना", "service": "legal", "reason": "danger"}, None)
    assert (consent_problem(form, paper.file, today) is None) == is_free
    review = {"override": override.row, "decision": "agreed", "again_on": today}
    entry = paper.lay("override_review", review, None)
    paper.file = paper.file.with_entry(dataclasses.replace(entry, written_by=uuid.uuid4()))
    assert consent_problem(form, paper.file, today) is None
    assert (consent_problem(form, paper.file, days_later(1)) is None) == is_free
    paper.lay("consent", {**AGREED, "purpose": "police_court"}, None)
    assert consent_problem(form, paper.file, days_later(1)) is None


def test_the_home_names_the_district_whether_it_was_chosen_or_written() -> None:
    code = district_code("Gumla")
    for card in ({"district_code": code}, {"district": "गुमला"}):
        paper = CasePaper()
        paper.write("identity", name="बुधनी कुमारी", village="पतराटोली", **card)
        with translation.override("hi"):
            assert SOURCES["home"](paper.file) == "पतराटोली, गुमला"


def test_every_source_finds_its_answer_in_a_full_file() -> None:
    paper = filled_paper()
    with translation.override("hi"), clock.frozen_at(paper._now()):
        empty = {name for name, source in SOURCES.items() if not source(paper.file)}
    assert empty == set()


@pytest.mark.parametrize("code", ALL)
def test_an_empty_file_gives_lines_to_write_on(code: str) -> None:
    paper = CasePaper(woman_of=None, agreed=False)
    with translation.override("hi"):
        for part in filled_parts(forms()[code], paper.file):
            for question in part.questions:
                assert question.answer == ""
                assert question.lines >= 1


def test_answers_are_those_of_the_file_in_hindi() -> None:
    report = answers("cwc_report", filled_paper())
    assert report["नाम"] == "बुधनी कुमारी, फूलो"
    assert report["मिलने का दिन और समय"] == "23 नवंबर 2026, 21:30"
    assert report["उम्र, और कैसे पता"].startswith("16 ")
    complaint = answers("fir_refused", filled_paper())
    assert (complaint["थाना"], complaint["दिन और समय"]) == ("थाना गुमला", "23 नवंबर 2026, 21:30")
    for code in ALL:
        for words, answer in answers(code, filled_paper()).items():
            assert not re.search("[A-Za-z]{3}", answer.replace("BNS", "")), (code, words, answer)


@pytest.mark.parametrize("code", ALL)
def test_no_paper_carries_a_form_number_and_a_basis_was_read(code: str) -> None:
    form = forms()[code]
    texts = (form.name.hi, form.subject, form.opening, form.closing, *form.to, *form.signatures)
    assert not any(re.search(r"(फॉर्म|प्रपत्र|Form)\s*[-–]?\s*(\d|[IVX])", text) for text in texts)
    assert bool(form.basis) == (form.tag == "C")


@pytest.mark.parametrize("code", ALL)
def test_what_may_hurt_her_is_left_out_at_first(code: str) -> None:
    usual = {part.code for part in forms()[code].parts if not part.is_sensitive}
    with translation.override("hi"):
        text = str(
            [q.answer for part in filled_parts(forms()[code], filled_paper().file, usual) for q in part.questions]
        )
    for word in (CARD["phone"], CARD["not_to_tell"], "एजेंट"):
        assert word not in text or (code == "release_certificate" and word == "एजेंट")
    if code == "conference_summary":
        assert CARD["name"] not in text
        assert CARD["village"] not in text


def test_every_field_that_a_source_names_exists() -> None:
    """A renamed question must not turn into an empty line without anybody noticing."""
    named = {"identity": set(CARD)}
    for kind, fields in named.items():
        assert fields <= {field.name for field in KINDS[kind].fields}


def test_the_report_to_the_committee_says_when_the_police_were_told_and_not_when_the_child_was_produced() -> None:
    asked, paper = "थाने या 1098 को कब बताया, नंबर", CasePaper(woman_of=16)
    paper.write("duty_done", duty="produce_before_cwc", at=DAY, to="बाल कल्याण समिति", number="7")
    assert answers("cwc_report", paper)[asked] == ""
    paper.write("duty_done", duty="report_lost_child", at=DAY, to="चाइल्डलाइन", number="441")
    assert answers("cwc_report", paper)[asked].endswith("चाइल्डलाइन · 441")
    paper.write("legal_event", event="information_given", at=DAY, place="थाना गुमला", number="12")
    assert answers("cwc_report", paper)[asked].endswith("थाना गुमला · 12")
