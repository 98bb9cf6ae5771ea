"""Consistency checks of an organisation's keys that need no private key."""

import uuid
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Count, F, Max, Min

from jatan.foundation.access.kept_heads import KEYS, PARTS, ROSTERS, STATEMENTS, KeptHeads, spelled
from jatan.foundation.access.key_acts import first_statements, known_rosters, pinned_events
from jatan.foundation.ledger.models import Event
from jatan.foundation.vault.boxes import KEY_BYTES
from jatan.foundation.vault.casekeys import FEWEST_READERS, people_among_readers, team_members
from jatan.foundation.vault.choices import Kind, SlotKind
from jatan.foundation.vault.directory import authority_of, fingerprint_of, verify_row
from jatan.foundation.vault.keypairs import PRIVATE_BYTES, WRAP_OVERHEAD
from jatan.foundation.vault.models import DirectoryKey, Section, SignerGift, Slot, Team, TeamGift, Wrap
from jatan.foundation.vault.refusal import Refused
from jatan.foundation.vault.rosters import member_rows, rosters_of
from jatan.foundation.vault.signatures import SIGNER_BYTES, Verifier
from jatan.foundation.vault.statements import Statement, whole_statements
from jatan.foundation.vault.teams import SYMMETRIC_WRAP

type _Known = dict[tuple[str, uuid.UUID, int], DirectoryKey]
_WRAP = WRAP_OVERHEAD + KEY_BYTES


@dataclass(frozen=True)
class CheckedKeys:
    """What a check found: faults as lines of codes and ids, e.g. "case <id>: keys of two versions"; and the heads of
    what is whole, for the ledger."""

    faults: list[str]
    heads: KeptHeads


def key_faults(organisation_id: uuid.UUID) -> list[str]:
    """Faults as lines of codes and ids. Empty if all is in order, and for an organisation without a key ceremony."""
    return checked_keys(organisation_id).faults


def checked_keys(organisation_id: uuid.UUID) -> CheckedKeys:
    """As `key_faults`, with the heads."""
    heads = KeptHeads(organisation_id)
    return CheckedKeys(_faults(organisation_id, heads), heads)


def _faults(organisation_id: uuid.UUID, heads: KeptHeads) -> list[str]:
    rows = list(DirectoryKey.objects.filter(organisation_id=organisation_id).order_by("made_at", "id"))
    try:
        authority = authority_of(organisation_id)
    except Refused:
        return ["authority missing"] if any(row.signature for row in rows) or not heads.is_empty else []
    newest: dict[tuple[str, uuid.UUID], int] = {}
    for row in rows:
        newest[row.kind, row.principal] = max(row.epoch, newest.get((row.kind, row.principal), 0))
    active = [row for row in rows if row.retired_at is None]
    # `directory.trusted_key` ignores an older key whose retirement was undone, so nothing may be wrapped to it either.
    current = {
        (row.kind, row.principal, row.epoch): row for row in active if row.epoch == newest[row.kind, row.principal]
    }
    reactivated = [row for row in active if row.epoch < newest[row.kind, row.principal]]
    return [
        *_pin_faults(organisation_id, authority, {row.principal for row in active}),
        *_directory_faults(organisation_id, rows, authority, heads),
        *[f"key {row.kind} {row.principal} {row.epoch}: retired, and called living again" for row in reactivated],
        *_gift_faults(organisation_id, current),
        *_team_faults(organisation_id, heads),
        *_case_faults(organisation_id, current, heads),
        *(["ledger: what it was told of chains and keys cannot be read"] if heads.unreadable else []),
    ]


def _pin_faults(organisation_id: uuid.UUID, authority: Verifier, active: set[uuid.UUID]) -> Iterator[str]:
    """What the pins inside the slots hold is not known without a passphrase; the ledger tells under which verifying key
    the organisation's were made and each holder's were made or opened last, and the length of a slot whether it has a
    pin. `active`: whose keys are not retired."""
    named = pinned_events(organisation_id).order_by("sequence").values_list("about", "payload__authority")
    last = {about: mark for about, mark in named if about in active}
    made = last.pop(organisation_id, "")
    others = sorted(holder for holder, mark in last.items() if mark != authority.fingerprint)
    if made != authority.fingerprint and (made or others):
        yield "authority: not the one under which keys were made or opened before"
    else:
        yield from (f"slot of {holder}: made or opened last under another verifying key" for holder in others)
    slots = Slot.objects.filter(organisation_id=organisation_id, kind=SlotKind.PASSPHRASE).order_by("epoch")
    newest = dict(slots.values_list("holder", "memory_kib"))
    of_before = [holder for holder, memory in newest.items() if not memory]
    opened = set(
        pinned_events(organisation_id, "set_up", "opened").filter(about__in=of_before).values_list("about", flat=True)
    )
    yield from (f"slot of {holder}: put back from before it was pinned" for holder in of_before if holder in opened)


def _directory_faults(
    organisation_id: uuid.UUID, rows: list[DirectoryKey], authority: Verifier, heads: KeptHeads
) -> Iterator[str]:
    events = Event.objects.filter(organisation_id=organisation_id, verb__startswith="keys.")
    fingerprints = set(events.filter(payload__has_key="fingerprint").values_list("payload__fingerprint", flat=True))
    for row in rows:
        name = f"key {row.kind} {row.principal} {row.epoch}"
        try:
            if row.signature:
                verify_row(row, authority)
            if fingerprint_of(row) not in fingerprints:
                yield f"{name}: the ledger knows no such fingerprint"
            if not heads.key_follows(row):
                yield f"{name}: put back to before what the ledger was told"
        except Refused as refused:
            heads.see_key(row)
            yield f"{name}: {refused.code}"
    yield from (f"key {spelled(name)}: missing, and the ledger was told of it" for name in heads.missing(KEYS))
    if not any(row.kind == Kind.RECOVERY and row.signature for row in rows):
        yield "recovery key missing"


def _gift_faults(organisation_id: uuid.UUID, current: _Known) -> Iterator[str]:
    for gift in TeamGift.objects.filter(organisation_id=organisation_id).order_by("id"):
        name = f"gift of team {gift.team_id} {gift.epoch} to {gift.principal}"
        if (Kind.TEAM, gift.team_id, gift.epoch) not in current:
            yield f"{name}: no such key of the team"
        if not any(kind == gift.kind and who == gift.principal for kind, who, _epoch in current):
            yield f"{name}: nobody holds that key"
        if len(gift.sealed) != PRIVATE_BYTES + WRAP_OVERHEAD:
            yield f"{name}: length"
    for signer in SignerGift.objects.filter(organisation_id=organisation_id).order_by("id"):
        if (Kind.USER, signer.holder, signer.epoch) not in current or len(
            signer.sealed
        ) != SIGNER_BYTES + WRAP_OVERHEAD:
            yield f"signing key of {signer.holder}: nobody holds that key, or length"


def _team_faults(organisation_id: uuid.UUID, heads: KeptHeads) -> Iterator[str]:
    """What rows say about teams and no roster does. A team of an earlier version has no roster yet."""
    teams = list(Team.objects.filter(organisation_id=organisation_id).order_by("id"))
    rosters = rosters_of(organisation_id, [team.pk for team in teams])
    rows = member_rows(organisation_id, [team.pk for team in teams])
    known = known_rosters(organisation_id, [team.pk for team in teams])
    for team in teams:
        name, present = f"team {team.pk}", rows.get(team.pk, set())
        if team.pk in rosters.damaged:
            heads.see(ROSTERS, team.pk.hex)
            yield f"{name}: its rosters were altered or are missing"
            continue
        if team.pk in rosters.forged:
            yield f"{name}: a roster that nobody signed"
        roster = rosters.present(team.pk)
        if known.get(team.pk, 0) > (roster.number if roster else 0):
            yield f"{name}: a later roster is missing"
        if roster is not None:
            if not heads.follows(ROSTERS, team.pk, [one.head for one in rosters.by_team[team.pk]]):
                yield f"{name}: its rosters were put back to before what the ledger was told"
            if roster.epoch != team.epoch:
                yield f"{name}: another key than its roster says"
            yield from (f"{name}: no roster names {one}" for one in sorted(present - set(roster.members)))
            yield from (f"{name}: the row of {one} is missing" for one in sorted(set(roster.members) - present))
    for team_id in heads.missing(ROSTERS):
        yield f"team {uuid.UUID(team_id)}: its rosters are missing, and the ledger was told of them"


def _signed_faults(stated: Statement, held: list[Wrap], current: _Known) -> Iterator[str]:
    """What the wraps of a case say and its statement does not, and the reverse."""
    for wrap in held:
        named = stated.named(wrap.kind, wrap.principal, wrap.epoch, wrap.dek_version)
        if named is None:
            yield f"case {stated.case}: nobody signed the reader {wrap.principal}"
        elif named.until != wrap.until:
            yield f"case {stated.case}: another last day of {wrap.principal} than was signed"
    wrapped = {wrap.principal for wrap in held}
    for one in stated.readers:
        # Whoever has newer keys is given the case again by a reader.
        counts = one.kind != Kind.USER or (one.kind, one.principal, one.epoch) in current
        if counts and not one.is_over and one.principal not in wrapped:
            yield f"case {stated.case}: the key for {one.principal} is missing"


def _case_faults(organisation_id: uuid.UUID, current: _Known, heads: KeptHeads) -> Iterator[str]:
    wraps: dict[uuid.UUID, list[Wrap]] = {}
    for wrap in Wrap.objects.filter(organisation_id=organisation_id).order_by("id").iterator(chunk_size=2000):
        wraps.setdefault(wrap.case, []).append(wrap)
        key = current.get((wrap.kind, wrap.principal, wrap.epoch))
        if key is None or not key.signature:
            yield f"case {wrap.case}: given to a key of {wrap.kind} {wrap.principal} that does not count"
        if len(wrap.sealed) not in {SYMMETRIC_WRAP, _WRAP}:
            yield f"case {wrap.case}: length"
    numbers: dict[uuid.UUID, int] = {}
    refused: set[uuid.UUID] = set()
    known = first_statements(organisation_id)
    for case, stated in whole_statements(organisation_id):
        if stated is None:
            refused.add(case)
            heads.see(STATEMENTS, case.hex)
            yield f"case {case}: who reads it was altered"
        else:
            numbers[case] = stated.number
            if not heads.follows(STATEMENTS, case, stated.heads):
                yield f"case {case}: who reads it was put back to before what the ledger was told"
            if known.get(case) != {stated.heads[0]}:  # begun anew by whoever has, or had, the key of the case
                yield f"case {case}: the ledger knows another first statement, or none"
            yield from _signed_faults(stated, wraps.get(case, []), current)
    teams = {wrap.principal for held in wraps.values() for wrap in held if wrap.kind == Kind.TEAM}
    members = team_members(organisation_id, teams)
    for case, held in wraps.items():
        if len({wrap.dek_version for wrap in held}) != 1:
            yield f"case {case}: keys of two versions"
        if not any(wrap.kind == Kind.RECOVERY for wrap in held):
            yield f"case {case}: the recovery officers cannot open it"
        if len(people_among_readers(held, members)) < FEWEST_READERS:
            yield f"case {case}: fewer than two people can open it"
    sections = Section.objects.filter(organisation_id=organisation_id).values("case", "dek_version")
    sealed = sections.annotate(newest=Max("statement"), schema=Min("schema"), parts=Count("id"))
    parts: Counter[uuid.UUID] = Counter()
    rows = sealed.order_by("case", "dek_version").values_list("case", "dek_version", "newest", "schema", "parts")
    for case, version, newest, schema, count in rows:
        parts[case] += count
        number = numbers.get(case, 0)
        if case not in refused and (newest > number or (number and schema == 1)):
            yield f"case {case}: a part is sealed by a statement that is missing"
        if version not in {wrap.dek_version for wrap in wraps.get(case, [])}:
            yield f"case {case}: a part is sealed under a key that nobody was given"
    revisions = Section.objects.filter(organisation_id=organisation_id).values("case", "row")
    written = revisions.annotate(first=Min("revision"), last=Max("revision"), count=Count("id"))
    gaps = set(written.exclude(first=1, last=F("count")).order_by().values_list("case", flat=True))
    for case, count in parts.items():
        if case in gaps:
            yield f"case {case}: writings of an entry are missing, or were added beside them"
        # Only of a case whose readers somebody signed: anybody may put in rows of one that is none.
        if case not in numbers or case in gaps:
            heads.see(PARTS, case.hex)
        elif not heads.has_grown(PARTS, case.hex, count):
            yield f"case {case}: parts are missing that the ledger was told of"
    for case in heads.missing_cases():
        yield f"case {case}: what the ledger was told of is missing, and it tells of no deletion"
