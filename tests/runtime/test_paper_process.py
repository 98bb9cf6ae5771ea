"""The process that makes papers, as its web worker has it: hung, killed, cut off while it sends."""

import io
import time
from collections.abc import Iterator

import psutil
import pytest

from jatan.runtime import paper_process
from jatan.runtime.answers import Environ
from jatan.runtime.asgi import environ_of
from jatan.runtime.paper_process import PaperFailed, PaperProcess
from tests.runtime.kill_house import KillTestHome, reset_home

SHORT, LONG = 1.0, 60.0


@pytest.fixture
def process(kill_test_home: KillTestHome) -> Iterator[PaperProcess]:
    reset_home()
    made = PaperProcess()
    try:
        yield made
    finally:
        made.end()


def test_a_paper_that_hangs_is_given_up_and_not_tried_again(process: PaperProcess) -> None:
    """It held the line of its worker for good."""
    child = begun(process)
    child.suspend()
    began = time.monotonic()
    with pytest.raises(PaperFailed):
        process.answer(asked_for("GET"), b"", SHORT)
    assert SHORT <= time.monotonic() - began < LONG
    assert not child.is_running()
    assert children() == [], "nobody began another for a second try"
    assert begun(process) != child


def test_a_process_that_was_killed_is_followed_by_another(process: PaperProcess) -> None:
    for method in ("GET", "HEAD", "POST"):
        child = begun(process)
        child.suspend()
        child.kill()  # its worker has not noticed
        if method == "POST":
            with pytest.raises(PaperFailed):
                process.answer(asked_for(method), b"", LONG)
        else:
            assert process.answer(asked_for(method), b"", LONG).status == 200


def test_a_message_that_was_cut_off_is_no_answer() -> None:
    """The half that came was unpickled, which broke the request without a page."""
    sent = io.BytesIO()
    paper_process._send(sent, (200, [], b"%PDF-" + b"x" * 1000))
    whole = sent.getvalue()
    assert paper_process._receive(io.BytesIO(whole))[0] == 200
    for length in (0, 3, 8, 9, 500, len(whole) - 1):
        with pytest.raises(EOFError):
            paper_process._receive(io.BytesIO(whole[:length]))


def begun(process: PaperProcess) -> psutil.Process:
    """The child, after it has answered once."""
    assert process.answer(asked_for("GET"), b"", LONG).status == 200
    (child,) = children()
    return child


def children() -> list[psutil.Process]:
    return [one for one in psutil.Process().children() if "jatan.runtime.paper_process" in one.cmdline()]


def asked_for(method: str) -> Environ:
    """A page that strangers may see: the process answers whatever its worker asks."""
    head = [(b"host", b"localhost")]
    return environ_of(
        {"method": method, "raw_path": b"/h/", "query_string": b"", "http_version": "1.1", "headers": head}
    )
