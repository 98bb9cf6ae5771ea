"""The pages of consultations: the whole way through forms, bad input, and who opens what."""

import datetime as dt
import html
import re
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from jatan.evidence.indicators.services import recount_pending
from jatan.foundation.access.walls import acting_as
from jatan.foundation.places.models import Place
from jatan.kernel import clock
from jatan.programme.activities.models import Activity
from jatan.programme.consultations.commands import HoldConsultation
from jatan.programme.consultations.models import Consultation, Invitation, Recommendation
from jatan.programme.consultations.services import hold_consultation
from tests.cast import Cast
from tests.papers import PDF
from tests.programme.activities.builders import an_activity
from tests.programme.allies.builders import an_ally
from tests.programme.consultations.builders import a_consultation, an_invitation
from tests.programme.library.builders import a_material
from tests.web.conftest import Browser

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _files(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"


def text(day: dt.date) -> str:
    return f"{day:%d/%m/%Y}"


def planned(cast: Cast, client: Client) -> Consultation:
    """The secretariat plans a state consultation on its page."""
    state = Place.objects.get(level="state", name_en="Jharkhand")
    sheet = {
        "level": "state",
        "title": "महिला कानूनों पर राज्य परामर्श",
        "planned_on": text(clock.today() + dt.timedelta(days=9)),
        "place": str(state.pk),
        "law_topics": ["dowry", "domestic_violence"],
    }
    assert client.post("/consultations/new/", sheet).status_code == 302
    with acting_as(cast.actor("secretariat")):
        return Consultation.objects.get()


def test_the_secretariat_plans_and_invites_from_the_directory_and_from_a_list(cast: Cast, browser: Browser) -> None:
    with acting_as(cast.actor("coordinator")) as by:
        ally = an_ally(by, cast, name="गुमला AHTU", kind="police")
    client = browser("secretariat")
    row = planned(cast, client)
    assert "गुमला AHTU" in client.get(f"/consultations/{row.pk}/invite/").content.decode()
    sheet = {
        "allies": [str(ally.pk)],
        "lines": "श्रम विभाग, अधीक्षक, सुनील उराँव\n\nराज्य महिला आयोग",
        "kind": "government",
        "invited_on": text(clock.today()),
        "means": "letter",
    }
    assert client.post(f"/consultations/{row.pk}/invite/", sheet).status_code == 302
    with acting_as(cast.actor("secretariat")):
        found = {one.institution: one for one in Invitation.objects.all()}
    assert set(found) == {"गुमला AHTU", "श्रम विभाग", "राज्य महिला आयोग"}
    assert (found["गुमला AHTU"].kind, found["गुमला AHTU"].ally) == ("police", ally.pk)
    assert (found["श्रम विभाग"].post, found["श्रम विभाग"].name) == ("अधीक्षक", "सुनील उराँव")
    assert "गुमला AHTU, " not in client.get(f"/consultations/{row.pk}/invite/").content.decode()


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"lines": "a, b, c, d"}, "lines"),
        ({"lines": ", पद"}, "lines"),
        ({"lines": "\n".join(["कार्यालय"] * 101)}, "lines"),
        ({"lines": "x" * 20_001}, "lines"),
        ({"lines": "क" * 201}, "__all__"),
        ({"lines": "कार्यालय", "kind": ""}, "kind"),
        ({"lines": ""}, "__all__"),
        ({"invited_on": "कभी"}, "invited_on"),
        ({"allies": ["01900000-0000-7000-8000-000000000000"]}, "allies"),
        ({"lines": "कार्यालय, पद, 2341 2341 2346"}, "__all__"),
    ],
)
def test_a_list_that_cannot_be_read_is_refused_and_writes_nothing(
    change: dict[str, Any], field: str, cast: Cast, browser: Browser
) -> None:
    with acting_as(cast.actor("coordinator")) as by:
        row = a_consultation(by, cast)
        an_ally(by, cast)
    sheet = {"lines": "कार्यालय", "kind": "government", "invited_on": text(clock.today())} | change
    page = browser("coordinator").post(f"/consultations/{row.pk}/invite/", sheet)
    assert page.status_code == 422
    assert field in page.context["form"].errors
    with acting_as(cast.actor("coordinator")):
        assert Invitation.objects.count() == 0


def test_replies_then_the_day_then_numbers_that_open_onto_the_meeting(cast: Cast, browser: Browser) -> None:
    with acting_as(cast.actor("coordinator")) as by:
        row = a_consultation(by, cast)
        first, second = an_invitation(by, row), an_invitation(by, row, institution="महिला थाना", kind="police")
    client, url = browser("coordinator"), f"/consultations/{row.pk}"
    replies = {f"reply_{first.pk.hex}": "comes", f"reply_{second.pk.hex}": "", "replied_on": text(clock.today())}
    assert client.post(f"{url}/replies/", replies).status_code == 302
    page = client.get(f"{url}/held/").content.decode()
    assert "ज़िला समाज कल्याण कार्यालय" in page
    day = {
        "held_on": text(clock.today()),
        "came": [str(first.pk)],
        "women": "२४",
        "men": "१६",
        "decisions": "मासिक बैठक",
    }
    assert client.post(f"{url}/held/", day).status_code == 302
    with acting_as(cast.actor("coordinator")):
        activity = Activity.objects.get()
        first.refresh_from_db()
    assert (activity.total, first.came, first.reply) == (40, True, "comes")
    page = client.get(f"{url}/").content.decode()
    assert f'href="/activities/{activity.pk}/"' in page
    assert "40 लोग" in page
    assert "मासिक बैठक" in page
    assert client.post(f"{url}/held/", day).status_code == 404
    assert client.post(f"{url}/attendance/", {"came": [str(second.pk)]}).status_code == 302
    with acting_as(cast.actor("coordinator")):
        assert dict(Invitation.objects.values_list("pk", "came")) == {first.pk: False, second.pk: True}


def test_a_meeting_that_is_recorded_already_can_be_chosen(cast: Cast, browser: Browser) -> None:
    with acting_as(cast.actor("coordinator")) as by:
        row = a_consultation(by, cast)
        recorded = an_activity(by, cast, kind="consultation_district", total=44, women=None, girls=None)
    client = browser("coordinator")
    answer = client.post(f"/consultations/{row.pk}/held/", {"recorded_as": str(recorded.pk)})
    assert answer.status_code == 302
    with acting_as(cast.actor("coordinator")):
        assert Consultation.objects.get().activity_id == recorded.pk
        assert Activity.objects.count() == 1


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({}, "total"),
        ({"total": "-3"}, "total"),
        ({"total": "5", "women": "9"}, "total"),
        ({"total": "5", "held_on": "1/1/2099"}, "held_on"),
        ({"total": "5", "held_on": ""}, "held_on"),
        ({"total": "5", "came": ["x"]}, "came"),
    ],
)
def test_a_day_that_cannot_be_is_refused(change: dict[str, Any], field: str, cast: Cast, browser: Browser) -> None:
    with acting_as(cast.actor("coordinator")) as by:
        row = a_consultation(by, cast)
        an_invitation(by, row)
    page = browser("coordinator").post(f"/consultations/{row.pk}/held/", {"held_on": text(clock.today())} | change)
    assert page.status_code == 422
    assert field in page.context["form"].errors
    with acting_as(cast.actor("coordinator")):
        assert Activity.objects.count() == 0


def test_one_that_falls_out_is_cancelled_and_planned_again(cast: Cast, browser: Browser) -> None:
    with acting_as(cast.actor("coordinator")) as by:
        row = a_consultation(by, cast)
    client, url = browser("coordinator"), f"/consultations/{row.pk}"
    assert client.post(f"{url}/cancel/", {"because": ""}).status_code == 422
    assert client.post(f"{url}/cancel/", {"because": "चुनाव की आचार संहिता"}).status_code == 302
    assert "चुनाव की आचार संहिता" in client.get(f"{url}/").content.decode()
    assert client.get(f"{url}/invite/").status_code == 404
    later = clock.today() + dt.timedelta(days=20)
    assert client.post(f"{url}/again/", {"planned_on": text(later)}).status_code == 302
    with acting_as(cast.actor("coordinator")):
        row.refresh_from_db()
    assert (row.planned_on, row.cancelled_on, row.cancelled_because) == (later, None, "")


def test_recommendation_evidence_and_minutes(cast: Cast, browser: Browser) -> None:
    with acting_as(cast.actor("secretariat")) as by:
        study = a_material(by, cast, PDF, organisation=cast.network.pk, title_hi="13 ज़िलों का अध्ययन")
    with acting_as(cast.actor("coordinator")) as by:
        row = a_consultation(by, cast)
    client, url = browser("coordinator"), f"/consultations/{row.pk}"
    made = {"what": "हर प्रखंड में नोडल अधिकारी", "addressed_to": "उपायुक्त", "made_on": text(row.planned_on)}
    assert client.post(f"{url}/recommendations/new/", made).status_code == 302
    with acting_as(cast.actor("coordinator")):
        one = Recommendation.objects.get()
    became = {"outcome": "done", "outcome_on": text(clock.today()), "what_became": "आदेश निकला"}
    assert client.post(f"{url}/recommendations/{one.pk}/outcome/", became).status_code == 302
    assert client.post(f"{url}/evidence/new/", {"kind": "material", "material": str(study.pk)}).status_code == 302
    days = {"since": "1/4/2021", "until": "31/3/2024"}
    assert client.post(f"{url}/evidence/new/", {"kind": "number", "number": "forums/forums", **days}).status_code == 302
    assert client.post(f"{url}/evidence/new/", {"kind": "number"}).status_code == 422
    assert client.post(f"{url}/evidence/new/", {"kind": "material"}).status_code == 422
    assert client.post(f"{url}/evidence/new/", {"kind": "other"}).status_code == 422
    upload = {"kind": "minutes", "upload": SimpleUploadedFile("कार्यवाही.pdf", PDF)}
    assert client.post(f"{url}/files/new/", upload).status_code == 302
    wrong = {"kind": "minutes", "upload": SimpleUploadedFile("x.pdf", b"MZ\x90")}
    assert client.post(f"{url}/files/new/", wrong).status_code == 422
    page = client.get(f"{url}/")
    text_of_page = page.content.decode()
    assert f'href="/library/{study.pk}/"' in text_of_page
    assert "/forums/forums/rows/?from=2021-04-01&amp;to=2024-03-31" in text_of_page
    assert "आदेश निकला" in text_of_page
    link = text_of_page.split('href="/consultations/files/')[1].split('"')[0]
    fetched = client.get(f"/consultations/files/{link}")
    assert b"".join(fetched.streaming_content) == PDF
    assert fetched.headers["Content-Disposition"].startswith("attachment")
    for other in ("secretariat", "khunti_coordinator", "researcher"):
        assert browser(other).get(f"/consultations/files/{link}").status_code == 404


def test_the_secretariat_reads_a_members_consultation_without_names(cast: Cast, browser: Browser) -> None:
    with acting_as(cast.actor("coordinator")) as by:
        row = a_consultation(by, cast)
        an_invitation(by, row, name="सुनीता टोप्पो")
    page = browser("secretariat").get(f"/consultations/{row.pk}/").content.decode()
    assert "ज़िला समाज कल्याण कार्यालय" in page
    assert "सुनीता टोप्पो" not in page
    assert f"/consultations/{row.pk}/held/" not in page
    assert browser("secretariat").get(f"/consultations/{row.pk}/held/").status_code == 404
    assert "सुनीता टोप्पो" in browser("desk_operator").get(f"/consultations/{row.pk}/").content.decode()


def test_the_page_asks_as_much_for_sixty_invitations_as_for_one(cast: Cast, browser: Browser) -> None:
    with acting_as(cast.actor("coordinator")) as by:
        row = a_consultation(by, cast)
        an_invitation(by, row)
    client = browser("coordinator")
    client.get(f"/consultations/{row.pk}/")
    with CaptureQueriesContext(connection) as few:
        client.get(f"/consultations/{row.pk}/")
        client.get("/consultations/")
    with acting_as(cast.actor("coordinator")) as by:
        for number in range(60):
            an_invitation(by, row, institution=f"कार्यालय {number}")
        for number in range(10):
            a_consultation(by, cast, title=f"परामर्श {number}")
    with CaptureQueriesContext(connection) as many:
        client.get(f"/consultations/{row.pk}/")
        client.get("/consultations/")
    assert len(many) <= len(few) + 1  # one for names that are shown in the history


def test_lists_are_filtered_by_level_and_law(cast: Cast, browser: Browser) -> None:
    with acting_as(cast.actor("coordinator")) as by:
        a_consultation(by, cast, title="दहेज पर", law_topics=["dowry"])
        a_consultation(by, cast, title="प्रखंड में", level="block")
    client = browser("coordinator")
    by_law = client.get("/consultations/?law_topic=dowry").content.decode()
    by_level = client.get("/consultations/?level=block").content.decode()
    assert "दहेज पर" in by_law
    assert "प्रखंड में" not in by_law
    assert "प्रखंड में" in by_level
    assert "दहेज पर" not in by_level


def test_the_page_of_numbers_opens_each_onto_its_rows(cast: Cast, browser: Browser) -> None:
    day = clock.today()
    with acting_as(cast.actor("coordinator")) as by:
        row = a_consultation(by, cast, law_topics=["dowry"])
        hold_consultation(by=by, command=HoldConsultation(consultation=row, held_on=day, total=33))
    recount_pending([cast.gumla.pk, cast.khunti.pk, cast.network.pk])
    page = browser("coordinator").get("/consultations/numbers/")
    found = re.findall(r'href="([^"]*/consultations/district(?:_people)?/rows/[^"]*)">([^<]+)<', page.content.decode())
    assert [number for _url, number in found] == ["1", "33"]
    for url, _number in found:
        assert row.title in browser("coordinator").get(html.unescape(url)).content.decode()
    assert browser("coordinator").get("/consultations/numbers/?year=2021").context["period"].start == dt.date(
        2021, 4, 1
    )
    for odd in ("9999", "x", "२०२१", "0", "20211"):
        assert browser("coordinator").get(f"/consultations/numbers/?year={odd}").context["period"].end >= day
    others = browser("khunti_coordinator").get("/consultations/numbers/").content.decode()
    shown = re.findall(
        r'<b(?: class="in-words")?>(?:<a[^>]*>)?([^<]*)<', others
    )  # the figures, not the minute at which they were counted
    assert shown
    assert "33" not in shown
    assert browser("researcher").get("/consultations/numbers/").status_code == 200
    assert browser("auditor").get("/consultations/numbers/").status_code == 404


def test_a_sheet_to_sign_names_those_invited_for_the_own_office_alone(cast: Cast, browser: Browser) -> None:
    with acting_as(cast.actor("coordinator")) as by:
        row = a_consultation(by, cast)
        an_invitation(by, row, post="पदाधिकारी", name="सुनीता टोप्पो")
    url = f"/consultations/{row.pk}/sheet/"
    client = browser("coordinator")
    assert f'href="{url}"' in client.get(f"/consultations/{row.pk}/").content.decode()
    page = client.get(url)
    assert "सुनीता टोप्पो" in page.content.decode()
    assert len(page.context["table"].rows) == 13
    for part in ("secretariat", "khunti_coordinator", "researcher", "auditor"):
        assert browser(part).get(url).status_code == 404
    assert url not in browser("secretariat").get(f"/consultations/{row.pk}/").content.decode()
