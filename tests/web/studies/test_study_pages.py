"""The pages of a study as the secretariat, a researcher, a coordinator and somebody of another member use them."""

import io
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django_tasks_db.models import DBTaskResult

from jatan.evidence.studies.tasks import take_out_groups
from jatan.foundation.access.actors import Actor
from jatan.foundation.ledger.models import Revision
from jatan.programme.library.models import Material
from jatan.programme.people.reach import live
from jatan.programme.studies import interviews, selectors, services
from jatan.programme.studies.commands import RecordFinding, ShareCopy
from jatan.programme.studies.models import Interview, ParkedInterview, Study
from jatan.programme.studies.services import STUDY
from tests.cast import Cast
from tests.papers import PDF
from tests.programme.studies.builders import DAY, FRAME, a_draw, a_study, an_enumerator, interview_command
from tests.web.conftest import Browser

type As = Callable[[str], AbstractContextManager[Actor]]

pytestmark = pytest.mark.django_db

MOST_QUERIES = 40


def text_of(answer: Any) -> str:
    return str(answer.content.decode())


@pytest.fixture
def study(cast: Cast, as_: As) -> Any:
    with as_("researcher") as by:
        found = a_study(by, cast)
        a_draw(by, found)
    return found


def hold(cast: Cast, as_: As, study: Any, many: int, *, after: int = 0) -> None:
    """`many` interviews in each drawn village of Gumla by two enumerators."""
    with as_("coordinator") as by:
        enumerators = [an_enumerator(by, cast, study, name=name) for name in ("फूलो", "सुमित")]
        number = after
        commands = []
        for site in selectors.sites_for(study, cast.gumla.id):
            for _time in range(many):
                number += 1
                answers = {"q1": 1 + number % 2, "q4": 1 + number % 5}
                if answers["q1"] == 1:
                    answers["q2"] = 1 + number % 6
                commands.append(
                    interview_command(
                        study,
                        enumerators[number % 2],
                        number,
                        site=site,
                        answers=answers,
                        minutes=12 if number == 1 else 30,
                    )
                )
        instrument = selectors.current_instrument(study)
        interviews.record_interviews(by=by, study=study, instrument=instrument, commands=commands)


def test_a_study_is_made_on_pages(cast: Cast, as_: As, browser: Browser) -> None:
    page = browser("secretariat")
    answers = {"title": "पलायन", "question": "कौन जाता है?", "consent_text": "नाम नहीं", "interviews_in_village": "१०"}
    made = page.post(reverse("studies_new"), answers)
    assert made.status_code == 302, text_of(made)
    with as_("secretariat"):
        study = Study.objects.get()
    new = reverse("study_question_new", args=[study.pk])
    one = {"text": "कोई बाहर गया?", "kind": "one", "choices": "हाँ\nनहीं", "another": "1"}
    assert page.post(new, one).url == new
    refused = page.post(new, {"text": "कितने?", "kind": "one", "choices": "हाँ"})
    assert refused.status_code == 422
    page.post(new, {"text": "कितने लोग?", "kind": "number", "lowest": "१", "highest": "१२", "asked_if": "q1=1"})
    shown = text_of(page.get(reverse("study_questions", args=[study.pk])))
    assert "कितने लोग?" in shown
    page.post(reverse("study_question", args=[study.pk, "q2"]), {"text": "कितने?", "kind": "number", "asked_if": "q1=1"})
    up = page.post(reverse("study_questions", args=[study.pk]), {"decision": "up", "code": "q2"}, follow=True)
    assert up.context["lines"][0]["question"].code == "q1", "a question stays behind the one it depends on"
    villages = reverse("study_villages", args=[study.pk])
    wrong = page.post(
        villages, {"frame": "Gumla, अ, 3\nनहींपुर, ब, 4\nGumla, अ, 5", "rule": "pps", "number": "1", "seed": "7"}
    )
    assert wrong.status_code == 422
    assert "नहींपुर" in text_of(wrong)
    page.post(villages, {"frame": FRAME, "rule": "pps", "number": "६", "seed": "7", "by_district": "on"})
    drawn = page.get(villages)
    assert drawn.context["again"]
    assert len(drawn.context["table"].rows) == 6
    back = reverse("study_draw_back", args=[study.pk])
    assert page.post(back, {"reason": ""}).status_code == 422
    assert page.post(back, {"reason": "बीज बदलना है"}).url == villages
    book = openpyxl.Workbook()
    for line in [["district", "village", "households"], ["Gumla", "टोटो", 50], ["Gumla", "बसिया", 70]]:
        book.active.append(line)
    content = io.BytesIO()
    book.save(content)
    file = SimpleUploadedFile("list.xlsx", content.getvalue())
    page.post(villages, {"workbook": file, "rule": "simple", "number": "2", "seed": "1"})
    assert [row["village"] for row in page.get(villages).context["table"].rows] == ["टोटो", "बसिया"]


def test_consent_comes_before_the_questions(cast: Cast, as_: As, browser: Browser, study: Any) -> None:
    page = browser("field_worker")
    begin = reverse("study_interview_new", args=[study.pk])
    first = page.get(begin)
    assert reverse("study_enumerator_new", args=[study.pk]) in text_of(first)
    page.post(reverse("study_enumerator_new", args=[study.pk]), {"name": "फूलो कुजूर"})
    shown = page.get(begin)
    form = shown.context["form"]
    head = {
        "site_ref": form.fields["site_ref"].choices[1][0],
        "enumerator": form.fields["enumerator"].choices[1][0],
        "held_on": "15/01/2024",
        "number": "1",
    }
    assert study.consent_text in text_of(shown)
    assert page.post(begin, head).status_code == 422, "whether she agreed has to be said"
    refused = page.post(begin, head | {"consent": "no"})
    assert refused.url.startswith(begin)
    questions = page.post(begin, head | {"consent": "spoken"}).url
    assert page.get(questions.replace("spoken", "no")).url == begin
    wrong = page.post(questions, {"q1": "2", "q2": "3"})
    assert wrong.status_code == 422
    kept = page.post(questions, {"q1": "1", "q2": "३", "q3": ["1", "3"], "q4": "5", "minutes": "20"})
    assert kept.url.startswith(begin), text_of(kept)
    with as_("field_worker"):
        row = Interview.objects.get()
        assert row.answers == {"q1": 1, "q2": 3, "q3": [1, 3], "q4": 5}
        assert (row.consent, row.minutes, row.number) == ("spoken", 20, 1)
    detail = reverse("interview", args=[row.pk])
    assert "फोरम · एजेंट" in text_of(page.get(detail))
    correct = page.post(reverse("interview_correct", args=[row.pk]), head | {"consent": "spoken", "q1": "2"})
    assert correct.url == detail
    (kept, _first) = page.get(detail).context["history"]
    assert [change for change in kept.changes if change[0] == "कितने लोग?"] == [("कितने लोग?", 3, None)]
    withdrawn = page.post(reverse("interview_withdraw", args=[row.pk]), {"reason": "सहमति वापस ली"})
    assert withdrawn.status_code == 302
    assert page.get(detail).status_code == 404


def test_another_member_sees_the_study_and_no_interview(cast: Cast, as_: As, browser: Browser, study: Any) -> None:
    hold(cast, as_, study, 2)
    page = browser("khunti_coordinator")
    with as_("coordinator"):
        row = Interview.objects.order_by("number")[0]
    assert page.get(reverse("studies_detail", args=[study.pk])).status_code == 200
    assert page.get(reverse("study_interviews", args=[study.pk])).context["page"].count == 0
    for name in ("interview", "interview_correct", "interview_withdraw"):
        assert page.get(reverse(name, args=[row.pk])).status_code == 404
    for name in ("study_question_new", "study_report", "study_draw_back"):
        assert page.get(reverse(name, args=[study.pk])).status_code == 404
    assert page.post(reverse("study_villages", args=[study.pk]), {}).status_code == 404
    assert page.post(reverse("study_questions", args=[study.pk]), {"decision": "version"}).status_code == 404
    assert page.post(reverse("study_release", args=[study.pk])).status_code == 404


def test_tables_open_onto_their_rows(cast: Cast, as_: As, browser: Browser, study: Any) -> None:
    hold(cast, as_, study, 6)
    page = browser("researcher")
    with CaptureQueriesContext(connection) as captured:
        shown = page.get(reverse("study_tables", args=[study.pk]))
    assert len(captured) < MOST_QUERIES
    assert shown.context["n"] == 18
    block = shown.context["blocks"][0]
    first = block["table"].rows[0]
    assert first["count"] == 9
    assert "–" in first["interval"]
    assert page.get(first["url"]).context["page"].count == 9
    by_district = page.get(reverse("study_tables", args=[study.pk]) + "?question=q1&by=district")
    lines = by_district.context["blocks"][0]["table"].rows
    gumla = next(line for line in lines if line["count"])
    assert page.get(gumla["url"]).context["page"].count == gumla["count"]
    by_choice = page.get(reverse("study_tables", args=[study.pk]) + "?question=q4&by=q1")
    assert by_choice.status_code == 200
    assert page.get(reverse("study_tables", args=[study.pk]) + "?question=q99&by=q98").status_code == 200


def test_released_tables_reach_members_in_rounded_numbers(cast: Cast, as_: As, browser: Browser, study: Any) -> None:
    hold(cast, as_, study, 3)
    member, lead = browser("coordinator"), browser("secretariat")
    tables = reverse("study_tables", args=[study.pk])
    refused = lead.post(reverse("study_release", args=[study.pk]), follow=True)
    assert "बहुत कम बातचीत" in text_of(refused), "nine interviews are too few"
    assert not member.get(tables).context["blocks"]
    hold(cast, as_, study, 7, after=9)
    lead.post(reverse("study_release", args=[study.pk]))
    blocks = {block["code"]: block for block in member.get(tables).context["blocks"]}
    assert list(blocks) == ["q1", "q2", "q3", "q4"]
    assert sum(float(row["value"].split()[0]) for row in blocks["q1"]["table"].rows) == pytest.approx(100)
    shown = text_of(member.get(tables))
    assert "21 बातचीत" in shown
    assert "<svg" in shown
    assert lead.get(reverse("studies_detail", args=[study.pk])).status_code == 200, "its history holds the tables"


@pytest.mark.parametrize(
    "earlier", [[{"code": "q1"}], {"groups": [], "classes": {"q2": [5, 5]}, "n": 10, "tables": []}]
)
def test_tables_of_an_earlier_rule_are_not_shown(
    cast: Cast, as_: As, browser: Browser, study: Any, earlier: Any
) -> None:
    with as_("researcher"):
        Study.objects.filter(pk=study.pk).update(released_on=DAY, released_tables=earlier)
    shown = browser("coordinator").get(reverse("study_tables", args=[study.pk]))
    assert shown.status_code == 200
    assert "फिर से जारी होनी हैं" in text_of(shown)
    hold(cast, as_, study, 10)
    browser("secretariat").post(reverse("study_release", args=[study.pk]))
    assert browser("coordinator").get(reverse("study_tables", args=[study.pk])).context["blocks"]


def test_one_withdrawn_interview_stands_in_no_difference_of_two_releases(
    cast: Cast, as_: As, browser: Browser, study: Any
) -> None:
    hold(cast, as_, study, 10)
    member, lead = browser("coordinator"), browser("secretariat")
    before = shown_of(member, lead, study)
    assert before
    with as_("coordinator") as by:
        row = Interview.objects.order_by("number")[0]
        interviews.withdraw_interview(by=by, interview=row, reason="सहमति वापस ली")
    assert shown_of(member, lead, study) == before


def test_nothing_new_makes_no_release(cast: Cast, as_: As, browser: Browser, study: Any) -> None:
    hold(cast, as_, study, 10)
    lead, release = browser("secretariat"), reverse("study_release", args=[study.pk])
    lead.post(release)
    with as_("researcher"):
        Study.objects.filter(pk=study.pk).update(released_on=DAY)
        changes = Revision.objects.filter(about=study.pk).count()
    for _time in range(2):
        assert "कुछ नया नहीं" in text_of(lead.post(release, follow=True))
        with as_("coordinator") as by:
            interviews.withdraw_interview(by=by, interview=live(Interview).order_by("number")[0], reason="दो बार लिखी")
    with as_("secretariat"):
        assert Study.objects.get(pk=study.pk).released_on == DAY, "on the day of what was released"
        assert Revision.objects.filter(about=study.pk).count() == changes


def test_a_group_is_taken_out_when_half_of_it_is_withdrawn(cast: Cast, as_: As, browser: Browser, study: Any) -> None:
    hold(cast, as_, study, 7)
    member, lead = browser("coordinator"), browser("secretariat")
    tables = reverse("study_tables", args=[study.pk])
    lead.post(reverse("study_release", args=[study.pk]))
    assert member.get(tables).context["n"] == 21
    with as_("secretariat"):
        released_on = Study.objects.get(pk=study.pk).released_on
    with as_("coordinator"):
        every = list(Interview.objects.order_by("number"))
    left = 21
    for rows in (every[::2], every[1::2]):  # those of each enumerator
        for place, row in enumerate(rows[: (len(rows) + 1) // 2], start=1):
            with as_("coordinator") as by:
                interviews.withdraw_interview(by=by, interview=row, reason="सहमति वापस ली")
            assert take_out_groups.func(str(row.pk)) == (2 * place >= len(rows)), "as soon as it is half of the group"
            assert take_out_groups.func(str(row.pk)) is False, "and once"
        left -= len(rows)
        assert member.get(tables).context["n"] == left
    shown = member.get(tables)
    assert shown.context["blocks"] == []
    assert "हटा दी गईं" in text_of(shown)
    with as_("secretariat"):
        study = Study.objects.get(pk=study.pk)
        assert study.released_on == released_on
        assert all(group["is_out"] and not group["counts"] for group in study.released_tables["groups"])
        assert "studies.groups_taken_out" in Revision.objects.filter(about=study.pk).values_list("verb", flat=True)


def test_the_last_group_leaves_when_the_tables_are_released_again(
    cast: Cast, as_: As, browser: Browser, study: Any
) -> None:
    hold(cast, as_, study, 7)
    member, lead = browser("coordinator"), browser("secretariat")
    assert shown_of(member, lead, study)
    with as_("coordinator") as by:
        for row in Interview.objects.all():
            interviews.withdraw_interview(by=by, interview=row, reason="सहमति वापस ली")
    assert shown_of(member, lead, study) == []
    hold(cast, as_, study, 7, after=21)
    assert shown_of(member, lead, study), "new people are told again"


def test_withdrawing_wakes_the_taking_out(cast: Cast, as_: As, study: Any) -> None:
    hold(cast, as_, study, 1)
    with as_("coordinator") as by:
        row = Interview.objects.order_by("number")[0]
        interviews.withdraw_interview(by=by, interview=row, reason="दो बार लिखी")
    waiting = DBTaskResult.objects.filter(task_path=take_out_groups.module_path)
    assert [one.args_kwargs["args"] for one in waiting] == [[str(row.pk)]]


def shown_of(member: Any, lead: Any, study: Any) -> Any:
    """Release, and read every number that a member sees."""
    lead.post(reverse("study_release", args=[study.pk]))
    blocks = member.get(reverse("study_tables", args=[study.pk])).context["blocks"]
    return [(block["code"], list(block["table"].rows), list(block["districts"].rows)) for block in blocks]


def test_quality_names_what_to_look_at(cast: Cast, as_: As, browser: Browser, study: Any) -> None:
    hold(cast, as_, study, 6)
    page = browser("researcher")
    with CaptureQueriesContext(connection) as captured:
        shown = page.get(reverse("study_quality", args=[study.pk]))
    assert len(captured) < MOST_QUERIES
    missing = {row["text"][:2]: row["missing"] for row in shown.context["gaps"].rows}
    assert missing == {"q1": 0, "q2": 0, "q3": 18, "q4": 0}
    assert page.get(shown.context["gaps"].rows[2]["url"]).context["page"].count == 18
    assert len(shown.context["short"]) == 1, "the one of twelve minutes"
    # Enumerators alternate with the answers: all of it goes with who asked.
    assert shown.context["effects"].rows[0]["icc"].startswith("1.00")
    assert page.get(shown.context["short"][0][0]).status_code == 200


def test_a_workbook_goes_out_and_comes_back(cast: Cast, as_: As, browser: Browser, study: Any) -> None:
    with as_("coordinator") as by:
        an_enumerator(by, cast, study)
    page = browser("coordinator")
    blank = page.get(reverse("study_workbook", args=[study.pk])).content
    book = openpyxl.load_workbook(io.BytesIO(blank))
    sheet = book.worksheets[0]
    lists = book["lists"]
    assert len(sheet.data_validations.dataValidation) >= 5
    site, who, agreed = (lists.cell(1, column).value for column in (2, 3, 6))
    rows = [
        [1, site, who, "15/01/2024", 20, agreed, "हाँ", 2, "फोरम, एजेंट", 4],
        [2, site, who, "१५-१-२०२४", None, "हाँ", "नहीं", None, None, "५"],
        [3, site, who, "15/01/2024", 20, "नहीं", "हाँ", 2, None, None],  # without consent: no trace
        [4, site, who, "15/01/2024", 20, agreed, "हाँ", 99, None, None],  # out of range
        [5, site, who, "15/01/2024", 20, None, "हाँ", 1, None, None],  # consent not written
        [1, site, who, "15/01/2024", 20, agreed, "नहीं", None, None, None],  # the number a second time
        [6, "999 · नहींपुर", who, "15/01/2024", 20, agreed, "नहीं", None, None, None],
    ]
    for at, row in enumerate(rows, start=4):
        for column, value in enumerate(row, start=1):
            sheet.cell(at, column, value)
    content = io.BytesIO()
    book.save(content)
    upload = reverse("study_upload", args=[study.pk])

    def send() -> Any:
        return page.post(upload, {"workbook": SimpleUploadedFile("answers.xlsx", content.getvalue())}, follow=True)

    taken = send()
    assert taken.context["page"].count == 2
    with as_("coordinator"):
        assert [row.code for row in ParkedInterview.objects.order_by("row")] == [
            "out_of_range",
            "no_consent",
            "number_taken",
            "not_listed",
        ]
        assert "q1" not in ParkedInterview.objects.get(code="no_consent").cells, "no answers without consent"
        parked = ParkedInterview.objects.get(code="out_of_range")
        other = ParkedInterview.objects.get(code="number_taken")
    repair = reverse("parked_interview", args=[parked.pk])
    initial = page.get(repair).context["form"].initial
    assert page.post(repair, {**{k: str(v) for k, v in initial.items()}, "held_on": "15/01/2024"}).status_code == 422
    fixed = {**{k: str(v) for k, v in initial.items()}, "held_on": "15/01/2024", "q2": "9"}
    assert page.post(repair, fixed).status_code == 302
    assert page.get(repair).status_code == 404
    closed = page.post(reverse("parked_interview", args=[other.pk]), {"decision": "close", "reason": "दो बार लिखा"})
    assert closed.status_code == 302
    with as_("coordinator"):
        assert Interview.objects.count() == 3
    again = send()
    assert again.context["page"].count == 3, "what is in already stays as it is"


def test_another_workbook_is_refused_with_a_sentence(cast: Cast, as_: As, browser: Browser, study: Any) -> None:
    with as_("coordinator") as by:
        an_enumerator(by, cast, study)
    with as_("researcher") as by:
        other = a_study(by, cast)
        a_draw(by, other)
    page = browser("coordinator")
    blank = page.get(reverse("study_workbook", args=[other.pk])).content
    upload = reverse("study_upload", args=[study.pk])
    for content in (blank, b"no workbook at all", b""):
        answer = page.post(upload, {"workbook": SimpleUploadedFile("a.xlsx", content)})
        assert answer.status_code == 422
        assert "workbook" in answer.context["form"].errors


def test_the_report_lies_in_the_library(cast: Cast, as_: As, browser: Browser, study: Any) -> None:
    address = reverse("study_report", args=[study.pk])
    page = browser("secretariat")
    file = SimpleUploadedFile("report.pdf", PDF)
    assert page.post(address, {"title": "पलायन रिपोर्ट", "upload": file}).status_code == 302
    with as_("secretariat") as by:
        report = Material.objects.get()
        assert (report.kind, report.title_hi) == ("report", "पलायन रिपोर्ट")
        assert STUDY.find(by, study.pk).report_id == report.pk
    assert reverse("material_file", args=[report.pk]) in text_of(page.get(reverse("studies_detail", args=[study.pk])))
    researcher = browser("researcher")
    form = researcher.get(address).context["form"]
    assert "upload" not in form.fields, "she names a report of the library; adding one there is the secretariat's"
    assert researcher.post(address, {"material": str(report.pk)}).status_code == 302


def test_findings_and_recipients_stand_on_the_page_of_the_study(
    cast: Cast, as_: As, browser: Browser, study: Any
) -> None:
    page = browser("researcher")
    detail = reverse("studies_detail", args=[study.pk])
    page.post(reverse("studies_findings_new", args=[study.pk]), {"text": "हर दूसरे घर से कोई बाहर है।", "basis": "q1"})
    copy = {"given_on": "15/01/2024", "to_whom": "श्रम विभाग", "copies": "१२"}
    assert page.post(reverse("studies_copies_new", args=[study.pk]), copy).status_code == 302
    finished = page.post(reverse("studies_finish", args=[study.pk]), {"finished_on": "15/01/2024"})
    assert finished.status_code == 302, text_of(finished)
    with CaptureQueriesContext(connection) as captured:
        shown = text_of(page.get(detail))
    assert len(captured) < MOST_QUERIES
    assert "हर दूसरे घर" in shown
    assert "श्रम विभाग" in shown
    with as_("coordinator"):
        assert selectors.shared_copies_of(study).get().given_on == DAY
    assert browser("coordinator").get(reverse("study_interview_new", args=[study.pk])).status_code == 404


def test_a_version_with_answers_offers_a_new_version(cast: Cast, as_: As, browser: Browser, study: Any) -> None:
    hold(cast, as_, study, 1)
    page = browser("researcher")
    address = reverse("study_questions", args=[study.pk])
    shown = page.get(address)
    assert shown.context["is_fixed"]
    assert not shown.context["may_change"]
    refused = page.post(reverse("study_question_new", args=[study.pk]), {"text": "नया?", "kind": "text"})
    assert refused.status_code == 422
    page.post(address, {"decision": "version"})
    assert page.get(address).context["may_change"]
    assert page.get(f"{address}?version=1").context["instrument"].version == 1
    with as_("researcher"):
        assert not services.is_fixed(selectors.current_instrument(study))


def test_numbers_of_the_report_open_onto_their_rows(cast: Cast, as_: As, browser: Browser, study: Any) -> None:
    hold(cast, as_, study, 2)
    with as_("secretariat") as by:
        about = {"organisation": cast.network.id, "place": study.place, "study": study}
        services.COPY.record(by=by, command=ShareCopy(**about, given_on=DAY, to_whom="श्रम विभाग", copies=4))
        services.FINDING.record(by=by, command=RecordFinding(**about, text="पता चला"))
        services.finish_study(by=by, study=study, finished_on=DAY)
    page, period = browser("secretariat"), "?from=2024-01-01&to=2024-01-31"
    for value, rows in (("finished", 1), ("interviews", 6), ("copies", 1)):
        shown = page.get(reverse("report_rows", args=["studies", value]) + period)
        assert shown.status_code == 200
        assert shown.context["page"].count == rows
        assert reverse("studies_detail", args=[study.pk]) in text_of(shown)
    member = browser("khunti_coordinator").get(reverse("report_rows", args=["studies", "interviews"]) + period)
    assert member.context["page"].count == 0
