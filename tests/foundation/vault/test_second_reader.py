"""The second reader knows nothing of Jatan, and agrees with the vectors of docs/reference/vault-protocol.md.

What it and the vault's own code make of random content, each of the other's, stands below; of whole houses, in
`test_two_readers.py`.
"""

import ast
import datetime as dt
import hashlib
import re
import secrets
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest

from jatan.foundation.vault import file_cipher, passphrases, sections, shares, signatures, slots, teams
from jatan.foundation.vault.keypairs import PrivateKey, PublicKey
from jatan.foundation.vault.passphrase_cost import Cost
from jatan.foundation.vault.refusal import Refused
from tests.foundation.vault import fixed_keys as m
from tests.foundation.vault import second_reader as second
from tests.foundation.vault.vault_office import QUICK, quickly_stretched
from tools.vault_vectors import PAGE, bytes_of, rows_of

_MOST_LINES = 800
PASSPHRASE = "चार साधारण शब्द साथ"
ORGANISATION, CASE, HOLDER, OTHER, TEAM = (one.hex for one in (m.ORGANISATION, m.CASE, m.HOLDER, m.OTHER, m.TEAM))
WRAP_ROW = {"organisation": ORGANISATION, "case": CASE, "dek_version": 1, "principal": HOLDER, "epoch": 1}
SECTION_ROW = {
    "organisation": ORGANISATION,
    "case": CASE,
    "name": "narrative",
    "row": m.ROW.hex,
    "revision": 3,
    "dek_version": 1,
    "schema": 1,
    "statement": 0,
    "written_by": OTHER,
    "written_at": dt.datetime(1970, 1, 1, tzinfo=dt.UTC) + dt.timedelta(microseconds=m.WRITTEN_AT),
}


def known(name: str) -> bytes:
    return bytes_of(m.VECTORS[name])


def of_slot(kind: str) -> bytes:
    return second.context("slot", ORGANISATION, HOLDER, 1, kind, 0)


def a_house() -> second.House:
    """The house of the vectors: one team, one member, one case with two statements."""
    person = {
        "organisation": ORGANISATION,
        "kind": "user",
        "principal": HOLDER,
        "epoch": 1,
        "public": known("public"),
        "signing": known("author"),
        "signature": known("directory_row"),
        "is_receiving": False,
        "retired_at": None,
    }
    team = person | {"kind": "team", "principal": TEAM, "public": second.public_of(m.TEAM_KEY.raw), "signing": b""}
    team["signature"] = second.sign_row(team, second.signing_key(m.OTHER_KEY.raw, b"signer"))
    return second.House(
        ORGANISATION,
        known("authority"),
        dt.date(2026, 12, 1),
        directory=[person, team],
        roster_rows=[{"team": TEAM, "number": 1, "body": known("roster"), "signature": known("roster_signature")}],
        statement_rows=[
            {
                "case": CASE,
                "number": number,
                "body": known(f"statement_{number}"),
                "signature": known(f"statement_{number}_signature"),
            }
            for number in (1, 2)
        ],
        wraps=[WRAP_ROW | {"kind": "user", "sealed": known("wrap"), "until": None}],
        gifts=[{"team": TEAM, "epoch": 1, "principal": HOLDER, "sealed": known("team_member")}],
    )


def test_it_imports_nothing_of_jatan_and_is_short() -> None:
    source = Path(second.__file__).read_text("utf-8")
    names = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add(f"{'.' * node.level}{node.module or ''}")
    roots = {name.partition(".")[0] for name in names}
    assert roots - sys.stdlib_module_names == {"cryptography"}
    assert not {"importlib", "runpy", "sys", "subprocess"} & roots
    assert "__import__" not in source
    assert len(source.splitlines()) <= _MOST_LINES


def test_the_page_has_each_vector_as_it_is_in_the_data() -> None:
    lines = PAGE.read_text("utf-8").split("\n")
    shown = {found[1]: line for line in lines if (found := re.match(r"\| `(\w+)` \| *\d+ *\|", line))}
    assert shown == rows_of(m.VECTORS)


def test_keys_and_what_follows_from_them() -> None:
    assert second.public_of(m.KEY.raw) == known("public")
    assert second.fingerprint(known("public")) == m.VECTORS["fingerprint"]
    assert second.unwrap(m.KEY.raw, known("wrap"), second.wrap_context(WRAP_ROW)) == m.DEK
    assert second.verifying_key(m.fixed("signer", 64)) == known("verifier")
    assert second.pin_of(known("verifier")) == known("pin")
    assert second.verifying_key(second.signing_key(m.OTHER_KEY.raw, b"signer")) == known("authority")
    assert second.verifying_key(second.signing_key(m.KEY.raw, b"author")) == known("author")
    of_team = second.context("key", ORGANISATION, "team", TEAM, 1) + b"|" + second.public_of(m.TEAM_KEY.raw)
    second.verify(known("verifier"), of_team, second.KEY_USE, known("signature"))


def test_slots_codes_envelope_and_shares() -> None:
    salted: dict[str, Any] = {"salt": m.fixed("salt", 16)}
    of_before = salted | {"verifier": known("slot_verifier"), "sealed": known("slot"), "memory_kib": 0, "passes": 0}
    pinned = salted | {"verifier": known("pinned_slot_verifier"), "sealed": known("pinned_slot")}
    pinned |= {"memory_kib": 66_560, "passes": 3}
    at = of_slot("pw")
    assert second.open_passphrase_slot(of_before, PASSPHRASE, m.PEPPER, at) == m.KEY.raw
    assert second.open_passphrase_slot(pinned, PASSPHRASE, m.PEPPER, at) == m.KEY.raw + known("pin")
    for typed in (m.VECTORS["code"], "o1234 56789 ABCDE-fghjk–mnpqr.s", "०१२३४५६७८९abcdefghjkmnpqrs"):
        code = second.code_key(typed)
        assert second.open_box(code, known("code_slot"), at) == m.KEY.raw
        assert second.open_box(code, known("pinned_code_slot"), at) == m.KEY.raw + known("pin")
    opened = second.unwrap(m.OTHER_KEY.raw, known("envelope"), of_slot("esc"))
    assert second.private_in(opened, known("authority")) == m.KEY.raw
    with pytest.raises(second.Refusal):
        second.private_in(opened, known("verifier"))
    printed = [known(f"share_{officer}") for officer in (1, 2, 3)]
    for one in range(3):
        assert second.join([printed[one], printed[one - 1]]) == m.OTHER_KEY.raw
        with pytest.raises(second.Refusal):
            second.join([printed[one], printed[one]])


def test_the_directory_a_roster_and_the_statements_of_a_case() -> None:
    house = a_house()
    assert house.trusted("user", HOLDER)["public"] == known("public")
    bound = second.context("proof", ORGANISATION, HOLDER, 1, TEAM, 1)
    proved = second.open_box(second.symmetric_key(m.TEAM_KEY.raw), known("proof"), bound)
    assert proved == second.sha256(b"s1|signing|", known("author"))
    (roster,) = house.rosters(TEAM).signed
    assert roster["members"] == {HOLDER: 1}
    chain = house.statements(CASE)
    assert [(one["number"], one["change"], len(one["readers"])) for one in chain] == [(1, "made", 2), (2, "given", 3)]
    assert chain[0]["commitment"] == m.VECTORS["commitment"] == second.commitment(m.DEK, ORGANISATION, CASE, 1)
    assert second.Person(house, HOLDER, 1, m.KEY.raw).case_key(CASE).dek == m.DEK


def test_teams_sections_files_and_letters() -> None:
    key = second.Person(a_house(), HOLDER, 1, m.KEY.raw)
    assert key.team_key(TEAM, 1) == m.TEAM_KEY.raw
    assert second.symmetric_key(m.TEAM_KEY.raw) == known("team_symmetric")
    assert second.open_box(known("team_symmetric"), known("team_wrap"), second.wrap_context(WRAP_ROW)) == m.DEK
    unsigned, signed = second.CaseKey(m.DEK, 1), key.case_key(CASE)
    of_before = SECTION_ROW | {"sealed": known("section")}
    now = SECTION_ROW | {"schema": 2, "statement": 1, "sealed": known("signed_section")}
    assert second.open_section(of_before, unsigned) == m.STORY == second.open_section(now, signed)
    assert second.seal_section(of_before, unsigned, m.STORY, m.fixed("nonce", 12)) == known("section")
    assert second.seal_section(now, signed, m.STORY, m.fixed("nonce", 12)) == known("signed_section")
    audio, at = m.fixed("audio", 150_000), second.file_context(ORGANISATION, CASE, m.FILE.hex)
    for version, name in ((1, "file_sha256"), (2, "padded_file_sha256")):
        salt, prefix = m.fixed("file", 32), m.fixed("p", 7)
        sealed = second.seal_file(m.DEK, audio, at, version=version, salt=salt, prefix=prefix)
        assert hashlib.sha256(sealed).digest() == known(name)
        assert second.open_file(m.DEK, sealed, at) == audio
    letter: dict[str, Any] = {
        "organisation": ORGANISATION,
        "sender": OTHER,
        "id": m.an_id("letter").hex,
        "kind": "referral",
    }
    letter |= {"team": TEAM, "epoch": 1, "sealed": known("letter")}
    assert second.letter_parts(letter, key) == (b"", m.STORY)
    signed_letter = letter | {"sender": ORGANISATION, "sealed": known("signed_letter")}
    assert second.letter_parts(signed_letter, key)[1] == m.STORY
    assert second.letter_signer(signed_letter, key, key.house) == HOLDER


# What each makes of the other's: (seal, open, open of the other) with what each raises.


def _cases(draw: Random) -> Iterator[tuple[str, bytes, bytes, Callable[[bytes], bytes], Callable[[bytes], bytes]]]:
    """(what, plaintext, sealed by one, opened by the other, opened by the one who sealed it), of random content, each
    way round."""
    text, key = draw.randbytes(draw.choice([0, 1, 507, 508, 509, 4092, 4093, 20_000])), draw.randbytes(32)
    case, file = m.an_id(str(draw.random())), m.an_id(str(draw.random()))
    at = m.a_section(case=case, revision=draw.randrange(1, 99))
    yield (
        "section of the vault",
        text,
        sections.section_seal(key, text, at),
        lambda sealed: second.unpad(second.open_box(key, sealed, at)),
        lambda sealed: sections.section_open(key, sealed, at),
    )
    yield (
        "section of the second",
        text,
        second.box(key, second.pad(text), at),
        lambda sealed: sections.section_open(key, sealed, at),
        lambda sealed: second.unpad(second.open_box(key, sealed, at)),
    )
    private = PrivateKey.made()
    dek = {"organisation": ORGANISATION, "case": case.hex, "dek_version": 7, "principal": HOLDER, "epoch": 3}
    place = second.wrap_context(dek)
    yield (
        "wrap of the vault",
        key,
        private.public().wrap(key, place),
        lambda sealed: second.unwrap(private.raw, sealed, place),
        lambda sealed: private.unwrap(sealed, place),
    )
    yield (
        "wrap of the second",
        key,
        second.wrap(second.public_of(private.raw), key, place),
        lambda sealed: private.unwrap(sealed, place),
        lambda sealed: second.unwrap(private.raw, sealed, place),
    )
    symmetric = teams.team_symmetric(private)
    yield (
        "wrap of a team",
        key,
        teams.team_wrap(symmetric, key, place),
        lambda sealed: second.open_box(second.symmetric_key(private.raw), sealed, place),
        lambda sealed: teams.team_unwrap(private, symmetric, sealed, place),
    )
    of_file = second.file_context(ORGANISATION, case.hex, file.hex)
    plain = draw.randbytes(draw.choice([0, 1, 65_531, 65_535, 65_536, 65_537, 140_000])) + bytes(draw.choice([0, 0, 9]))
    yield (
        "file of the vault",
        plain,
        b"".join(file_cipher.file_seal(key, [plain], of_file)),
        lambda sealed: second.open_file(key, sealed, of_file),
        lambda sealed: b"".join(file_cipher.file_open(key, [sealed], of_file)),
    )
    yield (
        "file of the second",
        plain,
        second.seal_file(key, plain, of_file, version=draw.choice([1, 2])),
        lambda sealed: b"".join(file_cipher.file_open(key, [sealed], of_file)),
        lambda sealed: second.open_file(key, sealed, of_file),
    )
    code, slot = slots.random_recovery_code(), of_slot("code")
    yield (
        "recovery code of the vault",
        private.raw,
        slots.code_slot_seal(private, code, slot),
        lambda sealed: second.open_box(second.code_key(code), sealed, slot),
        lambda sealed: slots.code_slot_open(sealed, code, slot).raw,
    )
    yield (
        "signature of the vault",
        text,
        _signed_by_the_vault(private, text),
        lambda sealed: _verified_by_the_second(private, text, sealed),
        lambda sealed: _verified_by_the_vault(private, text, sealed),
    )
    yield (
        "signature of the second",
        text,
        second.sign(second.signing_key(private.raw, b"author"), b"s1|case|" + text, second.CASE_USE),
        lambda sealed: _verified_by_the_vault(private, text, sealed),
        lambda sealed: _verified_by_the_second(private, text, sealed),
    )


def _signed_by_the_vault(private: PrivateKey, text: bytes) -> bytes:
    use = signatures.CASE_USE
    return signatures.Signer.of_person(private.raw).sign_message(signatures.message_of(use, text), use)


def _verified_by_the_vault(private: PrivateKey, text: bytes, signature: bytes) -> bytes:
    use = signatures.CASE_USE
    verifier = signatures.Signer.of_person(private.raw).verifier()
    verifier.verify_message(signatures.message_of(use, text), use, signature)
    return text


def _verified_by_the_second(private: PrivateKey, text: bytes, signature: bytes) -> bytes:
    verifying = second.verifying_key(second.signing_key(private.raw, b"author"))
    second.verify(verifying, b"s1|case|" + text, second.CASE_USE, signature)
    return text


def _altered(draw: Random, sealed: bytes) -> Iterator[tuple[str, bytes]]:
    """One byte of it flipped, missing, doubled or swapped with another; the last ones cut off or added."""
    at = draw.randrange(len(sealed))
    for place in {0, at, len(sealed) - 1}:
        yield f"bit {place}", sealed[:place] + bytes([sealed[place] ^ 1 << draw.randrange(8)]) + sealed[place + 1 :]
    yield f"without {at}", sealed[:at] + sealed[at + 1 :]
    yield f"doubled {at}", sealed[: at + 1] + sealed[at:]
    other = next((place for place in range(len(sealed)) if sealed[place] != sealed[at]), at)
    first, last = sorted((at, other))
    if first != last:
        swapped = bytearray(sealed)
        swapped[first], swapped[last] = swapped[last], swapped[first]
        yield f"swapped {first} {last}", bytes(swapped)
    yield "cut", sealed[: draw.randrange(len(sealed))]
    yield "longer", sealed + draw.randbytes(draw.randrange(1, 40))


def _opened(opens: Callable[[bytes], bytes], sealed: bytes) -> bytes | None:
    try:
        return opens(sealed)
    except (Refused, second.Refusal):
        return None


@pytest.mark.parametrize("times", [3, pytest.param(500, marks=pytest.mark.long)])
def test_both_open_what_the_other_sealed_and_nothing_that_was_altered(times: int) -> None:
    seed = secrets.randbits(64)
    print(f"seed {seed}")  # noqa: T201 - what repeats a failure
    draw = Random(seed)
    for _time in range(times):
        for what, plain, sealed, other, own in _cases(draw):
            assert (other(sealed), own(sealed)) == (plain, plain), what
            for how, altered in _altered(draw, sealed):
                assert (_opened(other, altered), _opened(own, altered)) == (None, None), f"{what}: {how}"


def test_passphrase_slots_of_each_open_in_the_other(monkeypatch: pytest.MonkeyPatch) -> None:
    quickly_stretched(monkeypatch)
    key, at = PrivateKey.made().pinned_to(m.fixed("pin", 32)), of_slot("pw")
    held = slots.password_slot_seal(key, passphrases.normal_form(PASSPHRASE), m.PEPPER, at)
    row: dict[str, Any] = {"salt": held.salt, "verifier": held.verifier_digest, "sealed": held.sealed}
    row |= {"memory_kib": held.memory_kib, "passes": held.passes}
    least = QUICK.memory_kib
    assert second.open_passphrase_slot(row, PASSPHRASE, m.PEPPER, at, least) == key.raw + key.pin
    made = second.passphrase_slot(key.raw + key.pin, PASSPHRASE, m.PEPPER, at, 128, 2)
    slot = slots.PasswordSlot(made["salt"], made["verifier"], made["sealed"], 128, 2)
    assert slots.password_slot_open(slot, PASSPHRASE, m.PEPPER, at).pin == key.pin
    changes: list[dict[str, Any]] = [
        {"memory_kib": 65},
        {"passes": 4},
        {"salt": bytes(16)},
        {"verifier": bytes(32)},
        {"sealed": bytes(173)},
    ]
    for change in changes:
        altered = row | change
        with pytest.raises(second.Refusal):
            second.open_passphrase_slot(altered, PASSPHRASE, m.PEPPER, at, least)
        cost = Cost(altered["memory_kib"], altered["passes"])
        slot = slots.PasswordSlot(altered["salt"], altered["verifier"], altered["sealed"], cost.memory_kib, cost.passes)
        with pytest.raises(Refused):
            slots.password_slot_open(slot, PASSPHRASE, m.PEPPER, at)


@pytest.mark.parametrize("cost", [(0, 1), (32_768, 6), (65_536, 2), (524_289, 3), (65_536, 17)])
def test_a_cost_that_no_house_chooses_is_refused_by_both_before_anything_is_tried(cost: tuple[int, int]) -> None:
    row = {"salt": bytes(16), "verifier": bytes(32), "sealed": bytes(173), "memory_kib": cost[0], "passes": cost[1]}
    with pytest.raises(second.Refusal, match="cost"):
        second.open_passphrase_slot(row, PASSPHRASE, m.PEPPER, of_slot("pw"))
    with pytest.raises(Refused, match="cost"):
        slots.password_slot_open(slots.PasswordSlot(bytes(16), bytes(32), bytes(173), *cost), "x", m.PEPPER, b"")


@pytest.mark.parametrize(
    "typed",
    [
        PASSPHRASE,
        " बाज़ार  के\u200d पीछे\tपुराना ",
        "ज़मीन \u095b १२३ ４５",
        "\u2066ﬁve\u2069 words\u00a0of ½",
        "a\u0007b\n c",
    ],
)
def test_a_passphrase_has_one_normal_form(typed: str) -> None:
    assert second.normalised_passphrase(typed) == passphrases.normal_form(typed)


def test_shares_of_each_open_in_the_other() -> None:
    recovery = PrivateKey.made()
    for printed in (shares.split_key(recovery), second.split(recovery.raw)):
        pair = [printed[2], printed[0]]
        assert second.join(pair) == shares.join_shares(pair).raw == recovery.raw
        assert second.share_text(pair[0]) == shares.share_text(pair[0])
        for place in range(0, 201, 20):
            broken = bytes([*pair[0][:place], pair[0][place] ^ 4, *pair[0][place + 1 :]])
            with pytest.raises(second.Refusal):
                second.join([broken, pair[1]])
            with pytest.raises(Refused):
                shares.join_shares([broken, pair[1]])


def test_public_keys_and_fingerprints_are_the_same() -> None:
    private = PrivateKey.made()
    public = PublicKey(second.public_of(private.raw))
    assert public == private.public()
    assert public.fingerprint == second.fingerprint(public.raw)
    verifier = signatures.Signer.of_person(private.raw).verifier()
    assert verifier.fingerprint == second.fingerprint(verifier.raw, b"verifier")
