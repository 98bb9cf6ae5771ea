"""Entries from another organisation: its request, our answers, and imported values that fit no entry kind."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from jatan.kernel.problems import Problem
from jatan.programme.cases.entries.casefile import CaseFile, Entry
from jatan.programme.cases.entries.fields import Field, Value
from jatan.programme.cases.entries.kinds import EntryKind, Stage, Writer
from jatan.programme.cases.entries.referral import HELP, URGENCIES, WAYS
from jatan.programme.cases.entries.referral_states import STATES

# The answer of any entry that came with a letter or file: which house wrote it. Set by services, kept by corrections.
FROM_HOUSE: Final = "from_house"


def _validate_incoming(file: CaseFile, answers: Mapping[str, Value], writer: Writer) -> Iterable[Problem]:
    if answers["state"] in ("declined", "revoked") and not answers.get("reason"):
        yield Problem("missing_required", field="reason")


INCOMING = EntryKind(
    code="incoming",
    label=_("Referred to us"),
    stage=Stage.SHARING,
    icon="import",
    is_story=False,
    is_by_hand=False,
    is_final=True,
    day="taken_on",
    headline=("sender", "service"),
    fields=(
        Field("way", _("What it is"), "choice", needed=True, choices=WAYS),
        Field("sender", _("From whom"), "line", needed=True),
        Field("member", _("Member organisation"), "machine"),
        Field("service", _("For what help"), "choice", needed=True, choices=HELP),
        Field("request", _("What they ask us to do"), "text", needed=True),
        Field("urgency", _("How soon"), "choice", needed=True, choices=URGENCIES),
        Field("told", _("In words, what we must know"), "text"),
        Field("asked_by", _("Who asks"), "line"),
        Field("colleague", _("Whom to ask for on the telephone"), "line"),
        Field("call_back", _("Telephone of their office"), "phone"),
        Field("taken_on", _("Taken in on"), "past_day", needed=True),
        Field("answer_by", _("Answer expected by"), "day"),
        Field("signed", _("Signed by somebody of theirs"), "yes"),
        Field("reference", _("Reference"), "machine"),
    ),
)

INCOMING_ANSWER = EntryKind(
    code="incoming_answer",
    label=_("Our answer to the referral"),
    stage=Stage.SHARING,
    icon="next",
    is_story=False,
    is_by_hand=False,
    in_closed=True,
    day="on",
    headline=("state",),
    check=_validate_incoming,
    fields=(
        Field("incoming", _("To which"), "link", needed=True, to="incoming"),
        Field("state", _("How it stands"), "choice", needed=True, choices=STATES),
        Field("on", _("Day"), "past_day", needed=True),
        Field("reason", _("Reason"), "line"),
        Field("words", _("In words"), "text"),
        Field("by_letter", _("By sealed letter"), "yes"),
    ),
)

# Keeps imported values that fit no entry kind; read by `exchange.of_file`.
IMPORTED = EntryKind(
    code="imported",
    label=_("From another house's file"),
    stage=Stage.OTHER,
    icon="import",
    is_story=False,
    is_by_hand=False,
    headline=("source",),
    fields=(
        Field("source", _("From whom"), "line", needed=True),
        Field("document", _("What has no other place"), "machine", needed=True),
    ),
)

IMPORTED_PERSON = replace(
    IMPORTED, code="imported_person", section="person", label=_("From another house's file: the person")
)

# The numbers under which the house that sent a case knows it: by them a second letter or file about it is recognised.
FOREIGN_CASE = EntryKind(
    code="foreign_case",
    label=_("Number in another house"),
    stage=Stage.OTHER,
    icon="import",
    is_story=False,
    is_by_hand=False,
    in_closed=True,
    is_final=True,
    headline=("source",),
    fields=(
        Field("source", _("From whom"), "line", needed=True),
        Field("numbers", _("Numbers"), "machine", needed=True),
    ),
)

# Papers stay where they were sealed; who takes a case over learns which there are.
PAPERS_THERE = EntryKind(
    code="papers_there",
    label=_("Papers in another office"),
    stage=Stage.OTHER,
    icon="photo",
    is_story=False,
    is_by_hand=False,
    is_final=True,
    headline=("source",),
    fields=(
        Field("source", _("From whom"), "line", needed=True),
        Field("papers", _("Papers"), "text", needed=True),
    ),
)

# An entry of a letter that would have ended something that runs on in the file it was put into: kept to be read.
TOLD_THERE = EntryKind(
    code="told_there",
    label=_("Written in the other house, does not count here"),
    stage=Stage.OTHER,
    icon="import",
    is_story=False,
    is_by_hand=False,
    is_final=True,
    headline=("source",),
    intro=_("It would end something that still runs here. If it is so, write it yourself."),
    fields=(
        Field("source", _("From whom"), "line", needed=True),
        Field("document", _("What they wrote"), "machine", needed=True),
    ),
)

INCOMING_KINDS = (INCOMING, INCOMING_ANSWER, IMPORTED, IMPORTED_PERSON, FOREIGN_CASE, PAPERS_THERE, TOLD_THERE)


def foreign_document(kind: EntryKind, answers: Mapping[str, Value]) -> str:
    """The document of a `told_there` entry."""
    kept = {name: kind.field(name).kept(value) for name, value in answers.items()}
    return json.dumps({"kind": kind.code, "answers": kept}, ensure_ascii=False)


def foreign_parts(entry: Entry) -> tuple[str, Mapping[str, Any]]:
    """(code of the kind, answers as stored) of a `told_there` entry; ("", {}) if they cannot be read."""
    try:
        document = json.loads(str(entry.get("document", "")))
        return str(document["kind"]), dict(document["answers"])
    except (ValueError, KeyError, TypeError):
        return "", {}


def incoming_state(file: CaseFile, row: object) -> str:
    """State of an incoming referral: the code of our last answer, "" for none."""
    mine = [one for one in file.all("incoming_answer") if str(one.get("incoming")) == str(row)]
    last = max(mine, key=lambda one: (one.written_at, one.row), default=None)
    return str(last.get("state")) if last else ""
