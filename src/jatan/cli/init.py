"""`jatan init`: begin a house for real records, with its network and the first two people."""

import json
from pathlib import Path
from typing import Any, Final

import click
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from jatan.cli.first_answers import ask_first_answers
from jatan.cli.invitation_links import invitation_link
from jatan.cli.opened_house import opened_house, problems_shown
from jatan.foundation.access.house_setup import EXAMPLE_ANSWERS, begin_house, clean_address, refuse_begun_house
from jatan.foundation.access.invitations import INVITATION_HOURS
from jatan.foundation.network.network_file import SECRETARIAT
from jatan.kernel.json_documents import read_json
from jatan.runtime.bilingual import in_both

_DONE: Final = _("The house has begun. Secretariat: {code}. Member organisations: {members}. People: 2.")
_NEXT: Final = _(
    "What comes next:\n"
    "1. Open the house: ./jatan run . To end it: ./jatan stop\n"
    "2. Hand each link to its person, in person. It works once and for {hours} hours.\n"
    "3. After the first sign-in the home page lists what is still to be done.\n"
    "A link that was lost: ./jatan accounts invite EMAIL ROLE {code} prints a new one."
)


@click.command("init")
@click.option(
    "--answers",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A JSON file with all answers. Unset: they are asked here.",
)
@click.option("--address", help="Address of the pages, for the links, e.g. https://jatan.example.org")
@click.option("--template", is_flag=True, help="Print a filled-in file of answers, and end.")
def init_command(answers: Path | None, address: str | None, template: bool) -> None:
    """Begin a house: network, members, first administrator and a second person.

    Everything is written at once, or nothing. Prints one invitation link for each of the two people. Refuses a home
    that has accounts, another network, or a demo.
    """
    if template:
        click.echo(json.dumps(EXAMPLE_ANSWERS, ensure_ascii=False, indent=2))
        return
    with problems_shown():
        given = None if answers is None else read_json(answers)
        address = clean_address(address or "")
    with opened_house("init"):
        begin(given, address)


def begin(given: Any, address: str) -> None:
    """Begin the house that is open, from a file's answers (None: asked at the terminal), and print the links. Raises
    Problem or Problems; then nothing is written. `address` comes before that of the answers."""
    refuse_begun_house()
    answers = ask_first_answers(address) if given is None else _with_address(given, address)
    house = begin_house(answers)
    click.echo(in_both(format_lazy(_DONE, code=SECRETARIAT, members=house.members)))
    for person in house.people:
        click.echo(f"\n{in_both(person.role.label, between=' / ')}: {person.name}, {person.email}")
        click.echo(f"  {invitation_link(person.token, answers.get('address', ''))}")
    click.echo("\n" + in_both(format_lazy(_NEXT, hours=INVITATION_HOURS, code=SECRETARIAT), between="\n\n"))


def _with_address(answers: Any, address: str) -> Any:
    """A file's answers with the address of the command line in place of its own."""
    return answers | {"address": address} if address and isinstance(answers, dict) else answers
