"""The coordinator's pages about rows of phones: she sees why one waits, puts it right, takes it in or sets it aside."""

import datetime as dt
import json
import re
import uuid

import pytest
from django.test import Client

from jatan.foundation.access.walls import acting_as
from jatan.foundation.devices.services import revoke
from jatan.foundation.ledger.models import Event
from jatan.intake.fieldbook.answers import check_answers
from jatan.intake.fieldbook.definitions import KINDS, MOST_TRAVELLERS, parts
from jatan.kernel import clock
from jatan.programme.activities.models import Activity
from jatan.programme.helpdesk.models import Issue
from jatan.programme.journeys.models import Attachment, Journey
from jatan.programme.journeys.questions import SEEN
from tests.cast import Cast
from tests.intake.fieldbook.answer_sets import TODAY, answer_sets
from tests.intake.fieldbook.field import Field, Row, days, leaving, make_field
from tests.web.conftest import Browser

pytestmark = pytest.mark.django_db
LIST = "/fieldbook/waiting/"


def url(at_work: Field, row: Row, variant: int = -1) -> str:
    return f"{LIST}{at_work.stored(row)[variant].pk}/"


def page(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def parked_help(at_work: Field, **more: object) -> Row:
    row = at_work.row("help", {"kind": "other", "caller_name": "बुधनी", "description": "पैसा", **more})
    at_work.receipt(row)
    return row


def test_a_row_that_waits_stands_on_the_home_page_and_in_the_list_with_name_and_writer(
    at_work: Field, browser: Browser
) -> None:
    row = parked_help(at_work, colour="red")
    client = browser("coordinator")
    assert LIST in page(client, "/")
    listed = page(client, LIST)
    assert url(at_work, row) in listed
    assert "बुधनी" in listed
    assert "Test forum_leader" in listed
    assert at_work.forum.name in listed
    shown = page(client, url(at_work, row))
    assert "बुधनी" in shown
    assert "red" in shown
    assert "<title>" in shown
    assert "बुधनी" not in shown[shown.index("<title>") : shown.index("</title>")]


def test_a_question_of_another_version_is_left_out_only_when_somebody_says_so(
    at_work: Field, browser: Browser, cast: Cast
) -> None:
    row = parked_help(at_work, colour="red")
    client = browser("coordinator")
    assert client.post(url(at_work, row), {"send": "1", "kind": "other"}).status_code == 302
    assert at_work.stored(row)[0].state == "parked"
    kept = {"kind": "other", "caller_name": "बुधनी", "description": "पैसा"}
    client.post(url(at_work, row), {"send": "1", "drop": "on", **kept})
    stored = at_work.stored(row)[0]
    assert (stored.state, bytes(stored.sealed), stored.decided_by) == (
        "recorded",
        row.sealed,
        cast.accounts["coordinator"].pk,
    )
    with acting_as(cast.actor("coordinator")):
        issue = Issue.objects.get()
        assert (issue.caller_name, issue.recorded_by) == ("बुधनी", cast.accounts["forum_leader"].pk)
        assert Event.objects.filter(verb="fieldbook.row_taken_in", about=stored.pk).exists()
    assert at_work.receipt(row)["state"] == "recorded"


def test_a_wrong_answer_is_put_right_at_its_own_field(at_work: Field, browser: Browser, cast: Cast) -> None:
    row = parked_help(at_work, description="आधार 4991 1866 5246")
    client = browser("coordinator")
    shown = page(client, url(at_work, row))
    assert 'name="description"' in shown
    assert "<details" in shown
    client.post(url(at_work, row), {"send": "1", "kind": "other", "caller_name": "बुधनी", "description": "आधार देखा"})
    with acting_as(cast.actor("coordinator")):
        assert Issue.objects.get().description == "आधार देखा"


def test_the_unknown_person_of_a_departure_is_chosen_by_name(at_work: Field, browser: Browser, cast: Cast) -> None:
    answers = leaving(at_work)
    answers["travellers"][0]["person"] = str(uuid.uuid4())
    row = at_work.row("leaving", answers)
    at_work.receipt(row)
    client, member = browser("coordinator"), at_work.members[1]
    shown = page(client, url(at_work, row))
    assert 'name="travellers.0.person"' in shown
    assert member.name in shown
    sent = {
        "send": "1",
        "travellers.0.person": str(member.pk),
        "travellers.0.papers_in_hand": ["voter_id"],
        "travellers.0.family_contact_name": "मंगरा उराँव",
        "travellers.0.family_contact_phone": "9876543210",
        "travellers.0.answers.free_will": "yes",
        "travellers.0.answers.wage_written": "no",
        "travellers.0.consents.0.how": "spoken",
        "journey.leaves_on": f"{clock.today() + dt.timedelta(days=2):%d/%m/%Y}",
        "journey.destination_as_written": "सूरत",
        "journey.work": "brick_kiln",
        "journey.agent_name": "रमेश ठेकेदार",
        "talk.topics": ["money"],
        "talk.given_to": "person",
    }
    assert client.post(url(at_work, row), sent).status_code == 302
    assert at_work.stored(row)[0].problems == []
    with acting_as(cast.actor("coordinator")):
        journey = Journey.objects.select_related("person").get()
        assert (journey.pk, journey.person, journey.agent_name) == (row.id, member, "रमेश ठेकेदार")
        assert journey.registered_on == clock.today()


def test_an_open_journey_is_looked_at_and_the_second_one_recorded(at_work: Field, browser: Browser) -> None:
    first, second = at_work.row("leaving", leaving(at_work)), at_work.row("leaving", leaving(at_work))
    at_work.send(first, second)
    waits = max((first, second), key=lambda row: at_work.stored(row)[0].state == "parked")
    other = second if waits is first else first
    client = browser("coordinator")
    shown = page(client, url(at_work, waits))
    assert f"/journeys/{other.id}/" in shown
    client.post(url(at_work, waits), _unchanged(client, url(at_work, waits)) | {"despite_open": "on"})
    assert at_work.stored(waits)[0].state == "recorded"


def _unchanged(client: Client, path: str) -> dict[str, object]:
    """What a browser sends of the form when nothing is changed."""
    form = client.get(path).context["form"]
    sent: dict[str, object] = {"send": "1"}
    for name in form.fields:
        value = form[name].value()
        if value in (None, "", False, []):
            continue
        sent[name] = f"{value:%d/%m/%Y}" if isinstance(value, dt.date) else value
    return sent


def test_two_rows_about_one_meeting_stand_side_by_side_and_both_can_be_taken(
    at_work: Field, browser: Browser, cast: Cast
) -> None:
    first = at_work.row("meeting", {"held_on": days(0), "women": 5, "topic": "पहली"})
    at_work.receipt(first)
    second = at_work.row("meeting", {"held_on": days(0), "women": 6, "topic": "दूसरी"})
    at_work.receipt(second)
    client = browser("coordinator")
    shown = page(client, url(at_work, second))
    assert "पहली" in shown
    assert "दूसरी" in shown
    assert f'href="{url(at_work, first)}"' in shown
    client.post(url(at_work, second), _unchanged(client, url(at_work, second)) | {"takes_both": "on"})
    with acting_as(cast.actor("coordinator")):
        assert sorted(one.topic for one in Activity.objects.all()) == sorted(["पहली", "दूसरी"])


def test_the_first_is_kept_by_setting_the_other_aside_which_can_be_taken_up_again(
    at_work: Field, browser: Browser
) -> None:
    for women in (5, 6):
        second = at_work.row("meeting", {"held_on": days(0), "women": women})
        at_work.receipt(second)
    client, path = browser("coordinator"), url(at_work, second)
    assert client.post(f"{path}aside/", {"reason": ""}).status_code == 422
    assert client.post(f"{path}aside/", {"reason": "वही बैठक है"}).status_code == 302
    stored = at_work.stored(second)[0]
    assert (stored.state, stored.reason) == ("set_aside", "वही बैठक है")
    assert at_work.receipt(second)["state"] == "parked"
    assert path in page(client, f"{LIST}?state=set_aside")
    assert client.post(f"{path}aside/", {"reason": "noch mal"}).status_code == 404
    assert client.post(f"{path}again/").status_code == 302
    assert at_work.stored(second)[0].state == "parked"
    assert client.post(f"{path}again/").status_code == 404


def test_rows_of_a_phone_that_was_taken_back_are_taken_in_by_the_coordinator(
    at_work: Field, browser: Browser, cast: Cast
) -> None:
    photo = at_work.photo()
    row = at_work.row("leaving", leaving(at_work), photos=[photo])
    with acting_as(cast.actor("coordinator")) as by:
        revoke(by=by, device=at_work.device)
    at_work.receipt(row)
    at_work.send_photo(photo, row)
    client, path = browser("coordinator"), url(at_work, row)
    shown = page(client, path)
    assert at_work.members[0].name in shown
    (kept,) = client.get(path).context["photos"]
    assert f"{path}photo/{kept.pk}/" in shown
    picture = client.get(f"{path}photo/{kept.pk}/")
    assert picture.headers["Content-Type"] == "image/jpeg"
    assert b"CameraOfSunita" not in picture.content
    assert client.post(path, _unchanged(client, path)).status_code == 302
    assert at_work.stored(row)[0].state == "recorded"
    with acting_as(cast.actor("coordinator")):
        assert Attachment.objects.get().journey_id == Journey.objects.get().pk


def test_both_rows_of_one_id_are_shown_and_the_second_can_be_taken_too(
    at_work: Field, browser: Browser, cast: Cast
) -> None:
    one = at_work.row("help", {"kind": "other", "caller_name": "बुधनी"})
    other = at_work.row("help", {"kind": "other", "caller_name": "शनिचरी"}, id=one.id)
    at_work.receipt(one)
    at_work.receipt(other)
    client, path = browser("coordinator"), url(at_work, other)
    shown = page(client, path)
    assert "बुधनी" in shown
    assert "शनिचरी" in shown
    client.post(path, _unchanged(client, path))
    with acting_as(cast.actor("coordinator")):
        assert sorted(issue.caller_name for issue in Issue.objects.all()) == sorted(["बुधनी", "शनिचरी"])


@pytest.mark.parametrize("hour", [0, 11, 13, 23])
@pytest.mark.parametrize("days_ago", [0, 1, 40])
def test_a_wrong_clock_asks_for_the_day(cast: Cast, browser: Browser, hour: int, days_ago: int) -> None:
    """The office's word about the day stands at every hour, also for a day before this phone was enrolled."""
    with clock.frozen_at(dt.datetime.combine(clock.today(), dt.time(hour, 5), clock.INDIA)):
        at_work = make_field(cast)
        row = at_work.row("help", {"kind": "other"}, written_at=clock.now() + dt.timedelta(days=30))
        at_work.receipt(row)
        client, path = browser("coordinator"), url(at_work, row)
        day = clock.today() - dt.timedelta(days=days_ago)
        assert client.post(path, {"send": "1", "kind": "other"}).status_code == 422
        client.post(path, {"send": "1", "kind": "other", "written_on": f"{day:%d/%m/%Y}"})
        with acting_as(cast.actor("coordinator")):
            assert Issue.objects.get().received_on == day


def test_a_row_without_answers_is_not_said_to_be_unreadable(at_work: Field, browser: Browser) -> None:
    row = at_work.row("help", {})
    assert at_work.receipt(row)["state"] == "parked"
    shown = page(browser("coordinator"), url(at_work, row))
    assert "कुछ नहीं लिखा गया" in shown
    assert "नहीं पढ़ा जा" not in shown


def test_a_row_that_does_not_open_can_be_tried_again_and_set_aside(at_work: Field, browser: Browser) -> None:
    row = at_work.row("help", {"kind": "other"})
    row.sealed = row.sealed[:-1] + bytes([row.sealed[-1] ^ 1])
    at_work.receipt(row)
    client, path = browser("coordinator"), url(at_work, row)
    page(client, path)
    assert client.post(path, {"send": "1"}).status_code == 302
    assert at_work.stored(row)[0].state == "parked"
    assert client.post(f"{path}aside/", {"reason": "टूटी"}).status_code == 302


@pytest.mark.parametrize("part", ["field_worker", "desk_operator", "forum_leader", "khunti_coordinator", "secretariat"])
def test_nobody_but_the_coordinator_of_the_office_opens_these_pages(
    at_work: Field, browser: Browser, part: str
) -> None:
    row = parked_help(at_work, colour="red")
    client, path = browser(part), url(at_work, row)
    for address in (path, f"{path}aside/", f"{path}photo/{uuid.uuid4()}/"):
        assert client.get(address).status_code == 404
    for address in (path, f"{path}aside/", f"{path}again/", f"{path}attach/"):
        assert client.post(address, {"send": "1", "reason": "x"}).status_code == 404
    assert "बुधनी" not in client.get(LIST).content.decode()
    assert at_work.stored(row)[0].state == "parked"


@pytest.mark.parametrize("kind", KINDS)
def test_what_was_written_is_shown_in_the_words_of_the_questions(at_work: Field, browser: Browser, kind: str) -> None:
    """Also what the phone fills in by itself: it has words, or it is not shown."""
    sets = [
        answers for one, answers in answer_sets(120) if one == kind and not check_answers(kind, answers, today=TODAY)
    ]
    answers = max(sets, key=lambda one: len(json.dumps(one)))
    if kind == "leaving":
        answers = {**answers, "despite_open": [str(uuid.uuid4())]}
    if kind == "contact":
        answers = {**answers, "contact": str(uuid.uuid4()), "step": str(uuid.uuid4())}
    row = at_work.row(kind, answers)
    at_work.receipt(row)
    shown = page(browser("coordinator"), url(at_work, row))
    main = re.sub(
        r"<(script|style)\b.*?</\1>|<[^>]*>", " ", shown[shown.index("<main") : shown.index("</main>")], flags=re.S
    )
    names = {asked.code for part in parts(kind) for asked in part.questions}
    assert names & set(re.findall(r"[\w.]+", main)) == set()


@pytest.mark.parametrize("blank", [" ", "\u00a0\t"])
def test_an_answer_of_blanks_is_shown_as_none(at_work: Field, browser: Browser, blank: str) -> None:
    """Before: "None" in a page of Hindi."""
    row = parked_help(at_work, caller_name=blank, village=blank, colour="red")
    shown = page(browser("coordinator"), url(at_work, row))
    assert "पैसा" in shown
    assert "None" not in shown[shown.index("<main") : shown.index("</main>")]


def test_the_answers_of_two_travellers_are_numbered_once(at_work: Field, browser: Browser) -> None:
    answers = leaving(at_work, *at_work.members[:2])
    for one in answers["travellers"]:
        one["noted"] = [SEEN[0].value]
    row = at_work.row("leaving", answers)
    at_work.receipt(row)
    titles = [block.title for block in browser("coordinator").get(url(at_work, row)).context["blocks"]]
    assert [title for title in titles if re.search(r"\d \d$", title)] == []
    assert sum(title.endswith(" 2") for title in titles) == sum(title.endswith(" 1") for title in titles) > 2


def test_pages_take_a_bounded_number_of_queries(
    at_work: Field, browser: Browser, django_assert_max_num_queries: object
) -> None:
    first = parked_help(at_work, colour="red")
    for number in range(12):
        parked_help(at_work, colour=str(number))
    client = browser("coordinator")
    page(client, LIST)
    for path, most in ((LIST, 15), (url(at_work, first), 20)):
        with django_assert_max_num_queries(most):  # type: ignore[operator]
            page(client, path)


def test_a_row_with_eight_travellers_takes_no_more_queries_than_one_with_one(
    at_work: Field, browser: Browser, django_assert_max_num_queries: object
) -> None:
    answers = leaving(at_work)
    (one,) = answers["travellers"]
    many = [{**one, "person": str(uuid.uuid4())} for _number in range(MOST_TRAVELLERS)]
    row = at_work.row("leaving", answers | {"travellers": many})
    assert at_work.receipt(row)["state"] == "parked"
    client, path = browser("coordinator"), url(at_work, row)
    page(client, path)
    with django_assert_max_num_queries(20):  # type: ignore[operator]
        shown = page(client, path)
    assert shown.count(f">{at_work.members[0].name} · ") == MOST_TRAVELLERS
