"""Whatever is done in whatever order – create, grant, for good or until a day, revoke, join and leave a team, reset,
vouch at once or later, recover, rotate, renew a case's key, write letters and take them in, let days pass – exactly
those whom a plain list says may read can read, after every step. The list knows nothing of keys. The second reader of
the protocol sees the same.
"""

import datetime as dt
import uuid
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from jatan.foundation.access.actors import Actor, Post
from jatan.foundation.access.permissions import Role
from jatan.foundation.access.walls import acting_as
from jatan.foundation.vault import ceremonies, membership
from jatan.foundation.vault.casekeys import (
    Reader,
    TooFewReaders,
    delete_expired_wraps,
    grant,
    make_case_key,
    permanent_readers,
    renew,
    revoke,
)
from jatan.foundation.vault.choices import Kind
from jatan.foundation.vault.keyrings import CaseKey
from jatan.foundation.vault.letters import delete_letter, open_letter, send_letter
from jatan.foundation.vault.models import DirectoryKey, Letter, Section, Team, Wrap
from jatan.foundation.vault.refusal import Refused
from jatan.foundation.vault.section_store import latest, open_section, write_section
from jatan.kernel import clock
from jatan.kernel.ids import new_id
from tests.cast import Cast
from tests.foundation.vault import second_reader as second
from tests.foundation.vault.two_readers import fresh, rows_of, second_house, second_person
from tests.foundation.vault.vault_office import VaultHouse, quickly_stretched, vault_house

NAMES = ("asha", "meera", "rekha", "sunita")
STORY = "उसने कहा था कि साल में दो बार घर भेजेंगे".encode()
# Few, so that much happens to each of them.
_CASES = 3
_LETTERS = 2
people = st.sampled_from(NAMES)
anybody = st.sampled_from(("supervisor", *NAMES))


class Vault(RuleBasedStateMachine):
    """`direct` and `through_team` are the plain list: case -> names and last days, and cases that the team reads.

    `waiting` have new keys that nobody has vouched for. `letters` wait for the team. `former`: keys of cases before
    they were renewed, which whoever had them may have kept.
    """

    house: VaultHouse
    other_organisation: uuid.UUID
    # After how many steps the second reader looks on.
    steps_between: int

    def __init__(self) -> None:
        super().__init__()
        self.stack = ExitStack()
        self.stack.enter_context(transaction.atomic())
        self.stack.callback(transaction.set_rollback, True)
        rings = {name: fresh(self.house, name) for name in self.house.rings}
        self.keys = replace(self.house, rings=rings, codes=dict(self.house.codes), people=dict(self.house.people))
        self.steps = 0
        self.letters: set[uuid.UUID] = set()
        self.former: list[tuple[uuid.UUID, CaseKey]] = []
        self.members = {"supervisor", "asha", "meera"}
        self.given = set(self.members)
        self.team: Team = self.keys.team("shelter", *sorted(self.members))
        self.direct: dict[uuid.UUID, dict[str, dt.date | None]] = {}
        self.waiting: set[str] = set()
        self.through_team: set[uuid.UUID] = set()
        self._made("supervisor", set(self.members), with_team=False)

    def teardown(self) -> None:
        self.stack.close()

    def may_read(self, case: uuid.UUID) -> set[str]:
        return self.unexpired_readers(case) | (self.given if case in self.through_team else set())

    def unexpired_readers(self, case: uuid.UUID) -> set[str]:
        """Those of the list whose last day is not past."""
        today = clock.today()
        return {name for name, until in self.direct[case].items() if until is None or until >= today}

    def for_good(self, case: uuid.UUID) -> set[str]:
        return {name for name, until in self.direct[case].items() if until is None}

    def may_decide(self, case: uuid.UUID) -> set[str]:
        """Who reads it for good gives it to others and takes it away."""
        return self.for_good(case) | (self.given if case in self.through_team else set())

    def wrapped_to(self, case: uuid.UUID) -> set[str]:
        """To whom a key of the case lies sealed, read from the table."""
        held = Wrap.objects.filter(case=case, kind=Kind.USER).values_list("principal", flat=True)
        names = {holder: name for name, holder in self.keys.people.items()}
        return {names[holder] for holder in held}

    @rule(by=anybody, other=people, with_team=st.booleans())
    def create(self, by: str, other: str, with_team: bool) -> None:
        if len(self.direct) == _CASES:
            return
        case, direct = new_id(), {by, other}
        to = [Reader(Kind.USER, self.keys.people[name]) for name in sorted(direct)]
        if with_team:
            to.append(Reader(Kind.TEAM, self.team.pk))
        if direct & self.waiting:
            with pytest.raises(Refused), transaction.atomic():
                make_case_key(self.keys.rings[by], case, to)
            return
        if len(direct | (self.members if with_team else set())) < 2:
            with pytest.raises(TooFewReaders), transaction.atomic():
                make_case_key(self.keys.rings[by], case, to)
            return
        self._made(by, direct, with_team=with_team, case=case)

    @rule(by=anybody, to=people, days=st.sampled_from([None, 0, 0, 1]), data=st.data())
    def give(self, by: str, to: str, days: int | None, data: st.DataObject) -> None:
        case = self._case(data)
        if case is None:
            return
        until = None if days is None or to in self.for_good(case) else clock.today() + dt.timedelta(days=days)
        reader = Reader(Kind.USER, self.keys.people[to], until)
        if by not in self.may_decide(case) or to in self.waiting:
            with pytest.raises(Refused), transaction.atomic():
                grant(self.keys.rings[by], case, reader)
            return
        grant(self.keys.rings[by], case, reader)
        self.direct[case][to] = until

    @rule(by=anybody, data=st.data())
    def take_away(self, by: str, data: st.DataObject) -> None:
        case = self._case(data)
        held = sorted(set(self.direct[case]) - {"supervisor"}) if case is not None else []
        if case is None or not held:
            return
        whom = data.draw(st.sampled_from(held))
        allowed = by in self.may_decide(case)
        left = (self.for_good(case) - {whom}) | (self.members if case in self.through_team else set())
        if not allowed or len(left) < 2:
            with pytest.raises((Refused, TooFewReaders)), transaction.atomic():
                revoke(self.keys.rings[by], case, self.keys.people[whom])
            return
        versions = set(Section.objects.filter(case=case).values_list("dek_version", flat=True))
        self.former.append((case, fresh(self.keys, by).case_key(case)))
        revoke(self.keys.rings[by], case, self.keys.people[whom])
        assert not versions & set(Section.objects.filter(case=case).values_list("dek_version", flat=True))
        del self.direct[case][whom]
        assert self.wrapped_to(case) == self.unexpired_readers(case), "whoever's day is past was not given the new key"

    @rule(by=anybody, data=st.data())
    def renew_key(self, by: str, data: st.DataObject) -> None:
        case = self._case(data)
        if case is None:
            return
        if by not in self.may_decide(case):
            with pytest.raises(Refused), transaction.atomic():
                renew(self.keys.rings[by], case)
            return
        self.former.append((case, fresh(self.keys, by).case_key(case)))
        renew(self.keys.rings[by], case)
        assert self.wrapped_to(case) == self.unexpired_readers(case)

    @rule(is_from_outside=st.booleans())
    def letter(self, is_from_outside: bool) -> None:
        if len(self.letters) == _LETTERS:
            return
        sender = self.other_organisation if is_from_outside else self.keys.organisation_id
        with acting_as(Actor(new_id(), (Post(Role.SUPERVISOR, sender),))):
            sent = send_letter(self.keys.organisation_id, kind="referral", plaintext=STORY, sender=sender)
        self.letters.add(sent.pk)

    @rule(by=anybody, with_team=st.booleans())
    def take_in(self, by: str, with_team: bool) -> None:
        """Whoever opens a letter makes a case of it, as of one that is handed over, for herself and the supervisor."""
        row = Letter.objects.filter(pk__in=self.letters).order_by("pk").first()
        if row is None or len(self.direct) == _CASES:
            return
        if by not in self.given:
            with pytest.raises(Refused):
                open_letter(fresh(self.keys, by), row)
            return
        assert open_letter(fresh(self.keys, by), row) == STORY
        if len({by, "supervisor"} | (self.members if with_team else set())) > 1:
            self._made(by, {by, "supervisor"}, with_team=with_team)
            delete_letter(row)
            self.letters.discard(row.pk)

    @rule(whom=people)
    def join_team(self, whom: str) -> None:
        if whom in self.waiting and whom not in self.members:
            with pytest.raises(Refused), transaction.atomic():
                membership.add_member(self.keys.rings["supervisor"], self.team, self.keys.people[whom])
        elif whom not in self.members:
            membership.add_member(self.keys.rings["supervisor"], self.team, self.keys.people[whom])
            self.members.add(whom)
            self.given.add(whom)

    @rule(whom=people)
    def leave_team(self, whom: str) -> None:
        if whom in self.members:
            membership.remove_member(self.keys.rings["supervisor"], self.team, self.keys.people[whom])
            self.members.discard(whom)
            self.given = self.members - self.waiting

    @rule()
    def rotate(self) -> None:
        """Members whose new key waits are passed over; those who were vouched for since have it again."""
        membership.start_epoch(self.keys.rings["supervisor"], self.team)
        self.given = self.members - self.waiting

    @rule(whom=people, is_vouched=st.booleans())
    def reset(self, whom: str, is_vouched: bool) -> None:
        """She forgot everything: a new pair opens nothing that was given to the old one."""
        self.keys.join(whom, is_vouched=is_vouched)
        for readers in self.direct.values():
            readers.pop(whom, None)
        self.given.discard(whom)
        self.waiting = self.waiting - {whom} if is_vouched else self.waiting | {whom}

    @rule(whom=people)
    def vouch(self, whom: str) -> None:
        """Her new key counts; it opens nothing until something is given to it."""
        if whom in self.waiting:
            row = DirectoryKey.objects.get(principal=self.keys.people[whom], retired_at__isnull=True)
            membership.certify_key(self.keys.rings["supervisor"], row)
            self.waiting.discard(whom)

    @rule()
    def a_day_passes(self) -> None:
        self.stack.enter_context(clock.frozen_at(clock.now() + dt.timedelta(days=1)))

    @rule()
    def night(self) -> None:
        delete_expired_wraps(self.keys.organisation_id)
        for case, readers in self.direct.items():
            self.direct[case] = {name: readers[name] for name in self.unexpired_readers(case)}
            assert self.wrapped_to(case) == self.unexpired_readers(case)

    @rule(whom=people)
    def give_again(self, whom: str) -> None:
        if whom in self.waiting and whom in self.members:
            with pytest.raises(Refused), transaction.atomic():
                membership.give_team_keys_again(self.keys.rings["supervisor"], self.keys.people[whom])
            return
        assert membership.give_team_keys_again(self.keys.rings["supervisor"], self.keys.people[whom]) == (
            whom in self.members
        )
        if whom in self.members:
            self.given.add(whom)

    @rule(whom=people, officers=st.sampled_from([(0, 1), (1, 2), (0, 2)]))
    def recover(self, whom: str, officers: tuple[int, int]) -> None:
        shares = [self.keys.shares[number] for number in officers]
        ring = ceremonies.recover_holder(self.keys.organisation_id, shares, self.keys.people[whom])
        assert ring.key == self.keys.rings[whom].key
        self.keys.rings[whom] = ring

    @invariant()
    def exactly_those_read(self) -> None:
        cases = list(self.direct)
        rows = latest(self.keys.organisation_id, cases, "narrative")
        for name in self.keys.rings:
            opened = fresh(self.keys, name).case_keys(cases)
            assert set(opened) == {case for case in cases if name in self.may_read(case)}, name
            assert all(open_section(opened[row.case], row) == STORY for row in rows if row.case in opened)

    @invariant()
    def nobody_else_is_counted(self) -> None:
        names = {holder: name for name, holder in self.keys.people.items()}
        for case in self.direct:
            team = self.members if case in self.through_team else set()
            assert {names[one] for one in permanent_readers(self.keys.organisation_id, case)} == self.for_good(
                case
            ) | team

    @invariant()
    def former_keys_open_nothing(self) -> None:
        """Not even in the hands of somebody who may read what is written now."""
        for case, key in self.former:
            for row in latest(self.keys.organisation_id, [case], "narrative"):
                with pytest.raises(Refused):
                    open_section(key, row)

    @invariant()
    def letters_open_for_the_team_and_the_second_reader_sees_the_same(self) -> None:
        self.steps += 1
        if self.steps % self.steps_between:
            return
        house, letters = second_house(self.keys), rows_of(Letter, self.keys)
        rows = list(Letter.objects.filter(pk__in=self.letters))
        for name in self.keys.rings:
            person = second_person(self.keys, name, house)
            for case in self.direct:
                assert _opens(_read, person, case.hex) == (name in self.may_read(case))
            ring = fresh(self.keys, name)
            opened = [_opens(open_letter, ring, row) for row in rows]
            opened += [_opens(second.open_letter, row, person) for row in letters]
            assert opened == [name in self.given] * 2 * len(self.letters), name

    def _made(self, by: str, direct: set[str], *, with_team: bool, case: uuid.UUID | None = None) -> None:
        case = case or new_id()
        to = [Reader(Kind.USER, self.keys.people[name]) for name in sorted(direct)]
        team = [Reader(Kind.TEAM, self.team.pk)] if with_team else []
        key = make_case_key(self.keys.rings[by], case, [*to, *team])
        write_section(self.keys.rings[by], case, key, "narrative", STORY)
        self.direct[case] = dict.fromkeys(direct)
        if with_team:
            self.through_team.add(case)

    def _case(self, data: st.DataObject) -> uuid.UUID | None:
        return data.draw(st.sampled_from(sorted(self.direct))) if self.direct else None


def _opens(read: Callable[..., bytes], *of: Any) -> bool:
    """Whether this opens what was written."""
    try:
        assert read(*of) == STORY
    except (Refused, second.Refusal):
        return False
    return True


def _read(person: second.Person, case: str) -> bytes:
    """The one entry of a case."""
    key = person.case_key(case)
    (text,) = [second.open_section(row, key) for row in person.house.sections if row["case"] == case]
    return text


@pytest.mark.parametrize("examples", [3, pytest.param(500, marks=pytest.mark.long)])
def test_exactly_the_permitted_people_can_read_after_every_step(
    cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, examples: int
) -> None:
    # Stretching is tested by itself; here its quarter of a second would stand between every two steps.
    quickly_stretched(monkeypatch)
    with vault_house(cast.gumla.id, tmp_path / "authorities") as house:
        for name in NAMES:
            house.join(name)
        values = {"house": house, "other_organisation": cast.khunti.id, "steps_between": 10 if examples < 100 else 4}
        here: Any = type("VaultHere", (Vault,), values)
        here.TestCase.settings = settings(
            max_examples=examples,
            stateful_step_count=20,
            deadline=None,
            derandomize=examples < 100,
            suppress_health_check=list(HealthCheck),
        )
        here.TestCase("runTest").debug()
