"""Cases for tests, made by the real services."""

import datetime as dt
from typing import Any

from jatan.foundation.access.actors import Actor
from jatan.programme.cases.models import Case, CaseWaiting
from jatan.programme.cases.register.commands import OpenCase
from jatan.programme.cases.register.letters import RegisterDates
from jatan.programme.cases.register.services import open_case
from tests.cast import Cast


def case_command(cast: Cast, **answers: Any) -> OpenCase:
    """The command to open a case of Gumla; `answers` override the defaults."""
    usual: dict[str, Any] = {
        "organisation": cast.gumla.id,
        "code": "GUM-001",
        "kind": "trafficking",
        "opened_on": dt.date(2022, 12, 22),
    }
    return OpenCase(**(usual | answers))


def a_case(by: Actor, cast: Cast, **answers: Any) -> Case:
    """One case on record, written by `by`."""
    return open_case(by=by, command=case_command(cast, **answers))


def waiting_dates(case: Case) -> RegisterDates | None:
    """The waiting dates of a case, or None."""
    row = CaseWaiting.objects.filter(case=case).first()
    return RegisterDates.from_json(row.body) if row else None
