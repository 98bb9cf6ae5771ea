"""Curricula: shipped ones taken in, drafts changed, versions published and followed by others."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest

from jatan.foundation.access.actors import Actor
from jatan.foundation.access.gate import Forbidden
from jatan.kernel.problems import Problem, Problems
from jatan.programme.training.commands import AddModule, AddPhase, AddQuestion, WriteCurriculum
from jatan.programme.training.curricula import (
    CURRICULUM,
    add_module,
    add_phase,
    add_question,
    amend_part,
    begin_version,
    publish_curriculum,
    withdraw_part,
    write_curriculum,
)
from jatan.programme.training.models import Curriculum
from jatan.programme.training.selectors import curricula, modules, phases, published_curricula, questions
from jatan.programme.training.shipped import shipped_curricula
from tests.cast import Cast
from tests.programme.training.builders import a_curriculum, a_series

type As = Callable[[str], AbstractContextManager[Actor]]

pytestmark = pytest.mark.django_db


def a_draft(by: Actor, cast: Cast, **answers: Any) -> Curriculum:
    usual: dict[str, Any] = {"organisation": cast.gumla.id, "place": cast.gumla_district}
    return write_curriculum(
        by=by, command=WriteCurriculum(**(usual | {"title_hi": "अपना पाठ्यक्रम", "audience": "staff"} | answers))
    )


@pytest.mark.parametrize("shipped", shipped_curricula(), ids=lambda one: one.code)
def test_a_shipped_curriculum_is_whole_in_both_languages(shipped: Any) -> None:
    body = shipped.body
    assert [phase["number"] for phase in body["phase"]] == list(range(1, len(body["phase"]) + 1))
    for phase in body["phase"]:
        assert phase["title_hi"]
        assert phase["title_en"]
        assert phase["module"]
        assert phase["question"]
        for module in phase["module"]:
            assert module["title_hi"]
            assert module["title_en"]
            assert module["minutes"] > 0
        for question in phase["question"]:
            assert len(question["options_hi"]) == len(question["options_en"]) >= 2
            assert 1 <= question["right"] <= len(question["options_hi"])


def test_a_shipped_curriculum_is_taken_in_once_and_published(cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        first, second = a_curriculum(by, cast), a_curriculum(by, cast)
        assert first.pk == second.pk
        assert first.published_on is not None
        assert first.version == 1
        assert [phase.number for phase in phases(first)] == [1, 2, 3]
        assert (modules(first).count(), questions(first).count()) == (9, 15)
        assert questions(first)[1].options[2].startswith("किसी को नहीं")


def test_what_the_secretariat_publishes_can_be_followed_by_every_member(cast: Cast, as_: As) -> None:
    where = {"organisation_id": cast.network.id, "place": cast.gumla_district}
    with as_("secretariat") as by:
        shared = a_curriculum(by, cast, **where)
        draft = a_draft(by, cast, organisation=cast.network.id)
    with as_("coordinator") as by:
        assert shared in published_curricula(by)
        assert draft not in curricula(by)
        series = a_series(by, cast, shared, None)
        assert series.curriculum_id == shared.pk
        with pytest.raises(Forbidden):
            CURRICULUM.amend(by=by, row=begin_draft(by, cast, shared, cast.network.id), changes={"about": "x"})


def begin_draft(by: Actor, cast: Cast, curriculum: Curriculum, organisation: Any) -> Curriculum:
    return begin_version(by=by, curriculum=curriculum, organisation_id=organisation, place=cast.gumla_district)


def test_a_published_version_stays_and_a_new_version_carries_everything(cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        first = a_curriculum(by, cast)
        with pytest.raises(Problem, match="published"):
            CURRICULUM.amend(by=by, row=first, changes={"title_hi": "दूसरा"})
        with pytest.raises(Problem, match="published"):
            amend_part(by=by, part=modules(first)[0], changes={"minutes": 5})
        second = begin_draft(by, cast, first, cast.gumla.id)
        assert (second.version, second.root, second.published_on) == (2, first.root, None)
        assert [row.title_hi for row in modules(second)] == [row.title_hi for row in modules(first)]
        assert [row.right for row in questions(second)] == [row.right for row in questions(first)]
        with pytest.raises(Problem, match="draft_open"):
            begin_draft(by, cast, first, cast.gumla.id)
        amend_part(by=by, part=modules(second)[0], changes={"minutes": 20})
        publish_curriculum(by=by, curriculum=second)
        assert modules(first)[0].minutes == 45


def test_a_draft_is_built_in_order_and_published_when_every_phase_is_taught(cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        draft = a_draft(by, cast)
        with pytest.raises(Problem, match="empty"):
            publish_curriculum(by=by, curriculum=draft)
        with pytest.raises(Problem, match="unreadable"):
            add_module(by=by, command=AddModule(curriculum=draft, phase=1, title_hi="क", minutes=30))
        one = add_phase(by=by, command=AddPhase(curriculum=draft, title_hi="पहला"))
        two = add_phase(by=by, command=AddPhase(curriculum=draft, title_hi="दूसरा", after_weeks=4))
        assert (one.number, two.number) == (1, 2)
        add_module(by=by, command=AddModule(curriculum=draft, phase=1, title_hi="क", minutes=30))
        with pytest.raises(Problem, match="empty"):
            publish_curriculum(by=by, curriculum=draft)
        with pytest.raises(Problem, match="not_empty"):
            withdraw_part(by=by, part=phases(draft)[0], reason="गलत")
        withdraw_part(by=by, part=phases(draft)[1], reason="गलत")
        add_question(
            by=by,
            command=AddQuestion(curriculum=draft, phase=1, text_hi="?", options_hi="हाँ\nनहीं", right=2),
        )
        assert publish_curriculum(by=by, curriculum=draft)
        with pytest.raises(Problem, match="published"):
            add_phase(by=by, command=AddPhase(curriculum=draft, title_hi="तीसरा"))


@pytest.mark.parametrize(
    ("answers", "field"),
    [
        ({"right": 3}, "right"),
        ({"right": 0}, "right"),
        ({"options_hi": "अकेला"}, "options_hi"),
        ({"options_hi": ""}, "options_hi"),
        ({"options_en": "yes\nno\nmaybe"}, "options_en"),
        ({"options_hi": "1\n2\n3\n4\n5\n6"}, "options_hi"),
        ({"text_hi": ""}, "text_hi"),
    ],
)
def test_a_question_that_cannot_be_asked_is_refused(answers: dict[str, Any], field: str, cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        draft = a_draft(by, cast)
        usual: dict[str, Any] = {"text_hi": "क्या?", "options_hi": "हाँ\nनहीं", "right": 1}
        with pytest.raises(Problems) as refused:
            AddQuestion(curriculum=draft, phase=1, **(usual | answers))
    assert field in [problem.field for problem in refused.value.problems]


def test_a_version_that_trainings_follow_is_not_withdrawn(cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        followed = a_curriculum(by, cast)
        a_series(by, cast, followed, None)
        with pytest.raises(Problem, match="in_use"):
            CURRICULUM.withdraw(by=by, row=followed, reason="गलत")
        CURRICULUM.withdraw(by=by, row=a_draft(by, cast), reason="गलत")


@pytest.mark.parametrize("part", ["field_worker", "desk_operator", "researcher"])
def test_curricula_are_written_by_those_who_record_the_library(part: str, cast: Cast, as_: As) -> None:
    with as_(part) as by, pytest.raises(Forbidden):
        a_draft(by, cast)
