"""The page of a grant: a logframe written with few answers, what was reached, its money, and words about a line."""

import datetime as dt
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

from jatan.evidence.indicators.services import recount_pending
from jatan.evidence.studio.grant_frame import LINE_PLACE
from jatan.foundation.access.actors import Actor
from jatan.kernel import clock
from jatan.programme.activities.commands import AddPhotograph
from jatan.programme.activities.models import Photograph
from jatan.programme.activities.photographs import add_photograph
from jatan.programme.projects.commands import BeginProject, RecordInstalment, SetIndicator, SetObjective
from jatan.programme.projects.logframe import INDICATOR, INSTALMENT, OBJECTIVE
from jatan.programme.projects.models import (
    HandCount,
    Instalment,
    Project,
    ProjectIndicator,
    ProjectObjective,
    Spending,
)
from jatan.programme.projects.services import begin_project
from tests.cast import Cast
from tests.evidence import builders
from tests.programme.activities.builders import an_activity, picture
from tests.web.conftest import Browser

pytestmark = pytest.mark.django_db
As = Callable[[str], AbstractContextManager[Actor]]


@pytest.fixture
def grant(cast: Cast, as_: As) -> Project:
    """A grant of Gumla that began 100 days ago, with three meetings in its days, counted."""
    first = clock.today() - dt.timedelta(days=100)
    with as_("coordinator") as by:
        for days in (1, 2, 3):
            builders.meeting(by, cast.gumla, cast.gumla_block, first + dt.timedelta(days=days))
        where = {"organisation": cast.gumla.id, "place": cast.gumla_district}
        row = begin_project(by=by, command=BeginProject(name_hi="सुरक्षित रास्ता", begins_on=first, **where))
    recount_pending([cast.gumla.id])
    return row


def page(client: Client, grant: Project) -> str:
    return client.get(f"/projects/{grant.pk}/").content.decode()


def add(client: Client, grant: Project, part: str, **answers: object) -> None:
    answer = client.post(f"/projects/{grant.pk}/{part}/new/", answers)
    assert answer.status_code == 302, answer.context["form"].errors


def test_a_logframe_and_its_money_are_written_on_the_page(as_: As, browser: Browser, grant: Project) -> None:
    client, today = browser("coordinator"), clock.today().isoformat()
    add(client, grant, "objectives", title_hi="गाँव तक जानकारी पहुँचे")
    with as_("coordinator"):
        objective = ProjectObjective.objects.get()
    add(client, grant, "indicators", objective=objective.pk, number="shg_meetings.meetings", target="१०")
    add(client, grant, "indicators", objective=objective.pk, title_hi="दीवार पर जानकारी", target=4, due_on=today)
    with as_("coordinator"):
        by_hand = ProjectIndicator.objects.get(number="")
    add(client, grant, "counts", indicator=by_hand.pk, counted_on=today, amount=1)
    add(client, grant, "instalments", amount="2,00,000", received_on=today)
    with as_("coordinator"):
        came = Instalment.objects.get()
    add(client, grant, "spendings", instalment=came.pk, amount=50_000, spent_on=today)
    shown = page(client, grant)
    assert "<b>3</b></a> (लक्ष्य 10)" in shown
    assert "<b>1</b> (लक्ष्य 4)" in shown
    assert "1,50,000" in shown
    assert "/reports/impact/shg_meetings/meetings/rows/?from=" in shown
    assert "समय कम है" in shown
    refused = client.post(
        f"/projects/{grant.pk}/indicators/new/", {"objective": objective.pk, "number": "no.such", "target": 4}
    )
    assert refused.status_code == 422
    client.post(f"/projects/{grant.pk}/spendings/{_only(as_, Spending)}/change/", {"amount": 60_000, "spent_on": today})
    client.post(f"/projects/{grant.pk}/counts/{_only(as_, HandCount)}/change/", {"amount": 5, "counted_on": today})
    shown = page(client, grant)
    assert "1,40,000" in shown
    assert "<b>5</b> (लक्ष्य 4)" in shown


def _only(as_: As, model: type[Spending] | type[HandCount]) -> object:
    with as_("coordinator"):
        return model.objects.get().pk


def test_who_may_not_write_papers_reads_the_logframe_and_changes_nothing(
    as_: As, browser: Browser, grant: Project
) -> None:
    with as_("coordinator") as by:
        objective = OBJECTIVE.record(by, SetObjective(project=grant, title_hi="गाँव तक जानकारी पहुँचे"))
        INDICATOR.record(by, SetIndicator(objective=objective, number="shg_meetings.meetings", target=10))
        INSTALMENT.record(by, RecordInstalment(project=grant, amount=5_000, received_on=clock.today()))
    for part in ("desk_operator", "secretariat"):
        client = browser(part)
        shown = page(client, grant)
        assert "(लक्ष्य 10)" in shown
        assert "इसके बारे में लिखें" not in shown
        for slug in ("objectives", "indicators", "instalments", "spendings"):
            assert f"/{slug}/new/" not in shown
            assert client.post(f"/projects/{grant.pk}/{slug}/new/", {"title_hi": "x"}).status_code == 404
    assert browser("khunti_coordinator").get(f"/projects/{grant.pk}/").status_code == 404


def test_words_about_a_line_are_written_and_kept_in_versions(as_: As, browser: Browser, grant: Project) -> None:
    with as_("coordinator") as by:
        objective = OBJECTIVE.record(by, SetObjective(project=grant, title_hi="गाँव तक जानकारी पहुँचे"))
        line = INDICATOR.record(by, SetIndicator(objective=objective, number="shg_meetings.meetings", target=10))
    client = browser("coordinator")
    days = "from=2023-04-01&to=2023-06-30"
    url = f"/reports/words/{LINE_PLACE}/?{days}&organisation={grant.organisation_id}&about={line.pk}"
    opened = client.get(url)
    assert "स्वयं सहायता समूहों के साथ बैठकें" in opened.content.decode()
    saved = client.post(url, {"text_hi": "बारिश में बैठकें रुकीं।", "before": ""})
    assert (saved.status_code, saved["Location"]) == (302, f"/projects/{grant.pk}/")
    before = client.get(url).context["before"]
    client.post(url, {"text_hi": "फिर शुरू हुईं।", "before": before})
    assert [row.text_hi for row, _name in client.get(url).context["versions"]] == ["फिर शुरू हुईं।", "बारिश में बैठकें रुकीं।"]
    stale = client.post(url, {"text_hi": "और कुछ", "before": before})
    assert stale.status_code == 422
    for part, status in (("secretariat", 200), ("desk_operator", 200), ("khunti_coordinator", 404)):
        assert browser(part).get(url).status_code == status
        assert browser(part).post(url, {"text_hi": "किसी और का", "before": before}).status_code == 404
    for wrong in (
        f"/reports/words/{LINE_PLACE}/?{days}",
        f"{url[:-4]}0000",
        f"/reports/words/account_opening/?about={line.pk}",
    ):
        assert client.get(wrong).status_code == 404
    assert client.get("/reports/words/studio_year/").status_code == 200


def test_a_photograph_with_a_yes_is_shown_to_who_may_print_it(
    cast: Cast, as_: As, browser: Browser, settings: Settings, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = str(tmp_path)
    with as_("coordinator") as by:
        activity = an_activity(by, cast)
        row = add_photograph(by=by, command=AddPhotograph(activity=activity, content=picture()))
    url = f"/activities/{activity.pk}/photographs/{row.pk}/uses/"
    client = browser("coordinator")
    assert browser("secretariat").get(f"/photographs/{row.pk}/").status_code == 404
    assert client.post(url, {"faces": "others", "uses": ["donor"]}).status_code == 422
    assert client.post(url, {"faces": "nobody", "uses": ["donor", "press"]}).status_code == 302
    with as_("coordinator"):
        assert Photograph.objects.get().uses == ["donor", "press"]
    shown = browser("secretariat").get(f"/photographs/{row.pk}/")
    assert b"".join(shown.streaming_content).startswith(b"\xff\xd8")  # type: ignore[arg-type]
    assert browser("khunti_coordinator").get(f"/photographs/{row.pk}/").status_code == 404
    client.post(url, {"faces": "nobody"})
    assert browser("secretariat").get(f"/photographs/{row.pk}/").status_code == 404


@pytest.mark.parametrize(("former", "address"), [("report/", "/reports/"), ("report.pdf", "/reports/file/pdf/")])
def test_the_report_of_a_project_leads_to_the_studio(
    browser: Browser, grant: Project, former: str, address: str
) -> None:
    """With its own days, or those of the project; nobody else reaches it than before."""
    client = browser("coordinator")
    asked = f"project={grant.common_id}&audience=donor"
    whole = client.get(f"/projects/{grant.pk}/{former}").headers["Location"]
    assert whole == f"{address}?from={grant.begins_on}&to={clock.today()}&{asked}"
    last = grant.begins_on + dt.timedelta(days=9)
    some = client.get(f"/projects/{grant.pk}/{former}", {"first": str(grant.begins_on), "last": str(last)})
    assert some.headers["Location"] == f"{address}?from={grant.begins_on}&to={last}&{asked}"
    assert client.get(some.headers["Location"]).status_code == 200
    assert browser("khunti_coordinator").get(f"/projects/{grant.pk}/{former}").status_code == 404
