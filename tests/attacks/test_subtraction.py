"""Attack: find one person by subtracting published numbers from each other.

A reader who may read counts only (secretariat, researcher) asks for every period, member, district, drill and corridor,
on any day, and compares the answers. Nobody may be found: each number that the answers do not give exactly must still
be any of five neighbouring ones (docs/adr/0020-counts-of-persons.md).
"""

import datetime as dt
import io
import json
import random
import re
from collections.abc import Iterator

import pytest
from django.test import Client
from pytest_django import DjangoDbBlocker
from python_calamine import CalamineWorkbook

from jatan.evidence.indicators import rounding_rule, snapshots
from jatan.evidence.indicators.definitions import BY_QUARTER, PERSONS, indicator
from jatan.evidence.indicators.models import CountSnapshot, NetworkYear, PublishedCount, RoundingOffset
from jatan.evidence.indicators.selectors import impact_report
from jatan.evidence.indicators.snapshots import take_due, take_snapshot
from jatan.evidence.studio.choice import Choice
from jatan.evidence.studio.parts import build
from jatan.foundation.access.actors import machine_for
from jatan.foundation.access.walls import acting_as
from jatan.foundation.network.models import Organisation
from jatan.kernel.periods import Period, month_of
from tests.attacks import counts_house
from tests.attacks.counts_answers import COUNTS, YEAR, Answers, Where, ask, collect, places, programs, spans
from tests.attacks.counts_attacker import Attacker, Range
from tests.attacks.counts_house import MONTHS, House, at
from tests.cast import Cast
from tests.file_fixtures import standing
from tests.web.conftest import Browser, browser

__all__ = ["browser"]

pytestmark = pytest.mark.django_db
FIRST, SECOND = dt.date(2026, 4, 4), dt.date(2026, 5, 4)
# Five neighbouring numbers: the largest less the smallest is four.
WIDTH = 4.0
NETWORK: Where = (None, None)


@pytest.fixture(scope="module")
def standing_house(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[House]:
    """The house with its first snapshot, taken when the financial year was over."""
    with standing(django_db_blocker), pytest.MonkeyPatch.context() as patch:
        draw = random.Random(7)
        patch.setattr(snapshots, "draw_offset", lambda: draw.randrange(rounding_rule.BASE))
        house = counts_house.build()
        with at(FIRST):
            assert take_due()
        yield house


@pytest.fixture
def house(db: None, standing_house: House) -> House:
    return standing_house


@pytest.fixture
def cast(house: House) -> Cast:
    return house.cast


@pytest.fixture
def researcher(browser: Browser) -> Client:
    return browser("researcher")


def test_one_more_day_shows_nobody(house: House, researcher: Client) -> None:
    """Asked for one day more, the report showed one more return and, by two averages, her wage."""
    gumla = (house.members[0].id, None)
    until = [ask(researcher, gumla, Period(dt.date(2025, 11, 16), dt.date(2026, 1, day))) for day in (11, 12)]
    assert until[0] == until[1]
    assert [until[0].numbers[("wage_gap", name)] for name in ("promised", "paid")] == [None, None]


def test_days_inside_a_month_are_answered_for_the_whole_months_inside(house: House, researcher: Client) -> None:
    """A period typed by hand was counted to the day."""
    typed, whole = Period(dt.date(2025, 10, 2), dt.date(2026, 1, 30)), Period(MONTHS[1], dt.date(2025, 12, 31))
    for where in places(house, is_every=False):
        narrow, wide = ask(researcher, where, typed), ask(researcher, where, whole)
        assert [narrow.numbers[key] for key in COUNTS] == [wide.numbers[key] for key in COUNTS]
    page = researcher.get("/reports/?from=2025-10-02&to=2026-01-30")
    with acting_as(house.cast.actor("researcher")) as by:
        report = impact_report(typed, by=by)
    assert report.published == whole
    assert report.rounding_note is not None
    assert report.rounding_note.in_language("hi") in page.content.decode()


def test_open_month_and_new_records_show_nothing_before_the_next_snapshot(house: House, researcher: Client) -> None:
    """An open quarter asked on two days showed what was recorded in between."""
    period = Period(YEAR.start, dt.date(2026, 4, 30))
    asked = [(where, period) for where in places(house, is_every=False)]
    with at(dt.date(2026, 4, 10)):
        before = [ask(researcher, *one) for one in asked]
        for where in house.series:
            counts_house.record(where, dt.date(2026, 4, 9), issues=6, journeys=6)
            counts_house.record(where, dt.date(2026, 3, 9), issues=6, journeys=6)
    with at(dt.date(2026, 4, 11)):
        take_due()
        after = [ask(researcher, *one) for one in asked]
        assert after == before
        assert [one.printed for one in after] == [one.printed for one in before]
    with at(dt.date(2026, 5, 3)):
        assert take_due()
        assert [ask(researcher, *one) for one in asked] != before


def test_nobody_is_found_in_all_answers_of_one_snapshot(house: House, researcher: Client) -> None:
    """A total less the other members' numbers, or a year less its other months, was one member's number."""
    answers = collect(researcher, house, places(house, is_every=False), spans())
    assert {(where, period) for where, period, _key in answers.beyond_blocks()} <= {(NETWORK, YEAR)}
    check_parts(answers)
    assert found_in(answers) == []


def check_parts(answers: Answers) -> None:
    """No bar, table or course over time of a part is nearer to the truth than the number that it stands beside."""
    printed = [one for answer in answers.given.values() for one in answer.printed if one.key in COUNTS]
    assert len(printed) > 1000
    assert {"annex", "year"} <= {one.code for one in printed}
    assert {(one.code, one.key, one.days) for _where, one in answers.printed_beyond()} == set()
    unknown: set[tuple[str, str, int]] = set()
    for (where, period), answer in answers.given.items():
        # Of which count a loose number is, nobody says: it has to be one that some answer inside of it gives.
        known = {
            number
            for (other, days), given in answers.given.items()
            if _is_inside(other, where) and days.start >= period.start and days.end <= period.end
            for number in given.numbers.values()
        }
        unknown |= {one for one in answer.loose if one[2] and one[2] not in known}
    assert sorted(unknown) == []


def _is_inside(other: Where, where: Where) -> bool:
    return all(wanted in (None, one) for one, wanted in zip(other, where, strict=True))


def test_some_totals_of_the_network_and_year_are_exact(house: House, researcher: Client) -> None:
    answer = ask(researcher, NETWORK, YEAR)
    exact = {key for key in COUNTS if key not in answer.rounded}
    assert exact
    true = ask_machine(house)
    assert {key: answer.numbers[key] for key in exact} == {key: true[key] for key in exact}


def test_nobody_is_found_in_the_answers_of_two_snapshots(house: House, researcher: Client) -> None:
    """What was recorded between two snapshots, or corrected in a month long over, was their difference."""
    wheres = [(organisation.id, district.id) for organisation, district, _block in house.series] + [NETWORK]
    with at(dt.date(2026, 4, 6)):
        first = collect(researcher, house, wheres, spans())
        for number, where in enumerate(house.series):
            # One woman here, three persons there, none elsewhere: in months that are published already.
            counts_house.record(where, MONTHS[number + 1].replace(day=3), issues=number, journeys=number % 2)
    with at(SECOND):
        assert take_due()
        second = collect(researcher, house, wheres, spans())
    second.name, second.earlier = "later", first
    assert found_in(first, second, is_integer=True) == []


def test_tables_drills_and_files_give_no_more_than_the_blocks(house: House, browser: Browser) -> None:
    """A line of a table, a number behind a link, or a sheet of the workbook could be nearer to the truth."""
    client, period = browser("secretariat"), Period(YEAR.start, month_of(MONTHS[3]).end)
    query = f"?from={period.start}&to={period.end}"
    alone = {one.id: ask(client, (one.id, None), period).numbers for one in house.members} | {
        one.id: ask(client, (None, one.id), period).numbers for one in house.districts
    }
    with acting_as(house.cast.actor("secretariat")) as by:
        whole = build(by, Choice(period, "hi")).facts.report
    for report in (whole, client.get(f"/reports/safe-migration/{query}").context["report"]):
        for line in (*report.by_organisation, *report.by_district):
            assert line.id is not None
            assert [line.number(*key) for key in COUNTS] == [alone[line.id][key] for key in COUNTS]
        for line in report.by_month:
            if line.month in MONTHS:
                of_month = ask(client, NETWORK, month_of(line.month)).numbers
                assert [line.number(*key) for key in COUNTS if key[0] not in BY_QUARTER] == [
                    of_month[key] for key in COUNTS if key[0] not in BY_QUARTER
                ]
        assert not [line for line in report.by_block if any(line.number(*key) is not None for key in PERSONS)]
    network = ask(client, NETWORK, period).numbers
    for code, name in COUNTS:
        page = client.get(f"/reports/impact/{code}/{name}/rows/{query}")
        assert page.context["number"] == network[(code, name)]
    book = CalamineWorkbook.from_filelike(io.BytesIO(client.get(f"/reports/file/xlsx/{query}").content))
    parts = json.loads(client.get(f"/reports/file/json/{query}").content)["parts"]
    shown = {row[2] for row in book.get_sheet_by_index(len(parts)).to_python()}
    assert {float(network[key] or 0) for key in COUNTS if key[0] == "information_centres"} <= shown


def test_overview_is_answered_by_the_same_rule(house: House, browser: Browser) -> None:
    """The overview counted to the present day."""
    with at(dt.date(2026, 2, 20)):
        stats = browser("secretariat").get("/overview/").context["stats"]
    network = ask(browser("secretariat"), NETWORK, Period(YEAR.start, dt.date(2026, 1, 31))).numbers
    shown = {stat.label: [figure.number for figure in stat.figures] for stat in stats}
    issues = indicator("information_centres")
    assert shown[issues.label.in_language("hi")][1:] == [
        network[(issues.code, name)] for name in ("received", "resolved")
    ]


def test_nobody_is_found_in_the_corridors(house: House, researcher: Client) -> None:
    """Corridors showed 7 one day and 9 the next."""
    attacker, asked = Attacker(rounding_rule.BASE), {}
    for month in MONTHS:
        page = researcher.get(f"/reports/corridors/?from={YEAR.start}&to={month_of(month).end}")
        rows = {row.origin.id: row for row in page.context["found"].rows}
        for district in house.districts:
            row = rows.get(district.id)
            for name, published in (
                ("women", row.women if row else 0),
                ("others", row.count - row.women if row else 0),
            ):
                months = [attacker.unknown(f"{district.id} {name} {one}") for one in MONTHS if one <= month]
                attacker.learn_rounded(months, attacker.unknown("none", 0.0, 0.0), published)
                asked |= {f"{district.name} {name} {one}": {column: 1.0} for one, column in enumerate(months)}
    assert any(row.count for row in rows.values())
    assert attacker.found(asked, WIDTH) == []
    typed = researcher.get(f"/reports/corridors/?from={MONTHS[0]}&to=2026-01-30").context["found"]
    whole = researcher.get(f"/reports/corridors/?from={MONTHS[0]}&to=2025-12-31").context["found"]
    assert (typed.rows, typed.total, typed.published) == (whole.rows, whole.total, whole.period)


@pytest.mark.parametrize("part", ["secretariat", "administrator"])
def test_page_on_which_a_member_leaves_counts_nobody(house: House, browser: Browser, part: str) -> None:
    """It showed how many cases, issues and travellers of a member were open at that moment."""
    address = f"/organisations/{house.third.pk}/edit/"
    client, third = browser(part), house.series[-1]
    counts_house.record(third, MONTHS[0], cases=1)
    before = client.get(address).context["open_work"].rows
    counts_house.record(third, MONTHS[1], cases=2)
    answer = client.get(address)
    assert answer.context["open_work"].rows == before
    answers = {"name_hi": "तीसरा", "name_en": "Third", "member_since": "1/4/2021", "member_until": "1/6/2026"}
    refused = client.post(address, answers)
    assert "open_cases" in {
        error.code for errors in refused.context["form"].errors.as_data().values() for error in errors
    }
    assert not re.search(r"[0-9०-९]", str(refused.context["form"].errors["member_until"]))


@pytest.mark.long
def test_nobody_is_found_wherever_one_asks(house: House, researcher: Client) -> None:
    """Every member with every district, worked in or not; and persons are whole numbers."""
    answers = collect(researcher, house, places(house, is_every=True), spans())
    assert {(where, period) for where, period, _key in answers.beyond_blocks()} <= {(NETWORK, YEAR)}
    assert found_in(answers, is_integer=True) == []


def test_with_rounding_off_the_same_attacker_finds_everybody(
    house: House, researcher: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rounding_rule, "BASE", 1)
    monkeypatch.setattr(snapshots, "draw_offset", lambda: 0)
    retake(MONTHS[-1])
    wheres = [(organisation.id, district.id) for organisation, district, _block in house.series] + [NETWORK]
    answers = collect(researcher, house, wheres, spans())
    cells = Attacker(1)
    assert len(found_in(answers, base=1)) == len(answers.cells(cells))


def test_with_every_year_exact_a_small_one_is_found(
    house: House, researcher: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(snapshots, "has_room_for_insiders", lambda *_known: True)
    retake(MONTHS[-1])
    wheres = [(organisation.id, district.id) for organisation, district, _block in house.series] + [NETWORK]
    assert found_in(collect(researcher, house, wheres, spans()))


def found_in(
    first: Answers, second: Answers | None = None, base: int = rounding_rule.BASE, *, is_integer: bool = False
) -> list[Range]:
    """What an attacker finds in the answers of one snapshot, or of two, their differences included.

    `is_integer`: persons are whole numbers; without, the program is quicker and its ranges may be a little wider.
    """
    found = []
    for keys in programs():
        attacker = Attacker(base, is_integer)
        first.teach(attacker, keys)
        asked = first.cells(attacker, keys)
        # Numbers of a year with an exact total stay as they are until enough has changed: the same answers as before
        # are about the records of the first snapshot.
        if second is not None and not first.is_same_as(second, keys):
            second.teach(attacker, keys)
            later = second.cells(attacker, keys)
            # The attacker may know that nothing was withdrawn.
            for before, after in zip(first.unknowns(attacker, keys), second.unknowns(attacker, keys), strict=True):
                attacker.learn({after: 1.0, before: -1.0}, 0.0, float("inf"))
            changes = {
                f"change of {what}": dict(terms) | dict.fromkeys(asked[what], -1.0) for what, terms in later.items()
            }
            asked = asked | {f"later {what}": terms for what, terms in later.items()} | changes
        found += attacker.found(asked, WIDTH)
    return found


def ask_machine(house: House) -> dict[tuple[str, str], int | None]:
    """The true numbers of the network and year."""
    actor = machine_for([one.id for one in house.members])
    with acting_as(actor):
        return dict(impact_report(YEAR, by=actor).totals)


def retake(month: dt.date) -> None:
    """Take the snapshot again as if none had been taken."""
    with acting_as(machine_for(Organisation.objects.values_list("id", flat=True))):
        for model in (CountSnapshot, NetworkYear, PublishedCount, RoundingOffset):
            model.objects.all().delete()
    assert take_snapshot(month)
