"""Requests to a commercial gateway, served on a local port, and the meaning of its answers."""

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

import pytest

from jatan.intake.messaging.gateways.base import FailureKind, GatewayError, Outgoing
from jatan.intake.messaging.gateways.http import HttpGateway, HttpOptions

BODY = (
    '{"to": "{to}", "text": "{text}", "ref": "{reference}", "template": "{template}", "flash": false, "list": ["{to}"]}'
)
TEXT = 'सब ठीक? "1" या {to} \\ 2'
MESSAGE = Outgoing("0" * 32 + "-1", "9876543210", TEXT, registered_as="1107")


@dataclass
class Listening:
    """A gateway that records requests and answers with `status` and `answer`; status 0 closes the connection."""

    status: int = 200
    answer: str = '{"data": [{"id": "abc-1"}]}'
    asked: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    url: str = ""


@pytest.fixture
def listening() -> Iterator[Listening]:
    server_state = Listening()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers.get("Content-Length", 0))
            server_state.asked.append((dict(self.headers), self.rfile.read(length)))
            if server_state.status == 0:
                self.connection.close()
                return
            self.send_response(server_state.status)
            self.end_headers()
            self.wfile.write(server_state.answer.encode())

        def log_message(self, *args: Any) -> None:
            """Log nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.handle_error = lambda *args: None  # type: ignore[method-assign]
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    server_state.url = f"http://127.0.0.1:{server.server_address[1]}/send"
    try:
        yield server_state
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)


def gateway(listening: Listening, **more: Any) -> HttpGateway:
    defaults: dict[str, Any] = {"url": listening.url, "body": BODY, "secret": "Bearer s3cret", "id_path": "data.0.id"}
    return HttpGateway(HttpOptions(**(defaults | more)))


def test_json_body_with_secret_header_and_escaped_text(listening: Listening) -> None:
    assert gateway(listening).hand_over(MESSAGE) == "abc-1"
    headers, body = listening.asked[0]
    assert headers["Authorization"] == "Bearer s3cret"
    assert json.loads(body) == {
        "to": "919876543210",
        "text": TEXT,
        "ref": MESSAGE.key,
        "template": "1107",
        "flash": False,
        "list": ["919876543210"],
    }


def test_form_body_where_configured(listening: Listening) -> None:
    body = '{"mobile": "{to}", "message": "{text}"}'
    gateway(listening, is_form=True, body=body, header="X-Api-Key", secret="k").hand_over(MESSAGE)
    headers, sent = listening.asked[0]
    assert headers["X-Api-Key"] == "k"
    assert parse_qs(sent.decode()) == {"mobile": ["919876543210"], "message": [TEXT]}


def test_our_key_is_the_reference_without_an_id_in_the_answer(listening: Listening) -> None:
    listening.answer = "OK"
    assert gateway(listening).hand_over(MESSAGE) == MESSAGE.key


@pytest.mark.parametrize(
    ("status", "trouble"),
    [(400, "refused"), (401, "refused"), (302, "refused"), (429, "unreached"), (503, "unreached"), (500, "unclear")],
)
def test_status_code_gives_the_failure_kind(listening: Listening, status: int, trouble: str) -> None:
    listening.status = status
    with pytest.raises(GatewayError) as raised:
        gateway(listening).hand_over(MESSAGE)
    assert raised.value.trouble == FailureKind(trouble)
    assert "9876543210" not in repr(raised.value)
    assert len(listening.asked) == 1


def test_closed_connection_is_unclear(listening: Listening) -> None:
    listening.status = 0
    with pytest.raises(GatewayError) as raised:
        gateway(listening).hand_over(MESSAGE)
    assert raised.value.trouble is FailureKind.UNCLEAR


def test_refused_connection_is_unreached(listening: Listening) -> None:
    with pytest.raises(GatewayError) as raised:
        gateway(listening, url="http://127.0.0.1:9/send").hand_over(MESSAGE)
    assert raised.value.trouble is FailureKind.UNREACHED
