"""The demo has consultations of every state, mentions with copies, meetings on laws; a second build adds nothing."""

from pathlib import Path
from typing import Any

import pytest

from jatan.demo import plan
from jatan.demo.accounts import PEOPLE, make_accounts
from jatan.demo.consultations import record_consultations
from jatan.evidence.indicators.selectors import impact_report
from jatan.evidence.indicators.services import recount_pending
from jatan.foundation.access.actors import actor_of
from jatan.foundation.access.permissions import Role
from jatan.foundation.access.walls import acting_as
from jatan.foundation.network.models import Organisation
from jatan.foundation.network.services import load_network
from jatan.kernel import clock
from jatan.kernel.periods import Period
from jatan.programme.activities.models import Activity
from jatan.programme.allies.models import Clipping
from jatan.programme.consultations.models import Consultation
from tests.yardstick import times_the_yardstick

pytestmark = pytest.mark.django_db
MOST_CPU = 110  # times the yardstick, where it takes 37 to 50


def test_nobodys_first_page_of_them_is_empty(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"
    load_network(plan.network_document())
    accounts = make_accounts(PEOPLE)
    assert times_the_yardstick(lambda: record_consultations(accounts)) < MOST_CPU
    record_consultations(accounts)
    recount_pending(Organisation.objects.values_list("id", flat=True))
    with acting_as(actor_of(accounts[Role.SECRETARIAT])) as by:
        rows = Consultation.objects.select_related("activity")
        assert sorted((row.level, row.is_held) for row in rows) == [
            ("block", True),
            ("national", True),
            ("state", False),
            ("state", True),
        ]
        assert Activity.objects.exclude(law_topic="").count() == 7
        assert set(Clipping.objects.values_list("format", flat=True)) == {"jpg", "txt"}
        last_two_years = Period(clock.today().replace(year=clock.today().year - 2, day=1), clock.today())
        report = impact_report(last_two_years, by=by, annex=True)
        assert report.number("consultations", "state") == 1
        assert report.number("womens_laws", "with_officials") == 4
        assert report.number("media_mentions", "kept") == 2
        published = impact_report(Period(plan.FIRST, plan.LAST), by=by)
        assert published.number("awareness_programmes", "participants") == 0
