"""`jatan keys`: ceremony, certifying a supervisor, recovering and rotating keys, verification."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from django.conf import settings
from django.utils import translation

from jatan.cli.keys import keys_command
from jatan.foundation.access import key_acts, team_acts
from jatan.foundation.access.actors import Actor
from jatan.foundation.access.walls import acting_as
from jatan.foundation.ledger.models import Event
from jatan.foundation.vault import enrolment
from jatan.foundation.vault.casekeys import Reader, make_case_key
from jatan.foundation.vault.choices import Kind, SlotKind
from jatan.foundation.vault.keypairs import PrivateKey
from jatan.foundation.vault.keyrings import Keyring
from jatan.foundation.vault.models import DirectoryKey, Section, Slot, Team, Wrap
from jatan.foundation.vault.section_store import write_section
from jatan.kernel import clock
from jatan.kernel.ids import new_id
from tests.cast import Cast
from tests.foundation.vault.sealed_before import old_slot
from tests.foundation.vault.vault_office import WORDS, quickly_stretched

pytestmark = pytest.mark.django_db
OTHER = "लाल मिट्टी सूखी पगडंडी साँझ"
_LAST_LINE = 20  # letters of a share's last line: so few may stand elsewhere by chance
SHARE = re.compile(r"(?:[A-Z2-7]{2,4}[ \n]){30,}")


@dataclass
class Office:
    """Gumla's officers: the cast, and the shares on paper."""

    cast: Cast
    shares: list[str] = field(default_factory=list)

    def types(self, words: list[str], *lines: str, language: str = "en") -> Result:
        """One word of `jatan keys`, past the start of the house, which these tests stand in already."""
        command = keys_command.commands[words[0]]
        with translation.override(language):
            return CliRunner().invoke(command, words[1:], input="\n".join([*lines, ""]))

    def paper(self, *numbers: int) -> list[str]:
        return [line for number in numbers for line in [*self.shares[number].split("\n"), ""]]

    def ring(self, part: str) -> Keyring:
        return enrolment.unlock(self.cast.gumla.pk, self.cast.accounts[part].pk, WORDS)

    def email(self, part: str) -> str:
        return self.cast.accounts[part].email


@pytest.fixture
def office(cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Office:
    quickly_stretched(monkeypatch)
    monkeypatch.setattr(settings, "VAULT_AUTHORITIES", tmp_path / "authorities")
    return Office(cast)


@pytest.fixture
def office_with_ceremony(office: Office) -> Office:
    """An office whose ceremony was held."""
    output = office.types(["ceremony", "t01"], "y").output
    office.shares = [found.strip() for found in SHARE.findall(output)]
    return office


@pytest.fixture
def certified_office(office_with_ceremony: Office) -> Office:
    """An office with a certified supervisor and counsellor, who are a team with one case."""
    cast = office_with_ceremony.cast
    for part in ("supervisor", "counsellor"):
        with acting_as(cast.actor(part)) as by:
            key_acts.set_up_keys(by=by, passphrase=WORDS)
    done = office_with_ceremony.types(
        ["swear-in", "T01", office_with_ceremony.email("supervisor")], "y", *office_with_ceremony.paper(0, 2)
    )
    assert done.exit_code == 0, done.output
    with acting_as(cast.actor("supervisor")) as by:
        ring = office_with_ceremony.ring("supervisor")
        row = DirectoryKey.objects.get(principal=cast.accounts["counsellor"].pk)
        team_acts.certify_key_of(by=by, keyring=ring, row=row)
        colleague = cast.accounts["counsellor"].pk
        team = team_acts.create_team(by=by, keyring=ring, name="आश्रय", holders=[colleague])
        case = new_id()
        key = make_case_key(ring, case, [Reader(Kind.TEAM, team.pk)])
        key_acts.log_first_statements(by, {case: key})
        write_section(ring, case, key, "note", b"story")
    return office_with_ceremony


def as_supervisor(office: Office) -> AbstractContextManager[Actor]:
    return acting_as(office.cast.actor("supervisor"))


def test_a_ceremony_shows_three_shares_and_keeps_none(office_with_ceremony: Office, tmp_path: Path) -> None:
    assert len(office_with_ceremony.shares) == 3
    written = [path.read_text("utf-8") for path in tmp_path.rglob("*") if path.is_file()]
    with acting_as(office_with_ceremony.cast.actor("auditor")):
        events = str(list(Event.objects.values("verb", "payload")))
    assert "keys.ceremony_held" in events
    for share in office_with_ceremony.shares:
        for line in (line for line in share.split("\n") if len(line) > _LAST_LINE):
            assert not any(line in text for text in [*written, events])


def test_a_second_ceremony_is_refused(office_with_ceremony: Office) -> None:
    again = office_with_ceremony.types(["ceremony", "T01"], "y")
    assert again.exit_code == 1
    assert "already" in again.output
    with as_supervisor(office_with_ceremony):
        assert DirectoryKey.objects.filter(kind=Kind.RECOVERY).count() == 1


def test_a_ceremony_that_is_broken_off_can_be_held_again(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(*_words: object, **_more: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("click.pause", breaks)
        assert office.types(["ceremony", "T01"], "y").exit_code == 1
    assert office.types(["ceremony", "T01"], "y").exit_code == 0


def test_answering_no_aborts_the_ceremony(office: Office) -> None:
    assert office.types(["ceremony", "T01"], "n").exit_code == 1
    with as_supervisor(office):
        assert not DirectoryKey.objects.exists()


def test_verify_finds_no_fault_after_the_ceremonies(certified_office: Office) -> None:
    done = certified_office.types(["verify"])
    assert (done.exit_code, done.output) == (0, "All keys are in order.\n")


def test_a_mistyped_share_is_asked_for_again(certified_office: Office) -> None:
    wrong = [certified_office.shares[0].replace(certified_office.shares[0][0], "Z", 1), ""]
    lines = [*wrong, *certified_office.paper(0, 1), OTHER, OTHER]
    done = certified_office.types(["recover", "T01", certified_office.email("counsellor")], *lines)
    assert done.exit_code == 0, done.output
    assert "whole share again" in done.output


def test_the_same_share_twice_opens_nothing(certified_office: Office) -> None:
    done = certified_office.types(
        ["recover", "T01", certified_office.email("counsellor")], *certified_office.paper(1, 1), OTHER, OTHER
    )
    assert done.exit_code == 1
    assert "do not belong together" in done.output
    with as_supervisor(certified_office):
        assert certified_office.ring("counsellor")


def test_two_officers_give_a_counsellor_her_files_back(certified_office: Office) -> None:
    done = certified_office.types(
        ["recover", "T01", certified_office.email("counsellor")], *certified_office.paper(1, 2), OTHER, OTHER
    )
    assert done.exit_code == 0, done.output
    with as_supervisor(certified_office):
        account = certified_office.cast.accounts["counsellor"].pk
        ring = enrolment.unlock(certified_office.cast.gumla.pk, account, OTHER)
        assert ring.case_key(Wrap.objects.filter(kind=Kind.TEAM).get().case)
        assert Event.objects.filter(verb="keys.recovered", about=account).count() == 1
        assert OTHER not in done.output


def test_with_the_pepper_lost_two_officers_still_open_everything(certified_office: Office, tmp_path: Path) -> None:
    before = settings.VAULT_PEPPER_FILE
    try:
        settings.VAULT_PEPPER_FILE = tmp_path / "new-pepper"
        settings.VAULT_PEPPER_FILE.write_text("ab" * 32)
        done = certified_office.types(
            ["recover", "T01", certified_office.email("supervisor")], *certified_office.paper(0, 1), OTHER, OTHER
        )
        assert done.exit_code == 0, done.output
        with as_supervisor(certified_office):
            assert enrolment.unlock(
                certified_office.cast.gumla.pk, certified_office.cast.accounts["supervisor"].pk, OTHER
            )
    finally:
        settings.VAULT_PEPPER_FILE = before


def test_rotating_gives_every_team_a_new_key(certified_office: Office) -> None:
    done = certified_office.types(["rotate", "T01", certified_office.email("supervisor")], WORDS)
    assert done.exit_code == 0, done.output
    with as_supervisor(certified_office):
        assert Team.objects.get().epoch == 2
        assert certified_office.ring("counsellor").case_key(Wrap.objects.filter(kind=Kind.TEAM).get().case)
    assert certified_office.types(["verify", "t01"]).exit_code == 0


def test_rotating_passes_over_a_member_whose_new_key_waits(certified_office: Office) -> None:
    with acting_as(certified_office.cast.actor("counsellor")) as by:
        key_acts.set_up_keys(by=by, passphrase=OTHER)
    done = certified_office.types(["rotate", "T01", certified_office.email("supervisor")], WORDS)
    assert done.exit_code == 0, done.output
    with as_supervisor(certified_office):
        assert Team.objects.get().epoch == 2
        assert certified_office.ring("supervisor").case_key(Wrap.objects.filter(kind=Kind.TEAM).get().case)


def test_rotating_with_a_wrong_passphrase_changes_nothing(certified_office: Office) -> None:
    done = certified_office.types(["rotate", "T01", certified_office.email("supervisor")], OTHER)
    assert done.exit_code == 1
    with as_supervisor(certified_office):
        assert Team.objects.get().epoch == 1


def test_rotating_refuses_a_former_slot_that_was_put_back(certified_office: Office) -> None:
    with as_supervisor(certified_office):
        ring = certified_office.ring("supervisor")
        slot = enrolment.newest_slot(ring.organisation_id, ring.holder, SlotKind.PASSPHRASE)
        made = old_slot(ring.key, enrolment.context_of_slot(slot))
        Slot.objects.filter(pk=slot.pk).update(**enrolment._values(made))
    done = certified_office.types(["rotate", "T01", certified_office.email("supervisor")], WORDS)
    assert (done.exit_code, "older than what was opened last" in done.output) == (1, True)
    with as_supervisor(certified_office):
        assert Team.objects.get().epoch == 1


def a_swapped_key() -> None:
    DirectoryKey.objects.filter(kind=Kind.TEAM).update(public=PrivateKey.made().public().raw)


def a_lost_reader() -> None:
    Wrap.objects.filter(kind=Kind.RECOVERY).delete()


def nobody_who_reads() -> None:
    Wrap.objects.filter(kind=Kind.TEAM).delete()


def a_member_taken_out() -> None:
    team = Team.objects.get()
    last = team.members.last()
    assert last is not None
    team.members.filter(pk=last.pk).update(until=clock.now())


def a_foreign_version() -> None:
    Section.objects.update(dek_version=7)


@pytest.mark.parametrize(
    ("change", "output"),
    [
        (a_swapped_key, "signature"),
        (a_lost_reader, "recovery officers cannot open it"),
        (a_member_taken_out, "is missing"),
        (nobody_who_reads, "fewer than two"),
        (a_foreign_version, "nobody was given"),
    ],
)
def test_verify_lists_each_fault(change: Callable[[], None], output: str, certified_office: Office) -> None:
    with as_supervisor(certified_office):
        change()
    done = certified_office.types(["verify", "T01"])
    assert done.exit_code == 1
    assert output in done.output


@pytest.mark.parametrize(
    "words",
    [
        ["ceremony", "NONE"],
        ["swear-in", "T01", "nobody@example.org"],
        ["recover", "T01", "nobody@example.org"],
        ["rotate", "NONE", "x"],
    ],
)
def test_unknown_organisations_and_accounts_are_refused_with_a_message(
    words: list[str], office_with_ceremony: Office
) -> None:
    done = office_with_ceremony.types(words, "y")
    assert done.exit_code == 1
    assert "Traceback" not in done.output


def test_messages_are_in_hindi_by_default(office_with_ceremony: Office) -> None:
    assert "पहले ही" in office_with_ceremony.types(["ceremony", "T01"], "y", language="hi").output
