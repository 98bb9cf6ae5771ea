"""Logs, task queue, ledger payloads and URLs contain no person's name."""

import os
import re
from html import unescape
from pathlib import Path
from urllib.parse import unquote

import pytest
import xlsxwriter

from jatan.demo import plan
from jatan.settings import options
from tests.kills import start_jatan
from tests.runtime.form_posters import free_port, get, post, served, sign_in
from tests.runtime.kill_house import KillTestHome, query, reset_home

# Seeded so that no place, word of the product or demo person has them.
TYPED = ("झिंगुरवा खलखोवाल", "पनघटिया खलखोवाल", "9431207711", "ढोलकटाँड़पुरवा")
IN_REGISTER = ("Zhurmania Quvalkho", "Panqatia Quvalkho", "9431207722", "Dholqatanwa")
SEEDS = (*TYPED, *IN_REGISTER)

_BLOCK = """
SELECT b.id::text, b.name_en FROM places_place b JOIN places_place d ON d.id = b.district_id
WHERE b.level = 'block' AND d.name_en = 'Gumla' ORDER BY b.name_en LIMIT 1
"""
_HEADERS = (
    "S.No.",
    "Date",
    "Name",
    "Father/Husband",
    "Sex",
    "Age",
    "Mobile",
    "Village",
    "Block",
    "Destination",
    "Work",
)
_KEPT = (
    "SELECT row_to_json(t)::text FROM django_tasks_database_dbtaskresult t",
    "SELECT verb || about_type || payload::text FROM ledger_event",
    "SELECT row_to_json(a)::text FROM access_attempts a",
    "SELECT row_to_json(c)::text FROM indicators_monthlycell c",
)


def _register(folder: Path, block: str) -> Path:
    code, _lgd, _hi, en, *_ = next(one for one in plan.MEMBERS_OF_THE_DEMO if one[0] == "D03")
    path = folder / plan.workbook_name(code, en)
    name, guardian, phone, village = IN_REGISTER
    rows = [
        (1, "3/6/2022", name, guardian, "F", 24, phone, village, block, "Delhi", "Domestic work"),
        (2, "31/02/2022", name, guardian, "F", 24, phone, village, block, "Delhi", "Domestic work"),
    ]
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("Migrant register")
        for number, row in enumerate((_HEADERS, *rows)):
            sheet.write_row(number, 0, row)
    return path


def _type(port: int, session: str, block: str) -> str:
    """Register, mistype, search, open what is and what is not; answers the address of the person."""
    name, guardian, phone, village = TYPED
    sheet = {"name": name, "guardian_name": guardian, "sex": "f", "age": "24", "phone": phone}
    status, address = post(port, session, "/people/new/", sheet | {"place": block, "village": village})
    assert status == 302
    assert post(port, session, "/people/new/", sheet | {"age": "-4", "place": block, "village": village})[0] == 422
    assert post(port, session, "/search/", {"q": name})[0] == 200
    assert post(port, session, f"{address}withdraw/", {"reason": ""})[0] == 422
    assert post(port, "", "/account/sign-in/", {"login": "desk@demo.jatan", "password": name})[0] in {200, 403, 422}
    assert get(port, session, f"/people/00000000-{'0000-' * 3}000000000000/")[0] == 404
    return address


def _addresses(page: str) -> list[str]:
    """Every address of a page that a server is asked for; a link that dials a number is none."""
    found = [unquote(unescape(text)) for text in re.findall(r'(?:href|action|src|hx-[a-z]+)="([^"]*)"', page)]
    return [address for address in found if not address.startswith("tel:")]


def _logs(*more: Path) -> str:
    kept = [path for path in options.home().glob("**/*") if "log" in path.name or "log" in path.parent.name]
    texts = [path.read_text(encoding="utf-8", errors="replace") for path in (*kept, *more) if path.is_file()]
    assert len(texts) > len(more), "the database keeps no log"
    return "\n".join(texts)


def _run(*words: str, log: Path) -> None:
    assert start_jatan(*words, environment=os.environ, log=log).wait(timeout=120) == 0


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "said.txt"


def test_no_name_phone_or_village_is_in_logs_queue_ledger_or_addresses(
    kill_test_home: KillTestHome, tmp_path: Path, log: Path
) -> None:
    reset_home()
    block, block_name = map(str, query(_BLOCK)[0])
    _run("import", "registers", str(_register(tmp_path, block_name)), log=log)
    session, port = sign_in("coordinator@demo.jatan"), free_port()
    with served(port, log, workers=1, JATAN_LOG_LEVEL="DEBUG"):
        person = _type(port, session, block)
        pages = [get(port, session, path) for path in (person, "/people/", "/journeys/", "/", "/search/")]
    _run("worker", "--batch", log=log)
    shown = "\n".join(page for _status, page in pages)
    assert {status for status, _page in pages} == {200}
    missing = [seed for seed in SEEDS if seed not in shown and seed[:5] != "94312"]
    assert missing == [], "the pages do not show what was written: this test would prove nothing"
    logged = _logs(log)
    assert "/people/" in logged, "nothing was logged: this test would prove nothing"
    kept = "\n".join(str(row[0]) for question in _KEPT for row in query(question))
    addresses = "\n".join(address for _status, page in pages for address in _addresses(page))
    titles = "\n".join(re.findall(r"<title>.*?</title>", shown, re.DOTALL))
    for where, text in (("logs", logged), ("tables", kept), ("addresses", addresses), ("titles", titles)):
        assert [seed for seed in SEEDS for part in seed.split() if part in text] == [], f"in the {where}"
