"""What the registers of the corpus hold: places, names, groups, topics and choices, in Hindi and in English.

Each choice: what it means for the record, and how offices write it (Hindi, English).
"""

__all__ = [
    "BLOCKS", "CASE_KINDS", "CATEGORIES", "DESTINATIONS", "FACILITATORS", "FATHERS", "GROUPS", "ISSUES", "NAMES",
    "OFFICES", "OFFICE_BEARERS", "PANCHAYATS", "SCHEMES", "SECTORS", "SEXES", "STATUSES", "TOPICS", "VILLAGES",
]  # fmt: skip

type Pair = tuple[str, str]
type Choices = dict[str, tuple[tuple[str, ...], tuple[str, ...]]]

BLOCKS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "Basia": (("बसिया",), ("Basia", "BASIA")),
    "Bishunpur": (("बिशुनपुर",), ("Bishunpur", "Bisunpur")),
    "Ghaghra": (("घाघरा",), ("Ghaghra",)),
    "Palkot": (("पालकोट",), ("Palkot", "palkot")),
    "Raidih": (("रायडीह",), ("Raidih", "Rai Dih")),
    "Sisai": (("सिसई",), ("Sisai",)),
    "Kamdara": (("कामडारा",), ("Kamdara",)),
    "Bharno": (("भरनो",), ("Bharno",)),
}
PANCHAYATS: list[Pair] = [
    ("कुम्हारी", "Kumhari"), ("आरेया", "Areya"), ("बनारी", "Banari"), ("कोनबीर", "Konbir"), ("तुरबुंगा", "Turbunga"),
]  # fmt: skip
VILLAGES: list[Pair] = [
    ("नवाडीह", "Nawadih"), ("बड़काटोली", "Barkatoli"), ("कुरुमगढ़", "Kurumgarh"), ("पतराटोली", "Patratoli"),
    ("चैनपुर टोली", "Chainpur Toli"), ("लोंगा", "Longa"), ("बरवाडीह", "Barwadih"), ("सोसो", "Soso"), 
    ("डुमरडीह", "Dumardih"), ("केमटे", "Kemte"), ("जलडेगा", "Jaldega"), ("रोकेडेगा", "Rokedega"),
]  # fmt: skip
GROUPS: list[Pair] = [
    ("सीता महिला मंडल", "Sita Mahila Mandal"), ("गुलाब महिला समूह", "Gulab Mahila Samuh"),
    ("सरना सखी मंडल", "Sarna Sakhi Mandal"), ("ज्योति महिला मंडल", "Jyoti Mahila Mandal"),
    ("एकता समूह", "Ekta Samuh"), ("प्रगति महिला मंडल", "Pragati Mahila Mandal"), ("करम समूह 2", "Karam Samuh 2"),
]  # fmt: skip
FACILITATORS: list[Pair] = [
    ("सुनीता देवी", "Sunita Devi"), ("बिरसी कुमारी", "Birsi Kumari"), ("मंगल मुंडा", "Mangal Munda"),
    ("अनीता कुजूर", "Anita Kujur"),
]  # fmt: skip
TOPICS: Choices = {
    "safe_migration": (("सुरक्षित पलायन",), ("Safe migration",)),
    "trafficking": (("मानव तस्करी",), ("Human trafficking",)),
    "schemes": (("सरकारी योजनाएँ",), ("Government schemes",)),
    "child_marriage": (("बाल विवाह",), ("Child marriage",)),
    "registration": (("पंजीकरण",), ("Registration",)),
    "labour_rights": (("श्रमिक अधिकार",), ("Labour rights",)),
    "other": (("वृक्षारोपण",), ("Tree planting",)),
}
SEXES: Choices = {
    "f": (("महिला", "स्त्री"), ("F", "Female", "female")),
    "m": (("पुरुष", "पु"), ("M", "Male", "male")),
    "t": (("तृतीय लिंग", "ट्रांसजेंडर"), ("Transgender",)),
}
CATEGORIES: Choices = {
    "women": (("महिलाएँ",), ("Women",)),
    "children": (("बच्चे",), ("Children",)),
    "adolescents": (("किशोरी", "किशोर किशोरी"), ("Adolescents",)),
    "youth": (("युवा",), ("Youth",)),
}
OFFICE_BEARERS: Choices = {
    "president": (("अध्यक्ष",), ("President",)),
    "secretary": (("सचिव",), ("Secretary",)),
    "treasurer": (("कोषाध्यक्ष",), ("Treasurer",)),
    "": (("", "", ""), ("", "", "")),
}
ISSUES: Choices = {
    "unpaid_wages": (("मजदूरी नहीं मिली", "बकाया मजदूरी"), ("Unpaid wages", "Wages not paid")),
    "missing_contact": (("लापता", "संपर्क टूट गया"), ("Missing", "Contact lost")),
    "documents_held": (("कागज़ात रोके गए",), ("Documents held",)),
    "fraud": (("धोखाधड़ी", "ठगी"), ("Fraud", "Cheated")),
    "child_labour": (("बाल श्रम",), ("Child labour",)),
    "legal_aid": (("कानूनी सहायता",), ("Legal aid",)),
}
OFFICES: Choices = {
    "labour_office": (("श्रम विभाग",), ("Labour office",)),
    "police": (("थाना", "पुलिस"), ("Police station", "Police")),
    "dlsa": (("डालसा",), ("DLSA",)),
    "cwc": (("बाल कल्याण समिति",), ("CWC",)),
    "": (("",), ("",)),
}
STATUSES: Choices = {
    "received": (("लंबित", "जारी"), ("Pending", "In progress")),
    "sent": (("भेजा गया",), ("Referred", "Forwarded")),
    "resolved": (("समाधान हुआ", "निपटारा"), ("Resolved", "Settled")),
    "partly": (("आंशिक समाधान",), ("Partly resolved",)),
    "refused": (("अस्वीकृत",), ("Rejected",)),
}
CASE_KINDS: Choices = {
    "trafficking": (("मानव तस्करी",), ("Trafficking",)),
    "labour_exploitation": (("श्रम शोषण", "बंधुआ मजदूरी"), ("Labour exploitation",)),
    "missing_person": (("गुमशुदा",), ("Missing person",)),
    "violence": (("घरेलू हिंसा",), ("Domestic violence",)),
}
SCHEMES: Choices = {
    "ration_card": (("राशन कार्ड",), ("Ration card",)),
    "widow_pension": (("विधवा पेंशन",), ("Widow pension",)),
    "job_card": (("जॉब कार्ड", "मनरेगा जॉब कार्ड"), ("Job card", "MGNREGA job card")),
    "eshram": (("ई श्रम कार्ड",), ("e-Shram card",)),
    "ayushman": (("आयुष्मान कार्ड",), ("Ayushman card",)),
    "abua_awas": (("अबुआ आवास योजना",), ("Abua Awas",)),
}
SECTORS: Choices = {
    "domestic": (("घरेलू काम",), ("Domestic work",)),
    "construction": (("निर्माण कार्य", "राजमिस्त्री"), ("Construction",)),
    "brick_kiln": (("ईंट भट्ठा",), ("Brick kiln",)),
    "garment": (("सिलाई",), ("Garment factory", "Stitching")),
    "agriculture": (("खेती",), ("Agriculture",)),
    "hotel": (("होटल",), ("Hotel",)),
}
DESTINATIONS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "Delhi": (("दिल्ली", "नई दिल्ली"), ("Delhi", "New Delhi")),
    "Gurugram": (("गुड़गाँव",), ("Gurgaon",)),
    "Noida": (("नोएडा",), ("Noida",)),
    "Varanasi": (("बनारस",), ("Banaras",)),
    "Ludhiana": (("लुधियाना",), ("Ludhiana",)),
    "Jaipur": (("जयपुर",), ("Jaipur",)),
}
NAMES: dict[str, list[Pair]] = {
    "f": [
        ("सुनीता देवी", "Sunita Devi"), ("बिरसी कुमारी", "Birsi Kumari"), ("फूलमनी उराँव", "Phulmani Oraon"),
        ("सरिता लकड़ा", "Sarita Lakra"), ("एतवारी देवी", "Etwari Devi"), ("पूजा टोप्पो", "Puja Toppo"),
        ("मरियम मिंज", "Mariam Minj"), ("रीना कुजूर", "Rina Kujur"),
    ],
    "m": [
        ("मंगल मुंडा", "Mangal Munda"), ("सोमा उराँव", "Soma Oraon"), ("रमेश महतो", "Ramesh Mahto"),
        ("सुकरा खड़िया", "Sukra Kharia"), ("जोसेफ एक्का", "Joseph Ekka"), ("बिरसा तिर्की", "Birsa Tirkey"),
    ],
    "t": [("किरण लोहरा", "Kiran Lohra")],
}  # fmt: skip
FATHERS: list[Pair] = [
    ("रामू महतो", "Ramu Mahto"), ("सोमा उराँव", "Soma Oraon"), ("बुधवा मुंडा", "Budhwa Munda"),
    ("चारो खड़िया", "Charo Kharia"), ("पौलुस कुजूर", "Paulus Kujur"),
]  # fmt: skip
