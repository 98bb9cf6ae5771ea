"""Photographs, recordings and papers of a case: sealed during upload; title, name and type sealed in a `card` entry.

A photograph loses what its camera wrote into it (place, device, time). As it came it is kept only on request, sealed.
"""

import hashlib
import uuid
from collections.abc import Iterator
from typing import Final

from django.db import transaction
from django.db.models import Count, Sum

from jatan.foundation.access import file_limits
from jatan.foundation.access.actors import Actor
from jatan.foundation.vault.file_storage import FileWriter, save_file_row, verified_file
from jatan.foundation.vault.keyrings import Keyring
from jatan.foundation.vault.models import SealedFile
from jatan.foundation.vault.refusal import Refused
from jatan.kernel import clock
from jatan.kernel.file_stores.base import StoreProblem
from jatan.kernel.problems import Problem, Problems
from jatan.programme.cases.choices import What
from jatan.programme.cases.entries.all_kinds import kind_of
from jatan.programme.cases.entries.casefile import Entry
from jatan.programme.cases.entries.consent import agreed_to_work, story_problem
from jatan.programme.cases.file.access import OpenCaseFile
from jatan.programme.cases.file.entry_store import reload_to_write, require_writer, store_entry, write_entry
from jatan.programme.cases.file.media import PICTURES, SOUNDS, clean_photograph, is_photograph, media_of
from jatan.programme.cases.file.read_log import record_reading
from jatan.programme.cases.file.summary import write_summary

_CLEAN: Final = "yes"


class PaperWriter(FileWriter):
    """A `FileWriter` that computes a checksum while bytes are added. `media_type`: of what was encoded anew;
    `is_replaced`: this one was, by another."""

    def __init__(self, organisation_id: uuid.UUID, case: uuid.UUID) -> None:
        super().__init__(organisation_id, case)
        self._digest = hashlib.sha256()
        self.media_type = ""
        self.is_replaced = False

    def add(self, piece: bytes) -> None:
        self._digest.update(piece)
        super().add(piece)

    @property
    def digest(self) -> str:
        return self._digest.hexdigest()


def keep_paper(
    *,
    by: Actor,
    keyring: Keyring,
    case_file: OpenCaseFile,
    writer: PaperWriter,
    title: str,
    name: str,
    media_type: str,
    keeps_original: bool = False,
    for_court: bool = False,
) -> OpenCaseFile:
    """Attach a finished upload to the file. A refused upload is deleted from disk. Raises Problems.

    A photograph is kept without what its camera wrote; `keeps_original`: sealed as it came, too, or alone where it
    cannot be read here. Without that such a photograph is refused.
    `for_court`: it is meant for police or court, so a legal officer reads it (`entries.need_to_know`).
    """
    clean: PaperWriter | None = None
    try:
        if writer.case != case_file.case.pk or not writer.length:
            raise Problem("unreadable", field="paper")
        clean = _cleaned(writer, media_type, keeps_original=keeps_original) if is_photograph(media_type) else None
        shown = clean or writer
        with transaction.atomic():
            row = save_file_row(shown, keyring.holder)
            answers = {
                "title": title,
                "name": name[-200:],
                "media_type": shown.media_type or media_type,
                "length": shown.length,
                "for_court": for_court,
                "file": str(row.pk),
                "key": shown.key.hex(),
                "digest": shown.digest,
                "clean": _CLEAN if clean else None,
            }
            if clean and keeps_original:
                save_file_row(writer, keyring.holder)
                answers |= {"original": str(writer.file_id), "original_key": writer.key.hex()}
                answers |= {"original_digest": writer.digest, "original_length": writer.length}
            made = write_entry(by=by, keyring=keyring, case_file=case_file, kind="card", answers=answers)
            _require_room(row)
    except BaseException:
        writer.drop()
        if clean:
            clean.drop()
        raise
    if clean and not keeps_original:
        writer.drop()
    return made


def mark_for_court(
    *, by: Actor, keyring: Keyring, case_file: OpenCaseFile, row: uuid.UUID, is_meant: bool
) -> OpenCaseFile:
    """Say that a paper is meant for police or court, or that it is not, whatever else was changed on it meanwhile.

    That it is not can always be said: it shows the paper to fewer people. Raises Forbidden, Problems.
    """
    kind = kind_of("card")
    require_writer(by, kind)
    with transaction.atomic():
        now = reload_to_write(case_file, kind)
        card = now.file.find(row)
        if card is None or card.kind != kind.code or card.withdrawn:
            raise Problems([Problem("unreadable", field="row")])
        if is_meant and not agreed_to_work(now.whole, clock.today()):
            raise Problems([story_problem()])
        answers = {name: value for name, value in card.answers.items() if name != "for_court"}
        answers |= {"for_court": True} if is_meant else {}
        now, _entry = store_entry(by, keyring, now, kind, answers, card)
        write_summary(keyring, now)
    return now


def papers(case_file: OpenCaseFile) -> list[Entry]:
    """`card` entries of the file's papers, newest first."""
    return case_file.file.all("card")[::-1]


def shown_as(card: Entry) -> str:
    """How a page may show a paper: "picture", "sound", or "" for neither.

    A picture only if it was encoded anew here: what came from outside is not put before a browser.
    """
    media_type = card.get("media_type", "")
    if media_type in PICTURES and card.get("clean") == _CLEAN:
        return "picture"
    return "sound" if media_type in SOUNDS else ""


def has_original(card: Entry) -> bool:
    """Whether the photograph is kept as it came, too."""
    return bool(card.get("original"))


def paper_bytes(by: Actor, case_file: OpenCaseFile, card: Entry) -> Iterator[bytes]:
    """The bytes of a paper. Records a reading. Raises Refused if they were altered, StoreProblem
    while the place of the files cannot be used.

    All chunks are verified before the first is yielded, so that no partial paper is sent.
    """
    return _verified_bytes(by, case_file, card, "")


def original_bytes(by: Actor, case_file: OpenCaseFile, card: Entry) -> Iterator[bytes]:
    """The photograph as it came, where it was kept. As `paper_bytes`."""
    return _verified_bytes(by, case_file, card, "original")


def _verified_bytes(by: Actor, case_file: OpenCaseFile, card: Entry, which: str) -> Iterator[bytes]:
    record_reading(by, case_file.case, What.PAPER)
    names = (f"{which}_key", f"{which}_digest") if which else ("key", "digest")
    row = SealedFile.objects.filter(
        organisation_id=case_file.case.organisation_id, pk=card.get(which or "file")
    ).first()
    if row is None or row.case != case_file.case.pk:
        raise Refused("length")
    return verified_file(row, bytes.fromhex(card.get(names[0], "")), str(card.get(names[1])))


def _require_room(row: SealedFile) -> None:
    """Whether the papers of its case, this one among them, are within their limit. Raises Problem.

    After `write_entry`, which has locked the case: two papers at once cannot pass the limit together.
    """
    of_case = SealedFile.objects.filter(organisation_id=row.organisation_id, case=row.case)
    kept = of_case.aggregate(files=Count("pk"), size=Sum("length"))
    try:
        file_limits.of_a_case(files=kept["files"], size=kept["size"] or 0)
    except Problem as full:
        raise full.at("paper") from full


def _cleaned(writer: PaperWriter, media_type: str, *, keeps_original: bool) -> PaperWriter | None:
    """The photograph encoded anew in memory and sealed again. Of one that cannot be: None if it is to be kept as it
    came, else raises Problem."""
    try:
        picture = clean_photograph(media_type, writer.length, writer.plaintext())
    except Problem as refused:
        if keeps_original and not isinstance(refused, StoreProblem):
            return None
        raise
    clean = PaperWriter(writer.organisation_id, writer.case)
    try:
        clean.add(picture.content)
        clean.finish()
    except BaseException:
        clean.drop()
        raise
    clean.media_type = media_of(picture.content).media_type
    writer.is_replaced = True
    return clean
