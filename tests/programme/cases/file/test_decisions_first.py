"""What a supervisor alone decides stands before what runs."""

import uuid

import pytest

from jatan.kernel import clock
from jatan.programme.cases.entries.due import Due
from jatan.programme.cases.file.summary import KeptDue
from jatan.programme.cases.waiting_work import first_things_first
from tests.programme.cases.case_office import CaseHouse

DECIDED = ["closure_waiting", "override_to_review", "file_request_to_decide", "duty_answer_waiting"]


@pytest.mark.django_db
@pytest.mark.parametrize("code", DECIDED)
def test_a_supervisor_reads_first_what_she_alone_decides(house: CaseHouse, code: str) -> None:
    case, today = uuid.UUID(int=1), clock.today()
    rows = [KeptDue(case, Due(one, today)) for one in ("goal", code, "service")]
    with house.acting("supervisor"):
        ordered = [one.due.code for one in first_things_first(rows, house.by("supervisor"))]
    assert ordered == [code, "goal", "service"]
