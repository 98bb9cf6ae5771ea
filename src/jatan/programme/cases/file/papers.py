"""Photographs, recordings and papers of a case: sealed during upload; title, name and type sealed in a `card` entry."""

import hashlib
import uuid
from collections.abc import Iterator

from django.db import transaction

from jatan.foundation.access.actors import Actor
from jatan.foundation.vault.file_storage import FileWriter, read_file, save_file_row
from jatan.foundation.vault.keyrings import Keyring
from jatan.foundation.vault.models import SealedFile
from jatan.foundation.vault.refusal import Refused
from jatan.kernel.problems import Problem
from jatan.programme.cases.entries.casefile import Entry
from jatan.programme.cases.file.access import OpenCaseFile
from jatan.programme.cases.file.entry_store import write_entry
from jatan.programme.cases.file.read_log import What, record_reading

__all__ = ["PaperWriter", "keep_paper", "paper_bytes", "papers"]


class PaperWriter(FileWriter):
    """A `FileWriter` that computes a checksum while bytes are added."""

    def __init__(self, organisation_id: uuid.UUID, case: uuid.UUID) -> None:
        super().__init__(organisation_id, case)
        self._digest = hashlib.sha256()

    def add(self, piece: bytes) -> None:
        self._digest.update(piece)
        super().add(piece)

    @property
    def digest(self) -> str:
        return self._digest.hexdigest()


def keep_paper(
    *, by: Actor, keyring: Keyring, case_file: OpenCaseFile, writer: PaperWriter, title: str, name: str, media_type: str
) -> OpenCaseFile:
    """Attach a finished upload to the file. A refused upload is deleted from disk. Raises Problems."""
    try:
        if writer.case != case_file.case.pk or not writer.length:
            raise Problem("unreadable", field="paper")
        with transaction.atomic():
            row = save_file_row(writer, keyring.holder)
            answers = {
                "title": title,
                "name": name[-200:],
                "media_type": media_type,
                "length": writer.length,
                "file": str(row.pk),
                "key": writer.key.hex(),
                "digest": writer.digest,
            }
            return write_entry(by=by, keyring=keyring, case_file=case_file, kind="card", answers=answers)
    except BaseException:
        writer.drop()
        raise


def papers(case_file: OpenCaseFile) -> list[Entry]:
    """`card` entries of the file's papers, newest first."""
    return case_file.file.all("card")[::-1]


def paper_bytes(by: Actor, case_file: OpenCaseFile, card: Entry) -> Iterator[bytes]:
    """The bytes of a paper. Records a reading. Raises Refused if they were altered.

    All chunks are verified before the first is yielded, so that no partial paper is sent.
    """
    record_reading(by, case_file.case, What.PAPER)
    row = SealedFile.objects.filter(organisation_id=case_file.case.organisation_id, pk=card.get("file")).first()
    if row is None or row.case != case_file.case.pk:
        raise Refused("length")
    key, digest = bytes.fromhex(card.get("key", "")), hashlib.sha256()
    for piece in read_file(row, key):
        digest.update(piece)
    if digest.hexdigest() != card.get("digest"):
        raise Refused("altered")
    return read_file(row, key)
