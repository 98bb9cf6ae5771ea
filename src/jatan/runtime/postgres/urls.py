"""URLs of the database: of the embedded server, or from DATABASE_URL and DATABASE_APP_URL."""

from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import parse_qsl, unquote, urlsplit

from jatan.runtime.postgres import cluster as clusters
from jatan.runtime.postgres import roles
from jatan.settings import options
from jatan.settings.options import OptionProblem

_SCHEMES: Final = {"postgresql", "postgres"}


@dataclass(frozen=True)
class DatabaseUrls:
    """URLs of the same database for the owner's and the runtime role."""

    owner: str
    app: str


def is_embedded() -> bool:
    """True if DATABASE_URL is unset and the embedded server is used."""
    return not options.text("DATABASE_URL")


def database_urls() -> DatabaseUrls:
    """Owner and app URL, from the environment; opens no connection.

    Raises OptionProblem if the two options contradict each other or one is missing.
    """
    owner, app = options.text("DATABASE_URL"), options.text("DATABASE_APP_URL")
    if not owner:
        if app:
            raise OptionProblem("DATABASE_APP_URL is set but DATABASE_URL is not. Set both, or neither.")
        where = clusters.cluster()
        return DatabaseUrls(roles.conninfo(where, clusters.OWNER), roles.conninfo(where, clusters.APP))
    if not app:
        entry = as_django(owner)
        raise OptionProblem(
            "DATABASE_URL is set, so DATABASE_APP_URL must be set too: the same database under a role "
            "that owns nothing. A database administrator makes it once with:\n\n"
            + roles.instructions(entry["USER"], entry["NAME"])
        )
    first, second = as_django(owner), as_django(app)
    if any(first[part] != second[part] for part in ("NAME", "HOST", "PORT")):
        raise OptionProblem("DATABASE_URL and DATABASE_APP_URL must name the same database.")
    if first["USER"] == second["USER"]:
        raise OptionProblem("DATABASE_URL and DATABASE_APP_URL must name two different roles.")
    return DatabaseUrls(owner, app)


def as_django(url: str) -> dict[str, Any]:
    """A PostgreSQL URL as an entry of Django's DATABASES; other query parameters become OPTIONS.

    Raises OptionProblem for another scheme or a missing database name.
    """
    parts = urlsplit(url)
    if parts.scheme not in _SCHEMES:
        raise OptionProblem("A database address must begin with postgresql:// . No other database will do.")
    name = unquote(parts.path.lstrip("/"))
    if not name:
        raise OptionProblem("A database address must end with the name of the database.")
    query = dict(parse_qsl(parts.query, keep_blank_values=True))
    host = query.pop("host", "") or unquote(parts.hostname or "")
    port = query.pop("port", "") or str(parts.port or "")
    return {
        "ENGINE": "jatan.runtime.postgres.engine",
        "NAME": name,
        "USER": unquote(parts.username or query.pop("user", "")),
        "PASSWORD": unquote(parts.password or query.pop("password", "")),
        "HOST": host,
        "PORT": port,
        "OPTIONS": {"application_name": "jatan", **query},
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }
