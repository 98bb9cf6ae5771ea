"""Nothing leaves in clear: the ZIP opens with its passphrase alone and tells nothing from outside."""

import csv
import io
import json
import uuid
import zipfile

import pytest
import pyzipper

from jatan.kernel.problems import Problem
from jatan.kernel.small_counts import SMALLEST
from jatan.programme.cases.exchange.archive import Reason, encrypted_zip, read_export, write_export
from jatan.programme.cases.exchange.ctdc import VARIABLES
from jatan.programme.cases.exchange.levels import Level
from jatan.programme.cases.exchange.records import Record, single_row, validate_record
from tests.programme.cases.exchange.samples import whole_record


def agreed(*scope: str) -> Record:
    return {**whole_record(), "consent": ({"con_Consent": True, "x_consent_scope": scope},)}


def inside(content: bytes, passphrase: str) -> dict[str, str]:
    with pyzipper.AESZipFile(io.BytesIO(content)) as archive:
        archive.setpassword(passphrase.encode())
        return {name: archive.read(name).decode() for name in archive.namelist()}


def test_what_one_house_packs_the_other_reads_back_whole() -> None:
    record = agreed("CaseWork", "Sharing")
    content, passphrase = write_export(Level.FULL, [record, record], Reason.TRANSFER)
    taken = read_export(content, f" {passphrase}\n")
    assert (taken.level, taken.parked) == ("full", ())
    assert taken.records == (validate_record(record), validate_record(record))


def test_every_entry_is_aes_256_read_only_and_without_a_checksum_of_the_clear_text() -> None:
    content, _ = write_export(Level.FULL, [agreed("Sharing")], Reason.REFERRAL)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        entries = archive.infolist()
    assert {entry.filename for entry in entries} == {"about.json", "htcds.json", "htcds.csv"}
    for entry in entries:
        assert entry.flag_bits & 1
        assert entry.compress_type == 99  # WinZip's mark of AES; the extra field says 3: 256 bits, and AE-2
        assert entry.extra == b"\x01\x99\x07\x00\x02\x00AE\x03\x08\x00"
        assert entry.CRC == 0
        assert entry.external_attr & 1
        assert entry.external_attr >> 16 & 0o777 == 0o444


def test_neither_names_nor_words_can_be_seen_from_outside() -> None:
    content, _ = write_export(Level.FULL, [agreed("Sharing")], Reason.REFERRAL)
    for word in ("सोनी", "9876543210", "htcds-2.0+jatan-1", "referral", "0198f0a4"):
        assert word.encode() not in content


@pytest.mark.parametrize("harm", ["", "G76QB-CYDXP-AFV3X-VFBQW-J03BV-0", "é" * 40])
def test_another_passphrase_opens_nothing(harm: str) -> None:
    content, _ = write_export(Level.FULL, [agreed("Sharing")], Reason.REFERRAL)
    with pytest.raises(Problem, match="unreadable"):
        read_export(content, harm)


def test_a_broken_byte_is_refused_and_never_read() -> None:
    content, passphrase = write_export(Level.CODED, [agreed()], Reason.SUPERVISION)
    start = content.index(b"htcds.json") + 60
    for place in range(start, start + 400, 7):
        broken = content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :]
        with pytest.raises(Problem, match="unreadable"):
            read_export(broken, passphrase)
    for part in (content[:100], b"", b"PK\x03\x04"):
        with pytest.raises(Problem, match="unreadable"):
            read_export(part, passphrase)


def test_a_file_that_is_not_encrypted_is_not_taken() -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("htcds.json", '{"records": []}')
    with pytest.raises(Problem, match="unreadable"):
        read_export(target.getvalue(), "x")


def test_a_zip_bomb_is_not_unpacked() -> None:
    content, passphrase = encrypted_zip({"htcds.json": b" " * (65 * 1024 * 1024)})
    assert len(content) < 1024 * 1024
    with pytest.raises(Problem, match="unreadable"):
        read_export(content, passphrase)


def test_each_file_has_a_passphrase_of_its_own_and_other_ids() -> None:
    (one, first_phrase), (other, second_phrase) = (
        write_export(Level.CODED, [agreed()], Reason.SUPERVISION) for _ in range(2)
    )
    assert first_phrase != second_phrase
    assert len(first_phrase.replace("-", "")) == 26
    ids = [
        single_row(read_export(content, phrase).records[0], "case")["x_case_id"]
        for content, phrase in ((one, first_phrase), (other, second_phrase))
    ]
    assert ids[0] != ids[1]


def test_a_full_record_is_not_exported_without_consent() -> None:
    with pytest.raises(Problem, match="no_consent"):
        write_export(Level.FULL, [agreed("Sharing"), agreed("CaseWork")], Reason.REFERRAL)


def counted(*documents: Record) -> list[dict[str, str]]:
    content, passphrase = write_export(Level.STATISTICAL, documents, Reason.STATISTICS)
    files = inside(content, passphrase)
    assert set(files) == {"about.json", "counts.csv"}
    return list(csv.DictReader(io.StringIO(files["counts.csv"])))


def test_only_counts_are_counts_of_those_who_agreed_and_no_row_is_a_survivor() -> None:
    """The file of "only counts" held one row for each survivor: 2026, Woman, 9 to 17."""
    rows = counted(*[agreed("Statistics")] * 12, *[agreed("Sharing")] * 30)
    assert rows[0] == {"variable": "all", "value": "", "people_at_least": "10"}
    assert {row["variable"] for row in rows} <= {"all", *VARIABLES}
    assert all(int(row["people_at_least"]) % SMALLEST == 0 for row in rows)
    assert {"variable": "meansThreats", "value": "1", "people_at_least": "10"} in rows


def test_a_value_of_fewer_than_five_is_not_named_in_counts() -> None:
    other = {**agreed("Statistics"), "person": ({"prs_Gender": "Masculine"},)}
    for few in range(SMALLEST):
        rows = counted(*[agreed("Statistics")] * 7, *[other] * few)  # type: ignore[list-item]
        assert not [row for row in rows if row["value"] == "Man"], few
    rows = counted(*[agreed("Statistics")] * 7, *[other] * SMALLEST)  # type: ignore[list-item]
    assert [row["people_at_least"] for row in rows if row["value"] == "Man"] == ["5"]


def test_of_fewer_than_five_no_counts_are_made() -> None:
    with pytest.raises(Problem, match="too_few"):
        counted(*[agreed("Statistics")] * (SMALLEST - 1))


@pytest.mark.parametrize(("level", "documents"), [(Level.STATISTICAL, [agreed("Sharing")]), (Level.FULL, [])])
def test_an_empty_file_is_not_made(level: Level, documents: list[Record]) -> None:
    with pytest.raises(Problem, match="nothing_to_share"):
        write_export(level, documents, Reason.STATISTICS)


def test_the_file_says_what_it_is_and_which_entry_is_kept_of_it() -> None:
    mark = uuid.uuid4()
    content, passphrase = write_export(Level.CODED, [agreed()], Reason.COURT, mark=mark)
    header = json.loads(inside(content, passphrase)["about.json"])
    assert header["level"] == "coded"
    assert header["reason"] == "court"
    assert header["export"] == str(mark)
