"""The assessment is asked in six parts: each is saved by itself, goes on another day, and loses nothing."""

import re

import pytest
from django.test import Client

from jatan.kernel import clock
from jatan.programme.cases.entries.assessment import ASSESSMENT
from tests.programme.cases.case_office import CaseHouse
from tests.web.cases.conftest import Unlocked
from tests.web.cases.test_case_page import read

pytestmark = pytest.mark.django_db
TODAY = "28/11/2026"


def inputs(page: str) -> set[str]:
    return set(re.findall(r'name="a-([a-z_]+)"', page)) - {"base", "opened"}


def begin(client: Client, path: str, **more: str) -> str:
    """Save the first part; the address where it goes on."""
    data = {"a-on": f"{clock.today():%d/%m/%Y}", "a-needs": "रहने की जगह", "after": "next"} | more
    answer = client.post(f"{path}write/assessment/", data)
    assert answer.status_code == 302, answer.context["form"].errors
    return str(answer.headers["Location"])


def base_of(page: str) -> str:
    found = re.search(r'name="a-base" value="(\d+)"', page)
    assert found
    return found[1]


def test_each_part_asks_its_own_questions_and_goes_on_to_the_next(house: CaseHouse, unlocked: Unlocked) -> None:
    made = house.open_case()
    client, path = unlocked("counsellor"), f"/cases/{made.case.pk}/"
    assert inputs(read(client, f"{path}write/assessment/")) == set(ASSESSMENT.pages[0].questions)
    address = begin(client, path)
    for number, page in enumerate(ASSESSMENT.pages[1:], 2):
        assert address.endswith(f"?show=edit&part={number}")
        shown = read(client, address)
        assert inputs(shown) == set(page.questions)
        answer = client.post(
            address,
            {"deed": "edit", "a-base": base_of(shown), f"a-{page.questions[-1]}": f"भाग {number}", "after": "next"},
        )
        assert answer.status_code == 302
        address = str(answer.headers["Location"])
    entry = house.read(made.case.pk).file.all("assessment")[0]
    assert address == f"{path}entries/{entry.row}/"
    assert entry.get("needs") == "रहने की जगह"
    assert [entry.get(page.questions[-1]) for page in ASSESSMENT.pages[1:]] == [
        f"भाग {number}" for number in range(2, 7)
    ]
    assert entry.revision == 6
    assert "बाकी" not in read(client, address).split("<main")[1]


def test_it_goes_on_another_day_where_it_stopped(house: CaseHouse, unlocked: Unlocked) -> None:
    made = house.open_case()
    client, path = unlocked("counsellor"), f"/cases/{made.case.pk}/"
    address = begin(client, path, after="stop")
    assert "5 हिस्से अभी बाकी हैं" in read(client, address)
    assert f"{address}?show=edit" in read(client, path)
    colleague = unlocked("colleague")
    assert inputs(read(colleague, f"{address}?show=edit")) == set(ASSESSMENT.pages[1].questions)
    # Any part can come first, and a part that is no number is the next open one.
    fourth = read(colleague, f"{address}?show=edit&part=4")
    colleague.post(f"{address}?show=edit&part=4", {"deed": "edit", "a-base": base_of(fourth), "a-exploited": "no_wage"})
    for odd in ("", "0", "7", "99999999999", "x", "२"):
        assert inputs(read(colleague, f"{address}?show=edit&part={odd}")) == set(ASSESSMENT.pages[1].questions)
    entry = house.read(made.case.pk).file.all("assessment")[0]
    assert (entry.get("needs"), entry.get("exploited"), entry.get("pages_done")) == ("रहने की जगह", ["no_wage"], "1,4")


def test_what_was_typed_stays_on_the_page_when_a_part_is_refused(house: CaseHouse, unlocked: Unlocked) -> None:
    made = house.open_case()
    client, path = unlocked("counsellor"), f"/cases/{made.case.pk}/"
    first = client.post(f"{path}write/assessment/", {"a-on": "31/02/2026", "a-needs": "माँ से मिलना"})
    assert first.status_code == 422
    assert "माँ से मिलना" in first.content.decode()
    address = begin(client, path)
    typed = {"deed": "edit", "a-base": base_of(read(client, address)), "a-recruited_by_deceit": "moonlight"}
    second = client.post(address, typed | {"a-recruited_by_force_note": "रात में ले गए"})
    assert second.status_code == 422
    assert "रात में ले गए" in second.content.decode()
    assert inputs(second.content.decode()) == set(ASSESSMENT.pages[1].questions)


def test_two_who_write_at_once_lose_nothing(house: CaseHouse, unlocked: Unlocked) -> None:
    made = house.open_case()
    one, other = unlocked("counsellor"), unlocked("colleague")
    address = begin(one, f"/cases/{made.case.pk}/")
    base = base_of(read(one, address))
    other.post(f"{address[:-1]}5", {"deed": "edit", "a-base": base, "a-forced_there": "confined"})
    late = one.post(address, {"deed": "edit", "a-base": base, "a-recruited_by_deceit_note": "शहर में पढ़ाई का झूठ"})
    assert late.status_code == 422
    assert "शहर में पढ़ाई का झूठ" in late.content.decode()
    again = one.post(
        address,
        {"deed": "edit", "a-base": base_of(late.content.decode()), "a-recruited_by_deceit_note": "शहर में पढ़ाई का झूठ"},
    )
    assert again.status_code == 302
    entry = house.read(made.case.pk).file.all("assessment")[0]
    assert (entry.get("forced_there"), entry.get("recruited_by_deceit_note")) == (["confined"], "शहर में पढ़ाई का झूठ")


def test_one_from_before_is_changed_part_by_part_and_nothing_of_it_is_asked_for(
    house: CaseHouse, unlocked: Unlocked
) -> None:
    made = house.write(house.open_case(), "assessment", {"on": clock.today(), "needs": "घर", "exploited": ["no_wage"]})
    entry = made.file.all("assessment")[0]
    client, path = unlocked("counsellor"), f"/cases/{made.case.pk}/entries/{entry.row}/"
    assert "बाकी" not in read(client, path).split("<main")[1]
    client.post(
        f"{path}?show=edit&part=1",
        {"deed": "edit", "a-on": f"{clock.today():%d/%m/%Y}", "a-base": "1", "a-needs": "काम"},
    )
    now = house.read(made.case.pk).file.all("assessment")[0]
    assert (now.get("needs"), now.get("exploited"), now.get("pages_done")) == ("काम", ["no_wage"], None)
