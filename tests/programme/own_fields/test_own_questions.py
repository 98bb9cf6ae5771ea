"""Own questions of a member: how many, what they may ask, whose answers they have, and who reads them."""

import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from jatan.foundation.access import gate
from jatan.foundation.access.walls import acting_as
from jatan.foundation.ledger.models import Event, Revision
from jatan.kernel.problems import Problem, Problems
from jatan.programme.own_fields.commands import MakeOwnField
from jatan.programme.own_fields.models import OwnField, PersonAnswer
from jatan.programme.own_fields.selectors import answers_by_field, own_fields_of_kind, revisions_of_answers
from jatan.programme.own_fields.services import (
    KINDS,
    keep_answers,
    make_own_field,
    rename_own_field,
    retire_own_field,
    value_of,
)
from tests.cast import Cast
from tests.house.belongings import Belongings
from tests.house.standing_rows import cast, own, standing_rows

__all__ = ["cast", "own", "standing_rows"]

pytestmark = pytest.mark.django_db

OWNER = "coordinator"


def asked(cast: Cast, **answers: Any) -> MakeOwnField:
    usual: dict[str, Any] = {
        "organisation": cast.gumla.id,
        "place": cast.gumla_block,
        "kind": "people",
        "sort": "text",
        "label_hi": "मनरेगा कार्ड का रंग",
    }
    return MakeOwnField(**(usual | answers))


def made(cast: Cast, part: str = OWNER, **answers: Any) -> OwnField:
    with acting_as(cast.actor(part)) as by:
        return make_own_field(by=by, command=asked(cast, **answers))


_SORTS: dict[str, tuple[Any, Any]] = {
    "text": ("लाल", "नीला"),
    "number": (3, 4),
    "day": (dt.date(2024, 1, 2), dt.date(2024, 1, 3)),
    "yes": (True, False),
    "choice": ("1", "2"),
}
_WORDS = (("लाल", "Red"), ("नीला", "Blue"))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("sort", _SORTS)
def test_an_answer_is_kept_changed_and_taken_out_with_its_history(
    kind: str, sort: str, cast: Cast, own: Belongings
) -> None:
    question = made(cast, kind=kind, sort=sort, words=_WORDS if sort == "choice" else ())
    record, (one, two) = own.rows[kind], _SORTS[sort]
    empty = "" if sort in ("text", "choice") else None
    with acting_as(cast.actor(OWNER)) as by:
        for value in (one, two, two, empty):
            keep_answers(by=by, record=record, answers={question: value})
            kept = KINDS[kind].answers._default_manager.get(own_field=question)
            assert value_of(question, kept) == value
        changes = Revision.objects.filter(about=kept.pk).count()
    assert changes == 2


def test_a_question_is_only_made_by_who_corrects_records_of_the_office(cast: Cast) -> None:
    for part in ("field_worker", "desk_operator", "supervisor", "khunti_coordinator"):
        with pytest.raises(gate.Forbidden):
            made(cast, part)


def test_three_are_asked_at_a_time_and_a_retired_one_makes_room(cast: Cast, own: Belongings) -> None:
    with acting_as(cast.actor(OWNER)) as by:
        keep_answers(by=by, record=own.rows["people"], answers={own.rows["own-questions"]: "पहले का"})
    made(cast)
    made(cast)
    with pytest.raises(Problem, match="too_many"):
        made(cast)
    made(cast, kind="issues")
    with acting_as(cast.actor(OWNER)) as by:
        retire_own_field(by=by, own_field=own.rows["own-questions"])
        kept = answers_by_field(by, own.rows["people"])
        assert kept[own.rows["own-questions"].pk].text == "पहले का"
        with pytest.raises(Problem, match="not_at_this_stage"):
            keep_answers(by=by, record=own.rows["people"], answers={own.rows["own-questions"]: "नया"})
    made(cast)


def test_postgresql_refuses_a_fourth(cast: Cast) -> None:
    questions = [made(cast, kind="groups") for _number in range(3)]
    with acting_as(cast.actor(OWNER)), pytest.raises(IntegrityError), transaction.atomic():
        OwnField.objects.filter(pk=questions[2].pk).update(slot=1)


@pytest.mark.parametrize("label", ["आधार नंबर", "Aadhaar no.", "Last 4 of AADHAR", "यूआईडी"])
def test_no_question_asks_for_an_aadhaar_number(cast: Cast, label: str) -> None:
    with pytest.raises(Problems, match="asks_aadhaar"):
        asked(cast, label_hi=label)
    question = made(cast)
    with acting_as(cast.actor(OWNER)) as by, pytest.raises(Problem, match="asks_aadhaar"):
        rename_own_field(by=by, own_field=question, changes={"label_hi": label})


def test_no_answer_holds_an_aadhaar_number(cast: Cast, own: Belongings) -> None:
    with acting_as(cast.actor(OWNER)) as by, pytest.raises(Problem, match="aadhaar_number"):
        keep_answers(by=by, record=own.rows["people"], answers={own.rows["own-questions"]: "2345 6789 0124"})


def test_no_word_of_a_list_holds_an_aadhaar_number(cast: Cast) -> None:
    with pytest.raises((Problem, Problems), match="aadhaar_number"):
        asked(cast, sort="choice", words=(("लाल", ""), ("234123412346", "")))


@pytest.mark.parametrize(
    "words", [(), (("एक", ""),), tuple((f"शब्द {n}", "") for n in range(21)), (("क", ""), ("क", ""))]
)
def test_a_list_has_two_to_twenty_different_words(cast: Cast, words: Any) -> None:
    with pytest.raises(Problems):
        asked(cast, sort="choice", words=words)


@pytest.mark.parametrize(
    ("sort", "wrong"), [("number", "तीन"), ("number", True), ("day", "कल"), ("choice", "9"), ("yes", "हाँ")]
)
def test_an_answer_of_another_sort_is_refused(cast: Cast, own: Belongings, sort: str, wrong: Any) -> None:
    question = made(cast, sort=sort, words=_WORDS if sort == "choice" else ())
    with acting_as(cast.actor(OWNER)) as by, pytest.raises(Problem, match="unreadable"):
        keep_answers(by=by, record=own.rows["people"], answers={question: wrong})


def test_a_question_is_asked_about_its_kind_and_office_only(cast: Cast, own: Belongings) -> None:
    question = made(cast, kind="groups")
    with acting_as(cast.actor(OWNER)) as by:
        with pytest.raises(Problem, match="not_at_this_stage"):
            keep_answers(by=by, record=own.rows["people"], answers={question: "ग़लत"})
        foreign = OwnField(organisation_id=cast.khunti.id, kind="people", sort="text", slot=1)
        with pytest.raises(Problem, match="other_organisation"):
            keep_answers(by=by, record=own.rows["people"], answers={foreign: "पराया"})


def test_nobody_else_answers_or_reads(cast: Cast, own: Belongings) -> None:
    person, question = own.rows["people"], own.rows["own-questions"]
    for part in ("khunti_coordinator", "secretariat", "auditor", "researcher"):
        with acting_as(cast.actor(part)) as by:
            assert own_fields_of_kind(by, "people") == []
            assert answers_by_field(by, person) == {}
            assert PersonAnswer.objects.count() == 0
            with pytest.raises(gate.Forbidden):
                keep_answers(by=by, record=person, answers={question: "x"})
    with acting_as(cast.actor("desk_operator")) as by:
        assert question in own_fields_of_kind(by, "people")
        with pytest.raises(gate.Forbidden):  # a record that another colleague made
            keep_answers(by=by, record=person, answers={question: "x"})


def test_a_withdrawn_record_is_answered_about_no_more(cast: Cast, own: Belongings) -> None:
    with acting_as(cast.actor(OWNER)) as by:
        issue = own.rows["issues"]
        question = make_own_field(by=by, command=asked(cast, kind="issues"))
        issue.withdrawn_at = issue.recorded_at
        with pytest.raises(gate.Forbidden):
            keep_answers(by=by, record=issue, answers={question: "x"})


def test_answers_are_in_the_ledger_without_their_words(cast: Cast, own: Belongings) -> None:
    with acting_as(cast.actor(OWNER)) as by:
        keep_answers(by=by, record=own.rows["people"], answers={own.rows["own-questions"]: "गुप्त बात"})
        (shown, *_rest) = revisions_of_answers(by, own.rows["people"])
        assert shown[1].after == {"text": "गुप्त बात"}
        payloads = [event.payload for event in Event.objects.filter(verb__startswith="own_fields.")]
    assert payloads
    assert "गुप्त" not in str(payloads)


def test_answers_stand_behind_the_wall_of_their_record(cast: Cast, own: Belongings) -> None:
    families = {kind: (one.answers.FAMILY, one.model.FAMILY) for kind, one in KINDS.items()}
    assert all(mine == of_record for mine, of_record in families.values()), families
    with acting_as(cast.actor("khunti_coordinator")), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM own_fields_personanswer")
        assert cursor.fetchone() == (0,)
