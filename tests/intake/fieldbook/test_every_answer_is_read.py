"""No answer of a phone is lost unseen: whatever a flow asks, its translation reads, or the row waits with it."""

import copy
import dataclasses
import datetime as dt
import uuid
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from django.apps import apps
from django.db import transaction

from jatan.foundation.access.walls import acting_as
from jatan.intake.fieldbook import definitions
from jatan.intake.fieldbook.definitions import KINDS, Part, parts
from jatan.intake.fieldbook.translate.noted_answers import NotedAnswers
from jatan.kernel import clock
from jatan.kernel.questions import Question
from jatan.programme.activities.commands import RecordActivity
from jatan.programme.activities.questions import MEETING, OTHERS
from jatan.programme.journeys.models import Journey
from jatan.programme.safeguarding.models import Contact, EscalationStep
from jatan.programme.safeguarding.walk import walk
from tests.cast import Cast
from tests.intake.fieldbook.field import CHECKLIST, Field, days, leaving

pytestmark = pytest.mark.django_db

_WORD = "पहचान"
_PHONE = "9811122233"
_OF_TRAVELLERS = ("contact", "help", "no_news")
# Texts that stand in no record word for word, each with the reason.
_READ_ONLY = {
    "leaving.known.family": "says who goes with whom",
    "leaving.known.checklist": "the version, not a text of hers",
    "leaving.consent.text_version": "the version, not a text of hers",
    "leaving.consent.language": "of the text that was read out",
} | {
    f"{kind}.{part}.{name}": reason
    for kind, part in (("contact", "outcome"), ("help", "who"), ("no_news", "whom"))
    for name, reason in (
        ("traveller", "the row that registers her: what is recorded names her journey"),
        ("traveller_name", "for the issue that opens while that row has not come; her own record has her name"),
    )
}


def _answer(asked: Question) -> Any:
    """An answer of its kind that nothing else in the house says."""
    known = {"family": "0", "checklist": CHECKLIST, "text_version": "2026-2", "language": "hi", "purpose": "contact"}
    if asked.code in known:
        return known[asked.code]
    return {
        "text": _WORD,
        "long_text": _WORD,
        "count": 7,
        "phone": _PHONE,
        "day": days(0 if asked.past else 20),
        "instant": clock.now().isoformat(),
        "choice": asked.choices[-1][0] if asked.choices else "",
        "choices": [code for code, _name in asked.choices][-1:],
        "yes": True,
        "ids": [str(uuid.uuid4())],
    }[asked.kind]


def _smallest(field: Field, kind: str, path: str, named: Mapping[str, str]) -> dict[str, Any]:
    """The fewest answers that make a row of this kind, with an object at `path`."""
    if kind == "contact":
        return {"journey": named["journey"], "outcome": "safe", "spoke_at": clock.now().isoformat()}
    if kind == "meeting":
        return {"held_on": days(0), "women": 3}
    if kind == "no_news":
        return {"name": "बुधनी", "teller": "सलोमी", "teller_phone": "9835012345"}
    if kind == "help":
        return {"kind": "other", "caller_name": "बुधनी"}
    answers = leaving(field, field.members[1])
    traveller: dict[str, Any] = {"person": str(field.members[1].pk), "checklist": CHECKLIST}
    if path == "travellers[].new":
        traveller = {"new": {"name": "रोशनी उराँव", "sex": "f", "age": 30}, "checklist": CHECKLIST}
    elif path == "travellers[].along[]":
        traveller["along"] = [{"name": "गुड़िया", "age": 9}]
    elif path == "travellers[].consents[]":
        traveller["consents"] = copy.deepcopy(answers["travellers"][0]["consents"])
    elif path == "travellers[].answers":
        traveller["answers"] = {}
    return {"journey": {"leaves_on": days(2)}, "talk": {}, "travellers": [traveller]}


def _holder(answers: Any, path: str) -> dict[str, Any]:
    for step in filter(None, path.split(".")):
        answers = answers[step.removesuffix("[]")]
        answers = answers[0] if step.endswith("[]") else answers
    found: dict[str, Any] = answers
    return found


def _away(field: Field, cast: Cast) -> dict[str, str]:
    """{question: id} of what an answer may name: a journey, its contact that was missed, the step that came of it; and
    the traveller of the row that registered it."""
    left = field.row("leaving", leaving(field, leaves_on=days(-1)))
    field.receipt(left)
    for days_ahead in (2, 4):
        walk(clock.now() + dt.timedelta(days=days_ahead))
    with acting_as(cast.actor("coordinator")):
        journey = Journey.objects.get()
        step = EscalationStep.objects.filter(escalation__journey=journey).first()
        contact = Contact.objects.filter(journey=journey).first()
        assert step is not None
        assert contact is not None
    return {
        "journey": str(journey.pk),
        "step": str(step.pk),
        "contact": str(contact.pk),
        "person": str(field.members[2].pk),
        "traveller": f"{left.id}:0",
    }


def _texts(cast: Cast) -> str:
    """Everything that the member's records say, but for the rows of phones themselves."""
    models = [one for one in apps.get_models() if one._meta.app_label != "fieldbook" and hasattr(one, "FAMILY")]
    with acting_as(cast.actor("coordinator")):
        return "\n".join(str(list(model.objects.values_list())) for model in models)


def _questions() -> Iterator[tuple[str, Part, Question]]:
    for kind in KINDS:
        for part in parts(kind):
            for asked in part.questions:
                yield kind, part, asked


@pytest.mark.parametrize("kind", KINDS)
def test_each_question_of_a_flow_is_recorded_when_it_is_answered(at_work: Field, cast: Cast, kind: str) -> None:
    named = _away(at_work, cast) if kind in _OF_TRAVELLERS else {"person": str(at_work.members[2].pk)}
    lost, tried = [], 0
    for _kind, part, asked in (one for one in _questions() if one[0] == kind):
        where = f"{kind}.{part.name}.{asked.code}"
        answers = _smallest(at_work, kind, part.path, named)
        holder = _holder(answers, part.path)
        if kind == "no_news" and asked.code in named:
            del holder["name"]  # somebody who is chosen is not typed as well
        holder[asked.code] = named[asked.code] if asked.code in named else _answer(asked)
        if asked.code == "present":
            holder[asked.code] = [named["person"]]
        if asked.when is not None:
            holder.pop(asked.when.code, None)
        with transaction.atomic():
            row = at_work.row(kind, answers)
            receipt = at_work.receipt(row)
            if receipt["state"] != "recorded":
                lost.append((where, receipt["state"], at_work.stored(row)[0].problems))
            elif asked.kind in ("text", "long_text", "phone") and where not in _READ_ONLY:
                word = _PHONE if asked.kind == "phone" else _WORD
                if word not in _texts(cast):
                    lost.append((where, "recorded", "and stands nowhere"))
            transaction.set_rollback(True)
        tried += 1
    assert lost == []
    assert tried == sum(len(part.questions) for part in parts(kind))


@pytest.mark.parametrize("kind", KINDS)
def test_a_question_that_no_translation_reads_lets_the_row_wait(
    at_work: Field, cast: Cast, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Added to the page of the phone and nowhere else: nothing of the row is said to be recorded."""
    named = _away(at_work, cast) if kind in _OF_TRAVELLERS else {}
    asks = definitions._PARTS[kind]
    paths = {part.path for part in parts(kind)} - {""} or {""}
    for path in sorted(paths):
        planted = Part(name="planted", path=path, questions=[Question(code="venue", kind="text", most=40)])
        monkeypatch.setitem(definitions._PARTS, kind, lambda more=planted: [*asks(), more])
        definitions.parts.cache_clear()
        try:
            answers = _smallest(at_work, kind, path, named)
            _holder(answers, path)["venue"] = "चौपाल"
            with transaction.atomic():
                row = at_work.row(kind, answers)
                receipt = at_work.receipt(row)
                assert (receipt["state"], receipt["waits"]) == ("parked", True), path
                (problem,) = at_work.stored(row)[0].problems
                # The answers of the talk are read by their codes, and the checklist refuses what is none of its own.
                assert problem["code"] == ("unreadable" if path == "travellers[].answers" else "unknown_question")
                assert problem["field"].endswith(("venue", "answers"))
                transaction.set_rollback(True)
        finally:
            definitions.parts.cache_clear()


def test_answers_note_who_asked_for_them() -> None:
    answers = NotedAnswers({"a": 1, "b": "", "c": {"d": 2, "e": 3}, "f": [{"g": 4}, {"g": 5, "h": 6}], "i": 0})
    assert answers.unread() == ["a", "c", "f", "i"]
    answers["a"], answers.get("i"), answers["c"].get("d")
    assert [one["g"] for one in answers["f"]] == [4, 5]
    assert answers.unread() == ["c.e", "f.1.h"]
    answers["c"].leave("e")
    assert dict(answers["f"][1]) == {"g": 5, "h": 6}
    assert answers.unread() == []


def test_the_questions_of_a_meeting_are_fields_of_what_records_it() -> None:
    """One list feeds page, phone, translation and act; a question that the command does not know cannot be added."""
    assert set(MEETING | OTHERS) <= {field.name for field in dataclasses.fields(RecordActivity)}
    on_the_phone = {asked.code for part in parts("meeting") for asked in part.questions} - {"present"}
    assert on_the_phone == {one.code for one in (MEETING | OTHERS).values() if not one.office_only}
