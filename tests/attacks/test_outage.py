"""The database is killed below pages that people read and forms that they send.

Attack: whoever can make the database restart reads what stands in the error pages and in the logs. Before: signed-in
users got an empty answer, English readers a Hindi page, and the web server wrote whole tracebacks with their messages.
Now everybody gets the designed page, in her language, with a status that says "come back", and no word of any request
stands in the log.
"""

import http.client
import os
import uuid
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

import psutil
import pytest
from django.conf import settings

from jatan.runtime.postgres import cluster as clusters
from jatan.runtime.postgres import server, urls
from jatan_postgres.server import postmaster_pid
from tests.kills import kill_family, start_jatan, wait_until
from tests.runtime.form_posters import free_port, served, sign_in
from tests.runtime.homes import in_home
from tests.runtime.kill_house import KillTestHome, reset_home

_TOKEN = "k" * 32
_WORD, _NUMBER = "फुलझरिया", "9876501234"  # stand in every request, and must stand in no answer and no log
_ID = uuid.uuid4()
ROLES = ("field", "desk", "counsellor", "supervisor", "legal", "coordinator", "secretariat", "researcher", "auditor")
_FORM = {"csrfmiddlewaretoken": _TOKEN, "name": _WORD, "q": _WORD, "phone": _NUMBER, "login": _WORD}
_POSTED = "application/x-www-form-urlencoded"
_PARTS = "multipart/form-data; boundary=B"
_UPLOAD = (
    f'--B\r\nContent-Disposition: form-data; name="csrfmiddlewaretoken"\r\n\r\n{_TOKEN}\r\n'
    f'--B\r\nContent-Disposition: form-data; name="paper"; filename="{_WORD}.jpg"\r\n'
    f"Content-Type: image/jpeg\r\n\r\n{_WORD * 50_000}\r\n--B--\r\n"
)
# method, path, content type, body
REQUESTS = {
    "home": ("GET", "/", "", ""),
    "list": ("GET", f"/people/?{urlencode({'q': _WORD})}", "", ""),
    "record": ("GET", f"/people/{_ID}/", "", ""),
    "form": ("POST", "/people/new/", _POSTED, urlencode(_FORM)),
    "search": ("POST", "/search/", _POSTED, urlencode(_FORM)),
    "part of a page": ("POST", "/people/suggest/", _POSTED, urlencode(_FORM)),
    "places": ("GET", f"/places/suggest/?{urlencode({'q': _WORD})}", "", ""),
    "upload of a register": ("POST", "/registers/", _PARTS, _UPLOAD),
    "upload of a sealed paper": ("POST", f"/cases/{_ID}/papers/", _PARTS, _UPLOAD),
    "sign-in": ("POST", "/account/sign-in/", _POSTED, urlencode(_FORM | {"password": _WORD})),
    "sign-out": ("POST", "/account/sign-out/", _POSTED, urlencode(_FORM)),
    "invitation": ("GET", f"/invitation/{_NUMBER}x/", "", ""),
    "call for help": ("POST", "/h/", _POSTED, urlencode(_FORM | {"what": _WORD})),
    "call for help from a pass": ("GET", f"/h/{_NUMBER}/", "", ""),
    "library for all": ("GET", "/library/public/", "", ""),
    "no such page": ("GET", "/nothing/here/", "", ""),
}
_STATIC = "/static/built/app.css"


class _Reader:
    """A browser with a session, which may have chosen English."""

    def __init__(self, port: int, session: str = "", *, english: bool = False) -> None:
        chosen = f"; {settings.LANGUAGE_COOKIE_NAME}=en" if english else ""
        self._port, self._cookie = port, f"sessionid={session}; csrftoken={_TOKEN}{chosen}"

    def ask(self, name: str, **more: str) -> tuple[int, str, http.client.HTTPMessage]:
        method, path, kind, body = REQUESTS[name]
        head = {"Cookie": self._cookie, **({"Content-Type": kind} if kind else {}), **more}
        return self.send(method, path, body, head)

    def send(
        self, method: str, path: str, body: str, head: Mapping[str, str]
    ) -> tuple[int, str, http.client.HTTPMessage]:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=60)
        try:
            connection.request(method, path, body.encode(), dict(head))
            answer = connection.getresponse()
            return answer.status, answer.read().decode(), answer.headers
        finally:
            connection.close()


@dataclass(frozen=True)
class _Outage:
    """A served house whose database has been killed, with the sessions that were open before."""

    port: int
    sessions: Mapping[str, str]
    log: Path
    owner_url: str
    app_url: str


@pytest.fixture(scope="module")
def outage(built_kill_test_home: KillTestHome) -> Iterator[_Outage]:
    home = built_kill_test_home.books.parent
    with ExitStack() as serving:
        with in_home(home):
            reset_home()
            sessions = {role: sign_in(f"{role}@demo.jatan") for role in ROLES}
            found, port, log = urls.database_urls(), free_port(), home / "outage.log"
            # Given, so that `serve` does not start the server again.
            given = {"DATABASE_URL": found.owner, "DATABASE_APP_URL": found.app}
            serving.enter_context(served(port, log, workers=1, **given))
            for session in sessions.values():  # every thread has an open connection, as in a house at work
                _Reader(port, session).ask("home")
            _kill_database()
        yield _Outage(port, sessions, log, found.owner, found.app)
    with in_home(home):
        server.ensure_running()


def _kill_database() -> None:
    pid = postmaster_pid(clusters.cluster())
    assert pid is not None
    psutil.Process(pid).kill()
    wait_until(lambda: postmaster_pid(clusters.cluster()) is None, what="the database is away")


def _is_the_designed_page(status: int, page: str, *, english: bool = False) -> None:
    assert status == 503, (status, page[:200])
    assert ("on our side" in page) is english
    assert ("हमारी तरफ" in page) is not english
    assert page.rstrip().endswith("</html>")
    assert _WORD not in page
    assert _NUMBER not in page


@pytest.mark.parametrize("name", [name for name in REQUESTS if name != "no such page"])
@pytest.mark.parametrize("role", ROLES)
def test_everybody_who_is_signed_in_gets_the_designed_page(outage: _Outage, role: str, name: str) -> None:
    status, page, head = _Reader(outage.port, outage.sessions[role]).ask(name)
    _is_the_designed_page(status, page)
    assert head["Retry-After"] == "30"
    assert head["Content-Type"] == "text/html; charset=utf-8"


@pytest.mark.parametrize("name", ["home", "form", "upload of a sealed paper", "sign-in"])
def test_the_page_is_in_the_language_that_was_chosen(outage: _Outage, name: str) -> None:
    status, page, _head = _Reader(outage.port, outage.sessions["desk"], english=True).ask(name)
    _is_the_designed_page(status, page, english=True)


@pytest.mark.parametrize("name", ["part of a page", "places", "home"])
def test_a_part_of_a_page_is_answered_so_that_the_page_stays(outage: _Outage, name: str) -> None:
    status, page, _head = _Reader(outage.port, outage.sessions["desk"]).ask(name, **{"HX-Request": "true"})
    _is_the_designed_page(status, page)  # htmx swaps nothing in for a status of 4xx or 5xx


@pytest.mark.parametrize("name", list(REQUESTS))
def test_strangers_get_a_whole_page_of_ours(outage: _Outage, name: str) -> None:
    status, page, _head = _Reader(outage.port).ask(name)
    assert status in (200, 302, 404, 413, 503), status  # 413: what a stranger uploads is not read
    assert status == 302 or page.rstrip().endswith("</html>")
    assert _NUMBER not in page


def test_style_sheets_are_served_and_the_process_is_alive(outage: _Outage) -> None:
    assert _Reader(outage.port).send("GET", _STATIC, "", {})[0] == 200
    assert _Reader(outage.port).send("GET", "/healthz", "", {})[0] == 200


def test_the_log_of_the_web_server_stays_wordless(outage: _Outage) -> None:
    for name in REQUESTS:
        _Reader(outage.port, outage.sessions["counsellor"]).ask(name)
    _has_no_words(outage.log.read_text(), outage)


def test_the_log_of_a_worker_that_meets_the_outage_at_its_start_stays_wordless(outage: _Outage, tmp_path: Path) -> None:
    log = tmp_path / "worker.log"
    given = {"DATABASE_URL": outage.owner_url, "DATABASE_APP_URL": outage.app_url}
    process = start_jatan("worker", environment={**os.environ, **given}, log=log)
    try:
        assert process.wait(timeout=60) != 0
    finally:
        if process.poll() is None:
            kill_family(psutil.Process(process.pid))
    assert log.read_text()
    _has_no_words(log.read_text(), outage)


def _has_no_words(text: str, outage: _Outage) -> None:
    """No message of an exception (it may quote a row), nothing that was typed, no address of the database."""
    assert "Traceback (most recent call last)" not in text
    for planted in (_WORD, _NUMBER, "connection to server", outage.app_url):
        assert planted not in text, planted
