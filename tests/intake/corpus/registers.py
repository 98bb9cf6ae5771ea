"""The sixteen registers of the offices: what their sheets and columns are called, in Hindi and in English."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

__all__ = ["COUNTS", "HEADINGS", "KINDS", "Register", "heading_in"]

COUNTS = ("women", "men", "girls", "boys", "total")

type Both = tuple[Sequence[str], Sequence[str]]

# {column: (headings in Hindi, headings in English)}.
HEADINGS: Mapping[str, Both] = {
    "serial": (["क्र.सं.", "क्रम संख्या", "क्रमांक", "क्र."], ["S.No.", "Sl. No.", "Sr. No.", "#"]),
    "date": (["दिनांक", "तिथि", "तारीख"], ["Date", "DATE"]),
    "held": (["बैठक की तिथि", "दिनांक", "कार्यक्रम की तिथि"], ["Date of meeting", "Held on", "Programme date"]),
    "received": (["शिकायत की तिथि", "प्राप्ति तिथि", "दर्ज तिथि"], ["Date received", "Complaint date", "Received on"]),
    "registered": (["पंजीकरण तिथि", "पंजीयन तिथि"], ["Registration date", "Registered on"]),
    "opened": (["केस खुलने की तिथि", "दर्ज तिथि", "दिनांक"], ["Opened on", "Case date", "Date of opening"]),
    "district": (["जिला", "ज़िला"], ["District"]),
    "block": (["प्रखंड", "प्रखण्ड", "ब्लॉक", "प्रखंड का नाम"], ["Block", "Name of block", "Block name"]),
    "panchayat": (["पंचायत", "ग्राम पंचायत", "पंचायत का नाम"], ["Panchayat", "Gram Panchayat", "GP"]),
    "village": (["गाँव", "ग्राम", "गाँव का नाम", "गाँव/टोला"], ["Village", "Name of village", "Village/Tola"]),
    "group_name": (["समूह का नाम", "महिला मंडल का नाम", "सखी मंडल"], ["Group name", "Name of SHG", "SHG name"]),
    "topic": (["विषय", "चर्चा का विषय", "चर्चित विषय"], ["Topic", "Topic discussed", "Agenda"]),
    "title": (["कार्यक्रम का नाम", "शीर्षक"], ["Name of programme", "Title"]),
    "women": (["महिला", "महिलाएँ", "महिलाओं की संख्या"], ["Women", "Female", "No. of women"]),
    "men": (["पुरुष", "पुरूष", "पुरुषों की संख्या"], ["Men", "Male", "No. of men"]),
    "girls": (["किशोरी", "बालिका", "किशोरी (<18)"], ["Girls", "Girls (<18)", "Adolescent girls"]),
    "boys": (["किशोर", "बालक", "किशोर (<18)"], ["Boys", "Boys (<18)", "Adolescent boys"]),
    "total": (
        ["कुल", "कुल प्रतिभागी", "योग", "प्रतिभागियों की संख्या"],
        ["Total", "Total participants", "No. of participants"],
    ),
    "facilitator": (["संचालक", "कार्यकर्ता का नाम", "सूत्रधार"], ["Facilitator", "Conducted by", "Name of facilitator"]),
    "decisions": (["निर्णय", "निष्कर्ष"], ["Decisions", "Outcome"]),
    "category": (["श्रेणी", "किसके साथ", "वर्ग"], ["Category", "Target group"]),
    "forum": (["फोरम का नाम", "प्रवासी फोरम"], ["Forum name", "Name of forum", "Forum"]),
    "formed_on": (["गठन की तिथि", "गठन दिनांक"], ["Formed on", "Date of formation"]),
    "name": (["नाम", "पूरा नाम"], ["Name", "Full name"]),
    "member_name": (["सदस्य का नाम", "नाम"], ["Name of member", "Member name"]),
    "caller_name": (["शिकायतकर्ता का नाम", "आवेदक का नाम", "नाम"], ["Name of complainant", "Applicant name", "Name"]),
    "beneficiary_name": (["लाभुक का नाम", "लाभार्थी का नाम"], ["Name of beneficiary", "Beneficiary"]),
    "migrant_name": (["प्रवासी का नाम", "नाम"], ["Name of migrant", "Migrant name", "Name"]),
    "guardian": (["पिता/पति का नाम", "पिता/पति", "अभिभावक"], ["Father/Husband", "Father's name", "Guardian name"]),
    "sex": (["लिंग", "स्त्री/पुरुष"], ["Sex", "Gender", "M/F"]),
    "age": (["उम्र", "आयु", "उम्र (वर्ष)"], ["Age", "Age (years)"]),
    "phone": (["मोबाइल नंबर", "मोबाइल", "फोन नं."], ["Mobile", "Mobile No.", "Contact number"]),
    "joined_on": (["जुड़ने की तिथि", "सदस्यता तिथि"], ["Joined on", "Date of joining"]),
    "office": (["पद", "पदनाम"], ["Post", "Designation"]),
    "issue": (["समस्या", "शिकायत का प्रकार", "मुद्दा"], ["Issue", "Type of issue", "Nature of issue"]),
    "sent_to": (["कहाँ भेजा गया", "विभाग"], ["Referred to", "Sent to"]),
    "sent_on": (["भेजने की तिथि"], ["Sent on", "Date of referral"]),
    "reference_number": (["पत्रांक"], ["Ref. No.", "File no."]),
    "reply": (["जवाब", "उत्तर"], ["Reply", "Response"]),
    "status": (["स्थिति", "वर्तमान स्थिति"], ["Status", "Current status"]),
    "resolved_on": (["समाधान की तिथि", "निपटारा तिथि"], ["Resolved on", "Date of resolution"]),
    "money_recovered": (["वसूल राशि", "वसूली"], ["Money recovered", "Amount recovered"]),
    "description": (["विवरण", "टिप्पणी"], ["Details", "Description", "Remarks"]),
    "case_code": (["केस कोड", "केस संख्या"], ["Case code", "Case No."]),
    "case_kind": (["केस का प्रकार", "प्रकार"], ["Type of case", "Nature of case"]),
    "follow_ups": (["फॉलो अप की संख्या", "फॉलोअप"], ["Follow-ups", "No. of follow ups"]),
    "closed_on": (["बंद होने की तिथि", "समापन तिथि"], ["Closed on", "Closing date"]),
    "scheme": (["योजना का नाम", "योजना"], ["Scheme", "Name of scheme"]),
    "applied_on": (["आवेदन की तिथि", "आवेदन दिनांक"], ["Applied on", "Date of application"]),
    "sanctioned_on": (["स्वीकृति तिथि"], ["Sanctioned on", "Date of sanction"]),
    "received_on": (["लाभ मिलने की तिथि", "लाभ प्राप्ति तिथि"], ["Benefit received on", "Date of benefit"]),
    "destination": (["गंतव्य", "कहाँ जाना है", "पलायन का स्थान"], ["Destination", "Place of migration"]),
    "transit": (["रास्ता", "मार्ग"], ["Via", "Route"]),
    "employer": (["नियोक्ता", "कंपनी"], ["Employer", "Company"]),
    "work": (["काम", "काम का प्रकार"], ["Work", "Type of work"]),
    "agent_name": (["एजेंट का नाम", "ठेकेदार का नाम"], ["Agent name", "Name of contractor"]),
    "agent_phone": (["एजेंट का मोबाइल", "एजेंट फोन"], ["Agent phone", "Contractor phone"]),
    "wage": (["तय मजदूरी", "मासिक वेतन"], ["Promised wage", "Monthly wage"]),
    "leaves_on": (["जाने की तिथि", "प्रस्थान तिथि"], ["Date of leaving", "Departure date"]),
    "expected_return": (["संभावित वापसी", "लौटने की तिथि"], ["Expected return", "Return date"]),
    "returned_on": (["कब लौटे", "वास्तविक वापसी तिथि"], ["Returned on", "Actual return date"]),
    "contact_at_destination": (["गंतव्य पर संपर्क"], ["Contact at destination"]),
    "unknown": (["हस्ताक्षर", "फोटो संलग्न", "रजिस्टर का रंग"], ["Signature", "Photo attached", "Vehicle used"]),
}


@dataclass(frozen=True)
class Register:
    """One kind of register. `columns`: those that every such sheet has; `others`: those that some offices keep."""

    titles: Both
    columns: Sequence[str]
    others: Sequence[str] = ()
    headings: Mapping[str, str] = field(default_factory=dict)  # {column: the entry of HEADINGS that names it here}


_MEETING = ("date", "block", "village", "counts")
_MEETING_TOO = ("panchayat", "group_name", "topic", "facilitator", "decisions", "serial", "district", "unknown")
_HELD = {"date": "held"}


def _activity(hindi: Sequence[str], english: Sequence[str], *others: str) -> Register:
    return Register((hindi, english), _MEETING, (*_MEETING_TOO, *others), _HELD)


KINDS: Mapping[str, Register] = {
    "shg_meeting": _activity(
        ["स्वयं सहायता समूह की बैठक", "महिला मंडल बैठक", "सखी मंडल की बैठकें"],
        ["SHG meetings", "SHG Meeting Register", "Self Help Group meetings"],
    ),
    "awareness": _activity(
        ["जागरूकता कार्यक्रम", "जागरूकता अभियान"], ["Awareness programmes", "Awareness campaign"], "title"
    ),
    "adolescent_meeting": _activity(
        ["किशोरी समूह की बैठक", "किशोरी बैठक"], ["Adolescent group meetings", "Adolescent girls meeting"]
    ),
    "forum_meeting": _activity(
        ["प्रवासी फोरम की बैठक", "फोरम बैठक"], ["Migrant forum meetings", "Forum meeting register"]
    ),
    "frontline_meeting": _activity(
        ["फ्रंटलाइन कार्यकर्ताओं के साथ बैठक", "सहिया सेविका बैठक"], ["Meetings with frontline workers", "ASHA ANM meeting"]
    ),
    "quarterly_training": _activity(["त्रैमासिक प्रशिक्षण"], ["Quarterly training", "Quarterly trainings"], "title"),
    "panchayat_workshop": _activity(
        ["पंचायत स्तरीय कार्यशाला"], ["Panchayat level workshop", "Workshops at panchayat level"], "title"
    ),
    "block_training": _activity(["प्रखंड स्तरीय प्रशिक्षण"], ["Block level training", "Block trainings"], "title"),
    "district_workshop": _activity(["जिला स्तरीय कार्यशाला"], ["District level workshop"], "title"),
    "group_reach": Register(
        (["समूह के माध्यम से पहुँच"], ["Reach through groups", "Group reach"]),
        ("date", "block", "village", "category", "total"),
        ("group_name", "panchayat", "facilitator", "serial"),
    ),
    "forums": Register(
        (["प्रवासी फोरम की सूची", "फोरम गठन"], ["List of migrant forums", "Migrant forums formed"]),
        ("forum", "block", "village", "formed_on"),
        ("panchayat", "serial", "district"),
    ),
    "forum_members": Register(
        (["फोरम के सदस्य", "प्रवासी फोरम सदस्य सूची"], ["Forum members", "Migrant forum members"]),
        ("forum", "name", "sex", "age", "joined_on"),
        ("guardian", "phone", "block", "village", "office", "serial"),
        {"name": "member_name"},
    ),
    "issues": Register(
        (["हेल्प डेस्क", "सहायता केंद्र रजिस्टर", "शिकायत पंजी"], ["Help desk", "Complaint register", "Issues register"]),
        ("date", "name", "issue", "status"),
        ("sex", "age", "phone", "block", "panchayat", "village", "sent_to", "sent_on", "reference_number", "reply",
         "resolved_on", "money_recovered", "description", "serial"),
        {"date": "received", "name": "caller_name"},
    ),
    "cases": Register(
        (["केस पंजी", "केस वर्क"], ["Case work", "Case register"]),
        ("case_code", "date", "case_kind", "status"),
        ("block", "follow_ups", "closed_on", "serial"),
        {"date": "opened"},
    ),
    "beneficiaries": Register(
        (["योजना लाभार्थी", "लाभुकों की सूची"], ["Scheme beneficiaries", "Beneficiary list"]),
        ("name", "sex", "scheme", "applied_on"),
        ("guardian", "age", "phone", "block", "panchayat", "village", "sanctioned_on", "received_on", "serial"),
        {"name": "beneficiary_name"},
    ),
    "journeys": Register(
        (["प्रवासी पंजी", "पलायन पंजी", "प्रवासी रजिस्टर"], ["Migrant register", "Migration register"]),
        ("date", "name", "sex", "destination", "leaves_on"),
        ("guardian", "age", "phone", "block", "panchayat", "village", "transit", "work", "employer", "agent_name",
         "agent_phone", "wage", "expected_return", "returned_on", "contact_at_destination", "serial"),
        {"date": "registered", "name": "migrant_name"},
    ),
}  # fmt: skip


def heading_in(kind: str, column: str) -> Both:
    """The headings of a column in this register, in Hindi and in English."""
    return HEADINGS[KINDS[kind].headings.get(column, column)]
