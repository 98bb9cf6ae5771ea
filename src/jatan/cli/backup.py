"""`jatan backup`, `jatan backup-key` and `jatan restore`."""

import datetime as dt
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from pyrage import x25519

from jatan.runtime.backup import encryption, retention
from jatan.runtime.backup.archive import BackupProblem
from jatan.runtime.backup.restore import restore
from jatan.runtime.backup.save import backup, chosen_recipients
from jatan.runtime.progress import Progress
from jatan.runtime.texts_without_django import both
from jatan.runtime.texts_without_django import gettext_noop as _

_NOT_ENCRYPTED = _(
    "This backup is not encrypted: whoever finds it reads every record that is not sealed. Better: ./jatan backup-key"
    " new"
)
_SHEET = _(
    "Key of the backups, made on {day}. Print this page twice, or keep it as a file on two USB sticks. Keep them in two"
    " places outside the house, never on its machine. Whoever has this key and a backup reads every record that is not"
    " sealed. Without this key nobody restores a backup.\n"
    "The house is given only this line (JATAN_BACKUP_RECIPIENTS): {recipient}\n"
    "To restore, with this page as a file: ./jatan restore FILE --identity PAGE . Or type the last line when asked."
)


@click.command("backup")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path), required=False)
@click.option("--to", "folder", type=click.Path(file_okay=False, path_type=Path), help="Folder; the file gets a name.")
@click.option("--keep", "rule", help="With --to: which older ones stay, e.g. '7 daily, 4 weekly, 12 monthly'.")
@click.option("--encrypt-to", "named", multiple=True, help="Recipient (age1…), or a file of them. Repeatable.")
@click.option("--plain", is_flag=True, help="Not encrypted, although JATAN_BACKUP_RECIPIENTS is set.")
def backup_command(
    file: Path | None, folder: Path | None, rule: str | None, named: tuple[str, ...], *, plain: bool
) -> None:
    """Write database and files into one verified FILE, encrypted if there is a recipient."""
    if (file is None) == (folder is None):
        raise click.UsageError("Give either FILE or --to FOLDER.")
    if rule is not None and folder is None:
        raise click.UsageError("--keep goes with --to FOLDER.")
    with _as_click_problems():
        kept = retention.rule_of(rule) if rule is not None else None
        recipients = chosen_recipients(named, plain=plain)
        if not recipients and not plain:
            click.echo(both(_NOT_ENCRYPTED), err=True)
        progress = Progress()
        if file is not None:
            backup(file, progress, recipients=recipients)
        elif folder is not None:
            backup(folder / _name(is_encrypted=bool(recipients)), progress, recipients=recipients)
            if kept is not None:
                retention.delete_superfluous(folder, kept, progress)


@click.command("restore")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--replace", is_flag=True, help="Overwrite the records that are here.")
@click.option(
    "--identity",
    "keys",
    type=click.Path(exists=True, dir_okay=False, path_type=Path, allow_dash=True),
    multiple=True,
    help="File with the key of an encrypted backup; - reads it from standard input. Repeatable.",
)
def restore_command(file: Path, replace: bool, keys: tuple[Path, ...]) -> None:
    """Bring back database and files from FILE."""
    with _as_click_problems():
        for sentence in restore(file, Progress(), replace=replace, identities=_identities(file, keys)):
            click.echo(f"\n{sentence}", err=True)


@click.group("backup-key")
def backup_key_command() -> None:
    """The key that opens encrypted backups. It is kept outside the house."""


@backup_key_command.command("new")
def new() -> None:
    """Print a new key and what to do with it. Nothing is stored here: print the page, or write it to a USB stick."""
    identity = encryption.new_identity()
    sheet = both(_SHEET, day=dt.datetime.now(dt.UTC).date(), recipient=identity.to_public())
    click.echo("".join(f"# {line}\n" for line in sheet.splitlines()) + str(identity))


def _identities(file: Path, keys: tuple[Path, ...]) -> list[x25519.Identity]:
    """The identities in `keys`; typed at the terminal where an encrypted file is given without any."""
    if not keys and encryption.is_encrypted(file) and sys.stdin.isatty():
        return encryption.identities_of([click.prompt("AGE-SECRET-KEY-1…", hide_input=True)])
    found = []
    for path in keys:
        with click.open_file(str(path), encoding="utf-8") as lines:
            found += encryption.identities_of(lines)
    return found


def _name(*, is_encrypted: bool) -> str:
    return f"jatan-{dt.datetime.now(dt.UTC):%Y-%m-%dT%H%M%SZ}.backup{'.age' if is_encrypted else ''}"


@contextmanager
def _as_click_problems() -> Iterator[None]:
    try:
        yield
    except BackupProblem as problem:
        raise click.ClickException(str(problem)) from problem
