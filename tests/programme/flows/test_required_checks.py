"""PostgreSQL refuses at commit a journey without its checks, whoever writes it."""

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
    """Insert rows without the services and check all deferred constraints, as at commit; rolled back when refused."""
    with transaction.atomic():
        for row in rows:
            row.save(force_insert=True)
        connection.check_constraints()


def row(person: Person, **fields: Any) -> Journey:
    """A journey built without the services."""
    where = {"organisation_id": person.organisation_id, "place": person.place}
    return Journey(person=person, registered_on=clock.today(), **where, **fields)


def checked(journey: Journey) -> HardStopCheck:
    return HardStopCheck(journey=journey, checked_at=clock.now(), **journey.location_fields)


def agreed(journey: Journey) -> Agreement:
    return Agreement(journey=journey, walked_until=clock.today(), **journey.location_fields)


@pytest.mark.parametrize(
    ("beside", "constraint"),
    [
        ((), "journey_"),
        ((agreed,), "journey_hard_stops_checked"),
        ((checked,), "journey_contacts_agreed"),
    ],
)
def test_a_journey_without_checks_is_refused(
    beside: tuple[Callable[[Journey], Guarded], ...], constraint: str, cast: Cast, as_: As
) -> None:
    with as_("coordinator") as by:
        journey = row(a_person(by, cast))
        with pytest.raises(IntegrityError, match=constraint):
            commit(journey, *(make(journey) for make in beside))
        assert not Journey.objects.exists()


def test_a_journey_with_both_checks_or_a_reason_is_accepted(cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        person = a_person(by, cast)
        journey = row(person)
        commit(journey, checked(journey), agreed(journey), row(person, exempt_because="imported"))
        assert Journey.objects.count() == 2


@pytest.mark.parametrize("text", ["later", "Imported", " "])
def test_a_reason_that_is_no_code_is_refused(text: str, cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        person = a_person(by, cast)
        with pytest.raises(IntegrityError, match="journey_exempt_by_code"):
            commit(row(person, exempt_because=text))
        commit(kept := row(person, exempt_because="before_checks"))
        with pytest.raises(IntegrityError, match="journey_exempt_by_code"), transaction.atomic():
            Journey.objects.filter(pk=kept.pk).update(exempt_because=text)


def test_a_check_of_another_journey_does_not_count(cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        person = a_person(by, cast)
        other, journey = a_journey(by, person), row(person)
        with pytest.raises(IntegrityError, match="journey_hard_stops_checked"):
            commit(journey, checked(other), agreed(journey))


def test_the_reason_cannot_be_removed_without_the_checks(cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        journey = a_journey(by, a_person(by, cast))
        with transaction.atomic():
            Journey.objects.filter(pk=journey.pk).update(exempt_because="")
            with pytest.raises(IntegrityError, match="journey_"), transaction.atomic():
                connection.check_constraints()
            transaction.set_rollback(True)
