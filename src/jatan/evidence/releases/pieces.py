"""Records for everybody: which stories, consultations, reports and photographs can be shown, what of them, until when.

A story is shown only while she agrees that anybody may read it (`booklet.uses`) and nothing of it was changed since; a
consultation only while it counts as held; a photograph, in reports for the press and for everybody, only while there is
a yes for one of them. A change of what is shown of such a record takes it off the page in the same
transaction (`services.follow_records`), also where many records were changed at once.
"""

import uuid
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import QuerySet
from django.utils.formats import date_format

from jatan.evidence.releases.choices import Outcome, PieceKind
from jatan.evidence.releases.models import PublicPiece
from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from jatan.foundation.ledger.models import Event
from jatan.programme.activities import photographs
from jatan.programme.activities.choices import Faces, PhotographUse
from jatan.programme.activities.models import Photograph
from jatan.programme.booklet.choices import StoryState, StoryUse
from jatan.programme.booklet.models import Story
from jatan.programme.booklet.selectors import printable
from jatan.programme.booklet.uses import may_be_used
from jatan.programme.consultations.models import Consultation
from jatan.programme.consultations.selectors import consultations
from jatan.programme.library.choices import Format, MaterialKind
from jatan.programme.library.models import Material
from jatan.programme.library.selectors import public_materials

_OFFERED: Final = 20
# On the public page; photographs stand in reports only.
_MOST: Final = {PieceKind.REPORT: 1, PieceKind.STORY: 3, PieceKind.CONSULTATION: 4, PieceKind.PHOTOGRAPH: 0}
_USES: Final = (PhotographUse.PRESS, PhotographUse.PUBLIC)


@dataclass(frozen=True)
class Candidate:
    """A record that could be shown: its kind, id and title as written."""

    kind: PieceKind
    record: uuid.UUID
    title: str


def candidates(by: Actor) -> list[Candidate]:
    """The newest records of each kind that `by` reads and that neither wait nor are public. Four queries."""
    taken = PublicPiece.objects.filter(outcome__in=("", Outcome.RELEASED)).values("record")
    found = []
    for kind in PieceKind:
        if _may_read(by, kind):
            rows = _ROWS[kind](by).exclude(pk__in=taken)[:_OFFERED]
            found += [Candidate(kind, row.pk, _title(row)) for row in rows]
    return found


def content_of(by: Actor, kind: str, record: uuid.UUID) -> dict[str, Any] | None:
    """What everybody would read of this record; None where `by` cannot read it or it may not be shown."""
    chosen = PieceKind(kind)
    if not _may_read(by, chosen):
        return None
    row = _ROWS[chosen](by).filter(pk=record).first()
    return _CONTENT[chosen](row) if row is not None else None


def public_pieces() -> dict[str, list[PublicPiece]]:
    """What is public by kind, the latest day first, at most what the page shows. One query, without an actor."""
    rows = PublicPiece.objects.filter(outcome=Outcome.RELEASED).order_by("-content__on", "-decided_at", "id")
    found: dict[str, list[PublicPiece]] = {kind: [] for kind in PieceKind.values}
    for row in rows:
        if len(found[row.kind]) < _MOST[PieceKind(row.kind)]:
            found[row.kind].append(row)
    return found


def released_photographs() -> QuerySet[PublicPiece, uuid.UUID]:
    """The ids of the photographs to which two people agreed. No query of its own."""
    rows = PublicPiece.objects.filter(outcome=Outcome.RELEASED, kind=PieceKind.PHOTOGRAPH)
    return rows.values_list("record", flat=True)


def kinds_changed(event: Event) -> frozenset[PieceKind]:
    """Kinds of pieces that rows of this event are shown by; none for an event that only records a new row."""
    if event.about_type in _SHOWN_BY and "fields" not in event.payload:
        return frozenset()
    labels = {event.about_type, *event.payload.get("rows", ())}
    return frozenset(kind for label, kinds in _SHOWN_BY.items() if label in labels for kind in kinds)


def not_kept(kinds: Collection[PieceKind], organisation_id: uuid.UUID) -> list[PublicPiece]:
    """Pieces of these kinds that may not stay after rows of this organisation were changed, read by who changed them.

    One that waits has no content yet to differ. Those of other organisations stay. Two queries a kind, however many
    pieces there are.
    """
    found = []
    for kind in kinds:
        pieces = list(PublicPiece.objects.filter(kind=kind, outcome__in=("", Outcome.RELEASED)))
        own = _RECORDS[kind]().filter(organisation_id=organisation_id, pk__in={piece.record for piece in pieces})
        rows = {row.pk: row for row in own} if pieces else {}
        found += [piece for piece in pieces if piece.record in rows and not _is_kept(piece, kind, rows[piece.record])]
    return found


def _is_kept(piece: PublicPiece, kind: PieceKind, row: Any) -> bool:
    return _MAY_BE_SHOWN[kind](row) and (not piece.content or _CONTENT[kind](row) == piece.content)


def _may_read(by: Actor, kind: PieceKind) -> bool:
    needed = {
        PieceKind.STORY: Permission.LIBRARY_RECORD,
        PieceKind.CONSULTATION: Permission.ACTIVITIES_SEE,
        PieceKind.PHOTOGRAPH: Permission.ACTIVITIES_SEE,
    }
    return kind not in needed or by.may(needed[kind])


def _stories(by: Actor) -> Any:
    return printable(by, StoryUse.PUBLIC)


def _held(by: Actor) -> Any:
    return consultations(by).filter(
        activity__isnull=False, activity__withdrawn_at__isnull=True, cancelled_on__isnull=True
    )


def _reports(by: Actor) -> Any:
    return public_materials().filter(kind=MaterialKind.REPORT, format=Format.PDF, file_digest__gt="")


def _photographs(by: Actor) -> Any:
    press, everybody = (photographs.usable(by, use, with_faces=True) for use in _USES)
    return press | everybody


def _title(row: Any) -> str:
    """What is chosen from a list; a photograph has no title, and its caption may name somebody."""
    if not isinstance(row, Photograph):
        return str(row.title)
    day = date_format(row.activity.held_on, "j E Y" if row.activity.is_day_known else "E Y")
    return f"{row.activity.get_kind_display()}, {row.activity.place.name}, {day}"


def _story_content(row: Story) -> dict[str, Any]:
    """No organisation, no age: only the words that two people looked at."""
    return {name: getattr(row, name) for name in ("title_hi", "title_en", "body_hi", "body_en")}


def _consultation_content(row: Consultation) -> dict[str, Any]:
    assert row.activity is not None
    is_day_known = row.activity.is_day_known
    return {
        "title": row.title,
        "level": row.level,
        "on": row.activity.held_on.isoformat(),
        "is_day_known": is_day_known,
        "place_hi": row.place.name_hi,
        "place_en": row.place.name_en,
    }


def _report_content(row: Material) -> dict[str, Any]:
    """Which file two people looked at: another one in its place is not shown."""
    return {"digest": row.file_digest, "title_hi": row.title_hi, "title_en": row.title_en}


def _photograph_content(row: Photograph) -> dict[str, Any]:
    """What stands under it, who can be recognised, and for whom there is a yes: another answer is looked at anew."""
    return {
        "kind": row.activity.kind,
        "on": row.activity.held_on.isoformat() if row.activity.is_day_known else "",
        "faces": row.faces,
        "uses": [use.value for use in _USES if use.value in row.uses],
    }


def _may_photograph_be_shown(row: Photograph) -> bool:
    is_there = row.withdrawn_at is None and row.activity.withdrawn_at is None
    return is_there and row.faces in (Faces.NOBODY, Faces.ASKED) and any(use.value in row.uses for use in _USES)


def _may_story_be_shown(row: Story) -> bool:
    return row.withdrawn_at is None and row.state == StoryState.APPROVED and may_be_used(row, StoryUse.PUBLIC)


def _may_consultation_be_shown(row: Consultation) -> bool:
    return row.is_held and row.withdrawn_at is None and row.cancelled_on is None


_ROWS: Final[Mapping[PieceKind, Callable[[Actor], Any]]] = {
    PieceKind.STORY: _stories,
    PieceKind.CONSULTATION: _held,
    PieceKind.REPORT: _reports,
    PieceKind.PHOTOGRAPH: _photographs,
}
_CONTENT: Final[Mapping[PieceKind, Callable[[Any], dict[str, Any]]]] = {
    PieceKind.STORY: _story_content,
    PieceKind.CONSULTATION: _consultation_content,
    PieceKind.REPORT: _report_content,
    PieceKind.PHOTOGRAPH: _photograph_content,
}
# A report is not among them: whether its file is public is asked of the library each time.
_RECORDS: Final[Mapping[PieceKind, Callable[[], Any]]] = {
    PieceKind.STORY: lambda: Story._default_manager,
    PieceKind.CONSULTATION: lambda: Consultation._default_manager.select_related("activity", "place"),
    PieceKind.PHOTOGRAPH: lambda: Photograph._default_manager.select_related("activity"),
}
_MAY_BE_SHOWN: Final[Mapping[PieceKind, Callable[[Any], bool]]] = {
    PieceKind.STORY: _may_story_be_shown,
    PieceKind.CONSULTATION: _may_consultation_be_shown,
    PieceKind.PHOTOGRAPH: _may_photograph_be_shown,
}
_SHOWN_BY: Final[Mapping[str, tuple[PieceKind, ...]]] = {
    "booklet.story": (PieceKind.STORY,),
    "consultations.consultation": (PieceKind.CONSULTATION,),
    "activities.activity": (PieceKind.CONSULTATION, PieceKind.PHOTOGRAPH),
    "activities.photograph": (PieceKind.PHOTOGRAPH,),
}
