"""Queries for spoken prompts: for the staff page within reach; for phones and the help page what is published."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from jatan.foundation.network.models import Kind
from jatan.programme.people.reach import live, reachable
from jatan.programme.spoken_prompts.models import SpokenPrompt

# Digits of the SHA-256 by which a recording is called: enough to tell versions apart, and a third of the bytes in the
# bundle of a phone, which cannot be compressed.
ADDRESS_DIGITS = 16
_IS_NETWORKS = Q(organisation__kind=Kind.NETWORK)


@dataclass(frozen=True)
class Kept:
    """What there is of one question in one language: the office's `own` row and the `shared` one of the network.

    For the network's own office both are the same.
    """

    own: SpokenPrompt | None = None
    shared: SpokenPrompt | None = None

    @property
    def heard(self) -> SpokenPrompt | None:
        """The recording that phones of this office play, whatever the question was when it was made."""
        return next((row for row in (self.own, self.shared) if row is not None and row.file), None)

    @property
    def words(self) -> str:
        """The question in this language, "" if nobody has written it."""
        return next((row.text for row in (self.own, self.shared) if row is not None and row.text), "")


def prompts_in(by: Actor, organisation_id: uuid.UUID, language: str) -> dict[str, Kept]:
    """{code of a question: what there is of it} for the pages of one office. One query."""
    rows = reachable(SpokenPrompt, by=by, permission=Permission.LIBRARY_SEE)
    found: dict[str, Kept] = {}
    for row in rows.filter(Q(organisation_id=organisation_id) | _IS_NETWORKS, language=language):
        kept = found.get(row.code, Kept())
        found[row.code] = Kept(
            row if row.organisation_id == organisation_id else kept.own,
            row if row.organisation.kind == Kind.NETWORK else kept.shared,
        )
    return found


def find_prompt(by: Actor, organisation_id: uuid.UUID, code: str, language: str) -> SpokenPrompt:
    """The office's own row. Raises SpokenPrompt.DoesNotExist."""
    rows = reachable(SpokenPrompt, by=by, permission=Permission.LIBRARY_SEE)
    return rows.get(organisation_id=organisation_id, code=code, language=language)


def recorded_by_language(by: Actor, organisation_id: uuid.UUID) -> dict[str, int]:
    """{language: number of questions that this office's phones can play}. One query."""
    rows = reachable(SpokenPrompt, by=by, permission=Permission.LIBRARY_SEE).exclude(file="").order_by()
    counted = rows.filter(Q(organisation_id=organisation_id) | _IS_NETWORKS).values_list("language")
    return dict(counted.annotate(number=Count("code", distinct=True)))


def prompts_on_phone(organisation_id: uuid.UUID, asked: Mapping[str, str] | None = None) -> dict[str, dict[str, str]]:
    """{code: {language: first digits of the SHA-256}} for the phones of one member.

    Its own recording, else that of the network's office. `asked`: {code: today's text in Hindi}; recordings of
    questions that have changed since, or are asked no longer, are left out. Needs no actor: what is not withdrawn is
    published. One query.
    """
    rows = live(SpokenPrompt).filter(Q(organisation_id=organisation_id) | _IS_NETWORKS).exclude(file="")
    columns = ("organisation_id", "code", "language", "file_digest", "asked")
    # The network's first, so that the member's own come over them.
    in_order = sorted(rows.values_list(*columns), key=lambda row: row[0] == organisation_id)
    found: dict[str, dict[str, str]] = {}
    for _owner, code, language, digest, then in in_order:
        if asked is None or asked.get(code) == then:
            found.setdefault(code, {})[language] = digest[:ADDRESS_DIGITS]
    return found


def spoken_for_everybody(language: str) -> dict[str, SpokenPrompt]:
    """{code: row} of the network's office in one language: words, a recording or both. For pages without an actor."""
    return {row.code: row for row in live(SpokenPrompt).filter(_IS_NETWORKS, language=language)}


@dataclass(frozen=True)
class Spoken:
    """The words of a text in one language, "" without, and the digits of its recording's address, "" without."""

    words: str
    digits: str


def spoken_now(asked: Mapping[str, str]) -> dict[str, dict[str, Spoken]]:
    """{language: {code: what everybody may read and hear}} for these texts, {code: today's text in Hindi}.

    What was recorded for an earlier text is left out. One query.
    """
    rows = live(SpokenPrompt).filter(_IS_NETWORKS, code__in=list(asked))
    found: dict[str, dict[str, Spoken]] = {}
    for code, language, then, words, digest in rows.values_list("code", "language", "asked", "text", "file_digest"):
        if asked[code] == then:
            found.setdefault(language, {})[code] = Spoken(words, digest[:ADDRESS_DIGITS])
    return found


def find_recording(code: str, language: str, digits: str) -> SpokenPrompt:
    """The published recording whose SHA-256 begins so. Raises SpokenPrompt.DoesNotExist, also once it is withdrawn."""
    if len(digits) != ADDRESS_DIGITS:
        raise SpokenPrompt.DoesNotExist
    rows: QuerySet[SpokenPrompt] = live(SpokenPrompt).filter(
        code=code, language=language, file_digest__startswith=digits
    )
    row = rows.exclude(file="").first()
    if row is None:
        raise SpokenPrompt.DoesNotExist
    return row
