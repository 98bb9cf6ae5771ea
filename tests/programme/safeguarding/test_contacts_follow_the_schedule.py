"""Which day, by whom, for whom more closely: what the walk makes of the schedule."""

from jatan.foundation.access.walls import acting_as
from jatan.kernel import clock
from jatan.programme.flows.corrections import amend_journey
from jatan.programme.journeys.services import note_trigger, record_return, withdraw_journey
from jatan.programme.safeguarding.models import Agreement, Contact
from jatan.programme.safeguarding.services import record_contact, start_contacts
from jatan.web.safeguarding.display import is_child
from tests.cast import Cast
from tests.programme.safeguarding.builders import LEFT, As, at, away, day, waiting, walked


def _days(journey: object) -> list[tuple[int, str]]:
    rows = Contact.objects.filter(journey=journey).order_by("due_on")
    return [((row.due_on - LEFT).days, row.by_whom) for row in rows]


def _live_through(cast: Cast, last: int) -> None:
    """Everybody answers every contact on its day."""
    for number in range(last + 1):
        walked(number)
        with clock.moved_to(at(day(number), 10)), acting_as(cast.actor("coordinator")) as by:
            for contact in Contact.objects.filter(outcome="", missed_at__isnull=True):
                record_contact(by=by, contact=contact, outcome="safe")


def test_a_man_at_work_in_the_country_is_asked_on_the_days_of_everybody(cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        journey = away(by, cast)
        _live_through(cast, 65)
        assert [number for number, _by_whom in _days(journey)] == [1, 3, 7, 15, 30, 60]


def test_whom_no_text_reaches_is_asked_by_a_person_and_the_contact_says_why(cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        journey = away(by, cast)
        walked(1)
        contact = waiting(journey)
        assert contact is not None
        assert (contact.by_whom, contact.reason["no_sms"]) == ("forum_leader", True)


def test_a_child_a_woman_alone_and_a_hard_stop_are_asked_more_closely(cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        child = away(by, cast, person={"age": 15, "sex": "m"})
        woman = away(by, cast, person={})
        stopped = away(by, cast)
        with clock.moved_to(at(day(-1))):
            note_trigger(by=by, journey=stopped, code="papers_taken")
        _live_through(cast, 8)
        assert [number for number, _who in _days(child)] == [1, 3, 5, 7]
        assert [number for number, _who in _days(woman)] == [1, 2, 3, 5, 7]
        rules = Contact.objects.filter(journey=stopped).values_list("rule", flat=True)
        assert set(rules) == {"hard_stop-1-every-2"}


def test_whose_age_is_in_doubt_is_asked_as_a_child_and_whoever_was_never_asked_as_agreed(cast: Cast, as_: As) -> None:
    ageless = {"age": None, "sex": "m"}
    with as_("coordinator") as by:
        in_doubt = away(by, cast, person=ageless, under_18="unknown")
        grown = away(by, cast, person=ageless, under_18="no")
        never_asked = away(by, cast, person=ageless)
        _live_through(cast, 8)
        assert [number for number, _who in _days(in_doubt)] == [1, 3, 5, 7]
        assert [number for number, _who in _days(grown)] == [1, 3, 7]
        assert [number for number, _who in _days(never_asked)] == [1, 3, 7]
    # The duties on the ladder are words to be read: there a missing answer is a doubt as well.
    assert [is_child(row) for row in (in_doubt, grown, never_asked)] == [True, False, True]


def test_the_walk_done_again_and_again_makes_nothing_twice(cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        journey = away(by, cast)
        assert walked(1) > 0
        assert [walked(1), walked(1, 10), walked(1, 23)] == [0, 0, 0]
        assert _days(journey) == [(1, "forum_leader")]


def test_days_on_which_nobody_walked_are_made_up_for_by_one_contact_and_not_by_many(cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        journey = away(by, cast)
        walked(20)
        contact = waiting(journey)
        assert contact is not None
        assert (contact.due_on, contact.answer_by) == (day(1), at(day(21), 0))


def test_nobody_is_asked_before_leaving_or_after_coming_home(cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        journey, undated = away(by, cast), away(by, cast, leaves_on=None)
        assert walked(0) == 0
        walked(1)
        with clock.moved_to(at(day(2))):
            record_return(by=by, journey=journey, on=day(2))
        walked(2)
        walked(30)
        assert list(Contact.objects.values_list("outcome", flat=True)) == ["returned"]
        assert Agreement.objects.get(journey=journey).ended_because == "returned"
        assert Agreement.objects.get(journey=undated).ended_on is None


def test_a_journey_taken_back_is_asked_about_no_more(cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        journey = away(by, cast)
        walked(1)
        withdraw_journey(by=by, journey=journey, reason="दो बार दर्ज")
        walked(2)
        assert waiting(journey) is None or waiting(journey).withdrawn_at is not None  # type: ignore[union-attr]
        assert Agreement.objects.get().ended_because == "withdrawn"


def test_a_day_of_leaving_told_later_starts_the_days(cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        journey = away(by, cast, leaves_on=None)
        walked(2)
        with clock.moved_to(at(day(2), 11)):
            amend_journey(by=by, journey=journey, changes={"leaves_on": LEFT})
        walked(3)
        assert [number for number, _who in _days(journey)] == [1]


def test_contacts_agreed_twice_are_one_agreement_and_go_on_after_a_return_told_by_mistake(cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        journey = away(by, cast)
        with clock.moved_to(at(day(2))):
            record_return(by=by, journey=journey, on=day(2))
        walked(2)
        with clock.moved_to(at(day(2), 12)):
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
