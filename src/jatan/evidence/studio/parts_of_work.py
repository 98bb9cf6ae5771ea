"""Parts about one kind of work each: before leaving, on the way, coming home, cases, villages, government, capacity."""

from collections.abc import Sequence
from dataclasses import replace

from django.utils.translation import gettext

from jatan.evidence.indicators.casework import CASEWORK
from jatan.evidence.indicators.definitions import indicator
from jatan.evidence.indicators.results import Key, cell_of
from jatan.evidence.studio.audiences import Audience
from jatan.evidence.studio.blocks import Bars, Block, Lines, Note, Part, Series, Table
from jatan.evidence.studio.facts import CAME, Facts
from jatan.evidence.studio.numbers import counted, figures_of, times_of
from jatan.evidence.studio.units import unit_of, with_unit
from jatan.kernel.numbers import format_integer

_MOST_PICTURES = 6


def _keys(*codes: str, but: tuple[Key, ...] = ()) -> tuple[Key, ...]:
    return tuple(
        (code, value.name)
        for code in codes
        for value in indicator(code).values
        if not value.is_average and (code, value.name) not in but
    )


_LEAVING = (
    *_keys("registered_before_leaving", "counselled"),
    ("camps", "registered"),
    ("journeys_with_stops", "journeys"),
)
_AWAY = _keys("heard_from_on_time")
_HOME = _keys("returned", "wage_gap")
_CASES = _keys("case_work", "case_closed")
_VILLAGES: tuple[tuple[Key, ...], ...] = (
    _keys("forums", "forum_meetings"),
    _keys("shg_meetings", "group_reach"),
    _keys("adolescent_meetings"),
    _keys("awareness_programmes", "camps", but=(("camps", "registered"),)),
    _keys("frontline_meetings", "quarterly_trainings"),
    _keys("panchayat_workshops", "block_trainings", "district_workshops"),
)
_ALLIES = _keys(
    "official_meetings",
    "asks_and_promises",
    "ahtu_work",
    "like_minded_meetings",
    "agreements_signed",
    "consultations",
    "recommendations",
    "womens_laws",
    "law_work",
    "scheme_linkages",
)
_CAPACITY = _keys(
    "staff_trainings",
    "phases_completed",
    "studies",
    "stories_printed",
    "editions_printed",
    "iec_approved",
    "copies_given",
    "media_events",
    "media_mentions",
)


def leaving_part(facts: Facts) -> Part | None:
    """Registering, counselling, and how many left in all."""
    found = figures_of(facts, _LEAVING, times_of(facts.report))
    if not any(figure.absence is None for figure in found):
        return None
    before, leaving = ("registered_before_leaving", "before"), ("registered_before_leaving", "leaving")
    counselled = ("counselled", "counselled")
    if facts.is_number(counselled) and facts.is_number(leaving):
        title = gettext("%(people)s were counselled before they left") % {"people": counted(facts, counselled)}
    elif facts.is_number(leaving):
        title = gettext("We know of %(journeys)s that began in these days") % {"journeys": counted(facts, leaving)}
    else:
        title = gettext("Before they leave")
    notes: list[Block] = []
    # Two rounded numbers that are equal may hide a journey, and one that is withheld any number of them.
    is_exact = all(facts.is_number(key) and not facts.report.is_rounded(*key) for key in (before, leaving))
    if is_exact and facts.amount(before) >= facts.amount(leaving):
        label = gettext("Journeys that began in these days")
        found = tuple(
            replace(figure, label=label, unit=unit_of(("returned", "returned"), facts.amount(leaving)))
            if figure.key == leaving
            else figure
            for figure in found
            if figure.key != before
        )
        notes.append(
            Note(
                gettext(
                    "Every journey on record was registered on the day of leaving or before. Whoever left without a "
                    "word to us is in no number: this says nothing of how many leave unregistered."
                )
            )
        )
    else:
        notes.append(Note(gettext("Whoever left without a word to us is in no number.")))
    return Part("leaving", title, (Lines(found), *notes))


def away_part(facts: Facts) -> Part | None:
    """Contacts kept; for the own office also what is open now, step by step."""
    found = figures_of(facts, _AWAY, times_of(facts.report))
    heard, due = ("heard_from_on_time", "heard"), ("heard_from_on_time", "due")
    blocks: list[Block] = [Lines(found)] if found else []
    steps = _steps(facts)
    if steps is not None:
        blocks.append(steps)
    if not blocks or (not steps and not any(figure.absence is None for figure in found)):
        return None
    title = gettext("On the way and there")
    if facts.is_number(heard) and facts.is_number(due):
        share = min(100, round(facts.amount(heard) * 100 / facts.amount(due)))
        title = gettext("Of %(due)s that were due, %(share)s %% were heard from on time") % {
            "due": counted(facts, due),
            "share": format_integer(share),
        }
    return Part("away", title, tuple(blocks))


def _steps(facts: Facts) -> Table | None:
    """Missed contacts that are open now, by step: for the own office only, nobody else can act on it."""
    steps = facts.report.steps if facts.choice.audience is Audience.OWN else None
    rows = tuple((str(step.label), cell_of(step.open), cell_of(step.overdue)) for step in steps or () if step.open)
    if not rows:
        return None
    headings = (gettext("Step"), gettext("Open"), gettext("Overdue"))
    return Table(
        gettext("Missed contacts, step by step"),
        headings,
        rows,
        (False, True, True),
        note=gettext("as of now, whatever the period"),
    )


def home_part(facts: Facts) -> Part | None:
    """Who came home, and what was promised against what was paid."""
    found = figures_of(facts, _HOME, times_of(facts.report))
    if not any(figure.absence is None for figure in found):
        return None
    returned, less = ("returned", "returned"), ("wage_gap", "less")
    outcomes = ("wage_gap", "outcomes")
    title = gettext("Coming home")
    if facts.is_number(less) and facts.is_number(outcomes):
        title = gettext("Of %(outcomes)s with both wages on record, %(less)s were paid less than promised") % {
            "outcomes": counted(facts, outcomes),
            "less": counted(facts, less),
        }
    elif facts.is_number(returned):
        title = gettext("%(journeys)s ended with coming home") % {"journeys": counted(facts, returned)}
    blocks: list[Block] = [Lines(found)]
    wages = _wages(facts)
    if wages is not None:
        blocks.append(wages)
    return Part("home", title, tuple(blocks))


def _wages(facts: Facts) -> Bars | None:
    """Wage promised beside wage paid, on average; None where one is not to be told."""
    values = [value for one, values in facts.report.loop() if one.code == "wage_gap" for value in values]
    known = [(value.label.in_language(), number) for value, number in values if value.is_average and number]
    if len(known) < 2:
        return None
    return Bars(gettext("What was promised, and what was paid"), gettext("rupees a month"), tuple(known))


def cases_part(facts: Facts) -> Part | None:
    """Cases, coarse, with the reason why they are coarse."""
    found = figures_of(facts, _CASES, times_of(facts.report))
    if not any(figure.absence is None for figure in found):
        return None
    cases, closed = ("case_work", "cases"), ("case_closed", "closed")
    title = gettext("Cases")
    if facts.is_number(cases) and facts.is_number(closed):
        title = gettext("%(cases)s were opened, %(closed)s of them are closed by now") % {
            "cases": counted(facts, cases),
            "closed": format_integer(facts.amount(closed)),
        }
    elif facts.is_number(cases):
        title = gettext("%(cases)s were opened") % {"cases": counted(facts, cases)}
    blocks: list[Block] = [Lines(found)]
    for one in CASEWORK[1:]:
        bars = tuple(
            (value.label.in_language(), facts.amount((one.code, value.name)))
            for value in one.values
            if facts.is_number((one.code, value.name))
        )
        if bars:
            blocks.append(Bars(one.label.in_language(), unit_of(cases, 2), bars))
    why = gettext(
        "Cases are told by whole quarters and never by village or day, because few lines about a case are enough to "
        "find the person it is about."
    )
    return Part("cases", title, (*blocks, Note(why)))


def reach_part(facts: Facts) -> Part | None:
    """Who came, by sex and age, as it was written at each activity."""
    if not any(facts.came.values()):
        return None
    named = {
        "female:adult": gettext("women"),
        "male:adult": gettext("men"),
        "female:child": gettext("girls"),
        "male:child": gettext("boys"),
    }
    rest = sum(amount for member, amount in facts.came.items() if member not in named)
    bars = [
        *((words, facts.came.get(member, 0)) for member, words in named.items()),
        (gettext("not written who"), rest),
    ]
    came, women = sum(facts.came.values()), facts.came.get("female:adult", 0) + facts.came.get("female:child", 0)
    title = gettext("Who came")
    if women:
        title = gettext("Of %(attendances)s, at least %(women)s were of women and girls") % {
            "attendances": with_unit("participants", came),
            "women": format_integer(women),
        }
    how = gettext("as written at each activity; a total alone is not divided")
    drawn = Bars(gettext("Who came, attendances of all these together"), unit_of(CAME[0], 2), tuple(bars))
    return Part("reach", title, (drawn, Note(how)))


def villages_part(facts: Facts) -> Part | None:
    """Forums, women's groups, girls' groups, programmes, trainings, workshops: a row of small pictures each."""
    times = times_of(facts.report)
    blocks: list[Block] = []
    for keys in _VILLAGES:
        found = figures_of(facts, keys, times)
        drawn = tuple(figure for figure in found if figure.points)[:_MOST_PICTURES]
        rest = tuple(figure for figure in found if figure not in drawn)
        if drawn:
            blocks.append(Series("", drawn))
        if rest:
            blocks.append(Lines(rest))
    if not _has_number(blocks):
        return None
    title = gettext("In the villages")
    parts = [
        (("forum_meetings", "meetings"), gettext("forums met %(times)s times")),
        (("shg_meetings", "meetings"), gettext("women's groups %(times)s times")),
        (("adolescent_meetings", "meetings"), gettext("girls' groups %(times)s times")),
    ]
    words = [text % {"times": format_integer(facts.amount(key))} for key, text in parts if facts.is_number(key)]
    if words:
        title = gettext("In the villages: %(what)s") % {"what": ", ".join(words)}
    return Part("villages", title, tuple(blocks))


def allies_part(facts: Facts) -> Part | None:
    """Asks, promises, joint work, consultations, laws and schemes."""
    found = figures_of(facts, _ALLIES)
    if not any(figure.absence is None for figure in found):
        return None
    asks, kept, made = (("asks_and_promises", name) for name in ("asks", "kept", "promises"))
    title = gettext("With government and allies")
    if facts.is_number(made):
        title = gettext("%(promises)s were made to us, %(kept)s were kept") % {
            "promises": counted(facts, made),
            "kept": format_integer(facts.amount(kept)),
        }
    elif facts.is_number(asks):
        title = gettext("%(asks)s were put to offices") % {"asks": counted(facts, asks)}
    return Part("allies", title, (Lines(found),))


def capacity_part(facts: Facts) -> Part | None:
    """Training of staff and people, studies, material, media."""
    found = figures_of(facts, _CAPACITY)
    if not any(figure.absence is None for figure in found):
        return None
    finished, interviews = ("studies", "finished"), ("studies", "interviews")
    trained = ("staff_trainings", "trainings")
    title = gettext("Studies, material and training")
    if facts.is_number(finished) and facts.is_number(interviews):
        title = gettext("%(studies)s finished, with %(interviews)s") % {
            "studies": counted(facts, finished),
            "interviews": counted(facts, interviews),
        }
    elif facts.is_number(trained):
        title = gettext("%(trainings)s for the members' own staff") % {"trainings": counted(facts, trained)}
    return Part("capacity", title, (Lines(found),))


def _has_number(blocks: Sequence[Block]) -> bool:
    return any(
        figure.absence is None for block in blocks if isinstance(block, Series | Lines) for figure in block.figures
    )
