"""The contacts that the walk creates from the schedule: which day, by whom, how often."""

from jatan.foundation.access.walls import acting_as
from jatan.kernel import clock
from jatan.programme.flows.corrections import amend_journey
from jatan.programme.journeys.services import JOURNEY, note_trigger, record_return
from jatan.programme.safeguarding.models import Agreement, Contact
from jatan.programme.safeguarding.services import record_contact, start_contacts
from jatan.web.safeguarding.display import is_child
from tests.cast import Cast
from tests.programme.safeguarding.builders import LEFT, As, at, away, day, waiting, walked


def _days(journey: object) -> list[tuple[int, str]]:
    rows = Contact.objects.filter(journey=journey).order_by("due_on")
    return [((row.due_on - LEFT).days, row.by_whom) for row in rows]


def _answer_everything(cast: Cast, last: int) -> None:
    """Simulate days in which everybody answers every contact on its day."""
    for number in range(last + 1):
        walked(number)
        with clock.frozen_at(at(day(number), 10)), acting_as(cast.actor("coordinator")) as by:
            for contact in Contact.objects.filter(outcome="", missed_at__isnull=True):
                record_contact(by=by, contact=contact, outcome="safe")


def test_a_man_in_india_is_contacted_on_the_days_for_everybody(cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        journey = away(by, cast)
        _answer_everything(cast, 65)
        assert [number for number, _by_whom in _days(journey)] == [1, 3, 7, 15, 30, 60]


def test_without_sms_a_person_makes_the_contact_with_a_reason(cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        journey = away(by, cast)
        walked(1)
        contact = waiting(journey)
        assert contact is not None
        assert (contact.by_whom, contact.reason["no_sms"]) == ("forum_leader", True)


def test_children_women_alone_and_hard_stops_get_more_contacts(cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        child = away(by, cast, person={"age": 15, "sex": "m"})
        woman = away(by, cast, person={})
        stopped = away(by, cast)
        with clock.frozen_at(at(day(-1))):
            note_trigger(by=by, journey=stopped, code="papers_taken")
        _answer_everything(cast, 8)
        assert [number for number, _who in _days(child)] == [1, 3, 5, 7]
        assert [number for number, _who in _days(woman)] == [1, 2, 3, 5, 7]
        rules = Contact.objects.filter(journey=stopped).values_list("rule", flat=True)
        assert set(rules) == {"hard_stop-1-every-2"}


def test_an_unknown_age_is_scheduled_as_a_child_unless_never_asked(cast: Cast, as_: As) -> None:
    ageless = {"age": None, "sex": "m"}
    with as_("coordinator") as by:
        in_doubt = away(by, cast, person=ageless, under_18="unknown")
        grown = away(by, cast, person=ageless, under_18="no")
        never_asked = away(by, cast, person=ageless)
        _answer_everything(cast, 8)
        assert [number for number, _who in _days(in_doubt)] == [1, 3, 5, 7]
        assert [number for number, _who in _days(grown)] == [1, 3, 7]
        assert [number for number, _who in _days(never_asked)] == [1, 3, 7]
    # For the duties shown on the ladder a missing answer counts as a doubt too.
    assert [is_child(row) for row in (in_doubt, grown, never_asked)] == [True, False, True]


def test_repeated_walks_create_nothing_twice(cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        journey = away(by, cast)
        assert walked(1) > 0
        assert [walked(1), walked(1, 10), walked(1, 23)] == [0, 0, 0]
        assert _days(journey) == [(1, "forum_leader")]


def test_days_without_a_walk_lead_to_one_contact(cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        journey = away(by, cast)
        walked(20)
        contact = waiting(journey)
        assert contact is not None
        assert (contact.due_on, contact.answer_by) == (day(1), at(day(21), 0))


def test_no_contact_before_leaving_or_after_return(cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        journey, undated = away(by, cast), away(by, cast, leaves_on=None)
        assert walked(0) == 0
        walked(1)
        with clock.frozen_at(at(day(2))):
            record_return(by=by, journey=journey, on=day(2))
        walked(2)
        walked(30)
        assert list(Contact.objects.values_list("outcome", flat=True)) == ["returned"]
        assert Agreement.objects.get(journey=journey).ended_because == "returned"
        assert Agreement.objects.get(journey=undated).ended_on is None


def test_a_withdrawn_journey_gets_no_contacts(cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        journey = away(by, cast)
        walked(1)
        JOURNEY.withdraw(by=by, row=journey, reason="दो बार दर्ज")
        walked(2)
        assert waiting(journey) is None or waiting(journey).withdrawn_at is not None  # type: ignore[union-attr]
        assert Agreement.objects.get().ended_because == "withdrawn"


def test_a_day_of_leaving_recorded_later_starts_the_schedule(cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        journey = away(by, cast, leaves_on=None)
        walked(2)
        with clock.frozen_at(at(day(2), 11)):
            amend_journey(by=by, journey=journey, changes={"leaves_on": LEFT})
        walked(3)
        assert [number for number, _who in _days(journey)] == [1]


def test_agreeing_twice_is_idempotent_and_continues_after_a_mistaken_return(cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        journey = away(by, cast)
        with clock.frozen_at(at(day(2))):
            record_return(by=by, journey=journey, on=day(2))
        walked(2)
        with clock.frozen_at(at(day(2), 12)):
            amend_journey(by=by, journey=journey, changes={"returned_on": None})
            start_contacts(by, [journey])
        walked(3)
        assert Agreement.objects.count() == 1
        assert waiting(journey) is not None


def test_another_organisations_journeys_are_not_touched(cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        journey = away(by, cast)
    with as_("khunti_coordinator") as by:
        away(by, cast, person={"organisation": cast.khunti.id, "place": cast.khunti_block, "sex": "m"})
        walked(1)
        assert {row.organisation_id for row in Contact.objects.all()} == {cast.khunti.id}
    with as_("coordinator"):
        assert waiting(journey) is not None
