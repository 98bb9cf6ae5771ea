"""Where the law itself asks us to act a file may be kept though nobody could be asked. It opens nothing else."""

import dataclasses

import pytest

from jatan.programme.cases.entries.consent import PURPOSES, agreed_to_work, valid_consents
from jatan.programme.cases.entries.referral import consents_to_share
from jatan.programme.cases.entries.statistics import statistics_columns
from jatan.programme.cases.exchange.levels import has_agreed_to
from jatan.programme.cases.exchange.of_file import Cover, record_of
from jatan.programme.cases.exchange.records import single_row
from tests.programme.cases.entries.paper import AGREED, DAY, CasePaper

OTHERS = [code for code, _words in PURPOSES if code != "case_work"]


def unasked(purpose: str) -> CasePaper:
    """A file in which an earlier form let somebody write that nobody agreed to this."""
    paper = CasePaper()
    consent = paper.write("consent", **AGREED | {"purpose": purpose, "recipient": "थाना"})
    paper.file = paper.file.with_entry(
        dataclasses.replace(consent, answers={**consent.answers, "given_by": "nobody"}),
    )
    return paper


@pytest.mark.parametrize("purpose", OTHERS)
def test_it_is_not_written_for_anything_but_the_work_itself(purpose: str) -> None:
    said = AGREED | {"purpose": purpose, "recipient": "थाना", "given_by": "nobody"}
    assert CasePaper(agreed=False).refusals("consent", **said) == {("unreadable", "given_by")}


@pytest.mark.parametrize("purpose", OTHERS)
def test_one_that_stands_in_an_older_file_opens_nothing(purpose: str) -> None:
    paper = unasked(purpose)
    assert valid_consents(paper.file, purpose, DAY, "थाना") == []
    assert consents_to_share(paper.file, DAY, "थाना") == []
    assert statistics_columns(paper.file, DAY) == {}
    record = record_of(paper.file, DAY, Cover("थाना"))
    assert single_row(record, "consent")["x_consent_scope"] == ("CaseWork",)


def test_the_work_goes_on_and_no_record_says_that_she_agreed() -> None:
    paper = CasePaper(agreed=False)
    paper.write("consent", **AGREED | {"given_by": "nobody"})
    assert agreed_to_work(paper.file, DAY)
    record = record_of(paper.file, DAY)
    assert not has_agreed_to(record, "CaseWork")
    assert "con_Consent" not in single_row(record, "consent")
