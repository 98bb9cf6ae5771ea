"""The process that holds opened keys (`foundation.vault.key_agent`): started by the supervisor, one for each machine.

It loads neither Django nor tables, so little of it can go wrong, and its memory is closed to other processes of the
same user: no core dump, no reading through /proc. Python has to begin with the system's own memory, whose freed pieces
are written over at once (`overwriting`).
"""

import ctypes
import os
import signal
import sys
from collections.abc import Mapping
from contextlib import suppress
from typing import Final

from jatan.foundation.vault.key_agent.held_keys import HeldKeys
from jatan.foundation.vault.key_agent.server import serve
from jatan.runtime import home, processes

try:
    import fcntl
    import resource
except ImportError:  # Windows has neither; nor has it this kind of socket
    fcntl = resource = None  # type: ignore[assignment]

MODULE: Final = "jatan.runtime.key_agent"
KIND: Final = "key-agent"
# Set for a web server whose supervisor runs the agent too.
SUPERVISED_VARIABLE: Final = "JATAN_KEY_AGENT_RUNS"
_PR_SET_DUMPABLE: Final = 4
# Python's own pools keep what was freed; the C library (glibc) writes over it, but for its first 16 bytes, once no
# thread keeps a private store of freed pieces.
_OVERWRITING: Final = {
    "PYTHONMALLOC": "malloc",
    "GLIBC_TUNABLES": "glibc.malloc.perturb=165:glibc.malloc.tcache_count=0",
}


def overwriting(environment: Mapping[str, str]) -> dict[str, str]:
    """An environment in which a new Python process writes over memory that it frees, where the C library is glibc."""
    return {**environment, **_OVERWRITING}


def close_memory() -> bool:
    """Keep other processes of this user, and core dumps, away from this process's memory. False where that fails."""
    if resource is not None:
        with suppress(OSError, ValueError):  # a service manager may forbid limits to be changed
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        return bool(ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0) == 0)
    except (AttributeError, OSError):  # prctl is Linux's
        return False


def main() -> None:
    """Hold keys until SIGTERM, or until the supervisor is gone. Waits while another agent of this home serves."""
    processes.end_with_parent()
    processes.exit_on_signals()
    if os.environ.get(processes.PARENT_VARIABLE):
        # Ctrl+C reaches every process of a terminal: the pages that are being answered still need their keys. The
        # supervisor ends this one after them, and it ends without a supervisor.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    is_closed, keys = close_memory(), HeldKeys()
    if not is_closed:
        sys.stderr.write("jatan: opened keys: this system lets other processes of this user read the key agent\n")
    if not keys.is_locked_in_memory:
        sys.stderr.write("jatan: opened keys: their secret may be written to swap; switch swap off or encrypt it\n")
    path = home.key_agent_socket()
    lock = os.open(path.with_suffix(".lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    if fcntl is not None:
        fcntl.flock(lock, fcntl.LOCK_EX)
    home.delete_boot_secrets()
    with processes.registered(KIND):
        serve(path, keys)


if __name__ == "__main__":
    main()
