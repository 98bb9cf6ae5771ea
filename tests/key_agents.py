"""The key agent for tests that call pages and services in this process: its real server, in a thread."""

import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from jatan.foundation.vault.key_agent.held_keys import HeldKeys
from jatan.foundation.vault.key_agent.server import KeyServer


@contextmanager
def agent_in_thread(folder: Path | None = None) -> Iterator[None]:
    """The house of this process has a key agent during the block. Passphrases are stretched as `slots` says here."""
    before = settings.VAULT_AGENT
    with tempfile.TemporaryDirectory(prefix="jatan-agent-") as made:
        path = (folder or Path(made)) / "keys.sock"
        with KeyServer(path, HeldKeys()) as server:
            threading.Thread(target=server.serve_forever, args=(0.05,), name="key-agent", daemon=True).start()
            settings.VAULT_AGENT = path
            try:
                yield
            finally:
                settings.VAULT_AGENT = before
                server.shutdown()
