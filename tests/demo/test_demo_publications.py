"""The demo shows a material at every stage, stock, an edition with two stories and a public page."""

from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

from jatan.demo import plan
from jatan.demo.accounts import PEOPLE, make_accounts
from jatan.demo.publications import record_publications, release_account
from jatan.evidence.indicators.models import CountSnapshot
from jatan.evidence.indicators.services import recount_pending
from jatan.foundation.access.actors import actor_of
from jatan.foundation.access.permissions import Role
from jatan.foundation.access.walls import acting_as
from jatan.foundation.network.models import Organisation
from jatan.foundation.network.services import load_network
from jatan.kernel.periods import month_of
from jatan.programme.booklet.models import Edition
from jatan.programme.booklet.selectors import waiting_stories
from jatan.programme.library.choices import Stage
from jatan.programme.library.models import Material
from jatan.programme.library.selectors import asked_most, stock_of
from tests.evidence import builders
from tests.yardstick import times_the_yardstick

pytestmark = pytest.mark.django_db
MOST_CPU = 750  # times the yardstick, where it takes 300 to 340, most of it to count 14 organisations


def test_library_booklet_and_public_page_of_the_demo(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"
    load_network(plan.network_document())
    accounts = make_accounts(PEOPLE[:-1])  # as the build has them by then
    with acting_as(actor_of(accounts[Role.COORDINATOR])) as by:
        office = by.home
        district = office.districts.select_related("district").get().district
        builders.meeting(by, office, district, plan.FIRST, total=10)

    def publish() -> None:
        record_publications(accounts)
        recount_pending(Organisation.objects.values_list("id", flat=True))
        CountSnapshot.objects.create(month=month_of(plan.LAST).start)
        release_account(accounts)

    assert times_the_yardstick(publish) < MOST_CPU
    with acting_as(actor_of(accounts[Role.SECRETARIAT])) as by:
        assert {row.stage for row in Material.objects.filter(withdrawn_at__isnull=True)} == set(Stage)
        edition = Edition.objects.get()
        assert len(edition.content) == 2
        booklet = Material.objects.get(pk=str(edition.material_id))
        lines = stock_of(by, booklet)
        assert len(lines) == 14
        assert all(one.left >= 0 for one in lines)
        assert waiting_stories(by).count() == 1
        assert asked_most(by, plan.FIRST, booklet.published_on, most=5) == []
    page = Client().get("/about/?in=hi").content.decode()
    for words in ("हम झारखंड के तेरह ज़िलों", "2021–22", "हमारी आवाज़", "tel:9000000000"):
        assert words in page, words
