"""Own questions made on their page, asked in the form, shown, filtered, exported, in the history."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from jatan.foundation.access.walls import acting_as
from jatan.programme.own_fields.models import OwnField, PersonAnswer
from jatan.programme.people.models import Person
from jatan.web.people.desk import PEOPLE
from tests.cast import Cast
from tests.programme.people.builders import a_person
from tests.web.conftest import Browser
from tests.web.ui.records.form_data import sent_by
from tests.web.ui.workbooks.books import brought, exported, proposed, read_file, taken

pytestmark = pytest.mark.django_db

PAGE = "/own-questions/"


@pytest.fixture
def client(browser: Browser) -> Client:
    return browser("coordinator")


@pytest.fixture
def person(cast: Cast) -> Person:
    with acting_as(cast.actor("coordinator")) as by:
        return a_person(by, cast, name="सुनीता उराँव", village="टोटो")


def make(client: Client, cast: Cast, label: str = "कार्ड का रंग", sort: str = "choice", **more: str) -> OwnField:
    words = "लाल / Red\nनीला" if sort == "choice" else ""
    sent = {"kind": "people", "sort": sort, "label_hi": label, "label_en": "", "words": words, **more}
    answer = client.post(f"{PAGE}new/", sent)
    assert answer.status_code == 302, answer.context["form"].errors.as_text()
    with acting_as(cast.actor("coordinator")):
        return OwnField.objects.get(label_hi=label)


def asked_as(question: OwnField) -> str:
    return f"own_{question.pk.hex}"


def edit(client: Client, person: Person, **answers: str) -> Any:
    address = f"/people/{person.pk}/edit/"
    return client.post(address, sent_by(client.get(address).content.decode()) | answers)


def test_a_question_is_made_renamed_and_retired(client: Client, cast: Cast) -> None:
    question = make(client, cast)
    assert question.question.choices == (("1", "लाल"), ("2", "नीला"))
    address = f"{PAGE}{question.pk}/"
    assert client.post(f"{address}edit/", {"label_hi": "राशन कार्ड का रंग", "label_en": "Card"}).status_code == 302
    assert client.post(f"{address}retire/", {"confirm": "1"}).status_code == 302
    with acting_as(cast.actor("coordinator")):
        question = OwnField.objects.get(pk=question.pk)
    assert (question.label_hi, question.kind, question.retired_on is not None) == ("राशन कार्ड का रंग", "people", True)


@pytest.mark.parametrize("part", ["field_worker", "desk_operator", "supervisor", "auditor"])
def test_others_neither_see_nor_make_questions(part: str, browser: Browser) -> None:
    assert browser(part).get(PAGE).status_code == 404
    assert browser(part).post(f"{PAGE}new/", {}).status_code == 404


def test_the_page_warns_and_refuses_an_aadhaar_number(client: Client) -> None:
    assert "आधार नंबर कभी न पूछें" in client.get(f"{PAGE}new/").content.decode()
    sent = {"kind": "people", "sort": "text", "label_hi": "आधार के अंक", "label_en": "", "words": ""}
    assert client.post(f"{PAGE}new/", sent).status_code == 422


def test_it_is_asked_shown_found_and_told_in_the_history(client: Client, cast: Cast, person: Person) -> None:
    question, name = make(client, cast), ""
    name = asked_as(question)
    assert edit(client, person, **{name: "1"}).status_code == 302
    assert edit(client, person, **{name: "2"}).status_code == 302
    page = client.get(f"/people/{person.pk}/").content.decode()
    assert "कार्ड का रंग" in page
    assert page.count("नीला") == 2  # the answer, and the history
    assert "लाल" in page
    assert "सुनीता" in client.get(f"/people/?{name}=2").content.decode()
    assert "सुनीता" not in client.get(f"/people/?{name}=1").content.decode()
    with acting_as(cast.actor("coordinator")):
        assert Person.objects.get(pk=person.pk).changed_at == person.changed_at


def test_a_new_record_is_asked_and_a_retired_question_is_not(client: Client, cast: Cast, person: Person) -> None:
    question = make(client, cast, label="कितने बच्चे", sort="number")
    name, place = asked_as(question), str(cast.gumla_block.pk)
    sent = {"name": "मंगरी देवी", "guardian_name": "नया", "place": place, "village": "बसिया", name: "३"}
    answer = client.post("/people/new/", sent)
    assert answer.status_code == 302, answer.context["form"].errors.as_text()
    with acting_as(cast.actor("coordinator")):
        assert PersonAnswer.objects.get(own_field=question).number == 3
        new = Person.objects.get(name="मंगरी देवी")
    client.post(f"{PAGE}{question.pk}/retire/", {"confirm": "1"})
    assert name not in client.get("/people/new/").content.decode()
    page = client.get(f"/people/{new.pk}/").content.decode()
    assert "कितने बच्चे" in page


def test_a_wrong_answer_is_told_at_its_question_and_nothing_is_written(
    client: Client, cast: Cast, person: Person
) -> None:
    question = make(client, cast, label="कब से", sort="day")
    name = asked_as(question)
    answer = edit(client, person, name="दूसरा नाम", **{name: "किसी दिन"})
    assert answer.status_code == 422
    assert name in answer.context["form"].errors
    with acting_as(cast.actor("coordinator")):
        assert Person.objects.get(pk=person.pk).name == "सुनीता उराँव"
    text = make(client, cast, label="और कुछ", sort="text")
    assert edit(client, person, **{asked_as(text): "2345 6789 0124"}).status_code == 422


def test_it_is_in_the_export_and_to_be_read_in_the_workbook(client: Client, cast: Cast, person: Person) -> None:
    question = make(client, cast)
    edit(client, person, **{asked_as(question): "1"})
    rows = exported(client, PEOPLE)
    assert rows[2][rows[1].index("कार्ड का रंग")] == "लाल"
    lines = taken(client, PEOPLE)
    place = next(place for place, head in enumerate(lines[1]) if str(head).startswith("कार्ड का रंग"))
    assert lines[2][place] == "लाल"
    assert proposed(brought(client, PEOPLE, lines)) == []
    assert len(taken(client, PEOPLE, f"?{asked_as(question)}=1")) == 3
    assert client.post(f"/people/workbook/take/?{asked_as(question)}=2").status_code == 302


def test_another_member_is_asked_nothing_and_sees_nothing(
    client: Client, cast: Cast, person: Person, browser: Browser
) -> None:
    question = make(client, cast)
    edit(client, person, **{asked_as(question): "1"})
    other = browser("khunti_coordinator")
    for page in ("/people/", "/people/new/", PAGE, f"/people/?{asked_as(question)}=1"):
        assert "कार्ड का रंग" not in other.get(page).content.decode()
    assert other.get(f"{PAGE}{question.pk}/").status_code == 404


def test_export_of_many_rows_asks_for_their_answers_at_once(
    client: Client, cast: Cast, django_assert_max_num_queries: Any
) -> None:
    make(client, cast)
    with acting_as(cast.actor("coordinator")) as by:
        for number in range(12):
            a_person(by, cast, name=f"व्यक्ति {number}", village="टोटो")
    with django_assert_max_num_queries(32):
        exported(client, PEOPLE)


@pytest.fixture
def red(client: Client, cast: Cast, person: Person) -> str:
    """The condition of the list "colour of the card: red", which one of two people fulfils."""
    question = make(client, cast)
    with acting_as(cast.actor("coordinator")) as by:
        a_person(by, cast, name="मरियम खेस", village="टोटो")
    assert edit(client, person, **{asked_as(question): "1"}).status_code == 302
    return f"{asked_as(question)}=1"


def test_an_act_on_all_rows_of_a_list_keeps_the_condition_of_an_own_question(
    client: Client, cast: Cast, person: Person, red: str
) -> None:
    assert len(client.get(f"/people/?{red}").context["listing"].page.rows) == 1
    address = f"/people/together/?{red}"
    asked = client.post(address, {"act": "withdraw", "all": "1"})
    assert asked.context["number"] == 1
    sent = {"act": "withdraw", "all": "1", "seen": asked.context["seen"], "confirm": "1", "reason": "दो बार दर्ज"}
    assert client.post(address, sent).status_code == 302
    with acting_as(cast.actor("coordinator")):
        assert [row.pk for row in Person.objects.filter(withdrawn_at__isnull=False)] == [person.pk]


def test_a_saved_list_keeps_the_condition_of_an_own_question(client: Client, red: str) -> None:
    saved = client.post(f"/lists/people/save/?{red}", {"name": "लाल कार्ड वाले", "for_whom": "mine"})
    opened = client.get(saved["Location"])
    assert red in opened["Location"]
    page = client.get(opened["Location"])
    assert len(page.context["listing"].page.rows) == 1
    assert "अब नहीं" not in page.content.decode().partition("<main")[2]


def test_a_workbook_of_ticked_rows_asks_for_all_answers_together(client: Client, cast: Cast, red: str) -> None:
    asked = []
    for number in (3, 9):
        with acting_as(cast.actor("coordinator")) as by:
            people = [a_person(by, cast, name=f"फूलमनी {place} {number}", village="टोटो") for place in range(number)]
        sent = {"act": "export", "row": [str(row.pk) for row in people], "confirm": "1", "purpose": "checking"}
        with CaptureQueriesContext(connection) as seen:
            book: Any = client.post("/people/together/", sent)
        assert book.headers["Content-Disposition"].startswith("attachment")
        assert read_file(book)
        asked.append([query["sql"] for query in seen.captured_queries if PersonAnswer._meta.db_table in query["sql"]])
    assert [len(queries) for queries in asked] == [1, 1]
