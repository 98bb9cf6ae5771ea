"""Write tests/foundation/vault/vectors.json: only for a new version of a format, never to make a test pass.

.venv/bin/python -m tools.vault_vectors
"""

import hashlib
import json
from pathlib import Path

from jatan.foundation.vault import file_cipher, sections, signatures, slots, teams
from tests.foundation.vault import fixed_keys as m

TARGET = Path("tests/foundation/vault/vectors.json")


def main() -> None:
    signer = signatures.Signer(m.fixed("signer", 64))
    slot = slots.password_slot_seal(m.KEY, "चार साधारण शब्द साथ", m.PEPPER, m.A_SLOT, salt=m.fixed("salt", 16))
    file = file_cipher.file_seal(
        m.DEK, [m.fixed("audio", 150_000)], m.A_FILE, salt=m.fixed("file", 32), prefix=m.fixed("p", 7)
    )
    symmetric = teams.team_symmetric(m.TEAM_KEY)
    vectors = {
        "public": m.KEY.public().raw.hex(),
        "fingerprint": m.KEY.public().fingerprint,
        "wrap": m.KEY.public().wrap(m.DEK, m.A_DEK).hex(),
        "section": sections.section_seal(m.DEK, m.STORY, m.a_section(), nonce=m.fixed("nonce", 12)).hex(),
        "slot": slot.sealed.hex(),
        "slot_verifier": slot.verifier_digest.hex(),
        "code": "0123456789ABCDEFGHJKMNPQRS",
        "code_slot": slots.code_slot_seal(m.KEY, "0123456789ABCDEFGHJKMNPQRS", m.A_SLOT).hex(),
        "team_member": teams.team_key_for(m.TEAM_KEY, m.KEY.public(), m.A_TEAM).hex(),
        "team_symmetric": symmetric.hex(),
        "team_wrap": teams.team_wrap(symmetric, m.DEK, m.A_DEK).hex(),
        "verifier": signer.verifier().raw.hex(),
        "signature": signer.sign(m.TEAM_KEY.public(), m.A_KEY).hex(),
        "file_sha256": _digest(b"".join(file)),
    }
    TARGET.write_text(json.dumps(vectors, indent=1) + "\n", encoding="utf-8")


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


if __name__ == "__main__":
    main()
