"""`jatan serve` of a house with the demo's offices and accounts as real ones, for attacks over HTTP."""

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

from jatan.runtime.postgres import server
from tests.attacks.http_load import Target
from tests.runtime import form_posters
from tests.runtime.built_homes import Houses
from tests.runtime.homes import in_home, taken_down
from tests.runtime.kill_house import migrated, run_program

LOAD_OFFICES_AND_ACCOUNTS = """
import json, sys, tempfile
from pathlib import Path
from jatan.runtime.startup import setup_django
setup_django()
from jatan.cli.main import cli
from jatan.demo import plan
from jatan.demo.accounts import PEOPLE, make_accounts
from jatan.foundation.access.models import Account
with tempfile.TemporaryDirectory() as folder:
    document = Path(folder) / "network.json"
    document.write_text(json.dumps(plan.network_document(), default=str))
    cli(["network", "load", str(document)], standalone_mode=False)
make_accounts(PEOPLE)
Account.objects.update(is_demo=False)
"""


@dataclass(frozen=True)
class ServedHouse:
    """A running house: its JATAN_HOME, where it answers, and the process of `jatan serve`."""

    home: Path
    target: Target
    process: psutil.Process
    log: Path

    def sign_in(self, email: str) -> str:
        """The session key of a demo account that is signed in from now on."""
        with in_home(self.home):
            return form_posters.sign_in(email)


@contextmanager
def served_house(houses: Houses, *, workers: int = 2, **options: str) -> Iterator[ServedHouse]:
    """A house of its own during the block. JATAN_HOME of the tests is unchanged meanwhile."""
    home = Path(tempfile.mkdtemp(prefix="jatan-attacked-"))
    log, port = home / "serve.log", form_posters.free_port()
    with ExitStack() as stack:
        stack.callback(_take_down, home)
        with in_home(home):
            houses.copy("house_with_accounts", home, lambda model: built_with_accounts(houses, model))
            server.ensure_running()
            process = stack.enter_context(form_posters.served(port, log, workers=workers, **options))
        yield ServedHouse(home, Target(port), psutil.Process(process.pid), log)


def _take_down(home: Path) -> None:
    with in_home(home):
        taken_down(home)


def built_with_accounts(houses: Houses, home: Path) -> None:
    """Make a house of the demo's offices and accounts, as real ones, in this home."""
    houses.copy("migrated", home, migrated)
    server.ensure_running()
    run_program(LOAD_OFFICES_AND_ACCOUNTS)
