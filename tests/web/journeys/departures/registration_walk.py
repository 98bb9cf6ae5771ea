"""Walking through the flow as a worker does, page by page, with a client of hers."""

import datetime as dt
import re
from typing import Any

from django.test import Client

from jatan.kernel import clock
from tests.cast import Cast

SOMRI = {"name": "सोमरी मुंडा", "guardian_name": "बुधन मुंडा", "sex": "f", "age": "२४", "phone": "", "village": "टोटो"}
LEAVES = clock.today() + dt.timedelta(days=3)
JOURNEY = {"leaves_on": f"{LEAVES:%d/%m/%Y}", "destination_as_written": "तिरुपुर", "work": "garment", "transit": "हटिया"}
PROMISE = {"wage_promised": "९,०००", "hours_promised": "१०", "advance": "0", "agent_name": "बिरसा महतो"}
PAPERS = {
    "papers_in_hand": ["voter_id", "bank_book"],
    "family_contact_name": "बुधन",
    "family_contact_phone": "९१६९८५२८९२",
}


def begin(client: Client, cast: Cast, **answers: str) -> str:
    """The address of a draft with one new traveller."""
    answer = client.post("/departures/", {**SOMRI, "place": str(cast.gumla_block.pk), **answers})
    assert answer.status_code == 302, errors(answer)
    return str(answer.headers["Location"]).removesuffix("who/")


def say(client: Client, path: str, answers: dict[str, Any]) -> str:
    """Answer one page; where it leads."""
    answer = client.post(path, answers)
    assert answer.status_code == 302, errors(answer)
    return str(answer.headers["Location"])


def walk(client: Client, root: str, *, number: int = 0, talk: dict[str, Any] | None = None) -> str:
    """Answer the pages of one traveller, the shared ones first for the first; where the last leads."""
    if number == 0:
        say(client, f"{root}journey/0/", JOURNEY)
        say(client, f"{root}promise/0/", PROMISE)
    say(client, f"{root}papers/{number}/", PAPERS)
    say(client, f"{root}talk/{number}/", {"q_wage_written": "no", "q_own_phone": "yes", **(talk or {})})
    return say(client, f"{root}consent/{number}/", {"record": "on", "contact": "on", "how": "spoken"})


def errors(answer: Any) -> list[str]:
    """What a page says is wrong."""
    return re.findall(r'class="error"[^>]*>(.*?)</p>', answer.content.decode(), re.DOTALL)
