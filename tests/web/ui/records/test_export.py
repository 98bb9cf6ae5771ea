"""Export of rows: only coordinators, only their own rows, purpose in the ledger, no cell is a formula."""

import io

import pytest
from python_calamine import CalamineWorkbook

from jatan.foundation.access.walls import acting_as
from jatan.foundation.ledger.models import Event
from jatan.web.ui.records.export import ROWS_EXPORTED
from tests.cast import Cast
from tests.web.conftest import Browser

pytestmark = pytest.mark.django_db


def test_export_asks_for_a_purpose_and_is_recorded_in_the_ledger(cast: Cast, browser: Browser) -> None:
    place = str(cast.gumla_block.pk)
    browser("desk_operator").post("/people/new/", {"name": "=HYPERLINK(1)", "place": place})
    browser("khunti_desk").post("/people/new/", {"name": "पराया", "place": str(cast.khunti_block.pk)})
    client = browser("coordinator")
    assert client.post("/people/export/", {}).status_code == 200
    answer = client.post("/people/export/", {"purpose": "checking"})
    assert answer["Content-Type"].endswith("spreadsheetml.sheet")
    rows = CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    assert [row[0] for row in rows[1:]] == ["'=HYPERLINK(1)"]
    with acting_as(cast.actor("auditor")):
        event = Event.objects.get(verb=ROWS_EXPORTED)
    assert event.payload == {"rows": {"people.person": 1}, "purpose": "checking"}


@pytest.mark.parametrize("part", ["field_worker", "desk_operator", "counsellor", "secretariat", "auditor"])
def test_other_roles_cannot_export(part: str, browser: Browser) -> None:
    assert browser(part).get("/people/export/").status_code == 404


def test_case_register_has_no_export(browser: Browser) -> None:
    assert browser("supervisor").get("/cases/export/").status_code == 404
