"""A list that goes to a donor or to a government office holds nothing personal, whatever the list."""

import pytest
from django.urls import reverse

from jatan.foundation.db.privacy import privacy_classes
from jatan.web.desk_registry import DESKS
from jatan.web.ui.records.desk import Desk
from jatan.web.ui.records.export import IMPERSONAL, PURPOSES
from tests.house.belongings import Belongings
from tests.house.standing_rows import cast, own, standing_rows
from tests.web.conftest import Browser
from tests.web.ui.workbooks.books import read_file, read_sheet

__all__ = ["cast", "own", "standing_rows"]

pytestmark = pytest.mark.django_db

OWNER = "coordinator"
LISTS = [desk for desk in DESKS if desk.is_exportable]


@pytest.mark.parametrize("desk", LISTS, ids=lambda desk: desk.slug)
def test_nothing_personal_goes_out_of_the_house(desk: Desk, own: Belongings, browser: Browser) -> None:
    row, client = own.rows[desk.slug], browser(OWNER)
    personal = {name for name, privacy in privacy_classes(desk.model).items() if privacy in ("personal", "sealed")}
    texts = {str(getattr(row, name)) for name in personal if isinstance(getattr(row, name), str)} - {""}
    for purpose, _words in PURPOSES:
        answer = client.post(reverse(desk.url_name("export")), {"purpose": purpose})
        names, _headings, *lines = read_sheet(read_file(answer))
        assert lines
        roots = {str(name).partition(":")[0] for name in names}
        if purpose not in IMPERSONAL:
            assert "shown" in roots or len(names) > 5
            continue
        assert not roots & personal
        assert "shown" not in roots
        cells = {str(cell) for line in lines for cell in line[2:]}
        assert not {text for text in texts if len(text) > 2} & cells


def test_the_page_says_which_purpose_gives_what(own: Belongings, browser: Browser) -> None:
    page = browser(OWNER).get("/people/export/").content.decode()
    assert "दानदाता" in page.split("<fieldset")[1].split('class="hint"')[1].split("</div>")[0]
