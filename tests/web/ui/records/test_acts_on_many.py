"""Acts on many rows through the pages: generated for every desk, with the rows of both members."""

import datetime as dt
import uuid
from typing import Any

import pytest
from django.urls import reverse

from jatan.foundation.access.actors import machine_for
from jatan.foundation.access.walls import acting_as
from jatan.foundation.bulk_acts.models import DoneTogether
from jatan.foundation.ledger.models import Event
from jatan.foundation.network.guarded import Guarded
from jatan.programme.activities.models import Activity
from jatan.programme.activities.services import ACTIVITY
from jatan.programme.helpdesk.models import Issue
from jatan.programme.helpdesk.services import close_issue
from jatan.programme.projects.choices import Outside
from jatan.web.desk_registry import DESKS
from jatan.web.ui.records import bulk
from jatan.web.ui.records.bulk import bulk_acts_of
from jatan.web.ui.records.desk import Desk
from tests.cast import Cast
from tests.house.belongings import Belongings
from tests.house.standing_rows import cast, others, own, standing_others, standing_rows
from tests.programme.activities.builders import activity_command, an_activity
from tests.programme.helpdesk.builders import an_issue
from tests.web.conftest import Browser, browser
from tests.web.ui.workbooks.books import read_file

__all__ = ["browser", "cast", "others", "own", "standing_others", "standing_rows"]

# The rows of both members stand there for every test, whichever comes first.
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("standing_others")]

MEETING, STEP = "forum_meeting", 7
OWNER, OTHER_OWNER = "khunti_coordinator", "coordinator"
# A list of which nothing is taken out or back has no act on many (own questions: they are retired one by one).
_WITH_ACTS = [desk for desk in DESKS if desk.withdraw is not None or desk.bulk or desk.is_exportable]
_EACH = pytest.mark.parametrize("desk", _WITH_ACTS, ids=[desk.slug for desk in _WITH_ACTS])


def _post(browser: Browser, part: str, desk: Desk, **answers: Any) -> Any:
    return browser(part).post(reverse(desk.url_name("together")), answers)


def _id(row: Any) -> str:
    return str(row.pk)


def _states(rows: dict[str, Any], organisation: Any) -> dict[str, Any]:
    with acting_as(machine_for([organisation.id])):
        found = {}
        for kind, row in rows.items():
            if isinstance(row, Guarded):
                now = type(row)._default_manager.get(pk=row.pk)
                found[kind] = now.changed_at, now.withdrawn_at
        return found


@_EACH
def test_rows_of_another_member_other_kinds_and_garbage_are_left(
    desk: Desk, cast: Cast, own: Belongings, others: Belongings, browser: Browser
) -> None:
    before, kept = _states(own.rows, own.organisation), [own.rows["done_together"], others.rows["done_together"]]
    other = own.rows["people" if desk.slug != "people" else "issues"]
    ids = [str(own.rows[desk.slug].pk), str(other.pk), str(uuid.uuid4()), "zq", "' OR 1=1", ""]
    for act in bulk_acts_of(desk, cast.actor("coordinator")):
        for more in ({}, {"confirm": "1", "reason": "wrong"}):
            answer = _post(browser, "coordinator", desk, act=act.slug, row=ids, **more)
            assert answer.status_code in (200, 302, 422), (act.slug, more)
            text = answer.content.decode()
            assert own.word("people") not in text
    assert _states(own.rows, own.organisation) == before
    with acting_as(machine_for([cast.gumla.id, cast.khunti.id])):
        assert sorted(DoneTogether.objects.all(), key=_id) == sorted(kept, key=_id)


@_EACH
@pytest.mark.parametrize("part", ["coordinator", "secretariat"])
def test_rows_that_may_not_be_taken_out_are_said_and_left(
    desk: Desk, part: str, cast: Cast, own: Belongings, others: Belongings, browser: Browser
) -> None:
    """Shared registers show the rows of every member; a member's coordinator takes out her own."""
    actor, rows = cast.actor(part), [own.rows[desk.slug], others.rows[desk.slug]]
    if "export" not in {act.slug for act in bulk_acts_of(desk, actor)} or not actor.may(desk.see):
        return
    with acting_as(actor):
        seen = [row for row in rows if desk.kind.rows(actor).filter(pk=row.pk).exists()]
    within = actor.reach(desk.exports).organisations
    taken = [row for row in seen if desk.IS_DIRECTORY or row.organisation_id in within]
    shown = _post(browser, part, desk, act="export", row=[str(row.pk) for row in seen])
    assert shown.status_code == (200 if seen else 302)
    if seen:
        assert shown.context["number"] == len(taken)
        assert len(shown.context["stayed"]) == len(seen) - len(taken)
    ticked = {"act": "export", "confirm": "1", "purpose": "checking"}
    answer = _post(browser, part, desk, row=[str(row.pk) for row in seen], **ticked)
    whole = browser(part).post(reverse(desk.url_name("export")), {"purpose": "checking"})
    assert read_file(whole)
    if taken:
        assert read_file(answer)
    elif seen:
        assert answer.status_code == 422
        assert answer.context["number"] == 0
    with acting_as(machine_for([cast.gumla.id, cast.khunti.id, cast.network.id])):
        noted = Event.objects.filter(verb="web.rows_exported", by=actor.account_id).values_list("payload", flat=True)
        assert sum(count for payload in noted for count in payload["rows"].values()) >= len(taken)


@_EACH
def test_rows_that_one_may_see_and_not_change_are_said_and_left(
    desk: Desk, cast: Cast, own: Belongings, browser: Browser
) -> None:
    """None is passed over in silence: each row is either done or said to stay."""
    actor, row = cast.actor("coordinator"), own.rows[desk.slug]
    with acting_as(actor):
        if not actor.may(desk.see) or not desk.kind.rows(actor).filter(pk=row.pk).exists():
            return
    for act in bulk_acts_of(desk, actor):
        shown = _post(browser, "coordinator", desk, act=act.slug, row=[str(row.pk)])
        assert shown.status_code == 200
        if act.trial is not None:
            assert (shown.context["number"], len(shown.context["stayed"])) in ((1, 0), (0, 1)), act.slug


@_EACH
def test_without_the_permission_there_is_no_such_act(desk: Desk, cast: Cast, browser: Browser) -> None:
    for part in ("field_worker", "desk_operator", "coordinator", "secretariat", "researcher", "auditor", "stranger"):
        actor = cast.actor(part)
        mine = {act.slug for act in bulk_acts_of(desk, actor)} if actor.may(desk.see) else set()
        every = {"withdraw", "nothing", *(act.slug for act in desk.bulk)}
        for slug in every - mine:
            answer = _post(browser, part, desk, act=slug, row=[str(uuid.uuid4())])
            assert answer.status_code in (404, 302), (part, slug)
            assert answer.status_code == 404 or "login" in answer.headers["Location"], (part, slug)


@_EACH
def test_one_row_is_withdrawn_as_by_its_own_page(desk: Desk, cast: Cast, others: Belongings, browser: Browser) -> None:
    """What the single service refuses, the act on many leaves; what it allows is one event, and comes back."""
    if desk.withdraw is None:
        return
    row, part = others.rows[desk.slug], "coordinator" if cast.actor("coordinator").may(desk.record) else "secretariat"
    if not any(act.slug == "withdraw" for act in bulk_acts_of(desk, cast.actor(part))):
        return
    if row.organisation_id not in cast.actor(part).reach(desk.record).row_organisations:
        return
    with acting_as(machine_for([cast.gumla.id, cast.network.id])):
        events = Event.objects.count()
    single = browser(part).post(reverse(desk.url_name("withdraw"), args=[row.pk]), {"reason": ""})
    shown = _post(browser, part, desk, act="withdraw", row=[str(row.pk)])
    assert shown.status_code == 200
    done = _post(browser, part, desk, act="withdraw", row=[str(row.pk)], confirm="1", reason="entered twice")
    assert done.status_code == 302
    with acting_as(machine_for([cast.gumla.id, cast.network.id])):
        now = type(row)._default_manager.get(pk=row.pk)
        if shown.context["number"]:
            assert single.status_code == 422, "a reason is asked for"
            assert (now.withdrawn_at is not None, now.withdrawn_reason) == (True, "entered twice")
            assert Event.objects.count() == events + 1
        else:
            assert now.withdrawn_at is None
            assert Event.objects.count() == events
            return
        kept = DoneTogether.objects.latest("at")
    again = _post(browser, part, desk, act="withdraw", row=[str(row.pk)])
    assert again.context["number"] == 0, "a withdrawn row is said to be so"
    page = browser(part).get(reverse("bulk_act_undo", args=[kept.pk]))
    assert page.status_code == 200
    assert browser(part).post(reverse("bulk_act_undo", args=[kept.pk])).status_code == 302
    with acting_as(machine_for([cast.gumla.id, cast.network.id])):
        assert type(row)._default_manager.get(pk=row.pk).withdrawn_at is None
        assert Event.objects.count() == events + 2
    assert browser(part).get(reverse("bulk_act_undo", args=[kept.pk])).status_code == 404
    history = browser(part).get(reverse(desk.url_name("detail"), args=[row.pk]))
    assert "entered twice" in history.content.decode()


def test_all_rows_of_the_filter_and_a_list_that_changed_meanwhile(
    cast: Cast, others: Belongings, browser: Browser
) -> None:
    path = reverse("activities_together") + "?kind=forum_meeting"
    client = browser("coordinator")
    page = client.get("/activities/")
    assert f'name="row" value="{others.rows["activities"].pk}"' in page.content.decode()
    shown = client.post(path, {"act": "withdraw", "all": "1"})
    assert shown.context["number"] >= 1
    answers = {"act": "withdraw", "all": "1", "confirm": "1", "reason": "wrong"}
    changed = client.post(path, answers | {"seen": "another list"})
    assert changed.context["is_changed"]
    assert (
        client.post(path, answers | {"seen": shown.context["seen"]})
        .headers["Location"]
        .endswith("/activities/?kind=forum_meeting")
    )
    with acting_as(cast.actor("coordinator")):
        assert DoneTogether.objects.latest("at").rows == shown.context["number"]


def test_the_page_of_last_acts_shows_ones_own_and_to_a_coordinator_the_office(
    cast: Cast, others: Belongings, browser: Browser
) -> None:
    row = str(others.rows["issues"].pk)
    answers = {"act": "withdraw", "row": [row], "confirm": "1", "reason": "wrong"}
    assert browser("coordinator").post(reverse("issues_together"), answers).status_code == 302
    assert len(browser("coordinator").get(reverse("bulk_acts")).context["lines"]) == 2
    for part in ("desk_operator", "field_worker", "khunti_coordinator", "auditor"):
        lines = browser(part).get(reverse("bulk_acts")).context["lines"]
        assert [line for line in lines if line["done"].organisation_id == cast.gumla.id] == [], part


def test_ticked_rows_are_taken_as_a_workbook_with_the_purpose_in_the_ledger(
    cast: Cast, others: Belongings, browser: Browser
) -> None:
    client, row = browser("coordinator"), str(others.rows["people"].pk)
    shown = client.post(reverse("people_together"), {"act": "export", "row": [row]})
    assert (shown.status_code, shown.context["number"]) == (200, 1)
    unsaid = client.post(reverse("people_together"), {"act": "export", "row": [row], "confirm": "1"})
    assert unsaid.status_code == 422
    answers = {"act": "export", "row": [row], "confirm": "1", "purpose": "checking"}
    book = client.post(reverse("people_together"), answers)
    assert book.headers["Content-Type"].startswith("application/vnd.openxmlformats")
    assert read_file(book)
    with acting_as(cast.actor("coordinator")):
        event = Event.objects.get(verb="web.rows_exported")
        assert event.payload == {"rows": {"people.person": 1}, "purpose": "checking"}
        assert list(DoneTogether.objects.all()) == [others.rows["done_together"]]


def test_ticked_rows_are_put_into_a_campaign_and_a_project(cast: Cast, others: Belongings, browser: Browser) -> None:
    client = browser("coordinator")
    row, other = others.rows["activities"], others.rows["journeys"]
    with acting_as(cast.actor("coordinator")) as by:
        fresh = an_activity(by, cast)
    for name, kind in (("campaign", "campaigns"), ("project", "projects")):
        answers = {"act": name, "row": [str(row.pk), str(fresh.pk)], "confirm": "1", name: str(others.rows[kind].pk)}
        answers["outside"] = Outside.TAKE  # the project has other days
        assert client.post(reverse("activities_together"), answers | {name: ""}).status_code == 422
        assert client.post(reverse("activities_together"), answers | {name: str(other.pk)}).status_code == 422
        assert client.post(reverse("activities_together"), answers).status_code == 302
        with acting_as(cast.actor("coordinator")):
            done = DoneTogether.objects.get(act=name)
            assert (done.rows, done.stayed) == (1, {"already_recorded": 1}), "one was in it already"
        client.post(reverse("bulk_act_undo", args=[done.pk]))
    listed = client.get("/activities/", {"project": str(others.rows["projects"].common_id)}).content.decode()
    assert str(row.pk) in listed
    assert str(fresh.pk) not in listed
    page = client.get(reverse("projects_detail", args=[others.rows["projects"].pk]))
    assert [number for _label, number, url in page.context["numbers"] if url.startswith("/activities/")] == [1]
    assert f"/activities/?project={others.rows['projects'].common_id}" in page.content.decode()


def test_open_issues_are_sent_to_an_office_together_and_that_is_undone(cast: Cast, browser: Browser) -> None:
    with acting_as(cast.actor("desk_operator")) as by:
        issues = [an_issue(by, cast) for _number in range(3)]
        close_issue(by=by, issue=issues[0], status="withdrawn")
    client = browser("desk_operator")
    answers = {"act": "send", "row": [str(row.pk) for row in issues], "confirm": "1"}
    answers |= {"sent_to": "labour_office", "sent_on": "2/1/2024"}
    answer = client.post(reverse("issues_together"), answers)
    assert answer.status_code == 302, answer.context["form"].errors
    with acting_as(cast.actor("desk_operator")):
        done = DoneTogether.objects.get(act="send")
        assert (done.rows, done.stayed) == (2, {"closed": 1})
        assert {row.status for row in Issue.objects.filter(pk__in=[one.pk for one in issues[1:]])} == {"sent"}
    assert client.post(reverse("bulk_act_undo", args=[done.pk])).status_code == 302
    with acting_as(cast.actor("desk_operator")):
        rows = Issue.objects.filter(pk__in=[one.pk for one in issues[1:]])
        assert {(row.status, row.sent_to, row.sent_on) for row in rows} == {("received", "", None)}


def test_ticks_are_asked_for(browser: Browser) -> None:
    answer = browser("coordinator").post(reverse("issues_together"), {"act": "withdraw"}, follow=True)
    assert [str(one.level_tag) for one in answer.context["messages"]] == ["warning"]


def test_many_rows_are_acted_on_step_by_step_and_each_step_stands(
    cast: Cast, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk, "STEP", STEP)
    with acting_as(cast.actor("coordinator")) as by:
        days = [dt.date(2024, 1, 1) + dt.timedelta(days=one % 60) for one in range(2 * STEP + 3)]
        rows = ACTIVITY.record_all(by=by, commands=[activity_command(cast, held_on=day, kind=MEETING) for day in days])
        waiting = Activity.objects.live().filter(pk__in=[row.pk for row in rows])
        before = list(DoneTogether.objects.values_list("pk", flat=True))
    steps = DoneTogether.objects.exclude(pk__in=before).order_by("at").values_list("rows", flat=True)
    client, path = browser("coordinator"), f"{reverse('activities_together')}?kind={MEETING}"
    shown = client.post(path, {"act": "withdraw", "all": "1"})
    of = shown.context["number"]
    assert of >= len(rows)
    answers = {"act": "withdraw", "all": "1", "confirm": "1", "reason": "twice", "seen": shown.context["seen"]}
    first = client.post(path, answers | {"csrfmiddlewaretoken": "first"})
    begun = first.context["begun"]
    assert (first.status_code, begun.worked_at, begun.of) == (200, STEP, of)
    again = client.post(path, answers | {"csrfmiddlewaretoken": "first"})
    assert again.headers["Location"] == reverse("bulk_acts"), "sent twice is done once"
    with acting_as(cast.actor("coordinator")):
        assert list(steps.all()) == [STEP]
        left = waiting.count()
        assert len(rows) - STEP <= left <= of - STEP
        # Whoever is on the list only now was not looked at.
        newcomer = an_activity(cast.actor("coordinator"), cast, kind=MEETING)
    sent = dict(first.context["again"])
    assert sent == {"act": "withdraw", "confirm": "1", "reason": "twice"}
    going = sent | {"work": str(begun.pk), "worked_at": str(STEP)}
    foreign = browser("khunti_coordinator").post(path, going)
    assert foreign.headers["Location"] == reverse("bulk_acts")
    second = client.post(path, going | {"csrfmiddlewaretoken": "second"})
    assert (second.status_code, second.context["begun"].worked_at) == (200, 2 * STEP)
    third = client.post(path, going | {"worked_at": str(2 * STEP), "csrfmiddlewaretoken": "third"})
    assert third.headers["Location"] == f"/activities/?kind={MEETING}"
    with acting_as(cast.actor("coordinator")):
        assert list(steps.all()) == [STEP, STEP, of - 2 * STEP]
        assert not waiting.exists()
        assert Activity.objects.live().filter(pk=newcomer.pk).exists()
