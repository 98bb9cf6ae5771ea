"""Progress lines of long commands, on standard error and with seconds."""

import sys
import time
from typing import TextIO


class Progress:
    """Call it with a short text; it prints the seconds since it was made and the text."""

    def __init__(self, out: TextIO | None = None) -> None:
        self._out = out or sys.stderr
        self._since = time.monotonic()

    def __call__(self, text: str) -> None:
        self._out.write(f"[{time.monotonic() - self._since:6.1f} s] {text}\n")
        self._out.flush()
