"""Every part says the numbers of the impact report and no other ones, for every reader, audience and language."""

import dataclasses
import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from jatan.evidence.indicators.absences import Absence
from jatan.evidence.indicators.definitions import BY_NETWORK_YEAR, PERSONS
from jatan.evidence.indicators.selectors import impact_report
from jatan.evidence.indicators.services import recount_pending
from jatan.evidence.indicators.snapshots import take_due
from jatan.evidence.narrative.services import WriteParagraph, write_paragraph
from jatan.evidence.releases.choices import Outcome
from jatan.evidence.releases.models import Release
from jatan.evidence.studio.audiences import Audience
from jatan.evidence.studio.blocks import Bars, Figure, Goals, Items, Map, Members, Note, Report, Table, Words
from jatan.evidence.studio.choice import Choice
from jatan.evidence.studio.parts import CODES, SENTENCES, build
from jatan.evidence.studio.parts_of_work import leaving_part, reach_part
from jatan.evidence.studio.sentences import account_parts
from jatan.evidence.targets.services import SetTarget, set_targets
from jatan.foundation.access.actors import Actor
from jatan.foundation.access.gate import Forbidden
from jatan.foundation.network.models import Kind, Organisation
from jatan.kernel import clock
from jatan.kernel.ids import new_id
from jatan.kernel.localised import Localised
from jatan.kernel.numbers import format_integer
from jatan.programme.projects.commands import CountByHand
from jatan.programme.projects.logframe import HAND_COUNT
from tests.cast import SINCE, Cast
from tests.evidence import builders
from tests.evidence.studio.conftest import YEAR, YEARS
from tests.evidence.studio.test_grant_part import a_grant, a_line, an_objective

pytestmark = pytest.mark.django_db
type As = Callable[[str], AbstractContextManager[Actor]]
READERS = ("field_worker", "desk_operator", "counsellor", "coordinator", "secretariat", "researcher")
PUBLISHED = (Audience.PRESS, Audience.PUBLIC)


def blocks_in(report: Report, kind: type[Any]) -> list[Any]:
    return [block for part in report.parts for block in part.blocks if isinstance(block, kind)]


def figures_in(report: Report) -> Iterator[Figure]:
    for part in report.parts:
        for block in part.blocks:
            yield from getattr(block, "figures", ())


def texts_in(value: Any) -> Iterator[str]:
    """Every text of a report, whatever block it stands in."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Localised):
        raise AssertionError("a block holds words of one language only")
    elif isinstance(value, tuple | list):
        for one in value:
            yield from texts_in(one)
    elif dataclasses.is_dataclass(value) and not isinstance(value, type):
        for field in dataclasses.fields(value):
            yield from texts_in(getattr(value, field.name))


def is_number(cell: Any) -> bool:
    return isinstance(cell, int) and cell > 0


def part_of(report: Report, code: str) -> Any:
    return next(part for part in report.parts if part.code == code)


@pytest.mark.parametrize("language", ["hi", "en"])
@pytest.mark.parametrize("audience", Audience)
@pytest.mark.parametrize("reader", READERS)
def test_every_figure_is_the_reports(worked: Cast, as_: As, reader: str, audience: Audience, language: str) -> None:
    take_due()
    choice = Choice(YEAR, language, YEAR.before(), audience=audience, parts=CODES)
    with as_(reader) as by:
        report = build(by, choice).report
        truth = impact_report(YEAR, by=by, annex=True, compared_with=YEAR.before())
    found = list(figures_in(report))
    with override(language):
        if audience in PUBLISHED:
            assert found == []  # nothing was released
            assert {part.code for part in report.parts} == {"method"}
            return
        assert found
        for figure in found:
            if figure.key is None:
                assert figure.label == "S1"  # what is left of two numbers
                continue
            assert figure.number == truth.cell(*figure.key)
            assert figure.absence == truth.absence(*figure.key)
        for table in blocks_in(report, Table):
            for key, row in zip(table.keys, table.rows, strict=False):
                assert key is None or row[-1] == truth.cell(*key)
        for members in blocks_in(report, Members):
            keys = [figure.key for figure in part_of(report, "year").blocks[-1].figures][: len(members.measures)]
            rows = {line.label.in_language(): line for line in truth.by_organisation}
            for name, cells in members.rows:
                assert cells == tuple(rows[name].cell(*key) for key in keys)


@pytest.mark.parametrize("audience", Audience)
@pytest.mark.parametrize("reader", ["coordinator", "secretariat"])
def test_a_report_has_one_language(worked: Cast, as_: As, reader: str, audience: Audience) -> None:
    """Asked from a Hindi and from an English page it is the same, in each language."""
    take_due()
    prints: set[str] = set()
    for language in ("hi", "en"):
        choice = Choice(YEARS, language, YEARS.before(), audience=audience, parts=CODES)
        found = []
        for page in ("hi", "en"):
            with as_(reader) as by, override(page):
                found.append(build(by, choice).report)
        assert found[0] == found[1]
        prints.add(found[0].fingerprint)
        letters = "".join(texts_in(found[0]))
        assert any("\u0900" <= one <= "\u097f" for one in letters) is (language == "hi")
    assert len(prints) == 1


def test_the_year_is_summed_up_by_rule(worked: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        english = build(by, Choice(YEAR, "en", YEAR.before())).report
        hindi = build(by, Choice(YEAR, "hi", YEAR.before())).report
    year = part_of(english, "year")
    assert year.title == "570 attendances at 3 meetings"
    assert year.blocks[0].text.startswith("In the days compared with it were 40 attendances (+1,325 %).")
    assert part_of(hindi, "year").title == "3 बैठकें, कुल 570 उपस्थिति"
    assert len(year.blocks[1].figures) <= 6


def test_attendances_are_called_no_people(worked: Cast, as_: As) -> None:
    """Who came twice is counted twice."""
    with as_("coordinator") as by:
        facts = build(by, Choice(YEAR, "en", parts=("reach",))).facts
    for language, words in (
        ("en", "Of 12 attendances, at least 9 were of women and girls"),
        ("hi", "कुल 12 उपस्थिति, इनमें कम से कम 9 महिलाओं और लड़कियों की"),
    ):
        with override(language):
            part = reach_part(dataclasses.replace(facts, came={"female:adult": 7, "female:child": 2, "": 3}))
        assert part is not None
        assert part.title == words


@pytest.mark.parametrize(
    ("leaving", "is_rounded", "is_written"),
    [(20, False, True), (19, False, True), (21, False, False), (20, True, False), (None, False, False)],
)
def test_that_every_journey_was_registered_is_said_of_exact_numbers_alone(
    worked: Cast, as_: As, leaving: int | None, is_rounded: bool, is_written: bool
) -> None:
    """Two numbers that both round to twenty may be nineteen and twenty-one, and one that is withheld may be any."""
    before, left = (("registered_before_leaving", name) for name in ("before", "leaving"))
    with as_("coordinator") as by:
        facts = build(by, Choice(YEAR, "en", parts=("leaving",))).facts
    report = dataclasses.replace(
        facts.report, totals={before: 20, left: leaving}, rounded=frozenset({before, left} if is_rounded else ())
    )
    with override("en"):
        part = leaving_part(dataclasses.replace(facts, report=report))
    assert part is not None
    assert any(text.startswith("Every journey on record") for text in texts_in(part)) is is_written


def test_what_rose_and_what_fell_is_the_comparisons(worked: Cast, as_: As) -> None:
    with as_("secretariat") as by:
        after = build(by, Choice(YEAR, "en", YEAR.before(), parts=("changes",))).report
        before = build(by, Choice(YEAR.before(), "en", YEAR, parts=("changes",))).report
        alone = build(by, Choice(YEAR, "en", parts=("changes",))).report
    assert [row for table in blocks_in(after, Table) for row in table.rows] == [
        ("Meetings with self-help groups", "participants", 40, "+92 %", 77)
    ]
    assert after.parts[0].title == "Meetings with self-help groups rose most: +92 %"
    assert [(table.title, table.rows[0][2:]) for table in blocks_in(before, Table)] == [
        ("Less than before", (77, "-48 %", 40))
    ]
    assert alone.parts == ()


def test_one_is_no_plural(cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        builders.meeting(by, cast.gumla, cast.gumla_block, dt.date(2022, 5, 3), total=1, kind="awareness")
    recount_pending([cast.gumla.id])
    with as_("coordinator") as by:
        report = build(by, Choice(YEAR, "en")).report
    assert part_of(report, "year").title == "1 attendance at 1 meeting"
    assert [figure.unit for figure in figures_in(report) if figure.number == 1] == [
        "attendance",
        "programme",
        "attendance",
    ]


def test_targets_that_were_missed_say_by_how_much(worked: Cast, as_: As) -> None:
    with as_("secretariat") as by:
        report = build(by, Choice(YEAR, "en")).report
    goals = blocks_in(report, Goals)[0].goals
    assert part_of(report, "goals").title == "Targets reached: 1 of 2"
    assert [(goal.target, goal.achieved, goal.says) for goal in goals] == [
        (1234567, 3, "12,34,564 meetings short of it."),
        (1, 2, ""),
    ]


@pytest.mark.parametrize(
    ("language", "running", "over"),
    [
        ("en", "12,34,564 meetings still to go.", "12,34,564 meetings short of it."),
        ("hi", "अभी 12,34,564 बैठकें बाकी।", "लक्ष्य से 12,34,564 बैठकें कम।"),
    ],
)
def test_a_target_of_a_running_year_is_not_missed(
    worked: Cast, as_: As, language: str, running: str, over: str
) -> None:
    for day, words in ((YEAR.end, running), (YEAR.end + dt.timedelta(days=1), over)):
        with as_("secretariat") as by, clock.frozen_at(dt.datetime.combine(day, dt.time(6), dt.UTC)):
            report = build(by, Choice(YEAR, language, parts=("goals",))).report
        assert [goal.says for goal in blocks_in(report, Goals)[0].goals] == [words, ""]


def test_the_map_and_its_table_say_the_same(worked: Cast, as_: As) -> None:
    with as_("secretariat") as by:
        report = build(by, Choice(YEARS, "en")).report
    drawn, table = blocks_in(part_report(report, "where"), Map)[0], blocks_in(part_report(report, "where"), Table)[0]
    assert part_of(report, "where").title == "Gumla and Khunti counted the most attendances"
    assert {shape.name: shape.number for shape in drawn.shapes if shape.number} == {"Gumla": 610, "Khunti": 7}
    assert [row[:3] for row in table.rows] == [("Gumla", 4, 610), ("Khunti", 1, 7)]


def part_report(report: Report, code: str) -> Report:
    return dataclasses.replace(report, parts=(part_of(report, code),))


def test_rounded_numbers_are_not_added_up_by_year(worked: Cast, as_: As) -> None:
    assert take_due()
    key = ("information_centres", "received")
    with as_("secretariat") as by:
        (table,) = blocks_in(build(by, Choice(YEARS, "en", parts=("annex",))).report, Table)
        assert key in impact_report(YEARS, by=by).rounded
    assert table.headings == ("What", "Of what", "2021–22", "2022–23", "2023–24", "Total")
    if key in table.keys:
        assert set(table.rows[table.keys.index(key)][2:5]) == {"–"}
    centres = ("information_centres", "centres")
    assert table.rows[table.keys.index(centres)][2:] == ("–", "–", "–", 2)  # of each quarter anew, before: 8 a year
    with as_("secretariat") as by:
        for shown in (key, centres):
            found = build(by, Choice(YEARS, "en", shown=shown, parts=("compared",))).report
            assert "Over time" not in [one.title for one in blocks_in(found, Bars)]
    with as_("coordinator") as by:
        (own,) = blocks_in(build(by, Choice(YEARS, "en", parts=("annex",))).report, Table)
    assert [*own.rows[own.keys.index(key)][2:5], own.rows[own.keys.index(key)][-1]] == ["not recorded", 2, 0, 2]


def test_a_member_sees_the_whole_network_beside_its_own(worked: Cast, as_: As) -> None:
    """Acts of every member; of persons and of what only readers of every member get a dash."""
    with as_("coordinator") as by:
        (table,) = blocks_in(build(by, Choice(YEAR, "en", parts=("annex",))).report, Table)
        network = impact_report(YEAR, by=by).network
    assert network is not None
    assert table.headings[-2:] == ("Whole network", "Total")
    beside = dict(zip(table.keys, table.rows, strict=True))
    assert beside[("shg_meetings", "participants")][-2:] == (network[("shg_meetings", "participants")], 70)
    assert all(row[-2] == "–" for key, row in beside.items() if key in PERSONS and not network.get(key))
    assert "The whole network is counted over whole months, its counts of persons rounded" in table.note
    with as_("secretariat") as by:
        (whole,) = blocks_in(build(by, Choice(YEAR, "en", parts=("annex",))).report, Table)
    assert "Whole network" not in whole.headings


def test_a_chosen_number_is_laid_side_by_side(worked: Cast, as_: As) -> None:
    key = ("shg_meetings", "participants")
    with as_("secretariat") as by:
        report = build(by, Choice(YEARS, "en", shown=key, parts=("compared",))).report
        truth = impact_report(YEARS, by=by)
        none = build(by, Choice(YEARS, "en", parts=("compared",))).report
        of_theme = build(by, Choice(YEARS, "en", shown=("case_work", "cases"), themes=("trafficking",))).report
    (figure,) = figures_in(report)
    assert (figure.key, figure.number) == (key, truth.number(*key))
    bars = {one.title: dict(one.bars) for one in blocks_in(report, Bars)}
    with override("en"):
        for title, lines in (("By organisation", truth.by_organisation), ("By district", truth.by_district)):
            assert bars[title] == {one.label.in_language(): one.number(*key) for one in lines if one.number(*key)}
    assert set(bars["Over time"]) == {"2021–22", "2022–23", "2023–24"}
    assert sum(number for number in bars["Over time"].values() if isinstance(number, int)) == truth.number(*key)
    assert none.parts == ()
    assert "compared" not in {part.code for part in of_theme.parts}


def test_each_sentence_of_the_account_stands_there_with_its_numbers(worked: Cast, as_: As) -> None:
    with as_("secretariat") as by:
        for place in ("account_opening", "account_activities", "account_closing"):
            words = WriteParagraph(worked.network.id, place, YEARS.start, YEARS.end, f"अपनी बात: {place}", "")
            write_paragraph(by=by, command=words)
        report = build(by, Choice(YEARS, "hi", parts=SENTENCES[:-1])).report
        english = build(by, Choice(YEARS, "en", parts=SENTENCES[:-1])).report
        truth = impact_report(YEARS, by=by)
    assert [part.title for part in report.parts] == ["हमने क्या ठाना", "हमने क्या किया", "क्या बन पाया"]
    labels = [figure.label.split(" · ")[0] for figure in figures_in(report) if " · " in figure.label]
    named = [item.title for items in blocks_in(report, Items) for item in items.items]
    sentences = {one.code: one for part in account_parts() for one in part.sentences}
    assert sorted([*labels, *named]) == sorted(sentences)
    for code, one in sentences.items():
        absences = {truth.absence(*key) for key in one.numbers}
        if one.rest is None:
            assert (code in named) is (absences == {Absence.NOT_RECORDED}), code
    keys = [figure.key for figure in figures_in(report) if figure.key is not None]
    assert keys == [key for code in labels for key in sentences[code].numbers]
    assert [block.place for block in blocks_in(report, Words)] == [
        "account_opening",
        "account_activities",
        "account_closing",
    ]
    assert not blocks_in(english, Words)


FILTERS = (
    ("theme", {"themes": ("trafficking",)}, 507, 2),
    ("member", {"organisations": ("gumla",)}, 570, 3),
    ("two members", {"organisations": ("gumla", "khunti")}, 577, 4),
    ("district", {"districts": ("khunti_district",)}, 7, 1),
    ("two districts", {"districts": ("gumla_district", "khunti_district")}, 577, 4),
    ("theme and district", {"themes": ("trafficking",), "districts": ("gumla_district",)}, 500, 1),
    ("theme and member", {"themes": ("trafficking",), "organisations": ("khunti",)}, 7, 1),
    ("all three", {"themes": ("trafficking",), "organisations": ("khunti",), "districts": ("gumla_district",)}, 0, 0),
)


@pytest.mark.parametrize(("named", "chosen", "came", "held"), FILTERS, ids=[one[0] for one in FILTERS])
def test_filters_combine(
    worked: Cast, as_: As, named: str, chosen: dict[str, tuple[str, ...]], came: int, held: int
) -> None:
    fields: dict[str, Any] = {
        name: codes if name == "themes" else frozenset(getattr(worked, code).id for code in codes)
        for name, codes in chosen.items()
    }
    with as_("secretariat") as by:
        report = build(by, Choice(YEAR, "en", **fields)).report
        days = dataclasses.replace(YEAR, start=dt.date(2022, 4, 2))
        of_days = build(by, Choice(days, "en", **fields)).report
    for one in (report, of_days):
        titles = [part.title for part in one.parts if part.code == "year"]
        meetings = "1 meeting" if held == 1 else f"{held} meetings"
        assert titles == ([f"{format_integer(came)} attendances at {meetings}"] if held else [])
    if "themes" in chosen:
        assert not {figure.key for figure in figures_in(report)} & PERSONS
        notes = " ".join(note.text for note in blocks_in(report, Note))
        assert "“human trafficking” are counted here" in notes


def test_who_may_not_read_a_member_gets_nothing_of_her(worked: Cast, as_: As) -> None:
    for chosen in ({worked.khunti.id}, {worked.gumla.id, worked.khunti.id}, {new_id()}):
        with as_("coordinator") as by, pytest.raises(Forbidden):
            build(by, Choice(YEAR, "en", organisations=frozenset(chosen)))
    for part in ("auditor", "administrator", "legal_officer", "stranger"):
        for audience in Audience:
            with as_(part) as by, pytest.raises(Forbidden):
                build(by, Choice(YEAR, "en", audience=audience))


def test_press_and_public_get_what_two_people_released(worked: Cast, as_: As) -> None:
    """Also from a coordinator who reads exact numbers of persons, and whatever she chooses of parts."""
    numbers = [
        {"indicator": "shg_meetings", "value": "participants", "amount": 1234, "about": False},
        {"indicator": "scheme_linkages", "value": "beneficiaries", "amount": 60, "about": True},
    ]
    with as_("secretariat"):
        Release.objects.create(
            proposed_by=worked.accounts["secretariat"].id,
            decided_by=worked.accounts["administrator"].id,
            year=YEAR.start,
            outcome=Outcome.RELEASED,
            numbers=numbers,
        )
        Release.objects.create(
            proposed_by=worked.accounts["secretariat"].id,
            year=YEARS.start,
            numbers=[{"indicator": "forums", "value": "forums", "amount": 99, "about": False}],
        )
    for reader in READERS:
        for audience in PUBLISHED:
            with as_(reader) as by:
                report = build(by, Choice(YEARS, "en", audience=audience, parts=CODES)).report
                narrowed = build(
                    by,
                    Choice(
                        YEARS, "en", audience=audience, parts=CODES, districts=frozenset({worked.gumla_district.id})
                    ),
                ).report
            assert {figure.key: figure.number for figure in figures_in(report)} == {
                ("shg_meetings", "participants"): 1234,
                ("scheme_linkages", "beneficiaries"): 60,
            }
            assert report.days == YEAR
            assert [figure.unit for figure in part_of(report, "year").blocks[-1].figures] == [
                "people (about)",
                "attendances",
            ]
            assert {part.code for part in report.parts} <= {"year", "villages", "allies", "method", "annex"}
            assert not list(figures_in(narrowed))


def test_what_is_open_now_is_for_the_own_office(worked: Cast, as_: As) -> None:
    for audience in Audience:
        with as_("coordinator") as by:
            built = build(by, Choice(YEAR, "en", audience=audience, parts=CODES), is_whole=True)
        assert bool(built.facts.report.steps) is (audience is Audience.OWN)


@pytest.mark.parametrize("language", ["hi", "en"])
@pytest.mark.parametrize("audience", Audience)
def test_an_empty_house_says_so_and_claims_nothing(cast: Cast, as_: As, audience: Audience, language: str) -> None:
    """Of a house without a record only the method stands, and the list of centres, which is always known."""
    with as_("secretariat") as by:
        report = build(by, Choice(YEAR, language, YEAR.before(), audience=audience, parts=CODES)).report
    assert {part.code for part in report.parts} <= {"method", "annex"}
    numbers = {row[0] for table in blocks_in(report, Table) for row in table.rows if any(map(is_number, row))}
    assert numbers <= {"Information centres and their issues", "सूचना केंद्र और वहाँ आई समस्याएँ"}
    assert not list(figures_in(report))


def test_one_member_has_nobody_beside_her(worked: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        report = build(by, Choice(YEAR, "en", parts=CODES)).report
    assert "members" not in {part.code for part in report.parts}
    assert report.members == ()
    assert report.subject == "Gumla member"


def test_thirteen_members_stand_in_one_table(worked: Cast, as_: As) -> None:
    """Names of sixty letters; the cost does not grow with the members."""
    choice = Choice(YEAR, "en", YEAR.before(), parts=CODES)
    with as_("secretariat") as by, CaptureQueriesContext(connection) as few:
        build(by, choice)
    made = Organisation.objects.bulk_create(
        Organisation(
            code=f"X{number:02}",
            kind=Kind.MEMBER,
            name_hi=f"महिला एवं बाल विकास समिति {number}",
            name_en=f"Society for the development of women and children in block {number}",
            member_since=SINCE,
        )
        for number in range(11)
    )
    with as_("secretariat") as by, CaptureQueriesContext(connection) as many:
        report = build(by, choice).report
    assert len(many) <= len(few) <= 35
    assert len(report.members) == 2 + len(made)


def test_the_fingerprint_is_of_the_figures(worked: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        one, other = (build(by, Choice(YEAR, language, parts=("year",))).report for language in ("hi", "en"))
        builders.meeting(by, worked.gumla, worked.gumla_block, dt.date(2022, 6, 9), total=1)
    recount_pending([worked.gumla.id])
    with as_("coordinator") as by:
        later = build(by, Choice(YEAR, "en", parts=("year",))).report
    assert one.fingerprint == other.fingerprint != later.fingerprint


def test_the_fingerprint_is_of_every_number_that_is_printed(worked: Cast, as_: As) -> None:
    """Also of the earlier days, of a target, and of what is counted by hand for a grant."""
    with as_("secretariat") as by:
        alone, compared = (build(by, Choice(YEAR, "en", then)).report for then in (None, YEAR.before()))
        target = SetTarget(worked.gumla.id, "shg_meetings", "meetings", YEAR.start, YEAR.end, 2)
        set_targets(by=by, targets=[target])
        changed = build(by, Choice(YEAR, "en")).report
    assert len({alone.fingerprint, compared.fingerprint, changed.fingerprint}) == 3
    with as_("coordinator") as by:
        grant = a_grant(by, worked.gumla, worked.gumla_district)
        line = a_line(by, an_objective(by, grant), number="", title_hi="घर जिनमें राशन कार्ड बना")
        choice = Choice(YEAR, "en", project=grant.common_id, parts=("grant",))
        prints = set()
        for amount in (3, 4):
            HAND_COUNT.record(by, CountByHand(indicator=line, counted_on=YEAR.start, amount=amount))
            prints.add(build(by, choice).report.fingerprint)
    assert len(prints) == 2


def test_counted_days_are_those_of_the_report_unless_it_is_said(worked: Cast, as_: As) -> None:
    today = clock.today()
    assert YEARS.end < today
    take_due()
    days = dataclasses.replace(YEAR, end=dt.date(2023, 2, 10))
    with as_("secretariat") as by:
        report = build(by, Choice(days, "en", parts=CODES)).report
    # What is not told for these days was counted over none.
    days_of = {figure.key: figure.days for figure in figures_in(report) if figure.absence is not Absence.NOT_TOLD}
    assert days_of[("shg_meetings", "meetings")] == ""
    for key, words in days_of.items():
        # What is given for the whole network and whole financial years alone is counted over no other days.
        if key in PERSONS - BY_NETWORK_YEAR and key is not None and key[0] != "case_work":
            assert words == "1 April 2022 – 31 January 2023"


def test_what_was_written_for_donors_stands_in_their_report(worked: Cast, as_: As) -> None:
    with as_("secretariat") as by:
        words = WriteParagraph(worked.network.id, "donor_reach", YEAR.start, YEAR.end, "फ़ोरम की बात", "")
        write_paragraph(by=by, command=words)
        hindi, english = (
            build(by, Choice(YEAR, language, audience=Audience.DONOR)).report for language in ("hi", "en")
        )
        own = build(by, Choice(YEAR, "hi", parts=("words",))).report
    assert [block.text for block in part_of(hindi, "words").blocks] == ["फ़ोरम की बात"]
    assert "words" not in {part.code for part in (*english.parts, *own.parts)}
