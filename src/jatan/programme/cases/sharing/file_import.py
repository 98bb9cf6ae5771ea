"""An encrypted file of another house becomes letters to ourselves: sealed at once, looked at, taken in case by case.

So nothing of it lies open between the upload and somebody's decision, and whoever uploads need not decide.
"""

import uuid
from dataclasses import dataclass
from typing import Final, Self

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from jatan.foundation.access.actors import Actor
from jatan.foundation.vault.keyrings import Keyring
from jatan.foundation.vault.letters import open_letter, take_letter
from jatan.foundation.vault.models import Letter
from jatan.kernel import clock
from jatan.kernel.problems import Problem
from jatan.programme.cases import sharing_events
from jatan.programme.cases.choices import CaseKind
from jatan.programme.cases.exchange.archive import read_export
from jatan.programme.cases.exchange.json_form import from_json, to_json
from jatan.programme.cases.exchange.records import Parked, Record, first
from jatan.programme.cases.file.access import Opened
from jatan.programme.cases.file.creation import open_case_file
from jatan.programme.cases.file.event_log import tell_of_letter
from jatan.programme.cases.sharing.case_import import fill_from
from jatan.programme.cases.sharing.letter_bodies import read_body, read_parked, text_in, written_body
from jatan.programme.cases.sharing.mail import locked, post, receiving_team
from jatan.programme.cases.writers import require_team

__all__ = ["IMPORT", "ImportLetter", "read_import", "seal_import", "take_import"]

IMPORT: Final = "import"
_MOST: Final = 50
_LABOUR: Final = frozenset({"ForcedLabour", "ChildLabour", "Servitude"})
_TRAFFICKED: Final = frozenset({"PossibleVictimOfTrafficking", "ActualVictimOfTrafficking"})


@dataclass(frozen=True, kw_only=True, repr=False)
class ImportLetter:
    """One record of a file, who it is from as the uploader says, and what could not be read of it."""

    source: str
    level: str
    record: Record
    parked: tuple[Parked, ...] = ()

    def sealable(self) -> bytes:
        """The letter's plaintext."""
        parked = [[one.record, one.field, one.said, one.problem.code] for one in self.parked]
        document = to_json([self.record], self.level)
        return written_body({"source": self.source, "level": self.level, "document": document, "parked": parked})

    @classmethod
    def opened(cls, plaintext: bytes) -> Self:
        """What a letter says. Raises Problem("unreadable")."""
        body = read_body(plaintext)
        taken = from_json(text_in(body, "document", 16 * 1024 * 1024))
        return cls(
            source=text_in(body, "source", 200),
            level=text_in(body, "level", 100),
            record=taken.records[0] if taken.records else {},
            parked=(*read_parked(body), *taken.parked),
        )


def seal_import(*, by: Actor, keyring: Keyring, content: bytes, passphrase: str, source: str) -> list[Letter]:
    """Open a file with its passphrase and seal each record to our own team. Raises Problem at the wrong field."""
    require_team(by)
    # First, since it looks at the keys: while they are locked no file is opened.
    to = receiving_team(by, keyring.organisation_id)
    try:
        taken = read_export(content, passphrase)
    except Problem as problem:
        said = _("This is no encrypted file of a case, or the passphrase does not open it.")
        raise Problem(problem.code, said, field="passphrase") from None
    if not taken.records:
        raise Problem("nothing_inside", _("There is no case in this file."), field="file")
    if len(taken.records) > _MOST:
        raise Problem("too_many", _("There are too many cases in this file: at most fifty at a time."), field="file")
    with transaction.atomic():
        letters = []
        for number, record in enumerate(taken.records, start=1):
            parked = tuple(one for one in taken.parked if one.record == number)
            body = ImportLetter(source=source.strip()[:200], level=taken.level, record=record, parked=parked)
            letters.append(post(keyring, to, IMPORT, body.sealable()))
        tell_of_letter(by, keyring.organisation_id, sharing_events.LETTER_SENT, IMPORT, letters=len(letters))
    return letters


def read_import(keyring: Keyring, letter: Letter) -> ImportLetter:
    """What was uploaded. Raises Problem for another kind of letter, and vault Refused."""
    if letter.kind != IMPORT or letter.sender_id != keyring.organisation_id:
        raise Problem("unreadable")
    return ImportLetter.opened(open_letter(keyring, letter))


def take_import(*, by: Actor, keyring: Keyring, letter: Letter, team: uuid.UUID) -> Opened:
    """A new case of ours with what the record tells. Raises Problem, Problems, Refused."""
    require_team(by)
    with transaction.atomic():
        held = locked(letter)
        said = read_import(keyring, held)
        kind = _kind(said.record)
        found = open_case_file(by=by, keyring=keyring, team=team, kind=kind, opened_on=clock.today())
        now = fill_from(
            by=by, keyring=keyring, found=found, record=said.record, source=said.source, card={}, parked=said.parked
        )
        take_letter(held)
        tell_of_letter(by, held.organisation_id, sharing_events.LETTER_TAKEN, IMPORT)
    return now


def _kind(record: Record) -> CaseKind:
    """What the codes say the case is about; a person may correct it."""
    victim = first(record, "victim")
    types = victim.get("vic_TypeOfExploitation", ())
    if victim.get("vic_TraffickingStatus") in _TRAFFICKED:
        return CaseKind.TRAFFICKING
    is_labour = isinstance(types, tuple) and bool(_LABOUR & set(types))
    return CaseKind.LABOUR_EXPLOITATION if is_labour else CaseKind.OTHER
