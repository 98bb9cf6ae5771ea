"""A case that another house exports is about the same thing here: its kind travels in the file."""

import pytest

from jatan.programme.cases.choices import CaseKind
from jatan.programme.cases.exchange.of_work import CASE_KINDS
from jatan.programme.cases.exchange.standard import FIELDS
from tests.programme.cases.sharing.test_taken_in_twice import her_file, taken, uploaded
from tests.programme.cases.two_offices import CARD, TwoHouses, sharing

pytestmark = pytest.mark.django_db


def test_every_kind_of_case_has_a_code_of_the_list() -> None:
    assert set(CASE_KINDS) == set(CaseKind.values)
    assert set(CASE_KINDS.values()) == set(FIELDS["x_case_kind"].codes)


@pytest.mark.parametrize("kind", CaseKind.values)
def test_it_keeps_its_kind(houses: TwoHouses, kind: str) -> None:
    case_file = houses.gumla.write(houses.gumla.open_case(kind=kind), "identity", CARD)
    case_file = houses.gumla.write(case_file, "consent", sharing(houses.gumla.cast.khunti.name_hi))
    content, passphrase = her_file(houses, case_file)
    assert taken(houses.khunti, uploaded(houses.khunti, content, passphrase)).case.kind == kind
