"""Import a file of another house: its records become letters to our own team, sealed at once and accepted one by one.

So nothing is stored in clear until somebody decides, and the uploader need not decide.
"""

import uuid
from dataclasses import replace
from typing import Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from jatan.foundation.access.actors import Actor
from jatan.foundation.vault.keyrings import Keyring
from jatan.foundation.vault.letters import delete_letter, open_verified
from jatan.foundation.vault.models import Letter
from jatan.kernel import clock
from jatan.kernel.problems import Problem
from jatan.programme.cases import sharing_events
from jatan.programme.cases.choices import CaseKind
from jatan.programme.cases.exchange.files import is_locked, read_file
from jatan.programme.cases.exchange.of_work import CASE_KINDS
from jatan.programme.cases.exchange.records import Record, single_row
from jatan.programme.cases.file.access import OpenCaseFile
from jatan.programme.cases.file.creation import open_case_file
from jatan.programme.cases.file.event_log import log_letter_event
from jatan.programme.cases.file.summary import write_summary
from jatan.programme.cases.sharing.case_import import import_record, import_support
from jatan.programme.cases.sharing.letter_bodies import ImportLetter
from jatan.programme.cases.sharing.mail import lock_letter, receiving_team, seal_letter
from jatan.programme.cases.sharing.same_case import numbers_in, open_known_case, write_numbers
from jatan.programme.cases.writers import require_team

IMPORT: Final = "import"
_MOST: Final = 50
_LABOUR: Final = frozenset({"ForcedLabour", "ChildLabour", "Servitude"})
_TRAFFICKED: Final = frozenset({"PossibleVictimOfTrafficking", "ActualVictimOfTrafficking"})


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
    opened = open_verified(keyring, letter)
    return replace(ImportLetter.opened(opened.plaintext), is_signed=opened.signed_by is not None)


def take_import(
    *, by: Actor, keyring: Keyring, letter: Letter, team: uuid.UUID, into: uuid.UUID | None = None
) -> OpenCaseFile:
    """Create a case from the record, or put it `into` the case that it is about. Raises Problem, Problems, Refused.

    An existing case gets the services that it lacks; card, codes and everything written there stay as they are.
    """
    require_team(by)
    with transaction.atomic():
        held = lock_letter(letter)
        upload = read_import(keyring, held)
        if into is None:
            now = _new_case(by, keyring, upload, team)
        else:
            found = open_known_case(by, keyring, upload, into)
            now = import_support(by=by, keyring=keyring, case_file=found, record=upload.record, source=upload.source)
        now = write_numbers(by, keyring, now, numbers_in(upload), upload.source)
        write_summary(keyring, now)
        delete_letter(held)
        log_letter_event(by, held.organisation_id, sharing_events.LETTER_TAKEN, IMPORT)
    return now


def _new_case(by: Actor, keyring: Keyring, upload: ImportLetter, team: uuid.UUID) -> OpenCaseFile:
    kind = _kind(upload.record)
    found = open_case_file(by=by, keyring=keyring, team=team, kind=kind, opened_on=clock.today())
    return import_record(
        by=by,
        keyring=keyring,
        case_file=found,
        record=upload.record,
        source=upload.source,
        card={},
        parked=upload.parked,
    )


def _kind(record: Record) -> CaseKind:
    """The kind of case: as the house that sends it calls it, else guessed from the codes; users can correct it."""
    sent = single_row(record, "case").get("x_case_kind")
    if (kind := next((kind for kind, code in CASE_KINDS.items() if code == sent), None)) is not None:
        return CaseKind(kind)
    victim = single_row(record, "victim")
    types = victim.get("vic_TypeOfExploitation", ())
    if victim.get("vic_TraffickingStatus") in _TRAFFICKED:
        return CaseKind.TRAFFICKING
    is_labour = isinstance(types, tuple) and bool(_LABOUR & set(types))
    return CaseKind.LABOUR_EXPLOITATION if is_labour else CaseKind.OTHER
