"""Pages of training: from a curriculum that comes with Jatan to certificates, and who reads what."""

import datetime as dt
import io
import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pypdf
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from jatan.foundation.access.actors import Actor
from jatan.foundation.access.walls import acting_as
from jatan.kernel import clock
from jatan.programme.activities.models import Activity
from jatan.programme.people.reach import live
from jatan.programme.training.completion import complete_phase
from jatan.programme.training.curricula import take_shipped
from jatan.programme.training.models import AnswerSheet, Attendance, Completion, Curriculum, Series, Session, Trainee
from jatan.programme.training.selectors import completions
from jatan.programme.training.shipped import shipped_curricula
from tests.cast import Cast
from tests.programme.groups.builders import a_member
from tests.programme.people.builders import a_person
from tests.programme.training.builders import a_curriculum, a_forum, a_series, a_session, held, learners
from tests.web.conftest import Browser

type As = Callable[[str], AbstractContextManager[Actor]]

pytestmark = pytest.mark.django_db


def day(days_ago: int) -> str:
    return f"{clock.today() - dt.timedelta(days=days_ago):%d/%m/%Y}"


@pytest.fixture
def series(cast: Cast, as_: As) -> Series:
    with as_("coordinator") as by:
        return a_series(by, cast, a_curriculum(by, cast), a_forum(by, cast))


@pytest.fixture
def session(series: Series, as_: As) -> Session:
    with as_("coordinator") as by:
        return a_session(by, series)


def ids(cast: Cast, series: Series) -> list[str]:
    with acting_as(cast.actor("coordinator")) as by:
        return [str(row.pk) for row in learners(by, series)]


def test_a_shipped_curriculum_is_taken_and_a_training_planned_for_a_forum(cast: Cast, browser: Browser) -> None:
    with acting_as(cast.actor("coordinator")) as by:
        group = a_forum(by, cast, village="टोटो", name="टोटो फोरम")
    client = browser("coordinator")
    assert "सुरक्षित प्रवास: फोरम के लिए" in client.get("/training/shipped/").content.decode()
    taken = client.post("/training/shipped/", {"take": "safe_migration"})
    assert taken.status_code == 302
    assert client.post("/training/shipped/", {"take": "horoscope"}).status_code == 404
    with acting_as(cast.actor("coordinator")):
        curriculum = Curriculum.objects.get()
    page = client.get(taken["Location"]).content.decode()
    assert "जाने से पहले दर्ज करना" in page
    assert "किसी को नहीं, नकल घर पर रखे ✓" in page
    answers = {"curriculum": str(curriculum.pk), "group": str(group.pk), "begins_on": day(0)}
    made = client.post("/trainings/new/", answers)
    assert made.status_code == 302
    with acting_as(cast.actor("coordinator")):
        series = Series.objects.get()
        assert (series.title, series.audience) == ("टोटो फोरम: सुरक्षित प्रवास: फोरम के लिए", "forum")
        assert (series.village, series.place_id) == ("टोटो", group.place_id)
        assert Trainee.objects.count() == 3
    page = client.get(made["Location"]).content.decode()
    assert f'href="/trainings/{series.pk}/phases/1/"' in page
    assert "सुषमा कुजूर" in page


def test_a_training_without_group_or_place_asks_for_the_place(series: Series, browser: Browser) -> None:
    answers = {"curriculum": str(series.curriculum_id), "begins_on": day(0), "title": "कर्मचारी"}
    page = browser("coordinator").post("/trainings/new/", answers)
    assert page.status_code == 422
    assert "place" in page.context["form"].errors


def test_a_curriculum_is_written_on_pages_and_published(cast: Cast, browser: Browser) -> None:
    client = browser("coordinator")
    made = client.post("/curricula/new/", {"title_hi": "अपना", "audience": "staff", "languages": ["hi"]})
    root = made["Location"]
    assert client.post(f"{root}publish/").status_code == 422
    assert client.post(f"{root}phases/new/", {"title_hi": "पहला", "after_weeks": "४"}).status_code == 302
    assert client.post(f"{root}modules/new/", {"phase": "1", "title_hi": "क", "minutes": "३०"}).status_code == 302
    refused = client.post(
        f"{root}questions/new/", {"phase": "1", "text_hi": "?", "options_hi": "हाँ\nनहीं", "right": "3"}
    )
    assert refused.status_code == 422
    asked = {"phase": "1", "text_hi": "क्या?", "options_hi": "हाँ\r\nनहीं", "right": "2"}
    assert client.post(f"{root}questions/new/", asked).status_code == 302
    assert client.post(f"{root}publish/").status_code == 302
    page = client.get(root).content.decode()
    assert "1. हाँ · 2. नहीं ✓" in page
    for closed in ("edit/", "phases/new/", "publish/"):
        assert client.get(f"{root}{closed}").status_code == 404
    version = client.post(f"{root}version/")
    assert version.status_code == 302
    draft = client.get(version["Location"]).content.decode()
    assert "1. हाँ · 2. नहीं ✓" in draft
    assert client.post(f"{root}version/").status_code == 422
    assert browser("khunti_coordinator").get(root).status_code == 200
    assert browser("khunti_coordinator").get(version["Location"]).status_code == 404


def test_a_session_is_planned_held_with_ticks_and_counted_once(cast: Cast, series: Series, browser: Browser) -> None:
    client = browser("field_worker")
    planned = client.post(
        f"/trainings/{series.pk}/phases/1/sessions/new/", {"planned_on": day(3), "covers": ["1", "2"]}
    )
    assert planned.status_code == 302
    address = planned["Location"]
    one, two, three = ids(cast, series)
    sheet = {"held_on": day(3), "present": [one, two], "others_women": "४", "kind": "quarterly_training"}
    assert client.post(address, {**sheet, "present": [str(uuid.uuid4())]}).status_code == 422
    assert client.post(address, {**sheet, "held_on": "31/02/2026"}).status_code == 422
    assert client.post(address, sheet).status_code == 302
    assert client.post(address, sheet).status_code == 404
    page = client.get(address).content.decode()
    assert "अनुपस्थित" in page
    with acting_as(cast.actor("coordinator")):
        activity = live(Activity).get()
        assert (activity.total, activity.women, activity.men) == (6, 5, 1)
    assert f'href="/activities/{activity.pk}/"' in page
    assert client.post(f"{address}attendance/", {"present": [one, two, three]}).status_code == 302
    with acting_as(cast.actor("coordinator")):
        assert live(Activity).get().total == 7
        assert Attendance.objects.filter(is_present=True).count() == 3
    assert client.post(f"{address}withdraw/", {"reason": "दो बार"}).status_code == 302
    assert client.get(address).status_code == 404


def test_a_meeting_on_record_is_offered_and_not_counted_again(
    cast: Cast, series: Series, session: Session, browser: Browser
) -> None:
    with acting_as(cast.actor("coordinator")) as by:
        from tests.programme.activities.builders import an_activity

        meeting = an_activity(
            by, cast, kind="quarterly_training", held_on=session.planned_on, total=20, women=20, men=None, girls=None
        )
    client = browser("coordinator")
    address = f"/training/sessions/{session.pk}/"
    assert f'value="{meeting.pk}"' in client.get(address).content.decode()
    sheet = {
        "held_on": f"{session.planned_on:%d/%m/%Y}",
        "present": ids(cast, series),
        "kind": "quarterly_training",
        "activity": str(meeting.pk),
    }
    assert client.post(address, sheet).status_code == 302
    with acting_as(cast.actor("coordinator")):
        assert [row.total for row in live(Activity)] == [20]


def test_answers_are_written_down_one_after_the_other_and_shown_by_question(
    cast: Cast, series: Series, browser: Browser
) -> None:
    client = browser("coordinator")
    root = f"/trainings/{series.pk}/phases/1/questions/before/"
    one, two, _three = ids(cast, series)
    answers = {"asked_on": day(0), **{f"answers_{number}": "2" for number in range(1, 6)}}
    first = client.post(f"{root}{one}/", {**answers, "next": "1"})
    assert first["Location"] == f"{root}{two}/"
    assert client.post(f"{root}{one}/", {**answers, "answers_1": "9"}).status_code == 422
    after = root.replace("before", "after")
    assert client.post(f"{after}{one}/", answers).status_code == 302
    compared = client.get(f"{after}{one}/").content.decode()
    assert "पहले और बाद" in compared
    group = {"asked_on": day(0), "people": "१०", **{f"answers_{number}": "८" for number in range(1, 6)}}
    assert client.post(f"{root}group/", {**group, "answers_2": "11"}).status_code == 422
    assert client.post(f"{root}group/", group).status_code == 302
    page = client.get(f"/trainings/{series.pk}/phases/1/")
    assert page.context["results"].rows[0]["before"] == 9
    assert client.get(f"/trainings/{series.pk}/phases/1/questions/sometime/").status_code == 404
    for code in ("hi", "en"):
        paper = client.get(f"/trainings/{series.pk}/phases/1/questions/print/{code}/")
        assert paper.content.startswith(b"%PDF")
    with acting_as(cast.actor("coordinator")):
        assert live(AnswerSheet).count() == 3


def test_who_missed_nothing_is_ticked_and_who_completed_gets_a_certificate(
    cast: Cast, series: Series, session: Session, browser: Browser
) -> None:
    client = browser("coordinator")
    address = f"/trainings/{series.pk}/phases/1/completed/"
    one, two, _three = ids(cast, series)
    assert client.post(address, {"completed_on": day(1), "trainees": [one]}).status_code == 422
    with acting_as(cast.actor("coordinator")) as by:
        held(by, session, present=learners(by, series)[:2])
    form = client.get(address).context["form"]
    assert form.initial["trainees"] == [one, two]
    assert client.post(address, {"completed_on": day(1), "trainees": [one]}).status_code == 302
    with acting_as(cast.actor("coordinator")):
        done = Completion.objects.get()
    for language in ("hi", "en"):
        paper = client.get(f"/training/completed/{done.pk}/certificate/{language}/")
        assert paper["Content-Type"] == "application/pdf"
        assert paper.content.startswith(b"%PDF")
        assert client.get(f"/trainings/{series.pk}/phases/1/certificates/{language}/").status_code == 200
    assert client.get(f"/training/completed/{done.pk}/certificate/fr/").status_code == 404
    assert client.get(f"/trainings/{series.pk}/phases/2/certificates/hi/").status_code == 404
    page = client.get(f"/trainings/{series.pk}/phases/1/").content.decode()
    assert "2 लोगों का यह चरण बाकी है" in page
    assert client.post(f"/training/completed/{done.pk}/withdraw/", {"reason": "गलती"}).status_code == 302
    with acting_as(cast.actor("coordinator")) as by:
        assert not completions(by).exists()


def test_who_is_due_stands_on_the_first_page_of_the_coordinator(series: Series, browser: Browser) -> None:
    client = browser("coordinator")
    assert f'href="/trainings/{series.pk}/phases/1/"' in client.get("/").content.decode()
    assert f'href="/trainings/{series.pk}/phases/1/"' in client.get("/training/due/").content.decode()
    assert f'href="/trainings/{series.pk}/phases/1/"' in client.get("/training/").content.decode()


def test_names_are_added_by_the_line_and_bounded(series: Series, cast: Cast, browser: Browser) -> None:
    client = browser("coordinator")
    names = "अनीता देवी, सहिया\r\n\r\n सरिता कुमारी ,सेविका\n"
    assert client.post(f"/trainings/{series.pk}/names/new/", {"names": names, "sex": "f"}).status_code == 302
    with acting_as(cast.actor("coordinator")):
        rows = Trainee.objects.filter(person__isnull=True).order_by("name")
        assert [(row.name, row.from_where, row.sex) for row in rows] == [
            ("अनीता देवी", "सहिया", "f"),
            ("सरिता कुमारी", "सेविका", "f"),
        ]
    many = "\n".join(f"नाम {number}" for number in range(101))
    assert client.post(f"/trainings/{series.pk}/names/new/", {"names": many}).status_code == 422
    assert client.post(f"/trainings/{series.pk}/names/new/", {"names": ", सहिया"}).status_code == 422


def test_a_facilitator_is_offered_for_what_she_may_teach(series: Series, cast: Cast, browser: Browser) -> None:
    client = browser("coordinator")
    with acting_as(cast.actor("coordinator")):
        root = str(Curriculum.objects.get().root)
    for name, may in (("अनीता", [root]), ("विनीता", [])):
        assert client.post("/facilitators/new/", {"name": name, "may_teach": may}).status_code == 302
    form = client.get(f"/trainings/{series.pk}/phases/1/sessions/new/").context["form"]
    assert [label for _pk, label in form.fields["facilitator"].choices][1:] == ["अनीता"]


def test_once_a_session_was_held_the_form_offers_no_other_curriculum(
    series: Series, session: Session, cast: Cast, browser: Browser, as_: As
) -> None:
    client, address = browser("coordinator"), f"/trainings/{series.pk}/edit/"
    with as_("coordinator") as by:
        where: dict[str, Any] = {"organisation_id": cast.gumla.id, "place": cast.gumla_district}
        others = [take_shipped(by=by, shipped=one, **where) for one in shipped_curricula()]
    offered = {"", *(str(one.pk) for one in others)}
    assert len(offered) == 3
    assert {value for value, _label in client.get(address).context["form"].fields["curriculum"].choices} == offered
    with as_("coordinator") as by:
        held(by, session)
    page = client.get(address)
    kept = str(series.curriculum_id)
    assert [value for value, _label in page.context["form"].fields["curriculum"].choices] == ["", kept]
    assert "इस पाठ्यक्रम" in page.content.decode()
    (other,) = offered - {"", kept}
    answers = {"curriculum": other, "begins_on": day(3), "title": "दूसरा नाम", "place": str(series.place_id)}
    answer = client.post(address, answers)
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"curriculum"}


def test_the_secretariat_reads_numbers_and_no_names(
    series: Series, session: Session, as_: As, browser: Browser
) -> None:
    with as_("coordinator") as by:
        held(by, session)
        complete_phase(by=by, series=series, phase=1, trainees_=learners(by, series), completed_on=clock.today())
        done = completions(by)[0]
    client = browser("secretariat")
    for address in ("/training/", f"/trainings/{series.pk}/", f"/trainings/{series.pk}/phases/1/"):
        page = client.get(address)
        assert page.status_code == 200
        assert "कुजूर" not in page.content.decode()
    assert client.get(f"/trainings/{series.pk}/phases/1/").context["completed"] == 3
    assert client.get(f"/training/sessions/{session.pk}/").status_code == 200
    for closed in (
        f"/training/completed/{done.pk}/certificate/hi/",
        f"/trainings/{series.pk}/phases/1/completed/",
        f"/trainings/{series.pk}/phases/1/certificates/hi/",
        f"/trainings/{series.pk}/phases/1/questions/before/",
        f"/training/sessions/{session.pk}/attendance/",
        f"/training/sessions/{session.pk}/edit/",
        f"/training/sessions/{session.pk}/withdraw/",
    ):
        assert client.get(closed).status_code == 404, closed


@pytest.mark.parametrize("part", ["khunti_coordinator", "auditor", "legal_officer"])
def test_a_training_out_of_reach_is_not_there(part: str, series: Series, session: Session, browser: Browser) -> None:
    client = browser(part)
    for address in (
        f"/trainings/{series.pk}/",
        f"/trainings/{series.pk}/phases/1/",
        f"/training/sessions/{session.pk}/",
    ):
        assert client.get(address).status_code == 404


def test_readers_of_counts_are_told_who_may_read(browser: Browser) -> None:
    assert browser("researcher").get("/training/").status_code == 200


def _queries(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


def test_a_larger_group_and_more_sessions_ask_no_more_queries(
    cast: Cast, series: Series, session: Session, as_: As, browser: Browser
) -> None:
    with as_("coordinator") as by:
        held(by, session)
    client = browser("coordinator")
    addresses = (f"/trainings/{series.pk}/phases/1/", f"/training/sessions/{session.pk}/", "/training/")
    before: dict[str, Any] = {address: _queries(client, address) for address in addresses}
    with as_("coordinator") as by:
        for number in range(6):
            assert series.group is not None
            a_member(by, series.group, a_person(by, cast, name=f"नई {number}", guardian_name=f"क {number}"))
        from jatan.programme.training.services import join_members

        join_members(by=by, series=series)
        for _number in range(3):
            held(by, a_session(by, series))
    for address in addresses:
        assert _queries(client, address) <= before[address], address
    assert max(before.values()) <= 40, before


def test_the_meeting_leads_back_to_its_session(series: Series, session: Session, as_: As, browser: Browser) -> None:
    with as_("coordinator") as by:
        activity = held(by, session).activity
    assert activity is not None
    page = browser("coordinator").get(f"/activities/{activity.pk}/").content.decode()
    assert f'href="/training/sessions/{session.pk}/"' in page


def test_without_a_curriculum_the_first_page_says_how_to_begin(browser: Browser) -> None:
    assert 'href="/training/shipped/"' in browser("coordinator").get("/training/").content.decode()
    page = browser("field_worker").get("/training/").content.decode()
    assert "अभी कोई पाठ्यक्रम प्रकाशित नहीं है" in page
    assert 'href="/training/shipped/"' not in page


def test_a_certificate_reads_in_hindi_and_english(series: Series, session: Session, as_: As, browser: Browser) -> None:
    with as_("coordinator") as by:
        held(by, session)
        complete_phase(by=by, series=series, phase=1, trainees_=learners(by, series), completed_on=clock.today())
    client = browser("coordinator")
    paper = client.get(f"/trainings/{series.pk}/phases/1/certificates/en/").content
    sheets = pypdf.PdfReader(io.BytesIO(paper)).pages
    assert len(sheets) == 3
    assert "Certificate" in sheets[0].extract_text()
    assert "2 h 45 min" in sheets[0].extract_text()
