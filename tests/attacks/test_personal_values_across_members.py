"""The secretariat or another member reads what "leaves its organisation only as a count": docs/reference/privacy.md."""

import uuid
from collections.abc import Iterator

import pytest
from django.db.models import Model, TextField
from django.db.models.fields import CharField
from django.urls import reverse

from jatan.foundation.access.actors import machine_for
from jatan.foundation.access.walls import acting_as
from jatan.foundation.db.privacy import privacy_classes
from jatan.foundation.network.guarded import Guarded
from jatan.programme.activities.services import ACTIVITY
from tests.cast import Cast
from tests.house.belongings import Belongings
from tests.house.matrix import about_rows, count, read, values_of, whole, without_rows
from tests.house.standing_rows import cast, own, standing_rows
from tests.web.conftest import Browser, browser

__all__ = ["browser", "cast", "own", "standing_rows"]

pytestmark = pytest.mark.django_db

OWNER = "khunti_coordinator"
# The secretariat answers calls for help without a known pass, and reads the entries that a member grants to it.
_MEANT_FOR_THE_SECRETARIAT = {"calls.CallForHelp", "agents.Statement", "agents.EntryRequest"}


def _personal_fields(model: type[Model]) -> list[str]:
    if model._meta.label in _MEANT_FOR_THE_SECRETARIAT:
        return []
    named = [model._meta.get_field(name) for name, held in privacy_classes(model).items() if held == "personal"]
    return [field.name for field in named if isinstance(field, (CharField, TextField)) and not field.choices]


def _marked_values(own: Belongings) -> Iterator[str]:
    """Write a text of its own into every personal text field of every row; yields the texts."""
    for kind, row in own.rows.items():
        if not isinstance(row, Guarded) or kind == "cases":
            continue
        values = {}
        for name in _personal_fields(type(row)):
            field = row._meta.get_field(name)
            if name not in ("phone", "caller_phone", "number") and (field.max_length or 99) > 20:
                values[name] = f"zq{uuid.uuid4().hex[:14]}"
        if values:
            type(row)._default_manager.filter(pk=row.pk, organisation_id=row.organisation_id).update(**values)
            yield from values.values()


@pytest.mark.parametrize("part", ["secretariat", "researcher", "coordinator", "administrator"])
def test_no_page_shows_a_personal_value_of_another_members_row(
    part: str, cast: Cast, own: Belongings, browser: Browser
) -> None:
    """Before: the secretariat opened a member's photographs and read the names of facilitators and what was decided."""
    with acting_as(machine_for([cast.khunti.id])):
        texts = set(_marked_values(own))
    assert len(texts) > 15
    count(cast)
    client, shown = browser(part), []
    paths = [reverse(address.name, kwargs=values_of(address, own)) for address in about_rows()] + without_rows()
    for path in paths:
        page = read(client.get(path))
        shown += [path for text in texts if text in page]
    assert shown == []


def test_the_member_itself_reads_them(cast: Cast, own: Belongings, browser: Browser) -> None:
    """Without this the test above would also pass if nobody were shown anything."""
    with acting_as(machine_for([cast.khunti.id])):
        texts = set(_marked_values(own))
    client, found = browser("khunti_coordinator"), set()
    for address in about_rows():
        page = read(client.get(reverse(address.name, kwargs=values_of(address, own))))
        found |= {text for text in texts if text in page}
    assert len(found) > len(texts) // 2


def test_photographs_and_notes_of_a_meeting_stay_with_the_member(cast: Cast, own: Belongings, browser: Browser) -> None:
    photograph, meeting = own.rows["activities/photographs"], own.rows["activities"]
    assert browser("secretariat").get(f"/photographs/{photograph.pk}/").status_code == 404
    page = browser("secretariat").get(f"/activities/{meeting.pk}/")
    assert page.status_code == 200
    assert str(photograph.pk) not in page.content.decode()
    assert whole(browser("khunti_coordinator").get(f"/photographs/{photograph.pk}/")).status_code == 200


def test_the_history_of_a_meeting_hides_them_too(cast: Cast, own: Belongings, browser: Browser) -> None:
    with acting_as(cast.actor("khunti_coordinator")) as by:
        ACTIVITY.amend(by=by, row=own.rows["activities"], changes={"facilitator": "Zqsecret Devi", "topic": "Wages"})
    path = f"/activities/{own.rows['activities'].pk}/"
    for part, is_shown in (("secretariat", False), ("khunti_coordinator", True)):
        page = browser(part).get(path).content.decode()
        assert "Wages" in page
        assert ("Zqsecret" in page) is is_shown
