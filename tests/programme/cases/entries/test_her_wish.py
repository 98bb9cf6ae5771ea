"""Her wish in her words; each plan says whether it follows it, and if not wholly, why."""

import datetime as dt

import pytest

from jatan.programme.cases.entries.all_kinds import KINDS
from jatan.programme.cases.entries.wish import plans_and_wish, wish_of
from tests.programme.cases.entries.paper import DAY, CasePaper, days_later

SAFETY = {"danger_from": "ठेकेदार", "to_do": "पड़ोस में", "review_on": days_later(30)}
CONFERENCE = {"on": DAY, "present": ["counsellor"], "decided": "अभी आश्रय गृह"}
CHILD = {"carer": "mother", "review_on": days_later(30)}
PLANS = {"safety_plan": SAFETY, "conference": CONFERENCE, "child_plan": CHILD}


def wished(*, woman_of: int = 26) -> CasePaper:
    paper = CasePaper(woman_of=woman_of)
    paper.write("wish", on=DAY, words="घर जाना है")
    return paper


@pytest.mark.parametrize("kind", PLANS)
def test_without_a_wish_no_plan_is_asked_about_it(kind: str) -> None:
    paper = CasePaper(woman_of=15)
    assert KINDS[kind].hides(paper.file, DAY) == {"follows_wish", "wish_reason"}
    assert paper.refusals(kind, **PLANS[kind]) == set()


@pytest.mark.parametrize("kind", PLANS)
def test_each_plan_says_whether_it_follows_her_wish_and_why_not(kind: str) -> None:
    paper, answers = wished(woman_of=15), PLANS[kind]
    assert KINDS[kind].hides(paper.file, DAY) == frozenset()
    assert paper.refusals(kind, **answers) == {("missing_required", "follows_wish")}
    assert paper.refusals(kind, **answers, follows_wish="yes") == set()
    for answer in ("partly", "no"):
        assert paper.refusals(kind, **answers, follows_wish=answer) == {("missing_required", "wish_reason")}
        assert paper.refusals(kind, **answers, follows_wish=answer, wish_reason="घर में खतरा") == set()


def test_the_newest_wish_stands_at_the_head_and_an_older_plan_is_told_so() -> None:
    paper = wished()
    paper.write("safety_plan", **SAFETY, follows_wish="partly", wish_reason="घर में ठेकेदार आता है")
    wish = wish_of(paper.file)
    assert wish is not None
    (plan,) = plans_and_wish(paper.file, wish)
    assert (str(plan.answer), plan.reason, plan.is_older) == ("कुछ हद तक", "घर में ठेकेदार आता है", False)
    paper.write("wish", on=DAY - dt.timedelta(days=9), words="पढ़ना है")  # said before, written later
    assert wish_of(paper.file) == wish
    newer = paper.on(days_later(1)).write("wish", on=days_later(1), words="सिलाई सीखना है")
    assert wish_of(paper.file) == newer
    (plan,) = plans_and_wish(paper.file, newer)
    assert plan.is_older
