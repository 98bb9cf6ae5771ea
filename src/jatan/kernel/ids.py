"""Primary keys, made before a row is written, so that rows can refer to each other before they are saved."""

import uuid
from typing import Final

from uuid_utils.compat import uuid7

# The random bits at the end of a UUIDv7.
_TAIL: Final = (1 << 62) - 1


def new_id(made_for: uuid.UUID | None = None) -> uuid.UUID:
    """A UUIDv7: unique without the database, and ordered by creation time, so that an index grows at its end.

    `made_for`: an id whose random bits it takes over, so that what was made for it is found again (`is_made_for`).
    """
    made = uuid7()
    return made if made_for is None else uuid.UUID(int=(made.int & ~_TAIL) | (made_for.int & _TAIL))


def is_made_for(made: uuid.UUID, made_for: uuid.UUID) -> bool:
    """Whether an id was made by `new_id(made_for)`."""
    return made.int & _TAIL == made_for.int & _TAIL


def is_id(text: str) -> bool:
    """True for an id as it is written everywhere here: small letters and hyphens."""
    try:
        return str(uuid.UUID(text)) == text
    except ValueError:
        return False
