"""A member that works in several districts says in which one a case lies; the count follows when it is corrected."""

from typing import Any

import pytest

from jatan.foundation.network.models import OrganisationDistrict
from jatan.kernel.problems import Problem
from jatan.programme.cases.models import Case, CaseFact
from jatan.programme.cases.sharing.register_letters import take_register_letters
from tests.cast import SINCE
from tests.programme.cases.case_office import CaseHouse
from tests.web.cases.conftest import Unlocked
from tests.web.cases.test_case_page import read

pytestmark = pytest.mark.django_db
ANSWERS: dict[str, Any] = {"kind": "trafficking", "opened_on": "05/10/2026", "code": "GUM-9"}


@pytest.fixture
def wide(house: CaseHouse) -> CaseHouse:
    """Gumla works in Khunti too."""
    cast = house.cast
    OrganisationDistrict.objects.create(organisation=cast.gumla, district=cast.khunti_district, since=SINCE)
    return house


def counted_in(case: Case) -> Any:
    return CaseFact.objects.get().district_id


def test_with_one_district_nobody_is_asked(house: CaseHouse, unlocked: Unlocked) -> None:
    client = unlocked("counsellor")
    assert 'name="district"' not in read(client, "/cases/new/")
    assert client.post("/cases/new/", ANSWERS).status_code == 302
    case = Case.objects.get(code="GUM-9")
    assert (case.place_id, counted_in(case)) == (house.cast.gumla_district.pk, house.cast.gumla_district.pk)
    assert 'name="district"' not in read(client, f"/cases/{case.pk}/amend/")


def test_with_several_the_new_case_lies_and_counts_where_she_says(wide: CaseHouse, unlocked: Unlocked) -> None:
    client, khunti = unlocked("counsellor"), wide.cast.khunti_district
    assert 'name="district"' in read(client, "/cases/new/")
    assert client.post("/cases/new/", ANSWERS).status_code == 422
    elsewhere = ANSWERS | {"district": str(wide.cast.gumla_block.pk)}
    assert client.post("/cases/new/", elsewhere).status_code == 422
    assert not Case.objects.exists()
    assert client.post("/cases/new/", ANSWERS | {"district": str(khunti.pk)}).status_code == 302
    case = Case.objects.get(code="GUM-9")
    assert (case.place_id, counted_in(case)) == (khunti.pk, khunti.pk)


def test_no_case_begins_in_a_district_in_which_the_member_does_not_work(house: CaseHouse) -> None:
    with pytest.raises(Problem) as refused:
        house.open_case(district=house.cast.khunti_district.pk)
    assert (refused.value.code, refused.value.field) == ("unreadable", "district")


def test_it_is_corrected_and_the_count_follows_when_the_letter_is_taken_in(wide: CaseHouse, unlocked: Unlocked) -> None:
    case_file, client, khunti = wide.open_case(), unlocked("counsellor"), wide.cast.khunti_district
    assert counted_in(case_file.case) == wide.cast.gumla_district.pk
    path = f"/cases/{case_file.case.pk}/amend/"
    assert 'name="district"' in read(client, path)
    data = {"code": case_file.case.code, "kind": "trafficking", "district": str(khunti.pk)}
    assert client.post(path, data).status_code == 302
    assert Case.objects.get(pk=case_file.case.pk).place_id == khunti.pk
    with wide.acting():
        take_register_letters(by=wide.by("counsellor"), keyring=wide.ring("counsellor"))
    assert counted_in(case_file.case) == khunti.pk


def test_who_corrects_something_else_sends_no_letter_about_the_place(wide: CaseHouse, unlocked: Unlocked) -> None:
    case_file = wide.open_case()
    data = {"code": "GUM-10", "kind": "trafficking", "district": str(wide.cast.gumla_district.pk)}
    assert unlocked("counsellor").post(f"/cases/{case_file.case.pk}/amend/", data).status_code == 302
    with wide.acting():
        assert take_register_letters(by=wide.by("counsellor"), keyring=wide.ring("counsellor")) == 0
