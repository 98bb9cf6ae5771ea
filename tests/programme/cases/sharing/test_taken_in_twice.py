"""The same file or letter taken in twice is one case, if whoever takes it in says so."""

import pytest

from jatan.foundation.vault.models import Letter
from jatan.kernel.problems import Problem
from jatan.programme.cases.exchange.archive import Reason, write_export
from jatan.programme.cases.exchange.levels import Level
from jatan.programme.cases.file.access import OpenCaseFile
from jatan.programme.cases.models import Case
from jatan.programme.cases.sharing.exports import make_export, take_export
from jatan.programme.cases.sharing.file_import import read_import, seal_import, take_import
from jatan.programme.cases.sharing.letter_bodies import REFERRAL
from jatan.programme.cases.sharing.reception import read_referral, take_referral
from jatan.programme.cases.sharing.same_case import known_cases
from tests.programme.cases.case_office import CaseHouse
from tests.programme.cases.exchange.samples import whole_record
from tests.programme.cases.sharing.test_what_leaves import with_court_day
from tests.programme.cases.two_offices import TwoHouses

pytestmark = pytest.mark.django_db


def uploaded(house: CaseHouse, content: bytes, passphrase: str) -> Letter:
    with house.acting():
        (letter,) = seal_import(**house.mine(), content=content, passphrase=passphrase, source="गुमला")
    return letter


def known(house: CaseHouse, letter: Letter) -> list[Case]:
    with house.acting():
        read = read_referral if letter.kind == REFERRAL else read_import
        return known_cases(house.ring("counsellor"), read(house.ring("counsellor"), letter))


def taken(house: CaseHouse, letter: Letter, into: Case | None = None) -> OpenCaseFile:
    take = take_referral if letter.kind == REFERRAL else take_import
    with house.acting():
        return take(**house.mine(), letter=letter, team=house.team.pk, into=into.pk if into else None)


def her_file(houses: TwoHouses, case_file: OpenCaseFile) -> tuple[bytes, str]:
    row, passphrase = make_export(**houses.gumla.mine(), case_file=case_file, reason="her_copy", level="full")
    return take_export(**houses.gumla.mine(), pk=row.pk), passphrase


def test_a_file_taken_in_twice_and_its_letter_are_one_case(houses: TwoHouses) -> None:
    case_file = houses.ready()
    content, passphrase = her_file(houses, case_file)
    houses.send(case_file)
    first = uploaded(houses.khunti, content, passphrase)
    assert known(houses.khunti, first) == []
    case = taken(houses.khunti, first).case
    second = uploaded(houses.khunti, content, passphrase)
    (letter,) = houses.waiting(houses.khunti, REFERRAL)
    for again in (second, letter):
        (same,) = known(houses.khunti, again)
        assert same.pk == case.pk
        assert taken(houses.khunti, again, same).case.pk == case.pk
    with houses.khunti.acting():
        assert Case.objects.live().filter(organisation_id=houses.khunti.keys.organisation_id).count() == 1
        read = houses.khunti.read(case.pk).file
    assert len(read.all("incoming")) == 1
    assert len({str(dict(one.answers)) for one in read.all("service")}) == len(read.all("service"))


def test_two_letters_in_codes_are_recognised_by_their_mark(houses: TwoHouses) -> None:
    case_file = houses.send(houses.ready(), passed_on=["harm"])
    (letter,) = houses.waiting(houses.khunti, REFERRAL)
    case = taken(houses.khunti, letter).case
    houses.send(case_file, passed_on=["who"], service="legal")
    (again,) = houses.waiting(houses.khunti, REFERRAL)
    assert [one.pk for one in known(houses.khunti, again)] == [case.pk]
    with houses.khunti.acting():
        marks = [read_referral(houses.khunti.ring("counsellor"), again).mark]
    assert str(case_file.case.pk) not in marks


def test_a_second_letter_into_her_case_brings_what_is_new_and_changes_nothing(houses: TwoHouses) -> None:
    case_file = houses.send(houses.ready(purpose="hand_over"))
    (letter,) = houses.waiting(houses.khunti, REFERRAL)
    first = taken(houses.khunti, letter)
    with_day = with_court_day(houses.gumla, case_file)
    for _time in range(2):
        houses.send(with_day, way="transfer", passed_on=["who"])
        (again,) = houses.waiting(houses.khunti, REFERRAL)
        taken(houses.khunti, again, first.case)
    with houses.khunti.acting():
        read = houses.khunti.read(first.case.pk).file
    assert (len(read.all("hearing")), len(read.all("legal_event")), len(read.all("incoming"))) == (1, 1, 3)


def test_she_may_be_somebody_else_and_then_a_new_case_begins(houses: TwoHouses) -> None:
    case_file = houses.send(houses.ready())
    (letter,) = houses.waiting(houses.khunti, REFERRAL)
    first = taken(houses.khunti, letter)
    houses.send(case_file)
    (again,) = houses.waiting(houses.khunti, REFERRAL)
    assert taken(houses.khunti, again).case.pk != first.case.pk


def test_our_own_file_is_recognised_at_home(houses: TwoHouses) -> None:
    case_file = houses.ready()
    content, passphrase = her_file(houses, case_file)
    letter = uploaded(houses.gumla, content, passphrase)
    assert [one.pk for one in known(houses.gumla, letter)] == [case_file.case.pk]


def test_a_letter_is_put_into_no_case_that_it_is_not_about_and_into_no_closed_one(houses: TwoHouses) -> None:
    case_file = houses.send(houses.ready())
    (letter,) = houses.waiting(houses.khunti, REFERRAL)
    with houses.khunti.acting():
        other = houses.khunti.open_case()
    with pytest.raises(Problem) as refused:
        taken(houses.khunti, letter, other.case)
    assert refused.value.field == "into"
    first = taken(houses.khunti, letter)
    houses.send(case_file)
    (again,) = houses.waiting(houses.khunti, REFERRAL)
    with houses.khunti.acting("supervisor"):
        Case.objects.filter(pk=first.case.pk).update(is_closed=True)
    with pytest.raises(Problem) as refused:
        taken(houses.khunti, again, first.case)
    assert refused.value.code == "case_closed"


def test_a_case_that_she_has_no_key_for_is_not_told(houses: TwoHouses) -> None:
    """The number of a case is sealed like its file: whoever cannot open it does not learn that it is here."""
    case_file = houses.ready()
    stranger, passphrase = write_export(Level.FULL, [whole_record()], Reason.HER_COPY)
    letter = uploaded(houses.khunti, stranger, passphrase)
    content, words = her_file(houses, case_file)
    mine_too = uploaded(houses.khunti, content, words)
    assert (known(houses.khunti, letter), known(houses.khunti, mine_too)) == ([], [])


def test_the_letter_names_the_colleague_to_ask_for(houses: TwoHouses) -> None:
    houses.send(houses.ready())
    (letter,) = houses.waiting(houses.khunti, REFERRAL)
    name = houses.gumla.cast.accounts["counsellor"].name
    with houses.khunti.acting():
        assert read_referral(houses.khunti.ring("counsellor"), letter).colleague == name
    (incoming,) = taken(houses.khunti, letter).file.all("incoming")
    assert incoming.get("colleague") == name
