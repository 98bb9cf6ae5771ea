"""Users who post forms over real HTTP one after another, and record which were acknowledged."""

import http.client
import os
import socket
import subprocess
import sys
import threading
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from urllib.parse import urlencode

import psutil

from tests.kills import kill_family, start_jatan, wait_until

_TOKEN: Final = "k" * 32
_SIGN_IN = (
    "import sys, time; from jatan.runtime.startup import setup_django; setup_django()\n"
    "from importlib import import_module; from django.conf import settings\n"
    "from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY\n"
    "from jatan.foundation.access.models import Account\n"
    "account = Account.objects.get(email=sys.argv[1])\n"
    "session = import_module(settings.SESSION_ENGINE).SessionStore()\n"
    "session[SESSION_KEY] = str(account.pk); session[HASH_SESSION_KEY] = account.get_session_auth_hash()\n"
    "session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[-1]\n"
    "proof = {'method': 'mfa', 'type': 'totp', 'at': time.time() - 60 * float(sys.argv[2])}\n"
    "session['account_authentication_methods'] = [proof]\n"
    "session['account_authentication_methods_user'] = str(account.pk)\n"
    "session.create(); print(session.session_key)"
)


@dataclass
class Clerk:
    """One person at one page. `acknowledged` are the rows whose 302 has arrived; `cut_off` are answers that did not."""

    port: int
    session: str
    path: str
    sheet: Callable[[int], Mapping[str, str]]
    acknowledged: list[uuid.UUID] = field(default_factory=list)
    sent: int = 0
    cut_off: int = 0
    refused: list[int] = field(default_factory=list)
    stop: threading.Event = field(default_factory=threading.Event)

    def work(self) -> None:
        """Post until told to stop; a server that is away is tried again."""
        while not self.stop.is_set():
            number, self.sent = self.sent, self.sent + 1
            try:
                status, location = post(self.port, self.session, self.path, self.sheet(number))
            except ConnectionRefusedError:
                self.stop.wait(0.05)
                continue
            except (OSError, http.client.HTTPException):
                self.cut_off += 1
                continue
            if status == 302:
                self.acknowledged.append(uuid.UUID(location.rstrip("/").rpartition("/")[2]))
            else:
                self.refused.append(status)


@contextmanager
def at_work(*clerks: Clerk) -> Iterator[None]:
    """The clerks post for the time of a `with` block."""
    threads = [threading.Thread(target=clerk.work) for clerk in clerks]
    for clerk, thread in zip(clerks, threads, strict=True):
        clerk.stop.clear()
        thread.start()
    try:
        yield
    finally:
        for clerk in clerks:
            clerk.stop.set()
        for thread in threads:
            thread.join(timeout=60)


@contextmanager
def served(port: int, log: Path | None = None, *, workers: int = 2, **more: str) -> Iterator["subprocess.Popen[bytes]"]:
    """`jatan serve` of the present house, answering; ended afterwards if it still lives."""
    words = ("serve", "--port", str(port), "--workers", str(workers))
    process = start_jatan(*words, environment={**os.environ, **more}, log=log)
    try:
        wait_until(lambda: _answers(port), what="the pages are served", working=process)
        yield process
    finally:
        if process.poll() is None:
            kill_family(psutil.Process(process.pid))
        process.wait(timeout=30)


def sign_in(email: str, *, minutes_ago: float = 0) -> str:
    """The session key of a demo account that is signed in from now on; its second step was given `minutes_ago`."""
    done = subprocess.run(
        [sys.executable, "-c", _SIGN_IN, email, str(minutes_ago)], capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def free_port() -> int:
    """A port that nobody listens on at this moment."""
    with socket.create_server(("127.0.0.1", 0)) as trial:
        return int(trial.getsockname()[1])


def post(port: int, session: str, path: str, answers: Mapping[str, str]) -> tuple[int, str]:
    """Status and Location of one posted form. Each comes from a page of its own, or it would be one sent again."""
    body = urlencode({"csrfmiddlewaretoken": _TOKEN, "page": uuid.uuid4().hex, **answers})
    head = {"Content-Type": "application/x-www-form-urlencoded"}
    answer, _page = _ask(port, session, "POST", path, body, head)
    return answer.status, answer.getheader("Location") or ""


def post_files(
    port: int, session: str, path: str, answers: Mapping[str, str], files: Mapping[str, tuple[str, str, bytes]]
) -> tuple[int, str]:
    """As `post`, with files: question -> (name, type, content)."""
    mark = uuid.uuid4().hex
    parts = [
        f'--{mark}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in {"csrfmiddlewaretoken": _TOKEN, "page": uuid.uuid4().hex, **answers}.items()
    ]
    for name, (file_name, kind, content) in files.items():
        head = f'--{mark}\r\nContent-Disposition: form-data; name="{name}"; filename="{file_name}"\r\n'
        parts.append(f"{head}Content-Type: {kind}\r\n\r\n".encode() + content + b"\r\n")
    body = b"".join(parts) + f"--{mark}--\r\n".encode()
    answer, _page = _ask(port, session, "POST", path, body, {"Content-Type": f"multipart/form-data; boundary={mark}"})
    return answer.status, answer.getheader("Location") or ""


def get(port: int, session: str, path: str) -> tuple[int, str]:
    """Status and text of one page."""
    answer, page = _ask(port, session, "GET", path)
    return answer.status, page


def _ask(
    port: int, session: str, method: str, path: str, body: str | bytes = "", head: Mapping[str, str] | None = None
) -> tuple[http.client.HTTPResponse, str]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        cookie = {"Cookie": f"sessionid={session}; csrftoken={_TOKEN}"}
        connection.request(method, path, body.encode() if isinstance(body, str) else body, {**cookie, **(head or {})})
        answer = connection.getresponse()
        return answer, answer.read().decode(errors="replace")  # a file is no text
    finally:
        connection.close()


def _answers(port: int) -> bool:
    try:
        return _ask(port, "", "GET", "/library/public/")[0].status in {200, 301}  # 301: behind HTTPS
    except (OSError, http.client.HTTPException):
        return False
