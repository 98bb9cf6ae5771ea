"""A phone in wrong hands sends as much as it can: it stops where the page of limits says, and danger still passes."""

import dataclasses
import os
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from django.db.models import Sum

from jatan.foundation.access.walls import acting_as
from jatan.foundation.devices.services import revoke
from jatan.intake.fieldbook import quotas
from jatan.intake.fieldbook.models import ReceivedFile, ReceivedPiece, ReceivedRow
from jatan.intake.fieldbook.receive import SentRow, receive_rows
from jatan.programme.helpdesk.choices import OPEN
from jatan.programme.helpdesk.models import Issue
from tests.intake.fieldbook.conftest import at_work
from tests.intake.fieldbook.field import Field
from tests.phones import enrolled

__all__ = ["at_work"]

pytestmark = pytest.mark.django_db
HELP = {"kind": "violence", "is_urgent": True}
MEETING = {"held_on": "2020-01-01", "women": 3}


def stored(field: Field) -> int:
    with acting_as(field.cast.actor("coordinator")):
        return ReceivedRow.objects.count()


def in_batches(rows: list[dict[str, Any]], most: int = 20) -> Iterator[list[dict[str, Any]]]:
    for begin in range(0, len(rows), most):
        yield rows[begin : begin + most]


def junk(size: int = 60) -> SentRow:
    return SentRow(uuid.uuid4(), b"\x01" + os.urandom(size))


def flood(field: Field, rows: int, *, is_refused: bool = False, size: int = 60) -> int:
    """Send so many rows of rubbish, twenty at a time; how many of them are refused."""
    over = 0
    for _batch in range(rows // 20):
        with acting_as(field.cast.actor("forum_leader")) as by:
            sent = [junk(size) for _one in range(20)]
            over += len(receive_rows(device=field.device, by=by, rows=sent, is_refused=is_refused).over)
    return over


@pytest.mark.parametrize("rows", [600, pytest.param(10_000, marks=pytest.mark.long)])
def test_rows_stop_at_the_limit_and_danger_beside_them_passes(at_work: Field, rows: int) -> None:
    """Before: 40 of 40 rows of 370 KB were stored, and there was no limit."""
    assert flood(at_work, rows) == rows - quotas.OF_A_PHONE.rows
    assert stored(at_work) == quotas.OF_A_PHONE.rows

    meeting, cry = at_work.row("meeting", MEETING), at_work.row("help", HELP)
    answer = at_work.phone.post("rows", {"rows": [meeting.sent(), cry.sent()]})

    assert answer.status_code == 200
    assert answer.json()["refused"] == [{"id": str(meeting.id), "problem": "quota"}]
    assert [one["id"] for one in answer.json()["receipts"]] == [str(cry.id)]
    assert stored(at_work) == quotas.OF_A_PHONE.rows + 1
    assert [one.kind for one in urgent(at_work)] == ["violence"]


def urgent(field: Field) -> list[Issue]:
    with acting_as(field.cast.actor("coordinator")):
        return list(Issue.objects.live().filter(is_urgent=True, status__in=OPEN))


def test_large_rows_stop_by_their_bytes(at_work: Field) -> None:
    size = 300 * 1024
    flood(at_work, 40, size=size)
    assert stored(at_work) == quotas.OF_A_PHONE.row_bytes // (size + 1)


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """A limit that is full soon, where only what comes after it is of interest."""
    monkeypatch.setattr(quotas, "OF_A_PHONE", dataclasses.replace(quotas.OF_A_PHONE, rows=40))


@pytest.mark.usefixtures("small")
def test_rubbish_in_the_clothes_of_danger_is_bounded_too(at_work: Field) -> None:
    flood(at_work, quotas.OF_A_PHONE.rows)
    cries = [at_work.row("help", HELP).sent() for _one in range(40)]
    for some in in_batches(cries):
        at_work.phone.post("rows", {"rows": some})
    assert stored(at_work) == quotas.OF_A_PHONE.rows + quotas.DANGER.rows


@pytest.mark.usefixtures("small")
def test_a_row_that_is_here_is_received_again_although_the_day_is_full(at_work: Field) -> None:
    row = at_work.row("meeting", MEETING)
    first = at_work.phone.post("rows", {"rows": [row.sent()]}).json()
    flood(at_work, quotas.OF_A_PHONE.rows)
    again = at_work.phone.post("rows", {"rows": [row.sent()]}).json()
    assert again["receipts"] == first["receipts"]
    assert again["refused"] == []


def named_file(size: int) -> dict[str, Any]:
    return {"id": str(uuid.uuid4()), "sha256": "0" * 64, "size": size}


@pytest.mark.parametrize("files", [250, pytest.param(1_000, marks=pytest.mark.long)])
def test_files_stop_at_the_limit_before_a_byte_is_stored(at_work: Field, files: int) -> None:
    """Before: 30 requests announced 2.9 GB, and the pieces were accepted."""
    rows = [
        {**at_work.row("help", {"kind": "other"}).sent(), "files": [named_file(1000) for _file in range(10)]}
        for _row in range(files // 10)
    ]
    for some in in_batches(rows):
        assert at_work.phone.post("rows", {"rows": some}).status_code == 200
    with acting_as(at_work.cast.actor("coordinator")):
        assert ReceivedRow.objects.count() == files // 10  # a photograph never holds back its row
        assert ReceivedFile.objects.count() == quotas.OF_A_PHONE.files
    answer = at_work.phone.post(f"files/{uuid.uuid4()}", b"x", query=f"?offset=0&size=1&row={uuid.uuid4()}")
    assert (answer.status_code, answer.json()) == (429, {"problem": "quota"})
    cry = {**at_work.row("help", HELP).sent(), "files": [named_file(1000)]}
    assert at_work.phone.post("rows", {"rows": [cry]}).json()["refused"] == []
    assert [one.kind for one in urgent(at_work)] == ["violence"]


def test_announced_gigabytes_stop_by_their_bytes(at_work: Field) -> None:
    size = 8 * 1024 * 1024
    for _row in range(5):
        row = {**at_work.row("help", HELP).sent(), "files": [named_file(size) for _file in range(12)]}
        assert at_work.phone.post("rows", {"rows": [row]}).status_code == 200
    with acting_as(at_work.cast.actor("coordinator")):
        announced = ReceivedFile.objects.aggregate(size=Sum("size"))["size"]
    assert announced <= quotas.OF_A_PHONE.file_bytes


def test_pieces_that_come_again_and_again_stop(at_work: Field, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(quotas, "OF_A_PHONE", dataclasses.replace(quotas.OF_A_PHONE, pieces=5))
    file, query = uuid.uuid4(), f"?offset=0&size=2&row={uuid.uuid4()}"
    answers = [at_work.phone.post(f"files/{file}", b"x", query=query).status_code for _time in range(7)]
    assert answers == [200] * 5 + [429] * 2


def test_a_phone_that_was_taken_back_fills_a_small_quarantine_only(at_work: Field) -> None:
    """Before: still 20 of 20 stored, for ever."""
    with acting_as(at_work.cast.actor("coordinator")) as by:
        revoke(by=by, device=at_work.device)
    flood(at_work, 140, is_refused=True)
    assert stored(at_work) == quotas.OF_A_TAKEN_PHONE.rows

    cry = at_work.row("help", HELP)
    answer = at_work.phone.post("rows", {"rows": [cry.sent()]}).json()
    assert [one["id"] for one in answer["receipts"]] == [str(cry.id)]
    assert answer["wipe"]
    unnamed = at_work.phone.post(f"files/{uuid.uuid4()}", b"x", query=f"?offset=0&size=9&row={cry.id}")
    assert (unnamed.status_code, unnamed.json()["problem"]) == (429, "quota")
    with acting_as(at_work.cast.actor("coordinator")):
        assert not ReceivedPiece.objects.exists()


@pytest.mark.usefixtures("small")
def test_two_phones_of_one_person_stop_together(at_work: Field) -> None:
    """A third phone of hers brings nothing more: an account is counted as well."""
    full = quotas.OF_A_PHONE.rows
    flood(at_work, full)

    for number in (2, 3):
        other = enrolled(at_work.cast)
        at_work.phone = other
        flood(at_work, full)
        assert stored(at_work) == min(number, 2) * full
