"""Tables and ledgers of two members together do not reveal which case was referred to which."""

import datetime as dt
import uuid
from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from django.apps import apps

from jatan.foundation.ledger.models import Event
from jatan.foundation.vault.models import Letter
from jatan.kernel import clock
from jatan.programme.cases import sharing_events
from jatan.programme.cases.sharing.answers import take_answers
from jatan.programme.cases.sharing.letter_bodies import REFERRAL
from jatan.programme.cases.sharing.reception import answer_referral, take_referral
from jatan.programme.cases.sharing.referrals import note_answer
from tests.programme.cases.two_offices import TwoHouses

pytestmark = pytest.mark.django_db
_APPS = ("vault", "cases", "ledger")
_UUID_LENGTH = 36


def identifying_values(value: Any) -> Iterator[Any]:
    """Ids and instants, wherever in a value they stand: what two rows could have in common and tell apart by."""
    if isinstance(value, uuid.UUID | dt.datetime):
        yield value
    elif isinstance(value, dict | list):
        for one in value.values() if isinstance(value, dict) else value:
            yield from identifying_values(one)
    elif isinstance(value, str) and len(value) == _UUID_LENGTH:
        yield uuid.UUID(value)


def rows_of(houses: TwoHouses) -> list[frozenset[Any]]:
    """What each row of both members' tables tells."""
    found = []
    for house in (houses.gumla, houses.khunti):
        with house.acting("supervisor"):
            for model in (model for name in _APPS for model in apps.get_app_config(name).get_models()):
                rows = model._base_manager.values()
                found += [frozenset(one for value in row.values() for one in identifying_values(value)) for row in rows]
    return found


def reached(start: uuid.UUID, rows: Iterable[frozenset[Any]], common: set[Any]) -> set[Any]:
    """Everything that hangs together with `start`, row by row; `common` is in too many rows to tell anything."""
    found, fresh = set[Any](), {start}
    while fresh:
        found |= fresh
        fresh = {one for row in rows if row & (found - common) for one in row} - found
    return found


def there_and_back(houses: TwoHouses) -> tuple[uuid.UUID, uuid.UUID]:
    """Referred, taken in, done, taken back: the case of Gumla and that of Khunti."""
    here = houses.send(houses.ready())
    (letter,) = houses.waiting(houses.khunti, REFERRAL)
    with houses.khunti.acting():
        there = take_referral(**houses.khunti.mine(), letter=letter, team=houses.khunti.team.pk)
    take_answers(**houses.gumla.mine())
    with houses.khunti.acting():
        row = there.file.all("incoming")[0].row
        answer_referral(**houses.khunti.mine(), case_file=there, row=row, answers={"state": "done"})
    take_answers(**houses.gumla.mine())
    with houses.gumla.acting():
        again = houses.send(houses.gumla.read(here.case.pk))
        given = {"state": "revoked", "on": clock.today(), "reason": "उसने मना कर दिया"}
        note_answer(**houses.gumla.mine(), case_file=again, row=again.file.all("referral")[-1].row, answers=given)
    with houses.khunti.acting():
        take_answers(**houses.khunti.mine())
    return here.case.pk, there.case.pk


def common_ids(houses: TwoHouses) -> set[Any]:
    """Organisations, people, teams and the quarter's beginning: they stand in rows of many cases."""
    organisations = {houses.gumla.keys.organisation_id, houses.khunti.keys.organisation_id}
    teams = {houses.gumla.team.pk, houses.khunti.team.pk}
    people = {*houses.gumla.keys.people.values(), *houses.khunti.keys.people.values()}
    accounts = {account.pk for account in houses.khunti.cast.accounts.values()}
    return organisations | teams | people | accounts | {clock.quarter_start()}


def test_from_her_case_here_no_row_leads_to_her_case_there_nor_to_the_other_member(houses: TwoHouses) -> None:
    here, there = there_and_back(houses)
    rows, common = rows_of(houses), common_ids(houses)
    from_here, from_there = reached(here, rows, common), reached(there, rows, common)
    assert len(from_here) > 30
    assert len(from_there) > 20
    assert houses.khunti.keys.organisation_id not in from_here
    assert houses.gumla.keys.organisation_id not in from_there
    assert from_here & from_there <= common


def test_ledger_events_of_letters_name_no_case_letter_or_member(houses: TwoHouses) -> None:
    there_and_back(houses)
    verbs = (sharing_events.LETTER_SENT, sharing_events.LETTER_TAKEN)
    logged: list[Event] = []
    for house in (houses.gumla, houses.khunti):
        with house.acting("supervisor"):
            logged += Event.objects.filter(verb__in=verbs, organisation=house.keys.organisation_id)
    assert len(logged) >= 8
    assert {event.about for event in logged} == {None}
    assert {name for event in logged for name in event.payload} == {"kind"}


def test_an_accepted_letter_is_deleted_and_its_id_holds_no_timestamp(houses: TwoHouses) -> None:
    houses.send(houses.ready())
    (letter,) = houses.waiting(houses.khunti, REFERRAL)
    assert letter.pk.version == 4
    with houses.khunti.acting():
        take_referral(**houses.khunti.mine(), letter=letter, team=houses.khunti.team.pk)
        assert not Letter.objects.filter(kind=REFERRAL).exists()
