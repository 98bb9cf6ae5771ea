"""Fixed keys, ids and contexts of the vault's tests; the vectors beside this file were made with them."""

import hashlib
import json
import uuid
from pathlib import Path
from typing import Any

from jatan.foundation.vault import contexts
from jatan.foundation.vault.keypairs import PrivateKey
from jatan.foundation.vault.signatures import Signer

VECTORS: dict[str, Any] = json.loads((Path(__file__).parent / "vectors.json").read_text("utf-8"))


def fixed(name: str, length: int) -> bytes:
    """Bytes that anybody can make again: SHA-256 of the name in counter mode."""
    blocks = (hashlib.sha256(f"{name}|{n}".encode()).digest() for n in range(-(-length // 32)))
    return b"".join(blocks)[:length]


def an_id(name: str) -> uuid.UUID:
    return uuid.UUID(bytes=fixed(name, 16), version=4)


ORGANISATION, CASE, ROW, FILE = an_id("organisation"), an_id("case"), an_id("row"), an_id("file")
HOLDER, OTHER, TEAM = an_id("holder"), an_id("other"), an_id("team")
DEK, PEPPER = fixed("dek", 32), fixed("pepper", 32)
KEY, OTHER_KEY, TEAM_KEY = (PrivateKey(fixed(name, 96)) for name in ("key", "other key", "team key"))


def a_section(**changed: Any) -> bytes:
    fields: dict[str, Any] = {
        "organisation": ORGANISATION,
        "case": CASE,
        "section": "narrative",
        "row": ROW,
        "revision": 3,
        "dek_version": 1,
        "schema": 1,
    }
    return contexts.section_context(**(fields | changed))


A_DEK = contexts.dek_context(organisation=ORGANISATION, case=CASE, dek_version=1, principal=HOLDER, epoch=1)
A_SLOT = contexts.slot_context(organisation=ORGANISATION, holder=HOLDER, epoch=1, kind="pw")
A_FILE = contexts.file_context(organisation=ORGANISATION, case=CASE, file=FILE)
A_TEAM = contexts.team_context(organisation=ORGANISATION, team=TEAM, epoch=1, member=HOLDER)
A_KEY = contexts.key_context(organisation=ORGANISATION, kind="team", principal=TEAM, epoch=1)
STORY = "सिमडेगा से दिल्ली; घर का काम कहा गया था, दरवाज़ा बाहर से बंद रहता था।".encode()
AUTHORITY = Signer.derived_from(OTHER_KEY.raw)
AUTHOR = Signer.of_person(KEY.raw)
WRITTEN_AT = 1_790_000_000_000_000


def a_roster() -> dict[str, Any]:
    """The body of the team's first roster."""
    return {
        "organisation": ORGANISATION.hex,
        "team": TEAM.hex,
        "number": 1,
        "before": "",
        "epoch": 1,
        "key": TEAM_KEY.public().fingerprint,
        "members": {HOLDER.hex: 1},
        "receives": True,
        "closed": False,
        "by": HOLDER.hex,
        "at": "2026-11-20T10:00:00+00:00",
    }


def a_statement(commitment: str, before: str, number: int) -> dict[str, Any]:
    """The body of the case's first statement, or of the second, by which another reads it until a day."""
    readers = [
        ["team", TEAM.hex, 1, TEAM_KEY.public().fingerprint, ""],
        ["user", HOLDER.hex, 1, KEY.public().fingerprint, ""],
    ]
    given = [["user", OTHER.hex, 1, OTHER_KEY.public().fingerprint, "2026-11-30"]]
    return {
        "organisation": ORGANISATION.hex,
        "case": CASE.hex,
        "number": number,
        "before": before,
        "version": 1,
        "commitment": commitment,
        "readers": readers if number == 1 else readers + given,
        "rosters": {TEAM.hex: 1},
        "change": "made" if number == 1 else "given",
        "by": HOLDER.hex,
        "epoch": 1,
        "at": "2026-11-20T10:00:00+00:00",
    }
