"""A case is erased: its keys first, then everything that was sealed under them. Nothing brings it back.

The bytes leave the tables at once, the pages of the disk when PostgreSQL writes over them, and backups as they expire.
"""

import uuid
from dataclasses import dataclass

from jatan.foundation.vault.file_storage import remove_file
from jatan.foundation.vault.models import Letter, SealedFile, Section, Wrap

__all__ = ["Erased", "erase_case"]


@dataclass(frozen=True)
class Erased:
    """How much went: keys wrapped to readers, sealed sections, files on the disk, letters about it that waited."""

    wraps: int
    sections: int
    files: int
    letters: int


def erase_case(organisation_id: uuid.UUID, case: uuid.UUID) -> Erased:
    """Erase what the vault holds of a case, in the caller's transaction.

    PostgreSQL lets a section go only when no key to its case is left.
    """
    mine = {"organisation_id": organisation_id, "case": case}
    wraps, _by_model = Wrap.objects.filter(**mine).delete()
    sections, _by_model = Section.objects.filter(**mine).delete()
    files = list(SealedFile.objects.filter(**mine))
    for row in files:
        remove_file(row)
    letters, _by_model = Letter.objects.filter(organisation_id=organisation_id, about=case).delete()
    return Erased(wraps, sections, len(files), letters)
