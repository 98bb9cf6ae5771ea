"""Contexts (associated data) that ciphertexts are bound to: moved to another case, row or reader, they do not open.

A context is ASCII, its parts joined by "|": ids as 32 hexadecimal digits, and integers, which never contain "|".
"""

import uuid


def dek_context(
    *, organisation: uuid.UUID, case: uuid.UUID, dek_version: int, principal: uuid.UUID, epoch: int
) -> bytes:
    """Binds a wrapped case key to case, version and reader."""
    return _joined("dek", organisation, case, dek_version, principal, epoch)


def section_context(
    *,
    organisation: uuid.UUID,
    case: uuid.UUID,
    section: str,
    row: uuid.UUID,
    revision: int,
    dek_version: int,
    schema: int,
) -> bytes:
    """Binds a sealed section to its row and that row's revision."""
    return _joined("sec", organisation, case, section, row, revision, dek_version, schema)


def signed_section_context(section: bytes, *, statement: str, written_by: uuid.UUID, written_at: int) -> bytes:
    """A `section_context` that also binds to the author, the time (microseconds since 1970) and the statement by which
    it was sealed: the head of that one, and thereby the whole chain up to it."""
    return b"|".join((section, _words(statement, written_by, written_at)))


def file_context(*, organisation: uuid.UUID, case: uuid.UUID, file: uuid.UUID) -> bytes:
    """Binds a sealed file to its case, not to the version of the case key: the file has a key of its own."""
    return _joined("file", organisation, case, file)


def letter_context(*, organisation: uuid.UUID, sender: uuid.UUID, letter: uuid.UUID, kind: str, epoch: int) -> bytes:
    """Binds a letter to its receiver, its alleged sender, and the receiving team's epoch."""
    return _joined("letter", organisation, sender, letter, kind, epoch)


def letter_signature_context(
    *, organisation: uuid.UUID, sender: uuid.UUID, letter: uuid.UUID, kind: str, by: uuid.UUID, by_epoch: int
) -> bytes:
    """Binds a person's signature on a letter to its receiver, its sender and to her key; not to the receiving team's
    epoch, which changes while the letter waits."""
    return _joined("letter2", organisation, sender, letter, kind, by, by_epoch)


def slot_context(*, organisation: uuid.UUID, holder: uuid.UUID, epoch: int, kind: str, number: int = 0) -> bytes:
    """Binds a sealed private key to its holder and slot."""
    return _joined("slot", organisation, holder, epoch, kind, number)


def team_context(*, organisation: uuid.UUID, team: uuid.UUID, epoch: int, member: uuid.UUID) -> bytes:
    """Binds a team's private key to the team's epoch and the member it was given to."""
    return _joined("team", organisation, team, epoch, member)


def key_context(*, organisation: uuid.UUID, kind: str, principal: uuid.UUID, epoch: int) -> bytes:
    """Context of the organisation's signature on a public key."""
    return _joined("key", organisation, kind, principal, epoch)


def directory_context(*, organisation: uuid.UUID, kind: str, principal: uuid.UUID, epoch: int, receives: bool) -> bytes:
    """Context of the organisation's signature on a row of the directory: public key, signing key, and whether letters
    from outside are sealed to it."""
    return _joined("key2", organisation, kind, principal, epoch, int(receives))


def proof_context(*, organisation: uuid.UUID, holder: uuid.UUID, epoch: int, team: uuid.UUID, team_epoch: int) -> bytes:
    """Binds the digest of a holder's signing key, sealed under the key of a team that she belongs to."""
    return _joined("proof", organisation, holder, epoch, team, team_epoch)


def _joined(kind: str, *parts: uuid.UUID | int | str) -> bytes:
    return b"|".join((b"s1", kind.encode("ascii"), _words(*parts)))


def _words(*parts: uuid.UUID | int | str) -> bytes:
    """Join the parts. Only strings are checked, for speed: a search makes thousands of contexts."""
    words = []
    for part in parts:
        if isinstance(part, str) and (not part or "|" in part or not part.isascii()):
            raise ValueError("a context part is empty or holds a separator")
        words.append(part.hex if isinstance(part, uuid.UUID) else str(part))
    return "|".join(words).encode("ascii")
