"""`verify_chain` finds every change to a chain made directly in the database, even by the superuser."""

import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from jatan.foundation.ledger import verify
from jatan.foundation.ledger.models import Chain, Event
from jatan.foundation.ledger.services import record_event
from tests.foundation.ledger.altered_rows import Spoilable, committed_chain

pytestmark = pytest.mark.django_db
_HEAD = "UPDATE ledger_chain SET sequence = {} FROM later WHERE ledger_chain.organisation_id = %s"


def test_untouched_chain_is_whole() -> None:
    with committed_chain(5) as chain:
        report = chain.report()
    assert (report.events, report.faults) == (5, ())
    assert len(report.head) == 64


@pytest.mark.parametrize(
    "change",
    [
        "payload = '{\"number\": 99}'",
        "verb = 'test.other'",
        "at = at + interval '1 second'",
        "by = gen_random_uuid()",
        "about = gen_random_uuid()",
        "about_type = 'people.person'",
    ],
)
def test_changed_event_is_found(change: str) -> None:
    with committed_chain() as chain:
        chain.spoil(f"UPDATE ledger_event SET {change} WHERE sequence = 3 AND organisation_id = %s")
        assert chain.codes() == [(3, "changed_event")]


def test_changed_event_with_a_digest_to_match_breaks_the_next_link() -> None:
    with committed_chain() as chain:
        chain.spoil("UPDATE ledger_event SET digest = sha256('forged') WHERE sequence = 3 AND organisation_id = %s")
        assert chain.codes() == [(3, "changed_event"), (4, "broken_link")]


def test_event_taken_out_of_the_middle_is_found() -> None:
    with committed_chain() as chain:
        chain.spoil("DELETE FROM ledger_event WHERE sequence = 3 AND organisation_id = %s")
        assert chain.codes() == [(4, "gap_in_chain"), (4, "broken_link")]


def test_first_event_taken_away_is_found() -> None:
    with committed_chain() as chain:
        chain.spoil("DELETE FROM ledger_event WHERE sequence = 1 AND organisation_id = %s")
        assert (2, "gap_in_chain") in chain.codes()


def hold_back_the_last(chain: Spoilable) -> None:
    """Before the sixth event was written; `write_it` writes it."""
    chain.spoil("CREATE TEMP TABLE later AS SELECT * FROM ledger_event WHERE sequence = 6 AND organisation_id = %s")
    chain.spoil("DELETE FROM ledger_event WHERE sequence = 6 AND organisation_id = %s")
    chain.spoil(_HEAD.format("5, digest = later.previous"))


def write_it(chain: Spoilable, *, with_head: bool = True) -> None:
    chain.superuser.execute("INSERT INTO ledger_event SELECT * FROM later")
    if with_head:
        chain.spoil(_HEAD.format("6, digest = later.digest"))


def test_what_is_written_meanwhile_is_no_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    """Another event is committed after the chain's head was read, before its events are."""
    with committed_chain(6) as chain:
        hold_back_the_last(chain)
        read = verify._events

        def written_before(organisation_id: uuid.UUID, head: Chain | None) -> Iterator[Event]:
            write_it(chain)
            return read(organisation_id, head)

        monkeypatch.setattr(verify, "_events", written_before)
        report = chain.report()
        assert (report.events, report.faults) == (5, ())
        monkeypatch.undo()
        assert (chain.report().events, chain.codes()) == (6, [])


def test_an_event_that_no_head_knows_is_found() -> None:
    with committed_chain(6) as chain:
        hold_back_the_last(chain)
        write_it(chain, with_head=False)
        assert chain.codes() == [(5, "cut_tail")]


def test_last_events_taken_away_are_found() -> None:
    with committed_chain() as chain:
        chain.spoil("DELETE FROM ledger_event WHERE sequence > 3 AND organisation_id = %s")
        assert chain.codes() == [(5, "cut_tail")]


def test_whole_chain_taken_away_is_found_by_its_head() -> None:
    with committed_chain() as chain:
        chain.spoil("DELETE FROM ledger_event WHERE organisation_id = %s")
        assert chain.codes() == [(5, "cut_tail")]


def test_head_taken_away_is_found() -> None:
    with committed_chain() as chain:
        chain.spoil("DELETE FROM ledger_chain WHERE organisation_id = %s")
        assert chain.codes() == [(5, "no_head")]


def test_events_that_changed_places_are_found() -> None:
    with committed_chain() as chain:
        for old, new in ((2, 90), (3, 2), (90, 3)):
            chain.spoil("UPDATE ledger_event SET sequence = %s WHERE sequence = %s AND organisation_id = %s", new, old)
        assert {(2, "changed_event"), (3, "changed_event")} <= set(chain.codes())


def test_event_outside_an_act_is_refused() -> None:
    # A thread has a connection of its own, and that one is in no transaction.
    with ThreadPoolExecutor(1) as pool, pytest.raises(RuntimeError, match="transaction"):
        pool.submit(record_event, organisation_id=uuid.uuid4(), by=None, verb="test.done").result()
