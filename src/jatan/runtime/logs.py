"""Log formatting without personal data: pass codes in paths and exception messages are removed.

Django logs paths of refused and failed requests. An exception's message may quote entered values or a row (PostgreSQL's
"Key (name)=(…)"), so only its class and the traceback's files, lines and functions are logged.
"""

import logging
import re
import traceback
from collections.abc import Iterator
from types import TracebackType

__all__ = ["PrivacyFormatter", "without_messages"]

_CODE = re.compile(r"(/h/)(?!sent/)[^\s/\"'?#]+")
_LINE = re.compile(r'^  File "[^"\n]+", line \d+, in .+$', re.MULTILINE)
type _ExcInfo = (
    tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
)  # the result of sys.exc_info()


class PrivacyFormatter(logging.Formatter):
    """Formatter for all handlers: removes pass codes from lines, and messages from tracebacks."""

    def format(self, record: logging.LogRecord) -> str:
        return _CODE.sub(r"\1…", super().format(record))

    def formatException(self, ei: _ExcInfo) -> str:
        """The chained exceptions from the first to the last, each as its frames and class."""
        return "\n".join(line for error in _chain(ei[1]) for line in _frame_lines(error))


def without_messages(trace: str) -> str:
    """A printed traceback reduced to its lines of files, line numbers and functions."""
    return "\n".join(_LINE.findall(trace))


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    if error is not None:
        before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
        yield from _chain(before)
        yield error


def _frame_lines(error: BaseException) -> Iterator[str]:
    for frame, line in traceback.walk_tb(error.__traceback__):
        yield f'  File "{frame.f_code.co_filename}", line {line}, in {frame.f_code.co_qualname}'
    yield f"{type(error).__module__}.{type(error).__qualname__}"
