"""The beginning of a house: network, members, first administrator and second person, all in one transaction.

`first-answers.schema.json` says what the answers hold. Acts are recorded as the console's (`actors.console`).
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from django.db import connection, transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from jatan.foundation.access.actors import console
from jatan.foundation.access.invitations import invite_account
from jatan.foundation.access.models import Account
from jatan.foundation.access.network_acts import load_network_file
from jatan.foundation.access.permissions import Role
from jatan.foundation.access.services import GivePosting
from jatan.foundation.access.sign_in_names import clean_sign_in_name
from jatan.foundation.access.walls import acting_as
from jatan.foundation.network.models import Kind, Organisation
from jatan.foundation.network.network_file import EXAMPLE, SECRETARIAT, network_problems
from jatan.foundation.network.selectors import secretariat
from jatan.kernel.json_documents import read_schema, schema_problems
from jatan.kernel.numbers import parse_phone
from jatan.kernel.problems import Problem, raise_any

SCHEMA: Final = read_schema(Path(__file__).with_name("first-answers.schema.json"))
EXAMPLE_ANSWERS: Final[Mapping[str, Any]] = {
    "note": "नमूना: सब कुछ अपना लिखें। / An example: write everything of your own.",
    "network": EXAMPLE,
    "administrator": {"name": "सुरेश महतो", "email": "suresh@example.org"},
    "second_person": {"name": "मालती टोप्पो", "email": "malti@example.org"},
    "address": "https://jatan.example.org",
}
_PEOPLE: Final = (("administrator", Role.ADMINISTRATOR), ("second_person", Role.SECRETARIAT))
_ADDRESS: Final = re.compile(r"https?://(?:[A-Za-z0-9.-]+|\[[0-9A-Fa-f:]+\])(?::[0-9]{1,5})?/?")

_BEGUN: Final = _(
    "This house has begun already: it has {accounts} accounts. Nothing was changed. Who they are:"
    " ./jatan accounts list . Another person, or a new link for one of them: ./jatan accounts invite"
)
_ANOTHER_NETWORK: Final = _(
    "This house holds another network already: {codes}. Nothing was changed. Give a new house a folder of its own in"
    " JATAN_HOME, or name these organisations in the answers too."
)
SAME_PERSON: Final = _("Both people have this sign-in name. The second person is somebody else.")
_NO_PHONE: Final = _("This is no telephone number of ten digits. Correct it, or leave it out.")
_NO_ADDRESS: Final = _("This is no address. Write it as https://jatan.example.org, with nothing behind the name.")


@dataclass(frozen=True)
class Invited:
    """A person of a new house, and the one-time token of her invitation."""

    role: Role
    name: str
    email: str
    token: str


@dataclass(frozen=True)
class NewHouse:
    """Result of `begin_house`: number of member organisations, and the people with their tokens."""

    members: int
    people: tuple[Invited, ...]


def begin_house(answers: Any) -> NewHouse:
    """Make network, members and both accounts from the first answers, or nothing.

    Raises Problem or Problems, each with the path in the answers as `field`; without a field where the house has begun
    (`begun`) or holds another network (`another_network`).
    """
    raise_any(_answer_problems(answers))
    with transaction.atomic():
        with connection.cursor() as cursor:  # of two who begin at once, the second finds the accounts of the first
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", ["jatan.begin_house"])
        refuse_begun_house()
        _refuse_another_network(answers["network"])
        loaded = load_network_file(answers["network"])
        people = tuple(_invited(role, answers[key]) for key, role in _PEOPLE)
    return NewHouse(len(loaded.organisations), people)


def refuse_begun_house() -> None:
    """Raise Problem `begun` if the house has an account already."""
    if accounts := Account.objects.count():
        raise Problem("begun", format_lazy(_BEGUN, accounts=accounts))


def clean_address(text: str) -> str:
    """The address of the pages without a slash at its end; "" stays. Raises Problem `unreadable` at `address`."""
    if text and not _ADDRESS.fullmatch(text.strip()):
        raise Problem("unreadable", _NO_ADDRESS, field="address")
    return text.strip().rstrip("/")


def _answer_problems(answers: Any) -> list[Problem]:
    """Everything that is wrong with the first answers, whatever the house holds."""
    problems = schema_problems(SCHEMA, answers)
    if isinstance(answers, Mapping) and isinstance(answers.get("network"), Mapping):
        found = network_problems(answers["network"])
        problems += [one.at(f"network.{one.field}" if one.field else "network") for one in found]
    return problems or list(_person_problems(answers))


def _person_problems(answers: Mapping[str, Any]) -> Iterator[Problem]:
    names = []
    for key, _role in _PEOPLE:
        try:
            names.append(clean_sign_in_name(answers[key]["email"]))
        except Problem as problem:
            yield problem.at(f"{key}.email")
    if len(names) > len(set(names)):
        yield Problem("taken", SAME_PERSON, field="second_person.email")
    phone = answers["administrator"].get("phone", "")
    if phone and parse_phone(phone) is None:
        yield Problem("unreadable", _NO_PHONE, field="administrator.phone")
    try:
        clean_address(answers.get("address", ""))
    except Problem as problem:
        yield problem


def _refuse_another_network(document: Mapping[str, Any]) -> None:
    """Raise Problem `another_network` if something is recorded that this network file does not name."""
    known = secretariat()
    named = {SECRETARIAT, *(entry["code"] for entry in document["organisations"])}
    others = set(Organisation.objects.filter(kind=Kind.MEMBER).values_list("code", flat=True)) - named
    if known is not None and (known.name_hi, known.name_en) != (
        document["network"]["name_hi"],
        document["network"]["name_en"],
    ):
        others.add(f"{known.code} {known.name}")
    if others:
        raise Problem("another_network", format_lazy(_ANOTHER_NETWORK, codes=", ".join(sorted(others))))


def _invited(role: Role, person: Mapping[str, Any]) -> Invited:
    by = console()
    with acting_as(by):
        posting = GivePosting(role=role, organisation_id=by.home_organisations[0])
        account, token = invite_account(by=by, email=person["email"], name=person["name"], postings=[posting])
        if phone := parse_phone(person.get("phone", "")):
            account.phone = phone
            account.save(update_fields=["phone"])
    return Invited(role, account.name, account.email, token)
