"""The agent's socket: a file that only this user may open, and only processes of this user are answered."""

import contextlib
import gc
import os
import socket
import socketserver
import struct
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from jatan.foundation.vault.key_agent import messages
from jatan.foundation.vault.key_agent.held_keys import HeldKeys
from jatan.foundation.vault.key_agent.operations import answer

_MOST_PEERS: Final = 64
_SILENT_SECONDS: Final = 10.0
_SWEEP_SECONDS: Final = 10.0
# A signal that comes just before the process waits, or to another of its threads, does not end the wait.
_WAKE_SECONDS: Final = 1.0
_LONGEST_ADDRESS: Final = 100  # bytes; systems take 104 or 108


@contextlib.contextmanager
def short_address(path: Path) -> Iterator[str]:
    """The address of a socket at `path`, also where the path is longer than an address may be (Linux)."""
    if len(os.fsencode(path)) <= _LONGEST_ADDRESS:
        yield str(path)
        return
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield f"/proc/self/fd/{folder}/{path.name}"
    finally:
        os.close(folder)


def is_own_peer(stream: socket.socket) -> bool:
    """Whether the process at the other end runs as this user. Where the system does not tell (macOS), the modes of the
    socket and its folder are all that keeps others away."""
    if not hasattr(socket, "SO_PEERCRED"):
        return True
    credentials = stream.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i"))
    return bool(struct.unpack("3i", credentials)[1] == os.geteuid())


class KeyServer(socketserver.ThreadingMixIn, socketserver.UnixStreamServer):
    """Answers one request for each connection, each in a thread of its own."""

    daemon_threads = True
    request_queue_size = _MOST_PEERS

    def __init__(self, path: Path, keys: HeldKeys) -> None:
        self.keys = keys
        self._peers = threading.BoundedSemaphore(_MOST_PEERS)
        self._path = path
        # Nobody else may own a socket here: whoever starts the process holds the house's lock (`runtime.key_agent`).
        path.unlink(missing_ok=True)
        with short_address(path) as address:
            before = os.umask(0o177)
            try:
                super().__init__(address, _Peer)
            finally:
                os.umask(before)

    def server_close(self) -> None:
        super().server_close()
        self._path.unlink(missing_ok=True)

    def verify_request(self, request: Any, client_address: Any) -> bool:
        return is_own_peer(request)

    def process_request(self, request: Any, client_address: Any) -> None:
        self._peers.acquire()
        try:
            super().process_request(request, client_address)
        except Exception:  # no thread was begun
            self._peers.release()
            raise

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        try:
            super().process_request_thread(request, client_address)
        finally:
            self._peers.release()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say the class of an error only: its words could hold what was sealed."""
        sys.stderr.write(f"jatan: the key agent failed: {sys.exc_info()[0]}\n")


class _Peer(socketserver.BaseRequestHandler):
    server: KeyServer

    def handle(self) -> None:
        stream: socket.socket = self.request
        stream.settimeout(_SILENT_SECONDS)
        try:
            found = answer(self.server.keys, messages.receive(stream))
        except messages.Malformed:
            found = [b"malformed"]
        except OSError:  # silent, or gone
            return
        with contextlib.suppress(OSError):
            stream.sendall(messages.packed(found))


def serve(path: Path, keys: HeldKeys) -> None:
    """Answer at `path` until the process is ended; drop keys whose time is over, whether anybody asks or not."""

    def sweep() -> None:
        stop = threading.Event()
        while not stop.wait(_SWEEP_SECONDS):
            keys.ages()
            gc.collect()

    threading.Thread(target=sweep, name="sweep", daemon=True).start()
    with KeyServer(path, keys) as server:
        server.serve_forever(poll_interval=_WAKE_SECONDS)
