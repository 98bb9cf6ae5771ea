"""The vault and the second reader of its protocol agree about a whole house: what is honest opens in both, and what
somebody changed in the tables is refused by both.

Histories and changes are drawn; the number that is printed repeats them.
"""

import datetime as dt
import json
import secrets
import uuid
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import suppress
from random import Random
from typing import Any

import pytest
from django.db import IntegrityError, models, transaction
from django.db.models import Model
from pytest_django import DjangoDbBlocker

from jatan.foundation.vault import casekeys, membership
from jatan.foundation.vault.casekeys import Reader, TooFewReaders, make_case_key
from jatan.foundation.vault.choices import Kind
from jatan.foundation.vault.keyrings import CaseKey
from jatan.foundation.vault.letters import open_verified, send_letter
from jatan.foundation.vault.models import (
    CaseStatement,
    DirectoryKey,
    Letter,
    Section,
    SignerGift,
    Team,
    TeamGift,
    TeamRoster,
    Wrap,
)
from jatan.foundation.vault.refusal import Refused
from jatan.foundation.vault.rosters import roster_of
from jatan.foundation.vault.section_store import latest, open_section, write_section
from jatan.kernel import clock
from jatan.kernel.ids import new_id
from jatan.programme.cases.file.manifest import MANIFEST, manifest_of
from tests.foundation.vault import second_reader as second
from tests.foundation.vault.earlier_version import as_before_statements, written_by_their_owner
from tests.foundation.vault.two_readers import (
    Seen,
    fresh,
    second_house,
    second_person,
    seen_by_the_second,
    seen_by_the_vault,
)
from tests.foundation.vault.vault_office import VaultHouse

pytestmark = pytest.mark.django_db
NAMES = ("asha", "meera", "rekha")
STORY = "ईंट भट्ठे से निकल कर आई".encode()
# Table -> its authenticated bytes, and its authenticated columns beside them.
AUTHENTICATED: dict[type[Model], tuple[tuple[str, ...], tuple[str, ...]]] = {
    Section: (
        ("sealed",),
        ("name", "row", "revision", "dek_version", "schema", "statement", "written_by", "written_at"),
    ),
    Wrap: (("sealed",), ("dek_version", "epoch", "principal")),
    CaseStatement: (("body", "signature"), ("number", "case")),
    TeamRoster: (("body", "signature"), ("number",)),
    DirectoryKey: (("public", "signing", "signature"), ("epoch", "principal", "is_receiving")),
    TeamGift: (("sealed",), ("epoch", "principal")),
    SignerGift: (("sealed",), ("epoch",)),
    Letter: (("sealed",), ("epoch", "kind", "team")),
}


# The first four are of one byte, the last three of a row.
HOW = ("flip", "missing-byte", "doubled-byte", "swapped-byte", "column", "missing", "doubled", "swapped")


@pytest.fixture(scope="module", autouse=True)
def _owner_writes(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with written_by_their_owner(django_db_blocker):
        yield


def drawn() -> Random:
    seed = secrets.randbits(64)
    print(f"seed {seed}")  # noqa: T201 - what repeats a failure
    return Random(seed)


def person(keys: VaultHouse, name: str, until: dt.date | None = None) -> Reader:
    return Reader(Kind.USER, keys.people[name], until)


def write(
    keys: VaultHouse, name: str, case: uuid.UUID, key: CaseKey, text: bytes, row: uuid.UUID | None = None
) -> None:
    """An entry, and the summary of the file as it is then."""
    ring = fresh(keys, name)
    write_section(ring, case, key, "narrative", text, row=row)
    held = latest(keys.organisation_id, [case])
    summary = next((one.row for one in held if one.name == "summary"), None)
    parts = manifest_of((one.row, one.revision) for one in held if one.name != "summary")
    write_section(ring, case, key, "summary", json.dumps({MANIFEST: parts}).encode(), row=summary)


def history(keys: VaultHouse, draw: Random) -> None:
    """Two cases, a team, letters, and whatever is drawn of what people do with them."""
    for name in NAMES:
        keys.join(name)
    team = keys.team("shelter", "supervisor", "asha", "meera")
    cases = [new_id(), new_id()]
    to = [[Reader(Kind.TEAM, team.pk), person(keys, "rekha")], [person(keys, "asha"), person(keys, "meera")]]
    for case, readers in zip(cases, to, strict=True):
        write(keys, "asha", case, make_case_key(fresh(keys, "asha"), case, readers), STORY)
    for signed_by in (None, fresh(keys, draw.choice(NAMES))):
        words = b"{" + draw.randbytes(draw.randrange(600))
        send_letter(keys.organisation_id, kind="referral", plaintext=words, signed_by=signed_by)
    for number in range(4):
        with transaction.atomic():
            _act(keys, draw, team, cases, f"entry {number}".encode())
    if draw.random() < 0.3:
        with suppress(Refused):
            as_before_statements(fresh(keys, "meera"), cases[1])


def _act(keys: VaultHouse, draw: Random, team: Team, cases: list[uuid.UUID], text: bytes) -> None:
    name, other, case = draw.choice(["asha", "meera"]), draw.choice(NAMES), draw.choice(cases)
    act = draw.choice(["write", "correct", "give", "give until", "take", "renew", "leave", "join", "epoch", "new keys"])
    ring = fresh(keys, name)
    try:
        key = ring.case_key(case)
        if act == "give":
            key = casekeys.grant(ring, case, person(keys, other))
        elif act == "give until":
            key = casekeys.grant(ring, case, person(keys, "rekha", clock.today() + dt.timedelta(days=3)))
        elif act == "take":
            with transaction.atomic():
                key = casekeys.revoke(ring, case, keys.people[other])
        elif act == "renew":
            key = casekeys.renew(ring, case)
        elif act == "new keys":
            keys.join("rekha")
        elif act in {"leave", "join", "epoch"}:
            _change_team(keys, team, act)
        row = draw.choice(latest(keys.organisation_id, [case], "narrative")).row if act == "correct" else None
        write(keys, name, case, fresh(keys, name).case_key(case) if key.statement else key, text, row)
    except (Refused, TooFewReaders):
        pass  # she may not, or not any more: the next one


def _change_team(keys: VaultHouse, team: Team, act: str) -> None:
    team.refresh_from_db()
    supervisor, rekha = fresh(keys, "supervisor"), keys.people["rekha"]
    roster = roster_of(keys.organisation_id, team.pk)
    assert roster is not None
    if act == "epoch":
        membership.start_epoch(supervisor, team)
    elif rekha in roster.members and act == "leave":
        membership.remove_member(supervisor, team, rekha)
    elif rekha not in roster.members and act == "join":
        membership.add_member(supervisor, team, rekha)


def changed(draw: Random) -> str:
    """One change in one authenticated thing, as whoever writes the tables makes it. Returns what it was; empty if the
    tables do not take it."""
    model = draw.choice(list(AUTHENTICATED))
    row = draw.choice(list(model._default_manager.order_by("pk")))
    held, columns = AUTHENTICATED[model]
    how = draw.choice(HOW)
    column = draw.choice(columns if how == "column" else held)
    what = f"{how} {model.__name__}.{column} {row.pk}"
    rows = model._default_manager.filter(pk=row.pk)
    if how == "missing":
        rows.delete()
    elif how == "doubled":
        _double(row)
    elif how == "swapped":
        others = [one for one in model._default_manager.exclude(pk=row.pk) if _held(one, held) != _held(row, held)]
        if not others:
            return ""
        other = draw.choice(others)
        model._default_manager.filter(pk=other.pk).update(**_held(row, held))
        rows.update(**_held(other, held))
    elif how == "column":
        try:
            with transaction.atomic():
                rows.update(**{column: _other_value(getattr(row, column), draw)})
        except IntegrityError:
            return ""  # there is a row of that number
    else:
        content = bytes(getattr(row, column))
        if not content:
            return ""
        rows.update(**{column: _other_bytes(content, how, draw)})
    return what


def _held(row: Model, names: tuple[str, ...]) -> dict[str, bytes]:
    return {name: bytes(getattr(row, name)) for name in names}


def _double(row: Model) -> None:
    """The row once more, under the next number that is free of whatever makes it one."""
    unique = next((one.fields for one in row._meta.constraints if isinstance(one, models.UniqueConstraint)), ())
    number = next((name for name in ("number", "revision", "dek_version", "epoch") if name in unique), None)
    row.pk = new_id()
    if number is not None:
        others = type(row)._default_manager.filter(**{name: getattr(row, name) for name in unique if name != number})
        setattr(row, number, 1 + max(others.values_list(number, flat=True)))
    row.save(force_insert=True)


def _other_value(value: Any, draw: Random) -> Any:
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + 1
    if isinstance(value, str):
        return f"{value}x"
    if isinstance(value, dt.datetime):
        return value + dt.timedelta(microseconds=1)
    return uuid.UUID(bytes=draw.randbytes(16), version=4)


def _other_bytes(content: bytes, how: str, draw: Random) -> bytes:
    at = draw.randrange(len(content))
    if how == "flip":
        return content[:at] + bytes([content[at] ^ 1 << draw.randrange(8)]) + content[at + 1 :]
    if how == "missing-byte":
        return content[:at] + content[at + 1 :]
    if how == "doubled-byte":
        return content[: at + 1] + content[at:]
    other = next(place for place in range(len(content)) if content[place] != content[at])
    swapped = bytearray(content)
    swapped[at], swapped[other] = swapped[other], swapped[at]
    return bytes(swapped)


def gained(before: Seen, after: Seen) -> list[Any]:
    """What opens now and did not, or says something else."""
    opened = {"text", "letter", "team", "signer", "officers"}
    return [
        what for what, value in after.items() if what[0] in opened and value is not None and before.get(what) != value
    ]


def is_idle(what: str) -> bool:
    """Whether a change may do nothing: in a wrap or a gift that nobody uses, a copy of one, or what no entry of a case
    of before binds."""
    how, where, _row = what.split(" ")
    of = where.partition(".")[0]
    return of in {"Wrap", "TeamGift"} or (how, of) in {("doubled", "SignerGift"), ("column", "Section")}


@pytest.mark.parametrize(
    ("houses", "changes"), [(1, 16), pytest.param(40, 60, marks=pytest.mark.long)], ids=["few", "many"]
)
def test_both_see_the_same_in_an_honest_house_and_in_a_changed_one(keys: VaultHouse, houses: int, changes: int) -> None:
    draw, tried, unseen = drawn(), 0, Counter[str]()
    for _house in range(houses):
        with transaction.atomic():
            names, people = dict(keys.rings), dict(keys.people)
            history(keys, draw)
            before = seen_by_the_vault(keys)
            assert before == seen_by_the_second(keys)
            assert [what for what, text in before.items() if what[0] == "text" and text is not None], "nothing is open"
            assert "nothing" in {value for what, value in before.items() if what[0] == "missing"}
            for _change in range(changes):
                with transaction.atomic():
                    what = changed(draw)
                    if what:
                        after = seen_by_the_vault(keys)
                        assert after == seen_by_the_second(keys), what
                        assert gained(before, after) == [], what
                        assert after != before or is_idle(what), what
                        tried += 1
                        unseen[what.rpartition(" ")[0]] += after == before
                    transaction.set_rollback(True)
            keys.rings, keys.people = names, people
            transaction.set_rollback(True)
    print(f"{tried} changes; without any effect: {+unseen}")  # noqa: T201 - a figure of the long run


def test_what_the_second_writes_counts_in_the_vault_and_is_gone_on_from(keys: VaultHouse) -> None:
    """A case, its readers, a roster, a key that is certified and a letter, each written by one and taken up by the
    other."""
    for name in NAMES:
        keys.join(name)
    team = keys.team("shelter", "supervisor", "asha", "meera")
    asha, case = second_person(keys, "asha"), new_id()
    key = second.CaseKey(secrets.token_bytes(32), 1)
    readers = [("recovery", asha.house.organisation, ""), ("user", asha.holder, ""), ("team", team.pk.hex, "")]
    key = state(case, key, asha, readers, "made")
    insert(Section, a_section(case, asha, key, STORY))
    assert opening(keys, case) == {"supervisor", "asha", "meera"}

    casekeys.grant(fresh(keys, "meera"), case, person(keys, "rekha"))
    assert opening(keys, case) == {"supervisor", "asha", "meera", "rekha"}
    asha = second_person(keys, "asha")
    text = second.open_section(asha.house.sections[0], asha.case_key(case.hex))
    Wrap.objects.filter(case=case).delete()
    new = second.CaseKey(secrets.token_bytes(32), 2, tuple(one["head"] for one in asha.house.statements(case.hex)))
    new = state(case, new, asha, readers, "taken")
    Section.objects.filter(case=case).delete()
    insert(Section, a_section(case, asha, new, text))
    assert opening(keys, case) == {"supervisor", "asha", "meera"}

    supervisor = second_person(keys, "supervisor")
    (roster,) = supervisor.house.rosters(team.pk.hex).signed
    members = roster["members"] | {keys.people["rekha"].hex: keys.rings["rekha"].epoch}
    row = supervisor.next_roster(team.pk.hex, roster["epoch"], roster["key"], members, clock.now())
    insert(TeamRoster, {"organisation": supervisor.house.organisation, **row})
    private = supervisor.team_key(team.pk.hex, 1)
    assert private is not None
    rekha = keys.people["rekha"].hex
    bound = second.team_context(supervisor.house.organisation, team.pk.hex, 1, rekha)
    sealed = second.wrap(supervisor.house.trusted("user", rekha)["public"], private, bound)
    gift = {"team": team.pk.hex, "epoch": 1, "kind": "user", "principal": rekha, "sealed": sealed}
    insert(TeamGift, {"organisation": supervisor.house.organisation, **gift})
    assert opening(keys, case) == {"supervisor", "asha", "meera", "rekha"}
    membership.remove_member(fresh(keys, "supervisor"), team, keys.people["meera"])
    assert opening(keys, case) == {"supervisor", "asha", "rekha"}

    keys.join("sunita", is_vouched=False)
    supervisor = second_person(keys, "supervisor")
    (waiting,) = [row for row in supervisor.house.directory if row["principal"] == keys.people["sunita"].hex]
    signature = second.sign_row(waiting, supervisor.organisation_key())
    DirectoryKey.objects.filter(pk=waiting["id"]).update(signature=signature)
    casekeys.grant(fresh(keys, "asha"), case, person(keys, "sunita"))
    assert opening(keys, case) == {"supervisor", "asha", "rekha", "sunita"}

    letter = {"id": new_id().hex, "organisation": supervisor.house.organisation, "team": team.pk.hex, "epoch": 2}
    letter |= {"sender": supervisor.house.organisation, "kind": "referral"}
    public = supervisor.house.trusted("team", team.pk.hex)["public"]
    insert(Letter, {**letter, "sealed": second.seal_letter(letter, public, STORY, supervisor)})
    opened = open_verified(fresh(keys, "rekha"), Letter.objects.get())
    assert (opened.plaintext, opened.signed_by) == (STORY, keys.people["supervisor"])
    assert seen_by_the_vault(keys) == seen_by_the_second(keys)


def state(
    case: uuid.UUID, key: second.CaseKey, by: second.Person, to: list[tuple[str, str, str]], change: str
) -> second.CaseKey:
    """Wraps and the next statement of a case, by the second writer. Returns the key by that statement."""
    wraps, named = by.wraps_to(case.hex, key, to)
    row = by.next_statement(case.hex, key, named, change, clock.now())
    for wrap in wraps:
        insert(Wrap, wrap)
    insert(CaseStatement, {"organisation": by.house.organisation, **row})
    return second.CaseKey(key.dek, key.version, (*key.heads, second.head_of(row["body"])))


def a_section(case: uuid.UUID, by: second.Person, key: second.CaseKey, text: bytes) -> dict[str, Any]:
    """A new section, by the second writer."""
    row: dict[str, Any] = {"organisation": by.house.organisation, "case": case.hex, "name": "narrative"}
    row |= {"row": new_id().hex, "revision": 1, "dek_version": key.version, "schema": 2, "statement": len(key.heads)}
    row |= {"written_by": by.holder, "written_at": clock.now()}
    return row | {"sealed": second.seal_section(row, key, text)}


def insert(model: type[Model], row: Mapping[str, Any]) -> None:
    """A row of the second writer into its table."""
    names = {field.name: field.attname for field in model._meta.concrete_fields}
    model._default_manager.create(**{names[name]: value for name, value in row.items()})


def opening(keys: VaultHouse, case: uuid.UUID) -> set[str]:
    """Who opens the entry of a case, in the vault; the second reader says the same."""
    found = set()
    for name in keys.rings:
        house = second_house(keys)
        (section,) = house.sections
        with suppress(second.Refusal):
            assert second.open_section(section, second_person(keys, name, house).case_key(case.hex)) == STORY
            found.add(name)
        try:
            key = fresh(keys, name).case_key(case)
        except Refused:
            assert name not in found
            continue
        assert [open_section(key, row) for row in latest(keys.organisation_id, [case])] == [STORY]
        assert name in found
    return found
