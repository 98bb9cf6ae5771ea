"""One whole loop as the cast lives it: every page that is posted to is a real one, every task and text a real one."""

import datetime as dt
import os
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.test import Client
from django_tasks_db.models import DBTaskResult

from jatan.foundation.access.walls import acting_as
from jatan.intake.calls.tasks import deliver_waiting
from jatan.intake.messaging.worker_round import send_pending, take_in
from jatan.kernel import clock
from jatan.programme.journeys.models import Journey, Pass, Trigger
from jatan.programme.people.duplicates import links_of
from jatan.programme.people.models import Suggestion
from jatan.programme.safeguarding.models import Contact, Escalation, EscalationStep
from jatan.programme.safeguarding.services import walk
from jatan.runtime.worker import Worker, connected
from tests.cast import Cast
from tests.web.conftest import Browser
from tests.web.journeys.departures.registration_walk import begin, say
from tests.web.whole_loop import seeds
from tests.web.whole_loop.traces import WatchedClient, Witness

LEFT = dt.date(2026, 3, 10)
_JOURNEY = {"destination_as_written": "तिरुपुर", "work": "garment", "transit": "हटिया", "employer": seeds.EMPLOYER}
_PROMISE = {"wage_promised": "९०००", "hours_promised": "10", "agent_name": seeds.AGENT}
_CONSENTS = {"record": "on", "contact": "on", "network": "on", "how": "spoken"}
_RECEIVED = """[SMSBackup000]
PDU = Deliver
DateTime = {at:%Y%m%dT%H%M%S}Z
Number = "{number}"
Text00 = {text}
Coding = Unicode_No_Compression
MessageReference = 0
"""


@dataclass
class Life:
    """The house with its modem's spool, the days that have come, and who watches."""

    cast: Cast
    browser: Browser
    witness: Witness
    spool: Path
    journeys: list[Journey] = field(default_factory=list)

    def client(self, part: str, **more: Any) -> Client:
        """Somebody of the cast, signed in now, watched."""
        watched = WatchedClient(self.witness, **more)
        watched.cookies = self.browser(part).cookies
        return watched

    def stranger(self, **more: Any) -> Client:
        """Somebody without an account."""
        return WatchedClient(self.witness, **more)

    def at(self, number: int, hour: int = 10) -> dt.datetime:
        """An hour of a day so many days after leaving."""
        return dt.datetime.combine(LEFT + dt.timedelta(days=number), dt.time(hour), clock.INDIA)

    def day_passes(self, number: int) -> None:
        """What runs by itself on a day: the walk, texts out and in, calls, tasks. The modem sends what lies there."""
        with clock.moved_to(self.at(number, 9)):
            walk()
            self.texts_go()
        self.tasks_run()

    def texts_go(self) -> None:
        """Questions are queued and handed to the modem, which sends them; reports and arrivals are taken in."""
        send_pending()
        for path in sorted((self.spool / "outbox").glob("OUT*")):
            self.witness.sent.append(path.read_bytes().decode("utf-16"))
            path.replace(self.spool / "sent" / path.name)
        take_in()

    def text_comes(self, number: int, phone: str, text: str) -> None:
        """The modem has received a text at noon of that day, and it is taken in and understood."""
        at, name = self.at(number, 12), f"IN{time.monotonic_ns()}_00_+91{phone}_00.txt"
        path = self.spool / "inbox" / name
        coded = text.encode("utf-16-be").hex().upper()
        path.write_text(_RECEIVED.format(at=at, number=f"+91{phone}", text=coded), encoding="utf-8")
        _grow_old(path)
        with clock.moved_to(self.at(number, 13)):
            self.texts_go()

    def tasks_run(self) -> None:
        """Every waiting task by the worker's own hand; its row stays, with what came of it."""
        with connected() as holder:
            worker = Worker("life", holder)
            while (row := DBTaskResult.objects.ready().first()) is not None:
                row.claim("life")
                worker.run_task(row)

    def rows[R](self, rows: Any) -> list[R]:
        """Rows of Gumla, as its coordinator may read them."""
        with acting_as(self.cast.actor("coordinator")):
            return list(rows.all())


def lived(life: Life) -> None:
    """From "I am leaving" to "she is home", and what the office does about it."""
    (life.spool / "sent").mkdir(parents=True)
    for name in ("inbox", "outbox", "error"):
        (life.spool / name).mkdir()
    with clock.moved_to(life.at(-1)):
        _leave(life)
        _are_told_what_they_hold(life)
    _are_away(life)
    with clock.moved_to(life.at(12)):
        _come_home(life)
        _are_spoken_of(life)
        _stand_twice(life)
        _are_sought_and_taken_out(life)
        _are_refused(life)
    life.tasks_run()


def _leave(life: Life) -> None:
    """Three leave together: a woman, a man, and a boy whose age stops everything."""
    client, block = life.client("field_worker"), str(life.cast.gumla_block.pk)
    her = {"guardian_name": seeds.HER_FATHER, "phone": seeds.HER_PHONE, "village": seeds.HER_VILLAGE}
    root = begin(client, life.cast, name=seeds.HER, age="24", **her)
    for name, father, village, phone, age in (
        (seeds.HIM, seeds.HIS_FATHER, seeds.HIS_VILLAGE, seeds.HIS_PHONE, "31"),
        (seeds.CHILD, seeds.CHILDS_FATHER, seeds.CHILDS_VILLAGE, "", "15"),
    ):
        who = {"name": name, "guardian_name": father, "sex": "m", "age": age, "phone": phone, "village": village}
        client.post("/departures/find/", {"q": name})
        say(client, f"{root}who/", {**who, "place": block})
    say(client, f"{root}journey/0/", {**_JOURNEY, "leaves_on": f"{LEFT:%d/%m/%Y}"})
    say(client, f"{root}promise/0/", {**_PROMISE, "agent_phone": seeds.AGENT_PHONE})
    for number in range(3):
        family = {"family_contact_name": seeds.FAMILY, "family_contact_phone": seeds.FAMILY_PHONE}
        there = {"contact_at_destination": seeds.AT_WORK, "along_name_1": seeds.ALONG, "along_age_1": "40"}
        said = {"phone_at_destination": seeds.AT_WORK_PHONE} if number == 1 else {}
        say(client, f"{root}papers/{number}/", {**family, **there, **said, "papers_in_hand": ["voter_id"]})
        say(client, f"{root}talk/{number}/", {"q_wage_written": "no", "q_own_phone": "yes", "topics": ["rights"]})
        say(client, f"{root}consent/{number}/", _CONSENTS)
    client.get(f"{root}review/")
    client.get(say(client, f"{root}review/", {}))
    life.tasks_run()
    found: list[Journey] = life.rows(Journey.objects.select_related("person"))
    life.journeys = sorted(found, key=lambda row: [seeds.HER, seeds.HIM, seeds.CHILD].index(row.person.name))
    for trigger in life.rows(Trigger.objects):
        say(life.client("counsellor"), f"/hard-stops/{trigger.pk}/", {"what_was_done": f"{seeds.CHILD} रुका"})


def _are_told_what_they_hold(life: Life) -> None:
    """Each gets a pass; one is found, and its finder calls for help, and so does somebody with a code of nobody."""
    client = life.client("field_worker")
    for journey in life.journeys:
        client.post(f"/journeys/{journey.pk}/pass/make/")
        assert client.get(f"/journeys/{journey.pk}/pass/hi/").headers["Content-Type"] == "application/pdf"
        client.get(f"/journeys/{journey.pk}/pass/")
    code = next(row.code for row in life.rows(Pass.objects) if row.journey_id == life.journeys[0].pk)
    words = {"who": "finder", "words": f"{seeds.HER} {seeds.STORY}", "phone": seeds.CALLER_PHONE}
    for one in (code, "NOSUCHCODE"):
        stranger = life.stranger()
        stranger.get(f"/h/{one}/")
        assert stranger.post(f"/h/{one}/", words, follow=True).status_code == 200
    deliver_waiting()
    life.client("secretariat").get("/calls/")


def _are_away(life: Life) -> None:
    """She answers that she is well, he asks for help, of the boy nothing is heard and the ladder is climbed."""
    for number in range(1, 13):
        life.day_passes(number)
        if number == 2:
            life.text_comes(number, seeds.HER_PHONE, "1")
            life.text_comes(number, seeds.AT_WORK_PHONE, "2")
            life.text_comes(number, seeds.HIS_PHONE, f"{seeds.HIM} {seeds.STORY}")
        if number == 4:
            life.text_comes(number, seeds.HER_PHONE, "STOP")
        with clock.moved_to(life.at(number, 14)):
            _are_asked_after(life)
    with clock.moved_to(life.at(12)):
        (climb,) = life.rows(Escalation.objects.filter(journey=life.journeys[2]))
        say(life.client("counsellor"), f"/contacts/ladder/{climb.pk}/case/", {"note": seeds.STORY})


def _are_asked_after(life: Life) -> None:
    """Whoever is at her desk notes what came of a call, and takes the steps that the ladder has entered."""
    worker = life.client("field_worker")
    worker.get("/contacts/")
    worker.get("/contacts/overdue/")
    for contact in life.rows(Contact.objects.filter(outcome="", missed_at__isnull=True)):
        if contact.journey_id != life.journeys[2].pk and contact.due_on <= clock.today():
            say(worker, f"/contacts/{contact.pk}/", {"outcome": "unreachable", "note": f"{seeds.FAMILY} ने उठाया"})
    for step in life.rows(EscalationStep.objects.filter(acknowledged_at__isnull=True, escalation__closed_at=None)):
        say(life.client("desk_operator"), f"/contacts/steps/{step.pk}/", {"what_was_done": seeds.HIS_VILLAGE})


def _come_home(life: Life) -> None:
    """Both come home with wages owed; what is owed and an injury are at the desk in the same step."""
    for journey in life.journeys[:2]:
        told = {
            "returned_on": "2026-03-21",
            "wage_actual": "6500",
            "dues": "14000",
            "injury": "serious",
            "injury_note": seeds.STORY,
            "issue_for_dues": "on",
            "issue_for_injury": "on",
        }
        say(life.client("field_worker"), f"/journeys/{journey.pk}/outcome/tell/", told)
        life.client("field_worker").get(f"/departures/?again={journey.pk}")
    life.tasks_run()


def _are_spoken_of(life: Life) -> None:
    """Two statements about the agent, joined by two people."""
    said = {
        "kind": "agent",
        "name": seeds.AGENT,
        "phones": seeds.AGENT_PHONE,
        "place": str(life.cast.gumla_block.pk),
        "said_on": "2026-03-20",
        "source": "family",
        "reliability": "heard",
        "what_is_said": f"{seeds.HER} {seeds.STORY}",
    }
    paths = [say(life.client("supervisor"), "/agents/new/", said) for _number in range(2)]
    one, other = (path.split("/")[2] for path in paths)
    say(life.client("supervisor"), f"/agents/{one}/alike/{other}/same/", {"reason": f"{seeds.AGENT_PHONE} वही"})
    page = life.client("coordinator").get(f"/agents/{one}/").content.decode()
    for link in dict.fromkeys(re.findall(r'href="(/agent-sets/[^"]+/)"', page)):
        whole = life.client("coordinator").get(link).content.decode()
        for confirm in re.findall(r'href="(/agent-sets/[^"]+/confirm/)"', whole):
            say(life.client("coordinator"), confirm, {})


def _stand_twice(life: Life) -> None:
    """She is registered again in Latin letters, at two members; the pair of one member is linked and unlinked."""
    her = {"name": seeds.HER_NAME_AGAIN, "guardian_name": seeds.HER_FATHER_AGAIN, "sex": "f", "age": "24"}
    for part, block in (("desk_operator", life.cast.gumla_block), ("khunti_desk", life.cast.khunti_block)):
        where = {"place": str(block.pk), "village": seeds.HER_VILLAGE, "phone": seeds.HER_PHONE}
        client = life.client(part)
        client.post("/people/new/", her | where)
        say(client, "/people/new/", her | where | {"known": "new"})
    life.tasks_run()
    desk = life.client("desk_operator")
    (pair,) = life.rows(Suggestion.objects.select_related("first"))
    say(desk, f"/people/duplicates/{pair.pk}/", {"decision": "same"})
    desk.get(f"/people/{pair.first_id}/")
    with acting_as(life.cast.actor("desk_operator")) as by:
        links = list(links_of(by, pair.first))
    assert len(links) == 1
    say(desk, f"/people/{pair.first_id}/same/{links[0].pk}/unlink/", {})


def _are_sought_and_taken_out(life: Life) -> None:
    """Names are typed into every search, and the coordinator takes rows out."""
    for part in ("field_worker", "desk_operator", "coordinator"):
        for sought in (seeds.HER, seeds.HIM, seeds.HER_PHONE, seeds.HER_VILLAGE):
            for path in ("/people/", "/journeys/", "/search/", "/issues/", "/people/suggest/", "/departures/find/"):
                life.client(part).post(path, {"q": sought, "scope": "organisation"})
    coordinator = life.client("coordinator")
    for path in _exports(coordinator):
        assert "sheet" in coordinator.post(path, {"purpose": "checking"}).headers["Content-Type"]


def _exports(client: Client) -> Iterator[str]:
    for slug in ("people", "journeys", "issues", "groups", "activities", "linkages"):
        path = f"/{slug}/export/"
        assert client.get(path).status_code == 200
        yield path


def _are_refused(life: Life) -> None:
    """What is refused and what is not there leaves lines of its own: forms with names in them, forged and astray."""
    named = {"name": seeds.HER, "phone": seeds.HER_PHONE, "village": seeds.HER_VILLAGE, "age": "-1"}
    assert life.client("desk_operator").post("/people/new/", named).status_code == 422
    assert life.client("desk_operator").post(f"/people/{life.cast.gumla.pk}/edit/", named).status_code == 404
    assert life.client("auditor").post("/people/new/", named).status_code == 404
    assert life.client("desk_operator", enforce_csrf_checks=True).post("/people/new/", named).status_code == 403
    assert life.stranger().post("/people/new/", named).status_code == 302
    assert life.stranger().post("/sms/arrived/", named).status_code in (403, 404)


def _grow_old(path: Path) -> None:
    """The modem wrote it a minute ago: a file that is still being written is left alone."""
    before = time.time() - 60
    os.utime(path, (before, before))
