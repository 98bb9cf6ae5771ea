"""A counsellor has her own cases, a supervisor the team's; everybody else has none."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest

from jatan.foundation.access.actors import Actor
from jatan.foundation.access.gate import Forbidden
from jatan.programme.cases.models import Case, CaseFact, CaseWaiting
from jatan.programme.cases.register import services
from jatan.programme.cases.register.selectors import cases, find_case
from tests.cast import Cast
from tests.programme.cases.builders import a_case

As = Callable[[str], AbstractContextManager[Actor]]


def test_a_case_that_a_counsellor_opens_is_assigned_to_her(cast: Cast, as_: As) -> None:
    with as_("counsellor") as by:
        case = a_case(by, cast)
        assert case.assigned_to == by.account_id
        assert [row.id for row in cases(by)] == [case.id]


def test_a_counsellor_opens_none_for_somebody_else(cast: Cast, as_: As) -> None:
    with as_("counsellor") as by, pytest.raises(Forbidden):
        a_case(by, cast, assigned_to=cast.accounts["supervisor"].id)


def test_a_counsellor_reaches_only_what_is_assigned_to_her(cast: Cast, as_: As) -> None:
    with as_("supervisor") as by:
        case = a_case(by, cast)
    with as_("counsellor") as by:
        assert not cases(by).exists()
        with pytest.raises(Case.DoesNotExist):
            find_case(by, case.id)
        for write in (
            lambda: services.close_case(by=by, case=case),
            lambda: services.amend_case(by=by, case=case, changes={"kind": "violence"}),
            lambda: services.withdraw_case(by=by, case=case, why="twice"),
            lambda: services.assign_case(by=by, case=case, to=by.account_id),
        ):
            with pytest.raises(Forbidden):
                write()
    with as_("supervisor") as by:
        services.assign_case(by=by, case=case, to=cast.accounts["counsellor"].id)
    with as_("counsellor") as by:
        assert [row.id for row in cases(by)] == [case.id]
        assert services.close_case(by=by, case=case)


def test_a_counsellor_does_not_hand_her_case_on_by_correcting_it(cast: Cast, as_: As) -> None:
    with as_("counsellor") as by:
        case = a_case(by, cast)
        with pytest.raises(Forbidden):
            services.amend_case(by=by, case=case, changes={"assigned_to": cast.accounts["supervisor"].id})
        assert services.amend_case(by=by, case=case, changes={"kind": "violence"})


def test_a_case_typed_in_but_given_to_another_is_no_longer_within_reach(cast: Cast, as_: As) -> None:
    with as_("counsellor") as by:
        case = a_case(by, cast)
    with as_("supervisor") as by:
        services.assign_case(by=by, case=case, to=by.account_id)
    with as_("counsellor") as by:
        assert not cases(by).exists()
        with pytest.raises(Forbidden):
            services.close_case(by=by, case=case)


@pytest.mark.parametrize(
    "part", ["field_worker", "desk_operator", "coordinator", "khunti_coordinator", "secretariat", "auditor", "stranger"]
)
def test_nobody_else_reaches_a_case_not_even_in_postgresql(cast: Cast, as_: As, part: str) -> None:
    with as_("supervisor") as by:
        a_case(by, cast)
    with as_(part) as by:
        assert not cases(by).exists()
        for table in (Case, CaseWaiting, CaseFact):
            assert not table._default_manager.exists(), table
        with pytest.raises(Forbidden):
            a_case(by, cast, code="GUM-009")
