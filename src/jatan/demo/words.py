"""Invented names of people and places, and the values that offices write. All are (Hindi, English) pairs."""

from random import Random

GIVEN_WOMEN = (
    ("सुनीता", "Sunita"), ("फूलमनी", "Phulmani"), ("एतवारी", "Etwari"), ("सलोमी", "Salomi"), ("बसंती", "Basanti"),
    ("मरियम", "Mariam"), ("सुशीला", "Sushila"), ("रश्मि", "Rashmi"), ("बुधनी", "Budhni"), ("ललिता", "Lalita"),
    ("जसिंता", "Jasinta"), ("पूनम", "Punam"), ("अंजना", "Anjana"), ("सरोज", "Saroj"), ("मालती", "Malti"),
)  # fmt: skip
GIVEN_MEN = (
    ("बिरसा", "Birsa"), ("एतवा", "Etwa"), ("सोमरा", "Somra"), ("मंगल", "Mangal"), ("पतरस", "Patras"),
    ("जोहन", "Johan"), ("करमा", "Karma"), ("फागू", "Fagu"), ("लखन", "Lakhan"), ("राजेश", "Rajesh"),
    ("अनूप", "Anup"), ("विजय", "Vijay"), ("सुरेश", "Suresh"), ("जॉर्ज", "George"), ("इकबाल", "Iqbal"),
)  # fmt: skip
FAMILY = (
    ("उराँव", "Oraon"), ("मुंडा", "Munda"), ("टोप्पो", "Toppo"), ("लकड़ा", "Lakra"), ("तिर्की", "Tirkey"),
    ("मिंज", "Minz"), ("हेम्ब्रम", "Hembrom"), ("सोरेन", "Soren"), ("मरांडी", "Marandi"), ("हांसदा", "Hansda"),
    ("महतो", "Mahto"), ("अंसारी", "Ansari"), ("बाड़ा", "Bara"), ("केरकेट्टा", "Kerketta"), ("पूर्ति", "Purti"),
)  # fmt: skip
VILLAGE_HEAD = (
    ("साल", "Sal"), ("महुआ", "Mahua"), ("जाम", "Jam"), ("डुमर", "Dumar"), ("केंद", "Kend"), ("पलाश", "Palash"),
    ("बरगा", "Barga"), ("कुसुम", "Kusum"), ("अंबा", "Amba"), ("सरना", "Sarna"),
)  # fmt: skip
VILLAGE_TAIL = (
    ("टोली", "toli"), ("डीह", "dih"), ("बेड़ा", "bera"), ("टाँड़", "tanr"), ("पुर", "pur"), ("गाड़ा", "gara"),
)  # fmt: skip
TOPICS = (
    ("सुरक्षित प्रवास", "Safe migration"), ("मानव तस्करी", "Human trafficking"), ("कोविड-19", "COVID-19"),
    ("प्रवास पूर्व पंजीकरण", "Registration before leaving"), ("सरकारी योजनाएँ", "Government schemes"),
    ("बाल विवाह", "Child marriage"), ("श्रम अधिकार", "Labour rights"),
)  # fmt: skip
ISSUE_KINDS = (
    ("मजदूरी नहीं मिली", "Unpaid wages"), ("दुर्घटना या मृत्यु", "Accident or death"), ("पंजीकरण", "Registration"),
    ("योजना में देरी", "Scheme delayed"), ("पहचान पत्र", "Identity papers"), ("संपर्क टूट गया", "Missing contact"),
    ("बाल श्रम", "Child labour"), ("हिंसा", "Violence"),
)  # fmt: skip
OFFICES = (
    ("श्रम कार्यालय", "Labour office"), ("प्रखंड कार्यालय", "Block office"), ("ए.एच.टी.यू.", "AHTU"), ("डालसा", "DLSA"),
)  # fmt: skip
SCHEMES = (
    ("राशन कार्ड", "Ration card"), ("पेंशन", "Pension"), ("जॉब कार्ड", "Job card"), ("ई-श्रम", "e-Shram"),
    ("श्रमिक कार्ड", "Labour card"), ("स्पॉन्सरशिप", "Sponsorship"),
)  # fmt: skip
CASE_KINDS = (
    ("मानव तस्करी", "Trafficking"), ("श्रम शोषण", "Labour exploitation"), ("हिंसा", "Violence"),
    ("लापता", "Missing person"),
)  # fmt: skip
REACHED = (
    ("महिलाएँ", "Women"), ("बच्चे", "Children"), ("किशोर-किशोरी", "Adolescents"), ("युवा", "Youth"),
)  # fmt: skip
WORK = (
    ("घरेलू काम", "Domestic work"), ("निर्माण", "Construction"), ("ईंट भट्ठा", "Brick kiln"),
    ("फैक्टरी", "Factory"), ("खेती", "Agriculture"),
)  # fmt: skip
DESTINATIONS = (
    ("दिल्ली", "Delhi"), ("मुंबई", "Mumbai"), ("बेंगलुरु", "Bengaluru"), ("चेन्नई", "Chennai"),
    ("तिरुपुर", "Tiruppur"), ("एर्नाकुलम", "Ernakulam"), ("गुरुग्राम", "Gurugram"), ("लेह", "Leh"),
)  # fmt: skip
SEX = {"f": ("महिला", "F"), "m": ("पुरुष", "M")}

type Pair = tuple[str, str]


def joined(*pairs: Pair, by: str = " ") -> Pair:
    """The pairs joined to one in each language, with `by` between them."""
    return by.join(hi for hi, _ in pairs), by.join(en for _, en in pairs)


def person(rng: Random, sex: str) -> tuple[Pair, Pair]:
    """A random name of somebody and of her father or husband, of one family."""
    family = rng.choice(FAMILY)
    given = rng.choice(GIVEN_WOMEN if sex == "f" else GIVEN_MEN)
    return joined(given, family), joined(rng.choice(GIVEN_MEN), family)


def village(rng: Random) -> Pair:
    """The random name of a village that does not exist."""
    return joined(rng.choice(VILLAGE_HEAD), rng.choice(VILLAGE_TAIL), by="")
