"""Whatever ends a case, whoever does it, and whatever is open in it: danger, duties and days of law and court are still
listed afterwards, or the ending is refused.

Generated from three lists: what can be open (`KINDS_OF_ITEMS`), how a case can end (`ENDINGS`), and who tries.
"""

import contextlib
import datetime as dt
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.db import transaction

from jatan.foundation.access.gate import Forbidden
from jatan.foundation.access.models import Account, Posting
from jatan.foundation.access.permissions import Role
from jatan.foundation.vault.casekeys import Reader
from jatan.foundation.vault.choices import Kind
from jatan.kernel import clock
from jatan.kernel.problems import Problem, Problems
from jatan.programme.cases.choices import Erasure, Withdrawn
from jatan.programme.cases.entries.all_kinds import kind_of
from jatan.programme.cases.entries.casefile import CaseFile, Entry
from jatan.programme.cases.entries.closure import CLOSURE_REASONS, waiting_request
from jatan.programme.cases.entries.due_words import DUE_WORDS
from jatan.programme.cases.entries.dues import dues_of
from jatan.programme.cases.entries.need_to_know import is_legal_due
from jatan.programme.cases.entries.open_items import is_watched, open_items
from jatan.programme.cases.file.access import OpenCaseFile
from jatan.programme.cases.file.access_grants import give_case
from jatan.programme.cases.file.closure import decide_closure, reopen_file
from jatan.programme.cases.file.entry_store import store_entry
from jatan.programme.cases.file.erasure import erase_withdrawn
from jatan.programme.cases.file.summary import summaries, write_summary
from jatan.programme.cases.file.withdrawal import bring_back_file, withdraw_file
from jatan.programme.cases.models import Case
from jatan.programme.cases.register import services
from jatan.programme.cases.register.selectors import register
from tests.cast import SINCE
from tests.programme.cases.case_office import CaseHouse
from tests.programme.cases.entries.paper import DAY, CasePaper
from tests.programme.cases.entries.test_open_items import OPEN, a_girl, in_danger, request_for

NOON = dt.datetime.combine(DAY, dt.time(12), clock.INDIA)
REASONS = [code for code, _label in CLOSURE_REASONS]
REASON = "उनकी माँ देखेगी"


def danger_after_a_plan(paper: Any) -> None:
    """The plan was written after she said that she is not safe: nobody has heard since that she is."""
    in_danger(paper)
    paper.write("safety_plan", danger_from="ठेकेदार", to_do="पड़ोस में", review_on=DAY)


# Every kind of open item, each made by the steps that make it in a file.
KINDS_OF_ITEMS: dict[str, Callable[[Any], None]] = {
    **OPEN,
    "danger after a plan": danger_after_a_plan,
    "duty:produce_before_cwc": a_girl,
}
# What stays due in an open case only, and why a closed case needs it no more.
ENDS_WITH_THE_CASE = {
    "consent": "nobody works on the case",
    "own_consent": "nobody works on the case; opened again it is asked",
    "goal": "left with a reason",
    "conference": "nobody works on the case",
    "follow_up": "the review day asks how she is, and danger stays due by itself",
    "override_to_review": "left with a reason",
    "override_again": "a referral in use is left with a reason and stays due by itself",
    "referral_to_send": "left with a reason; nothing was sent",
    "transfer_accepted": "it asks to close the case",
    "closure_waiting": "it is decided",
    "urgency_review": "the review day asks how she is",
    "child_plan": "no plan is written in a closed case; the review day asks how she is",
    "to_do": "left with a reason",
}
STAYS_IN_A_CLOSED_CASE = {
    "danger",
    "bail_warning",
    "hearing_to_write",
    "referral_answer",
    "referral_to_revoke",
    "file_request_to_decide",
    "file_to_give",
    "duty_answer_waiting",
    "closure_review",
    # Where the request says that they go on; else each was left with a reason.
    "month3",
    "month6",
    "month12",
    "safety_plan",
}


def test_each_thing_that_can_be_due_either_stays_or_says_why_it_ends_with_the_case() -> None:
    assert set(DUE_WORDS) == set(ENDS_WITH_THE_CASE) | STAYS_IN_A_CLOSED_CASE
    assert not set(ENDS_WITH_THE_CASE) & STAYS_IN_A_CLOSED_CASE
    assert {code for code in DUE_WORDS if is_watched(code)} <= STAYS_IN_A_CLOSED_CASE


def running(file: CaseFile) -> set[str]:
    return {item.code for item in open_items(file, clock.today()) if item.runs_on}


@pytest.mark.parametrize("reason", REASONS)
@pytest.mark.parametrize("kind", KINDS_OF_ITEMS)
@pytest.mark.parametrize("decides", ["counsellor", "supervisor", "the supervisor who asked"])
def test_by_the_rules_alone_closing_is_refused_or_leaves_it_due(kind: str, reason: str, decides: str) -> None:
    paper = CasePaper()
    KINDS_OF_ITEMS[kind](paper)
    with clock.frozen_at(NOON):
        before = running(paper.file)
    given = {item.key: REASON for item in open_items(paper.file, DAY)}
    answers = request_for(reason, open_items=given)
    if paper.refusals("closure_request", **answers):
        # Refused is only what bars by itself; everything else can be closed with a reason.
        assert "duty:produce_before_cwc" in before or ("danger" in before and reason == "goal_reached")
        return
    request = paper.write("closure_request", **answers)
    if decides != "counsellor":
        paper.as_supervisor(*([paper.by] if decides == "the supervisor who asked" else []))
    decision = {"request": request.row, "decision": "approved", "open_items": given}
    refused = paper.refusals("closure_decision", **decision)
    assert bool(refused) == (decides != "supervisor")
    if not refused:
        paper.write("closure_decision", **decision)
        paper.close()
    with clock.frozen_at(NOON):
        listed = {due.code for due in dues_of(paper.file, DAY)}
        assert not before - listed - ({"danger"} if reason == "died" or not paper.file.is_closed else set())


@dataclass
class HousePaper:
    """A real sealed file with the interface of `CasePaper`, so that the same steps fill it."""

    house: CaseHouse
    opened: OpenCaseFile
    at: dt.date = DAY
    kept: dict[str, set[str]] = field(default_factory=dict)  # reader -> what her list shows before anybody ends it

    @property
    def file(self) -> CaseFile:
        return self.opened.file

    def write(self, entry: str, /, **answers: Any) -> None:
        self.opened = self.house.write(self.opened, entry, answers)

    def lay(self, kind: str, answers: dict[str, Any], former: Entry | None, *, by_supervisor: bool = False) -> Entry:
        part = "supervisor" if by_supervisor else "counsellor"
        with self.house.acting(part) as by:
            ring = self.house.ring(part)
            self.opened, entry = store_entry(by, ring, self.opened, kind_of(kind), answers, former)
            write_summary(ring, self.opened)
        return entry


PEOPLE = ["counsellor", "colleague", "supervisor", "second", "legal_officer"]
# Whose lists are looked at: the team, and the legal officer to whom the key was given.
READERS = ["counsellor", "supervisor", "legal_officer"]


@pytest.fixture
def office(house: CaseHouse) -> Iterator[CaseHouse]:
    """The house on the day of the steps, with a second supervisor and a legal officer who hold keys."""
    account = Account.objects.create(email="second@example.org", name="Second supervisor", password="")
    Posting.objects.create(account=account, role=Role.SUPERVISOR, organisation=house.cast.gumla, since=SINCE)
    house.cast.accounts["second"], house.keys.people["second"] = account, account.pk
    with house.acting("supervisor"):
        for part in ("second", "legal_officer"):
            house.keys.join(part)
    with clock.frozen_at(NOON), house.acting():
        yield house


def paper_with(house: CaseHouse, *kinds: str) -> HousePaper:
    """A file with these open items, whose key the legal officer was given too."""
    woman = {"name": "बुधनी", "sex": "f", "age": 26, "age_on": DAY, "age_basis": "school"}
    paper = HousePaper(house, house.write(house.open_case(), "identity", woman))
    officer = house.keys.people["legal_officer"]
    mine: dict[str, Any] = {"by": house.by("counsellor"), "keyring": house.ring("counsellor")}
    to = Reader(Kind.USER, officer)
    paper.opened = give_case(**mine, case_file=paper.opened, to=to, reason="अदालत", names={officer: "x"})
    for kind in kinds:
        KINDS_OF_ITEMS[kind](paper)
    return paper


def everything(house: CaseHouse, *more: str) -> HousePaper:
    """A file in which every kind of item is open, without a duty to a child unless it is named."""
    paper = paper_with(house, *(kind for kind in KINDS_OF_ITEMS if not kind.startswith("duty")), *more)
    assert running(paper.file) >= {"danger", "hearing", "bail_warning", "deadline:fir_recorded", *more}
    return paper


type Ending = Callable[[CaseHouse, HousePaper, str], None]


def close(reason: str) -> Ending:
    """The counsellor asks, this person decides."""

    def ending(house: CaseHouse, paper: HousePaper, part: str) -> None:
        given = {item.key: REASON for item in open_items(paper.file, clock.today())}
        asked = house.write(paper.opened, "closure_request", request_for(reason, open_items=given))
        waiting = waiting_request(asked.file)
        assert waiting is not None
        answers = {"decision": "approved", "request": waiting.row, "seen": waiting.revision, "open_items": given}
        with house.acting(part):
            decide_closure(by=house.by(part), keyring=house.ring(part), case_file=asked, **answers)

    return ending


def withdraw(why: str) -> Ending:
    def ending(house: CaseHouse, paper: HousePaper, part: str) -> None:
        given = {item.key: REASON for item in open_items(paper.file, clock.today())}
        with house.acting(part):
            mine: dict[str, Any] = {"by": house.by(part), "keyring": house.ring(part)}
            withdraw_file(**mine, case_file=paper.opened, why=why, words="x", open_items=given)

    return ending


def erase(why: str) -> Ending:
    """A supervisor withdraws it, this person erases it."""

    def ending(house: CaseHouse, paper: HousePaper, part: str) -> None:
        withdraw("test")(house, paper, "supervisor")
        with house.acting(part):
            erase_withdrawn(by=house.by(part), keyring=house.ring(part), case=paper.opened.case, why=why)

    return ending


def transfer(house: CaseHouse, paper: HousePaper, part: str) -> None:
    """Another house took the case over, and ours is closed for it."""
    sent = paper.lay("referral", {"way": "transfer", "recipient": "सखी केंद्र", "answer_by": DAY, "sent_on": DAY}, None)
    paper.lay("referral_answer", {"referral": sent.row, "state": "accepted", "on": DAY}, None)
    close("referred")(house, paper, part)


def in_the_register(act: Callable[..., object], **more: Any) -> Ending:
    """Past the file, on the open row."""

    def ending(house: CaseHouse, paper: HousePaper, part: str) -> None:
        with house.acting(part):
            act(by=house.by(part), case=Case.objects.get(pk=paper.opened.case.pk), **more)

    return ending


ENDINGS: dict[str, Ending] = {
    **{f"close: {reason}": close(reason) for reason in REASONS},
    **{f"withdraw: {why}": withdraw(why) for why in Withdrawn.values},
    **{f"erase: {why}": erase(why) for why in Erasure.values},
    "transfer": transfer,
    "close the row": in_the_register(services.close_case),
    "close the row by a correction": in_the_register(services.amend_case, changes={"is_closed": True}),
    "withdraw the row": in_the_register(services.withdraw_case, why="twice"),
}
# One of each way: what the codes of one way differ in is the rules' business, and there every code is tried.
WAYS = [
    "close: goal_reached",
    "close: moved",
    "close: died",
    "transfer",
    "withdraw: other",
    "erase: her_wish",
    *list(ENDINGS)[-3:],
]


def listed(house: CaseHouse, part: str, case: uuid.UUID) -> set[str]:
    """Codes of what this person's list of due items shows of the case."""
    with house.acting(part) as by:
        ring = house.ring(part)
        if not register(by, ring).filter(pk=case).exists():
            return set()
        return {one.due.code for one in summaries(ring, [case])}


def attempt(house: CaseHouse, paper: HousePaper, name: str, part: str) -> bool:
    """Try one ending, look at the lists of the team, and undo it. Returns whether the case ended.

    As each is undone, all start from the same lists.
    """
    case, runs, ended = paper.opened.case.pk, running(paper.file), False
    kept = paper.kept = paper.kept or {person: listed(house, person, case) for person in READERS}
    before = paper.opened
    with transaction.atomic():
        with contextlib.suppress(Forbidden, Problem, Problems), transaction.atomic():
            ENDINGS[name](house, paper, part)
            ended = True
        for person in READERS:
            after = listed(house, person, case)
            if not ended:
                assert kept[person] <= after, f"{name} by {part}: refused, and yet off the list of {person}"
            left_out = {"danger"} if name == "close: died" else set()
            # What her lawyer reads without her consent is law and court: of those nothing may vanish from her list.
            seen = {code for code in runs if person != "legal_officer" or is_legal_due(code)}
            missing = seen - after - left_out if ended else set()
            assert not missing, f"{name} by {part}: {missing} vanished from the list of {person}"
        transaction.set_rollback(True)
    paper.opened = before
    return ended


@pytest.mark.django_db
@pytest.mark.parametrize("kind", KINDS_OF_ITEMS)
def test_no_way_of_ending_takes_it_off_the_lists(office: CaseHouse, kind: str) -> None:
    paper = paper_with(office, kind)
    runs = running(paper.file)
    ended = {name for name in WAYS if attempt(office, paper, name, "second" if "erase" in name else "supervisor")}
    closings = {name for name in WAYS if name.startswith("close: ")} | {"transfer"}
    if kind.startswith("duty"):
        closings = set()
    if "danger" in runs:
        closings -= {"close: goal_reached"}
    withdrawals = {name for name in WAYS if name.startswith(("withdraw: ", "erase: "))}
    running_referral = kind in ("referral", "incoming")
    assert ended == closings | (set() if runs or running_referral else withdrawals)


@pytest.mark.django_db
@pytest.mark.parametrize("part", PEOPLE)
def test_no_person_takes_anything_off_the_lists(office: CaseHouse, part: str) -> None:
    nothing, paper, with_duty = paper_with(office), everything(office), everything(office, "duty:produce_before_cwc")
    ended = {name: [attempt(office, one, name, part) for one in (nothing, paper, with_duty)] for name in WAYS}
    closings, withdrawals = {"close: moved", "close: died", "transfer"}, {"withdraw: other"}
    expected = {"supervisor": closings | withdrawals, "second": {"erase: her_wish"}}.get(part, set())
    if part == "second":
        # Here she is handed an opened file; no page opens one for her without its key.
        expected |= closings | withdrawals
    can = {name for name, results in ended.items() if any(results)} - {"close: goal_reached"}
    assert can == expected
    assert not any(results[2] for results in ended.values()), "with a duty to a child nothing ends"
    assert not any(ended[name][1] for name in ("withdraw: other", "erase: her_wish")), "what runs on is not withdrawn"


@pytest.mark.django_db
def test_whatever_code_is_given_for_ending_a_case_everything_that_runs_stays_listed(office: CaseHouse) -> None:
    paper = everything(office)
    ended = {name for name in ENDINGS if attempt(office, paper, name, "second" if "erase" in name else "supervisor")}
    assert ended == {f"close: {reason}" for reason in REASONS if reason != "goal_reached"} | {"transfer"}


@pytest.mark.django_db
@pytest.mark.parametrize("kind", [kind for kind in KINDS_OF_ITEMS if not kind.startswith("duty")])
def test_opened_again_everything_is_on_the_list_as_before(office: CaseHouse, kind: str) -> None:
    paper = paper_with(office, kind)
    case = paper.opened.case.pk
    before = listed(office, "counsellor", case)
    close("moved")(office, paper, "supervisor")
    answers = {"on": DAY, "why": "danger", "reason": "फिर धमकी"}
    closed = office.read(case)
    reopen_file(by=office.by("counsellor"), keyring=office.ring("counsellor"), case_file=closed, answers=answers)
    assert listed(office, "counsellor", case) == before


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["danger", "hearing", "deadline:fir_recorded", "file_request_to_decide"])
def test_what_runs_on_in_a_file_withdrawn_by_older_rules_keeps_it_from_being_erased(
    office: CaseHouse, kind: str
) -> None:
    paper = paper_with(office, "goal")
    withdraw("test")(office, paper, "supervisor")
    mine: dict[str, Any] = {"by": office.by("supervisor"), "keyring": office.ring("supervisor")}
    with office.acting("supervisor"):
        paper.opened = bring_back_file(**mine, case_id=paper.opened.case.pk, words="x")
    KINDS_OF_ITEMS[kind](paper)
    Case.objects.filter(pk=paper.opened.case.pk).update(
        withdrawn_at=clock.now(), withdrawn_by=office.keys.people["second"], withdrawn_reason="test"
    )
    with office.acting("supervisor"), pytest.raises(Problem) as refused:
        erase_withdrawn(**mine, case=paper.opened.case, why="never_was")
    assert refused.value.code == "runs_on"
    assert office.by("supervisor").account_id != paper.opened.case.assigned_to
