"""The page of villages written differently: what is asked, decided many at once, taken back; nothing is rewritten."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jatan.foundation.access.actors import Actor
from jatan.foundation.ledger.models import Event
from jatan.foundation.places.models import ListedVillage
from jatan.programme.helpdesk import selectors as helpdesk
from jatan.programme.people.models import Person
from jatan.programme.villages.models import VillageLink
from jatan.programme.villages.selectors import listed_village, open_questions, same_writings
from tests.cast import Cast
from tests.programme.helpdesk.builders import an_issue
from tests.programme.people.builders import a_person
from tests.web.conftest import Browser

pytestmark = pytest.mark.django_db
type As = Callable[[str], AbstractContextManager[Actor]]
URL = "/people/villages/"


@pytest.fixture
def listed(cast: Cast) -> ListedVillage:
    block = cast.gumla_block
    return ListedVillage.objects.create(
        code=375001, name_en="Bargadih", name_hi="बरगाडीह", block=block, district=block.district, fold="bargadih"
    )


@pytest.fixture
def written(cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        for name, village in (
            ("एतवारी", "Bargaadeeh"),
            ("बुधनी", "Bargaadeeh"),
            ("जीतनी", "बरगाडिह"),
            ("रीना", "Bargadih"),
        ):
            a_person(by, cast, name=name, village=village)
        an_issue(by, cast, village="बरगाडिह")


def tokens(answer: Any) -> list[str]:
    return [value for value, _label in answer.context["form"].fields["pairs"].choices]


def test_many_are_decided_at_once_and_found_together(
    cast: Cast, browser: Browser, as_: As, listed: ListedVillage, written: None
) -> None:
    client = browser("coordinator")
    page = client.get(URL)
    text = page.content.decode()
    assert "Bargaadeeh" in text
    assert (page.context["writings"], page.context["certain"], page.context["open"]) == (3, 1, 2)
    with as_("auditor"):
        events = Event.objects.count()
    assert client.post(URL, {"pairs": tokens(page), "verdict": "same"}).status_code == 302
    with as_("auditor"):
        assert Event.objects.count() == events + 1
    with as_("coordinator") as by:
        assert open_questions(by).pairs == []
        assert {row.village for row in Person.objects.all()} == {"Bargaadeeh", "बरगाडिह", "Bargadih"}
        assert same_writings(by, ["बरगाडिह"]) == {"Bargaadeeh", "बरगाडिह", "Bargadih", "बरगाडीह"}
        assert [listed_village(by, row) for row in Person.objects.all()] == [listed] * 4
        assert helpdesk.search(by, "Bargaadeeh").count() == 1


def test_what_was_said_is_taken_back(
    cast: Cast, browser: Browser, as_: As, listed: ListedVillage, written: None
) -> None:
    client = browser("coordinator")
    for verdict in ("other", "later", "same"):
        page = client.get(URL)
        client.post(URL, {"pairs": tokens(page)[:1], "verdict": verdict})
        assert client.get(URL).context["open"] == 1
        with as_("coordinator"):
            link = VillageLink.objects.get(withdrawn_at__isnull=True)
        assert client.post(f"{URL}{link.pk}/back/").status_code == 302
        assert client.get(URL).context["open"] == 2


def test_another_village_is_not_taken_for_the_listed_one(
    cast: Cast, browser: Browser, as_: As, listed: ListedVillage, written: None
) -> None:
    client = browser("coordinator")
    client.post(URL, {"pairs": tokens(client.get(URL)), "verdict": "other"})
    with as_("coordinator") as by:
        assert listed_village(by, Person.objects.get(village="बरगाडिह")) is None
        assert same_writings(by, ["बरगाडिह"]) == {"बरगाडिह"}


def test_a_member_sees_and_decides_only_its_own(
    cast: Cast, browser: Browser, as_: As, listed: ListedVillage, written: None
) -> None:
    mine = browser("coordinator")
    wanted = tokens(mine.get(URL))
    other = browser("khunti_coordinator")
    assert other.get(URL).context["writings"] == 0
    other.post(URL, {"pairs": wanted, "verdict": "same"})
    with as_("khunti_coordinator"):
        assert not VillageLink.objects.exists()
    mine.post(URL, {"pairs": wanted, "verdict": "same"})
    with as_("coordinator"):
        link = VillageLink.objects.first()
    assert link is not None
    assert other.post(f"{URL}{link.pk}/back/").status_code == 404
    assert mine.get(f"{URL}{link.pk}/back/").status_code == 405


def test_a_stale_or_empty_tick_is_an_error(cast: Cast, browser: Browser, listed: ListedVillage, written: None) -> None:
    client = browser("coordinator")
    for sent in ({"verdict": "same"}, {"verdict": "same", "pairs": ["0" * 32]}):
        page = client.post(URL, sent, follow=True)
        assert [str(one.level_tag) for one in page.context["messages"]] == ["error"]
    assert client.post(URL, {"verdict": "perhaps"}).status_code == 404


def test_the_page_asks_few_queries(cast: Cast, browser: Browser, listed: ListedVillage, written: None) -> None:
    client = browser("coordinator")
    client.get(URL)
    with CaptureQueriesContext(connection) as queries:
        client.get(URL)
    asked = [query["sql"][:120] for query in queries if "SAVEPOINT" not in query["sql"]]
    assert len(asked) <= 20, asked
