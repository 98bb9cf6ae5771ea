"""Find a name among five thousand sealed identity cards, with the keyring of somebody who can open them.

    uv run python -m bench cases

The database is asked for wraps and cards, each card is opened, compared and forgotten. Cards are written by the vault's
own verbs; wraps lie under the team's symmetric key, as they do for whoever belongs to the team.
"""
# ruff: noqa: E402 - models can be imported only after Django has been set up

import random
import statistics
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from jatan.runtime import startup

startup.setup_django()

from django.conf import settings

from bench.figures import Figures, size
from bench.population import Names, slipped
from jatan.foundation.access.actors import Actor, Post
from jatan.foundation.access.models import Account, Posting
from jatan.foundation.access.permissions import Role
from jatan.foundation.access.walls import acting_as
from jatan.foundation.network.models import Organisation
from jatan.foundation.network.selectors import districts_of
from jatan.foundation.vault import ceremonies, enrolment, membership
from jatan.foundation.vault.casekeys import Reader, make_case_key
from jatan.foundation.vault.choices import Kind
from jatan.foundation.vault.keyrings import Keyring
from jatan.foundation.vault.models import Team
from jatan.kernel import clock
from jatan.kernel.periods import quarter
from jatan.programme.cases.entries.all_kinds import kind_of
from jatan.programme.cases.file.cards import search_fields
from jatan.programme.cases.file.search import search_names
from jatan.programme.cases.file.section_format import seal_entry
from jatan.programme.cases.models import Case

CARDS, QUERIES, BAR_SECONDS, FOUND = size(5_000, 40), size(40, 10), 0.3, 0.9
WORDS = "नदी किनारे पुराना महुआ पेड़"


def main() -> int:
    chance = random.Random(7)
    organisation = Organisation.objects.get(code="D03")
    with tempfile.TemporaryDirectory() as folder:
        settings.VAULT_AUTHORITIES = Path(folder)
        by, ring, people = _with_cards(organisation, _names(chance))
        times, processor, found = [], [], 0
        for name in chance.sample(people, QUERIES):
            with acting_as(by):
                fresh = Keyring(ring.organisation_id, ring.holder, ring.key, ring.epoch)
                since, since_cpu = time.perf_counter(), time.process_time()
                hits = search_names(by, fresh, slipped(name, chance))
                times.append(time.perf_counter() - since)
                processor.append(time.process_time() - since_cpu)
            found += any(hit.name == name for hit in hits)
    figures, middle = Figures(), statistics.median(processor)
    what = f"a name among {CARDS:,} sealed identity cards"
    figures.add(f"{what}: CPU of our process, median", f"{middle:.3f} s", f"≤ {BAR_SECONDS} s", middle <= BAR_SECONDS)
    figures.add(f"{what}: by the clock, median (worst)", f"{statistics.median(times):.3f} s ({max(times):.3f} s)")
    share = found / QUERIES
    figures.add(f"{what}: found with a slip of the pen", f"{share:.0%}", f"≥ {FOUND:.0%}", share >= FOUND)
    return figures.end()


def _names(chance: random.Random) -> list[str]:
    """Names in Devanagari, given and family, with the frequencies of the pool."""
    pool = Names()
    given = chance.choices(pool.given, k=CARDS)
    return [f"{one[0]} {chance.choice(pool.family)[0]}" for one in given]


def workers(organisation: Organisation) -> tuple[list[Account], Keyring, Team]:
    """Two supervisors with keys, the first one's keyring, and the team of both. Whoever asks keeps the authorities."""
    accounts = []
    for part in ("supervisor", "counsellor"):
        account = Account.objects.create(email=f"{part}.{organisation.code}@bench.example", name=part, password="")
        Posting.objects.create(account=account, role=Role.SUPERVISOR, organisation=organisation, since=clock.today())
        accounts.append(account)
    with acting_as(Actor(accounts[0].pk, (Post(Role.SUPERVISOR, organisation.pk),))):
        shares = ceremonies.hold_ceremony(organisation.pk).shares
        for account in accounts:
            row, _codes = enrolment.enrol(organisation.pk, account.pk, WORDS)
            ceremonies.certify_supervisor(organisation.pk, shares[:2], row)
        ring = enrolment.unlock(organisation.pk, accounts[0].pk, WORDS)
        return accounts, ring, membership.create_team(ring, "bench", [account.pk for account in accounts])


def _with_cards(organisation: Organisation, names: list[str]) -> tuple[Actor, Keyring, list[str]]:
    accounts, ring, team = workers(organisation)
    by = Actor(accounts[0].pk, (Post(Role.SUPERVISOR, organisation.pk),))
    with acting_as(by):
        for number, name in enumerate(names):
            _card(organisation, ring, Reader(Kind.TEAM, team.pk), name, number)
    return by, ring, names


def _card(organisation: Organisation, ring: Keyring, team: Reader, name: str, number: int) -> None:
    case = Case.objects.create(
        organisation=organisation,
        place=districts_of(organisation.pk, clock.today())[0],
        code=f"B-{number}",
        kind="trafficking",
        opened_quarter=quarter(clock.today()).start,
    )
    key = make_case_key(ring, case.pk, [team])
    card = {"name": name, "sex": "f"}
    seal_entry(ring, case.pk, key, kind_of("identity"), card | search_fields(card))


if __name__ == "__main__":
    raise SystemExit(main())
