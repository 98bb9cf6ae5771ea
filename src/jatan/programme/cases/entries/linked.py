"""A link to the file of somebody who belongs to this one: a sister, or who was rescued together with her.

Each file keeps its own entry. Which file it is stands sealed in the entry, as an id; a page shows its code and address
only to who may open that file too (`file.linked_files`). The entry itself does not tell an absent file from a forbidden
one.
"""

from collections.abc import Iterable
from typing import Final

from django.utils.translation import gettext_lazy as _

from jatan.programme.cases.entries.casefile import CaseFile, Entry
from jatan.programme.cases.entries.fields import Choice, Field
from jatan.programme.cases.entries.kinds import EntryKind, Stage

TIES: Final[tuple[Choice, ...]] = (
    ("sibling", _("brother or sister")),
    ("parent", _("parent and child")),
    ("relative", _("another relative")),
    ("rescued", _("rescued together")),
    ("worked", _("held or worked at the same place")),
    ("travelled", _("taken along together")),
    ("other", _("belongs together in another way")),
)

LINKED_FILE = EntryKind(
    code="linked_file",
    label=_("Linked file"),
    stage=Stage.OTHER,
    icon="people",
    is_story=False,
    is_by_hand=False,
    in_closed=True,
    headline=("tie",),
    fields=(
        Field("tie", _("How they belong together"), "choice", needed=True, choices=TIES),
        Field("note", _("What the other file should know"), "text"),
        # The code as somebody wrote it who could not open that file, and the id of the file where there is one.
        Field("asked_code", _("Code that was asked for"), "line"),
        Field("case", "", "machine"),
    ),
)

LINKED_KINDS = (LINKED_FILE,)


def links_in(file: CaseFile) -> Iterable[Entry]:
    """The links that stand, oldest first."""
    return file.all("linked_file")
