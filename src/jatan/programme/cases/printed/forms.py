"""The papers that can be made from an open file, with their parts as filled from it; and the record of printing one."""

import functools
import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Any

from django.db import transaction

from jatan.foundation.access.actors import Actor
from jatan.foundation.access.gate import Forbidden
from jatan.foundation.access.permissions import Permission
from jatan.foundation.vault.keyrings import Keyring
from jatan.kernel.localised import Localised
from jatan.programme.cases.choices import ExportLevel, ExportReason
from jatan.programme.cases.entries.casefile import CaseFile
from jatan.programme.cases.file.access import OpenCaseFile
from jatan.programme.cases.models import Export
from jatan.programme.cases.printed.sources import SOURCES
from jatan.programme.cases.sharing.exports import may_export, store_export

__all__ = ["FilledPart", "FilledQuestion", "Part", "PrintedForm", "filled_parts", "form_of", "forms", "record_print"]


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
    """A paper: to whom, about what, its parts, who signs. Its texts are Hindi. `tag` "C": `basis` was read."""

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

    @property
    def has_answers(self) -> bool:
        return any(one.answer for one in self.questions)


@functools.cache
def forms() -> Mapping[str, PrintedForm]:
    """All papers by code, in the order in which a page lists them."""
    source = resources.files(__package__).joinpath("forms.toml")
    rows = tomllib.loads(source.read_text(encoding="utf-8"))["form"]
    return {row["code"]: _form(row) for row in rows}


def form_of(code: str) -> PrintedForm | None:
    """The paper of that code; None if there is none."""
    return forms().get(code)


def filled_parts(form: PrintedForm, file: CaseFile, taken: Collection[str] | None = None) -> list[FilledPart]:
    """The parts with answers from the file, in the active language. `taken`: codes of parts; None for all."""
    return [
        FilledPart(part, tuple(FilledQuestion(one.words, _answer(one, file), one.lines) for one in part.questions))
        for part in form.parts
        if taken is None or part.code in taken
    ]


def record_print(*, by: Actor, keyring: Keyring, case_file: OpenCaseFile, form: PrintedForm) -> Export:
    """Record that a paper is printed, before it is typeset: as an export without bytes. Raises Forbidden.

    Which paper it is stays out of the open tables and the ledger: a refused FIR, say, is part of the case.
    """
    if not may_export(by, case_file.case):
        raise Forbidden(Permission.CASES_EXPORT.value)
    with transaction.atomic():
        row = Export(case=case_file.case.pk, level=ExportLevel.PRINT, reason=form.reason, downloads=1)
        store_export(by, keyring, row, b"")
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
    )


def _part(row: Mapping[str, Any]) -> Part:
    questions = (Question(one["hi"], one.get("from", ""), one.get("lines", 1)) for one in row["question"])
    return Part(row["code"], Localised(row["hi"], row["en"]), row.get("sensitive", False), tuple(questions))
