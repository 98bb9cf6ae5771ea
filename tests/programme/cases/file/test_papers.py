"""Papers and recordings lie sealed; what was altered on the disk is refused, and nothing is left of a failed one."""

from collections.abc import Iterable
from pathlib import Path

import pytest
from django.conf import settings

from jatan.foundation.ledger.models import Event
from jatan.foundation.vault.file_cipher import CHUNK
from jatan.foundation.vault.refusal import Refused
from jatan.kernel.problems import Problem, Problems
from jatan.programme.cases import file_events
from jatan.programme.cases.choices import What
from jatan.programme.cases.file.access import OpenCaseFile
from jatan.programme.cases.file.access_grants import take_case_from
from jatan.programme.cases.file.papers import PaperWriter, keep_paper, paper_bytes, papers
from jatan.programme.cases.models import Reading
from tests.programme.cases.case_office import CaseHouse

pytestmark = pytest.mark.django_db
WORDS = "एफ़आईआर की नक़ल, थाना सिमडेगा ".encode()


def kept(house: CaseHouse, case_file: OpenCaseFile, pieces: Iterable[bytes], **more: str) -> OpenCaseFile:
    writer = PaperWriter(case_file.case.organisation_id, case_file.case.pk)
    for piece in pieces:
        writer.add(piece)
    writer.finish()
    answers = {"title": "एफ़आईआर", "name": "fir.pdf", "media_type": "application/pdf"} | more
    return keep_paper(
        by=house.by("counsellor"), keyring=house.ring("counsellor"), case_file=case_file, writer=writer, **answers
    )


def on_disk() -> list[Path]:
    return [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]


@pytest.mark.parametrize("length", [1, CHUNK - 1, CHUNK, CHUNK + 1, 1024 * 1024 + 1])
def test_it_comes_back_whole_for_the_team(house: CaseHouse, length: int) -> None:
    content = (WORDS * (length // len(WORDS) + 1))[:length]
    case_file = kept(house, house.open_case(), [content])
    with house.acting("colleague"):
        read = house.read(case_file.case.pk, "colleague")
        (card,) = papers(read)
        assert b"".join(paper_bytes(house.by("colleague"), read, card)) == content
    assert (card.get("length"), card.get("name")) == (length, "fir.pdf")


def test_files_on_disk_reveal_neither_name_nor_type_nor_content(house: CaseHouse) -> None:
    kept(house, house.open_case(), [WORDS * 5000])
    (path,) = on_disk()
    raw = path.read_bytes()
    assert WORDS not in raw
    assert b"fir" not in str(path).encode() + raw[:400]


def test_an_empty_file_is_refused_and_removed(house: CaseHouse) -> None:
    with pytest.raises(Problem):
        kept(house, house.open_case(), [])
    assert on_disk() == []


def test_the_upload_of_a_refused_card_is_removed_from_disk(house: CaseHouse) -> None:
    with pytest.raises(Problems):
        kept(house, house.open_case(agreed=False), [WORDS])
    assert on_disk() == []


def test_a_paper_of_another_case_is_not_kept_here(house: CaseHouse) -> None:
    other = house.open_case()
    writer = PaperWriter(other.case.organisation_id, other.case.pk)
    writer.add(WORDS)
    writer.finish()
    with pytest.raises(Problem):
        keep_paper(
            by=house.by("counsellor"),
            keyring=house.ring("counsellor"),
            case_file=house.open_case(),
            writer=writer,
            title="x",
            name="x",
            media_type="x",
        )


@pytest.mark.parametrize("change", ["flipped", "cut", "gone"])
def test_altered_bytes_are_refused_and_the_rest_of_the_file_still_opens(house: CaseHouse, change: str) -> None:
    case_file = kept(house, house.open_case(), [WORDS * 9000])
    (path,) = on_disk()
    raw = bytearray(path.read_bytes())
    if change == "gone":
        path.unlink()
    else:
        raw[len(raw) // 2] ^= 1
        path.write_bytes(raw if change == "flipped" else raw[: len(raw) // 2])
    (card,) = papers(case_file)
    with pytest.raises(Refused):
        b"".join(paper_bytes(house.by("counsellor"), case_file, card))
    assert house.read(case_file.case.pk).file.all("card")


def test_after_a_reader_was_taken_away_papers_open_under_the_new_key(house: CaseHouse) -> None:
    case_file = kept(house, house.open_case(), [WORDS])
    with house.acting("supervisor"):
        house.keys.join("legal")
    take_case_from(
        by=house.by("counsellor"),
        keyring=house.ring("counsellor"),
        case_file=case_file,
        principal=house.keys.people["legal"],
        name="legal",
        reason="काम पूरा",
    )
    read = house.read(case_file.case.pk)
    assert b"".join(paper_bytes(house.by("counsellor"), read, papers(read)[0])) == WORDS


def test_reading_a_paper_is_recorded(house: CaseHouse) -> None:
    case_file = kept(house, house.open_case(), [WORDS])
    b"".join(paper_bytes(house.by("counsellor"), case_file, papers(case_file)[0]))
    assert Reading.objects.filter(case=case_file.case.pk, what=What.PAPER).count() == 1
    assert Event.objects.filter(about=case_file.case.pk, verb=file_events.FILE_READ, payload={"what": "paper"}).exists()


def test_what_the_machine_made_is_never_taken_for_an_aadhaar_number(house: CaseHouse) -> None:
    found = house.open_case()
    answers = {
        "title": "x",
        "name": "x",
        "media_type": "x",
        "length": 1,
        "file": "x",
        "key": "234123412346",
        "digest": "x",
    }
    assert house.write(found, "card", answers).file.all("card")[0].get("key") == "234123412346"
    with pytest.raises(Problems):
        house.write(found, "card", {**answers, "title": "234123412346"})
