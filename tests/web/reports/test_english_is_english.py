"""What a donor, an office or a stranger reads in English has no Hindi but names, and what somebody wrote and nobody
translated, which says so: the report for every reader as page and as papers, the public pages; over a house with rows
of every kind."""

import html
import io
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.db import models
from django.test import Client
from docx import Document

from jatan.evidence.indicators.services import recount_pending
from jatan.evidence.studio.audiences import Audience
from jatan.evidence.studio.parts import CODES
from jatan.foundation.access.actors import machine_for
from jatan.foundation.access.models import Account
from jatan.foundation.access.walls import acting_as
from jatan.kernel import clock
from tests.cast import Cast
from tests.house.belongings import Belongings
from tests.house.standing_rows import cast, own, standing_rows
from tests.pdf_text import text_of
from tests.web.conftest import Browser

__all__ = ["cast", "own", "standing_rows"]

pytestmark = pytest.mark.django_db
OWNER = "coordinator"
_HINDI = re.compile("[\u0900-\u097f][\u0900-\u097f\u200c\u200d ,.·–()’'-]*[\u0900-\u097f]|[\u0900-\u097f]")
# Columns that hold what somebody or something is called, in any language.
_NAMES = re.compile(r"^(name|group_name|village|panchayat|ally_name|outlet)(_hi|_en)?$|_as_written$")
_WRITTEN = "(written in Hindi)"


def names_on_record(cast: Cast) -> set[str]:
    """Every Hindi name in the tables of the house, and the parts of names of several words."""
    found = set[str]()
    with acting_as(machine_for([cast.network.pk, cast.gumla.pk, cast.khunti.pk])):
        for model in apps.get_models():
            names = [one.name for one in model._meta.concrete_fields if _is_name(one)]
            rows: Any = model._default_manager.values_list(*names).distinct() if names else ()
            found |= {value for values in rows for value in values if value and _HINDI.search(value)}
    return found


def _is_name(field: Any) -> bool:
    return isinstance(field, models.CharField | models.TextField) and bool(_NAMES.search(field.name))


def hindi_in(text: str, names: set[str]) -> list[str]:
    """Passages in Hindi that are no names and are not marked as written in Hindi."""
    bare = text
    for name in sorted(names, key=len, reverse=True):
        bare = bare.replace(name, " ")
    return [found[0] for found in _HINDI.finditer(bare) if _WRITTEN not in bare[found.end() : found.end() + 40]]


def words_of(page: str) -> str:
    """What stands on a page, without its markup and its frame, where the way to Hindi is named in Hindi."""
    main = page.partition("<main")[2].partition("</main>")[0]
    assert main
    shown = re.sub(r"<(script|style|template)\b.*?</\1>|<option\b.*?</option>|<[^>]+>", " ", f"<main{main}", flags=re.S)
    return re.sub(r"\s+", " ", html.unescape(shown))


def papers(client: Client, page: Any) -> Iterator[tuple[str, str]]:
    """(kind, text) of the report as files that are read: PDF and Word."""
    for kind, url in page.context["files"]:
        if kind not in ("pdf", "docx"):
            continue
        answer: Any = client.get(url if url.startswith("/") else f"/reports/{url}")
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content
        if kind == "pdf":
            yield kind, re.sub(r"\s+", " ", text_of(content))
        else:
            paper = Document(io.BytesIO(content))
            cells = [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
            yield kind, " ".join([*(one.text for one in paper.paragraphs), *cells])


@pytest.mark.parametrize("audience", [one for one in Audience if one is not Audience.OWN])
def test_a_report_in_english_has_no_hindi_but_names(
    audience: Audience, cast: Cast, own: Belongings, browser: Browser
) -> None:
    recount_pending([cast.gumla.pk, cast.khunti.pk, cast.network.pk])
    Account.objects.update(language="en")
    today = clock.today()
    days = f"?from={today.year - 3}-04-01&to={today:%Y-%m-%d}"
    parts = "".join(f"&part={code}" for code in CODES)
    client, names = browser("secretariat"), names_on_record(cast)
    page = client.get(f"/reports/{days}&audience={audience.value}&language=en{parts}")
    assert page.status_code == 200
    assert '<html lang="en">' in page.content.decode()
    assert hindi_in(words_of(page.content.decode()), names) == []
    if audience is Audience.DONOR:
        found = dict(papers(client, page))
        assert set(found) == {"pdf", "docx"}
        assert {kind: hindi_in(text, names) for kind, text in found.items()} == {"pdf": [], "docx": []}


@pytest.mark.parametrize("path", ["/about/", "/library/public/"])
def test_a_public_page_in_english_has_no_hindi_but_names(path: str, cast: Cast, own: Belongings) -> None:
    answer = Client(headers={"accept-language": "en"}).get(f"{path}?in=en", follow=True)
    assert '<html lang="en">' in answer.content.decode()
    assert hindi_in(words_of(answer.content.decode()), names_on_record(cast)) == []


def test_hindi_that_is_left_is_reported() -> None:
    assert hindi_in("12 meetings – दर्ज नहीं", {"गुमला सदस्य"}) == ["दर्ज नहीं"]
    assert hindi_in("गुमला सदस्य: 12 meetings · दफ़्तर खुलेगा (written in Hindi)", {"गुमला सदस्य"}) == []
