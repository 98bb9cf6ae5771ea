"""Time a field worker's requests to a real `jatan serve`, and the CPU of its processes."""

import logging
import os
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Sequence

import httpx
import psutil
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

from jatan.foundation.access.models import Account, Posting
from jatan.foundation.access.permissions import Role
from jatan.foundation.access.session_store import SessionStore
from jatan.foundation.places.models import Place
from jatan.kernel import clock

WARM = 30
logging.getLogger("httpx").setLevel(logging.WARNING)  # a line a request otherwise


def timed(asked: Sequence[tuple[str, uuid.UUID, Place]]) -> tuple[list[float], float]:
    """Milliseconds of every request after the first few, and the server's CPU milliseconds for one."""
    homes = {place.id: (organisation_id, place) for _typed, organisation_id, place in asked}
    sessions = {key: _signed_in(*home) for key, home in homes.items()}
    port = _free_port()
    server = subprocess.Popen(
        [sys.executable, "-m", "jatan", "serve", "--port", str(port), "--workers", "1"],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=dict(os.environ),
    )  # fmt: skip
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=30) as client:
            _wait(client)
            for typed, _organisation, place in asked[:WARM]:
                _ask(client, sessions[place.id], typed, place)
            before = _cpu(server.pid)
            taken = [_ask(client, sessions[place.id], typed, place) for typed, _organisation, place in asked]
            return taken, (_cpu(server.pid) - before) * 1000 / len(asked)
    finally:
        server.terminate()
        server.wait(30)


def _signed_in(organisation_id: uuid.UUID, place: Place) -> str:
    account = Account(email=f"{uuid.uuid4()}@bench.example.org", name="Bench", password="!")
    account.save()
    Posting.objects.create(
        account=account, role=Role.FIELD_WORKER, organisation_id=organisation_id, place=place, since=clock.today()
    )
    session = SessionStore()
    session[SESSION_KEY] = str(account.pk)
    session[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
    session[HASH_SESSION_KEY] = account.get_session_auth_hash()
    now = int(clock.now().timestamp())
    session["began_at"] = session["seen_at"] = now
    session.create()
    return str(session.session_key)


def _ask(client: httpx.Client, session: str, typed: str, place: Place) -> float:
    token = "b" * 32
    headers = {
        "Cookie": f"sessionid={session}; csrftoken={token}",
        "X-CSRFToken": token,
        "HX-Request": "true",
        "Origin": str(client.base_url).rstrip("/"),
    }
    since = time.perf_counter()
    answer = client.post("/people/suggest/", data={"q": typed, "place": str(place.id)}, headers=headers)
    taken = (time.perf_counter() - since) * 1000
    if answer.status_code != 200 or "<html" in answer.text:
        raise SystemExit(f"the server answered {answer.status_code}")
    return taken


def _cpu(pid: int) -> float:
    process = psutil.Process(pid)
    used = [one.cpu_times() for one in (process, *process.children(recursive=True)) if "postgres" not in one.name()]
    return sum(times.user + times.system for times in used)


def _wait(client: httpx.Client) -> None:
    last = time.monotonic() + 60
    while time.monotonic() < last:
        try:
            client.get("/")
            return
        except httpx.TransportError:
            time.sleep(0.2)
    raise SystemExit("the server did not start")


def _free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])
