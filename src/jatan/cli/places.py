"""`jatan places`: take in the official list of villages from files. There is a page for it too."""

from pathlib import Path

import click
from django.utils.translation import gettext as _

from jatan.cli.opened_house import opened_house
from jatan.foundation.access.actors import machine_for
from jatan.foundation.access.walls import acting_as
from jatan.foundation.network.selectors import secretariat
from jatan.intake.villages.report import change_lines
from jatan.intake.villages.services import take_in_list
from jatan.kernel.problems import Problem

_FILES = click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))


@click.group("places")
def places_command() -> None:
    """Villages of the official list."""


@places_command.command("load-villages")
@_FILES
@click.option("--look", is_flag=True, help="Only tell what would change.")
@click.option("--whole", is_flag=True, help="The file is whole, although many villages are missing in it.")
def load_villages(files: tuple[Path, ...], look: bool, whole: bool) -> None:
    """Take in FILES as the LGD site gives them (XLSX, XLS, CSV), and tell what is new, renamed, moved or gone."""
    with opened_house("places"):
        home = secretariat()
        if home is None:
            raise click.ClickException(_("There is no network yet. Begin the house first: ./jatan init"))
        for file in files:
            try:
                with acting_as(machine_for([home.id])):
                    found = take_in_list(file, by=None, is_dry_run=look, is_whole_anyway=whole)
            except Problem as wrong:
                raise click.ClickException(f"{file.name}: {wrong.message}") from None
            click.echo(f"{file.name}:")
            for label, number in change_lines(found):
                click.echo(f"  {label}: {number}")
