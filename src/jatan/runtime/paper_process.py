"""The process in which a web worker has papers made: one at a time, at low priority, away from everybody's pages.

Typesetting takes a core for seconds, and what is gathered before it holds the interpreter, so in a thread of the web
worker nine papers stopped every page of the house. The process is begun with the first paper, takes requests from its
standard input, and ends with its worker (the pipe ends) or when none came for a while.
"""

import io
import os
import pickle
import subprocess
import sys
import threading
from collections.abc import Mapping
from contextlib import suppress
from typing import Any, BinaryIO, Final

from jatan.runtime import answers, processes
from jatan.runtime.answers import Answer, Environ
from jatan.runtime.freed_memory import free_after

_NICE: Final = 10
_SIZE: Final = 8  # bytes before each message: its length
# Of a request only these pass the pipe: the server's own streams and functions do not.
_PLAIN: Final = (str, bytes, bool, int, tuple)


class PaperFailed(Exception):
    """The process ended before it answered: killed, out of memory, or too slow."""


class PaperProcess:
    """The process as its web worker sees it. Not for several threads at once."""

    def __init__(self) -> None:
        self._child: subprocess.Popen[bytes] | None = None

    def answer(self, environ: Environ, body: bytes, longest_seconds: float) -> Answer:
        """Have a request answered there. Raises PaperFailed.

        A process that was killed meanwhile is noticed only now: what changes nothing is asked of the next one. One that
        has not answered after `longest_seconds` is killed, and its request is not tried again.
        """
        late = threading.Event()
        try:
            return self._exchange(environ, body, longest_seconds, late)
        except PaperFailed:
            if late.is_set() or environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
                raise
            return self._exchange(environ, body, longest_seconds, late)

    def _exchange(self, environ: Environ, body: bytes, longest_seconds: float, late: threading.Event) -> Answer:
        plain = {name: value for name, value in environ.items() if isinstance(value, _PLAIN)}
        child = self._running()
        if child.stdin is None or child.stdout is None:
            raise PaperFailed

        def give_up() -> None:
            late.set()
            child.kill()

        timer = threading.Timer(longest_seconds, give_up)
        timer.start()
        try:
            _send(child.stdin, (plain, body))
            status, headers, content = _receive(child.stdout)
        except (OSError, EOFError) as error:
            self.end()
            raise PaperFailed from error
        finally:
            timer.cancel()
        return answers.whole_answer(status, headers, content)

    def end(self) -> None:
        """End the process, if it runs; the next paper begins another."""
        child, self._child = self._child, None
        if child is not None and child.stdin is not None:
            with suppress(OSError):  # what was not sent any more
                child.stdin.close()
            child.wait()
            if child.stdout is not None:
                child.stdout.close()

    def _running(self) -> "subprocess.Popen[bytes]":
        if self._child is None or self._child.poll() is not None:
            self._child = subprocess.Popen(
                [sys.executable, "-m", "jatan.runtime.paper_process"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                # Typst would lay pages out on every core.
                env={**os.environ, "RAYON_NUM_THREADS": "1", processes.PARENT_VARIABLE: str(os.getpid())},
                # A Ctrl+C is for its worker, which finishes the paper; the pipe's end is for the process.
                process_group=0,
                creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),
            )
        return self._child


def main() -> None:
    """Answer requests from standard input until it ends."""
    if hasattr(os, "nice"):
        os.nice(_NICE)
    processes.end_with_parent()
    # What a library prints must not stand among the answers.
    out = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    while True:
        try:
            plain, body = _receive(sys.stdin.buffer)
        except EOFError:
            return
        try:
            _send(out, _answer(plain, body))
        except BrokenPipeError:  # its worker is gone
            return
        free_after(plain)
        del plain, body


def _answer(plain: Mapping[str, Any], body: bytes) -> tuple[int, list[tuple[bytes, bytes]], bytes]:
    answer = answers.answer_request({**plain, "wsgi.input": io.BytesIO(body), "wsgi.errors": sys.stderr})
    try:
        content = answer.content if isinstance(answer.content, bytes) else b"".join(answer.content)
        return answer.status, answer.headers, content
    finally:
        answer.close()


def _send(stream: Any, message: object) -> None:
    content = pickle.dumps(message)
    stream.write(len(content).to_bytes(_SIZE) + content)
    stream.flush()


def _receive(stream: BinaryIO | Any) -> Any:
    head = stream.read(_SIZE)
    if len(head) < _SIZE:
        raise EOFError
    length = int.from_bytes(head)
    content = stream.read(length)
    if len(content) < length:
        raise EOFError
    return pickle.loads(content)  # noqa: S301 - from our own process, through a pipe that nobody else has


if __name__ == "__main__":
    main()
