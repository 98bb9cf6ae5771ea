"""Papers asked for at once leave the pages of the house as quick as they were, in a real server."""

import http.client
import os
import signal
import statistics
import threading
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import psutil
import pytest

from tests.kills import wait_until
from tests.runtime.form_posters import free_port, post, served, sign_in
from tests.runtime.kill_house import KillTestHome, reset_home

PAPERS = 9
LINE = 8  # the form whose paper is made, and those that wait
# Three times is the bar, on a machine that does nothing else (`--long`). Beside other tests the few milliseconds of the
# page alone swing by as much; with papers among the pages it was some 800 times.
TIMES_SLOWER = 3
BESIDE_OTHER_TESTS = 10
HELP = "/h/"
PAPER = "/reports/file/pdf/?from=2021-04-01&to=2024-03-31"


@pytest.mark.parametrize("times", [BESIDE_OTHER_TESTS, pytest.param(TIMES_SLOWER, marks=pytest.mark.long)])
def test_nine_papers_at_once_leave_the_help_page_quick(
    kill_test_home: KillTestHome, tmp_path: Path, times: int
) -> None:
    """It took 7.9 seconds beside nine papers, and 0.01 alone: they held every thread and the interpreter."""
    reset_home(taken_in=True)
    port, session = free_port(), sign_in("researcher@demo.jatan")
    with served(port, tmp_path / "serve.log"):
        for _one in range(6):
            fetch(port, "", HELP)
        alone = [timed(lambda: fetch(port, "", HELP)) for _one in range(40)]
        papers: list[tuple[bytes, int]] = []
        asking = [threading.Thread(target=lambda: papers.append(paper(port, session))) for _one in range(PAPERS)]
        for thread in asking:
            thread.start()
        beside = []
        while any(thread.is_alive() for thread in asking):
            beside.append(timed(lambda: fetch(port, "", HELP)))
        assert [content[:5] for content, _waits in papers] == [b"%PDF-"] * PAPERS
        assert sum(waits for _content, waits in papers), "somebody had to wait, on a page that asks again"
        assert statistics.median(beside) <= times * statistics.median(alone), (
            f"{statistics.median(alone):.4f} s alone, {statistics.median(beside):.4f} s beside {PAPERS} papers;"
            f" slowest {max(alone):.3f} and {max(beside):.3f} s"
        )


def test_a_paper_process_that_is_killed_comes_back(kill_test_home: KillTestHome, tmp_path: Path) -> None:
    reset_home(taken_in=True)
    port, session = free_port(), sign_in("researcher@demo.jatan")
    with served(port, tmp_path / "serve.log", workers=1) as serving:
        assert paper(port, session)[0][:5] == b"%PDF-"
        (process,) = paper_processes(serving.pid)
        assert process.nice() > psutil.Process(serving.pid).nice() or os.name == "nt"
        process.kill()
        wait_until(lambda: not process.is_running() or process.status() == "zombie", what="it is gone")
        assert paper(port, session)[0][:5] == b"%PDF-"
        (worker,) = {one.parent() for one in paper_processes(serving.pid)}
        (again,) = paper_processes(serving.pid)
        assert worker is not None
        worker.kill()
        wait_until(lambda: not again.is_running() or again.status() == "zombie", what="it ends with its worker")


def test_only_who_is_signed_in_begins_the_process(kill_test_home: KillTestHome, tmp_path: Path) -> None:
    """Four strangers could keep the line full for as long as they liked, and had the process begun in each worker."""
    reset_home(taken_in=True)
    port, session = free_port(), sign_in("researcher@demo.jatan")
    with served(port, tmp_path / "serve.log", workers=1) as serving:
        for stranger in ("", "k" * 32):
            assert [fetch(port, stranger, PAPER, method)[0] for method in ("GET", "HEAD")] == [302, 302]
            assert post(port, stranger, "/people/export/", {"purpose": "checking"})[0] in (302, 403)
        assert not paper_processes(serving.pid)
        assert fetch(port, session, PAPER, "HEAD")[:2] == (200, b"")
        assert paper_processes(serving.pid), "a HEAD makes the whole paper, so it is made apart too"


def test_forms_that_ask_for_papers_wait_in_a_line_that_ends(kill_test_home: KillTestHome, tmp_path: Path) -> None:
    """It had no end: each held its body, and its connection for as long as all before it took together."""
    reset_home(taken_in=True)
    port, session = free_port(), sign_in("khunti@demo.jatan")
    statuses: list[int] = []

    def ask() -> None:
        statuses.append(post(port, session, "/people/export/", {"purpose": "checking"})[0])

    with served(port, tmp_path / "serve.log", workers=1) as serving:
        ask()
        (process,) = paper_processes(serving.pid)
        process.suspend()
        asking = [threading.Thread(target=ask) for _one in range(LINE + 2)]
        for thread in asking:
            thread.start()
        wait_until(lambda: statuses == [200, 503, 503], what="those beyond the line are refused at once")
        process.resume()
        for thread in asking:
            thread.join()
    assert sorted(statuses) == [200] * (LINE + 1) + [503] * 2


def test_a_stop_of_the_group_leaves_the_process_to_its_worker(kill_test_home: KillTestHome, tmp_path: Path) -> None:
    """Ctrl+C in a terminal reached it too: it broke off the paper that its worker still waited for."""
    reset_home(taken_in=True)
    port, session = free_port(), sign_in("researcher@demo.jatan")
    with served(port, tmp_path / "serve.log", workers=1) as serving:
        assert paper(port, session)[0][:5] == b"%PDF-"
        (process,) = paper_processes(serving.pid)
        family = [psutil.Process(serving.pid), *psutil.Process(serving.pid).children(recursive=True)]
        group = os.getpgid(serving.pid)
        reached = [one for one in family if os.getpgid(one.pid) == group]
        assert process not in reached
        for one in reached:
            one.send_signal(signal.SIGINT)
        assert serving.wait(timeout=60) == 0
        wait_until(lambda: not process.is_running() or process.status() == "zombie", what="it ends with its worker")
    assert "Traceback" not in (tmp_path / "serve.log").read_text()


def paper(port: int, session: str) -> tuple[bytes, int]:
    """The file, and how often the page in between had to ask again."""
    waits = 0
    while True:
        status, content, again = fetch(port, session, PAPER)
        if status != 202:
            assert status == 200, content.decode()
            return content, waits
        assert again
        waits += 1
        time.sleep(int(again))  # as a browser does


def fetch(port: int, session: str, path: str, method: str = "GET") -> tuple[int, bytes, str]:
    """Status, content and Refresh of one page."""
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=120)) as connection:
        connection.request(method, path, headers={"Cookie": f"sessionid={session}"} if session else {})
        answer = connection.getresponse()
        return answer.status, answer.read(), answer.getheader("Refresh") or ""


def timed(work: Callable[[], tuple[int, bytes, str]]) -> float:
    began = time.perf_counter()
    status, _content, _again = work()
    assert status == 200
    return time.perf_counter() - began


def paper_processes(serving: int) -> list[psutil.Process]:
    children = psutil.Process(serving).children(recursive=True)
    return [child for child in children if "jatan.runtime.paper_process" in child.cmdline()]
