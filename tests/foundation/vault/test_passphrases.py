"""One passphrase however it is typed, old slots that still open, and phrases that may not be chosen."""

import unicodedata
from typing import Any

import pytest

from jatan.foundation.vault import enrolment, passphrases, slots
from jatan.foundation.vault.choices import SlotKind
from jatan.foundation.vault.models import Slot
from jatan.foundation.vault.opened_keys import OpenedKey
from jatan.foundation.vault.passphrases import normal_form, random_passphrase, spellings_of, weakness
from jatan.foundation.vault.refusal import Refused
from tests.foundation.vault import fixed_keys as m
from tests.foundation.vault.vault_office import WORDS, VaultHouse

CHOSEN = "बाज\u093cार के पीछे पुरानी सीढ\u093cी 12"
TYPED = [
    "बा\u095bार के पीछे पुरानी सी\u095dी 12",
    "बाज\u093cार  के पीछे\u00a0पुरानी सीढ\u093cी १२",
    "\u200bबाज\u093c\u200dार के पीछे पुरानी सीढ\u093cी 12\u202c",
    "\u3000बाज\u093cार के पीछे पुरानी सीढ\u093cी 1\uff12\n",
]


@pytest.fixture
def stretched(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every passphrase that is stretched, in order: each costs the memory and the time of Argon2id."""
    asked: list[str] = []
    before = slots._derive_keys

    def noted(passphrase: str, *words: Any) -> tuple[bytes, bytes]:
        asked.append(passphrase)
        return before(passphrase, *words)

    monkeypatch.setattr(slots, "_derive_keys", noted)
    return asked


def enrolled(keys: VaultHouse, passphrase: str) -> Any:
    """Somebody whose key is sealed under this passphrase."""
    ring = keys.join("asha", is_vouched=False)
    enrolment.change_passphrase(ring, passphrase)
    return keys.people["asha"]


@pytest.mark.parametrize("typed", TYPED)
def test_a_passphrase_opens_whatever_keyboard_typed_it(keys: VaultHouse, typed: str) -> None:
    assert typed != CHOSEN
    holder = enrolled(keys, CHOSEN)
    assert enrolment.unlock(keys.organisation_id, holder, typed).holder == holder
    enrolment.change_passphrase(keys.rings["asha"], typed)
    assert enrolment.unlock(keys.organisation_id, holder, CHOSEN).holder == holder


def test_a_right_passphrase_derives_the_key_once(keys: VaultHouse, stretched: list[str]) -> None:
    holder = enrolled(keys, CHOSEN)
    for typed in TYPED:
        stretched.clear()
        enrolment.unlock(keys.organisation_id, holder, typed)
        assert stretched == [normal_form(CHOSEN)]


def test_passphrases_are_case_sensitive(keys: VaultHouse) -> None:
    holder = enrolled(keys, "Mahua Tree behind Crooked River")
    with pytest.raises(Refused):
        enrolment.unlock(keys.organisation_id, holder, "mahua tree behind crooked river")


@pytest.mark.parametrize("name", ["composed", "joined"])
def test_an_older_slot_opens_as_typed_and_is_resealed_in_normal_form(
    keys: VaultHouse, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    vector = m.VECTORS["slots_before_normal_form"][name]
    salt, verifier, sealed = (bytes.fromhex(vector[part]) for part in ("salt", "verifier", "sealed"))
    monkeypatch.setattr(enrolment, "pepper", lambda: m.PEPPER)
    monkeypatch.setattr(enrolment, "context_of_slot", lambda _row: m.A_SLOT)
    holder = enrolled(keys, WORDS)
    rows = Slot.objects.filter(organisation_id=keys.organisation_id, holder=holder, kind=SlotKind.PASSPHRASE)
    rows.update(salt=salt, verifier=verifier, sealed=sealed, memory_kib=0, passes=0)
    assert vector["passphrase"] != normal_form(vector["passphrase"])
    assert enrolment.unlock(keys.organisation_id, holder, vector["passphrase"]).key.public() == m.KEY.public()
    row = rows.get()
    assert bytes(row.sealed) != sealed
    again = enrolment.password_slot_of(row)
    assert slots.password_slot_open(again, normal_form(vector["passphrase"]), m.PEPPER, m.A_SLOT).raw == m.KEY.raw


def test_an_older_slot_is_not_resealed_over_a_passphrase_changed_meanwhile(
    keys: VaultHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    holder = enrolled(keys, WORDS)
    ring = keys.rings["asha"]
    old = "an older spelling of it"
    with monkeypatch.context() as patch:
        patch.setattr(enrolment, "normal_form", lambda text: text)
        patch.setattr(enrolment, "require_strong", lambda _text, _known: None)
        enrolment.change_passphrase(ring, old)

    def changed_meanwhile(slot: slots.PasswordSlot, spelling: str, *words: bytes) -> OpenedKey:
        key = enrolment._open_here(slot, spelling, *words)
        enrolment.change_passphrase(ring, CHOSEN)
        return key

    with monkeypatch.context() as patch:
        patch.setattr(enrolment, "spellings_of", lambda _text: [old])
        again = enrolment.unlock(keys.organisation_id, holder, "An older spelling of it", changed_meanwhile)
        assert again.key == ring.key
    assert enrolment.unlock(keys.organisation_id, holder, CHOSEN).key == ring.key
    with pytest.raises(Refused):
        enrolment.unlock(keys.organisation_id, holder, "An older spelling of it")


def test_a_slot_sealed_with_composed_letters_opens_from_another_keyboard() -> None:
    composed = m.VECTORS["slots_before_normal_form"]["composed"]["passphrase"].replace("  ", " ")
    assert composed in spellings_of(normal_form(composed))


def test_a_wrong_passphrase_opens_no_slot_in_any_spelling(keys: VaultHouse) -> None:
    holder = enrolled(keys, CHOSEN)
    for typed in ("बाजार के पीछे पुरानी सीढी 12", WORDS, ""):
        with pytest.raises(Refused) as caught:
            enrolment.unlock(keys.organisation_id, holder, typed)
        assert caught.value.code == "key"


def test_a_damaged_slot_is_no_wrong_passphrase(keys: VaultHouse) -> None:
    holder = enrolled(keys, CHOSEN)
    rows = Slot.objects.filter(organisation_id=keys.organisation_id, holder=holder, kind=SlotKind.PASSPHRASE)
    sealed = bytes(rows.get().sealed)
    rows.update(sealed=sealed[:-1] + bytes([sealed[-1] ^ 1]))
    with pytest.raises(Refused) as caught:
        enrolment.unlock(keys.organisation_id, holder, CHOSEN)
    assert caught.value.code != "key"


WEAK = [
    "aaaa aaaa aaaa aaaa", "password password password password", "1234 5678 9012 3456",
    "Password1 password2 PASSWORD3 password4",
    "aaaa bbbb cccc dddd eeee", "qwerty asdfgh zxcvbn qwerty", "abcd efgh ijkl mnop qrst", "कखग चछज टठड तथद पफब",
    "9876543210 9835012345 9431000000 1098", "एक दो तीन चार पाँच छह सात", "ek do teen char panch chhe saat",
    "जन गण मन अधिनायक जय हे",
    "correct horse battery staple", "Correct Horse Battery Staple", "jatan jatan2026 jharkhand ranchi 123456",
    "महुआ महुआ महुआ महुआ महुआ",
    "मज\u093cदूर मजदूर म\u0964जदूर मज\u093cदुर मजदुर", "abab baba abba baab aabb bbaa", "poiuyt lkjhg mnbvc rewq",
    "raghupati raghav raja ram", "12 मार्च 2026 सोमवार 1098", "admin@123 admin#456 welcome@1 test1234",
]  # fmt: skip


@pytest.mark.parametrize("passphrase", WEAK)
def test_weak_passphrases_are_refused_with_a_reason(passphrase: str) -> None:
    assert str(weakness(passphrase))


@pytest.mark.parametrize(
    "passphrase",
    [
        WORDS, CHOSEN, "नदी किनारे पुराना महुआ पेड़", "lal mitti sukhi pagdandi", "four purple kettles dancing",
        "बुधनी की बकरी रोज़ स्कूल जाती है", "ᱫᱟᱨᱮ ᱫᱟᱠᱟ ᱦᱟᱠᱳ ᱡᱚᱢ ᱢᱟᱨᱟᱝ", "kharboojay neele pahar 9 chamach",
    ],
)  # fmt: skip
def test_four_unrelated_words_are_accepted(passphrase: str) -> None:
    assert weakness(passphrase) is None


def test_random_passphrases_are_strong_and_differ() -> None:
    made = {random_passphrase() for _n in range(300)}
    assert len(made) == 300
    assert [phrase for phrase in made if weakness(phrase) is not None] == []


def test_words_for_random_passphrases_have_a_single_spelling() -> None:
    words = passphrases._words()
    assert len(set(words)) == len(words) == 1024
    assert [word for word in words if normal_form(word) != unicodedata.normalize("NFKC", word)] == []
    # ज़ and फ़ are typed with and without their dot, ँ as ं.
    assert [
        word
        for word in words
        if any(mark in unicodedata.normalize("NFD", word) for mark in ("ज\u093c", "फ\u093c", "\u0901"))
    ] == []
