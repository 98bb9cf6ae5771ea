"""`jatan version`."""

import json

import click

from jatan.runtime import versions


@click.command("version")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def version_command(as_json: bool) -> None:
    """Print the versions in use: jatan, Python, PostgreSQL, and how many migrations this version knows."""
    found = {
        "jatan": versions.jatan_version(),
        "python": versions.python_version(),
        "postgresql": versions.postgresql_version(),
        "migrations": len(versions.migrations()),
    }
    if as_json:
        click.echo(json.dumps(found))
        return
    for name, value in found.items():
        click.echo(f"{name} {'does not answer' if value is None else value}")
