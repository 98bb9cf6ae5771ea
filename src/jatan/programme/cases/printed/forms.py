"""The papers that can be made from an open file, with their parts as filled from it; and the record of printing one."""

import datetime as dt
import functools
import tomllib
import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from importlib import resources
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from jatan.foundation.access.actors import Actor
from jatan.foundation.access.gate import Forbidden
from jatan.foundation.access.permissions import Permission
from jatan.foundation.vault.keyrings import Keyring
from jatan.kernel import clock
from jatan.kernel.localised import Localised
from jatan.kernel.problems import Problem
from jatan.programme.cases.choices import ExportLevel, ExportReason
from jatan.programme.cases.entries.casefile import CaseFile, Entry
from jatan.programme.cases.entries.file_request import goes_to_court, is_agreed
from jatan.programme.cases.file.access import OpenCaseFile, file_with_card, reload_locked
from jatan.programme.cases.file.entry_store import write_entry
from jatan.programme.cases.models import Export
from jatan.programme.cases.printed.sources import SOURCES
from jatan.programme.cases.sharing.exports import may_export, store_export


@dataclass(frozen=True)
class Question:
    """One question. `source`: a key of `SOURCES`, "" to be written by hand; `lines`: empty lines without an answer."""

    words: str
    source: str
    lines: int


@dataclass(frozen=True)
class Part:
    """Questions under a heading. `is_sensitive`: left out unless the writer takes it in."""

    code: str
    name: Localised
    is_sensitive: bool
    questions: tuple[Question, ...]


@dataclass(frozen=True)
class PrintedForm:
    """A paper: to whom, about what, its parts, who signs. Its texts are Hindi. `tag` "C": `basis` was read.

    `is_duty`: the law itself asks for it, whoever agrees. `asked_by`: "court" or "police" on a paper that goes with the
    file that one of them asked for (`file_request.ASKERS`), else "".
    """

    code: str
    name: Localised
    reason: ExportReason
    to: tuple[str, ...]
    subject: str
    basis: str
    tag: str
    opening: str
    closing: str
    signatures: tuple[str, ...]
    enclosures: tuple[str, ...]
    parts: tuple[Part, ...]
    is_duty: bool = False
    asked_by: str = ""

    @property
    def needs_consent(self) -> bool:
        """Whether it goes to police or court on her word alone."""
        return self.reason is ExportReason.COURT and not self.is_duty


@dataclass(frozen=True, repr=False)
class FilledQuestion:
    """A question with its answer from the file, "" if it has none: then `lines` to write on."""

    words: str
    answer: str
    lines: int


@dataclass(frozen=True, repr=False)
class FilledPart:
    """A part with its answers."""

    part: Part
    questions: tuple[FilledQuestion, ...]


@functools.cache
def forms() -> Mapping[str, PrintedForm]:
    """All papers by code, in the order in which a page lists them."""
    source = resources.files(__package__).joinpath("forms.toml")
    rows = tomllib.loads(source.read_text(encoding="utf-8"))["form"]
    return {row["code"]: _form(row) for row in rows}


def form_of(code: str) -> PrintedForm | None:
    """The paper of that code; None if there is none."""
    return forms().get(code)


def requests_for(form: PrintedForm, file: CaseFile) -> list[Entry]:
    """The requests of court or police that this paper may go with, newest first: a second person agreed to them."""
    return [
        one
        for one in reversed(file.all("file_request"))
        if one.get("asked_by") == form.asked_by and is_agreed(file, one)
    ]


def request_of(form: PrintedForm, file: CaseFile, row: uuid.UUID | str | None) -> Entry | None:
    """The request that a paper goes with; None for a paper that goes with none.

    `row`: the one that was chosen; it may be left out where there is only one. Raises Problem("not_decided"):
    nobody agreed to any; Problem("missing_required"): it is not said which.
    """
    if not form.asked_by:
        return None
    found = requests_for(form, file)
    if not found:
        raise Problem("not_decided", _("A second person has not decided that this is given."))
    chosen = found if not row and len(found) == 1 else [one for one in found if str(one.row) == str(row)]
    if not chosen:
        raise Problem("missing_required", _("Choose which request it answers."), field="request")
    return chosen[0]


def filled_parts(
    form: PrintedForm, file: CaseFile, taken: Collection[str] | None = None, *, request: Entry | None = None
) -> list[FilledPart]:
    """The parts with answers from the file, in the active language. `taken`: codes of parts; None for all.

    `request`: the one that the paper goes with (`request_of`); no other is read.
    """
    entries = (one for one in file.entries if one.kind != "file_request" or one == request)
    file = replace(file, entries=tuple(entries))
    return [
        FilledPart(part, tuple(FilledQuestion(one.words, _answer(one, file), one.lines) for one in part.questions))
        for part in form.parts
        if taken is None or part.code in taken
    ]


def consent_problem(form: PrintedForm, file: CaseFile, on: dt.date) -> Problem | None:
    """Why this paper may not leave on a day: she did not agree that we go to police or court, and no override carries
    it. None for a paper that the law itself asks for, and for one that goes to neither.

    `file`: the whole file.
    """
    if not form.needs_consent or goes_to_court(file, on):
        return None
    message = _("She has not agreed that we go to police or court with her. Ask her first, and write it down.")
    return Problem("no_consent", message)


def record_print(
    *, by: Actor, keyring: Keyring, case_file: OpenCaseFile, form: PrintedForm, request: uuid.UUID | str | None = None
) -> Export:
    """Record that a paper is printed, before it is typeset: as an export without bytes, and which one in the file.

    Which paper it is stays out of the open tables and the ledger: a refused FIR, say, is part of the case.
    `request`: the row of the request that it goes with. Raises Forbidden; Problem("no_consent"), and those of
    `request_of`.
    """
    if not may_export(by, case_file.case):
        raise Forbidden(Permission.CASES_EXPORT.value)
    with transaction.atomic():
        now = reload_locked(case_file)
        if (problem := consent_problem(form, file_with_card(now), clock.today())) is not None:
            raise problem
        asked = request_of(form, now.file, request)
        row = Export(case=case_file.case.pk, level=ExportLevel.PRINT, reason=form.reason, downloads=1)
        store_export(by, keyring, row, b"")
        answers = {"paper": form.code, "on": clock.today(), "mark": row.pk.hex[-8:]}
        answers |= {"request": asked.row} if asked else {}
        write_entry(by=by, keyring=keyring, case_file=now, kind="printed_paper", answers=answers)
    return row


def _answer(question: Question, file: CaseFile) -> str:
    return SOURCES[question.source](file) if question.source else ""


def _form(row: Mapping[str, Any]) -> PrintedForm:
    return PrintedForm(
        code=row["code"],
        name=Localised(row["hi"], row["en"]),
        reason=ExportReason(row["reason"]),
        to=tuple(row["to"]),
        subject=row["subject"],
        basis=row["basis"],
        tag=row["tag"],
        opening=row["opening"],
        closing=row["closing"],
        signatures=tuple(row["signatures"]),
        enclosures=tuple(row["enclosures"]),
        parts=tuple(_part(part) for part in row["part"]),
        is_duty=row.get("is_duty", False),
        asked_by=row.get("asked_by", ""),
    )


def _part(row: Mapping[str, Any]) -> Part:
    questions = (Question(one["hi"], one.get("from", ""), one.get("lines", 1)) for one in row["question"])
    return Part(row["code"], Localised(row["hi"], row["en"]), row.get("sensitive", False), tuple(questions))
