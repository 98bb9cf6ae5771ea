"""Parts that all workbooks to mend have in common: names of sheets, lists to choose from, cells that refuse typing."""

from collections.abc import Iterable, Mapping
from typing import Final

import xlsxwriter
from django.utils.translation import gettext as _
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from jatan.web.ui.workbooks.cells import cell_text

# Nothing that is written may become a formula or a link, and memory does not grow with the rows.
LIST_SHEET: Final = "lists"
_NOT_IN_NAMES: Final = str.maketrans("", "", "[]:*?/\\'")
_LONGEST_NAME: Final = 31


def sheet_name(label: str) -> str:
    """The name of a sheet, of at most 31 characters, in whole words."""
    name = label.translate(_NOT_IN_NAMES)
    return name if len(name) <= _LONGEST_NAME else name[: _LONGEST_NAME + 1].rsplit(" ", 1)[0][:_LONGEST_NAME]


def list_ranges(lists: Mapping[str, list[str]]) -> dict[str, str]:
    """{column: the range of its values in the sheet of lists}."""
    letters = {column: xl_col_to_name(place) for place, column in enumerate(lists)}
    return {
        column: f"={LIST_SHEET}!${letters[column]}$1:${letters[column]}${len(values)}"
        for column, values in lists.items()
    }


def write_lists(book: xlsxwriter.Workbook, lists: Mapping[str, list[str]]) -> None:
    """Write the values to choose from into a hidden sheet, the last one, because the first is the one that opens."""
    sheet = book.add_worksheet(LIST_SHEET)
    for line in range(max(len(values) for values in lists.values())):
        for place, values in enumerate(lists.values()):
            if line < len(values):
                sheet.write_string(line, place, cell_text(values[line]))
    sheet.hide()


def keep_as_written(sheet: Worksheet, places: Iterable[int], first: int, last: int, message: str) -> None:
    """Refuse what is typed into these columns. The sheet itself is not locked: a locked one cannot be sorted."""
    for place in places:
        refused = {
            "validate": "custom",
            "value": "=FALSE",
            "error_title": _("Not here"),
            "error_message": message,
        }
        sheet.data_validation(first, place, last, place, refused)


def offer_list(sheet: Worksheet, place: int, first: int, last: int, source: str) -> None:
    """Offer values in a column; other words are accepted too, because one may be typed in another spelling."""
    offered = {"validate": "list", "source": source, "error_type": "information"}
    sheet.data_validation(first, place, last, place, offered)
