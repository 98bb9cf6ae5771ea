"""`jatan names`: list, add and remove this installation's spellings of names. There is a page for it too."""

from collections.abc import Iterator
from contextlib import contextmanager

import click

from jatan.cli.opened_house import opened_house
from jatan.foundation.access.actors import machine_for
from jatan.foundation.access.spelling_acts import AddSpelling, add_spelling, remove_spelling
from jatan.foundation.access.walls import acting_as
from jatan.foundation.network import spellings
from jatan.foundation.network.selectors import secretariat
from jatan_names import KINDS, names

_KIND = click.option("--kind", type=click.Choice(KINDS), default="surname", show_default=True)


@click.group("names")
def names_command() -> None:
    """Spellings of names that this house adds to those it knows."""


@names_command.command("list")
def names_list() -> None:
    """The house's own rows, and under which version names are folded at the moment."""
    for row in spellings.read_spellings():
        click.echo(f"{row.kind}\t{row.canonical}\t{' '.join(row.forms)}")
    click.echo(f"names are folded by {names.version()}", err=True)


@names_command.command("add")
@click.argument("canonical")
@click.argument("forms", nargs=-1)
@_KIND
def names_add(canonical: str, forms: tuple[str, ...], kind: str) -> None:
    """Take FORMS, in any script, for one name: CANONICAL."""
    with _as_secretariat():
        row = add_spelling(by=None, command=AddSpelling(kind=kind, canonical=canonical, forms=" ".join(forms)))
    click.echo(f"{row.kind}\t{row.canonical}\t{' '.join(row.forms)}")


@names_command.command("remove")
@click.argument("canonical")
@_KIND
def names_remove(canonical: str, kind: str) -> None:
    """Take a name of the house back with all its spellings."""
    with _as_secretariat():
        is_gone = remove_spelling(by=None, kind=kind, canonical=canonical)
    if not is_gone:
        raise click.ClickException(f"The house has no {kind} {canonical} of its own.")


@contextmanager
def _as_secretariat() -> Iterator[None]:
    """A transaction as the system's actor for the secretariat."""
    with opened_house("names"):
        home = secretariat()
        if home is None:
            raise click.ClickException("There is no network yet. Begin the house first: ./jatan init")
        with acting_as(machine_for([home.id])):
            yield
