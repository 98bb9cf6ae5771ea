"""Save, rename and delete lists, and keep a choice of columns. What an office shares is told to its ledger."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from jatan.foundation.access import gate
from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from jatan.foundation.ledger.services import record_event
from jatan.foundation.saved_lists import events
from jatan.foundation.saved_lists.models import SavedList
from jatan.foundation.saved_lists.selectors import may_change, may_share
from jatan.kernel import clock
from jatan.kernel.problems import Problem
from jatan.kernel.text.aadhaar import aadhaar_problem
from jatan.kernel.text.invisible import without_controls

# So many lists of one kind are kept for an account, and as many for an office: all of them are shown above the list.
MOST = 12
LONGEST, MOST_CONDITIONS, MOST_COLUMNS = 60, 30, 40


@dataclass(frozen=True)
class SaveList:
    """A list to be saved. `conditions`: name of a filter -> the code chosen; a search is no condition."""

    list_of: str
    name: str
    conditions: Mapping[str, str] = field(default_factory=dict)
    order: str = ""
    columns: Sequence[str] = ()
    is_shared: bool = False


def save_list(*, by: Actor, organisation_id: uuid.UUID, command: SaveList) -> SavedList:
    """Save a list. Raises Forbidden, and Problem at `name` (missing, taken, too many lists, Aadhaar number)."""
    owner = _owner(by, organisation_id)
    if command.is_shared and not may_share(by, organisation_id):
        raise gate.Forbidden(Permission.LISTS_SHARE.value)
    _check_codes([*command.conditions, *command.conditions.values(), command.order, *command.columns])
    if len(command.conditions) > MOST_CONDITIONS or len(command.columns) > MOST_COLUMNS:
        raise Problem("unreadable")
    with transaction.atomic():
        saved = SavedList(
            organisation_id=organisation_id,
            owner=owner,
            list_of=command.list_of,
            conditions=dict(command.conditions),
            order=command.order,
            columns=list(command.columns),
            is_shared=command.is_shared,
        )
        beside = _beside(saved)
        saved.name = _checked_name(command.name, beside)
        if len(beside) >= MOST:
            raise Problem("too_many_lists", _("There are too many saved lists here. Delete one first."), field="name")
        saved.save(force_insert=True)
        _record_event_of(by, events.OFFICE_LIST_SAVED, saved)
    return saved


def rename_list(*, by: Actor, saved: SavedList, name: str) -> None:
    """Give a list another name. Raises Forbidden, and Problem as `save_list`."""
    if not may_change(by, saved):
        raise gate.Forbidden(Permission.LISTS_SHARE.value)
    with transaction.atomic():
        saved.name, saved.changed_at = _checked_name(name, _beside(saved)), clock.now()
        saved.save(update_fields=["name", "changed_at"])
        _record_event_of(by, events.OFFICE_LIST_RENAMED, saved)


def remove_list(*, by: Actor, saved: SavedList) -> None:
    """Delete a list: nothing of any record goes with it. Raises Forbidden."""
    if not may_change(by, saved):
        raise gate.Forbidden(Permission.LISTS_SHARE.value)
    with transaction.atomic():
        _record_event_of(by, events.OFFICE_LIST_REMOVED, saved)
        SavedList.objects.filter(organisation_id=saved.organisation_id, id=saved.id).delete()


def choose_columns(*, by: Actor, organisation_id: uuid.UUID, list_of: str, columns: Sequence[str]) -> None:
    """Keep which columns the account sees of a list; none brings the usual ones back. Raises Forbidden."""
    owner = _owner(by, organisation_id)
    _check_codes(columns)
    mine = SavedList.objects.filter(owner=owner, list_of=list_of, name="")
    with transaction.atomic():
        if not columns:
            mine.delete()
        elif not mine.filter(organisation_id=organisation_id).update(columns=list(columns), changed_at=clock.now()):
            SavedList.objects.create(
                organisation_id=organisation_id, owner=owner, list_of=list_of, columns=list(columns)
            )


def _owner(by: Actor, organisation_id: uuid.UUID) -> uuid.UUID:
    """The account that saves something. Raises Forbidden for the system, and outside the offices of the account."""
    if by.account_id is None or organisation_id not in by.reach(Permission.HOME_SEE).row_organisations:
        raise gate.Forbidden(Permission.HOME_SEE.value)
    return by.account_id


def _beside(saved: SavedList) -> list[SavedList]:
    """The other lists that stand where this one stands, locked against a second save at the same time."""
    rows = SavedList.objects.select_for_update(no_key=True).filter(
        organisation_id=saved.organisation_id, list_of=saved.list_of, is_shared=saved.is_shared
    )
    rows = rows if saved.is_shared else rows.filter(owner=saved.owner)
    return [one for one in rows if one.name and one.pk != saved.pk]


def _checked_name(name: str, beside: Sequence[SavedList]) -> str:
    name = " ".join(without_controls(name).split())
    if not name:
        raise Problem("missing_required", field="name")
    if len(name) > LONGEST:
        raise Problem("unreadable", field="name")
    if (found := aadhaar_problem(name)) is not None:
        raise found.at("name")
    if any(one.name.casefold() == name.casefold() for one in beside):
        raise Problem("name_taken", _("A list with this name is there already."), field="name")
    return name


def _check_codes(codes: Sequence[str]) -> None:
    """Conditions, orders and columns are codes: nothing longer is kept, and no Aadhaar number."""
    for code in codes:
        if not isinstance(code, str) or len(code) > LONGEST or "\x00" in code:
            raise Problem("unreadable")


def _record_event_of(by: Actor, verb: str, saved: SavedList) -> None:
    if saved.is_shared:
        record_event(
            organisation_id=saved.organisation_id,
            by=by.account_id,
            verb=verb,
            about_type=SavedList._meta.label_lower,
            about=saved.pk,
            payload={"list_of": saved.list_of},
        )
