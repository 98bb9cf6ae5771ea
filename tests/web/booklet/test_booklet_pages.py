"""Pages of the booklet: what a second person sees, what stays with the office, what the history tells."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from jatan.foundation.access.actors import machine_for
from jatan.foundation.access.walls import acting_as
from jatan.kernel import clock
from jatan.programme.booklet import services
from jatan.programme.booklet.choices import CHANGES
from jatan.programme.booklet.models import Edition, Story
from jatan.programme.booklet.tasks import recall_editions
from jatan.web.ui.records.columns import day_text
from tests.cast import Cast
from tests.programme.booklet.builders import a_waiting, an_edition, approve
from tests.web.conftest import Browser

pytestmark = pytest.mark.django_db


def values(page: str) -> list[str]:
    """What stands beside the labels of a record, without tags."""
    return [re.sub(r"<[^>]*>", "", one).strip() for one in re.findall(r"<dd[^>]*>(.*?)</dd>", page, re.DOTALL)]


@pytest.fixture
def story(cast: Cast) -> Story:
    with acting_as(cast.actor("coordinator")) as by:
        return a_waiting(by, cast)


@pytest.fixture
def edition(cast: Cast, story: Story) -> Edition:
    with acting_as(cast.actor("secretariat")) as by:
        approve(by, story)
        return an_edition(by, cast, story)


def test_the_secretariat_reads_the_story_but_not_where_the_signed_paper_lies(story: Story, browser: Browser) -> None:
    page = browser("secretariat").get(f"/stories/{story.pk}/").content.decode()
    assert "मज़दूरी नहीं मिली" in page
    assert "/review/" in page
    own = browser("coordinator").get(f"/stories/{story.pk}/").content.decode()
    # An age of 24 may also be an hour or part of an id: it is looked for where values stand.
    with acting_as(machine_for([story.organisation_id])):
        signed = day_text(story.consented_on)
    for personal in ("अलमारी", signed, str(story.age)):
        assert any(personal in one for one in values(own)), personal
        assert not any(personal in one for one in values(page)), personal
    assert "अलमारी" not in page
    assert "/review/" not in own


def test_the_secretariat_corrects_a_story_without_reading_or_changing_who_signed_and_where(
    story: Story, browser: Browser
) -> None:
    client, path = browser("secretariat"), f"/stories/{story.pk}/edit/"
    page = client.get(path).content.decode()
    for name in ("age", "consented_on", "consent_kept"):
        assert f'name="{name}"' not in page, name
    assert "अलमारी" not in page
    written = {name: getattr(story, name) for name in ("title_hi", "body_hi", "title_en", "body_en", "topic")}
    changed = {name: getattr(story, name) for name in CHANGES}
    sent = client.post(path, written | changed | {"title_hi": "सुधरा शीर्षक", "age": "40", "consent_kept": "कहीं और"})
    assert sent.status_code == 302
    with acting_as(machine_for([story.organisation_id])):
        now = Story._default_manager.get(pk=story.pk)
    assert now.title_hi == "सुधरा शीर्षक"
    kept = ("age", "consented_on", "consent_kept")
    assert [getattr(now, name) for name in kept] == [getattr(story, name) for name in kept]
    own = browser("coordinator").get(path).content.decode()
    assert "अलमारी" in own


def test_whoever_wrote_it_cannot_open_the_review(story: Story, browser: Browser) -> None:
    assert browser("coordinator").get(f"/stories/{story.pk}/review/").status_code == 404
    sent = browser("coordinator").post(f"/stories/{story.pk}/review/", {"approves": "yes"})
    assert sent.status_code == 404


def test_the_page_of_a_fixed_edition_opens_with_its_history(cast: Cast, edition: Edition, browser: Browser) -> None:
    client = browser("secretariat")
    assert client.get(f"/editions/{edition.pk}/preview/")["Content-Type"] == "application/pdf"
    assert client.post(f"/editions/{edition.pk}/publish/", {"on": clock.today().isoformat()}).status_code == 302
    page = client.get(f"/editions/{edition.pk}/").content.decode()
    assert "/stock/" in page
    assert client.get(f"/editions/{edition.pk}/preview/").status_code == 404
    assert client.get(f"/editions/{edition.pk}/edit/").status_code in (302, 200, 404)
    again = client.post(f"/editions/{edition.pk}/publish/", {"on": clock.today().isoformat()})
    assert again.status_code == 404


def test_a_story_that_was_taken_back_is_named_when_an_edition_is_fixed(
    cast: Cast, story: Story, edition: Edition, browser: Browser
) -> None:
    with acting_as(cast.actor("coordinator")) as by:
        services.take_consent_back(by=by, story=story, on=clock.today())
    answer = browser("secretariat").post(f"/editions/{edition.pk}/publish/", {"on": clock.today().isoformat()})
    assert answer.status_code == 422
    assert "वापसी: उन्होंने सहमति वापस ले ली है" in answer.content.decode()


@pytest.mark.parametrize("part", ["secretariat", "khunti_coordinator"])
def test_a_recalled_edition_is_downloaded_nowhere_and_every_page_says_why(
    cast: Cast, story: Story, edition: Edition, browser: Browser, client: Client, part: str
) -> None:
    with acting_as(cast.actor("secretariat")) as by:
        edition = services.publish_edition(by=by, edition=edition, on=clock.today(), is_public=True)
    material = edition.material_id
    reader, download = browser(part), f"/library/{material}/download/"
    public = reverse("public_file", args=[material])
    for found in (reader.get(download), client.get(public)):
        assert found.status_code == 200
        assert b"".join(found.streaming_content).startswith(b"%PDF")  # type: ignore[attr-defined]
    with acting_as(cast.actor("coordinator")) as by:
        services.take_consent_back(by=by, story=story, on=clock.today())
    recall_editions.func(str(story.pk))
    answer = reader.get(download)
    page = answer.content.decode()
    assert (answer.status_code, answer["Content-Type"].partition(";")[0]) == (410, "text/html")
    assert "कहानी 1 की सहमति वापस ले ली गई है" in page
    assert "The consent to story" not in page
    assert client.get(public).status_code == 404
    record = reader.get(f"/library/{material}/").content.decode()
    assert download not in record
    assert "कहानी 1 की सहमति वापस ले ली गई है" in record
    assert "कहानी 1" in reader.get(f"/library/{material}/stock/").content.decode()
    if part == "secretariat":
        own = reader.get(f"/editions/{edition.pk}/").content.decode()
        assert download not in own
        assert "कहानी 1 की सहमति वापस ले ली गई है" in own
        assert "वापस मँगाई" in reader.get("/editions/").content.decode()


def test_what_is_typed_wrong_is_said_beside_its_field(browser: Browser) -> None:
    sheet = {"age": "सोलह", "consented_on": "40/40/2026", "consent_kept": "", "body_hi": "<script>"}
    answer = browser("coordinator").post("/stories/new/", sheet)
    assert answer.status_code == 422
    assert {"age", "consented_on", "consent_kept", "uses"} <= set(answer.context["form"].errors)
    assert not Story._default_manager.exists()
