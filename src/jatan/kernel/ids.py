"""Identity of a record, given before it is written: a command may name rows that do not exist yet."""

import uuid

from uuid_utils.compat import uuid7

__all__ = ["new_id"]


def new_id() -> uuid.UUID:
    """A UUIDv7: unique without asking the database, and sorted by creation, so an index grows at its end."""
    return uuid7()
