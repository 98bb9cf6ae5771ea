"""The demo's sealed case files: keys with one passphrase, cases in every state, waiting letters; idempotent."""

import datetime as dt
import stat
from collections.abc import Iterator

import pytest
from django.test import Client, override_settings
from pytest_django import DjangoDbBlocker, Settings

from jatan.demo import plan
from jatan.demo.accounts import PEOPLE, make_accounts
from jatan.demo.casework import record_cases
from jatan.demo.keys import make_keys, people_with_keys, shares_file
from jatan.demo.stories import stories
from jatan.evidence.indicators.selectors import impact_report
from jatan.evidence.indicators.services import recount_pending
from jatan.foundation.access.actors import machine_for
from jatan.foundation.access.key_check import key_faults
from jatan.foundation.access.models import Account
from jatan.foundation.access.walls import acting_as
from jatan.foundation.network.models import Organisation
from jatan.foundation.network.services import load_network
from jatan.foundation.vault.casekeys import readers
from jatan.foundation.vault.letters import waiting_letters
from jatan.foundation.vault.passphrases import DEMO_PASSPHRASE
from jatan.foundation.vault.shares import join_shares, share_bytes
from jatan.kernel import clock
from jatan.kernel.dates import parse_date
from jatan.kernel.periods import Period
from jatan.programme.cases.entries.all_kinds import KINDS
from jatan.programme.cases.file.summary import summaries
from jatan.programme.cases.legal.court_closings import next_court_day
from jatan.programme.cases.models import Case
from jatan.programme.cases.sharing.letter_bodies import ANSWER, REFERRAL
from tests.file_fixtures import standing
from tests.foundation.vault.vault_office import quickly_stretched

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def standing_demo(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[None]:
    """The demo's network and accounts with their cases, built once for the module."""
    folder = tmp_path_factory.mktemp("demo")
    with (
        standing(django_db_blocker),
        override_settings(
            JATAN_DEMO=True,
            VAULT_AUTHORITIES=folder / "vault" / "authorities",
            MEDIA_ROOT=folder / "files",
        ),
        pytest.MonkeyPatch.context() as patch,
    ):
        quickly_stretched(patch)
        load_network(plan.network_document())
        make_accounts(PEOPLE)
        make_keys()
        record_cases()
        yield


@pytest.fixture
def demo(db: None, standing_demo: None) -> Organisation:
    """The member whose accounts the sign-in page offers."""
    return Organisation.objects.get(code="D03")


def codes() -> list[str]:
    with acting_as(machine_for(Organisation.objects.values_list("id", flat=True))):
        return sorted(Case.objects.values_list("code", flat=True))


def test_every_story_is_recorded_once_when_built_again(demo: Organisation) -> None:
    once = codes()
    assert len(once) == len(stories(clock.today())) + 1  # the referral that Khunti accepted is a case of its own
    make_keys()
    record_cases()
    assert codes() == once


def test_stories_are_valid_on_any_day_and_begin_after_the_published_period() -> None:
    for today in (dt.date(2026, 11, 24), dt.date(2026, 12, 31), dt.date(2027, 2, 28), dt.date(2028, 2, 29)):
        planned = stories(today)
        assert all(today - dt.timedelta(days=one.opened_ago) > plan.LAST for one in planned)
        assert {act.what for one in planned for act in one.acts} <= {*KINDS, "give", "refer", "take", "close"}
        assert all(
            first.ago >= then.ago for one in planned for first, then in zip(one.acts, one.acts[1:], strict=False)
        )


def test_published_totals_do_not_include_demo_cases(demo: Organisation) -> None:
    recount_pending([demo.id])
    with acting_as(machine_for([demo.id])) as by:
        published = impact_report(Period(plan.FIRST, plan.LAST), by=by)
        lately = impact_report(Period(plan.LAST + dt.timedelta(days=1), clock.quarter_start().date()), by=by)
    assert not [number for key, number in published.totals.items() if number and key[0] == "case_work"]
    assert [number for key, number in lately.totals.items() if number and key[0] == "case_work"]


def test_some_deadlines_are_overdue_some_upcoming_and_letters_wait(demo: Organisation) -> None:
    people = people_with_keys()
    worker = people["counsellor@demo.jatan"]
    with acting_as(worker.actor):
        due = [one.due.on for one in summaries(worker.keyring)]
        assert min(due) < clock.today() < max(due)
        assert [one.kind for one in waiting_letters(worker.keyring, [REFERRAL, ANSWER])].count(REFERRAL) == 1
        assert [one.kind for one in waiting_letters(worker.keyring, [ANSWER])] == [ANSWER]
        assert Case.objects.filter(organisation=demo, is_closed=True).count() == 1
    khunti = people["khunti.counsellor@demo.jatan"]
    with acting_as(khunti.actor):
        assert len(list(waiting_letters(khunti.keyring, [REFERRAL]))) == 1


def test_keys_are_valid_and_a_legal_officer_was_granted_one_case(demo: Organisation) -> None:
    officer = Account.objects.get(email="legal@demo.jatan")
    with acting_as(machine_for([demo.id]), read_only=True):
        assert key_faults(demo.id) == []
        given = [
            case.code
            for case in Case.objects.filter(organisation=demo)
            if officer.pk in {reader.principal for reader in readers(demo.id, case.pk)}
        ]
    assert given == ["GUM-DEMO-1"]


def test_the_officers_shares_are_in_a_file_marked_as_demo(demo: Organisation) -> None:
    path = shares_file(demo)
    text = path.read_text("utf-8")
    assert "demo" in text
    assert "नमूना" in text
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    shares = [share_bytes(part.partition("\n")[2]) for part in text.strip().split("\n\n")[1:]]
    assert join_shares(shares[:2]).raw == join_shares(shares[1:]).raw


def test_sign_in_shows_the_passphrase_and_case_pages_open(demo: Organisation) -> None:
    client = Client()
    page = client.get("/account/sign-in/").content.decode()
    assert DEMO_PASSPHRASE in page
    assert "सदस्य संस्था, गुमला · नीलम (नमूना)" in page
    client.post(f"/account/sign-in/demo/{Account.objects.get(email='counsellor@demo.jatan').pk}/")
    assert DEMO_PASSPHRASE in client.get("/keys/open/").content.decode()
    assert client.post("/keys/open/", {"passphrase": DEMO_PASSPHRASE}).status_code == 302
    page = client.get("/cases/").content.decode()
    assert "GUM-DEMO-1" in page
    assert client.get("/cases/letters/").status_code == 200


def test_the_passphrase_is_hidden_outside_demo_mode(demo: Organisation, settings: Settings) -> None:
    settings.JATAN_DEMO = False
    assert DEMO_PASSPHRASE not in Client().get("/account/sign-in/").content.decode()


def test_no_court_day_of_the_stories_falls_on_a_day_without_a_court() -> None:
    """Before: a demo could not be built where one fell on 25 December."""
    for after in range(366):
        today = dt.date(2026, 12, 1) + dt.timedelta(days=after)
        hearings = [act.answers for story in stories(today) for act in story.acts if act.what == "hearing"]
        days = [parse_date(one[name].split()[0]) for one in hearings for name in ("at", "next_on") if name in one]
        assert days
        assert [day for day in days if day > today and next_court_day(day) != day] == [], today
