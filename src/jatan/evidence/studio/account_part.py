"""The network's account of its work as parts of a report: its sentences one by one, each with its numbers."""

from collections.abc import Callable, Iterator

from django.utils.translation import gettext

from jatan.evidence.indicators.absences import Absence
from jatan.evidence.indicators.centres import CENTRES
from jatan.evidence.indicators.definitions import indicator
from jatan.evidence.indicators.results import ImpactReport, absence_of, cell_of
from jatan.evidence.reports.labels import number_label
from jatan.evidence.studio.blocks import Block, Cell, Figure, Item, Items, Lines, Part
from jatan.evidence.studio.facts import Facts
from jatan.evidence.studio.numbers import own_days
from jatan.evidence.studio.sentences import Rest, Sentence, account_parts
from jatan.evidence.studio.words_parts import words_at


def account_part(code: str) -> Callable[[Facts], Part | None]:
    """What makes the part of the account with this code: strategies, activities or results.

    Its sentences with their numbers and the house's own words. With a theme or a grant only the sentences that have a
    number of what was held. A sentence of which nothing was ever recorded claims nothing: it is named below the others.
    """
    return lambda facts: _part(facts, code)


def _part(facts: Facts, code: str) -> Part | None:
    every = account_parts()
    part = next(one for one in every if one.code == code)
    found = [(one, figures) for one in part.sentences if (figures := tuple(_figures(facts, one)))]
    shown = [figures for _one, figures in found if any(map(_is_recorded, figures))]
    figures = tuple(figure for several in shown for figure in several)
    missing = [one for one, several in found if several not in shown]
    written, language = {} if facts.choice.is_cut else facts.written, facts.choice.language
    before = [*words_at(written, "account_opening", language)] if part is every[0] else []
    before += words_at(written, f"account_{code}", language)
    after = [*words_at(written, "account_closing", language)] if part is every[-1] else []
    # Few and nought are answers too. Centres are known also of a house that has recorded nothing, and whether there is
    # anything is not said before it is counted.
    is_answered = any(_is_answer(one) for one in figures if one.key not in (None, CENTRES))
    if not is_answered and not before and not after:
        return None
    blocks: list[Block] = [*before, *([Lines(figures)] if figures else [])]
    if missing:
        items = tuple(Item(one.code, one.says.in_language()) for one in missing)
        blocks.append(Items(gettext("Of this nothing has been recorded until then:"), items))
    blocks += after
    return Part(code, part.title.in_language(), tuple(blocks))


def _is_answer(figure: Figure) -> bool:
    return figure.absence in (None, Absence.FEW)


def _is_recorded(figure: Figure) -> bool:
    return figure.absence is not Absence.NOT_RECORDED


def _figures(facts: Facts, one: Sentence) -> Iterator[Figure]:
    """The numbers of a sentence; it stands before the first of them, its code before the others."""
    report, label = facts.report, f"{one.code} · {one.says.in_language()}"
    for key in one.numbers:
        if facts.counts(key):
            what = indicator(key[0])
            yield Figure(
                label,
                number_label(report, what, what.value(key[1])),
                report.cell(*key),
                report.absence(*key),
                days=own_days(report, key),
                key=key,
                counted=what.counted.in_language(),
            )
            label = one.code
    if one.rest is not None and facts.counts(one.rest.of):
        cell, why = rest_of(report, one.rest)
        unseen = gettext("whoever left unseen is in no register: only those of whom somebody heard afterwards")
        yield Figure(label, one.rest.unit.in_language(), cell, why, days=own_days(report, one.rest.of), counted=unseen)


def rest_of(report: ImpactReport, rest: Rest) -> tuple[Cell, Absence | None]:
    """What is left of a number without its part, and why it is no number. None left of some is no nought: who is in no
    register is not known."""
    whole, part = report.number(*rest.of), report.number(*rest.without)
    number = None if whole is None or part is None else max(0, whole - part)
    is_rounded = report.is_rounded(*rest.of) or report.is_rounded(*rest.without)
    why = report.absence(*rest.of)
    if why is None and whole:
        why = Absence.FEW if is_rounded else Absence.NOT_RECORDED
    return cell_of(number, why), absence_of(number, why)
