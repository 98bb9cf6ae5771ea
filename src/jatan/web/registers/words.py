"""Labels of the importer's codes: registers, columns, reasons and refusals."""

from collections.abc import Iterable, Mapping, Sequence

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from jatan.intake.registers.labels import COLUMNS, KINDS, column_label, kind_label
from jatan.intake.registers.recognise.vocabulary.kinds import ORDER
from jatan.intake.registers.translate.warnings import warning_text
from jatan.kernel.problems import MESSAGES, Message

__all__ = [
    "COLUMNS",
    "KINDS",
    "REFUSALS",
    "cell_label",
    "column_label",
    "content_label",
    "in_import_order",
    "in_order",
    "kind_label",
    "kinds_label",
    "problem_text",
    "reason_label",
]

_CONTENTS: Mapping[str, Message] = {
    "serials": _("running numbers"),
    "dates": _("days"),
    "blocks": _("names of blocks"),
    "districts": _("names of districts"),
    "panchayats": _("names of panchayats"),
    "villages": _("names of villages"),
    "places": _("names of places"),
    "groups": _("names of groups"),
    "persons": _("names of persons"),
    "ages": _("ages"),
    "phones": _("telephone numbers"),
    "people": _("numbers of people"),
    "visits": _("small numbers"),
    "money": _("amounts of money"),
    "codes": _("codes"),
    "words": _("words that we know"),
}

_REASONS: Mapping[str, Message] = {
    "negative_number": _("count below zero"),
    "parts_exceed_total": _("parts exceed the total"),
    "date_in_future": _("day has not come yet"),
    "no_such_date": _("no such day"),
    "unknown_place": _("place not known"),
    "missing_required": _("something is missing"),
    "unreadable": _("could not be read"),
    "implausible": _("is this right?"),
    "looks_alike": _("may be on record already"),
}

REFUSALS: Mapping[str, Message] = {
    "not_a_workbook": _("This is not a spreadsheet that can be read, or it is damaged."),
    "protected_workbook": _("This workbook has a password. Write it below, and choose the file once more."),
    "wrong_password": _("This password does not open the workbook."),
    "password_not_supported": _("Only the program that set its password opens this file. Save it without one."),
    "letters_lost": _(
        "The Hindi letters of this file were damaged when it was saved. Save it as .xlsx, or as CSV UTF-8."
    ),
    "not_calculated": _(
        "A cell holds a formula that was never calculated. Open the file in Excel or LibreOffice, save it there, and"
        " bring it again."
    ),
    "dangerous_workbook": _("This file is built in a way that could harm the computer. It was not opened."),
    "workbook_too_large": _("This file is too large. Please split the workbook."),
    "hidden_unanswered": _("Something is hidden in this workbook. Say first whether it is taken in or left out."),
    "waiting_rows": _("This workbook was taken out to be mended. Bring it in on the page it came from."),
    "no_waiting_rows": _("This is not the workbook that you took from “Rows that wait”."),
    "file_not_here": _("The uploaded file is not on this server, or its place does not answer. Upload it once more."),
    "not_waiting": _("The file of this preview is no longer there. Please upload it again."),
}


def in_order(columns: Iterable[str]) -> list[str]:
    """Columns in the order in which registers have them, unknown ones last."""
    place = {name: number for number, name in enumerate(COLUMNS)}
    return sorted(columns, key=lambda name: place.get(name, len(place)))


def in_import_order(kinds: Iterable[str]) -> list[str]:
    """Kinds of registers in the order in which they are imported; a run's counts have lost it."""
    return sorted(kinds, key=ORDER.index)


def kinds_label(codes: Sequence[str]) -> str:
    """The labels of up to two registers; of more, how many there are."""
    if len(codes) > 2:
        return ngettext("%(count)s register", "%(count)s registers", len(codes)) % {"count": len(codes)}
    return ", ".join(str(kind_label(code)) for code in codes)


def cell_label(column: str, cell: str) -> str:
    """The column's label, with the name of the cell in the sheet where it is known: "Women (cell G2)"."""
    label = str(column_label(column))
    return gettext("%(column)s (cell %(cell)s)") % {"column": label, "cell": cell} if cell else label


def content_label(code: str) -> Message:
    """What the values of a column are; the code itself where there is no label."""
    return _CONTENTS.get(code, code)


def reason_label(code: str) -> Message:
    """A short label of a parking reason; the message of a warning code."""
    return _REASONS.get(code) or warning_text(code)


def problem_text(code: str, message: str) -> str:
    """A problem's message in the reader's language; it is stored in English and translated here."""
    return gettext(message) if message else str(MESSAGES.get(code) or REFUSALS.get(code) or code)
