"""Writing paragraphs. A changed text is a new version; the former one stays, with who wrote it and when."""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from jatan.evidence.narrative import events
from jatan.evidence.narrative.models import LONGEST_TEXT, Paragraph
from jatan.evidence.narrative.places import find_place
from jatan.foundation.access import gate
from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from jatan.foundation.ledger.services import record_event
from jatan.kernel import clock
from jatan.kernel.ids import new_id
from jatan.kernel.problems import Problem, raise_any
from jatan.kernel.text.aadhaar import aadhaar_problem
from jatan.programme.activities.choices import Theme
from jatan.programme.people.reach import live
from jatan.programme.projects.models import Project, ProjectIndicator

_YEARS = range(2000, 2100)


@dataclass(frozen=True)
class WriteParagraph:
    """A paragraph for one place of a paper. Both texts empty take it back. Raises Problem where it cannot be one.

    `about`: the grant or the line of its logframe that it is about, in a place of the paper "grant" or "studio".
    `before`: the version that whoever wrote had before her (None: there was none).
    """

    organisation: uuid.UUID
    place: str
    first: dt.date
    last: dt.date
    text_hi: str
    text_en: str
    theme: str = ""
    about: uuid.UUID | None = None
    before: uuid.UUID | None = None

    def __post_init__(self) -> None:
        for name in ("text_hi", "text_en"):
            object.__setattr__(self, name, getattr(self, name).replace("\r\n", "\n").strip())
        raise_any(self._problems())

    def _problems(self) -> list[Problem]:
        found = []
        if find_place(self.place) is None:
            found.append(Problem("unknown_place", _("The paper has no such place."), field="place"))
        if (where := find_place(self.place)) is not None and where.paper == "grant" and self.about is None:
            found.append(Problem("unknown_place", _("The paper has no such place."), field="place"))
        if self.theme not in Theme.values:
            found.append(Problem("unreadable", field="theme"))
        if self.last < self.first or not (self.first.year in _YEARS and self.last.year in _YEARS):
            found.append(
                Problem("no_such_date", _("The period ends before it begins, or lies far away."), field="last")
            )
        for name in ("text_hi", "text_en"):
            text = getattr(self, name)
            if len(text) > LONGEST_TEXT:
                found.append(
                    Problem(
                        "too_long",
                        _("This is longer than %(most)s characters. A paper is read when it is short.")
                        % {"most": LONGEST_TEXT},
                        field=name,
                    )
                )
            elif (refused := aadhaar_problem(text)) is not None:
                found.append(refused.at(name))
        return found


def write_paragraph(*, by: Actor, command: WriteParagraph) -> Paragraph | None:
    """Write a new version of a paragraph, or take it back; None where nothing changes.

    The secretariat writes for the network, a member for itself. Raises Forbidden, and Problem("changed_meanwhile")
    where the version in force is not the one that was before the writer.
    """
    gate.require(by, Permission.NARRATIVE_WRITE, organisation_id=command.organisation)
    if command.about is not None and not _has_grant(command.organisation, command.about):
        raise Problem("unknown_place", _("The paper has no such place."), field="place")
    with transaction.atomic():
        with connection.cursor() as cursor:  # one at a time: what is in force is read, then replaced
            name = f"jatan.narrative:{command.organisation}"
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])
        present = Paragraph.objects.filter(
            organisation_id=command.organisation,
            place=command.place,
            first=command.first,
            last=command.last,
            theme=command.theme,
            about=command.about,
            replaced_at__isnull=True,
        ).first()
        if (present.id if present else None) != command.before:
            raise Problem(
                "changed_meanwhile",
                _("Somebody has written here meanwhile. Your text is still below; look at theirs first."),
                field="text_hi",
            )
        texts = (present.text_hi, present.text_en) if present else ("", "")
        if texts == (command.text_hi, command.text_en):
            return None
        return _replace(by, command, present)


def _has_grant(organisation_id: uuid.UUID, about: uuid.UUID) -> bool:
    """Whether the organisation holds that grant, or one with that line in its logframe."""
    return any(
        live(model).filter(organisation_id=organisation_id, id=about).exists() for model in (Project, ProjectIndicator)
    )


def _replace(by: Actor, command: WriteParagraph, present: Paragraph | None) -> Paragraph:
    now = clock.now()
    if present is not None:
        present.replaced_at = now
        present.save(update_fields=["replaced_at"])
    row = Paragraph.objects.create(
        id=new_id(),
        organisation_id=command.organisation,
        place=command.place,
        first=command.first,
        last=command.last,
        theme=command.theme,
        about=command.about,
        text_hi=command.text_hi,
        text_en=command.text_en,
        written_at=now,
        written_by=by.account_id,
    )
    record_event(
        organisation_id=command.organisation,
        by=by.account_id,
        verb=events.PARAGRAPH_TAKEN_BACK if row.is_taken_back else events.PARAGRAPH_WRITTEN,
        about_type=Paragraph._meta.label_lower,
        about=row.id,
        payload={"place": command.place},
    )
    return row
