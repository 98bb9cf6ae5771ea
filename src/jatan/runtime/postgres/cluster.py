"""The embedded cluster of this house: `JATAN_HOME/postgres`, by `jatan_postgres`."""

from pathlib import Path
from typing import Final

from jatan.settings import options
from jatan_postgres.cluster import Cluster

OWNER: Final = "jatan_owner"
APP: Final = "jatan_app"
DATABASE: Final = "jatan"


def cluster() -> Cluster:
    """The embedded cluster of the current `JATAN_HOME`, run by the programs of JATAN_POSTGRES_BIN if that is set."""
    return Cluster(options.home() / "postgres", roles=(OWNER, APP), prefix="jatan", chosen=chosen_programs())


def chosen_programs() -> Path | None:
    """The folder of PostgreSQL's programs that JATAN_POSTGRES_BIN names; None for the best that are found."""
    chosen = options.text("JATAN_POSTGRES_BIN")
    return Path(chosen) if chosen else None
