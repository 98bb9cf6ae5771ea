"""What a new house still needs, counted from accounts, organisations and the ledger."""

import uuid
from collections.abc import Iterable

import pytest
from allauth.mfa.models import Authenticator
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jatan.foundation.access.actors import Actor
from jatan.foundation.access.models import AccessRequest, Account, Outcome, Posting, RequestKind
from jatan.foundation.access.permissions import Role
from jatan.foundation.access.setup_progress import (
    Item,
    SetupItem,
    Step,
    coordinator_items,
    is_shown_to,
    members_with_cases,
    network_items,
)
from jatan.foundation.access.walls import acting_as
from jatan.foundation.ledger.services import record_event
from jatan.foundation.network.models import Kind, Organisation, OrganisationDistrict
from jatan.intake.registers import events
from jatan.intake.registers.first_registers import (
    REGISTERS_BEGUN,
    begin_with_empty_registers,
    without_registers,
)
from jatan.kernel import clock
from tests.cast import Cast

pytestmark = pytest.mark.django_db

type Missed = dict[Item, dict[Step, set[str]]]


def missing(items: Iterable[SetupItem]) -> Missed:
    """{item: {step: codes of the members}} of what is not done."""
    return {
        row.item: {one.step: {member.code for member in one.members} for one in row.missing}
        for row in items
        if not row.is_done
    }


def of_network(cast: Cast, part: str = "administrator", *, has_backup: bool = False) -> Missed:
    with acting_as(cast.actor(part)) as by:
        return missing(network_items(by, registers_begun=REGISTERS_BEGUN, has_backup=has_backup))


def of_coordinator(cast: Cast, part: str = "coordinator") -> Missed:
    with acting_as(cast.actor(part)) as by:
        return missing(coordinator_items(by, registers_begun=REGISTERS_BEGUN))


def with_second_step(*accounts: Account) -> None:
    for account in accounts:
        Authenticator.objects.create(user=account, type=Authenticator.Type.TOTP, data={"secret": "x"})


def signed_in(*accounts: Account) -> None:
    Account.objects.filter(pk__in=[account.pk for account in accounts]).update(last_login=clock.now())


def event(by: Actor, organisation: Organisation, verb: str, about: uuid.UUID, **payload: object) -> None:
    record_event(
        organisation_id=organisation.pk, by=by.account_id, verb=verb, about_type="vault", about=about, payload=payload
    )


def keys_made(cast: Cast, *verbs: str) -> None:
    """Events of keys in Gumla, in this order: `ceremony_held` is about the office, the others about the supervisor."""
    with acting_as(cast.actor("supervisor")) as by:
        for verb in verbs:
            about = cast.gumla.pk if verb == "ceremony_held" else cast.accounts["supervisor"].pk
            event(by, cast.gumla, f"keys.{verb}", about)


def without(cast: Cast, *parts: str) -> None:
    Posting.objects.filter(account__in=[cast.accounts[part].pk for part in parts]).delete()


@pytest.mark.parametrize(
    ("part", "is_shown"),
    [
        ("administrator", True),
        ("secretariat", True),
        ("coordinator", True),
        ("supervisor", False),
        ("desk_operator", False),
        ("field_worker", False),
        ("researcher", False),
        ("auditor", False),
        ("stranger", False),
    ],
)
def test_it_is_shown_to_those_who_set_the_house_up(cast: Cast, part: str, *, is_shown: bool) -> None:
    assert is_shown_to(cast.actor(part)) is is_shown


def test_a_house_with_nobody_but_its_administrator_misses_everything(cast: Cast) -> None:
    without(cast, *(part for part in cast.accounts if part != "administrator"))
    Organisation.objects.filter(kind=Kind.MEMBER).update(member_until="2022-01-01")
    assert of_network(cast) == {
        Item.SECOND_STEP: {Step.SET_UP_SECOND_STEP: set()},
        Item.SECOND_PERSON: {Step.INVITE_SECOND_PERSON: set()},
        Item.MEMBERS: {Step.ENTER_MEMBER: set()},
        Item.COORDINATORS: {Step.INVITE_COORDINATOR: set()},
        Item.REGISTERS: {Step.IMPORT_REGISTERS: set()},
        Item.KEYS: {Step.INVITE_SUPERVISOR: set()},
        Item.BACKUPS: {Step.BACK_UP: set()},
    }


def test_the_second_person_is_invited_signs_in_and_sets_up_her_second_step(cast: Cast) -> None:
    second = cast.accounts["secretariat"]
    assert of_network(cast)[Item.SECOND_PERSON] == {Step.SECOND_PERSON_SIGNS_IN: set()}
    signed_in(second)
    assert of_network(cast)[Item.SECOND_PERSON] == {Step.SECOND_PERSON_SETS_UP: set()}
    with_second_step(second)
    assert Item.SECOND_PERSON not in of_network(cast)
    assert Item.SECOND_STEP not in of_network(cast, "secretariat")
    assert of_network(cast, "secretariat")[Item.SECOND_PERSON] == {Step.SECOND_PERSON_SIGNS_IN: set()}


def asked(cast: Cast, part: str, office: Organisation, role: Role) -> None:
    """The posting of this part is one that still waits for a second person."""
    without(cast, part)
    AccessRequest.objects.create(
        kind=RequestKind.POSTING, account=cast.accounts[part], organisation=office, role=role, since=clock.today()
    )


def test_postings_that_wait_for_a_second_person_are_no_postings_yet(cast: Cast) -> None:
    asked(cast, "secretariat", cast.network, Role.SECRETARIAT)
    asked(cast, "khunti_coordinator", cast.khunti, Role.COORDINATOR)
    asked(cast, "supervisor", cast.gumla, Role.SUPERVISOR)
    found = of_network(cast)
    assert found[Item.SECOND_PERSON] == {Step.SECOND_PERSON_AGREES: set()}
    assert found[Item.COORDINATORS] == {Step.SECOND_PERSON_AGREES: {"T02"}, Step.COORDINATOR_SIGNS_IN: {"T01"}}
    assert found[Item.KEYS] == {Step.SECOND_PERSON_AGREES: {"T01"}}
    assert Item.STAFF not in of_coordinator(cast)
    AccessRequest.objects.update(outcome=Outcome.REFUSED)
    found = of_network(cast)
    assert found[Item.SECOND_PERSON] == {Step.INVITE_SECOND_PERSON: set()}
    assert found[Item.COORDINATORS] == {Step.INVITE_COORDINATOR: {"T02"}, Step.COORDINATOR_SIGNS_IN: {"T01"}}
    assert found[Item.KEYS] == {Step.INVITE_SUPERVISOR: {"T01"}}


def test_an_account_that_is_closed_is_no_second_person(cast: Cast) -> None:
    with_second_step(cast.accounts["secretariat"])
    Account.objects.filter(pk=cast.accounts["secretariat"].pk).update(is_active=False)
    assert of_network(cast)[Item.SECOND_PERSON] == {Step.INVITE_SECOND_PERSON: set()}


def test_members_need_districts_and_a_coordinator_who_has_signed_in(cast: Cast) -> None:
    OrganisationDistrict.objects.filter(organisation=cast.khunti).delete()
    without(cast, "khunti_coordinator")
    found = of_network(cast)
    assert found[Item.MEMBERS] == {Step.ADD_DISTRICT: {"T02"}}
    assert found[Item.COORDINATORS] == {Step.INVITE_COORDINATOR: {"T02"}, Step.COORDINATOR_SIGNS_IN: {"T01"}}
    signed_in(cast.accounts["coordinator"])
    assert of_network(cast)[Item.COORDINATORS] == {Step.INVITE_COORDINATOR: {"T02"}}


@pytest.mark.parametrize("part", ["administrator", "secretariat"])
def test_a_workbook_or_the_word_that_there_is_none_begins_the_registers(cast: Cast, part: str) -> None:
    with acting_as(cast.actor("coordinator")) as by:
        event(by, cast.gumla, events.WORKBOOK_IMPORTED, uuid.uuid4(), counts={})
    assert of_network(cast, part)[Item.REGISTERS] == {Step.IMPORT_REGISTERS: {"T01", "T02"}}, "nothing was recognised"
    with acting_as(cast.actor("coordinator")) as by:
        event(by, cast.gumla, events.WORKBOOK_IMPORTED, uuid.uuid4(), counts={"shg_meeting": {"imported": 3}})
    assert of_network(cast, part)[Item.REGISTERS] == {Step.IMPORT_REGISTERS: {"T02"}}
    with acting_as(cast.actor("khunti_coordinator")) as by:
        assert [row.code for row in without_registers(by)] == ["T02"]
        assert begin_with_empty_registers(by=by, organisation_id=cast.khunti.pk)
        assert not begin_with_empty_registers(by=by, organisation_id=cast.khunti.pk), "once is enough"
        assert without_registers(by) == []
    assert Item.REGISTERS not in of_network(cast, part)


def test_keys_go_from_the_ceremony_to_a_supervisor_who_is_sworn_in(cast: Cast) -> None:
    """Khunti has nobody who works on cases and needs no keys."""
    assert of_network(cast)[Item.KEYS] == {Step.HOLD_CEREMONY: {"T01"}}
    keys_made(cast, "ceremony_held")
    assert of_network(cast)[Item.KEYS] == {Step.SUPERVISOR_SETS_UP_KEYS: {"T01"}}
    keys_made(cast, "set_up")
    assert of_coordinator(cast)[Item.KEYS] == {Step.CERTIFY_SUPERVISOR: {"T01"}}
    with acting_as(cast.actor("coordinator")) as by:
        shown = members_with_cases(by.home_organisations)
    assert [(row.code, step, emails) for row, step, emails in shown] == [
        ("T01", Step.CERTIFY_SUPERVISOR, ["supervisor@example.org"])
    ]
    keys_made(cast, "sworn_in")
    assert Item.KEYS not in of_network(cast)
    keys_made(cast, "set_up")
    assert of_network(cast)[Item.KEYS] == {Step.CERTIFY_SUPERVISOR: {"T01"}}, "new keys are not sworn in yet"
    without(cast, "supervisor")
    assert of_network(cast)[Item.KEYS] == {Step.INVITE_SUPERVISOR: {"T01"}}


def test_a_coordinator_has_her_own_list(cast: Cast) -> None:
    without(cast, *(part for part in cast.accounts if part != "coordinator"))
    assert of_coordinator(cast) == {
        Item.SECOND_STEP: {Step.SET_UP_SECOND_STEP: set()},
        Item.STAFF: {Step.INVITE_STAFF: {"T01"}},
        Item.REGISTERS: {Step.IMPORT_REGISTERS: {"T01"}},
    }


def test_a_house_that_is_set_up_misses_nothing(cast: Cast) -> None:
    with_second_step(*(cast.accounts[part] for part in ("administrator", "secretariat", "coordinator")))
    signed_in(cast.accounts["coordinator"], cast.accounts["khunti_coordinator"])
    keys_made(cast, "ceremony_held", "set_up", "sworn_in")
    for part, office in (("coordinator", cast.gumla), ("khunti_coordinator", cast.khunti)):
        with acting_as(cast.actor(part)) as by:
            begin_with_empty_registers(by=by, organisation_id=office.pk)
    assert (of_network(cast, has_backup=True), of_coordinator(cast)) == ({}, {})


@pytest.mark.parametrize("members", [2, 13])
def test_the_list_takes_two_queries_however_many_members_there_are(cast: Cast, members: int) -> None:
    Organisation.objects.bulk_create(
        Organisation(code=f"M{n}", kind=Kind.MEMBER, name_hi="सदस्य", name_en="Member") for n in range(members - 2)
    )
    with acting_as(cast.actor("administrator")) as by, CaptureQueriesContext(connection) as asked:
        items = network_items(by, registers_begun=REGISTERS_BEGUN, has_backup=False)
    registers = next(row for row in items if row.item is Item.REGISTERS)
    assert (len(asked), len(registers.missing[0].members)) == (2, members)


def test_the_registers_are_looked_up_by_their_index(cast: Cast) -> None:
    """The ledger of a house grows for ever, and the home page asks it at every visit."""
    with connection.cursor() as cursor, acting_as(cast.actor("administrator")) as by:
        cursor.execute("SET LOCAL enable_seqscan = off")
        with CaptureQueriesContext(connection) as asked:
            network_items(by, registers_begun=REGISTERS_BEGUN, has_backup=False)
        cursor.execute(f"EXPLAIN {asked[0]['sql']}")
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "ledger_event_registers_begun" in plan, plan
