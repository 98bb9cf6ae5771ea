"""A season of the field book: networks cut in the middle, browsers killed, versions changed, clocks wrong by days.

Every row that was done arrives exactly once, its photographs byte for byte; every draft that was on the screen is there
after the kill; every row that was acknowledged is purged at the next opening, and only those.
"""

import hashlib
import random
import sys
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from jatan.foundation.access.walls import acting_as
from jatan.intake.fieldbook import quotas
from jatan.intake.fieldbook.files import read_photograph
from jatan.intake.fieldbook.models import ReceivedFile, ReceivedRow
from jatan.programme.helpdesk.models import Issue
from tests.browser.conftest import Launched
from tests.browser.fieldbook.cut_line import CutLine, cut_line
from tests.browser.fieldbook.own_phone import kill, open_again, phone_at
from tests.browser.fieldbook.phone import enrolment_code
from tests.browser.page_server import served
from tests.cast import Cast
from tests.programme.groups.leaders import forum_of, lead

pytestmark = [pytest.mark.django_db, pytest.mark.browser]

# So many rows on one phone through the page's own functions: what is done with the thumb, another test does.
WRITE = """async ([count, photos, mark]) => {
  const written = [];
  for (let number = 0; number < count; number += 1) {
    const draft = jatanBook.newDraft("help", { kind: "other", caller_name: `${mark} ${number}` });
    const hashes = [];
    if (number < photos) {
      const canvas = document.createElement("canvas");
      canvas.width = canvas.height = 160;
      const context = canvas.getContext("2d");
      const pixels = context.createImageData(160, 160);
      const step = 65536;
      for (let at = 0; at < pixels.data.length; at += step) crypto.getRandomValues(pixels.data.subarray(at, at + step));
      for (let at = 3; at < pixels.data.length; at += 4) pixels.data[at] = 255;
      context.putImageData(pixels, 0, 0);
      const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.9));
      const bytes = new Uint8Array(await blob.arrayBuffer());
      const file = await jatanBook.addPhoto(draft, "photo", bytes);
      hashes.push([file.id, await jatanBook.sha256(bytes)]);
    }
    const row = await jatanBook.finish(draft);
    written.push({ id: row.id, sha256: row.sha256, files: hashes });
  }
  return written;
}"""


def in_a_season(
    cast: Cast,
    chrome: Launched,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    *,
    phones: int,
    rows: int,
    photos: int,
) -> None:
    """`rows` and `photos` on each of `phones` phones."""
    lead(cast, forum_of(cast, "टोटो फोरम", "अनीता कुजूर", "सोमरी उराँव"))
    chance = random.Random(18)
    written: list[dict[str, Any]] = []
    with served() as server, cut_line(server, seed=18) as line:
        for number in range(phones):
            profile = tmp_path / f"phone{number}"
            days = chance.choice([0, -3, 4, 9])
            monkeypatch.undo()
            # All of them are of one leader; how much she may bring in a day is asked elsewhere.
            monkeypatch.setattr(quotas, "_PHONES_OF_AN_ACCOUNT", phones)
            written += _one_phone(cast, chrome, profile, line, number, days, rows, photos, monkeypatch)
    assert line.cuts > phones
    sys.stdout.write(f"{len(written)} rows, {phones * photos} photographs, {line.cuts} cuts, {2 * phones} kills\n")
    _all_arrived_once(cast, written)


def _one_phone(
    cast: Cast,
    chrome: Launched,
    profile: Path,
    line: CutLine,
    number: int,
    days: int,
    rows: int,
    photos: int,
    monkeypatch: pytest.MonkeyPatch,
) -> list[dict[str, Any]]:
    line.share = 0.0
    mark, code = f"फ़ोन {number}", enrolment_code(cast)
    with phone_at(chrome, profile, line.address, clock_off_by_days=days) as (book, context):
        book.enrol(code)
        context.set_offline(True)
        written: list[dict[str, Any]] = book.page.evaluate(WRITE, [rows, photos, mark])
        book.press("किसी को मदद चाहिए")
        book.write("बताने वाले का नाम", f"अधूरा {number}")
        book.page.wait_for_timeout(2000)
        kill(profile)
    # The office has a new version of the page meanwhile.
    monkeypatch.setattr("jatan.web.fieldbook.app.shell_version", lambda: f"{number:012x}")
    monkeypatch.setattr("jatan.web.service_worker.shell_version", lambda: f"{number:012x}")
    line.share = 0.8
    with phone_at(chrome, profile, line.address, clock_off_by_days=days) as (book, _context):
        open_again(book)
        assert len(book.rows()) == rows
        expect(book.page.locator("#book")).to_contain_text(f"अधूरा {number}")
        book.send()
        kill(profile)
    with phone_at(chrome, profile, line.address, clock_off_by_days=days) as (book, _context):
        before = open_again(book)
        for _try in range(60):
            if book.send()["ok"]:
                break
        states = [row["state"] for row in book.rows()]
        assert states == ["acknowledged"] * len(states)
        assert set(before) <= {row["id"] for row in written}
        line.share = 0.0
        book.page.reload()
        book.unlock()
        assert book.rows() == []
        expect(book.page.locator("#book")).to_contain_text(f"अधूरा {number}")
        book.page.wait_for_load_state("networkidle")
    return written


def _all_arrived_once(cast: Cast, written: list[dict[str, Any]]) -> None:
    with acting_as(cast.actor("coordinator")):
        received = list(ReceivedRow.objects.all())
        assert sorted(str(row.row) for row in received) == sorted(row["id"] for row in written)
        assert {str(row.row): row.sha256 for row in received} == {row["id"]: row["sha256"] for row in written}
        assert {row.state for row in received} == {"recorded"}
        assert Issue.objects.filter(caller_name__startswith="फ़ोन").count() == len(written)
        rows = {str(row.row): row for row in received}
        files = {str(file.file): file for file in ReceivedFile.objects.all()}
        hashes = {key: (row["id"], digest) for row in written for key, digest in row["files"]}
        assert files.keys() == hashes.keys()
        for key, (row_id, digest) in hashes.items():
            photograph = read_photograph(rows[row_id], files[key])
            assert hashlib.sha256(photograph).hexdigest() == digest


def test_a_season_of_two_phones(cast: Cast, chrome: Launched, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The clock of one of them is three days behind."""
    in_a_season(cast, chrome, tmp_path, monkeypatch, phones=2, rows=25, photos=8)


@pytest.mark.long
def test_a_season_of_four_phones(cast: Cast, chrome: Launched, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    in_a_season(cast, chrome, tmp_path, monkeypatch, phones=4, rows=25, photos=8)


@pytest.mark.long
def test_a_season_of_twenty_phones(
    cast: Cast, chrome: Launched, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_a_season(cast, chrome, tmp_path, monkeypatch, phones=20, rows=50, photos=15)
