"""Pages list the `draft_id`s of accepted forms, so that the browser can drop their drafts."""

import re

import pytest
from django.test import Client

from tests.cast import Cast
from tests.web.conftest import Browser
from tests.web.journeys.departures.registration_steps import JOURNEY, SOMRI, begin

pytestmark = pytest.mark.django_db

NUMBER = "0123456789abcdef0123"


def accepted(client: Client) -> list[str]:
    (value,) = re.findall(r'data-accepted-forms="([^"]*)"', client.get("/").content.decode())
    return value.split()


def owner(client: Client) -> str:
    (value,) = re.findall(r'data-account="([^"]*)"', client.get("/").content.decode())
    return str(value)


def test_an_accepted_form_is_named_on_every_page_after_it(cast: Cast, browser: Browser) -> None:
    client = browser("field_worker")
    root = begin(client, cast, draft_id=NUMBER)
    assert accepted(client) == accepted(client) == [NUMBER]
    assert client.post(f"{root}journey/0/", {**JOURNEY, "draft_id": "f" * 20}).status_code == 302
    assert accepted(client) == [NUMBER, "f" * 20]


def test_an_invalid_form_is_not_listed(cast: Cast, browser: Browser) -> None:
    client = browser("field_worker")
    wrong = {**SOMRI, "name": "", "place": str(cast.gumla_block.pk), "draft_id": NUMBER}
    assert client.post("/departures/", wrong).status_code == 200
    assert accepted(client) == []


@pytest.mark.parametrize("number", ["", "x", NUMBER.upper(), f"{NUMBER} ", '"><script>', NUMBER * 2])
def test_an_invalid_draft_id_is_not_listed(number: str, cast: Cast, browser: Browser) -> None:
    client = browser("field_worker")
    begin(client, cast, draft_id=number)
    assert accepted(client) == []


def test_the_draft_id_is_not_kept_as_an_answer(cast: Cast, browser: Browser) -> None:
    client = browser("field_worker")
    root = begin(client, cast)
    client.post(f"{root}journey/0/", {**JOURNEY, "draft_id": NUMBER})
    assert NUMBER not in client.get(f"{root}journey/0/").content.decode().replace(f'accepted-forms="{NUMBER}"', "")


def test_only_the_last_forms_are_named(cast: Cast, browser: Browser) -> None:
    client = browser("field_worker")
    root = begin(client, cast)
    for number in range(20):
        client.post(f"{root}journey/0/", {**JOURNEY, "draft_id": f"{number:020x}"})
    assert accepted(client) == [f"{number:020x}" for number in range(8, 20)]


def test_drafts_belong_to_one_account_and_do_not_name_it(cast: Cast, browser: Browser) -> None:
    first, again, other = owner(browser("field_worker")), owner(browser("field_worker")), owner(browser("coordinator"))
    assert first == again != other
    assert first not in str(cast.accounts["field_worker"].pk)


def test_a_form_sent_after_the_sign_in_ended_leads_back_to_its_page(cast: Cast, client: Client) -> None:
    headers = {"referer": "http://testserver/issues/new/?person=5"}
    answer = client.post("/issues/new/", {"draft_id": NUMBER}, headers=headers)
    assert answer.headers["Location"] == "/account/sign-in/?unsaved=1&next=/issues/new/%3Fperson%3D5"
    assert "accepted_drafts" not in client.session


@pytest.mark.parametrize("page", ["https://elsewhere.example/issues/", "http://testserver//elsewhere.example/", "x"])
def test_it_never_redirects_to_another_host(page: str, cast: Cast, client: Client) -> None:
    answer = client.post("/issues/new/", {}, headers={"referer": page})
    assert answer.headers["Location"] == "/account/sign-in/?unsaved=1&next=/"
