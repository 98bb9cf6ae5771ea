"""Aadhaar numbers are refused or masked everywhere: commands, records, free-text fields, messages, calls, workbooks.

The lists are generated from the code, so new commands, tables and forms are tested too.
"""

import dataclasses
import functools
import sys
import unicodedata
from collections.abc import Callable
from typing import Any

import pytest
from django import forms
from django.apps import apps
from django.db import models

from jatan.foundation.access import acts
from jatan.foundation.access.actors import importer_for
from jatan.foundation.access.permissions import Permission
from jatan.foundation.access.walls import acting_as
from jatan.foundation.network.guarded import Guarded
from jatan.intake.calls.models import CallForHelp
from jatan.intake.calls.selectors import unanswered
from jatan.intake.calls.services import answer_call, receive_call
from jatan.intake.messaging.models import InMessage
from jatan.intake.registers.recognise.rows import row_from_json, serial_of
from jatan.kernel.numbers import parse_phone
from jatan.kernel.problems import Problem, Problems
from jatan.kernel.text.aadhaar import holds_aadhaar
from jatan.programme.agents.entry_requests import ask_for_entry
from jatan.programme.cases.entries.all_kinds import KINDS
from jatan.programme.cases.entries.fields import Field
from jatan.programme.journeys.drafts import begin_draft
from jatan.programme.people.base_command import Command, rules_of
from jatan.programme.people.models import Person
from jatan.web.activities.record_forms import ActivityForm
from jatan.web.ui.components.fields import FreeTextField, PhoneField
from jatan.web.ui.forms import fields
from jatan.web.ui.forms.base import PLACE_FIELDS
from tests.cast import Cast
from tests.house.belongings import Belongings
from tests.house.page_forms import below, fields_of, page_forms
from tests.house.standing_rows import cast, own, standing_rows
from tests.intake.calls.builders import create_pass, deliver_all, issues_at
from tests.intake.messaging.builders import receive_text

__all__ = ["cast", "own", "standing_rows"]

pytestmark = pytest.mark.django_db

OWNER = "coordinator"
FORMATS = [chr(code) for code in range(sys.maxunicode + 1) if unicodedata.category(chr(code)) == "Cf"]
WRITTEN = (
    "आधार 2341\u202c 2341\u202a 2346", "234123412346", "२३४१\u00a0२३४१\u2011२३४६", "2341\u200d2341\ufeff2346",
    "2 3 4 1 2 3 4 1 2 3 4 6", "2341\u2066\u2066\u2066\u2066\u2066 2341 \u20692346",
)  # fmt: skip
# Fields of pages that hold no words about anybody: what one signs in with, secrets, ids that the page put there itself.
NO_FREE_TEXT = {
    "jatan.web.accounts.forms", "jatan.web.accounts.key_forms", "jatan.web.gallery.forms",
    "jatan.web.vault.forms.CodeForm.code", "jatan.web.vault.forms.NewPassphraseForm.again",
    "jatan.web.vault.forms.NewPassphraseForm.passphrase", "jatan.web.vault.forms.OtherPassphraseForm.again",
    "jatan.web.vault.forms.OtherPassphraseForm.passphrase", "jatan.web.vault.forms.OtherPassphraseForm.present",
    "jatan.web.vault.forms.PassphraseForm.passphrase", "jatan.web.cases.referral_forms.UploadForm.passphrase",
    "jatan.web.network.forms.InviteForm.email", "jatan.web.ledger.heads.LinesForm.lines",
}  # fmt: skip


def commands() -> list[type[Command]]:
    return [one for one in below(Command) if one.__module__.startswith("jatan.")]


def refused(text: str, do: Any) -> set[tuple[str, str | None]]:
    with pytest.raises((Problem, Problems)) as caught:
        do(text)
    return {(problem.code, problem.field) for problem in caught.value.problems}


def test_every_command_refuses_it_in_every_text() -> None:
    kinds, let_in = commands(), []
    assert len(kinds) > 20
    for kind in kinds:
        names = [field.name for field in dataclasses.fields(kind) if field.type in (str, "str")]
        assert {"panchayat", "village"} <= set(names)
        for name in names:
            command = object.__new__(kind)
            for field in dataclasses.fields(kind):
                object.__setattr__(command, field.name, None)
            for text in WRITTEN:
                object.__setattr__(command, name, text)
                if ("aadhaar_number", name) not in {(one.code, one.field) for one in command._checked()}:
                    let_in.append(f"{kind.__name__}.{name}: {text}")
    assert let_in == []


def test_no_command_has_a_text_in_another_dress() -> None:
    """Only fields of type str are looked into; a text that may be None, or several, would be overlooked.

    Those known hold codes or ids of a list, telephone numbers that are read, or answers that become a command of their
    own. Answers of an interview are looked into by kind (`studies.questions.answer_problems`), the words of an office's
    own question one by one (tests/programme/own_fields).
    """
    others = {
        f"{kind.__name__}.{field.name}": str(field.type)
        for kind in commands()
        for field in dataclasses.fields(kind)
        if "str" in str(field.type) and field.type not in (str, "str") and field.name not in rules_of(kind).choices
    }
    assert sorted(others) == [
        "CheckBooks.kept",
        "HoldCamp.topics",
        "KeepLine.consents",
        "MakeOwnField.words",
        "NameFacilitator.languages",
        "NameFacilitator.may_teach",
        "PlanConsultation.law_topics",
        "RecordCounselling.topics",
        "RecordInterview.answers",
        "RecordStatement.phones",
        "RegisterDepartures.journey",
        "RegisterDepartures.topics",
        "RegisterJourney.papers_in_hand",
        "WriteCurriculum.languages",
        "WriteStory.uses",
    ]


def written(model: type[models.Model]) -> list[str]:
    return list(model.written_fields()) if issubclass(model, Guarded) else []


def guarded() -> list[type[Guarded]]:
    return [model for model in apps.get_models() if issubclass(model, Guarded)]


def test_every_table_of_records_refuses_it_when_a_row_is_written(cast: Cast) -> None:
    let_in, tried = [], 0
    with acting_as(cast.actor("coordinator")) as by:
        for model in guarded():
            for name in written(model):
                tried += 1
                row = model(
                    organisation_id=cast.gumla.id, place=cast.gumla_block, **{name: WRITTEN[tried % len(WRITTEN)]}
                )
                try:
                    acts.record(by=by, permission=Permission.PEOPLE_RECORD, verb="test.recorded", rows=[row])
                except Problem as problem:
                    if (problem.code, problem.field) == ("aadhaar_number", name):
                        continue
                let_in.append(f"{model.__name__}.{name}")
    assert tried > 120
    assert let_in == []


def test_every_record_refuses_it_when_it_is_amended_or_withdrawn(cast: Cast, own: Belongings) -> None:
    rows = {type(row): row for row in own.rows.values() if isinstance(row, Guarded)}
    let_in, tried = [], 0
    for part, permission in (("coordinator", Permission.RECORDS_CORRECT), ("secretariat", Permission.STUDIES_DESIGN)):
        where = {"permission": permission, "correct": permission, "verb": "test.amended"}
        with acting_as(cast.actor(part)) as by:
            for model, row in rows.items():
                if (model.FAMILY == "studies") != (part == "secretariat"):
                    continue  # written by whoever leads studies
                if not model._default_manager.filter(pk=row.pk).exists():
                    continue  # behind a wall of its own
                for name in written(model):
                    tried += 1
                    try:
                        acts.amend(by=by, row=row, changes={name: WRITTEN[tried % len(WRITTEN)]}, **where)  # type: ignore[arg-type]
                    except Problem as problem:
                        if (problem.code, problem.field) == ("aadhaar_number", name):
                            continue
                    let_in.append(f"{model.__name__}.{name}")
                for do in (acts.withdraw, _amend_village):
                    if ("aadhaar_number", "reason") not in refused(
                        WRITTEN[0], functools.partial(_with_reason, do, by=by, row=row, **where)
                    ):
                        let_in.append(f"{model.__name__}: reason")
    assert tried > 60
    assert let_in == []


def _amend_village(**kwargs: Any) -> bool:
    return acts.amend(changes={"village": "बदला"}, **kwargs)


def _with_reason(do: Callable[..., object], reason: str, **kwargs: Any) -> None:
    do(reason=reason, **kwargs)


def test_every_text_of_a_record_is_a_choice_a_machines_or_refused() -> None:
    """A JSON column holds texts that no check looks into: who adds one says here what is in it."""
    json = {
        f"{one.__name__}.{field.name}"
        for one in guarded()
        for field in one._meta.local_fields
        if isinstance(field, models.JSONField)
    }
    # Codes of the rules that fired, and our own sentences why a line waits: never a sentence of somebody's.
    codes = {"Suggestion.reasons", "Contact.reason", "CampLine.problems", "Draw.plan"}
    # Refused question by question, answer by answer, village by village (tests/programme/studies), the words of an
    # office's own question one by one (tests/programme/own_fields); tables hold the
    # words of questions only, what a parked row held is masked, and an edition copies texts of checked stories.
    looked_into = {"Instrument.questions", "Interview.answers", "Draw.frame", "Study.released_tables", "OwnField.words"}
    assert json == codes | looked_into | {"ParkedInterview.cells", "Edition.content"}


def test_every_free_text_field_of_a_page_refuses_it() -> None:
    kinds, let_in, asked = page_forms(), [], 0
    assert len(kinds) > 70
    for kind in kinds:
        for name, field in fields_of(kind).items():
            if not isinstance(field, forms.CharField) or isinstance(field, forms.EmailField | forms.URLField):
                continue
            where = f"{kind.__module__}.{kind.__name__}.{name}"
            is_hidden = isinstance(field.widget, forms.HiddenInput)
            if is_hidden or kind.__module__ in NO_FREE_TEXT or where in NO_FREE_TEXT:
                continue
            asked += 1
            for text in WRITTEN:
                try:
                    field.clean(text[: field.max_length])
                except forms.ValidationError:
                    continue
                if holds_aadhaar(text[: field.max_length]):
                    let_in.append(where)
    assert asked > 100
    assert let_in == []


def test_what_a_form_asks_by_its_questions_is_looked_into(cast: Cast) -> None:
    with acting_as(cast.actor("coordinator")) as by:
        shown = set(ActivityForm(actor=by).fields)
    assert shown - set(PLACE_FIELDS) == set(fields_of(ActivityForm))


def test_questions_made_while_a_page_is_built_use_the_same_fields() -> None:
    made = (fields.text("x"), fields.long_text("x"), fields.written_place("x", "/"))
    assert [type(one) for one in made] == [FreeTextField] * 3
    assert isinstance(fields.phone("x"), PhoneField)


@pytest.mark.parametrize("text", WRITTEN)
def test_a_telephone_field_keeps_ten_digits_or_nothing(text: str) -> None:
    with pytest.raises(forms.ValidationError):
        PhoneField(max_length=200).clean(text)


@pytest.mark.parametrize("field", ["name", "village", "description", "phone", "agent_phone"])
def test_a_workbook_row_is_masked_whatever_stands_between_the_groups(field: str) -> None:
    kept = {
        f"U+{ord(mark):04X}": row_from_json("Sheet", 2, "1", {field: f"सोमरी 2341{mark}2341{mark} 2346"}).cells[field]
        for mark in FORMATS
    }
    assert {mark: text for mark, text in kept.items() if "2341" in str(text) or holds_aadhaar(text)} == {}
    assert row_from_json("Sheet", 2, "1", {field: 234123412346.0}).cells[field] == "XXXX XXXX 2346"


@pytest.mark.parametrize("value", [*WRITTEN, 234123412346, 234123412346.0])
def test_a_serial_number_is_none(value: object) -> None:
    assert not holds_aadhaar(serial_of(value))
    assert "2341" not in serial_of(value)


@pytest.mark.parametrize("text", WRITTEN)
def test_a_text_message_is_kept_without_it(cast: Cast, text: str) -> None:
    rows: list[InMessage] = receive_text(f"2 मदद {text}, कमरा 7")
    assert len(rows) == 1
    assert not holds_aadhaar(rows[0].text)
    assert "कमरा 7" in rows[0].text


@pytest.mark.parametrize("text", WRITTEN)
def test_a_call_for_help_is_kept_without_it_and_never_refused(cast: Cast, text: str) -> None:
    _journey, found = create_pass(cast)
    assert receive_call(code=found.code, who="self", words=text, phone="98350 12345", address="10.0.0.1")
    row = CallForHelp.objects.order_by("-called_at").values("words", "phone").first() or {}
    assert not holds_aadhaar(str(row.get("words", "")))
    deliver_all()
    issue = issues_at(cast.gumla.id)[-1]
    assert not holds_aadhaar(issue.description)
    assert "98350 12345" in issue.description
    assert issue.caller_phone == "9835012345"


def test_a_number_after_words_that_end_in_digits_reaches_the_desk(cast: Cast) -> None:
    """Her words and her number together may look like an Aadhaar number; the number is the way back to her."""
    for room in range(20, 99):
        if holds_aadhaar(f"कमरा {room}\n9835012345"):
            break
    _journey, found = create_pass(cast)
    assert receive_call(code=found.code, who="self", words=f"कमरा {room}", phone="9835012345", address="10.0.0.1")
    deliver_all()
    issue = issues_at(cast.gumla.id)[-1]
    assert f"कमरा {room}" in issue.description
    assert "9835012345" in issue.description


def test_a_number_with_the_code_of_india_reaches_the_desk(cast: Cast) -> None:
    number = next(f"91 98350 {last}" for last in range(10000, 99999) if holds_aadhaar(f"91 98350 {last}"))
    _journey, found = create_pass(cast)
    assert receive_call(code=found.code, who="self", words="", phone=number, address="10.0.0.1")
    deliver_all()
    issue = issues_at(cast.gumla.id)[-1]
    assert issue.caller_phone == parse_phone(number)
    assert issue.description == parse_phone(number)


@pytest.mark.parametrize("text", WRITTEN)
def test_other_ways_to_write_refuse_it(cast: Cast, own: Belongings, text: str) -> None:
    with acting_as(cast.actor("coordinator")) as by:
        draft = {"by": by, "organisation": cast.gumla.id}
        kept = refused(text, lambda kwargs: begin_draft(**draft, body={"travellers": [{"name": kwargs}]}))
        assert kept == {("aadhaar_number", None)}
    assert receive_call(code="NOBODYS", who="self", words="मदद", phone="", address="10.0.0.2")
    deliver_all()
    with acting_as(cast.actor("secretariat")) as by:
        ask = {"by": by, "organisation_id": cast.gumla.id, "number": "0123456789"}
        assert refused(text, lambda kwargs: ask_for_entry(**ask, reason=kwargs)) == {("aadhaar_number", "reason")}
        call = unanswered(by)[0]
        answered = refused(text, lambda kwargs: answer_call(by=by, call=call, what_was_done=kwargs))
        assert answered == {("aadhaar_number", "what_was_done")}


def test_every_answer_in_a_sealed_file_refuses_it() -> None:
    let_in, tried = [], 0
    for kind in KINDS.values():
        for field in kind.fields:
            if not isinstance(field, Field) or field.kind not in ("line", "text", "phone"):
                continue
            for text in WRITTEN:
                tried += 1
                try:
                    field.parse_answer(text)
                except (Problem, Problems):
                    continue
                let_in.append(f"{kind.code}.{field.name}")
    assert tried > 200
    assert let_in == []


def test_an_importer_passes_the_same_check(cast: Cast) -> None:
    with acting_as(importer_for(cast.gumla.id)) as by:
        act = {"by": by, "permission": Permission.PEOPLE_RECORD, "verb": "test.recorded"}
        row = Person(organisation_id=cast.gumla.id, place=cast.gumla_block, name=WRITTEN[0])
        assert refused(WRITTEN[0], lambda _text: acts.record(rows=[row], **act)) == {("aadhaar_number", "name")}
