"""Facts for statistics: coded, coarse, found again only by who holds a case's secret."""

import datetime as dt
import hashlib
import hmac
import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.db import connection
from django.db.utils import ProgrammingError

from jatan.foundation.access.actors import Actor, importer_for
from jatan.foundation.access.walls import acting_as
from jatan.foundation.ledger.models import Event
from jatan.programme.cases.models import CaseFact
from jatan.programme.cases.register import daily_shuffle
from jatan.programme.cases.register.facts import delete_fact, fact_id, write_fact
from jatan.programme.cases.register.services import open_cases
from tests.cast import Cast
from tests.programme.cases.builders import case_command

As = Callable[[str], AbstractContextManager[Actor]]
SECRET = bytes(range(32))


def a_fact(cast: Cast, **more: Any) -> None:
    usual: dict[str, Any] = {
        "organisation_id": cast.gumla.id,
        "secret": SECRET,
        "district_id": cast.gumla_district.id,
        "quarter": dt.date(2024, 1, 1),
        "kind": "trafficking",
    }
    write_fact(**(usual | more))


def test_the_id_is_the_keyed_hash_that_the_specification_names() -> None:
    assert fact_id(SECRET) == uuid.UUID(bytes=hmac.new(SECRET, b"v1", hashlib.sha256).digest()[:16])
    with pytest.raises(ValueError, match="32"):
        fact_id(SECRET[:31])


def test_a_fact_row_holds_only_the_last_values(cast: Cast, as_: As) -> None:
    with as_("counsellor"):
        a_fact(cast, stage="plan", age_band="child")
        a_fact(cast, quarter=dt.date(2024, 4, 1), stage="closed", outcome="family")
        row = CaseFact.objects.get()
        payloads = [event.payload for event in Event.objects.filter(verb="cases.facts_changed").order_by("sequence")]
    assert (row.quarter, row.stage, row.outcome, row.age_band) == (dt.date(2024, 4, 1), "closed", "family", "")
    assert payloads == [
        {"months": {"cases.casefact": ["2024-01"]}},
        {"months": {"cases.casefact": ["2024-01", "2024-04"]}},
    ]


@pytest.mark.parametrize("word", [{"stage": "सुनीता"}, {"sector": "domestic work in Delhi"}, {"kind": "gossip"}])
def test_an_unknown_code_is_refused(cast: Cast, as_: As, word: dict[str, str]) -> None:
    with as_("counsellor"), pytest.raises(ValueError, match="unknown code"):
        a_fact(cast, **word)


def test_who_holds_the_secret_takes_the_row_away(cast: Cast, as_: As) -> None:
    with as_("counsellor"):
        a_fact(cast)
        assert not delete_fact(cast.gumla.id, b"x" * 32)
        assert delete_fact(cast.gumla.id, SECRET)
        assert not CaseFact.objects.exists()


@pytest.mark.parametrize("part", ["coordinator", "secretariat", "researcher", "desk_operator"])
def test_readers_of_reports_read_no_row_and_write_none(cast: Cast, as_: As, part: str) -> None:
    with as_("counsellor"):
        a_fact(cast)
    with as_(part):
        assert not CaseFact.objects.exists()
    with as_(part), pytest.raises(ProgrammingError, match="row-level security"):
        a_fact(cast, secret=b"y" * 32)


def test_every_night_the_rows_lie_in_another_order_and_say_the_same(cast: Cast) -> None:
    importer = importer_for(cast.gumla.id)
    with acting_as(importer):
        open_cases(by=importer, commands=[case_command(cast, code=f"G-{number}") for number in range(40)])
        before = lying(CaseFact)
    daily_shuffle.shuffle()
    with acting_as(importer):
        after = lying(CaseFact)
    assert sorted(before) == sorted(after)
    assert before != after


def test_facts_do_not_come_in_the_registers_order(cast: Cast) -> None:
    importer = importer_for(cast.gumla.id)
    commands = [case_command(cast, code=f"G-{n}", opened_on=dt.date(2021 + n // 20, 1 + n % 12, 1)) for n in range(40)]
    with acting_as(importer):
        made = open_cases(by=importer, commands=commands)
        with connection.cursor() as cursor:
            cursor.execute("SELECT quarter FROM cases_casefact ORDER BY ctid")
            found = [row[0] for row in cursor.fetchall()]
    assert sorted(found) == sorted(case.opened_quarter for case in made)
    assert found != [case.opened_quarter for case in made]


def lying(table: Any) -> list[uuid.UUID]:
    """Ids in physical row order."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id FROM {table._meta.db_table} ORDER BY ctid")
        return [row[0] for row in cursor.fetchall()]
