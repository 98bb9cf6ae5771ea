"""The secretariat on a telephone, in Hindi: the account of three years, onto its rows, a paragraph, DOCX and PDF."""

import datetime as dt
import io
from pathlib import Path

import pytest
from docx import Document

from jatan.evidence.indicators.services import recount_pending
from jatan.foundation.access.walls import acting_as
from tests.browser.conftest import Launched
from tests.browser.desk import UNFOLD, Desk, desk
from tests.browser.page_server import served
from tests.cast import Cast
from tests.evidence import builders
from tests.pdf_text import text_of
from tests.web.conftest import Browser

pytestmark = [pytest.mark.django_db, pytest.mark.browser]

OWN_WORDS = "गुमला और खूँटी में समूह हर महीने मिले।"


def record_meetings(cast: Cast) -> None:
    """Two meetings in Gumla and one in Khunti, counted."""
    for part, office, place, totals in (
        ("coordinator", cast.gumla, cast.gumla_block, (1400, 21)),
        ("khunti_coordinator", cast.khunti, cast.khunti_block, (9,)),
    ):
        with acting_as(cast.actor(part)) as by:
            for day, total in enumerate(totals, 3):
                builders.meeting(by, office, place, dt.date(2022, 5, day), total=total)
    recount_pending([cast.gumla.id, cast.khunti.id])


def download(here: Desk, kind: str, folder: Path) -> bytes:
    """The file behind the button of that kind."""
    with here.page.expect_download() as awaited:
        here.page.locator(f"a.button[href*='/file/{kind}/']").click()
    file = folder / awaited.value.suggested_filename
    awaited.value.save_as(file)
    assert file.name == f"jatan-report-own-2021-04-01-2024-03-31-hi.{kind}"
    return file.read_bytes()


def test_the_secretariat_takes_the_account_of_three_years_with_its_own_words(
    cast: Cast, browser: Browser, chrome: Launched, tmp_path: Path
) -> None:
    record_meetings(cast)
    client = browser("secretariat")
    with served() as address, chrome() as opened, desk(opened, address, client, (OWN_WORDS,)) as here:
        here.open("/reports/account/?from=2021-04-01&to=2024-03-31")  # the address of old
        assert "/reports/?from=2021-04-01&to=2024-03-31&part=strategies" in here.page.url
        here.page.evaluate(UNFOLD)
        account = here.page.locator("#part-strategies")
        assert "S3 · " in account.inner_text()
        assert "1,430" in account.inner_text()

        here.follow("#part-strategies a[href*='/shg_meetings/meetings/rows/']")
        assert here.page.locator("main tbody tr").count() == 3
        here.page.go_back()
        here.page.evaluate(UNFOLD)

        here.follow("#own-words a[href*='/account_activities/']")
        assert "हमने क्या किया" in here.page.locator("main h1").inner_text()
        here.answer("", text_hi=OWN_WORDS).press()
        assert here.page.url.endswith("#part-strategies")
        here.page.evaluate(UNFOLD)
        assert OWN_WORDS in here.page.locator("#part-activities").inner_text()

        written = Document(io.BytesIO(download(here, "docx", tmp_path)))
        printed = download(here, "pdf", tmp_path)
        assert here.faults() == []
    assert OWN_WORDS in [paragraph.text for paragraph in written.paragraphs]
    numbers = [row.cells[1].text for table in written.tables for row in table.rows]
    assert "1,430 उपस्थिति" in numbers
    assert printed.startswith(b"%PDF")
    assert "1,430" in text_of(printed)
