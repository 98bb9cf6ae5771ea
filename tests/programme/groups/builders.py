"""Builders of groups and members for tests; they call the services."""

import datetime as dt
from typing import Any

from jatan.foundation.access.actors import Actor
from jatan.programme.groups.commands import FormGroup, JoinGroup
from jatan.programme.groups.models import Group, Membership
from jatan.programme.groups.services import GROUP, MEMBERSHIP
from jatan.programme.people.models import Person
from tests.cast import Cast


def group_command(cast: Cast, **answers: Any) -> FormGroup:
    """A migrant forum of Gumla; `answers` override fields."""
    usual: dict[str, Any] = {
        "organisation": cast.gumla.id,
        "place": cast.gumla_block,
        "kind": "forum",
        "name": "छोटापुर प्रवासी फोरम 1",
        "formed_on": dt.date(2022, 6, 5),
    }
    return FormGroup(**(usual | answers))


def a_group(by: Actor, cast: Cast, **answers: Any) -> Group:
    """One recorded group, written by `by`."""
    return GROUP.record(by=by, command=group_command(cast, **answers))


def a_member(by: Actor, group: Group, person: Person, **answers: Any) -> Membership:
    """`person` as a member of `group`."""
    usual: dict[str, Any] = {"group": group, "person": person, "joined_on": dt.date(2022, 7, 1)}
    return MEMBERSHIP.record(by=by, command=JoinGroup(**(usual | answers)))
