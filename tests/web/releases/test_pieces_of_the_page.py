"""Pages on which a story is proposed for everybody and released by a second person."""

from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

from jatan.evidence.releases.models import PublicPiece
from jatan.foundation.access.walls import acting_as
from jatan.programme.activities.choices import Faces
from jatan.programme.activities.commands import AddPhotograph
from jatan.programme.activities.photographs import add_photograph, record_uses
from tests.cast import Cast
from tests.programme.activities.builders import an_activity, picture
from tests.programme.booklet.builders import a_waiting, approve
from tests.web.conftest import Browser

pytestmark = pytest.mark.django_db
PAGE = "/public-page/record/"


def test_a_story_is_chosen_and_never_released_by_who_may_not_read_it(cast: Cast, browser: Browser) -> None:
    client = browser("secretariat")
    assert 'class="empty"' in client.get(PAGE).content.decode()
    with acting_as(cast.actor("coordinator")) as by:
        story = a_waiting(by, cast)
    with acting_as(cast.actor("secretariat")) as by:
        approve(by, story)
    assert "वापसी" in client.get(PAGE).content.decode()
    assert client.post(PAGE, {}).status_code == 422
    assert client.post(PAGE, {"record": f"story.{story.pk}"}).status_code == 302
    row = PublicPiece.objects.get()
    page = f"/public-page/records/{row.pk}/"
    assert "मज़दूरी नहीं मिली" in client.get(page).content.decode()
    assert 'value="release"' not in client.get(page).content.decode()
    assert (
        "प्रशासन" not in client.get(page).content.decode().partition("<main")[2]
    )  # it reads no story, so it releases none
    administrator = browser("administrator")
    shown = administrator.get(page).content.decode()
    assert "मज़दूरी नहीं मिली" not in shown
    assert 'value="release"' not in shown
    assert administrator.post(page, {"decision": "release", "reason": ""}).status_code == 422
    assert "कहानी" in administrator.get("/").content.decode()
    assert "वापसी" not in Client().get("/about/?in=hi").content.decode()
    assert browser("coordinator").get(page).status_code == 404


def test_a_photograph_is_looked_at_before_it_is_given_to_everybody(
    cast: Cast, browser: Browser, settings: Settings, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = str(tmp_path)
    with acting_as(cast.actor("coordinator")) as by:
        activity = an_activity(by, cast)
        row = add_photograph(
            by=by, command=AddPhotograph(activity=activity, content=picture(), caption="सुनीता कुमारी बोलते हुए")
        )
        record_uses(by=by, row=row, faces=Faces.NOBODY, uses=("press",))
    client = browser("secretariat")
    listed = client.get(PAGE).content.decode()
    assert f"photograph.{row.pk}" in listed
    assert "सुनीता" not in listed
    assert client.post(PAGE, {"record": f"photograph.{row.pk}"}).status_code == 302
    page = f"/public-page/records/{PublicPiece.objects.get().pk}/"
    shown = client.get(page).content.decode()
    assert f'src="/photographs/{row.pk}/"' in shown
    assert b"".join(client.get(f"/photographs/{row.pk}/").streaming_content).startswith(b"\xff\xd8")  # type: ignore[attr-defined]
    assert "सुनीता" not in shown
    assert 'value="release"' not in shown, "not by who proposed it"
    hidden = browser("administrator").get(page).content.decode()
    assert f"/photographs/{row.pk}/" not in hidden
    assert 'value="release"' not in hidden
