"""Parts that are made from any number: the year in a page, targets, members side by side, method, all figures."""

from collections.abc import Iterator, Sequence
from statistics import median_low

from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.timezone import localtime
from django.utils.translation import gettext, ngettext, pgettext

from jatan.evidence.indicators.absences import Absence
from jatan.evidence.indicators.definitions import COUNTED, INDICATORS, PERSONS, indicator
from jatan.evidence.indicators.results import ImpactReport, Key, Line
from jatan.evidence.indicators.shapes import Indicator, Value
from jatan.evidence.months.choices import DECLARED, Status
from jatan.evidence.reports.changed_figures import change_notes
from jatan.evidence.reports.labels import about_words, number_label, theme_note
from jatan.evidence.reports.period_layout import completeness_sentence, days_in_words, owner_words, target_notes
from jatan.evidence.studio.blocks import (
    Block,
    Cell,
    Figures,
    Goal,
    Goals,
    Measure,
    Members,
    Note,
    Part,
    Strips,
    Table,
    Words,
)
from jatan.evidence.studio.facts import Facts
from jatan.evidence.studio.numbers import (
    LEAST_COMPARED,
    Time,
    came_before,
    cell_of_time,
    counted,
    figure_of,
    held_and_came,
    known_first,
    nothing_to_say,
    percent_words,
    times_of,
)
from jatan.evidence.studio.units import unit_of, with_unit
from jatan.evidence.targets.lines import TargetLine
from jatan.kernel import clock
from jatan.kernel.numbers import format_integer
from jatan.programme.activities.choices import Theme

_FIGURES, _SENTENCES, _MEASURES, _YEARS, _SHIFTS = 6, 3, 5, 7, 4


def year_part(facts: Facts) -> Part | None:
    """Three sentences by rule and six figures with their change."""
    times = times_of(facts.report)
    keys = list(known_first(facts))[:_FIGURES]
    if not keys:
        return None
    sentences = [capfirst(one) for one in _sentences(facts)]
    first = figure_of(facts, keys[0])
    title = sentences[0] if sentences else f"{first.label}: {format_integer(facts.amount(keys[0]))} {first.unit}"
    blocks: list[Block] = []
    if sentences[1:]:
        blocks.append(Words(" ".join(sentences[1 : _SENTENCES + 1])))
    blocks.append(Figures(tuple(figure_of(facts, key, times) for key in keys)))
    return Part("year", title, tuple(blocks))


def _sentences(facts: Facts) -> Iterator[str]:
    """What can be said of the whole, the most telling first."""
    held, came = held_and_came(facts.report)
    if held and came:
        words = {"attendances": with_unit("participants", came), "meetings": with_unit("meetings", held)}
        yield gettext("%(attendances)s at %(meetings)s") % words
        before = came_before(facts.report)
        if before:
            change = round((came - before) * 100 / before)
            yield gettext("In the days compared with it were %(before)s (%(change)s).") % {
                "before": with_unit("participants", before),
                "change": percent_words(change),
            }
    received, resolved = ("information_centres", "received"), ("information_centres", "resolved")
    if facts.is_number(received) and facts.is_number(resolved):
        words = {"received": counted(facts, received), "resolved": counted(facts, resolved, "issues")}
        yield gettext("%(received)s came to the help desks, %(resolved)s were resolved.") % words
    linked = ("scheme_linkages", "beneficiaries")
    if facts.is_number(linked):
        yield gettext("%(people)s received what a government scheme owes them.") % {"people": counted(facts, linked)}
    forums, members = ("forums", "forums"), ("forums", "members")
    if facts.is_number(forums):
        words = {"forums": counted(facts, forums), "members": with_unit("members", facts.amount(members))}
        yield (
            gettext("%(forums)s of migrants were formed, with %(members)s.") % words
            if facts.is_number(members)
            else gettext("%(forums)s of migrants were formed.") % words
        )


def changes_part(facts: Facts) -> Part | None:
    """What rose and what fell most against the period compared with; numbers too small for a percentage stay out."""
    report = facts.report
    if report.earlier is None or report.earlier.is_empty:
        return None
    found: list[tuple[int, Key, int, int]] = []
    for one in INDICATORS:
        for value in one.values:
            key, change, number = (one.code, value.name), report.change(one, value), report.number(one.code, value.name)
            if change is None or change.before is None or not change.percent or number is None:
                continue
            if max(change.before, number) >= LEAST_COMPARED:
                found.append((change.percent, key, change.before, number))
    rises = sorted((one for one in found if one[0] > 0), key=lambda one: -one[0])[:_SHIFTS]
    falls = sorted((one for one in found if one[0] < 0), key=lambda one: one[0])[:_SHIFTS]
    if not rises and not falls:
        return None
    percent, key, _before, _now = (rises or falls)[0]
    label = indicator(key[0]).label.in_language()
    words = gettext("%(what)s rose most: %(change)s") if rises else gettext("%(what)s fell most: %(change)s")
    blocks = [
        _shifts(facts, title, rows)
        for title, rows in ((gettext("More than before"), rises), (gettext("Less than before"), falls))
        if rows
    ]
    return Part("changes", words % {"what": label, "change": percent_words(percent)}, tuple(blocks))


def _shifts(facts: Facts, title: str, rows: Sequence[tuple[int, Key, int, int]]) -> Table:
    lines = tuple(
        (
            one.label.in_language(),
            number_label(facts.report, one, one.value(key[1])),
            before,
            percent_words(percent),
            now,
        )
        for percent, key, before, now in rows
        for one in (indicator(key[0]),)
    )
    headings = (
        gettext("What"),
        gettext("Of what"),
        gettext("Before"),
        pgettext("numbers", "Change"),
        gettext("Number"),
    )
    return Table(title, headings, lines, (False, False, True, True, True), keys=tuple(key for _p, key, _b, _n in rows))


def goals_part(facts: Facts) -> Part | None:
    """Targets as bars, with an honest sentence where one was missed, or what is left while its days are not over."""
    targets = facts.report.targets
    if targets is None:
        return None
    lines, notes = targets.headlines, tuple(Note(text) for text in target_notes(facts.report, targets))
    if not lines:
        return Part("goals", gettext("Targets"), notes) if targets.others else None
    reached = sum(line.achieved is not None and line.achieved >= line.amount for line in lines)
    title = gettext("Targets reached: %(reached)s of %(all)s") % {
        "reached": format_integer(reached),
        "all": format_integer(len(lines)),
    }
    is_over = facts.report.period.end < clock.today()
    return Part("goals", title, (Goals(tuple(_goal(line, is_over=is_over) for line in lines)), *notes))


def _goal(line: TargetLine, *, is_over: bool) -> Goal:
    key = (line.indicator, line.value)
    unit = about_words(unit_of(key, line.amount), is_about=line.is_rounded)
    achieved: Cell = Absence.NOT_TOLD.words.in_language() if line.achieved is None else line.achieved
    says = ""
    if line.achieved is not None and line.achieved < line.amount:
        missing = line.amount - line.achieved
        words = gettext("%(number)s %(unit)s short of it.") if is_over else gettext("%(number)s %(unit)s still to go.")
        says = words % {
            "number": format_integer(missing),
            "unit": unit_of(key, missing),
        }
    label = f"{indicator(line.indicator).label.in_language()} ({owner_words(line)})"
    return Goal(label, unit, line.amount, achieved, says)


def members_part(facts: Facts) -> Part | None:
    """One row a member, five measures, each with the network's middle; only with at least two members."""
    lines = [line for line in facts.report.by_organisation if any(line.number(*key) for key in known_first(facts))]
    keys = list(known_first(facts))[:_MEASURES]
    if len(lines) < 2 or not keys:
        return None
    measures = tuple(_measure(facts, key, lines) for key in keys)
    rows = tuple((line.label.in_language(), tuple(line.cell(*key) for key in keys)) for line in lines)
    title = ngettext("%(members)s member side by side", "%(members)s members side by side", len(lines)) % {
        "members": format_integer(len(lines))
    }
    finding = gettext("The mark is the middle one of these members: half of them have more, half less.")
    return Part("members", title, (Members(finding, measures, rows),))


def _measure(facts: Facts, key: Key, lines: Sequence[Line]) -> Measure:
    one = indicator(key[0])
    unit = about_words(unit_of(key, 2), is_about=key in facts.report.rounded)
    numbers = [line.number(*key) for line in lines if line.absence(*key) is None]
    given = sorted(number for number in numbers if number is not None)
    return Measure(one.label.in_language(), unit, median_low(given) if len(given) == len(lines) > 2 else None)


def method_part(facts: Facts) -> Part | None:
    """How it was counted, what is not known, how complete it is: half a page."""
    report = facts.report
    sentence = completeness_sentence(report.completeness) if report.completeness is not None else ""
    title = sentence or gettext("How these numbers were counted, and what is not known")
    blocks: list[Block] = [Note(text) for text in _method(facts)]
    strips = _strips(facts)
    if strips is not None:
        blocks.append(strips)
    blocks += [Note(text) for text in (*_changed_months(facts), *nothing_to_say(facts))]
    return Part("method", title, tuple(blocks))


def _method(facts: Facts) -> Iterator[str]:
    report, choice = facts.report, facts.choice
    if choice.audience.reads_published_only:
        yield gettext(
            "Only totals of whole financial years stand here that two people of the network have released. They are of "
            "the whole network and are not divided by member, place or theme."
        )
        if report.by_quarter and report.period != choice.period:
            yield gettext(
                "Of the days asked for only %(days)s stand here: financial years without a gap that were released."
            ) % {"days": days_in_words(report.period)}
    yield gettext("Participants are attendances: who came twice is counted twice.")
    if choice.audience.reads_published_only:
        return
    if choice.themes:
        yield theme_note(", ".join(str(Theme(one).label) for one in choice.themes))
    if choice.project:
        yield gettext(
            "Only meetings and programmes that are recorded with this grant are counted here, apart from the part "
            "about the grant itself."
        )
    if report.rounding_note is not None:
        yield report.rounding_note.in_language()
    if report.quarter_note is not None:
        yield report.quarter_note.in_language()
    absences = {report.absence(one.code, value.name) for one in COUNTED for value in one.values}
    yield from (one.note.in_language() for one in Absence if one in absences)
    if report.earlier is not None and not report.earlier.is_empty:
        yield gettext("Compared with %(days)s.") % {"days": days_in_words(report.earlier.period)}
        if report.earlier.incomparable:
            yield gettext(
                "Counts of persons are not compared where the two periods have unequal numbers of published months."
            )
    if choice.audience.is_house:
        yield from change_notes(report.changed)
    if report.counted_at is not None:
        when = date_format(localtime(report.counted_at), "j E Y, H:i")
        yield gettext("Counted at %(when)s.") % {"when": when}


def _strips(facts: Facts) -> Strips | None:
    found = facts.report.completeness
    if found is None or not found.reporting or found.is_silent:
        return None
    rows = tuple(
        (member.name, tuple(None if status is None else status in DECLARED for status in found.statuses(member)))
        for member in found.reporting
    )
    return Strips(gettext("Months that the members have called complete"), found.months, rows)


def _changed_months(facts: Facts) -> Iterator[str]:
    """The months that changed after they were accepted, by member: for the house, which can ask that member."""
    found = facts.report.completeness
    if found is None or not facts.choice.audience.is_house:
        return
    for member in found.reporting:
        changed = [
            date_format(month, "E Y")
            for month, status in zip(found.months, found.statuses(member), strict=True)
            if status == Status.CHANGED
        ]
        if changed:
            yield gettext("%(member)s, changed since it was accepted: %(months)s.") % {
                "member": member.name,
                "months": ", ".join(changed),
            }


def annex_part(facts: Facts) -> Part | None:
    """Every number of the report, over the years where there are several, with its rows."""
    times = times_of(facts.report)
    steps = times if 1 < len(times) <= _YEARS else []
    lines = [
        (one, value)
        for one in COUNTED
        for value in one.values
        if not value.is_average and _is_shown(facts, (one.code, value.name))
    ]
    if not lines:
        return None
    is_compared = not steps and facts.report.earlier is not None and not facts.report.earlier.is_empty
    has_network = facts.report.network is not None and len(steps) < _YEARS
    extra = [gettext("Before")] if is_compared else []
    extra += [gettext("Whole network")] if has_network else []
    headings = (gettext("What"), gettext("Of what"), *(time.label for time in steps), *extra, gettext("Total"))
    keys = tuple((one.code, value.name) for one, value in lines)
    rows = tuple(
        _annex_row(facts, one, value, steps, is_compared=is_compared, has_network=has_network) for one, value in lines
    )
    title = ngettext("All figures: %(number)s number", "All figures: %(number)s numbers", len(rows)) % {
        "number": format_integer(len(rows))
    }
    notes = []
    if steps and any(len(time.lines) > 1 for time in steps):
        notes.append(gettext("Centres, and rounded counts of persons, are not added up by year; there a dash stands."))
    if has_network and facts.report.network_period is not None:
        whole = gettext("The whole network is counted over whole months, its counts of persons rounded: %(days)s.")
        notes.append(whole % {"days": days_in_words(facts.report.network_period)})
    numbers = (False, False, *(True for _heading in headings[2:]))
    return Part("annex", title, (Table("", headings, rows, numbers, note=" ".join(notes), keys=keys),))


def _is_shown(facts: Facts, key: Key) -> bool:
    """The published table is whole, noughts included; of other numbers only what is some. Of what was released a nought
    is no number: it was not among the totals that two people agreed to."""
    if not facts.is_known(key):
        return False
    is_of_table = indicator(key[0]) in INDICATORS and not facts.choice.audience.reads_published_only
    return is_of_table or facts.report.absence(*key) is not None or bool(facts.report.number(*key))


def _annex_row(
    facts: Facts, one: Indicator, value: Value, times: Sequence[Time], *, is_compared: bool, has_network: bool
) -> tuple[Cell, ...]:
    key, report = (one.code, value.name), facts.report
    then: list[Cell] = [report.earlier.then(one, value)] if is_compared and report.earlier else []
    then += [_of_network(report, key)] if has_network else []
    return (
        one.label.in_language(),
        number_label(report, one, value),
        *(cell_of_time(report, key, time) for time in times),
        *then,
        report.cell(*key),
    )


def _of_network(report: ImpactReport, key: Key) -> Cell:
    """The whole network's number beside one's own; a dash for a count of persons that is not given, or not yet, and for
    what is given to readers of every member alone."""
    found = (report.network or {}).get(key, 0)
    if found is None or (key in PERSONS and not found) or indicator(key[0]) not in INDICATORS:
        return Absence.NOT_TOLD.words.in_language()
    return found
