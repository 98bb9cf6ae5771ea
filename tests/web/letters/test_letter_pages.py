"""From an issue to a printed application: chosen, filled, edited, kept, printed as PDF and DOCX, given by one press."""

import io
import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pypdf
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from docx import Document

from jatan.foundation.access.actors import Actor
from jatan.foundation.access.walls import acting_as
from jatan.kernel import clock
from jatan.programme.helpdesk.models import Issue
from jatan.programme.letters.choices import LetterKind
from jatan.programme.letters.models import OfficeLetter
from jatan.programme.letters.texts import GAP, fill, usual_office
from jatan.web.letters.papers import as_docx, as_pdf
from tests import pdf_text
from tests.cast import Cast
from tests.programme.helpdesk.builders import an_issue
from tests.programme.letters.builders import a_letter, bare_sources, full_sources
from tests.web.conftest import Browser

pytestmark = pytest.mark.django_db
type As = Callable[[str], AbstractContextManager[Actor]]


def words_of(content: bytes) -> str:
    return " ".join(" ".join(paragraph.text for paragraph in Document(io.BytesIO(content)).paragraphs).split())


def typed(answer: Any) -> dict[str, str]:
    """What the form of the text would send back unchanged."""
    form = answer.context["form"]
    return {name: str(form[name].value()) for name in form.fields} | {"written_on": f"{clock.today():%d/%m/%Y}"}


def the_letter(cast: Cast) -> OfficeLetter:
    with acting_as(cast.actor("coordinator")):
        return OfficeLetter.objects.select_related("issue", "ally").get()


def made(client: Client, issue: Issue, query: str = "kind=wages&language=hi", **more: str) -> Any:
    url = f"/issues/{issue.pk}/application/write/?{query}"
    return client.post(url, typed(client.get(url)) | more)


def test_from_the_issue_to_the_paper_and_to_the_office(cast: Cast, browser: Browser, as_: As) -> None:
    with as_("coordinator") as by:
        sources = full_sources(by, cast)
    issue, client = sources.issue, browser("desk_operator")
    page = client.get(f"/issues/{issue.pk}/").content.decode()
    assert f"/issues/{issue.pk}/application/" in page
    choose = client.get(f"/issues/{issue.pk}/application/")
    assert choose.context["form"]["kind"].value() == "wages"
    assert sources.journey is not None
    assert choose.context["form"]["journey"].value() == str(sources.journey.pk)
    query = f"kind=wages&language=hi&office=&journey={sources.journey.pk}&linkage="
    shown = client.get(f"/issues/{issue.pk}/application/write/?{query}")
    assert "48,565" in shown.content.decode()
    answer = made(client, issue, query, subject="मेरी मज़दूरी दिलाएँ")
    assert answer.status_code == 302
    letter = the_letter(cast)
    assert letter.subject == "मेरी मज़दूरी दिलाएँ"
    assert answer["Location"] == f"/letters/{letter.pk}/"
    pdf, docx = (
        client.get(f"/letters/{letter.pk}/application.pdf"),
        client.get(f"/letters/{letter.pk}/application.docx"),
    )
    for paper in (pdf_text.words_of(pdf.content), words_of(docx.content)):
        for words in ("सेवा में", "श्रम अधीक्षक", "मेरी मज़दूरी दिलाएँ", "श्री बालाजी मिल्स", "48,565", "मंगरा उराँव", "9876543210"):
            assert words in paper, words
    for file in (pdf, docx):
        assert re.fullmatch(r'attachment; filename="jatan-application-[\d-]+\.(pdf|docx)"', file["Content-Disposition"])
    assert client.post(f"/letters/{letter.pk}/given-today/").status_code == 302
    with as_("coordinator"):
        sent = Issue.objects.get()
    assert (sent.status, sent.sent_to, sent.sent_on) == ("sent", "labour_office", clock.today())
    page = client.get(f"/issues/{issue.pk}/").content.decode()
    assert f"/letters/{letter.pk}/" in page
    assert client.get(f"/letters/{letter.pk}/edit/").status_code == 404
    assert client.get(f"/letters/{letter.pk}/application.pdf").status_code == 200


@pytest.mark.parametrize("language", ["hi", "en"])
@pytest.mark.parametrize("kind", list(LetterKind))
def test_both_papers_of_every_kind_with_everything_and_with_nothing(
    cast: Cast, as_: As, kind: LetterKind, language: str
) -> None:
    with as_("coordinator") as by:
        for sources in (full_sources(by, cast), bare_sources(by, cast)):
            text = fill(sources, kind, usual_office(kind), language)
            parts = {name: getattr(text, name) for name in ("addressee", "subject", "body", "enclosures", "sender")}
            letter = a_letter(by, sources.issue, kind, language=language, **parts)
            pdf, docx = as_pdf([letter]), as_docx(letter)
            lines = [line for part in parts.values() for line in part.splitlines() if line.strip()]
            written = words_of(docx)
            for line in lines:
                assert " ".join(line.split()) in written
            printed = pdf_text.words_of(pdf)
            assert printed.count("…") >= sum(part.count("…") for part in parts.values())
            reader = pypdf.PdfReader(io.BytesIO(pdf))
            assert len(reader.pages) == 1
            assert reader.metadata is not None
            assert sources.person is None or sources.person.name not in str(reader.metadata)


@pytest.mark.parametrize("name", ["ସୁଭଦ୍ରା ମାଝୀ", "সুমিত্রা মাহাতো", "ᱥᱩᱢᱤᱛᱨᱟ ᱦᱮᱢᱵᱨᱚᱢ", "సుభద్ర"])
def test_a_name_in_the_letters_of_a_neighbouring_state_is_in_both_papers(cast: Cast, as_: As, name: str) -> None:
    with as_("coordinator") as by:
        letter = a_letter(by, an_issue(by, cast), LetterKind.WAGES, body=f"विषय: {name} की मज़दूरी", sender=name)
        pdf, docx = as_pdf([letter]), as_docx(letter)
    assert name in words_of(docx)
    assert name.replace(" ", "") in pdf_text.words_of(pdf).replace(" ", "")
    assert len(pypdf.PdfReader(io.BytesIO(pdf)).pages) == 1


def test_the_text_is_shown_again_where_something_is_missing(cast: Cast, browser: Browser, as_: As) -> None:
    with as_("desk_operator") as by:
        issue = an_issue(by, cast)
    answer = made(browser("desk_operator"), issue, body="")
    assert answer.status_code == 422
    assert "body" in answer.context["form"].errors
    answer = made(browser("desk_operator"), issue, body="आधार 2341 2341 2346")
    assert answer.status_code == 422
    with as_("desk_operator"):
        assert not OfficeLetter.objects.exists()


@pytest.mark.parametrize("query", ["", "kind=nothing&language=hi", "kind=wages&language=fr", "kind=wages"])
def test_without_a_choice_one_chooses_first(cast: Cast, browser: Browser, as_: As, query: str) -> None:
    with as_("desk_operator") as by:
        issue = an_issue(by, cast)
    answer = browser("desk_operator").get(f"/issues/{issue.pk}/application/write/?{query}")
    assert (answer.status_code, answer["Location"]) == (302, f"/issues/{issue.pk}/application/")


def test_a_journey_of_somebody_else_is_not_taken(cast: Cast, browser: Browser, as_: As) -> None:
    with as_("coordinator") as by:
        other = full_sources(by, cast)
        issue = an_issue(by, cast)
    assert other.journey is not None
    query = f"kind=wages&language=hi&journey={other.journey.pk}"
    page = browser("desk_operator").get(f"/issues/{issue.pk}/application/write/?{query}").content.decode()
    assert "बालाजी" not in page


def test_of_another_member_everything_is_404(cast: Cast, browser: Browser, as_: As) -> None:
    with as_("desk_operator") as by:
        letter = a_letter(by, an_issue(by, cast))
    client = browser("khunti_desk")
    for url in (
        f"/issues/{letter.issue_id}/application/",
        f"/issues/{letter.issue_id}/application/write/?kind=wages&language=hi",
        *(f"/letters/{letter.pk}/{page}" for page in ("", "edit/", "given/", "given-today/", "withdraw/")),
        *(f"/letters/{letter.pk}/application.{form}" for form in ("pdf", "docx")),
    ):
        assert client.get(url).status_code == 404, url
    assert client.post(f"/letters/{letter.pk}/given-today/").status_code == 404
    assert str(letter.pk) not in client.get("/letters/").content.decode()


def test_who_may_not_record_gets_no_form(cast: Cast, browser: Browser, as_: As) -> None:
    with as_("desk_operator") as by:
        issue = an_issue(by, cast)
    for part in ("secretariat", "legal_officer", "researcher"):
        assert browser(part).get(f"/issues/{issue.pk}/application/").status_code == 404


def test_it_says_how_many_places_are_empty_and_takes_a_correction(cast: Cast, browser: Browser, as_: As) -> None:
    with as_("desk_operator") as by:
        letter = a_letter(by, an_issue(by, cast))
    gaps = sum(text.count(GAP) for text in (letter.addressee, letter.subject, letter.body, letter.sender))
    client = browser("desk_operator")
    assert client.get(f"/letters/{letter.pk}/").context["gaps"] == gaps > 0
    sheet = typed(client.get(f"/letters/{letter.pk}/edit/")) | {"body": "पूरा पाठ"}
    assert client.post(f"/letters/{letter.pk}/edit/", sheet).status_code == 302
    assert the_letter(cast).body == "पूरा पाठ"


def test_the_page_of_an_issue_and_of_an_application_ask_little(cast: Cast, browser: Browser, as_: As) -> None:
    with as_("coordinator") as by:
        issue = full_sources(by, cast).issue
        letter, *_others = [a_letter(by, issue) for _number in range(5)]
    client = browser("coordinator")
    client.get(f"/issues/{issue.pk}/")
    for url in (f"/issues/{issue.pk}/", f"/letters/{letter.pk}/", "/letters/", f"/issues/{issue.pk}/application/"):
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url).status_code == 200
        asked = [query["sql"][:160] for query in queries if "SAVEPOINT" not in query["sql"]]
        assert len(asked) <= 17, (url, asked)
