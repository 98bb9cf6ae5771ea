"""Fixtures: two members with separate keys, their signing authorities in one folder as on a real server."""

import dataclasses
import datetime as dt
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from jatan.foundation.access.models import Account, Posting
from jatan.foundation.access.permissions import Role
from jatan.foundation.access.walls import acting_as
from jatan.foundation.vault.models import Letter
from jatan.kernel import clock
from jatan.programme.cases.entries.consent import TO_SOMEBODY
from jatan.programme.cases.file.access import OpenCaseFile
from jatan.programme.cases.sharing.letter_bodies import REFERRAL
from jatan.programme.cases.sharing.reception import take_referral
from jatan.programme.cases.sharing.referrals import send_referral
from tests.cast import SINCE, Cast
from tests.foundation.vault.vault_office import vault_house
from tests.programme.cases.case_office import AGREED_TODAY, CaseHouse

CARD: Mapping[str, Any] = {
    "name": "बुधनी कुमारी उराँव",
    "sex": "f",
    "age": 19,
    "age_on": f"{clock.today():%d/%m/%Y}",
    "age_basis": "said",
    "phone": "9835102030",
    "village": "चैनपुर",
    "not_to_tell": "चाचा को कुछ न बताएँ",
    "safe_ways": ["through"],
}
REQUEST: Mapping[str, Any] = {
    "way": "referral",
    "service": "shelter",
    "request": "दो महीने के लिए सुरक्षित जगह",
    "urgency": "days",
    "passed_on": ["who", "contact"],
    "told": "परिवार से ख़तरा है",
    "call_back": "06524222333",
    "answer_by": clock.today() + dt.timedelta(days=7),
}


@dataclass
class TwoHouses:
    """Gumla refers, Khunti receives; both use real services."""

    gumla: CaseHouse
    khunti: CaseHouse

    def ready(self, *, recipient: str = "", **more: Any) -> OpenCaseFile:
        """A case of Gumla with identity card and consent to share with the recipient (default: Khunti)."""
        found = self.gumla.write(self.gumla.open_case(), "identity", CARD)
        return self.gumla.write(found, "consent", sharing(recipient or self.gumla.cast.khunti.name_hi, **more))

    def send(self, case_file: OpenCaseFile, **more: Any) -> OpenCaseFile:
        """Refer the case to Khunti, based on the last consent to share, or on what `more` names."""
        consents = [one.row for one in case_file.file.all("consent") if one.get("purpose") in TO_SOMEBODY]
        answers = {**REQUEST, "consent": next(reversed(consents), None), **more}
        return send_referral(
            by=self.gumla.by("counsellor"), keyring=self.gumla.ring("counsellor"), case_file=case_file, answers=answers
        )

    def taken_in(self) -> OpenCaseFile:
        """Khunti takes the one waiting referral in."""
        (letter,) = self.waiting(self.khunti, REFERRAL)
        with self.khunti.acting():
            return take_referral(**self.khunti.mine(), letter=letter, team=self.khunti.team.pk)

    def waiting(self, house: CaseHouse, kind: str) -> list[Letter]:
        """Letters of a kind that wait in a house."""
        with house.acting("supervisor"):
            mine = Letter.objects.filter(organisation_id=house.keys.organisation_id, kind=kind)
            return list(mine.order_by("sent_at", "id"))


def sharing(recipient: str, **more: Any) -> dict[str, Any]:
    """Answers of a consent to share with a recipient, given today."""
    return {**AGREED_TODAY, "purpose": "share", "recipient": recipient, **more}


@contextmanager
def khunti_house(cast: Cast, folder: Path) -> Iterator[CaseHouse]:
    """Khunti with its own keys: a counsellor, a colleague and a supervisor, under the names the house calls them by."""
    parts = {"counsellor": Role.COUNSELLOR, "colleague": Role.COUNSELLOR, "supervisor": Role.SUPERVISOR}
    accounts = dict(cast.accounts)
    for part, role in parts.items():
        account = Account(email=f"khunti_{part}@example.org", name=f"Khunti {part}", password="")
        account.save()
        Posting.objects.create(account=account, role=role, organisation=cast.khunti, since=SINCE)
        accounts[part] = account
    people = {part: accounts[part].pk for part in parts}
    with vault_house(cast.khunti.id, folder / "authorities", people) as keys:
        for part in ("counsellor", "colleague"):
            keys.join(part)
        team = keys.team("परामर्श", "supervisor", "counsellor", "colleague")
        yield CaseHouse(dataclasses.replace(cast, accounts=accounts), keys, team)


@pytest.fixture
def houses(house: CaseHouse, tmp_path: Path) -> Iterator[TwoHouses]:
    with khunti_house(house.cast, tmp_path) as khunti, acting_as(house.by("counsellor")):
        yield TwoHouses(house, khunti)
