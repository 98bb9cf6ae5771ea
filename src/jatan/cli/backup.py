"""`jatan backup` and `jatan restore`."""

from pathlib import Path

import click

from jatan.runtime.backup.archive import BackupProblem
from jatan.runtime.backup.restore import restore
from jatan.runtime.backup.save import backup
from jatan.runtime.progress import Progress


@click.command("backup")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def backup_command(file: Path) -> None:
    """Write database and files into one verified FILE."""
    try:
        backup(file, Progress())
    except BackupProblem as problem:
        raise click.ClickException(str(problem)) from problem


@click.command("restore")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--replace", is_flag=True, help="Overwrite the records that are here.")
def restore_command(file: Path, replace: bool) -> None:
    """Bring back database and files from FILE."""
    try:
        restore(file, Progress(), replace=replace)
    except BackupProblem as problem:
        raise click.ClickException(str(problem)) from problem
