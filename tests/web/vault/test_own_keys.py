"""Keys are set up, opened, locked and recovered on pages; signing in alone opens nothing."""

import datetime as dt
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.conf import settings
from django.test import override_settings

from jatan.foundation.access import key_acts
from jatan.foundation.access.services import sign_out_everywhere
from jatan.foundation.ledger.models import Event
from jatan.foundation.vault import enrolment, passphrase_cost
from jatan.foundation.vault import open_keys as unlocking
from jatan.foundation.vault.choices import SlotKind
from jatan.foundation.vault.directory import authority_of, delete_authority, fingerprint_of, write_authority
from jatan.foundation.vault.key_agent import operations
from jatan.foundation.vault.key_agent.client import AgentAway, AgentKey
from jatan.foundation.vault.models import DirectoryKey, Slot, Unlock
from jatan.foundation.vault.passphrase_cost import Cost
from jatan.foundation.vault.passphrases import weakness
from jatan.foundation.vault.signatures import Signer
from jatan.kernel import clock
from jatan.web.ui.keys.closed_words import BUSY, NOT_NOW
from jatan.web.ui.keys.unlock_again import FIELD
from tests.cast import Cast
from tests.foundation.vault.sealed_before import old_slot
from tests.foundation.vault.vault_office import WORDS, VaultHouse
from tests.key_agents import agent_in_thread
from tests.sign_in import age_second_step
from tests.web.vault.conftest import Browser, Unlocked

pytestmark = pytest.mark.django_db
OTHER = "लाल मिट्टी सूखी पगडंडी साँझ"
LOCKED = "/keys/open/?next=%2Fkeys%2Fpassphrase%2F"


def verbs() -> list[str]:
    return list(Event.objects.filter(verb__startswith="keys.").order_by("sequence").values_list("verb", flat=True))


def test_a_counsellor_sets_up_her_keys_and_sees_ten_codes_once(browser: Browser, keys: VaultHouse, cast: Cast) -> None:
    client = browser("counsellor")
    assert client.get("/keys/").headers["Location"] == "/keys/set-up/"
    answer = client.post("/keys/set-up/", {"passphrase": OTHER, "again": OTHER})
    page = answer.content.decode()
    codes = set(re.findall(r"(?:[0-9A-HJKMNP-TV-Z]{5}-){5}[0-9A-HJKMNP-TV-Z]", page))
    row = DirectoryKey.objects.get(principal=cast.accounts["counsellor"].pk)
    assert len(codes) == 10
    assert re.search(r"([0-9a-f]{4} ){9}[0-9a-f]{4}", page)
    assert bytes(row.signature) == b""
    assert answer.headers["Cache-Control"] == "no-store, private" or "no-store" in answer.headers["Cache-Control"]
    assert not any(code in client.get("/keys/").content.decode() for code in codes)
    assert client.post("/keys/open/", {"passphrase": OTHER}).status_code == 302
    logged = Event.objects.filter(verb__startswith="keys.")
    assert verbs() == ["keys.set_up", "keys.opened"]
    assert not any(code in str(event.payload) for event in logged for code in codes)


@pytest.mark.parametrize(
    "typed", [("तीन शब्द ही", "तीन शब्द ही"), (OTHER, OTHER + " और"), ("", ""), ("a b c d", "a b c d")]
)
def test_a_passphrase_must_be_long_and_typed_twice_the_same(
    browser: Browser, keys: VaultHouse, typed: tuple[str, str]
) -> None:
    answer = browser("counsellor").post("/keys/set-up/", {"passphrase": typed[0], "again": typed[1]})
    assert answer.status_code == 422
    assert not DirectoryKey.objects.filter(principal=keys.people["counsellor"]).exists()


def test_before_the_ceremony_nobody_sets_up_keys(browser: Browser, cast: Cast, tmp_path: object) -> None:
    answer = browser("counsellor").post("/keys/set-up/", {"passphrase": OTHER, "again": OTHER})
    assert answer.status_code == 422


def test_the_cookie_is_for_this_host_and_session_and_no_script(unlocked: Unlocked) -> None:
    cookie = unlocked("supervisor").cookies["s1"]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"], cookie["max-age"], cookie["expires"]) == (
        True,
        "Strict",
        "/",
        "",
        "",
    )


def test_behind_https_browsers_bind_it_to_the_host(
    browser: Browser, keys: VaultHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "SESSION_COOKIE_SECURE", True)
    client = browser("supervisor")
    client.post("/keys/open/", {"passphrase": WORDS}, secure=True)
    assert client.cookies["__Host-s1"]["secure"] is True
    assert client.get("/keys/passphrase/", secure=True).status_code == 200


def test_a_sign_in_alone_is_asked_for_the_passphrase_and_led_back(browser: Browser, keys: VaultHouse) -> None:
    client = browser("supervisor")
    assert client.get("/keys/passphrase/").headers["Location"] == LOCKED
    answer = client.post("/keys/open/", {"passphrase": WORDS, "next": "/keys/passphrase/"})
    assert answer.headers["Location"] == "/keys/passphrase/"
    assert client.get("/keys/passphrase/").status_code == 200


@pytest.mark.parametrize("wanted", ["https://example.org/", "//example.org/x", "javascript:alert(1)", "keys", "\\\\x"])
def test_opening_keys_redirects_to_local_urls_only(browser: Browser, keys: VaultHouse, wanted: str) -> None:
    answer = browser("supervisor").post("/keys/open/", {"passphrase": WORDS, "next": wanted})
    assert answer.headers["Location"] == "/keys/"


def test_a_new_passphrase_written_while_locked_is_not_repeated_in_a_page(browser: Browser, keys: VaultHouse) -> None:
    page = browser("supervisor").post("/keys/passphrase/", {"passphrase": OTHER, "again": OTHER})
    assert OTHER not in page.content.decode()


def test_a_wrong_passphrase_opens_nothing_and_is_logged(browser: Browser, keys: VaultHouse) -> None:
    client = browser("supervisor")
    assert client.post("/keys/open/", {"passphrase": OTHER}).status_code == 422
    assert "s1" not in client.cookies
    assert verbs()[-1] == "keys.refused"
    assert OTHER not in str(list(Event.objects.values()))


def test_after_eight_wrong_ones_even_the_right_one_must_wait(browser: Browser, keys: VaultHouse) -> None:
    client = browser("supervisor")
    for _number in range(8):
        client.post("/keys/open/", {"passphrase": OTHER})
    assert client.post("/keys/open/", {"passphrase": WORDS}).status_code == 429
    assert client.post("/keys/code/", {"code": keys.codes["supervisor"][0]}).status_code == 429


def test_locking_closes_every_page_behind_keys_at_once(unlocked: Unlocked) -> None:
    client = unlocked("supervisor")
    before = client.cookies["s1"].value
    assert client.get("/keys/passphrase/").status_code == 200
    client.post("/keys/lock/")
    client.cookies["s1"] = before
    assert client.get("/keys/passphrase/").headers["Location"] == LOCKED
    assert verbs()[-1] == "keys.locked"


@pytest.mark.parametrize("leaving", ["/keys/lock/", "/account/sign-out/"])
@pytest.mark.parametrize("keeps_cookie", [True, False])
def test_leaving_destroys_every_key_of_the_session(unlocked: Unlocked, leaving: str, keeps_cookie: bool) -> None:
    """Opened twice, as by two tabs: neither cookie opens anything afterwards, whichever the browser still has."""
    client = unlocked("supervisor")
    assert client.post("/keys/open/", {"passphrase": WORDS}).status_code == 302
    if not keeps_cookie:
        del client.cookies["s1"]
    client.post(leaving)
    assert Unlock.objects.count() == 2
    assert not Unlock.objects.filter(ended_at__isnull=True).exists()
    assert not set(Unlock.objects.values_list("pk", flat=True)) & set(unlocking.agent().ages())


def test_signing_out_locks(unlocked: Unlocked, browser: Browser) -> None:
    client = unlocked("supervisor")
    before = client.cookies["s1"].value
    client.post("/account/sign-out/")
    assert Unlock.objects.get().ended_at is not None
    again = browser("supervisor")
    again.cookies["s1"] = before
    assert again.get("/keys/passphrase/").headers["Location"] == LOCKED


def test_a_cookie_copied_into_another_session_opens_nothing(unlocked: Unlocked, browser: Browser) -> None:
    stolen = unlocked("supervisor").cookies["s1"].value
    other = browser("supervisor")
    other.cookies["s1"] = stolen
    assert other.get("/keys/passphrase/").headers["Location"] == LOCKED


def test_after_twenty_minutes_of_silence_it_is_asked_again(unlocked: Unlocked) -> None:
    client = unlocked("supervisor")
    with clock.frozen_at(clock.now() + dt.timedelta(minutes=21)):
        assert client.get("/keys/passphrase/").headers["Location"] == LOCKED


def test_after_a_restart_of_the_machine_it_is_asked_again(unlocked: Unlocked, keys: VaultHouse) -> None:
    client = unlocked("supervisor")
    before = Unlock.objects.get()
    with agent_in_thread():
        assert client.get("/keys/passphrase/").headers["Location"] == LOCKED
        asked = client.get(LOCKED).content.decode()
        assert "दूसरी मशीन" in asked, "it says why"
        assert client.post("/keys/open/", {"passphrase": WORDS}).status_code == 302
        assert client.get("/keys/passphrase/").status_code == 200
    before.refresh_from_db()
    assert before.ended_at is not None, "another machine's agent destroys it: its cookie was replaced"


def test_a_closed_account_is_locked(unlocked: Unlocked, cast: Cast) -> None:
    unlocked("supervisor")
    sign_out_everywhere(cast.accounts["supervisor"])
    assert Unlock.objects.get().ended_at is not None


def test_a_code_opens_once_and_a_new_passphrase_is_chosen(browser: Browser, keys: VaultHouse) -> None:
    client, code = browser("supervisor"), keys.codes["supervisor"][3]
    assert client.post("/keys/code/", {"code": code.lower().replace("-", " ")}).headers["Location"] == (
        "/keys/passphrase/"
    )
    assert client.post("/keys/passphrase/", {"passphrase": OTHER, "again": OTHER}).headers["Location"] == "/keys/"
    assert client.get("/keys/passphrase/").status_code == 200, "this browser stays open"
    other = browser("supervisor")
    assert other.post("/keys/code/", {"code": code}).status_code == 422
    assert other.post("/keys/open/", {"passphrase": WORDS}).status_code == 422
    assert other.post("/keys/open/", {"passphrase": OTHER}).status_code == 302


def test_open_keys_alone_do_not_change_the_passphrase(unlocked: Unlocked, browser: Browser) -> None:
    """Whoever finds her screen open does not know the words."""
    client, form = unlocked("supervisor"), {"passphrase": OTHER, "again": OTHER}
    for present in ({}, {"present": ""}, {"present": OTHER}):
        assert client.post("/keys/passphrase/", form | present).status_code == 422
    assert verbs()[-1] == "keys.refused"
    assert browser("supervisor").post("/keys/open/", {"passphrase": WORDS}).status_code == 302
    assert client.post("/keys/passphrase/", form | {"present": WORDS}).headers["Location"] == "/keys/"
    assert verbs()[-2:] == ["keys.passphrase_changed", "keys.opened"]
    assert browser("supervisor").post("/keys/open/", {"passphrase": OTHER}).status_code == 302


def test_the_present_passphrase_is_not_guessed_at_the_page_that_changes_it(unlocked: Unlocked) -> None:
    client, form = unlocked("supervisor"), {"passphrase": OTHER, "again": OTHER}
    for _number in range(8):
        assert client.post("/keys/passphrase/", form | {"present": OTHER}).status_code == 422
    assert client.post("/keys/passphrase/", form | {"present": WORDS}).status_code == 429


def test_a_code_frees_only_the_browser_it_was_used_in_and_only_for_a_while(
    browser: Browser, unlocked: Unlocked, keys: VaultHouse
) -> None:
    other, client, form = unlocked("supervisor"), browser("supervisor"), {"passphrase": OTHER, "again": OTHER}
    client.post("/keys/code/", {"code": keys.codes["supervisor"][0]})
    assert other.post("/keys/passphrase/", form).status_code == 422
    with clock.frozen_at(clock.now() + dt.timedelta(minutes=16)):
        assert client.post("/keys/passphrase/", form).status_code == 422
    assert client.post("/keys/passphrase/", form).headers["Location"] == "/keys/"
    assert client.post("/keys/passphrase/", form).status_code == 422, "once"


@pytest.mark.parametrize("code", ["", "x", "०१२", "A" * 26, "A" * 60, "🙂" * 26, "' OR 1=1 --"])
def test_what_is_no_code_opens_nothing(browser: Browser, keys: VaultHouse, code: str) -> None:
    assert browser("supervisor").post("/keys/code/", {"code": code}).status_code == 422


@pytest.mark.parametrize("part", ["field_worker", "desk_operator", "coordinator", "secretariat", "administrator"])
def test_who_works_on_no_cases_has_no_keys(part: str, browser: Browser, keys: VaultHouse) -> None:
    client = browser(part)
    for path in ("/keys/", "/keys/set-up/", "/keys/open/", "/keys/code/", "/keys/passphrase/", "/keys/waiting/"):
        assert client.get(path).status_code == 404, path


def test_her_own_page_reckons_the_fingerprint_from_the_key_itself(unlocked: Unlocked, keys: VaultHouse) -> None:
    client = unlocked("supervisor")
    rows = DirectoryKey.objects.filter(principal=keys.people["supervisor"])
    mark = fingerprint_of(rows.get())
    for change in ({"public": b"x" * 1216}, {"signing": b"x" * 1984}):
        rows.update(**change)
        assert mark in client.get("/keys/").content.decode()


def test_while_keys_are_open_every_page_offers_to_lock_and_to_leave(unlocked: Unlocked) -> None:
    page = unlocked("supervisor").get("/people/").content.decode()
    assert 'action="/keys/lock/"' in page
    assert 'action="/leave/"' in page


def test_a_page_with_open_keys_asks_few_queries(unlocked: Unlocked, django_assert_max_num_queries: object) -> None:
    client = unlocked("supervisor")
    with django_assert_max_num_queries(12):  # type: ignore[operator]
        assert client.get("/keys/").status_code == 200


def test_giving_up_keys_for_new_ones_asks_for_the_second_step_again(browser: Browser, keys: VaultHouse) -> None:
    client = browser("supervisor")
    age_second_step(client)
    answer = client.post("/keys/set-up/", {"passphrase": OTHER, "again": OTHER})
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/account/second-step/code/again/")
    assert DirectoryKey.objects.filter(principal=keys.people["supervisor"]).count() == 1


def test_six_words_are_offered_to_whoever_finds_none_and_may_be_taken(browser: Browser) -> None:
    client = browser("counsellor")
    offered = {_words_on(client.get("/keys/set-up/").content.decode()) for _turn in range(3)}
    assert len(offered) == 3
    assert [words for words in offered if weakness(words) is not None] == []


def _words_on(page: str) -> str:
    return re.findall(r'<strong class="drawn-words" lang="hi">([^<]+)</strong>', page)[0]


@pytest.mark.parametrize("passphrase", ["aaaa aaaa aaaa aaaa", "password " * 4, "1234 5678 9012 3456"])
def test_a_passphrase_that_is_guessed_is_refused_at_its_field(browser: Browser, passphrase: str) -> None:
    answer = browser("counsellor").post("/keys/set-up/", {"passphrase": passphrase, "again": passphrase})
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"passphrase"}
    assert "इसे भाँपा जा सकता है" in answer.content.decode()


def test_tries_while_the_agent_is_away_are_no_guesses_and_use_up_no_code(browser: Browser, keys: VaultHouse) -> None:
    client, code = browser("supervisor"), keys.codes["supervisor"][2]
    with override_settings(VAULT_AGENT=Path("/nowhere/keys.sock")):
        for _number in range(key_acts.GUESSES.most + 1):
            assert client.post("/keys/open/", {"passphrase": WORDS}).status_code == 422
            assert client.post("/keys/code/", {"code": code}).status_code == 422
    assert client.post("/keys/code/", {"code": code}).status_code == 302
    assert client.post("/keys/open/", {"passphrase": WORDS}).status_code == 302


def test_a_code_is_not_used_up_if_the_agent_ends_before_its_keys_are_used(
    browser: Browser, keys: VaultHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, code = browser("supervisor"), keys.codes["supervisor"][5]
    with monkeypatch.context() as patched:
        patched.setattr(AgentKey, "use", _gone)
        assert client.post("/keys/code/", {"code": code}).status_code == 422
    assert not Unlock.objects.exists()
    assert client.post("/keys/code/", {"code": code}).status_code == 302


def _gone(_key: AgentKey, _pin: bytes) -> None:
    raise AgentAway


def test_keys_are_not_set_up_while_the_agent_is_away(browser: Browser, keys: VaultHouse, cast: Cast) -> None:
    client = browser("counsellor")
    with override_settings(VAULT_AGENT=Path("/nowhere/keys.sock")):
        answer = client.post("/keys/set-up/", {"passphrase": OTHER, "again": OTHER})
    assert answer.status_code == 422
    assert str(NOT_NOW) in answer.content.decode()
    assert not DirectoryKey.objects.filter(principal=cast.accounts["counsellor"].pk).exists()


def test_who_comes_when_too_many_open_their_keys_is_told_so_and_no_guess_is_counted(
    browser: Browser, keys: VaultHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(operations, "_places", threading.BoundedSemaphore(1))
    operations._places.acquire()
    client = browser("supervisor")
    for _time in range(key_acts.GUESSES.most + 1):
        answer = client.post("/keys/open/", {"passphrase": WORDS})
    assert answer.status_code == 422
    assert str(BUSY) in answer.content.decode()
    operations._places.release()
    assert client.post("/keys/open/", {"passphrase": WORDS}).status_code == 302


def test_a_machine_that_is_too_small_for_her_keys_says_so_and_counts_no_guess(
    browser: Browser, keys: VaultHouse, unlocked: Unlocked, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, sent = unlocked("supervisor"), {"present": WORDS, "passphrase": OTHER, "again": OTHER}
    quick = Cost(2048, 3)
    with monkeypatch.context() as patched:
        patched.setattr(passphrase_cost, "chosen_cost", lambda: quick)
        assert client.post("/keys/open/", {"passphrase": WORDS}).status_code == 302
    with monkeypatch.context() as patched:
        patched.setattr(passphrase_cost, "spare_kib", lambda: 2000)
        patched.setattr(passphrase_cost, "swap_kib", lambda: 0)
        for _time in range(key_acts.GUESSES.most + 1):
            answer = browser("supervisor").post("/keys/open/", {"passphrase": WORDS})
        assert (answer.status_code, "2 MiB" in answer.content.decode()) == (422, True)
        kept = browser("supervisor").post("/keys/passphrase/", {"note": "एक टीम", FIELD: WORDS})
        assert (kept.status_code, "2 MiB" in kept.content.decode(), "एक टीम" in kept.content.decode()) == (
            503,
            True,
            True,
        )
        again = client.post("/keys/passphrase/", sent, follow=True)
        assert "2 MiB" in again.content.decode()
    assert browser("supervisor").post("/keys/open/", {"passphrase": WORDS}).status_code == 302


def test_who_changes_her_passphrase_when_too_many_open_theirs_is_told_so_and_her_keys_stay_open(
    unlocked: Unlocked, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = unlocked("supervisor")
    monkeypatch.setattr(operations, "_places", threading.BoundedSemaphore(1))
    operations._places.acquire()
    answer = client.post("/keys/passphrase/", {"present": WORDS, "passphrase": OTHER, "again": OTHER}, follow=True)
    assert str(BUSY) in answer.content.decode()
    assert answer.request["PATH_INFO"] == "/keys/passphrase/"
    operations._places.release()
    again = client.post("/keys/passphrase/", {"present": WORDS, "passphrase": OTHER, "again": OTHER})
    assert (again.status_code, again.headers["Location"]) == (302, "/keys/")


def swap_authority(keys: VaultHouse) -> None:
    delete_authority(keys.organisation_id)
    write_authority(keys.organisation_id, Signer.made().verifier())


@contextmanager
def swapped_authority(keys: VaultHouse) -> Iterator[None]:
    right = authority_of(keys.organisation_id)
    swap_authority(keys)
    yield
    delete_authority(keys.organisation_id)
    write_authority(keys.organisation_id, right)


def test_a_swapped_verifying_key_is_refused_in_words_and_no_guess_is_counted(
    browser: Browser, keys: VaultHouse
) -> None:
    client = browser("supervisor")
    assert client.post("/keys/open/", {"passphrase": WORDS}).status_code == 302
    swap_authority(keys)
    assert client.get("/keys/passphrase/").headers["Location"].startswith("/keys/open/"), "locked"
    for _time in range(key_acts.GUESSES.most + 1):
        answer = client.post("/keys/open/", {"passphrase": WORDS})
    assert answer.status_code == 422
    assert "जाँच-चाबी वह नहीं है" in answer.content.decode()
    refused = Event.objects.filter(verb="keys.refused").order_by("-sequence").values_list("payload__why", flat=True)
    assert refused.first() == "authority"


def test_a_form_sent_after_it_was_swapped_is_kept_and_told(browser: Browser, keys: VaultHouse) -> None:
    client = browser("supervisor")
    swap_authority(keys)
    answer = client.post("/keys/passphrase/", {"note": "एक टीम", FIELD: WORDS})
    assert answer.status_code == 422
    assert "जाँच-चाबी वह नहीं है" in answer.content.decode()
    assert "एक टीम" in answer.content.decode()


def test_without_the_verifying_key_passphrase_and_code_open_what_is_there(browser: Browser, keys: VaultHouse) -> None:
    """Nothing new is sealed to anybody, but what was sealed can be read, and no code is used up for nothing."""
    delete_authority(keys.organisation_id)
    client = browser("supervisor")
    assert client.post("/keys/open/", {"passphrase": WORDS}).status_code == 302
    assert client.post("/keys/code/", {"code": keys.codes["supervisor"][2]}).status_code == 302
    assert client.get("/keys/").status_code == 200
    assert client.post("/keys/code/", {"code": keys.codes["supervisor"][2]}).status_code == 422, "used once"


def test_a_form_sent_after_it_was_swapped_is_no_guess(browser: Browser, keys: VaultHouse) -> None:
    client = browser("supervisor")
    with swapped_authority(keys):
        for _time in range(key_acts.GUESSES.most + 1):
            answer = client.post("/keys/passphrase/", {"note": "एक टीम", FIELD: WORDS})
        assert answer.status_code == 422
    assert client.post("/keys/open/", {"passphrase": WORDS}).status_code == 302


def test_a_present_passphrase_that_was_not_tried_is_no_guess(unlocked: Unlocked, keys: VaultHouse) -> None:
    """Her former slot is put back while her keys are open."""
    client, sent = unlocked("supervisor"), {"present": WORDS, "passphrase": OTHER, "again": OTHER}
    slot = enrolment.newest_slot(keys.organisation_id, keys.people["supervisor"], SlotKind.PASSPHRASE)
    made = old_slot(keys.rings["supervisor"].key, enrolment.context_of_slot(slot))
    Slot.objects.filter(pk=slot.pk).update(**enrolment._values(made))
    for _time in range(key_acts.GUESSES.most + 1):
        answer = client.post("/keys/passphrase/", sent)
    assert answer.status_code == 422
    assert "किसी ने उसे बदला है" in answer.content.decode()
    slot.save()
    assert client.post("/keys/passphrase/", sent).status_code == 302
