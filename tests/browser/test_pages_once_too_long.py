"""The pages that outsiders called too long stand on four screens of a phone as they open, in a full house, in Hindi.

Four who leave together, one of them a child; a forum of 31 of whom all came; a case of two years with its court days,
papers and all that is open where it is to be closed.
"""

import datetime as dt
import os
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from django.test import Client
from playwright.sync_api import Page

from jatan.foundation.access.walls import acting_as
from jatan.kernel import clock
from jatan.programme.cases.entries.legal_track import duties_of
from jatan.programme.cases.entries.open_items import open_items
from jatan.programme.cases.file.access import OpenCaseFile
from jatan.programme.cases.legal.court_closings import next_court_day
from tests.browser.chromium import Answer, House, answer_to
from tests.browser.conftest import Launched
from tests.browser.page_size import height_px, width_px
from tests.browser.short_pages import FOUR_SCREENS
from tests.browser.test_every_page import NARROW, narrow_tab
from tests.cast import Cast
from tests.programme.cases.case_office import CaseHouse
from tests.programme.groups.builders import a_group, a_member
from tests.programme.people.builders import a_person
from tests.web.cases.conftest import Unlocked, cast, house, standing_house, unlocked
from tests.web.cases.test_case_page import CARD
from tests.web.cases.test_papers_on_pages import send
from tests.web.conftest import Browser
from tests.web.journeys.departures.registration_steps import PAPERS, SOMRI, begin, fill_in, submit

__all__ = ["cast", "house", "standing_house", "unlocked"]

pytestmark = [pytest.mark.django_db, pytest.mark.browser]

MEMBERS = 31
PICTURES = os.environ.get("JATAN_PICTURES", "")  # a folder for screenshots


@dataclass
class Route:
    """Pages to measure, answered while no browser runs. `pages`: name -> answer and who asked."""

    pages: dict[str, tuple[Client, str, Answer]] = field(default_factory=dict)

    def add(self, name: str, client: Client, path: str) -> None:
        answer = answer_to(client, path)
        assert answer.is_page, (name, path, answer.status, answer.headers.get("Location"))
        self.pages[name] = client, path, answer


def too_long(route: Route, page: Page) -> dict[str, int]:
    """Pages above four screens, with their height in px."""
    on, found = House(page, Client()), {}
    for name, (client, path, answer) in route.pages.items():
        on.open(path, client, answer)
        assert width_px(page) <= NARROW["width"], name
        found[name] = height_px(page)
        if PICTURES:
            page.screenshot(path=str(Path(PICTURES) / f"long-{name}.png"), full_page=True)
    if PICTURES:
        (Path(PICTURES) / "long.txt").write_text("\n".join(f"{height:6} {name}" for name, height in found.items()))
    return {name: height for name, height in found.items() if height > FOUR_SCREENS}


def add_departure(route: Route, cast: Cast, client: Client) -> None:
    """Four who leave together: a woman and three children; the page after them is the longest."""
    root = begin(client, cast)
    place = str(cast.gumla_block.pk)
    for name in ("जोहन टुडू", "मार्सेल टुडू", "अंजलि टुडू"):
        child = {**SOMRI, "name": name, "guardian_name": "", "sex": "m", "age": "15", "place": place}
        submit(client, f"{root}who/", child)
    route.add("talk", client, f"{root}talk/0/")
    route.add("talk with a child", client, f"{root}talk/1/")
    fill_in(client, root, talk={"same_for_all": "on", "noted": "papers_taken"})
    route.add("consent", client, f"{root}consent/0/")
    route.add("consent of a child", client, f"{root}consent/1/")
    for number in (1, 2, 3):
        submit(client, f"{root}papers/{number}/", {**PAPERS, "family": "-"})
        submit(client, f"{root}consent/{number}/", {"record": "on", "how": "thumb"})
    route.add("result", client, submit(client, f"{root}review/", {}))
    route.add("late departure", client, "/journeys/new/")


def add_meeting(route: Route, cast: Cast, client: Client) -> None:
    """A forum of 31 and its meeting to which all came."""
    with acting_as(cast.actor("coordinator")) as by:
        forum = a_group(by, cast, village="टोटो", panchayat="टोटो पंचायत")
        people = [a_person(by, cast, name=f"फूलमनी कुजूर {number}", sex="f", age=30) for number in range(MEMBERS)]
        for person in people:
            a_member(by, forum, person)
    path = f"/groups/{forum.pk}/meeting/"
    route.add("meeting to write", client, path)
    answers = {"held_on": f"{clock.today():%d/%m/%Y}", "present": [str(person.pk) for person in people]}
    route.add("meeting", client, submit(client, path, answers))
    route.add("forum", client, f"/groups/{forum.pk}/")
    route.add("members", client, f"/people/?group={forum.pk}")


def two_years(house: CaseHouse, client: Client) -> OpenCaseFile:
    """A girl's case of two years: contact and court, plans, papers, and much that is open."""
    today = clock.today()
    began = today - dt.timedelta(days=730)
    made = house.write(house.open_case(agreed=True, opened_on=began), "identity", {**CARD, "whereabouts": "home"})
    made = house.write(made, "situation", {"facts": ["trafficked", "sexual", "bonded"]})
    done = {"at": began, "to": "महिला थाना, गुमला", "number": "041/24"}
    for line in duties_of(made.file, today, clock.now()):
        if line.is_open and line.deadline is not None:
            made = house.write(made, "duty_done", {"duty": line.duty.code, **done})
    made = house.write(made, "wish", {"on": began, "words": "घर के पास रहकर सिलाई सीखना चाहती है"})
    for days, event in ((0, "information_given"), (1, "fir_registered"), (70, "charge_sheet"), (90, "cognizance")):
        made = house.write(made, "legal_event", {"event": event, "at": began + dt.timedelta(days=days)})
    for month in range(0, 24, 2):
        on = began + dt.timedelta(days=30 * month)
        made = house.write(
            made, "note", {"about": f"माँ और दीदी से लंबी बातचीत, महीना {month}", "text": "ठीक है", "on": on}
        )
        court = next_court_day(on)
        hearing = {"at": f"{court:%d/%m/%Y} 10:30", "court": "विशेष न्यायालय, गुमला", "happened": "अगली तारीख दी गई"}
        made = house.write(made, "hearing", {**hearing, "purpose": "her_evidence"})
    court = next_court_day(today + dt.timedelta(days=12))
    hearing = {"at": f"{court:%d/%m/%Y} 10:30", "court": "विशेष न्यायालय, गुमला", "purpose": "her_evidence"}
    made = house.write(made, "hearing", hearing)
    made = house.write(made, "bail", {"what": "granted", "on": today - dt.timedelta(days=30)})
    for words in ("गाँव के पास सिलाई की अपनी दुकान", "दसवीं की परीक्षा देना", "छोटी बहन को स्कूल भेजना"):
        made = house.write(made, "goal", {"words": words, "state": "open"})
    for kind in ("medical", "legal", "psychosocial"):
        made = house.write(made, "service", {"kind": kind, "provider": "सदर अस्पताल, गुमला", "state": "agreed"})
    for number in range(3):
        to_do = {"what": f"बैंक खाते का काग़ज़ बनवाना {number}", "by_on": today + dt.timedelta(days=3 + number)}
        to_do |= {"for_whom": str(house.keys.people["counsellor"])}
        made = house.write(made, "to_do", to_do)
    again = {"next_on": today + dt.timedelta(days=3)}
    made = house.write(made, "follow_up", {"on": today, "how": "phone", "which": "other", "safe": "no", **again})
    made = house.write(made, "urgency", {"level": "same_day", "why": "धमकी मिली", "review_on": today})
    for number in range(12):
        assert send(client, made, b"%PDF-1.4 " + bytes([number]) * 40, f"{number}.pdf").status_code == 302
    client.get(f"/cases/{made.case.pk}/papers/")  # which shows what was written twelve times
    return house.read(made.case.pk)


def add_case(route: Route, house: CaseHouse, unlocked: Unlocked) -> None:
    """The case, its parts and the two pages that close it."""
    client = unlocked("counsellor")
    made = two_years(house, client)
    root = f"/cases/{made.case.pk}/"
    for name, path in (("case", ""), ("law", "law/"), ("papers", "papers/"), ("closing", "write/closure_request/")):
        route.add(name, client, f"{root}{path}")
    today = clock.today()
    request = {
        "reason": "moved",
        "consent_state": "agrees",
        "review_on": today + dt.timedelta(days=60),
        "feedback_asked": "by_us",
        "open_items": {item.key: "माँ के पास है; दीदी हर हफ़्ते मिलती हैं" for item in open_items(made.file, today)},
    }
    house.write(made, "closure_request", request)
    route.add("closing, decided", unlocked("supervisor"), f"{root}closing/")


def test_pages_once_too_long_stand_on_four_screens(
    house: CaseHouse, unlocked: Unlocked, cast: Cast, browser: Browser, chrome: Launched
) -> None:
    route = Route()
    add_departure(route, cast, browser("field_worker"))
    coordinator = browser("coordinator")
    add_meeting(route, cast, coordinator)
    add_case(route, house, unlocked)
    for name, path in (("registers", "/registers/"), ("overview", "/overview/"), ("report", "/reports/")):
        route.add(name, coordinator, path)
    for name, path in (("duplicates", "/people/duplicates/"), ("rooms", "/rooms/")):
        route.add(name, coordinator, path)
    with chrome() as opened, narrow_tab(opened) as page:
        assert too_long(route, page) == {}
