"""PostgreSQL itself refuses at commit a journey without its checks, whoever writes it."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from jatan.foundation.access.actors import Actor
from jatan.foundation.network.guarded import Guarded
from jatan.kernel import clock
from jatan.programme.journeys.models import HardStopCheck, Journey
from jatan.programme.people.models import Person
from jatan.programme.safeguarding.models import Agreement
from tests.cast import Cast
from tests.programme.journeys.builders import a_journey
from tests.programme.people.builders import a_person

pytestmark = pytest.mark.django_db
type As = Callable[[str], AbstractContextManager[Actor]]


def commit(*rows: Guarded) -> None:
    """Write rows past every service and ask every constraint that was put off, as at commit. Refused: nothing stays."""
    with transaction.atomic():
        for row in rows:
            row.save(force_insert=True)
        connection.check_constraints()


def row(person: Person, **fields: Any) -> Journey:
    """A journey written past every service."""
    where = {"organisation_id": person.organisation_id, "place": person.place}
    return Journey(person=person, registered_on=clock.today(), **where, **fields)


def checked(journey: Journey) -> HardStopCheck:
    return HardStopCheck(journey=journey, checked_at=clock.now(), **journey.where)


def agreed(journey: Journey) -> Agreement:
    return Agreement(journey=journey, walked_until=clock.today(), **journey.where)


@pytest.mark.parametrize(
    ("beside", "constraint"),
    [
        ((), "journey_"),
        ((agreed,), "journey_hard_stops_checked"),
        ((checked,), "journey_contacts_agreed"),
    ],
)
def test_a_journey_past_the_services_is_refused(
    beside: tuple[Callable[[Journey], Guarded], ...], constraint: str, cast: Cast, as_: As
) -> None:
    with as_("coordinator") as by:
        journey = row(a_person(by, cast))
        with pytest.raises(IntegrityError, match=constraint):
            commit(journey, *(make(journey) for make in beside))
        assert not Journey.objects.exists()


def test_with_both_or_with_a_coded_reason_it_may_stand(cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        person = a_person(by, cast)
        journey = row(person)
        commit(journey, checked(journey), agreed(journey), row(person, exempt_because="imported"))
        assert Journey.objects.count() == 2


def test_a_check_of_another_journey_does_not_count(cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        person = a_person(by, cast)
        other, journey = a_journey(by, person), row(person)
        with pytest.raises(IntegrityError, match="journey_hard_stops_checked"):
            commit(journey, checked(other), agreed(journey))


def test_a_reason_is_not_taken_away_without_the_checks(cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        journey = a_journey(by, a_person(by, cast))
        with transaction.atomic():
            Journey.objects.filter(pk=journey.pk).update(exempt_because="")
            with pytest.raises(IntegrityError, match="journey_"), transaction.atomic():
                connection.check_constraints()
            transaction.set_rollback(True)
