"""Row locks: the walk and a page never deadlock, because key locks stay free and the walk skips locked rows.

A foreign key is checked at the end of its transaction and needs the key of the referenced row. A transaction that
holds this row FOR UPDATE and waits for the ledger would deadlock with it. FOR NO KEY UPDATE still serialises two
writers and lets the check pass.
"""

import datetime as dt

from django.db import connection
from django.test.utils import CaptureQueriesContext

from jatan.foundation.access.actors import Actor
from jatan.kernel import clock
from jatan.programme.journeys.choices import TriggerCode
from jatan.programme.journeys.commands import RecordOutcome
from jatan.programme.journeys.conversation import close_action
from jatan.programme.journeys.departure_commands import GivenAnswer
from jatan.programme.journeys.models import Action, Journey
from jatan.programme.journeys.passes import replace_pass
from jatan.programme.journeys.services import acknowledge_trigger, note_answers, note_trigger, record_outcome
from jatan.programme.safeguarding.models import Contact, Escalation, EscalationStep
from jatan.programme.safeguarding.services import (
    acknowledge_step,
    hand_off_trigger,
    record_contact,
    record_unsolicited_contact,
    take_as_case,
)
from tests.cast import Cast
from tests.programme.safeguarding.builders import As, at, away, day, walked

LEDGER = '"ledger_chain"'


def _locks(asked: CaptureQueriesContext) -> list[str]:
    """The statements that lock rows, except of the ledger chain, which no foreign key references."""
    return [query["sql"] for query in asked if " FOR " in query["sql"] and LEDGER not in query["sql"]]


def _write_everything(by: Actor, journey: Journey) -> None:
    """Write one row of every kind about a journey."""
    note_answers(by=by, journey=journey, answers={"own_phone": GivenAnswer(answer="no")})
    close_action(by=by, action=Action.objects.select_related("place").get())
    trigger = note_trigger(by=by, journey=journey, code=TriggerCode.PAPERS_TAKEN)
    hand_off_trigger(by, trigger)
    acknowledge_trigger(by=by, trigger=trigger, what_was_done="मालिक से बात की")
    replace_pass(by=by, journey=journey)
    replace_pass(by=by, journey=journey)


def test_no_page_locks_row_keys(cast: Cast, as_: As) -> None:
    with CaptureQueriesContext(connection) as asked:
        with as_("coordinator") as by, clock.frozen_at(at(day(1))):
            journey = away(by, cast)
            _write_everything(by, journey)
        walked(1, 10)
        with as_("desk_operator") as by, clock.frozen_at(at(day(1), 12)):
            contact = Contact.objects.select_related("place").get()
            record_contact(by=by, contact=contact, outcome="unreachable")
            acknowledge_step(by=by, step=EscalationStep.objects.get())
        with as_("counsellor") as by, clock.frozen_at(at(day(1), 13)):
            take_as_case(by=by, escalation=Escalation.objects.get(), note="कोड 7")
        with as_("coordinator") as by, clock.frozen_at(at(day(2))):
            record_unsolicited_contact(by=by, journey=journey, outcome="unsafe")
            record_outcome(by=by, command=RecordOutcome(journey=journey, returned_on=day(2)))
    locks = _locks(asked)
    assert len(locks) > 20
    assert [sql for sql in locks if " FOR NO KEY UPDATE" not in sql] == []


def test_the_walk_skips_rows_locked_by_a_page(cast: Cast, as_: As) -> None:
    """The walk locks a journey with its agreement or contact and skips both when either is locked."""
    with as_("coordinator") as by:
        away(by, cast)
    with CaptureQueriesContext(connection) as asked:
        for number in range(1, 4):
            walked(number)
        walked(4)
    locks = [sql for sql in _locks(asked) if "journeys_journey" in sql and "FOR NO KEY UPDATE OF" in sql]
    both = [sql for sql in locks if '"journeys_journey"' in sql.partition(" FOR NO KEY UPDATE OF ")[2]]
    assert {"safeguarding_agreement", "safeguarding_contact"} <= {
        name for sql in both for name in ("safeguarding_agreement", "safeguarding_contact") if name in sql
    }
    assert all(sql.endswith("SKIP LOCKED") or "SKIP LOCKED" in sql for sql in both)
    with as_("coordinator"):
        assert Escalation.objects.get().opened_at - at(day(2)) < dt.timedelta(minutes=1)
