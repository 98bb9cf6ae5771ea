"""docs/explanation/one-record.md is what three records really pass: it is made from a trace and compared with one.

After a change of the way: `JATAN_WRITE_ONE_RECORD=1 ./jatan test tests/house/test_one_record.py`.
"""

import ast
import datetime as dt
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from jatan.foundation.access.walls import acting_as
from jatan.kernel import clock
from jatan.programme.groups.models import Membership
from tests.house.record_trips import Trace, traced
from tests.house.source import ROOT
from tests.intake.registers.conftest import Import, take_in
from tests.intake.registers.workbooks import meeting, meetings
from tests.programme.cases.case_office import CaseHouse
from tests.programme.groups.builders import a_group, a_member
from tests.programme.people.builders import a_person
from tests.web.cases.conftest import Browser, Unlocked, browser, cast, house, standing_house, unlocked

__all__ = ["browser", "cast", "house", "standing_house", "take_in", "unlocked"]

pytestmark = pytest.mark.django_db

PAGE = ROOT / "docs" / "explanation" / "one-record.md"
IS_WRITING = os.environ.get("JATAN_WRITE_ONE_RECORD") == "1"
ROWS = 40
NOTE = {"a-about": "घर पर मुलाक़ात", "a-text": "माँ साथ थी"}


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    """Limits of a session are noted every few minutes: not on the way of one request and of another."""
    with clock.frozen_at(dt.datetime.combine(clock.today(), dt.time(12), tzinfo=clock.INDIA)):
        yield


def test_a_row_of_a_register(take_in: Import, tmp_path: Path) -> None:
    """What one row costs: the modules that forty rows more enter forty times more."""
    take_in(meetings(tmp_path / "D03 warm.xlsx", *(_row(number, "Tota") for number in range(3))))
    with traced() as one:
        take_in(meetings(tmp_path / "D03 one.xlsx", _row(1, "Navapur")))
    with traced() as many:
        counts = take_in(meetings(tmp_path / "D03 many.xlsx", *(_row(number, "Basia") for number in range(ROWS + 1))))
    assert sum(kind["imported"] for kind in counts.values()) == ROWS + 1, counts
    calls = many.calls - one.calls
    each = {path: names for path, names in many.doors.items() if calls[path] >= ROWS}
    compare("A row of a register", Trace(calls, each))


def test_a_meeting_and_its_page(house: CaseHouse, browser: Browser) -> None:
    """Sent by the form of a group, answered by the page of the meeting."""
    with acting_as(house.by("desk_operator")) as by:
        group = a_group(by, house.cast, kind="forum", village="टोटो")
        for name in ("सुषमा कुजूर", "रीना कुजूर"):
            a_member(by, group, a_person(by, house.cast, name=name, sex="f", age=34))
        present = [str(one) for one in Membership.objects.values_list("person_id", flat=True)]
    client, days = browser("desk_operator"), [clock.today() - dt.timedelta(days=ago) for ago in (9, 2)]

    def send(day: dt.date) -> None:
        client.get(f"/groups/{group.pk}/meeting/")
        sheet = {"held_on": f"{day:%d/%m/%Y}", "topic": "पंजीकरण", "present": present, "women": "2"}
        with traced() as trace:
            answer = client.post(f"/groups/{group.pk}/meeting/", sheet, follow=True)
        assert answer.redirect_chain[-1][0].startswith("/activities/")
        if day == days[-1]:
            compare("A meeting and its page", trace)

    for day in days:
        send(day)


def test_an_entry_in_a_sealed_file(house: CaseHouse, unlocked: Unlocked) -> None:
    """A counsellor with open keys writes a note; the page of the case answers."""
    client, case_file = unlocked("counsellor"), house.open_case()
    for is_last in (False, True):
        client.get(f"/cases/{case_file.case.pk}/write/note/")
        with traced() as trace:
            sheet = {**NOTE, "a-on": f"{clock.today():%d/%m/%Y}"}
            answer = client.post(f"/cases/{case_file.case.pk}/write/note/", sheet, follow=True)
        assert answer.redirect_chain[-1][0].startswith(f"/cases/{case_file.case.pk}/"), answer.redirect_chain
        if is_last:
            compare("An entry in a sealed file", trace)


def _row(number: int, village: str) -> list[object]:
    day = dt.date(2022, 3, 1) + dt.timedelta(days=number)
    return meeting(number, f"{day:%d/%m/%Y}", women=8 + number, village=village, group=f"{village} Mahila Mandal")


def compare(title: str, trace: Trace) -> None:
    """Hold one section of the page against what was entered, or write it."""
    made = section(trace.doors)
    text = PAGE.read_text("utf-8")
    before, heading, rest = text.partition(f"## {title}\n")
    assert heading, f"{PAGE} has no section {title}"
    intro, mark, listed = rest.partition("<!-- traced -->\n")
    assert mark, f"{title}: no <!-- traced -->"
    listed, next_heading, after = listed.partition("\n## ")
    if IS_WRITING:
        sys.stdout.write(f"{title}: {len(trace.doors)} modules, {trace.calls.total()} calls\n")
        PAGE.write_text(f"{before}{heading}{intro}{mark}{made}{next_heading}{after}", encoding="utf-8")
        return
    assert listed.rstrip() == made.rstrip(), "JATAN_WRITE_ONE_RECORD=1 ./jatan test tests/house/test_one_record.py"


def section(doors: dict[str, dict[str, None]]) -> str:
    """The lines of a section: number, file, the functions by which it is entered, what the file is for."""
    lines = [f"**{len(doors)} modules.**\n"]
    for number, (path, names) in enumerate(doors.items(), 1):
        shown = [f"`{name}()`" for name in names if "__" not in name and not name.startswith("_")]
        entered = f" {', '.join(shown[:3])}{', …' if shown[3:] else ''}." if shown else ""
        lines.append(f"{number}. `src/jatan/{path}`:{entered} {purpose_of(path)}")
    return "\n".join(lines) + "\n"


def purpose_of(path: str) -> str:
    """The first sentence of the module's own description."""
    described = ast.get_docstring(ast.parse((ROOT / "src" / "jatan" / path).read_text("utf-8"))) or ""
    first = " ".join(described.split("\n\n")[0].split())
    sentence, _dot, _rest = first.partition(". ")
    return sentence.rstrip(".") + "."
