"""`kill -9` of server, worker and database of a real house while a phone in real Chromium sends what it wrote offline.

Every row arrives exactly once and becomes exactly one record, its photographs byte for byte; only what was acknowledged
is purged from the phone, and that at the next opening. The line is cut in between, and the browser killed.
"""

import pickle
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

import pytest

from jatan.kernel import clock
from jatan.runtime.postgres import server
from tests.browser.conftest import Launched, launched
from tests.browser.fieldbook.cut_line import CutLine, cut_line
from tests.browser.fieldbook.own_phone import kill, open_again, phone_at
from tests.browser.fieldbook.phone import BookPage
from tests.kills import wait_until
from tests.runtime.built_homes import Houses
from tests.runtime.journey_house import finished, migrated_home
from tests.runtime.kill_house import jatan_in_turn, query
from tests.runtime.struck_house import OF_THE_SERVER, Moment, Strike, Strikes, Victim, kept_running

pytestmark = pytest.mark.browser

_MADE = "from tests.runtime.phone_office import made\nsys.stdout.write(made(int(sys.argv[1])))"
_NEXT_CODE = "from tests.runtime.phone_office import next_code\nsys.stdout.write(next_code())"
_PHOTOGRAPHS = (
    "from tests.runtime.phone_office import photographs\nsys.stdout.buffer.write(pickle.dumps(photographs()))"
)
# Finishes rows as a thumb does with the page's own functions; what the phone alone knows is filled in here.
_WRITE = """async ([rows, called]) => {
  const used = new Set(called);
  const written = [];
  for (const { kind, answers, side } of rows) {
    if (kind === "contact") {
      const { journey } = jatanBook.dueToday().find((due) => (
        !used.has(due.journey.id) && due.journey.contacts.some((one) => one.id)));
      used.add(journey.id);
      Object.assign(answers, { journey: journey.id, contact: journey.contacts.find((one) => one.id).id,
        spoke_at: jatanBook.instant() });
    }
    for (const traveller of answers.travellers || []) {
      traveller.checklist = jatanBook.definitions.checklist;
      traveller.consents = jatanBook.definitions.consents.map((one) => (
        { purpose: one.purpose, text_version: one.version, language: one.language, how: "spoken" }));
    }
    const draft = jatanBook.newDraft(kind, answers);
    const files = {};
    if (side) {
      const canvas = document.createElement("canvas");
      canvas.width = canvas.height = side;
      const context = canvas.getContext("2d");
      const pixels = context.createImageData(side, side);
      const step = 65536;
      for (let at = 0; at < pixels.data.length; at += step) crypto.getRandomValues(pixels.data.subarray(at, at + step));
      for (let at = 3; at < pixels.data.length; at += 4) pixels.data[at] = 255;
      context.putImageData(pixels, 0, 0);
      const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.9));
      const bytes = new Uint8Array(await blob.arrayBuffer());
      const file = await jatanBook.addPhoto(draft, "photo", bytes);
      files[file.id] = await jatanBook.sha256(bytes);
    }
    const row = await jatanBook.finish(draft);
    const size = row.sealed.byteLength + row.files.reduce((sum, file) => sum + file.size, 0);
    written.push({ id: row.id, kind, journey: answers.journey, sha256: row.sha256, files, size,
      ofRow: row.sealed.byteLength,
      consents: (answers.travellers || []).reduce((sum, one) => sum + one.consents.length, 0) });
  }
  return written;
}"""
_HELD = """Promise.all(['rows', 'receipts'].map((name) => jatanBook.store.all(name))).then(([rows, receipts]) => (
  { rows: rows.map(({ sealed, ...row }) => row), receipts }))"""
_TABLES = (
    *("people_person", "people_consent", "journeys_journey", "journeys_attachment", "helpdesk_issue"),
    *("activities_activity", "activities_photograph", "safeguarding_contact"),
)
_MEANT = {
    "helpdesk_issue": "caller_name LIKE 'मदद %%'",
    "safeguarding_contact": "outcome = 'safe'",
}
_KINDS = ("leaving", "contact", "help", "meeting", "contact", "leaving", "help", "leaving", "contact", "leaving")
_KINDS += ("meeting", "help")
_RECORDED = {"issues": "helpdesk_issue", "journeys": "journeys_journey", "meetings": "activities_activity"}
_RECORDED |= {"contacts": "safeguarding_contact"}
_UNFINISHED = "SELECT count(*) FROM django_tasks_database_dbtaskresult WHERE status <> 'SUCCESSFUL'"


@dataclass
class Season:
    """How much is written and struck: days of each phone with so many rows, and the victims of all days."""

    seed: int
    phones: int
    days: int
    rows: int
    workers: int
    victims: Sequence[Victim]
    share_cut: float = 0.15
    written: list[dict[str, Any]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.chance = Random(self.seed)
        # One worker of tasks at most on one day: of what was recorded on it, there is one recount.
        victims = list(self.victims)
        self.chance.shuffle(victims)
        victims.sort(key=lambda one: one != "worker")
        self.struck: list[list[Victim]] = [
            victims[day :: self.phones * self.days] for day in range(self.phones * self.days)
        ]


@pytest.fixture
def house(houses: Houses) -> Iterator[Path]:
    with migrated_home(houses) as path:
        yield path


@pytest.fixture
def chrome() -> Iterator[Launched]:
    with launched() as found:
        yield found


def test_a_phone_loses_and_doubles_nothing_while_its_house_is_struck(
    house: Path, chrome: Launched, tmp_path: Path
) -> None:
    victims: list[Victim] = ["answering", "answering", "serve", "serve", "family", "all at once"]
    victims += ["database", "backend", "worker", "worker"]
    _survive(Season(180, phones=1, days=3, rows=4, workers=1, victims=victims), chrome, house, tmp_path)


@pytest.mark.long
def test_three_phones_lose_and_double_nothing_in_a_season_of_strikes(
    house: Path, chrome: Launched, tmp_path: Path
) -> None:
    victims: list[Victim] = [*["answering"] * 12, *["serve"] * 8, *["family"] * 5, *["all at once"] * 5]
    victims += [*["database"] * 6, *["backend"] * 8, *["worker"] * 10]
    _survive(Season(181, phones=3, days=6, rows=5, workers=2, victims=victims), chrome, house, tmp_path)


def _survive(season: Season, chrome: Launched, home: Path, tmp_path: Path) -> None:
    calls = sum(row["kind"] == "contact" for day in range(season.phones * season.days) for row in _rows_of(season, day))
    code = finished(_MADE, calls).decode()
    before = _counts()
    with (
        kept_running(home / "run.log", workers=season.workers) as house,
        cut_line(house.address, seed=season.seed) as line,
    ):
        strikes = Strikes(house)
        line.passage = strikes.passage
        for number in range(season.phones):
            profile = tmp_path / f"phone{number}"
            code = code or finished(_NEXT_CODE).decode()
            line.is_open, line.share = True, 0.0
            with phone_at(chrome, profile, line.address) as (book, _context):
                book.enrol(code)
                book.page.wait_for_load_state("networkidle")
            code = ""
            for day in range(season.days):
                _one_day(season, number * season.days + day, chrome, profile, line, strikes)
        starts, cuts = house.starts, line.cuts
    fell = Counter(strike.victim for strike in strikes.fallen)
    photos = sum(len(row["files"]) for row in season.written)
    _say(f"{len(season.written)} rows, {photos} photographs, {cuts} cuts, {starts} starts, struck: {dict(fell)}")
    assert fell == Counter(season.victims)
    assert sum(fell[victim] for victim in OF_THE_SERVER) >= 6
    server.ensure_running()
    jatan_in_turn("ledger verify", "worker --batch", "indicators verify")
    assert query(_UNFINISHED) == [(0,)]
    _all_is_there_once(season.written, before)


def _one_day(season: Season, day: int, chrome: Launched, profile: Path, line: CutLine, strikes: Strikes) -> None:
    """Rows are written offline and sent while the house is struck; then nothing is left on the phone."""
    line.is_open, line.share = False, 0.0
    with phone_at(chrome, profile, line.address) as (book, context):
        context.set_offline(True)
        open_again(book)
        called = [row["journey"] for row in season.written if row["kind"] == "contact"]
        written: list[dict[str, Any]] = book.page.evaluate(_WRITE, [_rows_of(season, day), called])
        season.written += written
        plan = _plan(season, day, written)
        _say(f"seed {season.seed}, day {day}: {', '.join(map(str, plan))}")
        strikes.plan(plan, season.chance)
        wait_until(strikes.house.is_up, what="the house answers")
        line.is_open, line.share = True, season.share_cut
        context.set_offline(False)
        if season.chance.random() < 0.5:
            book.send()
        kill(profile)
    with phone_at(chrome, profile, line.address) as (book, _context):
        left = open_again(book)
        assert set(left) <= {row["id"] for row in written}
        _send_all(book, strikes)
        line.share = 0.0
        _opened_anew_only_the_acknowledged_are_gone(book, written)
        assert book.rows() == []
        assert book.page.evaluate("jatanBook.store.keys('files')") == []


def _say(words: str) -> None:
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


def _plan(season: Season, day: int, written: Sequence[dict[str, Any]]) -> list[Strike]:
    """A worker is struck at what was recorded of the first rows; all others fall anywhere on the way."""
    chance = season.chance
    of_rows, whole = (sum(row[name] for row in written) for name in ("ofRow", "size"))
    plan = []
    for victim in season.struck[day]:
        moments: list[Moment] = ["write"] if victim == "backend" else ["bytes", "write", "answer"]
        if victim == "worker":
            plan.append(Strike(victim, "answer", 1))
        else:
            # Half of them among the rows, which are few bytes.
            at = chance.randrange(2, of_rows if chance.random() < 0.5 else whole * 9 // 10)
            plan.append(Strike(victim, chance.choice(moments), at))
    return plan


def _send_all(book: BookPage, strikes: Strikes) -> None:
    """Send until everything is acknowledged, and every strike has fallen on the way."""

    def is_done() -> bool:
        if not strikes.house.is_up():
            return False
        book.send()
        assert not strikes.faults, strikes.faults
        return all(row["state"] == "acknowledged" for row in book.rows())

    wait_until(is_done, what="everything is acknowledged")
    assert strikes.planned == []
    assert all(strike.has_fallen.is_set() for strike in strikes.fallen)


def _opened_anew_only_the_acknowledged_are_gone(book: BookPage, written: Sequence[dict[str, Any]]) -> None:
    """Whatever was acknowledged is gone after the next opening, and nothing goes that has no whole receipt."""
    before = book.page.evaluate(_HELD)
    book.page.reload()
    book.unlock()
    after = book.page.evaluate(_HELD)
    held, left = ({row["id"]: row for row in found["rows"]} for found in (before, after))
    assert {key for key, row in held.items() if row["state"] == "acknowledged"} <= held.keys() - left.keys()
    receipts = {one["id"]: one for one in after["receipts"]}
    for row in written:
        if row["id"] in left:
            continue
        receipt = receipts[row["id"]]
        assert receipt["sha256"] == row["sha256"]
        assert {one["id"] for one in receipt["files"] if one["complete"]} == set(row["files"])


def _rows_of(season: Season, day: int) -> list[dict[str, Any]]:
    """The rows of one day: every kind in turn, every third with a photograph."""
    found = []
    for number in range(day * season.rows, (day + 1) * season.rows):
        kind = _KINDS[number % len(_KINDS)]
        found.append({"kind": kind, "answers": _answers(kind, number), "side": 0 if number % 3 else 300})
    return found


def _answers(kind: str, number: int) -> dict[str, Any]:
    if kind == "contact":
        return {"outcome": "safe", "note": f"बात {number}"}
    if kind == "help":
        return {"kind": "unpaid_wages", "caller_name": f"मदद {number}", "description": "तीन महीने से पैसा नहीं मिला"}
    today = clock.today()
    if kind == "meeting":
        day = today.fromordinal(today.toordinal() - 2 - number)
        return {"held_on": day.isoformat(), "topic": "मज़दूरी", "women": 12}
    leaves_on = today.fromordinal(today.toordinal() + 3)
    new = {"name": _name(number), "guardian_name": _name(number + 500), "sex": "f", "age": 24, "village": "टोटो"}
    traveller = {"new": new, "papers_in_hand": ["voter_id"], "answers": {"wage_written": "no"}, "family": "0"}
    journey = {"leaves_on": leaves_on.isoformat(), "destination_as_written": "तिरुपुर", "work": "garment"}
    return {
        "journey": journey | {"agent_name": "बिरसा महतो"},
        "talk": {"topics": ["rights"], "given_to": "both"},
        "travellers": [traveller | {"family_contact_name": "बुधन", "family_contact_phone": "9169852892"}],
        "photo_kind": "other",
    }


def _name(number: int) -> str:
    """A name that is like no other."""
    letters = "कखगघचछजझटठडढतथदध"
    chance = Random(number)
    return "".join(chance.choice(letters) for _letter in range(6)) + " मुंडा"


def _counts() -> dict[str, int]:
    found = {}
    for table in _TABLES:
        (count,) = query(f"SELECT count(*) FROM {table} WHERE {_MEANT.get(table, 'true')}")[0]
        assert isinstance(count, int)
        found[table] = count
    return found


def _all_is_there_once(written: Sequence[dict[str, Any]], before: dict[str, int]) -> None:
    """Each row is stored once with its bytes, recorded once, and so is each photograph."""
    columns = "row::text, encode(sha256(sealed), 'hex'), sha256, variant, kind, state, problems, recorded"
    rows = query(f"SELECT {columns} FROM fieldbook_receivedrow")
    assert sorted(str(row[0]) for row in rows) == sorted(row["id"] for row in written)
    assert {row[0]: row[1:5] for row in rows} == {
        row["id"]: (row["sha256"], row["sha256"], 1, row["kind"]) for row in written
    }
    assert [row for row in rows if row[5] != "recorded"] == []
    _each_record_is_there_once([row[7] for row in rows])
    kinds = Counter(row["kind"] for row in written)
    with_photo = Counter(row["kind"] for row in written if row["files"])
    more = {
        "people_person": kinds["leaving"],
        "people_consent": sum(row["consents"] for row in written),
        "journeys_journey": kinds["leaving"],
        "journeys_attachment": with_photo["leaving"],
        "helpdesk_issue": kinds["help"],
        "activities_activity": kinds["meeting"],
        "activities_photograph": with_photo["meeting"],
        "safeguarding_contact": kinds["contact"],
    }
    assert _counts() == {table: before[table] + more[table] for table in _TABLES}
    sealed = {key: digest for row in written for key, digest in row["files"].items()}
    assert pickle.loads(finished(_PHOTOGRAPHS)) == sealed
    attached = query("SELECT count(*), count(DISTINCT file) FROM fieldbook_receivedfile WHERE attached <> '{}'")
    assert attached == [(len(sealed), len(sealed))]
    assert query("SELECT count(*) FROM fieldbook_receivedpiece") == [(0,)]


def _each_record_is_there_once(recorded: Sequence[Any]) -> None:
    """What a row says it became is in its table, and no two rows say it of the same record."""
    for word, table in _RECORDED.items():
        named = [key for one in recorded for key in one.get(word, ()) if word != "journeys" or "contacts" not in one]
        assert len(named) == len(set(named)), word
        there = {row[0] for row in query(f"SELECT id::text FROM {table}")}
        assert named, word
        assert set(named) <= there, word
