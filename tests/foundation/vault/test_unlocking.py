"""Keys stay open in one browser, for one session, for a while; what server and browser keep opens nothing later."""

import datetime as dt
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest

from jatan.foundation.vault import open_keys
from jatan.foundation.vault.key_agent.client import AgentAway
from jatan.foundation.vault.keyrings import Keyring
from jatan.foundation.vault.models import Unlock
from jatan.foundation.vault.refusal import Refused
from jatan.kernel import clock
from jatan.kernel.ids import new_id
from tests.foundation.vault.vault_office import WORDS, VaultHouse
from tests.key_agents import agent_in_thread

pytestmark = pytest.mark.django_db
SESSION = "a-session-of-the-holder"


@pytest.fixture
def ring(keys: VaultHouse) -> Keyring:
    return keys.rings["supervisor"]


def begin(ring: Keyring, session: str = SESSION) -> tuple[Unlock, str]:
    _ring, row, cookie = open_keys.open_by_passphrase(ring.organisation_id, ring.holder, WORDS, session)
    return row, cookie


def opens(row: Unlock, cookie: str, session: str = SESSION) -> bool:
    try:
        open_keys.keyring_of(row, cookie, session).key.public()
    except (Refused, AgentAway):
        return False
    return True


def is_valid(cookie: str, ring: Keyring, session: str = SESSION) -> bool:
    return open_keys.valid_unlock(cookie, ring.holder, session) is not None


def test_the_cookie_opens_the_same_key(ring: Keyring) -> None:
    row, cookie = begin(ring)
    found = open_keys.valid_unlock(cookie, ring.holder, SESSION)
    assert found == row
    again = open_keys.keyring_of(row, cookie, SESSION)
    assert (again.key.public(), again.holder, again.organisation_id, again.epoch) == (
        ring.key.public(),
        ring.holder,
        ring.organisation_id,
        ring.epoch,
    )


def test_another_session_of_the_same_account_does_not_open_it(ring: Keyring) -> None:
    row, cookie = begin(ring)
    thief = "the session of a thief of cookies"
    assert not opens(row, cookie, thief)
    assert not is_valid(cookie, ring, thief)


def test_another_account_does_not_find_it(ring: Keyring) -> None:
    _row, cookie = begin(ring)
    assert open_keys.valid_unlock(cookie, new_id(), SESSION) is None


def test_a_wrong_passphrase_opens_nothing_and_leaves_nothing(ring: Keyring) -> None:
    held = set(open_keys.agent().ages())
    with pytest.raises(Refused, match="key"):
        open_keys.open_by_passphrase(ring.organisation_id, ring.holder, "नदी किनारे पुराना महुआ फूल", SESSION)
    assert not Unlock.objects.exists()
    assert set(open_keys.agent().ages()) == held


def test_keys_are_away_when_the_agent_was_started_again(ring: Keyring) -> None:
    row, cookie = begin(ring)
    with agent_in_thread():
        with pytest.raises(AgentAway):
            open_keys.valid_unlock(cookie, ring.holder, SESSION)
        assert not opens(row, cookie)
        assert opens(*begin(ring))


def test_an_unlock_ends_after_twenty_minutes_without_use(ring: Keyring) -> None:
    row, cookie = begin(ring)
    with clock.frozen_at(row.started_at + dt.timedelta(minutes=19)):
        assert is_valid(cookie, ring)
    with clock.frozen_at(row.started_at + dt.timedelta(minutes=38)):
        assert is_valid(cookie, ring), "use at minute 19 counts"
    with clock.frozen_at(row.started_at + dt.timedelta(minutes=58)):
        assert not is_valid(cookie, ring)
    row.refresh_from_db()
    assert row.ended_at is not None
    assert row.pk not in open_keys.agent().ages(), "the key is destroyed"


def test_an_unlock_ends_after_ten_hours_in_any_case(ring: Keyring) -> None:
    row, cookie = begin(ring)
    Unlock.objects.update(last_used_at=row.started_at + dt.timedelta(hours=9, minutes=59))
    with clock.frozen_at(row.started_at + dt.timedelta(hours=10)):
        assert not is_valid(cookie, ring)
    assert row.pk not in open_keys.agent().ages()


def test_what_was_locked_opens_nothing_even_if_its_row_is_put_back(ring: Keyring) -> None:
    row, cookie = begin(ring)
    open_keys.end(row)
    assert not is_valid(cookie, ring)
    row.ended_at = None
    row.save()
    assert not opens(row, cookie), "a copied cookie and everything that the server keeps"


def test_end_all_locks_every_browser_of_these_accounts_only(keys: VaultHouse, ring: Keyring) -> None:
    asha = keys.join("asha")
    opened = [begin(ring), begin(ring, "another")]
    of_asha = begin(asha)
    assert open_keys.end_all([ring.holder]) == 2
    assert not any(opens(Unlock(**vars_of(row)), cookie) for row, cookie in opened)
    assert opens(*of_asha)


def vars_of(row: Unlock) -> dict[str, object]:
    """The row as it was before it ended."""
    return {"pk": row.pk, "organisation_id": row.organisation_id, "account": row.account, "epoch": row.epoch}


def test_shutting_an_office_destroys_its_keys_and_no_other(
    ring: Keyring, django_capture_on_commit_callbacks: Callable[..., AbstractContextManager[object]]
) -> None:
    row, _cookie = begin(ring)
    with django_capture_on_commit_callbacks(execute=True):
        assert open_keys.end_office(new_id()) == 0
    assert row.pk in open_keys.agent().ages()
    with django_capture_on_commit_callbacks(execute=True):
        assert open_keys.end_office(ring.organisation_id) == 1
        assert row.pk in open_keys.agent().ages(), "the rows end first, whether the agent answers or not"
    assert row.pk not in open_keys.agent().ages()


def test_opening_again_in_the_same_session_ends_what_was_open(ring: Keyring) -> None:
    row, cookie = begin(ring)
    elsewhere, its_cookie = begin(ring, "another")
    again, new_cookie = begin(ring)
    assert not opens(row, cookie)
    assert opens(again, new_cookie)
    assert opens(elsewhere, its_cookie, "another")
    assert set(Unlock.objects.filter(ended_at__isnull=True)) == {again, elsewhere}


def test_ending_a_browser_destroys_what_any_cookie_of_it_opened(ring: Keyring) -> None:
    row, cookie = begin(ring)
    elsewhere, its_cookie = begin(ring, "another")
    open_keys.end_browser(new_id(), SESSION)
    assert opens(row, cookie)
    open_keys.end_browser(ring.holder, SESSION)
    row.refresh_from_db()
    assert row.ended_at is not None
    assert not {row.pk} & set(open_keys.agent().ages())
    assert opens(elsewhere, its_cookie, "another")


def test_what_another_machine_locked_is_destroyed_with_the_next_request_or_round(ring: Keyring) -> None:
    (row, cookie), (other, _other) = begin(ring), begin(ring, "another")
    Unlock.objects.update(ended_at=clock.now())  # as another machine writes it
    assert not is_valid(cookie, ring)
    assert row.pk not in open_keys.agent().ages()
    assert other.pk in open_keys.agent().ages()
    open_keys.destroy_ended()
    assert other.pk not in open_keys.agent().ages()


def test_the_round_leaves_open_keys_and_those_of_a_request_that_is_not_over(ring: Keyring) -> None:
    (row, cookie), (unwritten, _other) = begin(ring), begin(ring, "another")
    Unlock.objects.filter(pk=unwritten.pk).delete()
    open_keys.destroy_ended()
    assert {row.pk, unwritten.pk} <= set(open_keys.agent().ages())
    assert opens(row, cookie)
    with clock.frozen_at(row.last_used_at + open_keys.IDLE):
        open_keys.destroy_ended()
    assert row.pk not in open_keys.agent().ages()


@pytest.mark.parametrize("cookie", ["", "A", "§§§", "=" * 40, "A" * 60, "A" * 64, "A" * 5000, "नमस्ते", "AAAA\nBBBB"])
def test_an_invalid_cookie_is_no_unlock(cookie: str, ring: Keyring) -> None:
    assert open_keys.valid_unlock(cookie, ring.holder, SESSION) is None


def test_no_letter_of_a_cookie_can_be_changed(ring: Keyring) -> None:
    _row, cookie = begin(ring)
    for at in range(len(cookie)):
        other = cookie[:at] + ("A" if cookie[at] != "A" else "B") + cookie[at + 1 :]
        assert open_keys.valid_unlock(other, ring.holder, SESSION) is None


def test_a_cookie_is_short_and_holds_no_key(ring: Keyring) -> None:
    assert len(begin(ring)[1]) == 64


def test_a_code_opens_in_the_agent_once(keys: VaultHouse, ring: Keyring) -> None:
    code = keys.codes["supervisor"][4]
    _ring, row, cookie = open_keys.open_by_code(ring.organisation_id, ring.holder, code, SESSION)
    assert opens(row, cookie)
    with pytest.raises(Refused, match="key"):
        open_keys.open_by_code(ring.organisation_id, ring.holder, code, SESSION)


def test_keys_that_are_set_up_in_the_agent_open_with_the_passphrase_and_every_code(keys: VaultHouse) -> None:
    holder = new_id()
    row, codes = open_keys.set_up(keys.organisation_id, holder, WORDS)
    opened, _row, _cookie = open_keys.open_by_passphrase(keys.organisation_id, holder, WORDS, SESSION)
    assert (public := opened.key.public()).raw == bytes(row.public)
    for code in codes:
        ring, _unlock, _cookie = open_keys.open_by_code(keys.organisation_id, holder, code, SESSION)
        assert ring.key.public() == public
