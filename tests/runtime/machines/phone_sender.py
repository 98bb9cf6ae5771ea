"""A phone that sends rows over HTTP to two machines in turn, each again until it has the receipt.

It runs in a process of its own, in a home of the house (`load.phone`).
"""

import http.client
import json
import sys
import threading
import time
from pathlib import Path
from typing import Final

from bench.field_book import a_phone, help_row
from jatan.foundation.network.models import Organisation
from tests.phones import API

_PAUSE_SECONDS: Final = 0.3


def main(receipts_file: str, *ports: str) -> None:
    """Send rows until standard input ends. `receipts_file`: the file for the ids of rows whose receipt has come."""
    phone, is_over = a_phone(Organisation.objects.get(code="D03")), threading.Event()
    threading.Thread(target=lambda: (sys.stdin.read(), is_over.set()), daemon=True).start()
    with Path(receipts_file).open("a") as receipts:
        number = 0
        while not is_over.is_set():
            row = help_row(phone)
            body = json.dumps({"rows": [row.sent()], "app": "1"}).encode()
            while not _has_receipt(int(ports[number % len(ports)]), phone.headers(f"{API}rows", body), body):
                number += 1
                time.sleep(_PAUSE_SECONDS)
            receipts.write(f"{row.id}\n")
            receipts.flush()
            number += 1
            is_over.wait(_PAUSE_SECONDS)


def _has_receipt(port: int, headers: dict[str, str], body: bytes) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request("POST", f"{API}rows", body, {**headers, "Content-Type": "application/json"})
        answer = connection.getresponse()
        content = answer.read()
        return answer.status == 200 and len(json.loads(content)["receipts"]) == 1
    except (OSError, http.client.HTTPException, ValueError):
        return False
    finally:
        connection.close()
