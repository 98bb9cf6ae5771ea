"""Labels of numbers in reports."""

from django.utils.translation import gettext

from jatan.evidence.indicators.definitions import BY_QUARTER, COUNTABLE, COUNTED
from jatan.evidence.indicators.results import ImpactReport, Key
from jatan.evidence.indicators.shapes import Indicator, Value
from jatan.kernel.localised import Localised
from jatan.kernel.numbers import format_integer
from jatan.kernel.periods import Period


def countable_numbers() -> list[tuple[str, str]]:
    """("code.value", label) of the numbers that can have a target, in published order, in the active language."""
    return [
        (f"{one.code}.{value.name}", f"{one.label.in_language()}: {value.label.in_language()}")
        for one in COUNTED
        for value in one.values
        if (one.code, value.name) in COUNTABLE
    ]


def number_label(report: ImpactReport, one: Indicator, value: Value, *, is_of_lines: bool = False) -> str:
    """The value's label, marked where the number is rounded; in a table of lines also where the total is exact.

    Words in place of a number are not "about" anything.
    """
    is_rounded = (one.code, value.name) in report.rounded if is_of_lines else report.is_rounded(one.code, value.name)
    is_number = is_of_lines or report.absence(one.code, value.name) is None
    return about_words(value.label.in_language(), is_about=is_rounded and is_number)


def about_words(what: str, *, is_about: bool) -> str:
    """What a number counts, marked where the number is rounded."""
    return gettext("%(what)s (about)") % {"what": what} if is_about else what


def with_named(what: str, named: int | None) -> str:
    """What a number of attendances counts, and how many different people of these are on record by name."""
    if not named:
        return what
    return gettext("%(what)s (of these by name: %(people)s people)") % {
        "what": what,
        "people": format_integer(named),
    }


def as_written(words: Localised, language: str) -> str:
    """The words in the paper's language; where nobody has written them in it, as they are, and that is told."""
    own, other = (words.hi, words.en) if language == "hi" else (words.en, words.hi)
    if own or not other:
        return own
    note = gettext("(written in Hindi)") if language != "hi" else gettext("(written in English)")
    return f"{other} {note}"


def in_its_language(text: str) -> Localised:
    """What somebody wrote in one language, told by its script."""
    is_hindi = any("\u0900" <= letter <= "\u097f" for letter in text)
    return Localised(hi=text, en="") if is_hindi else Localised(hi="", en=text)


def counted_days(report: ImpactReport, key: Key) -> Period:
    """The days over which a number is counted: whole quarters of cases, published months of rounded persons."""
    if report.is_rounded(*key) and report.published is not None:
        return report.published
    if key[0] in BY_QUARTER:
        return report.period.whole_quarters() or report.period
    return report.period


def theme_note(theme: str) -> str:
    """What a paper about a theme leaves out. `theme`: its name, or several."""
    return gettext(
        "Only activities recorded with the theme “%(theme)s” are counted here. Issues, cases, schemes and promises "
        "have no theme and are left out, and so is who came, women and men, which is not counted by theme."
    ) % {"theme": theme}
