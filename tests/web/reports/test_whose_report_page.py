"""Page and downloads say whose report it is; the frame of every page has the network's name from its record."""

import pytest
from django.test import Client
from django.urls import reverse

from jatan.foundation.network.models import Kind, Organisation
from tests.cast import Cast
from tests.web.conftest import Browser

pytestmark = pytest.mark.django_db
REPORT = "/reports/"
NAMES = {"name_hi": "कोल्हान सुरक्षित प्रवास मंच", "name_en": "Kolhan Safe Migration Forum"}


@pytest.fixture
def renamed(held: Cast) -> Cast:
    Organisation.objects.filter(kind=Kind.NETWORK).update(**NAMES)
    return held


def test_page_and_file_of_one_member_carry_her_name(renamed: Cast, browser: Browser) -> None:
    client = browser("secretariat")
    asked = f"?organisation={renamed.gumla.pk}&from=2022-04-01&to=2023-03-31"
    page = client.get(REPORT + asked).content.decode()
    assert ": गुमला सदस्य – " in page.partition("<title>")[2].partition("</title>")[0]
    for kind in ("pdf", "docx", "xlsx", "json"):
        answer = client.get(f"{REPORT}file/{kind}/{asked}")
        assert answer.status_code == 200
        named = f'filename="jatan-report-own-gumla-member-2022-04-01-2023-03-31-hi.{kind}"'
        assert named in answer["Content-Disposition"]
    whole = client.get(f"{REPORT}file/json/?from=2022-04-01&to=2023-03-31")
    assert 'filename="jatan-report-own-2022-04-01-2023-03-31-hi.json"' in whole["Content-Disposition"]


@pytest.mark.parametrize("language", ["hi", "en"])
def test_frame_of_every_page_has_the_networks_own_name(renamed: Cast, browser: Browser, language: str) -> None:
    for client, path in ((browser("coordinator"), "/"), (Client(), reverse("account_login"))):
        client.cookies["django_language"] = language
        text = client.get(path, follow=True).content.decode()
        assert "Jharkhand Anti" not in text
        assert "एंटी ट्रैफिकिंग" not in text
        assert NAMES["name_hi"] in text or NAMES["name_en"] in text


def test_pages_stand_before_there_is_a_network(db: None) -> None:
    Organisation.objects.filter(kind=Kind.NETWORK).update(kind=Kind.MEMBER)
    page = Client().get(reverse("account_login"), follow=True)
    assert page.status_code == 200
    assert "None" not in page.content.decode()
