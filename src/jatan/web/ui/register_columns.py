"""What a register says of a record in columns that no field takes, on the page of the record."""

from django.utils.translation import gettext_lazy as _

from jatan.foundation.access.permissions import Permission
from jatan.intake.registers.selectors import other_cells_of
from jatan.web.ui.records.desk import DisplayField, Part

REGISTER_COLUMNS = Part(
    slug="register-columns",
    title=_("Other columns of the register"),
    see=Permission.REGISTER_IMPORT,
    rows=other_cells_of,
    columns=(DisplayField(_("Column"), "heading"), DisplayField(_("What is written"), "value")),
    empty=_("No register has more about this record."),
)
"""For who may import registers: a row of a register is nobody else's to read."""
