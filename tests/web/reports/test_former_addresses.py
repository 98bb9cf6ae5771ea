"""Addresses of pages that the studio has replaced lead to the same choice there, and to nobody else than before."""

import pytest
from django.http import QueryDict

from tests.cast import Cast
from tests.web.conftest import Browser

pytestmark = pytest.mark.django_db
DAYS = {"from": "2022-04-01", "to": "2023-03-31"}
# {former address: what it adds to the choice}
PAGES: dict[str, dict[str, list[str]]] = {
    "/reports/impact/": {},
    "/reports/account/": {"part": ["strategies", "activities", "results", "method"]},
    "/reports/donor/": {"audience": ["donor"]},
}


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("kind", ["", "pdf", "docx"])
def test_the_same_choice_stands_at_the_address_of_the_studio(
    cast: Cast, browser: Browser, path: str, kind: str
) -> None:
    client = browser("secretariat")
    chosen = DAYS | {
        "organisation": str(cast.gumla.pk),
        "district": str(cast.gumla_district.pk),
        "theme": "trafficking",
        "language": "en",
        "compare": "year",
    }
    answer = client.get(f"{path}file/{kind}/" if kind else path, chosen)
    assert answer.status_code == 302
    address, _sign, query = answer.headers["Location"].partition("?")
    assert address == (f"/reports/file/{kind}/" if kind else "/reports/")
    found = QueryDict(query)
    assert dict(found.lists()) == {name: [value] for name, value in chosen.items()} | PAGES[path]
    reached = client.get(answer.headers["Location"])
    assert reached.status_code == 200
    if kind:
        assert reached.headers["Content-Disposition"].endswith(f'-en.{kind}"')


@pytest.mark.parametrize("path", PAGES)
def test_who_may_not_read_gets_nothing(cast: Cast, browser: Browser, path: str) -> None:
    for part in ("auditor", "administrator", "legal_officer", "stranger"):
        for address in (path, f"{path}file/pdf/"):
            assert browser(part).get(address).status_code == 404
    of_others = {"organisation": str(cast.khunti.pk)}
    for address in (path, f"{path}file/pdf/"):
        assert browser("coordinator").get(address, of_others).status_code == 404
    assert browser("secretariat").get(f"{path}file/exe/").status_code == 404


def test_a_name_in_an_old_address_is_carried_nowhere(cast: Cast, browser: Browser) -> None:
    kept = browser("secretariat").get("/reports/impact/", DAYS | {"show": "shg_meetings.participants"})
    assert "show=shg_meetings.participants" in kept.headers["Location"]
    as_page = browser("secretariat").get("/reports/impact/file/html/", DAYS)
    assert as_page.headers["Location"].startswith("/reports/?")
    answer = browser("secretariat").get(
        "/reports/donor/", DAYS | {"theme": "Sunita", "q": "Sunita", "show": "Sunita.x"}
    )
    assert "Sunita" not in answer.headers["Location"]
