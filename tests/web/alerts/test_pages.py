"""The page of alerts: choose without scripts, see what became of them, switch browsers on and off; never another's."""

import base64
from collections.abc import Callable

import pytest
from django.conf import settings as configured
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries, Settings

from jatan.foundation.access.walls import acting_as
from jatan.foundation.alerts.choices import Ended
from jatan.foundation.alerts.models import AlertChoice, Browser
from jatan.foundation.alerts.tasks import send_due
from jatan.foundation.ledger.models import Event
from jatan.foundation.vault.web_push import house_key
from tests.cast import Cast
from tests.foundation.alerts.builders import queued, subscribed
from tests.foundation.alerts.conftest import mail_end, push_end
from tests.foundation.alerts.mail_end import MailEnd
from tests.foundation.alerts.push_end import PushEnd, ReceivingBrowser

__all__ = ["mail_end", "push_end"]

pytestmark = pytest.mark.django_db

type SignedIn = Callable[[str], Client]
PAGE = "/alerts/"


def coded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def subscription(one: ReceivingBrowser) -> dict[str, str]:
    return {"endpoint": one.endpoint, "public": coded(one.public), "secret": coded(one.secret)}


def test_without_a_choice_what_is_usual_is_ticked(cast: Cast, browser: SignedIn) -> None:
    cast.accounts["desk_operator"].phone = "9431100001"
    cast.accounts["desk_operator"].save()
    page = browser("desk_operator").get(PAGE).content.decode()
    assert "मदद की पुकार" in page
    assert page.count(" checked") == 5
    assert "9431100001" in page
    assert "by e-mail" not in page
    assert "ई-मेल से" not in page, "no mail server: nothing is offered that cannot come"
    assert AlertChoice.objects.count() == 0


def test_choices_are_saved_without_scripts_and_told_to_the_ledger(
    cast: Cast, browser: SignedIn, mail_end: MailEnd
) -> None:
    client = browser("coordinator")
    sent = {"call": ["push", "mail"], "digest": ["mail"], "digest_hour": "8", "mail": "didi@example.org"}
    answer = client.post(PAGE, sent)
    assert (answer.status_code, answer["Location"]) == (302, PAGE)
    row = AlertChoice.objects.get()
    assert row.channels == {"call": ["push", "mail"], "digest": ["mail"]}
    assert (row.account, row.digest_hour, row.mail) == (cast.accounts["coordinator"], 8, "didi@example.org")
    with acting_as(cast.actor("coordinator")):
        event = Event.objects.get(verb="alerts.choices_saved")
    assert "didi" not in str(event.payload)
    assert "didi@example.org" in client.get(PAGE).content.decode()


@pytest.mark.parametrize("mail", ["", "didi", "a@b\r\nBcc: c@d.in", "x" * 300 + "@example.org"])
def test_an_address_that_is_none_is_asked_again(mail: str, browser: SignedIn, mail_end: MailEnd) -> None:
    answer = browser("coordinator").post(PAGE, {"call": ["mail"], "mail": mail})
    assert answer.status_code == 422
    assert AlertChoice.objects.count() == 0


@pytest.mark.parametrize(
    "sent", [{"call": ["pigeon"]}, {"digest_hour": "24"}, {"digest_hour": "-1"}, {"digest": ["text"]}]
)
def test_what_is_not_offered_is_not_saved(sent: dict[str, object], browser: SignedIn) -> None:
    assert browser("coordinator").post(PAGE, sent).status_code == 422
    assert AlertChoice.objects.count() == 0


def test_a_browser_is_switched_on_and_off(cast: Cast, browser: SignedIn, push_end: PushEnd) -> None:
    client = browser("desk_operator")
    assert client.post(f"{PAGE}browser/", subscription(push_end.browser())).status_code == 204
    assert client.post(f"{PAGE}browser/", subscription(push_end.browser())).status_code == 204
    row = Browser.objects.get()
    assert row.account == cast.accounts["desk_operator"]
    assert AlertChoice.objects.get().channels["call"] == ["push"]
    assert "सूचना चालू है" in client.get(PAGE).content.decode()
    assert client.post(reverse("alerts_browser_end", args=[row.pk])).status_code == 302
    row.refresh_from_db()
    assert (row.ended_why, row.endpoint) == ("by_hand", "")
    with acting_as(cast.actor("desk_operator")):
        verbs = list(Event.objects.filter(verb__startswith="alerts.").order_by("id").values_list("verb", flat=True))
    assert verbs == ["alerts.browser_added", "alerts.browser_ended"]


def test_a_browser_that_somebody_else_uses_now_is_hers(cast: Cast, browser: SignedIn, push_end: PushEnd) -> None:
    shared = push_end.browser()
    subscribed(cast, "desk_operator", shared)
    assert browser("coordinator").post(f"{PAGE}browser/", subscription(shared)).status_code == 204
    living = Browser.objects.get(ended_at__isnull=True)
    assert living.account == cast.accounts["coordinator"]
    assert Browser.objects.get(ended_at__isnull=False).ended_why == "other_person"


def test_an_address_alone_takes_nobodys_alerts_away(cast: Cast, browser: SignedIn, push_end: PushEnd) -> None:
    """Who has read the address of a browser has not its keys."""
    kept, own = subscribed(cast, "desk_operator", push_end.browser("hers")), push_end.browser("mine")
    subscribed(cast, "coordinator", own)
    client = browser("coordinator")
    forged = {**subscription(own), "endpoint": kept.endpoint}
    half = {**forged, "public": coded(bytes(kept.public)), "secret": coded(bytes(16))}
    bad = client.post(f"{PAGE}browser/", {**subscription(own), "endpoint": "https://evil.example/"})
    for sent in (forged, half, {**forged, "before": own.endpoint}, {**half, "before": own.endpoint}):
        answer = client.post(f"{PAGE}browser/", sent)
        assert (answer.status_code, answer.content) == (bad.status_code, bad.content)
    assert bad.status_code == 422
    kept.refresh_from_db()
    assert (kept.ended_at, kept.account) == (None, cast.accounts["desk_operator"])
    assert Browser.objects.living().count() == 2


def test_in_an_offices_browser_alerts_go_to_who_is_signed_in_and_both_know(
    cast: Cast, browser: SignedIn, push_end: PushEnd
) -> None:
    shared = push_end.browser()
    first, second = browser("desk_operator"), browser("coordinator")
    assert first.post(f"{PAGE}browser/", subscription(shared)).status_code == 204
    first.post(reverse("account_logout"))
    assert second.post(f"{PAGE}browser/", subscription(shared)).status_code == 204
    assert Browser.objects.living().get().account == cast.accounts["coordinator"]
    assert "सूचना चालू है" in second.get(PAGE).content.decode()
    assert str(Ended.OTHER_PERSON.label) in browser("desk_operator").get(PAGE).content.decode()


def test_an_address_before_must_be_of_ones_own_browser(cast: Cast, browser: SignedIn, push_end: PushEnd) -> None:
    kept, new = subscribed(cast, "desk_operator", push_end.browser("old")), push_end.browser("new")
    renewal = {**subscription(new), "before": kept.endpoint}
    for part in ("coordinator", "khunti_desk"):
        assert browser(part).post(f"{PAGE}browser/", renewal).status_code == 404
    client = browser("desk_operator")
    assert client.post(f"{PAGE}browser/", {**renewal, "before": new.endpoint}).status_code == 404
    assert client.post(f"{PAGE}browser/", {**renewal, "endpoint": "https://evil.example/"}).status_code == 422
    assert Browser.objects.get().endpoint == kept.endpoint
    assert client.post(f"{PAGE}browser/", renewal).status_code == 204
    assert (Browser.objects.get().pk, Browser.objects.get().endpoint) == (kept.pk, new.endpoint)
    with acting_as(cast.actor("desk_operator")):
        assert Event.objects.filter(verb="alerts.browser_renewed").values_list("about", flat=True)[0] == kept.pk


def test_a_renewed_address_that_another_row_has_stays_one_row(cast: Cast, browser: SignedIn, push_end: PushEnd) -> None:
    """The page told the new address before the worker did; or somebody else was told there."""
    for part, why in (("desk_operator", "gone"), ("coordinator", "other_person")):
        Browser.objects.all().delete()
        kept, taken = subscribed(cast, "desk_operator", push_end.browser("old")), push_end.browser("new")
        twin = subscribed(cast, part, taken)
        renewal = {**subscription(taken), "before": kept.endpoint}
        assert browser("desk_operator").post(f"{PAGE}browser/", renewal).status_code == 204
        twin.refresh_from_db()
        assert (Browser.objects.get(ended_at__isnull=True).pk, twin.ended_why) == (kept.pk, why)


def test_the_worker_gets_the_key_and_a_token_and_needs_it(cast: Cast, browser: SignedIn, push_end: PushEnd) -> None:
    assert Client().get(f"{PAGE}browser/").status_code == 302
    assert browser("stranger").get(f"{PAGE}browser/").status_code == 404
    kept = subscribed(cast, "desk_operator", push_end.browser("old"))
    client = browser("desk_operator")
    client.handler.enforce_csrf_checks = True
    answer = client.get(f"{PAGE}browser/")
    assert "no-store" in answer["Cache-Control"]
    assert answer.json()["key"] == coded(house_key(configured.PUSH_KEY).public)
    renewal = {**subscription(push_end.browser("new")), "before": kept.endpoint}
    assert client.post(f"{PAGE}browser/", renewal).status_code == 403
    assert client.post(f"{PAGE}browser/", {**renewal, "csrfmiddlewaretoken": answer.json()["token"]}).status_code == 204


def test_who_switched_it_off_is_not_told_again_until_she_presses(
    cast: Cast, browser: SignedIn, push_end: PushEnd
) -> None:
    row, client = subscribed(cast, "desk_operator", push_end.browser()), browser("desk_operator")
    opened = {**subscription(push_end.browser()), "again": "1"}
    assert client.post(f"{PAGE}browser/", opened).status_code == 204
    client.post(reverse("alerts_browser_end", args=[row.pk]))
    assert client.post(f"{PAGE}browser/", opened).status_code == 410
    assert not Browser.objects.filter(ended_at__isnull=True).exists()
    assert client.post(f"{PAGE}browser/", subscription(push_end.browser())).status_code == 204
    assert client.post(f"{PAGE}browser/", opened).status_code == 204
    assert Browser.objects.get(ended_at__isnull=True).account == cast.accounts["desk_operator"]


def test_at_most_eight_browsers_are_kept(cast: Cast, push_end: PushEnd) -> None:
    for number in range(10):
        subscribed(cast, "desk_operator", push_end.browser(str(number)))
    assert Browser.objects.filter(ended_at__isnull=True).count() == 8
    assert set(Browser.objects.filter(ended_at__isnull=False).values_list("ended_why", flat=True)) == {"too_many"}


def test_nobody_ends_the_browser_of_somebody_else(cast: Cast, browser: SignedIn, push_end: PushEnd) -> None:
    row = subscribed(cast, "desk_operator", push_end.browser())
    for part in ("coordinator", "khunti_desk", "administrator"):
        assert browser(part).post(reverse("alerts_browser_end", args=[row.pk])).status_code == 404
    row.refresh_from_db()
    assert row.ended_at is None


def test_who_has_no_posting_has_no_page(browser: SignedIn) -> None:
    client = browser("stranger")
    assert client.get(PAGE).status_code == 404
    assert client.post(f"{PAGE}browser/", {}).status_code == 404
    assert Client().get(PAGE).status_code == 302


@pytest.mark.parametrize(
    "changed",
    [
        {"endpoint": "http://localhost/push"},
        {"endpoint": "https://evil.example/push"},
        {"endpoint": "https://user@localhost/push"},
        {"endpoint": "https://localhost/" + "a" * 2000},
        {"endpoint": "https://localhost\\@evil.example/"},
        {"endpoint": "https://localhost/पता"},
        {"endpoint": ""},
        {"public": "AAAA"},
        {"public": "!" * 20},
        {"public": "A" * 5000},
        {"secret": "AAAA"},
        {"secret": ""},
    ],
)
def test_what_is_no_subscription_is_refused(changed: dict[str, str], browser: SignedIn, push_end: PushEnd) -> None:
    sent = subscription(push_end.browser()) | changed
    assert browser("desk_operator").post(f"{PAGE}browser/", sent).status_code == 422
    assert Browser.objects.count() == 0


def test_what_became_of_my_alerts_is_seen_and_nothing_of_others(
    cast: Cast, browser: SignedIn, push_end: PushEnd, settings: Settings
) -> None:
    subscribed(cast, "desk_operator", push_end.browser())
    subscribed(cast, "coordinator", push_end.browser("hers"))
    queued(cast, "desk_operator", "push", number=2)
    queued(cast, "desk_operator", "push", kind="case", number=7)
    push_end.answers = [201, 503]
    send_due()
    page = browser("desk_operator").get(PAGE).content.decode()
    assert "मदद की पुकार: 2" in page
    assert "भेजी गई" in page
    assert "वहाँ अभी भीड़ है" in page
    assert "7" not in page[page.index("मेरी सूचनाएँ") :].partition("केस का काम")[2][:40]
    assert "दफ़्तर की सूचनाएँ" not in page
    office = browser("coordinator").get(PAGE).content.decode()
    assert "अभी कोई सूचना नहीं गई" in office
    assert "दफ़्तर की सूचनाएँ" in office
    assert "Test desk_operator" not in office
    assert "दफ़्तर की सूचनाएँ" in browser("administrator").get(PAGE).content.decode()
    assert "दफ़्तर की सूचनाएँ" not in browser("khunti_coordinator").get(PAGE).content.decode()


def test_the_page_costs_few_queries_whatever_there_is(
    cast: Cast, browser: SignedIn, push_end: PushEnd, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client = browser("coordinator")
    for number in range(8):
        subscribed(cast, "coordinator", push_end.browser(str(number)))
        queued(cast, "coordinator", "push", number=number + 1)
    with django_assert_max_num_queries(16):
        assert client.get(PAGE).status_code == 200


def test_a_house_without_push_says_so(browser: SignedIn, settings: Settings) -> None:
    settings.PUSH_ENABLED = False
    page = browser("coordinator").get(PAGE).content.decode()
    assert "alerts/push.js" not in page
    assert "ब्राउज़र पर कुछ नहीं भेजा जाता" in page
