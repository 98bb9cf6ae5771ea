"""Import a file of another house: its records become letters to our own team, sealed at once and accepted one by one.

So nothing is stored in clear until somebody decides, and the uploader need not decide.
"""

import uuid
from dataclasses import dataclass
from typing import Final, Self

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from jatan.foundation.access.actors import Actor
from jatan.foundation.vault.keyrings import Keyring
from jatan.foundation.vault.letters import delete_letter, open_letter
from jatan.foundation.vault.models import Letter
from jatan.kernel import clock
from jatan.kernel.problems import Problem
from jatan.programme.cases import sharing_events
from jatan.programme.cases.choices import CaseKind
from jatan.programme.cases.exchange.files import is_locked, read_file
from jatan.programme.cases.exchange.json_form import from_json, to_json
from jatan.programme.cases.exchange.records import Parked, Record, single_row
from jatan.programme.cases.file.access import OpenCaseFile
from jatan.programme.cases.file.creation import open_case_file
from jatan.programme.cases.file.event_log import log_letter_event
from jatan.programme.cases.sharing.case_import import import_record
from jatan.programme.cases.sharing.letter_bodies import body_text, decode_body, encode_body, read_parked
from jatan.programme.cases.sharing.mail import lock_letter, receiving_team, seal_letter
from jatan.programme.cases.writers import require_team

__all__ = ["IMPORT", "ImportLetter", "read_import", "seal_import", "take_import"]

IMPORT: Final = "import"
_MOST: Final = 50
_LABOUR: Final = frozenset({"ForcedLabour", "ChildLabour", "Servitude"})
_TRAFFICKED: Final = frozenset({"PossibleVictimOfTrafficking", "ActualVictimOfTrafficking"})


@dataclass(frozen=True, kw_only=True, repr=False)
class ImportLetter:
    """One record of a file, its source as stated by the uploader, and its parked values.

    `was_locked`: whether the file was encrypted.
    """

    source: str
    level: str
    record: Record
    parked: tuple[Parked, ...] = ()
    was_locked: bool = True

    def to_plaintext(self) -> bytes:
        """The letter's plaintext."""
        parked = [[one.record, one.field, one.text, one.problem.code] for one in self.parked]
        document = to_json([self.record], self.level)
        body = {"source": self.source, "level": self.level, "document": document, "parked": parked}
        return encode_body(body | {"was_locked": self.was_locked})

    @classmethod
    def opened(cls, plaintext: bytes) -> Self:
        """Decode a letter's plaintext. Raises Problem("unreadable")."""
        body = decode_body(plaintext)
        taken = from_json(body_text(body, "document", 16 * 1024 * 1024))
        return cls(
            source=body_text(body, "source", 200),
            level=body_text(body, "level", 100),
            record=taken.records[0] if taken.records else {},
            parked=(*read_parked(body), *taken.parked),
            was_locked=body.get("was_locked") is not False,
        )


def seal_import(*, by: Actor, keyring: Keyring, content: bytes, passphrase: str, source: str) -> list[Letter]:
    """Read a file, with its passphrase if it is locked, and seal each record to our own team.

    Raises Problem with a field.
    """
    require_team(by)
    # First, because it needs open keys: while they are locked no file is decrypted.
    to = receiving_team(by, keyring.organisation_id)
    was_locked = is_locked(content)
    if was_locked and not passphrase:
        raise Problem("missing_required", _("This file is locked: its passphrase is needed."), field="passphrase")
    try:
        taken = read_file(content, passphrase)
    except Problem as problem:
        if problem.code != "unreadable":
            raise problem.at("file") from None
        if was_locked:
            message = _("This is no encrypted file of a case, or the passphrase does not open it.")
            raise Problem(problem.code, message, field="passphrase") from None
        message = _("This is no table of cases. A workbook (.xlsx), CSV or a locked ZIP can be read.")
        raise Problem(problem.code, message, field="file") from None
    if not taken.records:
        raise Problem("nothing_inside", _("There is no case in this file."), field="file")
    if len(taken.records) > _MOST:
        raise Problem("too_many", _("There are too many cases in this file: at most fifty at a time."), field="file")
    with transaction.atomic():
        letters = []
        for place, record in enumerate(taken.records):
            body = ImportLetter(
                source=source.strip()[:200],
                level=taken.level,
                record=record,
                parked=taken.parked_of(place),
                was_locked=was_locked,
            )
            letters.append(seal_letter(keyring, to, IMPORT, body.to_plaintext()))
        log_letter_event(by, keyring.organisation_id, sharing_events.LETTER_SENT, IMPORT, letters=len(letters))
    return letters


def read_import(keyring: Keyring, letter: Letter) -> ImportLetter:
    """The uploaded record in a letter. Raises Problem for another kind of letter, and vault Refused."""
    if letter.kind != IMPORT or letter.sender_id != keyring.organisation_id:
        raise Problem("unreadable")
    return ImportLetter.opened(open_letter(keyring, letter))


def take_import(*, by: Actor, keyring: Keyring, letter: Letter, team: uuid.UUID) -> OpenCaseFile:
    """Create a case from the record. Raises Problem, Problems, Refused."""
    require_team(by)
    with transaction.atomic():
        held = lock_letter(letter)
        upload = read_import(keyring, held)
        kind = _kind(upload.record)
        found = open_case_file(by=by, keyring=keyring, team=team, kind=kind, opened_on=clock.today())
        now = import_record(
            by=by,
            keyring=keyring,
            case_file=found,
            record=upload.record,
            source=upload.source,
            card={},
            parked=upload.parked,
        )
        delete_letter(held)
        log_letter_event(by, held.organisation_id, sharing_events.LETTER_TAKEN, IMPORT)
    return now


def _kind(record: Record) -> CaseKind:
    """The kind of case, guessed from the codes; users can correct it."""
    victim = single_row(record, "victim")
    types = victim.get("vic_TypeOfExploitation", ())
    if victim.get("vic_TraffickingStatus") in _TRAFFICKED:
        return CaseKind.TRAFFICKING
    is_labour = isinstance(types, tuple) and bool(_LABOUR & set(types))
    return CaseKind.LABOUR_EXPLOITATION if is_labour else CaseKind.OTHER
