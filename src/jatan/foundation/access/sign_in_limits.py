"""How often passwords, codes and invitations may be tried: the limits, and what each is counted by.

Nobody can lock out somebody else from afar. A password tried in a browser where its owner has signed in before
(`device`, see `web/accounts/known_devices.py`) is counted for this name and browser only. Elsewhere it is counted by
name and address, by address, and by name alone, where the limit lasts a minute.

Each attempt is counted before it is processed, so that parallel attempts cannot pass a limit together.
"""

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Final

from jatan.foundation.access import rate_limits
from jatan.foundation.access.rate_limits import RateLimit

_QUARTER: Final = dt.timedelta(minutes=15)
NAME_ON_DEVICE: Final = RateLimit("sign-in-device", 8, _QUARTER)
NAME_AT_ADDRESS: Final = RateLimit("sign-in-name-address", 5, _QUARTER)
NAME: Final = RateLimit("sign-in-name", 10, dt.timedelta(minutes=1))
ADDRESS: Final = RateLimit("sign-in-address", 10, dt.timedelta(minutes=5))
# Whoever is asked for a code has given the right password, so the limit by account cannot be used by a stranger.
CODE_ON_DEVICE: Final = RateLimit("code-device", 5, _QUARTER)
CODE: Final = RateLimit("code", 5, _QUARTER)
OWN_PASSWORD: Final = RateLimit("own-password", 8, _QUARTER)
# By address. A passkey or an invitation cannot be guessed; this keeps the work for it small.
PASSKEY: Final = RateLimit("passkey", 30, dt.timedelta(minutes=5))
INVITATION: Final = RateLimit("invitation", 20, _QUARTER)
# A code is valid for half a minute; an hour covers clocks that are set back.
_USED_CODE: Final = RateLimit("used-code", 1, dt.timedelta(hours=1))

type _Count = tuple[RateLimit, str]


@dataclass(frozen=True)
class _Attempt:
    """One attempt, counted by each of `_counts` in their order; the first one over its limit stops it."""

    @property
    def _counts(self) -> tuple[_Count, ...]:
        raise NotImplementedError

    def is_allowed(self) -> bool:
        """Count the attempt. False if it must not be processed."""
        return all(rate_limits.allows(limit, subject) for limit, subject in self._counts)

    def succeeded(self) -> None:
        """Start the counts of this name or account again.

        That of an address only loses this attempt: otherwise somebody could guess the passwords of others and sign in
        himself between.
        """
        for limit, subject in self._counts:
            if limit == ADDRESS:
                rate_limits.take_back(limit, subject)
            else:
                rate_limits.reset(limit, subject)


@dataclass(frozen=True)
class PasswordAttempt(_Attempt):
    """A sign-in with name and password. `device`: id of the browser if known for this name, else ""."""

    name: str
    address: str
    device: str

    @property
    def _counts(self) -> tuple[_Count, ...]:
        name, address = self.name.strip().lower(), rate_limits.address_key(self.address)
        if self.device:
            return ((NAME_ON_DEVICE, f"{name} {self.device}"),)
        return ((NAME_AT_ADDRESS, f"{name} {address}"), (NAME, name), (ADDRESS, address))


@dataclass(frozen=True)
class CodeAttempt(_Attempt):
    """A code as second step, after the right password or in a session. `device` as in PasswordAttempt."""

    account: uuid.UUID
    device: str

    @property
    def _counts(self) -> tuple[_Count, ...]:
        if self.device:
            return ((CODE_ON_DEVICE, f"{self.account} {self.device}"),)
        return ((CODE, str(self.account)),)


@dataclass(frozen=True)
class OwnPasswordAttempt(_Attempt):
    """The own password in a session, to confirm or to change it."""

    account: uuid.UUID

    @property
    def _counts(self) -> tuple[_Count, ...]:
        return ((OWN_PASSWORD, str(self.account)),)


def is_first_use_of_code(account: uuid.UUID, code: str) -> bool:
    """Record that a valid code of an account is used. False if it was used before, however it was written."""
    return rate_limits.allows(_USED_CODE, f"{account} {''.join(filter(str.isalnum, code)).lower()}")
