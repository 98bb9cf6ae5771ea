"""The same form sent twice is one record; the same answers in another form are two."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import psycopg
import pytest
from django import forms
from django.db import connection
from django.test import Client

from jatan.foundation.access import sent_forms
from jatan.foundation.access.models import SentForm
from jatan.foundation.access.walls import acting_as
from jatan.foundation.ledger.models import Event
from jatan.kernel import clock
from jatan.web.desk_registry import DESKS
from jatan.web.ui.components.fields import DayField
from jatan.web.ui.records.desk import Desk
from tests.cast import Cast
from tests.web.conftest import Browser

pytestmark = pytest.mark.django_db

ONE, OTHER = {"csrfmiddlewaretoken": "a" * 64}, {"csrfmiddlewaretoken": "b" * 64}
_PARTS = ("coordinator", "secretariat", "supervisor", "counsellor")


def answers_of(form: forms.Form) -> dict[str, Any]:
    """Answers to every question of a form that must be answered, and to those that are open already."""
    found = {name: answer_of(name, form) for name, field in form.fields.items() if field.required}
    shown = {name: form[name].value() for name in form.fields if form[name].value() not in (None, "", [], False)}
    return {name: value for name, value in (shown | found).items() if value is not None}


def answer_of(name: str, form: forms.Form, words: str = "सोमरी") -> Any:
    """What somebody might answer: the first choice, today, a phone, or `words`."""
    field = form.fields[name]
    choices = [value for value, _words in flat(getattr(field, "choices", ())) if str(value)]
    if choices:
        return [str(choices[0])] if isinstance(field, forms.MultipleChoiceField) else str(choices[0])
    if isinstance(field, forms.DateField | DayField):
        return clock.today().isoformat()
    if isinstance(field, forms.BooleanField):
        return "on"
    return "9876543210" if "phone" in name else words


def flat(choices: Any) -> Iterator[tuple[Any, Any]]:
    """(value, words) of choices, those of groups too."""
    for value, words in choices:
        if isinstance(words, list | tuple):
            yield from words
        else:
            yield value, words


def recorder(desk: Desk, browser: Browser) -> tuple[str, Any] | None:
    """The part of a user who is shown the page of a new record, and that page."""
    for part in _PARTS if desk.register is not None else ():
        page = browser(part).get(f"/{desk.slug}/new/")
        if page.status_code == 200 and "form" in page.context:
            return part, page
    return None


def send(client: Client, address: str, form: forms.Form) -> tuple[Any, dict[str, Any]]:
    """The answer to a filled form, and what was sent last: what is refused as words is sent as a number."""
    sent = answers_of(form) | ONE
    answer = client.post(address, sent)
    if answer.status_code == 422:
        form = answer.context["form"]
        sent |= {name: answer_of(name, form, "20") for name in form.errors if name in form.fields}
        answer = client.post(address, sent)
    return answer, sent


def test_each_form_of_a_new_record_is_recorded_once(cast: Cast, browser: Browser) -> None:
    """Over all lists: whatever can be filled from its form alone is sent, and sent again."""
    recorded = []
    for desk in DESKS:
        if (found := recorder(desk, browser)) is None:
            continue
        (part, page), address = found, f"/{desk.slug}/new/"
        client, events = browser(part), event_count(cast, part)
        first, sent = send(client, address, page.context["form"])
        if first.status_code != 302:
            continue
        once = event_count(cast, part)
        again = client.post(address, sent)
        assert (again.status_code, again["Location"]) == (302, first["Location"]), desk.slug
        assert event_count(cast, part) == once > events, desk.slug
        recorded.append(desk.slug)
    assert {"people", "issues", "groups", "activities"} <= set(recorded)
    assert len(recorded) >= 15, recorded


def event_count(cast: Cast, part: str) -> int:
    """How many acts the ledger of the user's office has."""
    with acting_as(cast.actor(part)):
        return Event.objects.count()


@pytest.fixture
def issue(browser: Browser) -> dict[str, Any]:
    """Answers of a new issue."""
    return answers_of(browser("coordinator").get("/issues/new/").context["form"])


def test_the_second_says_that_it_came_already(browser: Browser, issue: dict[str, Any]) -> None:
    client = browser("coordinator")
    client.post("/issues/new/", issue | ONE)
    page = client.post("/issues/new/", issue | ONE, follow=True).content.decode()
    assert "यह फ़ॉर्म पहले आ चुका है" in page


def test_equal_answers_of_another_page_or_person_are_another_record(browser: Browser, issue: dict[str, Any]) -> None:
    sent = (("coordinator", ONE), ("coordinator", OTHER), ("supervisor", ONE), ("coordinator", ONE))
    addresses = [browser(part).post("/issues/new/", issue | token)["Location"] for part, token in sent]
    assert len(set(addresses)) == 3
    assert addresses[3] == addresses[0]


def test_equal_answers_from_a_fresh_page_are_told_of_with_the_earlier_record(
    browser: Browser, issue: dict[str, Any]
) -> None:
    """Whoever did not see the answer loads the page anew, and fills it in again."""
    client = browser("coordinator")
    first = client.post("/issues/new/", issue | ONE)["Location"]
    link = f'<a href="{first}">'
    assert link not in _messages(client.get(first))
    second = client.post("/issues/new/", issue | OTHER, follow=True)
    assert second.redirect_chain[-1][0] != first
    assert link in _messages(second)
    third = client.post("/issues/new/", issue | OTHER, follow=True)  # that form once more: it is one record
    assert link not in _messages(third)
    other = browser("supervisor").post("/issues/new/", issue | ONE, follow=True)
    assert "<a href" not in _messages(other), "another's record is nothing to be told of"
    changed = client.post(
        "/issues/new/", issue | {"description": "और कुछ", "csrfmiddlewaretoken": "c" * 64}, follow=True
    )
    assert "<a href" not in _messages(changed)


def _messages(page: Any) -> str:
    return " ".join(str(one) for one in page.context["messages"])


def test_a_form_that_was_refused_may_come_again(browser: Browser, issue: dict[str, Any]) -> None:
    client = browser("coordinator")
    for _time in range(2):
        assert client.post("/issues/new/", {**issue, "summary": "", "kind": ""} | ONE).status_code == 422
    assert not SentForm.objects.exists()


def test_what_leads_to_an_error_may_come_again(browser: Browser) -> None:
    client = browser("coordinator")
    for _time in range(2):
        column = {"kind": "shg_meeting", "heading": "बस भाड़ा", "question": "none of them"}
        answer = client.post("/registers/other-columns/answers/", column | ONE)
        assert (answer.status_code, answer["Location"]) == (302, "/registers/other-columns/")
    assert not SentForm.objects.exists()
    assert "सवाल चुनें" in client.get("/registers/other-columns/").content.decode()


def test_an_error_that_nobody_saw_yet_makes_no_refusal_of_the_next_form(
    browser: Browser, issue: dict[str, Any]
) -> None:
    client = browser("coordinator")
    column = {"kind": "shg_meeting", "heading": "बस भाड़ा", "question": "none of them"}
    client.post("/registers/other-columns/answers/", column | ONE)
    first, second = (client.post("/issues/new/", issue | ONE) for _time in range(2))
    assert (second.status_code, second["Location"]) == (302, first["Location"])
    assert SentForm.objects.count() == 1


def test_narrowing_a_list_is_done_each_time(browser: Browser) -> None:
    client = browser("coordinator")
    for _time in range(2):
        answer = client.post("/people/", {"narrow": "1", "sex": "female"} | ONE)
        assert answer.status_code == 302
    assert not SentForm.objects.exists()


def test_what_a_script_asks_for_is_answered_each_time(browser: Browser) -> None:
    client = browser("coordinator")
    for _time in range(2):
        answer = client.post("/search/", {"q": "सोमरी"} | ONE, headers={"sec-fetch-mode": "cors"})
        assert answer.status_code == 200
    assert not SentForm.objects.exists()


def test_marks_go_after_two_days() -> None:
    sent_forms.take(b"m" * 32)
    assert sent_forms.delete_old() == 0
    SentForm.objects.update(accepted_at=clock.now() - sent_forms._KEPT)
    assert sent_forms.delete_old() == 1


def test_of_several_at_the_same_moment_one_is_the_first() -> None:
    """Each takes the mark in a connection and a transaction of its own, as requests do; one that fails leaves it."""
    asked = connection.get_connection_params() | {"autocommit": False}
    for name in ("context", "cursor_factory", "client_encoding"):
        asked.pop(name, None)
    values = {"mark": b"at once", "now": clock.now()}

    def send(fails: bool) -> int:
        with psycopg.connect(**asked) as held:
            count = held.execute(sent_forms._TAKE, values).rowcount
            if fails:
                held.rollback()
            return 0 if fails else count

    try:
        with ThreadPoolExecutor(8) as users:
            assert sorted(users.map(send, [True, False] * 4)) == [0] * 7 + [1]
    finally:
        with psycopg.connect(**asked) as held:
            held.execute("DELETE FROM access_sentform WHERE mark = %(mark)s", values)
