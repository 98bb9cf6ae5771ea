"""Pages of statements about agents: recorded by many, read by few, joined by two people, never shown as proven."""

import re
import uuid

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from jatan.foundation.access.walls import acting_as
from jatan.programme.agents.models import Joining, Profile, Statement
from jatan.programme.agents.services import sync_journey_statements
from tests.cast import Cast
from tests.programme.agents.builders import a_statement
from tests.programme.journeys.builders import a_journey
from tests.programme.people.builders import a_person
from tests.web.conftest import Browser

pytestmark = pytest.mark.django_db
QUERIES = 20


def answers(cast: Cast, **more: str) -> dict[str, str]:
    usual = {
        "kind": "agent",
        "name": "बिरसा महतो",
        "phones": "९१६९८ ५२८९२, 9431100001",
        "place": str(cast.gumla_block.pk),
        "said_on": "5-2-2024",
        "source": "family",
        "reliability": "heard",
        "what_is_said": "सिलाई का काम कहकर ले जाने की बात कही गई।",
    }
    return usual | more


def statement(cast: Cast, part: str = "supervisor", **more: object) -> Statement:
    with acting_as(cast.actor(part)) as by:
        return a_statement(by, cast, **more)


def test_a_statement_is_written_down_and_read_with_its_source(cast: Cast, browser: Browser) -> None:
    client = browser("supervisor")
    answer = client.post("/agents/new/", answers(cast), follow=True)
    page = answer.content.decode()
    assert "9169852892, 9431100001" in page
    assert "सिलाई का काम कहकर" in page
    assert page.count("बिरसा महतो") >= 1
    assert "बिरसा" not in re.findall(r"<title>(.*?)</title>", page, re.S)[0]
    assert not any(phone in answer.redirect_chain[-1][0] for phone in ("9169852892", "9431100001"))


def test_a_field_worker_records_statements_but_cannot_read_them(cast: Cast, browser: Browser) -> None:
    client = browser("field_worker")
    assert client.get("/agents/new/").status_code == 200
    answer = client.post("/agents/new/", answers(cast), follow=True)
    assert (answer.status_code, answer.redirect_chain[-1][0]) == (200, "/")
    made = statement(cast)
    for path in ("/agents/", f"/agents/{made.pk}/", "/agent-sets/", "/agent-numbers/", f"/agents/{made.pk}/withdraw/"):
        assert client.get(path).status_code == 404, path
    assert 'href="/agents/"' not in client.get("/agents/new/").content.decode()


def test_invalid_values_are_errors_of_their_fields(cast: Cast, browser: Browser) -> None:
    answer = browser("coordinator").post("/agents/new/", answers(cast, phones="12345"))
    assert answer.status_code == 422
    assert "phones" in answer.context["form"].errors
    nobody = browser("coordinator").post("/agents/new/", answers(cast, phones="", name=""))
    assert "name" in nobody.context["form"].errors


def test_search_is_a_post_and_crosses_scripts(cast: Cast, browser: Browser) -> None:
    made = statement(cast)
    for query in ("Birsa Mahto", "9169852892", "९१६९८५२८९२"):
        assert f"/agents/{made.pk}/" in browser("counsellor").post("/agents/", {"q": query}).content.decode(), query


def test_one_proposes_a_second_confirms_and_either_undoes(cast: Cast, browser: Browser) -> None:
    one, other = statement(cast), statement(cast, source="police", reliability="document")
    page = browser("supervisor").get(f"/agents/{one.pk}/").content.decode()
    path = reverse("agents_alike_same", args=[one.pk, other.pk])
    assert path in page
    assert browser("supervisor").post(path, {"reason": " "}).status_code == 422
    assert browser("supervisor").post(path, {"reason": "वही नंबर"}).status_code == 302
    with acting_as(cast.actor("supervisor")):
        joining = Joining.objects.get()
    confirm = reverse("agent_set_confirm", args=[joining.profile_id, joining.pk])
    undo = reverse("agent_set_undo", args=[joining.profile_id, joining.pk])
    for client in (browser("supervisor"), browser("counsellor"), browser("khunti_coordinator")):
        assert client.get(confirm).status_code == client.post(confirm).status_code == 404
    shown = browser("supervisor").get(f"/agent-sets/{joining.profile_id}/").content.decode()
    assert confirm not in shown
    assert undo in shown
    assert confirm in browser("coordinator").get(f"/agent-sets/{joining.profile_id}/").content.decode()
    assert browser("coordinator").get(confirm).status_code == 200
    assert browser("coordinator").post(confirm).status_code == 302
    assert browser("coordinator").post(confirm).status_code == 404
    whole = browser("counsellor").get("/agent-sets/").content.decode()
    assert "2 बातें" in whole or "2 statements" in whole
    assert browser("supervisor").post(undo, {"reason": ""}).status_code == 422
    assert browser("supervisor").post(undo, {"reason": "दो लोग"}).status_code == 302
    assert browser("supervisor").get(f"/agent-sets/{joining.profile_id}/").status_code == 404
    with acting_as(cast.actor("supervisor")):
        assert not Profile.objects.live().exists()
        assert Statement.objects.live().count() == 2


def test_a_statement_of_another_member_is_404(cast: Cast, browser: Browser) -> None:
    own, second = statement(cast), statement(cast)
    client = browser("khunti_coordinator")
    same = reverse("agents_alike_same", args=[own.pk, second.pk])
    for path in (f"/agents/{own.pk}/", same, f"/agent-sets/{uuid.uuid4()}/", f"/agent-numbers/{uuid.uuid4()}/"):
        assert client.get(path).status_code == 404


def test_only_those_who_may_read_learn_which_member_to_ask(cast: Cast, browser: Browser) -> None:
    of_khunti = {"organisation": cast.khunti.id, "place": cast.khunti_block, "name": "सोमरा"}
    statement(cast, "khunti_coordinator", **of_khunti)
    own, other = statement(cast), statement(cast, phones=("9431100001",))
    page = browser("counsellor").get(f"/agents/{own.pk}/").content.decode()
    assert cast.khunti.name_hi in page
    assert "सोमरा" not in page
    assert cast.khunti.name_hi not in browser("counsellor").get(f"/agents/{other.pk}/").content.decode()
    written = browser("field_worker").post("/agents/new/", answers(cast), follow=True).content.decode()
    assert cast.khunti.name_hi not in written


def test_numbers_on_several_journeys_are_shown_and_are_in_no_url(cast: Cast, browser: Browser) -> None:
    with acting_as(cast.actor("coordinator")) as by:
        journey = a_journey(by, a_person(by, cast))
        a_journey(by, a_person(by, cast, name="फूलमनी"))
    page = browser("counsellor").get("/agent-numbers/").content.decode()
    assert "9169852892" in page
    links = re.findall(r'href="([^"]*)"', page)
    assert not any("9169852892" in link for link in links)
    one = next(link for link in links if link.startswith("/agent-numbers/") and link != "/agent-numbers/")
    shown = browser("counsellor").get(one).content.decode()
    assert "सुनीता उराँव" in shown
    assert "फूलमनी" in shown
    assert browser("khunti_coordinator").get(f"/agent-numbers/{journey.pk}/").status_code == 404
    assert "journey=" not in shown
    assert f"/agents/new/?journey={journey.pk}" in _page(browser("supervisor"), f"/agent-numbers/{journey.pk}/")


def test_a_statement_recorded_from_a_journey_is_linked_to_it(cast: Cast, browser: Browser) -> None:
    with acting_as(cast.actor("coordinator")) as by:
        journey = a_journey(by, a_person(by, cast))
    client = browser("field_worker")
    assert str(journey.pk) in _page(client, f"/agents/new/?journey={journey.pk}")
    client.post("/agents/new/", answers(cast, journey=str(journey.pk)))
    client.post("/agents/new/", answers(cast, journey=str(uuid.uuid4())))
    client.post("/agents/new/", answers(cast, journey="' OR 1=1"))
    assert "बिरसा महतो" in _page(browser("counsellor"), f"/journeys/{journey.pk}/")
    assert f"/agents/new/?journey={journey.pk}" in _page(browser("supervisor"), f"/journeys/{journey.pk}/")
    assert "/agents/" not in _page(client, f"/journeys/{journey.pk}/")
    with acting_as(cast.actor("supervisor")):
        journey_ids = Statement.objects.order_by("id").values_list("journey_id", flat=True)
        assert list(journey_ids) == [journey.pk, None, None]


def test_pages_ask_few_queries_however_much_is_there(cast: Cast, browser: Browser) -> None:
    with acting_as(cast.actor("supervisor")) as by:
        rows = [a_statement(by, cast) for _number in range(12)]
        for number in range(6):
            sync_journey_statements(by=by, journey=a_journey(by, a_person(by, cast, name=f"जाने वाली {number}")))
    client = browser("supervisor")
    reason = {"reason": "वही नंबर"}
    for row in rows[1:8]:
        client.post(reverse("agents_alike_same", args=[rows[0].pk, row.pk]), reason)
    with acting_as(cast.actor("supervisor")):
        (profile,) = Profile.objects.all()
    for path in ("/agents/", f"/agents/{rows[0].pk}/", "/agent-sets/", f"/agent-sets/{profile.pk}/", "/agent-numbers/"):
        with CaptureQueriesContext(connection) as queries:
            assert client.get(path).status_code == 200
        asked = [query["sql"][:150] for query in queries if "SAVEPOINT" not in query["sql"]]
        assert len(asked) <= QUERIES, (path, asked)


def _page(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()
