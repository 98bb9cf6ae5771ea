"""The demo has a finished study of all districts whose numbers can be opened, with a report, and one that begins."""

from typing import Any

import pytest
from django.conf import LazySettings

from jatan.demo import plan
from jatan.demo.accounts import PEOPLE, make_accounts
from jatan.demo.research import record_studies
from jatan.evidence.indicators.selectors import impact_report
from jatan.evidence.indicators.services import recount_pending
from jatan.evidence.studies.releases import kept_release
from jatan.foundation.access.actors import actor_of
from jatan.foundation.access.permissions import Role
from jatan.foundation.access.walls import acting_as
from jatan.foundation.network.models import Organisation
from jatan.foundation.network.services import load_network
from jatan.kernel.periods import Period
from jatan.programme.studies import selectors
from jatan.programme.studies.draws import draw
from jatan.programme.studies.models import Interview, Study
from jatan.programme.studies.services import STUDY
from tests.yardstick import times_the_yardstick

pytestmark = pytest.mark.django_db

MOST_CPU = 270  # times the yardstick, where it takes 140 to 200


def shares_of(table: Any) -> list[Any]:
    return [line["estimate"] for line in table["lines"]]


def test_a_study_of_all_districts_is_held_released_and_shared(settings: LazySettings, tmp_path: object) -> None:
    settings.MEDIA_ROOT = tmp_path
    load_network(plan.network_document())
    accounts = make_accounts(PEOPLE)
    assert times_the_yardstick(lambda: record_studies(accounts)) < MOST_CPU
    record_studies(accounts)  # a build that was killed begins again
    with acting_as(actor_of(accounts[Role.RESEARCHER])) as by:
        finished, begins = Study.objects.order_by("id")
        assert finished.finished_on is not None
        assert begins.finished_on is None
        assert Interview.objects.count() == 13 * 2 * 12
        kept = selectors.draw_of(finished)
        assert kept is not None
        again = draw(kept.villages(), kept.rule())
        assert [one.index + 1 for one in again] == [site.position for site in selectors.sites_of(finished)]
        assert len({row.organisation_id for row in Interview.objects.all()}) == 13
        assert finished.report_id
    recount_pending(Organisation.objects.values_list("id", flat=True))
    with acting_as(actor_of(accounts[Role.SECRETARIAT])) as by:
        report = impact_report(Period(plan.FIRST, plan.LAST), by=by)
        assert report.number("studies", "finished") == 1
        assert report.number("studies", "interviews") == 312
        assert report.number("studies", "copies") == 121
    with acting_as(actor_of(accounts[Role.COORDINATOR])) as by:
        kept = kept_release(STUDY.find(by, finished.pk))
        assert kept is not None
        assert kept["n"] == 312
        assert len(kept["tables"]) == 6
        assert all(share is not None and len(share) == 3 for table in kept["tables"] for share in shares_of(table))
        assert Interview.objects.count() == 24
