"""A coordinator corrects a list in Excel and asks an own question: in Hindi, 360 px wide, with scripts off and on."""

from pathlib import Path

import pytest

from jatan.foundation.access.walls import acting_as
from jatan.programme.allies.models import Agreement
from jatan.programme.people.models import Person
from jatan.programme.people.services import amend_person
from jatan.web.allies.desk import AGREEMENTS
from jatan.web.people.desk import PEOPLE
from jatan.web.ui.workbooks.new_rows import new_columns
from tests.browser.conftest import Launched
from tests.browser.page_server import served
from tests.browser.test_campaigns_story import follow, look, telephone
from tests.cast import Cast
from tests.programme.allies.builders import an_ally
from tests.programme.people.builders import a_person
from tests.web.conftest import Browser
from tests.web.ui.workbooks.books import saved, taken, with_cells

pytestmark = [pytest.mark.django_db, pytest.mark.browser]


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_rows_are_corrected_in_excel(
    scripts: bool, cast: Cast, browser: Browser, chrome: Launched, tmp_path: Path
) -> None:
    client = browser("coordinator")
    with acting_as(cast.actor("coordinator")) as by:
        rows = [a_person(by, cast, name=f"सुनीता {number}", village="टोटो") for number in ("एक", "दो", "तीन")]
    lines = with_cells(
        taken(client, PEOPLE), rows[0].pk, {"village": "टोटो नवाटोली", "phone": "९४३११ ००००२", "age": 31}
    )
    lines = with_cells(lines, rows[1].pk, {"guardian_name": "मंगरा"})
    lines = with_cells(lines, rows[2].pk, {"phone": "पड़ोसी का नंबर"})
    book = tmp_path / "people.xlsx"
    book.write_bytes(saved([*lines, ["", "", *["नई" for _cell in lines[0][2:]]]]))
    with acting_as(cast.actor("coordinator")) as by:
        amend_person(by=by, person=rows[1], changes={"phone": "9431100009"})
    with served() as address, chrome() as opened, telephone(opened, address, client, scripts=scripts) as page:
        page.goto("/people/")
        look(page, "30-people")
        follow(page, "एक्सेल में सुधारें")
        look(page, "31-workbook")
        page.locator("#id_workbook").set_input_files(str(book))
        with page.expect_navigation():
            page.get_by_role("button", name="बदलाव देखें").click()
        look(page, "32-workbook-preview")
        assert page.get_by_text("पड़ोसी का नंबर").is_visible()
        page.get_by_label("फ़ाइल वाला दर्ज करें").check()
        with page.expect_navigation():
            page.get_by_role("button", name="बदलाव दर्ज करें").click()
        look(page, "33-workbook-run")
        with page.expect_navigation():
            page.get_by_role("button", name="ये सुधार हटाएँ").click()
        look(page, "34-workbook-undone")
    with acting_as(cast.actor("coordinator")):
        assert {one.village for one in Person.objects.all()} == {"टोटो"}
        assert Person.objects.filter(phone="9431100009").count() == 1


def test_an_own_question_is_made_and_answered(cast: Cast, browser: Browser, chrome: Launched) -> None:
    client = browser("coordinator")
    with acting_as(cast.actor("coordinator")) as by:
        person = a_person(by, cast, name="सुनीता उराँव", village="टोटो")
    with served() as address, chrome() as opened, telephone(opened, address, client, scripts=True) as page:
        page.goto("/own-questions/")
        look(page, "40-own-questions-empty")
        page.goto("/own-questions/new/")
        page.locator("input[name=kind][value=people]").check()
        page.locator("#id_label_hi").fill("राशन कार्ड का रंग")
        page.locator("input[name=sort][value=choice]").check()
        page.locator("#id_words").fill("लाल / Red\nनीला / Blue")
        look(page, "41-own-question-form")
        with page.expect_navigation():
            page.locator("main form.form button.button").last.click()
        look(page, "42-own-question")
        page.goto(f"/people/{person.pk}/edit/")
        page.get_by_label("राशन कार्ड का रंग").select_option("1")
        look(page, "43-own-question-asked")
        with page.expect_navigation():
            page.locator("main form.form .actions button.button").first.click()
        look(page, "44-own-question-answered")
        assert page.get_by_text("राशन कार्ड का रंग").first.is_visible()
        page.goto("/people/")
        look(page, "45-own-question-filter")


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_new_records_come_from_a_blank_workbook(
    scripts: bool, cast: Cast, browser: Browser, chrome: Launched, tmp_path: Path
) -> None:
    client = browser("coordinator")
    with acting_as(cast.actor("coordinator")) as by:
        ally = an_ally(by, cast, name="श्रम अधीक्षक कार्यालय")
    heads = [column.name for column in new_columns(AGREEMENTS)]
    good = {"place": "गुमला", "ally": ally.name, "title": "साथ काम", "signed_on": "५/३/२०२४", "kind": "mou"}
    rows = [good, {**good, "ally": "कोई और"}]
    book = tmp_path / "agreements.xlsx"
    lines = [["", *(cells.get(name, "") for name in heads)] for cells in rows]
    book.write_bytes(saved([["jatan-rows agreements 0", *heads], ["", *heads], *lines]))
    with served() as address, chrome() as opened, telephone(opened, address, client, scripts=scripts) as page:
        page.goto("/registers/blank/")
        look(page, "35-blank-lists")
        page.goto("/agreements/workbook/")
        look(page, "36-new-rows")
        page.locator("#id_workbook").set_input_files(str(book))
        page.get_by_label("नई पंक्तियाँ भी दर्ज करें").check()
        with page.expect_navigation():
            page.get_by_role("button", name="बदलाव देखें").click()
        look(page, "37-new-rows-preview")
        assert page.get_by_text("कोई और").is_visible()
        with page.expect_navigation():
            page.get_by_role("button", name="बदलाव दर्ज करें").click()
        look(page, "38-new-rows-run")
    with acting_as(cast.actor("coordinator")):
        assert Agreement.objects.get().ally_id == ally.pk
