"""Same response and same queries for every code: valid, replaced, never issued, malformed."""

import logging
import re
import statistics
import time
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from jatan.foundation.access.walls import acting_as
from jatan.programme.journeys.models import Journey, Pass
from jatan.programme.journeys.passes import find_pass_holder, replace_pass
from jatan.programme.people.models import Person
from jatan.runtime.logs import PrivacyFormatter
from tests.cast import Cast
from tests.intake.calls.builders import create_pass, deliver_all, issues_at

pytestmark = pytest.mark.django_db

_TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]+"')
_VALUES = re.compile(r"'[^']*'(::\w+)?|\\x[0-9a-f]+|\b\d+\b|\"s\d+_x\d+\"")


@pytest.fixture
def codes(cast: Cast) -> dict[str, str]:
    """One code of each kind."""
    journey, found = create_pass(cast)
    with acting_as(cast.actor("coordinator")) as by:
        fresh = replace_pass(by=by, journey=journey)
    unknown = found.code[::-1]
    return {"valid": fresh.code, "replaced": found.code, "unknown": unknown, "nonsense": "x" * 400, "hindi": "कोड"}


def _headers(answer: object) -> dict[str, str]:
    return {name: value for name, value in answer.headers.items() if name != "Content-Length"}  # type: ignore[attr-defined]


def test_the_page_is_the_same_to_the_byte(codes: dict[str, str]) -> None:
    answers = [Client().get(f"/h/{code}/") for code in codes.values()]
    assert len({_TOKEN.sub(b"", answer.content) for answer in answers}) == 1
    assert len({str(_headers(answer)) for answer in answers}) == 1
    assert not [code for code in codes.values() if any(code.encode() in answer.content for answer in answers)]


def test_response_to_a_press_is_the_same_to_the_byte(codes: dict[str, str]) -> None:
    answers = [Client().post(f"/h/{code}/", {"who": "self", "words": "x"}) for code in codes.values()]
    assert {(answer.status_code, answer.content, str(_headers(answer))) for answer in answers} == {
        (302, b"", str(_headers(answers[0])))
    }


def _statements(act: Callable[[], object]) -> list[str]:
    with CaptureQueriesContext(
        connection,
    ) as seen:
        act()
    return [_VALUES.sub("?", query["sql"]) for query in seen]


def test_get_asks_the_same_for_every_code_and_nothing_of_passes(codes: dict[str, str]) -> None:
    asked = [_statements(lambda code=code: Client().get(f"/h/{code}/")) for code in codes.values()]  # type: ignore[misc]
    assert len({tuple(statements) for statements in asked}) == 1
    assert len(asked[0]) == 1
    assert "spoken_prompts_spokenprompt" in asked[0][0]


def test_press_makes_the_same_statements_for_every_code(codes: dict[str, str]) -> None:
    press = [_statements(lambda code=code: Client().post(f"/h/{code}/")) for code in codes.values()]  # type: ignore[misc]
    assert len({tuple(statements) for statements in press}) == 1
    assert not any("journeys_pass" in statement for statement in press[0])
    assert len(press[0]) <= 8


def test_second_press_makes_the_same_statements(codes: dict[str, str]) -> None:
    """The response must not reveal earlier calls to somebody who took the pass from her."""
    Client().post(f"/h/{codes['valid']}/")
    deliver_all()
    again = [_statements(lambda code=code: Client().post(f"/h/{code}/")) for code in codes.values()]  # type: ignore[misc]
    assert len({tuple(statements) for statements in again}) == 1


@pytest.mark.long
def test_valid_and_unknown_take_the_same_time(codes: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("jatan.intake.calls.services.PER_ADDRESS", 10_000)
    monkeypatch.setattr("jatan.intake.calls.services.PER_CODE", 10_000)
    took: dict[str, list[float]] = {"valid": [], "unknown": []}
    for _turn in range(200):
        for kind, times in took.items():
            began = time.perf_counter()
            Client().post(f"/h/{codes[kind]}/")
            times.append(time.perf_counter() - began)
    valid, unknown = statistics.median(took["valid"]), statistics.median(took["unknown"])
    assert abs(valid - unknown) < 0.1 * max(valid, unknown)


def test_code_identifies_one_pass_and_nothing_of_its_journey(cast: Cast) -> None:
    journey, found = create_pass(cast)
    create_pass(cast, "khunti_coordinator", organisation=cast.khunti.id, place=cast.khunti_block)
    assert not Pass.objects.exists()
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('jatan.pass', %s, true)", [found.code])
    assert [row.pk for row in Pass.objects.all()] == [found.pk]
    assert not Journey.objects.exists()
    assert not Person.objects.exists()
    holder = find_pass_holder(found.code)
    assert holder is not None
    assert (holder.organisation_id, holder.journey_id) == (cast.gumla.id, journey.pk)
    assert not Pass.objects.exists()


@pytest.mark.parametrize("code", ["", " ", "%", "'; DROP TABLE journeys_pass; --", "\x00", "x" * 10_000])
def test_malformed_code_matches_no_pass(code: str, cast: Cast) -> None:
    create_pass(cast)
    assert find_pass_holder(code) is None


def test_other_organisation_cannot_read_a_pass(cast: Cast) -> None:
    _journey, found = create_pass(cast)
    Client().post(f"/h/{found.code}/")
    deliver_all()
    assert issues_at(cast.khunti.id) == []


def test_logs_hold_no_code(codes: dict[str, str]) -> None:
    line = PrivacyFormatter("%(message)s")
    for text in ("Not Found: /h/{}/", "Forbidden (CSRF token missing.): /h/{}", 'GET "/h/{}/?in=en" 429'):
        record = logging.LogRecord("django.request", logging.WARNING, "", 0, text.format(codes["valid"]), (), None)
        assert codes["valid"] not in line.format(record)
        assert "/h/…" in line.format(record)


def test_refused_forms_are_logged_without_the_code(codes: dict[str, str]) -> None:
    lines: list[str] = []

    class Kept(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(self.format(record))

    handler = Kept()
    handler.setFormatter(PrivacyFormatter("%(message)s"))
    logging.getLogger("django").addHandler(handler)
    try:
        Client(enforce_csrf_checks=True).post(f"/h/{codes['valid']}/")
    finally:
        logging.getLogger("django").removeHandler(handler)
    assert lines
    assert not [line for line in lines if codes["valid"] in line]
