"""Every page of a case, opened by a legal officer: nothing that needs the survivor's consent stands on any of them."""

import re
from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import get_resolver, reverse

from jatan.foundation.vault.casekeys import Reader
from jatan.foundation.vault.choices import Kind
from jatan.kernel import clock
from jatan.programme.cases.entries.all_kinds import KINDS
from jatan.programme.cases.entries.need_to_know import LEGAL_SEES, Sees
from jatan.programme.cases.file.access import OpenCaseFile
from jatan.programme.cases.file.access_grants import give_case
from tests.programme.cases.case_office import AGREED_TODAY, CaseHouse
from tests.programme.cases.every_kind import text_of, with_every_kind
from tests.programme.cases.two_offices import CARD
from tests.web.cases.conftest import Unlocked

pytestmark = pytest.mark.django_db
LEGAL = "legal_officer"


def texts_of(*sees: Sees) -> list[str]:
    """Texts of all kinds that a legal officer sees in these ways."""
    return [
        text_of(kind.code, field.name)
        for kind in KINDS.values()
        for field in kind.fields
        if LEGAL_SEES[kind.code] in sees and field.kind in ("line", "text")
    ]


def given(house: CaseHouse) -> OpenCaseFile:
    found = with_every_kind(house, house.write(house.open_case(), "identity", CARD))
    with house.acting("supervisor"):
        house.keys.join(LEGAL)
    officer = house.keys.people[LEGAL]
    to = Reader(Kind.USER, officer)
    with house.acting():
        mine = {"by": house.by("counsellor"), "keyring": house.ring("counsellor"), "case_file": found}
        give_case(**mine, to=to, reason="अदालत", names={officer: "x"})  # type: ignore[arg-type]
        return house.read(found.case.pk)


def addresses(case_file: OpenCaseFile) -> Iterator[str]:
    """Every address below /cases/ that there is, for this case and each of its entries."""
    case = case_file.case.pk
    rows = [entry.row for entry in case_file.file.entries]
    # Pages about one paper, referral or document; other rows are absent there.
    paged = ("card", "referral", "incoming", "imported", "assessment")
    some = [entry.row for entry in case_file.file.entries if entry.kind in paged]
    resolver = get_resolver()
    for name in sorted(key for key in resolver.reverse_dict if isinstance(key, str)):
        if not name.startswith("case"):
            continue
        arguments: set[str] = set(resolver.reverse_dict.getlist(name)[0][0][0][1])
        if arguments == set():
            yield reverse(name)
        elif arguments == {"pk"}:
            yield reverse(name, kwargs={"pk": case})
        elif arguments == {"pk", "row"}:
            mine = rows if name == "case_entry" else some
            yield from (reverse(name, kwargs={"pk": case, "row": row}) for row in mine)
        elif arguments == {"pk", "kind"}:
            yield from (reverse(name, kwargs={"pk": case, "kind": kind}) for kind in KINDS)


def read(client: Client, address: str) -> str:
    answer = client.get(address)
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return bytes(content).decode(errors="replace")


def test_no_address_shows_her_what_needs_consent(house: CaseHouse, unlocked: Unlocked) -> None:
    case_file = given(house)
    client, hidden = unlocked(LEGAL), texts_of(Sees.CONSENT, Sees.NEVER)
    asked = [*addresses(case_file)]
    root = reverse("case", args=[case_file.case.pk])
    asked += [f"{root}?stage={kind.stage.value}" for kind in KINDS.values()] + [f"{root}?page=2"]
    asked += [
        f"{reverse('case_entry', args=[case_file.case.pk, one.row])}?show=history" for one in case_file.file.entries
    ]
    assert len(asked) > 80
    pages = {address: read(client, address) for address in asked}
    shown = {address: [text for text in hidden if text in pages[address]] for address in asked}
    assert {address: texts for address, texts in shown.items() if texts} == {}


def test_pages_that_she_needs_show_the_law_and_say_what_is_not_shown(house: CaseHouse, unlocked: Unlocked) -> None:
    case_file = given(house)
    client = unlocked(LEGAL)
    page = read(client, reverse("case", args=[case_file.case.pk]))
    assert text_of("hearing", "court") in page
    assert "आपको सब कुछ नहीं दिखता" in page
    hidden = next(one for one in case_file.file.entries if one.kind == "assessment")
    assert client.get(reverse("case_entry", args=[case_file.case.pk, hidden.row])).status_code == 404
    found = client.post(reverse("cases"), {"q": "बुधनी"}).content.decode()
    assert re.search("बुधनी", found)
    assert client.get(reverse("case_export", args=[case_file.case.pk])).status_code in (403, 404)
    assert client.get(reverse("case_letters")).status_code in (403, 404)


def test_with_her_consent_she_reads_it_and_the_team_sees_no_note_about_it(house: CaseHouse, unlocked: Unlocked) -> None:
    case_file = given(house)
    root = reverse("case", args=[case_file.case.pk])
    team = read(unlocked("counsellor"), root)
    assert "आपको सब कुछ नहीं दिखता" not in team
    house.write(case_file, "consent", {**AGREED_TODAY, "purpose": "legal_reads"})
    hidden = next(one for one in case_file.file.entries if one.kind == "assessment")
    client = unlocked(LEGAL)
    page = read(client, reverse("case_entry", args=[case_file.case.pk, hidden.row]))
    assert any(text_of("assessment", field.name) in page for field in KINDS["assessment"].fields)


def test_not_for_the_court_can_be_said_after_she_took_back_her_consent(house: CaseHouse, unlocked: Unlocked) -> None:
    card = {"title": "FIR", "name": "a", "media_type": "image/png", "length": 1, "file": "x", "key": "y", "digest": "z"}
    found = house.write(house.open_case(), "card", {**card, "for_court": True})
    (row,), (consent,) = found.file.all("card"), found.file.all("consent")
    house.write(found, "withdrawal", {"consent": consent.row, "on": clock.today()})
    client, path = unlocked("counsellor"), reverse("case_paper", args=[found.case.pk, row.row])
    assert client.post(path, {"deed": "not_court"}).status_code == 302
    assert not house.read(found.case.pk).file.all("card")[0].get("for_court")
    refused = client.post(path, {"deed": "court"}, follow=True)
    assert "पहले सहमति लिखें" in refused.content.decode()
    assert not house.read(found.case.pk).file.all("card")[0].get("for_court")


def test_a_paper_is_marked_for_the_court_on_its_page(house: CaseHouse, unlocked: Unlocked) -> None:
    found = house.write(house.open_case(), "identity", CARD)
    card = {"title": "FIR", "name": "a", "media_type": "image/png", "length": 1, "file": "x", "key": "y", "digest": "z"}
    found = house.write(found, "card", card)
    (row,) = found.file.all("card")
    client, path = unlocked("counsellor"), reverse("case_paper", args=[found.case.pk, row.row])
    for act, is_meant in (("court", True), ("not_court", False)):
        assert client.post(path, {"deed": act}).status_code == 302
        now = house.read(found.case.pk).file.all("card")[0]
        assert bool(now.get("for_court")) is is_meant
        assert now.get("key") == "y"
