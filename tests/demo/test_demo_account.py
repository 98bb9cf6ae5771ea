"""The account of the demo over 2021 to 2024 prints every figure that the network published."""

import datetime as dt
import io
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from docx import Document
from pytest_django import DjangoDbBlocker

from jatan.demo import plan
from jatan.demo.accounts import PEOPLE, make_accounts
from jatan.demo.workbooks import write_workbooks
from jatan.evidence.indicators.services import recount_pending
from jatan.evidence.indicators.snapshots import take_due
from jatan.evidence.studio.audiences import Audience
from jatan.evidence.studio.blocks import Lines, Report, Series, Table
from jatan.evidence.studio.choice import Choice
from jatan.evidence.studio.parts import CODES, SENTENCES, build
from jatan.evidence.studio.printed import as_pdf
from jatan.evidence.studio.word import as_docx
from jatan.foundation.access.actors import actor_of
from jatan.foundation.access.models import Account
from jatan.foundation.access.permissions import Role
from jatan.foundation.access.walls import acting_as
from jatan.foundation.network.models import Organisation
from jatan.foundation.network.services import load_network
from jatan.intake.registers.run import import_paths
from jatan.kernel.numbers import format_integer
from jatan.kernel.periods import Period
from tests.file_fixtures import standing
from tests.pdf_text import words_of

YEARS = Period(dt.date(2021, 4, 1), dt.date(2024, 3, 31))
# As published in September 2024; the number of awareness programmes was not, and is the demo's own.
PUBLISHED = {
    ("shg_meetings", "meetings"): 1430,
    ("shg_meetings", "participants"): 14931,
    ("awareness_programmes", "participants"): 48565,
    ("group_reach", "people"): 30602,
    ("adolescent_meetings", "meetings"): 1397,
    ("adolescent_meetings", "participants"): 11401,
    ("forums", "forums"): 130,
    ("forums", "members"): 4425,
    ("forum_meetings", "meetings"): 1760,
    ("forum_meetings", "participants"): 20476,
    ("frontline_meetings", "meetings"): 143,
    ("frontline_meetings", "participants"): 2588,
    ("quarterly_trainings", "trainings"): 148,
    ("quarterly_trainings", "participants"): 13119,
    ("information_centres", "centres"): 13,
    ("information_centres", "received"): 1551,
    ("information_centres", "resolved"): 1276,
    ("panchayat_workshops", "workshops"): 121,
    ("panchayat_workshops", "participants"): 3461,
    ("block_trainings", "trainings"): 66,
    ("block_trainings", "participants"): 1907,
    ("district_workshops", "workshops"): 44,
    ("district_workshops", "participants"): 2348,
    ("case_work", "cases"): 440,
    ("scheme_linkages", "beneficiaries"): 6105,
}


@pytest.fixture(scope="module")
def papers(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[dict[str, Report]]:
    """{"account hi", "account en", "donor hi"}: the secretariat's reports over the workbooks of the demo."""
    with standing(django_db_blocker):
        load_network(plan.network_document())
        with tempfile.TemporaryDirectory() as folder:
            import_paths(write_workbooks(Path(folder), lambda _line: None))
        accounts: dict[Role, Account] = make_accounts(PEOPLE)
        recount_pending(Organisation.objects.values_list("id", flat=True))
        take_due()
        with acting_as(actor_of(accounts[Role.SECRETARIAT])) as by:
            yield {
                "account hi": build(by, Choice(YEARS, "hi", parts=SENTENCES)).report,
                "account en": build(by, Choice(YEARS, "en", parts=SENTENCES)).report,
                "donor hi": build(by, Choice(YEARS, "hi", audience=Audience.DONOR, parts=CODES)).report,
            }


def text_of(content: bytes, form: str) -> str:
    """The words of a file, with single spaces."""
    if form == "docx":
        document = Document(io.BytesIO(content))
        parts = [paragraph.text for paragraph in document.paragraphs]
        parts += [cell.text for table in document.tables for row in table.rows for cell in row.cells]
        return " ".join(" ".join(parts).split())
    return words_of(content, "-layout")


@pytest.mark.parametrize("name", ["account hi", "account en", "donor hi"])
def test_every_published_figure_stands_in_the_paper_exactly(papers: dict[str, Report], name: str) -> None:
    found = {
        figure.key: figure.number
        for part in papers[name].parts
        for block in part.blocks
        if isinstance(block, Lines | Series)
        for figure in block.figures
    } | {
        key: row[-1]
        for part in papers[name].parts
        for block in part.blocks
        if isinstance(block, Table)
        for key, row in zip(block.keys, block.rows, strict=False)
    }
    assert {key: found.get(key) for key in PUBLISHED} == PUBLISHED
    assert found[("awareness_programmes", "programmes")] == 912


@pytest.mark.parametrize("form", ["pdf", "docx"])
@pytest.mark.parametrize("name", ["account hi", "account en", "donor hi"])
def test_every_published_figure_can_be_read_in_the_file(papers: dict[str, Report], name: str, form: str) -> None:
    words = f" {text_of((as_pdf if form == 'pdf' else as_docx)(papers[name]), form)} "
    missing = [number for number in PUBLISHED.values() if f" {format_integer(number)} " not in words]
    assert missing == []
    assert "14,931" in words
    assert "1,430" in words
