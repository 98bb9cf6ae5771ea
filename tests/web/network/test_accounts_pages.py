"""Pages of accounts: list, invitation, postings and closing, only for those who manage the account."""

import uuid

import pytest
from django.test import Client

from jatan.foundation.access.models import Account, Posting
from tests.cast import Cast
from tests.web.conftest import Browser

pytestmark = pytest.mark.django_db
ACTIONS = ("close", "open", "sign-out", "invite")


def invitation(cast: Cast, **more: str) -> dict[str, str]:
    return {
        "name": "नया साथी",
        "email": "naya@example.org",
        "role": "desk_operator",
        "organisation": str(cast.gumla.pk),
    } | more


def page_of(client: Client, account: Account, rest: str = "") -> int:
    return client.get(f"/accounts/{account.pk}/{rest}").status_code


@pytest.mark.parametrize("part", ["field_worker", "desk_operator", "counsellor", "supervisor", "researcher", "auditor"])
@pytest.mark.parametrize("path", ["/accounts/", "/accounts/invite/"])
def test_other_roles_get_404(part: str, path: str, browser: Browser) -> None:
    client = browser(part)
    assert client.get(path).status_code == 404
    assert client.post(path, {"q": "x"}).status_code == 404


def test_list_shows_only_managed_accounts(cast: Cast, browser: Browser) -> None:
    page = browser("coordinator").get("/accounts/").content.decode().replace("<wbr>", "")
    assert "desk_operator@example.org" in page
    assert "khunti" not in page
    assert "secretariat" not in page


def test_search_by_name_puts_no_name_in_a_url(cast: Cast, browser: Browser) -> None:
    account = cast.accounts["desk_operator"]
    Account.objects.filter(pk=account.pk).update(name="सुनीता उराँव")
    page = browser("coordinator").post("/accounts/", {"q": "Sunita Oraon"}).content.decode()
    assert f"/accounts/{account.pk}/" in page
    assert f"/accounts/{cast.accounts['supervisor'].pk}/" not in page
    assert (
        f"/accounts/{account.pk}/"
        not in browser("khunti_coordinator").post("/accounts/", {"q": "Sunita"}).content.decode()
    )


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("role=supervisor", {"supervisor"}),
        ("state=closed", {"counsellor"}),
        ("state=invited", {"field_worker"}),
        ("role=supervisor&state=closed", set()),
        ("role=nonsense&page=99999999&state=%00", set()),
    ],
)
def test_list_is_narrowed(query: str, expected: set[str], cast: Cast, browser: Browser) -> None:
    Account.objects.filter(pk=cast.accounts["counsellor"].pk).update(is_active=False)
    Account.objects.filter(pk=cast.accounts["field_worker"].pk).update(password="!")
    answer = browser("coordinator").get(f"/accounts/?{query}")
    assert answer.status_code == 200
    names = {part for part, account in cast.accounts.items() if f"/accounts/{account.pk}/" in answer.content.decode()}
    if "nonsense" not in query:
        assert names == expected


def test_link_of_an_invitation_is_shown_once(cast: Cast, browser: Browser) -> None:
    client = browser("coordinator")
    answer = client.post("/accounts/invite/", invitation(cast))
    assert answer.status_code == 200
    link = answer.context["link"]
    assert link.startswith("http://testserver/invitation/")
    assert "no-store" in answer["Cache-Control"]
    account = Account.objects.get(email="naya@example.org")
    page = client.get(f"/accounts/{account.pk}/").content.decode()
    assert link.rsplit("/", 2)[1] not in page
    assert Client().get(link.removeprefix("http://testserver"), follow=True).status_code == 200


@pytest.mark.parametrize(
    "more",
    [
        {"role": "secretariat"},
        {"role": "administrator"},
        {"role": "importer"},
        {"role": "machine"},
        {"email": "coordinator@example.org"},
        {"email": "a b"},
        {"email": ""},
        {"name": " "},
        {"role": "field_worker"},
    ],
)
def test_what_may_not_be_given_is_refused_on_the_sheet(more: dict[str, str], cast: Cast, browser: Browser) -> None:
    before = Account.objects.count()
    answer = browser("coordinator").post("/accounts/invite/", invitation(cast, **more))
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) & (set(more) | {"place"})
    assert Account.objects.count() == before


def test_other_organisations_and_extra_fields_are_refused(cast: Cast, browser: Browser) -> None:
    answer = browser("coordinator").post("/accounts/invite/", invitation(cast, organisation=str(cast.khunti.pk)))
    assert answer.status_code == 422
    smuggled = invitation(cast, is_active="0", is_demo="1", password="x", language="en", id=str(uuid.uuid4()))
    assert browser("coordinator").post("/accounts/invite/", smuggled).status_code == 200
    account = Account.objects.get(email="naya@example.org")
    assert (account.is_active, account.is_demo, account.language) == (True, False, "hi")
    assert not account.has_usable_password()


def test_field_worker_is_posted_to_a_block_of_the_office(cast: Cast, browser: Browser) -> None:
    client, address = browser("coordinator"), f"/accounts/{cast.accounts['counsellor'].pk}/postings/new/"
    answers = {"role": "field_worker", "organisation": str(cast.gumla.pk), "place": str(cast.khunti_block.pk)}
    assert client.post(address, answers).status_code == 422
    assert client.post(address, answers | {"place": str(cast.gumla_block.pk)}).status_code == 302
    assert cast.accounts["counsellor"].postings.filter(place=cast.gumla_block).exists()


def test_posting_is_ended_and_asked_before(cast: Cast, browser: Browser) -> None:
    posting = cast.accounts["desk_operator"].postings.get()
    address = f"/accounts/{cast.accounts['desk_operator'].pk}/postings/{posting.pk}/end/"
    client = browser("coordinator")
    assert client.get(address).status_code == 200
    assert cast.actor("desk_operator").posts
    assert client.post(address).status_code == 302
    assert not cast.actor("desk_operator").posts


def test_account_is_closed_and_opened_again(cast: Cast, browser: Browser) -> None:
    account, client = cast.accounts["desk_operator"], browser("coordinator")
    assert client.get(f"/accounts/{account.pk}/close/").status_code == 200
    account.refresh_from_db()
    assert account.is_active
    assert client.post(f"/accounts/{account.pk}/close/").status_code == 302
    account.refresh_from_db()
    assert not account.is_active
    assert page_of(client, account, "close/") == 404
    assert client.post(f"/accounts/{account.pk}/open/").status_code == 302
    account.refresh_from_db()
    assert account.is_active


def test_new_link_and_sign_out_work_from_the_page(cast: Cast, browser: Browser) -> None:
    account, client_of_account = cast.accounts["desk_operator"], browser("desk_operator")
    client = browser("coordinator")
    assert "link" in client.post(f"/accounts/{account.pk}/invite/").context
    assert client_of_account.get("/").status_code == 200
    assert client.post(f"/accounts/{account.pk}/sign-out/").status_code == 302
    assert client_of_account.get("/").status_code == 302


@pytest.mark.parametrize("part", ["khunti_desk", "secretariat", "administrator", "stranger"])
def test_account_not_managed_is_404(part: str, cast: Cast, browser: Browser) -> None:
    client, account = browser("coordinator"), cast.accounts[part]
    absent = client.get(f"/accounts/{uuid.uuid4()}/")
    assert page_of(client, account) == absent.status_code == 404
    for action in ACTIONS:
        assert page_of(client, account, f"{action}/") == 404
        assert client.post(f"/accounts/{account.pk}/{action}/").status_code == 404
    assert client.post(f"/accounts/{account.pk}/postings/new/", {"role": "counsellor"}).status_code == 404
    posting = account.postings.first()
    if posting is not None:
        assert client.post(f"/accounts/{account.pk}/postings/{posting.pk}/end/").status_code == 404
    account.refresh_from_db()
    assert account.is_active


def test_posting_of_one_cannot_be_ended_through_the_page_of_another(cast: Cast, browser: Browser) -> None:
    foreign_posting = cast.accounts["khunti_desk"].postings.get()
    mine = cast.accounts["desk_operator"]
    assert browser("coordinator").post(f"/accounts/{mine.pk}/postings/{foreign_posting.pk}/end/").status_code == 404
    assert Posting.objects.get(pk=foreign_posting.pk).until is None


@pytest.mark.parametrize("part", ["coordinator", "secretariat", "administrator"])
def test_own_account_has_no_actions(part: str, cast: Cast, browser: Browser) -> None:
    client, account = browser(part), cast.accounts[part]
    assert page_of(client, account) == 200
    for action in ACTIONS:
        assert client.post(f"/accounts/{account.pk}/{action}/").status_code == 404
    organisation = str(account.postings.get().organisation_id)
    answers = {"role": "counsellor", "organisation": organisation}
    assert client.post(f"/accounts/{account.pk}/postings/new/", answers).status_code == 404
    assert account.postings.count() == 1


def test_no_name_is_in_a_page_title(cast: Cast, browser: Browser) -> None:
    account = cast.accounts["desk_operator"]
    for rest in ("", "close/", "postings/new/"):
        page = browser("coordinator").get(f"/accounts/{account.pk}/{rest}").content.decode()
        assert account.name in page
        assert account.name not in page.partition("</title>")[0]


def test_list_asks_few_queries(cast: Cast, browser: Browser, django_assert_max_num_queries: object) -> None:
    client = browser("secretariat")
    with django_assert_max_num_queries(16):  # type: ignore[operator]
        assert client.get("/accounts/").status_code == 200
