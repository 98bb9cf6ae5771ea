"""Export of rows: only coordinators, only their own rows, purpose in the ledger, no cell is a formula."""

from typing import Any

import pytest

from jatan.foundation.access.walls import acting_as
from jatan.foundation.ledger.models import Event
from jatan.foundation.places.models import Place
from jatan.foundation.places.services import save_localities
from jatan.web.ui.records.export import IMPERSONAL, PURPOSES, ROWS_EXPORTED
from tests.cast import Cast
from tests.programme.people.builders import a_person
from tests.web.conftest import Browser
from tests.web.ui.workbooks.books import read_file, read_sheet

pytestmark = pytest.mark.django_db


def test_export_asks_for_a_purpose_and_is_recorded_in_the_ledger(cast: Cast, browser: Browser) -> None:
    place = str(cast.gumla_block.pk)
    browser("desk_operator").post("/people/new/", {"name": "=HYPERLINK(1)", "place": place})
    browser("khunti_desk").post("/people/new/", {"name": "पराया", "place": str(cast.khunti_block.pk)})
    client = browser("coordinator")
    assert client.post("/people/export/", {}).status_code == 200
    answer: Any = client.post("/people/export/", {"purpose": "checking"})
    assert answer["Content-Type"].endswith("spreadsheetml.sheet")
    rows = read_sheet(read_file(answer))
    assert [row[rows[0].index("name")] for row in rows[2:]] == ["'=HYPERLINK(1)"]
    with acting_as(cast.actor("auditor")):
        event = Event.objects.get(verb=ROWS_EXPORTED)
    assert event.payload == {"rows": {"people.person": 1}, "purpose": "checking"}


@pytest.mark.parametrize("part", ["field_worker", "desk_operator", "counsellor", "secretariat", "auditor"])
def test_other_roles_cannot_export(part: str, browser: Browser) -> None:
    assert browser(part).get("/people/export/").status_code == 404


def test_case_register_has_no_export(browser: Browser) -> None:
    assert browser("supervisor").get("/cases/export/").status_code == 404


def test_a_workbook_says_what_it_holds_and_for_whom(cast: Cast, browser: Browser) -> None:
    """Before: ticked rows were "the whole list", an order narrowed it, and a donor was warned of names left out."""
    with acting_as(cast.actor("coordinator")) as by:
        row = str(a_person(by, cast).pk)
    ticked = {"act": "export", "row": [row], "confirm": "1"}
    client, sorted_list = browser("coordinator"), "/people/export/?sort=name_fold"
    found = {
        "ticked": provenance(client.post("/people/together/", ticked | {"purpose": "checking"})),
        "sorted": provenance(client.post(sorted_list, {"purpose": "checking"})),
        "donor": provenance(client.post("/people/export/", {"purpose": "donor_report"})),
    }
    narrowed = {what: lines["कौन सी पंक्तियाँ"] for what, lines in found.items()}
    assert narrowed["ticked"] == "चुनी हुई पंक्तियाँ"
    assert narrowed["sorted"] == narrowed["donor"] == "पूरी सूची"
    assert [what for what, lines in found.items() if "सँभालकर रखें" in lines] == ["ticked", "sorted"]


def test_a_condition_that_is_personal_does_not_go_out_of_the_house(cast: Cast, browser: Browser) -> None:
    """Before: the village of people stood on the second sheet of the donor's workbook."""
    with acting_as(cast.actor("coordinator")) as by:
        a_person(by, cast, village="Karondi")
        save_localities(cast.gumla.pk, [(cast.gumla_block, "", "Karondi")])
        village = Place.objects.get(name_en="Karondi")
    address = f"/people/export/?village={village.pk}&block={cast.gumla_block.pk}"
    client, words = browser("coordinator"), {}
    for purpose, _label in PURPOSES:
        lines = provenance(client.post(address, {"purpose": purpose}))
        words[purpose] = lines["कौन सी पंक्तियाँ"]
        assert ("Karondi" in str(lines)) == (purpose not in IMPERSONAL)
    assert cast.gumla_block.name_hi in words["donor_report"]
    assert words["donor_report"].count("निजी") == 1


def provenance(answer: Any) -> dict[str, str]:
    """{what: words} of the sheet that says where a workbook comes from."""
    return dict(line[:2] for line in read_sheet(read_file(answer), 1)[1:])
