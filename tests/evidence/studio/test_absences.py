"""None, few or none, not for these days, not yet, never recorded: five answers, in every report and language."""

import datetime as dt
import io
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace

import pytest
from django.utils.translation import override
from pypdf import PdfReader

from jatan.evidence.indicators import snapshots
from jatan.evidence.indicators.absences import Absence
from jatan.evidence.indicators.definitions import COUNTED, indicator
from jatan.evidence.indicators.results import ImpactReport, Key
from jatan.evidence.indicators.selectors import impact_report
from jatan.evidence.indicators.services import recount_pending
from jatan.evidence.indicators.snapshots import take_due
from jatan.evidence.studio.audiences import Audience
from jatan.evidence.studio.blocks import Items, Lines, Note, Part, Table
from jatan.evidence.studio.choice import Choice
from jatan.evidence.studio.parts import CODES, PARTS, SENTENCES, build
from jatan.evidence.studio.printed import as_pdf
from jatan.evidence.studio.sentences import account_parts
from jatan.foundation.access.actors import Actor
from jatan.kernel import clock
from jatan.kernel.periods import Period
from jatan.programme.helpdesk.commands import ReceiveIssue
from jatan.programme.helpdesk.services import receive_issue
from tests.cast import Cast

As = Callable[[str], AbstractContextManager[Actor]]
QUARTER = Period(dt.date(2025, 10, 1), dt.date(2025, 12, 31))
RECEIVED: Key = ("information_centres", "received")
KEYS: list[Key] = [(one.code, value.name) for one in COUNTED for value in one.values]
WORDS = {
    "hi": {
        Absence.FEW: "बहुत कम या कोई नहीं",
        Absence.NOT_TOLD: "–",
        Absence.NOT_YET: "अभी नहीं गिना",
        Absence.NOT_RECORDED: "दर्ज नहीं",
    },
    "en": {
        Absence.FEW: "few or none",
        Absence.NOT_TOLD: "–",
        Absence.NOT_YET: "not yet counted",
        Absence.NOT_RECORDED: "not recorded",
    },
}


def report_of(number: int | None, absence: Absence | None) -> ImpactReport:
    """A report in which every number is the same one."""
    return ImpactReport(
        period=QUARTER,
        totals=dict.fromkeys(KEYS, number),
        by_organisation=(),
        by_district=(),
        by_block=(),
        by_month=(),
        absences=dict.fromkeys(KEYS, absence) if absence else {},
    )


# Parts that are made of a report's numbers alone, without a query.
OF_NUMBERS = [kind for kind in PARTS if kind.code not in ("grant", "partners", "stories", "photographs", "where")]
OTHER = 7
# How many cells of all parts together are in each state when every number has its turn: no part may lose them silently.
FLOORS = {None: 140, Absence.FEW: 230, Absence.NOT_TOLD: 70, Absence.NOT_YET: 350, Absence.NOT_RECORDED: 40}


@pytest.mark.django_db
@pytest.mark.parametrize("reader", ["hi", "en"])
@pytest.mark.parametrize("language", ["hi", "en"])
@pytest.mark.parametrize("absence", [None, *Absence])
def test_every_number_of_every_part_is_in_its_state(
    cast: Cast, as_: As, absence: Absence | None, language: str, reader: str
) -> None:
    """One number after the other is in the state, all others are some: each cell of it in any part says so."""
    number = 0 if absence in (None, Absence.FEW, Absence.NOT_RECORDED) else None
    words = WORDS[language][absence] if absence else 0
    with as_("secretariat") as by, override(reader):
        facts = build(by, Choice(QUARTER, language, shown=RECEIVED, parts=CODES)).facts
    checked: Counter[str] = Counter()
    for key in KEYS:
        report = report_of(OTHER, None)
        report = replace(
            report,
            totals={**report.totals, key: number},
            absences={key: absence} if absence else {},
        )
        with override(language):
            parts = [
                replace(part, code=kind.code)
                for kind in OF_NUMBERS
                if (part := kind.build(replace(facts, report=report))) is not None
            ]
        assert {*SENTENCES} <= {part.code for part in parts}, key
        for part in parts:
            shown = list(_cells_of([part], key))
            assert set(shown) <= {words}, (part.code, key)
            checked[part.code] += len(shown)
        notes = [block.text for part in parts for block in part.blocks if isinstance(block, Note)]
        note = absence.note.in_language(language) if absence else ""
        assert [one for one in Absence if one.note.in_language(language) in notes] == [absence] * bool(note)
    assert checked.total() >= FLOORS[absence], checked
    assert all(checked[code] for code in SENTENCES[:-1]), checked


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["hi", "en"])
def test_a_sentence_of_which_nothing_was_recorded_claims_nothing(house: Cast, as_: As, language: str) -> None:
    """It stands below its table, under words that say so; withheld or few it stays among the others."""
    sentences = {one.code: one for part in account_parts() for one in part.sentences}
    with clock.frozen_at(dt.datetime(2025, 11, 30, 9, tzinfo=clock.INDIA)), as_("desk_operator") as by:
        parts = build(by, Choice(QUARTER, language, parts=SENTENCES[:-1])).report.parts
        truth = impact_report(QUARTER, by=by)
    blocks = [block for part in parts for block in part.blocks]
    named = [item.title for block in blocks if isinstance(block, Items) for item in block.items]
    labels = [figure.label for block in blocks if isinstance(block, Lines) for figure in block.figures]
    assert named
    assert parts
    kept = {one.code for part in account_parts() if part.code in {one.code for one in parts} for one in part.sentences}
    for code, one in ((code, one) for code, one in sentences.items() if code in kept):
        never = {truth.absence(*key) for key in one.numbers} == {Absence.NOT_RECORDED}
        if one.rest is None:
            assert (code in named) is never, code
        assert any(label.startswith(f"{code} · ") for label in labels) is (code not in named), code


@pytest.fixture
def _offsets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(snapshots, "draw_offset", lambda: 0)


@pytest.fixture
def house(cast: Cast, as_: As, _offsets: None) -> Cast:
    """Gumla's desk: four issues in October, twelve in November; October is published, and it is the end of November."""
    with clock.frozen_at(dt.datetime(2025, 11, 30, 9, tzinfo=clock.INDIA)):
        with as_("desk_operator") as by:
            for day, number in ((dt.date(2025, 10, 7), 4), (dt.date(2025, 11, 4), 12)):
                for _issue in range(number):
                    command = ReceiveIssue(
                        organisation=cast.gumla.id, place=cast.gumla_block, received_on=day, kind="unpaid_wages"
                    )
                    receive_issue(by=by, command=command)
        recount_pending([cast.gumla.id])
        assert take_due()
    return cast


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("days", "absence"),
    [
        # November and December are still to come: of October's four alone nothing is said for the quarter.
        (QUARTER, Absence.NOT_YET),
        (Period(dt.date(2025, 10, 1), dt.date(2025, 10, 31)), Absence.FEW),
        (Period(dt.date(2025, 11, 1), dt.date(2025, 11, 30)), Absence.NOT_YET),
        (Period(dt.date(2025, 10, 3), dt.date(2025, 10, 20)), Absence.NOT_TOLD),
        # Before the first record nothing may be claimed either: a rounded 0 is nobody, or up to four.
        (Period(dt.date(2025, 4, 1), dt.date(2025, 6, 30)), Absence.FEW),
    ],
)
@pytest.mark.parametrize("language", ["hi", "en"])
def test_a_donors_paper_never_says_no_record_of_what_is_rounded_or_withheld(
    house: Cast, as_: As, days: Period, absence: Absence, language: str
) -> None:
    """Before: "of this there is no record" over sixteen people, because October's four are published as nought."""
    with clock.frozen_at(dt.datetime(2025, 11, 30, 9, tzinfo=clock.INDIA)), as_("secretariat") as by:
        chosen = Choice(days, language, organisations=frozenset({house.gumla.id}), audience=Audience.DONOR, parts=CODES)
        printed = build(by, chosen).report
        report = impact_report(days, by=by, organisation=house.gumla.id)
    assert report.absence(*RECEIVED) is absence
    assert RECEIVED in report.rounded
    shown = list(_cells_of(printed.parts, RECEIVED))
    assert set(shown) <= {WORDS[language][absence]}
    method = next(part for part in printed.parts if part.code == "method")
    notes = " ".join(block.text for block in method.blocks if isinstance(block, Note))
    label = indicator(RECEIVED[0]).label.in_language(language)
    never = notes.split(WORDS[language][Absence.NOT_RECORDED].capitalize() + ": ")[1:]
    assert not any(label in one.split(".")[0].split("।")[0] for one in never)
    # A number that is kept back altogether stands nowhere; one that is few or still to come stands with its word.
    assert bool(shown) is (absence is not Absence.NOT_TOLD)
    with clock.frozen_at(dt.datetime(2025, 11, 30, 9, tzinfo=clock.INDIA)), as_("desk_operator") as by:
        own = impact_report(QUARTER, by=by)
    assert own.number(*RECEIVED) == 16


@pytest.mark.django_db
@pytest.mark.usefixtures("_offsets")
def test_few_names_no_bound_that_a_sum_of_rounded_blocks_breaks(cast: Cast, as_: As) -> None:
    """Before: "under five" was said of eight, four in each of two financial years, each rounded for itself."""
    years = Period(dt.date(2025, 3, 1), dt.date(2025, 4, 30))
    with clock.frozen_at(dt.datetime(2025, 5, 20, 9, tzinfo=clock.INDIA)):
        with as_("desk_operator") as by:
            for day in (dt.date(2025, 3, 7), dt.date(2025, 4, 4)):
                for _issue in range(4):
                    command = ReceiveIssue(
                        organisation=cast.gumla.id, place=cast.gumla_block, received_on=day, kind="unpaid_wages"
                    )
                    receive_issue(by=by, command=command)
        recount_pending([cast.gumla.id])
        assert take_due()
        with as_("desk_operator") as by:
            assert impact_report(years, by=by).number(*RECEIVED) == 8
        with as_("secretariat") as by:
            report = impact_report(years, by=by, organisation=cast.gumla.id)
            with override("en"):
                shown = report.cell(*RECEIVED)
    assert report.absence(*RECEIVED) is Absence.FEW
    assert not any(character.isdigit() for character in f"{shown} {Absence.FEW.note.en} {Absence.FEW.note.hi}")


@pytest.mark.django_db
def test_of_exact_numbers_none_and_never_recorded_stay_apart(house: Cast, as_: As) -> None:
    with clock.frozen_at(dt.datetime(2025, 11, 30, 9, tzinfo=clock.INDIA)), as_("desk_operator") as by:
        before = impact_report(Period(dt.date(2025, 4, 1), dt.date(2025, 6, 30)), by=by)
        after = impact_report(Period(dt.date(2025, 12, 1), dt.date(2025, 12, 31)), by=by)
    assert before.absence(*RECEIVED) is Absence.NOT_RECORDED
    assert (after.number(*RECEIVED), after.absence(*RECEIVED)) == (0, None)


@pytest.mark.django_db
@pytest.mark.parametrize("audience", [Audience.OWN, Audience.DONOR])
@pytest.mark.parametrize("language", ["hi", "en"])
def test_a_paper_is_in_its_own_language_whatever_that_of_the_page(
    house: Cast, as_: As, audience: Audience, language: str
) -> None:
    """Before: an English paper asked for from a Hindi page had 61 "not recorded", from an English one 24."""
    printed: list[list[str]] = []
    with clock.frozen_at(dt.datetime(2025, 11, 30, 9, tzinfo=clock.INDIA)), as_("secretariat") as by:
        for page in ("hi", "en"):
            with override(page):
                report = build(by, Choice(QUARTER, language, audience=audience, parts=CODES)).report
                pages = PdfReader(io.BytesIO(as_pdf(report))).pages
                printed.append([page.extract_text() for page in pages])
    assert printed[0] == printed[1]


def _cells_of(parts: Sequence[Part], key: Key) -> Iterator[int | str]:
    """Every cell in which a number stands."""
    for part in parts:
        for block in part.blocks:
            yield from (figure.number for figure in getattr(block, "figures", ()) if figure.key == key)
            if isinstance(block, Table):
                yield from (row[-1] for one, row in zip(block.keys, block.rows, strict=False) if one == key)
