"""The decorators `needs` and `public`: redirect to sign-in, 404 for forbidden and absent, read-only GET."""

import uuid

import pytest
from django.db import InternalError, connection
from django.http import Http404, HttpResponse
from django.test import Client, RequestFactory

from jatan.foundation.access.permissions import Permission
from jatan.foundation.network.models import Organisation
from jatan.web.ui.needs import StaffRequest, needs, public
from tests.cast import Cast
from tests.web.conftest import Browser

pytestmark = pytest.mark.django_db


def test_signed_out_one_is_led_to_sign_in_and_back(cast: Cast) -> None:
    answer = Client().get("/people/?block=1")
    assert answer.status_code == 302
    assert "next=/people/%3Fblock%3D1" in answer["Location"]


def test_forbidden_page_and_absent_page_look_the_same(browser: Browser) -> None:
    auditor = browser("auditor")
    forbidden, absent = auditor.get("/people/"), auditor.get("/there-is-no-such-page/")
    assert forbidden.status_code == absent.status_code == 404
    assert forbidden.content == absent.content


def test_record_of_nobody_is_404(browser: Browser) -> None:
    assert browser("coordinator").get(f"/people/{uuid.uuid4()}/").status_code == 404


def test_account_without_posting_opens_nothing(browser: Browser) -> None:
    assert browser("stranger").get("/").status_code == 404


def test_signed_in_pages_are_never_cached(browser: Browser) -> None:
    assert "no-store" in browser("coordinator").get("/people/")["Cache-Control"]


def test_user_with_counts_only_sees_which_roles_may_see_rows(browser: Browser) -> None:
    answer = browser("secretariat").get("/people/")
    assert answer.status_code == 200
    assert "records/counts_only.html" in [template.name for template in answer.templates]


@needs(Permission.HOME_SEE)
def _writes(request: StaffRequest) -> HttpResponse:
    Organisation.objects.update(name_en="changed by a page that was only looked at")
    return HttpResponse()


def test_postgresql_refuses_a_write_while_answering_get(cast: Cast) -> None:
    request = RequestFactory().get("/")
    request.user = cast.accounts["desk_operator"]
    with pytest.raises(InternalError, match="read-only transaction"):
        _writes(request)
    assert connection.connection is not None


def test_view_that_finds_nothing_answers_404(cast: Cast) -> None:
    @needs(Permission.HOME_SEE)
    def finds_nothing(request: StaffRequest) -> HttpResponse:
        Organisation.objects.get(code="NOBODY")
        return HttpResponse()

    request = RequestFactory().post("/")
    request.user = cast.accounts["desk_operator"]
    with pytest.raises(Http404):
        finds_nothing(request)


def test_public_view_needs_a_reason() -> None:
    with pytest.raises(ValueError, match="needs a reason"):
        public(" ")


@pytest.mark.parametrize("address", ["/people/", "/issues/", "/journeys/", "/groups/", "/activities/", "/search/"])
def test_null_character_in_a_search_is_ignored(browser: Browser, address: str) -> None:
    assert browser("coordinator").post(address, {"q": "\x00Sita"}).status_code == 200
    assert browser("coordinator").get("/places/suggest/?q=a%00b").status_code == 200
