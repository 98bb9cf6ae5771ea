"""Somebody finds or takes a phone: what its profile tells, how many PINs can be tried, what ends when it is revoked."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from jatan.foundation.access.walls import acting_as
from jatan.foundation.devices.models import Device
from jatan.foundation.devices.services import revoke
from jatan.intake.fieldbook.models import ReceivedRow
from jatan.programme.groups.commands import JoinGroup
from jatan.programme.groups.services import MEMBERSHIP
from jatan.programme.people.look_alikes import AFTERWARDS
from jatan.programme.people.services import register_people
from tests.browser.conftest import Launched
from tests.browser.fieldbook.own_phone import kill, phone_at, strings_in
from tests.browser.fieldbook.phone import PIN, enrolment_code
from tests.browser.page_server import served
from tests.cast import Cast
from tests.programme.groups.leaders import forum_of, lead
from tests.programme.people.builders import person_command

pytestmark = [pytest.mark.django_db, pytest.mark.browser]

NAMES = [f"झुनकी{number}मणि टोप्पनवार{number}" for number in range(200)]
PHONES = [f"98350{number:05d}" for number in range(20_000, 20_200)]


def large_forum(cast: Cast) -> None:
    """A forum with two hundred seeded names and telephone numbers, led by the cast's forum leader."""
    forum = forum_of(cast, "टोटो फोरम", "अनीता कुजूर")
    by = cast.actor("field_worker")
    with acting_as(by):
        commands = [person_command(cast, name=name, phone=phone) for name, phone in zip(NAMES, PHONES, strict=True)]
        people = register_people(by=by, commands=commands, shown=[AFTERWARDS] * len(commands))
        MEMBERSHIP.record_all(by=by, commands=[JoinGroup(group=forum.group, person=person) for person in people])
    lead(cast, forum)


def test_the_profile_of_a_found_phone_holds_no_name_no_number_and_no_pin(
    cast: Cast, chrome: Launched, tmp_path: Path
) -> None:
    large_forum(cast)
    code, profile = enrolment_code(cast), tmp_path / "profile"
    with served() as address:
        with phone_at(chrome, profile, address) as (book, context):
            book.enrol(code)
            assert book.page.evaluate("jatanBook.people.size") == 201
            context.set_offline(True)
            book.press("किसी को मदद चाहिए")
            book.choose("समस्या", "unpaid_wages")
            book.write("बताने वाले का नाम", NAMES[0])
            book.press("पूरा हुआ")
            book.press("पहला पन्ना")
            book.press("किसी को मदद चाहिए")
            book.write("बताने वाले का नाम", NAMES[1])
            book.page.wait_for_timeout(1000)
            kill(profile)
        assert strings_in(profile, [*NAMES, *PHONES, PIN, "टोटो फोरम", "अनीता"]) == []
        assert strings_in(profile, ["jatan-field-book"])  # the search finds what is there
        with phone_at(chrome, profile, address) as (book, context):
            book.page.goto("/fieldbook/")
            book.unlock()
            expect(book.page.locator("#book")).to_contain_text(NAMES[1])
            context.close()


def test_ten_wrong_pins_end_the_book_and_what_was_done_still_arrives(
    cast: Cast, chrome: Launched, tmp_path: Path
) -> None:
    lead(cast, forum_of(cast, "टोटो फोरम", "अनीता कुजूर"))
    code = enrolment_code(cast)
    with served() as address, phone_at(chrome, tmp_path / "profile", address) as (book, context):
        book.enrol(code)
        context.set_offline(True)
        book.press("किसी को मदद चाहिए")
        book.choose("समस्या", "unpaid_wages")
        book.press("पूरा हुआ")
        expect(book.heading).to_have_text("लिख लिया गया")
        book.page.reload()
        for tries in range(1, 11):
            book.page.locator("#pin").fill(f"90817{tries}" if tries < 10 else "908170")
            book.page.locator("#book button.main").click()
            if tries < 10:
                expect(book.page.locator("p.wrong")).to_contain_text(f"बाकी मौके: {10 - tries}")
        expect(book.page.locator("#book")).to_contain_text("इस फ़ोन की किताब बंद हो गई")
        for store in ("bundle", "drafts", "draft_files"):
            assert book.page.evaluate(f"jatanBook.store.keys('{store}')") == []
        assert book.page.evaluate("jatanBook.store.get('meta', 'pin').then((kept) => kept === undefined)")
        context.set_offline(False)
        assert book.send()["ok"]
        book.page.wait_for_load_state("networkidle")
    with acting_as(cast.actor("coordinator")):
        assert [row.state for row in ReceivedRow.objects.all()] == ["recorded"]


def test_a_phone_that_was_taken_back_forgets_everybody_at_its_next_contact(
    cast: Cast, chrome: Launched, tmp_path: Path
) -> None:
    lead(cast, forum_of(cast, "टोटो फोरम", "अनीता कुजूर"))
    code = enrolment_code(cast)
    with served() as address:
        with phone_at(chrome, tmp_path / "profile", address) as (book, context):
            book.enrol(code)
            context.set_offline(True)
            book.press("किसी को मदद चाहिए")
            book.choose("समस्या", "unpaid_wages")
            book.press("पूरा हुआ")
            expect(book.heading).to_have_text("लिख लिया गया")
        with acting_as(cast.actor("coordinator")) as by:
            revoke(by=by, device=Device.objects.get())
        with phone_at(chrome, tmp_path / "profile", address) as (book, _context):
            book.page.goto("/fieldbook/")
            expect(book.page.locator("#book")).to_contain_text("फोरम का नहीं")
            for store in ("bundle", "drafts", "rows", "receipts"):
                assert book.page.evaluate(f"jatanBook.store.keys('{store}')") == []
            assert book.page.evaluate("jatanBook.store.get('meta', 'device').then((kept) => kept === undefined)")
            book.page.wait_for_load_state("networkidle")
    with acting_as(cast.actor("coordinator")):
        assert [row.state for row in ReceivedRow.objects.all()] == ["quarantined"]
