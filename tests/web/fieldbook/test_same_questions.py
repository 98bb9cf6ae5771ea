"""The field book asks what the office's pages ask: each question is held against its field, word for word."""

import dataclasses
from collections.abc import Iterable, Sequence
from typing import Any

import pytest
from django import forms
from django.utils import translation
from django.utils.text import capfirst

from jatan.foundation.access.walls import acting_as
from jatan.intake.fieldbook.definitions import KINDS, parts
from jatan.kernel.questions import Question
from jatan.programme.groups.models import Group
from jatan.programme.journeys import checklist
from jatan.web.groups.meeting_page import GroupMeetingForm
from jatan.web.helpdesk.record_forms import IssueForm
from jatan.web.journeys.departures.forms import (
    ConsentForm,
    JourneyForm,
    NewTravellerForm,
    PapersForm,
    PromiseForm,
    TalkForm,
)
from jatan.web.journeys.departures.state import PageContext
from jatan.web.journeys.no_news_form import NoNewsForm
from jatan.web.safeguarding.forms import OutcomeForm
from jatan.web.ui.components.fields import CountField, DayField, PhoneField
from tests.cast import Cast
from tests.programme.groups.builders import a_group, a_member
from tests.programme.people.builders import a_person

pytestmark = pytest.mark.django_db

_FIELDS = (
    ("choices", forms.MultipleChoiceField),
    ("choice", forms.ChoiceField),
    ("yes", forms.BooleanField),
    ("day", DayField),
    ("count", CountField),
    ("phone", PhoneField),
    ("text", forms.CharField),
)
# Questions of the phone that no page of the office asks as a form field, each with the reason.
_ONLY_ON_THE_PHONE = {
    "leaving.photo.photo_kind": "at the office the kind is chosen on the page of the file itself",
    "contact.outcome.outcome": "at the office the outcome is the button that is pressed",
}
# Needed only where another answer is empty; at the office the page itself asks for them only then.
_NEEDED_BY_A_RULE = {"leaving.under_18", "no_news.name"}


def _context() -> PageContext:
    return PageContext(
        number=0,
        name="",
        has_others=False,
        family_choices=[],
        questions=checklist.questions(),
        agreed=frozenset(),
        organisation_name="",
        is_minor=True,
        person=None,
    )


def _forms(cast: Cast, kind: str, part: str) -> tuple[forms.Form, str]:
    """The form of the office's page that a part of the field book stands for, and the prefix of its field names."""
    by = cast.actor("desk_operator")
    if part in ("new", "known"):
        return NewTravellerForm({"age": ""}, actor=by), ""
    if kind == "leaving":
        kinds: dict[str, Any] = {
            "journey": JourneyForm, "promise": PromiseForm, "papers": PapersForm, "along": PapersForm, "talk": TalkForm,
            "seen": TalkForm, "explained": TalkForm, "consent": ConsentForm,
        }  # fmt: skip
        sent = {"along_name_1": "x"} if part == "along" else None
        return kinds[part](sent, actor=by, about=_context()), {"talk": "q_", "along": "along_"}.get(part, "")
    if kind == "contact":
        return OutcomeForm(actor=by), ""
    if kind == "meeting":
        return GroupMeetingForm(actor=by, about=_group(cast)), ""
    if kind == "no_news":
        return NoNewsForm(actor=by), ""
    return IssueForm(actor=by), ""


def _group(cast: Cast) -> Group:
    """A group with one member: without any, the page asks for counts alone."""
    by = cast.actor("field_worker")
    group = a_group(by, cast)
    a_member(by, group, a_person(by, cast))
    return group


def _capitalised(choices: Iterable[Sequence[str]]) -> list[tuple[str, str]]:
    """Pages begin some names with a capital and some not; Hindi knows none."""
    return [(code, str(capfirst(name))) for code, name in choices]


def _choices(field: Any) -> list[tuple[str, str]]:
    return [(str(code), str(name)) for code, name in field.choices if code not in ("", None)]


def _shown() -> list[tuple[str, str, Question]]:
    return [
        (kind, part.name, asked) for kind in KINDS for part in parts(kind) for asked in part.questions if asked.label
    ]


@pytest.mark.parametrize("language", ["hi", "en"])
def test_each_question_is_that_of_the_page(cast: Cast, language: str) -> None:
    compared = 0
    with translation.override(language), acting_as(cast.actor("desk_operator")):
        for kind, part, asked in _shown():
            if f"{kind}.{part}.{asked.code}" in _ONLY_ON_THE_PHONE:
                continue
            form, prefix = _forms(cast, kind, part)
            name = f"{prefix}{asked.code}" + ("_1" if part == "along" else "")
            if name not in form.fields:
                continue
            compared += 1
            field: Any = form.fields[name]
            kinds = [found for found, fields in _FIELDS if isinstance(field, fields)]
            assert {"long_text": "text", "ids": "choices"}.get(asked.kind, asked.kind) == kinds[0], name
            assert asked.label == str(field.label), name
            assert asked.hint == str(field.help_text), name
            if asked.kind in ("choice", "choices"):
                assert _capitalised(asked.choices) == _capitalised(_choices(field)), name
            if asked.kind in ("text", "long_text", "phone"):
                assert asked.most == field.max_length, name
            if asked.kind == "day":
                assert asked.ahead == field.ahead, name
            if asked.kind not in ("yes",) and f"{kind}.{name}" not in _NEEDED_BY_A_RULE:
                assert asked.needed == field.required, name
    assert compared >= 55


def test_what_no_page_asks_is_listed_with_its_reason(cast: Cast) -> None:
    with acting_as(cast.actor("desk_operator")):
        for kind, part, asked in _shown():
            code = f"{kind}.{part}.{asked.code}"
            if part == "photo" or code in _ONLY_ON_THE_PHONE:
                continue
            form, prefix = _forms(cast, kind, part)
            assert f"{prefix}{asked.code}" + ("_1" if part == "along" else "") in form.fields, code


def test_the_phone_asks_nothing_that_its_script_cannot_check() -> None:
    """A question knows more than the phone: `10-answers.js` has neither bounds below nor conditions on a choice."""
    asked = [question for kind in KINDS for part in parts(kind) for question in part.questions]
    assert {one.kind for one in asked} <= {"text", "long_text", "count", *(kind for kind, _field in _FIELDS)} | {
        "id", "ids", "instant",
    }  # fmt: skip
    assert [one.code for one in asked if one.least is not None or (one.when is not None and one.when.given)] == []


def test_the_version_changes_with_a_word() -> None:
    written = parts("help")[0].questions[1]
    assert dataclasses.replace(written, label="x") != written
