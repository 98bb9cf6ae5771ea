"""`jatan run` alerts an address outside the house, also when worker and database are gone, and with codes alone."""

import json
import os
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from jatan.runtime import alerts
from tests.runtime.form_posters import free_port

_BAD = {"ready": False, "problems": ["walk_late"], "notes": []}
_GOOD = {"ready": True, "problems": [], "notes": []}


class _Receiver(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.received.append(json.loads(body))  # type: ignore[attr-defined]
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_words: object) -> None:
        """Nothing."""


@pytest.fixture
def received(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[object]]:
    """What arrives at a real server to which JATAN_ALERT_URL points."""
    server = HTTPServer(("127.0.0.1", 0), _Receiver)
    server.received = []  # type: ignore[attr-defined]
    threading.Thread(target=server.serve_forever, daemon=True).start()
    monkeypatch.setenv("JATAN_ALERT_URL", f"http://127.0.0.1:{server.server_port}/house")
    yield server.received  # type: ignore[attr-defined]
    server.shutdown()
    server.server_close()


def test_what_stays_bad_for_a_minute_is_reported_once_an_hour_and_its_end_once(received: list[object]) -> None:
    alarm = alerts.Alerts()
    for second in range(0, 2 * 3600, 10):
        alarm.update(_BAD, float(second))
    assert received == [_BAD, _BAD]
    alarm.update(_GOOD, 7200.0)
    alarm.update(_GOOD, 7210.0)
    assert received == [_BAD, _BAD, _GOOD]


def test_a_demo_or_practice_house_posts_nothing_outside(
    received: list[object], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JATAN_DEMO", "1")
    alarm = alerts.Alerts()
    for second in (0.0, 61.0, 3_700.0):
        alarm.update(_BAD, second)
    assert received == []


def test_what_is_over_within_a_minute_is_not_reported(received: list[object]) -> None:
    alarm = alerts.Alerts()
    for second in range(0, 3600, 10):
        alarm.update(_GOOD if second % 60 == 0 else _BAD, float(second))
    assert received == []


def test_pages_that_do_not_answer_are_bad() -> None:
    assert alerts.read_readiness("127.0.0.1", free_port())["problems"] == ["pages_unreachable"]


def test_an_alert_that_cannot_be_sent_is_a_line_without_its_address(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("JATAN_ALERT_URL", f"http://127.0.0.1:{free_port()}/secret-topic")
    alarm = alerts.Alerts()
    alarm.update(_BAD, 0.0)
    alarm.update(_BAD, 61.0)
    output = capsys.readouterr().err
    assert output == "jatan: not ready: walk_late\njatan: the alert could not be sent (URLError)\n"


@pytest.mark.parametrize(
    ("address", "kind"), [("nowhere", "ValueError"), ("http://[", "ValueError"), ("ftp://127.0.0.1:1/x", "URLError")]
)
def test_a_wrong_address_does_not_end_the_watch(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], received: list[object], address: str, kind: str
) -> None:
    """Each alert that cannot be sent leaves a line, and the next goes out where the address was mended."""
    working = os.environ["JATAN_ALERT_URL"]
    monkeypatch.setenv("JATAN_ALERT_URL", address)
    alarm = alerts.Alerts()
    alarm.update(_BAD, 0.0)
    alarm.update(_BAD, 61.0)
    unsent = f"jatan: not ready: walk_late\njatan: the alert could not be sent ({kind})\n"
    assert capsys.readouterr().err == unsent
    assert received == []
    monkeypatch.setenv("JATAN_ALERT_URL", working)
    alarm.update(_GOOD, 70.0)
    assert received == [_GOOD]
