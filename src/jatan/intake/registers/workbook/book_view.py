"""A workbook seen through another: the same sheets, with some cells shown in another way."""

from collections.abc import Iterator
from typing import Any

from jatan.intake.registers.recognise.repeated_cells import Merged
from jatan.intake.registers.workbook.hidden_parts import Hidden
from jatan.intake.registers.workbook.reader import Workbook

__all__ = ["BookView"]


class BookView:
    """A Workbook that answers as `book` does; a subclass changes what `rows` yields. Closing it closes `book`."""

    def __init__(self, book: Workbook) -> None:
        self._book = book

    @property
    def names(self) -> list[str]:
        return self._book.names

    @property
    def has_legacy_fonts(self) -> bool:
        return self._book.has_legacy_fonts

    @property
    def has_unread_fonts(self) -> bool:
        return self._book.has_unread_fonts

    def rows(self, name: str) -> Iterator[list[Any]]:
        return self._book.rows(name)

    def merged(self, name: str) -> list[Merged]:
        return self._book.merged(name)

    def hidden(self, name: str) -> Hidden:
        return self._book.hidden(name)

    def close(self) -> None:
        self._book.close()
