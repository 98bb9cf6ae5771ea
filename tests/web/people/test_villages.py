"""The page of villages written differently: what is asked, decided many at once, taken back; nothing is rewritten."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from jatan.foundation.access import acts
from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from jatan.foundation.ledger.models import Event
from jatan.foundation.places.models import ListedVillage
from jatan.programme.helpdesk import selectors as helpdesk
from jatan.programme.people.models import Person
from jatan.programme.villages.models import VillageLink
from jatan.programme.villages.selectors import listed_village, open_questions, same_writings, village_keys
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


@pytest.fixture
def chain(cast: Cast, as_: As) -> None:
    """Simde looks like Simdeg alone, and that like Simdega, which stands in most rows."""
    with as_("coordinator") as by:
        for name, village, count in (("एतवारी", "Simdega", 3), ("बुधनी", "Simdeg", 2), ("जीतनी", "Simde", 1)):
            for number in range(count):
                a_person(by, cast, name=f"{name} {number}", village=village, guardian_name=str(number))


def tokens(answer: Any) -> list[str]:
    return [token for one in answer.context["clusters"] for token, *_words in one["lines"]]


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


def test_a_cluster_is_merged_in_one_act_and_undone_at_once(
    cast: Cast, browser: Browser, as_: As, listed: ListedVillage, written: None
) -> None:
    client = browser("coordinator")
    [cluster] = client.get(URL).context["clusters"]
    assert [(writing, ticked) for _token, writing, _about, ticked in cluster["lines"]] == [
        ("Bargaadeeh", True),
        ("बरगाडिह", True),
    ]
    assert cluster["target"] == "बरगाडीह / Bargadih"
    assert client.get(URL).context["certainly"] == tokens(client.get(URL))
    client.post(URL, {"pairs": tokens(client.get(URL)), "verdict": "same"})
    [act] = client.get(URL).context["acts"]
    assert [link.listed_id for link in act] == [listed.code] * 2
    with as_("auditor"):
        events = Event.objects.count()
    khunti = browser("khunti_coordinator")
    assert khunti.post(f"{URL}{act[0].pk}/back/", {"whole": "1"}).status_code == 404
    client.post(f"{URL}{act[0].pk}/back/", {"whole": "1"})
    with as_("auditor"):
        assert Event.objects.count() == events + 1
    page = client.get(URL)
    assert (page.context["open"], page.context["acts"]) == (2, [])
    assert client.post(f"{URL}{act[0].pk}/back/", {"whole": "1"}).status_code == 404


def test_one_writing_is_taken_back_and_the_others_of_its_act_stay(
    cast: Cast, browser: Browser, listed: ListedVillage, written: None
) -> None:
    client = browser("coordinator")
    client.post(URL, {"pairs": tokens(client.get(URL)), "verdict": "same"})
    [act] = client.get(URL).context["acts"]
    client.post(f"{URL}{act[0].pk}/back/")
    [left] = client.get(URL).context["acts"]
    assert [link.pk for link in left] == [act[1].pk]


def test_a_chain_of_writings_is_one_village(chain: None, cast: Cast, browser: Browser, as_: As) -> None:
    client = browser("coordinator")
    page = client.get(URL)
    [cluster] = page.context["clusters"]
    assert (cluster["target"], [ticked for *_words, ticked in cluster["lines"]]) == ("Simdega", [False, False])
    for token in tokens(page):  # one by one, so that a writing leads to one that was decided
        client.post(URL, {"pairs": [token], "verdict": "same"})
    with as_("coordinator") as by:
        for text in ("Simdega", "Simdeg", "Simde"):
            assert same_writings(by, [text]) == {"Simdega", "Simdeg", "Simde"}
        keys = village_keys(cast.gumla.id)
        assert len(keys) == 3
        assert len(set(keys.values())) == 1


def _asked(client: Client) -> dict[str, tuple[str, str]]:
    """{writing: (the village that it is asked about, token)}."""
    clusters = client.get(URL).context["clusters"]
    return {writing: (one["target"], token) for one in clusters for token, writing, *_more in one["lines"]}


def _kept(as_: As) -> set[tuple[str, str, str]]:
    with as_("coordinator"):
        return set(VillageLink.objects.values_list("village", "same_as", "verdict"))


@pytest.mark.parametrize("verdict", ["same", "other"])
def test_one_line_of_a_chain_keeps_what_was_pressed_and_the_others_are_asked_as_before(
    chain: None, browser: Browser, as_: As, verdict: str
) -> None:
    client = browser("coordinator")
    target, token = _asked(client)["Simde"]
    assert target == "Simdega"
    client.post(URL, {"pairs": [token], "verdict": verdict})
    assert _kept(as_) == {("Simde", "Simdega", verdict)}
    asked = {"same": {"Simdeg": "Simdega"}, "other": {"Simdeg": "Simdega", "Simde": "Simdeg"}}[verdict]
    assert {writing: target for writing, (target, _token) in _asked(client).items()} == asked


def test_the_middle_of_a_chain_decided_alone_leaves_its_end_asked_about(chain: None, browser: Browser, as_: As) -> None:
    client = browser("coordinator")
    client.post(URL, {"pairs": [_asked(client)["Simdeg"][1]], "verdict": "same"})
    target, token = _asked(client)["Simde"]
    assert target == "Simdega"
    client.post(URL, {"pairs": [token], "verdict": "same"})
    assert _kept(as_) == {("Simdeg", "Simdega", "same"), ("Simde", "Simdega", "same")}


def test_a_line_that_is_put_off_is_not_asked_about_again(chain: None, browser: Browser, as_: As) -> None:
    client = browser("coordinator")
    client.post(URL, {"pairs": [_asked(client)["Simde"][1]], "verdict": "later"})
    assert set(_asked(client)) == {"Simdeg"}


def test_villages_of_one_listed_name_are_not_joined_by_it(cast: Cast, as_: As) -> None:
    block = cast.gumla_block
    codes = [
        ListedVillage.objects.create(
            code=code, name_en="Nawatoli", name_hi="नवाटोली", block=block, district=block.district, fold="navatoli"
        ).code
        for code in (375003, 375004)
    ]
    with as_("coordinator") as by:
        for text, code in zip(("Nava Tola Banai", "Nava Tola Kumhari"), codes, strict=True):
            row = VillageLink(organisation=cast.gumla, place=block, village=text, listed_id=code, verdict="same")
            acts.record(by=by, permission=Permission.PEOPLE_RECORD, verb="villages.decided", rows=[row])
        assert len(set(village_keys(cast.gumla.id).values())) == 2


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
