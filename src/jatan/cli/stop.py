"""`jatan stop`."""

import click

from jatan.runtime import processes
from jatan.runtime.postgres import server


@click.command("stop")
def stop_command() -> None:
    """End everything that runs under JATAN_HOME, the embedded database last."""
    for ended in processes.stop_all():
        click.echo(f"ended: {ended}", err=True)
    if server.stop():
        click.echo("ended: embedded database", err=True)
