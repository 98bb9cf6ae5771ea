"""Marks: how a member learns that another member knows the same number or name, and nothing else.

A mark is a keyed hash. Ten digits can be guessed from a plain hash in minutes, so the key lies outside the database
(`JATAN_HOME/marks.key` or `JATAN_MARKS_KEY`): a copy of the tables alone tells nothing. The caller normalises what it
marks (a telephone number of ten digits, a folded name) and asks only about what is on record with her already, so
that the question cannot be used to try out numbers.
"""

import hashlib
import hmac
import uuid
from collections.abc import Iterable, Mapping

from django.conf import settings
from django.db import transaction

from jatan.foundation.network.models import Mark, Organisation

__all__ = ["forget", "keep", "keep_all", "mark", "others"]

_SIZE = 16
_BATCH = 2000


def mark(kind: str, text: str) -> bytes:
    """The mark of a normalised text. Marks of two kinds never meet, even of the same text."""
    if not kind or "\x00" in kind or not text:
        raise ValueError("a mark needs a kind and a text")
    return hmac.digest(settings.MARKS_KEY, f"{kind}\x00{text}".encode(), hashlib.sha256)[:_SIZE]


def keep(organisation_id: uuid.UUID, kind: str, about: uuid.UUID, texts: Iterable[str]) -> None:
    """Let the marks of one kind about one row of one's own be exactly those of `texts`; "" is left out."""
    keep_all(organisation_id, kind, {about: texts})


def keep_all(organisation_id: uuid.UUID, kind: str, texts: Mapping[uuid.UUID, Iterable[str]]) -> None:
    """The same for many rows at once. Idempotent; also how everything is marked again under a new key."""
    wanted = {(about, mark(kind, text)) for about, said in texts.items() for text in said if text}
    ours = Mark.objects.filter(organisation_id=organisation_id, kind=kind, about__in=list(texts))
    with transaction.atomic():
        standing = {(about, bytes(held)): pk for pk, about, held in ours.values_list("pk", "about", "mark")}
        gone = [pk for pair, pk in standing.items() if pair not in wanted]
        if gone:
            Mark.objects.filter(organisation_id=organisation_id, pk__in=gone).delete()
        new = [
            Mark(organisation_id=organisation_id, kind=kind, about=about, mark=made)
            for about, made in sorted(wanted - set(standing))
        ]
        Mark.objects.bulk_create(new, batch_size=_BATCH, ignore_conflicts=True)


def forget(organisation_id: uuid.UUID, about: uuid.UUID) -> None:
    """Take back every mark about one row of one's own: it was withdrawn."""
    Mark.objects.filter(organisation_id=organisation_id, about=about).delete()


def others(organisation_ids: Iterable[uuid.UUID], kind: str, *texts: str) -> list[Organisation]:
    """Organisations other than one's own that marked one of these texts: whom to ask. Neither how often nor what."""
    marked = [mark(kind, text) for text in texts if text]
    if not marked:
        return []
    same = Mark.objects.filter(kind=kind, mark__in=marked).exclude(organisation_id__in=list(organisation_ids))
    return list(Organisation.objects.filter(pk__in=same.values("organisation_id")).order_by("code"))
