"""`jatan marks`: rebuild the marks (keyed hashes that members compare) under the current key."""

from collections.abc import Callable
from uuid import UUID

import click

from jatan.cli.opened_house import opened_house
from jatan.foundation.access.actors import machine_for
from jatan.foundation.access.walls import acting_as
from jatan.foundation.network.selectors import members
from jatan.programme.agents.services import rebuild_marks as remark_statements
from jatan.programme.people.person_marks import rebuild_marks as remark_people
from jatan.runtime import key_checks

# One function per package that stores marks.
_REMARKED: tuple[Callable[[UUID], int], ...] = (remark_people, remark_statements)


@click.command("marks")
def marks_command() -> None:
    """Make the marks by which members compare anew, after `JATAN_HOME/marks.key` was changed or lost."""
    with opened_house("marks", with_other_keys=True) as progress:
        for organisation in members().order_by("code"):
            progress(f"{organisation.code}: {remark_organisation(organisation.id)} records marked")
    key_checks.accept([key_checks.MARKS])


def remark_organisation(organisation_id: UUID) -> int:
    """Rebuild one member's marks in one transaction. Returns the number of records."""
    with acting_as(machine_for([organisation_id])):
        return sum(remark(organisation_id) for remark in _REMARKED)
