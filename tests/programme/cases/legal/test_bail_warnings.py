"""Whoever may be met at the door by the accused hears of his bail, unless she herself does not want to."""

import pytest

from jatan.programme.cases.entries.dues import dues_of
from tests.programme.cases.legal.paper import TODAY, Paper


def warnings(paper: Paper) -> list[int]:
    return [due.on.day for due in dues_of(paper.file, TODAY) if due.code == "bail_warning"]


@pytest.mark.parametrize("what", ["applied", "granted"])
def test_it_is_due_without_anybody_asking_for_it_until_she_was_warned(what: str) -> None:
    paper = Paper()
    bail = paper.write("bail", what=what, on="22/11/2026")
    assert warnings(paper) == [22]
    paper.write("bail", bail.row, what=what, on="22/11/2026", warned_on="23/11/2026")
    assert warnings(paper) == []


@pytest.mark.parametrize("what", ["refused", "cancel_asked", "cancelled"])
def test_of_what_keeps_him_inside_nobody_need_be_warned(what: str) -> None:
    paper = Paper()
    paper.write("bail", what=what, on="22/11/2026")
    assert warnings(paper) == []


def test_a_woman_who_declined_is_not_to_be_warned() -> None:
    paper = Paper()
    paper.write("bail", what="granted", on="22/11/2026", no_warning="1")
    assert warnings(paper) == []


def test_granted_bail_needs_a_new_warning_after_that_about_the_application() -> None:
    paper = Paper()
    paper.write("bail", what="applied", on="20/11/2026", warned_on="21/11/2026")
    paper.write("bail", what="granted", on="23/11/2026")
    assert warnings(paper) == [23]
