"""Every address as the coordinator opens it with her member's rows: asked once a run, for all files that look at each.

The rows are those of `standing_rows` with the coordinator as OWNER. What the pages wrote is rolled back.
"""

import copy
import json
from collections.abc import Iterator
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from filelock import FileLock
from pytest_django import DjangoDbBlocker

from jatan.programme.people.models import Person
from jatan.web.journeys.departures.draft_command import FORMS
from jatan.web.ui.forms.base import AnswerForm
from jatan.web.ui.forms.who import PersonChoiceForm
from tests.house.addresses import Address, staff_addresses
from tests.house.belongings import Belongings
from tests.house.matrix import values_of, whole
from tests.house.standing_rows import Rows
from tests.sign_in import signed_in

__all__ = ["COORDINATOR", "Crawl", "Reply", "asks_for_a_person", "crawl", "opened", "page_of", "stops"]

COORDINATOR = "coordinator"


@dataclass(frozen=True)
class Reply:
    """What was answered: `page` is "" for a file, a redirect or nothing; `asks`: a form there asks for a person."""

    status: int
    page: str
    asks: bool


# (name of the address, code of a step) -> what was answered.
type Crawl = dict[tuple[str, str], Reply]


def stops(own: Belongings) -> Iterator[tuple[Address, str, str]]:
    """(address, code of a step or "", path) of everything behind a permission."""
    for address in staff_addresses():
        values = values_of(address, own) if address.takes else {}
        yield address, "", reverse(address.name, kwargs=values)
        if address.name == "departure_step":
            for code in FORMS:
                yield address, code, reverse(address.name, kwargs={**values, "code": code})


def opened(client: Client, path: str) -> Reply:
    """What this client is answered there."""
    answer = whole(client.get(path))
    form = answer.context.get("form") if answer.context is not None else None
    return Reply(answer.status_code, page_of(answer), answer.status_code == 200 and asks_for_a_person(form))


def page_of(answer: Any) -> str:
    """The page that was answered; "" for a file, a redirect or nothing."""
    is_page = answer.status_code == 200 and "text/html" in answer.headers.get("Content-Type", "")
    return answer.content.decode() if is_page else ""


def asks_for_a_person(form: Any) -> bool:
    """Whether a form has a question whose answer is a person on record."""
    if not isinstance(form, AnswerForm):
        return False
    of_person = (getattr(getattr(field, "queryset", None), "model", None) is Person for field in form.fields.values())
    return isinstance(form, PersonChoiceForm) or "person" in form.fields or any(of_person)


@pytest.fixture(scope="module")
def crawl(
    request: pytest.FixtureRequest,
    standing_rows: Rows,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
    worker_id: str,
) -> Crawl:
    """The answers to the coordinator, kept in a file for all processes of this run."""
    assert request.module.OWNER == COORDINATOR, "these are no rows of hers"
    base = tmp_path_factory.getbasetemp()
    path = (base if worker_id == "master" else base.parent) / "crawl.json"
    with FileLock(f"{path}.lock"):
        if not path.exists():
            with django_db_blocker.unblock():
                _keep(path, _crawled(*copy.deepcopy(standing_rows)))
        lines = json.loads(path.read_text("utf-8"))
    return {(name, code): Reply(*reply) for name, code, reply in lines}


def _crawled(cast: Any, own: Belongings) -> Crawl:
    with transaction.atomic():
        client = signed_in(cast.accounts[COORDINATOR])
        found = {(address.name, code): opened(client, path) for address, code, path in stops(own)}
        transaction.set_rollback(True)
    return found


def _keep(path: Path, found: Crawl) -> None:
    lines = [(name, code, astuple(reply)) for (name, code), reply in found.items()]
    path.write_text(json.dumps(lines), "utf-8")
