"""A case with a sealed file is withdrawn by a supervisor who does not work on it, and can be brought back."""

import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from jatan.foundation.access.gate import Forbidden
from jatan.foundation.ledger.models import Event, Revision
from jatan.kernel import clock
from jatan.kernel.problems import Problem, Problems
from jatan.programme.cases import events
from jatan.programme.cases.file.access import OpenCaseFile
from jatan.programme.cases.file.withdrawal import bring_back_file, withdraw_file
from jatan.programme.cases.models import Case, CaseFact
from jatan.programme.cases.register import services
from jatan.programme.cases.register.selectors import withdrawn_cases
from jatan.programme.cases.sharing.referrals import refer_outside
from tests.programme.cases.case_office import AGREED, CaseHouse
from tests.programme.cases.two_offices import REQUEST, sharing

pytestmark = pytest.mark.django_db
PARTNER = "गुमला बाल कल्याण समिति"
WORDS = "बुधनी की फ़ाइल दो बार बनी"


def withdraw(house: CaseHouse, case_file: OpenCaseFile, part: str = "supervisor", **more: Any) -> None:
    answers: dict[str, Any] = {"why": "twice", "words": WORDS} | more
    with house.acting(part):
        mine = {"by": house.by(part), "keyring": house.ring(part)}
        withdraw_file(**mine, case_file=house.read(case_file.case.pk, part), **answers)


def bring_back(
    house: CaseHouse, case_file: OpenCaseFile, part: str = "supervisor", words: str = "ग़लती थी"
) -> OpenCaseFile:
    with house.acting(part):
        return bring_back_file(by=house.by(part), keyring=house.ring(part), case_id=case_file.case.pk, words=words)


def refused(
    house: CaseHouse, case_file: OpenCaseFile, part: str = "supervisor", **more: Any
) -> set[tuple[str, str | None]]:
    """(code, field) of the problems of a refused withdrawal."""
    with pytest.raises((Problem, Problems)) as caught:
        withdraw(house, case_file, part, **more)
    assert Case.objects.live().filter(pk=case_file.case.pk).exists()
    assert CaseFact.objects.count() == 1
    return {(one.code, one.field) for one in caught.value.problems}


def test_a_supervisor_withdraws_it_and_nobody_opens_or_counts_it(house: CaseHouse) -> None:
    case_file = house.open_case()
    withdraw(house, case_file)
    assert [house.can_read(case_file.case.pk, part) for part in ("counsellor", "supervisor")] == [False, False]
    assert not CaseFact.objects.exists()
    with house.acting("supervisor") as by:
        assert [row.pk for row in withdrawn_cases(by)] == [case_file.case.pk]


@pytest.mark.parametrize("part", ["counsellor", "colleague"])
def test_no_counsellor_withdraws_a_file_alone(house: CaseHouse, part: str) -> None:
    case_file = house.open_case()
    assert refused(house, case_file, part) == {("supervisor_only", None)}
    with house.acting(part) as by:
        with pytest.raises(Problem) as caught:
            services.withdraw_case(by=house.by("counsellor"), case=case_file.case, why="twice")
        assert caught.value.code == "has_file"
        assert list(withdrawn_cases(by)) == []


def test_the_assigned_supervisor_does_not_withdraw_the_file(house: CaseHouse) -> None:
    case_file = house.open_case()
    with house.acting("supervisor") as by:
        services.assign_case(by=by, case=case_file.case, to=by.account_id)
    assert refused(house, case_file) == {("another_person", None)}


def test_a_file_is_not_withdrawn_with_an_open_duty_to_report(house: CaseHouse) -> None:
    card = {"name": "बुधनी", "sex": "f", "age": "13", "age_on": clock.today(), "age_basis": "school"}
    found = house.write(house.open_case(), "identity", card)
    found = house.write(found, "situation", {"facts": ["sexual"]})
    assert refused(house, found) == {("duty_open", None)}
    for duty in ("report_sexual_offence", "produce_before_cwc"):
        assert ("duty_open", None) in refused(house, found)
        found = house.write(found, "duty_done", {"duty": duty, "at": clock.today(), "to": "बाल कल्याण समिति"})
    # What police and committee must do now runs on, as after the steps themselves.
    assert refused(house, found) == {("runs_on", None)}


def test_a_file_is_not_withdrawn_with_an_open_referral(house: CaseHouse) -> None:
    today = clock.today()
    case_file = house.write(house.open_case(), "consent", sharing(PARTNER, given_on=today))
    given = {**REQUEST, "consent": case_file.file.all("consent")[-1].row, "answer_by": today + dt.timedelta(days=7)}
    mine = {"by": house.by("counsellor"), "keyring": house.ring("counsellor")}
    case_file = refer_outside(**mine, case_file=case_file, answers=given)
    assert refused(house, case_file) == {("referral_open", None)}
    row = case_file.file.all("referral")[0].row
    house.write(case_file, "referral_answer", {"referral": row, "state": "revoked", "on": today, "reason": "दो बार"})
    withdraw(house, case_file)


@pytest.mark.parametrize("answers", [{"why": ""}, {"why": "बुधनी"}, {"words": " "}])
def test_withdrawing_needs_a_code_and_words(house: CaseHouse, answers: dict[str, str]) -> None:
    assert refused(house, house.open_case(), **answers) == {("missing_required", next(iter(answers)))}


def test_the_words_are_sealed_and_open_tables_hold_a_code(house: CaseHouse) -> None:
    case_file = house.open_case()
    withdraw(house, case_file)
    back = bring_back(house, case_file)
    with house.acting("supervisor"):
        revisions = Revision.objects.filter(about=case_file.case.pk)
        payloads = repr([event.payload for event in Event.objects.filter(about=case_file.case.pk)])
        kept = repr([(row.before, row.after, row.reason) for row in revisions])
    assert "बुधनी" not in payloads + kept
    assert {row.reason for row in revisions} == {"twice", ""}
    entries = back.file.all("case_withdrawn")
    assert [(one.get("deed"), one.get("why"), one.get("reason")) for one in entries] == [
        ("withdrawn", "twice", WORDS),
        ("back", None, "ग़लती थी"),
    ]


def test_a_supervisor_brings_it_back_and_it_counts_as_before(house: CaseHouse) -> None:
    case_file = house.write(house.open_case(), "consent", {**AGREED, "purpose": "statistics"})
    before = CaseFact.objects.values().get()
    withdraw(house, case_file)
    bring_back(house, case_file)
    assert CaseFact.objects.values().get() == before
    assert house.can_read(case_file.case.pk, "counsellor")
    with house.acting("supervisor") as by:
        assert list(withdrawn_cases(by)) == []
        verbs = list(Event.objects.filter(about=case_file.case.pk).order_by("sequence").values_list("verb", flat=True))
    assert verbs.index(events.CASE_WITHDRAWN) < verbs.index(events.CASE_BROUGHT_BACK)


def test_nobody_else_brings_it_back_and_nobody_twice(house: CaseHouse) -> None:
    found = house.open_case()
    withdraw(house, found)
    for part in ("counsellor", "colleague"):
        with pytest.raises(Forbidden):
            bring_back(house, found, part)
    with pytest.raises(Problem):
        bring_back(house, found, words=" ")
    bring_back(house, found)
    with pytest.raises(Forbidden):
        bring_back(house, found)


def test_a_case_is_not_brought_back_if_its_code_is_taken(house: CaseHouse) -> None:
    found = house.open_case(code="GUM-7")
    withdraw(house, found)
    other = house.open_case(code="GUM-7")
    with pytest.raises(Problem) as caught:
        bring_back(house, found)
    assert caught.value.code == "code_taken"
    assert not house.can_read(found.case.pk, "supervisor")
    assert house.can_read(other.case.pk, "supervisor")


def test_the_register_accepts_no_free_text(house: CaseHouse) -> None:
    case_file = house.open_case()
    rows = Case.objects.filter(pk=case_file.case.pk)
    with house.acting("supervisor"), pytest.raises(IntegrityError, match="withdrawn_by_code"), transaction.atomic():
        rows.update(withdrawn_reason=WORDS)
