"""`jatan stop`."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from jatan.runtime import home, processes
from jatan.runtime.postgres import server
from jatan.settings import options


@click.command("stop")
def stop_command() -> None:
    """End everything that runs under JATAN_HOME, the embedded database last; demo and practice house inside it too."""
    own = options.home()
    for path in [*home.homes_inside(), own]:
        place = "" if path == own else f"{path.name}: "
        with _in_home(path):
            for ended in processes.stop_all():
                click.echo(f"ended: {place}{ended}", err=True)
            if server.stop():
                click.echo(f"ended: {place}embedded database", err=True)


@contextmanager
def _in_home(path: Path) -> Iterator[None]:
    before = os.environ.get("JATAN_HOME")
    os.environ["JATAN_HOME"] = str(path)
    try:
        yield
    finally:
        if before is None:
            del os.environ["JATAN_HOME"]
        else:
            os.environ["JATAN_HOME"] = before
