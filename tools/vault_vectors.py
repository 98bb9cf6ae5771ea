"""Write the vectors of the vault's formats: what is missing in tests/foundation/vault/vectors.json, and the tables of
docs/reference/vault-protocol.md.

A vector that is there stays: what was sealed yesterday opens today. For a new version of a format a vector of another
name is added here, never to make a test pass.

.venv/bin/python -m tools.vault_vectors
"""

import hashlib
import json
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import django

from jatan.foundation.vault import contexts, file_cipher, sections, shares, signatures, slots, teams
from jatan.foundation.vault.passphrase_cost import Cost
from jatan.foundation.vault.signed_bodies import FIRST_HEAD, body_bytes, head_of
from tests.foundation.vault import fixed_keys as m

TARGET: Final = Path("tests/foundation/vault/vectors.json")
PAGE: Final = Path("docs/reference/vault-protocol.md")
_CODE: Final = "0123456789ABCDEFGHJKMNPQRS"
_LONGEST_SHOWN: Final = 80


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jatan.settings.django")
    django.setup()
    vectors = {**sealed_bytes(), **signed_rows()} | json.loads(TARGET.read_text("utf-8"))
    TARGET.write_text(json.dumps(vectors, indent=1) + "\n", encoding="utf-8")
    rows = rows_of(vectors)
    lines = PAGE.read_text("utf-8").split("\n")
    written = [
        rows.get(found[1], line) if (found := re.match(r"\| `(\w+)` \| *\d* *\|", line)) else line for line in lines
    ]
    PAGE.write_text("\n".join(written), encoding="utf-8")


def rows_of(vectors: Mapping[str, Any]) -> dict[str, str]:
    """Name -> its row in a table of the page, of every vector that is one text."""
    return {name: _row(name, value) for name, value in vectors.items() if isinstance(value, str)}


def bytes_of(value: str) -> bytes:
    """The bytes of a vector: hexadecimal digits, or a text that is none."""
    try:
        return bytes.fromhex(value)
    except ValueError:
        return value.encode()


def sealed_bytes() -> dict[str, str]:
    """What is sealed, and what follows from keys."""
    signer = signatures.Signer(m.fixed("signer", 64))
    pinned = m.KEY.pinned_to(signer.verifier().pin)
    slot = slots.password_slot_seal(
        pinned,
        "चार साधारण शब्द साथ",
        m.PEPPER,
        m.A_SLOT,
        salt=m.fixed("salt", 16),
        cost=Cost(65 * 1024, 3),
    )
    file = file_cipher.file_seal(
        m.DEK, [m.fixed("audio", 150_000)], m.A_FILE, salt=m.fixed("file", 32), prefix=m.fixed("p", 7)
    )
    symmetric = teams.team_symmetric(m.TEAM_KEY)
    recovery = m.OTHER_KEY
    envelope = contexts.slot_context(organisation=m.ORGANISATION, holder=m.HOLDER, epoch=1, kind="esc")
    letter = contexts.letter_context(
        organisation=m.ORGANISATION, sender=m.OTHER, letter=m.an_id("letter"), kind="referral", epoch=1
    )
    return {
        "public": m.KEY.public().raw.hex(),
        "fingerprint": m.KEY.public().fingerprint,
        "wrap": m.KEY.public().wrap(m.DEK, m.A_DEK).hex(),
        "section": sections.section_seal(m.DEK, m.STORY, m.a_section(), nonce=m.fixed("nonce", 12)).hex(),
        "pin": pinned.pin.hex(),
        "pinned_slot": slot.sealed.hex(),
        "pinned_slot_verifier": slot.verifier_digest.hex(),
        "code": _CODE,
        "pinned_code_slot": slots.code_slot_seal(pinned, _CODE, m.A_SLOT).hex(),
        "team_member": teams.team_key_for(m.TEAM_KEY, m.KEY.public(), m.A_TEAM).hex(),
        "team_symmetric": symmetric.hex(),
        "team_wrap": teams.team_wrap(symmetric, m.DEK, m.A_DEK).hex(),
        "verifier": signer.verifier().raw.hex(),
        "signature": signer.sign(m.TEAM_KEY.public(), m.A_KEY).hex(),
        "padded_file_sha256": _digest(b"".join(file)),
        "envelope": recovery.public().wrap(m.KEY.raw + m.AUTHORITY.verifier().pin, envelope).hex(),
        "letter": m.TEAM_KEY.public().wrap(sections.pad(m.STORY), letter).hex(),
        "signed_letter": signed_letter(m.AUTHOR).hex(),
        **{f"share_{number}": share.hex() for number, share in enumerate(shares.split_key(m.OTHER_KEY), start=1)},
    }


def signed_letter(author: signatures.Signer) -> bytes:
    """The holder's letter to her own team, as it is sealed."""
    place: dict[str, Any] = {
        "organisation": m.ORGANISATION,
        "sender": m.ORGANISATION,
        "letter": m.an_id("letter"),
        "kind": "referral",
    }
    digest = hashlib.sha256(m.STORY).hexdigest().encode()
    body = contexts.letter_signature_context(**place, by=m.HOLDER, by_epoch=1) + b"|" + digest
    signature = author.sign_message(signatures.message_of(signatures.LETTER_USE, body), signatures.LETTER_USE)
    signed = b"".join((b"\x02", m.HOLDER.bytes, (1).to_bytes(4), signature, m.STORY))
    return m.TEAM_KEY.public().wrap(sections.pad(signed), contexts.letter_context(**place, epoch=1))


def signed_rows() -> dict[str, str]:
    """A row of the directory, a roster, the statements of a case, and a section that is bound to one."""
    author = m.AUTHOR
    signing = author.verifier().raw
    row = contexts.directory_context(
        organisation=m.ORGANISATION, kind="user", principal=m.HOLDER, epoch=1, receives=False
    )
    message = b"".join((row, b"|", m.KEY.public().raw, signing))
    proof = contexts.proof_context(organisation=m.ORGANISATION, holder=m.HOLDER, epoch=1, team=m.TEAM, team_epoch=1)
    digest = hashlib.sha256(b"s1|signing|" + signing).digest()
    roster = body_bytes(m.a_roster())
    from jatan.foundation.vault.statements import commitment_to  # it needs django.setup()

    commitment = commitment_to(m.DEK, m.ORGANISATION, m.CASE, 1)
    first = body_bytes(m.a_statement(commitment, FIRST_HEAD, 1))
    second = body_bytes(m.a_statement(commitment, head_of(first), 2))
    bound = contexts.signed_section_context(
        m.a_section(schema=2), statement=head_of(first), written_by=m.OTHER, written_at=m.WRITTEN_AT
    )
    return {
        "authority": m.AUTHORITY.verifier().raw.hex(),
        "author": signing.hex(),
        "directory_row": (b"\x02" + m.AUTHORITY.sign_message(message, signatures.DIRECTORY_USE)).hex(),
        "proof": teams.team_wrap(teams.team_symmetric(m.TEAM_KEY), digest, proof).hex(),
        "roster": roster.decode(),
        "roster_signature": _signed(m.AUTHORITY, roster, signatures.ROSTER_USE),
        "commitment": commitment,
        "statement_1": first.decode(),
        "statement_1_signature": _signed(author, first, signatures.CASE_USE),
        "statement_2": second.decode(),
        "statement_2_signature": _signed(author, second, signatures.CASE_USE),
        "signed_section": sections.section_seal(m.DEK, m.STORY, bound, nonce=m.fixed("nonce", 12)).hex(),
    }


def _signed(signer: signatures.Signer, body: bytes, use: bytes) -> str:
    return signer.sign_message(signatures.message_of(use, body), use).hex()


def _row(name: str, value: str) -> str:
    content = bytes_of(value)
    shown = value if len(content) <= _LONGEST_SHOWN else f"SHA-256:{_digest(content)}"
    return f"| `{name}` | {len(content)} | `{shown}` |"


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


if __name__ == "__main__":
    main()
