"""Consultations and recommendations that wait stand on the first page of whoever records them, and of nobody else."""

import datetime as dt

import pytest

from jatan.foundation.access.walls import acting_as
from jatan.kernel import clock
from jatan.programme.consultations.commands import HoldConsultation, Recommend
from jatan.programme.consultations.records import RECOMMENDATION, follow_recommendation
from jatan.programme.consultations.services import cancel_consultation, hold_consultation
from tests.cast import Cast
from tests.programme.consultations.builders import a_consultation
from tests.web.conftest import Browser

pytestmark = pytest.mark.django_db


def test_what_nobody_wrote_down_as_held_waits_and_what_is_far_or_done_does_not(cast: Cast, browser: Browser) -> None:
    today = clock.today()
    with acting_as(cast.actor("coordinator")) as by:
        a_consultation(by, cast, title="बीता हुआ")
        a_consultation(by, cast, title="तीन दिन में", planned_on=today + dt.timedelta(days=3))
        a_consultation(by, cast, title="बहुत दूर", planned_on=today + dt.timedelta(days=30))
        cancelled = a_consultation(by, cast, title="रद्द हुआ")
        cancel_consultation(by=by, consultation=cancelled, on=today, because="बारिश")
        held = a_consultation(by, cast, title="हो चुका")
        hold_consultation(by=by, command=HoldConsultation(consultation=held, held_on=today, total=9))
    page = browser("coordinator").get("/").content.decode()
    assert "बीता हुआ" in page
    assert "तीन दिन में" in page
    for absent in ("बहुत दूर", "रद्द हुआ", "हो चुका"):
        assert absent not in page
    for part in ("khunti_coordinator", "secretariat", "supervisor"):
        assert "बीता हुआ" not in browser(part).get("/").content.decode()


def test_an_overdue_recommendation_waits_until_something_came_of_it(cast: Cast, browser: Browser) -> None:
    today = clock.today()
    with acting_as(cast.actor("secretariat")) as by:
        row = a_consultation(by, cast, organisation=cast.network.pk, level="state")
        hold_consultation(by=by, command=HoldConsultation(consultation=row, held_on=today, total=9))
        command = Recommend(consultation=row, made_on=today, what="नोडल अधिकारी", due_on=today)
        made = RECOMMENDATION.record(by=by, command=command)
    client = browser("secretariat")
    assert "नोडल अधिकारी" in client.get("/").content.decode()
    with acting_as(cast.actor("secretariat")) as by:
        follow_recommendation(by=by, recommendation=made, outcome="done", outcome_on=today)
    assert "नोडल अधिकारी" not in client.get("/").content.decode()
