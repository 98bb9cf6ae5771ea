"""Who may assign and end which postings."""

import datetime as dt

import pytest

from jatan.foundation.access import invitations, services
from jatan.foundation.access.actors import actor_of
from jatan.foundation.access.gate import Forbidden
from jatan.foundation.access.models import Posting
from jatan.foundation.access.permissions import Permission, Role
from jatan.foundation.access.selectors import has_charge
from jatan.foundation.access.services import GivenPosting, GivePosting
from jatan.foundation.access.walls import acting_as
from jatan.kernel import clock
from jatan.kernel.problems import Problem
from tests.cast import Cast

pytestmark = pytest.mark.django_db
NETWORK_ROLES = [Role.SECRETARIAT, Role.RESEARCHER, Role.AUDITOR, Role.ADMINISTRATOR]


def give(cast: Cast, by: str, to: str, role: Role, code: str = "gumla") -> GivenPosting:
    command = GivePosting(role=role, organisation_id=getattr(cast, code).id)
    with acting_as(cast.actor(by)) as actor:
        return services.give_posting(by=actor, account=cast.accounts[to], command=command)


def _held(cast: Cast, part: str, role: Role, code: str) -> None:
    """One more posting, to which a second person agreed."""
    row = Posting(account=cast.accounts[part], role=role, organisation=getattr(cast, code), since=clock.today())
    row.save(force_insert=True)


def end(cast: Cast, by: str, part: str) -> None:
    with acting_as(cast.actor(by)) as actor:
        services.end_posting(by=actor, posting=cast.accounts[part].postings.get())


@pytest.mark.parametrize("role", NETWORK_ROLES)
def test_coordinator_cannot_give_a_role_of_the_network(role: Role, cast: Cast) -> None:
    with pytest.raises(Forbidden):
        give(cast, "coordinator", "stranger", role)
    assert not cast.accounts["stranger"].postings.exists()


@pytest.mark.parametrize("role", [Role.IMPORTER, Role.MACHINE])
@pytest.mark.parametrize("by", ["coordinator", "secretariat", "administrator"])
def test_system_roles_cannot_be_assigned(role: Role, by: str, cast: Cast) -> None:
    with pytest.raises(Forbidden):
        give(cast, by, "stranger", role)


@pytest.mark.parametrize("by", ["coordinator", "secretariat", "administrator"])
def test_nobody_assigns_a_posting_to_herself(by: str, cast: Cast) -> None:
    before = cast.accounts[by].postings.count()
    with pytest.raises(Forbidden):
        give(cast, by, by, Role.COUNSELLOR)
    assert cast.accounts[by].postings.count() == before


def test_coordinator_posts_in_her_own_organisation_only(cast: Cast) -> None:
    given = give(cast, "coordinator", "stranger", Role.DESK_OPERATOR).posting
    assert given is not None
    assert given.organisation == cast.gumla
    for role in (Role.DESK_OPERATOR, Role.COUNSELLOR):
        with pytest.raises(Forbidden):
            give(cast, "coordinator", "stranger", role, "khunti")


def test_secretariat_gives_the_roles_of_the_network(cast: Cast) -> None:
    give(cast, "secretariat", "stranger", Role.AUDITOR, "network")
    assert actor_of(cast.accounts["stranger"]).may(Permission.LEDGER_READ)


def test_field_worker_needs_a_block(cast: Cast) -> None:
    with pytest.raises(Problem) as raised:
        GivePosting(role=Role.FIELD_WORKER, organisation_id=cast.gumla.id)
    assert raised.value.field == "place"


def test_posting_that_ends_is_gone_at_once(cast: Cast) -> None:
    end(cast, "coordinator", "desk_operator")
    assert cast.actor("desk_operator").posts == ()


def test_posting_that_begins_tomorrow_gives_nothing_today(cast: Cast) -> None:
    tomorrow = clock.today() + dt.timedelta(days=1)
    command = GivePosting(role=Role.DESK_OPERATOR, organisation_id=cast.gumla.id, since=tomorrow)
    with acting_as(cast.actor("coordinator")) as by:
        services.give_posting(by=by, account=cast.accounts["stranger"], command=command)
    assert actor_of(cast.accounts["stranger"]).posts == ()
    assert actor_of(cast.accounts["stranger"], on=tomorrow).may(Permission.PEOPLE_SEE)


def test_coordinator_ends_no_posting_of_another_organisation(cast: Cast) -> None:
    with pytest.raises(Forbidden):
        end(cast, "coordinator", "khunti_desk")
    assert cast.actor("khunti_desk").posts


def test_coordinator_cannot_close_somebody_who_also_works_elsewhere(cast: Cast) -> None:
    account = cast.accounts["desk_operator"]
    _held(cast, "desk_operator", Role.COUNSELLOR, "khunti")
    with acting_as(cast.actor("coordinator")) as by, pytest.raises(Forbidden):
        services.deactivate_account(by=by, account=account)
    account.refresh_from_db()
    assert account.is_active
    assert not has_charge(cast.actor("coordinator"), account)
    assert has_charge(cast.actor("secretariat"), account)


def test_coordinator_cannot_close_a_member_of_the_secretariat_with_a_posting_in_her_own_office(cast: Cast) -> None:
    _held(cast, "secretariat", Role.COUNSELLOR, "gumla")
    with acting_as(cast.actor("coordinator")) as by, pytest.raises(Forbidden):
        invitations.renew_invitation(by=by, account=cast.accounts["secretariat"])


def test_nobody_closes_her_own_account(cast: Cast) -> None:
    with acting_as(cast.actor("coordinator")) as by, pytest.raises(Forbidden):
        services.deactivate_account(by=by, account=cast.accounts["coordinator"])


def test_closed_account_holds_no_posting_until_it_is_opened(cast: Cast) -> None:
    account = cast.accounts["desk_operator"]
    with acting_as(cast.actor("coordinator")) as by:
        services.deactivate_account(by=by, account=account)
        assert actor_of(account).posts == ()
        services.reactivate_account(by=by, account=account)
    assert actor_of(account).may(Permission.HELPDESK_SEE)
