"""The steps of `docs/how-to/many-machines.md`, followed on loopback: each machine is an address and a folder.

Of a step only what no loopback has is changed: addresses, the beginnings of paths, and the folder of PostgreSQL's
programs. What starts services is the reader's (`by hand`), and the caller's here.
"""

import random
import re
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[3]
PAGE: Final = ROOT / "docs" / "how-to" / "many-machines.md"
_PATHS: Final = re.compile(r"(?<![\w./$])/(etc|var)/")
_PROGRAMS: Final = "/usr/lib/postgresql/17/bin"
# Drawn for each process: two runs on one machine do not meet.
_NETWORK: Final = f"127.{random.randrange(20, 250)}.{random.randrange(1, 250)}."
HOSTS: Final = ["127.0.0.1", "::1", "localhost", *(f"{_NETWORK}{last}" for last in (11, 12, 13, 21, 22))]
PASSWORDS: Final = {
    f"{name}_PASSWORD": f"of-tests-{name.lower()}" for name in ("SUPERUSER", "REPLICATION", "OWNER", "APP", "BACKUP")
}


def steps(kind: str, text: str | None = None) -> str:
    """All commands of the page that are marked `kind`, in their order. Raises AssertionError if there are none."""
    found = re.findall(
        rf"<!-- {re.escape(kind)} -->\n```\w*\n(.*?)```", text or PAGE.read_text(encoding="utf-8"), re.DOTALL
    )
    assert found, f"no step of {PAGE.name} is for: {kind}"
    return "".join(found)


@dataclass(frozen=True)
class Loopback:
    """Where the machines of the page stand: addresses that begin with `network`, folders below `folder`."""

    folder: Path
    programs: Path
    network: str = _NETWORK

    def address(self, last: int) -> str:
        return f"{self.network}{last}"

    def root(self, last: int) -> Path:
        """What is `/` on the machine."""
        return self.folder / str(last)

    def here(self, text: str, last: int) -> str:
        """A step as it is done on the machine with this last number of its address."""
        placed = text.replace("10.1.0.0/24", "@all").replace("127.0.0.1", self.address(last))
        placed = placed.replace("10.1.0.", self.network).replace("@all", "127.0.0.0/8")
        placed = placed.replace(_PROGRAMS, str(self.programs))
        return _PATHS.sub(lambda found: f"{self.root(last)}/{found[1]}/", placed)

    def follow(self, kind: str, last: int, **filled: str) -> None:
        """Do the steps of a kind on one machine; `filled`: what its reader fills in."""
        for folder in ("default", "patroni", "haproxy", "pgbouncer", "jatan"):
            (self.root(last) / "etc" / folder).mkdir(parents=True, exist_ok=True)
        answers = "".join(f"{name}={value}\n" for name, value in {**PASSWORDS, **filled}.items())
        path = f"PATH={self.programs}:$PATH\n"
        done = subprocess.run(
            ["sh", "-eu", "-c", answers + path + self.here(steps(kind), last)],
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert done.returncode == 0, f"{kind}: {done.stderr}"


def variables(file: Path) -> Mapping[str, str]:
    """What a file of `NAME=value` lines says, as systemd reads it."""
    lines = [line.partition("=") for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]
    return {name: value for name, _sign, value in lines}
