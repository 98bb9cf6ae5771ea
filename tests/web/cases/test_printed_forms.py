"""Papers for offices: seen part by part first, then made in memory, recorded like an export, kept nowhere."""

from pathlib import Path

import pytest
from django.conf import settings

from jatan.foundation.ledger.models import Event
from jatan.programme.cases import sharing_events
from jatan.programme.cases.models import Export, Reading
from jatan.programme.cases.printed.forms import forms
from tests.programme.cases.case_office import CaseHouse
from tests.web.cases.conftest import Browser, Unlocked

pytestmark = pytest.mark.django_db
CARD = {"name": "बुधनी उराँव", "sex": "f", "age": 16, "age_on": "01/10/2026", "not_to_tell": "ठेकेदार रमेश"}


@pytest.fixture
def address(house: CaseHouse) -> str:
    return f"/cases/{house.write(house.open_case(), 'identity', CARD).case.pk}/forms/"


def test_the_list_names_all_papers(address: str, unlocked: Unlocked) -> None:
    page = unlocked("counsellor").get(address).content.decode()
    for form in forms().values():
        assert form.name.hi in page


def test_parts_are_seen_before_anything_is_made(address: str, unlocked: Unlocked) -> None:
    client = unlocked("counsellor")
    for code, form in forms().items():
        answer = client.get(f"{address}{code}/")
        page = answer.content.decode()
        assert all(part.name.hi in page for part in form.parts)
        chosen = set(answer.context["form"].initial["parts"])
        assert chosen == {part.code for part in form.parts if not part.is_sensitive}
    assert not Export.objects.exists()
    assert client.get(f"{address}unknown/").status_code == 404
    assert client.post(f"{address}cwc_report/", {}).status_code == 422
    assert not Export.objects.exists()


def test_only_the_chosen_parts_are_printed(address: str, unlocked: Unlocked) -> None:
    client = unlocked("counsellor")
    usual = client.post(f"{address}cwc_report/", {"parts": ["child"]})
    whole = client.post(f"{address}cwc_report/", {"parts": ["child", "danger"]})
    for answer in (usual, whole):
        assert answer.content.startswith(b"%PDF-")
        assert answer.headers["Content-Disposition"].startswith("attachment")
        assert "no-store" in answer.headers["Cache-Control"]
    assert len(whole.content) != len(usual.content)
    assert client.post(f"{address}cwc_report/", {"parts": ["contact"]}).status_code == 422


def test_it_is_recorded_without_saying_which_paper_and_nothing_is_kept(
    address: str, house: CaseHouse, unlocked: Unlocked
) -> None:
    before = {path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()}
    answer = unlocked("counsellor").post(f"{address}fir_refused/", {"parts": ["refusal"]})
    row = Export.objects.get()
    assert (bytes(row.content), row.level, row.reason) == (b"", "print", "court")
    assert row.pk.hex[-8:] in answer.headers["Content-Disposition"]
    event = Event.objects.get(verb=sharing_events.EXPORT_MADE)
    assert "fir" not in str(event.payload)
    assert Reading.objects.filter(what="identity", account=house.cast.accounts["counsellor"].pk).count() == 1
    assert {path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()} == before


def test_a_colleague_whose_case_it_is_not_makes_none(address: str, unlocked: Unlocked, browser: Browser) -> None:
    assert unlocked("colleague").get(address).status_code == 404
    assert browser("coordinator").get(address).status_code == 404
