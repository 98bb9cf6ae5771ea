"""The parts of a report in one place: their order, names, for whom they come by themselves, and who makes them."""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext, override

from jatan.evidence.narrative.places import places_of
from jatan.evidence.reports.labels import as_written
from jatan.evidence.reports.period_layout import days_in_words
from jatan.evidence.studio.account_part import account_part
from jatan.evidence.studio.audiences import Audience
from jatan.evidence.studio.blocks import Item, Items, Note, Part, Report, Story, Words
from jatan.evidence.studio.choice import Choice
from jatan.evidence.studio.compared_part import compared_part
from jatan.evidence.studio.facts import Facts, read_facts
from jatan.evidence.studio.grant_part import grant_part
from jatan.evidence.studio.grants_money import grants_money_part
from jatan.evidence.studio.parts_of_numbers import (
    annex_part,
    changes_part,
    goals_part,
    members_part,
    method_part,
    year_part,
)
from jatan.evidence.studio.parts_of_places import where_part
from jatan.evidence.studio.parts_of_work import (
    allies_part,
    away_part,
    capacity_part,
    cases_part,
    home_part,
    leaving_part,
    reach_part,
    villages_part,
)
from jatan.evidence.studio.people_parts import MONEY, money_part, partners_part, stories_part
from jatan.evidence.studio.photographs_part import photographs_part
from jatan.evidence.studio.publications import Publication, publications_in
from jatan.evidence.studio.words_parts import DIFFICULTIES, NEXT, YEAR, words_at, words_part
from jatan.foundation.access.actors import Actor
from jatan.kernel.localised import Localised
from jatan.programme.activities.choices import Theme
from jatan.programme.projects.models import Project

_ALL = frozenset(Audience)
_OFFICES = frozenset({Audience.OWN, Audience.NETWORK, Audience.DONOR, Audience.GOVERNMENT})
# Blocks of words, which may stand in a paper of one language only.
_SAID = (Words, Note, Story)
_HOUSE = frozenset(one for one in Audience if one.is_house)
_NOBODY = frozenset[Audience]()


@dataclass(frozen=True)
class PartKind:
    """One part of the studio. `audiences`: who gets it by itself; everybody may choose it. `build`: None where it has
    nothing to say. `is_public`: made of released numbers or of what has a yes, so that the press may have it."""

    code: str
    name: Localised
    audiences: frozenset[Audience]
    build: Callable[[Facts], Part | None]
    is_public: bool = False


def _words(place: str) -> Callable[[Facts], Part | None]:
    """A part in the house's own words, of the same theme or grant."""
    return lambda facts: words_part(facts.written, place, language=facts.choice.language)


def _own_words(facts: Facts) -> Part | None:
    """The time in the house's own words; for a donor also what was written into the form for donors, so that nothing
    written there is lost."""
    choice, part = facts.choice, _words(YEAR)(facts)
    if choice.audience is not Audience.DONOR or choice.project:
        return part
    blocks = [one for place in places_of("donor") for one in words_at(facts.written, place.code, choice.language)]
    if not blocks:
        return part
    title = part.title if part is not None else gettext("In our own words")
    return Part("words", title, (*(part.blocks if part is not None else ()), *blocks))


def _grant(facts: Facts) -> Part | None:
    choice = facts.choice
    if facts.project is None:
        if choice.audience is not Audience.OWN or choice.themes or choice.districts:
            return None
        offices = facts.scope.every_organisation
        return grants_money_part(facts.by, period=choice.period, organisations=offices, language=choice.language)
    return grant_part(
        facts.by,
        project=facts.project,
        period=choice.period,
        language=choice.language,
        is_narrowed=_is_narrowed(choice, facts.project),
    )


def _is_narrowed(choice: Choice, project: Project) -> bool:
    """Whether the report leaves out some of what was put into its grant. A member's own grant is of that member."""
    is_of_owner = not project.is_shared and project.organisation_id in choice.organisations
    return bool(choice.districts or choice.themes or (choice.organisations and not is_of_owner))


def _money(facts: Facts) -> Part | None:
    keys = [key for key in MONEY if facts.is_known(key)]
    is_known = any(facts.report.absence(*key) is None for key in keys)
    return money_part(facts.report, language=facts.choice.language) if is_known else None


def _partners(facts: Facts) -> Part | None:
    choice = facts.choice
    if facts.scope.places:
        return None  # promises are told for whole members and districts, not for one's own places
    return partners_part(
        facts.by,
        period=choice.period,
        organisations=facts.scope.every_organisation,
        language=choice.language,
        districts=choice.districts,
        themes=choice.themes,
        project=choice.project,
    )


def _stories(facts: Facts) -> Part | None:
    """Stories, and for offices the booklets and films that anybody may read and that were published in these days."""
    choice = facts.choice
    part = stories_part(
        facts.by,
        period=choice.period,
        organisations=facts.scope.every_organisation,
        audience=choice.audience,
        language=choice.language,
        districts=choice.districts,
        themes=choice.themes,
        project=choice.project,
    )
    if choice.audience.reads_published_only or choice.districts or choice.project or len(choice.themes) > 1:
        return part
    published = publications_in(
        choice.period,
        by=facts.by,
        organisations=facts.scope.every_organisation,
        theme=next(iter(choice.themes), ""),
    )
    items = tuple(Item(as_written(one.title, choice.language), _about(one)) for one in published)
    if not items:
        return part
    listed = Items(gettext("Booklets and films"), items)
    blocks = part.blocks if part is not None else ()
    return Part("stories", part.title if part is not None else gettext("Booklets and films"), (*blocks, listed))


def _about(one: Publication) -> str:
    return gettext("%(kind)s, published %(day)s") % {
        "kind": one.kind.label,
        "day": date_format(one.published_on, "j E Y"),
    }


def _photographs(facts: Facts) -> Part | None:
    choice = facts.choice
    return photographs_part(
        facts.by,
        period=choice.period,
        organisations=facts.scope.every_organisation,
        audience=choice.audience,
        language=choice.language,
        districts=choice.districts,
        themes=choice.themes,
        project=facts.project,
        with_faces=choice.with_faces,
    )


def _kind(
    code: str,
    hi: str,
    en: str,
    audiences: frozenset[Audience],
    build: Callable[[Facts], Part | None],
    *,
    is_public: bool = False,
) -> PartKind:
    return PartKind(code, Localised(hi=hi, en=en), audiences, build, is_public)


PARTS: tuple[PartKind, ...] = (
    _kind("year", "एक पन्ने में पूरा काम", "The work in a page", _ALL, year_part, is_public=True),
    _kind("words", "अपने शब्दों में", "In our own words", _OFFICES, _own_words),
    _kind("changes", "क्या बदला", "What changed", _OFFICES, changes_part),
    _kind("goals", "लक्ष्य, और कितना हुआ", "Targets, and what came of them", _OFFICES, goals_part),
    _kind("grant", "अनुदान: लक्ष्य और पैसा", "The grant: logframe and money", _HOUSE | {Audience.DONOR}, _grant),
    _kind("where", "कहाँ काम हुआ", "Where", _OFFICES, where_part),
    _kind("reach", "कौन आया", "Who came", _OFFICES, reach_part),
    _kind("leaving", "जाने से पहले", "Before they leave", _OFFICES, leaving_part),
    _kind("away", "रास्ते में और वहाँ", "On the way and there", _OFFICES, away_part),
    _kind("home", "घर लौटना", "Coming home", _OFFICES, home_part),
    _kind("money", "दिलवाया गया पैसा और मज़दूरी", "Money recovered, and wages", _OFFICES, _money),
    _kind("cases", "केस", "Cases", _OFFICES, cases_part),
    _kind("villages", "गाँवों में", "In the villages", _ALL, villages_part, is_public=True),
    _kind("allies", "सरकार और सहयोगी", "Government and allies", _OFFICES, allies_part),
    _kind("partners", "साथी संस्थाएँ और वादे", "Partners and promises", _OFFICES, _partners),
    _kind("stories", "कहानियाँ", "Stories", _ALL, _stories, is_public=True),
    _kind("photographs", "फ़ोटो", "Photographs", _ALL, _photographs, is_public=True),
    _kind("capacity", "अध्ययन, सामग्री, प्रशिक्षण", "Studies, material, training", _OFFICES, capacity_part),
    _kind("members", "सदस्य संस्थाएँ साथ-साथ", "Members side by side", _HOUSE, members_part),
    _kind("difficulties", "क्या मुश्किल रहा", "What was hard", _OFFICES, _words(DIFFICULTIES)),
    _kind("next", "आगे क्या", "What comes next", _OFFICES, _words(NEXT)),
    _kind("compared", "एक आँकड़ा साथ-साथ", "One number side by side", _HOUSE, compared_part),
    _kind("strategies", "ब्योरा: हमने क्या ठाना", "Account: what we set out to do", _NOBODY, account_part("strategies")),
    _kind("activities", "ब्योरा: हमने क्या किया", "Account: what we did", _NOBODY, account_part("activities")),
    _kind("results", "ब्योरा: क्या बन पाया", "Account: what came of it", _NOBODY, account_part("results")),
    _kind("method", "कैसे गिना गया", "Method, and what is not known", _ALL, method_part, is_public=True),
    _kind("annex", "सभी आँकड़े", "All figures", _HOUSE | {Audience.DONOR}, annex_part, is_public=True),
)
CODES = tuple(kind.code for kind in PARTS)
# What most people send by telephone, as four pages.
SHORT = ("year", "where", "money", "method")
# The network's account of its work, sentence by sentence.
SENTENCES = ("strategies", "activities", "results", "method")
# What each paper that the studio has replaced is in it, and whose words are written: fields of the choice.
PAPERS: Mapping[str, Mapping[str, Any]] = {
    "studio": {},
    "impact": {},
    "account": {"parts": SENTENCES},
    "donor": {"audience": Audience.DONOR},
}
_KINDS = {kind.code: kind for kind in PARTS}


def codes_for(choice: Choice) -> tuple[str, ...]:
    """The parts of this choice in their order: those chosen, else those that its readers get by themselves."""
    codes = choice.parts or tuple(kind.code for kind in PARTS if choice.audience in kind.audiences)
    return tuple(code for code in codes if may_have(choice.audience, code))


def may_have(audience: Audience, code: str) -> bool:
    """Whether a report for these readers may hold the part at all."""
    return _KINDS[code].is_public or not audience.reads_published_only


@dataclass(frozen=True)
class Built:
    """A report with what it was made from, for the files that hold more than it shows."""

    report: Report
    facts: Facts


def build(by: Actor, choice: Choice, address: str = "", *, is_whole: bool = False) -> Built:
    """The report of a choice for one reader, in the choice's language.

    `address`: where its numbers open. `is_whole`: with the annex, which the workbook and the data hold.

    Raises Forbidden where the reader may see no numbers of it. Call inside `acting_as(by)`.
    """
    codes = codes_for(choice)
    with override(choice.language):
        facts = read_facts(by, choice, codes, is_whole=is_whole)
        found = [(code, _KINDS[code].build(facts)) for code in codes]
        # A part is called by its place in the list: two of them say "year".
        parts = [replace(part, code=code) for code, part in found if part is not None]
        return Built(_report(facts, parts, address), facts)


def _report(facts: Facts, parts: Sequence[Part], address: str) -> Report:
    report, choice = facts.report, facts.choice
    themes = [str(Theme(one).label) for one in choice.themes]
    members = tuple(line.label.in_language() for line in report.by_organisation)
    compared = report.earlier.period if report.earlier is not None and not report.earlier.is_empty else None
    return Report(
        language=choice.language,
        title=str(choice.audience.title),
        network=report.subject.network.in_language() if report.subject.network else "",
        subject=report.subject.name.in_language() if report.subject.is_narrowed else "",
        about=", ".join(themes),
        members=members if len(members) > 1 else (),
        days=report.period,
        period=days_in_words(report.period),
        compared=days_in_words(compared) if compared else "",
        parts=tuple(parts),
        counted_at=report.counted_at,
        address=address,
        fingerprint=_fingerprint(facts, parts),
    )


def _fingerprint(facts: Facts, parts: Sequence[Part]) -> str:
    """Of the figures, what was chosen and every number that the parts print, whatever the language: two papers with the
    same one have the same numbers."""
    report, choice = facts.report, facts.choice
    cells = sorted((key, number) for key, number in report.totals.items() if number is not None)
    chosen = [field for field in choice.fields() if field[0] in ("organisation", "district", "theme", "project")]
    printed = [list(_numbers(block)) for part in parts for block in part.blocks if not isinstance(block, _SAID)]
    text = repr((report.period, chosen, cells, printed))
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def _numbers(value: object) -> Iterator[object]:
    """Its numbers and days in their order; an empty text stands for each of its words, which are of one language."""
    if isinstance(value, str):
        yield ""
    elif isinstance(value, tuple):
        for one in value:
            yield from _numbers(one)
    elif is_dataclass(value):
        for field in fields(value):
            yield from _numbers(getattr(value, field.name))
    else:
        yield value


def name_of(code: str) -> str:
    """The name of a part in the active language."""
    return _KINDS[code].name.in_language()
