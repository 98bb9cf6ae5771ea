"""Linked files on their page: a code opens only for who may open that file; all others are answered alike."""

import pytest

from jatan.foundation.vault.models import Letter
from tests.programme.cases.case_office import CaseHouse
from tests.programme.cases.file.test_linked_files import of_another_team
from tests.web.cases.conftest import Unlocked
from tests.web.cases.test_case_page import read

pytestmark = pytest.mark.django_db


def test_the_answer_never_tells_whether_there_is_such_a_file(house: CaseHouse, unlocked: Unlocked) -> None:
    mine, other = house.open_case(), house.open_case()
    with of_another_team(house) as closed:
        pass
    client, path = unlocked("counsellor"), f"/cases/{mine.case.pk}/linked/"
    shown = []
    for code in (other.case.code, closed.case.code, "GUM-NONE"):
        answer = client.post(path, {"code": code, "tie": "sibling"}, follow=True)
        assert answer.status_code == 200
        shown.append([str(one) for one in answer.context["messages"]])
    assert shown[0] == shown[1] == shown[2]
    page = read(client, path)
    assert f'href="/cases/{other.case.pk}/"' in page
    assert str(closed.case.pk) not in page
    assert page.count("ऐसी फ़ाइल जिसे आप नहीं खोल सकते") == 2
    assert str(closed.case.pk) not in read(client, f"/cases/{mine.case.pk}/")
    assert client.post(path, {"code": "GUM-NONE", "tie": "sibling"}).status_code == 422


def test_a_proposal_is_seen_by_the_other_team_and_linked(house: CaseHouse, unlocked: Unlocked) -> None:
    mine = house.open_case()
    with of_another_team(house) as closed:
        pass
    unlocked("counsellor").post(f"/cases/{mine.case.pk}/linked/", {"code": closed.case.code, "tie": "rescued"})
    client, path = unlocked("supervisor"), f"/cases/{closed.case.pk}/"
    assert "किसी साथी का कहना है" in read(client, path)
    assert "किसी साथी का कहना है" not in read(client, f"/cases/{mine.case.pk}/")
    letter = Letter.objects.get(kind="link")
    assert client.post(f"{path}linked/", {"deed": "accept", "letter": "not-an-id"}).status_code == 404
    assert client.post(f"/cases/{mine.case.pk}/linked/", {"deed": "accept", "letter": letter.pk}).status_code == 404
    assert client.post(f"{path}linked/", {"deed": "accept", "letter": letter.pk}).status_code == 302
    assert mine.case.code in read(client, f"{path}linked/")
    row = house.read(mine.case.pk, "supervisor").file.all("linked_file")[0].row
    take = f"/cases/{mine.case.pk}/linked/{row}/"
    assert client.post(take, {"reason": ""}).status_code == 422
    assert client.post(take, {"reason": "दूसरी लड़की निकली"}).status_code == 302
    assert client.get(take).status_code == 404
    assert mine.case.code not in read(client, f"{path}linked/").split("<main")[1].split("<h1")[1]
