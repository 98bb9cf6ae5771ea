"""Warnings about imported rows, shown with the record; and the codes for which a row is parked."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from jatan.kernel.problems import Message

# The only reasons to park a row, most severe first: a row is counted under its first.
PARKING_CODES = (
    "negative_number",
    "parts_exceed_total",
    "date_in_future",
    "no_such_date",
    "unknown_place",
    "missing_required",
    "unreadable",
    "implausible",
    "looks_alike",
)

CODES: Mapping[str, Message] = {
    "joined_before_formed": _("Joined before the forum was formed."),
    "minor_travelling": _("Under eighteen and travelling for work."),
    "closed_without_date": _("Closed, but the day is not written."),
    "resolved_without_date": _("Resolved, but the day is not written, so it is not counted as resolved."),
    "resolved_before_received": _("Resolved before it was received."),
    "resolved_on_but_open": _("A day of resolving is written, but the status says it is open."),
    "received_before_applied": _("The benefit came before it was applied for."),
    "leaves_before_registered": _("Left before being registered."),
    "returns_before_leaving": _("The expected return lies before the leaving."),
    "formed_without_date": _("The day of formation is not written, so the forum is not counted."),
    "joined_without_date": _("The day of joining is not written, so the member is not counted."),
    "destination_unknown": _("We do not know this destination; kept as written."),
    "value_not_recognised": _("We do not know this word; kept as written."),
    "phone_unreadable": _("This is not a telephone number; kept as written."),
    "several_phones": _("More than one telephone number is written; the first one is recorded."),
    "month_only": _("Only the month is written; the record has no day."),
    "month_first": _("Read as month/day/year, because other dates of this column can only be that."),
    "returned_before_leaving": _("Came back before leaving."),
    "age_unlikely": _("This age is unlikely."),
    "total_exceeds_parts": _("The total is more than women, men, girls and boys together."),
    "text_shortened": _("This text is too long for the record; the end was left out."),
    "aadhaar_masked": _("This may be an Aadhaar number; it was masked and not kept."),
    "day_unreadable": _("No day could be read here; it was left empty."),
    "number_unreadable": _("No number could be read here; it was left empty."),
    "total_added_up": _("The formula of the total was never calculated; women, men, girls and boys were added up."),
    "error_in_cell": _("The spreadsheet shows an error here; it was left empty."),
    "part_unknown": _("One of women, men, girls and boys is not known; the total counts the others."),
    "figure_confirmed": _("This figure is unusual; somebody looked at it and said that it is right."),
    "number_not_exact": _("The number is written as not exact; it was taken as it stands."),
    "converted_font": _("Typed in a font like Kruti Dev; it was read as the Hindi that the font shows."),
    "left_empty": _("Nothing stands here; somebody said that it is as in the row above."),
    "from_title": _("A title or the name of the sheet says this of all its rows."),
    "comment": _("A comment stands at this row."),
    "old_font": _("This may be Hindi in a font like Kruti Dev; it was kept as it is written."),
    "answer_confirmed": _("Somebody looked at what is written here and said that it is right."),
    "as_above": _("A ditto mark stands here; it was read as what the row above says."),
    "several_days": _("Several days are written; it is counted on the first."),
    "case_code_twice": _("Another case of this office has the same code."),
}


@dataclass(frozen=True, slots=True)
class RowOddity:
    """An oddity: `field` is the register's column, `detail` the cell as written (where the record does not keep it)."""

    code: str
    field: str = ""
    detail: str = ""


def warning_text(code: str) -> Message:
    """The message of a warning code; an unknown code itself."""
    return CODES.get(code, code)
