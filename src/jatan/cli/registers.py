"""`jatan registers`: blank registers to fill in."""

import sys
from pathlib import Path

import click
from django.utils.translation import override

from jatan.cli.opened_house import opened_house
from jatan.foundation.access.actors import machine_for
from jatan.foundation.access.walls import acting_as
from jatan.foundation.network.selectors import members
from jatan.intake.registers.blank.columns import office_words
from jatan.intake.registers.blank.workbook import blank_workbook
from jatan.intake.registers.recognise.vocabulary.kinds import ORDER

__all__ = ["registers_command"]


@click.group("registers")
def registers_command() -> None:
    """Blank registers to fill in."""


@registers_command.command("blank")
@click.argument("kinds", nargs=-1, metavar="[KIND]...", type=click.Choice(ORDER))
@click.option("--member", "code", required=True, help="Code of the member whose blocks and forums it offers.")
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="Unset: standard output.")
@click.option("--language", type=click.Choice(["hi", "en"]), default="hi", show_default=True)
def blank_command(kinds: tuple[str, ...], code: str, output: Path | None, language: str) -> None:
    """A workbook of empty registers with drop-downs, one sheet for each KIND (unset: all sixteen)."""
    if output is None and sys.stdout.isatty():
        raise click.UsageError("A workbook is not for reading in a terminal: give -o FILE.")
    with opened_house("registers", writes=False):
        member = members().filter(code__iexact=code).first()
        if member is None:
            known = ", ".join(members().order_by("code").values_list("code", flat=True))
            raise click.UsageError(f"There is no member {code}. Members: {known}")
        with acting_as(machine_for([member.id])), override(language):
            content = blank_workbook(kinds or ORDER, office_words(member))
    if output is None:
        sys.stdout.buffer.write(content)
    else:
        output.write_bytes(content)
