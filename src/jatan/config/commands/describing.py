"""`jatan options` and `jatan messages`: what can be set, and whether every text is there in every language."""

import sys

import click

from jatan.config import extraction, options, texts


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


@click.command("messages")
def messages_command() -> None:
    """Check the catalogues for gaps and compile them."""
    wanted = set(extraction.texts_in_source())
    found = [fault for source in texts.catalogues() for fault in texts.faults(source)]
    found += [fault for source in texts.catalogues() for fault in extraction.differences(source, wanted)]
    for fault in found:
        click.echo(fault, err=True)
    click.echo(f"{len(texts.compile_all(force=True))} catalogues compiled, {len(found)} faults", err=True)
    sys.exit(1 if found else 0)
