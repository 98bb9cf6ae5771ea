"""In any order of actions, a case is only closed by a supervisor who did not write the request."""

import uuid

from hypothesis import given
from hypothesis import strategies as st

from jatan.kernel.problems import Problems
from jatan.programme.cases.entries.closure import closing_decision, waiting_request
from tests.programme.cases.entries.paper import CasePaper, days_later

# Two counsellors and two supervisors; one of the supervisors counsels too and asks for closure herself.
PEOPLE = [uuid.UUID(int=number) for number in range(1, 5)]
SUPERVISORS = set(PEOPLE[2:])
REQUEST = {
    "reason": "goal_reached",
    "consent_state": "agrees",
    "review_on": days_later(900),
    "feedback_asked": "by_another",
}
ACTS = ["ask", "ask_again", "approve", "back", "reopen", "approve_any", "take_back"]


def act(paper: CasePaper, what: str) -> None:
    """Perform one action. Raises Problems if refused."""
    requests = paper.file.all("closure_request")
    if what == "ask" and not paper.file.is_closed:
        paper.write("closure_request", **REQUEST)
    elif what == "ask_again" and requests and not paper.file.is_closed:
        paper.write("closure_request", requests[-1].row, **REQUEST)
    elif what in ("approve", "back", "approve_any") and requests and not paper.file.is_closed:
        request = requests[0] if what == "approve_any" else requests[-1]
        decision = "back" if what == "back" else "approved"
        paper.write("closure_decision", request=request.row, decision=decision, reason="देखा")
        if decision == "approved":
            paper.close()
    elif what == "reopen":
        paper.open_again()
    elif what == "take_back" and requests and not paper.file.is_closed:
        paper.take_back(requests[-1])


@given(st.lists(st.tuples(st.sampled_from(ACTS), st.sampled_from(PEOPLE)), max_size=25))
def test_no_request_is_approved_by_its_author_or_decided_twice(tries: list[tuple[str, uuid.UUID]]) -> None:
    paper = CasePaper()
    for number, (what, who) in enumerate(tries):
        paper.on(days_later(number))
        paper.by, paper.is_supervisor = who, who in SUPERVISORS
        was_closed, waiting = paper.file.is_closed, waiting_request(paper.file)
        try:
            act(paper, what)
        except Problems:
            assert paper.file.is_closed == was_closed
        if paper.file.is_closed and not was_closed:
            decision = closing_decision(paper.file)
            assert decision is not None
            assert waiting is not None
            assert decision.written_by in SUPERVISORS - {waiting.written_by}
        if was_closed and not paper.file.is_closed:
            assert what == "reopen"
            assert waiting_request(paper.file) is None
    decided = [entry.get("request") for entry in paper.file.all("closure_decision")]
    assert len(decided) == len(set(decided))
