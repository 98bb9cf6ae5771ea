"""What never reaches a log: the code of a pass in an address, and the words of an error.

Django writes paths of refused and failed requests. The words of an error quote what somebody typed, a row of a table
(PostgreSQL's "Key (name)=(…)") or everything a page was to show: the kind of the error and its lines are kept alone.
"""

import logging
import re
import traceback
from collections.abc import Iterator
from types import TracebackType

__all__ = ["WithoutCodes", "wordless"]

_CODE = re.compile(r"(/h/)(?!sent/)[^\s/\"'?#]+")
_LINE = re.compile(r'^  File "[^"\n]+", line \d+, in .+$', re.MULTILINE)
type _Caught = (
    tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
)  # what sys.exc_info() answers


class WithoutCodes(logging.Formatter):
    """The last hand on every line, traces of errors included: the line stays, codes and errors' words go."""

    def format(self, record: logging.LogRecord) -> str:
        return _CODE.sub(r"\1…", super().format(record))

    def formatException(self, ei: _Caught) -> str:
        """The errors from the first to the last, each as its lines and its kind."""
        return "\n".join(line for error in _chain(ei[1]) for line in _told(error))


def wordless(trace: str) -> str:
    """A trace as Python prints it, cut down to where it went: files, lines, functions."""
    return "\n".join(_LINE.findall(trace))


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    if error is not None:
        before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
        yield from _chain(before)
        yield error


def _told(error: BaseException) -> Iterator[str]:
    for frame, line in traceback.walk_tb(error.__traceback__):
        yield f'  File "{frame.f_code.co_filename}", line {line}, in {frame.f_code.co_qualname}'
    yield f"{type(error).__module__}.{type(error).__qualname__}"
