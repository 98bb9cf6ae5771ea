"""Only readers with a key open a file; for others it does not exist."""

import datetime as dt
from typing import Any

import pytest

from jatan.foundation.access.gate import Forbidden
from jatan.foundation.access.walls import acting_as
from jatan.foundation.ledger.models import Event
from jatan.foundation.vault import membership
from jatan.foundation.vault.casekeys import Reader, permanent_readers
from jatan.foundation.vault.choices import Kind
from jatan.foundation.vault.keyrings import FIRST_STATEMENT
from jatan.foundation.vault.models import Section, Wrap
from jatan.foundation.vault.refusal import Refused
from jatan.kernel import clock
from jatan.kernel.ids import new_id
from jatan.kernel.problems import Problem
from jatan.programme.cases import file_events
from jatan.programme.cases.file.access import open_file, readable_case
from jatan.programme.cases.file.access_grants import give_case, take_case_from
from tests.programme.cases.case_office import CaseHouse

pytestmark = pytest.mark.django_db


def outsider(house: CaseHouse) -> None:
    """Make the desk operator's account a counsellor without a team; these tests use it as legal officer."""
    with acting_as(house.by("supervisor")):
        house.keys.join("legal")


def test_the_team_reads_it_and_a_colleague_outside_does_not(house: CaseHouse) -> None:
    case_file = house.open_case()
    assert house.read(case_file.case.pk).file.code == case_file.case.code
    with house.acting("supervisor"):
        assert house.read(case_file.case.pk, "supervisor").file.code == case_file.case.code
    outsider(house)
    with pytest.raises(Refused):
        house.ring("legal").case_key(case_file.case.pk)


def test_absent_and_forbidden_look_the_same(house: CaseHouse) -> None:
    with pytest.raises(Forbidden):
        house.read(new_id())
    case_file = house.open_case()
    Wrap.objects.filter(case=case_file.case.pk).exclude(kind=Kind.RECOVERY).delete()
    with pytest.raises(Forbidden):
        house.read(case_file.case.pk)


def test_a_keyring_of_somebody_else_opens_nothing_for_me(house: CaseHouse) -> None:
    case_file = house.open_case()
    with pytest.raises(Forbidden):
        open_file(house.by("colleague"), house.ring("counsellor"), case_file.case.pk)
    with pytest.raises(Forbidden):
        open_file(house.by("secretariat"), house.ring("counsellor"), case_file.case.pk)


def test_a_case_always_has_two_active_readers_and_the_recovery_officers(house: CaseHouse) -> None:
    case_file = house.open_case()
    assert len(permanent_readers(house.cast.gumla.pk, case_file.case.pk)) >= 2
    assert Wrap.objects.filter(case=case_file.case.pk, kind=Kind.RECOVERY).count() == 1


def test_given_until_a_day_it_is_closed_the_day_after(house: CaseHouse) -> None:
    case_file = house.open_case()
    outsider(house)
    legal = house.keys.people["legal"]
    until = clock.today() + dt.timedelta(days=2)
    with house.acting():
        give_case(
            by=house.by("counsellor"),
            keyring=house.ring("counsellor"),
            case_file=case_file,
            to=Reader(Kind.USER, legal, until),
            reason="अदालत",
            names={legal: "legal"},
        )
        assert house.ring("legal").case_key(case_file.case.pk).version == 1
        with clock.frozen_at(clock.now() + dt.timedelta(days=3)), pytest.raises(Refused):
            house.ring("legal").case_key(case_file.case.pk)


def test_who_reads_it_until_a_day_gives_it_to_nobody_and_takes_it_from_nobody(house: CaseHouse) -> None:
    case_file = house.open_case()
    outsider(house)
    legal, counsellor = house.keys.people["legal"], house.keys.people["counsellor"]
    mine: dict[str, Any] = {"by": house.by("counsellor"), "case_file": case_file}
    until = Reader(Kind.USER, legal, clock.today())
    with house.acting():
        give_case(**mine, keyring=house.ring("counsellor"), to=until, reason="अदालत", names={legal: "x"})
        mine = {"by": house.by("counsellor"), "keyring": house.ring("legal")}
        mine["case_file"] = house.read(case_file.case.pk)
        with pytest.raises(Problem, match="reads_until_a_day"):
            give_case(**mine, to=Reader(Kind.USER, legal), reason="x", names={legal: "x"})
        with pytest.raises(Problem, match="reads_until_a_day"):
            take_case_from(**mine, principal=counsellor, name="x", reason="x")
        assert house.read(case_file.case.pk).file.all("consent")


def test_taken_away_it_is_closed_at_once_and_sealed_anew(house: CaseHouse) -> None:
    case_file = house.open_case()
    outsider(house)
    legal = house.keys.people["legal"]
    with house.acting():
        mine = {"by": house.by("counsellor"), "keyring": house.ring("counsellor")}
        give_case(**mine, case_file=case_file, to=Reader(Kind.USER, legal), reason="अदालत", names={legal: "legal"})
        now = take_case_from(**mine, case_file=case_file, principal=legal, name="legal", reason="काम पूरा")
        assert now.key.version == 2
        assert set(Section.objects.filter(case=case_file.case.pk).values_list("dek_version", flat=True)) == {2}
        with pytest.raises(Refused):
            house.ring("legal").case_key(case_file.case.pk)
        assert house.read(case_file.case.pk).file.all("consent")


def test_why_somebody_may_read_stands_in_the_file_and_nowhere_else(house: CaseHouse) -> None:
    case_file = house.open_case()
    outsider(house)
    legal, until = house.keys.people["legal"], clock.today() + dt.timedelta(days=2)
    with house.acting():
        mine = {"by": house.by("counsellor"), "keyring": house.ring("counsellor")}
        now = give_case(
            **mine, case_file=case_file, to=Reader(Kind.USER, legal, until), reason="अदालत", names={legal: "Test legal"}
        )
        take_case_from(**mine, case_file=now, principal=legal, name="Test legal", reason="काम पूरा")
        first, second = house.read(case_file.case.pk).file.all("reader")
        assert first.answers == {"deed": "given", "to": "Test legal", "until": until, "reason": "अदालत"}
        assert second.answers == {"deed": "taken", "to": "Test legal", "reason": "काम पूरा"}
        logged = list(Event.objects.filter(verb__in=(file_events.READER_GIVEN, file_events.READER_TAKEN)))
        assert [set(event.payload) for event in logged] == [{"to", "until", FIRST_STATEMENT}, {"to", FIRST_STATEMENT}]


def test_nobody_outside_the_list_is_given_a_case_and_never_without_a_reason(house: CaseHouse) -> None:
    found = house.open_case()
    mine = {"by": house.by("counsellor"), "keyring": house.ring("counsellor"), "case_file": found}
    stranger = house.cast.accounts["stranger"].pk
    with pytest.raises(Problem):
        give_case(**mine, to=Reader(Kind.USER, stranger), reason="x", names={})
    with pytest.raises(Problem):
        give_case(**mine, to=Reader(Kind.USER, stranger), reason=" ", names={stranger: "x"})


def test_who_left_the_team_reads_nothing_more(house: CaseHouse) -> None:
    case_file = house.open_case()
    with house.acting("supervisor"):
        membership.remove_member(house.ring("supervisor"), house.team, house.keys.people["colleague"])
    with house.acting("colleague"), pytest.raises(Forbidden):
        house.read(case_file.case.pk, "colleague")
    with house.acting():
        assert (
            readable_case(house.by("counsellor"), house.ring("counsellor"), case_file.case.pk)[0].pk
            == case_file.case.pk
        )
