"""`verify_chain` finds every change to a chain made directly in the database, even by the superuser."""

import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest

from jatan.foundation.ledger.services import record_event
from tests.foundation.ledger.altered_rows import committed_chain

pytestmark = pytest.mark.django_db


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
