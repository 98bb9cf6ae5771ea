"""What can be proposed for everybody: every record has its turn, also where there are more than one list shows."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from pytest_django import Settings

from jatan.evidence.releases.choices import PieceKind
from jatan.evidence.releases.pieces import candidates
from jatan.evidence.releases.services import propose_piece
from jatan.foundation.access.actors import Actor
from jatan.foundation.access.walls import acting_as
from jatan.programme.activities.choices import Faces
from jatan.programme.activities.commands import AddPhotograph
from jatan.programme.activities.photographs import add_photograph, record_uses
from tests.cast import Cast
from tests.evidence.releases.test_followed_pieces import a_held
from tests.programme.activities.builders import an_activity, picture
from tests.programme.booklet.builders import a_waiting, approve

As = Callable[[str], AbstractContextManager[Actor]]
MANY = 21


def some_stories(cast: Cast) -> None:
    with acting_as(cast.actor("coordinator")) as by:
        rows = [a_waiting(by, cast) for _number in range(MANY)]
    with acting_as(cast.actor("secretariat")) as by:
        for row in rows:
            approve(by, row)


def some_consultations(cast: Cast) -> None:
    with acting_as(cast.actor("coordinator")) as by:
        for number in range(MANY):
            a_held(by, cast, f"परामर्श {number}")


def some_photographs(cast: Cast) -> None:
    with acting_as(cast.actor("coordinator")) as by:
        activity, content = an_activity(by, cast), picture()
        for _number in range(MANY):
            row = add_photograph(by=by, command=AddPhotograph(activity=activity, content=content))
            record_uses(by=by, row=row, faces=Faces.NOBODY, uses=("press",))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kind", "make"),
    [
        (PieceKind.STORY, some_stories),
        (PieceKind.CONSULTATION, some_consultations),
        (PieceKind.PHOTOGRAPH, some_photographs),
    ],
)
def test_the_oldest_has_its_turn_when_the_newest_is_proposed(
    cast: Cast, as_: As, kind: PieceKind, make: Callable[[Cast], None], settings: Settings, tmp_path: Path
) -> None:
    """Before: those already proposed filled the list, and with twenty of them nothing older was ever shown."""
    settings.MEDIA_ROOT = str(tmp_path)
    make(cast)
    with as_("secretariat") as by:
        shown = {one.record for one in candidates(by) if one.kind == kind}
        assert len(shown) == MANY - 1
        first = next(one for one in candidates(by) if one.kind == kind)
        propose_piece(by=by, kind=kind, record=first.record)
        after = {one.record for one in candidates(by) if one.kind == kind}
    assert len(after) == MANY - 1
    assert after - shown, "the one that did not fit before"
