"""Meanings of headings and sheet titles in many spellings."""

import pytest

from jatan.intake.registers.recognise.layout import Layout, Unknown, recognise
from jatan.intake.registers.recognise.vocabulary.kinds import kinds
from jatan.intake.registers.recognise.vocabulary.vocabulary import Vocabulary

HEADINGS = {
    "shg_meeting": {
        "serial": ["क्र० सं०", "क्र०सं०", "SN", "#", "क्र॰ सं॰", "क्रम सं०"],
        "date": ["बैठक की तारीख", "दिनांक\nDate", "Dt.", "दि.", "Meeting Dt", "Date of event", "दिनांक Date"],
        "block": ["ब्लाक", "Blk", "प्रखंड\nBlock", "प्रखण्ड का नाम"],
        "panchayat": ["Panchayat Name", "पंचायत का नाम", "ग्राम पंचायत का नाम"],
        "village": ["टोला", "गाव", "Vill.", "Village\n/गाँव", "ग्राम / टोला"],
        "group_name": ["Name of the group", "Name of the SHG", "समूह नाम", "SHG/Group name", "समूह/मंडल का नाम"],
        "topic": ["चर्चित विषय", "Topic of discussion", "Topics discussed"],
        "women": ["No. of Females", "Female participants", "महिला संख्या", "महिलाओं की सं.", "Women (18 & above)"],
        "men": ["No. of Males", "पुरुष संख्या", "No. of\nMen"],
        "girls": ["किशोरियों की संख्या", "No. of adolescent girls", "Female (<18)", "महिला (18 से कम)", "Girls <18 yrs"],
        "boys": ["किशोरों की संख्या", "Male below 18", "लड़के (18 से कम)"],
        "total": ["Total no. of participants", "No. of persons", "कुल योग", "कुल सहभागी", "Grand Total"],
        "facilitator": ["Facilitator name", "संचालक का नाम", "कार्यकर्ता का नाम"],
    },
    "group_reach": {
        "total": ["No. of people", "Number of persons", "Nos.", "Count", "लोगों की संख्या"],
        "category": ["Type of group", "समूह का प्रकार"],
    },
    "forums": {"formed_on": ["गठन की तारीख", "Formed date", "स्थापना तिथि"]},
    "forum_members": {
        "joined_on": ["जुड़ने की तारीख", "Date of membership"],
        "phone": ["फोन नं.", "मो. नं.", "मो० न०"],
        "guardian": ["पति/पिता", "पिता या पति का नाम"],
    },
    "issues": {
        "date": ["Received date", "Date received", "Date of receipt"],
        "resolved_on": ["Resolved date", "समाधान की तारीख", "निपटान तिथि"],
    },
    "cases": {"case_code": ["केस नं.", "केस नम्बर", "Case number"], "follow_ups": ["No. of follow-ups", "फॉलो अप संख्या"]},
    "beneficiaries": {
        "name": ["लाभुक का नाम", "Name of the beneficiary"],
        "scheme": ["Name of the scheme"],
        "applied_on": ["Applied date", "आवेदन की तारीख"],
        "received_on": ["लाभ मिलने की तारीख", "Received date", "Date of receipt", "Date received"],
    },
    "journeys": {
        "wage": ["मासिक मजदूरी", "Promised wage (Rs/month)"],
        "leaves_on": ["जाने की तारीख", "Date of migration"],
        "expected_return": ["वापसी की तारीख", "लौटने की तारीख", "संभावित वापसी तिथि", "Expected return date"],
        "agent_phone": ["Agent mobile no."],
        "contact_at_destination": ["गंतव्य पर संपर्क", "Destination contact no."],
    },
}  # fmt: skip
TITLES = {
    "shg_meeting": ["महिला समूह बैठक", "एसएचजी बैठक", "S.H.G. Meeting", "SHG Mtgs", "स्वयं सहायता समूह की बैठक"],
    "forum_meeting": ["Migrant Forum Mtg", "फोरम मीटिंग", "Migrant forum - meetings", "Pravasi Forum Meeting"],
    "frontline_meeting": ["FLW", "FLW meeting", "फ्रंटलाइन वर्कर बैठक"],
    "quarterly_training": ["Qtrly Training", "तिमाही प्रशिक्षण"],
    "panchayat_workshop": ["GP Workshop", "PRI workshop", "पंचायत स्तर की कार्यशाला", "Panchayat level"],
    "block_training": ["ब्लॉक स्तरीय प्रशिक्षण", "ब्लॉक स्तरीय कार्यशाला", "ब्लॉक स्तर प्रशिक्षण", "Training Block"],
    "district_workshop": ["Workshop (District)", "जिला स्तर कार्यशाला", "District-level Workshops"],
    "issues": ["Information Center", "Info Centre", "Help-Desk"],
    "cases": ["केसवर्क", "Case-work"],
    "group_reach": ["Outreach", "समूहों तक पहुँच", "Reach through SHGs"],
    "journeys": ["पलायन रजिस्टर", "प्रवासी रजिस्टर", "Migration"],
    "beneficiaries": ["लाभुक", "लाभार्थी सूची"],
    "forums": ["List of forums", "Migrant Forum"],
    "forum_members": ["फोरम सदस्य सूची", "Forum Member List"],
}  # fmt: skip
MEETING = ["S.No.", "Date", "Block", "Village", "Group name", "Women", "Men", "Total"]
ROW = [1, "01/05/2022", "Basia", "Navapur", "Navapur Forum", 5, 2, 7]


@pytest.mark.parametrize(
    ("kind", "field", "heading"),
    [
        (kind, field, heading)
        for kind, fields in HEADINGS.items()
        for field, headings in fields.items()
        for heading in headings
    ],
)
def test_heading_is_recognised_in_many_forms(kind: str, field: str, heading: str) -> None:
    assert Vocabulary().field(heading, kinds()[kind]) == field


@pytest.mark.parametrize(
    "heading", ["No. of groups", "समूहों की संख्या", "Date of birth", "Women leaders", "No. of villages"]
)
def test_similar_heading_with_another_meaning_is_not_recognised(heading: str) -> None:
    assert Vocabulary().field(heading, kinds()["shg_meeting"]) is None


@pytest.mark.parametrize(("kind", "title"), [(kind, title) for kind, titles in TITLES.items() for title in titles])
def test_title_is_recognised_in_many_forms(kind: str, title: str) -> None:
    assert Vocabulary().kinds_of_title(title)[0] == kind


@pytest.mark.parametrize("title", ["Migrant Forum Mtg", "फोरम मीटिंग", "Migrant Forum", "प्रवासी फोरम", "Forums"])
def test_forum_sheet_with_counts_by_date_holds_meetings(title: str) -> None:
    found = recognise(title, [MEETING, ROW], Vocabulary())
    assert isinstance(found, Layout)
    assert found.kind.code == "forum_meeting"


def test_a_list_of_forums_may_count_its_members() -> None:
    header = ["S.No.", "Forum", "Village", "Formed on", "Women", "Men", "Total"]
    found = recognise("Migrant forum", [header, [1, "A", "B", "01/05/2022", 1, 2, 3]], Vocabulary())
    assert isinstance(found, Layout)
    assert found.kind.code == "forums"


def test_a_header_in_two_languages_on_two_lines_is_read() -> None:
    header = ["क्र.सं.\nS.No.", "दिनांक\nDate", "प्रखंड\nBlock", "गाँव\nVillage", "महिला\nWomen", "कुल\nTotal", "रंग\nColour"]
    found = recognise("SHG", [header, [1, "01/05/2022", "Basia", "x", 5, 7]], Vocabulary())
    assert isinstance(found, Layout)
    assert list(found.columns) == ["serial", "date", "block", "village", "women", "total"]
    assert found.unknown == ("रंग Colour",)


def test_title_directly_above_the_header_is_no_part_of_it() -> None:
    header = ["S.No.", "Date", "Colour", "Block", "Women", "Total"]
    found = recognise(
        "SHG", [["Register of Navapur", "", ""], header, [1, "01/05/2022", "x", "Basia", 5, 7]], Vocabulary()
    )
    assert isinstance(found, Layout)
    assert (found.header_rows, found.unknown) == (2, ("Colour",))


def test_common_words_identify_no_register_but_the_kind_of_its_groups_does() -> None:
    nameless = [*ROW[:4], "Navapur", *ROW[5:]]
    assert isinstance(recognise("Register 2022", [MEETING, nameless], Vocabulary()), Unknown)
    found = recognise("Register 2022", [MEETING, ROW], Vocabulary())
    assert not isinstance(found, Unknown)
    assert found.kind.code == "forum_meeting"


@pytest.mark.parametrize(
    ("name", "text"),
    [("status", "Unresolved"), ("status", "Not resolved"), ("status", "Resolved (no)"), ("status", "असमाधान"),
     ("issue", "illegal aid"), ("case_status", "Unclosed"), ("status", "समाधान नहीं हुआ")],
)  # fmt: skip
def test_negated_word_is_not_recognised(name: str, text: str) -> None:
    assert Vocabulary().code(name, text) is None


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        ("status", "Resolvd", "resolved"),
        ("status", "समाधान हुअा", "resolved"),
        ("issue", "Unpaid wagess", "unpaid_wages"),
    ],
)
def test_word_with_a_typo_is_recognised(name: str, text: str, code: str) -> None:
    assert Vocabulary().code(name, text) == code


@pytest.mark.parametrize(
    ("sheet", "lines", "kind"),
    [
        ("Sheet1", [["Safe Migration Awareness Project"], ["SHG meeting register"]], "shg_meeting"),
        ("Sheet1", [["Migrant forum – Gumla"], ["Quarterly training register"]], "quarterly_training"),
        ("Sheet1", [["Quarterly training register"], ["Migrant forum – Gumla"]], "quarterly_training"),
        ("Sheet1", [["", "", "", "", "", "SHG meeting register"]], "shg_meeting"),
        ("Sheet1", [["SHG meeting register"], ["Forum: Navapur"]], "shg_meeting"),
        ("SHG", [["Safe Migration Awareness Project"]], "shg_meeting"),
        ("SHG 2022-23", [["Awareness project"]], "shg_meeting"),
        ("Migrant forum", [["Block level training 2022"]], "block_training"),
        ("प्रवासी फोरम", [["पंचायत स्तरीय कार्यशाला"]], "panchayat_workshop"),
    ],
)
def test_the_title_nearest_to_the_header_names_the_register(sheet: str, lines: list[list[str]], kind: str) -> None:
    found = recognise(sheet, [*lines, MEETING, ROW], Vocabulary())
    assert isinstance(found, Layout)
    assert found.kind.code == kind
