"""Slow and large bodies, forged headers and logs behind the shipped configurations of nginx and Caddy."""

import http.client
import http.server
import json
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, suppress
from datetime import date
from pathlib import Path

import pytest

from jatan.programme.journeys.help_numbers import help_numbers_on
from tests.attacks.http_load import Target, post_form, slow_senders, waiting_times
from tests.attacks.proxies import ROOT, Proxy, caddy, nginx, nginx_files, program
from tests.attacks.served_house import ServedHouse, served_house
from tests.runtime.built_homes import Houses
from tools.system_packages import CADDY, NGINX

_MB = 2**20
_ID = "0198f7a0-0000-7000-8000-000000000000"
_SECRET = "7KQ4MZXPWT2N"
_READ = ("/account/sign-in/", "/h/", "/library/public/")
type Start = Callable[[int, Path], AbstractContextManager[Proxy]]
_PROXIES: dict[str, Start] = {"nginx": nginx, "caddy": caddy}


@pytest.fixture(scope="module")
def house(houses: Houses) -> Iterator[ServedHouse]:
    """A house behind HTTPS."""
    with served_house(houses, JATAN_HTTPS="1", JATAN_ALLOWED_HOSTS="jatan.example.org,127.0.0.1") as house:
        yield house


@pytest.fixture(scope="module", params=_PROXIES)
def proxy(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxy]:
    program({"nginx": NGINX, "caddy": CADDY}[request.param])  # before a house is built for it
    house = request.getfixturevalue("house")
    with _PROXIES[request.param](house.target.port, tmp_path_factory.mktemp("proxy")) as running:
        yield running


@pytest.fixture(scope="module")
def session(house: ServedHouse) -> str:
    return house.sign_in("coordinator@demo.jatan")


def test_nginx_accepts_the_configuration(tmp_path: Path) -> None:
    words, _target = nginx_files(8000, tmp_path)
    done = subprocess.run([program(NGINX), "-t", *words], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "warn" not in done.stderr.replace('the "user" directive', ""), done.stderr


def test_caddy_accepts_the_configuration() -> None:
    shipped = ROOT / "deploy" / "caddy" / "Caddyfile"
    words = [program(CADDY), "validate", "--adapter", "caddyfile", "--config", str(shipped)]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_the_page_of_an_outage_shows_numbers_that_are_in_force() -> None:
    page = (ROOT / "deploy" / "pages" / "away.html").read_text()
    numbers = {number.number for number in help_numbers_on(date(2026, 11, 27), "hi")}
    shown = {part.split('"')[0] for part in page.split('href="tel:')[1:]}
    assert shown
    assert shown <= numbers


def test_eight_slow_senders_stop_no_page(proxy: Proxy) -> None:
    """With the buffering of requests turned off, as the options told operators, they stopped every page."""
    with slow_senders(proxy.target, 8, ["/account/sign-in/", f"/cases/{_ID}/papers/"]):
        times = waiting_times(proxy.target, _READ, readers=2, pages_each=3)
    assert max(max(found) for found in times.values()) < 10


@pytest.mark.parametrize(
    ("path", "megabytes", "is_taken"),
    [
        ("/account/sign-in/", 0.2, True),
        ("/account/sign-in/", 0.3, False),
        (f"/h/{_SECRET}/", 0.3, False),
        ("/people/new/", 2.0, True),
        ("/people/new/", 3.0, False),
        ("/registers/", 30, True),
        ("/library/new/", 30, True),
        (f"/library/{_ID}/file/", 30, True),
        (f"/activities/{_ID}/photographs/new/", 12, True),
        (f"/activities/{_ID}/photographs/new/", 17, False),
        ("/cases/import/", 20, True),
        ("/cases/import/", 25, False),
        (f"/cases/{_ID}/papers/", 30, True),
    ],
)
def test_sizes_are_those_of_the_house(
    proxy: Proxy, session: str, path: str, megabytes: float, *, is_taken: bool
) -> None:
    """Nothing of a body lies on the proxy's disk: forms are in memory, files are passed on."""
    before = proxy.temporary_files_made()
    content = b"x" * int(megabytes * _MB)
    try:
        status, _location = post_form(proxy.target, path, {}, session=session, file=("u", "a.bin", content))
    except (BrokenPipeError, ConnectionResetError):
        status = 413
    assert (status != 413) == is_taken, status
    assert status < 500
    assert proxy.temporary_files_made() == before


def test_no_secret_address_reaches_a_log_of_the_proxy(proxy: Proxy, house: ServedHouse) -> None:
    for path in (f"/h/{_SECRET}/", f"/H/{_SECRET}", f"/invitation/{_SECRET}/", f"/people/?q={_SECRET}"):
        _get(proxy.target, path)
        with suppress(BrokenPipeError, ConnectionResetError):
            post_form(proxy.target, path, {}, file=("u", "a.bin", b"x" * 400_000))
    logs = [*proxy.folder.glob("*.log"), house.log]
    assert [path.name for path in logs if _SECRET.casefold() in path.read_text().casefold()] == []


def _get(target: Target, path: str, *lines: str) -> tuple[int, str]:
    with target.connect() as connection:
        connection.sendall(target.head("GET", path, "Connection: close", *lines))
        answer = http.client.HTTPResponse(connection)
        answer.begin()
        return answer.status, answer.read().decode()


class _Echo(http.server.BaseHTTPRequestHandler):
    """Answers with the headers that it was sent."""

    def do_GET(self) -> None:
        body = json.dumps({name.lower(): self.headers.get_all(name) for name in self.headers}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Writes nothing."""


@pytest.mark.parametrize("name", _PROXIES)
def test_what_strangers_write_into_forwarded_headers_is_replaced(tmp_path: Path, name: str) -> None:
    """A forged X-Forwarded-For would be counted as somebody else's tries; X-Forwarded-Proto would end HTTPS."""
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Echo) as echo:
        threading.Thread(target=echo.serve_forever, daemon=True).start()
        try:
            with _PROXIES[name](echo.server_address[1], tmp_path) as proxy:
                forged = ("X-Forwarded-For: 203.0.113.66", "X-Forwarded-Proto: http", "Forwarded: for=203.0.113.66")
                _status, page = _get(
                    proxy.target, "/", *forged, "X_Forwarded_For: 203.0.113.67", "X-Forwarded-Host: a.b"
                )
        finally:
            echo.shutdown()
    seen = json.loads(page)
    assert seen["x-forwarded-for"] == ["127.0.0.1"]
    assert seen["x-forwarded-proto"] == ["https"]
    assert seen["host"] == ["jatan.example.org"]
    assert not {"forwarded", "x-forwarded-host"} & set(seen)


@pytest.mark.parametrize("name", _PROXIES)
def test_a_house_that_is_away_has_a_page_in_hindi(tmp_path: Path, name: str) -> None:
    with _PROXIES[name](1, tmp_path) as proxy:
        status, page = _get(proxy.target, f"/h/{_SECRET}/")
    assert status in {502, 503}
    assert 'lang="hi"' in page
    assert "tel:112" in page
    assert [path.name for path in tmp_path.glob("*.log") if _SECRET in path.read_text()] == []
