"""A house of its own writes two hundred words through the vault; a thief tries what she took.

Run as a program in the present JATAN_HOME: `python -m tests.config.sealed_run write|open [cookie]`.
"""

import json
import os
import sys
from pathlib import Path
from random import Random
from typing import Final

from jatan.config.startup import setup_django

setup_django()

from django.conf import settings  # noqa: E402 - models are there only after set-up

from jatan.foundation.access import key_acts, team_acts  # noqa: E402
from jatan.foundation.access.actors import Actor, Post, actor_of  # noqa: E402
from jatan.foundation.access.models import Account  # noqa: E402
from jatan.foundation.access.permissions import Role  # noqa: E402
from jatan.foundation.access.walls import acting_as  # noqa: E402
from jatan.foundation.network.models import Organisation  # noqa: E402
from jatan.foundation.vault import ceremonies, enrolling, unlocking  # noqa: E402
from jatan.foundation.vault.casekeys import Reader, make_case_key  # noqa: E402
from jatan.foundation.vault.contexts import file_context  # noqa: E402
from jatan.foundation.vault.files import file_seal  # noqa: E402
from jatan.foundation.vault.keyrings import Keyring  # noqa: E402
from jatan.foundation.vault.models import DirectoryKey, Kind, SealedFile  # noqa: E402
from jatan.foundation.vault.refusing import Refused  # noqa: E402
from jatan.foundation.vault.sealing import write_section  # noqa: E402
from jatan.kernel.ids import new_id  # noqa: E402

PASSPHRASE: Final = "झिंगुर पनघट ढोलक खपरैल बँसवारी"
SESSION: Final = "the-session-of-the-run"
CASES: Final = 50
_SYLLABLES = ("झिं", "गुर", "पन", "घट", "ढो", "लक", "खप", "रै", "बँस", "टाँ", "फुद", "गड़", "छुट", "णिक")
_PEOPLE = ("supervisor@demo.jatan", "counsellor@demo.jatan")


def words() -> list[tuple[str, str, str, str]]:
    """Fifty people: name, phone, village and a word of their story; none is a word of the product or of a place."""
    random, rows = Random(2026), []
    for number in range(CASES):
        made = ["".join(random.choices(_SYLLABLES, k=5)) for _part in range(3)]
        rows.append(
            (f"{made[0]}वा", f"94{random.randrange(10**7, 10**8):08d}", f"{made[1]}पुरवा", f"{made[2]}{number}ज़ख़्म")
        )
    return rows


def write() -> dict[str, object]:
    """Ceremony, keys, a team, fifty cases with card, story and a sealed file each; what only memory and paper hold."""
    organisation = Organisation.objects.get(code="D03")
    with acting_as(Actor(None, (Post(Role.SUPERVISOR, organisation.pk),))):
        shares = ceremonies.hold_ceremony(organisation.pk).shares
    codes: list[str] = []
    rings: list[Keyring] = []
    for email in _PEOPLE:
        account = Account.objects.get(email=email)
        with acting_as(actor_of(account)) as by:
            codes += key_acts.set_up_keys(by=by, passphrase=PASSPHRASE)[1]
            row = DirectoryKey.objects.get(principal=account.pk)
            if not rings:
                ceremonies.swear_in(organisation.pk, shares[:2], row)
            else:
                team_acts.vouch_for(by=actor_of(Account.objects.get(email=_PEOPLE[0])), keyring=rings[0], row=row)
            rings.append(enrolling.unlock(organisation.pk, account.pk, PASSPHRASE))
    with acting_as(actor_of(Account.objects.get(email=_PEOPLE[0]))) as by:
        team = team_acts.found_team(by=by, keyring=rings[0], name="Team", holders=[rings[1].holder])
        for name, phone, village, story in words():
            _case(rings[0], Reader(Kind.TEAM, team.pk), name, phone, village, story)
        _row, cookie = unlocking.begin(rings[0], SESSION)
    return {"cookie": cookie, "codes": codes, "keys": [ring.key.raw.hex() for ring in rings]}


def open_with_what_is_here(cookie: str) -> dict[str, bool]:
    """Whether the passphrase, though known, or a cookie, though taken, opens with the secrets this home has."""
    organisation = Organisation.objects.get(code="D03")
    account = Account.objects.get(email=_PEOPLE[0])
    with acting_as(actor_of(account)):
        row = unlocking.standing(cookie, account.pk)
        assert row is not None
        return {
            "passphrase": _opens(lambda: enrolling.unlock(organisation.pk, account.pk, PASSPHRASE)),
            "cookie": _opens(lambda: unlocking.keyring_of(row, cookie, SESSION)),
        }


def _case(ring: Keyring, team: Reader, name: str, phone: str, village: str, story: str) -> None:
    case, file = new_id(), new_id()
    key = make_case_key(ring, case, [team])
    write_section(ring, case, key, "identity", json.dumps({"n": name, "p": phone}, ensure_ascii=False).encode())
    write_section(ring, case, key, "narrative", f"{story} {village} ".encode() * 40)
    file_key = os.urandom(32)
    write_section(ring, case, key, "file", json.dumps({"name": f"{name}.txt", "key": file_key.hex()}).encode())
    context = file_context(organisation=ring.organisation_id, case=case, file=file)
    path = Path(settings.MEDIA_ROOT) / "sealed" / file.hex
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"".join(file_seal(file_key, [f"{name} {phone} {village} {story} ".encode() * 5000], context)))
    SealedFile.objects.create(
        id=file,
        organisation_id=ring.organisation_id,
        case=case,
        stored_as=file.hex,
        length=path.stat().st_size,
        written_by=ring.holder,
    )


def _opens(attempt: object) -> bool:
    try:
        attempt()  # type: ignore[operator]
    except Refused:
        return False
    return True


if __name__ == "__main__":
    sys.stdout.write(json.dumps(write() if sys.argv[1] == "write" else open_with_what_is_here(sys.argv[2])))
