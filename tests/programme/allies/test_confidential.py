"""A member's confidential work with an institution is read by nobody else: by the queries, and by PostgreSQL alone."""

import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.utils import ProgrammingError

from jatan.foundation.access.actors import Actor
from jatan.foundation.ledger.models import Revision
from jatan.kernel.periods import Period
from jatan.kernel.problems import Problem
from jatan.programme.allies import parts, selectors
from jatan.programme.allies.asked import AskedFor, asked_rows, count_states, tally_by_level
from jatan.programme.allies.commands import RecordContact
from jatan.programme.allies.models import Agreement, Ask, Commitment, Contact, JointWork, Meeting, Note
from jatan.programme.allies.parts import MEETING
from jatan.programme.people.reach import live
from tests.cast import Cast
from tests.house.belongings import DAY, Belongings, belongings
from tests.programme.allies.builders import a_meeting, a_promise, an_ally, an_ask

type As = Callable[[str], AbstractContextManager[Actor]]

pytestmark = pytest.mark.django_db

TABLES = (Agreement, Ask, Commitment, Contact, JointWork, Meeting, Note)
OTHERS = ("coordinator", "field_worker", "counsellor", "secretariat", "researcher")
YEAR = Period(DAY.replace(month=1, day=1), DAY.replace(month=12, day=31))


@pytest.fixture
def khunti(cast: Cast) -> Belongings:
    """Everything of Khunti, with one confidential row of every kind."""
    return belongings(cast, "khunti_coordinator")


def counts(by: Actor) -> list[Any]:
    tallies = tally_by_level(by, YEAR)
    return [*tallies, dict(count_states(by, AskedFor())), asked_rows(by, AskedFor()).count()]


@pytest.mark.parametrize("part", OTHERS)
def test_postgresql_shows_no_confidential_row_of_another_organisation(part: str, khunti: Belongings, as_: As) -> None:
    """Asked past the gate: nothing but the policies of the tables stands between."""
    with as_(part):
        for model in TABLES:
            assert live(model).filter(organisation_id=khunti.organisation.id).exists(), model
            assert not live(model).filter(is_confidential=True).exists(), model
    with as_("khunti_desk"):
        assert all(live(model).filter(is_confidential=True).count() == 1 for model in TABLES)


@pytest.mark.parametrize("part", OTHERS)
def test_the_gate_alone_shows_none_either(part: str, khunti: Belongings, as_: As, cast: Cast) -> None:
    """The queries are asked under the walls of Khunti itself: nothing but the gate stands between."""
    asked = (
        selectors.agreements,
        selectors.asks,
        selectors.commitments,
        selectors.contacts,
        selectors.joint_work,
        selectors.meetings,
        selectors.notes,
    )
    other = cast.actor(part)
    with as_("khunti_coordinator") as by:
        for rows in asked:
            assert rows(by).filter(is_confidential=True).exists()
            assert rows(other).filter(organisation_id=khunti.organisation.id).exists()
            assert not rows(other).filter(is_confidential=True).exists()


@pytest.mark.parametrize("part", ["coordinator", "secretariat"])
def test_nobody_else_changes_or_plants_one(part: str, khunti: Belongings, as_: As) -> None:
    with as_(part), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE allies_meeting SET outcome = 'x' WHERE id = %s", [khunti.rows["confidential meeting"].pk]
        )
        assert cursor.rowcount == 0
        cursor.execute("UPDATE allies_meeting SET outcome = 'x' WHERE is_confidential")
        assert cursor.rowcount == 0
        planted = "UPDATE allies_meeting SET is_confidential = true WHERE organisation_id = %s"
        if part == "secretariat":  # who may correct open rows of a member
            with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
                cursor.execute(planted, [khunti.organisation.id])
        else:
            cursor.execute(planted, [khunti.organisation.id])
            assert cursor.rowcount == 0


@pytest.mark.parametrize("part", ["coordinator", "secretariat", "researcher"])
def test_no_count_and_no_search_changes_with_one(part: str, cast: Cast, as_: As) -> None:
    with as_("khunti_coordinator") as by:
        ally = an_ally(by, cast, organisation=cast.khunti.id)
    with as_(part) as by:
        before = counts(by)
    with as_("khunti_coordinator") as by:
        own = counts(by)
        a_meeting(by, ally, is_confidential=True)
        ask = an_ask(by, ally, is_confidential=True)
        a_promise(by, ally, ask=ask)
        about = {"organisation": cast.khunti.id, "place": ally.place, "ally": ally}
        parts.CONTACT.record(by=by, command=RecordContact(**about, name="रेखा टोप्पो", is_confidential=True))
        assert [row.pk for row in selectors.search(by, "रेखा टोप्पो")] == [ally.pk]
        assert counts(by) != own
    with as_(part) as by:
        assert counts(by) == before
        assert not selectors.search(by, "रेखा टोप्पो").exists()


def test_what_follows_a_confidential_meeting_is_confidential(cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        ally = an_ally(by, cast)
        meeting = a_meeting(by, ally, is_confidential=True)
        ask = an_ask(by, ally, meeting=meeting)
        promise = a_promise(by, ally, ask=ask)
    assert ask.is_confidential
    assert promise.is_confidential


def test_what_others_have_read_is_not_closed_and_a_closed_row_is_opened_without_its_history(
    cast: Cast, as_: As
) -> None:
    with as_("khunti_coordinator") as by:
        ally = an_ally(by, cast, organisation=cast.khunti.id)
        with pytest.raises(Problem, match="already_shared"):
            parts.MEETING.amend(by, a_meeting(by, ally), {"is_confidential": True})
        closed = a_meeting(by, ally, purpose="गुप्त", is_confidential=True)
        parts.MEETING.amend(by, closed, {"purpose": "खुला", "is_confidential": False})
        assert histories(closed.pk) == ["गुप्त"]
        parts.MEETING.amend(by, closed, {"purpose": "सबके लिए"})
        assert histories(closed.pk) == ["खुला", "गुप्त"]
    for part in ("coordinator", "secretariat"):
        with as_(part) as by:
            assert MEETING.find(by, closed.pk).purpose == "सबके लिए"
            assert histories(closed.pk) == ["खुला"]


def histories(row: uuid.UUID) -> list[str]:
    """The former agendas of a meeting that this actor may read, newest first."""
    return [one.before["purpose"] for one in Revision.objects.filter(about=row).order_by("-at")]
