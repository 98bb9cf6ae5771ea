"""What formats other than XLSX do not tell: the font of a cell, and what is hidden."""

from jatan.intake.registers.workbook.hidden_parts import Hidden

__all__ = ["PlainBook"]


class PlainBook:
    """Base of workbooks whose fonts and hidden parts are not read: text in old Hindi fonts is found by its look."""

    has_legacy_fonts = False

    def hidden(self, _name: str) -> Hidden:
        """Nothing: it is not known."""
        return Hidden()
