"""Sections of an FIR on pages: law by law, what fits first, others in the words of the FIR; numbers as written."""

import re

import pytest
from django.test import Client

from jatan.kernel.text.digits import devanagari_digits
from jatan.programme.cases.file.access import OpenCaseFile
from tests.programme.cases.case_office import CaseHouse
from tests.programme.cases.file.test_writing_in_a_file import CARD
from tests.web.cases.conftest import Unlocked
from tests.web.cases.test_legal_page import words

pytestmark = pytest.mark.django_db
A_DAY = "05/10/2026"


def girls_case(house: CaseHouse, *facts: str) -> OpenCaseFile:
    found = house.write(house.open_case(), "identity", CARD)
    return house.write(found, "situation", {"facts": list(facts)}) if facts else found


def form_of(client: Client, case_file: OpenCaseFile) -> str:
    answer = client.get(f"/cases/{case_file.case.pk}/write/offence/")
    assert answer.status_code == 200
    return answer.content.decode()


def law_page(client: Client, case_file: OpenCaseFile) -> str:
    text = client.get(f"/cases/{case_file.case.pk}/law/").content.decode()
    return words(text[text.index("<main") :])


def groups(page: str) -> list[tuple[bool, str, list[str]]]:
    """Each group of the choice: whether it stands open, its heading, the sections in it."""
    found = re.findall(r"<details( open)?><summary[^>]*>(.*?)</summary>(.*?)</details>", page, re.S)
    return [
        (bool(is_open), words(heading), re.findall(r'name="a-offences" value="([^"]+)"', body))
        for is_open, heading, body in found
        if "a-offences" in body
    ]


def test_an_fir_with_pocso_4_and_6_and_a_section_of_no_list_is_written_and_shown(
    house: CaseHouse, unlocked: Unlocked
) -> None:
    case_file, client = girls_case(house), unlocked("counsellor")
    data = {"a-day": A_DAY, "a-offences": ["POCSO 4", "POCSO 6"], "a-others": "भा.न्या.सं. ०११५(२), 003(5)"}
    answer = client.post(f"/cases/{case_file.case.pk}/write/offence/", data)
    assert answer.status_code == 302
    (kept,) = house.read(case_file.case.pk).file.all("offence")
    assert kept.get("offences") == ["POCSO 4", "POCSO 6"]
    assert kept.get("others") == "भा.न्या.सं. ०११५(२), 003(5)"
    text = law_page(client, case_file)
    for wanted in ("पॉक्सो 4", "10 साल से उम्रकैद", "पॉक्सो 6", "20 साल से फाँसी", "भा.न्या.सं. ०११५(२), 003(5)"):
        assert wanted in text
    shown = words(client.get(f"/cases/{case_file.case.pk}/entries/{kept.row}/").content.decode())
    assert "भा.न्या.सं. ०११५(२), 003(5)" in shown
    assert "पॉक्सो 4 ·" in shown


def test_a_section_of_no_list_alone_is_enough_and_none_at_all_is_an_error_at_its_field(
    house: CaseHouse, unlocked: Unlocked
) -> None:
    case_file, client = girls_case(house), unlocked("counsellor")
    refused = client.post(f"/cases/{case_file.case.pk}/write/offence/", {"a-day": A_DAY, "a-others": ""})
    assert refused.status_code == 422
    assert 'id="id_a-offences_error"' in refused.content.decode()
    answer = client.post(f"/cases/{case_file.case.pk}/write/offence/", {"a-day": A_DAY, "a-others": "रेलवे 0145"})
    assert answer.status_code == 302
    assert "रेलवे 0145" in law_page(client, case_file)


def test_what_fits_stands_open_and_first_and_every_other_law_is_folded_below(
    house: CaseHouse, unlocked: Unlocked
) -> None:
    client = unlocked("counsellor")
    fitting, *rest = groups(form_of(client, girls_case(house, "trafficked", "rape")))
    assert fitting[0]
    assert {"BNS 64", "BNS 143(4)", "POCSO 4", "POCSO 6"} <= set(fitting[2])
    assert not any(is_open for is_open, _heading, _keys in rest)
    headings = [heading.rsplit(" ", 1)[0] for _is_open, heading, _keys in rest]
    assert headings[:3] == ["बीएनएस", "पॉक्सो", "अनैतिक व्यापार अधिनियम"]
    assert headings[-1] == "उस दिन लागू नहीं"
    every = [key for _is_open, _heading, keys in (fitting, *rest) for key in keys]
    assert len(every) == len(set(every)) > 140
    (nothing, *_others) = groups(form_of(client, girls_case(house)))
    assert nothing[1].startswith("जो बात पता है")
    assert set(nothing[2]) == {"BNS 137", "JJ Act 75"}


def test_a_ticked_section_of_a_folded_law_is_seen_again_when_the_entry_is_corrected(
    house: CaseHouse, unlocked: Unlocked
) -> None:
    case_file = house.write(girls_case(house), "offence", {"day": A_DAY, "offences": ["ITPA 5/will"], "others": "०७"})
    (entry,) = case_file.file.all("offence")
    page = unlocked("counsellor").get(f"/cases/{case_file.case.pk}/entries/{entry.row}/?show=edit").content.decode()
    (found,) = [group for group in groups(page) if "ITPA 5/will" in group[2]]
    assert found[0]
    assert re.search(r'value="ITPA 5/will"[^>]*checked', page)
    assert 'value="०७"' in page


def test_for_a_day_under_the_penal_code_the_old_sections_are_offered_with_the_error(
    house: CaseHouse, unlocked: Unlocked
) -> None:
    case_file, client = girls_case(house), unlocked("counsellor")
    data = {"a-day": "30/06/2024", "a-offences": ["BNS 143(4)"]}
    answer = client.post(f"/cases/{case_file.case.pk}/write/offence/", data)
    assert answer.status_code == 422
    found = {heading.rsplit(" ", 1)[0]: (is_open, keys) for is_open, heading, keys in groups(answer.content.decode())}
    assert "IPC 370(4)" in found["आईपीसी"][1]
    assert "बीएनएस" not in found
    assert found["उस दिन लागू नहीं"][0]


def test_each_section_says_when_it_was_looked_up_and_what_is_unverified_carries_no_date(
    house: CaseHouse, unlocked: Unlocked
) -> None:
    sections = ["BNS 144(1)", "BNS 142", "Daain Act 3", "JJ Act 76/grave"]
    case_file = house.write(girls_case(house), "offence", {"day": A_DAY, "offences": sections})
    text = law_page(unlocked("counsellor"), case_file)
    parts = re.split(r"(?=बीएनएस 14|डायन प्रथा अधिनियम 3|किशोर न्याय अधिनियम 76)", text)
    read, as_before, witch, begging = parts[1:5]
    for part in (read, as_before):
        assert "27 नवंबर 2026" in part
        assert "इंडिया कोड" in part
    assert "5 साल से 10 साल" in read
    assert "जितनी उस अपहरण की सज़ा" in as_before
    for part in (witch, begging):
        assert "जाँचा नहीं गया" in part
        assert "2026" not in part.split("अदालत")[0].split("लिखें")[0]


def test_sections_on_which_alone_no_fir_is_written_say_so_until_another_stands_beside_them(
    house: CaseHouse, unlocked: Unlocked
) -> None:
    client = unlocked("counsellor")
    case_file = house.write(girls_case(house), "offence", {"day": A_DAY, "offences": ["JJ Act 79"]})
    assert "सिर्फ़ इन धाराओं पर पुलिस एफ़आईआर दर्ज नहीं करती" in law_page(client, case_file)
    case_file = house.write(case_file, "offence", {"day": A_DAY, "offences": ["BNS 143(4)"]})
    assert "सिर्फ़ इन धाराओं पर" not in law_page(client, case_file)


@pytest.mark.parametrize("number", ["0041/2026", "००४१/२०२६", "007", "०००१२"])
@pytest.mark.parametrize(
    ("kind", "answers"),
    [
        ("legal_event", {"a-event": "fir_registered", "a-at": A_DAY}),
        ("duty_done", {"a-duty": "report_sexual_offence", "a-at": A_DAY, "a-to": "थाना"}),
        ("claim", {"a-head": "other:wages", "a-claimed": "5000", "a-claimed_on": A_DAY}),
    ],
)
def test_numbers_of_firs_and_files_keep_their_leading_zeros(
    number: str, kind: str, answers: dict[str, str], house: CaseHouse, unlocked: Unlocked
) -> None:
    case_file, client = girls_case(house, "sexual"), unlocked("counsellor")
    form = client.get(f"/cases/{case_file.case.pk}/write/{kind}/").content.decode()
    data = {name: value for name, value in answers.items() if f'name="{name}"' in form}
    assert "a-number" not in data
    answer = client.post(f"/cases/{case_file.case.pk}/write/{kind}/", {**data, "a-number": number})
    assert answer.status_code == 302, answer.context["form"].errors
    (entry,) = house.read(case_file.case.pk).file.all(kind)
    assert entry.get("number") == number
    page = f"/cases/{case_file.case.pk}/entries/{entry.row}/"
    assert number in words(client.get(page).content.decode())
    assert f'value="{number}"' in client.get(f"{page}?show=edit").content.decode()
    shown = client.get(f"/cases/{case_file.case.pk}/law/").content.decode()
    assert kind == "claim" or number in shown or devanagari_digits(number, True) in shown


def test_another_day_of_the_act_shows_its_sections_before_anything_is_saved(
    house: CaseHouse, unlocked: Unlocked
) -> None:
    """Fifteen in September 2024 by her card of today: under 16 then, seventeen now."""
    card = {"name": "बुधनी उराँव", "sex": "f", "born_on": "01/03/2009", "age_basis": "birth_record"}
    case_file = house.write(house.open_case(), "identity", card)
    case_file = house.write(case_file, "situation", {"facts": ["rape"]})
    client, address = unlocked("counsellor"), f"/cases/{case_file.case.pk}/write/offence/"
    page = client.get(address).content.decode()
    assert not re.search(r'name="a-day"[^>]*value="[^"]', page)
    shown = re.search(r'name="a-sections_of"[^>]*>', page)
    assert shown is not None
    assert "value" not in shown[0]
    # A button without scripts: the sections of that day, her age then, nothing saved.
    data = {"a-day": "10/09/2024", "a-others": "रेलवे 0145", "a-sections_of": ""}
    looked = client.post(address, {**data, "sections": "show"})
    text = looked.content.decode()
    assert looked.status_code == 200
    assert {"BNS 65(1)", "POCSO 4(2)"} <= set(groups(text)[0][2])
    assert "तब की उम्र: 15" in words(text)
    assert 'value="रेलवे 0145"' in text
    # Saved with another day than the one whose sections were shown: they are shown first.
    other = client.post(address, {**data, "a-day": "30/06/2024", "a-sections_of": "2024-09-10"})
    assert other.status_code == 200
    assert "IPC 376(3)" in groups(other.content.decode())[0][2]
    assert 'name="a-sections_of" value="2024-06-30"' in other.content.decode()
    assert house.read(case_file.case.pk).file.all("offence") == []
    saved = client.post(address, {**data, "a-day": "30/06/2024", "a-sections_of": "2024-06-30"})
    assert saved.status_code == 302
    (entry,) = house.read(case_file.case.pk).file.all("offence")
    # The next one begins with the day that was written last; a correction of the day asks again.
    assert "तब की उम्र: 15" in words(client.get(address).content.decode())
    corrected = f"/cases/{case_file.case.pk}/entries/{entry.row}/"
    asked = client.post(corrected, {**data, "deed": "edit", "a-base": "1", "a-sections_of": "2024-06-30"})
    assert asked.status_code == 200
    assert house.read(case_file.case.pk).file.all("offence")[0].revision == 1


def test_law_is_written_before_she_agrees_and_no_story_is(house: CaseHouse, unlocked: Unlocked) -> None:
    case_file, client = house.open_case(agreed=False), unlocked("counsellor")
    root = f"/cases/{case_file.case.pk}/"
    written = {
        "legal_event": {"event": "fir_registered", "at": A_DAY},
        "offence": {"day": A_DAY, "offences": ["BNS 64"]},
        "hearing": {"at": A_DAY, "court": "सत्र अदालत", "purpose": "bail", "happened": "तारीख़ मिली"},
        "bail": {"what": "refused", "on": A_DAY},
    }
    page = client.get(f"{root}law/").content.decode()
    for kind, answers in written.items():
        assert f"{root}write/{kind}/" in page
        sent = {f"a-{name}": value for name, value in answers.items()}
        answer = client.post(f"{root}write/{kind}/", sent)
        assert answer.status_code == 302, answer.context["form"].errors
    assert client.post(f"{root}write/note/", {"a-about": "x", "a-text": "x", "a-on": A_DAY}).status_code == 422
