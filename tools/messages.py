"""`./jatan messages`: check and compile the Hindi catalogue; with `--update` rewrite it from the source first.

English has none: the text in the source is what a reader of English sees.
"""

import sys
from pathlib import Path

import click
import polib

from jatan.runtime import catalogues
from tools import extraction


@click.command("messages")
@click.option("--update", is_flag=True, help="Add what the source says, remove what it no longer says.")
@click.option(
    "fragments", "--from", multiple=True, type=click.Path(exists=True, path_type=Path), help="A .po with translations."
)
def messages_command(update: bool, fragments: tuple[Path, ...]) -> None:
    """Check the catalogue for gaps and compile it.

    With --update, it is rewritten from the source first; texts still without Hindi are printed as
    catalogue entries, ready to be filled in and handed back with --from.
    """
    if update:
        for entry in _update(fragments):
            click.echo(entry)
    wanted = set(extraction.texts_in_source())
    found = [fault for source in catalogues.catalogues() for fault in catalogues.catalogue_errors(source)]
    found += [fault for source in catalogues.catalogues() for fault in extraction.differences(source, wanted)]
    for fault in found:
        click.echo(fault, err=True)
    click.echo(f"{len(catalogues.compile_all(force=True))} catalogues compiled, {len(found)} faults", err=True)
    sys.exit(1 if found else 0)


def _update(fragments: tuple[Path, ...]) -> list[polib.POEntry]:
    """Rewrite the catalogue. Returns the entries that have no Hindi text yet."""
    translated = {extraction.text_of(entry): entry for path in fragments for entry in polib.pofile(str(path))}
    untranslated = []
    for source in catalogues.catalogues():
        for text in extraction.update(source, translated):
            entry = polib.POEntry(msgid=text.msgid, msgctxt=text.context or None, msgid_plural=text.plural)
            if text.plural:
                entry.msgstr_plural = {0: "", 1: ""}
            untranslated.append(entry)
    return untranslated
