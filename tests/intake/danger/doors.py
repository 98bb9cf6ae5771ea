"""A house in which danger arrives: a desk that takes alerts, a forum with its phone, and somebody who is away."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django_tasks_db.models import DBTaskResult

from jatan.foundation.access.actors import machine_for
from jatan.foundation.access.walls import acting_as
from jatan.foundation.alerts.choices import Channel, Kind
from jatan.foundation.alerts.models import Delivery
from jatan.foundation.alerts.services import SaveChoices, save_choices
from jatan.intake.alerts.notification import notify_everybody
from jatan.intake.alerts.tasks import notify_office
from jatan.kernel import clock
from jatan.programme.helpdesk.choices import OPEN
from jatan.programme.helpdesk.models import Issue
from jatan.programme.journeys.models import Journey
from jatan.programme.people.models import Person
from jatan.programme.safeguarding.contacts import start_contacts
from tests.cast import Cast
from tests.intake.fieldbook.field import Field, make_field
from tests.programme.groups.builders import a_member
from tests.programme.journeys.builders import a_journey
from tests.programme.people.builders import a_person

__all__ = ["House", "make_house"]


@dataclass
class House:
    """`girl`: sixteen, a member of the forum; `away`: a member on a journey; both have a record since some days."""

    cast: Cast
    field: Field
    girl: Person
    journey: Journey

    def urgent(self) -> list[Issue]:
        """The open urgent issues of the desk, the oldest first."""
        with acting_as(machine_for([self.cast.gumla.pk])):
            rows = Issue.objects.live().filter(organisation_id=self.cast.gumla.pk, is_urgent=True, status__in=OPEN)
            return list(rows.select_related("person").order_by("id"))

    def alerts_by_task(self) -> int:
        """So many alerts of danger are out when the tasks have run that the doors enqueued: none waits for a round."""
        waiting: Iterable[DBTaskResult[..., Any]] = DBTaskResult.objects.filter(task_path=notify_office.module_path)
        for task in waiting:
            notify_office.func(*task.args_kwargs["args"])
        return self._out()

    def alerts_out(self) -> int:
        """So many alerts of danger go out now: not in the morning."""
        notify_everybody()
        return self._out()

    def _out(self) -> int:
        with acting_as(machine_for([self.cast.gumla.pk])):
            rows = Delivery.objects.filter(
                organisation_id=self.cast.gumla.pk,
                account=self.cast.accounts["desk_operator"],
                kind__in=(Kind.CALL, Kind.URGENT),
                not_before__lte=clock.now(),
            )
            return sum(rows.values_list("number", flat=True))


def make_house(cast: Cast) -> House:
    """The house, some days ago and until now."""
    field = make_field(cast)
    with acting_as(cast.actor("coordinator")) as by:
        girl = a_person(by, cast, name="सोनी बाड़ा", age=16, age_on=clock.today(), birth_year=None)
        a_member(by, field.forum, girl)
        today = clock.today()
        journey = a_journey(
            by, field.members[0], registered_on=today - dt.timedelta(days=9), leaves_on=today - dt.timedelta(days=8)
        )
        start_contacts(by, [journey])
    by = cast.actor("desk_operator")
    with acting_as(by):
        ways = {kind: [Channel.MAIL.value] for kind in (Kind.CALL.value, Kind.URGENT.value)}
        save_choices(by=by, command=SaveChoices(ways, None, "didi@example.org"))
    return House(cast, field, girl, journey)
