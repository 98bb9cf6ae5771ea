"""Services that write the library. The network reads it; the organisation that recorded a row changes it.

Raises gate.Forbidden or DoesNotExist without the permission, Problems or Problem for invalid values.
"""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.core.files.base import File
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from jatan.foundation.access import acts, gate
from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from jatan.kernel import clock
from jatan.kernel.ids import new_id
from jatan.kernel.problems import Problem
from jatan.programme.library import events, selectors
from jatan.programme.library.choices import Stage, StockLine
from jatan.programme.library.commands import AddMaterial, RecordDistribution, RecordTrial
from jatan.programme.library.files import kept_file
from jatan.programme.library.models import Distribution, Material, Trial
from jatan.programme.people.record_kind import OrdinaryKind, Rights
from jatan_names import names

_RECORD = Permission.LIBRARY_RECORD


def add_material(*, by: Actor, command: AddMaterial, upload: "File[bytes] | None" = None) -> Material:
    """Record a material, with its file if it has one: a finished one, or the brief or draft of one to be made."""
    if command.stage not in (Stage.IN_USE, Stage.BRIEF, Stage.DRAFT):
        raise Problem("unreadable", field="stage")
    gate.require(by, _RECORD, organisation_id=command.organisation, place=command.place)
    with kept_file(upload) as kept:
        row = Material(**MATERIAL.values(command), **kept)
        return acts.record(by=by, permission=_RECORD, verb=events.MATERIAL_ADDED, rows=[row])[0]


def replace_file(*, by: Actor, material: Material, upload: "File[bytes]") -> bool:
    """Replace a material's file. The earlier file stays on disk, because the row's history refers to it.

    What was tried is what is approved: a new file of a tried material makes it a draft again, and an approved one gets
    a new file only as a new version. Raises Problem.
    """
    gate.require(by, _RECORD, organisation_id=material.organisation_id, place=material.place)
    if material.stage in (Stage.APPROVED, Stage.PRINTED):
        message = _("This file is approved. Make a new version for another one.")
        raise Problem("approved", message, field="upload")
    with kept_file(upload) as kept:
        if material.stage in (Stage.BRIEF, Stage.TRIED):
            kept["stage"] = Stage.DRAFT.value
        return MATERIAL.revise(by, material, kept, events.MATERIAL_FILE_REPLACED)


def draft_material(*, by: Actor, material: Material, upload: "File[bytes] | None" = None) -> bool:
    """A material that was a brief has a draft now, with its file if it has one. Raises Problem."""
    _require_stage(material, Stage.BRIEF)
    if upload:
        return replace_file(by=by, material=material, upload=upload)
    return MATERIAL.revise(by, material, {"stage": Stage.DRAFT.value}, events.MATERIAL_DRAFTED)


def approve_material(*, by: Actor, material: Material, on: dt.date) -> bool:
    """Approve a material that was tried. The version before it is replaced from that day on, and no longer public.

    Raises Problem where it was not tried, and for a day in the future or before its last trial.
    """
    _require_stage(material, Stage.TRIED)
    tried = material.trials.filter(withdrawn_at__isnull=True).order_by("-tried_on").first()
    if tried is None:
        raise Problem("not_tried", _("Try it in a village first."))
    if on > clock.today():
        raise Problem("date_in_future", field="on")
    if on < tried.tried_on:
        raise Problem("before_trial", _("It was tried after that day."), field="on")
    with transaction.atomic():
        if material.follows_id is not None:
            former = Material.objects.get(organisation_id=material.organisation_id, pk=material.follows_id)
            MATERIAL.revise(by, former, {"superseded_on": on, "is_public": False}, events.MATERIAL_REPLACED)
        return MATERIAL.revise(
            by, material, {"stage": Stage.APPROVED.value, "approved_on": on}, events.MATERIAL_APPROVED
        )


def copy_as_version(*, by: Actor, material: Material, version: str) -> Material:
    """A new version of a finished material, as a draft without a file. Raises Problem while it is being made itself."""
    if material.is_in_making:
        raise Problem("not_yet", _("This version is not finished yet. Change it itself."), field="version")
    return _copied(by, material, version=version, follows=material)


def copy_in_language(*, by: Actor, material: Material, language: str) -> Material:
    """The same material in another language, as a draft without a file. Raises Problem for a language that is there."""
    same = Material.objects.filter(
        organisation_id=material.organisation_id,
        work=material.work,
        language=language,
        withdrawn_at__isnull=True,
        superseded_on__isnull=True,
    )
    if same.exists():
        raise Problem("taken", _("It is there in this language already."), field="language")
    return _copied(by, material, language=language)


def recall_material(*, by: Actor, material: Material, what: str) -> bool:
    """Call a material back: it leaves the public at once, and whoever has copies is told `what` the reason is."""
    changes = {"recalled_on": clock.today(), "recalled_what": what[:300], "is_public": False}
    return MATERIAL.revise(by, material, changes, events.MATERIAL_RECALLED)


def keep_inside(*, by: Actor, material: Material) -> bool:
    """Take a material from the public for good: it holds what not everybody may read."""
    return MATERIAL.revise(by, material, {"stays_inside": True, "is_public": False}, events.MATERIAL_AMENDED)


def _refuse_line(material: Material, kind: str) -> None:
    if kind == StockLine.ASKED:
        return
    if material.is_in_making:
        message = _("This material is not approved yet. Nothing of it is printed or given.")
        raise Problem("not_yet", message, field="kind")
    if kind == StockLine.PRINTED and material.superseded_on:
        raise Problem("replaced", _("A newer version is approved. Print that one."), field="kind")
    if kind in (StockLine.PRINTED, StockLine.GIVEN) and material.recalled_on:
        message = _("This material was called back. No copy is printed or given.")
        raise Problem("called_back", message, field="kind")


def _require_stage(material: Material, *stages: Stage) -> None:
    if material.stage not in stages:
        raise Problem("other_stage", _("This material is at another stage by now. Look at it once more."))


def _copied(by: Actor, material: Material, **other: Any) -> Material:
    same = ("organisation_id", "place", "kind", "title_hi", "title_en", "title_fold", "topic", "language", "version")
    values = {name: getattr(material, name) for name in (*same, "audience", "message", "work", "stays_inside")}
    row = Material(**(values | {"id": new_id(), "stage": Stage.DRAFT.value} | other))
    return acts.record(by=by, permission=_RECORD, verb=events.MATERIAL_COPIED, rows=[row])[0]


class _Materials(OrdinaryKind[Material, AddMaterial]):
    """Recorded by `add_material`, with its file. Copies given out stay counted when one is withdrawn."""

    def values(self, command: AddMaterial) -> dict[str, Any]:
        titles = " ".join(filter(None, (command.title_hi, command.title_en)))
        return super().values(command) | {"title_fold": names.fold(titles)[:600]}


class _Trials(OrdinaryKind[Trial, RecordTrial]):
    """What people of a village understood. A draft counts as tried from then on."""

    def check(self, by: Actor, command: RecordTrial, row: Trial | None) -> None:
        """Raise Problem for a brief, which cannot be tried."""
        if command.material.stage == Stage.BRIEF:
            raise Problem("no_draft", _("There is no draft to try yet."))

    def record_all(self, by: Actor, commands: Sequence[RecordTrial]) -> list[Trial]:
        with transaction.atomic():
            rows = super().record_all(by, commands)
            for command in commands:
                if command.material.stage == Stage.DRAFT:
                    MATERIAL.revise(by, command.material, {"stage": Stage.TRIED.value}, events.MATERIAL_AMENDED)
        return rows

    def withdraw(self, by: Actor, row: Trial, reason: str) -> None:
        """Withdraw one that was recorded by mistake. Without another one the material is a draft again.

        Raises Problem once the material is approved: its approval rests on the trial.
        """
        material = Material.objects.get(organisation_id=row.organisation_id, pk=row.material_id)
        _require_stage(material, Stage.DRAFT, Stage.TRIED, Stage.IN_USE)
        with transaction.atomic():
            super().withdraw(by, row, reason)
            if material.stage == Stage.TRIED and not material.trials.filter(withdrawn_at__isnull=True).exists():
                MATERIAL.revise(by, material, {"stage": Stage.DRAFT.value}, events.MATERIAL_AMENDED)


class _Distributions(OrdinaryKind[Distribution, RecordDistribution]):
    """Lines of the stock book. The first printing of an approved material says so at the material.

    The material may be another organisation's.
    """

    def values(self, command: RecordDistribution) -> dict[str, Any]:
        return super().values(command) | {"owner_id": command.material.organisation_id}

    def check(self, by: Actor, command: RecordDistribution, row: Distribution | None) -> None:
        """Raise Problem for a material that is not approved or was called back."""
        _refuse_line(command.material, command.kind)

    def record_all(self, by: Actor, commands: Sequence[RecordDistribution]) -> list[Distribution]:
        with transaction.atomic():
            rows = super().record_all(by, commands)
            for command in commands:
                material = command.material
                is_own = material.organisation_id == command.organisation
                if is_own and command.kind == StockLine.PRINTED and material.stage == Stage.APPROVED:
                    MATERIAL.revise(by, material, {"stage": Stage.PRINTED.value}, events.MATERIAL_PRINTED)
        return rows


_RIGHTS = Rights(see=Permission.LIBRARY_SEE, record=Permission.LIBRARY_RECORD, correct=Permission.LIBRARY_RECORD)
MATERIAL = _Materials(
    model=Material,
    command=AddMaterial,
    rights=_RIGHTS,
    listed=selectors.materials,
    amended=events.MATERIAL_AMENDED,
    withdrawn="library.material_withdrawn",
)
TRIAL = _Trials(
    model=Trial,
    command=RecordTrial,
    rights=_RIGHTS,
    recorded="library.trial_recorded",
    withdrawn="library.trial_withdrawn",
)
DISTRIBUTION = _Distributions(
    model=Distribution,
    command=RecordDistribution,
    rights=_RIGHTS,
    recorded="library.distribution_recorded",
    withdrawn="library.distribution_withdrawn",
)
