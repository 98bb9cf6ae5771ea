"""A house as the vault and as the second reader see it: who opens what, to compare."""

import uuid
from collections.abc import Iterator, Mapping
from typing import Any

from django.db.models import Model

from jatan.foundation.vault import statements
from jatan.foundation.vault.choices import Kind
from jatan.foundation.vault.contexts import team_context
from jatan.foundation.vault.directory import authority_of, trusted_key, verify_row
from jatan.foundation.vault.keyrings import CaseKey, Keyring, wrap_context
from jatan.foundation.vault.letters import open_verified
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
from jatan.foundation.vault.rosters import rosters_of
from jatan.foundation.vault.section_store import latest, open_section
from jatan.foundation.vault.shares import join_shares
from jatan.kernel import clock
from jatan.programme.cases.file.manifest import lost_parts
from tests.foundation.vault import second_reader as second
from tests.foundation.vault.vault_office import VaultHouse

# What is seen -> its value; None where it is refused.
type Seen = dict[tuple[str, ...], Any]


def fresh(keys: VaultHouse, name: str) -> Keyring:
    """Her keyring, as in a new request."""
    ring = keys.rings[name]
    return Keyring(ring.organisation_id, ring.holder, ring.key, ring.epoch)


def rows_of(model: type[Model], keys: VaultHouse) -> list[dict[str, Any]]:
    """The rows of a table as the second reader takes them."""
    rows = model._default_manager.filter(organisation_id=keys.organisation_id).order_by("pk").values()
    return [{name.removesuffix("_id"): _plain(value) for name, value in row.items()} for row in rows]


def _plain(value: Any) -> Any:
    if isinstance(value, uuid.UUID):
        return value.hex
    return bytes(value) if isinstance(value, memoryview) else value


def second_house(keys: VaultHouse) -> second.House:
    return second.House(
        keys.organisation_id.hex,
        authority_of(keys.organisation_id).raw,
        clock.today(),
        directory=rows_of(DirectoryKey, keys),
        teams=rows_of(Team, keys),
        gifts=rows_of(TeamGift, keys),
        signer_gifts=rows_of(SignerGift, keys),
        roster_rows=rows_of(TeamRoster, keys),
        statement_rows=rows_of(CaseStatement, keys),
        wraps=rows_of(Wrap, keys),
        sections=rows_of(Section, keys),
    )


def second_person(keys: VaultHouse, name: str, house: second.House | None = None) -> second.Person:
    ring = keys.rings[name]
    return second.Person(house or second_house(keys), ring.holder.hex, ring.epoch, ring.key.raw)  # type: ignore[attr-defined]


def cases_of(keys: VaultHouse) -> list[uuid.UUID]:
    held = CaseStatement.objects.filter(organisation_id=keys.organisation_id).values_list("case", flat=True)
    return sorted({*held, *Wrap.objects.filter(organisation_id=keys.organisation_id).values_list("case", flat=True)})


def seen_by_the_vault(keys: VaultHouse) -> Seen:
    """As another process of the vault sees it, which has verified nothing yet."""
    statements._kept.clear()
    organisation_id = keys.organisation_id
    seen: Seen = {}
    mine = {"organisation_id": organisation_id}
    for row in DirectoryKey.objects.filter(**mine):
        who = (row.kind, row.principal.hex)
        seen["row", row.pk.hex] = _or_none(lambda row=row: verify_row(row, authority_of(organisation_id)) or True)
        seen["trusted", *who] = _or_none(
            lambda row=row: trusted_key(organisation_id, Kind(row.kind), row.principal).key.raw
        )
    teams = list(Team.objects.filter(**mine))
    held = rosters_of(organisation_id, [team.pk for team in teams])
    for team in teams:
        rosters = held.by_team.get(team.pk, ())
        damaged = team.pk in held.damaged
        seen["rosters", team.pk.hex] = None if damaged else tuple(one.head for one in rosters)
        seen["left out", team.pk.hex] = team.pk in held.forged
    officers = join_shares(keys.shares[:2])
    for row in Wrap.objects.filter(kind=Kind.RECOVERY, **mine):
        seen["officers", row.pk.hex] = _or_none(lambda row=row: officers.unwrap(bytes(row.sealed), wrap_context(row)))
    for gift in TeamGift.objects.filter(kind=Kind.RECOVERY, **mine):
        context = team_context(organisation=organisation_id, team=gift.team_id, epoch=gift.epoch, member=gift.principal)
        seen["officers", gift.pk.hex] = _or_none(
            lambda gift=gift, context=context: officers.unwrap(bytes(gift.sealed), context)
        )
    cases, letters = cases_of(keys), list(Letter.objects.filter(**mine))
    for name in keys.rings:
        ring = fresh(keys, name)
        seen["signer", name] = _or_none(lambda ring=ring: ring.signer().verifier().raw)
        for team in teams:
            seen["team", name, team.pk.hex] = _or_none(
                lambda ring=ring, team=team: ring.team(team.pk, team.epoch).public().raw
            )
        for letter in letters:
            seen["letter", name, letter.pk.hex] = _or_none(lambda ring=ring, letter=letter: _letter(ring, letter))
        for case in cases:
            key: CaseKey | None = _or_none(lambda ring=ring, case=case: ring.case_key(case))
            seen["key", name, case.hex] = key and (key.dek, key.version, key.heads)
            if key is None:
                continue
            for section in Section.objects.filter(case=case, **mine):
                seen["text", name, case.hex, section.pk.hex] = _or_none(
                    lambda key=key, section=section: open_section(key, section)
                )
            newest = latest(organisation_id, [case])
            seen["missing", name, case.hex] = _or_none(
                lambda key=key, newest=newest: _counts(lost_parts(key, newest)) or "nothing"
            )
    return seen


def _counts(lost: Any) -> tuple[int, int] | None:
    return (lost.entries, lost.writings) if lost else None


def seen_by_the_second(keys: VaultHouse) -> Seen:
    house = second_house(keys)
    seen: Seen = {}
    for row in house.directory:
        who = (row["kind"], row["principal"])
        seen["row", row["id"]] = _or_none(lambda row=row: house.verify_row(row) or True)
        seen["trusted", *who] = _or_none(lambda who=who: house.trusted(*who)["public"])
    for team in house.teams:
        rosters = house.rosters(team["id"])
        heads = tuple(one["head"] for one in rosters.signed)
        seen["rosters", team["id"]] = None if rosters.is_damaged else heads
        seen["left out", team["id"]] = rosters.left_out > 0
    officers = second.join(keys.shares[:2])
    for row in house.wraps:
        if row["kind"] == "recovery":
            seen["officers", row["id"]] = _or_none(
                lambda row=row: second.unwrap(officers, row["sealed"], second.wrap_context(row))
            )
    for row in house.gifts:
        if row["kind"] == "recovery":
            bound = second.team_context(house.organisation, row["team"], row["epoch"], row["principal"])
            seen["officers", row["id"]] = _or_none(
                lambda row=row, bound=bound: second.unwrap(officers, row["sealed"], bound)
            )
    letters, cases = rows_of(Letter, keys), [case.hex for case in cases_of(keys)]
    for name in keys.rings:
        person = second_person(keys, name, house)
        seen["signer", name] = _or_none(lambda person=person: second.verifying_key(person.organisation_key()))
        for team in house.teams:
            seen["team", name, team["id"]] = _or_none(lambda person=person, team=team: _team_key(person, team))
        for letter in letters:
            seen["letter", name, letter["id"]] = _or_none(
                lambda person=person, letter=letter: _letter_of_the_second(letter, person)
            )
        for case in cases:
            key: second.CaseKey | None = _or_none(lambda person=person, case=case: person.case_key(case))
            seen["key", name, case] = key and (key.dek, key.version, key.heads)
            if key is None:
                continue
            for section in (row for row in house.sections if row["case"] == case):
                seen["text", name, case, section["id"]] = _or_none(
                    lambda key=key, section=section: second.open_section(section, key)
                )
            newest = list(_newest(house, case))
            seen["missing", name, case] = _or_none(
                lambda key=key, newest=newest: second.missing_parts(newest, key) or "nothing"
            )
    return seen


def _letter(ring: Keyring, row: Letter) -> tuple[str, bytes]:
    """Who signed a letter, and its text."""
    opened = open_verified(ring, row)
    return opened.signed_by.hex if opened.signed_by else "", opened.plaintext


def _letter_of_the_second(row: Mapping[str, Any], person: second.Person) -> tuple[str, bytes]:
    return second.letter_signer(row, person, person.house), second.letter_parts(row, person)[1]


def _newest(house: second.House, case: str) -> Iterator[Mapping[str, Any]]:
    """The newest revision of each row of a case, as the tables hold them."""
    of_case = [row for row in house.sections if row["case"] == case]
    for name in sorted({row["row"] for row in of_case}):
        yield max((row for row in of_case if row["row"] == name), key=lambda row: row["revision"])


def _team_key(person: second.Person, team: Mapping[str, Any]) -> bytes | None:
    private = person.team_key(team["id"], team["epoch"])
    return private and second.public_of(private)


def _or_none(look: Any) -> Any:
    try:
        return look()
    except (Refused, second.Refusal):
        return None
