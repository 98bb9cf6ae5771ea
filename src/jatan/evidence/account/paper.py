"""The account and the donor's form as plain values in one language; page, PDF and DOCX are all made from it."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from django.utils.formats import date_format
from django.utils.translation import gettext, override

from jatan.evidence.account.donor_parts import DonorPart, donor_parts
from jatan.evidence.account.promises import Promises
from jatan.evidence.account.sentences import account_parts
from jatan.evidence.account.stories import Story
from jatan.evidence.indicators.definitions import BY_QUARTER, indicator
from jatan.evidence.indicators.results import ImpactReport, Key, cell_of
from jatan.evidence.reports.labels import number_label
from jatan.evidence.reports.layout import Cell, not_recorded_note
from jatan.evidence.reports.period_layout import days_in_words
from jatan.kernel.localised import Localised
from jatan.kernel.periods import Period
from jatan.programme.activities.choices import Theme

__all__ = ["REACH", "Item", "Line", "Paper", "PaperFigure", "PaperPart", "build_account", "build_donor"]

# The part of the donor's form that also tells who came.
REACH = "reach"
type Kind = Literal["account", "donor"]
type Texts = Mapping[str, Localised]


@dataclass(frozen=True)
class PaperFigure:
    """One number with its unit, the days over which it is counted, and how. `key`: (indicator, value), None for what
    is no indicator; `page`: the name of the page that lists it then. `months`: its numbers month by month, for a small
    picture."""

    number: Cell
    unit: str
    period: str
    counted: str
    key: Key | None = None
    months: tuple[int, ...] = ()
    page: str = ""

    @property
    def is_empty(self) -> bool:
        """True if nothing was counted, or nothing was ever recorded. What is not given to this reader is not empty."""
        return self.number == 0 or (isinstance(self.number, str) and self.number == _absent())


@dataclass(frozen=True)
class Line:
    """A sentence of the account (with its `code`) or an indicator of the donor's form, and its numbers."""

    code: str
    says: str
    figures: tuple[PaperFigure, ...]

    @property
    def is_empty(self) -> bool:
        """True if none of its numbers says anything."""
        return all(figure.is_empty for figure in self.figures)


@dataclass(frozen=True)
class Item:
    """A promise that was kept, or a story: a title and a line about it."""

    title: str
    about: str


@dataclass(frozen=True)
class PaperPart:
    """One part of a paper. `paragraph`: the network's own words, "" where there are none; `place`: where they stand.

    `note`: why the part has no numbers, where it has none.
    """

    code: str
    title: str
    place: str
    paragraph: str
    lines: tuple[Line, ...] = ()
    items: tuple[Item, ...] = ()
    note: str = ""

    @property
    def counted(self) -> tuple[Line, ...]:
        """The lines with a number."""
        return tuple(line for line in self.lines if not line.is_empty)

    @property
    def empty(self) -> tuple[Line, ...]:
        """The lines without any."""
        return tuple(line for line in self.lines if line.is_empty)


@dataclass(frozen=True)
class Paper:
    """All content of a paper, in `language`. `subject`: the members or places it is about; "" for the network.

    `headings`: what, number, period, how it is counted. `nothing`: over the lines without a number.
    """

    kind: Kind
    language: str
    title: str
    network: str
    subject: str
    theme: str
    period: str
    days: Period
    opening: str
    parts: tuple[PaperPart, ...]
    closing: str
    notes: tuple[str, ...]
    headings: tuple[str, str, str, str]
    nothing: str
    counted_at: dt.datetime | None = None

    @property
    def printed_parts(self) -> tuple[PaperPart, ...]:
        """The parts that have something to print."""
        return tuple(part for part in self.parts if part.paragraph or part.lines or part.items or part.note)

    @property
    def whose(self) -> str:
        """Who the paper is about."""
        return self.subject or self.network


def build_account(report: ImpactReport, texts: Texts, language: str) -> Paper:
    """The account over the report's period. `texts`: {place: paragraph}."""
    with override(language):
        parts = tuple(
            PaperPart(
                part.code,
                part.title.in_language(language),
                f"account_{part.code}",
                _words(texts, f"account_{part.code}", language),
                tuple(
                    Line(one.code, one.says.in_language(language), tuple(_figures(report, one.numbers)))
                    for one in part.sentences
                ),
            )
            for part in account_parts()
        )
        return _paper("account", gettext("Account of our work"), report, texts, language, parts)


def build_donor(
    report: ImpactReport,
    texts: Texts,
    language: str,
    *,
    promises: Promises | None,
    stories: Sequence[Story],
    theme: str = "",
    of_theme: Mapping[Key, int] | None = None,
    came: Mapping[str, int] | None = None,
) -> Paper:
    """The donor's form over the report's period. With a `theme`, its numbers are `of_theme`, and parts that have no
    theme are left out. `promises` None: they cannot be told for these places. `came`: attendances by sex and age."""
    with override(language):
        parts = tuple(
            _donor_part(part, report, texts, language, promises, stories, of_theme if theme else None, came or {})
            for part in donor_parts()
            if part.has_theme or not theme
        )
        named = str(Theme(theme).label) if theme else ""
        return _paper("donor", gettext("Report to a donor"), report, texts, language, parts, named)


def _donor_part(
    part: DonorPart,
    report: ImpactReport,
    texts: Texts,
    language: str,
    promises: Promises | None,
    stories: Sequence[Story],
    of_theme: Mapping[Key, int] | None,
    came: Mapping[str, int],
) -> PaperPart:
    place = f"donor_{part.code}"
    lines = tuple(_indicator_lines(report, part.numbers, of_theme))
    if part.code == REACH and came:
        lines = (_who_came(report, came), *lines)
    items: tuple[Item, ...] = ()
    note = ""
    if part.code == "promises":
        if promises is None:
            note = gettext("Promises are told for whole members and districts, not for one's own places.")
        else:
            lines, items = (_promise_line(report, promises),), tuple(_promise_items(promises))
    if part.code == "stories":
        items = tuple(Item(one.title.in_language(language), _about(one, language)) for one in stories)
    title = part.title.in_language(language)
    return PaperPart(part.code, title, place, _words(texts, place, language), lines, items, note)


def _paper(
    kind: Kind,
    title: str,
    report: ImpactReport,
    texts: Texts,
    language: str,
    parts: tuple[PaperPart, ...],
    theme: str = "",
) -> Paper:
    return Paper(
        kind=kind,
        language=language,
        title=title,
        network=report.subject.network.in_language() if report.subject.network else "",
        subject=report.subject.name.in_language() if report.subject.is_narrowed else "",
        theme=theme,
        period=days_in_words(report.period),
        days=report.period,
        opening=_words(texts, f"{kind}_opening", language),
        parts=parts,
        closing=_words(texts, f"{kind}_closing", language),
        notes=tuple(_notes(report, parts, theme)),
        headings=(
            gettext("What"),
            gettext("Number"),
            gettext("Period"),
            gettext("How it is counted"),
        ),
        nothing=gettext("Of this there is no record in the period:"),
        counted_at=report.counted_at,
    )


def _words(texts: Texts, place: str, language: str) -> str:
    """The paragraph in exactly this language: a paper never shows the other one in its place."""
    found = texts.get(place)
    return getattr(found, language) if found is not None else ""


def _figures(
    report: ImpactReport, keys: Iterable[Key], of_theme: Mapping[Key, int] | None = None
) -> Iterator[PaperFigure]:
    for code, name in keys:
        one = indicator(code)
        value, key = one.value(name), (code, name)
        if of_theme is not None:
            number: Cell = of_theme.get(key, 0)
            yield PaperFigure(
                number, value.label.in_language(), days_in_words(report.period), one.counted.in_language(), key
            )
            continue
        yield PaperFigure(
            report.cell(code, name),
            number_label(report, one, value),
            days_in_words(_counted_days(report, key)),
            one.counted.in_language(),
            key,
            tuple(line.number(code, name) or 0 for line in report.by_month),
        )


def _indicator_lines(report: ImpactReport, keys: Sequence[Key], of_theme: Mapping[Key, int] | None) -> Iterator[Line]:
    """One line for each indicator, with those of its values that the part names."""
    for code in dict.fromkeys(code for code, _name in keys):
        mine = [key for key in keys if key[0] == code]
        yield Line("", indicator(code).label.in_language(), tuple(_figures(report, mine, of_theme)))


def _counted_days(report: ImpactReport, key: Key) -> Period:
    """The days over which a number is counted: whole quarters of cases, published months of rounded persons."""
    if report.is_rounded(*key) and report.published is not None:
        return report.published
    if key[0] in BY_QUARTER:
        return report.period.whole_quarters() or report.period
    return report.period


def _who_came(report: ImpactReport, came: Mapping[str, int]) -> Line:
    """Attendances of the whole part by sex and age, as they were written at each activity."""
    period, counted = days_in_words(report.period), gettext("as written at each activity; a total alone is not divided")
    named = {
        "female:adult": gettext("women"),
        "male:adult": gettext("men"),
        "female:child": gettext("girls"),
        "male:child": gettext("boys"),
    }
    rest = sum(amount for member, amount in came.items() if member not in named)
    figures = [*((came.get(member, 0), unit) for member, unit in named.items()), (rest, gettext("not written who"))]
    return Line(
        "",
        gettext("Who came, attendances of all these together"),
        tuple(PaperFigure(number, unit, period, counted) for number, unit in figures),
    )


def _promise_line(report: ImpactReport, promises: Promises) -> Line:
    period = days_in_words(report.period)
    made, ended = gettext("by the day promised"), gettext("by the day on which it was settled")
    now = gettext("promised in the period, as it stands today")
    figures = (
        (promises.kept, gettext("kept"), ended),
        (promises.partly, gettext("partly kept"), ended),
        (promises.broken, gettext("not kept"), ended),
        (promises.made, gettext("made"), made),
        (promises.open, gettext("still open"), now),
        (promises.overdue, gettext("of these past their day"), now),
    )
    return Line(
        "",
        gettext("Promises of offices and allies"),
        tuple(
            PaperFigure(cell_of(number, promises.is_recorded), unit, period, counted, page="asked")
            for number, unit, counted in figures
        ),
    )


def _promise_items(promises: Promises) -> Iterator[Item]:
    for one in promises.kept_lately:
        yield Item(
            one.what,
            gettext("%(ally)s · promised %(promised)s · %(outcome)s %(settled)s")
            % {
                "ally": one.ally,
                "promised": date_format(one.promised_on, "j E Y"),
                "outcome": one.outcome,
                "settled": date_format(one.ended_on, "j E Y"),
            },
        )


def _about(story: Story, language: str) -> str:
    """The story itself, or what and of when the booklet or film is."""
    return (story.words.in_language(language) if story.words else "") or _published(story)


def _published(story: Story) -> str:
    return gettext("%(kind)s, published %(day)s") % {
        "kind": story.kind,
        "day": date_format(story.published_on, "j E Y"),
    }


def _notes(report: ImpactReport, parts: Sequence[PaperPart], theme: str) -> Iterator[str]:
    yield gettext("Participants are attendances: who came twice is counted twice.")
    if theme:
        yield gettext(
            "Only activities recorded with the theme “%(theme)s” are counted here. Issues, cases, schemes and promises "
            "have no theme and are left out."
        ) % {"theme": theme}
        return
    figures = [figure for part in parts for line in part.lines for figure in line.figures if figure.key]
    if any(figure.number == _absent() for figure in figures):
        yield not_recorded_note(report)
    if report.rounding_note is not None:
        yield report.rounding_note.in_language()
    if any(figure.number == cell_of(None, True) for figure in figures):
        yield gettext(
            "“–”: this number is not given for these days or this member, because it could give somebody away."
        )
    if report.quarter_note is not None:
        yield report.quarter_note.in_language()


def _absent() -> str:
    found = cell_of(0, False)
    return found if isinstance(found, str) else ""
