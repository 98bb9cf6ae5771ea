"""A second reader and writer of the vault, written from docs/reference/vault-protocol.md, which it follows in order.

It imports nothing of Jatan: rows are dictionaries, ids 32 hexadecimal digits, and what does not hold raises Refusal.
"""

import base64
import datetime as dt
import hashlib
import hmac
import json
import os
import re
import struct
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any, Final

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA65PrivateKey, MLDSA65PublicKey
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

type Row = Mapping[str, Any]


class Refusal(Exception):
    """What was read is not what somebody wrote who may."""


def require(holds: bool, why: str) -> None:
    if not holds:
        raise Refusal(why)


# Primitives, contexts, the box, padding


def sha256(*parts: bytes) -> bytes:
    return hashlib.sha256(b"".join(parts)).digest()


def _mac(key: bytes, text: bytes) -> bytes:
    return hmac.new(key, text, hashlib.sha256).digest()


def _expand(extracted: bytes, info: bytes, length: int) -> bytes:
    found = block = b""
    number = 1
    while len(found) < length:
        block = _mac(extracted, block + info + bytes([number]))
        found, number = found + block, number + 1
    return found[:length]


def hkdf(key: bytes, info: bytes, length: int, salt: bytes = bytes(32)) -> bytes:
    return _expand(_mac(salt, key), info, length)


def context(kind: str, *parts: str | int) -> bytes:
    words = ["s1", kind, *map(str, parts)]
    if any(not word or "|" in word for word in words):
        raise ValueError("a part of a context is empty or holds a separator")
    return "|".join(words).encode("ascii")


def box(key: bytes, plaintext: bytes, bound: bytes, nonce: bytes | None = None) -> bytes:
    nonce = nonce or os.urandom(12)
    both = hkdf(key, bound, 48)
    return b"\x01" + both[32:] + nonce + AESGCM(both[:32]).encrypt(nonce, plaintext, b"\x01" + bound)


def open_box(key: bytes, sealed: bytes, bound: bytes) -> bytes:
    require(sealed[:1] == b"\x01" and len(sealed) >= 45, "no box")
    both = hkdf(key, bound, 48)
    require(hmac.compare_digest(sealed[1:17], both[32:]), "another key or place")
    return _decrypted(both[:32], sealed[17:29], sealed[29:], b"\x01" + bound)


def _decrypted(key: bytes, nonce: bytes, sealed: bytes, bound: bytes) -> bytes:
    try:
        return AESGCM(key).decrypt(nonce, sealed, bound)
    except (InvalidTag, ValueError) as error:
        raise Refusal("altered") from error


def padded(length: int) -> int:
    total = length + 4
    if total <= 4096:
        return (total + 511) // 512 * 512
    exponent = total.bit_length() - 1
    step: int = 1 << (exponent - exponent.bit_length())
    return (total + step - 1) // step * step


def pad(text: bytes) -> bytes:
    whole = struct.pack(">I", len(text)) + text
    return whole + bytes(padded(len(text)) - len(whole))


def unpad(body: bytes) -> bytes:
    require(len(body) >= 4, "too short")
    length = int.from_bytes(body[:4])
    require(4 + length <= len(body) == padded(length) and not any(body[4 + length :]), "padding")
    return body[4 : 4 + length]


# Key pairs


def fingerprint(content: bytes, use: bytes = b"fingerprint") -> str:
    """Of a public key. `use`: `fingerprint2` of both keys of a person, `verifier` of a verifying key."""
    digits = sha256(b"s1|", use, b"|", content).hex()
    return " ".join(digits[place : place + 4] for place in range(0, 40, 4))


def public_of(private: bytes) -> bytes:
    require(len(private) == 96, "no private key")
    first = MLKEM768PrivateKey.from_seed_bytes(private[:64]).public_key().public_bytes_raw()
    return first + X25519PrivateKey.from_private_bytes(private[64:]).public_key().public_bytes_raw()


_SUITE: Final = b"HPKE" + struct.pack(">HHH", 0x647A, 0x0001, 0x0002)


def _labelled_extract(salt: bytes, label: bytes, key: bytes) -> bytes:
    return _mac(salt or bytes(32), b"HPKE-v1" + _SUITE + label + key)


def _labelled_expand(extracted: bytes, label: bytes, info: bytes, length: int) -> bytes:
    return _expand(extracted, struct.pack(">H", length) + b"HPKE-v1" + _SUITE + label + info, length)


def _key_and_nonce(shared: bytes, info: bytes) -> tuple[bytes, bytes]:
    scheduled = b"\x00" + _labelled_extract(b"", b"psk_id_hash", b"") + _labelled_extract(b"", b"info_hash", info)
    secret = _labelled_extract(shared, b"secret", b"")
    return _labelled_expand(secret, b"key", scheduled, 32), _labelled_expand(secret, b"base_nonce", scheduled, 12)


def _shared(of_kem: bytes, of_curve: bytes, new_point: bytes, point: bytes) -> bytes:
    return hashlib.sha3_256(of_kem + of_curve + new_point + point + bytes.fromhex("5c2e2f2f5e5c")).digest()


def wrap(public: bytes, secret: bytes, bound: bytes) -> bytes:
    require(len(public) == 1216, "no public key")
    of_kem, ciphertext = MLKEM768PublicKey.from_public_bytes(public[:1184]).encapsulate()
    point = public[1184:]
    new = X25519PrivateKey.generate()
    new_point = new.public_key().public_bytes_raw()
    of_curve = new.exchange(X25519PublicKey.from_public_bytes(point))
    key, nonce = _key_and_nonce(_shared(of_kem, of_curve, new_point, point), bound)
    return ciphertext + new_point + AESGCM(key).encrypt(nonce, secret, b"")


def unwrap(private: bytes, wrapped: bytes, bound: bytes) -> bytes:
    require(len(wrapped) >= 1136, "too short")
    ciphertext, new_point, sealed = wrapped[:1088], wrapped[1088:1120], wrapped[1120:]
    curve = X25519PrivateKey.from_private_bytes(private[64:])
    try:
        of_kem = MLKEM768PrivateKey.from_seed_bytes(private[:64]).decapsulate(ciphertext)
        of_curve = curve.exchange(X25519PublicKey.from_public_bytes(new_point))
    except ValueError as error:
        raise Refusal("altered") from error
    shared = _shared(of_kem, of_curve, new_point, curve.public_key().public_bytes_raw())
    key, nonce = _key_and_nonce(shared, bound)
    return _decrypted(key, nonce, sealed, b"")


# Signatures

SIGNATURE: Final = 3373
KEY_USE, ROW_USE, ROSTER_USE, CASE_USE, LETTER_USE = b"s1|key", b"s1|key2", b"s1|roster", b"s1|case", b"s1|letter"


def signing_key(private: bytes, use: bytes) -> bytes:
    """`use`: `author` of a person's private key, `signer` of the recovery key."""
    return hkdf(private, b"s1|" + use, 64)


def verifying_key(signing: bytes) -> bytes:
    first = Ed25519PrivateKey.from_private_bytes(signing[:32]).public_key().public_bytes_raw()
    return first + MLDSA65PrivateKey.from_seed_bytes(signing[32:]).public_key().public_bytes_raw()


def pin_of(verifying: bytes) -> bytes:
    return sha256(b"s1|pin|", verifying)


def sign(signing: bytes, message: bytes, use: bytes) -> bytes:
    first = Ed25519PrivateKey.from_private_bytes(signing[:32]).sign(message)
    return first + MLDSA65PrivateKey.from_seed_bytes(signing[32:]).sign(message, context=use)


@lru_cache(20_000)
def verify(verifying: bytes, message: bytes, use: bytes, signature: bytes) -> None:
    require(len(verifying) == 1984 and len(signature) == SIGNATURE, "no signature")
    try:
        Ed25519PublicKey.from_public_bytes(verifying[:32]).verify(signature[:64], message)
        MLDSA65PublicKey.from_public_bytes(verifying[32:]).verify(signature[64:], message, context=use)
    except (InvalidSignature, ValueError) as error:
        raise Refusal("signature") from error


# Slots, recovery codes and the envelope

_INVISIBLE: Final = re.compile(
    "[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f"
    "\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U00013430-\U0001343f\U0001bca0-\U0001bca3"
    "\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
_CROCKFORD: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def _ascii_digits(text: str) -> str:
    return "".join(str(unicodedata.decimal(sign)) if sign.isdecimal() else sign for sign in text)


def normalised_passphrase(typed: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", _ascii_digits(_INVISIBLE.sub("", typed))).split())


def slot_context(slot: Row) -> bytes:
    return context("slot", slot["organisation"], slot["holder"], slot["epoch"], slot["kind"], slot["number"])


def passphrase_slot(key: bytes, passphrase: str, pepper: bytes, bound: bytes, memory: int, passes: int) -> Row:
    """Salt, verifier and box of a private key, with or without its pin."""
    salt, cost = os.urandom(16), _cost(memory, passes)
    both = _stretched(passphrase, salt, memory, passes, pepper, cost)
    sealed = box(both[32:], key, bound + cost)
    return {"salt": salt, "verifier": sha256(both[:32]), "sealed": sealed, "memory_kib": memory, "passes": passes}


def open_passphrase_slot(slot: Row, passphrase: str, pepper: bytes, bound: bytes, least: int = 65_536) -> bytes:
    """Key and pin. `least`: memory that a slot takes at least, three passes over it being the least work."""
    memory, passes = slot["memory_kib"], slot["passes"]
    cost = _cost(memory, passes) if memory or passes else b""
    memory, passes = (memory, passes) if cost else (65_536, 3)
    require(least <= memory <= 524_288 and passes <= 16 and memory * passes >= 3 * least, "cost")
    both = _stretched(passphrase, slot["salt"], memory, passes, pepper, cost)
    require(hmac.compare_digest(sha256(both[:32]), slot["verifier"]), "another passphrase")
    return open_box(both[32:], slot["sealed"], bound + cost)


def _cost(memory: int, passes: int) -> bytes:
    return f"|argon2id|{memory}|{passes}".encode("ascii")


def _stretched(passphrase: str, salt: bytes, memory: int, passes: int, pepper: bytes, cost: bytes) -> bytes:
    ad = b"s1|pw" + cost
    made = Argon2id(salt=salt, length=64, iterations=passes, lanes=1, memory_cost=memory, secret=pepper, ad=ad)
    return made.derive(normalised_passphrase(passphrase).encode())


def code_key(typed: str) -> bytes:
    letters = re.sub(r"[\s.\-_\u2010-\u2015\u2212\ufe58\ufe63\uff0d]+", "", _ascii_digits(_INVISIBLE.sub("", typed)))
    letters = letters.upper().replace("O", "0").replace("I", "1").replace("L", "1")
    require(len(letters) == 26 and set(letters) <= set(_CROCKFORD), "no code")
    number = 0
    for letter in letters:
        number = number << 5 | _CROCKFORD.index(letter)
    return hkdf((number >> 2).to_bytes(16), b"s1|code", 32)


def private_in(opened: bytes, authority: bytes) -> bytes:
    """The private key in what a slot held, its pin compared."""
    require(len(opened) in {96, 128}, "length")
    require(not opened[96:] or hmac.compare_digest(opened[96:], pin_of(authority)), "authority")
    return opened[:96]


# The officers' shares

_PARTS: Final = {1: (0, 1), 2: (1, 2), 3: (0, 2)}


def split(recovery: bytes, first: bytes | None = None, second: bytes | None = None) -> list[bytes]:
    first, second = first or os.urandom(96), second or os.urandom(96)
    parts = [first, second, _xor(_xor(recovery, first), second)]
    name = sha256(b"s1|share-set|", public_of(recovery))[:4]
    bodies = [bytes([officer]) + name + parts[one] + parts[other] for officer, (one, other) in _PARTS.items()]
    return [body + sha256(b"s1|share|", body)[:4] for body in bodies]


def join(shares: Sequence[bytes]) -> bytes:
    parts: dict[int, bytes] = {}
    for share in shares:
        body = share[:-4]
        require(len(share) == 201 and share[-4:] == sha256(b"s1|share|", body)[:4] and body[0] in _PARTS, "share")
        for number, part in zip(_PARTS[body[0]], (body[5:101], body[101:]), strict=True):
            require(parts.setdefault(number, part) == part, "parts")
    require(len(shares) == 2 and len({share[0] for share in shares}) == 2, "two officers")
    require(len({share[1:5] for share in shares}) == 1, "two sets")
    recovery = _xor(_xor(parts[0], parts[1]), parts[2])
    require(sha256(b"s1|share-set|", public_of(recovery))[:4] == shares[0][1:5], "another set")
    return recovery


def share_text(share: bytes) -> str:
    letters = base64.b32encode(share).decode().rstrip("=")
    groups = [letters[place : place + 4] for place in range(0, len(letters), 4)]
    return "\n".join(" ".join(groups[place : place + 8]) for place in range(0, len(groups), 8))


def _xor(one: bytes, other: bytes) -> bytes:
    return bytes(first ^ second for first, second in zip(one, other, strict=True))


# Bodies that are signed


def body_of(values: Mapping[str, Any]) -> bytes:
    return json.dumps(values, sort_keys=True, separators=(",", ":")).encode("ascii")


def head_of(body: bytes) -> str:
    return sha256(body).hex()


_ROSTER: Final = (
    "organisation:id team:id number:int before:str epoch:int key:str members:numbers receives:bool closed:bool"
)
_STATEMENT: Final = (
    "organisation:id case:id number:int before:str version:int commitment:str readers:readers rosters:numbers"
    " change:str by:id epoch:int at:time"
)


def values_in(body: bytes, types: str) -> dict[str, Any]:
    try:
        values: dict[str, Any] = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Refusal("no body") from error
    require(isinstance(values, dict), "no body")
    for name, _colon, wanted in (one.partition(":") for one in types.split()):
        require(name in values and _is_of(values[name], wanted), name)
    return values | {"head": head_of(body)}


def _is_of(value: Any, wanted: str) -> bool:
    if wanted == "id":
        return isinstance(value, str) and re.fullmatch("[0-9a-f]{32}", value) is not None
    if wanted == "numbers":
        return isinstance(value, dict) and all(_is_of(one, "id") and type(value[one]) is int for one in value)
    if wanted in {"time", "day"}:
        try:
            if wanted == "day":
                return dt.date.fromisoformat(value) is not None
            return dt.datetime.fromisoformat(value).tzinfo is not None
        except (TypeError, ValueError):
            return False
    if wanted == "readers":
        return isinstance(value, list) and all(isinstance(one, list) and _is_reader(*one) for one in value)
    return type(value).__name__ == wanted


def _is_reader(
    kind: Any = None, principal: Any = None, epoch: Any = None, key: Any = None, until: Any = None, *more: Any
) -> bool:
    is_known = isinstance(kind, str) and kind in {"user", "team", "recovery"} and _is_of(principal, "id")
    return (
        is_known and type(epoch) is int and isinstance(key, str) and (until == "" or _is_of(until, "day")) and not more
    )


@dataclass(frozen=True)
class Reader:
    """Somebody whom a statement names. `until`: the last day, or an empty text."""

    kind: str
    principal: str
    epoch: int
    key: str
    until: str = ""

    def is_over(self, today: dt.date) -> bool:
        return self.until != "" and dt.date.fromisoformat(self.until) < today


@dataclass(frozen=True)
class Rosters:
    """The rosters of a team that count, in order; whether it is damaged; how many rows count for nothing."""

    signed: tuple[Mapping[str, Any], ...]
    is_damaged: bool
    left_out: int = 0


@dataclass(frozen=True)
class CaseKey:
    """A case key, and the heads of the statements by which it is read: of a case of before, none."""

    dek: bytes
    version: int
    heads: tuple[str, ...] = ()


def commitment(dek: bytes, organisation: str, case: str, version: int) -> str:
    return _mac(dek, context("commitment", organisation, case, version)).hex()


def row_message(row: Row, form: str) -> bytes:
    parts = [row[name] for name in ("organisation", "kind", "principal", "epoch")]
    public: bytes = row["public"]
    if form == "key":
        return context(form, *parts) + b"|" + public
    return b"".join((context(form, *parts, int(row["is_receiving"])), b"|", public, row["signing"]))


def sign_row(row: Row, signing: bytes) -> bytes:
    return b"\x02" + sign(signing, row_message(row, "key2"), ROW_USE)


@dataclass
class House:
    """The tables of one organisation, of which nothing is believed. `authority`: its verifying key, from its file."""

    organisation: str
    authority: bytes
    today: dt.date
    directory: Sequence[Row] = ()
    teams: Sequence[Row] = ()
    gifts: Sequence[Row] = ()
    signer_gifts: Sequence[Row] = ()
    roster_rows: Sequence[Row] = ()
    statement_rows: Sequence[Row] = ()
    wraps: Sequence[Row] = ()
    sections: Sequence[Row] = ()
    _rosters: dict[str, Rosters] = field(default_factory=dict)

    # The directory

    def verify_row(self, row: Row) -> None:
        require(len(row["public"]) == 1216, "no public key")
        if len(row["signature"]) == SIGNATURE:
            verify(self.authority, row_message(row, "key"), KEY_USE, row["signature"])
        else:
            require(row["signature"][:1] == b"\x02", "no signature")
            verify(self.authority, row_message(row, "key2"), ROW_USE, row["signature"][1:])

    def trusted(self, kind: str, principal: str, epoch: int | None = None) -> Row:
        """The row of the directory that something may be sealed to."""
        rows = [row for row in self.directory if (row["kind"], row["principal"]) == (kind, principal)]
        newest = max(rows, key=lambda row: row["epoch"], default=None)
        if newest is None or not newest["signature"] or newest["retired_at"] is not None:
            raise Refusal("no key that counts")
        require(epoch in {None, newest["epoch"]}, "not the newest key")
        of_team = [team["epoch"] for team in self.teams if team["id"] == principal]
        require(of_team in ([], [newest["epoch"]]), "the team has another epoch")
        self.verify_row(newest)
        return newest

    def verifying_row(self, person: str, epoch: int) -> Row:
        """The row whose verifying key counts for what this person signed with the key of this epoch."""
        for row in self.directory:
            if (row["kind"], row["principal"], row["epoch"]) == ("user", person, epoch):
                require(bool(row["signing"]) and len(row["signature"]) == SIGNATURE + 1, "not certified")
                self.verify_row(row)
                return row
        raise Refusal("no key")

    # Rosters

    def rosters(self, team: str) -> Rosters:
        if team not in self._rosters:
            self._rosters[team] = self._verified_rosters(team)
        return self._rosters[team]

    def _verified_rosters(self, team: str) -> Rosters:
        rows = sorted((row for row in self.roster_rows if row["team"] == team), key=lambda row: row["number"])
        if not rows:
            of_team = [row for row in self.directory if (row["kind"], row["principal"]) == ("team", team)]
            return Rosters((), any(len(row["signature"]) not in {0, SIGNATURE} for row in of_team))
        signed = []
        for row in rows:
            try:
                verify(self.authority, ROSTER_USE + b"|" + row["body"], ROSTER_USE, row["signature"])
                values = values_in(row["body"], _ROSTER)
                place = (values["organisation"], values["team"], values["number"])
                require(place == (self.organisation, team, row["number"]), "another place")
            except Refusal:
                continue
            signed.append(values)
        heads = ["", *(values["head"] for values in signed)]
        is_chain = all(
            (values["number"], values["before"]) == (number, heads[number - 1])
            for number, values in enumerate(signed, start=1)
        )
        if not signed or not is_chain:
            return Rosters((), True)
        return Rosters(tuple(signed), False, len(rows) - len(signed))

    # Statements

    def statements(self, case: str) -> list[dict[str, Any]]:
        """The chain of a case, verified; empty for a case of before."""
        rows = sorted((row for row in self.statement_rows if row["case"] == case), key=lambda row: row["number"])
        chain: list[dict[str, Any]] = []
        epochs: dict[str, int] = {}
        for number, row in enumerate(rows, start=1):
            values = values_in(row["body"], _STATEMENT)
            values["readers"] = [Reader(*one) for one in values["readers"]]
            before = chain[-1] if chain else None
            place = (values["organisation"], values["case"], values["number"], row["number"], values["before"])
            expected = (self.organisation, case, number, number, before["head"] if before else "")
            require(place == expected, "another place")
            by, epoch = values["by"], values["epoch"]
            known = self.verifying_row(by, epoch)
            verify(known["signing"], CASE_USE + b"|" + row["body"], CASE_USE, row["signature"])
            require(epoch >= epochs.get(by, 0), "an older key")
            if before is None and known["retired_at"] is not None:
                require(dt.datetime.fromisoformat(values["at"]) <= known["retired_at"], "begun with a retired key")
            if before is not None:
                later = values["rosters"]
                is_older = any(later.get(team, number) < number for team, number in before["rosters"].items())
                require(not is_older and values["version"] >= before["version"], "an older state")
                is_same = values["version"] == before["version"]
                require(not is_same or values["commitment"] == before["commitment"], "another key")
            if before is not None or values["change"] != "made":
                self._require_entitled(values, before or values)
            for one in [*values["readers"], Reader("user", by, epoch, "")]:
                if one.kind == "user":
                    epochs[one.principal] = max(one.epoch, epochs.get(one.principal, 0))
            chain.append(values)
        return chain

    def _require_entitled(self, values: Row, by_whom: Row) -> None:
        for one in by_whom["readers"]:
            if one.until:
                continue
            if (one.kind, one.principal, one.epoch) == ("user", values["by"], values["epoch"]):
                return
            if one.kind == "team":
                rosters, number = self.rosters(one.principal), values["rosters"].get(one.principal, 0)
                if not rosters.is_damaged and 0 < number <= len(rosters.signed):
                    epoch = rosters.signed[number - 1]["members"].get(values["by"])
                    if epoch is not None and values["epoch"] >= epoch:
                        return
        raise Refusal("signed by somebody who does not read the case for good")

    def wraps_that_count(self, case: str, chain: Sequence[Row]) -> list[Row]:
        rows = [row for row in self.wraps if row["case"] == case]
        if not chain:
            newest = max((row["dek_version"] for row in rows), default=0)
            of_newest = [row for row in rows if row["dek_version"] == newest]
            return [row for row in of_newest if row["until"] is None or row["until"] >= self.today]
        return [row for row in rows if self._is_named(row, chain[-1])]

    def _is_named(self, row: Row, statement: Row) -> bool:
        named = next((one for one in statement["readers"] if one.principal == row["principal"]), None)
        if named is None or named.kind != row["kind"] or row["dek_version"] != statement["version"]:
            return False
        is_epoch = row["epoch"] >= named.epoch if named.kind == "team" else row["epoch"] == named.epoch
        return is_epoch and not named.is_over(self.today)


# Teams, case keys, sections: a person with her opened key


def team_context(organisation: str, team: str, epoch: int, member: str) -> bytes:
    return context("team", organisation, team, epoch, member)


def symmetric_key(team_private: bytes) -> bytes:
    return hkdf(team_private, b"s1|team-key", 32)


def wrap_context(row: Row) -> bytes:
    return context("dek", row["organisation"], row["case"], row["dek_version"], row["principal"], row["epoch"])


def proof(
    team_private: bytes, verifying: bytes, organisation: str, holder: str, epoch: int, team: str, at: int
) -> bytes:
    """What shows whose a verifying key is. `at`: the team's epoch."""
    bound = context("proof", organisation, holder, epoch, team, at)
    return box(symmetric_key(team_private), sha256(b"s1|signing|", verifying), bound)


def section_context(row: Row, heads: Sequence[str]) -> bytes:
    parts = [row[name] for name in ("organisation", "case", "name", "row", "revision", "dek_version", "schema")]
    if row["schema"] == 1:
        return context("sec", *parts)
    require(0 < row["statement"] <= len(heads), "sealed by a statement that is not there")
    since = row["written_at"] - dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
    return context("sec", *parts, heads[row["statement"] - 1], row["written_by"], since // dt.timedelta(microseconds=1))


def seal_section(row: Row, key: CaseKey, text: bytes, nonce: bytes | None = None) -> bytes:
    require(len(text) <= 16 * 1024 * 1024, "too long for a section")
    return box(key.dek, pad(text), section_context(row, key.heads), nonce)


def open_section(row: Row, key: CaseKey) -> bytes:
    require(row["statement"] <= len(key.heads), "sealed by a later statement")
    require(not key.heads or row["schema"] != 1, "unsigned")
    return unpad(open_box(key.dek, row["sealed"], section_context(row, key.heads)))


def missing_parts(rows: Sequence[Row], key: CaseKey) -> tuple[int, int] | None:
    """Entries and writings that are missing among the newest revisions of a file; None if nothing is."""
    summary = next((row for row in rows if row["name"] == "summary"), None)
    if summary is None:
        return (1, 0) if rows and key.heads else None
    parts = json.loads(open_section(summary, key)).get("parts")
    if parts is None:
        return None
    others = [row["revision"] for row in rows if row["name"] != "summary"]
    missing = (max(parts[0] - len(others), 0), max(parts[1] - sum(others), 0))
    return missing if any(missing) else None


@dataclass
class Person:
    """Somebody with her opened private key of one epoch."""

    house: House
    holder: str
    epoch: int
    private: bytes

    @cached_property
    def signing(self) -> bytes:
        return signing_key(self.private, b"author")

    def team_key(self, team: str, epoch: int) -> bytes | None:
        """The private key of a team; None if she was not given it."""
        for row in self.house.gifts:
            if (row["team"], row["epoch"], row["principal"]) == (team, epoch, self.holder):
                bound = team_context(self.house.organisation, team, epoch, self.holder)
                private = unwrap(self.private, row["sealed"], bound)
                require(self.house.trusted("team", team, epoch)["public"] == public_of(private), "another key")
                return private
        return None

    def organisation_key(self) -> bytes:
        """The organisation's signing key, of a supervisor."""
        for row in self.house.signer_gifts:
            if (row["holder"], row["epoch"]) == (self.holder, self.epoch):
                organisation = self.house.organisation
                bound = team_context(organisation, organisation, self.epoch, self.holder)
                signing = unwrap(self.private, row["sealed"], bound)
                require(verifying_key(signing) == self.house.authority, "another key")
                return signing
        raise Refusal("no supervisor")

    def case_key(self, case: str) -> CaseKey:
        chain = self.house.statements(case)
        held = self.house.wraps_that_count(case, chain)
        for row in sorted(held, key=lambda row: (row["kind"] != "user", len(row["sealed"]))):
            dek = self._dek_in(row)
            if dek is not None:
                if chain:
                    expected = commitment(dek, self.house.organisation, case, chain[-1]["version"])
                    require(hmac.compare_digest(expected, chain[-1]["commitment"]), "a key that nobody signed")
                return CaseKey(dek, row["dek_version"], tuple(one["head"] for one in chain))
        raise Refusal("no key")

    def _dek_in(self, row: Row) -> bytes | None:
        if row["kind"] == "user":
            is_own = (row["principal"], row["epoch"]) == (self.holder, self.epoch)
            return unwrap(self.private, row["sealed"], wrap_context(row)) if is_own else None
        private = self.team_key(row["principal"], row["epoch"]) if row["kind"] == "team" else None
        if private is None:
            return None
        if len(row["sealed"]) == 77:
            return open_box(symmetric_key(private), row["sealed"], wrap_context(row))
        return unwrap(private, row["sealed"], wrap_context(row))

    # Writing: rows for the tables

    def wraps_to(self, case: str, key: CaseKey, to: Iterable[tuple[str, str, str]]) -> tuple[list[Row], list[Reader]]:
        """Wraps of a case key to (kind, principal, last day), and how a statement names them."""
        rows: list[Row] = []
        named = []
        for kind, principal, until in to:
            known = self.house.trusted(kind, principal)
            row = {"organisation": self.house.organisation, "case": case, "dek_version": key.version, "kind": kind}
            last = dt.date.fromisoformat(until) if until else None
            row |= {"principal": principal, "epoch": known["epoch"], "until": last}
            private = self.team_key(principal, known["epoch"]) if kind == "team" else None
            bound = wrap_context(row)
            sealed = box(symmetric_key(private), key.dek, bound) if private else wrap(known["public"], key.dek, bound)
            rows.append(row | {"sealed": sealed})
            named.append(Reader(kind, principal, known["epoch"], fingerprint(known["public"]), until))
        return rows, named

    def next_statement(self, case: str, key: CaseKey, readers: Sequence[Reader], change: str, at: dt.datetime) -> Row:
        chain = self.house.statements(case)
        teams = {one.principal for one in [*readers, *(chain[-1]["readers"] if chain else [])] if one.kind == "team"}
        values: dict[str, Any] = {"version": key.version, "change": change, "epoch": self.epoch}
        values["commitment"] = commitment(key.dek, self.house.organisation, case, key.version)
        values["readers"] = [[one.kind, one.principal, one.epoch, one.key, one.until] for one in readers]
        values["rosters"] = {team: len(self.house.rosters(team).signed) for team in teams}
        return self._next({"case": case}, chain, values, at, self.signing, CASE_USE)

    def next_roster(self, team: str, epoch: int, key: str, members: Mapping[str, int], at: dt.datetime) -> Row:
        """The next roster of a team, by a supervisor. `epoch`, `key`: of the team, the latter its fingerprint."""
        signed = self.house.rosters(team).signed
        values = {"epoch": epoch, "key": key, "members": members, "closed": False}
        values["receives"] = bool(signed) and signed[-1]["receives"]
        return self._next({"team": team}, signed, values, at, self.organisation_key(), ROSTER_USE)

    def _next(self, of: Row, chain: Sequence[Row], values: Row, at: dt.datetime, signing: bytes, use: bytes) -> Row:
        """The next row of a chain."""
        place = {**of, "number": len(chain) + 1}
        bound = {"organisation": self.house.organisation, "before": chain[-1]["head"] if chain else "", **place}
        body = body_of({**bound, **values, "by": self.holder, "at": at.isoformat()})
        return {**place, "body": body, "signature": sign(signing, use + b"|" + body, use)}


# Files

CHUNK: Final = 65_536


def file_context(organisation: str, case: str, file: str) -> bytes:
    return context("file", organisation, case, file)


def seal_file(
    key: bytes, plain: bytes, bound: bytes, *, version: int = 2, salt: bytes = b"", prefix: bytes = b""
) -> bytes:
    salt, prefix = salt or os.urandom(32), prefix or os.urandom(7)
    if version == 2:
        bound += b"|padded"
        plain = (plain + b"\x80").ljust(padded(len(plain)), b"\0")
    both = hkdf(key, bound, 48, salt)
    chunks = [plain[place : place + CHUNK] for place in range(0, len(plain), CHUNK)] or [b""]
    sealed = [
        AESGCM(both[:32]).encrypt(prefix + struct.pack(">I?", number, number == len(chunks) - 1), chunk, bound)
        for number, chunk in enumerate(chunks)
    ]
    return b"".join([bytes([version]), salt, prefix, both[32:], *sealed])


def open_file(key: bytes, sealed: bytes, bound: bytes) -> bytes:
    require(sealed[:1] in {b"\x01", b"\x02"} and len(sealed) >= 56, "no file")
    if sealed[0] == 2:
        bound += b"|padded"
    both = hkdf(key, bound, 48, sealed[1:33])
    require(hmac.compare_digest(sealed[40:56], both[32:]), "another key or place")
    plain = b"".join(_chunks(both[:32], sealed[33:40], sealed[56:], bound))
    if sealed[0] == 1:
        return plain
    text = plain.rstrip(b"\0")
    require(text[-1:] == b"\x80" and len(plain) == padded(len(text) - 1), "padding")
    return text[:-1]


def _chunks(key: bytes, prefix: bytes, sealed: bytes, bound: bytes) -> Iterator[bytes]:
    places = range(0, len(sealed), CHUNK + 16) or range(1)
    for number, place in enumerate(places):
        nonce = prefix + struct.pack(">I?", number, number == len(places) - 1)
        yield _decrypted(key, nonce, sealed[place : place + CHUNK + 16], bound)


# Letters


def letter_context(row: Row) -> bytes:
    return context("letter", row["organisation"], row["sender"], row["id"], row["kind"], row["epoch"])


def letter_message(row: Row, by: str, epoch: int, text: bytes) -> bytes:
    place = [row[name] for name in ("organisation", "sender", "id", "kind")]
    return b"|".join((LETTER_USE, context("letter2", *place, by, epoch), sha256(text).hex().encode()))


def seal_letter(row: Row, public: bytes, text: bytes, by: Person | None = None) -> bytes:
    if by is not None:
        signature = sign(by.signing, letter_message(row, by.holder, by.epoch, text), LETTER_USE)
        text = b"".join((b"\x02", bytes.fromhex(by.holder), struct.pack(">I", by.epoch), signature, text))
    return wrap(public, pad(text), letter_context(row))


def letter_parts(row: Row, person: Person) -> tuple[bytes, bytes]:
    """What a letter is signed with, empty where nobody signed it, and its text."""
    private = person.team_key(row["team"], row["epoch"])
    if private is None:
        raise Refusal("for another team")
    opened = unpad(unwrap(private, row["sealed"], letter_context(row)))
    at = 21 + SIGNATURE if opened[:1] == b"\x02" else 0
    require(len(opened) >= at, "cut")
    return opened[:at], opened[at:]


def letter_signer(row: Row, person: Person, sender: House) -> str:
    """Who in the house of its sender signed a letter; empty if nobody did, or with a key that she gave up."""
    signed, text = letter_parts(row, person)
    by, epoch = signed[1:17].hex(), int.from_bytes(signed[17:21])
    if signed:
        known = sender.verifying_row(by, epoch)
        verify(known["signing"], letter_message(row, by, epoch, text), LETTER_USE, signed[21:])
        by = "" if known["retired_at"] is not None else by
    return by
