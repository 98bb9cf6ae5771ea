"""Something to do is for a colleague who can open the file, and each finds her own in the sealed lists."""

import uuid

import pytest

from jatan.kernel import clock
from jatan.kernel.problems import Problems
from jatan.programme.cases.file.summary import summaries
from tests.programme.cases.case_office import CaseHouse

pytestmark = pytest.mark.django_db
WHAT = "बैंक की कॉपी लाना"


def test_it_is_due_for_whom_it_is_and_no_word_of_it_stands_in_the_list(house: CaseHouse) -> None:
    colleague = house.cast.accounts["colleague"].pk
    made = house.open_case()
    made = house.write(made, "to_do", {"what": WHAT, "for_whom": str(colleague), "by_on": clock.today()})
    entry = made.file.all("to_do")[0]
    (kept,) = [one for one in summaries(house.ring("colleague")) if one.due.code == "to_do"]
    assert (kept.case, kept.due.row, list(kept.due.about)) == (made.case.pk, entry.row, [str(colleague)])
    assert house.read(made.case.pk, "colleague").file.all("to_do")[0].get("for_whom") == colleague
    done = {"what": WHAT, "for_whom": colleague, "by_on": clock.today(), "done_on": clock.today()}
    house.write(made, "to_do", done, row=entry.row)
    assert [one for one in summaries(house.ring("colleague")) if one.due.code == "to_do"] == []


@pytest.mark.parametrize("part", ["legal_officer", "coordinator", "nobody"])
def test_nobody_is_named_who_cannot_open_the_file(house: CaseHouse, part: str) -> None:
    stranger = house.cast.accounts[part].pk if part in house.cast.accounts else uuid.uuid4()
    made = house.open_case()
    with pytest.raises(Problems) as refused:
        house.write(made, "to_do", {"what": WHAT, "for_whom": stranger, "by_on": clock.today()})
    assert [(one.code, one.field) for one in refused.value.problems] == [("no_reader", "for_whom")]


def test_what_came_of_it_says_when(house: CaseHouse) -> None:
    mine = house.cast.accounts["counsellor"].pk
    with pytest.raises(Problems) as refused:
        house.write(
            house.open_case(), "to_do", {"what": WHAT, "for_whom": mine, "by_on": clock.today(), "what_came": "मिल गई"}
        )
    assert [(one.code, one.field) for one in refused.value.problems] == [("missing_required", "done_on")]
