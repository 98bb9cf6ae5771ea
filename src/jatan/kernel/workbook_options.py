"""How xlsxwriter writes our workbooks: what somebody typed stays text and becomes no formula and no link."""

from collections.abc import Mapping
from typing import Any, Final

_PLAIN: Final = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
IN_MEMORY: Final[Mapping[str, Any]] = {"in_memory": True, **_PLAIN}
# Row by row, for workbooks of many rows: a row that is left cannot be written to again.
STREAMED: Final[Mapping[str, Any]] = {"constant_memory": True, **_PLAIN}
