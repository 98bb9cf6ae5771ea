"""A database address is read as libpq reads it, also one that names several servers."""

import os
from pathlib import Path
from urllib.parse import quote

import psycopg
import pytest

from jatan.runtime.postgres import urls
from jatan.settings.options import OptionProblem
from tests.runtime.built_homes import Houses
from tests.runtime.homes import fresh_home
from tests.runtime.journey_house import migrated_home
from tests.runtime.kill_house import jatan, refusal


def test_several_servers_keep_their_ports_and_their_order() -> None:
    entry = urls.as_django("postgresql://owner:p%40ss@one:5433,two:5434/jatan?target_session_attrs=read-write")
    assert (entry["HOST"], entry["PORT"]) == ("one,two", "5433,5434")
    assert (entry["NAME"], entry["USER"], entry["PASSWORD"]) == ("jatan", "owner", "p@ss")
    assert entry["OPTIONS"]["target_session_attrs"] == "read-write"
    assert urls.as_django("postgresql://owner@/jatan?host=one,two")["HOST"] == "one,two"


SEVERAL = {
    "names": ("postgresql://app:x@one:5433,two:5434/jatan", ["one", "two"], ["5433", "5434"]),
    "one port for all": ("postgres://app:x@/jatan?host=one,two,three&port=5433", ["one", "two", "three"], ["5433"] * 3),
    "a port left out": ("postgresql://app:x@one,two:5434/jatan", ["one", "two"], ["", "5434"]),
    "IPv6": ("postgresql://app:x@[::1]:5433,[fd00::2]:5434/jatan", ["::1", "fd00::2"], ["5433", "5434"]),
    "words": ("host=one,two port=5433,5434 dbname=jatan user=app password=x", ["one", "two"], ["5433", "5434"]),
    "words, IPv6": ("host='::1,fd00::2' dbname=jatan user=app password='x'", ["::1", "fd00::2"], ["", ""]),
    "folders of sockets": ("postgresql://app:x@/jatan?host=/run/a,/run/b", ["/run/a", "/run/b"], ["", ""]),
}


@pytest.mark.parametrize("form", SEVERAL)
def test_every_form_of_several_servers_is_read_as_libpq_reads_it(form: str) -> None:
    address, hosts, ports = SEVERAL[form]
    entry = urls.as_django(address)
    assert entry["HOST"].split(",") == hosts
    assert (entry["NAME"], entry["USER"], entry["PASSWORD"]) == ("jatan", "app", "x")
    assert [(host, port) for host, _numeric, port in urls.places(address)] == list(zip(hosts, ports, strict=True))
    # One that takes writes is asked for, and none that vanished is waited for as long as libpq and the system would.
    assert entry["OPTIONS"]["target_session_attrs"] == "read-write"
    assert int(entry["OPTIONS"]["connect_timeout"]) <= 10
    assert int(entry["OPTIONS"]["tcp_user_timeout"]) <= 20_000


def test_one_server_in_words_keeps_what_libpq_does_by_itself() -> None:
    entry = urls.as_django("host=one port=5433 dbname=jatan user=app password='a://b=c, d'")
    assert (entry["HOST"], entry["PORT"], entry["PASSWORD"]) == ("one", "5433", "a://b=c, d")
    assert entry["OPTIONS"] == {"application_name": "jatan"}
    assert urls.as_django("postgresql:///jatan?hostaddr=::1")["OPTIONS"]["hostaddr"] == "::1"


def test_what_the_address_says_itself_is_kept_and_reaches_every_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    own = "?target_session_attrs=primary&connect_timeout=9"
    monkeypatch.setenv("DATABASE_URL", f"postgresql://owner:x@one,two/jatan{own}")
    monkeypatch.setenv("DATABASE_APP_URL", "host=one,two dbname=jatan user=app password=x")
    found = urls.database_urls()
    owner, app = (psycopg.conninfo.conninfo_to_dict(address) for address in (found.owner, found.app))
    assert (owner["target_session_attrs"], owner["connect_timeout"]) == ("primary", "9")
    assert app["target_session_attrs"] == "read-write"


@pytest.mark.parametrize("wanted", ["any", "read-only", "standby", "prefer-standby"])
def test_several_servers_of_which_a_copy_may_answer_are_refused(wanted: str) -> None:
    with pytest.raises(OptionProblem, match="read-write"):
        urls.as_django(f"postgresql://app:x@one,two/jatan?target_session_attrs={wanted}")


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://owner@host:port:5432/jatan",
        "postgresql://owner@[::1/jatan",
        "postgresql://owner@host/jatan?no_such_option=1",
        "mysql://owner@host/jatan",
        "postgresql://owner@host",
        "postgresql://owner@one:5433,two:5434,three/jatan?port=1,2",
        "host=one,two port=1,2,3 dbname=jatan user=owner@",
        "host=one,two hostaddr=::1 dbname=jatan user=owner@",
        "host=one user=owner@",
        "one dbname",
    ],
)
def test_an_address_that_is_not_understood_is_refused_without_being_quoted(url: str) -> None:
    with pytest.raises(OptionProblem) as refused:
        urls.as_django(url)
    assert "owner@" not in str(refused.value).replace("owner:password@", "")
    assert "postgresql://" in str(refused.value) or "name of the database" in str(refused.value)


def test_commands_work_where_the_first_server_is_away(houses: Houses, monkeypatch: pytest.MonkeyPatch) -> None:
    """As with a pair of servers of which one is down."""
    with migrated_home(houses):
        found = urls.database_urls()
        away = Path("/nowhere")
        for name, url in (("DATABASE_URL", found.owner), ("DATABASE_APP_URL", found.app)):
            entry = psycopg.conninfo.conninfo_to_dict(url)
            hosts = f"{quote(str(away), safe='')},{quote(str(entry['host']), safe='')}"
            rest = f"passfile={quote(str(entry['passfile']), safe='')}"
            monkeypatch.setenv(
                name, f"postgresql://{entry['user']}@{hosts}/{entry['dbname']}?port={entry['port']}&{rest}"
            )
        jatan("migrate")
        monkeypatch.setenv("DATABASE_URL", f"{os.environ['DATABASE_URL']}&no_such_option=1")
        assert "Traceback" not in refusal("migrate")


def test_an_address_of_several_servers_needs_no_house_to_be_read() -> None:
    with fresh_home():
        os.environ["DATABASE_URL"] = "postgresql://owner:x@one,two/jatan"
        os.environ["DATABASE_APP_URL"] = "postgresql://app:x@one,two/jatan"
        try:
            assert urls.as_django(urls.database_urls().app)["HOST"] == "one,two"
        finally:
            del os.environ["DATABASE_URL"], os.environ["DATABASE_APP_URL"]
