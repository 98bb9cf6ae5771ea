"""What a phone shows: codes and tokens, of which the database keeps keyed digests, and challenges, each for one use.

A challenge is signed by the server and carries its own time; a phone signs it with each request. It lasts ten minutes
and is good for one request of one phone, so that a request that somebody recorded is worth nothing.
"""

import datetime as dt
import hashlib
import secrets
import uuid
from typing import Final

from django.core import signing
from django.utils.crypto import constant_time_compare, salted_hmac

from jatan.foundation.access import rate_limits
from jatan.foundation.access.rate_limits import RateLimit

CHALLENGE_LASTS: Final = dt.timedelta(minutes=10)
_CODE_BYTES, _TOKEN_BYTES = 16, 32
_MOST_CHARACTERS = 200
_SALT: Final = "jatan.devices.challenge"
# Counted in the database, so that every process knows of it; for longer than a challenge lasts.
_USED: Final = RateLimit("device-challenge", 1, 6 * CHALLENGE_LASTS)


def new_code() -> str:
    """A code with which one phone is enrolled: 128 random bits, 22 characters that need no escaping in a link."""
    return secrets.token_urlsafe(_CODE_BYTES)


def new_token() -> str:
    """A token: 256 random bits."""
    return secrets.token_urlsafe(_TOKEN_BYTES)


def digest(secret: str) -> str:
    """What the database keeps of a code or token. Keyed: a stolen backup finds none of them by trying."""
    return salted_hmac("jatan.devices", secret, algorithm=hashlib.sha256().name).hexdigest()


def is_digest_of(kept: str, secret: str) -> bool:
    """Compare in constant time. An empty `kept` belongs to nothing."""
    return constant_time_compare(kept, digest(secret)) and bool(kept)


def new_challenge() -> str:
    """A challenge for the next ten minutes, in ASCII."""
    return signing.TimestampSigner(salt=_SALT).sign(secrets.token_urlsafe(_CODE_BYTES))


def is_fresh_challenge(text: str) -> bool:
    """True for a challenge that this server made within the last ten minutes."""
    if len(text) > _MOST_CHARACTERS:
        return False
    try:
        signing.TimestampSigner(salt=_SALT).unsign(text, max_age=CHALLENGE_LASTS)
    except signing.BadSignature:
        return False
    return True


def is_first_use(text: str, device: uuid.UUID) -> bool:
    """Count the use of a fresh challenge. False if a request of this phone was signed over it before."""
    return rate_limits.allows(_USED, f"{device}:{text}")
