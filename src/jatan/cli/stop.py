"""`jatan stop`."""

import click

from jatan.runtime import home, processes
from jatan.runtime.postgres import server
from jatan.settings import options


@click.command("stop")
def stop_command() -> None:
    """End everything that runs under JATAN_HOME, the embedded database last; demo and practice house inside it too.

    Keys open in browsers are closed.
    """
    own = options.home()
    for path in [*home.homes_inside(), own]:
        place = "" if path == own else f"{path.name}: "
        with options.home_at(path):
            for ended in processes.stop_all():
                click.echo(f"ended: {place}{ended}", err=True)
            if server.stop():
                click.echo(f"ended: {place}embedded database", err=True)
            home.delete_boot_secrets()
