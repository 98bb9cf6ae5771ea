"""`jatan heads`: lines that say how far the ledgers have come, to keep outside of the house, and what comes back."""

import os
import uuid
from collections.abc import Sequence
from pathlib import Path

import click
from django.utils import translation
from django.utils.translation import gettext as _

from jatan.cli.opened_house import open_house
from jatan.cli.spoken import spoken_language
from jatan.foundation.access.actors import machine_for
from jatan.foundation.access.walls import acting_as
from jatan.foundation.ledger.heads import Verdict, compare_lines, heads_of_ledgers
from jatan.foundation.ledger.verify import verify_chain
from jatan.foundation.network.models import Organisation
from jatan.runtime.progress import Progress

# `--against FILE`, also of the commands that verify.
against = click.option(
    "--against",
    "files",
    multiple=True,
    metavar="FILE",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Lines of `jatan heads show` that were kept outside of the house.",
)


@click.group("heads")
@click.option("--language", type=click.Choice(["hi", "en"]), help="Language of the answers; else that of LANG.")
@click.pass_context
def heads_command(ctx: click.Context, language: str | None) -> None:
    """Lines that say how far the ledgers have come, to keep outside of the house."""
    ctx.with_resource(translation.override(spoken_language(language)))
    # A house that was put back may have other keys: what its ledgers say of lines is asked then.
    open_house(Progress(), writes=False, with_other_keys=True)


@heads_command.command("show")
def show() -> None:
    """Print one line for each organisation. How to keep them: docs/how-to/heads-outside.md."""
    organisations = _organisations()
    with acting_as(machine_for(list(organisations.values())), read_only=True):
        for head in heads_of_ledgers(organisations):
            click.echo(head.line)


@heads_command.command("check")
@click.argument("lines", nargs=-1, required=True)
def check(lines: tuple[str, ...]) -> None:
    """Compare LINES that were kept, or files that hold such lines, with the ledgers."""
    if wrong := report_lines("\n".join(_text_of(line) for line in lines)):
        raise click.ClickException(_("{count} things are not in order.").format(count=wrong))


def report_files(files: Sequence[Path], *, with_chains: bool = True) -> int:
    """As `report_lines`, for files with kept lines, in the language of LANG."""
    text = "\n".join(_read(path) for path in files)
    with translation.override(spoken_language(None)):
        return report_lines(text, with_chains=with_chains) if files else 0


def report_lines(text: str, *, with_chains: bool = True) -> int:
    """Print what the ledgers say of each line of a text and, unless the caller verifies them all, what is wrong with
    those chains. Returns how many things are wrong; a text without a line is one."""
    organisations = _organisations()
    with acting_as(machine_for(list(organisations.values())), read_only=True):
        found = compare_lines(text, organisations)
        named = {one.organisation_id for one in found} if with_chains else set()
        faults = {code: verify_chain(pk).faults for code, pk in sorted(organisations.items()) if pk in named}
    for one in found:
        name = f"{one.head.code} {one.head.at:%Y-%m-%d %H:%M} UTC, {one.head.sequence}" if one.head else one.text[:40]
        click.echo(f"{name}: {one.verdict.label}")
    for code, of_chain in faults.items():
        for fault in of_chain:
            click.echo(f"{code}: {fault.code} at {fault.sequence}")
    if not found:
        click.echo(Verdict.UNREADABLE.label)
    wrong = sum(one.verdict != Verdict.CONTAINED for one in found) + sum(map(len, faults.values()))
    return wrong or int(not found)


def _organisations() -> dict[str, uuid.UUID]:
    return dict(Organisation.objects.values_list("code", "pk"))


def _text_of(line: str) -> str:
    # `Path.is_file` raises for a line that is too long for a name.
    return _read(Path(line)) if os.path.isfile(line) else line


def _read(path: Path) -> str:
    return path.read_text("utf-8", errors="replace")
