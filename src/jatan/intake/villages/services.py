"""Take the official list of villages in: the secretariat's act, with one event in its ledger."""

from dataclasses import dataclass
from pathlib import Path

from django.db import transaction

from jatan.foundation.access import gate
from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from jatan.foundation.ledger.services import record_event
from jatan.foundation.network.selectors import secretariat
from jatan.foundation.places.official_list import ListChanges, take_in_villages
from jatan.intake.registers.workbook.reader import digest_of, open_workbook
from jatan.intake.villages.list_file import read_list

VILLAGES_TAKEN_IN = "places.villages_taken_in"


@dataclass(frozen=True)
class TakenIn:
    """What a file changed, and how many of its lines are no village."""

    changes: ListChanges
    skipped: int
    unreadable: tuple[int, ...]


def take_in_list(
    path: Path, *, by: Actor | None, name: str = "", is_dry_run: bool = False, is_whole_anyway: bool = False
) -> TakenIn:
    """Take in one file of villages. `by` None: the operator at the console. `is_dry_run` only tells what would change.

    Raises gate.Forbidden; Problem for a file that cannot be read, is no list of villages or seems to be cut off.
    """
    home = secretariat()
    if home is None:
        raise gate.Forbidden(Permission.NETWORK_MANAGE.value)
    if by is not None:
        gate.require(by, Permission.NETWORK_MANAGE, organisation_id=home.id)
    with transaction.atomic(), open_workbook(path, name=name or path.name) as book:
        found = read_list(book)
        changes = take_in_villages(found.lines, is_dry_run=is_dry_run, is_whole_anyway=is_whole_anyway)
        if changes.is_change and not is_dry_run:
            record_event(
                organisation_id=home.id,
                by=by.account_id if by is not None else None,
                verb=VILLAGES_TAKEN_IN,
                payload={"digest": digest_of(path), "lines": changes.lines, "counts": dict(changes.counts)},
            )
    return TakenIn(changes, found.skipped, tuple(found.unreadable))
