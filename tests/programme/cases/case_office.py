"""Fixtures: the member Gumla with keys; counsellor, colleague and supervisor share a team. Files use real services."""

import copy
import datetime as dt
import shutil
import uuid
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from pytest_django import DjangoDbBlocker

from jatan.foundation.access.actors import Actor, actor_of
from jatan.foundation.access.gate import Forbidden
from jatan.foundation.access.models import Account, Posting
from jatan.foundation.access.permissions import Role
from jatan.foundation.access.walls import acting_as
from jatan.foundation.vault.keyrings import Keyring
from jatan.foundation.vault.models import Team
from jatan.kernel import clock
from jatan.programme.cases.file.access import OpenCaseFile, open_file
from jatan.programme.cases.file.creation import open_case_file
from jatan.programme.cases.file.entry_store import write_entry
from tests.cast import SINCE, Cast, make_cast
from tests.file_fixtures import copied, standing
from tests.foundation.vault.vault_office import VaultHouse, quickly_stretched, vault_house

OPENED_ON = dt.date(2026, 10, 5)
AGREED: Mapping[str, Any] = {
    "purpose": "case_work",
    "given_on": "05/10/2026",
    "given_by": "herself",
    "way": "thumb",
    "language": "sck",
    "text_version": "1",
}
# What she agrees to beside case work hangs on her age on that day, and cards say her age of today.
AGREED_TODAY: Mapping[str, Any] = {**AGREED, "given_on": clock.today()}
# What her consent says besides, where she is between 15 and 17: she understands it, and her mother agrees.
OF_SIXTEEN: Mapping[str, Any] = {"mature": "yes", "caregiver_answer": "agreed", "caregiver": "mother"}
# The consent of a child who does not understand it yet: her mother gives it.
WITH_MOTHER: Mapping[str, Any] = {
    "given_by": "parent",
    "mature": "not_yet",
    "child_part": "assent",
    "caregiver_answer": "agreed",
    "caregiver": "mother",
}


@dataclass
class CaseHouse:
    """The people with keys, and short forms of the case services."""

    cast: Cast
    keys: VaultHouse
    team: Team

    def by(self, part: str) -> Actor:
        return actor_of(self.cast.accounts[part])

    def ring(self, part: str) -> Keyring:
        """Her keyring, opened as in a new request."""
        held = self.keys.rings[part]
        return Keyring(held.organisation_id, held.holder, held.key, held.epoch)

    def mine(self, part: str = "counsellor") -> dict[str, Any]:
        """Who acts and with which keys, as the case services take it."""
        return {"by": self.by(part), "keyring": self.ring(part)}

    def acting(self, part: str = "counsellor") -> AbstractContextManager[Actor]:
        return acting_as(self.by(part))

    def open_case(self, part: str = "counsellor", *, agreed: bool = True, **more: Any) -> OpenCaseFile:
        """A case of the team, with her consent to case work unless the test says otherwise."""
        values: dict[str, Any] = {"team": self.team.pk, "kind": "trafficking", "opened_on": OPENED_ON} | more
        found = open_case_file(by=self.by(part), keyring=self.ring(part), **values)
        return self.write(found, "consent", AGREED, part) if agreed else found

    def write(
        self, case_file: OpenCaseFile, kind: str, answers: Mapping[str, Any], part: str = "counsellor", **more: Any
    ) -> OpenCaseFile:
        return write_entry(
            by=self.by(part), keyring=self.ring(part), case_file=case_file, kind=kind, answers=answers, **more
        )

    def read(self, case: uuid.UUID, part: str = "counsellor") -> OpenCaseFile:
        return open_file(self.by(part), self.ring(part), case)

    def can_read(self, case: uuid.UUID, part: str) -> bool:
        """Whether she can open the file of a case."""
        with self.acting(part):
            try:
                self.read(case, part)
            except Forbidden:
                return False
        return True


@contextmanager
def case_house(cast: Cast, folder: Path) -> Iterator[CaseHouse]:
    """The house, acting as the counsellor."""
    colleague = Account(email="colleague@example.org", name="Test colleague", password="")
    colleague.save()
    Posting.objects.create(account=colleague, role=Role.COUNSELLOR, organisation=cast.gumla, since=SINCE)
    cast.accounts["colleague"] = colleague
    people = {part: account.pk for part, account in cast.accounts.items()}
    with vault_house(cast.gumla.id, folder / "authorities", people) as keys:
        for part in ("counsellor", "colleague"):
            keys.join(part)
        team = keys.team("परामर्श", "supervisor", "counsellor", "colleague")
        house = CaseHouse(cast, keys, team)
        with house.acting():
            yield house


@dataclass(frozen=True)
class Standing:
    """A `CaseHouse` shared by all tests of a module, and the folder of its signing authority."""

    made: CaseHouse
    folder: Path

    def cast(self) -> Cast:
        """The cast, loaded again for one test."""
        return copied(self.made.cast)

    @contextmanager
    def entered(self, cast: Cast, folder: Path) -> Iterator[CaseHouse]:
        """The house for one test, acting as the counsellor, with its own folder."""
        shutil.copytree(self.folder / "authorities", folder / "authorities")
        keys, team = copy.deepcopy((self.made.keys, self.made.team))
        house = CaseHouse(cast, keys, team)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(settings, "VAULT_AUTHORITIES", folder / "authorities")
            with house.acting():
                yield house


@pytest.fixture(scope="module")
def standing_house(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Standing]:
    """Module-scoped `Standing`."""
    folder = tmp_path_factory.mktemp("house")
    with standing(django_db_blocker):
        with pytest.MonkeyPatch.context() as patch:
            quickly_stretched(patch)
            with case_house(make_cast(), folder) as made:
                pass
        yield Standing(made, folder)


@pytest.fixture
def cast(db: None, standing_house: Standing) -> Cast:
    """The cast with the house around it."""
    return standing_house.cast()


@pytest.fixture
def house(cast: Cast, standing_house: Standing, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[CaseHouse]:
    quickly_stretched(monkeypatch)
    monkeypatch.setattr(settings, "MEDIA_ROOT", tmp_path / "files")
    with standing_house.entered(cast, tmp_path) as made:
        yield made
