"""Identity papers, and Aadhaar numbers, which are never stored."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest

from jatan.foundation.access.actors import Actor
from jatan.kernel.problems import Problem, Problems
from jatan.kernel.text.aadhaar import aadhaar_problem
from jatan.programme.people.choices import IdentifierKind
from jatan.programme.people.commands import AddIdentifier
from jatan.programme.people.models import Identifier
from jatan.programme.people.selectors import identifiers
from jatan.programme.people.services import IDENTIFIER
from tests.cast import Cast
from tests.programme.people.builders import a_person, person_command

As = Callable[[str], AbstractContextManager[Actor]]
# Twelve digits with a valid check digit; UIDAI's own sample number, assigned to nobody.
SAMPLE = "999941057058"


def test_a_paper_is_kept_with_the_persons_organisation_and_place(cast: Cast, as_: As) -> None:
    with as_("field_worker") as by:
        person = a_person(by, cast)
        IDENTIFIER.record(by=by, command=AddIdentifier(person=person, kind="job_card", number="JH-07-001-0042"))
        kept = identifiers(by, person).get()
    assert (kept.number, kept.organisation_id, kept.place_id) == ("JH-07-001-0042", cast.gumla.id, cast.gumla_block.id)


@pytest.mark.parametrize("written", [SAMPLE, "9999 4105 7058", "9999-4105-7058", "९९९९ ४१०५ ७०५८"])
def test_an_aadhaar_number_is_refused_as_identifier(cast: Cast, as_: As, written: str) -> None:
    with as_("field_worker") as by:
        person = a_person(by, cast)
        with pytest.raises(Problems) as caught:
            AddIdentifier(person=person, kind="ration_card", number=written)
        assert not Identifier.objects.exists()
    (problem,) = caught.value.problems
    assert (problem.code, problem.field) == ("aadhaar_number", "number")
    assert "XXXX XXXX 7058" in str(problem.message)
    assert "9999" not in str(problem.message)


@pytest.mark.parametrize("field", ["name", "guardian_name", "village", "panchayat", "phone"])
def test_an_aadhaar_number_is_refused_in_every_text_field(cast: Cast, field: str) -> None:
    with pytest.raises(Problems) as caught:
        person_command(cast, **{field: f"x {SAMPLE[:4]} {SAMPLE[4:8]} {SAMPLE[8:]}"})
    assert [(problem.code, problem.field) for problem in caught.value.problems] == [("aadhaar_number", field)]


def test_twelve_digits_with_an_invalid_check_digit_are_accepted() -> None:
    assert aadhaar_problem("999941057059") is None


def test_the_message_masks_only_the_number() -> None:
    problem = aadhaar_problem(f"{SAMPLE} (2 बच्चे, 35)")
    assert problem is not None
    assert "XXXX XXXX 7058" in str(problem.message)


def test_no_kind_of_paper_is_aadhaar() -> None:
    assert not [kind for kind in IdentifierKind.values if "aadh" in kind or kind == "other"]


def test_the_same_number_twice_is_refused_until_the_first_is_withdrawn(cast: Cast, as_: As) -> None:
    with as_("field_worker") as by:
        person = a_person(by, cast)
        command = AddIdentifier(person=person, kind="passport", number="M1234567")
        first = IDENTIFIER.record(by=by, command=command)
        with pytest.raises(Problem) as caught:
            IDENTIFIER.record(by=by, command=command)
        assert caught.value.code == "already_recorded"
        IDENTIFIER.withdraw(by=by, row=first, reason="ग़लत")
        assert IDENTIFIER.record(by=by, command=command).id == identifiers(by, person).get().id


def test_a_paper_cannot_be_given_to_another_members_person(cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        person = a_person(by, cast)
    with pytest.raises(Problems) as caught:
        AddIdentifier(organisation=cast.khunti.id, place=cast.khunti_block, person=person, kind="pan", number="ABC")
    assert [problem.code for problem in caught.value.problems] == ["other_organisation"]
