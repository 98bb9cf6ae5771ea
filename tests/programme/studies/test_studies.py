"""A study from its questions to its shared report: versions, draws, consent, and what is refused."""

import datetime as dt
import random
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jatan.foundation.access import gate
from jatan.foundation.access.actors import Actor
from jatan.foundation.ledger.models import Event, Revision
from jatan.kernel.answers import parse_cell
from jatan.kernel.problems import Problem, Problems
from jatan.programme.studies import interviews, selectors, services
from jatan.programme.studies.commands import RecordFinding, ShareCopy
from jatan.programme.studies.draws import draw
from jatan.programme.studies.frames import known_districts, lines_of_text, read_frame
from jatan.programme.studies.models import Interview, ParkedInterview, Site
from jatan.programme.studies.questions import kind_of, make_question
from jatan.programme.studies.services import STUDY
from tests.cast import Cast
from tests.programme.studies.builders import (
    DAY,
    QUESTIONS,
    a_draw,
    a_study,
    an_enumerator,
    an_interview,
    interview_command,
)

type As = Callable[[str], AbstractContextManager[Actor]]

pytestmark = pytest.mark.django_db


def codes(raised: pytest.ExceptionInfo[Any]) -> list[tuple[str, str | None]]:
    return [(problem.code, problem.field) for problem in raised.value.problems]


@pytest.fixture
def study(cast: Cast, as_: As) -> Any:
    with as_("researcher") as by:
        found = a_study(by, cast)
        a_draw(by, found)
    return found


@pytest.fixture
def held(cast: Cast, as_: As, study: Any) -> Any:
    """The study with one interview of Gumla."""
    with as_("coordinator") as by:
        an_interview(by, study, an_enumerator(by, cast, study))
    return study


def test_questions_get_codes_that_are_never_given_twice(cast: Cast, as_: As) -> None:
    with as_("secretariat") as by:
        study = a_study(by, cast)
        instrument = selectors.current_instrument(study)
        assert [one.code for one in instrument.asked()] == ["q1", "q2", "q3", "q4"]
        services.remove_question(by=by, instrument=instrument, code="q3")
        instrument = selectors.current_instrument(study)
        services.begin_version(by=by, instrument=instrument)
        services.add_question(by=by, instrument=selectors.current_instrument(study), question=QUESTIONS[2])
        assert [one.code for one in selectors.current_instrument(study).asked()] == ["q1", "q2", "q4", "q5"]


def test_a_question_keeps_its_earlier_words_in_the_history(cast: Cast, as_: As) -> None:
    with as_("researcher") as by:
        study = a_study(by, cast)
        instrument = selectors.current_instrument(study)
        reworded = replace(instrument.asked()[0], label="घर से कोई बाहर गया?")
        services.change_question(by=by, instrument=instrument, question=reworded)
        kept = Revision.objects.filter(about=instrument.pk).order_by("-at", "-id")[0]
        assert kept.before["questions"][0]["text"] == QUESTIONS[0].label
        assert selectors.current_instrument(study).asked()[0].label == "घर से कोई बाहर गया?"


def test_what_depends_on_a_question_holds_it_in_its_place(cast: Cast, as_: As) -> None:
    with as_("researcher") as by:
        instrument = selectors.current_instrument(a_study(by, cast))
        with pytest.raises(Problem) as refused:
            services.remove_question(by=by, instrument=instrument, code="q1")
        assert refused.value.code == "order"
        with pytest.raises(Problem):
            services.move_question(by=by, instrument=instrument, code="q2")
        services.move_question(by=by, instrument=instrument, code="q4")
        assert [one.code for one in instrument.asked()] == ["q1", "q2", "q4", "q3"]


def test_a_version_with_answers_is_fixed_and_the_next_keeps_counting(cast: Cast, as_: As, held: Any) -> None:
    with as_("researcher") as by:
        instrument = selectors.current_instrument(held)
        assert services.is_fixed(instrument)
        with pytest.raises(Problem) as refused:
            services.remove_question(by=by, instrument=instrument, code="q4")
        assert refused.value.code == "fixed"
        following = services.begin_version(by=by, instrument=instrument)
        services.remove_question(by=by, instrument=following, code="q4")
        assert [row.version for row in selectors.instruments_of(held)] == [2, 1]
        assert len(selectors.instrument_of(held, 1).asked()) == 4


def test_a_draw_is_written_down_so_that_it_can_be_made_again(cast: Cast, as_: As, study: Any) -> None:
    with as_("coordinator"):
        kept = selectors.draw_of(study)
        assert kept is not None
        again = draw(kept.villages(), kept.rule())
        sites = list(selectors.sites_of(study))
        assert [(one.index + 1, one.times, one.weight) for one in again] == [
            (site.position, site.times, site.weight) for site in sites
        ]
        assert len(sites) == 6
        assert {site.place.name_en for site in sites} == {"Gumla", "Khunti"}


def test_a_second_draw_waits_until_the_first_is_taken_back(cast: Cast, as_: As, study: Any) -> None:
    with as_("researcher") as by:
        with pytest.raises(Problem) as refused:
            a_draw(by, study, seed=8)
        assert refused.value.code == "drawn_before"
        former = selectors.draw_of(study)
        assert former is not None
        services.withdraw_draw(by=by, draw=former, reason="सूची अधूरी थी")
        a_draw(by, study, seed=8)
        assert len(selectors.sites_of(study)) == 6
        assert Site.objects.count() == 12


def test_once_there_are_interviews_neither_draw_nor_study_goes(as_: As, held: Any) -> None:
    with as_("researcher") as by:
        former = selectors.draw_of(held)
        assert former is not None
        with pytest.raises(Problem, match="has_interviews"):
            services.withdraw_draw(by=by, draw=former, reason="x")
        with pytest.raises(Problem, match="has_interviews"):
            services.STUDY.withdraw(by=by, row=held, reason="x")


def test_without_consent_there_is_no_interview(cast: Cast, as_: As, study: Any) -> None:
    with as_("coordinator") as by:
        enumerator = an_enumerator(by, cast, study)
        with pytest.raises(Problems) as refused:
            an_interview(by, study, enumerator, consent="")
        assert ("no_consent", "consent") in codes(refused)
        assert not Interview.objects.exists()


@pytest.mark.parametrize(
    ("answers", "found"),
    [
        ({}, [("missing_required", "answers"), ("missing_required", "q1")]),
        ({"q2": 3}, [("missing_required", "q1"), ("not_asked", "q2")]),
        ({"q1": 2, "q2": 3}, [("not_asked", "q2")]),
        ({"q1": 1, "q2": 13}, [("out_of_range", "q2")]),
        ({"q1": 1, "q2": 0}, [("out_of_range", "q2")]),
        ({"q1": 3}, [("unreadable", "q1")]),
        ({"q1": 1, "q3": [2, 1]}, [("unreadable", "q3")]),
        ({"q1": 1, "q3": [4]}, [("unreadable", "q3")]),
        ({"q1": 1, "q4": 6}, [("out_of_range", "q4")]),
        ({"q1": 1, "q9": 1}, [("unknown_question", "q9")]),
        ({"q1": True}, [("unreadable", "q1")]),
        ({"q1": 1, "q2": "2"}, [("unreadable", "q2")]),
    ],
)
def test_answers_that_cannot_be_are_refused_at_their_question(
    cast: Cast, as_: As, study: Any, answers: dict[str, Any], found: list[tuple[str, str]]
) -> None:
    with as_("coordinator") as by:
        enumerator = an_enumerator(by, cast, study)
        with pytest.raises(Problems) as refused:
            interview_command(study, enumerator, 1, answers=answers)
    assert sorted(codes(refused)) == sorted(found)


def test_an_aadhaar_number_in_a_free_answer_is_refused(cast: Cast, as_: As) -> None:
    with as_("researcher") as by:
        study = a_study(by, cast, questions=[make_question(code="q0", text="और कुछ?", kind="text")])
        a_draw(by, study)
    with as_("coordinator") as by:
        with pytest.raises(Problems) as refused:
            an_interview(by, study, an_enumerator(by, cast, study), answers={"q1": "2341 2341 2346"})
        assert codes(refused) == [("aadhaar_number", "q1")]


def test_a_number_is_given_once_in_an_organisation(cast: Cast, as_: As, held: Any) -> None:
    with as_("coordinator") as by:
        assert interviews.next_number(cast.gumla.id, held) == 2
        enumerator = selectors.enumerators_of(by, held, [cast.gumla.id])[0]
        with pytest.raises(Problems) as refused:
            an_interview(by, held, enumerator, 1)
        assert codes(refused) == [("number_taken", "number")]
        interviews.withdraw_interview(by=by, interview=Interview.objects.get(), reason="दो बार")
        an_interview(by, held, enumerator, 1)
    with as_("khunti_coordinator") as by:
        other = an_enumerator(by, cast, held, organisation=cast.khunti.id, place=cast.khunti_district)
        an_interview(by, held, other, 1)


def test_only_drawn_villages_can_be_asked_in(cast: Cast, as_: As, study: Any) -> None:
    with as_("researcher") as by:
        elsewhere = a_study(by, cast)
        a_draw(by, elsewhere)
        site = selectors.sites_of(elsewhere)[0]
    with as_("coordinator") as by:
        with pytest.raises(Problem) as refused:
            an_interview(by, study, an_enumerator(by, cast, study), site=site)
        assert refused.value.code == "not_drawn"


def test_a_member_reads_its_own_interviews_and_the_study_of_the_network(cast: Cast, as_: As, held: Any) -> None:
    with as_("khunti_coordinator") as by:
        assert STUDY.find(by, held.pk).title
        assert not selectors.interviews_of(by, held).exists()
        assert not Interview.objects.exists(), "the wall of PostgreSQL"
        assert not selectors.may_read_all(by, held)
        with pytest.raises(gate.Forbidden):
            a_study(by, cast)
    with as_("field_worker") as by:
        assert not selectors.interviews_of(by, held).exists(), "a field worker reads those she recorded"
    with as_("researcher") as by:
        assert selectors.interviews_of(by, held).count() == 1
        assert selectors.may_read_all(by, held)
        row = Interview.objects.get()
        with pytest.raises(Interview.DoesNotExist):  # the wall shows the row, and locks it for nobody else
            interviews.withdraw_interview(by=by, interview=row, reason="x")


def test_a_correction_keeps_the_former_answers(cast: Cast, as_: As, held: Any) -> None:
    with as_("coordinator") as by:
        row = selectors.interviews_of(by, held)[0]
        instrument = selectors.instrument_of(held, row.version)
        changes = {"answers": {"q1": 2}}
        assert interviews.amend_interview(by=by, interview=row, instrument=instrument, changes=changes)
        kept = Revision.objects.get(about=row.pk)
        assert kept.before["answers"] == {"q1": 1, "q2": 2, "q3": [1, 2], "q4": 4}
        with pytest.raises(Problems):
            interviews.amend_interview(by=by, interview=row, instrument=instrument, changes={"answers": {"q1": 7}})


def test_the_ledger_holds_no_answer(cast: Cast, as_: As, held: Any) -> None:
    with as_("coordinator"):
        events = list(Event.objects.filter(verb__startswith="studies.").order_by("sequence"))
        assert [event.verb for event in events][-2:] == ["studies.enumerator_named", "studies.interviews_recorded"]
        assert "फूलो" not in str([event.payload for event in events])
        assert "q1" not in str([event.payload for event in events])


def test_a_study_is_finished_with_a_finding_and_then_takes_no_interview(cast: Cast, as_: As, held: Any) -> None:
    with as_("secretariat") as by:
        found = STUDY.find(by, held.pk)
        with pytest.raises(Problem, match="no_finding"):
            services.finish_study(by=by, study=found, finished_on=DAY)
        words = {"organisation": cast.network.id, "place": found.place, "study": found}
        services.FINDING.record(by=by, command=RecordFinding(**words, text="आधे घरों से कोई बाहर है।", basis="q1"))
        services.finish_study(by=by, study=found, finished_on=dt.date(2024, 3, 1))
        copy = services.COPY.record(by=by, command=ShareCopy(**words, given_on=DAY, to_whom="श्रम विभाग", copies=12))
        services.COPY.amend(by=by, row=copy, changes={"what_changed": "पंजीकरण शिविर तय हुए", "changed_on": DAY})
        with pytest.raises(Problems):
            services.COPY.amend(by=by, row=copy, changes={"changed_on": DAY - dt.timedelta(days=1)})
    with as_("coordinator") as by:
        finished = STUDY.find(by, held.pk)
        with pytest.raises(Problem) as refused:
            an_interview(by, finished, selectors.enumerators_of(by, held, [cast.gumla.id])[0], 2)
        assert refused.value.code == "finished"


def test_many_interviews_take_few_statements(cast: Cast, as_: As, study: Any) -> None:
    with as_("coordinator") as by:
        enumerator = an_enumerator(by, cast, study)
        chance = random.Random(1)
        commands = [
            interview_command(study, enumerator, number, answers={"q1": 2, "q4": chance.randint(1, 5)})
            for number in range(1, 61)
        ]
        instrument = selectors.current_instrument(study)
        with CaptureQueriesContext(connection) as captured:
            interviews.record_interviews(by=by, study=study, instrument=instrument, commands=commands)
        assert Interview.objects.count() == 60
        assert len(captured) < 20


@pytest.mark.parametrize(
    ("kind", "cell", "answer"),
    [
        ("one", "हाँ", 1),
        ("one", " नहीं ", 2),
        ("one", "२", 2),
        ("several", "फोरम, एजेंट", [1, 3]),
        ("several", "3;1", [1, 3]),
        ("scale", "५", 5),
        ("number", 7.0, 7),
        ("number", "", None),
    ],
)
def test_cells_are_read_as_people_write_them(kind: str, cell: Any, answer: Any) -> None:
    question = next(one for one in QUESTIONS if kind_of(one) == kind)
    assert parse_cell(question, cell) == answer


def test_a_parked_row_is_closed_with_a_reason(cast: Cast, as_: As, study: Any) -> None:
    with as_("coordinator") as by:
        instrument = selectors.current_instrument(study)
        cells = {"number": "4", "q1": "आधार 2341 2341 2346"}
        refused = interviews.RefusedInterview(7, cells, Problem("unreadable", field="q1"))
        counts = interviews.take_in_workbook(
            by=by,
            study=study,
            instrument=instrument,
            organisation=cast.gumla.id,
            place=cast.gumla_district,
            commands=[],
            refused=[refused],
        )
        assert counts == (0, 1)
        row = selectors.parked_of(by, study).get()
        assert "2341" not in row.cells["q1"], "masked"
        interviews.close_parked(by=by, parked=row, because="खाली लाइन")
        assert not selectors.parked_of(by, study).exists()
        assert ParkedInterview.objects.get().closed_because == "खाली लाइन"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Gumla, टोटो", ""),
        ("ज़िला, गाँव, घर\nगुमला\tटोटो\t५०", ""),
        ("नहींपुर, टोटो, 3\nGumla, अ, ब", "frame"),
        ("Gumla, टोटो, 4\nGumla, टोटो, 5", "frame"),
        ("Gumla, टोटो, 0", "frame"),
        ("Gumla, 2341 2341 2346, 3", "frame"),
        ("Gumla", "frame"),
        ("", ""),
    ],
)
def test_a_list_of_villages_is_read_whole_or_not_at_all(cast: Cast, text: str, code: str) -> None:
    lines, districts = lines_of_text(text), known_districts()
    if not code:
        assert [(one.name, one.size) for one in read_frame(lines, districts)] in ([], [("टोटो", None)], [("टोटो", 50)])
        return
    with pytest.raises(Problem) as refused:
        read_frame(lines, districts)
    assert (refused.value.code, refused.value.field) == (code, "frame")


def test_a_question_that_cannot_be_is_refused() -> None:
    wrong: tuple[tuple[dict[str, Any], str], ...] = (
        ({"text": "", "kind": "text"}, "missing_required"),
        ({"text": "x" * 301, "kind": "text"}, "unreadable"),
        ({"text": "x", "kind": "poem"}, "unreadable"),
        ({"text": "x", "kind": "one", "choices": ("हाँ",)}, "choices"),
        ({"text": "x", "kind": "one", "choices": ("हाँ", " हाँ ")}, "choices_twice"),
        ({"text": "x", "kind": "number", "lowest": 3, "highest": 2}, "range"),
        ({"text": "x", "kind": "scale", "highest": 40}, "scale"),
        ({"text": "आधार 2341 2341 2346", "kind": "text"}, "aadhaar_number"),
        ({"text": "x", "kind": "one", "choices": ("आधार 2341 2341 2346", "और")}, "aadhaar_number"),
    )
    for fields, code in wrong:
        with pytest.raises(Problems) as refused:
            make_question(code="q1", **fields)
        assert [found for found, _field in codes(refused)] == [code], fields
