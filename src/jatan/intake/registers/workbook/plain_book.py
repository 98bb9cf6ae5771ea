"""What formats other than XLSX do not tell: the font of a cell, and in text files what is hidden."""

from jatan.intake.registers.workbook.hidden_parts import Hidden
from jatan.intake.registers.workbook.row_marks import Marks


class PlainBook:
    """Base of workbooks whose fonts are not read: text in old Hindi fonts is found by its look. Nothing is hidden."""

    has_unread_fonts = False

    def hidden(self, name: str) -> Hidden:
        """Nothing."""
        return Hidden()

    def marks(self, name: str) -> Marks:
        """None."""
        return Marks()
