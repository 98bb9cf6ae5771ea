"""Photographs come in pieces, in any order beside their row, and are complete only when every byte is the right one."""

import datetime as dt
import hashlib
import itertools
import uuid
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction
from django.urls import reverse

from jatan.foundation.access.actors import importer_for
from jatan.foundation.access.walls import acting_as
from jatan.foundation.devices.services import revoke
from jatan.intake.fieldbook import files
from jatan.intake.fieldbook.files import read_photograph
from jatan.intake.fieldbook.models import ReceivedFile, ReceivedPiece, ReceivedRow
from jatan.intake.fieldbook.repair import send_on
from jatan.intake.fieldbook.waiting_photographs import attach_waiting
from jatan.kernel import clock
from jatan.programme.activities.models import Photograph
from jatan.programme.journeys.models import Attachment
from tests.cast import Cast
from tests.intake.fieldbook.field import Field, Photo, Row, a_picture, days, leaving
from tests.phones import enrolled
from tests.seaweed import away, use_store
from tests.sign_in import signed_in

pytestmark = pytest.mark.django_db


def held(at_work: Field) -> list[ReceivedFile]:
    with acting_as(importer_for(at_work.cast.gumla.id)):
        return list(ReceivedFile.objects.order_by("id"))


def a_large_photo(at_work: Field) -> Photo:
    photo = at_work.photo(content=a_picture(side=420))
    assert len(photo.pieces()) >= 3
    return photo


def departure(at_work: Field, *photos: Photo) -> Row:
    return at_work.row("leaving", leaving(at_work) | {"photo_kind": "ticket"}, photos=photos)


def test_a_photograph_is_attached_to_the_journey_without_what_the_camera_added(at_work: Field, cast: Cast) -> None:
    photo = a_large_photo(at_work)
    row = departure(at_work, photo)
    receipt = at_work.receipt(row)
    assert receipt["state"] == "waiting_files"
    assert receipt["files"] == [{"id": str(photo.id), "sha256": photo.sha256, "received": 0, "complete": False}]
    answer = at_work.send_photo(photo, row).json()
    assert answer == {"received": len(photo.sealed), "complete": True}
    receipt = at_work.receipt(row)
    assert (receipt["state"], receipt["files"][0]["complete"]) == ("recorded", True)
    with acting_as(cast.actor("coordinator")):
        kept = Attachment.objects.get()
        assert (kept.journey_id, kept.kind, kept.format) == (row.id, "ticket", "jpg")
        stored = (Path(settings.MEDIA_ROOT) / kept.file).read_bytes()
    assert b"CameraOfSunita" in photo.content
    assert b"CameraOfSunita" not in stored
    assert b"84.5E" not in stored
    with acting_as(importer_for(cast.gumla.id)):
        assert read_photograph(at_work.stored(row)[0], held(at_work)[0]) == photo.content
        assert not ReceivedPiece.objects.exists()
    on_disk = [path.read_bytes() for path in Path(settings.MEDIA_ROOT).rglob("fieldbook/**/*") if path.is_file()]
    assert on_disk == [photo.sealed]


def test_a_photograph_waits_for_a_store_that_goes_away_before_it_is_attached(
    at_work: Field, cast: Cast, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before: complete on the phone, deleted there, and on nobody's list."""
    there, open_row, photo = settings.STORAGES, files.open_row, at_work.photo()
    row = departure(at_work, photo)
    assert at_work.receipt(row)["state"] == "waiting_files"

    def lose_store(held_row: ReceivedRow) -> Any:
        use_store(settings, away(tmp_path / "away"))
        return open_row(held_row)

    with monkeypatch.context() as patch:
        patch.setattr(files, "open_row", lose_store)
        answer = at_work.send_photo(photo, row)
    assert (answer.status_code, answer.json()["problem"]) == (503, "files_unreachable")
    settings.STORAGES = there
    assert at_work.send_photo(photo, row).json()["complete"] is True
    with acting_as(cast.actor("coordinator")):
        assert Attachment.objects.count() == 1


def test_a_row_put_right_while_the_store_is_away_gets_its_photograph_later(
    at_work: Field, cast: Cast, settings: Any, tmp_path: Path
) -> None:
    there, photo = settings.STORAGES, at_work.photo()
    late = {"photos": [photo], "written_at": clock.now() + dt.timedelta(days=3)}
    row = at_work.row("leaving", leaving(at_work) | {"photo_kind": "ticket"}, **late)
    assert at_work.receipt(row)["state"] == "parked"
    assert at_work.send_photo(photo, row).json()["complete"] is True
    use_store(settings, away(tmp_path / "away"))
    with acting_as(cast.actor("coordinator")) as by:
        assert send_on(by=by, row=at_work.stored(row)[-1], written_on=clock.today()).state == "recorded"
        page = signed_in(cast.accounts["coordinator"])
        page.raise_request_exception = False
        shown = page.get(reverse("phone_photograph", args=[at_work.stored(row)[0].pk, held(at_work)[0].pk]))
    assert shown.status_code == 503
    assert [(one.attached, one.problem) for one in held(at_work)] == [({}, "")]
    assert attach_waiting() == 0
    settings.STORAGES = there
    assert [attach_waiting(), attach_waiting()] == [1, 0]
    with acting_as(cast.actor("coordinator")):
        assert Attachment.objects.count() == 1


@pytest.mark.parametrize("order", list(itertools.permutations(["row", "one", "other"])))
def test_row_and_photographs_in_every_order_are_complete_only_at_the_end(
    at_work: Field, cast: Cast, order: tuple[str, ...]
) -> None:
    one, other = at_work.photo(), at_work.photo()
    row = departure(at_work, one, other)
    for number, what in enumerate(order):
        if what == "row":
            receipt = at_work.receipt(row)
            assert receipt["state"] == ("recorded" if number == 2 else "waiting_files")
        else:
            at_work.send_photo(one if what == "one" else other, row)
        asked = at_work.phone.post("receipts", {"ids": [str(row.id)]}).json()["receipts"]
        if "row" in order[: number + 1]:
            assert [all(one["complete"] for one in asked[0]["files"]), asked[0]["state"] == "recorded"] == [
                number == 2
            ] * 2
        else:
            assert asked == []
    with acting_as(cast.actor("coordinator")):
        assert Attachment.objects.count() == 2


def test_a_piece_at_another_place_is_answered_with_what_is_here(at_work: Field) -> None:
    photo = a_large_photo(at_work)
    row = departure(at_work, photo)
    at_work.receipt(row)
    first, second, *_rest = photo.pieces()
    early = at_work.send_photo(photo, row, pieces=[second])
    assert (early.status_code, early.json()) == (409, {"received": 0, "complete": False})
    at_work.send_photo(photo, row, pieces=[first])
    again = at_work.send_photo(photo, row, pieces=[first])
    assert (again.status_code, again.json()["received"]) == (200, len(first[1]))
    far = at_work.send_photo(photo, row, pieces=photo.pieces()[2:])
    assert (far.status_code, far.json()["received"]) == (409, len(first[1]))
    assert at_work.send_photo(photo, row, pieces=photo.pieces()[1:]).json()["complete"] is True
    after = at_work.send_photo(photo, row, pieces=[first])
    assert (after.status_code, after.json()) == (200, {"received": len(photo.sealed), "complete": True})


def test_a_dropped_piece_keeps_it_incomplete(at_work: Field, cast: Cast) -> None:
    photo = a_large_photo(at_work)
    row = departure(at_work, photo)
    at_work.receipt(row)
    at_work.send_photo(photo, row, pieces=photo.pieces()[:-1])
    assert at_work.receipt(row)["state"] == "waiting_files"
    with acting_as(cast.actor("coordinator")):
        assert not Attachment.objects.exists()


def test_a_photograph_that_was_not_committed_is_written_over_when_it_comes_again(at_work: Field) -> None:
    """A server that dies between the file and its commit leaves a file that no row names."""
    photo = a_large_photo(at_work)
    row = departure(at_work, photo)
    at_work.receipt(row)
    with transaction.atomic():
        assert at_work.send_photo(photo, row).json()["complete"]
        transaction.set_rollback(True)
    assert [one.stored_as for one in held(at_work)] == [""]
    assert at_work.send_photo(photo, row).json()["complete"]
    on_disk = [path for path in Path(settings.MEDIA_ROOT).rglob("fieldbook/**/*") if path.is_file()]
    assert [path.name for path in on_disk] == [one.stored_as for one in held(at_work)]
    assert [path.read_bytes() for path in on_disk] == [photo.sealed]


def test_wrong_bytes_are_never_complete_and_the_right_ones_follow(at_work: Field, cast: Cast) -> None:
    photo = a_large_photo(at_work)
    row = departure(at_work, photo)
    at_work.receipt(row)
    wrong = [(at, bytes([piece[0] ^ 1]) + piece[1:]) for at, piece in photo.pieces()]
    assert at_work.send_photo(photo, row, pieces=wrong).json() == {"received": 0, "complete": False}
    assert at_work.send_photo(photo, row).json()["complete"] is True
    with acting_as(cast.actor("coordinator")):
        assert Attachment.objects.count() == 1


def test_a_photograph_of_a_meeting_goes_to_the_meeting(at_work: Field, cast: Cast) -> None:
    photo = at_work.photo()
    row = at_work.row("meeting", {"held_on": days(0), "women": 4}, photos=[photo])
    at_work.receipt(row)
    at_work.send_photo(photo, row)
    at_work.send_photo(photo, row)
    with acting_as(cast.actor("coordinator")):
        assert Photograph.objects.count() == 1


def test_a_photograph_with_a_problem_of_nobody_s_journey_stays_with_its_row(at_work: Field) -> None:
    photo = at_work.photo()
    row = at_work.row("help", {"kind": "other"}, photos=[photo])
    at_work.receipt(row)
    at_work.send_photo(photo, row)
    assert at_work.receipt(row)["state"] == "recorded"
    assert held(at_work)[0].attached == {"row": str(at_work.stored(row)[0].pk)}


def test_what_is_no_picture_is_kept_and_said(at_work: Field, cast: Cast) -> None:
    photo = at_work.photo(content=b"<svg onload=alert(1)>")
    row = departure(at_work, photo)
    at_work.receipt(row)
    assert at_work.send_photo(photo, row).json()["complete"] is True
    assert (held(at_work)[0].attached, held(at_work)[0].problem) == ({}, "wrong_kind")
    with acting_as(cast.actor("coordinator")):
        assert not Attachment.objects.exists()


def test_an_unexpected_fault_while_attaching_keeps_the_photograph_and_it_is_attached_later(
    at_work: Field, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    photo = at_work.photo()
    row = departure(at_work, photo)
    at_work.receipt(row)

    def broken(**_more: Any) -> None:
        raise ValueError("boom")

    with monkeypatch.context() as patch:
        patch.setattr(files, "add_attachment", broken)
        assert at_work.send_photo(photo, row).json()["complete"] is True
    assert held(at_work)[0].problem == "unexpected"
    at_work.send_photo(photo, row, pieces=photo.pieces()[:1])
    assert held(at_work)[0].problem == ""
    with acting_as(cast.actor("coordinator")):
        assert Attachment.objects.count() == 1


def test_photographs_of_a_phone_that_was_taken_back_are_kept_and_not_attached(at_work: Field, cast: Cast) -> None:
    photo = at_work.photo()
    row = departure(at_work, photo)
    at_work.receipt(row)
    with acting_as(cast.actor("coordinator")) as by:
        revoke(by=by, device=at_work.device)
    assert at_work.send_photo(photo, row).json()["complete"] is True
    assert held(at_work)[0].problem == "no_right"
    with acting_as(cast.actor("coordinator")):
        assert not Attachment.objects.exists()


@pytest.mark.parametrize(
    "query",
    [
        "?offset=0&size=0&row={row}",
        "?offset=0&size=99999999&row={row}",
        "?offset=-1&size=10&row={row}",
        "?offset=9&size=10&row={row}",
        "?offset=0&size=10&row=x",
        "?offset=0&size=٣٠&row={row}",
        "",
    ],
)
def test_sizes_and_places_that_cannot_be_are_refused(at_work: Field, query: str) -> None:
    answer = at_work.phone.post(f"files/{uuid.uuid4()}", b"12345", query=query.format(row=uuid.uuid4()))
    assert (answer.status_code, answer.json()) == (400, {"problem": "unreadable"})
    assert held(at_work) == []


def test_a_phone_cannot_pile_up_files_that_no_row_names(at_work: Field) -> None:
    statuses = [
        at_work.phone.post(f"files/{uuid.uuid4()}", b"12345", query=f"?offset=0&size=10&row={uuid.uuid4()}").status_code
        for _turn in range(42)
    ]
    assert statuses == [200] * 40 + [429] * 2


def test_pieces_of_two_sizes_under_one_id_are_refused_and_the_named_file_still_comes(at_work: Field) -> None:
    photo = at_work.photo()
    row = departure(at_work, photo)
    for size, status in ((10, 200), (11, 400), (10, 200)):
        answer = at_work.phone.post(f"files/{photo.id}", b"12345", query=f"?offset=0&size={size}&row={row.id}")
        assert answer.status_code == status
    at_work.receipt(row)
    assert at_work.send_photo(photo, row).json()["complete"] is True


def test_another_person_cannot_add_to_a_file(at_work: Field, cast: Cast) -> None:
    photo = a_large_photo(at_work)
    row = departure(at_work, photo)
    at_work.receipt(row)
    stranger = enrolled(cast, "field_worker")
    piece = photo.pieces()[0][1]
    stranger.post(f"files/{photo.id}", piece, query=f"?offset=0&size={len(photo.sealed)}&row={row.id}")
    assert at_work.receipt(row)["files"][0]["received"] == 0
    assert at_work.send_photo(photo, row).json()["complete"] is True
    assert hashlib.sha256(photo.sealed).hexdigest() == at_work.receipt(row)["files"][0]["sha256"]
