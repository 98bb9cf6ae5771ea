"""The `jatan` command. Subcommands are listed in COMMANDS and their modules imported on use.

So `--help`, `stop` and `restore` do not load Django, and modules of other commands may import models at the top.
"""

import importlib
import logging
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import click

from jatan.runtime import home, outages, startup
from jatan.runtime.backup.upgrade import EXIT_CODE, UpgradeProblem
from jatan.runtime.frame_chunks import with_large_frame_chunk
from jatan.runtime.postgres import cluster as clusters
from jatan.runtime.postgres import server, urls
from jatan.settings.options import OptionProblem
from jatan_postgres.programs import PostgresProblem

_HELP: Final = {"-h", "--help"}


@dataclass(frozen=True)
class Entry:
    """One subcommand: its module in `jatan.cli`, help text, whether it needs Django, and default environment.

    `needs_home`: refused where this user cannot keep a house in JATAN_HOME. `needs_database`: refused where no embedded
    database was made. Both before anything is written there. `reads_only`: makes no folder and no secret.
    """

    module: str
    help: str
    needs_django: bool = True
    needs_home: bool = True
    needs_database: bool = False
    reads_only: bool = False
    environment: Mapping[str, str] = field(default_factory=dict)


def _apart(folder: str) -> Mapping[str, str]:
    """Environment of what is not real: the demo's sign-in, and a home of its own inside the default one."""
    return {"JATAN_DEMO": "1", "JATAN_HOME": f"./var/{folder}"}


COMMANDS: Final[dict[str, Entry]] = {
    "demo": Entry("demo", "Build a synthetic network and serve it.", environment=_apart("demo")),
    "practice": Entry(
        "demo", "Serve a synthetic network for new staff, beside the real house.", environment=_apart("practice")
    ),
    "init": Entry("init", "Begin a house for real records: network, members, first two people."),
    "accounts": Entry("accounts", "Invite people, list and close accounts, ways back, at the server."),
    "run": Entry("serve", "Serve the pages and work through background tasks.", needs_database=True),
    "serve": Entry("serve", "Serve the pages.", needs_database=True),
    "worker": Entry("serve", "Work through background tasks.", needs_database=True),
    "migrate": Entry("serve", "Bring the database up to date."),
    "stop": Entry("stop", "End everything that runs under JATAN_HOME.", needs_django=False),
    "network": Entry("programme", "Members, offices and districts of the network."),
    "import": Entry("programme", "Take in records from files."),
    "registers": Entry("registers", "Blank registers to fill in."),
    "indicators": Entry("programme", "The numbers and whether they are right."),
    "report": Entry("programme", "Write a report."),
    "public-pages": Entry("public_pages", "Write the public account and library into a folder."),
    "ledger": Entry("programme", "The record of acts and whether it is whole."),
    "heads": Entry("heads", "Lines that say how far the ledgers have come, to keep outside of the house."),
    "marks": Entry("marks", "Mark again what members compare, after the key of marks changed."),
    "names": Entry("names", "Spellings of names that this house adds to those it knows."),
    "places": Entry("places", "Villages of the official list, from a file."),
    "keys": Entry("keys", "Ceremonies of the sealed case files, and whether every key is in order."),
    "backup": Entry("backup", "Write database and files into one verified file.", needs_django=False),
    "backup-key": Entry("backup", "Make the key that opens encrypted backups.", needs_django=False, needs_home=False),
    "restore": Entry("backup", "Bring back what backup wrote.", needs_django=False),
    "clock": Entry("clock", "What time the house takes it to be, and the answer of a person that it is right."),
    "doctor": Entry(
        "doctor", "What is wrong with this installation, and what to do.", needs_database=True, reads_only=True
    ),
    "version": Entry("version", "Print the versions in use.", needs_django=False, needs_home=False),
    "options": Entry("describe", "List every option.", needs_django=False, needs_home=False),
}


class LateGroup(click.Group):
    """A click group that imports the module of a subcommand on use."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As click does, for a command that is to run: its environment is set, which help alone does not need.

        Raises HomeProblem or PostgresProblem if the folder or the database that it needs is not there, before anything
        is made in JATAN_HOME.
        """
        entry = COMMANDS.get(args[0])
        for variable, value in entry.environment.items() if entry is not None else ():
            if not os.environ.get(variable, "").strip():
                os.environ[variable] = value
        if entry is not None and entry.needs_home and not _HELP & set(args):
            home.refuse_unusable()
        if entry is not None and entry.needs_database and urls.is_embedded() and not _HELP & set(args):
            server.refuse_missing(clusters.cluster())
        return super().resolve_command(ctx, args)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        entry = COMMANDS.get(name)
        if entry is None:
            return None
        if entry.reads_only:
            home.look_only()
        if entry.needs_django:
            startup.setup_django()
        module = importlib.import_module(f"jatan.cli.{entry.module}")
        command: click.Command = getattr(module, f"{name.replace('-', '_')}_command")
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, entry.help) for name, entry in COMMANDS.items()])


@click.group(
    cls=LateGroup,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="In a checkout also, for contributors: ./jatan test, dev, messages, docs, release.",
)
@click.version_option(package_name="jatan")
def cli() -> None:
    """Jatan: the operating system of a safe-migration and anti-trafficking network."""


def main() -> Any:
    """Entry point. OptionProblem and PostgresProblem are printed as one line, with exit code 2; so is a database that
    cannot be used, with exit code 1, and an upgrade that only a person can mend, with exit code 78."""
    try:
        return with_large_frame_chunk(cli)
    except outages.LOST as lost:
        logging.getLogger(__name__).debug("the database cannot be used", exc_info=lost)
        sys.stderr.write(f"jatan: the database cannot be used ({type(lost).__name__}). See: ./jatan doctor\n")
        return 1
    except UpgradeProblem as problem:
        sys.stderr.write(f"jatan: {problem}\n")
        return EXIT_CODE
    except (OptionProblem, PostgresProblem) as problem:
        sys.stderr.write(f"jatan: {problem}\n")
        return 2
