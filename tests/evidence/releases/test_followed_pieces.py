"""What is changed afterwards leaves the public page at once, by whatever door, and the ledger keeps it."""

import datetime as dt
from collections.abc import Callable
from contextlib import AbstractContextManager, closing
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from jatan.evidence.releases.choices import Outcome
from jatan.evidence.releases.models import PublicPiece
from jatan.evidence.releases.services import decide, follow_records, propose_piece
from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from jatan.foundation.access.walls import acting_as
from jatan.foundation.bulk_acts.services import do_together, one_by_one
from jatan.foundation.bulk_acts.undo import undo_together
from jatan.foundation.ledger.models import Event
from jatan.kernel import clock
from jatan.programme.activities.choices import Faces
from jatan.programme.activities.commands import AddPhotograph
from jatan.programme.activities.models import Activity
from jatan.programme.activities.photographs import add_photograph, record_uses
from jatan.programme.activities.services import ACTIVITY
from jatan.programme.booklet.models import Story
from jatan.programme.booklet.services import STORY, take_consent_back
from jatan.programme.consultations.commands import HoldConsultation
from jatan.programme.consultations.models import Consultation
from jatan.programme.consultations.services import CONSULTATION, hold_consultation
from tests.cast import Cast, second_of_secretariat
from tests.programme.activities.builders import an_activity, picture
from tests.programme.booklet.builders import a_waiting, approve
from tests.programme.consultations.builders import a_consultation

As = Callable[[str], AbstractContextManager[Actor]]
_LOCK = "hashtextextended('jatan.releases', 0)"


def a_held(by: Actor, cast: Cast, title: str = "ज़िला परामर्श") -> Consultation:
    row = a_consultation(by, cast, title=title, level="district")
    hold_consultation(
        by=by,
        command=HoldConsultation(consultation=row, held_on=clock.today() - dt.timedelta(days=3), total=30),
    )
    return Consultation.objects.get(pk=row.pk)


def agree(cast: Cast, kind: str, record: Any) -> PublicPiece:
    with acting_as(cast.actor("secretariat")) as by:
        row = propose_piece(by=by, kind=kind, record=record)
    with acting_as(second_of_secretariat(cast)) as by:
        decide(by=by, proposal=row, releases=True)
    return PublicPiece.objects.get(pk=row.pk)


@pytest.fixture
def story(cast: Cast, as_: As) -> Story:
    """A story of Gumla that the secretariat has approved."""
    with as_("coordinator") as by:
        row = a_waiting(by, cast)
    with as_("secretariat") as by:
        approve(by, row)
    return row


@pytest.fixture
def held(cast: Cast, as_: As) -> Consultation:
    """A consultation of Gumla that is public."""
    with as_("coordinator") as by:
        row = a_held(by, cast)
    assert agree(cast, "consultation", row.pk).outcome == Outcome.RELEASED
    return row


def is_public(record: Any) -> bool:
    return PublicPiece.objects.filter(record=record, outcome=Outcome.RELEASED).exists()


def may_decide_now() -> bool:
    """Whether another connection could decide about the page while this transaction is open."""
    return _is_free("pg_try_advisory_lock")


def may_change_now() -> bool:
    """Whether another connection could change a record while this transaction is open."""
    return _is_free("pg_try_advisory_lock_shared")


def _is_free(ask: str) -> bool:
    with closing(connection.copy()) as other, other.cursor() as cursor:
        cursor.execute(f"SELECT {ask}({_LOCK})")
        return cursor.fetchone() == (True,)


@pytest.mark.parametrize(
    ("label", "payload", "is_touched"),
    [
        ("booklet.story", {"fields": ["consent_withdrawn_on"]}, True),
        ("activities.activity", {"fields": ["held_on"]}, True),
        ("bulk_acts.donetogether", {"rows": {"booklet.story": 3}}, True),
        ("booklet.story", {"rows": {"booklet.story": 1}}, False),  # a new one
        ("people.person", {"fields": ["name"]}, False),
    ],
)
def test_nobody_decides_while_a_record_is_changed(
    cast: Cast, label: str, payload: dict[str, Any], is_touched: bool
) -> None:
    """Who decides would read a story as it was, and make it public after its yes was taken back."""
    assert may_decide_now()
    follow_records(Event(organisation=cast.gumla, verb="x", about_type=label, about=cast.gumla.pk, payload=payload))
    assert may_decide_now() is not is_touched
    assert may_change_now()


def test_a_change_waits_for_whoever_decides(cast: Cast, as_: As, story: Story) -> None:
    with as_("coordinator") as by, CaptureQueriesContext(connection) as caught:
        take_consent_back(by=by, story=Story.objects.get(pk=story.pk), on=clock.today())
    asked = [one["sql"] for one in caught]
    waits = next(place for place, sql in enumerate(asked) if "jatan.releases" in sql)
    assert waits < next(place for place, sql in enumerate(asked) if "releases_publicpiece" in sql)


def test_who_decides_takes_the_chain_first_as_every_act_does(cast: Cast, as_: As, story: Story) -> None:
    """An act has its chain before it waits for the page: taken the other way round, two would wait for ever."""
    with as_("secretariat") as by:
        row = propose_piece(by=by, kind="story", record=story.pk)
    with acting_as(second_of_secretariat(cast)) as by, CaptureQueriesContext(connection) as caught:
        decide(by=by, proposal=row, releases=True)
    asked = [one["sql"] for one in caught]
    chain = next(place for place, sql in enumerate(asked) if "ledger_chain" in sql and "FOR UPDATE" in sql)
    page = next(place for place, sql in enumerate(asked) if "jatan.releases" in sql)
    content = next(place for place, sql in enumerate(asked) if "booklet_story" in sql)
    assert chain < page < content


@pytest.mark.parametrize("is_waiting", [True, False])
def test_the_ledger_keeps_what_left_the_page_by_itself(cast: Cast, as_: As, story: Story, is_waiting: bool) -> None:
    if is_waiting:
        with as_("secretariat") as by:
            piece = propose_piece(by=by, kind="story", record=story.pk)
    else:
        piece = agree(cast, "story", story.pk)
    with as_("coordinator") as by:
        take_consent_back(by=by, story=Story.objects.get(pk=story.pk), on=clock.today())
    piece.refresh_from_db()
    expected = ("taken_back", "releases.taken_back") if is_waiting else ("taken_down", "releases.taken_down")
    assert piece.decided_at is not None
    with as_("auditor"):
        event = Event.objects.filter(about=piece.pk).order_by("at").last()
    assert event is not None
    assert (piece.outcome, event.verb) == expected
    assert (event.by, event.organisation_id) == (cast.accounts["coordinator"].pk, cast.gumla.pk)
    assert event.payload == {"kind": "story"}


def _amended(by: Actor, row: Consultation, cast: Cast) -> None:
    CONSULTATION.amend(by, row, {"title": "दूसरा नाम"})


def _elsewhere(by: Actor, row: Consultation, cast: Cast) -> None:
    CONSULTATION.amend(by, row, {"place": cast.gumla_block})


def _other_day(by: Actor, row: Consultation, cast: Cast) -> None:
    activity = Activity.objects.get(pk=row.activity_id)
    ACTIVITY.amend(by, activity, {"held_on": activity.held_on - dt.timedelta(days=1)})


def _withdrawn(by: Actor, row: Consultation, cast: Cast) -> None:
    CONSULTATION.withdraw(by, row, "दो बार दर्ज")


def _withdrawn_with_others(by: Actor, row: Consultation, cast: Cast) -> None:
    _together(by, [row], CONSULTATION)


def _meetings_withdrawn_with_others(by: Actor, row: Consultation, cast: Cast) -> None:
    _together(by, [Activity.objects.get(pk=row.activity_id)], ACTIVITY)


def _together(by: Actor, rows: Any, kind: Any) -> Any:
    """Withdraw rows as the lists do it."""
    (done,) = do_together(
        by=by,
        act="withdraw",
        rows=rows,
        doing=lambda found: one_by_one(found, lambda row: kind.withdraw(by, row, "दो बार दर्ज")),
        writes_at_once=True,
    ).done
    return done


@pytest.mark.parametrize(
    "change",
    [_amended, _elsewhere, _other_day, _withdrawn, _withdrawn_with_others, _meetings_withdrawn_with_others],
)
def test_a_consultation_that_is_not_as_it_was_agreed_to_is_gone(
    cast: Cast, as_: As, held: Consultation, change: Callable[[Actor, Consultation, Cast], None]
) -> None:
    with as_("coordinator") as by:
        assert by.may(Permission.RECORDS_CORRECT)
        change(by, held, cast)
    assert not is_public(held.pk)


def test_what_is_not_shown_of_a_consultation_may_change(cast: Cast, as_: As, held: Consultation) -> None:
    with as_("coordinator") as by:
        CONSULTATION.amend(by, held, {"purpose": "कुछ और"})
        ACTIVITY.amend(by, Activity.objects.get(pk=held.activity_id), {"decisions": "हर माह बैठक"})
        other = a_held(by, cast, "दूसरा परामर्श")
        CONSULTATION.withdraw(by, other, "दो बार दर्ज")
    assert is_public(held.pk)


def test_stories_withdrawn_together_are_gone_and_stay_gone(cast: Cast, as_: As, story: Story) -> None:
    agree(cast, "story", story.pk)
    with as_("coordinator") as by:
        done = _together(by, [Story.objects.get(pk=story.pk)], STORY)
        assert not is_public(story.pk)
        undo_together(by=by, done=done)
    assert not is_public(story.pk)


def test_a_change_asks_as_much_with_many_public_photographs_as_with_one(
    cast: Cast, as_: As, settings: Settings, tmp_path: Path
) -> None:
    """Before: a query for each photograph of the network, at every edit of any activity."""
    settings.MEDIA_ROOT = str(tmp_path)
    asked = []
    for _round in range(3):
        with as_("coordinator") as by:
            activity = an_activity(by, cast)
            row = add_photograph(by=by, command=AddPhotograph(activity=activity, content=picture()))
            record_uses(by=by, row=row, faces=Faces.NOBODY, uses=("press",))
        agree(cast, "photograph", row.pk)
        event = Event(
            organisation=cast.gumla,
            verb="x",
            about_type="activities.activity",
            about=activity.pk,
            payload={"fields": ["decisions"]},
        )
        with as_("coordinator"), CaptureQueriesContext(connection) as caught:
            follow_records(event)
        asked.append(len(caught))
        assert is_public(row.pk)
    assert asked[0] == asked[1] == asked[2] <= 4, asked
