"""A ledger put back, cut or written anew is whole for itself; a line that was kept outside of the house contradicts."""

import datetime as dt
import uuid
from dataclasses import replace

import pytest
from django.db import transaction

from jatan.foundation.access.actors import machine_for
from jatan.foundation.access.walls import acting_as
from jatan.foundation.ledger.heads import LedgerHead, Verdict, compare_lines, heads_of_ledgers, read_line
from jatan.foundation.ledger.services import record_event
from jatan.foundation.network.models import Organisation
from jatan.kernel.text.digits import devanagari_digits
from tests.foundation.ledger.altered_rows import Spoilable, committed_chain

pytestmark = pytest.mark.django_db
CODE = "SPOIL"


def head(chain: Spoilable) -> LedgerHead:
    with acting_as(machine_for([chain.organisation_id])):
        (found,) = heads_of_ledgers({CODE: chain.organisation_id})
    return found


def verdicts(organisation_id: uuid.UUID, text: str) -> list[Verdict]:
    with acting_as(machine_for([organisation_id])):
        return [one.verdict for one in compare_lines(text, {CODE: organisation_id})]


def put_back(chain: Spoilable, number: int) -> None:
    """The ledger as it was after so many events, past every trigger."""
    chain.spoil("DELETE FROM ledger_event WHERE sequence > %s AND organisation_id = %s", number)
    last = "SELECT digest FROM ledger_event WHERE sequence = ledger_chain.sequence AND organisation_id = %s"
    chain.spoil("UPDATE ledger_chain SET sequence = %s WHERE organisation_id = %s", number)
    chain.superuser.execute(
        f"UPDATE ledger_chain SET digest = ({last}) WHERE organisation_id = %s", [chain.organisation_id] * 2
    )


def grown(chain: Spoilable, events: int, line: str) -> list[Verdict]:
    """What is said of a line after the house went on from where it is; undone."""
    with transaction.atomic():
        Organisation.objects.create(pk=chain.organisation_id, code=CODE, name_hi="परीक्षा", name_en="Test")
        with acting_as(machine_for([chain.organisation_id])):
            for _number in range(events):
                record_event(organisation_id=chain.organisation_id, by=None, verb="test.done")
            assert chain.report().faults == (), "for itself it is whole"
        found = verdicts(chain.organisation_id, line)
        transaction.set_rollback(True)
    return found


def test_a_ledger_that_went_on_contains_the_line() -> None:
    with committed_chain(5) as chain:
        line = head(chain).line
        assert verdicts(chain.organisation_id, line) == [Verdict.CONTAINED]
        assert grown(chain, 3, line) == [Verdict.CONTAINED]


def test_a_house_put_back_is_older_than_the_line() -> None:
    with committed_chain(5) as chain:
        line = head(chain).line
        put_back(chain, 3)
        assert chain.report().faults == (), "nothing inside contradicts"
        assert verdicts(chain.organisation_id, line) == [Verdict.NEWER]
        assert grown(chain, 1, line) == [Verdict.NEWER]


def test_a_ledger_whose_end_was_cut_and_written_anew_is_told() -> None:
    with committed_chain(5) as chain:
        line = head(chain).line
        put_back(chain, 3)
        assert grown(chain, 4, line) == [Verdict.CHANGED]


def test_a_line_of_a_ledger_that_is_gone_is_newer() -> None:
    with committed_chain(5) as chain:
        line = head(chain).line
        for table in ("ledger_event", "ledger_chain"):
            chain.spoil(f"DELETE FROM {table} WHERE organisation_id = %s")
        assert verdicts(chain.organisation_id, line) == [Verdict.NEWER]


def test_a_forged_line_is_contained_nowhere() -> None:
    with committed_chain(5) as chain:
        kept = head(chain)
        forged = [replace(kept, digest="0" * 64), replace(kept, sequence=4), replace(kept, sequence=6)]
        another_day = replace(kept, at=kept.at - dt.timedelta(days=1))
        assert verdicts(chain.organisation_id, another_day.line) == [Verdict.CHANGED]
        text = "\n".join(one.line for one in forged)
        assert verdicts(chain.organisation_id, text) == [Verdict.CHANGED, Verdict.CHANGED, Verdict.NEWER]
        assert verdicts(chain.organisation_id, replace(kept, code="OTHER").line) == [Verdict.UNKNOWN]


def test_a_line_is_read_as_people_hand_it_on() -> None:
    """Typed in capitals, with digits of Hindi, broken by a letter, among other words; twice in one text."""
    with committed_chain(5) as chain:
        kept = head(chain)
        broken = f"Dear colleague,\n\n{kept.line[:40]}\n{kept.line[40:95]}\n {kept.line[95:]}\nSent from my phone"
        for written in (kept.line.upper(), devanagari_digits(kept.line), kept.line.replace(" ", "\u00a0 "), broken):
            assert verdicts(chain.organisation_id, written) == [Verdict.CONTAINED], written
        text = f"# kept by Khunti\n\n{kept.line}\n{broken}\n"
        assert verdicts(chain.organisation_id, text) == [Verdict.CONTAINED] * 2
        assert read_line(kept.line) == kept
        assert len(kept.line) < 160


def test_what_was_mistyped_is_no_alarm() -> None:
    at = dt.datetime(2025, 11, 12, 20, 30, tzinfo=dt.UTC)
    kept = LedgerHead("GUMLA", at, 18_423, "0123456789abcdef" * 4)
    line = kept.line
    assert read_line(line) == kept
    for place, written in enumerate(line):
        if written != " " and not written.isalpha():
            other = "1" if written != "1" else "2"
            assert read_line(line[:place] + other + line[place + 1 :]) is None, place
            assert read_line(line[:place] + line[place + 1 :]) is None, place
    for text in ("", "x", "jatan-head", "jatan-head 1 GUMLA", line[:-1], f"{line}0", line.replace("11-12", "13-41")):
        assert read_line(text) is None, text
    found = compare_lines("no line\nat all", {})
    assert [one.verdict for one in found] == [Verdict.UNREADABLE]
    assert compare_lines("\n# nothing\n", {}) == []
