"""The released numbers as one CSV, in Hindi and English: codes beside words, and how each number was counted.

A number that is not released of a year stands there with an empty amount: nobody may read a nought into it.
"""

import csv
import datetime as dt
import io
from collections.abc import Iterator
from typing import Final

from jatan.evidence.indicators.rounding_rule import BASE
from jatan.evidence.releases.selectors import PublicNumber, YearNumber, public_numbers
from jatan.kernel.localised import Localised
from jatan.kernel.periods import financial_year, year_words
from jatan.web.ui.workbooks.cells import safe_text

COLUMNS: Final = (
    "financial_year",
    "from",
    "to",
    "indicator",
    "value",
    "indicator_hi",
    "indicator_en",
    "unit_hi",
    "unit_en",
    "amount",
    "state",
    "method_hi",
    "method_en",
)
_STATES: Final = {
    "exact": Localised(hi="पूरी संख्या", en="exact"),
    "about": Localised(
        hi=f"लगभग: हर संस्था और ज़िले के लिए {BASE}-{BASE} के अंतर पर, ताकि किसी को पहचाना न जा सके",
        en=f"about: rounded to {BASE} for each member and district, so that nobody can be recognised",
    ),
    "not_published": Localised(hi="इस साल की सबके लिए नहीं दी गई", en="not published of this year"),
}


def numbers_csv() -> bytes:
    """UTF-8 with the mark that spreadsheets ask for; lines end in CR LF (RFC 4180). One query."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    found = public_numbers()
    for place, year in enumerate(found.years):
        writer.writerows(_line(one, year, one.years[place]) for one in found.numbers)
    return out.getvalue().encode("utf-8-sig")


def _line(one: PublicNumber, year: dt.date, number: YearNumber | None) -> list[str]:
    state = "not_published" if number is None else "about" if number.about else "exact"
    period = financial_year(year)
    texts = (
        year_words(year),
        period.start.isoformat(),
        period.end.isoformat(),
        *one.key,
        *_both(one.label),
        *_both(one.unit),
        "" if number is None else str(number.amount),
        state,
        *_methods(one, state),
    )
    return [safe_text(text) for text in texts]


def _both(words: Localised) -> tuple[str, str]:
    return words.in_language("hi"), words.in_language("en")


def _methods(one: PublicNumber, state: str) -> Iterator[str]:
    for language in ("hi", "en"):
        yield f"{one.counted.in_language(language)}; {_STATES[state].in_language(language)}"
