"""Files that belong together: a link in both, a proposal where the other is closed to her, and never a word of whether
a file exists that she may not open."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connection

from jatan.foundation.access.gate import Forbidden
from jatan.foundation.ledger.models import Event
from jatan.foundation.vault.models import Letter, Section, TeamMember
from jatan.kernel.problems import Problems
from jatan.programme.cases.file.access import OpenCaseFile
from jatan.programme.cases.file.access_grants import take_case_from
from jatan.programme.cases.file.linked_files import (
    Proposal,
    accept_link,
    decline_link,
    has_proposal,
    link_file,
    linked_files,
    proposals,
    take_back_link,
)
from jatan.programme.cases.file.withdrawal import withdraw_file
from jatan.programme.cases.models import Case
from tests.programme.cases.case_office import CaseHouse

pytestmark = pytest.mark.django_db


def link(house: CaseHouse, case_file: OpenCaseFile, code: str, part: str = "counsellor", **more: str) -> OpenCaseFile:
    answers = {"tie": "sibling", "note": "छोटी बहन"} | more
    return link_file(by=house.by(part), keyring=house.ring(part), case_file=case_file, code=code, **answers)


def codes_of(house: CaseHouse, case_file: OpenCaseFile, part: str = "counsellor") -> list[str | None]:
    read = house.read(case_file.case.pk, part)
    return [one.case.code if one.case else None for one in linked_files(house.ring(part), read)]


def waiting(house: CaseHouse, case_file: OpenCaseFile, part: str) -> list[Proposal]:
    return proposals(house.by(part), house.ring(part), house.read(case_file.case.pk, part))


@contextmanager
def of_another_team(house: CaseHouse) -> Iterator[OpenCaseFile]:
    """A file that the supervisor's team of two opens, and the counsellor does not."""
    with house.acting("supervisor"):
        team = house.keys.team("कानून", "supervisor", "colleague")
        made = house.open_case("supervisor", team=team.pk, agreed=False)
        yield take_case_from(
            by=house.by("supervisor"),
            keyring=house.ring("supervisor"),
            case_file=made,
            principal=house.team.pk,
            name="परामर्श",
            reason="अलग टीम",
        )


def test_who_opens_both_writes_the_link_into_both(house: CaseHouse) -> None:
    one, other = house.open_case(), house.open_case()
    link(house, one, f" {other.case.code.lower()} ")
    assert codes_of(house, one) == [other.case.code]
    assert codes_of(house, other) == [one.case.code]
    assert not Letter.objects.filter(kind="link").exists()
    with pytest.raises(Problems):
        link(house, house.read(one.case.pk), other.case.code)
    with pytest.raises(Problems):
        link(house, one, one.case.code)


def test_absent_and_forbidden_are_answered_alike(house: CaseHouse) -> None:
    mine = house.open_case()
    with of_another_team(house) as closed:
        pass
    answers = []
    for code in (closed.case.code, "GUM-NEVER-WAS"):
        before = Event.objects.count()
        now = link(house, mine, code)
        found = linked_files(house.ring("counsellor"), now)[-1]
        entry = found.entry
        answers.append((found.case, sorted(entry.answers.keys() - {"case"}), Event.objects.count() - before))
        with pytest.raises(Problems) as refused:
            link(house, now, code)
        answers[-1] += tuple(one.code for one in refused.value.problems)
    assert answers[0] == answers[1]
    assert answers[0][0] is None


def test_the_other_files_team_decides_about_a_proposal(house: CaseHouse) -> None:
    mine = house.open_case()
    with of_another_team(house) as closed:
        pass
    link(house, mine, closed.case.code, note="साथ छुड़ाई गईं", tie="rescued")
    letter = Letter.objects.get(kind="link")
    assert (letter.about, letter.sender_id) == (closed.case.pk, house.cast.gumla.id)
    assert "साथ" not in str(bytes(letter.sealed))
    with house.acting("supervisor") as by:
        (proposal,) = waiting(house, closed, "supervisor")
        assert (proposal.tie, proposal.note) == ("rescued", "साथ छुड़ाई गईं")
        assert proposal.case is not None  # the supervisor belongs to both teams
        there = house.read(closed.case.pk, "supervisor")
        accept_link(by=by, keyring=house.ring("supervisor"), case_file=there, letter=proposal.letter.pk)
        assert codes_of(house, closed, "supervisor") == [mine.case.code]
        assert codes_of(house, mine, "supervisor") == [closed.case.code]
    assert not Letter.objects.filter(kind="link").exists()
    assert codes_of(house, mine) == [None]


def test_a_proposal_is_put_away_and_cannot_be_taken_by_who_may_not_open_that_file(house: CaseHouse) -> None:
    mine = house.open_case()
    with of_another_team(house) as closed:
        pass
    link(house, mine, closed.case.code)
    letter = Letter.objects.get(kind="link")
    with pytest.raises(Forbidden):
        accept_link(by=house.by("counsellor"), keyring=house.ring("counsellor"), case_file=mine, letter=letter.pk)
    with house.acting("supervisor") as by:
        there = house.read(closed.case.pk, "supervisor")
        decline_link(by=by, keyring=house.ring("supervisor"), case_file=there, letter=letter.pk)
        assert waiting(house, closed, "supervisor") == []
        assert codes_of(house, closed, "supervisor") == []
    assert Event.objects.filter(verb="cases.link_declined", about__isnull=True).count() == 1


def test_a_withdrawn_file_looks_like_a_forbidden_one(house: CaseHouse) -> None:
    one, other = house.open_case(), house.open_case()
    link(house, one, other.case.code)
    with house.acting("supervisor") as by:
        there = house.read(other.case.pk, "supervisor")
        withdraw_file(by=by, keyring=house.ring("supervisor"), case_file=there, why="twice", words="दो बार लिखा")
    assert codes_of(house, one) == [None]


@pytest.mark.parametrize("is_erased", [False, True])
def test_a_proposal_of_a_file_that_is_kept_no_more_is_put_away(house: CaseHouse, is_erased: bool) -> None:
    mine = house.open_case()
    with of_another_team(house) as closed:
        pass
    link(house, mine, closed.case.code)
    letter = Letter.objects.get(kind="link")
    with house.acting("supervisor") as by:
        ring = house.ring("supervisor")
        here = house.read(mine.case.pk, "supervisor")
        withdraw_file(by=by, keyring=ring, case_file=here, why="twice", words="दो बार लिखा")
        if is_erased:
            Case._default_manager.filter(pk=mine.case.pk).update(withdrawn_reason="erased")
            Section.objects.filter(case=mine.case.pk).delete()
        there = house.read(closed.case.pk, "supervisor")
        with pytest.raises(Problems) as refused:
            accept_link(by=by, keyring=ring, case_file=there, letter=letter.pk)
        assert [one.code for one in refused.value.problems] == ["no_longer_kept"]
        assert not house.read(closed.case.pk, "supervisor").file.all("linked_file")
    assert not Letter.objects.filter(kind="link").exists()


def test_a_legal_officer_is_shown_no_proposal(house: CaseHouse) -> None:
    mine = house.open_case()
    with of_another_team(house) as closed:
        pass
    link(house, mine, closed.case.code, note="साथ छुड़ाई गईं")
    team = Letter.objects.get(kind="link").team
    with house.acting("supervisor"):
        house.keys.join("legal_officer")
    officer = house.keys.people["legal_officer"]
    TeamMember.objects.filter(team=team, holder=house.keys.people["colleague"]).update(holder=officer)
    there = house.read(closed.case.pk, "supervisor")
    with house.acting("legal_officer") as by:
        assert not has_proposal(by, there)
        assert proposals(by, house.ring("supervisor"), there) == []


def test_a_link_is_taken_back_in_both_files(house: CaseHouse) -> None:
    one, other = house.open_case(), house.open_case()
    now = link(house, one, other.case.code)
    row = linked_files(house.ring("counsellor"), now)[0].entry.row
    take_back_link(
        by=house.by("counsellor"), keyring=house.ring("counsellor"), case_file=now, row=row, reason="दूसरी लड़की निकली"
    )
    assert codes_of(house, one) == codes_of(house, other) == []


def test_no_open_table_joins_the_two_files(house: CaseHouse) -> None:
    one, other = house.open_case(), house.open_case()
    link(house, one, other.case.code)
    sealed = b"".join(bytes(row.sealed) for row in Section.objects.filter(case__in=[one.case.pk, other.case.pk]))
    assert str(other.case.pk).encode() not in sealed
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM ledger_event WHERE payload::text LIKE %s", [f"%{other.case.pk}%"])
        assert cursor.fetchone() == (0,)
