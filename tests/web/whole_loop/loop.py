"""One whole safe-migration loop played by the cast through real pages, background tasks and text messages."""

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
from jatan.intake.messaging.worker_round import receive_messages, send_messages
from jatan.kernel import clock
from jatan.programme.journeys.models import Journey, Pass, Trigger
from jatan.programme.people.duplicates import links_of
from jatan.programme.people.models import Suggestion
from jatan.programme.safeguarding.models import Contact, Escalation, EscalationStep
from jatan.programme.safeguarding.services import walk
from jatan.runtime.worker import Worker, lock_connection
from tests.cast import Cast
from tests.web.conftest import Browser
from tests.web.journeys.departures.registration_steps import begin, submit
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
class LoopRun:
    """The state of one run: cast, recorder of traces, and the spool folder of the SMS modem."""

    cast: Cast
    browser: Browser
    witness: Witness
    spool: Path
    journeys: list[Journey] = field(default_factory=list)

    def client(self, part: str, **more: Any) -> Client:
        """A recorded client, signed in as a member of the cast."""
        watched = WatchedClient(self.witness, **more)
        watched.cookies = self.browser(part).cookies
        return watched

    def stranger(self, **more: Any) -> Client:
        """A recorded client without sign-in."""
        return WatchedClient(self.witness, **more)

    def at(self, number: int, hour: int = 10) -> dt.datetime:
        """The instant `number` days after departure at `hour`."""
        return dt.datetime.combine(LEFT + dt.timedelta(days=number), dt.time(hour), clock.INDIA)

    def pass_day(self, number: int) -> None:
        """Run the periodic work of one day: safeguarding walk, SMS in and out, tasks."""
        with clock.frozen_at(self.at(number, 9)):
            walk()
            self.exchange_texts()
        self.run_tasks()

    def exchange_texts(self) -> None:
        """Put queued texts into the outbox, move them to sent as the modem does, and import what arrived."""
        send_messages()
        for path in sorted((self.spool / "outbox").glob("OUT*")):
            self.witness.sent.append(path.read_bytes().decode("utf-16"))
            path.replace(self.spool / "sent" / path.name)
        receive_messages()

    def receive_text(self, number: int, phone: str, text: str) -> None:
        """A text arrives at noon of that day and is imported."""
        at, name = self.at(number, 12), f"IN{time.monotonic_ns()}_00_+91{phone}_00.txt"
        path = self.spool / "inbox" / name
        coded = text.encode("utf-16-be").hex().upper()
        path.write_text(_RECEIVED.format(at=at, number=f"+91{phone}", text=coded), encoding="utf-8")
        _set_older(path)
        with clock.frozen_at(self.at(number, 13)):
            self.exchange_texts()

    def run_tasks(self) -> None:
        """Run all waiting tasks with the real worker; their rows stay in the table of results."""
        with lock_connection() as holder:
            worker = Worker("life", holder)
            while (row := DBTaskResult.objects.ready().first()) is not None:
                row.claim("life")
                worker.run_task(row)

    def rows[R](self, rows: Any) -> list[R]:
        """Rows of Gumla that its coordinator may read."""
        with acting_as(self.cast.actor("coordinator")):
            return list(rows.all())


def play_loop(run: LoopRun) -> None:
    """Play the whole loop: departure, passes, contacts, return, statements, duplicates, searches, refused requests."""
    (run.spool / "sent").mkdir(parents=True)
    for name in ("inbox", "outbox", "error"):
        (run.spool / name).mkdir()
    with clock.frozen_at(run.at(-1)):
        _register_departure(run)
        _issue_passes(run)
    _contact_while_away(run)
    with clock.frozen_at(run.at(12)):
        _record_returns(run)
        _record_statements(run)
        _register_duplicates(run)
        _search_and_export(run)
        _send_refused_forms(run)
    run.run_tasks()


def _register_departure(run: LoopRun) -> None:
    """Register three who leave together: a woman, a man, and a boy whose age is a hard stop."""
    client, block = run.client("field_worker"), str(run.cast.gumla_block.pk)
    her = {"guardian_name": seeds.HER_FATHER, "phone": seeds.HER_PHONE, "village": seeds.HER_VILLAGE}
    root = begin(client, run.cast, name=seeds.HER, age="24", **her)
    for name, father, village, phone, age in (
        (seeds.HIM, seeds.HIS_FATHER, seeds.HIS_VILLAGE, seeds.HIS_PHONE, "31"),
        (seeds.CHILD, seeds.CHILDS_FATHER, seeds.CHILDS_VILLAGE, "", "15"),
    ):
        who = {"name": name, "guardian_name": father, "sex": "m", "age": age, "phone": phone, "village": village}
        client.post("/departures/find/", {"q": name})
        submit(client, f"{root}who/", {**who, "place": block})
    submit(client, f"{root}journey/0/", {**_JOURNEY, "leaves_on": f"{LEFT:%d/%m/%Y}"})
    submit(client, f"{root}promise/0/", {**_PROMISE, "agent_phone": seeds.AGENT_PHONE})
    for number in range(3):
        family = {"family_contact_name": seeds.FAMILY, "family_contact_phone": seeds.FAMILY_PHONE}
        there = {"contact_at_destination": seeds.AT_WORK, "along_name_1": seeds.ALONG, "along_age_1": "40"}
        answers = {"phone_at_destination": seeds.AT_WORK_PHONE} if number == 1 else {}
        submit(client, f"{root}papers/{number}/", {**family, **there, **answers, "papers_in_hand": ["voter_id"]})
        submit(client, f"{root}talk/{number}/", {"q_wage_written": "no", "q_own_phone": "yes", "topics": ["rights"]})
        submit(client, f"{root}consent/{number}/", _CONSENTS)
    client.get(f"{root}review/")
    client.get(submit(client, f"{root}review/", {}))
    run.run_tasks()
    found: list[Journey] = run.rows(Journey.objects.select_related("person"))
    run.journeys = sorted(found, key=lambda row: [seeds.HER, seeds.HIM, seeds.CHILD].index(row.person.name))
    for trigger in run.rows(Trigger.objects):
        submit(run.client("counsellor"), f"/hard-stops/{trigger.pk}/", {"what_was_done": f"{seeds.CHILD} रुका"})


def _issue_passes(run: LoopRun) -> None:
    """Issue a pass to each; the finder of one calls for help, and somebody else calls with an unknown code."""
    client = run.client("field_worker")
    for journey in run.journeys:
        client.post(f"/journeys/{journey.pk}/pass/make/")
        assert client.get(f"/journeys/{journey.pk}/pass/hi/").headers["Content-Type"] == "application/pdf"
        client.get(f"/journeys/{journey.pk}/pass/")
    code = next(row.code for row in run.rows(Pass.objects) if row.journey_id == run.journeys[0].pk)
    words = {"who": "finder", "words": f"{seeds.HER} {seeds.STORY}", "phone": seeds.CALLER_PHONE}
    for one in (code, "NOSUCHCODE"):
        stranger = run.stranger()
        stranger.get(f"/h/{one}/")
        assert stranger.post(f"/h/{one}/", words, follow=True).status_code == 200
    deliver_waiting()
    run.client("secretariat").get("/calls/")


def _contact_while_away(run: LoopRun) -> None:
    """She texts that she is well, he asks for help, the boy does not answer and is escalated to the last step."""
    for number in range(1, 13):
        run.pass_day(number)
        if number == 2:
            run.receive_text(number, seeds.HER_PHONE, "1")
            run.receive_text(number, seeds.AT_WORK_PHONE, "2")
            run.receive_text(number, seeds.HIS_PHONE, f"{seeds.HIM} {seeds.STORY}")
        if number == 4:
            run.receive_text(number, seeds.HER_PHONE, "STOP")
        with clock.frozen_at(run.at(number, 14)):
            _record_contacts(run)
    with clock.frozen_at(run.at(12)):
        (climb,) = run.rows(Escalation.objects.filter(journey=run.journeys[2]))
        submit(run.client("counsellor"), f"/contacts/ladder/{climb.pk}/case/", {"note": seeds.STORY})


def _record_contacts(run: LoopRun) -> None:
    """Record outcomes of the contacts due, and take all open escalation steps."""
    worker = run.client("field_worker")
    worker.get("/contacts/")
    worker.get("/contacts/overdue/")
    for contact in run.rows(Contact.objects.filter(outcome="", missed_at__isnull=True)):
        if contact.journey_id != run.journeys[2].pk and contact.due_on <= clock.today():
            submit(worker, f"/contacts/{contact.pk}/", {"outcome": "unreachable", "note": f"{seeds.FAMILY} ने उठाया"})
    for step in run.rows(EscalationStep.objects.filter(acknowledged_at__isnull=True, escalation__closed_at=None)):
        submit(run.client("desk_operator"), f"/contacts/steps/{step.pk}/", {"what_was_done": seeds.HIS_VILLAGE})


def _record_returns(run: LoopRun) -> None:
    """Record the return of both adults, with issues about wages owed and an injury."""
    for journey in run.journeys[:2]:
        outcome = {
            "returned_on": "2026-03-21",
            "wage_actual": "6500",
            "dues": "14000",
            "injury": "serious",
            "injury_note": seeds.STORY,
            "issue_for_dues": "on",
            "issue_for_injury": "on",
        }
        submit(run.client("field_worker"), f"/journeys/{journey.pk}/outcome/tell/", outcome)
        run.client("field_worker").get(f"/departures/?again={journey.pk}")
    run.run_tasks()


def _record_statements(run: LoopRun) -> None:
    """Record two statements about the agent; two people join them."""
    answers = {
        "kind": "agent",
        "name": seeds.AGENT,
        "phones": seeds.AGENT_PHONE,
        "place": str(run.cast.gumla_block.pk),
        "said_on": "2026-03-20",
        "source": "family",
        "reliability": "heard",
        "what_is_said": f"{seeds.HER} {seeds.STORY}",
    }
    paths = [submit(run.client("supervisor"), "/agents/new/", answers) for _number in range(2)]
    one, other = (path.split("/")[2] for path in paths)
    submit(run.client("supervisor"), f"/agents/{one}/alike/{other}/same/", {"reason": f"{seeds.AGENT_PHONE} वही"})
    page = run.client("coordinator").get(f"/agents/{one}/").content.decode()
    for link in dict.fromkeys(re.findall(r'href="(/agent-sets/[^"]+/)"', page)):
        whole = run.client("coordinator").get(link).content.decode()
        for confirm in re.findall(r'href="(/agent-sets/[^"]+/confirm/)"', whole):
            submit(run.client("coordinator"), confirm, {})


def _register_duplicates(run: LoopRun) -> None:
    """Register her again in Latin letters at two members; link and unlink the pair of one member."""
    her = {"name": seeds.HER_NAME_AGAIN, "guardian_name": seeds.HER_FATHER_AGAIN, "sex": "f", "age": "24"}
    for part, block in (("desk_operator", run.cast.gumla_block), ("khunti_desk", run.cast.khunti_block)):
        where = {"place": str(block.pk), "village": seeds.HER_VILLAGE, "phone": seeds.HER_PHONE}
        client = run.client(part)
        client.post("/people/new/", her | where)
        asked = client.post("/people/new/", her | where)
        submit(
            client, "/people/new/", her | where | {"known": "new", "listed": asked.context["form"]["listed"].value()}
        )
    run.run_tasks()
    desk = run.client("desk_operator")
    (pair,) = run.rows(Suggestion.objects.select_related("first"))
    submit(desk, f"/people/duplicates/{pair.pk}/", {"decision": "same"})
    desk.get(f"/people/{pair.first_id}/")
    with acting_as(run.cast.actor("desk_operator")) as by:
        links = list(links_of(by, pair.first))
    assert len(links) == 1
    submit(desk, f"/people/{pair.first_id}/same/{links[0].pk}/unlink/", {})


def _search_and_export(run: LoopRun) -> None:
    """Search for names on every search page, and export rows as coordinator."""
    for part in ("field_worker", "desk_operator", "coordinator"):
        for query in (seeds.HER, seeds.HIM, seeds.HER_PHONE, seeds.HER_VILLAGE):
            for path in ("/people/", "/journeys/", "/search/", "/issues/", "/people/suggest/", "/departures/find/"):
                run.client(part).post(path, {"q": query, "scope": "organisation"})
    coordinator = run.client("coordinator")
    for path in _exports(coordinator):
        taken = coordinator.post(path, {"purpose": "checking"})
        assert "sheet" in taken.headers["Content-Type"]
        assert b"".join(taken)


def _exports(client: Client) -> Iterator[str]:
    for slug in ("people", "journeys", "issues", "groups", "activities", "linkages"):
        path = f"/{slug}/export/"
        assert client.get(path).status_code == 200
        yield path


def _send_refused_forms(run: LoopRun) -> None:
    """Send forms with names that are invalid, forbidden, without CSRF token, or to the wrong URL."""
    named = {"name": seeds.HER, "phone": seeds.HER_PHONE, "village": seeds.HER_VILLAGE, "age": "-1"}
    assert run.client("desk_operator").post("/people/new/", named).status_code == 422
    assert run.client("desk_operator").post(f"/people/{run.cast.gumla.pk}/edit/", named).status_code == 404
    assert run.client("auditor").post("/people/new/", named).status_code == 404
    assert run.client("desk_operator", enforce_csrf_checks=True).post("/people/new/", named).status_code == 403
    assert run.stranger().post("/people/new/", named).status_code == 302
    assert run.stranger().post("/sms/arrived/", named).status_code in (403, 404)


def _set_older(path: Path) -> None:
    """Set the modification time one minute back: newer files count as still being written."""
    before = time.time() - 60
    os.utime(path, (before, before))
