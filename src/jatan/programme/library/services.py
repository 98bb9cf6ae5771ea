"""Services that write the library. The network reads it; the organisation that recorded a row changes it.

Raises gate.Forbidden or DoesNotExist without the permission, Problems or Problem for invalid values.
"""

from collections.abc import Mapping
from typing import Any

from django.core.files.base import File

from jatan.foundation.access import acts, gate
from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from jatan.programme.library import events
from jatan.programme.library.commands import AddMaterial, RecordDistribution
from jatan.programme.library.files import kept_file
from jatan.programme.library.models import Distribution, Material
from jatan.programme.people.base_command import changed_values, row_values
from jatan_names import names

__all__ = [
    "add_material",
    "amend_distribution",
    "amend_material",
    "record_distribution",
    "replace_file",
    "withdraw_distribution",
    "withdraw_material",
]

_RECORD = Permission.LIBRARY_RECORD


def add_material(*, by: Actor, command: AddMaterial, upload: "File[bytes] | None" = None) -> Material:
    """Record a material, with its file if it has one."""
    gate.require(by, _RECORD, organisation_id=command.organisation, place=command.place)
    with kept_file(upload) as kept:
        row = Material(**_values(command), **kept)
        return acts.record(by=by, permission=_RECORD, verb=events.MATERIAL_ADDED, rows=[row])[0]


def replace_file(*, by: Actor, material: Material, upload: "File[bytes]") -> bool:
    """Replace a material's file. The earlier file stays on disk, because the row's history refers to it."""
    gate.require(by, _RECORD, organisation_id=material.organisation_id, place=material.place)
    with kept_file(upload) as kept:
        return acts.amend(
            by=by,
            permission=_RECORD,
            correct=_RECORD,
            verb=events.MATERIAL_FILE_REPLACED,
            row=material,
            changes=kept,
        )


def amend_material(*, by: Actor, material: Material, changes: Mapping[str, Any], reason: str = "") -> bool:
    """Correct a material or who may download it; earlier values stay in its history."""
    values = _values(AddMaterial.of(material).changed(changes))
    return acts.amend(
        by=by,
        permission=_RECORD,
        correct=_RECORD,
        verb=events.MATERIAL_AMENDED,
        row=material,
        changes=changed_values(material, values),
        reason=reason,
    )


def withdraw_material(*, by: Actor, material: Material, reason: str) -> None:
    """Withdraw a material from every list and from the public. Copies given out stay counted."""
    acts.withdraw(
        by=by, permission=_RECORD, correct=_RECORD, verb=events.MATERIAL_WITHDRAWN, row=material, reason=reason
    )


def record_distribution(*, by: Actor, command: RecordDistribution) -> Distribution:
    """Record copies given out."""
    row = Distribution(**row_values(command))
    return acts.record(by=by, permission=_RECORD, verb=events.DISTRIBUTION_RECORDED, rows=[row])[0]


def amend_distribution(*, by: Actor, distribution: Distribution, changes: Mapping[str, Any], reason: str = "") -> bool:
    """Correct a distribution; earlier values stay in its history."""
    values = row_values(RecordDistribution.of(distribution).changed(changes))
    return acts.amend(
        by=by,
        permission=_RECORD,
        correct=_RECORD,
        verb=events.DISTRIBUTION_AMENDED,
        row=distribution,
        changes=changed_values(distribution, values),
        reason=reason,
    )


def withdraw_distribution(*, by: Actor, distribution: Distribution, reason: str) -> None:
    """Withdraw a distribution that should not have been recorded from every list and count."""
    acts.withdraw(
        by=by,
        permission=_RECORD,
        correct=_RECORD,
        verb=events.DISTRIBUTION_WITHDRAWN,
        row=distribution,
        reason=reason,
    )


def _values(command: AddMaterial) -> dict[str, Any]:
    titles = " ".join(filter(None, (command.title_hi, command.title_en)))
    return row_values(command) | {"title_fold": names.fold(titles)[:600]}
