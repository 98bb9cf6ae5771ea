"""The key agent: what comes out of it, to whom it answers, and messages that are none. Needs no database."""

import dataclasses
import hashlib
import os
import socket
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from jatan.foundation.vault import slots
from jatan.foundation.vault.key_agent import client, messages, operations
from jatan.foundation.vault.key_agent.client import Agent, AgentAway, AgentBusy, AgentKey, Holding
from jatan.foundation.vault.key_agent.held_keys import HeldKeys, Owner
from jatan.foundation.vault.key_agent.server import KeyServer, short_address
from jatan.foundation.vault.opened_keys import LocalKey
from jatan.foundation.vault.refusal import Refused
from jatan.foundation.vault.signatures import CASE_USE, ROSTER_USE, Signer, Verifier
from jatan.kernel.ids import new_id
from tests.foundation.vault import fixed_keys as m
from tests.foundation.vault.vault_office import quickly_stretched
from tests.key_agents import agent_in_thread
from tests.kills import wait_until

PASSPHRASE, SESSION = "नदी किनारे पुराना महुआ पेड़", "a session"
KEY = LocalKey(m.KEY.raw)


@pytest.fixture
def agent(monkeypatch: pytest.MonkeyPatch) -> Iterator[Agent]:
    quickly_stretched(monkeypatch)
    with agent_in_thread():
        yield Agent(settings.VAULT_AGENT)


def holding(agent: Agent) -> Holding:
    return Holding(agent, new_id(), new_id(), new_id(), SESSION)


def held(agent: Agent, *, idle: float = 1200, longest: float = 36000) -> AgentKey:
    slot = slots.password_slot_seal(KEY, PASSPHRASE, m.PEPPER, m.A_SLOT)
    return holding(agent).by_passphrase(slot, PASSPHRASE, m.PEPPER, m.A_SLOT, idle=idle, longest=longest)


def test_a_key_in_the_agent_does_what_a_key_at_hand_does(agent: Agent) -> None:
    key, member = held(agent), LocalKey.made()
    assert key.public() == KEY.public()
    assert key.unwrap(KEY.public().wrap(b"a letter", b"c"), b"c") == b"a letter"
    assert key.unwrap_case_key(KEY.public().wrap(m.DEK, b"c"), b"c") == m.DEK
    team = key.make_team_key(b"gift")
    assert team.unwrap_case_key(team.wrap_case_key(m.DEK, b"c"), b"c") == m.DEK
    given = member.opened(team.give(member.public(), b"to her"), b"to her")
    assert given.public() == team.public()
    assert given.unwrap_case_key(team.wrap_case_key(m.DEK, b"c"), b"c") == m.DEK, "one symmetric key"
    again = key.seal_passphrase("another one", m.PEPPER, m.A_SLOT)
    assert slots.password_slot_open(again, "another one", m.PEPPER, m.A_SLOT).raw == KEY.raw
    code = slots.random_recovery_code()
    assert slots.code_slot_open(key.seal_code(code, m.A_SLOT), code, m.A_SLOT).raw == KEY.raw


def test_it_signs_with_a_signing_key_that_was_given(agent: Agent) -> None:
    made = Signer.made()
    signer = held(agent).signer(KEY.public().wrap(made.raw, b"s"), b"s")
    assert signer.verifier() == made.verifier()
    message = ROSTER_USE + b"|words"
    made.verifier().verify_message(message, ROSTER_USE, signer.sign_message(message, ROSTER_USE))
    made.verifier().verify(m.OTHER_KEY.public(), m.A_KEY, signer.sign(m.OTHER_KEY.public(), m.A_KEY))
    assert isinstance(signer.verifier(), Verifier)


def test_a_person_signs_with_a_key_of_her_own(agent: Agent) -> None:
    author, message = held(agent).author(), CASE_USE + b"|words"
    assert author.verifier() == KEY.author().verifier()
    author.verifier().verify_message(message, CASE_USE, author.sign_message(message, CASE_USE))


@pytest.mark.parametrize(
    ("message", "use"), [(b"words", CASE_USE), (CASE_USE + b"words", CASE_USE), (b"s1|backup|words", b"s1|backup")]
)
def test_nothing_is_signed_but_what_the_house_signs(agent: Agent, message: bytes, use: bytes) -> None:
    key = held(agent)
    organisation = key.signer(KEY.public().wrap(Signer.made().raw, b"s"), b"s")
    for signer in (key.author(), organisation, key.make_team_key(b"gift").author()):
        with pytest.raises(ValueError, match="understand"):
            signer.sign_message(message, use)
    with pytest.raises(ValueError, match="understand"):
        organisation.sign_message(CASE_USE + b"|words", CASE_USE)
    with pytest.raises(ValueError, match="understand"):
        key.author().sign_message(ROSTER_USE + b"|words", ROSTER_USE)
    with pytest.raises(ValueError, match="understand"):
        key.make_team_key(b"gift").author().sign_message(CASE_USE + b"|words", CASE_USE)


def test_many_case_keys_are_opened_by_one_question_and_each_is_refused_by_itself(
    agent: Agent, monkeypatch: pytest.MonkeyPatch
) -> None:
    team = held(agent).make_team_key(b"gift")
    wraps = [(team.wrap_case_key(bytes([number]) * 32, b"c"), b"c") for number in range(9)]
    wraps[4] = (wraps[4][0][:-1] + bytes([wraps[4][0][-1] ^ 1]), b"c")
    asked: list[str] = []
    exchange = Agent.ask
    monkeypatch.setattr(Agent, "ask", lambda self, name, *parts: asked.append(name) or exchange(self, name, *parts))
    team.ask_ahead(wraps)
    for number, (wrapped, context) in enumerate(wraps):
        if number == 4:
            with pytest.raises(Refused, match="altered"):
                team.unwrap_case_key(wrapped, context)
        else:
            assert team.unwrap_case_key(wrapped, context) == bytes([number]) * 32
    assert asked == ["unwrap_case_keys"]


def test_a_slot_as_good_as_a_new_one_takes_no_second_turn(agent: Agent, monkeypatch: pytest.MonkeyPatch) -> None:
    key = held(agent)
    slot = key.seal_passphrase("one of hers", m.PEPPER, m.A_SLOT)
    monkeypatch.setattr(operations, "_places", threading.BoundedSemaphore(1))
    operations._places.acquire()
    assert key.renew_passphrase(slot, "one of hers", m.PEPPER, m.A_SLOT) is None
    low = dataclasses.replace(slot, memory_kib=0, passes=0)
    with pytest.raises(AgentBusy):
        key.renew_passphrase(low, "one of hers", m.PEPPER, m.A_SLOT)


def test_no_key_is_in_any_answer(agent: Agent, monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[bytes] = []
    exchange = Agent._exchange

    def listening(self: Agent, message: bytes, seconds: float) -> list[bytes]:
        found = exchange(self, message, seconds)
        heard.extend(found)
        return found

    monkeypatch.setattr(Agent, "_exchange", listening)
    test_a_key_in_the_agent_does_what_a_key_at_hand_does(agent)
    test_it_signs_with_a_signing_key_that_was_given(agent)
    test_a_person_signs_with_a_key_of_her_own(agent)
    assert len(heard) > 20
    for part in (KEY.raw[:32], KEY.raw[32:64], KEY.raw[64:]):
        assert not any(part in answer for answer in heard)


@pytest.mark.parametrize("wrong", ["handle", "account", "organisation", "session", "unlock"])
def test_a_handle_opens_for_its_own_session_and_account_only(agent: Agent, wrong: str) -> None:
    key = held(agent)
    right = key.holding
    other = {
        "account": Holding(agent, right.unlock, new_id(), right.organisation_id, SESSION),
        "organisation": Holding(agent, right.unlock, right.account, new_id(), SESSION),
        "session": Holding(agent, right.unlock, right.account, right.organisation_id, "another"),
        "unlock": Holding(agent, new_id(), right.account, right.organisation_id, SESSION),
    }
    tried = AgentKey(other.get(wrong, right), os.urandom(32) if wrong == "handle" else key.handle)
    with pytest.raises((Refused, AgentAway)):
        tried.use()
    key.use()


WAYS: dict[str, Callable[[Agent, Holding], object]] = {
    "unlock": lambda agent, meant: agent.forget([meant.unlock]),
    "account": lambda agent, meant: agent.forget_accounts([meant.account]),
    "office": lambda agent, meant: agent.forget_office(meant.organisation_id),
    "browser": lambda agent, meant: agent.forget_browser(meant.account, meant.session),
}


@pytest.mark.parametrize("way", WAYS)
def test_a_forgotten_key_does_nothing_and_no_other_goes_with_it(agent: Agent, way: str) -> None:
    key, other = held(agent), held(agent)
    WAYS[way](agent, key.holding)
    for attempt in (key.use, key.public, lambda: key.unwrap(b"x" * 2000, b"c"), lambda: key.make_team_key(b"c")):
        with pytest.raises(AgentAway):
            attempt()
    other.use()
    assert set(agent.ages()) == {other.holding.unlock}


@pytest.mark.parametrize("way", WAYS)
def test_a_key_that_is_forgotten_while_it_is_opened_is_not_held(
    agent: Agent, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    """The office is shut while a passphrase is stretched."""
    slot, meant, derive = (
        slots.password_slot_seal(KEY, PASSPHRASE, m.PEPPER, m.A_SLOT),
        holding(agent),
        slots._derive_keys,
    )
    other = holding(agent)

    def forgotten_meanwhile(*words: Any) -> Any:
        WAYS[way](agent, meant)
        return derive(*words)

    monkeypatch.setattr(slots, "_derive_keys", forgotten_meanwhile)
    with pytest.raises(AgentAway):
        meant.by_passphrase(slot, PASSPHRASE, m.PEPPER, m.A_SLOT, idle=9, longest=9)
    other.by_passphrase(slot, PASSPHRASE, m.PEPPER, m.A_SLOT, idle=9, longest=9)
    assert set(agent.ages()) == {other.unlock}


def test_a_code_whose_keys_are_forgotten_while_it_opens_holds_nothing() -> None:
    keys, owner = HeldKeys(), Owner(b"a" * 16, b"o" * 16, b"s" * 32)
    with keys.opening() as opening:
        keys.forget(office=owner.organisation)
        with pytest.raises(Refused, match="gone"):
            keys.hold(b"1" * 16, owner, KEY, idle=20, longest=100, opening=opening)
    with keys.opening() as opening:
        keys.hold(b"1" * 16, owner, KEY, idle=20, longest=100, opening=opening)
    assert (set(keys.ages()), keys._openings) == ({b"1" * 16}, [])


def test_an_agent_that_hangs_is_away_soon_but_stretching_may_take_its_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    waited: list[float] = []
    monkeypatch.setattr(Agent, "_exchange", lambda _self, _message, seconds: waited.append(seconds) or [b"gone"])
    slow = {b"hold_passphrase", b"check_passphrase", b"make_key", b"seal_passphrase", b"renew_passphrase"}
    for operation in operations._OPERATIONS:
        waited.clear()
        with pytest.raises(AgentAway):
            Agent(tmp_path / "keys.sock").ask(operation.decode())
        assert waited == [60.0 if operation in slow else 3.0]


def test_who_comes_when_too_many_wait_waits_for_a_place(tmp_path: Path) -> None:
    with (
        short_address(tmp_path / "keys.sock") as address,
        socket.socket(socket.AF_UNIX) as full,
        socket.socket(socket.AF_UNIX) as first,
    ):
        full.bind(address)
        full.listen(0)
        first.connect(address)
        with socket.socket(socket.AF_UNIX) as late, pytest.raises(BlockingIOError):
            client._connect(late, address)
        taking = threading.Timer(0.1, lambda: full.accept()[0].close())
        taking.start()
        with socket.socket(socket.AF_UNIX) as second:
            client._connect(second, address)
        taking.join()


def test_a_peer_for_whom_no_thread_begins_takes_no_place(agent: Agent, monkeypatch: pytest.MonkeyPatch) -> None:
    server = KeyServer(agent.path.with_name("another.sock"), HeldKeys())

    def failing(self: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    with server, socket.socket(socket.AF_UNIX) as stream, monkeypatch.context() as patched:
        patched.setattr(threading.Thread, "start", failing)
        before = server._peers._value
        with pytest.raises(RuntimeError):
            server.process_request(stream, "")
        assert server._peers._value == before


def test_a_key_is_destroyed_when_its_time_is_over_though_nobody_asks() -> None:
    now = [0.0]
    keys = HeldKeys(lambda: now[0])
    owner, other = Owner(b"a" * 16, b"o" * 16, b"s" * 32), Owner(b"b" * 16, b"o" * 16, b"s" * 32)
    idle, _former = keys.hold(b"1" * 16, other, KEY, idle=20, longest=100)
    used, _former = keys.hold(b"2" * 16, owner, KEY, idle=20, longest=100)
    for now[0] in (19.0, 38.0, 57.0, 76.0, 95.0):
        assert keys.key(b"2" * 16, owner, used).raw == KEY.raw
    assert set(keys._held) == {b"2" * 16}
    with pytest.raises(Refused, match="gone"):
        keys.key(b"1" * 16, other, idle)
    now[0] = 100.0
    assert keys.ages() == {}
    assert keys._held == {}


def test_what_is_held_is_shielded_and_two_agents_share_nothing() -> None:
    keys, owner = HeldKeys(), Owner(b"a" * 16, b"o" * 16, b"s" * 32)
    handle, _former = keys.hold(b"1" * 16, owner, KEY, idle=20, longest=100)
    kept = repr(vars(keys._held[b"1" * 16])).encode() + keys._held[b"1" * 16].box
    for secret in (KEY.raw[:32], KEY.raw[32:64], KEY.raw[64:], handle):
        assert secret not in kept
    other = HeldKeys()
    other._held = keys._held
    with pytest.raises(Refused, match="key"):
        other.key(b"1" * 16, owner, handle)


def test_three_who_open_at_once_are_stretched_one_after_another(agent: Agent, monkeypatch: pytest.MonkeyPatch) -> None:
    at_once, most, derive = [0], [0], slots._derive_keys
    slot = slots.password_slot_seal(KEY, PASSPHRASE, m.PEPPER, m.A_SLOT)
    began = threading.Barrier(3)

    def counted(*words: Any) -> Any:
        at_once[0] += 1
        most[0] = max(most[0], at_once[0])
        time.sleep(0.05)  # long enough for the others to come in between, if they could
        at_once[0] -= 1
        return derive(*words)

    monkeypatch.setattr(slots, "_derive_keys", counted)

    def opened() -> None:
        began.wait()
        holding(agent).by_passphrase(slot, PASSPHRASE, m.PEPPER, m.A_SLOT, idle=9, longest=9)

    threads = [threading.Thread(target=opened) for _one in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == [1]
    assert len(agent.ages()) == 3


def test_who_comes_when_two_wait_is_sent_away_and_may_come_again(agent: Agent, monkeypatch: pytest.MonkeyPatch) -> None:
    slot, derive = slots.password_slot_seal(KEY, PASSPHRASE, m.PEPPER, m.A_SLOT), slots._derive_keys
    goes_on, began = threading.Event(), threading.Event()

    def held_up(*words: Any) -> Any:
        began.set()
        assert goes_on.wait(60)
        return derive(*words)

    monkeypatch.setattr(slots, "_derive_keys", held_up)
    ask = ("check_passphrase", PASSPHRASE.encode(), m.PEPPER, m.A_SLOT, b"", *messages.slot_fields(slot))
    threads = [threading.Thread(target=agent.ask, args=ask) for _one in range(3)]
    for thread in threads:
        thread.start()
    assert began.wait(60)
    wait_until(lambda: operations._places._value == 0, what="one is served and two wait")
    with pytest.raises(AgentAway):
        agent.ask(*ask)
    goes_on.set()
    for thread in threads:
        thread.join()
    agent.ask(*ask)


_LONG = (messages.MOST_BYTES + 1).to_bytes(4)
MALFORMED = {
    "nothing": b"",
    "half a length": b"\x00\x00",
    "less than announced": (100).to_bytes(4) + b"short",
    "too long": _LONG,
    "no field": (0).to_bytes(4),
    "a field longer than the message": (8).to_bytes(4) + (9).to_bytes(4) + b"abcd",
    "half a field's length": (2).to_bytes(4) + b"\x00\x00",
    "too many fields": messages.packed([b""] * (messages.MOST_FIELDS + 1)),
    "no such operation": messages.packed([b"private"]),
    "an operation that is no text": messages.packed([b"\xff\xfe"]),
    "fields are missing": messages.packed([b"use", b"x"]),
    "too many for its operation": messages.packed([b"ages", b"x"]),
    "an id of another length": messages.packed([b"forget", b"x"]),
    "an office of another length": messages.packed([b"forget_office", b""]),
    "half a pair": messages.packed(
        [b"unwrap_case_keys", *[b"u" * 16, b"h" * 32, b"a" * 16, b"o" * 16], b"d" * 32, b"0"]
    ),
    "two gifts": messages.packed([b"public", b"u" * 16, b"h" * 32, b"a" * 16, b"o" * 16, b"d" * 32, b"2"]),
    "no time": messages.packed([b"hold_code", *[b"x" * 16] * 3, b"d" * 32, b"-1", b"nan", b"code"]),
    "text that is none": messages.packed(
        [b"check_passphrase", b"\xff", m.PEPPER, b"c", b"", b"s", b"v", b"x", b"0", b"0"]
    ),
    "bytes of another program": b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n",
}


@pytest.mark.parametrize("kind", MALFORMED)
def test_what_is_no_request_is_refused_and_the_next_is_answered(agent: Agent, kind: str) -> None:
    key = held(agent)
    with socket.socket(socket.AF_UNIX) as stream:
        stream.settimeout(30)
        stream.connect(str(agent.path))
        stream.sendall(MALFORMED[kind])
        stream.shutdown(socket.SHUT_WR)
        answered = messages.receive(stream)
    assert answered in ([b"malformed"], [b"gone"])
    assert answered == [b"malformed"] or kind in ("half a pair", "two gifts"), "an unknown key is refused before"
    key.use()


def test_who_says_nothing_keeps_nobody_out(agent: Agent) -> None:
    key = held(agent)
    silent = [socket.socket(socket.AF_UNIX) for _one in range(20)]
    try:
        for stream in silent:
            stream.connect(str(agent.path))
        key.use()
    finally:
        for stream in silent:
            stream.close()


def test_only_this_user_opens_the_socket(agent: Agent) -> None:
    assert stat.S_IMODE(agent.path.stat().st_mode) == 0o600


@pytest.mark.skipif(os.geteuid() != 0, reason="SKIPPED LOUDLY: only root can ask as another user")
def test_another_user_is_not_answered_even_where_the_file_would_let_her(agent: Agent) -> None:
    key = held(agent)
    agent.path.chmod(0o666)
    agent.path.parent.chmod(0o755)
    program = (
        "import socket, sys; s = socket.socket(socket.AF_UNIX); s.connect(sys.argv[1]); "
        "s.sendall(bytes.fromhex(sys.argv[2])); print(s.recv(100))"
    )
    # The interpreter below the environment: a checkout may lie in a folder that only root may enter.
    python = os.path.realpath(sys.executable)
    words = [python, "-I", "-c", program, str(agent.path), messages.packed([b"ages"]).hex()]
    done = subprocess.run(words, user=65534, group=65534, extra_groups=[], capture_output=True, text=True, timeout=60)
    assert done.returncode != 0 or done.stdout == "b''\n", done.stdout
    key.use()


def test_a_house_in_a_folder_with_a_very_long_name_has_its_agent(tmp_path: Path) -> None:
    folder = tmp_path / ("लंबा" * 15) / ("नाम" * 20)
    folder.mkdir(parents=True)
    with agent_in_thread(folder=folder):
        assert len(os.fsencode(settings.VAULT_AGENT)) > 108
        assert Agent(settings.VAULT_AGENT).ages() == {}
        with short_address(settings.VAULT_AGENT) as address:
            assert len(address) < 100


def test_without_an_agent_keys_are_away(tmp_path: Path) -> None:
    with pytest.raises(AgentAway):
        Agent(tmp_path / "keys.sock").ages()


def test_the_agent_loads_neither_django_nor_a_table() -> None:
    program = (
        "import sys, jatan.runtime.key_agent; print([name for name in sys.modules if name.split('.')[0] == 'django'])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=120)
    assert done.stdout.strip() == "[]"


def test_the_digest_of_a_session_is_what_the_agent_knows_of_it(agent: Agent) -> None:
    assert holding(agent).owner()[2] == hashlib.sha256(SESSION.encode()).digest()
