"""`jatan options`: list the options."""

import click

from jatan.settings import options


@click.command("options")
@click.option("--markdown", is_flag=True, help="The reference page docs/reference/options.md.")
def options_command(markdown: bool) -> None:
    """List every option and its present value; secrets are shown as set or not."""
    if markdown:
        click.echo(options.options_table(), nl=False)
        return
    for option in options.OPTIONS:
        value = option.read()
        click.echo(f"{option.variable}={('(set)' if value else '') if option.is_secret else value}")
