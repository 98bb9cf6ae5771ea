"""Common headings and titles: abbreviated, in Latin letters, or with another register's words."""

import pytest

from jatan.intake.registers.recognise.vocabulary.kinds import kinds
from jatan.intake.registers.recognise.vocabulary.vocabulary import Vocabulary

HEADINGS = {
    "shg_meeting": {
        "serial": ["Sr.", "Sr. No."],
        "date": ["Date/Tithi", "Tithi", "Tarikh", "Dinank"],
        "block": ["Block/Prakhand", "Prakhand"],
        "village": ["Location", "जगह", "बैठक स्थल", "Gaon", "Gram"],
        "group_name": ["Samuh ka naam", "सखी मंडल", "सखी मंडल का नाम", "Sakhi Mandal"],
        "women": ["Mahila"],
        "men": ["Purush"],
        "total": ["Kul", "Kul Pratibhagi"],
    },
    "issues": {
        "date": ["Complaint date", "Date of complaint", "शिकायत तिथि", "आवेदन की तिथि", "दर्ज होने की तिथि"],
        "issue": ["Complaint", "शिकायत", "Type of complaint"],
        "resolved_on": ["हल की तिथि", "Closed on", "Closure date"],
    },
    "cases": {
        "date": ["Date of opening", "Opening date", "दर्ज होने की तिथि"],
        "case_code": ["केस क्रमांक", "मामला संख्या"],
        "closed_on": ["Closure date", "Date of closure", "Closed on", "Resolved on"],
    },
    "beneficiaries": {
        "scheme": ["Scheme availed", "Yojana ka naam"],
        "applied_on": ["आवेदन की तिथि", "Application date"],
        "received_on": ["लाभ प्राप्त होने की तिथि"],
    },
    "forum_members": {
        "name": ["Naam"],
        "guardian": ["F/H Name", "S/o, W/o", "Pita/Pati"],
        "phone": ["Ph no", "Ph. No."],
        "joined_on": ["Date of joining forum", "Member since"],
        "age": ["Umar", "Aayu"],
    },
    "forums": {"formed_on": ["गठित", "Gathan tithi"]},
    "journeys": {
        "destination": ["गंतव्य शहर", "Destination state", "Place of migration"],
        "expected_return": ["Return", "वापसी"],
        "work": ["Kaam"],
    },
}
TITLES = {
    "frontline_meeting": ["सेविका-सहिया बैठक", "AWW ASHA ANM", "Sahiya Sevika meeting", "आंगनबाड़ी सहिया बैठक"],
    "block_training": ["प्रखंड ट्रेनिंग", "ब्लॉक ट्रेनिंग", "प्रखंड स्तरीय सहिया प्रशिक्षण", "Block training of Sahiya"],
    "panchayat_workshop": ["पंचायत वर्कशॉप", "Panchayat workshop with AWW"],
    "district_workshop": ["जिला वर्कशॉप"],
    "quarterly_training": ["ग्राम प्रशिक्षण", "Gram Prashikshan", "त्रैमासिक ट्रेनिंग"],
    "awareness": ["Jagrukta", "Jan Jagrukta Karyakram"],
    "cases": ["मामला पंजी"],
    "issues": ["शिकायत पंजी", "Complaint register", "मुद्दा पंजी"],
    "beneficiaries": ["हितग्राही"],
    "shg_meeting": ["Asha SHG meetings", "सखी मंडल बैठक", "Sakhi Mandal meeting"],
}


@pytest.mark.parametrize(
    ("kind", "field", "heading"),
    [(kind, name, heading) for kind, fields in HEADINGS.items() for name, all_ in fields.items() for heading in all_],
)
def test_common_heading_is_recognised(kind: str, field: str, heading: str) -> None:
    assert Vocabulary().field(heading, kinds()[kind]) == field


@pytest.mark.parametrize(("kind", "title"), [(kind, title) for kind, titles in TITLES.items() for title in titles])
def test_common_title_is_recognised(kind: str, title: str) -> None:
    assert Vocabulary().kinds_of_title(title)[:1] == [kind]


@pytest.mark.parametrize(
    ("kind", "heading"), [("shg_meeting", "Return"), ("issues", "Complaint against"), ("forums", "Kaam")]
)
def test_heading_without_a_field_in_this_register_is_unknown(kind: str, heading: str) -> None:
    assert Vocabulary().field(heading, kinds()[kind]) is None
