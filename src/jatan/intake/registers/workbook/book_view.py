"""What a workbook is to its readers, and a workbook seen through another that shows some cells otherwise."""

from collections.abc import Iterator
from typing import Any, Protocol

from jatan.intake.registers.recognise.repeated_cells import Merged
from jatan.intake.registers.workbook.hidden_parts import Hidden
from jatan.intake.registers.workbook.row_marks import Marks


class Workbook(Protocol):
    """Sheets by name. `rows` may be called more than once.

    Text set in a Hindi font older than Unicode is a FontText. `has_unread_fonts`: some may be set in such a font that
    is not read; such text is an UnreadFontText.
    """

    @property
    def names(self) -> list[str]: ...

    @property
    def has_unread_fonts(self) -> bool: ...

    def rows(self, name: str) -> Iterator[list[Any]]: ...

    def merged(self, name: str) -> list[Merged]: ...

    def hidden(self, name: str) -> Hidden: ...

    def marks(self, name: str) -> Marks: ...

    def close(self) -> None: ...


class BookView:
    """A Workbook that answers as `book` does; a subclass changes what `rows` yields. Closing it closes `book`."""

    def __init__(self, book: Workbook) -> None:
        self._book = book

    @property
    def names(self) -> list[str]:
        return self._book.names

    @property
    def has_unread_fonts(self) -> bool:
        return self._book.has_unread_fonts

    def rows(self, name: str) -> Iterator[list[Any]]:
        return self._book.rows(name)

    def merged(self, name: str) -> list[Merged]:
        return self._book.merged(name)

    def hidden(self, name: str) -> Hidden:
        return self._book.hidden(name)

    def marks(self, name: str) -> Marks:
        return self._book.marks(name)

    def close(self) -> None:
        self._book.close()
