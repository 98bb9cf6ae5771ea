"""Services that write photographs of activities. The file is written before its row, so that no row lacks its file."""

import uuid
from collections.abc import Collection

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from jatan.foundation.access import acts, gate
from jatan.foundation.access.actors import Actor
from jatan.kernel.file_store import remove_file, write_file
from jatan.kernel.file_stores.base import StoreProblem
from jatan.kernel.ids import new_id
from jatan.kernel.pictures import clean_picture
from jatan.kernel.problems import Problem
from jatan.programme.activities import events, selectors
from jatan.programme.activities.choices import Faces, PhotographUse
from jatan.programme.activities.commands import AddPhotograph
from jatan.programme.activities.models import Photograph
from jatan.programme.activities.services import RIGHTS
from jatan.programme.people.base_command import changed_values, row_values
from jatan.programme.people.reach import reachable
from jatan.programme.people.record_kind import OrdinaryKind

_RECORD = RIGHTS.record


def add_photograph(*, by: Actor, command: AddPhotograph) -> Photograph:
    """Store a photograph without its camera metadata. Raises Problem with field "content" for other files, and where
    none can be stored now."""
    gate.require(by, _RECORD, organisation_id=command.organisation, place=command.place)
    try:
        picture = clean_picture(command.content)
    except Problem as unfit:
        raise unfit.at("content") from unfit
    values = row_values(command)
    del values["content"]
    name = new_id().hex  # not the row's id: the path of the file must not follow from the URL
    stored = f"photographs/{name[-2:]}/{name}.jpg"
    try:
        write_file(stored, picture.content)
    except StoreProblem as away:
        raise away.at("content") from away
    size = len(picture.content)
    row = Photograph(**values, stored=stored, width=picture.width, height=picture.height, size=size)
    try:
        acts.record(by=by, permission=_RECORD, verb=events.PHOTOGRAPH_ADDED, rows=[row])
    except BaseException:
        remove_file(stored)
        raise
    return row


# The file of one that is withdrawn stays until the retention rules delete it.
PHOTOGRAPH = OrdinaryKind(
    model=Photograph,
    command=AddPhotograph,
    rights=RIGHTS,
    listed=selectors.photographs,
    withdrawn="activities.photograph_withdrawn",
)


def record_uses(*, by: Actor, row: Photograph, faces: str, uses: Collection[str]) -> bool:
    """Write down who can be recognised and what there is a yes for; a yes is taken back by leaving it out.

    Raises Problem("nobody_asked") for a yes of which nobody knows whether everybody in the picture gave it.
    """
    if faces not in Faces.values or not set(uses) <= set(PhotographUse.values):
        raise Problem("unreadable", field="uses")
    if uses and faces not in (Faces.NOBODY, Faces.ASKED):
        raise Problem(
            "nobody_asked",
            _("Only a picture in which nobody can be recognised, or everybody was asked, may leave the office."),
            field="faces",
        )
    chosen = [code for code in PhotographUse.values if code in uses]
    changed = changed_values(row, {"faces": faces, "uses": chosen})
    return PHOTOGRAPH.revise(by, row, changed, events.PHOTOGRAPH_USES_RECORDED)


def find_shown(by: Actor, pk: uuid.UUID) -> Photograph:
    """One of her own office's photographs, or one with a yes for any use that is within her reach. Raises
    Photograph.DoesNotExist."""
    own = PHOTOGRAPH.rows(by).filter(pk=pk).first()
    if own is not None:
        return own
    rows = reachable(Photograph, by=by, permission=RIGHTS.see).filter(activity__withdrawn_at__isnull=True)
    return rows.filter(faces__in=(Faces.NOBODY, Faces.ASKED)).exclude(uses=[]).get(pk=pk)


def usable(by: Actor, use: PhotographUse, *, with_faces: bool = False) -> QuerySet[Photograph]:
    """Photographs within reach with a yes for this use, of any organisation, newest first.

    Those on which somebody can be recognised only on request: a paper shows no face by itself.
    """
    faces = (Faces.NOBODY, Faces.ASKED) if with_faces else (Faces.NOBODY,)
    rows = reachable(Photograph, by=by, permission=RIGHTS.see, related=("activity", "activity__place"))
    rows = rows.filter(activity__withdrawn_at__isnull=True, uses__contains=[use.value], faces__in=faces)
    return rows.order_by("-activity__held_on", "-id")
