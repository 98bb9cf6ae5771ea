"""Alerts to somebody outside the house: what `/readyz` answers is posted to JATAN_ALERT_URL when it stays bad.

The process that sends them (`jatan run`) needs neither database nor worker, so it can report the end of both. An alert
contains codes only.
"""

import http.client
import json
import sys
import urllib.request
from typing import Any, Final

from jatan.settings import options

PATIENCE_SECONDS: Final = 60.0
_REPEAT_SECONDS: Final = 3600.0
_ANSWER_SECONDS: Final = 10.0


def read_readiness(host: str, port: int) -> dict[str, Any]:
    """The document of `/readyz`; problem `pages_unreachable` if the web server does not answer."""
    connection = http.client.HTTPConnection(host, port, timeout=_ANSWER_SECONDS)
    try:
        connection.request("GET", "/readyz")
        document: dict[str, Any] = json.loads(connection.getresponse().read())
        return document
    except (OSError, ValueError, http.client.HTTPException):
        return {"ready": False, "problems": ["pages_unreachable"], "notes": []}
    finally:
        connection.close()


class Alerts:
    """Decides when to report. `update` is called with each answer and the monotonic time in seconds."""

    def __init__(self) -> None:
        self._bad_since: float | None = None
        self._reported_at: float | None = None

    def update(self, document: dict[str, Any], now: float) -> None:
        """Report a state that has been bad for a minute, once per hour while it lasts, and its end."""
        if document["ready"]:
            if self._reported_at is not None:
                _report(document)
            self._bad_since = self._reported_at = None
            return
        self._bad_since = now if self._bad_since is None else self._bad_since
        is_due = self._reported_at is None or now - self._reported_at >= _REPEAT_SECONDS
        if is_due and now - self._bad_since >= PATIENCE_SECONDS:
            _report(document)
            self._reported_at = now


def _report(document: dict[str, Any]) -> None:
    """Write one line to the log, and post the document if an address is set; a failure to post is logged too."""
    state = "ready again" if document["ready"] else f"not ready: {', '.join(document['problems'])}"
    sys.stderr.write(f"jatan: {state}\n")
    if options.flag("JATAN_DEMO") or not (address := options.text("JATAN_ALERT_URL")):
        return
    try:
        body, head = json.dumps(document).encode(), {"Content-Type": "application/json"}
        request = urllib.request.Request(address, body, head)  # noqa: S310 - the operator's own address
        with urllib.request.urlopen(request, timeout=_ANSWER_SECONDS):  # noqa: S310
            pass
    except (OSError, ValueError) as error:
        sys.stderr.write(f"jatan: the alert could not be sent ({type(error).__name__})\n")
