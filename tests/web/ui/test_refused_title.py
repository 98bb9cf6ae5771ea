"""The title of a page that was sent back begins with the word for it, whatever its form is called, or without one."""

import re
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from jatan.foundation.access.walls import acting_as
from jatan.kernel.ids import new_id
from tests.cast import Cast
from tests.programme.campaigns.builders import a_camp
from tests.programme.helpdesk.builders import an_issue
from tests.web.conftest import Browser

pytestmark = pytest.mark.django_db
TITLE = re.compile(r"<title>(.*?)</title>", re.S)


def title_of(answer: Any) -> str:
    return TITLE.findall(answer.content.decode())[0].strip()


def test_a_page_that_was_sent_back_says_so_first(cast: Cast, browser: Browser) -> None:
    with acting_as(cast.actor("coordinator")) as by:
        camp = a_camp(by, cast)
        an_issue(by, cast)
    client = browser("coordinator")
    line = {"do": "record", "count": "1", "l0-id": str(new_id()), "l0-name": "सोमरी उराँव", "l0-sex": "none of these"}
    sent = {
        reverse("linkages_new"): {},  # its form is called form
        reverse("camp_lines", args=[camp.pk]): line,  # forms in a list
        reverse("room_close", args=["help"]): {"confirm": "1"},  # no form at all: a duty is open
    }
    for path, answers in sent.items():
        shown, refused = client.get(path), client.post(path, answers)
        assert refused.status_code == 422, path
        assert title_of(refused).startswith("गलती: "), path
        assert title_of(refused).count("गलती") == 1, path
        assert "गलती" not in title_of(shown), path


def test_a_sign_in_that_fails_says_so_in_the_language_of_the_page() -> None:
    client = Client()
    wrong = {"login": "nobody@example.org", "password": "wrong"}
    for language, word in (("hi", "गलती: "), ("en", "Error: ")):
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
        assert title_of(client.post(reverse("account_login"), wrong)).startswith(word)
        assert not title_of(client.get(reverse("account_login"))).startswith(word)
