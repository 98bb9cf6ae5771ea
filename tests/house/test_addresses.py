"""Every URL declares who may open it, and none contains a name."""

from collections.abc import Iterable

from django.http import HttpRequest, HttpResponse

from jatan.foundation.access.permissions import Permission
from jatan.web.ui.needs import needs, public
from tests.house.addresses import Address, all_addresses

# What an address may carry: ids, codes, kinds of file, languages, and the one-time token of an invitation.
VALUES = {"pk", "child", "posting", "row", "action", "kind", "code", "value", "token", "digest", "holder", "language"}


def faults(addresses: Iterable[Address]) -> list[str]:
    """What is wrong with the marks, the names and the values of these addresses."""
    found, names = [], set()
    for address in addresses:
        if (address.needs is None) == (not address.public):
            found.append(f"/{address.route} is marked neither needs nor public, or both")
        elif address.needs is not None and address.needs not in Permission:
            found.append(f"/{address.route} needs {address.needs!r}, which is no permission")
        if not address.name or address.name in names:
            found.append(f"/{address.route} has no name of its own")
        names.add(address.name)
        found += [f"/{address.route} carries {value}" for value in sorted(address.takes - VALUES)]
    return found


def test_every_address_says_who_may_open_it() -> None:
    assert faults(all_addresses()) == []


def test_the_walk_finds_the_whole_tree() -> None:
    names = {address.name for address in all_addresses()}
    assert len(names) > 120
    assert {"home", "people_edit", "report_rows", "account_login", "organisation_edit", "gallery"} <= names


def test_sign_in_pages_are_public_for_a_stated_reason() -> None:
    reasons = [address.public for address in all_addresses() if address.route.startswith("account/")]
    assert len(reasons) > 20
    assert all(reason and len(reason.split()) >= 4 for reason in reasons)


def test_a_view_without_a_mark_is_reported() -> None:
    assert "neither" in faults([Address("bare/", "bare", _bare, frozenset())])[0]


def test_a_view_with_both_marks_is_reported() -> None:
    both = needs(Permission.HOME_SEE)(_bare)
    both.public = "and open to all"  # type: ignore[attr-defined]
    assert "or both" in faults([Address("both/", "both", both, frozenset())])[0]


def test_an_address_that_carries_a_name_is_reported() -> None:
    opened = public("for this test")(_bare)
    assert faults([Address("p/<str:person_name>/", "p", opened, frozenset({"person_name"}))]) == [
        "/p/<str:person_name>/ carries person_name"
    ]


def test_two_addresses_of_one_name_are_reported() -> None:
    opened = public("for this test")(_bare)
    twice = [Address("a/", "same", opened, frozenset()), Address("b/", "same", opened, frozenset())]
    assert faults(twice) == ["/b/ has no name of its own"]


def _bare(request: HttpRequest) -> HttpResponse:
    return HttpResponse()
