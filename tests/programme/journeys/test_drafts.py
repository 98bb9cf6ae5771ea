"""A draft belongs to one account, stores every answer but no Aadhaar number, and is deleted after two weeks."""

import datetime as dt
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest

from jatan.foundation.access.actors import Actor
from jatan.foundation.access.gate import Forbidden
from jatan.kernel import clock
from jatan.kernel.problems import Problem
from jatan.programme.journeys.drafts import (
    begin_draft,
    delete_draft,
    delete_stale_drafts,
    find_draft,
    my_drafts,
    save_draft,
)
from jatan.programme.journeys.models import Draft
from tests.cast import Cast

As = Callable[[str], AbstractContextManager[Actor]]
NOON = dt.datetime(2024, 3, 11, 6, 30, tzinfo=dt.UTC)


def test_only_the_owner_reads_a_draft(cast: Cast, as_: As) -> None:
    with as_("field_worker") as by:
        draft = begin_draft(by=by, organisation=cast.gumla.id, body={"journey": {"work": ["garment"]}})
        save_draft(by=by, draft=draft, body={"journey": {"work": ["hotel"]}})
        assert find_draft(by, draft.id).body == {"journey": {"work": ["hotel"]}}
    for part in ("coordinator", "desk_operator", "khunti_coordinator", "secretariat", "stranger"):
        with as_(part) as by:
            assert not my_drafts(by).exists()
            with pytest.raises(Draft.DoesNotExist):
                save_draft(by=by, draft=draft, body={})
            delete_draft(by=by, draft=draft)
    with as_("field_worker") as by:
        delete_draft(by=by, draft=find_draft(by, draft.id))
        assert not my_drafts(by).exists()


def test_a_draft_for_another_member_is_refused(cast: Cast, as_: As) -> None:
    with as_("field_worker") as by, pytest.raises(Forbidden):
        begin_draft(by=by, organisation=cast.khunti.id, body={})


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"journey": {"employer": ["2341 2341 2346"]}}, "aadhaar_number"),
        ({"travellers": [{"new": {"name": ["x" * 100_001]}}]}, "unreadable"),
        ({"journey": {"employer": ["a\x00b"]}}, "unreadable"),
    ],
)
def test_forbidden_content_is_refused(cast: Cast, as_: As, body: dict[str, object], code: str) -> None:
    with as_("field_worker") as by, pytest.raises(Problem, match=code):
        begin_draft(by=by, organisation=cast.gumla.id, body=body)


def test_drafts_unchanged_for_two_weeks_are_deleted(cast: Cast, as_: As) -> None:
    with as_("field_worker") as by:
        with clock.frozen_at(NOON):
            old = begin_draft(by=by, organisation=cast.gumla.id, body={})
        with clock.frozen_at(NOON + dt.timedelta(days=10)):
            kept = begin_draft(by=by, organisation=cast.gumla.id, body={})
    with clock.frozen_at(NOON + dt.timedelta(days=15)):
        assert (delete_stale_drafts(), delete_stale_drafts()) == (1, 0)
    with as_("field_worker") as by:
        assert [row.id for row in my_drafts(by)] == [kept.id]
        assert old.id != kept.id


def test_a_row_id_is_not_mistaken_for_an_aadhaar_number(cast: Cast, as_: As) -> None:
    body = {"travellers": [{"person": "01a21044-4655-724e-a230-835dda8691bb"}]}
    with as_("coordinator") as by:
        assert begin_draft(by=by, organisation=cast.gumla.id, body=body).body == body
