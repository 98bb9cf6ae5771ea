"""Court or police ask for the file: what is asked, what a second person decides, and what was given.

Five things are never given without a court's word (`NAMED`), whatever parts are asked for. The police get nothing
without the survivor's own consent to it; a court's order or summons is obeyed without.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Final

from django.utils.translation import gettext_lazy as _

from jatan.kernel.problems import Problem
from jatan.programme.cases.entries.casefile import CaseFile, Entry
from jatan.programme.cases.entries.consent import valid_consents
from jatan.programme.cases.entries.due import Due
from jatan.programme.cases.entries.fields import Choice, Field, Value
from jatan.programme.cases.entries.kinds import EntryKind, Stage, Writer
from jatan.programme.cases.entries.referral import is_override_valid

COURT: Final = "court"
ASKERS: tuple[Choice, ...] = (
    (COURT, _("a court, by order or summons")),
    ("police", _("the police, in writing")),
)
COURT_PARTS: tuple[Choice, ...] = (
    ("who", _("who she is: name, sex, age")),
    ("contact", _("her address, telephone and family")),
    ("harm", _("what was done to her, and who is accused")),
    ("law", _("law and court: FIR, steps, court days, claims")),
    ("papers", _("the list of papers that are meant for the court")),
    ("support", _("plan, services and coming home")),
    ("care", _("plan for the child, and what was written before she left")),
)
NAMED: tuple[Choice, ...] = (
    ("safe_place", _("where she is safe now, and who cares for her there")),
    ("safety_plan", _("the safety plan with its code word")),
    ("counselling", _("notes, and what was spoken in counselling")),
    ("assessment", _("the assessment")),
    ("not_to_tell", _("who must not be told")),
)
_SEALED: tuple[Choice, ...] = (("yes", _("yes, in a sealed cover")), ("no", _("no")))
_SHE_KNOWS: tuple[Choice, ...] = (
    ("yes", _("yes, we spoke with her")),
    ("not_reached", _("we tried, she was not reached")),
    ("no", _("not yet")),
)
_DECISIONS: tuple[Choice, ...] = (("agreed", _("give it")), ("refused", _("do not give it")))
# The help for which an override is asked that carries something to police or court.
_OVERRIDDEN: Final = frozenset({"legal", "protection", "compensation"})

# Codes of what is due for a request: nobody may leave it out, whatever becomes of the file.
REQUEST_DUES: Final = frozenset({"file_request_to_decide", "file_to_give"})


def goes_to_court(file: CaseFile, on: dt.date) -> bool:
    """Whether on a day she agrees that we go to police or court, or an override carries it. `file`: the whole file."""
    overrides = (one for one in file.all("override") if is_override_valid(file, one, on))
    return bool(valid_consents(file, "police_court", on)) or any(one.get("service") in _OVERRIDDEN for one in overrides)


def request_problem(file: CaseFile, request: Entry, on: dt.date) -> Problem | None:
    """Why nothing may be given on a day to whoever asks; None if it may, once it is decided."""
    if request.get("asked_by") == COURT or goes_to_court(file, on):
        return None
    message = _(
        "She has not agreed that the police get this, and no court ordered it. Ask her, or send them to the court."
    )
    return Problem("no_consent", message)


def decision_of(file: CaseFile, request: Entry) -> Entry | None:
    """The decision on a request, by somebody who did not write it down; None while it waits."""
    made = file.linked(request.row, "file_request_decision", "request")
    return next((one for one in made if one.written_by != request.written_by), None)


def is_agreed(file: CaseFile, request: Entry) -> bool:
    """Whether a second person decided that it is given."""
    decision = decision_of(file, request)
    return request.kind == "file_request" and decision is not None and decision.get("decision") == "agreed"


def file_request_dues(file: CaseFile, today: dt.date) -> Iterable[Due]:
    """Requests that wait for a decision, and files that were decided about and not given yet: also of closed cases."""
    for request in file.all("file_request"):
        if decision_of(file, request) is None:
            yield Due("file_request_to_decide", request.get("answer_by") or request.get("ordered_on"), request.row)
        elif is_agreed(file, request) and not file.linked(request.row, "file_given", "request"):
            yield Due("file_to_give", request.get("answer_by") or request.get("ordered_on"), request.row)


def _validate_request(file: CaseFile, answers: Mapping[str, Value], writer: Writer) -> Iterable[Problem]:
    if answers.get("named") and answers.get("asked_by") != COURT:
        yield Problem(
            "court_only", _("Only a court can ask for this, in words. The police never get it."), field="named"
        )


def _validate_decision(file: CaseFile, answers: Mapping[str, Value], writer: Writer) -> Iterable[Problem]:
    request = file.find(str(answers["request"]))
    if not writer.is_supervisor:
        yield Problem("supervisor_only", _("A supervisor decides this."), field="request")
    if request is None or request.written_by == writer.account:
        message = _("Whoever wrote the request down cannot decide. Another supervisor looks at it.")
        yield Problem("another_person", message, field="request")
    elif decision_of(file, request) is not None:
        yield Problem("already", _("This was decided already."), field="request")
    elif answers.get("decision") == "agreed" and (problem := request_problem(file, request, writer.today)):
        yield problem.at("decision")


FILE_REQUEST = EntryKind(
    code="file_request",
    label=_("Somebody asks for the file"),
    stage=Stage.SHARING,
    icon="scheme",
    is_story=False,
    is_final=True,
    in_closed=True,
    writers=("team", "legal"),
    headline=("asked_by", "office"),
    check=_validate_request,
    intro=_(
        "Ask for it in writing. Nothing is given over the telephone, and nothing before a second person has decided."
        " Without a court's word these never go: where she is safe, the safety plan with its code word, counselling,"
        " the assessment, and who must not be told."
    ),
    fields=(
        Field("asked_by", _("Who asks for the file"), "choice", needed=True, choices=ASKERS),
        Field("office", _("Which court or police station"), "line", needed=True),
        Field("number", _("Number of the order, summons or letter"), "line", needed=True),
        Field("ordered_on", _("Its day"), "past_day", needed=True),
        Field("answer_by", _("To be given by"), "day"),
        Field("asked_for", _("Which parts are asked for"), "choices", needed=True, choices=COURT_PARTS),
        Field(
            "named",
            _("What the court's order names in words"),
            "choices",
            choices=NAMED,
            hint=_("Mark nothing that the order does not name. “The whole file” names none of these."),
        ),
        Field("sealed", _("In a sealed cover?"), "choice", needed=True, choices=_SEALED),
        Field("she_knows", _("Does she know that the file is asked for"), "choice", needed=True, choices=_SHE_KNOWS),
        Field("words", _("What the paper says, and what she says to it"), "text"),
    ),
)

FILE_REQUEST_DECISION = EntryKind(
    code="file_request_decision",
    label=_("Decision on giving the file"),
    stage=Stage.SHARING,
    icon="check",
    is_story=False,
    is_final=True,
    in_closed=True,
    day="on",
    headline=("decision",),
    check=_validate_decision,
    intro=_("Read the order itself, not what was written of it. Only what it names is given."),
    fields=(
        Field("request", _("Which"), "link", needed=True, to="file_request"),
        Field("decision", _("Decision"), "choice", needed=True, choices=_DECISIONS),
        Field("reason", _("Reason"), "text", needed=True),
        Field("on", _("Day"), "past_day", needed=True),
    ),
)

# Written by the service that gives the file (`sharing.exports`).
FILE_GIVEN = EntryKind(
    code="file_given",
    label=_("The file was given"),
    stage=Stage.SHARING,
    icon="lock",
    is_story=False,
    is_by_hand=False,
    is_final=True,
    in_closed=True,
    writers=("team", "legal"),
    day="on",
    headline=("request",),
    fields=(
        Field("request", _("To whom"), "link", needed=True, to="file_request"),
        Field("parts", _("What was given"), "choices", needed=True, choices=COURT_PARTS),
        Field("named", _("On the court's word"), "choices", choices=NAMED),
        Field("on", _("Day"), "past_day", needed=True),
        Field("mark", _("Mark of the file"), "line"),
    ),
)

FILE_REQUEST_KINDS = (FILE_REQUEST, FILE_REQUEST_DECISION, FILE_GIVEN)
