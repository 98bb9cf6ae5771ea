"""Log exceptions that a request raises past Django, so that the web server has no message to print.

Django answers exceptions of views with a page. What is raised while that page is rendered, or while a file is streamed,
reaches the web server (Granian), which would print the traceback with its message.
"""

import logging
from collections.abc import Callable, Iterable, Iterator
from typing import Any

_log = logging.getLogger(__name__)


class RequestFailed(Exception):
    """A request failed, and the log says where. Has no message; the web server breaks the answer off."""


def answer(handle: Callable[[], Iterable[bytes]]) -> Iterable[bytes]:
    """The response of `handle()`. Raises RequestFailed, also from a response that is streamed."""
    try:
        response = handle()
    except Exception as error:
        raise _logged(error) from None
    return _Stream(response) if getattr(response, "streaming", False) else response


class _Stream:
    """A streamed response; `close` closes it."""

    def __init__(self, response: Any) -> None:
        self._response = response
        self._pieces = iter(response)

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        try:
            return bytes(next(self._pieces))
        except StopIteration:
            raise
        except Exception as error:
            raise _logged(error) from None

    def close(self) -> None:
        self._response.close()


def _logged(error: Exception) -> RequestFailed:
    _log.error("a request failed", exc_info=error)
    return RequestFailed()
