"""Senders that promise a body and let it trickle in, and readers that do not read, to occupy the answering threads."""

import resource
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from tests.attacks.http_load import Target, post_form, slow_senders, waiting_times
from tests.attacks.served_house import ServedHouse

_READ = ("/account/sign-in/", "/h/", "/library/public/")
_CASE = "/cases/0198f7a0-0000-7000-8000-000000000000/papers/"


def _slowest(target: Target, *, readers: int = 2, one_address: bool = False) -> float:
    times = waiting_times(target, _READ, readers=readers, pages_each=3, one_address=one_address)
    return max(max(found) for found in times.values())


def test_eight_slow_senders_stop_no_page(attacked_house: ServedHouse) -> None:
    """Eight sockets that sent a byte a second to the sign-in form stopped every page and the public help page."""
    target = attacked_house.target
    with slow_senders(target, 8, ["/account/sign-in/", "/h/"]):
        assert _slowest(target) < 10


def test_a_body_that_trickles_in_is_refused_within_half_a_minute(attacked_house: ServedHouse) -> None:
    """It was waited for as long as the sender liked."""
    since = time.monotonic()
    with slow_senders(attacked_house.target, 4, ["/account/sign-in/", _CASE]) as senders:
        while senders.cut_off < 4 and time.monotonic() - since < 60:
            time.sleep(0.2)
    assert senders.cut_off >= 4
    assert time.monotonic() - since < 40


def test_who_shares_the_address_of_slow_senders_is_answered(attacked_house: ServedHouse) -> None:
    """A whole office behind one address: the slowest bodies give way, neither pages nor forms of the others do."""
    target = attacked_house.target
    with slow_senders(target, 150, ["/account/sign-in/"], one_address=True) as senders:
        assert _slowest(target, one_address=True) < 10
        answers = [post_form(target, "/h/", {})[0] for _form in range(20)]
        # Two processes take 64 bodies each from one address: 22 of 150 give way, which the senders see bit by bit.
        until = time.monotonic() + 60
        while senders.cut_off < 22 and time.monotonic() < until:
            time.sleep(0.2)
    assert senders.cut_off >= 22
    assert set(answers) <= {302, 429}


def test_slow_uploads_of_users_stop_neither_pages_nor_forms(attacked_house: ServedHouse) -> None:
    """Papers of cases are read while they arrive. Theirs are other threads, and a user without any gets 503."""
    target, session = attacked_house.target, attacked_house.sign_in("coordinator@demo.jatan")
    with slow_senders(target, 40, [_CASE], session=session):
        assert _slowest(target) < 10
        assert post_form(target, _CASE, {}, session=session)[0] == 503


@pytest.fixture(scope="module")
def film(attacked_house: ServedHouse) -> str:
    """Address of a public file of 20 MB."""
    answers = {"title_hi": "फिल्म", "kind": "booklet", "topic": "safe_migration", "language": "hi", "is_public": "on"}
    session = attacked_house.sign_in("coordinator@demo.jatan")
    film = ("upload", "film.mp4", b"\0\0\0\x18ftypmp42" + b"x" * 20 * 2**20)
    status, location = post_form(attacked_house.target, "/library/new/", answers, session=session, file=film)
    assert status == 302
    return f"/library/public/{location.rstrip('/').rpartition('/')[2]}/"


@pytest.fixture
def readers_that_do_not_read(attacked_house: ServedHouse, film: str) -> Iterator[None]:
    connections = [attacked_house.target.connect(f"127.3.0.{number + 1}") for number in range(16)]
    for connection in connections:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        connection.sendall(attacked_house.target.head("GET", film))
        assert connection.recv(12) == b"HTTP/1.1 200"
    yield
    for connection in connections:
        connection.close()


@pytest.mark.usefixtures("readers_that_do_not_read")
def test_readers_of_a_large_file_that_do_not_read_stop_no_page(attacked_house: ServedHouse) -> None:
    """Each of them held a thread: eight who opened a public film and never read it stopped every page."""
    assert _slowest(attacked_house.target) < 10


def test_hundreds_of_unfinished_heads_stop_no_page(attacked_house: ServedHouse) -> None:
    """Each process took 512 connections and no more: 1,024 that never ended the first lines stopped every page."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard < 4096:
        pytest.skip("SKIPPED LOUDLY: this user may not open 4,096 files")
    target = attacked_house.target
    with ExitStack() as stack:
        resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, 4096), hard))
        stack.callback(resource.setrlimit, resource.RLIMIT_NOFILE, (soft, hard))
        for number in range(1400):
            connection = stack.enter_context(target.connect(f"127.4.0.{number % 250 + 1}"))
            connection.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: ")
        assert _slowest(target) < 10
