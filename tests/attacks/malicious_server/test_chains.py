"""Statements and rosters themselves: deleted, cut, doubled, swapped, altered or signed by somebody else."""

import json
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from jatan.foundation.access.key_check import key_faults
from jatan.foundation.vault import membership, statements
from jatan.foundation.vault.casekeys import Reader, grant, revoke, sign_as_found
from jatan.foundation.vault.choices import Kind
from jatan.foundation.vault.models import CaseStatement, DirectoryKey, Section, TeamRoster, Wrap
from jatan.foundation.vault.refusal import Refused
from jatan.foundation.vault.rosters import rosters_of
from jatan.foundation.vault.section_store import open_section
from jatan.foundation.vault.signatures import CASE_USE, ROSTER_USE
from jatan.foundation.vault.signed_bodies import head_of
from jatan.kernel.ids import new_id
from tests.attacks.malicious_server.test_who_may_read import fresh, insert_wrap, made, person, reads
from tests.foundation.vault.vault_office import VaultHouse

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(keys: VaultHouse) -> uuid.UUID:
    """A case of Asha's and Meera's with three statements; Rekha was taken out, Sunita never read it."""
    for name in ("asha", "meera", "rekha", "sunita"):
        keys.join(name)
    team = keys.team("shelter", "supervisor", "meera")
    found = made(keys, "asha", *(person(keys, name) for name in ("asha", "meera", "rekha")), Reader(Kind.TEAM, team.pk))
    revoke(fresh(keys, "asha"), found, keys.people["rekha"])
    grant(fresh(keys, "meera"), found, person(keys, "supervisor"))
    return found


def chain(case: uuid.UUID) -> list[CaseStatement]:
    return list(CaseStatement.objects.filter(case=case).order_by("number"))


def _deleted(keys: VaultHouse, case: uuid.UUID) -> None:
    CaseStatement.objects.filter(case=case).delete()


def _cut(keys: VaultHouse, case: uuid.UUID) -> None:
    """As before Rekha was taken out; she put her wrap back."""
    CaseStatement.objects.filter(case=case, number__gt=1).delete()
    insert_wrap(keys, case, "rekha")


def _first_missing(keys: VaultHouse, case: uuid.UUID) -> None:
    CaseStatement.objects.filter(case=case, number=1).delete()


def _doubled(keys: VaultHouse, case: uuid.UUID) -> None:
    last = chain(case)[-1]
    CaseStatement.objects.create(
        organisation_id=last.organisation_id, case=case, number=4, body=last.body, signature=last.signature
    )


def _older_put_last(keys: VaultHouse, case: uuid.UUID) -> None:
    first, last = chain(case)[0], chain(case)[-1]
    CaseStatement.objects.filter(pk=last.pk).update(body=bytes(first.body), signature=bytes(first.signature))


def _of_another_case(keys: VaultHouse, case: uuid.UUID) -> None:
    other = made(keys, "asha", person(keys, "asha"), person(keys, "sunita"))
    CaseStatement.objects.filter(case=case).delete()
    CaseStatement.objects.filter(case=other).update(case=case)


def _altered(keys: VaultHouse, case: uuid.UUID) -> None:
    last = chain(case)[-1]
    changed = bytes(last.body).replace(keys.people["supervisor"].hex.encode(), keys.people["sunita"].hex.encode())
    CaseStatement.objects.filter(pk=last.pk).update(body=changed)


def _no_json(keys: VaultHouse, case: uuid.UUID) -> None:
    CaseStatement.objects.filter(pk=chain(case)[-1].pk).update(body=b'{"readers": 3}')


def _nested_without_end(keys: VaultHouse, case: uuid.UUID) -> None:
    CaseStatement.objects.filter(pk=chain(case)[-1].pk).update(body=b"[" * 200_000)


def _of_other_types(keys: VaultHouse, case: uuid.UUID) -> None:
    last = chain(case)[-1]
    changed = {"epoch": [1], "number": float("inf"), "rosters": [], "by": 7, "readers": {"user": 1}}
    for number, (name, value) in enumerate(changed.items(), start=4):
        body = json.dumps(json.loads(bytes(last.body)) | {name: value}).encode()
        CaseStatement.objects.create(
            organisation_id=last.organisation_id, case=case, number=number, body=body, signature=last.signature
        )


def _flipped_signature(keys: VaultHouse, case: uuid.UUID) -> None:
    last = chain(case)[-1]
    signature = bytearray(last.signature)
    signature[70] ^= 1
    CaseStatement.objects.filter(pk=last.pk).update(signature=bytes(signature))


def _by_a_colleague_who_does_not_read_it(keys: VaultHouse, case: uuid.UUID) -> None:
    """Sunita has keys, and write access to the tables besides."""
    _append(keys, case, "sunita")


def _by_a_reader_who_was_taken_out(keys: VaultHouse, case: uuid.UUID) -> None:
    _append(keys, case, "rekha")


def _append(keys: VaultHouse, case: uuid.UUID, name: str) -> None:
    last = chain(case)[-1]
    fields = json.loads(bytes(last.body))
    ring = keys.rings[name]
    fields |= {"number": 4, "before": head_of(bytes(last.body))}
    fields |= {"by": ring.holder.hex, "epoch": ring.epoch}
    fields["readers"].append(["user", ring.holder.hex, ring.epoch, ring.key.public().fingerprint, ""])
    body = json.dumps(fields, sort_keys=True, separators=(",", ":")).encode()
    signature = ring.key.author().sign_message(CASE_USE + b"|" + body, CASE_USE)
    CaseStatement.objects.create(
        organisation_id=last.organisation_id, case=case, number=4, body=body, signature=signature
    )


ATTACKS: list[Callable[[VaultHouse, uuid.UUID], None]] = [
    _deleted,
    _cut,
    _first_missing,
    _doubled,
    _older_put_last,
    _of_another_case,
    _altered,
    _no_json,
    _nested_without_end,
    _of_other_types,
    _flipped_signature,
    _by_a_colleague_who_does_not_read_it,
    _by_a_reader_who_was_taken_out,
]


def opens(keys: VaultHouse, name: str, case: uuid.UUID) -> bool:
    """Whether a part of the file opens."""
    try:
        key = fresh(keys, name).case_key(case)
        return [open_section(key, row) for row in Section.objects.filter(case=case)] != []
    except Refused:
        return False


@pytest.mark.parametrize("attack", ATTACKS)
def test_a_damaged_chain_opens_nothing_and_is_told(
    keys: VaultHouse, case: uuid.UUID, attack: Callable[[VaultHouse, uuid.UUID], None]
) -> None:
    whole = made(keys, "asha", person(keys, "asha"), person(keys, "meera"))
    assert not [fault for fault in key_faults(keys.organisation_id) if "ledger" not in fault]
    attack(keys, case)
    statements._kept.clear()  # as in another process, which has not verified it before
    assert not any(opens(keys, name, case) for name in ("asha", "meera", "rekha", "sunita"))
    for name in ("asha", "meera"):
        with pytest.raises(Refused):
            sign_as_found(fresh(keys, name), case)
    assert any(f"case {case}" in fault for fault in key_faults(keys.organisation_id))
    assert reads(keys, "asha", whole), "no other file is closed by it"
    refused: list[uuid.UUID] = []
    assert whole in fresh(keys, "asha").case_keys(refused=refused)


def test_a_wrap_that_is_missing_is_told_and_takes_nobody_out(keys: VaultHouse, case: uuid.UUID) -> None:
    Wrap.objects.filter(case=case, principal=keys.people["meera"]).delete()
    assert any("is missing" in fault for fault in key_faults(keys.organisation_id))
    revoke(fresh(keys, "asha"), case, keys.people["supervisor"])
    assert reads(keys, "meera", case)


def test_a_row_that_hides_a_readers_key_takes_her_out_of_no_statement(keys: VaultHouse, case: uuid.UUID) -> None:
    row = DirectoryKey.objects.get(principal=keys.people["meera"])
    DirectoryKey.objects.create(
        organisation_id=row.organisation_id, kind=row.kind, principal=row.principal, epoch=9, public=row.public
    )
    revoke(fresh(keys, "asha"), case, new_id())
    assert reads(keys, "asha", case)
    DirectoryKey.objects.filter(principal=row.principal, epoch=9).delete()
    revoke(fresh(keys, "asha"), case, new_id())
    assert Wrap.objects.filter(case=case, principal=row.principal).exists()


@pytest.mark.parametrize("number", [1, 2, 3])
def test_a_roster_that_was_deleted_gives_no_key_and_is_told(keys: VaultHouse, number: int) -> None:
    for name in ("asha", "meera", "rekha"):
        keys.join(name)
    team = keys.team("shelter", "supervisor", "asha", "meera")
    membership.add_member(fresh(keys, "supervisor"), team, keys.people["rekha"])
    membership.remove_member(fresh(keys, "supervisor"), team, keys.people["rekha"])
    case = made(keys, "asha", Reader(Kind.TEAM, team.pk))
    TeamRoster.objects.filter(team=team.pk, number__gte=number).delete()
    with pytest.raises(Refused):
        grant(fresh(keys, "asha"), case, person(keys, "supervisor"))
    assert any(str(team.pk) in fault for fault in key_faults(keys.organisation_id))
    with pytest.raises(Refused):
        membership.start_epoch(fresh(keys, "supervisor"), team)
    with pytest.raises(Refused):
        membership.remove_member(fresh(keys, "supervisor"), team, keys.people["meera"])
    assert fresh(keys, "rekha").held(team.pk, team.epoch) is None, "who was taken out is given no later key"


def test_a_roster_that_was_signed_by_nobody_does_not_count(keys: VaultHouse) -> None:
    for name in ("asha", "intruder"):
        keys.join(name)
    team = keys.team("shelter", "supervisor", "asha")
    row = TeamRoster.objects.get(team=team.pk)
    changed = bytes(row.body).replace(keys.people["asha"].hex.encode(), keys.people["intruder"].hex.encode())
    TeamRoster.objects.filter(pk=row.pk).update(body=changed)
    with pytest.raises(Refused):
        membership.start_epoch(fresh(keys, "supervisor"), team)
    assert any(str(team.pk) in fault for fault in key_faults(keys.organisation_id))


def bodies_of_other_types(body: bytes) -> Iterator[tuple[str, bytes]]:
    """(What is wrong, body): each field missing, and of each type that it is not."""
    fields = json.loads(body)
    values: list[Any] = [None, True, 7, -1, 1.5, 10**40, "", "\ud800", "५", [], [[]], [1], {}, {"x": 1}, {"x": "y"}]
    for name, right in fields.items():
        yield f"{name} is missing", json.dumps({key: value for key, value in fields.items() if key != name}).encode()
        for value in values:
            if type(value) is not type(right):
                yield f"{name}: {value!r}", json.dumps(fields | {name: value}).encode()
    for changed in ([], 7, None, "text"):
        yield repr(changed), json.dumps(changed).encode()
    rows = fields.get("readers")
    for place in range(5) if rows else ():
        for value in [*values, "x"]:
            # Any text is a fingerprint, and none is no last day.
            if type(value) is not type(rows[0][place]) or (value and place in {0, 1, 4}):
                row = [*rows[0][:place], value, *rows[0][place + 1 :]]
                yield f"reader {place}: {value!r}", json.dumps(fields | {"readers": [row]}).encode()


def test_a_statement_of_whatever_shape_is_refused_by_itself(keys: VaultHouse, case: uuid.UUID) -> None:
    """Signed by Meera, who signed the last one and may sign what she likes."""
    whole = made(keys, "asha", person(keys, "asha"), person(keys, "meera"))
    last, author = chain(case)[-1], keys.rings["meera"].key.author()
    fields = json.loads(bytes(last.body)) | {"number": 4, "before": head_of(bytes(last.body))}
    row = CaseStatement(organisation_id=last.organisation_id, case=case, number=4)
    row.body, row.signature = b"", b""
    row.save()
    tried = 0
    for what, body in bodies_of_other_types(json.dumps(fields).encode()):
        row.body, row.signature = body, author.sign_message(CASE_USE + b"|" + body, CASE_USE)
        row.save()
        refused: list[uuid.UUID] = []
        found = statements.statements_of(keys.organisation_id, [case, whole], refused=refused)
        assert (refused, set(found)) == ([case], {whole}), what
        tried += 1
    assert tried > 100
    assert any(f"case {case}" in fault for fault in key_faults(keys.organisation_id))
    assert whole in fresh(keys, "asha").case_keys(refused=[])


def test_a_roster_of_whatever_shape_is_left_out_by_itself(keys: VaultHouse) -> None:
    keys.join("asha")
    team = keys.team("shelter", "supervisor", "asha")
    other = keys.team("legal", "supervisor", "asha")
    first = TeamRoster.objects.get(team=team.pk)
    signer = keys.rings["supervisor"].signer()
    row = TeamRoster(organisation_id=keys.organisation_id, team=team.pk, number=2, body=b"", signature=b"")
    row.save()
    fields = json.loads(bytes(first.body)) | {"number": 2, "before": head_of(bytes(first.body))}
    for what, body in bodies_of_other_types(json.dumps(fields).encode()):
        if not what.startswith(("by", "at")):
            row.body, row.signature = body, signer.sign_message(ROSTER_USE + b"|" + body, ROSTER_USE)
            row.save()
            found = rosters_of(keys.organisation_id, [team.pk, other.pk])
            assert team.pk in found.damaged | found.forged, what
            assert other.pk not in found.damaged | found.forged, what


def test_a_roster_row_of_nobodys_closes_no_case(keys: VaultHouse) -> None:
    for name in ("asha", "meera"):
        keys.join(name)
    team = keys.team("shelter", "supervisor", "meera")
    case = made(keys, "asha", person(keys, "asha"), Reader(Kind.TEAM, team.pk))
    TeamRoster.objects.create(organisation_id=keys.organisation_id, team=team.pk, number=999, body=b"x", signature=b"y")
    statements._kept.clear()
    assert [reads(keys, name, case) for name in ("asha", "meera")] == [True, True]
    grant(fresh(keys, "asha"), case, person(keys, "supervisor"))
    assert reads(keys, "supervisor", case)
    assert any(f"team {team.pk}" in fault for fault in key_faults(keys.organisation_id)), "and is told"


def test_a_team_whose_rosters_are_damaged_closes_the_case_to_no_reader_by_name(keys: VaultHouse) -> None:
    for name in ("asha", "meera"):
        keys.join(name)
    team = keys.team("shelter", "supervisor", "meera")
    case = made(keys, "asha", person(keys, "asha"), Reader(Kind.TEAM, team.pk))
    TeamRoster.objects.filter(team=team.pk).update(body=b"x")
    statements._kept.clear()
    assert reads(keys, "asha", case)
    grant(fresh(keys, "asha"), case, person(keys, "supervisor"))
    assert reads(keys, "supervisor", case)
    with pytest.raises(Refused):
        grant(fresh(keys, "meera"), case, person(keys, "meera"))
    assert any(f"team {team.pk}" in fault for fault in key_faults(keys.organisation_id))
