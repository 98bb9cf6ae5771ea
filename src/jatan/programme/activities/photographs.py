"""Services that write photographs of activities. The file is written before its row, so that no row lacks its file."""

from pathlib import Path

from django.conf import settings

from jatan.foundation.access import acts, gate
from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from jatan.kernel.files import write_file_durably
from jatan.kernel.ids import new_id
from jatan.kernel.pictures import clean_picture
from jatan.kernel.problems import Problem
from jatan.programme.activities import events
from jatan.programme.activities.commands import AddPhotograph
from jatan.programme.activities.models import Photograph
from jatan.programme.people.base_command import row_values

__all__ = ["add_photograph", "withdraw_photograph"]

_RECORD, _CORRECT = Permission.ACTIVITIES_RECORD, Permission.RECORDS_CORRECT


def add_photograph(*, by: Actor, command: AddPhotograph) -> Photograph:
    """Store a photograph without its camera metadata. Raises Problem with field "content" for other files."""
    gate.require(by, _RECORD, organisation_id=command.organisation, place=command.place)
    try:
        picture = clean_picture(command.content)
    except Problem as unfit:
        raise unfit.at("content") from unfit
    values = row_values(command)
    del values["content"]
    name = new_id().hex  # not the row's id: the path of the file must not follow from the URL
    stored = f"photographs/{name[-2:]}/{name}.jpg"
    path = Path(settings.MEDIA_ROOT) / stored
    write_file_durably(path, picture.content)
    size = len(picture.content)
    row = Photograph(**values, stored=stored, width=picture.width, height=picture.height, size=size)
    try:
        acts.record(by=by, permission=_RECORD, verb=events.PHOTOGRAPH_ADDED, rows=[row])
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return row


def withdraw_photograph(*, by: Actor, photograph: Photograph, reason: str) -> None:
    """Withdraw a photograph from every page. The file stays until the retention rules delete it."""
    acts.withdraw(
        by=by, permission=_RECORD, correct=_CORRECT, verb=events.PHOTOGRAPH_WITHDRAWN, row=photograph, reason=reason
    )
