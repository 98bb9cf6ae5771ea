"""The consent form shows the text for her age, asks what her age asks, and notes the version by itself."""

import uuid

import pytest

from jatan.programme.cases.choices import What
from jatan.programme.cases.models import Reading
from tests.programme.cases.case_office import AGREED, CaseHouse
from tests.web.cases.conftest import Unlocked

pytestmark = pytest.mark.django_db
TYPED = {
    "a-purpose": "statistics",
    "a-given_on": "24/11/2026",
    "a-given_by": "herself",
    "a-way": "thumb",
    "a-language": "sck",
}


def aged(house: CaseHouse, age: int, **card: str) -> str:
    found = house.write(
        house.open_case(), "identity", {"name": "बुधनी", "sex": "f", "age": age, "age_on": "01/10/2026", **card}
    )
    return f"/cases/{found.case.pk}/write/consent/"


def test_a_grown_woman_hears_the_texts_for_her_and_is_asked_nothing_about_a_mother(
    house: CaseHouse, unlocked: Unlocked
) -> None:
    address, client = aged(house, 26), unlocked("counsellor")
    answer = client.get(address)
    page = answer.content.decode()
    assert "2026-11 story grown" in {one.text.version for one in answer.context["guide"].readings}
    assert "पाठ 2026-11" in page
    assert "story grown" not in page, "a code that nobody reads"
    assert "a-caregiver_answer" not in page
    assert "a-text_version" not in page
    assert client.post(address, TYPED).status_code == 302


def test_at_sixteen_the_page_asks_for_maturity_and_mother_and_keeps_the_version(
    house: CaseHouse, unlocked: Unlocked
) -> None:
    address, client = aged(house, 16), unlocked("counsellor")
    answer = client.get(address)
    page = answer.content.decode()
    assert "2026-11 share 15_17" in {one.text.version for one in answer.context["guide"].readings}
    assert "story" not in page.split("<form")[0]
    assert "15 से 17 साल" in page
    assert "11 से 14 साल के बच्चे" in page, "the rule that hers names"
    fields = client.get(address).context["form"]
    assert not any(fields[name].is_optional for name in ("mature", "child_part", "caregiver_answer"))
    assert (fields["why"].is_free, fields["caregiver_name"].is_free) == (True, False)
    refused = client.post(address, TYPED)
    assert refused.status_code == 422
    assert set(refused.context["form"].errors) == {"mature", "caregiver_answer"}
    more = {"a-mature": "yes", "a-caregiver_answer": "agreed", "a-caregiver": "mother"}
    assert client.post(address, TYPED | more).status_code == 302
    entry = house.read(_case(address)).file.all("consent")[-1]
    assert entry.get("text_version") == "2026-11 statistics 15_17"
    shown = client.get(f"/cases/{_case(address)}/entries/{entry.row}/").content.decode()
    assert "2026-11" in shown
    assert "statistics 15_17" not in shown, "a code that nobody reads"


def test_a_corrected_consent_keeps_the_version_that_was_read(house: CaseHouse, unlocked: Unlocked) -> None:
    address, client = aged(house, 26), unlocked("counsellor")
    client.post(address, TYPED)
    entry = house.read(_case(address)).file.all("consent")[-1]
    changed = TYPED | {"deed": "edit", "a-base": "1", "a-witness": "सहिया"}
    assert client.post(f"/cases/{_case(address)}/entries/{entry.row}/", changed).status_code == 302
    entry = house.read(_case(address)).file.all("consent")[-1]
    assert (entry.revision, entry.get("text_version")) == (2, "2026-11 statistics grown")


def test_who_must_not_know_is_refused_without_showing_the_card(house: CaseHouse, unlocked: Unlocked) -> None:
    address, client = aged(house, 16, not_to_tell="पिता रमेश को कुछ न बताएँ"), unlocked("counsellor")
    answers = TYPED | {"a-mature": "yes", "a-caregiver_answer": "agreed", "a-caregiver": "father"}
    Reading.objects.all().delete()
    page = client.post(address, answers)
    assert page.status_code == 422
    assert set(page.context["form"].errors) == {"caregiver"}
    assert "रमेश" not in page.content.decode()
    assert not Reading.objects.filter(what=What.IDENTITY).exists()
    assert client.post(address, answers | {"a-caregiver": "mother"}).status_code == 302


def test_an_older_text_version_is_kept_as_it_was_given(house: CaseHouse) -> None:
    assert house.open_case().file.all("consent")[0].get("text_version") == AGREED["text_version"]


def _case(address: str) -> uuid.UUID:
    return uuid.UUID(address.split("/")[2])


def test_for_a_child_the_page_says_what_the_law_on_data_asks_and_that_it_is_unverified(
    house: CaseHouse, unlocked: Unlocked
) -> None:
    client = unlocked("counsellor")
    for age, is_shown in ((16, True), (26, False)):
        text = client.get(aged(house, age)).content.decode()
        for section in ("9", "17(1)"):
            assert (f"डिजिटल व्यक्तिगत डेटा संरक्षण अधिनियम 2023 धारा {section}" in text) is is_shown
        assert ("जाँचा नहीं गया: कानूनी मददगार से पूछें" in text) is is_shown
