"""What people did together in a report: stories, partners and their promises, money recovered and wages paid."""

import datetime as dt
import uuid
from collections.abc import Collection, Iterator, Sequence
from typing import Any

from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import formats
from django.utils.translation import gettext, ngettext, override

from jatan.evidence.indicators.absences import Absence
from jatan.evidence.indicators.definitions import indicator
from jatan.evidence.indicators.results import ImpactReport, Key
from jatan.evidence.reports.labels import as_written, in_its_language, number_label
from jatan.evidence.studio.audiences import story_use
from jatan.evidence.studio.blocks import Block, Figure, Item, Items, Lines, Note, Part, Story
from jatan.evidence.studio.promises import Promises, promises_in
from jatan.foundation.access.actors import Actor
from jatan.kernel.localised import Localised
from jatan.kernel.numbers import format_integer
from jatan.kernel.periods import Period
from jatan.programme.allies.models import Agreement
from jatan.programme.allies.selectors import agreements, joint_work
from jatan.programme.booklet import models as booklet
from jatan.programme.booklet.selectors import printable

MOST_STORIES, MOST_PARTNERS = 2, 20
_RECOVERED: tuple[Key, ...] = (("money_recovered", "rupees"), ("money_recovered", "issues"))
_WAGES: tuple[Key, ...] = (
    ("wage_gap", "outcomes"),
    ("wage_gap", "less"),
    ("wage_gap", "promised"),
    ("wage_gap", "paid"),
)

MONEY: tuple[Key, ...] = (*_RECOVERED, *_WAGES)


def stories_part(
    by: Actor,
    *,
    period: Period,
    organisations: Collection[uuid.UUID],
    audience: str,
    language: str,
    districts: Collection[uuid.UUID] = (),
    themes: Collection[str] = (),
    project: uuid.UUID | None = None,
) -> Part | None:
    """One or two stories first printed, or else approved, in these days, of whom somebody said yes to this use.

    None where there is none, and in a report of some districts: that a story stands there would say where she lives. In
    a report of a grant it is said that nobody has linked it to the grant. One query.
    """
    if districts:
        return None
    rows = printable(by, story_use(audience)).filter(organisation_id__in=organisations)
    if themes:
        rows = rows.filter(topic__in=themes)
    day = Coalesce("published_on", "reviewed_on")
    rows = rows.annotate(day=day).filter(day__range=(period.start, period.end)).order_by("-day", "-id")
    with override(language):
        shown = tuple(_story(row, language) for row in rows[:MOST_STORIES])
        if not shown:
            return None
        title = ngettext("A story", "Stories", len(shown))
        notes = [gettext("Names, places, days and trades are changed, so that nobody can be recognised.")]
        if project is not None:
            notes.append(gettext("A story of these days, which nobody has linked to the grant."))
        return Part("stories", title, (*shown, *map(Note, notes)))


def _story(row: booklet.Story, language: str) -> Story:
    title = as_written(Localised(hi=row.title_hi, en=row.title_en), language)
    text = as_written(Localised(hi=row.body_hi, en=row.body_en), language)
    return Story(title, text, str(row.get_topic_display()) if row.topic else "")


def partners_part(
    by: Actor,
    *,
    period: Period,
    organisations: Collection[uuid.UUID],
    language: str,
    districts: Collection[uuid.UUID] = (),
    themes: Collection[str] = (),
    project: uuid.UUID | None = None,
) -> Part | None:
    """Institutions with an agreement in force or with joint work in these days, and what became of promises.

    Confidential rows stay out, one's own too: a report leaves the house. None where there is nothing, and for a theme
    or a grant, of which neither says anything. Four queries.
    """
    if themes or project is not None:
        return None
    with override(language):
        found = _partners(by, period, organisations, districts)
        promises = promises_in(period, by=by, organisations=organisations, districts=districts)
        blocks: list[Block] = []
        if found:
            blocks.append(Items(gettext("Partners"), tuple(found[:MOST_PARTNERS])))
        if len(found) > MOST_PARTNERS:
            more = len(found) - MOST_PARTNERS
            blocks.append(
                Note(ngettext("%(more)s more is not listed.", "%(more)s more are not listed.", more) % {"more": more})
            )
        blocks += _promise_blocks(promises, language)
        return Part("partners", _partners_title(len(found), promises), tuple(blocks)) if blocks else None


def _partners_title(partners: int, promises: Promises) -> str:
    counts = []
    if partners:
        counts.append(ngettext("%(n)s partner", "%(n)s partners", partners) % {"n": format_integer(partners)})
    if promises.kept + promises.partly:
        kept = promises.kept + promises.partly
        counts.append(ngettext("%(n)s promise kept", "%(n)s promises kept", kept) % {"n": format_integer(kept)})
    return ", ".join(counts) or gettext("Promises of offices and allies")


def _partners(
    by: Actor, period: Period, organisations: Collection[uuid.UUID], districts: Collection[uuid.UUID]
) -> list[Item]:
    """One item an institution, those with an agreement first."""
    runs = Q(ends_on__isnull=True) | Q(ends_on__gte=period.start)
    lasts = Q(ended_on__isnull=True) | Q(ended_on__gte=period.start)
    signed = _open_rows(agreements(by), organisations, districts).filter(runs, lasts, signed_on__lte=period.end)
    held = _open_rows(joint_work(by), organisations, districts).filter(held_on__range=(period.start, period.end))
    names: dict[uuid.UUID, str] = {}
    about: dict[uuid.UUID, list[str]] = {}
    for row in signed.order_by("signed_on", "id"):
        names[row.ally.current.id] = row.ally.current.name
        about.setdefault(row.ally.current.id, []).append(_agreement_words(row))
    works: dict[uuid.UUID, int] = {}
    for work in held:
        names[work.ally.current.id] = work.ally.current.name
        works[work.ally.current.id] = works.get(work.ally.current.id, 0) + 1
    for ally, times in works.items():
        words = ngettext("%(n)s time worked together", "%(n)s times worked together", times)
        about.setdefault(ally, []).append(words % {"n": format_integer(times)})
    return [Item(names[ally], " · ".join(dict.fromkeys(lines))) for ally, lines in about.items()]


def _agreement_words(row: Agreement) -> str:
    words = gettext("%(kind)s since %(day)s")
    return words % {"kind": row.get_kind_display(), "day": formats.date_format(row.signed_on, "j E Y")}


def _open_rows(
    rows: QuerySet[Any], organisations: Collection[uuid.UUID], districts: Collection[uuid.UUID]
) -> QuerySet[Any]:
    found = rows.filter(organisation_id__in=organisations, is_confidential=False)
    return found.filter(Q(place_id__in=districts) | Q(place__district_id__in=districts)) if districts else found


def _promise_blocks(promises: Promises, language: str) -> Iterator[Block]:
    """The counts of promises that are not all nought, and the latest that were kept."""
    now = gettext("promised in the period, as it stands today")
    made, ended = gettext("by the day promised"), gettext("by the day on which it was settled")
    counts = (
        (promises.kept, gettext("kept"), ended),
        (promises.partly, gettext("partly kept"), ended),
        (promises.broken, gettext("not kept"), ended),
        (promises.made, gettext("made"), made),
        (promises.open, gettext("still open"), now),
        (promises.overdue, gettext("of these past their day"), now),
    )
    if any(number for number, _label, _counted in counts):
        label, unit = gettext("Promises of offices and allies"), gettext("promises")
        figures = tuple(Figure(f"{label}: {one}", unit, number, counted=counted) for number, one, counted in counts)
        yield Lines(figures)
    if promises.kept_lately:
        yield Items(
            gettext("Promises kept"),
            tuple(
                Item(
                    as_written(in_its_language(one.what), language),
                    gettext("%(ally)s · promised %(promised)s · %(outcome)s %(settled)s")
                    % {
                        "ally": one.ally,
                        "promised": _day(one.promised_on),
                        "outcome": one.outcome.label,
                        "settled": _day(one.ended_on),
                    },
                )
                for one in promises.kept_lately
            ),
        )


def money_part(report: ImpactReport, *, language: str) -> Part | None:
    """Money recovered and wages promised and paid, as the report has them; None where nothing is recorded.

    No query: the numbers, and the words in place of one, are the report's.
    """
    with override(language):
        figures = [*_figures(report, _RECOVERED), *_figures(report, _WAGES)]
        if all(one.absence is Absence.NOT_RECORDED or one.number == 0 for one in figures):
            return None
        rupees = figures[0].number
        title = (
            gettext("₹%(rupees)s were recovered") % {"rupees": format_integer(rupees)}
            if isinstance(rupees, int) and rupees
            else gettext("Money recovered and wages paid")
        )
        return Part("money", title, (Lines(tuple(figures)),))


def _figures(report: ImpactReport, keys: Sequence[Key]) -> Iterator[Figure]:
    averages = {(one.code, value.name): (value, number) for one, found in report.loop() for value, number in found}
    for code, name in keys:
        one = indicator(code)
        value = one.value(name)
        number = report.cell(code, name)
        if value.is_average:
            if (code, name) not in averages or not isinstance(number, int):
                continue  # an average over nobody is no number
            number = averages[(code, name)][1] or 0
        yield Figure(
            one.label.in_language(),
            number_label(report, one, value),
            number,
            report.absence(code, name),
            key=(code, name),
            counted=one.counted.in_language(),
        )


def _day(day: dt.date) -> str:
    return formats.date_format(day, "j E Y")
