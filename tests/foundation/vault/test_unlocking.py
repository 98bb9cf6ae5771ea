"""Keys stay open in one browser, for one session, for a while; what the server keeps opens nothing."""

import datetime as dt
import stat
from pathlib import Path

import pytest
from django.conf import settings

from jatan.foundation.vault import boot_secret, open_keys
from jatan.foundation.vault.keyrings import Keyring
from jatan.foundation.vault.models import Unlock
from jatan.foundation.vault.refusal import Refused
from jatan.kernel import clock
from jatan.kernel.ids import new_id
from tests.foundation.vault.vault_office import VaultHouse

pytestmark = pytest.mark.django_db
SESSION = "a-session-of-the-holder"


@pytest.fixture(autouse=True)
def boot_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "boot"
    monkeypatch.setattr(settings, "VAULT_BOOT_SECRET", path)
    return path


@pytest.fixture
def ring(keys: VaultHouse) -> Keyring:
    return keys.rings["supervisor"]


def opens(row: Unlock, cookie: str, session: str = SESSION) -> bool:
    try:
        open_keys.keyring_of(row, cookie, session)
    except Refused:
        return False
    return True


def test_the_cookie_opens_the_same_key(ring: Keyring) -> None:
    row, cookie = open_keys.begin(ring, SESSION)
    found = open_keys.valid_unlock(cookie, ring.holder)
    assert found == row
    again = open_keys.keyring_of(row, cookie, SESSION)
    assert (again.key, again.holder, again.organisation_id, again.epoch) == (
        ring.key,
        ring.holder,
        ring.organisation_id,
        ring.epoch,
    )


def test_no_key_lies_in_the_row_or_readable_in_the_cookie(ring: Keyring) -> None:
    _row, cookie = open_keys.begin(ring, SESSION)
    _id, cookie_key, sealed = open_keys._parts(cookie)
    stored = repr(Unlock.objects.values().get()).encode()
    for part in (ring.key.raw[:32], ring.key.raw[64:]):
        assert part not in sealed + cookie_key
        assert part.hex().encode() not in stored
    assert cookie_key.hex().encode() not in stored


def test_another_session_of_the_same_account_does_not_open_it(ring: Keyring) -> None:
    row, cookie = open_keys.begin(ring, SESSION)
    assert not opens(row, cookie, "the session of a thief of cookies")


def test_another_account_does_not_find_it(ring: Keyring) -> None:
    _row, cookie = open_keys.begin(ring, SESSION)
    assert open_keys.valid_unlock(cookie, new_id()) is None


def test_no_cookie_opens_after_the_boot_secret_is_lost(ring: Keyring, boot_file: Path) -> None:
    row, cookie = open_keys.begin(ring, SESSION)
    boot_file.unlink()
    assert not opens(row, cookie)


def test_no_cookie_opens_after_the_boot_secret_is_replaced(ring: Keyring) -> None:
    row, cookie = open_keys.begin(ring, SESSION)
    boot_secret.replace_boot_secret()
    assert not opens(row, cookie)


def test_an_unlock_ends_after_twenty_minutes_without_use(ring: Keyring) -> None:
    row, cookie = open_keys.begin(ring, SESSION)
    with clock.frozen_at(row.started_at + dt.timedelta(minutes=19)):
        assert open_keys.valid_unlock(cookie, ring.holder)
    with clock.frozen_at(row.started_at + dt.timedelta(minutes=38)):
        assert open_keys.valid_unlock(cookie, ring.holder), "use at minute 19 counts"
    with clock.frozen_at(row.started_at + dt.timedelta(minutes=58)):
        assert open_keys.valid_unlock(cookie, ring.holder) is None
    row.refresh_from_db()
    assert row.ended_at is not None


def test_an_unlock_ends_after_ten_hours_in_any_case(ring: Keyring) -> None:
    row, cookie = open_keys.begin(ring, SESSION)
    Unlock.objects.update(last_used_at=row.started_at + dt.timedelta(hours=9, minutes=59))
    with clock.frozen_at(row.started_at + dt.timedelta(hours=10)):
        assert open_keys.valid_unlock(cookie, ring.holder) is None


def test_a_locked_unlock_does_not_open(ring: Keyring) -> None:
    row, cookie = open_keys.begin(ring, SESSION)
    open_keys.end(row)
    assert open_keys.valid_unlock(cookie, ring.holder) is None
    assert not opens(row, cookie)


def test_end_all_locks_every_browser_of_these_accounts_only(keys: VaultHouse, ring: Keyring) -> None:
    asha = keys.join("asha")
    cookies = [open_keys.begin(ring, SESSION)[1], open_keys.begin(ring, "another")[1]]
    cookie = open_keys.begin(asha, SESSION)[1]
    assert open_keys.end_all([ring.holder]) == 2
    assert [open_keys.valid_unlock(cookie, ring.holder) for cookie in cookies] == [None, None]
    assert open_keys.valid_unlock(cookie, asha.holder)


@pytest.mark.parametrize("cookie", ["", "A", "§§§", "=" * 40, "A" * 60, "A" * 5000, "नमस्ते", "AAAA\nBBBB"])
def test_an_invalid_cookie_is_no_unlock(cookie: str, ring: Keyring) -> None:
    assert open_keys.valid_unlock(cookie, ring.holder) is None


def test_no_byte_of_a_cookie_can_be_changed(ring: Keyring) -> None:
    row, cookie = open_keys.begin(ring, SESSION)
    for at in range(0, len(cookie) - 1, 3):
        other = cookie[:at] + ("A" if cookie[at] != "A" else "B") + cookie[at + 1 :]
        found = open_keys.valid_unlock(other, ring.holder)
        assert found is None or not opens(row, other)


def test_a_cookie_fits_into_every_browser(ring: Keyring) -> None:
    assert len(open_keys.begin(ring, SESSION)[1]) < 400


def test_processes_share_one_secret_that_only_this_user_reads(boot_file: Path) -> None:
    secret = boot_secret.boot_secret()
    assert boot_secret.boot_secret() == secret == boot_file.read_bytes()
    assert stat.S_IMODE(boot_file.stat().st_mode) == 0o600
    assert list(boot_file.parent.glob(".boot-*")) == []


def test_a_secret_that_others_could_read_or_a_link_is_not_used(boot_file: Path, tmp_path: Path) -> None:
    boot_file.write_bytes(b"k" * 32)
    boot_file.chmod(0o644)
    assert boot_secret.boot_secret() != b"k" * 32
    boot_file.unlink()
    (tmp_path / "planted").write_bytes(b"k" * 32)
    (tmp_path / "planted").chmod(0o600)
    boot_file.symlink_to(tmp_path / "planted")
    assert boot_secret.boot_secret() != b"k" * 32


def test_without_a_memory_disk_the_process_has_its_own(monkeypatch: pytest.MonkeyPatch, ring: Keyring) -> None:
    monkeypatch.setattr(settings, "VAULT_BOOT_SECRET", None)
    row, cookie = open_keys.begin(ring, SESSION)
    assert opens(row, cookie)
    boot_secret.replace_boot_secret()
    assert not opens(row, cookie)
