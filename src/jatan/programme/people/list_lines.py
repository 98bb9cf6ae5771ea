"""People entered as a list, a line each: a pasted list, and age and telephone number as somebody wrote them.

Nothing is recorded here: whoever reads a list shows every line before it is written.
"""

import re
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from jatan.kernel import clock
from jatan.kernel.numbers import parse_int, parse_phone
from jatan.kernel.problems import Problem
from jatan.kernel.text.invisible import without_controls
from jatan.programme.people.choices import Sex
from jatan.programme.people.models import Person
from jatan.programme.people.rules import age_on_day
from jatan_names import fold

MOST_PASTED: Final = 60  # lines
_LONGEST: Final = 20_000  # characters
_CELLS = re.compile(r"\t|;|\||,")
_NUMBER = re.compile(r"^\s*[\d०-९]{1,3}[.)]?\s*$")
# What a chat puts around a line: the frame of a number as emoji, "[30/11/26, 9:05 am] Rajni:", "1." or a bullet.
_FRAME = "\u20e3"
_MESSAGE = re.compile(
    r"^\s*\[?\d{1,2}[/.]\d{1,2}[/.]\d{2,4},?\s+\d{1,2}:\d{2}(?::\d{2})?\s*(?:[ap]\.?m\.?)?\]?\s*-?\s*[^:\t]{1,60}:",
    re.I,
)
_IN_FRONT = re.compile(r"^[\s*•·▪●\-–—]*(?:\(?[\d०-९]{1,3}(?:\s*[.):\]-]+\s*|\s+(?=[^\W\d])))?")
_PHONE = re.compile(r"\+?[\d०-९](?:[ -]?[\d०-९]){9,12}(?![\d०-९])")
_AGE = re.compile(
    r"(?:(?<=[\s(,:–—-])|^)(?:उम्र|उमर|आयु|age)?\s*[:=-]?\s*(?<![\d०-९])([\d०-९]{1,3})(?![\d०-९])"
    r"\s*(?:साल|सा\.|वर्ष|बरस|years?|yrs?\.?)?(?=$|[\s),.–—-])",
    re.I,
)
_PARTS = re.compile(r"\s+[-–—]+\s*|\s*[-–—]+\s+|[:()]")
_HEADINGS: Final = ("name", "नाम")
_SEXES: Final = {
    Sex.FEMALE.value: ("f", "female", "woman", "girl", "महिला", "म", "स्त्री", "औरत", "लड़की", "महि"),
    Sex.MALE.value: ("m", "male", "man", "boy", "पुरुष", "पु", "लड़का", "मर्द"),
    Sex.OTHER.value: ("t", "transgender", "other", "अन्य", "ट्रांसजेंडर"),
}
_OLDEST: Final = 120
_NO_PHONE = _("This is no telephone number. Correct it, or leave it empty.")
_TOO_MUCH = _("This is too much at once. Paste fewer lines.")


def lines_of_list(text: str, *, is_of_a_chat: bool = False) -> list[list[str]]:
    """The cells of every line that is not empty, without a heading and without a number in front.

    `is_of_a_chat`: as people write it to each other, "1. सुकरो उराँव (32) - 9876543210": name, then each age and number
    as a cell of its own. For whoever knows the cells by what they say, not by their place.

    Raises Problem of the field `pasted` for an empty list or one that is too long.
    """
    if len(text) > _LONGEST:
        raise Problem("too_many", _TOO_MUCH, field="pasted")
    rows = [cells for line in text.splitlines() if (cells := _cells(line, is_of_a_chat))]
    if rows and fold(rows[0][0]) in {fold(word) for word in _HEADINGS}:
        rows = rows[1:]
    if not rows:
        raise Problem("missing_required", field="pasted")
    if len(rows) > MOST_PASTED:
        raise Problem("too_many", _TOO_MUCH, field="pasted")
    return rows


def sex_named(text: str) -> str:
    """The code of a sex written in either language; "" where it is not understood."""
    wanted = fold(text)
    return next((code for code, words in _SEXES.items() if wanted in {fold(word) for word in words}), "")


def read_age(text: str) -> int | None:
    """The age in years of 0 to 120; None for an empty text. Raises Problem("unreadable")."""
    if not text.strip():
        return None
    age = parse_int(text)
    if not 0 <= age <= _OLDEST:
        raise Problem("unreadable")
    return age


def read_phone(text: str) -> str:
    """Ten digits; "" for an empty text. Raises Problem("unreadable")."""
    phone = parse_phone(text) if text.strip() else ""
    if phone is None:
        raise Problem("unreadable", _NO_PHONE)
    return phone


def stated_differently(person: Person, *, age: int | None, phone: str) -> dict[str, Any]:
    """The telephone number and age of somebody on record that are stated today and differ from her record."""
    known = age_on_day(clock.today(), age=person.age, age_on=person.age_on, birth_year=person.birth_year)
    found: dict[str, Any] = {"phone": phone} if phone and phone != person.phone else {}
    return found | ({"age": age} if age is not None and age != known else {})


def _cells(line: str, is_of_a_chat: bool) -> list[str]:
    """The cells of a line without a number in front; [] for an empty line. Tabs part cells where there are any."""
    line = without_controls(line).replace(_FRAME, "")
    is_of_a_chat = is_of_a_chat and "\t" not in line
    if is_of_a_chat:
        line = _IN_FRONT.sub("", _MESSAGE.sub("", line, count=1), count=1)
    parts = line.split("\t") if "\t" in line else _CELLS.split(line)
    cells = [part.strip() for part in parts]
    if len(cells) > 1 and _NUMBER.match(cells[0]):
        cells = cells[1:]
    if is_of_a_chat:
        cells = [one for cell in cells for one in _of_a_chat(cell)]
    return cells if any(cells) else []


def _of_a_chat(cell: str) -> list[str]:
    """What stands in one cell as people write it in a chat: "सुकरो उराँव (32 साल) - 98765 43210". Name first.

    A cell without a letter stays as it is, so that what cannot be read is shown as it was written.
    """
    if not any(letter.isalpha() for letter in cell):
        return [cell]
    phones = [found[0] for found in _PHONE.finditer(cell) if parse_phone(found[0])]
    rest = cell
    for phone in phones:
        rest = rest.replace(phone, " - ", 1)
    ages = [found[1] for found in _AGE.finditer(rest)]
    rest = _AGE.sub(" - ", rest)
    words = [part.strip(" .:-–—()*_") for part in _PARTS.split(rest)]
    return [*filter(None, words), *ages, *(phone.strip() for phone in phones)]
