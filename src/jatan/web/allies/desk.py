"""The record pages of allies, with meetings, asks and promises. Those of media mentions are in `mentions`."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from jatan.foundation.access.permissions import Permission as P
from jatan.kernel import clock
from jatan.programme.allies import commands, parts, selectors, services
from jatan.programme.allies.choices import AllyKind, AllyLevel, Outcome
from jatan.programme.allies.models import Ally, Ask, Commitment, Meeting
from jatan.web.allies.mentions import MENTIONS
from jatan.web.allies.record_forms import (
    AllyForm,
    AskForm,
    CommitmentOutcomeForm,
    MeetingForm,
    PromiseForm,
)
from jatan.web.ui.components import states
from jatan.web.ui.records.columns import PLACE, by_choice, display_fields
from jatan.web.ui.records.desk import Desk, DisplayField, Part, Step
from jatan.web.ui.records.withdrawal import child_withdraw_step


def _outcome(row: Commitment) -> states.Badge:
    outcome = Outcome(row.outcome)
    if outcome is not Outcome.OPEN:
        return states.late(outcome.label) if outcome is Outcome.BROKEN else states.done(outcome.label)
    is_late = row.due_on is not None and row.due_on < clock.today()
    return states.late(_("overdue")) if is_late else states.soon(outcome.label)


def _about(ally: Ally, answers: Any) -> dict[str, Any]:
    return {"organisation": ally.organisation_id, "place": ally.place, "ally": ally, **answers}


_WITHDRAW = child_withdraw_step(
    P.ALLIES_RECORD, P.ALLIES_RECORD, lambda by, row, reason: parts.withdraw_part(by=by, part=row, reason=reason)
)

_MEETINGS = Part(
    slug="meetings",
    title=_("Meetings"),
    see=P.ALLIES_SEE,
    rows=lambda by, ally: selectors.meetings(by).filter(ally=ally),
    columns=display_fields(Meeting, "held_on", "purpose", "outcome"),
    add_label=_("Record a meeting"),
    record=P.ALLIES_RECORD,
    form=MeetingForm,
    add=lambda by, ally, a: services.record_meeting(by=by, command=commands.RecordMeeting(**_about(ally, a))),
    initial=lambda ally: {"held_on": clock.today()},
    steps=(_WITHDRAW,),
)
_ASKS = Part(
    slug="asks",
    title=_("What we asked"),
    see=P.ALLIES_SEE,
    rows=lambda by, ally: selectors.asks(by).filter(ally=ally),
    columns=display_fields(Ask, "asked_on", "what"),
    add_label=_("Record an ask"),
    record=P.ALLIES_RECORD,
    form=AskForm,
    add=lambda by, ally, a: services.record_ask(by=by, command=commands.RecordAsk(**_about(ally, a))),
    initial=lambda ally: {"asked_on": clock.today()},
    steps=(_WITHDRAW,),
)
_PROMISES = Part(
    slug="promises",
    title=_("What was promised"),
    see=P.ALLIES_SEE,
    rows=lambda by, ally: selectors.commitments(by).filter(ally=ally),
    columns=(
        *display_fields(Commitment, "promised_on", "what", "due_on"),
        DisplayField(_("What became of it"), _outcome, "badge"),
        *display_fields(Commitment, "what_became"),
    ),
    add_label=_("Record a promise"),
    record=P.ALLIES_RECORD,
    form=PromiseForm,
    add=lambda by, ally, a: services.record_commitment(by=by, command=commands.RecordCommitment(**_about(ally, a))),
    initial=lambda ally: {"promised_on": clock.today()},
    steps=(
        Step(
            slug="settle",
            label=_("What became of it"),
            needs=P.ALLIES_RECORD,
            act=lambda by, row, a: services.record_commitment_outcome(by=by, commitment=row, **a),
            form=CommitmentOutcomeForm,
            is_open=lambda row: row.outcome == Outcome.OPEN,
            initial=lambda row: {"settled_on": clock.today()},
        ),
        _WITHDRAW,
    ),
)

ALLIES = Desk(
    slug="allies",
    model=Ally,
    title=_("Allies and offices"),
    icon="allies",
    see=P.ALLIES_SEE,
    record=P.ALLIES_RECORD,
    correct=P.ALLIES_RECORD,
    rows=selectors.allies,
    find=selectors.find_ally,
    search=selectors.search,
    label=lambda row: row.name,
    form=AllyForm,
    add_label=_("Record an ally"),
    register=lambda by, a: services.register_ally(by=by, command=commands.RegisterAlly(**a)),
    amend=lambda by, row, changes: services.amend_ally(by=by, ally=row, changes=changes),
    withdraw=lambda by, row, reason: services.withdraw_ally(by=by, ally=row, reason=reason),
    columns=(
        *display_fields(Ally, "name", "kind", "level"),
        PLACE,
        DisplayField(_("Recorded by"), "organisation.name"),
    ),
    facts=(
        *display_fields(Ally, "kind", "level", "is_ahtu", "contact_person", "phone", "email", "role_text"),
        PLACE,
        DisplayField(_("Recorded by"), "organisation.name"),
    ),
    filters=(by_choice("kind", _("Kind"), AllyKind), by_choice("level", _("Level"), AllyLevel)),
    parts=(_PROMISES, _ASKS, _MEETINGS),
    exports=P.SHARED_EXPORT,
)

DESKS = (ALLIES, MENTIONS)
