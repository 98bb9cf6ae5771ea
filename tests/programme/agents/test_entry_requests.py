"""After a yes the secretariat can read one entry of a member's register until the given day, and nothing else."""

import datetime as dt
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.db import ProgrammingError, connection, transaction

from jatan.foundation.access.actors import Actor, machine_for
from jatan.foundation.access.gate import Forbidden
from jatan.foundation.access.walls import acting_as
from jatan.foundation.ledger.models import Event
from jatan.kernel import clock
from jatan.kernel.problems import Problem
from jatan.programme.agents import entry_requests
from jatan.programme.agents.models import EntryRequest, Statement
from jatan.programme.agents.services import STATEMENT
from tests.cast import Cast
from tests.programme.agents.builders import a_statement

pytestmark = pytest.mark.django_db
type As = Callable[[str], AbstractContextManager[Actor]]
WHY = "दूसरे राज्य की पुलिस ने पूछा"


@pytest.fixture
def entry(cast: Cast, as_: As) -> Statement:
    with as_("supervisor") as by:
        a_statement(by, cast, name="कोई और")
        return a_statement(by, cast)


@pytest.fixture
def request_(cast: Cast, as_: As, entry: Statement) -> EntryRequest:
    with as_("secretariat") as by:
        return entry_requests.ask_for_entry(
            by=by, organisation_id=cast.gumla.id, number=entry_requests.entry_number(entry.pk).lower(), reason=WHY
        )


def _granted(as_: As, request: EntryRequest, *, days: int = 7, part: str = "coordinator") -> EntryRequest:
    with as_(part) as by:
        until = clock.today() + dt.timedelta(days=days)
        return entry_requests.answer_request(by=by, request=request, reply="yes", until=until)


def _verbs(organisation_id: object) -> list[str]:
    with acting_as(machine_for([organisation_id])):  # type: ignore[list-item]
        rows = Event.objects.filter(organisation_id=organisation_id, verb__startswith="agents.entry").order_by(
            "sequence"
        )
        assert all(row.payload == {} for row in rows)
        return [row.verb.removeprefix("agents.entry_") for row in rows]


@pytest.mark.parametrize("part", ["coordinator", "supervisor"])
def test_after_a_yes_exactly_that_entry_is_readable(
    part: str, cast: Cast, as_: As, entry: Statement, request_: EntryRequest
) -> None:
    with as_("secretariat") as by:
        assert entry_requests.granted_entry(by, request_) is None
        assert not Statement.objects.exists()
    answered = _granted(as_, request_, part=part)
    with as_("secretariat") as by:
        assert entry_requests.granted_entry(by, answered) == entry
        assert list(Statement.objects.all()) == [entry]
    for other in ("researcher", "auditor", "administrator", "khunti_coordinator", "stranger"):
        with as_(other) as by:
            assert not Statement.objects.exists()
            assert entry_requests.granted_entry(by, answered) is None


def test_both_ledgers_have_the_request_without_its_text(cast: Cast, as_: As, request_: EntryRequest) -> None:
    _granted(as_, request_)
    assert _verbs(cast.gumla.id) == _verbs(cast.network.id) == ["asked", "granted"]
    assert _verbs(cast.khunti.id) == []


def test_a_no_grants_nothing_and_is_in_both_ledgers(cast: Cast, as_: As, request_: EntryRequest) -> None:
    with as_("coordinator") as by:
        answered = entry_requests.answer_request(by=by, request=request_, reply="no", note="पहले परिवार से पूछेंगे")
    with as_("secretariat") as by:
        assert entry_requests.granted_entry(by, answered) is None
        assert not Statement.objects.exists()
    assert _verbs(cast.network.id) == ["asked", "refused"]


def test_after_the_last_day_row_level_security_hides_the_entry(as_: As, request_: EntryRequest) -> None:
    with clock.frozen_at(clock.now() - dt.timedelta(days=10)):
        answered = _granted(as_, request_, days=9)
    with as_("secretariat") as by:
        assert answered.until == clock.today() - dt.timedelta(days=1)
        assert entry_requests.granted_entry(by, answered) is None
        assert not Statement.objects.exists()


def test_the_last_day_is_included(as_: As, entry: Statement, request_: EntryRequest) -> None:
    answered = _granted(as_, request_, days=0)
    with as_("secretariat") as by:
        assert entry_requests.granted_entry(by, answered) == entry


def test_a_colleague_of_the_asking_account_reads_neither_request_nor_entry(
    cast: Cast, as_: As, request_: EntryRequest
) -> None:
    answered = _granted(as_, request_)
    colleague = cast.actor("secretariat")
    other = Actor(cast.accounts["stranger"].pk, colleague.posts, colleague.network)
    with acting_as(other):
        assert entry_requests.granted_entry(other, answered) is None
        assert list(entry_requests.requests_made(other)) == []


def test_a_withdrawn_entry_is_no_longer_readable(as_: As, entry: Statement, request_: EntryRequest) -> None:
    answered = _granted(as_, request_)
    with as_("coordinator") as by:
        STATEMENT.withdraw(by=by, row=entry, reason="ग़लत")
    with as_("secretariat") as by:
        assert entry_requests.granted_entry(by, answered) is None


def test_an_unknown_number_is_accepted_and_cannot_be_granted(cast: Cast, as_: As) -> None:
    with as_("secretariat") as by:
        wrong = entry_requests.ask_for_entry(by=by, organisation_id=cast.gumla.id, number="00000-00000", reason=WHY)
    with pytest.raises(Problem, match="unknown_entry"):
        _granted(as_, wrong)


def test_a_number_of_another_members_entry_cannot_be_granted(cast: Cast, as_: As, entry: Statement) -> None:
    with as_("secretariat") as by:
        number = entry_requests.entry_number(entry.pk)
        astray = entry_requests.ask_for_entry(by=by, organisation_id=cast.khunti.id, number=number, reason=WHY)
    with pytest.raises(Problem, match="unknown_entry"):
        _granted(as_, astray, part="khunti_coordinator")


@pytest.mark.parametrize("part", ["field_worker", "desk_operator", "counsellor", "secretariat", "khunti_coordinator"])
def test_other_roles_cannot_answer(part: str, as_: As, request_: EntryRequest) -> None:
    with as_(part) as by, pytest.raises((Forbidden, EntryRequest.DoesNotExist)):
        entry_requests.answer_request(by=by, request=request_, reply="yes", until=clock.today())


@pytest.mark.parametrize("part", ["coordinator", "researcher", "auditor", "administrator", "stranger"])
def test_other_roles_cannot_ask(part: str, cast: Cast, as_: As) -> None:
    with as_(part) as by, pytest.raises(Forbidden):
        entry_requests.ask_for_entry(by=by, organisation_id=cast.gumla.id, number="0123456789", reason=WHY)


@pytest.mark.parametrize(
    ("reply", "days", "code"),
    [
        ("yes", None, "missing_required"),
        ("yes", -1, "no_such_date"),
        ("yes", 999, "no_such_date"),
        ("", 3, "missing_required"),
    ],
)
def test_a_yes_needs_a_valid_last_day(as_: As, request_: EntryRequest, reply: str, days: int | None, code: str) -> None:
    until = None if days is None else clock.today() + dt.timedelta(days=days)
    with as_("coordinator") as by, pytest.raises(Problem, match=code):
        entry_requests.answer_request(by=by, request=request_, reply=reply, until=until)


def test_a_request_is_answered_once(as_: As, request_: EntryRequest) -> None:
    _granted(as_, request_)
    with as_("supervisor") as by, pytest.raises((Problem, EntryRequest.DoesNotExist)):
        entry_requests.answer_request(by=by, request=request_, reply="no")


@pytest.mark.parametrize(
    ("number", "reason"),
    [("123", WHY), ("K7Q2M-9XA4T", " "), ("K7Q2M-9XA4T", "x" * 501), ("K7Q2M-9XA4T", "2341 2341 2346")],
)
def test_an_invalid_request_is_refused(cast: Cast, as_: As, number: str, reason: str) -> None:
    with as_("secretariat") as by, pytest.raises(Problem):
        entry_requests.ask_for_entry(by=by, organisation_id=cast.gumla.id, number=number, reason=reason)


def test_row_level_security_prevents_answering_ones_own_request(
    as_: As, request_: EntryRequest, entry: Statement
) -> None:
    """Row-level security alone: the asking account cannot answer, and the answering one cannot ask."""
    with as_("secretariat"):
        assert EntryRequest.objects.update(reply="yes", statement=entry.pk, until=clock.today()) == 0
        assert not Statement.objects.exists()
    where = {"organisation_id": request_.organisation_id, "asked_from_id": request_.asked_from_id}
    planted = {"number": "0123456789", "reason": WHY, "asked_by": request_.asked_by, **where}
    for part, more in (("coordinator", {}), ("secretariat", {"reply": "yes", "statement_id": entry.pk})):
        with as_(part), pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            EntryRequest.objects.bulk_create([EntryRequest(**planted, **more)])


def test_the_second_policy_still_allows_the_indexes(cast: Cast, as_: As, request_: EntryRequest) -> None:
    with as_("supervisor"), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(
            "EXPLAIN SELECT id FROM agents_statement WHERE organisation_id = %s AND name_key = 'brs mht'",
            [cast.gumla.id],
        )
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "Index Cond: ((organisation_id" in plan
    assert "InitPlan" in plan
