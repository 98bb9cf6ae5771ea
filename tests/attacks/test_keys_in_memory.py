"""Memory of a running house, searched as root after everybody locked, signed out, was silent or shut the office.

Before the key agent, a search after "lock" found every private key in the web workers, and a cookie that was copied
before opened the key with a file under /dev/shm.
"""

import http.client
import os
import subprocess
import sys
import uuid
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

import psutil
import pytest

from jatan.runtime import key_agent, processes
from tests.kills import wait_until
from tests.runtime.form_posters import free_port, served, sign_in
from tests.runtime.kill_house import KillTestHome, query, reset_home
from tests.runtime.process_memory import family, keys_in, words_in
from tests.runtime.sealed_writers import PASSPHRASE, words
from tests.runtime.test_stolen_files import run_writers

pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(
        not Path("/proc/self/mem").exists() or os.geteuid() != 0,
        reason="SKIPPED LOUDLY: only root on Linux reads the memory of these processes",
    ),
]
FILES = 7
MOST_WORDS = 10
_AGES = (
    "from jatan.runtime.startup import setup_django; setup_django()\n"
    "from jatan.foundation.vault import open_keys; print(len(open_keys.agent().ages()))"
)


@dataclass
class Browser:
    """A browser over real HTTP that keeps its cookies."""

    port: int
    email: str
    cookies: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.cookies |= {"sessionid": sign_in(self.email), "csrftoken": "k" * 32}

    def ask(self, path: str, form: dict[str, str] | None = None) -> tuple[int, bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        # As every browser: the page leaves the worker compressed.
        head = {"Accept-Encoding": "gzip", "Cookie": "; ".join("=".join(pair) for pair in self.cookies.items())}
        if form is None:
            connection.request("GET", path, headers=head)
        else:
            body = urlencode({"csrfmiddlewaretoken": "k" * 32, "page": uuid.uuid4().hex, **form})
            connection.request("POST", path, body, {**head, "Content-Type": "application/x-www-form-urlencoded"})
        answer = connection.getresponse()
        page = answer.read()
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                cookie, _sign, rest = value.partition("=")
                self.cookies[cookie] = rest.partition(";")[0].strip('"')
        connection.close()
        return answer.status, page

    def open(self) -> "Browser":
        assert self.ask("/keys/open/", {"passphrase": PASSPHRASE})[0] == 302
        assert self.ask("/keys/")[0] == 200
        return self

    def read(self, cases: list[str]) -> None:
        for case in cases:
            assert self.ask(f"/cases/{case}/")[0] == 200
            assert self.ask(f"/cases/{case}/identity/")[0] == 200


def _cases(office: str) -> list[str]:
    found = query(
        "SELECT c.id FROM cases_case c JOIN network_organisation o ON o.id = c.organisation_id WHERE o.code = %s"
        " AND EXISTS (SELECT 1 FROM vault_wrap w WHERE w.case = c.id) ORDER BY c.id",
        office,
    )
    return [str(row[0]) for row in found]


def _ages() -> int:
    done = subprocess.run([sys.executable, "-c", _AGES], capture_output=True, text=True, check=True)
    return int(done.stdout)


def test_after_lock_sign_out_silence_and_raid_no_key_is_in_any_process(
    kill_test_home: KillTestHome, tmp_path: Path
) -> None:
    reset_home()
    port = free_port()
    with served(port, tmp_path / "log", workers=2) as server:
        kept = run_writers("write")
        keys = [bytes.fromhex(one) for one in [*kept["keys"], *kept["other_keys"]]]  # type: ignore[misc]
        seeds = [part for person in words() for part in person]
        assert keys_in(os.getpid(), keys) == len(keys), "the search itself is right"
        assert words_in([os.getpid()], seeds) == set(seeds)
        locks, leaves, shuts = (
            Browser(port, email).open()
            for email in ("supervisor@demo.jatan", "counsellor@demo.jatan", "khunti.supervisor@demo.jatan")
        )
        for browser, office in ((locks, "D03"), (leaves, "D03"), (shuts, "D02")):
            browser.read(_cases(office)[:FILES])
        running = family(psutil.Process(server.pid))
        (agent,) = [entry.process.pid for entry in processes.running() if entry.kind == key_agent.KIND]
        web = [one.pid for one in running if one.pid != agent]
        private = keys[: len(kept["keys"]) + 2]  # type: ignore[arg-type]
        while_open = sum(keys_in(pid, private) for pid in web)
        print(f"open: {while_open} private keys in web workers, {len(words_in(web, seeds))} words")  # noqa: T201
        assert while_open == 0, "the web workers never hold one"
        assert _ages() == 4

        copied = dict(locks.cookies)
        assert locks.ask("/keys/lock/", {})[0] == 302
        assert leaves.ask("/account/sign-out/", {})[0] == 302
        assert _ages() == 2
        query_count = query(
            "UPDATE vault_unlock SET last_used_at = last_used_at - interval '21 minutes' WHERE ended_at IS NULL"
            " AND organisation_id = (SELECT id FROM network_organisation WHERE code = 'D03') RETURNING id"
        )
        assert len(query_count) == 1, "she who says nothing more"
        wait_until(lambda: _ages() == 1, what="the round destroys the key of whoever was silent")
        assert shuts.ask("/keys/office/", {"confirm": "1"})[0] == 302
        assert _ages() == 0
        for _request in range(30):
            locks.ask("/library/public/")

        query("UPDATE vault_unlock SET ended_at = NULL, last_used_at = now() RETURNING id")
        thief = Browser(port, locks.email)
        thief.cookies |= copied
        assert thief.ask("/keys/passphrase/")[0] == 302, "a copied cookie and rows that were put back open nothing"

        everybody = [one.pid for one in family(psutil.Process(server.pid))]
        left = {pid: keys_in(pid, keys) for pid in everybody}
        found = words_in([pid for pid in everybody if pid != agent], seeds)
        print(f"locked: keys {left} (agent {agent}), {len(found)} words: {sorted(found)}")  # noqa: T201
        assert not any(left.values())
        assert len(found) <= MOST_WORDS
