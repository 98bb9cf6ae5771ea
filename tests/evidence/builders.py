"""Builders of rows that indicators count, recorded through the services by a given actor."""

import datetime as dt
from typing import Any

from django.apps import apps

from jatan.foundation.access import acts
from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from jatan.foundation.network.models import Organisation
from jatan.foundation.places.models import Place
from jatan.programme.activities.commands import RecordActivity
from jatan.programme.activities.models import Activity
from jatan.programme.activities.services import ACTIVITY
from jatan.programme.cases.register.commands import OpenCase
from jatan.programme.cases.register.services import open_case
from jatan.programme.groups.commands import FormGroup, JoinGroup
from jatan.programme.groups.models import Group, Membership
from jatan.programme.groups.services import GROUP, MEMBERSHIP
from jatan.programme.people.commands import RegisterPerson
from jatan.programme.people.look_alikes import AFTERWARDS
from jatan.programme.people.models import Person
from jatan.programme.people.services import register_person


def meeting(by: Actor, organisation: Organisation, place: Place, day: dt.date, **fields: Any) -> Activity:
    """A self-help group meeting of twelve by default."""
    values = {"kind": "shg_meeting", "total": 12} | fields
    return ACTIVITY.record(
        by=by, command=RecordActivity(organisation=organisation.id, place=place, held_on=day, **values)
    )


def forum(by: Actor, organisation: Organisation, place: Place, day: dt.date | None) -> Group:
    command = FormGroup(organisation=organisation.id, place=place, kind="forum", name="बेड़ो प्रवासी फोरम", formed_on=day)
    return GROUP.record(by=by, command=command)


def person(by: Actor, organisation: Organisation, place: Place, **fields: Any) -> Person:
    values = {"name": "फूलमनी कुमारी", "sex": "f", "age": 16, "age_on": dt.date(2022, 5, 1)} | fields
    return register_person(
        by=by, command=RegisterPerson(organisation=organisation.id, place=place, **values), shown=AFTERWARDS
    )


def member(by: Actor, group: Group, who: Person, day: dt.date) -> Membership:
    command = JoinGroup(organisation=group.organisation_id, place=group.place, group=group, person=who, joined_on=day)
    return MEMBERSHIP.record(by=by, command=command)


def case(by: Actor, organisation: Organisation, place: Place, day: dt.date, code: str = "G-1") -> Any:
    """A case of the coded register."""
    values = {"organisation": organisation.id, "place": place, "code": code, "kind": "trafficking", "opened_on": day}
    return open_case(by=by, command=OpenCase(**values))


def row_of(model: str, by: Actor, permission: Permission, **fields: Any) -> Any:
    """One row of a model given by its label, written by `acts.record`."""
    row = apps.get_model(model)(**fields)
    return acts.record(by=by, permission=permission, verb=f"{model}_recorded", rows=[row])[0]
