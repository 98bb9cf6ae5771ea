"""Statements are joined into a set by two people with a reason; nothing is joined automatically."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.db import ProgrammingError, transaction

from jatan.foundation.access.actors import Actor
from jatan.foundation.access.gate import Forbidden
from jatan.kernel.problems import Problem
from jatan.programme.agents import selectors
from jatan.programme.agents.models import Joining, Profile, Statement
from jatan.programme.agents.services import STATEMENT
from jatan.programme.agents.statement_sets import confirm_same, propose_same, undo_same
from tests.cast import Cast
from tests.programme.agents.builders import a_statement

pytestmark = pytest.mark.django_db
type As = Callable[[str], AbstractContextManager[Actor]]


def proposed(by: Actor, cast: Cast) -> Joining:
    first = a_statement(by, cast)
    second = a_statement(by, cast, source="police", reliability="document")
    return propose_same(by=by, statement=first, other=second, reason="एक ही नंबर, एक ही गाड़ी")


def test_a_shared_number_and_name_are_shown_and_nothing_is_joined(cast: Cast, as_: As) -> None:
    with as_("supervisor") as by:
        first = a_statement(by, cast)
        number = a_statement(by, cast, name="सोमरा मुंडा")
        name = a_statement(by, cast, name="Birsa Mahto", phones=())
        a_statement(by, cast, name="कोई और", phones=("9431100009",))
        found = {row.pk: (row.same_number, row.same_name) for row in selectors.similar_statements(by, first)}  # type: ignore[attr-defined]
        assert found == {number.pk: (True, False), name.pk: (False, True)}
        assert not Profile.objects.exists()


def test_one_proposes_and_a_second_confirms(cast: Cast, as_: As) -> None:
    with as_("supervisor") as by:
        joining = proposed(by, cast)
        (waiting,) = selectors.profiles(by)
        assert (waiting.joined, waiting.supported, waiting.waiting) == (0, 0, 1)  # type: ignore[attr-defined]
        with pytest.raises(Problem, match="second_person"):
            confirm_same(by=by, joining=joining)
    with as_("coordinator") as by:
        assert confirm_same(by=by, joining=joining)
        (profile,) = selectors.profiles(by)
        assert (profile.joined, profile.supported, profile.waiting) == (1, 1, 0)  # type: ignore[attr-defined]
        assert [row.confirmed_by for row in selectors.joinings(by, profile)] == [by.account_id]
        with pytest.raises(Problem, match="not_at_this_stage"):
            confirm_same(by=by, joining=joining)


def test_undoing_restores_every_statement(cast: Cast, as_: As) -> None:
    with as_("supervisor") as by:
        joining = proposed(by, cast)
    with as_("coordinator") as by:
        confirm_same(by=by, joining=joining)
    with as_("supervisor") as by:
        undo_same(by=by, joining=joining, reason="दो अलग लोग हैं")
        assert list(selectors.profiles(by)) == []
        assert selectors.statements(by).count() == 2
        with pytest.raises(Problem, match="not_at_this_stage"):
            undo_same(by=by, joining=joining, reason="x")
        first, second = selectors.statements(by).order_by("id")
        assert propose_same(by=by, statement=second, other=first, reason="फिर भी").profile_id != joining.profile_id


def test_a_third_statement_joins_the_set_from_either_side(cast: Cast, as_: As) -> None:
    with as_("supervisor") as by:
        joining = proposed(by, cast)
        third = a_statement(by, cast)
        further = propose_same(by=by, statement=third, other=joining.statement, reason="वही गाड़ी")
        assert (further.profile_id, further.statement_id) == (joining.profile_id, third.pk)
        with pytest.raises(Problem, match="already_together"):
            propose_same(by=by, statement=joining.statement, other=third, reason="x")
        assert [row.pk for row in selectors.profiles_with(by, third)] == [joining.profile_id]


def test_two_sets_cannot_be_merged(cast: Cast, as_: As) -> None:
    with as_("supervisor") as by:
        one, other = proposed(by, cast), proposed(by, cast)
        with pytest.raises(Problem, match="in_two_sets"):
            propose_same(by=by, statement=one.statement, other=other.statement, reason="x")


def test_a_statement_is_not_joined_to_itself_nor_without_a_reason(cast: Cast, as_: As) -> None:
    with as_("supervisor") as by:
        one, other = a_statement(by, cast), a_statement(by, cast)
        for wrong, reason in ((one, "x"), (other, " "), (other, "x" * 2001)):
            with pytest.raises(Problem):
                propose_same(by=by, statement=one, other=wrong, reason=reason)
        STATEMENT.withdraw(by=by, row=other, reason="x")
        with pytest.raises(Problem, match="not_at_this_stage"):
            propose_same(by=by, statement=one, other=other, reason="x")


def test_the_first_statement_withdrawn_undoes_the_set(cast: Cast, as_: As) -> None:
    with as_("supervisor") as by:
        joining = proposed(by, cast)
        STATEMENT.withdraw(by=by, row=joining.profile.seed, reason="x")
        assert not Profile.objects.live().exists()
        assert not Joining.objects.live().exists()
        assert selectors.statements(by).get().pk == joining.statement_id


@pytest.mark.parametrize("part", ["field_worker", "desk_operator", "counsellor", "secretariat", "khunti_coordinator"])
def test_joining_needs_both_permissions(part: str, cast: Cast, as_: As) -> None:
    with as_("supervisor") as by:
        joining = proposed(by, cast)
        third = a_statement(by, cast)
    with as_(part) as by:
        for act in (
            lambda: propose_same(by=by, statement=third, other=joining.statement, reason="x"),
            lambda: confirm_same(by=by, joining=joining),
            lambda: undo_same(by=by, joining=joining, reason="x"),
        ):
            with pytest.raises(Forbidden):
                act()


def test_statements_of_two_members_are_never_joined(cast: Cast, as_: As) -> None:
    with as_("khunti_coordinator") as by:
        second = a_statement(by, cast, organisation=cast.khunti.id, place=cast.khunti_block)
    with as_("coordinator") as by:
        first = a_statement(by, cast)
        with pytest.raises(Forbidden):
            propose_same(by=by, statement=first, other=second, reason="x")
        profile = Profile.objects.create(organisation=cast.gumla, place=cast.gumla_block, seed=first)
        assert profile.pk
        with pytest.raises((ProgrammingError, Exception)), transaction.atomic():
            Profile.objects.create(organisation=cast.khunti, place=cast.khunti_block, seed_id=second.pk)
        assert Statement.objects.count() == 1
