"""`jatan registers`: blank registers to fill in."""

import datetime as dt
import sys
from pathlib import Path

import click
from django.utils.translation import override

from jatan.cli.opened_house import opened_house
from jatan.foundation.access.actors import machine_for
from jatan.foundation.access.walls import acting_as
from jatan.foundation.network.selectors import members
from jatan.intake.registers.blank.columns import office_words
from jatan.intake.registers.blank.paper import MOST_PAGES, blank_paper
from jatan.intake.registers.blank.workbook import blank_workbook
from jatan.intake.registers.recognise.vocabulary.kinds import ORDER


@click.group("registers")
def registers_command() -> None:
    """Blank registers to fill in."""


@registers_command.command("blank")
@click.argument("kinds", nargs=-1, metavar="[KIND]...", type=click.Choice(ORDER))
@click.option("--member", "code", required=True, help="Code of the member whose blocks and forums it offers.")
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="Unset: standard output.")
@click.option("--language", type=click.Choice(["hi", "en"]), default="hi", show_default=True)
@click.option("--format", "form", type=click.Choice(["xlsx", "pdf"]), default="xlsx", show_default=True)
@click.option("--pages", type=click.IntRange(1, MOST_PAGES), default=5, show_default=True, help="Of each, in a PDF.")
@click.option(
    "--month", type=click.DateTime(["%Y-%m"]), help="Printed at the head of a PDF; unset: a line to write on."
)
def blank_command(
    kinds: tuple[str, ...],
    code: str,
    output: Path | None,
    language: str,
    form: str,
    pages: int,
    month: dt.datetime | None,
) -> None:
    """Empty registers, one for each KIND (unset: all sixteen): a workbook with drop-downs, or paper to write on."""
    if output is None and sys.stdout.isatty():
        raise click.UsageError("Such a file is not for reading in a terminal: give -o FILE.")
    with opened_house("registers", writes=False):
        member = members().filter(code__iexact=code).first()
        if member is None:
            known = ", ".join(members().order_by("code").values_list("code", flat=True))
            raise click.UsageError(f"There is no member {code}. Members: {known}")
        with acting_as(machine_for([member.id])), override(language):
            words, chosen = office_words(member), kinds or ORDER
            if form == "pdf":
                content = blank_paper(chosen, words, pages=pages, month=month.date() if month else None)
            else:
                content = blank_workbook(chosen, words)
    if output is None:
        sys.stdout.buffer.write(content)
    else:
        output.write_bytes(content)
