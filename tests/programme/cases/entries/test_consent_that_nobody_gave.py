"""A consent recorded as given by nobody permits case work required by law, and nothing else."""

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


def file_with_consent_nobody_gave(purpose: str) -> CasePaper:
    """A file with a consent given by nobody, as an earlier form allowed for this purpose."""
    paper = CasePaper()
    consent = paper.write("consent", **AGREED | {"purpose": purpose, "recipient": "थाना"})
    paper.file = paper.file.with_entry(
        dataclasses.replace(consent, answers={**consent.answers, "given_by": "nobody"}),
    )
    return paper


@pytest.mark.parametrize("purpose", OTHERS)
def test_consent_that_nobody_gave_is_refused_for_other_purposes(purpose: str) -> None:
    answers = AGREED | {"purpose": purpose, "recipient": "थाना", "given_by": "nobody"}
    assert CasePaper(agreed=False).refusals("consent", **answers) == {("unreadable", "given_by")}


@pytest.mark.parametrize("purpose", OTHERS)
def test_such_a_consent_in_an_older_file_permits_nothing(purpose: str) -> None:
    paper = file_with_consent_nobody_gave(purpose)
    assert valid_consents(paper.file, purpose, DAY, "थाना") == []
    assert consents_to_share(paper.file, DAY, "थाना") == []
    assert statistics_columns(paper.file, DAY) == {}
    record = record_of(paper.file, DAY, Cover("थाना"))
    assert single_row(record, "consent")["x_consent_scope"] == ("CaseWork",)


def test_case_work_goes_on_and_no_record_reports_consent() -> None:
    paper = CasePaper(agreed=False)
    paper.write("consent", **AGREED | {"given_by": "nobody"})
    assert agreed_to_work(paper.file, DAY)
    record = record_of(paper.file, DAY)
    assert not has_agreed_to(record, "CaseWork")
    assert "con_Consent" not in single_row(record, "consent")
