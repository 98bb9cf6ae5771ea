"""Marks show which other member has the same number; the table alone reveals nothing."""

import re
import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.conf import LazySettings
from django.db import ProgrammingError, connection, transaction

from jatan.foundation.access.actors import Actor
from jatan.foundation.network import marks
from jatan.foundation.network.models import Mark
from tests.cast import Cast

pytestmark = pytest.mark.django_db
type As = Callable[[str], AbstractContextManager[Actor]]

PHONE = "9431100001"


def test_another_member_that_marked_the_same_number_is_named(cast: Cast, as_: As) -> None:
    with as_("khunti_coordinator"):
        marks.set_marks(cast.khunti.id, "agent_phone", uuid.uuid4(), [PHONE])
    with as_("coordinator"):
        assert marks.other_organisations_with([cast.gumla.id], "agent_phone", PHONE) == [cast.khunti]
        assert marks.other_organisations_with([cast.gumla.id], "agent_phone", "9431100002") == []
        assert marks.other_organisations_with([cast.gumla.id], "person_phone", PHONE) == []
        assert marks.other_organisations_with([cast.gumla.id], "agent_phone", "") == []


def test_own_organisation_is_excluded_and_others_are_listed_once(cast: Cast, as_: As) -> None:
    with as_("khunti_coordinator"):
        for _row in range(3):
            marks.set_marks(cast.khunti.id, "agent_phone", uuid.uuid4(), [PHONE])
    with as_("coordinator"):
        marks.set_marks(cast.gumla.id, "agent_phone", uuid.uuid4(), [PHONE])
        assert marks.other_organisations_with([cast.gumla.id], "agent_phone", PHONE) == [cast.khunti]


def test_setting_marks_twice_adds_none_and_removes_those_no_longer_given(cast: Cast, as_: As) -> None:
    about = uuid.uuid4()
    with as_("coordinator"):
        marks.set_marks(cast.gumla.id, "agent_phone", about, [PHONE, "9431100002", ""])
        marks.set_marks(cast.gumla.id, "agent_phone", about, [PHONE, "9431100002"])
        assert Mark.objects.count() == 2
        marks.set_marks(cast.gumla.id, "agent_phone", about, ["9431100002"])
        assert [bytes(row.mark) for row in Mark.objects.all()] == [marks.mark("agent_phone", "9431100002")]
        marks.delete_marks(cast.gumla.id, about)
        assert Mark.objects.count() == 0


def test_the_table_holds_nothing_that_can_be_guessed_without_the_key(
    cast: Cast, as_: As, settings: LazySettings
) -> None:
    held = marks.mark("agent_phone", PHONE)
    assert len(held) == 16
    assert PHONE.encode() not in held
    settings.MARKS_KEY = b"another key"
    assert marks.mark("agent_phone", PHONE) != held


def test_marks_of_different_kinds_do_not_match() -> None:
    assert marks.mark("agent_phone", PHONE) != marks.mark("person_phone", PHONE)
    assert marks.mark("a", "bc") != marks.mark("ab", "c")
    for kind, text in (("", PHONE), ("agent_phone", ""), ("a\x00b", PHONE)):
        with pytest.raises(ValueError, match="needs a kind"):
            marks.mark(kind, text)


@pytest.mark.parametrize("part", ["secretariat", "researcher", "auditor", "administrator", "stranger"])
def test_an_actor_without_record_permission_sees_no_marks(part: str, cast: Cast, as_: As) -> None:
    with as_("khunti_coordinator"):
        marks.set_marks(cast.khunti.id, "agent_phone", uuid.uuid4(), [PHONE])
    with as_(part):
        assert marks.other_organisations_with([], "agent_phone", PHONE) == []


def test_marks_of_another_member_cannot_be_written_or_deleted(cast: Cast, as_: As) -> None:
    about = uuid.uuid4()
    with as_("khunti_coordinator"):
        marks.set_marks(cast.khunti.id, "agent_phone", about, [PHONE])
    with as_("coordinator"):
        with pytest.raises(ProgrammingError), transaction.atomic():
            marks.set_marks(cast.khunti.id, "agent_phone", uuid.uuid4(), [PHONE])
        marks.delete_marks(cast.khunti.id, about)
        with connection.cursor() as cursor:
            cursor.execute("UPDATE network_mark SET kind = 'x'")
            assert cursor.rowcount == 0
    with as_("khunti_coordinator"):
        assert Mark.objects.filter(about=about).count() == 1


def test_lookup_uses_the_index_with_row_security(cast: Cast, as_: As) -> None:
    with as_("khunti_coordinator"):
        marks.set_marks_of_rows(cast.khunti.id, "agent_phone", {uuid.uuid4(): [f"94311{n:05}"] for n in range(5_000)})
    with as_("coordinator"), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        digests = [marks.mark("agent_phone", PHONE), marks.mark("agent_phone", "9431100002")]
        cursor.execute(
            "EXPLAIN SELECT organisation_id FROM network_mark WHERE kind = 'agent_phone' AND mark = ANY(%s)", [digests]
        )
        plan = "\n".join(line for (line,) in cursor.fetchall())
    # PostgreSQL writes the column without its cast where it reads the index alone.
    assert re.search(r"Index Cond: \(\(\(?kind\)?(?:::text)? = 'agent_phone'::text\) AND \(mark = ANY", plan), plan
