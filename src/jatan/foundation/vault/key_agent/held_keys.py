"""The opened keys that the agent holds, each encrypted under a secret of this start and the handle in one cookie.

As in OpenSSH, a copy of the memory without the 16 KiB of the secret opens nothing; here it also needs the handle, which
the agent keeps no copy of. The secret lies in pages that are neither swapped (where the system allows to lock them) nor
given to children.
"""

import ctypes
import hashlib
import mmap
import os
import threading
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from jatan.foundation.vault.boxes import KEY_BYTES, box_open, box_seal
from jatan.foundation.vault.opened_keys import LocalKey
from jatan.foundation.vault.refusal import Refused

HANDLE_BYTES: Final = 32
_SECRET_BYTES: Final = 16 * 1024
_MOST_KEYS: Final = 5_000


@dataclass(frozen=True)
class Owner:
    """Whose key it is, and in which session: `account` and `organisation` 16 bytes each, `session` a SHA-256."""

    account: bytes
    organisation: bytes
    session: bytes

    @property
    def browser(self) -> tuple[bytes, bytes]:
        """The account in this session, whichever organisation the key is of."""
        return self.account, self.session

    @property
    def context(self) -> bytes:
        return b"|".join((b"s1|held", self.account.hex().encode(), self.organisation.hex().encode(), self.session))


@dataclass(repr=False)
class _Held:
    owner: Owner
    box: bytes
    idle: float
    ends: float
    begun: float
    used: float

    def is_over(self, now: float) -> bool:
        return now >= self.ends or now - self.used >= self.idle


# What is forgotten meanwhile: (unlock, owner) -> whether it is meant.
type Opening = list[Callable[[bytes, Owner], bool]]


class HeldKeys:
    """Opened keys by the id of their unlock. Safe for threads."""

    def __init__(self, now: Callable[[], float] | None = None) -> None:
        self._now = now or _running_seconds
        self._held: dict[bytes, _Held] = {}
        self._openings: list[Opening] = []
        self._lock = threading.Lock()
        self._secret = mmap.mmap(-1, _SECRET_BYTES)
        for advice in ("MADV_DONTDUMP", "MADV_WIPEONFORK"):
            if hasattr(mmap, advice):
                self._secret.madvise(getattr(mmap, advice))
        self.is_locked_in_memory = _lock_in_memory(self._secret)
        self._secret[:] = os.urandom(_SECRET_BYTES)

    @contextmanager
    def opening(self) -> Iterator[Opening]:
        """Begun before a key is opened, for `hold`: a key that is forgotten while it is opened is not held."""
        opening: Opening = []
        with self._lock:
            self._openings.append(opening)
        try:
            yield opening
        finally:
            with self._lock:
                self._openings = [one for one in self._openings if one is not opening]

    def hold(
        self, unlock: bytes, owner: Owner, key: LocalKey, *, idle: float, longest: float, opening: Opening | None = None
    ) -> tuple[bytes, list[bytes]]:
        """Hold a key until it was not used for `idle` seconds, for `longest` at most, in place of the account's others
        in this session. Returns the handle (32 bytes) without which nobody uses it, and the unlocks of those others.
        Raises Refused: "gone" if it was forgotten meanwhile, "full"."""
        handle, now = os.urandom(HANDLE_BYTES), self._now()
        box = box_seal(self._shield(handle), key.raw + key.pin, owner.context)
        with self._lock:
            if any(is_meant(unlock, owner) for is_meant in opening or ()):
                raise Refused("gone")
            former = [one for one, held in self._held.items() if held.owner.browser == owner.browser]
            for one in former:
                del self._held[one]
            if len(self._held) >= _MOST_KEYS:
                raise Refused("full")
            self._held[unlock] = _Held(owner, box, idle, now + longest, now, now)
        return handle, former

    def key(self, unlock: bytes, owner: Owner, handle: bytes) -> LocalKey:
        """The key, which counts as used. Raises Refused: "gone" if none is held under this id, "key" for another
        handle, account or session."""
        with self._lock:
            self._drop_ended()
            held = self._held.get(unlock)
        if held is None:
            raise Refused("gone")
        key = LocalKey.of_sealed(box_open(self._shield(handle), held.box, owner.context))
        held.used = self._now()
        return key

    def forget(
        self,
        *,
        unlocks: Collection[bytes] = (),
        accounts: Collection[bytes] = (),
        office: bytes = b"",
        browser: tuple[bytes, bytes] | None = None,
    ) -> list[bytes]:
        """Drop the keys of these unlocks, accounts, office and browser (`Owner.browser`), those too that are being
        opened. Returns the unlocks of those that were held."""

        def is_meant(unlock: bytes, owner: Owner) -> bool:
            is_in = unlock in unlocks or owner.account in accounts
            return is_in or owner.organisation == office or owner.browser == browser

        with self._lock:
            for opening in self._openings:
                opening.append(is_meant)
            chosen = [one for one, held in self._held.items() if is_meant(one, held.owner)]
            for one in chosen:
                del self._held[one]
        return chosen

    def ages(self) -> dict[bytes, float]:
        """Unlock -> seconds since it began, of the keys that are held; drops those that have ended."""
        with self._lock:
            self._drop_ended()
            now = self._now()
            return {one: now - held.begun for one, held in self._held.items()}

    def _drop_ended(self) -> None:
        now = self._now()
        for one in [one for one, held in self._held.items() if held.is_over(now)]:
            del self._held[one]

    def _shield(self, handle: bytes) -> bytes:
        digest = hashlib.sha512()
        with memoryview(self._secret) as secret:
            digest.update(secret)
        digest.update(handle)
        return digest.digest()[:KEY_BYTES]


def _running_seconds() -> float:
    """Seconds that also pass while the machine sleeps, where the system tells them."""
    clock = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)
    return time.clock_gettime(clock)


def _lock_in_memory(pages: mmap.mmap) -> bool:
    """Keep these pages from being written to swap. False where the system does not allow it."""
    try:
        address = ctypes.addressof(ctypes.c_char.from_buffer(pages))
        return bool(ctypes.CDLL(None, use_errno=True).mlock(ctypes.c_void_p(address), ctypes.c_size_t(len(pages))) == 0)
    except (AttributeError, OSError):
        return False
