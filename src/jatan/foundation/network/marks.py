"""Marks: keyed hashes by which a member learns that another member has the same number or name, and nothing else.

The ten digits of a number can be found from an unkeyed hash in minutes, so the HMAC key is kept outside the database
(`JATAN_HOME/marks.key` or `JATAN_MARKS_KEY`): a copy of the tables alone reveals nothing. Callers normalise the text
first (ten digits, a folded name) and look up only what their own records hold, so that nobody can try out numbers.
"""

import hashlib
import hmac
import uuid
from collections.abc import Collection, Iterable, Mapping

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from jatan.foundation.network.models import Mark, Organisation

_SIZE = 16
_BATCH = 2000


def mark(kind: str, text: str) -> bytes:
    """The mark (16 bytes) of a normalised text. Marks of different kinds differ, even for the same text.

    Raises ValueError for an empty kind or text.
    """
    if not kind or "\x00" in kind or not text:
        raise ValueError("a mark needs a kind and a text")
    return hmac.digest(settings.MARKS_KEY, f"{kind}\x00{text}".encode(), hashlib.sha256)[:_SIZE]


def set_marks(organisation_id: uuid.UUID, kind: str, about: uuid.UUID, texts: Iterable[str]) -> None:
    """Set the marks of one kind about one own row to exactly those of `texts`; empty texts are skipped."""
    set_marks_of_rows(organisation_id, kind, {about: texts})


def set_marks_of_rows(organisation_id: uuid.UUID, kind: str, texts: Mapping[uuid.UUID, Iterable[str]]) -> None:
    """As `set_marks`, for many rows: row id -> texts. Idempotent; also used to rebuild all marks under a new key."""
    wanted = {(about, mark(kind, text)) for about, values in texts.items() for text in values if text}
    existing = Mark.objects.filter(organisation_id=organisation_id, kind=kind, about__in=list(texts))
    with transaction.atomic():
        ids_by_mark = {(about, bytes(digest)): pk for pk, about, digest in existing.values_list("pk", "about", "mark")}
        obsolete = [pk for pair, pk in ids_by_mark.items() if pair not in wanted]
        if obsolete:
            Mark.objects.filter(organisation_id=organisation_id, pk__in=obsolete).delete()
        new = [
            Mark(organisation_id=organisation_id, kind=kind, about=about, mark=digest)
            for about, digest in sorted(wanted - set(ids_by_mark))
        ]
        Mark.objects.bulk_create(new, batch_size=_BATCH, ignore_conflicts=True)


def delete_marks(organisation_id: uuid.UUID, about: uuid.UUID) -> None:
    """Delete every mark about one own row, because the row was withdrawn."""
    delete_marks_of_rows(organisation_id, [about])


def delete_marks_of_rows(organisation_id: uuid.UUID, about: Collection[uuid.UUID]) -> None:
    """Delete every mark about these own rows, because they were withdrawn."""
    Mark.objects.filter(organisation_id=organisation_id, about__in=about).delete()


def other_organisations_with(organisation_ids: Iterable[uuid.UUID], kind: str, *texts: str) -> list[Organisation]:
    """Organisations outside `organisation_ids` with a mark of one of these texts, by code; never counts or rows."""
    same = _marks_of_others(organisation_ids, kind, texts)
    return list(Organisation.objects.filter(pk__in=same.values("organisation_id")).order_by("code"))


def rows_of_others(organisation_ids: Iterable[uuid.UUID], kind: str, *texts: str) -> list[tuple[uuid.UUID, uuid.UUID]]:
    """(organisation id, id of its row) for each row outside `organisation_ids` with a mark of one of these texts.

    For the other organisations' ledgers only: no page may show the ids.
    """
    return sorted(set(_marks_of_others(organisation_ids, kind, texts).values_list("organisation_id", "about")))


def _marks_of_others(organisation_ids: Iterable[uuid.UUID], kind: str, texts: Iterable[str]) -> QuerySet[Mark]:
    marked = [mark(kind, text) for text in texts if text]
    return Mark.objects.filter(kind=kind, mark__in=marked).exclude(organisation_id__in=list(organisation_ids))
