"""Registration before departure: short pages kept as a draft, written in one transaction at the end."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from jatan.foundation.access.walls import acting_as
from jatan.foundation.ledger.models import Event
from jatan.programme.agents.models import Statement
from jatan.programme.journeys.models import Action, Answer, Companion, Counselling, Draft, Journey, Party, Trigger
from jatan.programme.people.models import Consent, Person
from tests.cast import Cast
from tests.programme.journeys.builders import a_journey
from tests.programme.people.builders import a_person
from tests.web.conftest import Browser
from tests.web.journeys.departures.registration_steps import JOURNEY, PAPERS, SOMRI, begin, fill_in, submit

pytestmark = pytest.mark.django_db


def test_one_person_is_registered_in_one_transaction(cast: Cast, browser: Browser) -> None:
    client = browser("field_worker")
    root = begin(client, cast)
    assert fill_in(client, root, talk={"topics": ["rights"], "given_to": "both"}) == f"{root}review/"
    review = client.get(f"{root}review/").content.decode()
    for words in ("सोमरी मुंडा", "तिरुपुर", "बिरसा महतो"):
        assert words in review
    done = submit(client, f"{root}review/", {})
    with acting_as(cast.actor("coordinator")):
        journey, person = Journey.objects.get(), Person.objects.get()
        assert f"/departures/{journey.id}/done/" == done
        assert (journey.wage_promised, journey.hours_promised, journey.advance) == (9000, 10, 0)
        assert (journey.papers_in_hand, journey.family_contact_phone) == (["voter_id", "bank_book"], "9169852892")
        assert (person.age, person.village, journey.village) == (24, "टोटो", "टोटो")
        assert sorted(Consent.objects.values_list("purpose", flat=True)) == ["contact", "record"]
        assert Answer.objects.count() == 2
        assert Action.objects.get().question == "wage_written"
        assert Counselling.objects.get().given_to == "both"
        assert Statement.objects.filter(journey=journey).exists()
        assert not Draft.objects.exists()
        assert Event.objects.filter(verb="journeys.departures_registered").count() == 1
    assert client.get(done).status_code == 200


def test_saving_twice_writes_once(cast: Cast, browser: Browser) -> None:
    client = browser("field_worker")
    root = begin(client, cast)
    fill_in(client, root)
    first, second = submit(client, f"{root}review/", {}), submit(client, f"{root}review/", {})
    assert first == second
    with acting_as(cast.actor("coordinator")):
        assert Journey.objects.count() == 1


def test_two_who_leave_together_share_one_conversation(cast: Cast, browser: Browser) -> None:
    client = browser("field_worker")
    root = begin(client, cast)
    place = str(cast.gumla_block.pk)
    submit(
        client,
        f"{root}who/",
        {**SOMRI, "name": "जोहन टुडू", "guardian_name": "", "sex": "m", "age": "15", "place": place},
    )
    fill_in(client, root, talk={"same_for_all": "on"})
    assert client.get(f"{root}talk/1/").status_code == 404
    submit(client, f"{root}papers/1/", {**PAPERS, "family": "-", "along_name_1": "राजू", "along_age_1": "४०"})
    submit(client, f"{root}consent/1/", {"record": "on", "how": "thumb"})
    done = submit(client, f"{root}review/", {})
    with acting_as(cast.actor("coordinator")):
        assert Party.objects.count() == 1
        assert Answer.objects.count() == 4
        assert Companion.objects.count() == 3
        codes = set(Trigger.objects.values_list("code", flat=True))
    assert codes == {"minor_for_work", "minor_with_unrelated_adult"}
    page = client.get(done).content.decode()
    assert page.count('class="alert late"') == 2
    assert "tel:1098" in page


def test_a_person_on_record_is_found_and_added(cast: Cast, browser: Browser) -> None:
    with acting_as(cast.actor("field_worker")) as by:
        person = a_person(by, cast, name="बिरसी मुंडा")
    client = browser("field_worker")
    found = client.post("/departures/find/", {"q": "Birsi"}).content.decode()
    assert str(person.pk) in found
    assert "<html" not in found
    root = submit(client, "/departures/", {"person": str(person.pk)}).removesuffix("who/")
    fill_in(client, root)
    submit(client, f"{root}review/", {})
    with acting_as(cast.actor("coordinator")):
        assert (Person.objects.count(), Journey.objects.get().person_id) == (1, person.pk)


@pytest.mark.parametrize("path", ["/departures/", "who/"])
def test_the_search_text_prefills_the_form_of_a_new_person(path: str, cast: Cast, browser: Browser) -> None:
    with acting_as(cast.actor("field_worker")) as by:
        saroj = a_person(by, cast, name="सरोज उराँव")
    client = browser("field_worker")
    address = path if path.startswith("/") else begin(client, cast) + path
    assert 'id="id_name"' not in client.get(address).content.decode()
    answer = client.post(address, {"q": "सुकरो उराँव", "somebody_new": "1"})
    assert answer.status_code == 200
    assert answer.context["form"]["name"].value() == "सुकरो उराँव"
    assert str(saroj.pk) in answer.content.decode()  # people who match the search are listed beside the form
    phone = client.post(address, {"q": "९१६९८५२८९२", "somebody_new": "1"}).context["form"]
    assert (phone["name"].value(), phone["phone"].value()) == (None, "9169852892")


def test_the_review_reads_back_age_guardian_and_village_of_everybody(cast: Cast, browser: Browser) -> None:
    with acting_as(cast.actor("coordinator")) as by:
        person = a_person(
            by, cast, name="बिरसी मुंडा", age=31, guardian_name="सोमा मुंडा", village="घाघरा", phone="9123456780"
        )
    client = browser("field_worker")
    root = begin(client, cast)
    submit(client, f"{root}who/", {"person": str(person.pk)})
    along = {"along_name_1": "राजू", "along_age_1": "४०", "along_relation_1": "unrelated"}
    for number in (0, 1):
        fill_in(client, root, number=number)
    submit(client, f"{root}papers/1/", {**PAPERS, "age": "३२", **along})
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(f"{root}review/")
    first, second, *rest = answer.context["parts"]
    block = cast.gumla_block.name
    assert (first.title, [value for _label, value in first.facts]) == (
        "जाने वाले: सोमरी मुंडा",
        [24, "बुधन मुंडा", f"टोटो, {block}", ""],
    )
    assert [value for _label, value in second.facts][:3] == [32, "सोमा मुंडा", f"घाघरा, {block}"]
    assert 'href="tel:9123456780"' in str(second.facts[3][1])
    lines = [str(value) for part in rest for _label, value in part.facts]
    assert any(line.startswith("राजू, 40 साल") for line in lines)
    assert len(asked) <= 40


def test_number_and_age_of_a_person_on_record_are_updated(cast: Cast, browser: Browser) -> None:
    with acting_as(cast.actor("coordinator")) as by:
        person = a_person(by, cast, name="बिरसी मुंडा", age=None)
    client = browser("field_worker")
    root = submit(client, "/departures/", {"person": str(person.pk)}).removesuffix("who/")
    submit(client, f"{root}journey/0/", JOURNEY)
    submit(client, f"{root}papers/0/", {**PAPERS, "phone": "९१६९८ ५२८९३", "age": "१६"})
    submit(client, f"{root}review/", {})
    with acting_as(cast.actor("coordinator")):
        person.refresh_from_db()
        assert (person.phone, person.age) == ("9169852893", 16)
        assert Trigger.objects.get().code == "minor_for_work"


def test_without_an_age_under_18_is_asked_and_unknown_counts_as_a_child(cast: Cast, browser: Browser) -> None:
    client, someone = browser("field_worker"), {**SOMRI, "place": str(cast.gumla_block.pk), "age": ""}
    assert 'name="under_18"' not in client.get("/departures/").content.decode()
    asked = client.post("/departures/", someone)
    assert asked.status_code == 200
    assert asked.content.decode().count('name="under_18"') == 3
    root = begin(client, cast, age="", under_18="unknown")
    assert "बच्चे" in client.get(f"{root}consent/0/").content.decode()
    along = {"along_name_1": "राजू", "along_relation_1": "unrelated"}
    company = client.post(f"{root}papers/0/", {**PAPERS, **along})
    assert company.status_code == 200
    assert company.content.decode().count('name="along_under_18_1"') == 3
    fill_in(client, root)
    submit(client, f"{root}papers/0/", {**PAPERS, **along, "along_under_18_1": "no"})
    review = client.get(f"{root}review/").content.decode()
    assert ("मालूम नहीं" in review, "नहीं, 18 या उससे ज़्यादा" in review) == (True, True)
    submit(client, f"{root}review/", {})
    with acting_as(cast.actor("coordinator")):
        journey = Journey.objects.get()
        assert (journey.under_18, journey.companions.get().under_18) == ("unknown", "no")
        codes = set(Trigger.objects.values_list("code", flat=True))
    assert codes == {"minor_for_work", "minor_with_unrelated_adult"}


def test_under_18_is_asked_for_a_person_on_record_without_an_age(cast: Cast, browser: Browser) -> None:
    with acting_as(cast.actor("coordinator")) as by:
        person = a_person(by, cast, name="बिरसी मुंडा", age=None)
    client = browser("field_worker")
    root = submit(client, "/departures/", {"person": str(person.pk)}).removesuffix("who/")
    submit(client, f"{root}journey/0/", JOURNEY)
    # The page was never opened: the review redirects to it, and the field is there.
    assert client.get(f"{root}review/").headers["Location"] == f"{root}papers/0/"
    assert client.get(f"{root}papers/0/").content.decode().count('name="under_18"') == 3
    assert client.post(f"{root}papers/0/", PAPERS).status_code == 200
    submit(client, f"{root}papers/0/", {**PAPERS, "under_18": "no"})
    submit(client, f"{root}review/", {})
    with acting_as(cast.actor("coordinator")):
        assert Journey.objects.get().under_18 == "no"
        assert not Trigger.objects.exists()


def test_a_likely_duplicate_is_listed_before_anything_is_saved(cast: Cast, browser: Browser) -> None:
    with acting_as(cast.actor("field_worker")) as by:
        person = a_person(by, cast, name="सोमरी मुंडा", guardian_name="बुधन मुंडा", village="टोटो", age=24)
    client, place = browser("field_worker"), str(cast.gumla_block.pk)
    answer = client.post("/departures/", {**SOMRI, "place": place})
    assert answer.status_code == 200
    assert str(person.pk) in answer.content.decode()
    shown = f'name="confirmed" value="{person.pk},"'
    assert shown in answer.content.decode()
    with acting_as(cast.actor("field_worker")) as by:
        a_person(by, cast, name="सोमरी मुंडा", guardian_name="बुधन मुंडा", village="टोटो", age=25)
    confirmed = {**SOMRI, "place": place, "confirmed": f"{person.pk},"}
    assert client.post("/departures/", confirmed).status_code == 200  # one of them has not been listed yet
    assert client.post("/departures/", {**confirmed, "name": "बुधनी मुंडा"}).status_code == 302


def test_a_person_confirmed_as_new_is_added(cast: Cast, browser: Browser) -> None:
    with acting_as(cast.actor("field_worker")) as by:
        person = a_person(by, cast, name="सोमरी मुंडा", guardian_name="बुधन मुंडा", village="टोटो", age=24)
    answers = {**SOMRI, "place": str(cast.gumla_block.pk), "confirmed": f"{person.pk},"}
    assert browser("field_worker").post("/departures/", answers).status_code == 302


def test_what_was_typed_is_there_again_and_a_wrong_answer_keeps_the_page(cast: Cast, browser: Browser) -> None:
    client = browser("field_worker")
    root = begin(client, cast)
    assert submit(client, f"{root}journey/0/", {**JOURNEY, "leaves_on": "32/13/2030", "later": "1"}) == "/departures/"
    assert "सोमरी मुंडा" in client.get("/departures/").content.decode()
    assert "32/13/2030" in client.get(f"{root}journey/0/").content.decode()
    assert client.post(f"{root}journey/0/", {**JOURNEY, "leaves_on": "32/13/2030"}).status_code == 200
    # The invalid day was kept by "later", so the review redirects to its page.
    assert client.get(f"{root}review/").headers["Location"] == f"{root}journey/0/"


def test_an_aadhaar_number_is_kept_nowhere(cast: Cast, browser: Browser) -> None:
    client = browser("field_worker")
    root = begin(client, cast)
    answer = client.post(f"{root}journey/0/", {**JOURNEY, "employer": "2341 2341 2346", "later": "1"})
    assert answer.status_code == 200
    with acting_as(cast.actor("field_worker")):
        assert "2346" not in str(Draft.objects.get().body)


def test_the_next_journey_is_prefilled_from_the_last(cast: Cast, browser: Browser) -> None:
    with acting_as(cast.actor("field_worker")) as by:
        journey = a_journey(by, a_person(by, cast), family_contact_name="मंगरी", employer="कपड़ा मिल")
    client = browser("field_worker")
    assert "सुनीता उराँव" in client.get("/departures/", {"again": str(journey.pk)}).content.decode()
    root = submit(client, "/departures/", {"again": str(journey.pk)}).removesuffix("who/")
    assert "कपड़ा मिल" in client.get(f"{root}journey/0/").content.decode()
    assert "9000" in client.get(f"{root}promise/0/").content.decode()
    assert "मंगरी" in client.get(f"{root}papers/0/").content.decode()


def test_a_draft_is_visible_only_to_its_owner_and_can_be_dropped(cast: Cast, browser: Browser) -> None:
    client = browser("field_worker")
    root = begin(client, cast)
    for part in ("desk_operator", "coordinator", "khunti_desk"):
        other = browser(part)
        assert other.get(f"{root}who/").status_code == 404
        assert other.post(f"{root}journey/0/", JOURNEY).status_code == 404
        assert other.get(f"{root}review/").status_code == 404
        assert "सोमरी" not in other.get("/departures/").content.decode()
    assert submit(client, f"{root}who/", {"drop": "1"}) == "/departures/"
    assert client.get(f"{root}who/").status_code == 404


def test_a_hard_stop_is_taken_over_by_a_named_person_once(cast: Cast, browser: Browser) -> None:
    client = browser("field_worker")
    root = begin(client, cast, age="15")
    fill_in(client, root)
    submit(client, f"{root}review/", {})
    with acting_as(cast.actor("coordinator")):
        trigger = Trigger.objects.get()
    path = f"/hard-stops/{trigger.pk}/"
    assert browser("khunti_desk").get(path).status_code == 404
    assert client.post(path, {"what_was_done": ""}).status_code == 200
    counsellor = browser("counsellor")
    submit(counsellor, path, {"what_was_done": "घर पर बात हुई"})
    with acting_as(cast.actor("coordinator")):
        trigger.refresh_from_db()
    assert (trigger.acknowledged_by, trigger.what_was_done) == (cast.accounts["counsellor"].pk, "घर पर बात हुई")


@pytest.mark.parametrize("people", [1, 6])
def test_number_of_queries_does_not_grow_with_the_travellers(cast: Cast, browser: Browser, people: int) -> None:
    with acting_as(cast.actor("field_worker")) as by:
        known = [a_person(by, cast, name=f"बिरसी {n}") for n in range(people)]
    client = browser("field_worker")
    root = submit(client, "/departures/", {"person": str(known[0].pk)}).removesuffix("who/")
    for person in known[1:]:
        submit(client, f"{root}who/", {"person": str(person.pk)})
    for path in (f"{root}who/", f"{root}papers/{people - 1}/", f"{root}consent/0/", f"{root}review/", "/departures/"):
        with CaptureQueriesContext(connection) as queries:
            assert client.get(path).status_code == 200
        assert len(queries) <= 20, (path, len(queries))


def test_the_second_traveller_is_offered_the_place_of_the_first(cast: Cast, browser: Browser) -> None:
    client = browser("coordinator")
    root = begin(client, cast, panchayat="टोटो पंचायत")
    page = client.get(f"{root}who/")
    form = page.context["form"]
    assert (form["village"].value(), form["panchayat"].value()) == ("टोटो", "टोटो पंचायत")
    assert str(form["place"].value()) == str(cast.gumla_block.pk)
    assert form["guardian_name"].value() == "मुंडा"
    second = {"name": "एतवारी तिर्की", "sex": "f", "age": "२०", "place": str(cast.gumla_block.pk), "village": "अरंगी"}
    # The surname alone is nobody's father; written out or changed, it is kept.
    submit(client, f"{root}who/", {**second, "guardian_name": "मुंडा"})
    submit(client, f"{root}who/", {**second, "name": "फूलो लकड़ा", "guardian_name": "सोमा मुंडा"})
    fill_in(client, root)
    for number in (1, 2):
        fill_in(client, root, number=number)
    submit(client, f"{root}review/", {})
    with acting_as(cast.actor("coordinator")):
        found = set(Person.objects.values_list("name", "guardian_name", "village"))
    assert found == {
        ("सोमरी मुंडा", "बुधन मुंडा", "टोटो"),
        ("एतवारी तिर्की", "", "अरंगी"),
        ("फूलो लकड़ा", "सोमा मुंडा", "अरंगी"),
    }


def test_a_name_that_was_searched_begins_the_new_one(cast: Cast, browser: Browser) -> None:
    client = browser("coordinator")
    page = client.post("/search/", {"q": "झिंगी टोप्पो"}).content.decode()
    assert 'name="somebody_new"' in page
    form = client.post("/departures/", {"q": "झिंगी टोप्पो", "somebody_new": "1"})
    assert form.context["form"]["name"].value() == "झिंगी टोप्पो"
    assert form.context["is_new"]
    # Another name typed over the first, and the button pressed without a search.
    again = client.post("/departures/", {"q": "फूलो लकड़ा", "somebody_new": "1"})
    assert again.context["form"]["name"].value() == "फूलो लकड़ा"
    assert 'name="somebody_new"' in again.content.decode()


def _doubtful(cast: Cast, client: Client) -> tuple[str, Person, dict[str, str]]:
    """The prefix of a draft of somebody new who came on record meanwhile; she there; what the doubt posts."""
    root = begin(client, cast)
    fill_in(client, root)
    with acting_as(cast.actor("coordinator")) as by:
        known = a_person(by, cast, name="सोमरी मुंडा", guardian_name="बुधन मुंडा", age=24, village="टोटो")
    doubt = client.post(f"{root}review/", {}).context["doubt"]
    asked = {"doubt": str(doubt.number), "digest": doubt.digest, "listed": doubt.listed}
    page = client.post(f"{root}review/", {}).content.decode()
    assert all(f'name="{name}" value="{value}"' in page for name, value in asked.items())
    return root, known, asked


def _travellers(cast: Cast) -> list[dict[str, object]]:
    with acting_as(cast.actor("field_worker")):
        found: list[dict[str, object]] = Draft.objects.get().body["travellers"]
        return found


@pytest.mark.parametrize("pressed", ["person", "another"])
def test_a_doubt_decides_of_nobody_else_than_who_was_shown(cast: Cast, browser: Browser, pressed: str) -> None:
    """In another window she was taken off the list, and somebody else has her number now."""
    client = browser("field_worker")
    root, known, asked = _doubtful(cast, client)
    submit(client, f"{root}who/", {**SOMRI, "name": "जोहन टुडू", "place": str(cast.gumla_block.pk), "confirmed": ""})
    submit(client, f"{root}who/", {"remove": "0"})
    (before,) = _travellers(cast)
    answer = client.post(
        f"{root}review/", asked | {pressed: str(known.pk) if pressed == "person" else "1"}, follow=True
    )
    assert _travellers(cast) == [before]
    assert "सूची इस बीच बदल गई" in answer.content.decode()


def test_a_doubt_that_was_decided_in_another_window_is_not_decided_again(cast: Cast, browser: Browser) -> None:
    client = browser("field_worker")
    root, known, asked = _doubtful(cast, client)
    submit(client, f"{root}review/", asked | {"person": str(known.pk)})
    with acting_as(cast.actor("coordinator")) as by:
        other = a_person(by, cast, name="जोहन टुडू")
    submit(client, f"{root}review/", asked | {"person": str(other.pk)})
    assert [one["person"] for one in _travellers(cast)] == [str(known.pk)]


def test_who_is_on_the_list_already_is_not_taken_twice_and_it_is_said(cast: Cast, browser: Browser) -> None:
    client = browser("field_worker")
    root, known, asked = _doubtful(cast, client)
    submit(client, f"{root}who/", {"person": str(known.pk)})
    before = _travellers(cast)
    answer = client.post(f"{root}review/", asked | {"person": str(known.pk)}, follow=True)
    assert _travellers(cast) == before
    assert "सूची में पहले से है" in answer.content.decode()
