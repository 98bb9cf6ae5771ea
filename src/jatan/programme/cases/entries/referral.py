"""Sharing with others: a referral or transfer, its answers, and sharing without consent (an override).

Sharing needs her consent to exactly this recipient, valid today, or an override approved by a supervisor who did
not request it. Both are looked up in the file; what a form claims is not trusted.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Final

from django.utils.translation import gettext_lazy as _

from jatan.kernel.problems import Problem
from jatan.kernel.text.plain import plain
from jatan.programme.cases.entries.casefile import CaseFile, Entry
from jatan.programme.cases.entries.consent import TO_SOMEBODY, end_of, taken_back_on, valid_consents
from jatan.programme.cases.entries.fields import Choice, Field, Value
from jatan.programme.cases.entries.kinds import EntryKind, Stage, Writer
from jatan.programme.cases.entries.referral_states import STATES, next_states, state_of
from jatan.programme.cases.entries.service_kinds import SERVICE_KINDS
from jatan.programme.cases.legal.time_limits import in_india

WAYS: tuple[Choice, ...] = (
    ("referral", _("Referral: they help beside us")),
    ("transfer", _("Transfer: they take the case over")),
)
HELP: tuple[Choice, ...] = (
    *(choice for choice in SERVICE_KINDS if choice[0] != "other"),
    ("protection", _("protection from danger")),
    ("case_work", _("the whole case work")),
    ("other", _("another service")),
)
URGENCIES: tuple[Choice, ...] = (
    ("now", _("now, she is in danger")),
    ("days", _("within two days")),
    ("week", _("within a week")),
    ("later", _("it can wait longer")),
)
PARTS: tuple[Choice, ...] = (
    ("who", _("who she is: name, sex, age")),
    ("contact", _("how and where she can be reached")),
    ("harm", _("what was done to her, in codes")),
    ("support", _("plan and services so far")),
    ("law", _("law and court: FIR, steps, court days, claims")),
    ("care", _("assessment and safety plan")),
    ("papers", _("the list of papers that we keep")),
    ("notes", _("notes in words")),
)
_NEEDS_REASON: Final = frozenset({"declined", "revoked"})
_REASONS: tuple[Choice, ...] = (
    ("law", _("another law obliges us")),
    ("danger", _("her life or somebody's life is in danger")),
    ("cannot_ask", _("she cannot be asked now")),
)
# A report that these laws demand is a duty (`legal.duties`) and waits for nobody's decision. Older entries name them.
_FORMER_REASONS: tuple[Choice, ...] = (
    ("pocso_19", _("the law obliges us: POCSO section 19 (child, sexual offence)")),
    ("jj_32", _("the law obliges us: JJ Act section 32 (child who needs care)")),
)


def _validate_referral(file: CaseFile, answers: Mapping[str, Value], writer: Writer) -> Iterable[Problem]:
    consent = file.find(str(answers.get("consent") or ""))
    if consent is not None and goes_beyond(consent, answers):
        message = _(
            "She agreed that they are told what this help needs, not that they get the whole file. For a transfer, the"
            " whole case work or our notes ask her whether they may take her case over."
        )
        yield Problem("more_than_agreed", message, field="consent")
    elif sharing_basis(file, answers, writer.today) is None:
        yield Problem(
            "no_consent_to_share",
            _("Nobody is told without her consent to exactly this office or person, or an override that was agreed."),
            field="override" if answers.get("override") else "consent",
        )
    by, sent = answers.get("answer_by"), answers.get("sent_on")
    if isinstance(by, dt.date) and isinstance(sent, dt.date) and by < sent:
        yield Problem("unreadable", _("This day is past."), field="answer_by")


def _validate_answer(file: CaseFile, answers: Mapping[str, Value], writer: Writer) -> Iterable[Problem]:
    referral, state = file.find(str(answers["referral"])), str(answers["state"])
    if referral is None or state not in next_states(state_of(file, referral)):
        yield Problem("unreadable", _("This cannot come after what was written before."), field="state")
    if state in _NEEDS_REASON and not answers.get("reason"):
        yield Problem("missing_required", field="reason")


def _validate_review(file: CaseFile, answers: Mapping[str, Value], writer: Writer) -> Iterable[Problem]:
    override = file.find(str(answers["override"]))
    if not writer.is_supervisor:
        yield Problem("supervisor_only", _("A supervisor decides this."), field="override")
    if override is None or override.written_by == writer.account:
        yield Problem(
            "another_person", _("Whoever asked cannot decide. Another supervisor looks at it."), field="override"
        )
    again = answers.get("again_on")
    if answers["decision"] == "agreed" and not isinstance(again, dt.date):
        yield Problem("missing_required", field="again_on")
    if isinstance(again, dt.date) and again < writer.today:
        yield Problem("unreadable", _("This day is past."), field="again_on")


REFERRAL = EntryKind(
    code="referral",
    label=_("Referral"),
    stage=Stage.SHARING,
    icon="next",
    is_story=False,
    is_by_hand=False,
    is_final=True,
    day="sent_on",
    headline=("recipient", "service"),
    check=_validate_referral,
    fields=(
        Field("way", _("What it is"), "choice", needed=True, choices=WAYS),
        Field("recipient", _("To whom"), "line", needed=True),
        Field("member", _("Member organisation"), "machine"),
        Field("service", _("For what help"), "choice", needed=True, choices=HELP),
        Field("request", _("What we ask them to do"), "text", needed=True),
        Field("urgency", _("How soon"), "choice", needed=True, choices=URGENCIES),
        Field(
            "passed_on",
            _("What they are told"),
            "choices",
            needed=True,
            choices=PARTS,
            hint=_("When the case is handed over, all of this goes along; notes only if you mark them."),
        ),
        Field("told", _("In words, what they must know"), "text", hint=_("No more than they need for this help.")),
        Field("call_back", _("Telephone of our office"), "phone", needed=True),
        Field("sent_on", _("Day"), "past_day", needed=True),
        Field("answer_by", _("Answer expected by"), "day", needed=True),
        Field("consent", _("Her consent that carries it"), "link", to="consent"),
        Field("override", _("Or the override that was agreed"), "link", to="override"),
        Field("reference", _("Reference"), "machine", needed=True),
    ),
)

ANSWER = EntryKind(
    code="referral_answer",
    label=_("What came of the referral"),
    stage=Stage.SHARING,
    icon="check",
    is_story=False,
    is_by_hand=False,
    in_closed=True,
    day="on",
    headline=("state",),
    check=_validate_answer,
    fields=(
        Field("referral", _("Which referral"), "link", needed=True, to="referral"),
        Field("state", _("How it stands"), "choice", needed=True, choices=STATES),
        Field("on", _("Day"), "past_day", needed=True),
        Field("reason", _("Reason"), "line"),
        Field("words", _("What they said"), "text"),
        Field("by_letter", _("By sealed letter"), "yes"),
    ),
)

OVERRIDE = EntryKind(
    code="override",
    label=_("Sharing without consent"),
    stage=Stage.SHARING,
    icon="alert",
    is_story=False,
    day="asked_on",
    headline=("recipient", "reason"),
    intro=_(
        "Only where a life is in danger, she cannot be asked, or another law obliges us. Another supervisor decides."
        " What must be reported of a child is no question of leave: report it at once, and write it on the law page."
    ),
    fields=(
        Field("recipient", _("To whom"), "line", needed=True, hint=_("The office or person, by name.")),
        # Whom the name stands for (`file.recipients`).
        Field("recipient_ref", _("Who that is"), "machine"),
        Field("service", _("For what help"), "choice", needed=True, choices=HELP),
        Field("reason", _("Why without asking her"), "choice", needed=True, choices=_REASONS, former=_FORMER_REASONS),
        Field("words", _("What happened, and what we told her"), "text", needed=True),
        Field("asked_on", _("Day"), "past_day", needed=True),
    ),
)

REVIEW = EntryKind(
    code="override_review",
    label=_("Decision on sharing without consent"),
    stage=Stage.SHARING,
    icon="check",
    is_story=False,
    is_final=True,
    day="on",
    headline=("decision",),
    check=_validate_review,
    fields=(
        Field("override", _("Which"), "link", needed=True, to="override"),
        Field("decision", _("Decision"), "choice", needed=True,
              choices=(("agreed", _("agreed")), ("refused", _("refused")))),
        Field("reason", _("Reason"), "text", needed=True),
        Field("on", _("Day"), "past_day", needed=True),
        Field("again_on", _("To be looked at again on"), "day", hint=_("Until this day it holds.")),
    ),
)  # fmt: skip

SHARING_KINDS = (REFERRAL, ANSWER, OVERRIDE, REVIEW)


def consents_to_share(file: CaseFile, on: dt.date, recipient: str) -> list[Entry]:
    """Her consents that this recipient is told something, valid on a day: of both purposes in TO_SOMEBODY."""
    if not recipient.strip():
        return []
    return [one for purpose in sorted(TO_SOMEBODY) for one in valid_consents(file, purpose, on, recipient)]


def goes_beyond(consent: Entry, answers: Mapping[str, Value]) -> bool:
    """Whether a referral would carry more than "what this help needs", to which alone she agreed."""
    parts = answers.get("passed_on")
    is_whole = answers.get("way") == "transfer" or answers.get("service") == "case_work"
    has_notes = isinstance(parts, list | tuple) and "notes" in parts
    return consent.get("purpose") == "share" and (is_whole or has_notes)


def sharing_bases(file: CaseFile, on: dt.date) -> list[Entry]:
    """What permits sharing on a day: consents to share, and approved overrides."""
    consents = [one for one in file.all("consent") if one in consents_to_share(file, on, str(one.get("recipient", "")))]
    return consents + [one for one in file.all("override") if is_override_valid(file, one, on)]


def sharing_basis(file: CaseFile, answers: Mapping[str, Value], on: dt.date) -> Entry | None:
    """The consent or override that permits this referral, as much as it carries, to its recipient on a day, or None.

    The answers must name exactly one of the two, so that the basis of sharing is on record.
    """
    recipient, consent, override = str(answers.get("recipient") or ""), answers.get("consent"), answers.get("override")
    if consent and not override:
        given = (one for one in consents_to_share(file, on, recipient) if str(one.row) == str(consent))
        return next((one for one in given if not goes_beyond(one, answers)), None)
    if override and not consent:
        entry = file.find(str(override))
        if (
            entry is not None
            and _is_about(entry, recipient, answers.get("service"))
            and is_override_valid(file, entry, on)
        ):
            return entry
    return None


def is_override_valid(file: CaseFile, override: Entry, on: dt.date) -> bool:
    """Whether an override is approved by somebody else and valid on a day. Changing it after the request voids it."""
    review = review_of(file, override)
    return (
        override.kind == "override"
        and not override.withdrawn
        and override.revision == 1
        and review is not None
        and review.revision == 1
        and review.written_by != override.written_by
        and review.get("decision") == "agreed"
        and on <= review.get("again_on", dt.date.min)
    )


def override_ends_on(file: CaseFile, override: Entry) -> dt.date | None:
    """The day from which an override that was used carries nothing, because it was refused when it was looked at
    again, changed or taken back; None if it was not. Its own last day is `again_on` of the decision."""
    review = review_of(file, override)
    if override.withdrawn or override.revision > 1:
        return in_india(override.written_at)
    is_refused = review is not None and not is_undecided(review) and review.get("decision") == "refused"
    return review.get("on") if review is not None and is_refused else None


def ground_ends_on(file: CaseFile, referral: Entry, today: dt.date) -> dt.date | None:
    """The first day on which what carried a referral carries it no more; None where no end is known.

    What ended by itself and not by her word is made good by another consent to the same recipient.
    """
    ground = ground_of(file, referral)
    if ground is None:
        return None
    if ground.kind == "override":
        return override_ends_on(file, ground)
    day = end_of(file, ground)
    if day is None or taken_back_on(file, ground) is not None:
        return day
    given = consents_to_share(file, max(day, today), str(referral.get("recipient", "")))
    return None if any(not goes_beyond(one, referral.answers) for one in given) else day


def ground_of(file: CaseFile, referral: Entry) -> Entry | None:
    """The consent or override that a referral names, also one that was taken back."""
    return file.find(referral.get("consent") or referral.get("override"))


def review_of(file: CaseFile, override: Entry) -> Entry | None:
    """The last decision on an override, also a withdrawn or changed one, which does not approve it."""
    row = str(override.row)
    mine = [one for one in file.entries if one.kind == "override_review" and str(one.get("override")) == row]
    return max(mine, key=lambda one: (one.written_at, one.row), default=None)


def is_undecided(review: Entry | None) -> bool:
    """Whether an override waits for a decision. `review`: its `review_of`."""
    return review is None or bool(review.withdrawn) or review.revision > 1


def _is_about(override: Entry, recipient: str, service: Value) -> bool:
    same = plain(str(override.get("recipient", ""))) == plain(recipient)
    return same and override.get("service") == service
