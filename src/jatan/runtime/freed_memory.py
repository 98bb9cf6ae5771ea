"""Let texts of case files leave a process with the request that showed them, as far as CPython lets them.

Workers begin with the system's memory, which glibc writes over when it is freed (`key_agent.overwriting`); what a
request left in circles of references is freed at once after it, not at some later time. What remains, with its figure,
stands in docs/explanation/threat-model.md.
"""

import gc
from collections.abc import Mapping
from typing import Any

from jatan.web.ui.keys.cookies import cookie_name


def set_aside_program() -> None:
    """Let the garbage collector look no more at what is loaded now: it stays, and a collection gets cheap."""
    gc.collect()
    gc.freeze()


def free_after(environ: Mapping[str, Any]) -> None:
    """Free what a request with open keys has left (some milliseconds)."""
    if f"{cookie_name()}=" in environ.get("HTTP_COOKIE", ""):
        gc.collect()
