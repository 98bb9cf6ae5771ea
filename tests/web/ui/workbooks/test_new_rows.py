"""New rows of a list: whose they are, that none is recorded twice, and that one odd cell spoils one line alone."""

import datetime as dt
import io
import tomllib
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import translation

from jatan.foundation.access.models import Posting
from jatan.foundation.access.permissions import Role
from jatan.foundation.access.walls import acting_as
from jatan.intake.registers.recognise.normalised import plain
from jatan.kernel import clock
from jatan.programme.allies.models import Ally
from jatan.programme.groups.models import Group
from jatan.web.desk_registry import DESKS
from jatan.web.ui.records.desk import Desk
from jatan.web.ui.workbooks import former_words
from jatan.web.ui.workbooks.new_rows import command_of, new_columns
from jatan.web.ui.workbooks.pages import is_corrected_in_workbook
from tests.cast import Cast
from tests.house.belongings import Belongings
from tests.house.standing_rows import cast, own, standing_rows
from tests.programme.allies.builders import an_ally
from tests.programme.people.builders import a_person
from tests.web.conftest import Browser
from tests.web.ui.workbooks.books import (
    Lines,
    accepted,
    brought,
    exported,
    line_of,
    place_of,
    read_sheet,
    saved,
    taken,
    with_cells,
)

__all__ = ["cast", "own", "standing_rows"]

pytestmark = pytest.mark.django_db

OWNER = "coordinator"
FORMER = Path(former_words.__file__).with_suffix(".toml")
TAKEN_IN = [desk for desk in DESKS if is_corrected_in_workbook(desk) and command_of(desk) is not None]
GROUPS = next(desk for desk in DESKS if desk.slug == "groups")
ALLIES = next(desk for desk in DESKS if desk.slug == "allies")
LINKAGES = next(desk for desk in DESKS if desk.slug == "linkages")
# What a spreadsheet may hold in a cell, besides what one expects.
ODD: dict[str, Any] = {
    "infinity": "Infinity",
    "nan": "NaN",
    "huge": "1E+400",
    "tiny": "1E-400",
    "long number": "9" * 29,
    "negative": -5,
    "fraction": 2.5,
    "time": dt.time(8, 30),
    "duration": dt.timedelta(hours=30),
    "day": dt.datetime.combine(dt.date(2024, 3, 5), dt.time()),
    "moment": dt.datetime.combine(dt.date(2024, 3, 5), dt.time(8, 30)),
    "truth": True,
    "nothing but signs": "\u200b\ufeff",
    "escaped": "_x0000_",
    "long text": "क" * 30_000,
}


def line(desk: Desk, *rows: dict[str, Any]) -> Lines:
    """A sheet of new rows of a list."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    lines = [[row.get(name, "") for name in names] for row in rows]
    return [[f"jatan-rows {desk.slug} 0", *names], ["", *names], *[["", *cells] for cells in lines]]


def bring(client: Client, desk: Desk, content: bytes | Lines) -> Any:
    file = SimpleUploadedFile("list.xlsx", content if isinstance(content, bytes) else saved(content))
    return client.post(reverse(desk.url_name("workbook")), {"workbook": file, "adds": "on"})


def a_new_group(**cells: Any) -> dict[str, Any]:
    kinds = next(column for column in new_columns(GROUPS) if column.name == "kind")
    return {"place": "गुमला", "name": "नया समूह", "kind": next(iter(kinds.choices.values())), **cells}


def groups(cast: Cast, name: str = "नया समूह") -> list[Group]:
    with acting_as(cast.actor(OWNER)):
        return list(Group.objects.filter(name=name, withdrawn_at__isnull=True))


def faults(page: Any) -> list[str]:
    return [str(fault.why) for one in page.context["wrong"] for fault in one.faults]


@pytest.mark.parametrize(("word", "now"), tomllib.loads(FORMER.read_text("utf-8")).items())
def test_a_former_word_of_a_choice_is_read_as_what_it_is_called_today(word: str, now: str) -> None:
    """Before: a workbook handed out before a word was changed came back with lines that nobody could read."""
    with translation.override("en"):
        meant = {
            (desk.slug, column.name): next(code for code, label in column.choices.items() if plain(label) == plain(now))
            for desk in TAKEN_IN
            for column in new_columns(desk)
            if plain(now) in {plain(label) for label in column.choices.values()}
        }
    assert meant
    read = {(desk.slug, column.name): column for desk in TAKEN_IN for column in new_columns(desk)}
    assert {place: read[place].codes.get(plain(word)) for place in meant} == {
        place: frozenset({code}) for place, code in meant.items()
    }


def test_a_workbook_with_a_former_word_goes_round(cast: Cast, browser: Browser) -> None:
    client = browser(OWNER)
    cells = {"place": "गुमला", "name": "बड़ा न्यास", "kind": "दाता", "level": "district"}
    page = bring(client, ALLIES, line(ALLIES, cells))
    assert faults(page) == []
    accepted(client, ALLIES, page)
    with acting_as(cast.actor(OWNER)):
        made = Ally.objects.get(name="बड़ा न्यास")
    assert made.kind == "donor"
    lines = with_cells(exported(client, ALLIES), made.pk, {"kind": "नियोक्ताओं का संगठन"})
    page = brought(client, ALLIES, lines)
    assert page.context["refused"] == []
    accepted(client, ALLIES, page)
    with acting_as(cast.actor(OWNER)):
        made.refresh_from_db()
    assert made.kind == "employers"


@pytest.mark.parametrize("column", ["organisation", "organisation:code"])
def test_a_row_of_another_organisation_is_refused(column: str, cast: Cast, browser: Browser) -> None:
    client = browser(OWNER)
    other = cast.khunti.name_hi if column == "organisation" else cast.khunti.code
    mine = cast.gumla.name_hi if column == "organisation" else cast.gumla.code
    page = bring(client, GROUPS, line(GROUPS, a_new_group(**{column: other}), a_new_group(**{column: mine})))
    assert len(faults(page)) == 1
    assert len(page.context["added"]) == 1
    accepted(client, GROUPS, page)
    assert [one.organisation_id for one in groups(cast)] == [cast.gumla.pk]


def test_who_works_in_two_offices_says_whose_row_it_is(cast: Cast, browser: Browser) -> None:
    Posting.objects.create(
        account=cast.accounts[OWNER], organisation=cast.khunti, role=Role.COORDINATOR, since=clock.today()
    )
    client = browser(OWNER)
    rows = (a_new_group(), a_new_group(place="खूँटी", organisation=cast.khunti.name_en))
    page = bring(client, GROUPS, line(GROUPS, *rows))
    assert len(faults(page)) == 1, faults(page)
    accepted(client, GROUPS, page)
    assert [one.organisation_id for one in groups(cast)] == [cast.khunti.pk]
    blank = read_sheet(client.get(reverse(GROUPS.url_name("workbook_blank"))).content)
    assert blank[0][1] == "organisation"


def test_the_same_file_again_records_nothing_although_the_office_corrected_its_rows(
    cast: Cast, browser: Browser
) -> None:
    client, lines = browser(OWNER), line(GROUPS, a_new_group(), a_new_group(name="दूसरा समूह"))
    done = accepted(client, GROUPS, bring(client, GROUPS, lines))
    (made,) = groups(cast)
    with acting_as(cast.actor(OWNER)) as by:
        GROUPS.amend(by, made, {"name": "सुधरा नाम", "village": "टोटो"})  # type: ignore[misc]
    page = bring(client, GROUPS, lines)
    assert page.context["added"] == page.context["wrong"] == page.context["alike"] == []
    assert page.context["known"] == 2
    accepted(client, GROUPS, page)
    assert groups(cast) == []
    client.post(done.redirect_chain[-1][0])
    page = bring(client, GROUPS, lines)
    assert (len(page.context["added"]), page.context["known"]) == (1, 1), "what was taken back may come again"


def test_a_row_that_agrees_with_a_record_waits_for_a_choice(cast: Cast, browser: Browser) -> None:
    client = browser(OWNER)
    accepted(client, GROUPS, bring(client, GROUPS, line(GROUPS, a_new_group())))
    again = line(GROUPS, a_new_group(formed_on=dt.date(2023, 2, 1)))
    page = bring(client, GROUPS, again)
    assert page.context["added"] == []
    ((waiting, url),) = page.context["alike"]
    assert url in page.content.decode()
    accepted(client, GROUPS, page)
    assert len(groups(cast)) == 1
    sent = {"payload": page.context["payload"], f"line-{waiting.number}": "mine"}
    client.post(reverse(GROUPS.url_name("workbook")), sent)
    assert len(groups(cast)) == 2


def test_a_row_of_another_member_is_never_new_and_not_corrected(cast: Cast, browser: Browser) -> None:
    with acting_as(cast.actor("khunti_coordinator")) as by:
        other = an_ally(by, cast, name="पराया थाना", organisation=cast.khunti.pk, place=cast.khunti_block)
    client = browser(OWNER)
    lines = exported(client, ALLIES)
    assert line_of(lines, other.pk)
    page = bring(client, ALLIES, lines)
    assert page.context["added"] == page.context["alike"] == page.context["wrong"] == []
    assert page.context["changed"] == page.context["refused"] == []
    page = bring(client, ALLIES, with_cells(lines, other.pk, {"name": "मेरा थाना"}))
    assert page.context["added"] == page.context["alike"] == page.context["changed"] == []
    assert len(page.context["refused"]) == 1
    accepted(client, ALLIES, page)
    with acting_as(cast.actor(OWNER)):
        assert not Ally.objects.filter(name="मेरा थाना").exists()


@pytest.mark.parametrize("desk", TAKEN_IN, ids=lambda desk: desk.slug)
def test_one_odd_cell_spoils_its_line_alone(desk: Desk, own: Belongings, browser: Browser) -> None:
    client = browser(OWNER)
    # One column of each sort: which question reads its cell, and whether the record needs it.
    sorts = {
        (one.kind, one.question and one.question.kind, one.is_needed, one.name == "held_on"): one
        for one in new_columns(desk)
    }
    lines = exported(client, desk)
    sound = ["", *line_of(lines, own.rows[desk.slug].pk)[1:]]
    rows = []
    for column in sorts.values():
        place = place_of(lines, column.name)
        rows += [[odd if number == place else cell for number, cell in enumerate(sound)] for odd in ODD.values()]
    page = bring(client, desk, _typed([*lines[:2], *rows]))
    assert page.status_code == 200, page.context["form"].errors.as_text()
    counts = [len(page.context[name]) for name in ("added", "wrong", "alike")]
    assert sum(counts) + page.context["known"] == len(rows)
    assert counts[1]
    accepted(client, desk, page)


@pytest.mark.parametrize("slug", ["people", "journeys", "activities", "landmarks"])
def test_odd_cells_of_a_correction_are_told(slug: str, own: Belongings, browser: Browser) -> None:
    client, desk = browser(OWNER), next(desk for desk in DESKS if desk.slug == slug)
    lines = taken(client, desk)
    pk = own.rows[slug].pk
    codes = [name for name in lines[0][2:] if name]
    for odd in ODD.values():
        page = brought(client, desk, _typed(with_cells(lines, pk, dict.fromkeys(codes, odd))))
        assert page.status_code == 200, page.context["form"].errors.as_text()
        assert page.context["faulty"] or page.context["changed"] or page.context["untouched"]


def _typed(lines: Lines) -> bytes:
    """As `saved`, with times and durations as Excel has them."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        sheet = book.add_worksheet()
        formats = {
            dt.time: book.add_format({"num_format": "hh:mm"}),
            dt.timedelta: book.add_format({"num_format": "[hh]:mm"}),
            dt.datetime: book.add_format({"num_format": "dd-mm-yyyy hh:mm"}),
            dt.date: book.add_format({"num_format": "dd-mm-yyyy"}),
        }
        for number, cells in enumerate(lines):
            for place, cell in enumerate(cells):
                if type(cell) in formats:
                    sheet.write_datetime(number, place, cell, formats[type(cell)])
                elif cell not in ("", None):
                    sheet.write(number, place, cell)
    return target.getvalue()


def test_names_of_people_that_are_looked_up_are_counted(cast: Cast, browser: Browser) -> None:
    with acting_as(cast.actor(OWNER)) as by:
        a_person(by, cast, name="सुनीता उराँव", village="टोटो")
    client = browser(OWNER)
    rows = [{"place": "गुमला", "person": name, "scheme": "राशन कार्ड"} for name in ("सुनीता उराँव", "कोई नहीं")]
    bring(client, LINKAGES, line(LINKAGES, *rows))
    with acting_as(cast.actor(OWNER)), connection.cursor() as cursor:
        cursor.execute("SELECT looked, shown FROM people_lookup WHERE account = %s", [cast.accounts[OWNER].pk])
        assert cursor.fetchall() == [(1, 1)]


def test_a_workbook_of_a_practice_house_is_refused_by_a_real_one(own: Belongings, browser: Browser) -> None:
    client = browser(OWNER)
    assert not settings.JATAN_DEMO
    with override_settings(JATAN_DEMO=True):
        lines = exported(client, GROUPS)
        blank = client.get(reverse(GROUPS.url_name("workbook_blank"))).content
        assert bring(client, GROUPS, lines).status_code == 200
    for content in (saved(lines), blank):
        answer = bring(client, GROUPS, content)
        assert answer.status_code == 422
        assert answer.context["form"].errors["workbook"]
