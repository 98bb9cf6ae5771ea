"""Whom she agreed to is chosen on the form; a letter says whom to call; a letter that comes twice asks what it is."""

from typing import Any

import pytest
from django.urls import reverse

from jatan.foundation.network.models import Office
from jatan.foundation.vault.letters import open_letter, send_letter
from jatan.foundation.vault.models import Letter
from jatan.foundation.vault.signatures import SIGNATURE_BYTES
from jatan.kernel import clock
from jatan.programme.cases.file.recipients import ally_ref, member_ref
from jatan.programme.cases.models import Case
from tests.programme.allies.builders import an_ally
from tests.programme.cases.case_office import AGREED, CaseHouse
from tests.programme.cases.two_offices import TwoHouses
from tests.web.cases.conftest import Unlocked
from tests.web.cases.sharing_room import both, khunti_browser

pytestmark = pytest.mark.django_db
__all__ = ["both"]


def sent(**more: Any) -> dict[str, Any]:
    """The consent form as a browser sends it."""
    data = {**AGREED, "purpose": "share", "given_on": clock.today().isoformat(), **more}
    return {f"a-{name}": value for name, value in data.items()}


def test_members_and_institutions_are_listed_and_our_own_house_is_not(house: CaseHouse, unlocked: Unlocked) -> None:
    with house.acting("coordinator") as by:
        ally = an_ally(by, house.cast)
    path = reverse("case_entry_new", args=[house.open_case().case.pk, "consent"])
    page = unlocked("counsellor").get(path).content.decode()
    assert f'value="{member_ref(house.cast.khunti.pk)}"' in page
    assert f'value="{ally_ref(ally.pk)}"' in page
    assert 'value="outside"' in page
    assert member_ref(house.cast.gumla.pk) not in page


def test_what_is_chosen_stands_in_the_consent(house: CaseHouse, unlocked: Unlocked) -> None:
    case_file, client = house.open_case(), unlocked("counsellor")
    path = reverse("case_entry_new", args=[case_file.case.pk, "consent"])
    assert client.post(path, sent(chosen=member_ref(house.cast.khunti.pk))).status_code == 302
    assert client.post(path, sent(chosen="outside", recipient="सदर अस्पताल")).status_code == 302
    consents = house.read(case_file.case.pk).file.all("consent")[-2:]
    assert [one.get("recipient") for one in consents] == [house.cast.khunti.name_hi, "सदर अस्पताल"]


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"chosen": "outside", "recipient": "खूंटी"}, "recipient"),
        ({"chosen": "", "recipient": "सदर अस्पताल"}, "chosen"),
        ({"chosen": "", "recipient": ""}, "recipient"),
        ({"chosen": "outside", "recipient": ""}, "recipient"),
        ({"chosen": "member:00000000-0000-0000-0000-000000000007"}, "chosen"),
    ],
)
def test_a_name_alone_makes_nobody(house: CaseHouse, unlocked: Unlocked, given: dict[str, str], field: str) -> None:
    case_file = house.open_case()
    path = reverse("case_entry_new", args=[case_file.case.pk, "consent"])
    answer = unlocked("counsellor").post(path, sent(**given))
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert len(house.read(case_file.case.pk).file.all("consent")) == 1


def test_a_letter_names_the_colleague_and_a_number_that_the_network_knows(both: TwoHouses, unlocked: Unlocked) -> None:
    cast = both.gumla.cast
    Office.objects.create(
        organisation=cast.gumla,
        place=cast.gumla_district,
        name_en="Gumla",
        name_hi="गुमला दफ़्तर",
        phone="06524111222",
    )
    both.send(both.ready(), passed_on=["who", "harm"])
    with both.khunti.acting():
        letter = Letter.objects.get(kind="referral")
    page = khunti_browser(both).get(reverse("case_letter", args=[letter.pk])).content.decode()
    assert both.gumla.cast.accounts["counsellor"].name in page
    assert 'href="tel:06524111222"' in page
    assert "हमारे यहाँ उनका केस खोलें" in page
    assert "इस चिट्ठी पर दस्तखत हैं" in page
    assert "पहले उनके दफ़्तर फ़ोन करें" not in page


def test_a_letter_that_nobody_signed_asks_to_call_first(both: TwoHouses, unlocked: Unlocked) -> None:
    both.send(both.ready())
    with both.khunti.acting():
        signed = Letter.objects.get(kind="referral")
        words = open_letter(both.khunti.ring("counsellor"), signed)
    with both.gumla.acting():
        sender = both.gumla.cast.gumla.pk
        letter = send_letter(signed.organisation_id, kind="referral", plaintext=words, sender=sender)
    khunti = khunti_browser(both)
    page = khunti.get(reverse("case_letter", args=[letter.pk])).content.decode()
    assert "पहले उनके दफ़्तर फ़ोन करें" in page
    assert "इस चिट्ठी पर दस्तखत हैं" not in page
    taken = khunti.post(reverse("case_letter", args=[letter.pk]), {"deed": "take"}, follow=True)
    assert taken.status_code == 200
    with both.khunti.acting():
        case = Case.objects.filter(organisation=both.khunti.cast.khunti).latest("recorded_at")
        (entry,) = both.khunti.read(case.pk).file.all("incoming")
    assert not entry.get("signed")
    assert "पहले उनके दफ़्तर फ़ोन करें" in khunti.get(reverse("case_referral", args=[case.pk, entry.row])).content.decode()


def test_a_letter_with_a_signature_that_is_not_theirs_is_put_away(both: TwoHouses, unlocked: Unlocked) -> None:
    both.send(both.ready())
    with both.khunti.acting():
        signed = Letter.objects.get(kind="referral")
        words = b"\x02" + bytes(16 + 4 + SIGNATURE_BYTES) + open_letter(both.khunti.ring("counsellor"), signed)
    with both.gumla.acting():
        sender = both.gumla.cast.gumla.pk
        letter = send_letter(signed.organisation_id, kind="referral", plaintext=words, sender=sender)
    khunti, address = khunti_browser(both), reverse("case_letter", args=[letter.pk])
    page = khunti.get(address)
    assert page.status_code == 409
    assert "यह चिट्ठी पढ़ी नहीं जा सकती।" in page.content.decode()
    assert "किसी के दस्तखत नहीं हैं" not in page.content.decode()
    assert khunti.post(address, {"deed": "take"}).status_code != 302
    assert khunti.post(address, {"deed": "away", "why": "unreadable"}).status_code == 302
    with both.khunti.acting():
        assert list(Letter.objects.filter(kind="referral")) == [signed]


def test_the_same_letter_again_asks_whether_it_is_the_same_case(both: TwoHouses, unlocked: Unlocked) -> None:
    case_file = both.send(both.ready())
    khunti = khunti_browser(both)

    def waiting() -> str:
        with both.khunti.acting():
            return reverse("case_letter", args=[Letter.objects.get(kind="referral").pk])

    assert khunti.post(waiting(), {"deed": "take"}).status_code == 302
    with both.khunti.acting():
        first = Case.objects.get(organisation=both.khunti.cast.khunti)
    both.send(case_file)
    page = khunti.get(waiting()).content.decode()
    assert first.code in page
    assert khunti.post(waiting(), {"deed": "take"}).status_code == 422
    assert khunti.post(waiting(), {"deed": "take", "into": str(first.pk)}).status_code == 302
    both.send(case_file)
    assert khunti.post(waiting(), {"deed": "take", "into": "new"}).status_code == 302
    with both.khunti.acting():
        assert Case.objects.filter(organisation=both.khunti.cast.khunti).count() == 2
