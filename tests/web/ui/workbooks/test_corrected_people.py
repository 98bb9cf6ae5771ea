"""People corrected in a workbook: what is typed, what is refused, whose rows, what changed meanwhile, undoing."""

import datetime as dt
import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from python_calamine import CalamineWorkbook

from jatan.foundation.access.walls import acting_as
from jatan.foundation.ledger.models import Event, Revision
from jatan.intake.registers.run import import_workbook
from jatan.kernel.problems import Problem
from jatan.programme.helpdesk.models import Issue
from jatan.programme.people.models import Person
from jatan.programme.people.services import amend_person, withdraw_person
from jatan.web.helpdesk.desk import ISSUES
from jatan.web.people.desk import PEOPLE
from jatan.web.ui.workbooks import corrected_workbook, pages
from jatan.web.ui.workbooks.events import ROWS_TAKEN_BACK, ROWS_TAKEN_IN
from tests.cast import Cast
from tests.programme.helpdesk.builders import an_issue
from tests.programme.people.builders import a_person
from tests.web.conftest import Browser
from tests.web.ui.workbooks.books import accepted, brought, line_of, place_of, proposed, saved, taken, with_cells

pytestmark = pytest.mark.django_db

BOOK = "/people/workbook/"


@pytest.fixture
def client(browser: Browser) -> Client:
    return browser("coordinator")


@pytest.fixture
def person(cast: Cast) -> Person:
    with acting_as(cast.actor("coordinator")) as by:
        return a_person(by, cast, name="सुनीता उराँव", village="टोटो", phone="9431100001", age=24)


def again(cast: Cast, person: Person) -> Person:
    with acting_as(cast.actor("coordinator")):
        return Person.objects.get(pk=person.pk)


def test_what_is_typed_in_hindi_is_read_as_on_the_page(cast: Cast, client: Client, person: Person) -> None:
    cells = {"age": "२५", "sex": "महिला", "phone": "+९१ ९४३११ ००००२", "name": "सुनीता देवी", "village": "टोटो नया"}
    page = brought(client, PEOPLE, with_cells(taken(client, PEOPLE), person.pk, cells))
    assert {(old, new) for _label, old, new in proposed(page)} >= {
        (24, 25),
        ("9431100001", "9431100002"),
        ("सुनीता उराँव", "सुनीता देवी"),
    }
    assert again(cast, person).name == "सुनीता उराँव"
    accepted(client, PEOPLE, page)
    now = again(cast, person)
    assert (now.age, now.sex, now.phone, now.name, now.village) == (
        25,
        "f",
        "9431100002",
        "सुनीता देवी",
        "टोटो नया",
    )


@pytest.mark.parametrize("typed", ["बारह", "१२", "12 वर्ष", "twelve"])
def test_a_number_is_read_as_the_registers_read_it(cast: Cast, client: Client, person: Person, typed: str) -> None:
    accepted(client, PEOPLE, brought(client, PEOPLE, with_cells(taken(client, PEOPLE), person.pk, {"age": typed})))
    assert again(cast, person).age == 12


@pytest.mark.parametrize("typed", ["12+", "लगभग 12", "कई"])
def test_what_is_no_exact_number_is_refused_with_its_line_in_the_sheet(
    cast: Cast, client: Client, person: Person, typed: str
) -> None:
    lines = with_cells(taken(client, PEOPLE), person.pk, {"age": typed})
    page = brought(client, PEOPLE, lines)
    (faulty,) = page.context["faulty"]
    assert lines[faulty["line"] - 1] == line_of(lines, person.pk)
    assert faulty["line"] > 1
    assert again(cast, person).age == 24


def test_a_change_is_shown_with_its_line_in_the_sheet(client: Client, person: Person) -> None:
    lines = with_cells(taken(client, PEOPLE), person.pk, {"age": 30})
    page = brought(client, PEOPLE, lines)
    (changed,) = page.context["changed"]
    assert lines[changed["line"] - 1] == line_of(lines, person.pk)
    assert f"लाइन {changed['line']}" in page.content.decode()


def test_words_of_a_list_are_read_in_either_language(cast: Cast, client: Client, person: Person) -> None:
    page = brought(client, PEOPLE, with_cells(taken(client, PEOPLE), person.pk, {"sex": "Woman"}))
    accepted(client, PEOPLE, page)
    assert again(cast, person).sex == "f"


def test_telephone_numbers_go_out_as_text_and_no_text_as_a_formula(cast: Cast, client: Client) -> None:
    with acting_as(cast.actor("coordinator")) as by:
        one = a_person(by, cast, name="=1+1", village="टोटो")
        Person.objects.filter(pk=one.pk).update(phone="+977 9841 000000")
        two = a_person(by, cast, name="दो", village="टोटो")
        Person.objects.filter(pk=two.pk).update(phone="06524 22")
    lines = taken(client, PEOPLE)
    phone, name = place_of(lines, "phone"), place_of(lines, "name")
    assert line_of(lines, one.pk)[phone] == "+977 9841 000000"
    assert line_of(lines, two.pk)[phone] == "06524 22"
    assert line_of(lines, one.pk)[name] == "'=1+1"
    assert proposed(brought(client, PEOPLE, lines)) == []


def test_a_row_that_cannot_be_is_told_with_what_was_typed(cast: Cast, client: Client, person: Person) -> None:
    cells = {"phone": "फ़ोन नहीं", "age": "बहुत"}
    page = brought(client, PEOPLE, with_cells(taken(client, PEOPLE), person.pk, cells))
    assert proposed(page) == []
    (row,) = page.context["faulty"]
    assert {fault.typed for fault in row["faults"]} == {"फ़ोन नहीं", "बहुत"}
    text = page.content.decode()
    assert "फ़ोन नहीं" in text
    assert "बहुत" in text


@pytest.mark.parametrize("typed", ["2345 6789 0124", "आधार 234567890124"])
def test_an_aadhaar_number_is_refused(cast: Cast, client: Client, person: Person, typed: str) -> None:
    page = brought(client, PEOPLE, with_cells(taken(client, PEOPLE), person.pk, {"guardian_name": typed}))
    assert proposed(page) == []
    assert len(page.context["faulty"]) == 1


def test_a_word_that_is_not_on_the_list_is_refused(client: Client, person: Person) -> None:
    page = brought(client, PEOPLE, with_cells(taken(client, PEOPLE), person.pk, {"sex": "कुछ और ही"}))
    assert [fault.typed for fault in page.context["faulty"][0]["faults"]] == ["कुछ और ही"]


def test_an_emptied_cell_empties_the_record_and_a_removed_column_changes_nothing(
    cast: Cast, client: Client, person: Person
) -> None:
    lines = taken(client, PEOPLE)
    gone = place_of(lines, "phone")
    without = [[cell for place, cell in enumerate(line) if place != gone] for line in lines]
    assert proposed(brought(client, PEOPLE, without)) == []
    page = brought(client, PEOPLE, with_cells(lines, person.pk, {"phone": ""}))
    accepted(client, PEOPLE, page)
    assert again(cast, person).phone == ""


def test_moved_and_renamed_columns_and_sorted_rows_are_found_again(cast: Cast, client: Client, person: Person) -> None:
    with acting_as(cast.actor("coordinator")) as by:
        a_person(by, cast, name="और कोई", village="बसिया")
    lines = with_cells(taken(client, PEOPLE), person.pk, {"name": "सुनीता देवी"})
    lines[1] = [f"मेरा {place}" for place, _cell in enumerate(lines[1])]
    moved = [["टिप्पणी", *reversed(line)] for line in [lines[0], lines[1], *reversed(lines[2:])]]
    moved[0][0] = ""
    page = brought(client, PEOPLE, moved)
    assert [(old, new) for _label, old, new in proposed(page)] == [("सुनीता उराँव", "सुनीता देवी")]


def test_a_column_that_stands_twice_is_refused(client: Client, person: Person) -> None:
    lines = taken(client, PEOPLE)
    place = place_of(lines, "name")
    answer = brought(client, PEOPLE, [[*line, line[place]] for line in lines])
    assert answer.status_code == 422
    assert "दो बार" in answer.content.decode()


def test_deleted_rows_stay_and_new_rows_make_no_record(cast: Cast, client: Client, person: Person) -> None:
    lines = taken(client, PEOPLE)
    new = ["", "", *["नई" for _cell in lines[0][2:]]]
    page = brought(client, PEOPLE, [*lines[:2], new])
    assert page.context["missing"] == 1
    assert page.context["without_key"] == 1
    assert "/registers/" in page.content.decode()
    with acting_as(cast.actor("coordinator")):
        assert Person.objects.live().count() == 1


def test_a_row_that_was_changed_meanwhile_waits_for_a_choice(cast: Cast, client: Client, person: Person) -> None:
    lines = with_cells(taken(client, PEOPLE), person.pk, {"name": "सुनीता देवी"})
    with acting_as(cast.actor("coordinator")) as by:
        amend_person(by=by, person=person, changes={"phone": "9431100009"})
    page = brought(client, PEOPLE, lines)
    assert page.context["changed"] == []
    assert [row["id"] for row in page.context["newer"]] == [str(person.pk)]
    accepted(client, PEOPLE, page)
    assert again(cast, person).name == "सुनीता उराँव"
    accepted(client, PEOPLE, page, one=str(person.pk))
    now = again(cast, person)
    assert (now.name, now.phone) == ("सुनीता देवी", "9431100009")


def test_a_change_between_looking_and_taking_in_is_not_overwritten(cast: Cast, client: Client, person: Person) -> None:
    page = brought(client, PEOPLE, with_cells(taken(client, PEOPLE), person.pk, {"name": "सुनीता देवी"}))
    with acting_as(cast.actor("coordinator")) as by:
        amend_person(by=by, person=person, changes={"name": "सुनीता कुमारी"})
    accepted(client, PEOPLE, page, one=str(person.pk))
    assert again(cast, person).name == "सुनीता कुमारी"


def test_a_row_of_another_member_is_as_one_that_is_not_there(cast: Cast, client: Client, browser: Browser) -> None:
    with acting_as(cast.actor("khunti_desk")) as by:
        other = a_person(by, cast, name="पराया", place=cast.khunti_block, organisation=cast.khunti.pk)
    lines = with_cells(taken(browser("khunti_coordinator"), PEOPLE), other.pk, {"name": "मेरा"})
    page = brought(client, PEOPLE, lines)
    assert proposed(page) == []
    assert len(page.context["refused"]) == 1
    assert "पराया" not in page.content.decode()
    absent = with_cells(lines, other.pk, {"name": "मेरा"})
    absent[2][0] = "0" * 32 + "-" + "0" * 12
    assert [line.why for line in brought(client, PEOPLE, absent).context["refused"]] == [
        line.why for line in page.context["refused"]
    ]


def test_a_made_up_key_and_made_up_marks_open_no_row(cast: Cast, client: Client, person: Person) -> None:
    lines = with_cells(taken(client, PEOPLE), person.pk, {"name": "सुनीता देवी"})
    for place, value in ((0, f"{person.pk.hex}-{'0' * 12}"), (1, "abcdef")):
        forged = [list(line) for line in lines]
        forged[2][place] = value
        page = brought(client, PEOPLE, forged)
        assert proposed(page) == []
        assert len(page.context["refused"]) == 1


def test_rows_of_another_list_are_refused(cast: Cast, client: Client, person: Person) -> None:
    with acting_as(cast.actor("coordinator")) as by:
        issue = an_issue(by, cast)
    answer = brought(client, PEOPLE, taken(client, ISSUES))
    assert answer.status_code == 422
    # The key of an issue in a workbook of people.
    lines, other = taken(client, PEOPLE), line_of(taken(client, ISSUES), issue.pk)
    lines[2][:2] = other[:2]
    lines[2][place_of(lines, "name")] = "नया"
    page = brought(client, PEOPLE, lines)
    assert (proposed(page), len(page.context["refused"])) == ([], 1)


def test_a_field_worker_brings_her_rows_and_no_others(cast: Cast, browser: Browser, client: Client) -> None:
    with acting_as(cast.actor("coordinator")) as by:
        mine = a_person(by, cast, name="एक", village="टोटो")
    lines = with_cells(taken(client, PEOPLE), mine.pk, {"name": "बदला"})
    page = brought(browser("field_worker"), PEOPLE, lines)
    assert proposed(page) == []
    assert browser("field_worker").post(f"{BOOK}take/").status_code == 404
    assert browser("counsellor").post(f"{BOOK}take/").status_code == 404
    for part in ("secretariat", "auditor", "legal_officer"):
        assert browser(part).get(BOOK).status_code == 404


def test_lines_that_contradict_each_other_are_refused(client: Client, person: Person) -> None:
    lines = taken(client, PEOPLE)
    one = with_cells(lines, person.pk, {"name": "एक"})
    two = with_cells(lines, person.pk, {"name": "दो"})
    page = brought(client, PEOPLE, [*one, two[2]])
    assert (proposed(page), len(page.context["refused"])) == ([], 2)


def test_formulas_are_read_by_their_value_and_errors_are_refused(client: Client, person: Person) -> None:
    lines = taken(client, PEOPLE)
    place = place_of(lines, "name")

    def with_formula(value: Any) -> bytes:
        target = io.BytesIO()
        book = xlsxwriter.Workbook(target)
        sheet = book.add_worksheet()
        for number, line in enumerate(lines):
            for column, cell in enumerate(line):
                if number == 2 and column == place:
                    sheet.write_formula(number, column, "=A1&B1", None, value)
                elif cell != "":
                    sheet.write(number, column, cell)
        book.close()
        return target.getvalue()

    page = brought(client, PEOPLE, with_formula("सुनीता देवी"))
    assert [new for _label, _old, new in proposed(page)] == ["सुनीता देवी"]
    page = brought(client, PEOPLE, with_formula("#REF!"))
    assert (proposed(page), len(page.context["faulty"])) == ([], 1)


def test_a_bomb_and_other_files_are_refused(client: Client, person: Person) -> None:
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b" " * (40 << 20))
    for content in (bomb.getvalue(), b"%PDF-1.7", b"", b"PK\x03\x04broken"):
        answer = client.post(BOOK, {"workbook": SimpleUploadedFile("a.xlsx", content)})
        assert answer.status_code == 422
        assert answer.context["form"].errors["workbook"]


def test_twenty_thousand_rows_are_the_most_of_one_workbook() -> None:
    assert corrected_workbook.MOST_LINES == 20_000


# The same door with a limit of two hundred; with the house's own in the long run.
@pytest.mark.parametrize("most", [200, pytest.param(20_000, marks=pytest.mark.long)])
def test_as_many_rows_as_the_limit_are_read_and_one_more_is_refused(
    cast: Cast, client: Client, person: Person, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    monkeypatch.setattr(corrected_workbook, "MOST_LINES", most)
    lines = with_cells(taken(client, PEOPLE), person.pk, {"name": "सुनीता देवी"})
    stranger = ["0" * 32 + "-" + "0" * 12, *lines[2][1:]]
    page = brought(client, PEOPLE, [*lines, *[stranger] * (most - 1)])
    assert len(proposed(page)) == 1
    assert page.context["refused_count"] == most - 1
    assert len(page.context["refused"]) == 50
    answer = brought(client, PEOPLE, [*lines, *[stranger] * most])
    assert answer.status_code == 422
    monkeypatch.setattr(corrected_workbook, "MOST_CHANGED", 0)
    assert brought(client, PEOPLE, lines).status_code == 422


def test_the_take_is_in_the_ledger_with_its_purpose_and_nothing_personal(
    cast: Cast, client: Client, person: Person
) -> None:
    page = brought(client, PEOPLE, with_cells(taken(client, PEOPLE), person.pk, {"name": "सुनीता देवी"}))
    accepted(client, PEOPLE, page)
    with acting_as(cast.actor("auditor")):
        went = Event.objects.get(verb="web.rows_exported")
        came = Event.objects.get(verb=ROWS_TAKEN_IN)
    assert went.payload == {"rows": {"people.person": 1}, "purpose": "correction"}
    assert came.payload["rows"] == {"people.person": 1}
    assert "सुनीता" not in f"{came.payload}"


def test_undoing_gives_former_values_back_but_not_over_a_later_change(
    cast: Cast, client: Client, person: Person
) -> None:
    with acting_as(cast.actor("coordinator")) as by:
        other = a_person(by, cast, name="मंगरी", village="टोटो")
    lines = with_cells(taken(client, PEOPLE), person.pk, {"name": "सुनीता देवी", "age": 30})
    lines = with_cells(lines, other.pk, {"name": "मंगरी देवी"})
    done = accepted(client, PEOPLE, brought(client, PEOPLE, lines))
    address = done.redirect_chain[-1][0]
    with acting_as(cast.actor("coordinator")) as by:
        amend_person(by=by, person=again(cast, other), changes={"phone": "9431100009"})
    client.post(address)
    back = again(cast, person)
    assert (back.name, back.age, back.age_on) == ("सुनीता उराँव", 24, person.age_on)
    assert again(cast, other).name == "मंगरी देवी"
    before = again(cast, person).changed_at
    client.post(address)
    assert again(cast, person).changed_at == before
    with acting_as(cast.actor("auditor")):
        assert Event.objects.filter(verb=ROWS_TAKEN_BACK).count() == 1


def test_nobody_undoes_the_run_of_another_account(cast: Cast, client: Client, browser: Browser, person: Person) -> None:
    page = brought(client, PEOPLE, with_cells(taken(client, PEOPLE), person.pk, {"name": "सुनीता देवी"}))
    address = accepted(client, PEOPLE, page).redirect_chain[-1][0]
    for part in ("desk_operator", "khunti_coordinator"):
        assert browser(part).get(address).status_code == 404
        assert browser(part).post(address).status_code == 404
    assert again(cast, person).name == "सुनीता देवी"


def test_a_payload_of_somebody_else_is_refused(cast: Cast, client: Client, browser: Browser, person: Person) -> None:
    page = brought(client, PEOPLE, with_cells(taken(client, PEOPLE), person.pk, {"name": "सुनीता देवी"}))
    accepted(browser("desk_operator"), PEOPLE, page)
    accepted(client, ISSUES, page)
    assert again(cast, person).name == "सुनीता उराँव"


def test_the_workbook_is_not_taken_in_as_a_register(cast: Cast, client: Client, person: Person, tmp_path: Path) -> None:
    path = tmp_path / "people.xlsx"
    path.write_bytes(saved(taken(client, PEOPLE)))
    with pytest.raises(Problem, match="waiting_rows"):
        import_workbook(path, cast.gumla)


def test_withdrawn_rows_do_not_go_out(cast: Cast, client: Client, person: Person) -> None:
    lines = with_cells(taken(client, PEOPLE), person.pk, {"name": "सुनीता देवी"})
    with acting_as(cast.actor("coordinator")) as by:
        withdraw_person(by=by, person=person, reason="twice")
    assert client.post(f"{BOOK}take/").status_code == 302
    page = brought(client, PEOPLE, lines)
    assert (proposed(page), len(page.context["refused"])) == ([], 1)


def test_several_rows_are_one_revision_each_and_one_message(cast: Cast, client: Client) -> None:
    with acting_as(cast.actor("coordinator")) as by:
        people = [a_person(by, cast, name=f"व्यक्ति {number}", village="टोटो") for number in range(3)]
    lines = taken(client, PEOPLE)
    for one in people:
        lines = with_cells(lines, one.pk, {"guardian_name": "पिता", "birth_year": 1999})
    done = accepted(client, PEOPLE, brought(client, PEOPLE, lines))
    assert len(list(done.context["messages"])) == 1
    with acting_as(cast.actor("coordinator")):
        counts = [Revision.objects.filter(about=one.pk).count() for one in people]
    assert counts == [1, 1, 1]


def test_the_first_sheet_explains_in_the_language_of_the_page(client: Client, person: Person) -> None:
    answer = client.post(f"{BOOK}take/")
    book = CalamineWorkbook.from_filelike(io.BytesIO(b"".join(answer)))  # type: ignore[arg-type]
    shown = " ".join(str(cell) for line in book.get_sheet_by_index(0).to_python() for cell in line)
    assert "पीले कॉलम" in shown
    assert "आधार" in shown


def test_a_day_may_be_typed_as_people_write_it(cast: Cast, client: Client) -> None:
    with acting_as(cast.actor("coordinator")) as by:
        issue = an_issue(by, cast)
    lines = with_cells(taken(client, ISSUES), issue.pk, {"received_on": "१२ मार्च २०२४"})
    accepted(client, ISSUES, brought(client, ISSUES, lines))
    with acting_as(cast.actor("coordinator")):
        assert Issue.objects.get(pk=issue.pk).received_on == dt.date(2024, 3, 12)


def test_a_long_workbook_is_taken_in_step_by_step_and_what_is_done_stands(
    cast: Cast, client: Client, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "STEP", 2)
    with acting_as(cast.actor("coordinator")) as by:
        people = [a_person(by, cast, name=f"व्यक्ति {number}", village="टोटो") for number in range(5)]
    lines = taken(client, PEOPLE)
    for one in people:
        lines = with_cells(lines, one.pk, {"guardian_name": "पिता"})
    with acting_as(cast.actor("coordinator")) as by:
        for one in people:
            amend_person(by=by, person=again(cast, one), changes={"phone": "9431100009"})
    page = brought(client, PEOPLE, lines)
    assert len(page.context["newer"]) == 5
    kept = str(page.context["newer"][-1]["id"])
    going = {one["id"]: one["id"] for one in page.context["newer"] if one["id"] != kept}

    def changed() -> int:
        with acting_as(cast.actor("coordinator")):
            return Person.objects.filter(guardian_name="पिता").count()

    step = accepted(client, PEOPLE, page, **going)

    def on() -> dict[str, str]:
        begun = step.context["begun"]
        return {"work": str(begun.pk), "worked_at": str(begun.worked_at), "left": step.context["left"]}

    assert (step.context["begun"].worked_at, step.context["begun"].of, changed()) == (2, 5, 2)
    foreign = browser("desk_operator").post(BOOK, on())
    assert (foreign.status_code, changed()) == (302, 2)
    step = client.post(BOOK, on())
    assert (step.context["begun"].worked_at, changed()) == (4, 4)
    end = client.post(BOOK, on(), follow=True)
    assert changed() == 4, "the choice about each row goes with it"
    (message,) = end.context["messages"]
    assert [word for word in str(message).split() if word.isdigit()] == ["4", "1"]
    assert [run.rows for run, _url in end.context["runs"]] == [2, 2], "each step has its undo"
    for run, url in end.context["runs"]:
        client.post(url)
        assert run.rows == 2
    assert changed() == 0
