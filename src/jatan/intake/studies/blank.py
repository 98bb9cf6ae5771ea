"""The blank workbook of a study for one organisation: a line for each interview, with drop-down lists.

Texts are written as strings, so no cell can become a formula.
"""

import io
from collections.abc import Sequence
from typing import Any, Final

import xlsxwriter
from django.utils.translation import gettext, override
from xlsxwriter.utility import xl_col_to_name

from jatan.intake.studies.columns import FIXED, mark_of, question_heading, site_label
from jatan.kernel.questions import Question
from jatan.kernel.workbook_options import IN_MEMORY
from jatan.programme.studies.choices import ConsentKind
from jatan.programme.studies.models import Enumerator, Instrument, Site, Study

_LINES: Final = 500  # lines with drop-down lists
_LISTS: Final = "lists"
_WIDTHS: Final = {"number": 10, "site": 30, "enumerator": 22, "held_on": 13, "minutes": 10, "consent": 22}


def write_blank(
    study: Study, instrument: Instrument, sites: Sequence[Site], enumerators: Sequence[Enumerator], language: str
) -> bytes:
    """An XLSX for the interviews of one organisation: its drawn villages and enumerators stand in the lists."""
    out = io.BytesIO()
    with override(language), xlsxwriter.Workbook(out, IN_MEMORY) as book:
        head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        quiet = book.add_format({"font_color": "#6B6259", "valign": "top"})
        sheet = book.add_worksheet(gettext("Interviews"))
        lists = book.add_worksheet(_LISTS)
        lists.hide()
        sheet.write_string(0, 0, study.title, head)
        sheet.write_string(0, 5, mark_of(instrument), quiet)
        sheet.write_string(
            1,
            0,
            gettext(
                "One line for each interview. Write the number of the paper form; it tells two interviews apart."
                " Without consent leave the line out. No names."
            ),
            quiet,
        )
        listed: dict[str, list[str]] = {
            "site": [site_label(site) for site in sites],
            "enumerator": [f"{one.number} · {one.name}" for one in enumerators],
            "consent": [str(label) for label in ConsentKind.labels],
        }
        for column, (name, words) in enumerate(FIXED.items()):
            sheet.write_string(2, column, words.in_language(), head)
            sheet.set_column(column, column, _WIDTHS[name])
            if listed.get(name):
                _drop_down(sheet, lists, column, listed[name])
        for column, question in enumerate(instrument.asked(), start=len(FIXED)):
            _question_column(sheet, lists, column, question, head)
        sheet.set_row(2, 90)
        sheet.freeze_panes(3, 2)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
    return out.getvalue()


def _question_column(sheet: Any, lists: Any, column: int, question: Question, head: Any) -> None:
    sheet.write_string(2, column, question_heading(question), head)
    sheet.set_column(column, column, 24)
    cells = (3, column, 2 + _LINES, column)
    if question.kind == "choice":
        _drop_down(sheet, lists, column, [str(label) for _code, label in question.choices])
    elif question.is_number and (question.least is not None or question.most is not None):
        low, high = question.least, question.most
        criteria: dict[str, Any] = {"validate": "integer"}
        if low is not None and high is not None:
            criteria |= {"criteria": "between", "minimum": low, "maximum": high}
        else:
            criteria |= {"criteria": ">=" if low is not None else "<=", "value": high if low is None else low}
        sheet.data_validation(*cells, criteria)


def _drop_down(sheet: Any, lists: Any, column: int, words: Sequence[str]) -> None:
    """A list in a cell may have 255 characters at most, so it stands in a sheet of its own."""
    for row, text in enumerate(words):
        lists.write_string(row, column, text)
    name = xl_col_to_name(column)
    source = f"={_LISTS}!${name}$1:${name}${len(words)}"
    sheet.data_validation(3, column, 2 + _LINES, column, {"validate": "list", "source": source})
