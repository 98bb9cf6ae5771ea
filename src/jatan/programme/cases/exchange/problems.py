"""What can be wrong with a value or file of another house: code -> message. A letter keeps the code alone."""

from collections.abc import Iterable, Mapping
from typing import Final

from django.utils.translation import gettext_lazy as _

from jatan.kernel.problems import Message, Problem

_MESSAGES: Final[Mapping[str, Message]] = {
    "unknown_field": _("The standard has no field of this name here."),
    "contradiction": _("Another line of the same case says something else."),
    "one_only": _("Only one answer belongs here; there are several."),
    "unknown_code": _("This word is not in the standard's list. Choose one of the list."),
    "too_long": _("This text is too long for its place."),
    "no_phone": _("This is no telephone number with its country code."),
    "yes_or_no": _("Only yes or no belongs here."),
    "too_large": _("This number is too large to be right."),
    "no_such_point": _("There is no such point on the map."),
    "unknown_language": _("This is no three-letter code of a language (ISO 639-2)."),
    "unknown_country": _("This is no two-letter code of a country (ISO 3166)."),
    "workbook_too_large": _("This workbook is too large. Send the sheet with the cases alone."),
    "empty_form": _("This is the empty form. Ask for the table that was filled with it."),
    "nothing_to_share": _("There is nothing that may be shared for this purpose."),
    "another_sheet": _("Another sheet of the same file was not read. Ask for it as a file of its own."),
}


def exchange_problem(code: str, *, candidates: Iterable[str] = ()) -> Problem:
    """The problem of that code with its message; an unknown code has the message of the kernel."""
    return Problem(code, _MESSAGES.get(code), candidates=candidates)
