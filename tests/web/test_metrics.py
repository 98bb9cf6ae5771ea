"""`/metrics` counts pages by their pattern and says ages of the house; without the token it is absent."""

import datetime as dt
import os
import re
import uuid
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from prometheus_client.parser import text_string_to_metric_families

from jatan.foundation.devices.models import Device
from jatan.foundation.operation.heartbeats import beating
from jatan.kernel import clock
from jatan.programme.people.tasks import rekey_people
from jatan.runtime import web_server
from jatan.settings import options
from tests.cast import Cast
from tests.house.addresses import all_addresses
from tests.phones import enrolled
from tests.sign_in import signed_in

pytestmark = pytest.mark.django_db
TOKEN = "long-enough-not-to-be-guessed"
AS_PROMETHEUS = {"Authorization": f"Bearer {TOKEN}"}


@pytest.fixture
def watched(settings: Any) -> None:
    settings.JATAN_METRICS_TOKEN = TOKEN
    settings.MIDDLEWARE = ["jatan.web.metrics.MetricsMiddleware", *settings.MIDDLEWARE]


def read(client: Client) -> dict[str, list[Any]]:
    answer = client.get("/metrics", headers=AS_PROMETHEUS)
    assert answer.status_code == 200
    return {family.name: family.samples for family in text_string_to_metric_families(answer.content.decode())}


def test_without_the_option_the_address_does_not_exist() -> None:
    assert Client().get("/metrics", headers=AS_PROMETHEUS).status_code == 404


@pytest.mark.usefixtures("watched")
@pytest.mark.parametrize("sent", [{}, {"Authorization": "Bearer"}, {"Authorization": "Bearer रहस्य"}, {"X": TOKEN}])
def test_for_another_token_it_is_absent(sent: dict[str, str]) -> None:
    assert Client().get("/metrics", headers=sent).status_code == 404


def test_a_token_that_can_be_guessed_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JATAN_METRICS_TOKEN", "metrics")
    with pytest.raises(options.OptionProblem):
        options.metrics_token()


@pytest.mark.skipif(not os.access("/dev/shm", os.W_OK), reason="this system has no folder in memory")
def test_the_counts_of_all_processes_lie_in_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """They are mapped: on a full disk a web process that counts would be killed."""
    monkeypatch.setenv("JATAN_METRICS_TOKEN", TOKEN)
    monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", "")  # so that it is as before after the test
    with web_server._shared_counts():
        assert Path(os.environ["PROMETHEUS_MULTIPROC_DIR"]).parent == Path("/dev/shm")


@pytest.mark.usefixtures("watched")
def test_pages_are_counted_by_their_pattern_and_no_address_is_written(cast: Cast) -> None:
    client, somebody = signed_in(cast.accounts["coordinator"]), uuid.uuid4()
    client.get(f"/people/{somebody}/?q=सुनीता")
    client.get("/सुनीता/")
    text = client.get("/metrics", headers=AS_PROMETHEUS).content.decode()
    assert 'jatan_requests_total{page="people/<uuid:pk>/",status="404"}' in text
    assert 'page="(no page)",status="404"' in text
    assert str(somebody) not in text
    assert "सुनीता" not in text
    pages = set(re.findall(r'page="([^"]*)"', text))
    assert pages <= {address.route or "/" for address in all_addresses()} | {"(no page)"}


@pytest.mark.usefixtures("watched")
def test_it_says_tasks_periodic_work_disk_files_phones_and_codes(cast: Cast) -> None:
    rekey_people.enqueue(str(cast.gumla.pk))
    with beating("safeguarding.walk"):
        pass
    silent, _heard_of = enrolled(cast), enrolled(cast)
    Device.objects.filter(pk=silent.device_id).update(seen_at=clock.now() - dt.timedelta(days=40))
    found = read(Client())
    waiting = {(one.labels["task"], one.labels["status"]): one.value for one in found["jatan_tasks"]}
    assert waiting[("programme.people.tasks.rekey_people", "ready")] == 1
    assert found["jatan_task_age_seconds"][0].value >= 0
    assert [one.labels["entry"] for one in found["jatan_entry_success_age_seconds"]] == ["safeguarding.walk"]
    for name in ("jatan_disk_free_bytes", "jatan_files_bytes"):
        assert found[name][0].value >= 0, name
    assert found["jatan_phones_silent"][0].value == 1
    assert found["jatan_database_up"][0].value == 1
    assert {"walk_late", "disk_full", "tasks_waiting"} <= {one.labels["code"] for one in found["jatan_finding"]}
