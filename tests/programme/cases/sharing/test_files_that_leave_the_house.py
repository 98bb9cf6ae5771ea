"""Exports need permission and reason, are encrypted, logged before sending, and downloadable three times in a day."""

import datetime as dt
import io
import json
from typing import Any

import pytest
import pyzipper
from django.core.exceptions import ObjectDoesNotExist
from django.db import DatabaseError, connection, transaction

from jatan.foundation.access.gate import Forbidden
from jatan.foundation.ledger.models import Event
from jatan.foundation.vault.choices import Kind
from jatan.foundation.vault.models import Wrap
from jatan.kernel import clock
from jatan.kernel.problems import Problem
from jatan.programme.cases import sharing_events
from jatan.programme.cases.entries.referral_states import state_of
from jatan.programme.cases.exchange.archive import read_export
from jatan.programme.cases.exchange.records import single_row
from jatan.programme.cases.file.access import OpenCaseFile, open_identity
from jatan.programme.cases.models import Export
from jatan.programme.cases.sharing.exports import (
    delete_export,
    export_of,
    exports_of,
    make_export,
    may_export,
    sweep_exports,
    take_export,
)
from jatan.programme.cases.sharing.referrals import refer_outside
from tests.programme.cases.case_office import CaseHouse
from tests.programme.cases.two_offices import CARD, REQUEST, sharing

pytestmark = pytest.mark.django_db
TODAY = clock.today()
PARTNER = "गुमला बाल कल्याण समिति"


def a_case(house: CaseHouse) -> OpenCaseFile:
    return house.write(house.open_case(), "identity", CARD)


def made(house: CaseHouse, **more: Any) -> tuple[Export, str]:
    return make_export(**house.mine(), case_file=a_case(house), **{"reason": "her_copy", "level": "full", **more})


def referred(house: CaseHouse, **more: Any) -> OpenCaseFile:
    """A referral to a partner outside, written and not yet handed over."""
    case_file = house.write(a_case(house), "consent", sharing(PARTNER, given_on=TODAY))
    consent = case_file.file.all("consent")[-1].row
    return refer_outside(**house.mine(), case_file=case_file, answers={**REQUEST, "consent": consent, **more})


def test_her_copy_has_her_data_and_opens_only_with_its_passphrase(house: CaseHouse) -> None:
    row, passphrase = made(house)
    content = take_export(**house.mine(), pk=row.pk)
    record = read_export(content, passphrase).records[0]
    assert single_row(record, "person")["prs_FirstName"] == "बुधनी"
    with pytest.raises(Problem):
        read_export(content, passphrase[:-1])
    assert CARD["name"].split()[0].encode() not in content
    with pyzipper.AESZipFile(io.BytesIO(content)) as archive:
        about = json.loads(archive.read("about.json", pwd=passphrase.encode()))
    assert (about["export"], about["reason"]) == (str(row.pk), "her_copy")


def test_the_passphrase_is_kept_nowhere(house: CaseHouse) -> None:
    row, passphrase = made(house)
    payloads = json.dumps([event.payload for event in Event.objects.all()])
    kept = Export.objects.filter(pk=row.pk).values().get()
    for secret in (passphrase, passphrase.replace("-", "")):
        assert secret not in payloads
        assert secret.encode() not in bytes(kept["content"])
        assert secret not in str({name: value for name, value in kept.items() if name != "content"})


def test_a_counsellor_cannot_export_a_case_not_assigned_to_her(house: CaseHouse) -> None:
    case_file = a_case(house)
    with house.acting("colleague"):
        read = house.read(case_file.case.pk, "colleague")
        assert not may_export(house.by("colleague"), read.case)
        with pytest.raises(Forbidden):
            make_export(**house.mine("colleague"), case_file=read, reason="her_copy", level="full")
    with house.acting("supervisor"):
        read = house.read(case_file.case.pk, "supervisor")
        make_export(**house.mine("supervisor"), case_file=read, reason="supervision", level="coded")
    assert Export.objects.count() == 1


@pytest.mark.parametrize(
    ("reason", "level"),
    [
        ("supervision", "full"),
        ("her_copy", "coded"),
        ("court", "statistical"),
        ("court", "full"),
        ("court", "coded"),
        ("statistics", "full"),
        ("", "full"),
    ],
)
def test_each_reason_has_its_levels(house: CaseHouse, reason: str, level: str) -> None:
    with pytest.raises(Problem):
        made(house, reason=reason, level=level)
    assert Export.objects.count() == 0


def test_coded_it_names_nobody(house: CaseHouse) -> None:
    case_file = a_case(house)
    with house.acting("supervisor"):
        row, passphrase = make_export(
            **house.mine("supervisor"), case_file=case_file, reason="supervision", level="coded"
        )
        content = take_export(**house.mine("supervisor"), pk=row.pk)
    text = str(read_export(content, passphrase).records)
    for word in (*CARD["name"].split(), case_file.case.code, str(case_file.case.pk), CARD["village"], CARD["phone"]):
        assert word not in text


def test_a_referral_outside_is_handed_over_by_its_file_and_counts_as_sent(house: CaseHouse) -> None:
    case_file = referred(house, passed_on=["who"])
    entry = case_file.file.all("referral")[0]
    assert state_of(case_file.file, entry) == ""
    row, passphrase = make_export(**house.mine(), case_file=case_file, reason="referral", referral=entry.row)
    record = read_export(take_export(**house.mine(), pk=row.pk), passphrase).records[0]
    assert single_row(record, "person")["prs_FirstName"] == "बुधनी"
    assert "prs_MobilePhone" not in single_row(record, "person")
    now = house.read(case_file.case.pk)
    assert state_of(now.file, entry) == "sent"


def test_consent_taken_back_between_writing_and_handing_over_stops_it(house: CaseHouse) -> None:
    case_file = referred(house)
    entry = case_file.file.all("referral")[0]
    case_file = house.write(case_file, "withdrawal", {"consent": entry.get("consent"), "on": TODAY})
    with pytest.raises(Problem) as caught:
        make_export(**house.mine(), case_file=case_file, reason="referral", referral=entry.row)
    assert caught.value.code == "no_consent_to_share"


def test_it_is_fetched_three_times_and_no_more(house: CaseHouse) -> None:
    row, _passphrase = made(house)
    for number in (1, 2, 3):
        assert take_export(**house.mine(), pk=row.pk)
        assert Export.objects.get(pk=row.pk).downloads == number
    with pytest.raises(Forbidden):
        take_export(**house.mine(), pk=row.pk)
    assert bytes(Export.objects.get(pk=row.pk).content) == b""
    assert Event.objects.filter(verb=sharing_events.EXPORT_TAKEN).count() == 3


def test_after_a_day_it_is_not_there_and_its_bytes_go(house: CaseHouse) -> None:
    row, _passphrase = made(house)
    with clock.frozen_at(clock.now() + dt.timedelta(hours=24)):
        assert exports_of(house.by("counsellor")) == []
        with pytest.raises(Forbidden):
            take_export(**house.mine(), pk=row.pk)
        assert sweep_exports() == 1
        assert sweep_exports() == 0
    assert bytes(Export.objects.get(pk=row.pk).content) == b""


def test_before_a_day_is_over_nothing_is_swept(house: CaseHouse) -> None:
    row, _passphrase = made(house)
    assert sweep_exports() == 0
    assert take_export(**house.mine(), pk=row.pk)


def test_another_person_finds_nothing_there_and_neither_does_its_maker_after_deleting(house: CaseHouse) -> None:
    row, _passphrase = made(house)
    with house.acting("supervisor"), pytest.raises(Forbidden):
        export_of(house.by("supervisor"), row.pk)
    delete_export(by=house.by("counsellor"), pk=row.pk)
    with pytest.raises(Forbidden):
        take_export(**house.mine(), pk=row.pk)


def test_whose_key_was_taken_away_fetches_nothing_more(house: CaseHouse) -> None:
    row, _passphrase = made(house)
    Wrap.objects.filter(case=row.case).exclude(kind=Kind.RECOVERY).delete()
    with pytest.raises(Forbidden):
        take_export(**house.mine(), pk=row.pk)


def test_when_the_ledger_cannot_be_written_nothing_is_made(house: CaseHouse) -> None:
    found = open_identity(**house.mine(), case_file=a_case(house))
    no_more_ledger()
    with pytest.raises((DatabaseError, ObjectDoesNotExist)), transaction.atomic():
        make_export(**house.mine(), case_file=found, reason="her_copy", level="full")
    assert Export.objects.count() == 0


def test_without_a_ledger_event_no_bytes_are_returned(house: CaseHouse) -> None:
    row, _passphrase = made(house)
    no_more_ledger()
    with pytest.raises((DatabaseError, ObjectDoesNotExist)), transaction.atomic():
        take_export(**house.mine(), pk=row.pk)
    assert Export.objects.get(pk=row.pk).downloads == 0


def no_more_ledger() -> None:
    """The chain takes no event any more in this transaction, as if its disk were full."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('jatan.write_ledger', '', true)")
