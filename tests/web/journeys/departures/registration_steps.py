"""Helpers that fill in the pages of the registration with a test client."""

import datetime as dt
import re
from typing import Any

from django.test import Client

from jatan.kernel import clock
from tests.cast import Cast

SOMRI = {"name": "सोमरी मुंडा", "guardian_name": "बुधन मुंडा", "sex": "f", "age": "२४", "phone": "", "village": "टोटो"}
DAY_OF_LEAVING = clock.today() + dt.timedelta(days=3)
JOURNEY = {
    "leaves_on": f"{DAY_OF_LEAVING:%d/%m/%Y}",
    "destination_as_written": "तिरुपुर",
    "work": "garment",
    "transit": "हटिया",
}
PROMISE = {"wage_promised": "९,०००", "hours_promised": "१०", "advance": "0", "agent_name": "बिरसा महतो"}
PAPERS = {
    "papers_in_hand": ["voter_id", "bank_book"],
    "family_contact_name": "बुधन",
    "family_contact_phone": "९१६९८५२८९२",
}


def begin(client: Client, cast: Cast, **answers: str) -> str:
    """Start a draft with one new traveller and return its URL prefix."""
    answer = client.post("/departures/", {**SOMRI, "place": str(cast.gumla_block.pk), **answers})
    assert answer.status_code == 302, errors(answer)
    return str(answer.headers["Location"]).removesuffix("who/")


def submit(client: Client, path: str, answers: dict[str, Any]) -> str:
    """Submit one page, assert that it is accepted, and return the URL it redirects to."""
    answer = client.post(path, answers)
    assert answer.status_code == 302, errors(answer)
    return str(answer.headers["Location"])


def fill_in(client: Client, root: str, *, number: int = 0, talk: dict[str, Any] | None = None) -> str:
    """Submit the pages of one traveller (for number 0 also the shared ones) and return the last redirect."""
    if number == 0:
        submit(client, f"{root}journey/0/", JOURNEY)
        submit(client, f"{root}promise/0/", PROMISE)
    submit(client, f"{root}papers/{number}/", PAPERS)
    submit(client, f"{root}talk/{number}/", {"q_wage_written": "no", "q_own_phone": "yes", **(talk or {})})
    return submit(client, f"{root}consent/{number}/", {"record": "on", "contact": "on", "how": "spoken"})


def errors(answer: Any) -> list[str]:
    """The field errors on a page."""
    return re.findall(r'class="error"[^>]*>(.*?)</p>', answer.content.decode(), re.DOTALL)
