"""Keys are set up, opened, locked and recovered on pages; signing in alone opens nothing."""

import datetime as dt
import re

import pytest
from django.conf import settings

from jatan.foundation.access.services import sign_out_everywhere
from jatan.foundation.ledger.models import Event
from jatan.foundation.vault import boot_secret
from jatan.foundation.vault.models import DirectoryKey, Unlock
from jatan.foundation.vault.passphrases import weakness
from jatan.kernel import clock
from tests.cast import Cast
from tests.foundation.vault.vault_office import WORDS, VaultHouse
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


def test_after_a_restart_of_the_machine_it_is_asked_again(unlocked: Unlocked) -> None:
    client = unlocked("supervisor")
    boot_secret.replace_boot_secret()
    assert client.get("/keys/passphrase/").headers["Location"] == LOCKED


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
    mark = keys.rings["supervisor"].key.public().fingerprint
    DirectoryKey.objects.filter(principal=keys.people["supervisor"]).update(public=b"x" * 1216)
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
    assert "आसानी से भाँपा" in answer.content.decode()
