"""Whoever can write in the database changes, swaps, rolls back or replaces rows of a file: refused, nothing lost."""

import datetime as dt
import uuid
from collections.abc import Callable

import pytest
from django.db import connection

from jatan.foundation.access.gate import Forbidden
from jatan.foundation.vault.choices import Kind
from jatan.foundation.vault.keypairs import PrivateKey
from jatan.foundation.vault.models import DirectoryKey, Section, TeamGift, Wrap
from jatan.foundation.vault.refusal import Refused
from jatan.programme.cases.file.access import OpenCaseFile
from jatan.programme.cases.file.access_grants import take_case_from
from jatan.programme.cases.file.search import search_names
from jatan.programme.cases.file.summary import summaries
from tests.programme.cases.case_office import CaseHouse

pytestmark = pytest.mark.django_db
NOTE = {"about": "पहली बातचीत", "text": "ठेकेदार ने काग़ज़ रख लिए"}


@pytest.fixture
def two(house: CaseHouse) -> tuple[OpenCaseFile, OpenCaseFile]:
    """Two files with a note each, the first revised once."""
    one, other = (house.write(house.open_case(), "note", NOTE) for _number in range(2))
    (note,) = one.file.all("note")
    return house.write(one, "note", {**NOTE, "text": "ठीक किया हुआ"}, row=note.row), other


def sections(case_file: OpenCaseFile) -> list[Section]:
    """What belongs to the story, in the order in which it was written."""
    return list(Section.objects.filter(case=case_file.case.pk, name="file").order_by("id"))


def refuses(house: CaseHouse, case_file: OpenCaseFile) -> None:
    with pytest.raises(Refused):
        house.read(case_file.case.pk)


def test_a_flipped_bit_in_any_byte_of_a_section_is_refused(
    house: CaseHouse, two: tuple[OpenCaseFile, OpenCaseFile]
) -> None:
    row = Section.objects.filter(case=two[1].case.pk, name="file").order_by("-id")[0]
    whole = bytes(row.sealed)
    for at in range(0, len(whole), 37):
        spoilt = bytearray(whole)
        spoilt[at] ^= 0x40
        Section.objects.filter(pk=row.pk).update(sealed=bytes(spoilt))
        refuses(house, two[1])
    Section.objects.filter(pk=row.pk).update(sealed=whole)
    assert house.read(two[1].case.pk).file.all("note"), "mended, it opens again: nothing was lost"


@pytest.mark.parametrize("length", [0, 1, 17, 44, 45, 300])
def test_a_section_that_was_cut_is_refused(
    house: CaseHouse, two: tuple[OpenCaseFile, OpenCaseFile], length: int
) -> None:
    row = sections(two[1])[-1]
    Section.objects.filter(pk=row.pk).update(sealed=bytes(row.sealed)[:length])
    refuses(house, two[1])


def _swapped(one: OpenCaseFile, other: OpenCaseFile) -> None:
    first, second = sections(one)[1], sections(other)[1]
    Section.objects.filter(pk=first.pk).update(sealed=second.sealed)


def _moved_to_another_case(one: OpenCaseFile, other: OpenCaseFile) -> None:
    row = sections(other)[-1]
    Section.objects.filter(pk=row.pk).update(case=one.case.pk)


def _older_revision_put_over_the_newer(one: OpenCaseFile, other: OpenCaseFile) -> None:
    row = one.file.all("note")[0].row
    old, new = Section.objects.filter(row=row).order_by("revision")
    Section.objects.filter(pk=new.pk).update(sealed=old.sealed)


def _older_revision_given_a_newer_number(one: OpenCaseFile, other: OpenCaseFile) -> None:
    row = one.file.all("note")[0].row
    Section.objects.filter(row=row, revision=1).update(revision=7)


def _another_name(one: OpenCaseFile, other: OpenCaseFile) -> None:
    Section.objects.filter(pk=sections(one)[-1].pk).update(name="note")


def _another_schema(one: OpenCaseFile, other: OpenCaseFile) -> None:
    Section.objects.filter(pk=sections(one)[-1].pk).update(schema=1)


def _another_author(one: OpenCaseFile, other: OpenCaseFile) -> None:
    Section.objects.filter(pk=sections(one)[-1].pk).update(written_by=uuid.UUID(int=1))


def _another_time(one: OpenCaseFile, other: OpenCaseFile) -> None:
    row = sections(one)[-1]
    Section.objects.filter(pk=row.pk).update(written_at=row.written_at - dt.timedelta(days=1))


def _another_statement(one: OpenCaseFile, other: OpenCaseFile) -> None:
    Section.objects.filter(pk=sections(one)[-1].pk).update(statement=0)


def _wrap_of_another_case(one: OpenCaseFile, other: OpenCaseFile) -> None:
    row = Wrap.objects.filter(case=other.case.pk, kind=Kind.TEAM).get()
    Wrap.objects.filter(case=one.case.pk, kind=Kind.TEAM).update(sealed=row.sealed)


def _flipped_wrap(one: OpenCaseFile, other: OpenCaseFile) -> None:
    row = Wrap.objects.get(case=one.case.pk, kind=Kind.TEAM)
    Wrap.objects.filter(pk=row.pk).update(sealed=bytes(row.sealed)[:-1] + bytes([bytes(row.sealed)[-1] ^ 1]))


def _strangers_team_key(one: OpenCaseFile, other: OpenCaseFile) -> None:
    """A thief with the database makes a team key of his own and puts it where the team's stands."""
    DirectoryKey.objects.filter(kind=Kind.TEAM).update(public=PrivateKey.made().public().raw)


def _strangers_gift(one: OpenCaseFile, other: OpenCaseFile) -> None:
    holder = TeamGift.objects.filter(kind=Kind.USER).order_by("id")
    first, second = holder[0], holder[1]
    TeamGift.objects.filter(pk=second.pk).update(sealed=first.sealed)
    TeamGift.objects.filter(pk=first.pk).update(sealed=second.sealed)


@pytest.mark.parametrize(
    "attack",
    [
        _swapped,
        _moved_to_another_case,
        _older_revision_put_over_the_newer,
        _older_revision_given_a_newer_number,
        _another_name,
        _another_schema,
        _another_author,
        _another_time,
        _another_statement,
        _wrap_of_another_case,
        _flipped_wrap,
        _strangers_team_key,
        _strangers_gift,
    ],
)
def test_rows_swapped_replayed_or_substituted_are_refused(
    house: CaseHouse, two: tuple[OpenCaseFile, OpenCaseFile], attack: Callable[[OpenCaseFile, OpenCaseFile], None]
) -> None:
    attack(*two)
    with pytest.raises((Refused, Forbidden)):
        house.read(two[0].case.pk)


@pytest.mark.parametrize("name", ["identity", "summary"])
def test_one_altered_row_does_not_hide_other_cases_from_search_and_lists(
    house: CaseHouse, two: tuple[OpenCaseFile, OpenCaseFile], name: str
) -> None:
    by, ring = house.by("counsellor"), house.ring("counsellor")
    for number, found in enumerate(two):
        house.write(found, "identity", {"name": f"बुधनी उराँव {number}"})
    row = Section.objects.filter(case=two[0].case.pk, name=name).order_by("-id")[0]
    Section.objects.filter(pk=row.pk).update(sealed=bytes(row.sealed)[:-1] + bytes([row.sealed[-1] ^ 1]))
    refused: list[uuid.UUID] = []
    if name == "identity":
        assert [hit.name for hit in search_names(by, ring, "बुधनी", refused=refused)] == ["बुधनी उराँव 1"]
    else:
        summaries(ring, refused=refused)
    assert refused == [two[0].case.pk]
    with pytest.raises(Refused):
        search_names(by, ring, "बुधनी") if name == "identity" else summaries(ring)


def test_one_altered_wrap_does_not_hide_other_cases_from_search(
    house: CaseHouse, two: tuple[OpenCaseFile, OpenCaseFile]
) -> None:
    for found in two:
        house.write(found, "identity", {"name": "बुधनी उराँव"})
    _flipped_wrap(*two)
    refused: list[uuid.UUID] = []
    hits = search_names(house.by("counsellor"), house.ring("counsellor"), "बुधनी", refused=refused)
    assert ([hit.case.pk for hit in hits], refused) == ([two[1].case.pk], [two[0].case.pk])


def test_a_self_made_wrap_opens_nothing(house: CaseHouse, two: tuple[OpenCaseFile, OpenCaseFile]) -> None:
    with house.acting("supervisor"):
        house.keys.join("legal")
        row = Wrap.objects.get(case=two[0].case.pk, kind=Kind.TEAM)
        Wrap.objects.create(
            organisation_id=row.organisation_id,
            case=row.case,
            dek_version=row.dek_version,
            kind=Kind.USER,
            principal=house.keys.people["legal"],
            epoch=1,
            sealed=row.sealed,
        )
    with pytest.raises(Refused):
        house.ring("legal").case_key(two[0].case.pk)
    assert house.read(two[0].case.pk).file.all("note"), "the team is not harmed by it"


def test_restored_rows_do_not_give_a_removed_reader_access(house: CaseHouse) -> None:
    from_backup = house.write(house.open_case(), "note", NOTE)
    with house.acting("supervisor"):
        house.keys.join("legal")
    old = list(Wrap.objects.filter(case=from_backup.case.pk).values())
    take_case_from(
        by=house.by("counsellor"),
        keyring=house.ring("counsellor"),
        case_file=from_backup,
        principal=house.keys.people["legal"],
        name="legal",
        reason="x",
    )
    Wrap.objects.bulk_create([Wrap(**values) for values in old])
    case_file = house.read(from_backup.case.pk)
    assert (case_file.key.version, len(case_file.file.all("note"))) == (2, 1)
    assert house.ring("counsellor").case_keys()[from_backup.case.pk].version == 2


def test_no_row_of_a_file_is_ever_deleted_by_the_runtime_role(
    house: CaseHouse, two: tuple[OpenCaseFile, OpenCaseFile]
) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM vault_section WHERE organisation_id = %s", [house.cast.gumla.pk])
        assert cursor.rowcount == 0
