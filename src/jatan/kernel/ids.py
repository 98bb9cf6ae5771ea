"""Primary keys, made before a row is written, so that rows can refer to each other before they are saved."""

import uuid

from uuid_utils.compat import uuid7

__all__ = ["is_id", "new_id"]


def new_id() -> uuid.UUID:
    """A UUIDv7: unique without the database, and ordered by creation time, so that an index grows at its end."""
    return uuid7()


def is_id(text: str) -> bool:
    """True for an id as it is written everywhere here: small letters and hyphens."""
    try:
        return str(uuid.UUID(text)) == text
    except ValueError:
        return False
