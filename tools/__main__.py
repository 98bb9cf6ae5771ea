"""The commands of contributors: `./jatan test`, `dev`, `messages`, `docs`, `release`."""

import sys
from typing import Final

import click

from tools.dev import dev_command
from tools.docs_check import docs_command
from tools.messages import messages_command
from tools.release import release_command
from tools.test_command import test_command

COMMANDS: Final[tuple[click.Command, ...]] = (
    test_command,
    dev_command,
    messages_command,
    docs_command,
    release_command,
)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def tools() -> None:
    """Commands for contributors. ./jatan --help lists those of the application."""


for command in COMMANDS:
    tools.add_command(command)

if __name__ == "__main__":
    sys.exit(tools(prog_name="./jatan"))
