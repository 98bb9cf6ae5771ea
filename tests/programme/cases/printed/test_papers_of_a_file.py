"""Papers for offices are filled from the open file; what it does not say stays a line to write on."""

import dataclasses
import datetime as dt
import re
import uuid

import pytest
from django.utils import translation

from jatan.kernel import clock
from jatan.kernel.problems import Problem
from jatan.programme.cases.entries.all_kinds import KINDS
from jatan.programme.cases.entries.casefile import Entry
from jatan.programme.cases.entries.file_request import ASKERS
from jatan.programme.cases.entries.notes import PAPERS
from jatan.programme.cases.entries.place_choices import district_code
from jatan.programme.cases.printed.forms import consent_problem, filled_parts, forms, request_of, requests_for
from jatan.programme.cases.printed.sources import SOURCES
from tests.programme.cases.entries.paper import AGREED, DAY, CasePaper, days_later
from tests.programme.cases.printed.filled_file import CARD, CARER, COUNSELLED, filled_paper

ALL = sorted(forms())
# Papers for which the law has a form of its own that nobody read here.
PLAIN = ("witness_protection", "social_investigation", "care_plan", "home_study", "support_report")


def answers(code: str, paper: CasePaper) -> dict[str, str]:
    with translation.override("hi"), clock.frozen_at(paper._now()):
        parts = filled_parts(forms()[code], paper.file, request=_request(code, paper))
        return {q.words: q.answer for part in parts for q in part.questions}


def _request(code: str, paper: CasePaper) -> Entry | None:
    return next(iter(requests_for(forms()[code], paper.file)), None)


def test_the_papers_are_there_and_each_source_is_used_and_known() -> None:
    assert list(forms()) == [
        "cwc_report", "dlsa_application", "release_certificate", "fir_refused", "witness_protection",
        "file_cover", "file_cover_police", *PLAIN[1:], "conference_summary",
    ]  # fmt: skip
    used = {one.source for form in forms().values() for part in form.parts for one in part.questions if one.source}
    assert used == set(SOURCES)


def test_the_file_names_each_paper_that_can_be_made_as_the_paper_is_called() -> None:
    with translation.override("hi"):
        assert {code: str(label) for code, label in PAPERS} == {code: form.name.hi for code, form in forms().items()}


@pytest.mark.parametrize("code", ALL)
def test_a_paper_for_police_or_court_needs_her_consent_or_an_override_unless_it_is_a_duty(code: str) -> None:
    paper, form, today = CasePaper(), forms()[code], DAY
    is_free = code in ("cwc_report", "file_cover", "conference_summary")
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


@pytest.mark.parametrize("code", PLAIN)
def test_a_plain_paper_says_that_it_is_not_the_prescribed_one_and_cites_nothing(code: str) -> None:
    form = forms()[code]
    assert re.search(r"सादा (कागज़|आवेदन) ?(है|,).*तय किया हुआ फ़ॉर्म नहीं", form.opening)
    words = (form.name.hi, form.subject, form.opening, form.closing, *form.to, *form.signatures, *form.enclosures)
    asked = (text for part in form.parts for text in (part.name.hi, *(one.words for one in part.questions)))
    assert not [text for text in (*words, *asked) if re.search("धारा|अधिनियम|नियमावली|संहिता|[0-9०-९]", text)]


@pytest.mark.parametrize("code", ALL)
def test_what_may_hurt_her_is_left_out_at_first(code: str) -> None:
    usual = {part.code for part in forms()[code].parts if not part.is_sensitive}
    with translation.override("hi"):
        paper = filled_paper()
        parts = filled_parts(forms()[code], paper.file, usual, request=_request(code, paper))
        text = str([q.answer for part in parts for q in part.questions])
    for word in (CARD["phone"], CARD["not_to_tell"], "एजेंट", COUNSELLED, CARER):
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


COVERS = {form.asked_by: form for form in forms().values() if form.asked_by}


def asked(paper: CasePaper, asked_by: str, number: str, decision: str = "agreed") -> Entry:
    """A request of court or police that a second person decided about ("": nobody yet)."""
    answers = {"asked_by": asked_by, "office": f"दफ़्तर {number}", "number": number, "ordered_on": DAY}
    answers |= {"asked_for": ["who"], "sealed": "yes", "she_knows": "yes"}
    request = paper.lay("file_request", answers, None)
    if decision:
        decided = {"request": request.row, "decision": decision, "reason": "पढ़ा", "on": DAY}
        paper.lay("file_request_decision", decided, None, by_supervisor=True)
    return request


def test_the_letter_with_a_file_is_of_the_request_that_was_chosen_and_to_whoever_asked() -> None:
    """With the file for a court went the order of the newest request, also if the police had made it."""
    assert set(COVERS) == {code for code, _words in ASKERS}
    paper = CasePaper()
    requests = [asked(paper, by, number) for number, by in (("41/26", "court"), ("7/26", "police"), ("52/26", "court"))]
    for request in requests:
        form = COVERS[request.get("asked_by")]
        chosen = request_of(form, paper.file, request.row)
        with translation.override("hi"):
            text = str([q.answer for part in filled_parts(form, paper.file, request=chosen) for q in part.questions])
        assert [one.get("number") for one in requests if one.get("number") in text] == [request.get("number")]
    court = " ".join((*COVERS["court"].to, COVERS["court"].opening, COVERS["court"].closing))
    police = " ".join((*COVERS["police"].to, COVERS["police"].opening, COVERS["police"].closing))
    assert ("न्यायालय" in court, "थाना" in court) == (True, False)
    assert ("न्यायालय" in police, "थाना" in police) == (False, True)


@pytest.mark.parametrize("asked_by", COVERS)
def test_no_letter_goes_without_a_request_that_was_agreed_to(asked_by: str) -> None:
    form, other = COVERS[asked_by], next(one for one in COVERS if one != asked_by)
    paper = CasePaper()
    refused = asked(paper, asked_by, "1/26", "refused")
    waits = asked(paper, asked_by, "2/26", "")
    for row in (None, refused.row, waits.row, asked(paper, other, "3/26").row):
        with pytest.raises(Problem, match="not_decided"):
            request_of(form, paper.file, row)
    one = asked(paper, asked_by, "4/26")
    assert request_of(form, paper.file, None) == one
    asked(paper, asked_by, "5/26")
    for row in (None, refused.row):
        with pytest.raises(Problem, match="missing_required"):
            request_of(form, paper.file, row)
    assert request_of(form, paper.file, one.row) == one


def test_a_monthly_report_speaks_of_this_month_and_the_one_before_and_of_no_place_where_she_is() -> None:
    paper = CasePaper(woman_of=16).on(dt.date(2027, 1, 4))
    for day in (dt.date(2026, 11, 30), dt.date(2026, 12, 1), dt.date(2027, 1, 4)):
        at = dt.datetime.combine(day, dt.time(8), clock.INDIA)
        paper.lay("hearing", {"at": at, "court": f"कोर्ट {day:%d%m}", "purpose": "evidence"}, None)
        service = {"kind": "shelter", "state": "received", "received_on": day, "provider": f"आश्रय {day:%d%m}"}
        paper.lay("service", service, None)
    paper.lay("hearing", {"at": dt.datetime(2027, 1, 5, 8, tzinfo=clock.INDIA), "court": "आगे"}, None)
    paper.lay("follow_up", {"on": dt.date(2026, 12, 31), "how": "visit", "next_on": dt.date(2027, 1, 3)}, None)
    report = answers("support_report", paper)
    court, done = report["पिछले महीने से अब तक"], report["सेवाएँ और मुलाकातें, पिछले महीने से अब तक"]
    assert [line.split(" · ")[1] for line in court.splitlines()] == ["कोर्ट 0112", "कोर्ट 0401"]
    assert [line.split(" · ")[0] for line in done.splitlines()] == ["1 दिसंबर 2026", "31 दिसंबर 2026", "4 जनवरी 2027"]
    assert report["अगली मुलाकात"] == ""
    for code in PLAIN:
        assert "आश्रय" not in str(answers(code, paper))


def test_what_she_wants_is_her_newest_wish_and_before_that_what_the_plan_for_the_child_says() -> None:
    asked, paper = "बच्चा क्या चाहता है, अपने शब्दों में", CasePaper(woman_of=16)
    plan = {"carer": "parents", "wish": "घर जाना", "review_on": days_later(9)}
    paper.lay("child_plan", plan, None)
    assert answers("home_study", paper)[asked] == "घर जाना"
    for day, words in ((days_later(-1), "स्कूल"), (days_later(-3), "सिलाई")):
        paper.lay("wish", {"on": day, "words": words}, None)
    assert answers("home_study", paper)[asked] == "23 नवंबर 2026 · स्कूल"
