"""The pages on which the secretariat adds and removes spellings of names."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jatan.foundation.access.walls import acting_as
from jatan.foundation.ledger.models import Event
from jatan.foundation.network import spellings
from jatan_names import Spelling, names
from tests.cast import Cast
from tests.web.conftest import Browser

pytestmark = pytest.mark.django_db
NEW = {"kind": "surname", "canonical": "Dorai", "forms": "डुरई, Durai"}


@pytest.fixture(autouse=True)
def own_file(settings: LazySettings, tmp_path: Path) -> Iterator[None]:
    settings.MEDIA_ROOT = tmp_path
    yield
    names.use_lexicon(())


def _events(cast: Cast) -> list[Event]:
    with acting_as(cast.actor("auditor")):
        return list(Event.objects.filter(verb="network.spelling_added"))


@pytest.mark.parametrize("part", ["coordinator", "field_worker", "desk_operator", "researcher", "stranger"])
def test_other_roles_get_404(part: str, browser: Browser) -> None:
    spellings.write_spellings([Spelling("surname", "Dorai", ())])
    client = browser(part)
    for path in ("/names/", "/names/new/", "/names/0123456789abcdef/remove/"):
        assert client.get(path).status_code == 404
        assert client.post(path, NEW).status_code == 404
    assert len(spellings.read_spellings()) == 1


@pytest.mark.parametrize("part", ["secretariat", "administrator"])
def test_spelling_is_added_recorded_in_the_ledger_and_removed(part: str, cast: Cast, browser: Browser) -> None:
    client, before = browser(part), names.version()
    assert names.fold("सुखराम डुरई") != names.fold("Durai Sukhram")
    assert client.post("/names/new/", NEW).status_code == 302
    assert names.fold("सुखराम डुरई") == names.fold("Durai Sukhram")
    assert names.version() != before
    (event,) = _events(cast)
    assert (event.organisation_id, event.payload) == (cast.network.pk, {"kind": "surname", "forms": 2})
    (row,) = client.get("/names/").context["own"].rows
    assert client.get(row["url"]).status_code == 200
    assert names.version() != before
    assert client.post(row["url"]).status_code == 302
    assert names.version() == before
    assert client.get(row["url"]).status_code == 404


@pytest.mark.parametrize(
    ("answers", "field"),
    [
        ({"canonical": ""}, "canonical"),
        ({"canonical": "Two words"}, "canonical"),
        ({"canonical": "..."}, "canonical"),
        ({"canonical": "Uraon"}, "canonical"),
        ({"forms": "Munda"}, "forms"),
        ({"forms": "a" * 61}, "forms"),
        ({"kind": "village"}, "kind"),
    ],
)
def test_invalid_values_are_field_errors(answers: dict[str, str], field: str, cast: Cast, browser: Browser) -> None:
    page = browser("secretariat").post("/names/new/", NEW | answers)
    assert page.status_code == 422
    assert field in page.context["form"].errors
    assert spellings.read_spellings() == ()
    assert _events(cast) == []


def test_one_more_spelling_joins_the_name_that_is_there(browser: Browser) -> None:
    client = browser("secretariat")
    client.post("/names/new/", NEW)
    client.post("/names/new/", NEW | {"forms": "Doray Durai"})
    assert client.post("/names/new/", NEW).status_code == 422
    assert spellings.read_spellings() == (Spelling("surname", "Dorai", ("डुरई", "Durai", "Doray")),)


def test_a_large_lexicon_does_not_add_queries(browser: Browser) -> None:
    spellings.write_spellings([Spelling("given", f"Name{number}x", ()) for number in range(500)])
    client = browser("secretariat")
    with CaptureQueriesContext(connection) as asked:
        assert client.get("/names/").status_code == 200
    assert len(asked) <= 12
