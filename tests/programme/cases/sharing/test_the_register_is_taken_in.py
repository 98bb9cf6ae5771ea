"""Register letters are taken into sealed files once each; the ones that fail stay."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from jatan.foundation.access.walls import acting_as
from jatan.foundation.ledger.models import Event
from jatan.foundation.vault.letters import open_letter, send_letter
from jatan.foundation.vault.models import Letter, Wrap
from jatan.kernel.ids import new_id
from jatan.programme.cases import sharing_events
from jatan.programme.cases.models import Case, CaseFact
from jatan.programme.cases.register import services
from jatan.programme.cases.register.facts import fact_id
from jatan.programme.cases.register.letters import REGISTER, RegisterDates
from jatan.programme.cases.register.waiting_dates import seal_waiting
from jatan.programme.cases.sharing.register_letters import take_register_letters, waiting_cases
from tests.cast import Cast, cast
from tests.foundation.vault.vault_office import quickly_stretched
from tests.programme.cases.builders import a_case
from tests.programme.cases.case_office import AGREED, CaseHouse, case_house

__all__ = ["cast"]

pytestmark = pytest.mark.django_db
VALUES: dict[str, Any] = {
    "opened_on": dt.date(2022, 12, 22),
    "closed_on": dt.date(2023, 3, 9),
    "is_closed": True,
    "follow_ups_reported": 7,
    "village": "सालटोली",
}


@pytest.fixture
def late(cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[CaseHouse, list[Case]]]:
    """Three cases that were on record before the office had keys; their days are sealed into letters now."""
    quickly_stretched(monkeypatch)
    with acting_as(cast.actor("supervisor")) as by:
        cases = [a_case(by, cast, code=f"क-{number}", **VALUES) for number in (1, 2, 3)]
    with case_house(cast, tmp_path) as house:
        seal_waiting()
        with house.acting():
            yield house, cases


def take(house: CaseHouse, part: str = "counsellor", **more: Any) -> int:
    with house.acting(part):
        return take_register_letters(by=house.by(part), keyring=house.ring(part), **more)


def register(house: CaseHouse, case: Case) -> dict[str, Any]:
    (entry,) = house.read(case.pk).file.all("register")
    return dict(entry.answers)


def test_each_case_gets_its_key_its_days_and_its_secret(late: tuple[CaseHouse, list[Case]]) -> None:
    house, cases = late
    assert waiting_cases(house.ring("counsellor")) == 3
    assert take(house) == 3
    for case in cases:
        values = register(house, case)
        assert (values["opened_on"], values["closed_on"]) == (VALUES["opened_on"], VALUES["closed_on"])
        assert (values["village"], values["follow_ups_reported"]) == ("सालटोली", 7)
    with house.acting("supervisor"):
        assert house.read(cases[0].pk, "supervisor").file.is_closed
    assert Event.objects.filter(verb=sharing_events.LETTER_TAKEN).count() == 3


def test_twice_is_as_once(late: tuple[CaseHouse, list[Case]]) -> None:
    house, cases = late
    take(house)
    before = Wrap.objects.count()
    assert take(house) == 0
    assert waiting_cases(house.ring("counsellor")) == 0
    assert Wrap.objects.count() == before
    assert len(house.read(cases[0].pk).file.all("register")) == 1


def test_some_at_a_time(late: tuple[CaseHouse, list[Case]]) -> None:
    house, _cases = late
    assert take(house, limit=2) == 2
    assert waiting_cases(house.ring("counsellor")) == 1
    assert take(house, limit=2) == 1


def test_an_altered_letter_is_logged_and_stays_and_others_are_taken(late: tuple[CaseHouse, list[Case]]) -> None:
    house, cases = late
    with house.acting("supervisor"):
        letter = Letter.objects.get(about=cases[1].pk)
        sealed = bytearray(bytes(letter.sealed))
        sealed[-1] ^= 1
        Letter.objects.filter(pk=letter.pk).update(sealed=bytes(sealed))
    assert take(house) == 2
    assert Event.objects.filter(verb="keys.refused").count() == 1
    assert not Wrap.objects.filter(case=cases[1].pk).exists()
    assert house.read(cases[2].pk).file.all("register")


def test_a_letter_about_no_case_or_from_another_member_is_logged_and_stays(late: tuple[CaseHouse, list[Case]]) -> None:
    house, cases = late
    organisation = house.cast.gumla.pk
    body = RegisterDates(code="x", kind="other", opened_on=VALUES["opened_on"], place=house.cast.gumla_block.pk)
    send_letter(organisation, kind=REGISTER, about=new_id(), plaintext=body.to_plaintext())
    send_letter(organisation, kind=REGISTER, about=cases[0].pk, plaintext=b"no letter of ours")
    assert take(house) == 3
    assert waiting_cases(house.ring("counsellor")) == 2
    values = Event.objects.filter(verb=sharing_events.LETTER_REFUSED).order_by("sequence")
    assert [event.payload["why"] for event in values] == ["no_such_case", "unreadable"]


def test_a_correction_changes_what_it_names_and_nothing_else(late: tuple[CaseHouse, list[Case]]) -> None:
    house, cases = late
    take(house)
    with house.acting("supervisor") as by:
        services.amend_case(by=by, case=Case.objects.get(pk=cases[0].pk), changes={"opened_on": dt.date(2022, 8, 2)})
    assert take(house) == 1
    values = register(house, cases[0])
    assert values["opened_on"] == dt.date(2022, 8, 2)
    assert (values["closed_on"], values["village"]) == (VALUES["closed_on"], "सालटोली")


def test_a_correction_of_the_day_moves_the_count(late: tuple[CaseHouse, list[Case]]) -> None:
    house, cases = late
    secret = _secret(house, cases[0])
    take(house)
    with house.acting("supervisor") as by:
        services.amend_case(by=by, case=Case.objects.get(pk=cases[0].pk), changes={"opened_on": dt.date(2022, 8, 2)})
    take(house)
    assert CaseFact.objects.get(pk=fact_id(secret)).quarter == dt.date(2022, 7, 1)


def test_a_file_taken_in_is_worked_on_like_any_other(late: tuple[CaseHouse, list[Case]]) -> None:
    house, cases = late
    take(house)
    found = house.read(cases[0].pk)
    assert house.write(found, "consent", AGREED).file.all("consent")


def _secret(house: CaseHouse, case: Case) -> bytes:
    letter = Letter.objects.get(about=case.pk)
    return RegisterDates.opened(open_letter(house.ring("counsellor"), letter)).facts_secret


def test_a_case_that_had_a_key_keeps_its_letter_and_others_are_taken(late: tuple[CaseHouse, list[Case]]) -> None:
    """Its wraps were deleted: no second first key, and no end of everybody's letters."""
    house, cases = late
    assert take(house, limit=1) == 1
    (taken,) = {case.pk for case in cases} - set(Letter.objects.values_list("about", flat=True))
    body = RegisterDates(code="x", kind="other", opened_on=VALUES["opened_on"], place=house.cast.gumla_block.pk)
    send_letter(house.cast.gumla.pk, kind=REGISTER, about=taken, plaintext=body.to_plaintext())
    with house.acting("supervisor"):
        Wrap.objects.filter(case=taken).delete()
    assert take(house) == 2
    assert waiting_cases(house.ring("counsellor")) == 1
