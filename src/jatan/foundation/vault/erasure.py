"""Erase a case for good: its keys first, then everything sealed under them.

Rows are deleted at once; PostgreSQL's disk pages keep the bytes until they are overwritten, backups until they expire.
"""

import uuid
from dataclasses import dataclass

from jatan.foundation.vault.file_storage import remove_file
from jatan.foundation.vault.models import CaseStatement, Letter, SealedFile, Section, Wrap


@dataclass(frozen=True)
class Erased:
    """Numbers of deleted wraps, sections, files and waiting letters."""

    wraps: int
    sections: int
    files: int
    letters: int


def erase_case(organisation_id: uuid.UUID, case: uuid.UUID) -> Erased:
    """Delete everything the vault holds of a case, in the caller's transaction.

    Wraps are deleted first: a row policy allows deleting sections and statements only if no wrap of their case exists.
    """
    mine = {"organisation_id": organisation_id, "case": case}
    wraps, _by_model = Wrap.objects.filter(**mine).delete()
    CaseStatement.objects.filter(**mine).delete()
    sections, _by_model = Section.objects.filter(**mine).delete()
    files = list(SealedFile.objects.filter(**mine))
    for row in files:
        remove_file(row)
    letters, _by_model = Letter.objects.filter(organisation_id=organisation_id, about=case).delete()
    return Erased(wraps, sections, len(files), letters)
