"""Which modules of the house a piece of work enters, in order and by which functions: seen by `sys.monitoring`."""

import sys
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import CodeType
from typing import Any, Final

import jatan

_SOURCE: Final = f"{Path(jatan.__file__).parent}/"
_TOOL: Final = 4  # a number that neither debuggers, coverage nor profilers take
_PY_START: Final = sys.monitoring.events.PY_START


@dataclass
class Trace:
    """`calls` by path below src/jatan. `doors`: for each path, in the order in which it was first entered, the
    functions that were entered from another file; behind those of this thread, those of the threads that answer it, for
    which of two threads is first is chance."""

    calls: Counter[str] = field(default_factory=Counter)
    doors: dict[str, dict[str, None]] = field(default_factory=dict)
    _answering: dict[str, dict[str, None]] = field(default_factory=dict)
    _thread: int = field(default_factory=threading.get_ident)

    def started(self, code: CodeType, _offset: int) -> Any:
        """Called by Python at each start of a function."""
        if not code.co_filename.startswith(_SOURCE):
            return sys.monitoring.DISABLE
        path = code.co_filename.removeprefix(_SOURCE)
        self.calls[path] += 1
        doors = self.doors.setdefault(path, {})
        if threading.get_ident() != self._thread:
            doors = self._answering.setdefault(path, {})
        caller = sys._getframe(2)
        is_named = not code.co_qualname.endswith(">") and "<locals>" not in code.co_qualname
        if is_named and caller.f_code.co_filename != code.co_filename:
            doors.setdefault(code.co_qualname)
        return None

    def end(self) -> None:
        for path, names in self._answering.items():
            self.doors[path] |= {name: None for name in names if name not in self.doors[path]}


@contextmanager
def traced() -> Iterator[Trace]:
    """What is entered inside the `with`."""
    trace, monitoring = Trace(), sys.monitoring
    monitoring.use_tool_id(_TOOL, "jatan record trips")
    monitoring.register_callback(_TOOL, _PY_START, trace.started)
    monitoring.restart_events()
    monitoring.set_events(_TOOL, _PY_START)
    try:
        yield trace
    finally:
        monitoring.set_events(_TOOL, 0)
        monitoring.register_callback(_TOOL, _PY_START, None)
        monitoring.free_tool_id(_TOOL)
        trace.end()
