"""A forum with members, its leader's phone, and rows written on it, for tests of what arrives."""

import datetime as dt
import hashlib
import io
import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from PIL import Image

from jatan.foundation.access.actors import importer_for
from jatan.foundation.access.walls import acting_as
from jatan.foundation.devices.models import Device
from jatan.foundation.vault.field_seal import seal_for_server
from jatan.intake.fieldbook.definitions import version
from jatan.intake.fieldbook.models import ReceivedRow
from jatan.kernel import clock
from jatan.programme.groups.models import Group
from jatan.programme.people.base_command import row_values_with_name_fold
from jatan.programme.people.models import Person
from tests.cast import FORUM, Cast
from tests.phones import Phone, encoded, enrolled
from tests.programme.groups.builders import a_member, group_command
from tests.programme.people.builders import a_person

__all__ = ["Field", "Photo", "Row", "a_picture", "days", "leaving", "make_field"]

CHECKLIST = "2026-2"
PIECE = 64 * 1024


def days(number: int) -> str:
    """The day so many days from today, as a phone writes it."""
    return (clock.today() + dt.timedelta(days=number)).isoformat()


def a_picture(*, side: int = 64, exif: bool = True) -> bytes:
    """A photograph as a camera writes it, with a place in its metadata."""
    picture = Image.effect_noise((side, side), 90).convert("RGB")
    out, tags = io.BytesIO(), Image.Exif()
    if exif:
        tags[0x010F], tags[0x9286] = "CameraOfSunita", "टोटो 23.1N 84.5E"
    picture.save(out, "JPEG", quality=92, exif=tags)
    return out.getvalue()


@dataclass
class Photo:
    """A photograph on a phone, sealed for one row."""

    device: uuid.UUID
    content: bytes = field(default_factory=a_picture)
    id: uuid.UUID = field(default_factory=uuid.uuid4)

    def __post_init__(self) -> None:
        self.sealed = seal_for_server(self.content, device=self.device, about=self.id)
        self.sha256 = hashlib.sha256(self.sealed).hexdigest()

    def named(self) -> dict[str, Any]:
        return {"id": str(self.id), "sha256": self.sha256, "size": len(self.sealed)}

    def pieces(self) -> list[tuple[int, bytes]]:
        return [(at, self.sealed[at : at + PIECE]) for at in range(0, len(self.sealed), PIECE)]


@dataclass
class Row:
    """A row that is sealed on a phone. `written_at`: by the phone's clock."""

    device: uuid.UUID
    kind: str
    answers: Mapping[str, Any]
    photos: Sequence[Photo] = ()
    id: uuid.UUID = field(default_factory=uuid.uuid4)
    written_at: dt.datetime = field(default_factory=clock.now)
    definitions: str = field(default_factory=version)

    def __post_init__(self) -> None:
        content = {
            "kind": self.kind,
            "definitions": self.definitions,
            "written_at": self.written_at.astimezone(clock.INDIA).isoformat(),
            "answers": self.answers,
            "files": [{"id": str(one.id), "question": "photo", "type": "image/jpeg"} for one in self.photos],
        }
        self.seal(json.dumps(content, ensure_ascii=False).encode())

    def seal(self, plain: bytes) -> None:
        self.sealed = seal_for_server(plain, device=self.device, about=self.id)

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.sealed).hexdigest()

    def sent(self) -> dict[str, Any]:
        named = [one.named() for one in self.photos]
        return {"id": str(self.id), "sealed": encoded(self.sealed), "sha256": self.sha256, "files": named}


@dataclass
class Field:
    """The forum of Gumla, three of its members, and a phone of its leader."""

    cast: Cast
    forum: Group
    members: list[Person]
    phone: Phone

    @property
    def device(self) -> Device:
        return self.phone.device

    def row(self, kind: str, answers: Mapping[str, Any], **more: Any) -> Row:
        return Row(uuid.UUID(self.phone.device_id), kind, answers, **more)

    def photo(self, **more: Any) -> Photo:
        return Photo(uuid.UUID(self.phone.device_id), **more)

    def send(self, *rows: Row, phone: Phone | None = None, **more: Any) -> dict[str, Any]:
        """Send rows; the answer of the door."""
        usual = {"app": "1", "unsent": len(rows), "oldest_unsent": None, "device_time": clock.now().isoformat()}
        answer = (phone or self.phone).post("rows", {"rows": [row.sent() for row in rows], **usual, **more})
        assert answer.status_code == 200, answer.content
        found: dict[str, Any] = answer.json()
        return found

    def receipt(self, row: Row, **more: Any) -> dict[str, Any]:
        """Send one row; its receipt."""
        (found,) = self.send(row, **more)["receipts"]
        assert found["id"] == str(row.id)
        return dict(found)

    def send_photo(self, photo: Photo, row: Row, *, pieces: Sequence[tuple[int, bytes]] | None = None) -> Any:
        """Send the pieces of a photograph; the last answer."""
        answer: Any = None
        for at, piece in photo.pieces() if pieces is None else pieces:
            query = f"?offset={at}&size={len(photo.sealed)}&row={row.id}"
            answer = self.phone.post(f"files/{photo.id}", piece, query=query)
        return answer

    def stored(self, row: Row) -> list[ReceivedRow]:
        """What is stored under the id of a row."""
        with acting_as(importer_for(self.cast.gumla.id)):
            return list(ReceivedRow.objects.filter(row=row.id).order_by("variant"))

    def waits(self, row: Row) -> list[str]:
        """The codes for which the newest variant of a row waits."""
        return [one["code"] for one in self.stored(row)[-1].problems]


def make_field(cast: Cast) -> Field:
    """The forum with its id of the cast, three members, and an enrolled phone."""
    with acting_as(cast.actor("coordinator")) as by:
        forum = Group(
            **row_values_with_name_fold(group_command(cast, village="टोटो")), id=FORUM, recorded_by=by.account_id
        )
        forum.save(force_insert=True)
        forum = Group.objects.select_related("place").get(pk=FORUM)
        members = [a_person(by, cast, name=name) for name in ("सुनीता उराँव", "फूलमनी मुंडा", "आशा कुजूर")]
        for one in members:
            a_member(by, forum, one)
    return Field(cast, forum, members, enrolled(cast))


def leaving(field: Field, *people: Person, **journey: Any) -> dict[str, Any]:
    """Answers of `leaving` for members of the forum (the first one where none is named)."""
    usual = {"leaves_on": days(2), "destination_as_written": "सूरत", "work": "brick_kiln", "agent_name": "रमेश ठेकेदार"}
    travellers = [
        {
            "person": str(one.pk),
            "papers_in_hand": ["voter_id"],
            "family_contact_name": "मंगरा उराँव",
            "family_contact_phone": "9876543210",
            "answers": {"free_will": "yes", "wage_written": "no"},
            "checklist": CHECKLIST,
            "consents": [
                {"purpose": "contact", "text_version": "2026-2", "language": "hi", "how": "spoken"},
            ],
        }
        for one in people or field.members[:1]
    ]
    return {"journey": usual | journey, "talk": {"topics": ["money"], "given_to": "person"}, "travellers": travellers}
