"""The legal page: duties on top, days of the law with whose duty they are, money beside money, and two small acts."""

import datetime as dt
import re
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from jatan.foundation.vault.casekeys import Reader
from jatan.foundation.vault.choices import Kind
from jatan.kernel import clock
from jatan.kernel.ids import new_id
from jatan.programme.cases.file.access import OpenCaseFile
from jatan.programme.cases.file.access_grants import give_case
from tests.programme.cases.case_office import CaseHouse
from tests.programme.cases.file.test_writing_in_a_file import CARD
from tests.web.cases.conftest import Unlocked
from tests.web.cases.test_case_page import NOTE

pytestmark = pytest.mark.django_db
STEP = {"event": "fir_registered", "at": "20/11/2026 10:00", "place": "महिला थाना, गुमला", "number": "41/2026"}
HEARING = {"at": "23/11/2026 10:30", "court": "पॉक्सो अदालत", "purpose": "her_evidence", "happened": "गवाही टली"}


def girls_case(house: CaseHouse, *facts: str, at: str = STEP["at"]) -> OpenCaseFile:
    """A girl of sixteen today, what is known, and an FIR of this day."""
    found = house.write(house.open_case(), "identity", CARD)
    found = house.write(found, "situation", {"facts": list(facts) or ["trafficked", "sexual"]})
    return house.write(found, "legal_event", STEP | {"at": at})


def page(client: Client, case_file: OpenCaseFile, status: int = 200) -> str:
    answer = client.get(f"/cases/{case_file.case.pk}/law/")
    assert answer.status_code == status
    return answer.content.decode()


def words(text: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", text).split())


def test_duties_stand_above_everything_and_name_nobody(house: CaseHouse, unlocked: Unlocked) -> None:
    case_file = girls_case(house)
    text = page(unlocked("counsellor"), case_file)
    assert text.index("यौन अपराध हुआ हो या होने का डर हो तो पुलिस को तुरंत खबर देनी है") < text.index('id="deadlines"')
    assert "पॉक्सो 2012 धारा 19(1)" in text
    assert "बुधनी" not in text
    assert "<title>जतन</title>" in text


def test_a_duty_is_written_down_on_the_page_and_taken_off_the_banner(house: CaseHouse, unlocked: Unlocked) -> None:
    case_file, client = girls_case(house), unlocked("counsellor")
    data = {"duty": "report_sexual_offence", "report_sexual_offence-on": "२३/११/२०२६"}
    data |= {"report_sexual_offence-hour": "०९:३०", "report_sexual_offence-to": "महिला थाना"}
    answer = client.post(f"/cases/{case_file.case.pk}/law/duty/", data)
    assert answer.status_code == 302
    (done,) = house.read(case_file.case.pk).file.all("duty_done")
    assert (done.get("to"), done.get("at").isoformat()) == ("महिला थाना", "2026-11-23T09:30:00+05:30")
    text = page(client, case_file)
    assert 'name="report_sexual_offence-to"' not in text
    assert "महिला थाना" in text
    assert "9:30" in text


def test_without_saying_to_whom_a_duty_is_not_done(house: CaseHouse, unlocked: Unlocked) -> None:
    case_file, client = girls_case(house), unlocked("counsellor")
    data = {"duty": "report_sexual_offence", "report_sexual_offence-on": "23/11/2026"}
    answer = client.post(f"/cases/{case_file.case.pk}/law/duty/", data)
    assert answer.status_code == 422
    assert '<details class="no-print" open>' in answer.content.decode()
    assert house.read(case_file.case.pk).file.all("duty_done") == []


@pytest.mark.parametrize("extra", ["declined", "skip", "not_reported", "delete"])
def test_there_is_nothing_on_the_page_by_which_a_duty_is_declined(
    extra: str, house: CaseHouse, unlocked: Unlocked
) -> None:
    case_file, client = girls_case(house), unlocked("counsellor")
    form = re.search(r"<form[^>]*law/duty/.*?</form>", page(client, case_file), re.S)
    assert form is not None
    assert set(re.findall(r'name="([^"]+)"', form[0])) == {
        "csrfmiddlewaretoken",
        "duty",
        *(f"report_sexual_offence-{name}" for name in ("on", "hour", "to", "number")),
    }
    answer = client.post(f"/cases/{case_file.case.pk}/law/duty/", {"duty": "report_sexual_offence", extra: "1"})
    assert answer.status_code == 422
    assert client.post(f"/cases/{case_file.case.pk}/law/duty/", {"duty": "hide_identity"}).status_code == 404
    assert 'name="report_sexual_offence-to"' in page(client, case_file)


def test_days_of_the_law_say_whose_duty_where_to_go_and_whether_counsel_has_seen_them(
    house: CaseHouse, unlocked: Unlocked
) -> None:
    text = words(page(unlocked("counsellor"), girls_case(house)))
    assert "जाँच पूरी हो (पॉक्सो 4, 6, 8, 10)" in text
    assert "20 जनवरी 2027" in text
    assert "भारतीय नागरिक सुरक्षा संहिता 2023 धारा 193(2)" in text
    row = text[text.index("एफ़आईआर की नकल मुफ़्त में मिले") :][:400]
    assert "भारतीय नागरिक सुरक्षा संहिता 2023 धारा 173(2)" in row


def test_a_deadline_is_marked_as_met_on_the_page(house: CaseHouse, unlocked: Unlocked) -> None:
    case_file, client = girls_case(house), unlocked("counsellor")
    (step,) = case_file.file.all("legal_event")
    about = f"{step.row}-fir_copy"
    data = {"event": str(step.row), "deadline": "fir_copy", f"{about}-on": "21/11/2026", f"{about}-done_by": "थाना"}
    assert client.post(f"/cases/{case_file.case.pk}/law/deadline/", data).status_code == 302
    (done,) = house.read(case_file.case.pk).file.all("deadline_done")
    assert (done.get("deadline"), done.get("done_on").day, done.get("event")) == ("fir_copy", 21, step.row)
    text = page(client, case_file)
    assert f'name="{about}-on"' not in text
    assert client.post(f"/cases/{case_file.case.pk}/law/deadline/", data).status_code == 404


def test_a_day_before_the_step_is_an_error_at_its_field(house: CaseHouse, unlocked: Unlocked) -> None:
    case_file, client = girls_case(house), unlocked("counsellor")
    (step,) = case_file.file.all("legal_event")
    about = f"{step.row}-fir_copy"
    data = {"event": str(step.row), "deadline": "fir_copy", f"{about}-on": "19/11/2026"}
    answer = client.post(f"/cases/{case_file.case.pk}/law/deadline/", data)
    assert answer.status_code == 422
    assert f'id="id_{about}-on_error"' in answer.content.decode()
    for strange in ({"event": str(new_id())}, {"deadline": "cwc_order"}):
        assert client.post(f"/cases/{case_file.case.pk}/law/deadline/", data | strange).status_code == 404


def test_money_stands_scheme_beside_scheme_with_its_days_and_no_sum(house: CaseHouse, unlocked: Unlocked) -> None:
    found = girls_case(house, "trafficked", "rape")
    claim = {"head": "nalsa_2018:rape", "claimed": "7,00,000", "claimed_on": "10/11/2026"}
    found = house.write(found, "claim", {**claim, "sanctioned": "3,00,000", "sanctioned_on": "15/11/2026"})
    found = house.write(found, "claim", {"head": "other:wages", "claimed": "42000", "claimed_on": "12/11/2026"})
    text = words(page(unlocked("counsellor"), found))
    for data in ("झारखंड पीड़ित मुआवज़ा योजना 2016", "6,00,000 – 10,50,000", "7,00,000", "3,00,000", "42,000"):
        assert data in text
    for never in ("7,42,000", "3,42,000", "9,00,000"):
        assert never not in text


A_MAN = {**CARD, "sex": "m", "age": 34}


def test_a_bonded_labourers_schemes_appear_with_source_day_and_warning(house: CaseHouse, unlocked: Unlocked) -> None:
    found = house.write(house.open_case(), "identity", A_MAN)
    found = house.write(found, "situation", {"facts": ["bonded", "sc_st"]})
    text = words(page(unlocked("counsellor"), found))
    money = text[text.index("मुआवज़ा और बकाया") :]
    for data in ("बंधुआ मज़दूर पुनर्वास योजना 2021", "1,00,000", "30,000", "27 नवंबर 2026 को देखा गया", "3,00,000"):
        assert data in money
    assert "योजना का समय पूरा हो चुका" in money
    assert "अनुसूचित जाति/जनजाति अत्याचार राहत 2016" in money
    assert "पूछें, यह बंधुआ मज़दूरी है या नहीं" not in money


def test_forced_labour_of_an_old_entry_leads_to_the_bonded_labour_scheme_by_a_question(
    house: CaseHouse, unlocked: Unlocked
) -> None:
    found = house.write(house.open_case(), "identity", A_MAN)
    found = house.write(found, "exploitation", {"types": ["ForcedLabour"]})
    text = words(page(unlocked("counsellor"), found))
    assert "बंधुआ मज़दूर पुनर्वास योजना 2021" in text
    assert "पूछें, यह बंधुआ मज़दूरी है या नहीं" in text
    other = house.open_case()
    asked = unlocked("counsellor").get(f"/cases/{other.case.pk}/write/exploitation/").content.decode()
    assert "क्या पेशगी या कर्ज़ के बदले काम करना पड़ा" in asked
    assert "बंधुआ या जबरन मज़दूरी" not in asked


def test_a_girl_sees_that_the_special_court_decides_and_several_heads_together(
    house: CaseHouse, unlocked: Unlocked
) -> None:
    text = words(page(unlocked("counsellor"), girls_case(house, "rape", "pregnancy_by_rape")))
    assert "यह योजना लागू नहीं होती। विशेष अदालत तय करेगी" in text
    assert "पॉक्सो: विशेष अदालत का मुआवज़ा" in text
    assert "इस योजना के सब मद मिलाकर ₹ 10,50,000 – 16,50,000" in text


def test_court_days_bail_and_her_safety_are_shown(house: CaseHouse, unlocked: Unlocked) -> None:
    found = house.write(girls_case(house), "hearing", {**HEARING, "next_on": "२०/०१/२०२७", "next_purpose": "arguments"})
    found = house.write(found, "bail", {"what": "granted", "on": "22/11/2026"})
    asked = {"asked_on": "22/11/2026", "asked_of": "ज़िला जज", "measures": ["screen", "escort"]}
    found = house.write(found, "witness_safety", asked)
    text = words(page(unlocked("counsellor"), found))
    for data in ("गवाही टली", "20 जनवरी 2027", "ज़िला जज", "22 नवंबर 2026", "सावधान करें"):
        assert data in text


def test_a_new_case_asks_for_what_is_known_first(house: CaseHouse, unlocked: Unlocked) -> None:
    found = house.open_case()
    text = page(unlocked("counsellor"), found)
    assert 'id="deadlines"' in text
    assert "hide_identity" not in text
    assert "किशोर न्याय अधिनियम 2015 धारा 74" in text


@pytest.mark.parametrize("part", ["coordinator", "desk_operator", "secretariat", "administrator", "khunti_coordinator"])
def test_whoever_holds_no_key_finds_nothing(part: str, house: CaseHouse, unlocked: Unlocked, browser: Any) -> None:
    case_file = girls_case(house)
    for address in ("law/", "law/diary.pdf"):
        assert browser(part).get(f"/cases/{case_file.case.pk}/{address}").status_code == 404
    for address in ("law/duty/", "law/deadline/"):
        assert browser(part).post(f"/cases/{case_file.case.pk}/{address}", {}).status_code == 404


def test_a_counsellor_of_another_team_and_one_with_locked_keys_see_nothing(
    house: CaseHouse, unlocked: Unlocked, browser: Any
) -> None:
    case_file = girls_case(house)
    with house.acting("supervisor"):
        house.keys.join("legal_officer")
    assert page(unlocked("legal_officer"), case_file, 404)
    asked = browser("counsellor").get(f"/cases/{case_file.case.pk}/law/")
    assert (asked.status_code, asked.headers["Location"].split("?")[0]) == (302, "/keys/open/")


def test_a_legal_officer_writes_the_law_on_pages_and_nothing_else(house: CaseHouse, unlocked: Unlocked) -> None:
    case_file = girls_case(house)
    with house.acting("supervisor"):
        house.keys.join("legal_officer")
    officer = house.keys.people["legal_officer"]
    mine: dict[str, Any] = {"by": house.by("counsellor"), "keyring": house.ring("counsellor")}
    with house.acting():
        give_case(**mine, case_file=case_file, to=Reader(Kind.USER, officer), reason="अदालत", names={officer: "x"})
    client = unlocked("legal_officer")
    # Papers for offices are offered to those who may make them.
    papers, forms = (f"/cases/{case_file.case.pk}/{part}/" for part in ("papers", "forms"))
    assert f'href="{forms}"' in unlocked("counsellor").get(papers).content.decode()
    assert f'href="{forms}"' not in client.get(papers).content.decode()
    assert client.get(forms).status_code == 404
    text = page(client, case_file)
    for kind in ("legal_event", "hearing", "claim", "offence"):
        assert f"/cases/{case_file.case.pk}/write/{kind}/" in text
        assert client.get(f"/cases/{case_file.case.pk}/write/{kind}/").status_code == 200
    for kind in ("consent", "service", "safety_plan", "closure_request"):
        for answer in (client.get, client.post):
            assert answer(f"/cases/{case_file.case.pk}/write/{kind}/").status_code == 404
    (consent,) = case_file.file.all("consent")
    for show in ("edit", "take"):
        path = f"/cases/{case_file.case.pk}/entries/{consent.row}/"
        assert client.get(path, {"show": show}).status_code == 404
        assert client.post(path, {"deed": show, "reason": "x"}).status_code == 404


def test_the_page_asks_the_database_few_things_however_much_is_written(
    house: CaseHouse, unlocked: Unlocked, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    found, client = girls_case(house), unlocked("counsellor")
    for number in range(12):
        found = house.write(found, "legal_event", {"event": "cognizance", "at": f"{number + 1:02}/11/2026 10:00"})
        found = house.write(found, "hearing", {**HEARING, "at": f"{number + 1:02}/11/2026 10:30"})
    page(client, found)
    with django_assert_max_num_queries(18):
        page(client, found)


def test_a_step_of_the_law_leads_back_to_the_law_page_and_a_note_to_the_file(
    house: CaseHouse, unlocked: Unlocked
) -> None:
    case_file, client = girls_case(house), unlocked("counsellor")
    root = f"/cases/{case_file.case.pk}/"
    for kind, answers in (
        ("legal_event", {"event": "fir_refused", "at": "22/11/2026", "at_hour": "10:00"}),
        ("bail", {"what": "refused", "on": "22/11/2026"}),
    ):
        answer = client.post(f"{root}write/{kind}/", {f"a-{name}": value for name, value in answers.items()})
        assert (answer.status_code, answer.headers.get("Location")) == (302, f"{root}law/"), kind
    answer = client.post(f"{root}write/note/", {f"a-{name}": value for name, value in NOTE.items()})
    assert (answer.status_code, answer.headers.get("Location")) == (302, root)


def test_what_is_late_stands_first_and_the_rest_is_folded(house: CaseHouse, unlocked: Unlocked) -> None:
    day = clock.today() - dt.timedelta(days=10)
    found = girls_case(house, at=f"{day:%d/%m/%Y} 10:00")
    after = f"{day + dt.timedelta(days=1):%d/%m/%Y} 10:00"
    found = house.write(found, "legal_event", {"event": "cognizance", "at": after})
    found = house.write(found, "legal_event", {"event": "cwc_production", "at": after})
    text = page(unlocked("counsellor"), found)
    deadlines = text[text.index('id="deadlines"') : text.index('id="diary"')]
    in_sight = deadlines
    while "<details" in in_sight:  # the innermost first
        in_sight = re.sub(r"<details(?:(?!<details).)*?</details>", "", in_sight, flags=re.S)
    first = in_sight[in_sight.index('<ul class="rows">') :]
    assert first.count("<li>") == 3
    assert "एफ़आईआर की नकल" in first[: first.index("</li>")]
    assert "मुकदमा पूरा हो, जहाँ तक हो सके" not in in_sight
    assert "मुकदमा पूरा हो, जहाँ तक हो सके" in deadlines


def test_what_is_learnt_after_an_offence_was_written_asks_to_look_at_its_sections(
    house: CaseHouse, unlocked: Unlocked
) -> None:
    asked, client = "धाराएँ फिर देखें", unlocked("counsellor")
    found = house.write(girls_case(house, "rape"), "offence", {"day": "20/11/2026", "offences": ["BNS 64"]})
    (offence,) = found.file.all("offence")
    assert asked not in page(client, found)
    found = house.write(found, "situation", {"facts": ["rape", "trafficked"]})
    text = page(client, found)
    alert = text[text.index(asked) : text.index('id="offences"')]
    assert "बीएनएस 143(2)" in words(alert)
    assert f"/cases/{found.case.pk}/entries/{offence.row}/" in alert
    again = {"day": "20/11/2026", "offences": ["BNS 64"]}
    found = house.write(found, "offence", again, row=offence.row)
    assert asked not in page(client, found)


def test_refusal_of_the_fir_shows_the_way_on_and_that_it_is_an_offence(house: CaseHouse, unlocked: Unlocked) -> None:
    found = house.write(girls_case(house), "legal_event", {"event": "fir_refused", "at": "22/11/2026 10:00"})
    text = words(page(unlocked("counsellor"), found))
    assert "शिकायत लिखकर डाक से एसपी को भेजें" in text
    assert "भारतीय न्याय संहिता 2023 धारा 199(c)" in text


def test_what_nobody_has_read_says_so_and_shows_no_day(house: CaseHouse, unlocked: Unlocked) -> None:
    found = house.write(girls_case(house), "legal_event", {"event": "child_missing_reported", "at": "20/05/2026 10:00"})
    text = words(page(unlocked("counsellor"), found))
    row = text[text.index("मानव तस्करी रोधी इकाई (एएचटीयू) को जाए") :][:200]
    assert "तारीख पक्की नहीं" in row
    assert "2027" not in row


def test_a_judgment_known_from_the_press_says_so(house: CaseHouse, unlocked: Unlocked) -> None:
    found = house.write(girls_case(house), "legal_event", {"event": "child_missing_reported", "at": "22/11/2026 10:00"})
    text = words(page(unlocked("counsellor"), found))
    for start in ("लापता होने की खबर पर एफ़आईआर तुरंत", "तस्करी का शक होते ही मामला"):
        row = text[text.index(start) :][:400]
        assert "फ़ैसला हमने नहीं पढ़ा, अखबारों से जाना है" in row
        assert "जी गणेश बनाम तमिलनाडु राज्य, 22 मई 2026 (अखबारों के अनुसार)" in row
    assert "बच्चा न मिले तो मामला मानव तस्करी रोधी इकाई" not in text


def test_her_rights_are_on_the_page_with_their_sources(house: CaseHouse, unlocked: Unlocked) -> None:
    text = page(unlocked("counsellor"), girls_case(house))
    rights = words(text[text.index('id="rights"') :])
    assert "विधिक सेवा प्राधिकरण अधिनियम 1987 धारा 12, 13" in rights
    assert "पॉक्सो 2012 धारा 27" in rights


def test_the_law_is_not_said_to_demand_what_is_her_choice_or_what_nobody_has_read(
    house: CaseHouse, unlocked: Unlocked
) -> None:
    found = house.write(house.open_case(), "situation", {"facts": ["rape", "sc_st"]})
    for step in (
        {"event": "judgment_given", "at": "22/11/2026 10:00", "outcome": "acquitted"},
        {"event": "child_missing_reported", "at": "22/11/2026 10:00"},
        {"event": "fir_registered", "at": "20/11/2026 10:00"},
    ):
        found = house.write(found, "legal_event", step)
    text = words(page(unlocked("counsellor"), found))
    demand = "कानून कहता है: यह करना ही है"

    def row(start: str) -> str:
        return text[text.index(start) :].split("न हो तो किसके पास जाएँ")[0]

    assert demand in row("एफ़आईआर की नकल मुफ़्त में मिले")
    for start in ("अत्याचार: अपील (कारण हो तो", "अपील करनी हो तो 30 दिन", "मानव तस्करी रोधी इकाई (एएचटीयू) को जाए"):
        assert demand not in row(start), start


def test_each_section_says_when_it_was_looked_up_and_that_no_lawyer_has_signed(
    house: CaseHouse, unlocked: Unlocked
) -> None:
    text = words(page(unlocked("counsellor"), girls_case(house)))
    assert text.count("27 नवंबर 2026 को देखा गया · वकील के दस्तखत नहीं हैं") == 2
    assert text.count("30 नवंबर 2026 को देखा गया · वकील के दस्तखत नहीं हैं") == 1


def test_who_goes_to_a_hospital_is_told_before_that_the_police_will_hear_of_it(
    house: CaseHouse, unlocked: Unlocked
) -> None:
    found = house.write(house.open_case(), "situation", {"facts": ["rape"]})
    text = words(page(unlocked("counsellor"), found))
    assert "अस्पताल को पुलिस को तुरंत बताना होता है: जाने से पहले" in text


def test_the_production_is_asked_in_its_own_words_and_a_wrong_hour_is_shown_at_the_hour(
    house: CaseHouse, unlocked: Unlocked
) -> None:
    case_file, client = girls_case(house), unlocked("counsellor")
    text = page(client, case_file)
    form = re.search(r'<input type="hidden" name="duty" value="produce_before_cwc">.*?</form>', text, re.S)
    assert form is not None
    assert "किसको खबर दी" not in form[0]
    assert "सूचना का नंबर" not in form[0]
    assert re.search(r'name="produce_before_cwc-to" value="बाल कल्याण समिति', form[0])
    data = {"duty": "produce_before_cwc", "produce_before_cwc-to": "समिति"}
    today = f"{clock.today():%d/%m/%Y}"
    later = "23:59"
    for day, hour, wrong in ((today, "आठ बजे", "hour"), (today, later, "hour"), ("बीता दिन", "10:30", "on")):
        sent = {**data, "produce_before_cwc-on": day, "produce_before_cwc-hour": hour}
        answer = client.post(f"/cases/{case_file.case.pk}/law/duty/", sent)
        assert answer.status_code == 422
        found = re.search(r"<input[^>]*name=\"produce_before_cwc-(\w+)\"[^>]*aria-invalid", answer.content.decode())
        assert found is not None
        assert found[1] == wrong, (day, hour)
    assert house.read(case_file.case.pk).file.all("duty_done") == []
