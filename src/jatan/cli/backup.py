"""`jatan backup`, `jatan backup-key` and `jatan restore`."""

import datetime as dt
import os
import stat
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from pyrage import x25519

from jatan.kernel.files import write_file_durably
from jatan.runtime import home
from jatan.runtime.backup import encryption, makers, retention
from jatan.runtime.backup.archive import BackupProblem
from jatan.runtime.backup.restore import restore
from jatan.runtime.backup.save import backup, chosen_recipients, file_name
from jatan.runtime.progress import Progress
from jatan.runtime.texts_without_django import both
from jatan.runtime.texts_without_django import gettext_noop as _
from jatan.settings import options

_NOT_ENCRYPTED = _(
    "This backup is not encrypted: whoever finds it reads every record that is not sealed. Better: ./jatan backup-key"
    " new"
)
_SHEET = _(
    "Key of the backups, made on {day}. Print this page twice, or keep it as a file on two USB sticks. Keep them in two"
    " places outside the house, never on its machine. Whoever has this key and a backup reads every record that is not"
    " sealed. Without this key nobody restores a backup.\n"
    "The house is given only this line (JATAN_BACKUP_RECIPIENTS): {recipient}\n"
    "To restore, with this page as a file: ./jatan restore FILE --identity PAGE . Or type the last line when asked.\n"
    "The house signs its backups. With the line of the house a restore tells whether the house made the file:\n"
    "{house}"
)
_LATER = _("(write here what ./jatan backup-key fingerprint prints in the house)")
_KEPT = _("The key is in {path}, readable by you alone. Print it twice, or copy it to a second stick.")
_OPEN = _(
    "The key went into a file that other users of this machine can read. Close it: chmod 600 FILE . Next time:"
    " ./jatan backup-key new -o FILE"
)
_NO_HOUSE = _("There is no house in {folder}. Is JATAN_HOME right, and is its disk there?")
_NO_FOLDER = _("There is no folder {folder}. Is the stick plugged in?")
_EXISTS = _("{path} exists already, and nothing was written: it may hold the only copy of a key.")
_QUESTION = _("Restore it all the same?")


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
            backup(folder / file_name("jatan", is_encrypted=bool(recipients)), progress, recipients=recipients)
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
@click.option("--made-by", "named", multiple=True, help="Fingerprint of the house, from the key sheet. Repeatable.")
@click.option("--unknown-maker", is_flag=True, help="Restore a backup although nobody can say which house made it.")
def restore_command(
    file: Path, keys: tuple[Path, ...], named: tuple[str, ...], *, replace: bool, unknown_maker: bool
) -> None:
    """Bring back database and files from FILE."""
    with _as_click_problems():
        identities, on_sheet = _sheets(file, keys)
        on_sheet += [makers.fingerprint(text) for text in named]
        needed = restore(
            file,
            Progress(),
            replace=replace,
            identities=identities,
            on_sheet=on_sheet,
            takes_unknown=_asked(is_taken=unknown_maker),
        )
        for sentence in needed:
            click.echo(f"\n{sentence}", err=True)


@click.group("backup-key")
def backup_key_command() -> None:
    """The key that opens encrypted backups. It is kept outside the house."""


@backup_key_command.command("new")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), help="Write it to this new file, readable by you alone."
)
def new(output: Path | None) -> None:
    """Print a new key and what to do with it, or write it to a USB stick. The house keeps nothing of it."""
    identity = encryption.new_identity()
    house = _house_line() if home.is_own() or _signing_key_is_readable() else both(_LATER)
    sheet = both(_SHEET, day=dt.datetime.now(dt.UTC).date(), recipient=identity.to_public(), house=house)
    page = "".join(f"# {line}\n" for line in sheet.splitlines()) + f"{identity}\n"
    if output is None:
        click.echo(page, nl=False)
        if _others_read_standard_output():
            click.echo(both(_OPEN), err=True)
    else:
        _write_key(output, page)


@backup_key_command.command("fingerprint")
def fingerprint() -> None:
    """Print the line of this house for a key sheet: by it a restore knows the house's backups."""
    if not options.home().is_dir():
        raise click.ClickException(both(_NO_HOUSE, folder=options.home()))
    if not _signing_key_is_readable():
        home.refuse_foreign()
    click.echo(_house_line())


def _signing_key_is_readable() -> bool:
    return os.access(home.signing_key_path(), os.R_OK)


def _house_line() -> str:
    with _as_click_problems():
        return makers.sheet_line(makers.made_fingerprint())


def _write_key(path: Path, page: str) -> None:
    # A missing folder is a stick that is not plugged in: made here, the key would lie on the machine.
    if not path.absolute().parent.is_dir():
        raise click.ClickException(both(_NO_FOLDER, folder=path.absolute().parent))
    try:
        write_file_durably(path, page.encode())
    except FileExistsError as error:
        raise click.ClickException(both(_EXISTS, path=path)) from error
    except OSError as error:
        raise click.ClickException(f"{path}: {error.strerror}") from error
    click.echo(both(_KEPT, path=path), err=True)


def _others_read_standard_output() -> bool:
    """True if standard output is a file that others than its owner may read: the shell's umask has decided that."""
    try:
        mode = os.fstat(sys.stdout.fileno()).st_mode
    except (OSError, ValueError):
        return False
    return stat.S_ISREG(mode) and bool(mode & (stat.S_IRGRP | stat.S_IROTH))


def _asked(*, is_taken: bool) -> Callable[[str], bool]:
    """Asks at the terminal about a backup of an unknown maker; elsewhere the option alone counts."""

    def ask(sentence: str) -> bool:
        if is_taken or not sys.stdin.isatty():
            return is_taken
        return click.confirm(f"{sentence}\n\n{both(_QUESTION)}", err=True)

    return ask


def _sheets(file: Path, keys: tuple[Path, ...]) -> tuple[list[x25519.Identity], list[str]]:
    """The identities and the fingerprints of houses in `keys`; an identity is typed at the terminal where an encrypted
    file is given without any."""
    if not keys and encryption.is_encrypted(file) and sys.stdin.isatty():
        return encryption.identities_of([click.prompt("AGE-SECRET-KEY-1…", hide_input=True)]), []
    identities: list[x25519.Identity] = []
    on_sheet: list[str] = []
    for path in keys:
        with click.open_file(str(path), encoding="utf-8") as opened:
            lines = list(opened)
        identities += encryption.identities_of(lines)
        on_sheet += makers.fingerprints_on(lines)
    return identities, on_sheet


@contextmanager
def _as_click_problems() -> Iterator[None]:
    try:
        yield
    except BackupProblem as problem:
        raise click.ClickException(str(problem)) from problem
