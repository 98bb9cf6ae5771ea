"""A row of the register that has no file is withdrawn under a code, and brought back with the count."""

import pytest

from jatan.foundation.access.gate import Forbidden
from jatan.foundation.access.walls import acting_as
from jatan.foundation.ledger.models import Revision
from jatan.kernel.problems import Problem
from jatan.programme.cases import events
from jatan.programme.cases.models import Case, CaseFact
from jatan.programme.cases.register import services
from jatan.programme.cases.register.waiting_dates import seal_waiting
from jatan.programme.cases.sharing.register_letters import take_register_letters
from tests.cast import Cast
from tests.foundation.vault.vault_office import quickly_stretched
from tests.programme.cases.builders import a_case
from tests.programme.cases.case_office import CaseHouse, case_house

pytestmark = pytest.mark.django_db
__all__ = ["CaseHouse"]


def test_a_row_that_waits_goes_and_comes_back_with_its_fact(cast: Cast) -> None:
    with acting_as(cast.actor("supervisor")) as by:
        case = a_case(by, cast)
        before = CaseFact.objects.values().get()
        services.withdraw_case(by=by, case=case, why="no_case")
        assert not CaseFact.objects.exists()
        services.bring_back_case(by=by, case=case)
        assert CaseFact.objects.values().get() == before
        assert Case.objects.live().filter(pk=case.pk).exists()
        verbs = [(row.verb, row.reason) for row in Revision.objects.filter(about=case.pk).order_by("id")]
    assert verbs == [(events.CASE_WITHDRAWN, "no_case"), (events.CASE_BROUGHT_BACK, "")]


def test_a_counsellor_withdraws_her_own_and_does_not_bring_it_back(cast: Cast) -> None:
    with acting_as(cast.actor("counsellor")) as by:
        case = a_case(by, cast)
        services.withdraw_case(by=by, case=case, why="test")
        with pytest.raises(Forbidden):
            services.bring_back_case(by=by, case=case)


@pytest.mark.parametrize("why", ["", "दो बार"])
def test_free_text_is_no_reason_code(cast: Cast, why: str) -> None:
    with acting_as(cast.actor("supervisor")) as by:
        case = a_case(by, cast)
        with pytest.raises(Problem) as refused:
            services.withdraw_case(by=by, case=case, why=why)
        assert (refused.value.code, refused.value.field) == ("missing_required", "why")
        services.close_case(by=by, case=case)
        with pytest.raises(Problem) as refused:
            services.reopen_case(by=by, case=case, why=why)
        assert (refused.value.code, refused.value.field) == ("missing_required", "why")


def test_a_withdrawn_row_whose_letter_is_taken_in_later_is_not_counted_again(cast: Cast, tmp_path, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    quickly_stretched(monkeypatch)
    with acting_as(cast.actor("supervisor")) as by:
        case = a_case(by, cast)
        services.withdraw_case(by=by, case=case, why="twice")
    with case_house(cast, tmp_path) as house:
        seal_waiting()
        with house.acting("supervisor") as by:
            assert take_register_letters(by=by, keyring=house.ring("supervisor")) == 1
            assert not CaseFact.objects.exists()
