"""Text that PostgreSQL can hold: JSON may carry what no database and no UTF-8 can, and a row must not be lost with it.

A text message that a gateway cut inside an emoji ends with half a character ("\\ud800"). The half becomes U+FFFD, the
sign for a character that could not be read; what stands around it is kept. NUL characters go.
"""

import re
from typing import Any, Final

_HALF: Final = re.compile("[\ud800-\udfff]")


def storable(text: str) -> str:
    """The text without NUL characters, each lone half of a character as U+FFFD. A pair of halves becomes one character.

    Other texts are returned as they are.
    """
    if _HALF.search(text):
        text = _HALF.sub("\ufffd", text.encode("utf-16", "surrogatepass").decode("utf-16", "replace"))
    return text.replace("\x00", "")


def storable_json(value: Any) -> Any:
    """A parsed JSON value with every text and name in it as `storable`."""
    if isinstance(value, str):
        return storable(value)
    if isinstance(value, list):
        return [storable_json(one) for one in value]
    if isinstance(value, dict):
        return {storable(name): storable_json(one) for name, one in value.items()}
    return value
