"""The page of what looks alike in a month, and the word of the month's own page before it is called complete."""

import datetime as dt
from typing import Any

from django.urls import reverse

from jatan.foundation.bulk_acts.models import DoneTogether
from jatan.intake.registers.models import LookAlike
from jatan.programme.activities.models import Activity
from jatan.programme.helpdesk.models import Issue
from tests.cast import Cast
from tests.programme.activities.builders import an_activity
from tests.programme.helpdesk.builders import an_issue
from tests.web.conftest import Browser

_DAY = dt.date(2022, 6, 12)
_MONTH = {"month": "2022-06"}


def _twice(cast: Cast, as_: Any) -> list[Activity]:
    with as_("coordinator") as by:
        return [an_activity(by, cast, held_on=_DAY, village="Navapur", women=women) for women in (6, 7)]


def _decide(client: Any, made: list[Activity], decision: str) -> Any:
    one, other = (str(row.pk) for row in made)
    answers = {"what": "activity", "one": one, "other": other, "decision": decision, "back": "month=2022-06"}
    return client.post(reverse("decide_look_alike"), answers)


def test_a_pair_stands_side_by_side_and_is_decided_and_undone(browser: Browser, cast: Cast, as_: Any) -> None:
    made, client = _twice(cast, as_), browser("coordinator")
    page = client.get(reverse("look_alikes"), _MONTH)
    (card,) = page.context["cards"]
    assert card.pair.ids == tuple(row.pk for row in made)
    shown = {fact.label: (fact.one, fact.other) for fact in card.facts}
    assert ("6", "7") in {tuple(map(str, both)) for both in shown.values()}
    assert "Navapur" in page.content.decode()
    answer = _decide(client, made, "one")
    assert answer["Location"].startswith(f"{reverse('look_alikes')}?month=2022-06")
    with as_("coordinator"):
        assert [row.pk for row in Activity.objects.live()] == [made[0].pk]
        decision = LookAlike.objects.get()
    page = client.get(reverse("look_alikes"), _MONTH)
    assert (page.context["cards"], len(page.context["decided"])) == ([], 1)
    client.post(reverse("undo_look_alike", args=[decision.pk]), {"back": "month=2022-06"})
    with as_("coordinator"):
        assert Activity.objects.live().count() == 2
    _decide(client, made, "different")
    assert client.get(reverse("look_alikes"), _MONTH).context["cards"] == []
    with as_("coordinator"):
        assert Activity.objects.live().count() == 2


def test_what_is_not_there_for_the_reader_is_not_found(browser: Browser, cast: Cast, as_: Any) -> None:
    made = _twice(cast, as_)
    assert _decide(browser("khunti_coordinator"), made, "one").status_code == 404
    assert _decide(browser("coordinator"), [made[0], made[0]], "one").status_code == 404
    assert _decide(browser("coordinator"), made, "both").status_code == 404
    assert browser("khunti_coordinator").get(reverse("look_alikes"), _MONTH).context["cards"] == []


def test_the_month_says_how_many_pairs_look_alike_before_it_is_complete(browser: Browser, cast: Cast, as_: Any) -> None:
    made, client = _twice(cast, as_), browser("coordinator")
    address = f"/months/{cast.gumla.pk}/2022-06/"
    page = client.get(address)
    assert page.context["alike"] == 1
    assert client.get(page.context["alike_url"]).context["cards"][0].pair.one.pk == made[0].pk
    assert browser("secretariat").get(address).context["alike"] == 0
    _decide(client, made, "different")
    assert client.get(address).context["alike"] == 0


def test_the_urgent_one_is_named_and_does_not_go(browser: Browser, cast: Cast, as_: Any) -> None:
    with as_("coordinator") as by:
        for is_urgent in (False, True):
            answers = {"caller_name": "Sunita Munda", "village": "Navapur", "is_urgent": is_urgent}
            an_issue(by, cast, received_on=_DAY, person=None, **answers)
    client = browser("coordinator")
    (card,) = client.get(reverse("look_alikes"), _MONTH).context["cards"]
    assert [(fact.one, fact.other) for fact in card.facts if fact.label == "कितना ज़रूरी"] == [("", "तुरंत")]
    one, other = (str(pk) for pk in card.pair.ids)
    answers = {"what": "issue", "one": one, "other": other, "decision": "one", "back": "month=2022-06"}
    page = client.post(reverse("decide_look_alike"), answers, follow=True)
    assert "तुरंत" in str(next(iter(page.context["messages"])))
    with as_("coordinator"):
        assert Issue.objects.live().count() == 2


def test_undone_in_the_list_of_acts_the_decision_is_undone_with_it(browser: Browser, cast: Cast, as_: Any) -> None:
    made, client = _twice(cast, as_), browser("coordinator")
    _decide(client, made, "one")
    with as_("coordinator"):
        done = DoneTogether.objects.get()
    address = reverse("bulk_act_undo", args=[done.pk])
    assert client.get(address).status_code == 200
    with as_("coordinator"):
        assert LookAlike.objects.get().undone_at is None
    assert client.post(address).status_code == 302
    with as_("coordinator"):
        decision = LookAlike.objects.get()
        assert (decision.undone_at is None, decision.stays) == (False, None)
        assert Activity.objects.live().count() == 2


def test_only_who_may_undo_is_offered_it(browser: Browser, cast: Cast, as_: Any) -> None:
    made = _twice(cast, as_)
    _decide(browser("coordinator"), made, "one")
    with as_("coordinator"):
        decision = LookAlike.objects.get()
    address = reverse("undo_look_alike", args=[decision.pk])
    other, client = browser("khunti_coordinator"), browser("coordinator")
    assert address not in other.get(reverse("look_alikes"), _MONTH).content.decode()
    assert other.post(address, {"back": "month=2022-06"}).status_code == 404
    for is_offered in (True, False):
        page = client.get(reverse("look_alikes"), _MONTH)
        assert [one["may_undo"] for one in page.context["decided"]] == [is_offered]
        assert (address in page.content.decode()) is is_offered
        client.post(address, {"back": "month=2022-06"})
