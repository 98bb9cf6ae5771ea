"""Pages of camps: the list entered by lines or pasted, what waits and why, what became of everybody."""

import datetime as dt
import re
import uuid
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.test import Client

from jatan.foundation.access.walls import acting_as
from jatan.kernel import clock
from jatan.programme.activities.models import Activity
from jatan.programme.campaigns.models import Camp, CampLine
from jatan.programme.journeys.models import Journey
from jatan.programme.people.models import Consent, Person
from jatan.programme.schemes.models import Linkage
from tests.cast import Cast
from tests.programme.campaigns.builders import a_camp
from tests.programme.people.builders import a_person
from tests.web.conftest import Browser

pytestmark = pytest.mark.django_db


def held(cast: Cast, part: str = "field_worker") -> Camp:
    with acting_as(cast.actor(part)) as by:
        return a_camp(by, cast)


def sheet(*lines: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    """The list as the page sends it, ten lines long."""
    found: dict[str, Any] = {"count": "10", "do": "record", **more}
    for number in range(10):
        typed = dict(lines[number]) if number < len(lines) else {}
        found[f"l{number}-id"] = str(typed.pop("id", uuid.uuid4()))
        found |= {f"l{number}-{name}": value for name, value in typed.items()}
    return found


def send(client: Client, camp: Camp, *lines: Mapping[str, Any], **more: Any) -> Any:
    return client.post(f"/camps/{camp.pk}/lines/", sheet(*lines, **more))


def leaves(days: int = 9) -> dict[str, str]:
    day = clock.today() + dt.timedelta(days=days)
    return {"is_leaving": "on", "leaves_on_as_written": f"{day:%d-%m-%Y}", "work": "garment"}


def test_a_camp_is_recorded_with_one_activity(cast: Cast, browser: Browser) -> None:
    client = browser("field_worker")
    answer = client.post(
        "/camps/new/",
        {
            "held_on": f"{clock.today():%d/%m/%Y}",
            "place": str(cast.gumla_block.pk),
            "panchayat": "टोटो",
            "women": "३०",
            "men": "12",
            "topics": ["rights"],
        },
    )
    assert answer.status_code == 302
    with acting_as(cast.actor("field_worker")):
        assert [(row.kind, row.total, row.panchayat) for row in Activity.objects.all()] == [("camp", 42, "टोटो")]
        camp = Camp.objects.get()
    page = client.get(answer["Location"]).content.decode()
    assert f"/camps/{camp.pk}/lines/" in page
    refused = client.post("/camps/new/", {"held_on": "1/1/2090", "place": str(cast.gumla_block.pk), "women": "1"})
    assert refused.status_code == 422
    assert {"panchayat"} <= set(refused.context["form"].errors)


def test_good_lines_are_recorded_and_doubtful_ones_wait_with_their_reason(cast: Cast, browser: Browser) -> None:
    camp = held(cast)
    client = browser("field_worker")
    answer = send(
        client,
        camp,
        {"name": "एतवारी", "age_as_written": "३०", "scheme": "eshram", "consents": ["record"]},
        {"name": "जीतनी", "phone_as_written": "12345"},
        {"name": "रीना", **leaves()},
    )
    assert (answer.status_code, answer["Location"]) == (302, f"/camps/{camp.pk}/lines/")
    with acting_as(cast.actor("field_worker")):
        assert Linkage.objects.get().person.name == "एतवारी"
        assert Consent.objects.get().purpose == "record"
        waiting = {row.name: row for row in CampLine.objects.filter(state="waiting")}
    assert set(waiting) == {"जीतनी", "रीना"}
    page = client.get(f"/camps/{camp.pk}/lines/").content.decode()
    assert 'value="12345"' in page
    assert "under_18" in page
    again = send(
        client,
        camp,
        {"id": waiting["जीतनी"].pk, "name": "जीतनी", "phone_as_written": ""},
        {"id": waiting["रीना"].pk, "name": "रीना", "under_18": "no", **leaves()},
    )
    assert (again.status_code, again["Location"]) == (302, f"/camps/{camp.pk}/")
    shown = client.get(f"/camps/{camp.pk}/").content.decode()
    with acting_as(cast.actor("field_worker")):
        assert f"/journeys/{Journey.objects.get().pk}/" in shown


def test_a_line_with_a_form_error_comes_back_as_typed_while_the_others_are_recorded(
    cast: Cast, browser: Browser
) -> None:
    camp = held(cast)
    answer = send(
        browser("field_worker"),
        camp,
        {"name": "", "age_as_written": "20"},
        {"name": "एतवारी", "scheme": "eshram"},
        {"name": "आधार", "what_happened": "2341 2341 2346"},
    )
    assert answer.status_code == 422
    page = answer.content.decode()
    assert 'value="20"' in page
    assert "2341 2341 2346" in page
    with acting_as(cast.actor("field_worker")):
        assert [row.name for row in CampLine.objects.all()] == ["एतवारी"]


def test_who_may_be_on_record_is_shown_and_ticked(cast: Cast, browser: Browser) -> None:
    camp = held(cast)
    with acting_as(cast.actor("field_worker")) as by:
        known = a_person(by, cast)
    client = browser("field_worker")
    typed = {"name": "सुनीता उरांव", "guardian_name": "मंगरा उराँव", "age_as_written": "24", "scheme": "eshram"}
    send(client, camp, typed)
    page = client.get(f"/camps/{camp.pk}/lines/").content.decode()
    assert f'value="{known.pk}"' in page
    with acting_as(cast.actor("field_worker")):
        line = CampLine.objects.get()
        assert Person.objects.count() == 1
    send(client, camp, typed | {"id": line.pk, "choice": str(known.pk)})
    with acting_as(cast.actor("field_worker")):
        assert Linkage.objects.get().person_id == known.pk
        assert Person.objects.count() == 1


def test_a_pasted_list_is_read_and_waits_to_be_looked_at(cast: Cast, browser: Browser) -> None:
    camp = held(cast)
    client = browser("field_worker")
    pasted = (
        "नाम\tलिंग\tउम्र\tफ़ोन\tकाम\n"
        "१\tएतवारी देवी\tमहिला\t३०\t९४३१२३४५६७\tई-श्रम\n"
        "2\tबुधराम\tपुरुष\t४१\t\tकुछ और बात\n\n"
        "3\tरीना\tf\t19\t\tपंजीकरण\n"
    )
    answer = client.post(f"/camps/{camp.pk}/lines/", {"do": "paste", "pasted": pasted})
    assert answer.status_code == 302
    with acting_as(cast.actor("field_worker")):
        rows = list(CampLine.objects.order_by("number"))
        assert [(row.name, row.sex, row.age_as_written) for row in rows] == [
            ("एतवारी देवी", "f", "३०"),
            ("बुधराम", "m", "४१"),
            ("रीना", "f", "19"),
        ]
        assert [(row.scheme, row.what_happened, row.is_leaving) for row in rows] == [
            ("eshram", "", False),
            ("", "कुछ और बात", False),
            ("", "", True),
        ]
        assert not Person.objects.exists()
    assert "कुछ और बात" in client.get(f"/camps/{camp.pk}/lines/").content.decode()


@pytest.mark.parametrize("pasted", ["", "\n\n", "x" * 20_001, "क\n" * 61])
def test_what_cannot_be_pasted_is_refused_in_words(pasted: str, cast: Cast, browser: Browser) -> None:
    camp = held(cast)
    answer = browser("field_worker").post(f"/camps/{camp.pk}/lines/", {"do": "paste", "pasted": pasted})
    assert answer.status_code in (200, 422)
    assert "alert late" in answer.content.decode()
    with acting_as(cast.actor("field_worker")):
        assert not CampLine.objects.exists()


def test_hostile_posts_are_survived(cast: Cast, browser: Browser) -> None:
    camp = held(cast)
    client = browser("field_worker")
    for wrong in (
        {"count": "999999999999", "do": "record"},
        {"count": "-1", "do": "record"},
        {"count": "2", "l0-id": "x", "l0-name": "क"},
        {"count": "1", "l0-id": str(uuid.uuid4()), "l0-name": "क\x00"},
        {"count": "1", "l0-id": str(uuid.uuid4()), "l0-name": "क", "l0-scheme": "no such", "l0-choice": "x" * 500},
    ):
        assert client.post(f"/camps/{camp.pk}/lines/", wrong).status_code in (302, 422), wrong


def test_a_line_is_set_aside_with_its_reason(cast: Cast, browser: Browser) -> None:
    camp = held(cast)
    client = browser("field_worker")
    send(client, camp, {"name": "जीतनी", "phone_as_written": "1"})
    with acting_as(cast.actor("field_worker")):
        line = CampLine.objects.get()
    path = f"/camps/{camp.pk}/lines/{line.pk}/aside/"
    assert client.post(path, {"reason": ""}).status_code == 422
    assert client.post(path, {"reason": "दो बार लिखा"}).status_code == 302
    assert "जीतनी" not in client.get(f"/camps/{camp.pk}/lines/").content.decode()
    assert client.get(path).status_code == 404


def test_lists_are_closed_to_other_members_and_to_the_secretariat(cast: Cast, browser: Browser) -> None:
    camp = held(cast)
    send(browser("field_worker"), camp, {"name": "एतवारी"})
    for part in ("khunti_coordinator", "secretariat", "researcher", "counsellor"):
        status = browser(part).get(f"/camps/{camp.pk}/lines/").status_code
        assert status == (200 if part == "counsellor" else 404), part
    assert browser("khunti_coordinator").get(f"/camps/{camp.pk}/").status_code == 404
    page = browser("secretariat").get(f"/camps/{camp.pk}/")
    assert page.status_code == 200
    assert "एतवारी" not in page.content.decode()


def test_no_name_stands_in_an_address_or_title(cast: Cast, browser: Browser) -> None:
    camp = held(cast)
    client = browser("field_worker")
    send(client, camp, {"name": "एतवारी", "scheme": "eshram"})
    page = client.get(f"/camps/{camp.pk}/").content.decode()
    title = re.search(r"<title>(.*?)</title>", page, re.DOTALL)
    assert title
    assert "एतवारी" not in title[1]
    assert not re.search(r'href="[^"]*एतवारी', page)


def test_pages_ask_no_more_for_a_long_list_than_for_a_short_one(
    cast: Cast, browser: Browser, django_assert_max_num_queries: Callable[[int], AbstractContextManager[object]]
) -> None:
    camp = held(cast)
    client = browser("field_worker")
    for some in (range(10), range(10, 20)):
        send(client, camp, *({"name": f"नाम{number}", "phone_as_written": "1"} for number in some))
    for path, most in (("", 26), ("lines/", 20)):
        with django_assert_max_num_queries(most):
            assert client.get(f"/camps/{camp.pk}/{path}").status_code == 200
