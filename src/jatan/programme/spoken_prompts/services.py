"""Services that keep recordings of questions. Who publishes material (LIBRARY_RECORD) records them.

Raises gate.Forbidden or DoesNotExist without the permission, Problems or Problem for invalid values.
"""

from typing import Any

from django.core.files.base import File
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jatan.foundation.access import acts, gate
from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from jatan.kernel import stored_files
from jatan.kernel.problems import Problem
from jatan.kernel.stored_files import FileFormat
from jatan.programme.people.base_command import row_values
from jatan.programme.people.reach import live
from jatan.programme.people.record_kind import OrdinaryKind, Rights
from jatan.programme.spoken_prompts import events
from jatan.programme.spoken_prompts.commands import KeepPrompt
from jatan.programme.spoken_prompts.models import SpokenPrompt

FOLDER = "prompts"
# Phones load it on 2G: a browser's own recording of ten seconds has 30 KB.
LARGEST = 1024 * 1024
# What every browser plays; AMR none does.
FORMATS = (FileFormat.MP3, FileFormat.MP4, FileFormat.OGG, FileFormat.WEBM)
_RECORD = Permission.LIBRARY_RECORD


def keep_prompt(
    *, by: Actor, command: KeepPrompt, upload: "File[bytes] | None" = None, is_placeholder: bool = False
) -> SpokenPrompt:
    """Keep a recording, or other words beside the one there is. A former recording is withdrawn and kept.

    Raises Problem: missing_required for neither words nor a recording, "taken" where a colleague was faster, and with
    field "upload" those of `stored_files.store_file`.
    """
    gate.require(by, _RECORD, organisation_id=command.organisation, place=command.place)
    with stored_files.kept_file(upload, folder=FOLDER, largest=LARGEST, formats=FORMATS, is_spoken=True) as kept:
        kept.pop("file_name", None)  # who recorded it may have called it after herself
        try:
            with transaction.atomic():
                return _kept(by, command, kept, is_placeholder)
        except IntegrityError as clash:
            message = gettext_lazy("Somebody has just kept this question. Look at it once more.")
            raise Problem("taken", message) from clash


def _kept(by: Actor, command: KeepPrompt, kept: dict[str, Any], is_placeholder: bool) -> SpokenPrompt:
    of_question = live(SpokenPrompt).filter(
        organisation_id=command.organisation, code=command.code, language=command.language
    )
    former = of_question.select_for_update(of=("self",)).select_related("place").first()
    if former is not None and not kept:
        if not former.file and not command.text:
            raise Problem("missing_required", field="text")
        acts.amend(
            by=by,
            permission=_RECORD,
            correct=_RECORD,
            verb=events.PROMPT_AMENDED,
            row=former,
            changes={"text": command.text} if former.file else {"text": command.text, "asked": command.asked},
        )
        return former
    if not kept and not command.text:
        raise Problem("missing_required", field="upload")
    row = SpokenPrompt(**row_values(command), **kept, is_placeholder=bool(kept) and is_placeholder)
    with acts.one_act(
        by=by,
        organisation_id=row.organisation_id,
        verb=events.PROMPT_RECORDED,
        about_type=row._meta.label_lower,
        about=row.pk,
    ):
        if former is not None:
            reason = _("A newer recording came in its place.")
            acts.withdraw_all(by=by, permission=_RECORD, correct=_RECORD, rows=[former], reason=reason)
        acts.record(by=by, permission=_RECORD, verb=events.PROMPT_RECORDED, rows=[row])
    return row


def confirm_prompt(*, by: Actor, prompt: SpokenPrompt, asked: str) -> bool:
    """Somebody has heard it: it fits the question as it is asked today, `asked`."""
    return acts.amend(
        by=by,
        permission=_RECORD,
        correct=_RECORD,
        verb=events.PROMPT_CONFIRMED,
        row=prompt,
        changes={"asked": asked},
    )


# Withdrawn: both the recording and its words leave pages and phones, and stay with the reason.
PROMPT = OrdinaryKind(
    model=SpokenPrompt,
    command=KeepPrompt,
    rights=Rights(see=Permission.LIBRARY_SEE, record=_RECORD, correct=_RECORD),
    withdrawn="spoken_prompts.prompt_withdrawn",
)
