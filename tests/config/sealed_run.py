"""A house of its own writes two hundred words into case files; a thief tries what she took.

Run as a program in the present JATAN_HOME: `python -m tests.config.sealed_run write|open [cookie]`.
"""

import json
import sys
from random import Random
from typing import Final

from jatan.config.startup import setup_django

setup_django()

from jatan.foundation.access import key_acts, team_acts  # noqa: E402 - models are there only after set-up
from jatan.foundation.access.actors import Actor, Post, actor_of  # noqa: E402
from jatan.foundation.access.models import Account  # noqa: E402
from jatan.foundation.access.permissions import Role  # noqa: E402
from jatan.foundation.access.walls import acting_as  # noqa: E402
from jatan.foundation.network.models import Organisation  # noqa: E402
from jatan.foundation.vault import ceremonies, enrolling, unlocking  # noqa: E402
from jatan.foundation.vault.keyrings import Keyring  # noqa: E402
from jatan.foundation.vault.letters import send_letter  # noqa: E402
from jatan.foundation.vault.models import DirectoryKey, Team  # noqa: E402
from jatan.foundation.vault.refusing import Refused  # noqa: E402
from jatan.kernel import clock  # noqa: E402
from jatan.programme.cases.file.founding import open_case_file  # noqa: E402
from jatan.programme.cases.file.opening import open_file, open_identity  # noqa: E402
from jatan.programme.cases.file.papers import PaperWriter, keep_paper  # noqa: E402
from jatan.programme.cases.file.searching import search_names  # noqa: E402
from jatan.programme.cases.file.writing import withdraw_entry, write_entry  # noqa: E402

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
            _case(by, rings[0], team, name, phone, village, story)
        send_letter(organisation.pk, kind="referral", plaintext=" ".join(words()[0]).encode())
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


def _case(by: Actor, ring: Keyring, team: Team, name: str, phone: str, village: str, story: str) -> None:
    """One file as the work makes it: card, consent, story, safety, a referral's consent, a paper."""
    told = {"by": by, "keyring": ring}
    found = open_case_file(**told, team=team.pk, kind="trafficking", opened_on=clock.today())

    def write(kind: str, **said: object) -> None:
        nonlocal found
        found = write_entry(**told, found=found, kind=kind, said=said)

    agreed = {"given_on": clock.today(), "given_by": "herself", "way": "thumb", "language": "sck", "text_version": "1"}
    write("consent", purpose="case_work", witness=name, **agreed)
    write("consent", purpose="share", recipient=f"{village} {story}", **agreed)
    write("identity", name=name, phone=phone, village=village, other_names=f"{name}ी", not_to_tell=story, sex="f")
    write("note", about=story, text=f"{story} {village} " * 40)
    write("note", about="revised", text=f"{name} {phone}")
    note = found.file.all("note")[-1]
    found = write_entry(
        **told, found=found, kind="note", said={"about": "revised", "text": story}, row=note.row, base=1
    )
    found = withdraw_entry(**told, found=found, row=note.row, reason=f"{story} {village}")
    writer = PaperWriter(found.case.organisation_id, found.case.pk)
    for _piece in range(50):
        writer.add(f"{name} {phone} {village} {story} ".encode() * 100)
    writer.finish()
    found = keep_paper(**told, found=found, writer=writer, title=village, name=f"{name}.txt", media_type="text/plain")
    assert search_names(by, ring, name)
    assert open_identity(by, ring, open_file(by, ring, found.case.pk)).file.identity is not None


def _opens(attempt: object) -> bool:
    try:
        attempt()  # type: ignore[operator]
    except Refused:
        return False
    return True


if __name__ == "__main__":
    sys.stdout.write(json.dumps(write() if sys.argv[1] == "write" else open_with_what_is_here(sys.argv[2])))
