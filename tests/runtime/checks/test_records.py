"""Checks that compare records with what lies beside them, on rows made by the real services."""

import datetime as dt
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest

from jatan.foundation.access.actors import Actor, machine_for
from jatan.foundation.access.models import Account
from jatan.foundation.access.walls import acting_as
from jatan.foundation.operation.findings import Finding, Level
from jatan.foundation.vault.choices import Kind, SlotKind
from jatan.foundation.vault.models import DirectoryKey, Slot
from jatan.kernel import clock
from jatan.kernel.ids import new_id
from jatan.programme.activities.commands import AddPhotograph
from jatan.programme.activities.photographs import add_photograph
from jatan.runtime.checks import records
from tests.cast import Cast
from tests.programme.activities.builders import an_activity, picture

type As = Callable[[str], AbstractContextManager[Actor]]
pytestmark = pytest.mark.django_db


def _levels(found: list[Finding]) -> set[Level]:
    return {finding.level for finding in found}


def test_a_photograph_whose_file_is_gone_or_empty(cast: Cast, as_: As, settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    with as_("desk_operator") as by:
        row = add_photograph(by=by, command=AddPhotograph(activity=an_activity(by, cast), content=picture()))
    assert _levels(records.check_files_of_rows()) == {Level.OK}
    (tmp_path / row.stored).write_bytes(b"")
    (finding,) = records.check_files_of_rows()
    assert (finding.level, "photographs 1" in finding.text) == (Level.BAD, True)
    (tmp_path / row.stored).unlink()
    assert _levels(records.check_files_of_rows()) == {Level.BAD}


def test_a_record_from_the_future(cast: Cast, as_: As) -> None:
    with as_("desk_operator") as by:
        an_activity(by, cast)
    assert _levels(records.check_newest_event()) == {Level.OK}
    with clock.frozen_at(clock.now() + dt.timedelta(days=45)), as_("desk_operator") as by:
        an_activity(by, cast)
    assert _levels(records.check_newest_event()) == {Level.BAD}


def test_an_organisation_with_keys_and_without_its_verifying_key(cast: Cast, settings: Any, tmp_path: Path) -> None:
    settings.VAULT_AUTHORITIES = tmp_path
    assert _levels(records.check_authorities()) == {Level.OK}
    with acting_as(machine_for([cast.gumla.pk])):
        row = DirectoryKey.objects.create(
            organisation=cast.gumla, kind=Kind.USER, principal=new_id(), epoch=1, public=b"x"
        )
    assert _levels(records.check_authorities()) == {Level.OK}, "before the ceremony there is none"
    with acting_as(machine_for([cast.gumla.pk])):
        DirectoryKey.objects.filter(organisation=cast.gumla, pk=row.pk).update(signature=b"s")
    (finding,) = records.check_authorities()
    assert (finding.level, cast.gumla.code in finding.text) == (Level.BAD, True)


def test_a_house_whose_keys_take_more_memory_than_the_machine_has(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(records, "spare_kib", lambda: 100 * 1024)
    monkeypatch.setattr(records, "swap_kib", lambda: 27 * 1024)
    assert _levels(records.check_memory_for_keys()) == {Level.OK}, "nobody has keys"
    with acting_as(machine_for([cast.gumla.pk])):
        row = {"organisation_id": cast.gumla.pk, "holder": new_id(), "kind": SlotKind.PASSPHRASE, "passes": 1}
        Slot.objects.create(**row, epoch=1, memory_kib=127 * 1024)
        assert _levels(records.check_memory_for_keys()) == {Level.OK}
        Slot.objects.create(**row, epoch=2, memory_kib=128 * 1024)
    (finding,) = records.check_memory_for_keys()
    assert (finding.level, "128 MiB" in finding.text) == (Level.WARN, True)


def test_nobody_who_could_let_others_in(cast: Cast) -> None:
    assert _levels(records.check_people()) == {Level.OK}
    Account.objects.filter(pk=cast.accounts["administrator"].pk).update(is_active=False)
    (finding,) = records.check_people()
    assert (finding.level, "सिस्टम देखने वाले" in finding.text, "नेटवर्क दफ़्तर" in finding.text) == (Level.BAD, True, False)


def test_accounts_of_the_demo_among_real_ones(cast: Cast) -> None:
    assert _levels(records.check_demo()) == {Level.OK}
    Account.objects.filter(pk=cast.accounts["coordinator"].pk).update(is_demo=True)
    assert _levels(records.check_demo()) == {Level.BAD}
