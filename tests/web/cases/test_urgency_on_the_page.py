"""The head of a case says how urgent it is, who said so, until when somebody responds, and what is overdue."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jatan.kernel import clock
from tests.programme.cases.case_office import CaseHouse
from tests.web.cases.conftest import Unlocked
from tests.web.cases.test_case_page import read

pytestmark = pytest.mark.django_db
WHY = "ठेकेदार घर आया था"


def test_it_stands_at_the_head_and_turns_overdue_until_somebody_responds(house: CaseHouse, unlocked: Unlocked) -> None:
    today = clock.today()
    then = clock.now() - dt.timedelta(days=2)
    with clock.frozen_at(then):
        made = house.open_case()
        made = house.write(
            made, "urgency", {"level": "same_day", "why": WHY, "review_on": today + dt.timedelta(days=3)}, "supervisor"
        )
    client, path = unlocked("counsellor"), f"/cases/{made.case.pk}/"
    head = read(client, path).split('class="stages"')[0]
    for word in (
        "कदम उठाएँ: उसी दिन",
        house.cast.accounts["supervisor"].name,
        "2 दिन",
        f"{path}write/urgency_response/",
    ):
        assert word in head, word
    assert WHY not in head
    house.write(made, "urgency_response", {"on": today, "how": "met"})
    head = read(client, path).split('class="stages"')[0]
    assert "कदम उठाया गया" in head
    assert f"{path}write/urgency_response/" not in head.split("details")[0]


def test_it_stands_on_no_page_without_keys_and_in_no_open_column(house: CaseHouse, unlocked: Unlocked) -> None:
    made = house.open_case()
    house.write(made, "urgency", {"level": "same_day", "why": WHY, "review_on": clock.today()})
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(c)::text FROM cases_case c WHERE id = %s", [made.case.pk])
        assert "same_day" not in cursor.fetchone()[0]
        cursor.execute("SELECT count(*) FROM cases_casefact f WHERE row_to_json(f)::text LIKE '%same_day%'")
        assert cursor.fetchone() == (0,)


def test_a_case_with_everything_costs_at_most_twelve_queries(house: CaseHouse, unlocked: Unlocked) -> None:
    made = house.open_case()
    made = house.write(made, "urgency", {"level": "week", "why": WHY, "review_on": clock.today()}, "supervisor")
    mine = house.cast.accounts["counsellor"].pk
    made = house.write(made, "to_do", {"what": "बैंक", "for_whom": mine, "by_on": clock.today()})
    house.write(made, "assessment", {"on": clock.today(), "needs": "घर", "pages_done": "1"})
    client, path = unlocked("counsellor"), f"/cases/{made.case.pk}/"
    read(client, path)  # this one tells the reading
    with CaptureQueriesContext(connection) as seen:
        read(client, path)
    asked = [one["sql"] for one in seen.captured_queries if "SAVEPOINT" not in one["sql"]]
    assert len(asked) - 1 <= 12, "\n".join(asked)
