"""A consultation from planning to what came of it: one counted activity, history, and what is refused."""

import datetime as dt
import uuid
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.db import transaction

from jatan.foundation.access import gate
from jatan.foundation.access.walls import acting_as
from jatan.foundation.ledger.models import Revision
from jatan.kernel import clock
from jatan.kernel.problems import Problem, Problems
from jatan.programme.activities.commands import RecordActivity
from jatan.programme.activities.models import Activity
from jatan.programme.activities.services import ACTIVITY
from jatan.programme.consultations import selectors
from jatan.programme.consultations.commands import AddFile, HoldConsultation, Invite, Recommend, ShowEvidence
from jatan.programme.consultations.models import Consultation, ConsultationFile, Invitation
from jatan.programme.consultations.records import (
    EVIDENCE,
    FILE,
    RECOMMENDATION,
    add_file,
    follow_recommendation,
)
from jatan.programme.consultations.services import (
    CONSULTATION,
    cancel_consultation,
    hold_consultation,
    invite,
    note_replies,
)
from tests.cast import Cast
from tests.papers import PDF
from tests.programme.activities.builders import an_activity
from tests.programme.consultations.builders import a_consultation, an_invitation
from tests.programme.library.builders import a_material

pytestmark = pytest.mark.django_db

DAY = clock.today() - dt.timedelta(days=3)


def problem_of(raised: "pytest.ExceptionInfo[Any]") -> Problem:
    found = raised.value
    return found.problems[0] if isinstance(found, Problems) else found


def test_what_was_held_is_one_activity_of_its_level_with_its_law(cast: Cast) -> None:
    with acting_as(cast.actor("coordinator")) as by:
        row = a_consultation(by, cast, law_topics=["pocso", "domestic_violence"])
        first, second = an_invitation(by, row), an_invitation(by, row, institution="महिला थाना", kind="police")
        held = hold_consultation(
            by=by,
            command=HoldConsultation(
                consultation=row, held_on=DAY, women=20, men=12, came=frozenset([second.pk]), decisions="हर माह बैठक"
            ),
        )
        (activity,) = Activity.objects.all()
        came = dict(Invitation.objects.values_list("pk", "came"))
        found = CONSULTATION.find(by, row.pk)
    assert (activity.pk, activity.kind, activity.total) == (held.pk, "consultation_district", 32)
    assert (activity.title, activity.law_topic) == (row.title, "domestic_violence")
    assert (activity.place_id, activity.decisions) == (cast.gumla_district.pk, "हर माह बैठक")
    assert came == {first.pk: False, second.pk: True}
    assert found.is_held


@pytest.mark.parametrize("level", ["block", "state", "national"])
def test_each_level_has_a_kind_of_its_own(level: str, cast: Cast) -> None:
    with acting_as(cast.actor("coordinator")) as by:
        row = a_consultation(by, cast, level=level)
        activity = hold_consultation(by=by, command=HoldConsultation(consultation=row, held_on=DAY, total=9))
    assert activity.kind == f"consultation_{level}"


def test_it_is_held_once(cast: Cast) -> None:
    with acting_as(cast.actor("coordinator")) as by:
        row = a_consultation(by, cast)
        hold_consultation(by=by, command=HoldConsultation(consultation=row, held_on=DAY, total=9))
        with pytest.raises(Problem, match="held"):
            hold_consultation(by=by, command=HoldConsultation(consultation=row, held_on=DAY, total=9))
        with pytest.raises(Problem):
            cancel_consultation(by=by, consultation=row, on=DAY, because="बारिश")
        assert Activity.objects.count() == 1


def test_without_numbers_those_ticked_are_counted_and_nobody_at_all_is_refused(cast: Cast) -> None:
    with acting_as(cast.actor("coordinator")) as by:
        row = a_consultation(by, cast)
        some = [an_invitation(by, row, institution=f"कार्यालय {number}").pk for number in range(3)]
        with pytest.raises(Problems) as raised:
            HoldConsultation(consultation=row, held_on=DAY)
        held = hold_consultation(
            by=by, command=HoldConsultation(consultation=row, held_on=DAY, came=frozenset(some[:2]))
        )
    assert problem_of(raised).field == "total"
    assert held.total == 2


def test_what_stands_in_the_list_already_is_joined_and_not_counted_twice(cast: Cast) -> None:
    with acting_as(cast.actor("coordinator")) as by:
        row, other = a_consultation(by, cast), a_consultation(by, cast, title="दूसरा परामर्श")
        recorded = an_activity(by, cast, kind="consultation_district", held_on=DAY, total=44, women=None, girls=None)
        wrong = an_activity(by, cast, kind="forum_meeting")
        assert list(selectors.unjoined_activities(by, row)) == [recorded]
        with pytest.raises(Problem) as raised:
            hold_consultation(by=by, command=HoldConsultation(consultation=row, recorded_as=wrong))
        held = hold_consultation(by=by, command=HoldConsultation(consultation=row, recorded_as=recorded))
        assert list(selectors.unjoined_activities(by, other)) == []
        with pytest.raises(Problem), transaction.atomic():
            hold_consultation(by=by, command=HoldConsultation(consultation=other, recorded_as=recorded))
        assert Activity.objects.filter(kind="consultation_district").count() == 1
    assert held.pk == recorded.pk
    assert problem_of(raised).field == "recorded_as"


def test_a_correction_reaches_the_activity_and_keeps_history(cast: Cast) -> None:
    with acting_as(cast.actor("coordinator")) as by:
        row = a_consultation(by, cast)
        hold_consultation(by=by, command=HoldConsultation(consultation=row, held_on=DAY, total=9))
        row = CONSULTATION.find(by, row.pk)
        assert CONSULTATION.amend(by=by, row=row, changes={"level": "state", "law_topics": ["dowry"]})
        (activity,) = Activity.objects.all()
        kept = Revision.objects.filter(about=row.pk, verb="consultations.consultation_amended").get()
    assert (activity.kind, activity.law_topic) == ("consultation_state", "dowry")
    assert kept.before == {"level": "district", "law_topics": []}


def test_withdrawing_takes_its_activity_along_and_a_withdrawn_activity_makes_it_planned_again(cast: Cast) -> None:
    with acting_as(cast.actor("coordinator")) as by:
        row = a_consultation(by, cast)
        first = hold_consultation(by=by, command=HoldConsultation(consultation=row, held_on=DAY, total=9))
        ACTIVITY.withdraw(by=by, row=first, reason="गलत दिन")
        row = CONSULTATION.find(by, row.pk)
        assert not row.is_held
        second = hold_consultation(by=by, command=HoldConsultation(consultation=row, held_on=DAY, total=10))
        row = CONSULTATION.find(by, row.pk)
        CONSULTATION.withdraw(by=by, row=row, reason="दो बार दर्ज")
        assert selectors.consultations(by).count() == 0
        second.refresh_from_db()
    assert second.withdrawn_reason == "दो बार दर्ज"


def test_replies_are_noted_with_their_day_and_only_where_they_changed(cast: Cast) -> None:
    with acting_as(cast.actor("coordinator")) as by:
        row = a_consultation(by, cast)
        first, second = an_invitation(by, row), an_invitation(by, row, institution="महिला थाना", kind="police")
        asked = {first.pk: "sends", second.pk: ""}
        assert note_replies(by=by, consultation=row, replies=asked, on=DAY) == 1
        assert note_replies(by=by, consultation=row, replies=asked, on=clock.today()) == 0
        first.refresh_from_db()
    assert (first.reply, first.replied_on) == ("sends", DAY)


def test_an_ally_is_invited_once(cast: Cast) -> None:
    ally = uuid.uuid4()
    with acting_as(cast.actor("coordinator")) as by:
        row = a_consultation(by, cast)
        an_invitation(by, row, ally=ally)
        with pytest.raises(Problem) as raised, transaction.atomic():
            an_invitation(by, row, ally=ally)
        assert Invitation.objects.count() == 1
    assert problem_of(raised).field == "allies"


def test_there_is_a_most_of_invitations(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("jatan.programme.consultations.services.MOST_INVITATIONS", 2)
    with acting_as(cast.actor("coordinator")) as by:
        row = a_consultation(by, cast)
        commands = [Invite(consultation=row, institution=f"कार्यालय {n}", kind="government") for n in range(3)]
        with pytest.raises(Problem), transaction.atomic():
            invite(by=by, commands=commands)
        assert len(invite(by=by, commands=commands[:2])) == 2


def test_a_recommendation_is_followed_to_its_end(cast: Cast) -> None:
    with acting_as(cast.actor("coordinator")) as by:
        row = a_consultation(by, cast)
        made = RECOMMENDATION.record(
            by=by, command=Recommend(consultation=row, made_on=DAY, what="हर प्रखंड में नोडल अधिकारी")
        )
        with pytest.raises(Problem):
            follow_recommendation(by=by, recommendation=made, outcome="open", outcome_on=DAY)
        assert follow_recommendation(by=by, recommendation=made, outcome="taken_up", outcome_on=DAY)
        with pytest.raises(Problems):
            Recommend(consultation=row, made_on=DAY + dt.timedelta(days=30), what="कल की बात")
        RECOMMENDATION.withdraw(by=by, row=made, reason="दो बार")
        assert selectors.recommendations(by).count() == 0


def test_evidence_is_material_within_reach_or_a_number_with_its_days(cast: Cast) -> None:
    with acting_as(cast.actor("secretariat")) as by:
        study = a_material(by, cast, PDF, organisation=cast.network.pk)
    with acting_as(cast.actor("coordinator")) as by:
        row = a_consultation(by, cast)
        EVIDENCE.record(
            by=by, command=ShowEvidence(consultation=row, kind="material", shown="अध्ययन", material=study.pk)
        )
        unknown = ShowEvidence(consultation=row, kind="material", shown="x", material=uuid.uuid4())
        with pytest.raises(Problem) as absent:
            EVIDENCE.record(by=by, command=unknown)
        with pytest.raises(Problems) as without_days:
            ShowEvidence(consultation=row, kind="number", shown="130 फोरम", indicator="forums")
        days = {"since": DAY, "until": DAY - dt.timedelta(days=1)}
        with pytest.raises(Problems) as backwards:
            ShowEvidence(consultation=row, kind="number", shown="130 फोरम", indicator="forums", **days)
        assert [found.shown for found in selectors.evidence(by, row)] == ["अध्ययन"]
    assert problem_of(absent).field == "material"
    assert problem_of(without_days).field == "since"
    assert problem_of(backwards).field == "until"


def test_minutes_are_kept_for_the_own_office_and_other_files_are_refused(cast: Cast) -> None:
    with acting_as(cast.actor("coordinator")) as by:
        row = a_consultation(by, cast)
        command = AddFile(consultation=row, kind="minutes")
        kept = add_file(by=by, command=command, upload=ContentFile(PDF, name="कार्यवाही.pdf"))
        for content in (b"MZ\x90\x00", b"<html>", b"ID3\x04"):
            with pytest.raises(Problem) as raised:
                add_file(by=by, command=command, upload=ContentFile(content, name="minutes.pdf"))
            assert problem_of(raised).code == "wrong_kind"
        assert ConsultationFile.objects.count() == 1
        assert FILE.find(by, kept.pk).file_name == "कार्यवाही.pdf"
    with acting_as(cast.actor("secretariat")) as by:
        assert CONSULTATION.find(by, row.pk)
        with pytest.raises(ConsultationFile.DoesNotExist):
            FILE.find(by, kept.pk)


def test_the_secretariat_holds_its_own_and_writes_into_no_members(cast: Cast) -> None:
    with acting_as(cast.actor("secretariat")) as by:
        own = a_consultation(by, cast, organisation=cast.network.pk, place=cast.khunti_district, level="state")
        held = hold_consultation(by=by, command=HoldConsultation(consultation=own, held_on=DAY, total=70))
        with pytest.raises(gate.Forbidden):
            a_consultation(by, cast)
    assert held.organisation_id == cast.network.pk
    with acting_as(cast.actor("khunti_coordinator")) as by:
        assert selectors.consultations(by).count() == 0
        with pytest.raises(Consultation.DoesNotExist):
            CONSULTATION.find(by, own.pk)


def test_a_colleague_of_the_secretariat_can_correct_what_another_recorded(cast: Cast) -> None:
    with acting_as(cast.actor("secretariat")) as by:
        where = {"organisation": cast.network.pk, "place": cast.khunti_district}
        row = a_consultation(by, cast, **where, level="state")
        command = RecordActivity(**where, kind="camp", held_on=DAY, total=4)
        activity = ACTIVITY.record(by=by, command=command)
    with acting_as(cast.actor("secretariat")) as by:
        for one in (row, activity):
            type(one).objects.filter(organisation_id=one.organisation_id, pk=one.pk).update(recorded_by=uuid.uuid4())
            one.refresh_from_db()
        assert CONSULTATION.amend(by=by, row=row, changes={"venue": "राँची"})
        ACTIVITY.withdraw(by=by, row=activity, reason="दो बार")


def test_laws_are_counted_by_topic(cast: Cast) -> None:
    with acting_as(cast.actor("coordinator")) as by:
        a_consultation(by, cast, law_topics=["dowry", "pocso"])
        a_consultation(by, cast, law_topics=["dowry"])
        assert selectors.law_counts(by) == {"dowry": 2, "pocso": 1}
    with acting_as(cast.actor("khunti_coordinator")) as by:
        assert selectors.law_counts(by) == {}


def test_a_law_nobody_knows_is_refused(cast: Cast) -> None:
    with acting_as(cast.actor("coordinator")) as by, pytest.raises(Problems) as raised:
        a_consultation(by, cast, law_topics=["no_law"])
    assert problem_of(raised).field == "law_topics"
