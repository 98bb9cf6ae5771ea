"""Log formatting without personal data: typed addresses and exception messages are removed.

Django logs the path of refused and failed requests. A path may hold a secret (the code of a pass, an invitation), also
mistyped, so the pattern of the address is logged instead (`/h/<str:code>/`), and "unknown address" where there is none.
An exception's message may quote entered values or a row (PostgreSQL's "Key (name)=(…)"), so only its class and the
traceback's files, lines and functions are logged.
"""

import copy
import logging
import re
import sys
import threading
import traceback
from collections.abc import Iterator
from types import TracebackType
from typing import Any, Final

from django.http import HttpRequest
from django.urls import Resolver404, resolve

from jatan.settings import options

_UNKNOWN: Final = "unknown address"
# In lines that come with no request: the words after these prefixes, however they were typed.
_SECRET: Final = re.compile(r"(/+(?:h|invitation)/+)(?!sent/)[^\s\"'?#<]+", re.IGNORECASE)
_URL: Final = re.compile(r"(https?://[^/\s]*)[^\s]*", re.IGNORECASE)
_LINE = re.compile(r'^  File "[^"\n]+", line \d+, in .+$', re.MULTILINE)
type _ExcInfo = (
    tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
)  # the result of sys.exc_info()


class PrivacyFormatter(logging.Formatter):
    """Formatter for all handlers: writes patterns instead of paths, and tracebacks without messages."""

    def format(self, record: logging.LogRecord) -> str:
        request = getattr(record, "request", None)
        if isinstance(request, HttpRequest) and isinstance(record.args, tuple):
            record = copy.copy(record)
            record.args = tuple(_without_path(value, request) for value in record.args or ())
        return _SECRET.sub(r"\1…", super().format(record))

    def formatException(self, ei: _ExcInfo) -> str:
        """The chained exceptions from the first to the last, each as its frames and class."""
        return "\n".join(line for error in _chain(ei[1]) for line in _frame_lines(error))


def hide_messages_of_crashes() -> None:
    """Print exceptions that end this process or one of its threads without their message, except while developing."""
    if options.flag("JATAN_DEBUG"):
        return
    sys.excepthook = lambda _kind, error, _trace: _print_wordless(error)
    threading.excepthook = lambda found: _print_wordless(found.exc_value)


def _print_wordless(error: BaseException | None) -> None:
    sys.stderr.write("\n".join(line for one in _chain(error) for line in _frame_lines(one)) + "\n")


def _without_path(value: Any, request: HttpRequest) -> Any:
    """An argument of a log line; a path as its pattern, of a URL (a Referer) the origin only."""
    if not isinstance(value, str):
        return value
    return _pattern(request) if value.startswith("/") else _URL.sub(r"\1/…", value)


def _pattern(request: HttpRequest) -> str:
    try:
        return "/" + resolve(request.path_info).route
    except Resolver404:
        return _UNKNOWN


def without_messages(trace: str) -> str:
    """A printed traceback reduced to its lines of files, line numbers and functions."""
    return "\n".join(_LINE.findall(trace))


def class_and_place(error: BaseException) -> str:
    """The class of an exception and the line that raised it, e.g. `DataError at …/0007_ages.py:12`."""
    last = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__} at {last.filename}:{last.lineno}"


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    if error is not None:
        before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
        yield from _chain(before)
        yield error


def _frame_lines(error: BaseException) -> Iterator[str]:
    for frame, line in traceback.walk_tb(error.__traceback__):
        yield f'  File "{frame.f_code.co_filename}", line {line}, in {frame.f_code.co_qualname}'
    yield f"{type(error).__module__}.{type(error).__qualname__}"
