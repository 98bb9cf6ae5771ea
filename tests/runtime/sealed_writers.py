"""Two organisations write two hundred words into case files; then a copy of the home is searched for them.

Run as a program in the present JATAN_HOME: `python -m tests.runtime.sealed_writers write|open|sessions [cookie]`.
"""

import datetime as dt
import json
import sys
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import batched
from random import Random
from typing import Final

from jatan.runtime.startup import setup_django

setup_django()


from jatan.foundation.access import key_acts, team_acts  # noqa: E402
from jatan.foundation.access.actors import Actor, Post, actor_of  # noqa: E402
from jatan.foundation.access.models import Account, Session  # noqa: E402
from jatan.foundation.access.permissions import Role  # noqa: E402
from jatan.foundation.access.session_store import decoded  # noqa: E402
from jatan.foundation.access.walls import acting_as  # noqa: E402
from jatan.foundation.network.models import Organisation  # noqa: E402
from jatan.foundation.vault import ceremonies, enrolment, open_keys  # noqa: E402
from jatan.foundation.vault.key_agent.client import AgentAway  # noqa: E402
from jatan.foundation.vault.keyrings import Keyring  # noqa: E402
from jatan.foundation.vault.letters import send_letter, waiting_letters  # noqa: E402
from jatan.foundation.vault.models import DirectoryKey, Team  # noqa: E402
from jatan.foundation.vault.opened_keys import LocalKey  # noqa: E402
from jatan.foundation.vault.refusal import Refused  # noqa: E402
from jatan.foundation.vault.signatures import Signer  # noqa: E402
from jatan.kernel import clock  # noqa: E402
from jatan.programme.cases.file.access import OpenCaseFile, open_file, open_identity  # noqa: E402
from jatan.programme.cases.file.creation import open_case_file  # noqa: E402
from jatan.programme.cases.file.entry_store import withdraw_entry, write_entry  # noqa: E402
from jatan.programme.cases.file.papers import PaperWriter, keep_paper  # noqa: E402
from jatan.programme.cases.file.search import search_names  # noqa: E402
from jatan.programme.cases.sharing.answers import take_answers  # noqa: E402
from jatan.programme.cases.sharing.exports import make_export  # noqa: E402
from jatan.programme.cases.sharing.letter_bodies import REFERRAL  # noqa: E402
from jatan.programme.cases.sharing.reception import take_referral  # noqa: E402
from jatan.programme.cases.sharing.referrals import send_referral  # noqa: E402

PASSPHRASE: Final = "झिंगुर पनघट ढोलक खपरैल बँसवारी"
# Somebody with a password is asked for it before she gives her keys up; the demo's people have none.
SIGN_IN: Final = "पनघट-की-डगर-7"
SESSION: Final = "the-session-of-the-run"
CASES: Final = 25
_SYLLABLES = ("झिं", "गुर", "पन", "घट", "ढो", "लक", "खप", "रै", "बँस", "टाँ", "फुद", "गड़", "छुट", "णिक")
# Supervisor first.
_PEOPLE = {
    "D03": ("supervisor@demo.jatan", "counsellor@demo.jatan"),
    "D02": ("khunti.supervisor@demo.jatan", "khunti.counsellor@demo.jatan"),
}
# So many of them are referred to the other member, taken in there, and handed out as encrypted files.
SHARED: Final = 5
_AGREED: Final = {"given_by": "herself", "way": "thumb", "language": "sck", "text_version": "1"}
type Person = tuple[str, str, str, str]


@dataclass
class House:
    """A member with keys: its supervisor's and counsellor's keyrings, their codes, and the team of both."""

    rings: list[Keyring]
    codes: list[str]
    team: Team

    @property
    def by(self) -> Actor:
        return _actor(self.rings[0].holder)


def words() -> list[Person]:
    """Two people for each case, her and who is with her: name, phone, village and a word of their story; none is a
    word of the product or of a place."""
    random, rows = Random(2026), []
    for number in range(2 * CASES):
        made = ["".join(random.choices(_SYLLABLES, k=5)) for _part in range(3)]
        rows.append(
            (f"{made[0]}वा", f"94{random.randrange(10**7, 10**8):08d}", f"{made[1]}पुरवा", f"{made[2]}{number}ज़ख़्म")
        )
    return rows


def write() -> dict[str, object]:
    """Ceremonies, keys, teams, 25 cases with card, story and a sealed file each, five of them passed on.

    Needs the house's key agent. Answers what only memory and paper hold: a cookie, codes, private keys, passphrases of
    the exports.
    """
    gumla, receiver = (_house(code) for code in _PEOPLE)
    passphrases = []
    with acting_as(gumla.by) as by:
        for number, (her, other) in enumerate(batched(words(), 2)):
            found = _case(by, gumla, her, other)
            if number < SHARED:
                passphrases += _passed_on(by, gumla, found, receiver, *her[1:])
        send_letter(gumla.rings[0].organisation_id, kind="referral", plaintext=" ".join(words()[0]).encode())
        mine = gumla.rings[0]
        _ring, _row, cookie = open_keys.open_by_passphrase(mine.organisation_id, mine.holder, PASSPHRASE, SESSION)
    with acting_as(receiver.by) as by:
        for letter in waiting_letters(receiver.rings[0], [REFERRAL]):
            take_referral(by=by, keyring=receiver.rings[0], letter=letter, team=receiver.team.pk)
    with acting_as(gumla.by) as by:
        assert take_answers(by=by, keyring=gumla.rings[0]).taken == SHARED
    rings = [*gumla.rings, *receiver.rings]
    keys = [ring.key.raw.hex() for ring in rings if isinstance(ring.key, LocalKey)]
    assert len(keys) == len(rings)
    kept = {"cookie": cookie, "codes": gumla.codes + receiver.codes, "keys": keys, "passphrases": passphrases}
    return kept | {"other_keys": [key.hex() for house in (gumla, receiver) for key in _other_keys(house)]}


def sessions() -> dict[str, list[str]]:
    """What the sessions say, which lie compressed in their table."""
    return {"sessions": [str(decoded(row)) for row in Session.objects.all()]}


def open_with_what_is_here(cookie: str) -> dict[str, bool]:
    """Whether the passphrase, though known, or a cookie, though taken, opens with the secrets this home has."""
    organisation = Organisation.objects.get(code="D03")
    account = Account.objects.get(email=_PEOPLE["D03"][0])
    with acting_as(actor_of(account)):
        return {
            "passphrase": _opens(lambda: enrolment.unlock(organisation.pk, account.pk, PASSPHRASE)),
            "cookie": _opens(lambda: open_keys.valid_unlock(cookie, account.pk, SESSION)),
        }


def _house(code: str) -> House:
    organisation = Organisation.objects.get(code=code)
    with acting_as(Actor(None, (Post(Role.SUPERVISOR, organisation.pk),))):
        shares = ceremonies.hold_ceremony(organisation.pk).shares
    codes: list[str] = []
    rings: list[Keyring] = []
    for account in (Account.objects.get(email=email) for email in _PEOPLE[code]):
        account.set_password(SIGN_IN)
        account.save(update_fields=["password"])
        with acting_as(actor_of(account)) as by:
            codes += key_acts.set_up_keys(by=by, passphrase=PASSPHRASE)[1]
            row = DirectoryKey.objects.get(principal=account.pk)
            if not rings:
                ceremonies.certify_supervisor(organisation.pk, shares[:2], row)
            else:
                team_acts.certify_key_of(by=_actor(rings[0].holder), keyring=rings[0], row=row)
            rings.append(enrolment.unlock(organisation.pk, account.pk, PASSPHRASE))
    with acting_as(_actor(rings[0].holder)) as by:
        team = team_acts.create_team(by=by, keyring=rings[0], name="Team", holders=[rings[1].holder])
    return House(rings, codes, team)


def _other_keys(house: House) -> Iterable[bytes]:
    """The private key of the team, the signing key, and the keys of all cases and files."""
    ring = house.rings[0]
    with acting_as(house.by):
        team = ring.team(house.team.pk, house.team.epoch)
        assert isinstance(team, LocalKey)
        yield team.raw
        signer = ring.signer()
        assert isinstance(signer, Signer)
        yield signer.raw
        for found in ring.case_keys().values():
            yield found.dek


def _actor(account: uuid.UUID) -> Actor:
    return actor_of(Account.objects.get(pk=account))


def _case(by: Actor, house: House, her: Person, other: Person) -> OpenCaseFile:
    """One file as the work makes it: card, consent, story, safety, a referral's consent, a paper."""
    (name, phone, village, story), ring = her, house.rings[0]
    with_her = " ".join(other)
    common = {"by": by, "keyring": ring}
    found = open_case_file(**common, team=house.team.pk, kind="trafficking", opened_on=clock.today())

    def write(kind: str, **answers: object) -> None:
        nonlocal found
        found = write_entry(**common, case_file=found, kind=kind, answers=answers)

    agreed = {**_AGREED, "given_on": clock.today()}
    write("consent", purpose="case_work", witness=name, **agreed)
    write("consent", purpose="share", recipient=f"{village} {story}", **agreed)
    card = {"name": name, "phone": phone, "village": village, "other_names": other[0], "not_to_tell": with_her}
    write("identity", **card, sex="f")
    write("note", about=story, text=f"{story} {village} {with_her} " * 20)
    write("note", about="revised", text=f"{name} {phone} {with_her}")
    note = found.file.all("note")[-1]
    found = write_entry(
        **common, case_file=found, kind="note", answers={"about": "revised", "text": story}, row=note.row, base=1
    )
    found = withdraw_entry(**common, case_file=found, row=note.row, reason=f"{story} {village}")
    writer = PaperWriter(found.case.organisation_id, found.case.pk)
    for _piece in range(50):
        writer.add(f"{name} {phone} {village} {story} {with_her} ".encode() * 50)
    writer.finish()
    found = keep_paper(
        **common, case_file=found, writer=writer, title=village, name=f"{name}.txt", media_type="text/plain"
    )
    assert search_names(by, ring, name)
    assert open_identity(by, ring, open_file(by, ring, found.case.pk)).file.identity is not None
    return found


def _passed_on(
    by: Actor, house: House, found: OpenCaseFile, to: House, phone: str, village: str, story: str
) -> Iterable[str]:
    """Referred by letter with everything, and made an encrypted file twice; answers the files' passphrases."""
    common = {"by": by, "keyring": house.rings[0]}
    name = Organisation.objects.get(pk=to.rings[0].organisation_id).name_hi
    consent = {**_AGREED, "given_on": clock.today(), "purpose": "hand_over", "recipient": name}
    found = write_entry(**common, case_file=found, kind="consent", answers=consent)
    request = {
        "way": "referral",
        "service": "shelter",
        "request": f"{story} {village}",
        "urgency": "days",
        "passed_on": ["who", "contact", "notes"],
        "told": f"{village} {story}",
        "call_back": phone,
        "answer_by": clock.today() + dt.timedelta(days=7),
        "consent": found.file.all("consent")[-1].row,
    }
    found = send_referral(**common, case_file=found, answers=request)
    for reason, level in (("her_copy", "full"), ("supervision", "coded")):
        row, passphrase = make_export(**common, case_file=found, reason=reason, level=level)
        assert row.content
        yield passphrase


def _opens(attempt: object) -> bool:
    try:
        return attempt() is not None  # type: ignore[operator]
    except (Refused, AgentAway):
        return False


if __name__ == "__main__":
    programs = {"write": write, "sessions": sessions}
    made: object = programs[sys.argv[1]]() if sys.argv[1] in programs else open_with_what_is_here(sys.argv[2])
    sys.stdout.write(json.dumps(made))
