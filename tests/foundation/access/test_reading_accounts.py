"""Account queries return only accounts that the actor manages, found by name in either script."""

import pytest

from jatan.foundation.access import authority, selectors, services
from jatan.foundation.access.models import Account
from jatan.foundation.access.permissions import Role
from jatan.foundation.access.services import GivePosting
from jatan.foundation.access.walls import acting_as
from tests.cast import Cast

pytestmark = pytest.mark.django_db
IN_GUMLA = {"field_worker", "forum_leader", "desk_operator", "counsellor", "supervisor", "legal_officer", "coordinator"}


def found(cast: Cast, part: str) -> set[str]:
    names = {account.pk: name for name, account in cast.accounts.items()}
    return {names[row.pk] for row in selectors.accounts_within(cast.actor(part))}


def test_coordinator_finds_her_own_people(cast: Cast) -> None:
    assert found(cast, "coordinator") == IN_GUMLA


def test_secretariat_finds_everybody_with_a_posting(cast: Cast) -> None:
    assert found(cast, "secretariat") == set(cast.accounts) - {"stranger"}


@pytest.mark.parametrize("part", ["desk_operator", "supervisor", "auditor", "researcher", "stranger"])
def test_others_find_nobody(part: str, cast: Cast) -> None:
    assert found(cast, part) == set()


def test_account_of_another_office_does_not_exist_for_a_coordinator(cast: Cast) -> None:
    with pytest.raises(Account.DoesNotExist):
        selectors.find_account(cast.actor("coordinator"), cast.accounts["khunti_desk"].pk)


def test_what_somebody_holds_elsewhere_stays_hidden(cast: Cast) -> None:
    command = GivePosting(role=Role.COUNSELLOR, organisation_id=cast.khunti.id)
    with acting_as(cast.actor("secretariat")) as by:
        services.give_posting(by=by, account=cast.accounts["desk_operator"], command=command)
    row = selectors.find_account(cast.actor("coordinator"), cast.accounts["desk_operator"].pk)
    assert {post.organisation_id for post in getattr(row, selectors.POSTINGS)} == {cast.gumla.id}


def test_name_is_found_in_the_other_script(cast: Cast) -> None:
    account = cast.accounts["desk_operator"]
    Account.objects.filter(pk=account.pk).update(name="सुनीता उराँव")
    assert selectors.search_accounts(cast.actor("coordinator"), "Sunita") == [account.pk]
    assert selectors.search_accounts(cast.actor("coordinator"), "सुनीता") == [account.pk]
    assert selectors.search_accounts(cast.actor("khunti_coordinator"), "Sunita") == []


def test_coordinator_is_offered_the_roles_inside_a_member_only(cast: Cast) -> None:
    offered = {value for value, _label in selectors.roles_to_give(cast.actor("coordinator"))}
    assert offered == {role.value for role in authority.INSIDE_A_MEMBER}
    offered = {value for value, _label in selectors.roles_to_give(cast.actor("administrator"))}
    assert offered == {value for value, _label in Role.assignable()}
