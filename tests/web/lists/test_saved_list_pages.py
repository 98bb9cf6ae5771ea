"""Saved lists and chosen columns on the pages: whose they are, what they keep, and what is in no URL."""

import uuid
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django.urls import reverse

from jatan.foundation.access.walls import acting_as
from jatan.foundation.ledger.models import Event
from jatan.foundation.saved_lists.models import SavedList
from jatan.foundation.saved_lists.services import MOST
from tests.cast import Cast
from tests.web.conftest import Browser

pytestmark = pytest.mark.django_db

NAME = "लौटने वाले"
QUERY = "status=received&kind=fraud&from=2024-01-01&sort=-received_on"


def _save(client: Client, *, query: str = QUERY, kind: str = "issues", name: str = NAME, **more: str) -> uuid.UUID:
    answer = client.post(f"/lists/{kind}/save/?{query}", {"name": name, **more})
    assert answer.status_code == 302, answer.content.decode()[-2000:]
    return uuid.UUID(answer["Location"].strip("/").split("/")[-1])


def _row(cast: Cast, part: str, pk: uuid.UUID) -> SavedList:
    with acting_as(cast.actor(part)):
        return SavedList.objects.get(pk=pk)


def test_a_list_is_saved_and_opened_with_its_conditions_and_order(cast: Cast, browser: Browser) -> None:
    client = browser("desk_operator")
    pk = _save(client)
    saved = _row(cast, "desk_operator", pk)
    assert saved.conditions == {"status": "received", "kind": "fraud", "from": "2024-01-01"}
    assert (saved.order, saved.is_shared) == ("-received_on", False)
    opened = client.get(f"/lists/{pk}/")
    address = urlsplit(opened["Location"])
    assert address.path == "/issues/"
    assert parse_qs(address.query) == {
        "status": ["received"],
        "kind": ["fraud"],
        "from": ["2024-01-01"],
        "sort": ["-received_on"],
        "list": [str(pk)],
    }
    page = client.get(opened["Location"])
    assert page.context["listing"].opened == saved
    assert page.context["listing"].bar.cleaned_data["kind"] == "fraud"
    text = page.content.decode()
    assert NAME in text
    assert f"/lists/{pk}/change/" in text


def test_no_name_and_no_search_is_in_a_url_or_a_saved_list(cast: Cast, browser: Browser) -> None:
    client = browser("desk_operator")
    pk = _save(client, query=f"{QUERY}&q=सुनीता&name=सुनीता&page=3&after={uuid.uuid4()}")
    saved = _row(cast, "desk_operator", pk)
    assert set(saved.conditions) == {"status", "kind", "from"}
    assert "सुनीता" not in f"{saved.conditions} {saved.order} {saved.columns} {saved.name}"
    opened = client.get(f"/lists/{pk}/")["Location"]
    page = client.get(opened).content.decode()
    assert "%E0" not in opened
    assert [link for link in page.split('href="')[1:] if "%E0" in link.split('"')[0]] == []
    searched = client.post("/issues/", {"q": "सुनीता"}).content.decode()
    assert "/lists/issues/save/" not in searched


@pytest.mark.parametrize("page", ["", "change/"])
@pytest.mark.parametrize(
    "part", ["coordinator", "field_worker", "supervisor", "khunti_desk", "secretariat", "auditor", "stranger"]
)
def test_a_list_of_ones_own_is_nobody_elses(page: str, part: str, browser: Browser) -> None:
    pk = _save(browser("desk_operator"))
    client = browser(part)
    assert client.get(f"/lists/{pk}/{page}").status_code == 404
    assert client.post(f"/lists/{pk}/change/", {"name": "x", "is_removed": "on"}).status_code == 404
    if part not in ("secretariat", "auditor", "stranger"):
        assert NAME not in client.get("/issues/").content.decode()
    assert browser("desk_operator").get(f"/lists/{pk}/").status_code == 302


def test_an_offices_list_is_the_offices(cast: Cast, browser: Browser) -> None:
    pk = _save(browser("coordinator"), for_whom="office")
    for part in ("coordinator", "desk_operator", "field_worker", "supervisor"):
        assert browser(part).get(f"/lists/{pk}/").status_code == 302
        assert NAME in browser(part).get("/issues/").content.decode()
    for part in ("khunti_coordinator", "khunti_desk", "secretariat", "researcher", "stranger", "legal_officer"):
        assert browser(part).get(f"/lists/{pk}/").status_code == 404  # another member, or no issues to see
    for part in ("desk_operator", "field_worker", "supervisor", "khunti_coordinator"):
        assert browser(part).post(f"/lists/{pk}/change/", {"name": "x"}).status_code == 404
    with acting_as(cast.actor("auditor")):
        event = Event.objects.get(verb="lists.office_list_saved")
    assert (event.about, event.payload) == (pk, {"list_of": "issues"})


def test_who_may_not_share_is_not_asked_and_cannot(cast: Cast, browser: Browser) -> None:
    client = browser("desk_operator")
    assert "for_whom" not in client.get(f"/lists/issues/save/?{QUERY}").content.decode()
    pk = _save(client, for_whom="office")
    assert not _row(cast, "desk_operator", pk).is_shared
    assert "for_whom" in browser("coordinator").get(f"/lists/issues/save/?{QUERY}").content.decode()


def test_a_list_is_renamed_and_deleted(cast: Cast, browser: Browser) -> None:
    client = browser("coordinator")
    pk = _save(client, for_whom="office")
    assert client.post(f"/lists/{pk}/change/", {"name": "नया नाम"}).status_code == 302
    assert _row(cast, "coordinator", pk).name == "नया नाम"
    assert client.post(f"/lists/{pk}/change/", {"name": "नया नाम", "is_removed": "on"}).status_code == 302
    assert client.get(f"/lists/{pk}/").status_code == 404
    with acting_as(cast.actor("auditor")):
        verbs = set(Event.objects.filter(verb__startswith="lists.").values_list("verb", flat=True))
    assert verbs == {"lists.office_list_saved", "lists.office_list_renamed", "lists.office_list_removed"}


def test_a_name_is_there_once_and_so_many_lists_are_kept(browser: Browser) -> None:
    client = browser("desk_operator")
    _save(client)
    again = client.post(f"/lists/issues/save/?{QUERY}", {"name": f" {NAME} "})
    assert again.status_code == 422
    for number in range(MOST - 1):
        _save(client, name=f"{number}")
    assert client.post(f"/lists/issues/save/?{QUERY}", {"name": "one more"}).status_code == 422
    _save(client, kind="people", query="sort=age")  # counted for each kind of record


@pytest.mark.parametrize("name", ["", "   ", "2341 2341 2346"])
def test_a_name_that_is_none_is_refused(name: str, browser: Browser) -> None:
    assert browser("desk_operator").post(f"/lists/issues/save/?{QUERY}", {"name": name}).status_code == 422


def test_what_no_longer_exists_is_reported_and_not_dropped_silently(cast: Cast, browser: Browser) -> None:
    client = browser("desk_operator")
    pk = _save(client)
    client.get(f"/lists/{pk}/", follow=True)  # says that it is saved
    with acting_as(cast.actor("desk_operator")):
        SavedList.objects.filter(pk=pk).update(
            conditions={"status": "received", "kind": "abolished", "gone": "x"}, order="abolished", columns=["gone"]
        )
    opened = client.get(f"/lists/{pk}/", follow=True)
    assert opened.status_code == 200
    assert opened.context["listing"].bar.cleaned_data["status"] == "received"
    shown = [str(message) for message in opened.context["messages"]]
    assert len(shown) == 3
    assert "2" in shown[0] or "२" in shown[0]


@pytest.mark.parametrize("kind", ["nothing", "cases", "ledger"])
def test_a_list_that_is_none_answers_404(kind: str, browser: Browser) -> None:
    client = browser("coordinator")
    assert client.get(f"/lists/{kind}/save/").status_code == 404
    assert client.post(f"/lists/{kind}/columns/", {}).status_code == 404


def test_who_may_not_see_the_rows_saves_no_list_of_them(browser: Browser) -> None:
    for part in ("auditor", "researcher", "legal_officer", "administrator"):
        assert browser(part).get("/lists/people/save/").status_code == 404
        assert browser(part).post("/lists/people/columns/", {"column": "age"}).status_code == 404


def test_columns_are_remembered_for_the_account_and_reset(browser: Browser) -> None:
    client = browser("desk_operator")
    client.post("/people/new/", {"name": "सुनीता", "place": ""})
    usual = [column.label for column in client.get("/people/").context["listing"].table.columns]
    answer = client.post("/lists/people/columns/?sex=F&sort=age&page=2", {"column": ["age", "phone", "nothing"]})
    assert answer["Location"] == "/people/?sex=F&sort=age"
    shown = client.get("/people/").context["listing"]
    assert str(shown.table.columns[0].label) == str(usual[0])
    assert [code for code, _label, is_shown in shown.columns if is_shown] == ["age", "phone"]
    assert len(shown.table.columns) == 3
    assert len(browser("coordinator").get("/people/").context["listing"].table.columns) == len(usual)
    assert len(client.get("/issues/").context["listing"].table.columns) > 3
    client.post("/lists/people/columns/", {})  # no tick: the first column stays
    assert len(client.get("/people/").context["listing"].table.columns) == 1
    client.post("/lists/people/columns/", {"column": "age", "usual": "1"})
    assert [column.label for column in client.get("/people/").context["listing"].table.columns] == usual
    assert client.get("/lists/people/columns/").status_code == 405


def test_a_saved_list_keeps_its_columns(browser: Browser) -> None:
    client = browser("desk_operator")
    client.post("/lists/people/columns/", {"column": ["age"]})
    pk = _save(client, kind="people", query="sort=age")
    client.post("/lists/people/columns/", {"usual": "1"})
    assert len(client.get("/people/").context["listing"].table.columns) > 2
    assert len(client.get(f"/lists/{pk}/", follow=True).context["listing"].table.columns) == 2


def test_a_mark_of_somebody_elses_list_in_the_url_shows_nothing_of_it(browser: Browser) -> None:
    foreign = _save(browser("khunti_desk"))
    page = browser("desk_operator").get(f"{reverse('issues')}?list={foreign}")
    assert page.status_code == 200
    assert page.context["listing"].opened is None
    assert NAME not in page.content.decode()
