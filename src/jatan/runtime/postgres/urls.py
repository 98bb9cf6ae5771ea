"""Addresses of the database: of the embedded server, or from DATABASE_URL and its two companions.

Libpq reads them, so every form that it has will do: a URL or `key=value` words, one server or several, names, IPv4,
IPv6 or folders of sockets. What several servers need besides is added here (`_OF_SEVERAL`).
"""

import os
from dataclasses import dataclass
from typing import Any, Final

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from jatan.runtime.postgres import cluster as clusters
from jatan.runtime.postgres import roles
from jatan.settings import options
from jatan.settings.options import OptionProblem

_SCHEMES: Final = {"postgresql", "postgres"}
_NOT_UNDERSTOOD: Final = (
    "A database address is not understood. Like this: postgresql://owner:password@host:5432/jatan, with several servers"
    " host1:5432,host2:5432"
)
_WRITING: Final = ("read-write", "primary")
# Of several servers one takes writes, and any may vanish without a word: an attempt and a silent connection are given
# up in seconds, where libpq and the system wait for minutes. `tcp_user_timeout` in milliseconds, others in seconds.
_OF_SEVERAL: Final = {
    "target_session_attrs": _WRITING[0],
    "connect_timeout": "5",
    "keepalives_idle": "5",
    "keepalives_interval": "2",
    "keepalives_count": "3",
    "tcp_user_timeout": "10000",
}
_OF_EACH: Final = ("host", "hostaddr", "port")  # words with one value for each server, parted by commas


@dataclass(frozen=True)
class DatabaseUrls:
    """Addresses of the same database for the owner's and the runtime role, as libpq and its programs take them.
    `pages`: as `app`, for the web server alone, which may stand behind a pooler by transaction."""

    owner: str
    app: str
    pages: str


def is_embedded() -> bool:
    """True if DATABASE_URL is unset and the embedded server is used."""
    return not options.text("DATABASE_URL")


def database_urls() -> DatabaseUrls:
    """The URLs from the environment; opens no connection. Hosts and ports may differ: whether all lead to one database
    is asked of the database itself (`check.refuse_another_database`).

    Raises OptionProblem if the two options contradict each other or one is missing.
    """
    owner, app = options.text("DATABASE_URL"), options.text("DATABASE_APP_URL")
    if not owner:
        if app:
            raise OptionProblem("DATABASE_APP_URL is set but DATABASE_URL is not. Set both, or neither.")
        if options.text("DATABASE_PAGES_URL"):
            raise OptionProblem("DATABASE_PAGES_URL is set but DATABASE_URL is not. Set both, or neither.")
        where = clusters.cluster()
        app = roles.conninfo(where, clusters.APP)
        return DatabaseUrls(roles.conninfo(where, clusters.OWNER), app, app)
    if not app:
        entry = as_django(owner)
        raise OptionProblem(
            "DATABASE_URL is set, so DATABASE_APP_URL must be set too: the same database under a role "
            "that owns nothing. A database administrator makes it once with:\n\n"
            + roles.instructions(entry["USER"], entry["NAME"])
        )
    pages = options.text("DATABASE_PAGES_URL") or app
    first, second, third = as_django(owner), as_django(app), as_django(pages)
    if not first["NAME"] == second["NAME"] == third["NAME"]:
        raise OptionProblem("DATABASE_URL, DATABASE_APP_URL and DATABASE_PAGES_URL must name the same database.")
    if first["USER"] == second["USER"]:
        raise OptionProblem("DATABASE_URL and DATABASE_APP_URL must name two different roles.")
    if second["USER"] != third["USER"]:
        raise OptionProblem("DATABASE_APP_URL and DATABASE_PAGES_URL must name the same role.")
    return DatabaseUrls(*map(_completed, (owner, app, pages)))


def servers(address: str) -> list[str]:
    """An address for each server that `address` names, in their order, whether it takes writes or not."""
    found = _words_of(address)
    lists = _lists(found)
    whole = {**found, "target_session_attrs": "any"}
    return [
        # One port may stand for all servers.
        make_conninfo("", **{**whole, **{name: values[at % len(values)] for name, values in lists.items()}})
        for at in range(max(map(len, lists.values()), default=1))
    ]


def places(address: str) -> list[tuple[str, ...]]:
    """Host, numeric address and port of each server that `address` names; two that are equal are one server."""
    return [tuple(str(_words_of(one).get(name, "")) for name in _OF_EACH) for one in servers(address)]


def use_pages_url() -> None:
    """From now on the runtime role of this process, and of those it starts, reaches the database as pages do."""
    if not is_embedded():
        os.environ["DATABASE_APP_URL"] = database_urls().pages


def as_django(address: str) -> dict[str, Any]:
    """An address, read by libpq, as an entry of Django's DATABASES; other words become OPTIONS.

    Raises OptionProblem for another scheme, a missing database name, what libpq does not understand, and several
    servers of which one that takes no writes may be chosen.
    """
    found = _words_of(address)
    parts = {part: str(found.pop(part, "")) for part in ("dbname", "user", "password", "host", "port")}
    return {
        "ENGINE": "jatan.runtime.postgres.engine",
        "NAME": parts["dbname"],
        "USER": parts["user"],
        "PASSWORD": parts["password"],
        "HOST": parts["host"],
        "PORT": parts["port"],
        "OPTIONS": {"application_name": "jatan", **found},
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }


def _completed(address: str) -> str:
    """The address as it is, or with what several servers need besides."""
    return make_conninfo("", **_words_of(address)) if len(servers(address)) > 1 else address


def _words_of(address: str) -> dict[str, Any]:
    """The words of an address by libpq's names, with what several servers need besides. Raises OptionProblem."""
    scheme = address.partition("://")[0]
    if scheme not in _SCHEMES and "=" not in scheme:
        raise OptionProblem("A database address must begin with postgresql:// . No other database will do.")
    try:
        found: dict[str, Any] = conninfo_to_dict(address)
    except psycopg.ProgrammingError as error:
        raise OptionProblem(_NOT_UNDERSTOOD) from error
    if not found.get("dbname"):
        raise OptionProblem("A database address must end with the name of the database.")
    lists = _lists(found)
    count = max(map(len, lists.values()), default=1)
    if any(port and not port.isdecimal() for port in lists.get("port", ())) or any(
        len(values) not in ((1, count) if name == "port" else (count,)) for name, values in lists.items()
    ):
        raise OptionProblem(_NOT_UNDERSTOOD)
    if count == 1:
        return found
    found = {**_OF_SEVERAL, **found}
    if found["target_session_attrs"] not in _WRITING:
        raise OptionProblem(
            "A database address names several servers, so target_session_attrs must be read-write: a copy that takes no"
            " writes would be asked otherwise."
        )
    return found


def _lists(found: dict[str, Any]) -> dict[str, list[str]]:
    """The values of each word that has one for each server."""
    return {name: str(found[name]).split(",") for name in _OF_EACH if found.get(name)}
