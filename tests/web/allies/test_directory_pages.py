"""Pages of the directory: what may be there already, work of several members, merging, export, minutes, the tally."""

import datetime as dt
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from jatan.foundation.access.walls import acting_as
from jatan.foundation.ledger.models import Event
from jatan.foundation.places.models import Place
from jatan.kernel import clock
from jatan.programme.allies.models import Ally, Meeting
from jatan.web.allies.desk import ALLIES, MEETINGS
from jatan.web.ui.records.desk import Desk
from jatan.web.ui.records.export import ROWS_EXPORTED
from tests.cast import Cast
from tests.papers import PDF
from tests.programme.allies.builders import a_meeting, a_promise, an_ally, an_ask
from tests.web.conftest import Browser
from tests.web.ui.workbooks.books import exported

pytestmark = pytest.mark.django_db

NAME = "श्रम अधीक्षक कार्यालय गुमला"


@pytest.fixture
def ally(cast: Cast) -> Ally:
    """The labour office of Gumla, entered by the secretariat."""
    with acting_as(cast.actor("secretariat")) as by:
        return an_ally(by, cast, organisation=cast.network.id, kind="labour", phone="06524 222333")


def answers(cast: Cast, **changes: str) -> dict[str, str]:
    return {"name": NAME, "kind": "labour", "level": "district", "place": str(cast.gumla_district.pk)} | changes


def cells_of(client: Client, desk: Desk, column: str) -> list[Any]:
    """The cells of one column of a list that goes out."""
    lines = exported(client, desk)
    return [line[lines[0].index(column)] for line in lines[2:]]


def meeting_of(cast: Cast, part: str, ally: Ally, **more: Any) -> Meeting:
    with acting_as(cast.actor(part)) as by:
        return a_meeting(by, ally, **more)


def test_what_may_be_there_is_shown_with_reasons_and_entered_only_after_a_look(
    cast: Cast, ally: Ally, browser: Browser
) -> None:
    client = browser("coordinator")
    answer = client.post("/allies/new/", answers(cast, phone="06524222333"))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert f'href="/allies/{ally.pk}/"' in page
    for reason in ("वही फ़ोन नंबर", "उसी जगह उसी प्रकार का दफ़्तर", "नाम बहुत मिलता है"):
        assert reason in page
    assert 'name="is_another"' in page
    assert client.post("/allies/new/", answers(cast, is_another="on")).status_code == 302
    with acting_as(cast.actor("coordinator")):
        assert Ally.objects.count() == 2


def test_the_same_office_of_another_district_is_no_double_and_one_under_its_state_is(
    cast: Cast, ally: Ally, browser: Browser
) -> None:
    other = answers(cast, name="श्रम अधीक्षक कार्यालय खूँटी", place=str(cast.khunti_district.pk))
    assert browser("khunti_coordinator").post("/allies/new/", other).status_code == 302
    state = answers(cast, place=str(cast.gumla_district.parent_id), level="state")
    assert browser("khunti_coordinator").post("/allies/new/", state).status_code == 422


def test_what_is_alike_in_nothing_is_entered_at_once_anywhere_in_the_world(
    cast: Cast, ally: Ally, browser: Browser
) -> None:
    abroad = Place.objects.get(level="country", name_en="Nepal")
    sent = {"name": "माइती नेपाल", "kind": "ngo_destination", "level": "international", "place": str(abroad.pk)}
    assert browser("coordinator").post("/allies/new/", sent).status_code == 302
    page = browser("khunti_coordinator").get(f"/allies/?place={abroad.pk}").content.decode()
    assert "माइती नेपाल" in page
    assert NAME not in page


def test_two_members_work_with_one_institution_and_each_changes_its_own(
    cast: Cast, ally: Ally, browser: Browser
) -> None:
    for part in ("coordinator", "khunti_coordinator"):
        held = {"held_on": "1/2/2024", "purpose": f"बात {part}"}
        assert browser(part).post(f"/allies/{ally.pk}/meetings/new/", held).status_code == 302
    with acting_as(cast.actor("secretariat")):
        made = {row.organisation_id: row for row in Meeting.objects.all()}
    assert set(made) == {cast.gumla.id, cast.khunti.id}
    page = browser("coordinator").get(f"/allies/{ally.pk}/").content.decode()
    assert "बात coordinator" in page
    assert "बात khunti_coordinator" in page
    other = made[cast.khunti.id]
    assert browser("coordinator").get(f"/ally-meetings/{other.pk}/").status_code == 200
    for path in ("edit", "withdraw"):
        assert browser("coordinator").get(f"/ally-meetings/{other.pk}/{path}/").status_code == 404
        assert browser("coordinator").get(f"/allies/{ally.pk}/{path}/").status_code == 404
    own = made[cast.gumla.id]
    corrected = {"held_on": "2/2/2024", "purpose": "सुधारी हुई"}
    assert browser("coordinator").post(f"/ally-meetings/{own.pk}/edit/", corrected).status_code == 302
    page = browser("coordinator").get(f"/ally-meetings/{own.pk}/").content.decode()
    assert "बात coordinator" in page  # in its history


def test_two_entries_are_merged_by_a_person_and_parted_again(cast: Cast, ally: Ally, browser: Browser) -> None:
    with acting_as(cast.actor("coordinator")) as by:
        double = an_ally(by, cast, kind="labour")
    meeting_of(cast, "khunti_coordinator", double, purpose="खूँटी की बैठक")
    assert browser("khunti_coordinator").get(f"/allies/{double.pk}/merge/").status_code == 404
    client = browser("coordinator")
    assert client.post(f"/allies/{double.pk}/merge/", {"into": str(ally.pk)}).status_code == 302
    page = client.get(f"/allies/{ally.pk}/").content.decode()
    assert "खूँटी की बैठक" in page
    assert client.get("/allies/").content.decode().count(f">{NAME}<") == 1
    assert f'href="/allies/{ally.pk}/"' in client.get(f"/allies/{double.pk}/").content.decode()
    assert client.post(f"/allies/{double.pk}/part/", {}).status_code == 302
    assert "खूँटी की बैठक" not in client.get(f"/allies/{ally.pk}/").content.decode()
    assert client.get("/allies/").content.decode().count(f">{NAME}<") == 2


def test_an_institution_with_which_others_work_is_not_withdrawn(cast: Cast, ally: Ally, browser: Browser) -> None:
    meeting_of(cast, "coordinator", ally)
    answer = browser("secretariat").post(f"/allies/{ally.pk}/withdraw/", {"reason": "दो बार"})
    assert answer.status_code == 422
    assert "दूसरे सदस्य भी" in answer.content.decode()


def test_the_secretariat_takes_the_directory_and_what_it_may_see(cast: Cast, ally: Ally, browser: Browser) -> None:
    meeting_of(cast, "coordinator", ally, purpose="सबके लिए")
    meeting_of(cast, "coordinator", ally, purpose="गुप्त", is_confidential=True)
    meeting_of(cast, "secretariat", ally, purpose="सचिवालय की")
    taken = cells_of(browser("secretariat"), MEETINGS, "purpose")
    assert set(taken) == {"सबके लिए", "सचिवालय की"}
    assert cells_of(browser("secretariat"), ALLIES, "name") == [NAME]
    own = cells_of(browser("coordinator"), MEETINGS, "purpose")
    assert set(own) == {"सबके लिए", "गुप्त"}
    assert cells_of(browser("khunti_coordinator"), ALLIES, "name") == [NAME]
    for part in ("field_worker", "researcher", "auditor"):
        assert browser(part).get("/allies/export/").status_code == 404
    with acting_as(cast.actor("auditor")):
        sent = Event.objects.filter(verb=ROWS_EXPORTED, about_type="allies.meeting").values_list("organisation_id")
        assert {organisation for (organisation,) in sent} == {cast.gumla.id, cast.network.id}


def test_minutes_are_kept_and_a_confidential_meetings_are_given_to_nobody_else(
    cast: Cast, ally: Ally, browser: Browser
) -> None:
    sent = {"held_on": "1/2/2024", "is_confidential": "on"}
    sheet = SimpleUploadedFile("कार्यवृत्त.pdf", PDF, "application/pdf")
    client = browser("coordinator")
    assert client.post(f"/allies/{ally.pk}/meetings/new/", sent | {"upload": sheet}).status_code == 302
    with acting_as(cast.actor("coordinator")):
        path = reverse("ally_minutes", args=[Meeting.objects.get().pk])
    answer = client.get(path)
    assert b"".join(answer.streaming_content) == PDF  # type: ignore[attr-defined]
    assert answer["Content-Disposition"].startswith("attachment")
    for part in ("khunti_coordinator", "secretariat", "researcher"):
        assert browser(part).get(path).status_code == 404
    wrong = SimpleUploadedFile("x.pdf", b"MZ not a pdf", "application/pdf")
    assert client.post(f"/allies/{ally.pk}/meetings/new/", sent | {"upload": wrong}).status_code == 422


def test_every_number_of_the_tally_opens_onto_as_many_rows(cast: Cast, ally: Ally, browser: Browser) -> None:
    today = clock.today()
    with acting_as(cast.actor("coordinator")) as by:
        block = an_ally(by, cast, kind="block", level="block")
        for one in (ally, block, block):
            a_meeting(by, one, held_on=today)
        a_promise(by, ally, promised_on=today, ask=an_ask(by, ally, asked_on=today))
        a_promise(by, block, promised_on=today, outcome="kept", settled_on=today)
    client = browser("khunti_coordinator")
    table = client.get("/allies/levels/").context["table"]
    opened = 0
    for row in table.rows:
        for name, value in row.items():
            if name != "level" and value:
                url, number = str(value).split('"')[1].replace("&amp;", "&"), str(value).split(">")[1].split("<")[0]
                assert client.get(url).context["listing"].page.count == int(number), (name, url)
                opened += 1
    assert opened == 8
    assert table.total == {
        "level": "कुल",
        "institutions": 2,
        "meetings": 3,
        "asks": 1,
        "promises": 2,
        "kept": 1,
        "agreements": 0,
        "joint_work": 0,
    }


@pytest.mark.parametrize(
    "query",
    [
        "?state=nonsense&sort=x&level=galaxy&kind=%27&member=1&since=32/13/2024&until=",
        "?ally=not-an-id",
        "?page=-1",
        "?member=00000000-0000-0000-0000-000000000000",
    ],
)
def test_bad_filters_are_ignored(query: str, cast: Cast, ally: Ally, browser: Browser) -> None:
    with acting_as(cast.actor("coordinator")) as by:
        an_ask(by, ally)
    client = browser("coordinator")
    assert client.get(f"/allies/asked/{query}").context["page"].count == 1
    assert client.get(f"/allies/levels/{query}").status_code == 200


def test_the_list_of_an_institution_that_is_not_there_is_not_there(browser: Browser) -> None:
    assert browser("coordinator").get("/allies/asked/?ally=00000000-0000-7000-8000-000000000000").status_code == 404


def test_the_one_list_filters_by_state_kind_level_member_and_period(cast: Cast, ally: Ally, browser: Browser) -> None:
    with acting_as(cast.actor("khunti_coordinator")) as by:
        a_promise(by, ally, due_on=dt.date(2024, 2, 1))
    with acting_as(cast.actor("coordinator")) as by:
        an_ask(by, an_ally(by, cast, kind="block", level="block"), asked_on=dt.date(2024, 3, 1))
    client = browser("researcher")

    def shown(query: str) -> list[str]:
        return [row["sort"] for row in client.get(f"/allies/asked/?{query}").context["page"].rows]

    assert shown("") == ["promise", "ask"]
    assert shown("state=overdue") == shown("kind=labour") == shown("level=district") == ["promise"]
    assert shown(f"member={cast.gumla.id}") == shown("since=1/2/2024") == shown("sort=ask") == ["ask"]
    assert shown(f"ally={ally.pk}") == ["promise"]


@pytest.mark.parametrize(("path", "most"), [("/allies/", 12), ("/allies/asked/", 12), ("/allies/levels/", 17)])
def test_queries_do_not_grow_with_the_rows(path: str, most: int, cast: Cast, ally: Ally, browser: Browser) -> None:
    with acting_as(cast.actor("coordinator")) as by:
        for number in range(12):
            one = an_ally(by, cast, name=f"{NAME} {number}")
            a_promise(by, one, ask=an_ask(by, one, meeting=a_meeting(by, one)))
    client = browser("coordinator")
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert client.get(path).status_code == 200
    asked = [query["sql"][:120] for query in queries if "SAVEPOINT" not in query["sql"]]
    assert len(asked) <= most, asked


def test_the_page_of_an_institution_makes_a_bounded_number_of_queries(cast: Cast, ally: Ally, browser: Browser) -> None:
    client = browser("coordinator")
    counts = []
    for _time in range(2):
        with acting_as(cast.actor("coordinator")) as by:
            for _row in range(4):
                a_promise(by, ally, ask=an_ask(by, ally, meeting=a_meeting(by, ally)))
        with CaptureQueriesContext(connection) as queries:
            assert client.get(f"/allies/{ally.pk}/").status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert counts[0] <= 26
