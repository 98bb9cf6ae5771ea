"""Start and stop the embedded PostgreSQL of this house.

`serve`, `worker` and `import` each call `ensure_running()`; how it survives kills is told in `jatan_postgres.server`.
"""

from functools import partial

from jatan.runtime import home
from jatan.runtime.postgres import cluster as clusters
from jatan.runtime.postgres import roles
from jatan.settings import options
from jatan_postgres import installations, server
from jatan_postgres.cluster import Cluster
from jatan_postgres.programs import PostgresProblem


def ensure_running(*, creates: bool = True) -> None:
    """Start the embedded server unless it runs. Raises PostgresProblem if it cannot be started.

    `creates`: make the cluster if there is none; otherwise that is a PostgresProblem.
    """
    where = clusters.cluster()
    if accepts_app_role(where):
        return
    if not creates:
        refuse_missing(where)
    if where.chosen is not None and not installations.has_server(where.chosen):
        raise PostgresProblem(f"JATAN_POSTGRES_BIN: no PostgreSQL server's programs in {where.chosen}.")
    home.make_folder(options.home(), passable=True)
    server.ensure_running(where, clusters.APP, clusters.DATABASE, partial(roles.prepare_embedded, where))


def refuse_missing(where: Cluster) -> None:
    """Raise PostgresProblem if there is no cluster: JATAN_HOME is wrong, its disk is not mounted, or nothing was begun.

    Long-running processes never make one: an empty house beside the real one would be filled before anybody noticed.
    """
    if not where.is_made:
        raise PostgresProblem(
            f"There is no database in {where.root.parent}. Is JATAN_HOME right, and its disk there?\n"
            "To begin a house: ./jatan init. To try the demo: ./jatan demo"
        )


def stop() -> bool:
    """Stop the embedded server (fast shutdown). False if it was not running. Raises PostgresProblem."""
    return server.stop(clusters.cluster())


def accepts_app_role(where: Cluster) -> bool:
    """True if the runtime role can connect: the server runs, and roles and database exist."""
    return server.accepts(where, clusters.APP, clusters.DATABASE)
