"""The printed sheet: thirty codes on paper, a second step of its own."""

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from jatan.foundation.access.models import Session
from jatan.foundation.access.session_store import decoded
from tests.cast import PASSWORD, Cast
from tests.web.accounts.conftest import SIGN_IN, Enter

pytestmark = pytest.mark.django_db
SHEET = "/account/second-step/recovery/new/"
CODE = "/account/second-step/code/"


def made(client: Client) -> list[str]:
    """A sheet that is in use; its codes as the page shows them."""
    codes: list[str] = client.get(SHEET).context["codes"]
    assert client.post(SHEET, {"code": codes[0]})["Location"] == "/"
    return codes


def halfway(part: str = "coordinator") -> Client:
    client = Client()
    assert client.post(SIGN_IN, {"login": f"{part}@example.org", "password": PASSWORD})["Location"] == CODE
    return client


def test_whoever_has_no_telephone_signs_in_with_paper(enter: Enter) -> None:
    client = enter("coordinator", second_step=False)
    assert client.get("/people/")["Location"] == "/account/second-step/"
    assert SHEET in client.get("/account/second-step/").content.decode()
    codes = made(client)
    assert len(set(codes)) == 30
    assert client.get("/people/").status_code == 200
    again = halfway()
    assert again.get("/people/").status_code == 302
    assert again.post(CODE, {"code": codes[0]}).status_code == 200, "the first code was used up when the sheet began"
    assert again.post(CODE, {"code": codes[1]})["Location"] == "/"
    assert again.get("/people/").status_code == 200
    assert halfway().post(CODE, {"code": codes[1]}).status_code == 200


def test_a_sheet_that_was_never_written_down_is_not_asked_for(enter: Enter) -> None:
    client = enter("coordinator", second_step=False)
    codes = client.get(SHEET).context["codes"]
    assert client.post(SHEET, {"code": "00000000"}).status_code == 200
    assert client.get(SHEET).context["codes"] == codes
    assert not Authenticator.objects.exists()
    assert not any(codes[0] in str(decoded(row)) for row in Session.objects.all())
    assert enter("coordinator", second_step=False).get("/people/")["Location"] == "/account/second-step/"


def test_first_code_in_devanagari_digits_begins_the_sheet(enter: Enter) -> None:
    client = enter("coordinator", second_step=False)
    codes = client.get(SHEET).context["codes"]
    code = codes[0].translate(str.maketrans("0123456789", "०१२३४५६७८९"))
    assert client.post(SHEET, {"code": code})["Location"] == "/"


def test_a_new_sheet_replaces_the_old_one_only_when_it_is_in_use(enter: Enter) -> None:
    client = enter("coordinator", second_step=False)
    old = made(client)
    client.get(SHEET)
    assert halfway().post(CODE, {"code": old[1]})["Location"] == "/"
    new = made(client)
    assert halfway().post(CODE, {"code": old[2]}).status_code == 200
    assert halfway().post(CODE, {"code": new[1]})["Location"] == "/"


def test_with_three_codes_left_a_new_sheet_comes_first(enter: Enter) -> None:
    codes = made(enter("coordinator", second_step=False))
    row = Authenticator.objects.get()
    row.data["used_mask"] = (1 << 26) - 1
    row.save()
    client = halfway()
    assert client.post(CODE, {"code": codes[26]})["Location"] == "/"
    for path in ("/", "/people/", "/account/"):
        assert client.get(path)["Location"] == SHEET
    made(client)
    assert client.get("/people/").status_code == 200


def test_whoever_also_has_a_telephone_is_not_stopped_by_a_low_sheet(enter: Enter, cast: Cast) -> None:
    client = enter("coordinator", second_step=False)
    codes = made(client)
    Authenticator.objects.create(user=cast.accounts["coordinator"], type="totp", data={"secret": "JBSWY3DPEHPK3PXP"})
    row = Authenticator.objects.get(type="recovery_codes")
    row.data["used_mask"] = (1 << 26) - 1
    row.save()
    client = halfway()
    client.post(CODE, {"code": codes[26]})
    assert client.get("/people/").status_code == 200


def test_the_page_fits_for_print_and_names_nobody(enter: Enter, cast: Cast) -> None:
    page = enter("coordinator", second_step=False).get(SHEET).content.decode()
    assert cast.accounts["coordinator"].email not in page
    assert cast.accounts["coordinator"].name not in page
    assert "print-button" in page
