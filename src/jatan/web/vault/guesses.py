"""Guessing is slowed: eight wrong answers, then a quarter of an hour of waiting. Counted for one account alone."""

import uuid
from typing import Final

from django.core.cache import cache

__all__ = ["forget", "may_guess"]

_MOST: Final = 8
_SECONDS: Final = 15 * 60


def may_guess(account: uuid.UUID) -> bool:
    """Count one more try. False once there were too many; counted before the answer is looked at."""
    key = f"keys-guessed:{account}"
    cache.add(key, 0, _SECONDS)
    return int(cache.incr(key)) <= _MOST


def forget(account: uuid.UUID) -> None:
    """The answer was right."""
    cache.delete(f"keys-guessed:{account}")
