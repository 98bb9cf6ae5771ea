"""Supervision: numbers of open columns by colleague and quarter, for supervisors alone, each leading to its rows."""

import datetime as dt
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from jatan.foundation.vault.models import Section, Wrap
from jatan.kernel import clock
from jatan.programme.cases.models import Case, CaseFact
from jatan.programme.cases.register import services
from jatan.programme.cases.register.supervision import Workload, closings, open_by_quarter, workloads
from tests.programme.cases.builders import a_case
from tests.programme.cases.case_office import CaseHouse
from tests.web.cases.conftest import Browser, Unlocked

pytestmark = pytest.mark.django_db
PAGE = "/cases/supervision/"


def quiet_for(case: Case, days: int) -> None:
    """Every line of the file was written so many days ago."""
    with_days = clock.now() - dt.timedelta(days=days)
    Section.objects.filter(case=case.pk).update(written_at=with_days)


def ages(house: CaseHouse) -> None:
    """The counsellor has three open cases, fresh, quiet and long quiet, the colleague a closed one, nobody one."""
    people = house.keys.people
    fresh, quiet, long_quiet = (house.open_case().case for _number in range(3))
    quiet_for(quiet, 40)
    quiet_for(long_quiet, 100)
    with house.acting("supervisor") as by:
        for case in (fresh, quiet, long_quiet):
            services.assign_case(by=by, case=case, to=people["counsellor"])
        closed = a_case(by, house.cast, code="GUM-8", opened_on=dt.date(2022, 12, 22), assigned_to=people["colleague"])
        services.close_case(by=by, case=closed)
        a_case(by, house.cast, code="GUM-9")


def shown(client: Client, url: str = PAGE) -> str:
    answer = client.get(url)
    assert answer.status_code == 200
    return answer.content.decode()


def test_cases_are_counted_by_colleague_and_by_how_long_nobody_wrote(house: CaseHouse) -> None:
    ages(house)
    people = house.keys.people
    with house.acting("supervisor") as by:
        found = {one.account: one for one in workloads(by)}
        assert found == {
            people["counsellor"]: Workload(people["counsellor"], open=3, closed=0, quiet=2, long_quiet=1),
            people["colleague"]: Workload(people["colleague"], open=0, closed=1, quiet=0, long_quiet=0),
            None: Workload(None, open=1, closed=0, quiet=1, long_quiet=1),
        }
        assert open_by_quarter(by) == {dt.date(2022, 10, 1): 1, dt.date(2026, 10, 1): 3}
        now = clock.today()
        quarters = (now.year - 2022) * 4 + (now.month - 1) // 3 - 3
        assert (closings(by).by_quarters, closings(by).unknown) == ({quarters: 1}, 0)


def test_a_case_that_came_in_closed_is_told_as_not_known(house: CaseHouse) -> None:
    with house.acting("supervisor") as by:
        a_case(by, house.cast, is_closed=True)
        assert (dict(closings(by).by_quarters), closings(by).unknown) == ({}, 1)


def test_the_numbers_are_of_her_own_office(house: CaseHouse) -> None:
    ages(house)
    with house.acting("counsellor") as by:
        assert workloads(by) == []
        assert (open_by_quarter(by), closings(by).unknown) == ({}, 0)


def test_names_stand_in_the_order_of_the_alphabet_and_nobody_last(house: CaseHouse, browser: Browser) -> None:
    ages(house)
    table = browser("supervisor").get(PAGE).context["workers"]
    names = [row["name"] for row in table.rows]
    assert names[:-1] == sorted(names[:-1])
    assert names == ["Test colleague", "Test counsellor", names[-1]]


def test_each_number_leads_to_its_rows(house: CaseHouse, browser: Browser) -> None:
    ages(house)
    client = browser("supervisor")
    page = client.get(PAGE)
    for row in page.context["workers"].rows:
        assert client.get(row["url"]).context["listing"].page.total == (row["open"] or row["closed"])
    links = re.findall(r'href="(/cases/\?[^"]+)"', page.content.decode())
    assert any("quarter=2022-10-01" in link for link in links)
    assert sum("state=quiet" in link and "counsellor" in link for link in links) == 2
    for link in links:
        assert client.get(link.replace("&amp;", "&")).context["listing"].page.total > 0


@pytest.mark.parametrize("part", ["counsellor", "legal_officer", "stranger"])
def test_who_does_not_supervise_finds_nothing(house: CaseHouse, browser: Browser, part: str) -> None:
    ages(house)
    assert browser(part).get(PAGE).status_code in (403, 404)


@pytest.mark.parametrize("part", ["coordinator", "secretariat"])
def test_who_sees_sums_alone_gets_no_number_of_an_office(house: CaseHouse, browser: Browser, part: str) -> None:
    """One case more or less of a colleague would tell of one woman: sums beyond the office are those of the report."""
    ages(house)
    page = shown(browser(part))
    assert "Test counsellor" not in page
    assert "<table" not in page
    assert "<svg" not in page.partition("<main")[2].partition("</main>")[0] or "chart" not in page


def test_no_key_is_needed_and_no_code_or_name_of_a_survivor_is_shown(house: CaseHouse, browser: Browser) -> None:
    ages(house)
    card = {"name": "बुधनी कुमारी", "sex": "f", "age": 26, "age_on": clock.today(), "age_basis": "school"}
    house.write(house.open_case(), "identity", card)
    Wrap.objects.all().delete()
    page = shown(browser("supervisor"))
    assert "बुधनी" not in page
    for code in Case.objects.values_list("code", flat=True):
        assert code not in page


def test_how_far_cases_came_counts_only_those_who_agreed(house: CaseHouse, browser: Browser) -> None:
    ages(house)
    facts = list(CaseFact.objects.filter(quarter=dt.date(2026, 10, 1)).values_list("pk", flat=True))
    for pk, stage in zip(facts, ["services", "plan", ""], strict=True):
        CaseFact.objects.filter(pk=pk).update(stage=stage)
    (row,) = browser("supervisor").get(PAGE).context["progress"].rows
    assert (row["counted"], row["at_services"], row["closed"]) == (2, 1, 0)


def test_the_page_asks_the_database_at_most_twelve_times(
    house: CaseHouse, browser: Browser, django_assert_max_num_queries: type[CaptureQueriesContext]
) -> None:
    ages(house)
    client = browser("supervisor")
    client.get(PAGE)
    with django_assert_max_num_queries(12):
        client.get(PAGE)


def measured(house: CaseHouse) -> tuple[Case, Case]:
    """Two open cases: one with a service and feedback, one of the counsellor with a safety plan that is overdue."""
    helped = house.open_case()
    (register,) = helped.file.all("register")
    received = {"kind": "medical", "state": "received", "received_on": register.get("opened_on")}
    helped = house.write(helped, "service", received)
    helped = house.write(helped, "feedback", {"on": clock.today(), "asked": "by_another", "again": "yes"})
    waiting = house.open_case()
    with clock.frozen_at(clock.now() - dt.timedelta(days=40)):
        plan = {"danger_from": "ठेकेदार", "to_do": "फ़ोन", "review_on": clock.today() + dt.timedelta(days=7)}
        waiting = house.write(waiting, "safety_plan", plan)
    with house.acting("supervisor") as by:
        services.assign_case(by=by, case=waiting.case, to=house.keys.people["counsellor"])
    return helped.case, waiting.case


def test_with_open_keys_the_sealed_numbers_open_onto_their_cases(house: CaseHouse, unlocked: Unlocked) -> None:
    helped, waiting = measured(house)
    client = unlocked("supervisor")
    files = client.get(PAGE).context["files"]
    groups = {part: [(str(one.words), [code for _url, code in one.cases]) for one in files[part]] for part in files
              if part in ("services", "feedback")}  # fmt: skip
    with override("hi"):
        assert groups == {
            "services": [("एक हफ़्ते में", [helped.code]), ("अभी कोई सेवा नहीं मिली", [waiting.code])],
            "feedback": [("फिर हमारे पास आएगी", [helped.code]), ("अभी नहीं पूछा", [waiting.code])],
        }
    assert files["unread"] == 0
    (row,) = files["overdue"].rows
    assert (row["name"], row["cases"]) == ("Test counsellor", 1)
    late = client.get(row["url"])
    assert len(late.context["due"]) == row["items"] > 0
    assert {line.code for line in late.context["due"]} == {waiting.code}


def test_with_locked_keys_the_page_says_what_open_ones_would_show(house: CaseHouse, browser: Browser) -> None:
    measured(house)
    answer = browser("supervisor").get(PAGE)
    assert answer.context["files"] is None
    assert "/keys/open/?next=/cases/supervision/" in answer.content.decode()


def test_a_case_that_she_cannot_open_is_said_to_be_missing(house: CaseHouse, unlocked: Unlocked) -> None:
    helped, _waiting = measured(house)
    Wrap.objects.filter(case=helped.pk).delete()
    files = unlocked("supervisor").get(PAGE).context["files"]
    assert (files["unread"], [len(one.cases) for one in files["services"]]) == (1, [1])


@pytest.mark.parametrize("counsellor", ["", "nobody", "not-an-id", "00000000-0000-0000-0000-000000000000"])
def test_the_list_of_what_is_overdue_takes_any_words_in_its_address(
    house: CaseHouse, unlocked: Unlocked, counsellor: str
) -> None:
    _helped, waiting = measured(house)
    answer = unlocked("supervisor").get("/cases/", {"due": "late", "counsellor": counsellor})
    assert answer.status_code == 200
    assert {line.code for line in answer.context["due"]} == (set() if counsellor else {waiting.code})


def test_with_open_keys_queries_do_not_grow_with_cases(
    house: CaseHouse, unlocked: Unlocked, django_assert_max_num_queries: type[CaptureQueriesContext]
) -> None:
    measured(house)
    client = unlocked("supervisor")
    client.get(PAGE)
    with CaptureQueriesContext(connection) as few:
        client.get(PAGE)
    for _number in range(3):
        measured(house)
    with django_assert_max_num_queries(len(few)):
        client.get(PAGE)
