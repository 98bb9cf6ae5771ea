"""Rows that arrive from phones: CPU for one departure, and what is lost when many phones come back at once.

    uv run python -m bench field_book

CPU is that of this process and of PostgreSQL, for the same departure (somebody new, promise, papers, talk, two
consents) sent by phones at eight senders, registered on the pages by eight workers, and for a bare view that inserts
one row; and once more when half a million rows have arrived before.
"""
# ruff: noqa: E402 - models can be imported only after Django has been set up

import datetime as dt
import hashlib
import os
import re
import statistics
import sys
import time
import uuid
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent))

from jatan.runtime import startup

startup.setup_django()

import psutil
import psycopg
from django.conf import settings
from django.db import connection, connections
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import path

from bench.figures import Figures, size
from jatan.foundation.access.actors import importer_for, machine_for
from jatan.foundation.access.models import Account, Attempts, Posting
from jatan.foundation.access.permissions import Role
from jatan.foundation.access.walls import acting_as
from jatan.foundation.devices import credentials
from jatan.foundation.devices.models import Device
from jatan.foundation.network.models import Organisation, OrganisationDistrict
from jatan.foundation.places.models import Place
from jatan.intake.fieldbook.definitions import version
from jatan.intake.fieldbook.models import ReceivedRow
from jatan.kernel import clock
from jatan.programme.journeys.models import Journey
from jatan.runtime import static_collection
from jatan.runtime.postgres import urls
from tests.intake.fieldbook.field import Row
from tests.phones import Phone, spki

settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "testserver"]  # as Django's test client calls itself
SENDERS = 8
DEPARTURES, PHONES, ROWS_EACH, BEFORE = size(160, 4), size(200, 3), size(50, 4), size(500_000, 1_000)
WARM, BARE, COPIES = size(8, 1), size(16, 2), size(50, 6)
BAR_OF_PAGES, BAR_FLAT = 0.5, 1.2
_A_TIME = 10
urlpatterns = [path("bare/", lambda request: _bare(request))]


def main() -> int:
    startup.ready()
    static_collection.collect(Path(settings.STATIC_ROOT))
    organisation = Organisation.objects.get(code="D03")
    phone = a_phone(organisation)
    pages = a_worker(organisation)
    send_departures(phone, WARM)
    register_on_pages(pages, WARM)
    found: dict[str, Any] = {
        "phone_ms": departures_from_phones(phone),
        "pages_ms": per_departure(lambda count: register_on_pages(pages, count), DEPARTURES),
    }
    with override_settings(ROOT_URLCONF=__name__, MIDDLEWARE=[]):
        insert_bare(BARE)
        found["bare_ms"] = per_departure(insert_bare, DEPARTURES)
    fill(organisation, BEFORE)
    vacuum()
    found["phone_ms_later"] = departures_from_phones(phone)
    found["rows_before"] = BEFORE
    found["of_pages"] = round(found["phone_ms"] / found["pages_ms"], 2)
    found["of_bare"] = round(found["phone_ms"] / found["bare_ms"], 1)
    found["flat"] = round(found["phone_ms_later"] / found["phone_ms"], 2)
    found |= come_back(organisation, phones=PHONES, rows=ROWS_EACH)
    found["copies_of_one"] = send_at_once(organisation, times=COPIES)
    if found["lost"] or found["doubled"] or found["copies_of_one"] != 1:
        raise SystemExit(f"rows of phones are not right: {found}")
    return in_words(found).end()


def in_words(found: dict[str, Any]) -> Figures:
    """The figures of a run in which no row was lost or doubled."""
    figures = Figures()
    figures.add("a departure from a phone, eight senders: CPU", f"{found['phone_ms']} ms")
    figures.add("the same on the pages, every page asked for and sent", f"{found['pages_ms']} ms")
    is_cheap, is_flat = found["of_pages"] <= BAR_OF_PAGES, found["flat"] <= BAR_FLAT
    figures.add("a departure from a phone to one on the pages", str(found["of_pages"]), f"≤ {BAR_OF_PAGES}", is_cheap)
    figures.add("a bare view that inserts one row; phone to bare view", f"{found['bare_ms']} ms; {found['of_bare']}")
    later = f"{found['flat']} ({found['phone_ms_later']} ms)"
    figures.add(f"the same after {BEFORE:,} other rows, to the first", later, f"≤ {BAR_FLAT}", is_flat)
    back = f"{PHONES} phones with {ROWS_EACH} rows each, everything sent twice: lost; doubled"
    figures.add(back, f"{found['lost']}; {found['doubled']}", "0; 0", True)
    figures.add(f"one departure sent by {COPIES} requests at once: rows and journeys", "1", "1", True)
    return figures


def a_phone(organisation: Organisation) -> Phone:
    """An enrolled phone of a new field worker of the organisation."""
    account, place = _worker(organisation)
    phone = Phone()
    device = Device.objects.create(
        organisation=organisation,
        account=account,
        token_digest="",
        sending_key=spki(phone.sending),
        reading_key=spki(phone.reading),
        expires_at=clock.now() + dt.timedelta(days=90),
    )
    phone.device_id, phone.token = str(device.pk), credentials.new_token()
    Device.objects.filter(pk=device.pk).update(token_digest=credentials.digest(phone.token))
    assert place is not None
    return phone


def a_worker(organisation: Organisation) -> tuple[Account, Place]:
    """A field worker who registers on the pages, and her block."""
    return _worker(organisation)


def send_departures(phone: Phone, count: int) -> None:
    """Send departures, ten rows in a request, at eight senders."""
    rows = [departure(phone) for _number in range(count)]
    batches = [rows[at : at + _A_TIME] for at in range(0, len(rows), _A_TIME)]
    _at_once(lambda batch: _sent(phone, batch), batches)


def departures_from_phones(phone: Phone) -> float:
    """CPU milliseconds for one departure: the median of three rounds, since PostgreSQL also works for itself."""
    return statistics.median(
        per_departure(lambda count: send_departures(phone, count), DEPARTURES) for _round in range(3)
    )


def register_on_pages(worker: tuple[Account, Place], count: int) -> None:
    """Register departures page by page, as a browser asks for them, at eight workers."""
    _at_once(lambda _number: _register(*worker), range(count))


def insert_bare(count: int) -> None:
    """One row each through a view that does nothing else."""
    _at_once(lambda _number: Client().post("/bare/"), range(count))


def come_back(organisation: Organisation, *, phones: int, rows: int) -> dict[str, Any]:
    """Phones that come back on one morning, each twice with everything it has; how many rows are lost or doubled."""
    held = {phone.device_id: (phone, [help_row(phone) for _row in range(rows)]) for phone in (
        a_phone(organisation) for _phone in range(phones)
    )}  # fmt: skip
    batches = [
        (phone, mine[at : at + _A_TIME])
        for _again in range(2)
        for phone, mine in held.values()
        for at in range(0, rows, _A_TIME)
    ]
    since = time.monotonic()
    _at_once(lambda batch: _sent(*batch), batches)
    ids = [row.id for _phone, mine in held.values() for row in mine]
    with acting_as(importer_for(organisation.id)):
        stored = ReceivedRow.objects.filter(organisation=organisation, row__in=ids)
        recorded = stored.filter(state="recorded").count()
        doubled = stored.filter(variant__gt=1).count()
    return {
        "rows_sent": len(ids),
        "lost": len(ids) - recorded,
        "doubled": doubled,
        "seconds": round(time.monotonic() - since, 1),
    }


def send_at_once(organisation: Organisation, *, times: int) -> int:
    """The same departure sent by so many requests at once; how many rows and journeys it became (the larger number)."""
    phone = a_phone(organisation)
    row = departure(phone)
    _at_once(lambda _time: _sent(phone, [row]), range(times), senders=min(times, 25))
    with acting_as(importer_for(organisation.id)):
        stored = ReceivedRow.objects.filter(organisation=organisation, row=row.id).count()
    with acting_as(machine_for([organisation.id])):
        made = Journey.objects.filter(organisation=organisation, pk=row.id).count()
    return max(stored, made) if stored and made else 0


def fill(organisation: Organisation, count: int) -> None:
    """So many rows that arrived before, recorded."""
    columns = "id, organisation_id, row, variant, device, account, sealed, corrected, sha256, app, received_at,"
    columns += " skew_seconds, kind, definitions, state, problems, recorded, reason"
    values = (
        "gen_random_uuid(), %s, gen_random_uuid(), 1, gen_random_uuid(), gen_random_uuid(), decode(repeat('ab', 700),"
    )
    values += " 'hex'), '', md5(n::text) || md5((-n)::text), '1', now() - n * interval '1 minute', 0, 'help', 'x',"
    values += " 'recorded', '[]', '{}', ''"
    with acting_as(importer_for(organisation.id)), connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO fieldbook_receivedrow ({columns}) SELECT {values} FROM generate_series(1, %s) n",
            [organisation.id, count],
        )


def vacuum() -> None:
    """What PostgreSQL does by itself within minutes of so many rows, so that it is not counted with what follows."""
    with psycopg.connect(urls.database_urls().owner, autocommit=True) as owner:
        owner.execute("VACUUM ANALYZE fieldbook_receivedrow")


def departure(phone: Phone) -> Row:
    """Somebody new who leaves, as it is written on a phone."""
    new = {"name": _name(), "guardian_name": _name(), "sex": "f", "age": 24, "village": "टोटो"}
    heard = {"text_version": "2026-2", "language": "hi", "how": "spoken"}
    answers = {
        "journey": {
            "leaves_on": (clock.today() + dt.timedelta(days=3)).isoformat(),
            "destination_as_written": "तिरुपुर",
            "work": "garment",
            "transit": "हटिया",
            "wage_promised": 9000,
            "hours_promised": 10,
            "advance": 0,
            "agent_name": "बिरसा महतो",
        },
        "talk": {"topics": ["rights"], "given_to": "both"},
        "travellers": [
            {
                "new": new,
                "papers_in_hand": ["voter_id", "bank_book"],
                "family_contact_name": "बुधन",
                "family_contact_phone": "9169852892",
                "answers": {"wage_written": "no", "own_phone": "yes"},
                "checklist": "2026-2",
                "consents": [{"purpose": purpose, **heard} for purpose in ("record", "contact")],
            }
        ],
    }
    return Row(uuid.UUID(phone.device_id), "leaving", answers, definitions=version())


def help_row(phone: Phone) -> Row:
    """Somebody who brings a problem."""
    answers = {"kind": "unpaid_wages", "caller_name": _name(), "description": "तीन महीने से पैसा नहीं मिला"}
    return Row(uuid.UUID(phone.device_id), "help", answers, definitions=version())


def per_departure(work: Callable[[int], None], count: int) -> float:
    """CPU milliseconds of this process and PostgreSQL for one."""
    before = _cpu()
    work(count)
    return round((_cpu() - before) * 1000 / count, 1)


def _at_once(work: Callable[[Any], object], items: Sequence[Any], *, senders: int = SENDERS) -> None:
    def one(item: Any) -> None:
        try:
            work(item)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(senders) as pool:
        list(pool.map(one, items))


def _sent(phone: Phone, rows: Sequence[Row]) -> None:
    answer = phone.post("rows", {"rows": [row.sent() for row in rows], "app": "1"})
    if answer.status_code != 200 or len(answer.json()["receipts"]) != len(rows):
        raise SystemExit(f"the door answered {answer.status_code}: {answer.content[:300]!r}")
    waiting = [one for one in answer.json()["receipts"] if one["state"] != "recorded"]
    if waiting:
        raise SystemExit(f"a row waits: {waiting[0]}")


def _register(account: Account, place: Place) -> None:
    client = Client()
    client.force_login(account)
    day = clock.today() + dt.timedelta(days=3)
    new = {
        "name": _name(),
        "guardian_name": _name(),
        "sex": "f",
        "age": "24",
        "village": "टोटो",
        "place": str(place.pk),
    }
    client.get("/departures/")
    answer = client.post("/departures/", new)
    if answer.status_code != 302:  # somebody alike is shown, and she says that this is somebody else
        shown = re.search(r'name="confirmed" value="([^"]*)"', answer.content.decode())
        answer = client.post("/departures/", new | {"confirmed": shown[1] if shown else ""})
    root = str(answer.headers["Location"]).removesuffix("who/")
    journey = {"leaves_on": f"{day:%d/%m/%Y}", "destination_as_written": "तिरुपुर", "work": "garment", "transit": "हटिया"}
    promise = {"wage_promised": "9000", "hours_promised": "10", "advance": "0", "agent_name": "बिरसा महतो"}
    family = {"family_contact_name": "बुधन", "family_contact_phone": "9169852892"}
    talk = {"q_wage_written": "no", "q_own_phone": "yes", "topics": ["rights"], "given_to": "both"}
    for page, answers in (
        ("journey/0/", journey),
        ("promise/0/", promise),
        ("papers/0/", {"papers_in_hand": ["voter_id", "bank_book"], **family}),
        ("talk/0/", talk),
        ("consent/0/", {"record": "on", "contact": "on", "how": "spoken"}),
        ("review/", {}),
    ):
        client.get(f"{root}{page}")
        answer = client.post(f"{root}{page}", answers)
        if answer.status_code != 302:
            raise SystemExit(f"{page} answered {answer.status_code}")


def _bare(request: HttpRequest) -> HttpResponse:
    Attempts.objects.create(mark=os.urandom(16), since=clock.now(), count=1)
    return HttpResponse("ok")


def _worker(organisation: Organisation) -> tuple[Account, Place]:
    home = OrganisationDistrict.objects.filter(organisation=organisation).order_by("id")[0]
    place = Place.objects.filter(level="block", district_id=home.district_id).order_by("name_en")[0]
    account = Account(email=f"{uuid.uuid4()}@bench.example.org", name="Bench", password="!")
    account.save()
    Posting.objects.create(
        account=account, role=Role.FIELD_WORKER, organisation=organisation, place=place, since=clock.today()
    )
    return account, place


def _name() -> str:
    digest = hashlib.sha256(os.urandom(8)).hexdigest()
    letters = "कखगघचछजझटठडढतथदध"
    return "".join(letters[int(one, 16)] for one in digest[:6]) + " मुंडा"


def _cpu() -> float:
    """Seconds of this process and of every PostgreSQL process of its house; ended backends count in their parent."""
    total = time.process_time()
    for process in psutil.process_iter(["name", "cmdline"]):
        if "postgres" not in (process.info["name"] or ""):
            continue
        try:
            parent = process.parent()
            if parent is not None and "postgres" in parent.name():
                continue  # counted with its parent
            if str(settings.HOME) not in " ".join(process.info["cmdline"] or ()):
                continue
            times = process.cpu_times()
            total += times.user + times.system + times.children_user + times.children_system
            for child in process.children():
                mine = child.cpu_times()
                total += mine.user + mine.system
        except psutil.Error:
            continue
    return total


if __name__ == "__main__":
    sys.exit(main())
