"""A row and its photograph in two transactions that overlap, for a house with a network in it."""

import threading
import time
import uuid
from collections.abc import Callable
from typing import Any

from django.db import connection, connections

from bench import field_book
from jatan.foundation.access.actors import Actor, actor_of, importer_for
from jatan.foundation.access.models import Account, Posting
from jatan.foundation.access.permissions import Role
from jatan.foundation.access.walls import acting_as
from jatan.foundation.devices.models import Device
from jatan.foundation.network.models import Organisation
from jatan.intake.fieldbook.actors import sender_of
from jatan.intake.fieldbook.files import SentFile, receive_piece
from jatan.intake.fieldbook.models import ReceivedFile, ReceivedRow
from jatan.intake.fieldbook.receive import SentRow, receive_rows
from jatan.intake.fieldbook.repair import send_on
from jatan.kernel import clock
from tests.intake.fieldbook.field import PIECE, Photo, Row

__all__ = ["overlapping"]


def overlapping(office: Organisation, *, row_is: str, first: str) -> list[list[str]]:
    """[[word of what a file was attached as, its problem]] after a row and its photograph overlapped.

    `row_is`: "sent" by the phone, or "sent on" by the office after it had waited. `first`: "row" or "photograph".
    """
    phone = field_book.a_phone(office)
    device = Device.objects.select_related("account", "organisation").get(pk=phone.device_id)
    sender = sender_of(device).actor
    photo = Photo(device.pk)
    answers = {**field_book.departure(phone).answers, "photo_kind": "ticket"}
    row = Row(device.pk, "leaving", answers if row_is == "sent" else {**answers, "colour": "red"}, photos=[photo])

    def receive_row() -> None:
        named = (SentFile(photo.id, photo.sha256, len(photo.sealed)),)
        receive_rows(device=device, by=sender, rows=[SentRow(row.id, row.sealed, named)])

    def receive_photograph() -> None:
        for at in range(0, len(photo.sealed), PIECE):
            piece = photo.sealed[at : at + PIECE]
            receive_piece(
                device=device, by=sender, file=photo.id, row=row.id, offset=at, size=len(photo.sealed), content=piece
            )

    work: dict[str, tuple[Actor, Callable[[], None]]] = {"photograph": (sender, receive_photograph)}
    if row_is == "sent":
        work["row"] = (sender, receive_row)
    else:
        with acting_as(sender):
            receive_row()
        office_actor = _coordinator(office)
        with acting_as(office_actor):
            waiting = ReceivedRow.objects.get(row=row.id)
        work["row"] = (office_actor, lambda: _send_on(office_actor, waiting, answers))
    second = "photograph" if first == "row" else "row"
    _overlap(work[first], work[second])
    with acting_as(importer_for(office.id)):
        files = ReceivedFile.objects.filter(file=photo.id)
        return [[" ".join(one.attached), one.problem] for one in files]


def _send_on(by: Actor, waiting: ReceivedRow, answers: dict[str, Any]) -> None:
    done = send_on(by=by, row=waiting, answers=answers)
    assert done.state == "recorded", done.problems


def _overlap(first: tuple[Actor, Callable[[], None]], second: tuple[Actor, Callable[[], None]]) -> None:
    """Do the first work and keep its transaction open until the second, in another connection, is over or waits."""
    failed: list[BaseException] = []

    def other() -> None:
        try:
            with acting_as(second[0]):
                second[1]()
        except BaseException as error:
            failed.append(error)
        finally:
            connections.close_all()

    thread = threading.Thread(target=other)
    with acting_as(first[0]):
        first[1]()
        thread.start()
        while thread.is_alive() and not _somebody_waits():
            time.sleep(0.02)
    thread.join(60)
    if failed:
        raise failed[0]


def _somebody_waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT 1 FROM pg_locks WHERE NOT granted)")
        (found,) = cursor.fetchone()
    return bool(found)


def _coordinator(office: Organisation) -> Actor:
    account = Account(email=f"{uuid.uuid4()}@bench.example.org", name="Bench", password="!")
    account.save()
    Posting.objects.create(account=account, role=Role.COORDINATOR, organisation=office, since=clock.today())
    return actor_of(account)
