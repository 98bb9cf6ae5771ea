"""`jatan public-pages`: the public account and library as a folder of files."""

from pathlib import Path

import click

from jatan.cli.opened_house import opened_house
from jatan.web.public.account.export import write_folder


@click.command("public-pages")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
def public_pages_command(folder: Path) -> None:
    """Write the public account and library into FOLDER, for any web server or a memory stick.

    A folder that was made by this command before is replaced; one with other files is refused. index.html opens
    without a network and without scripts.
    """
    with opened_house("public-pages", writes=False) as progress:
        progress(f"{write_folder(folder)} files in {folder}")
