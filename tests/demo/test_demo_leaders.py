"""The demo's forum leaders: each has a forum of her own, the one with the most members first."""

import pytest
from django.conf import LazySettings
from django.test import Client
from django.utils import translation

from jatan.demo import plan
from jatan.demo.accounts import PEOPLE, make_accounts
from jatan.demo.leaders import LEADERS, post_forum_leaders
from jatan.foundation.access.actors import actor_of
from jatan.foundation.access.models import Account, Posting
from jatan.foundation.access.permissions import TABLE, Level, Permission, Role
from jatan.foundation.access.walls import acting_as
from jatan.foundation.network.models import Organisation
from jatan.foundation.network.services import load_network
from jatan.foundation.places.models import Place
from jatan.programme.groups.commands import FormGroup, JoinGroup
from jatan.programme.groups.services import GROUP, MEMBERSHIP
from jatan.programme.people.commands import RegisterPerson
from jatan.programme.people.look_alikes import AFTERWARDS
from jatan.programme.people.selectors import people
from jatan.programme.people.services import register_person
from jatan.web.accounts.demo import ROLE_DESCRIPTIONS


@pytest.mark.django_db
def test_each_leads_one_forum_and_reaches_its_members(settings: LazySettings) -> None:
    load_network(plan.network_document())
    accounts = make_accounts(PEOPLE)
    gumla = Organisation.objects.get(code="D03")
    block = Place.objects.filter(level="block", district=gumla.districts.get().district)[0]
    where = {"organisation": gumla.pk, "place": block}
    with acting_as(actor_of(accounts[Role.COORDINATOR])) as by:
        for name, size in (("छोटा फोरम", 1), ("बड़ा फोरम", 3), ("खाली फोरम", 0)):
            group = GROUP.record(by=by, command=FormGroup(**where, kind="forum", name=name))
            for number in range(size):
                command = RegisterPerson(**where, name=f"{name} {number}", sex="f", age=30)
                person = register_person(by=by, command=command, shown=AFTERWARDS)
                MEMBERSHIP.record(by=by, command=JoinGroup(group=group, person=person))

    post_forum_leaders()
    post_forum_leaders()

    assert Posting.objects.filter(role=Role.FORUM_LEADER).count() == len(LEADERS)
    for (email, _name), size in zip(LEADERS, (3, 1), strict=True):
        with acting_as(actor_of(Account.objects.get(email=email))) as by:
            assert people(by).count() == size

    settings.JATAN_DEMO = True
    page = Client().get("/account/sign-in/")
    assert page.status_code == 200
    for email, _name in LEADERS:
        assert f"/account/sign-in/demo/{Account.objects.get(email=email).pk}/" in page.content.decode()


def test_every_role_that_somebody_can_have_is_described_on_the_sign_in_page() -> None:
    assert set(ROLE_DESCRIPTIONS) == set(Role) - {Role.IMPORTER, Role.MACHINE}


def test_a_role_that_reads_every_interview_says_so() -> None:
    """The researcher's text said "never a person", and she opened single interviews."""
    reading = {role for role in ROLE_DESCRIPTIONS if Level.NETWORK in TABLE[role].get(Permission.INTERVIEWS_SEE, ())}
    with translation.override("en"):
        naming = {role for role, text in ROLE_DESCRIPTIONS.items() if "interviews" in str(text)}
    with translation.override("hi"):
        in_hindi = {role for role, text in ROLE_DESCRIPTIONS.items() if "बातचीत" in str(text)}
    assert reading == naming == in_hindi
    assert Role.RESEARCHER in reading
