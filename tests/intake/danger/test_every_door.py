"""Every door, every danger, every reason to park, refuse or delay: when the door has answered, there is one urgent
issue, and an alert of it has gone out.

`WHY_NOT` lists the combinations that do not exist, each with why; all others run, by day and in quiet hours. What
`test_phone.py` says of the phone (whom the issue names, how the row settles) is not repeated here.
"""

import datetime as dt
import itertools
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest

from jatan.foundation.access import rate_limits
from jatan.foundation.access.rate_limits import RateLimit
from jatan.foundation.access.walls import acting_as
from jatan.intake.fieldbook import quotas
from jatan.intake.registers.run import import_workbook
from jatan.kernel import clock
from jatan.kernel.problems import Problem
from jatan.programme.cases.exchange.standard import FIELDS
from jatan.programme.flows.departures import register_journey
from jatan.programme.flows.no_news import ReportNoNews, report_no_news
from jatan.programme.helpdesk.services import receive_issue
from jatan.programme.journeys.services import issue_pass
from jatan.programme.safeguarding.services import record_unsolicited_contact
from tests.intake.calls.builders import deliver_all, send_call
from tests.intake.danger.doors import House
from tests.intake.danger.test_phone import DANGERS, DAY, NIGHT, REASONS, due_contact_waits, move_to_other_block
from tests.intake.messaging.builders import receive_text
from tests.intake.registers.workbooks import write
from tests.programme.helpdesk.builders import issue_command
from tests.programme.journeys.builders import journey_command

pytestmark = pytest.mark.django_db
NUMBER, STRANGER = "9835011111", "9835099999"


def _page(house: House, danger: str, reason: str, _path: Path) -> None:
    """The pages of the office, by the services that they call."""
    for time in range(2 if reason == "duplicate" else 1):
        with acting_as(house.cast.actor("coordinator")) as by:
            if danger == "hard_stop":
                day = clock.today()
                away = {"registered_on": day, "leaves_on": day, "work": "brick_kiln"}
                with pytest.raises(Problem) if time else nullcontext():
                    register_journey(by=by, command=journey_command(house.girl, **away), no_talk_because="family_told")
            elif danger == "unsafe":
                record_unsolicited_contact(by=by, journey=house.journey, outcome="unsafe")
            elif danger == "no_news":
                where = {"organisation": house.cast.gumla.pk, "place": house.girl.place}
                whom = {"name": "बिरसमुनी"} if reason == "unknown_person" else {"person": house.field.members[1]}
                report_no_news(by=by, command=ReportNoNews(**where, **whom, teller="सलोमी", teller_phone=STRANGER))
            else:
                kind = {"kind": "other", "is_urgent": True} if danger == "help" else {"kind": "missing_contact"}
                person = None if reason == "unknown_person" else house.field.members[1]
                about: dict[str, Any] = {"person": person, "received_on": clock.today()}
                receive_issue(by=by, command=issue_command(house.cast, **kind, **about))


def _phone(house: House, danger: str, reason: str, _path: Path) -> None:
    row = _over_quota(house, danger) if reason == "quota" else REASONS[reason](house, danger)
    assert not house.field.send(row)["refused"]


def _over_quota(house: House, danger: str) -> Any:
    """All that a phone may bring in a day has come; the next row that is no danger is refused."""
    day = dt.timedelta(days=1)
    counted = [(RateLimit("phone-rows", quotas.OF_A_PHONE.rows, day), house.field.device.pk, quotas.OF_A_PHONE.rows)]
    assert rate_limits.takes(counted)
    assert house.field.send(house.field.row("help", {"kind": "scheme_delayed"}))["refused"]
    return REASONS["none"](house, danger)


def _text(house: House, danger: str, reason: str, _path: Path) -> None:
    """Her own telephone says that she is not safe; a stranger's asks for help."""
    is_known = danger == "unsafe" and reason != "unknown_person"
    if is_known:
        with acting_as(house.cast.actor("coordinator")):
            person = house.journey.person
            person.phone = NUMBER
            person.save(update_fields=["phone"])
    at = clock.now() - dt.timedelta(days=3) if reason == "clock" else clock.now()
    for number in range(2 if reason == "duplicate" else 1):
        text = "" if reason == "missing_answer" else "मदद"
        receive_text(text or "?", phone=f"+91{NUMBER if is_known else STRANGER}", reference=f"t{number}", at=at)


def _help_page(house: House, _danger: str, reason: str, _path: Path) -> None:
    with acting_as(house.cast.actor("coordinator")) as by:
        code = issue_pass(by=by, journey=house.journey).code
    for _time in range(2 if reason == "duplicate" else 1):
        written = {} if reason == "missing_answer" else {"words": "मालिक काग़ज़ नहीं देता", "phone": "9835012345"}
        waited = {"waited": dt.timedelta(days=3)} if reason == "clock" else {}
        assert send_call(code, **written, **waited)
        deliver_all()


def _workbook(house: House, danger: str, reason: str, path: Path) -> None:
    ahead = 400 if reason == "clock" else 0
    row = {
        "Date": f"{clock.today() + dt.timedelta(days=ahead):%d/%m/%Y}",
        "Name": "" if reason == "unknown_person" else "Phulmani Toppo",
        "Phone": "9835012345",
        "Block": (house.cast.other_gumla_block if reason == "other_block" else house.cast.gumla_block).name_en,
        "Issue": {"help": "Violence", "missing": "Missing contact"}[danger],
        "Status": "Pending",
    }
    if reason == "missing_answer":
        del row["Block"]
    for number in range(2 if reason == "duplicate" else 1):
        book = write(path / f"{number}.xlsx", {"Help desk": [list(row), list(row.values())]})
        import_workbook(book, house.cast.gumla)


DOORS: Mapping[str, Callable[[House, str, str, Path], None]] = {
    "page": _page,
    "phone": _phone,
    "text": _text,
    "workbook": _workbook,
    "help_page": _help_page,
    "case_import": lambda *_answers: pytest.fail("it reads no danger"),
}
WHY = (
    *("none", "other_block", "due_contact_waits", "clock", "unknown_person"),
    *("duplicate", "taken_back", "quota", "missing_answer"),
)
ANY = "*"
WHY_NOT: Mapping[tuple[str, str, str], str] = {
    ("case_import", ANY, ANY): "the standard has no field of danger that is now, and it is a sealed letter: ADR 15",
    ("page", ANY, "clock"): "the house's own clock",
    ("page", ANY, "taken_back"): "no phone",
    ("page", ANY, "quota"): "no limit: somebody at the office has signed in",
    ("page", ANY, "missing_answer"): "nothing was taken: the page stays and names the question",
    ("page", "help", "duplicate"): "whoever types it twice sees the first on the person's page; she decides",
    ("page", "missing", "duplicate"): "as above; the page of no news adds to the first",
    ("page", "hard_stop", "unknown_person"): "somebody new is recorded first, and then known",
    ("page", "unsafe", "unknown_person"): "a contact is one of a journey",
    ("text", "hard_stop", ANY): "nobody is registered from a text: ADR 62",
    ("text", "missing", ANY): "a text has no kinds: it asks for help",
    ("text", "no_news", ANY): "as above",
    ("text", ANY, "taken_back"): "no phone of the house",
    ("text", ANY, "quota"): "no limit on texts that come in",
    ("text", ANY, "missing_answer"): "whatever it says is a message for a person; without words it asks for no help",
    ("workbook", "hard_stop", ANY): "a register of journeys tells of those who left; nobody is stopped by it",
    ("workbook", "unsafe", ANY): "there is no register of contacts",
    ("workbook", "no_news", ANY): "a register of the desk calls it a missing contact",
    ("workbook", ANY, "due_contact_waits"): "an issue of a register is about no journey",
    ("workbook", ANY, "taken_back"): "no phone",
    ("workbook", ANY, "quota"): "no limit that refuses a row",
    ("help_page", "hard_stop", ANY): "she has left",
    ("help_page", "missing", ANY): "it has one button: help",
    ("help_page", "no_news", ANY): "it has one button: help",
    ("help_page", "unsafe", ANY): "it has one button: help",
    ("help_page", ANY, "unknown_person"): "an unknown code waits with the secretariat, which is told (intake/calls)",
    ("help_page", ANY, "taken_back"): "no phone of the house",
    ("help_page", ANY, "quota"): "refused with the numbers to call (intake/calls/test_rate_limits)",
    ("phone", "hard_stop", "duplicate"): "two departures, each with its issue, until somebody has looked (test_phone)",
}


def _covers(key: tuple[str, str, str], case: tuple[str, str, str]) -> bool:
    return all(part in (one, ANY) for one, part in zip(case, key, strict=True))


def _does_not_exist(case: tuple[str, str, str]) -> bool:
    return any(_covers(key, case) for key in WHY_NOT)


ALL = list(itertools.product(DOORS, DANGERS, WHY))
EXIST = [case for case in ALL if not _does_not_exist(case)]


def _cases() -> Iterator[Any]:
    for door, danger, reason in EXIST:
        for hour in (DAY, NIGHT):
            # The phone runs in test_phone by day and by night.
            often = hour == NIGHT and (door != "phone" or reason == "quota")
            yield pytest.param(door, danger, reason, hour, marks=[] if often else pytest.mark.long)


@pytest.mark.parametrize(("door", "danger", "reason", "hour"), list(_cases()))
def test_when_the_door_has_answered_there_is_one_urgent_issue_and_an_alert_is_out(
    house: House, tmp_path: Path, door: str, danger: str, reason: str, hour: int
) -> None:
    now = clock.now().astimezone(clock.INDIA).replace(hour=hour, minute=0)
    with clock.frozen_at(now if now >= clock.now() else now + dt.timedelta(days=1)):
        if door != "phone" and reason == "other_block":
            move_to_other_block(house)
        if door != "phone" and reason == "due_contact_waits":
            due_contact_waits(house)
        DOORS[door](house, danger, reason, tmp_path)
        (issue,) = house.urgent()
        assert issue.person or issue.caller_name or issue.caller_phone
        # A text that waits for somebody is told beside its issue.
        assert house.alerts_by_task() >= 1


def test_every_combination_runs_or_says_why_not() -> None:
    assert len(ALL) == len(DOORS) * len(DANGERS) * len(WHY) == 270
    assert len(EXIST) == 95
    assert all(any(_covers(key, case) for case in ALL) for key in WHY_NOT)


def test_the_standard_of_other_houses_has_no_field_of_danger() -> None:
    """Why the import of a case opens no issue: there is nothing to read that says that she is in danger now."""
    words = {part for name in FIELDS for part in _parts(name)}
    assert "trafficking" in words
    assert not words & {"danger", "urgent", "urgency", "emergency", "immediate", "unsafe", "safety", "missing"}


def _parts(name: str) -> set[str]:
    return {part.lower() for part in re.findall(r"[A-Z]?[a-z]+|[A-Z]+", name)}
