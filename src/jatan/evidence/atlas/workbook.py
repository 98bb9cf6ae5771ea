"""All corridors as an XLSX workbook: a page across, heads that stay, the total last. Texts never become formulas."""

import io
from typing import Any

import xlsxwriter
from django.utils.translation import gettext, pgettext

from jatan.evidence.atlas.corridors import Corridors, whole_name
from jatan.kernel.workbook_options import IN_MEMORY

_NUMBERS = ("count", "women", "minors")
_A4 = 9


def corridors_workbook(found: Corridors, *, whose: str) -> bytes:
    """In the active language. `whose`: the member or network that the corridors are of."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, IN_MEMORY) as book:
        head = book.add_format({"bold": True, "text_wrap": True, "bottom": 1, "valign": "top"})
        total = book.add_format({"bold": True, "top": 1, "num_format": "#,##0"})
        title, number = book.add_format({"bold": True, "font_size": 14}), book.add_format({"num_format": "#,##0"})
        sheet = book.add_worksheet(gettext("Corridors of migration")[:31])
        _set_page(sheet)
        sheet.write_string(0, 0, f"{gettext('Corridors of migration')} – {whose}", title)
        sheet.write_string(1, 0, f"{found.counted.start:%d.%m.%Y} – {found.counted.end:%d.%m.%Y}")
        heads = (
            pgettext("place", "From"),
            pgettext("place", "To"),
            gettext("Journeys"),
            gettext("Women and girls"),
            gettext("Under 18"),
        )
        for column, words in enumerate(heads):
            sheet.write_string(2, column, words, head)
        for place, row in enumerate(found.rows, start=3):
            sheet.write_string(place, 0, whole_name(row.origin))
            sheet.write_string(place, 1, whole_name(row.destination))
            for column, name in enumerate(_NUMBERS, start=2):
                sheet.write_number(place, column, getattr(row, name), number)
        last = 3 + len(found.rows)
        sheet.write_string(last, 0, gettext("Total"), total)
        sheet.write_blank(last, 1, None, total)
        for column, name in enumerate(_NUMBERS, start=2):
            sheet.write_number(last, column, sum(getattr(row, name) for row in found.rows), total)
    return out.getvalue()


def _set_page(sheet: Any) -> None:
    sheet.set_column(0, 1, 32)
    sheet.set_column(2, 4, 14)
    sheet.set_paper(_A4)
    sheet.fit_to_pages(1, 0)
    sheet.freeze_panes(3, 1)
    sheet.repeat_rows(2)
    sheet.set_footer("&R&P / &N")
