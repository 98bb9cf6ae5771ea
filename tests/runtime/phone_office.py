"""An office with a forum whose leader has a phone: made in a house of its own, and its photographs read at the end.

These functions run in processes of that house (`journey_house.finished`), not in the process of the tests.
"""

import datetime as dt
import hashlib

from jatan.foundation.access.actors import Actor, actor_of
from jatan.foundation.access.models import Account, Posting
from jatan.foundation.access.walls import acting_as
from jatan.foundation.devices.services import create_enrolment
from jatan.intake.fieldbook.files import read_photograph
from jatan.intake.fieldbook.models import ReceivedFile, ReceivedRow
from jatan.kernel import clock
from jatan.programme.safeguarding.services import start_contacts, walk
from tests.browser.fieldbook.phone import enrolment_code
from tests.cast import make_cast
from tests.programme.groups.builders import a_member
from tests.programme.groups.leaders import forum_of, lead
from tests.programme.journeys.builders import a_journey
from tests.programme.people.builders import a_person

__all__ = ["made", "next_code", "photographs"]

_AWAY_FOR_DAYS = 20


def made(travellers: int) -> str:
    """Make the office, and a forum with so many of its people on the way; the code for a phone of its leader."""
    cast = make_cast()
    forum = forum_of(cast, "टोटो फोरम", "अनीता कुजूर", "सोमरी उराँव")
    day = clock.today() - dt.timedelta(days=_AWAY_FOR_DAYS)
    with acting_as(cast.actor("coordinator")) as by:
        for number in range(1, travellers):
            person = a_person(by, cast, name=f"राही मुंडा {number}", phone=f"98765{number:05d}")
            a_member(by, forum.group, person)
            start_contacts(by, [a_journey(by, person, leaves_on=day, registered_on=day)])
    walk(clock.now())
    lead(cast, forum)
    return enrolment_code(cast)


def next_code() -> str:
    """The code for one more phone of the leader; the code before it is over."""
    posting = Posting.objects.select_related("account").get(account__email="forum_leader@example.org")
    with acting_as(_coordinator()) as by:
        _row, code = create_enrolment(by=by, posting=posting)
    return code


def photographs() -> dict[str, str]:
    """The SHA-256 of each photograph, opened, by its id on the phone."""
    with acting_as(_coordinator()):
        rows = {row.row: row for row in ReceivedRow.objects.all()}
        files = ReceivedFile.objects.all()
        return {str(one.file): hashlib.sha256(read_photograph(rows[one.row], one)).hexdigest() for one in files}


def _coordinator() -> Actor:
    return actor_of(Account.objects.get(email="coordinator@example.org"))
