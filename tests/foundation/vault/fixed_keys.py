"""Fixed keys, ids and contexts of the vault's tests; the vectors beside this file were made with them."""

import hashlib
import json
import uuid
from pathlib import Path
from typing import Any

from jatan.foundation.vault import contexts
from jatan.foundation.vault.keypairs import PrivateKey

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
