"""The demo's directory of institutions, and the work of members and secretariat with them until today."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from jatan.demo.periods import coordinator_of
from jatan.foundation.access.actors import Actor, actor_of
from jatan.foundation.access.models import Account
from jatan.foundation.access.permissions import Role
from jatan.foundation.access.walls import acting_as
from jatan.foundation.network.models import Organisation
from jatan.foundation.network.selectors import members
from jatan.foundation.places.models import Place
from jatan.kernel import clock
from jatan.programme.allies import commands, parts
from jatan.programme.allies.models import Ally
from jatan.programme.allies.services import register_ally

# (name, kind, level, place by its English name, level of the place)
_OF_NETWORK = (
    ("झारखंड राज्य बाल अधिकार संरक्षण आयोग", "state_commission", "state", "Jharkhand", "state"),
    ("झारखंड राज्य महिला आयोग", "state_commission", "state", "Jharkhand", "state"),
    ("श्रम, नियोजन, प्रशिक्षण एवं कौशल विकास विभाग", "ministry", "state", "Jharkhand", "state"),
    ("राज्य प्रवासी नियंत्रण कक्ष", "labour", "state", "Jharkhand", "state"),
    ("राष्ट्रीय मानव अधिकार आयोग", "national_commission", "national", "Delhi", "state"),
    ("राष्ट्रीय महिला आयोग", "national_commission", "national", "Delhi", "state"),
    ("श्रम एवं रोज़गार मंत्रालय", "ministry", "national", "Delhi", "state"),
    ("घरेलू कामगार यूनियन, दिल्ली", "union", "national", "Delhi", "state"),
    ("शक्ति शालिनी आश्रय, दिल्ली", "ngo_destination", "state", "Delhi", "state"),
    ("प्रवासी मज़दूर सहायता केंद्र, तिरुपुर", "ngo_destination", "district", "Tamil Nadu", "state"),
    ("केरल प्रवासी कल्याण समिति", "ngo_destination", "state", "Kerala", "state"),
    ("तिरुपुर निर्यातक संघ", "employers", "district", "Tamil Nadu", "state"),
    ("रेल सुरक्षा बल, राँची जंक्शन", "railways", "district", "Ranchi", "district"),
    ("सीमा पार बाल सुरक्षा मंच", "international", "international", "Nepal", "country"),
    ("सुरक्षित प्रवास कोष", "donor", "national", "Delhi", "state"),
)
# Of a member's district: (name, with the district's name; kind; level)
_OF_DISTRICT = (
    ("मानव तस्करी रोधी इकाई, {}", "ahtu", "district"),
    ("बाल कल्याण समिति, {}", "cwc", "district"),
    ("ज़िला विधिक सेवा प्राधिकार, {}", "dlsa", "district"),
    ("श्रम अधीक्षक कार्यालय, {}", "labour", "district"),
    ("अनुमंडल पदाधिकारी, {}", "sdm", "district"),
)
_OF_BLOCK = (
    ("प्रखंड विकास पदाधिकारी, {}", "block", "block"),
    ("बाल विकास परियोजना, {}", "icds", "block"),
    ("मुखिया संघ, {}", "panchayat", "panchayat"),
)
# (days ago, agenda, what was decided)
_MEETINGS = (
    (171, "जाने से पहले पंजीकरण", "हर पंचायत में पंजीकरण का एक दिन तय होगा"),
    (96, "लापता बच्चों की सूचना", "थाने और सदस्य का एक-एक व्यक्ति संपर्क में रहेगा"),
    (33, "महिला हेल्प डेस्क", "डेस्क पर महिला पदाधिकारी बैठेंगी"),
    (4, "त्योहार से पहले स्टेशन पर निगरानी", "दो दिन साथ में निगरानी होगी"),
)
# (asked days ago, what, promised, due in days, what became of it, settled days ago)
_PROMISES = (
    (165, "हर पंचायत में पंजीकरण का दिन", "महीने में एक दिन पंजीकरण शिविर", -120, "kept", 118),
    (120, "लापता बच्चे की रिपोर्ट 24 घंटे में", "हर थाने को लिखित निर्देश", -60, "partly", 55),
    (90, "महिला पदाधिकारी की तैनाती", "हेल्प डेस्क पर महिला पदाधिकारी", -21, "", 0),
    (60, "मुआवज़े के लंबित मामले", "लंबित मामलों की सूची और तारीख", 6, "", 0),
    (45, "स्टेशन पर सहायता बूथ", "बूथ के लिए जगह", -5, "broken", 3),
)
_MOST_DISTRICTS = 2


def record_directory(accounts: Mapping[Role, Account]) -> None:
    """Enter some 25 institutions, and record meetings, asks, promises, agreements and joint work up to today."""
    with acting_as(actor_of(accounts[Role.SECRETARIAT])) as by:
        if Ally.objects.exists():
            return
        entered = [_enter(by, name, kind, level, _place(place, of)) for name, kind, level, place, of in _OF_NETWORK]
        _work(by, entered[0], promises=_PROMISES[2:4], meetings=_MEETINGS[1:3])
        for ally, days in zip(entered[2:12:2], (150, 88, 47, 26, 9), strict=False):
            _meet(by, ally, days, "सुरक्षित प्रवास और साझा काम", "हर तिमाही बात होगी")
        _agree(by, entered[9], "मंज़िल पर मदद के लिए रेफ़रल", "referral", signed=300, runs=430, renew=20)
        _agree(by, entered[2], "प्रवासी पंजीकरण पर समझौता", "mou", signed=610, runs=120, renew=60)
    for office in members().order_by("code")[1 : 1 + _MOST_DISTRICTS]:
        with acting_as(coordinator_of(office, accounts)) as by:
            _record_member(by, office, entered)


def _record_member(by: Actor, office: Organisation, shared: Sequence[Ally]) -> None:
    district = office.districts.order_by("since", "id").select_related("district")[0].district
    block = Place.objects.filter(level="block", district=district).order_by("name_en")[0]
    of_district = [
        _enter(by, name.format(district.name_hi), kind, level, district) for name, kind, level in _OF_DISTRICT
    ]
    for days, (name, kind, level) in zip((63, 35, 19), _OF_BLOCK, strict=True):
        near = _enter(by, name.format(block.name_hi), kind, level, block)
        _meet(by, near, days, "पंचायत में जाने से पहले पंजीकरण", "सूचना पट्ट पर पंजीकरण का दिन लिखा जाएगा")
    ahtu = of_district[0]
    _work(by, ahtu, promises=_PROMISES, meetings=_MEETINGS)
    _work(by, of_district[1], promises=_PROMISES[:1], meetings=_MEETINGS[:2])
    for ally, days in zip(of_district[2:], (77, 40, 12), strict=True):
        _meet(by, ally, days, "योजनाओं और मुआवज़े पर बात", "अगली बैठक में सूची देखी जाएगी")
    _meet(by, shared[8], 58, "घर लौटने में मदद", "आश्रय से सीधे संपर्क होगा")
    _agree(by, ahtu, "सूचना और रेफ़रल पर समझौता", "referral", signed=200, runs=165, renew=-3)
    for kind, days, what, officers in (
        ("operation", 104, "रेलवे स्टेशन पर साथ में कार्रवाई", 6),
        ("watch", 27, "त्योहार से पहले बस अड्डे पर निगरानी", 4),
        ("training", 15, "थाने के कर्मियों के साथ प्रशिक्षण", 18),
    ):
        command = commands.RecordJointWork(
            **_about(by, ahtu), kind=kind, held_on=_ago(days), what=what, officers=officers
        )
        parts.JOINT_WORK.record(by=by, command=command)
    contact = commands.RecordContact(**_about(by, ahtu), name="बिमला कुजूर", post="थाना प्रभारी", phone="9431100077")
    parts.CONTACT.record(by=by, command=contact)
    note = "केस की बात फ़ोन पर नहीं, मिलकर करना पसंद करती हैं"
    parts.NOTE.record(
        by=by, command=commands.RecordNote(**_about(by, ahtu), noted_on=_ago(30), text=note, is_confidential=True)
    )
    _meet(by, of_district[1], 8, "एक बच्चे के पुनर्वास पर बात", "सदस्य के साथ मिलकर योजना", is_confidential=True)


def _work(by: Actor, ally: Ally, *, promises: Sequence[tuple[Any, ...]], meetings: Sequence[tuple[Any, ...]]) -> None:
    """Meetings and, with the first of them, asks with their promises; one more ask waits for its answer."""
    for days, purpose, outcome in meetings:
        _meet(by, ally, days, purpose, outcome)
    about = _about(by, ally)
    for asked, what, promised, due, outcome, ended in promises:
        ask = parts.ASK.record(
            by=by,
            command=commands.RecordAsk(
                **about, asked_on=_ago(asked), what=what, of_whom="दफ़्तर प्रमुख", answer_by=_ago(asked - 30)
            ),
        )
        promise = parts.COMMITMENT.record(
            by=by,
            command=commands.RecordCommitment(
                **about,
                ask=ask,
                promised_on=_ago(asked - 10),
                what=promised,
                promised_by="दफ़्तर प्रमुख",
                due_on=_ago(-due),
            ),
        )
        if outcome:
            parts.record_commitment_outcome(by=by, commitment=promise, outcome=outcome, settled_on=_ago(ended))
    waiting = commands.RecordAsk(
        **about, asked_on=_ago(24), what="तिमाही बैठक का दिन तय करें", answer_by=_ago(2), of_whom="दफ़्तर प्रमुख"
    )
    parts.ASK.record(by=by, command=waiting)


def _meet(by: Actor, ally: Ally, days: int, purpose: str, outcome: str, **more: Any) -> None:
    who = "दफ़्तर प्रमुख\nसदस्य संस्था की समन्वयक"
    command = commands.RecordMeeting(
        **_about(by, ally), held_on=_ago(days), purpose=purpose, participants=who, outcome=outcome, **more
    )
    parts.record_meeting(by=by, command=command)


def _agree(by: Actor, ally: Ally, title: str, kind: str, *, signed: int, runs: int, renew: int) -> None:
    command = commands.RecordAgreement(
        **_about(by, ally),
        kind=kind,
        title=title,
        signed_on=_ago(signed),
        ends_on=_ago(-runs),
        renew_by=_ago(-renew),
        they_do="सूचना मिलते ही कार्रवाई और हमें खबर",
        we_do="परिवार से संपर्क और घर लौटने के बाद साथ",
    )
    parts.AGREEMENT.record(by=by, command=command)


def _enter(by: Actor, name: str, kind: str, level: str, place: Place) -> Ally:
    command = commands.RegisterAlly(organisation=parts.own_office(by), place=place, name=name, kind=kind, level=level)
    return register_ally(by=by, command=command, is_another=True)


def _about(by: Actor, ally: Ally) -> dict[str, Any]:
    return {"organisation": parts.own_office(by), "place": ally.place, "ally": ally}


def _ago(days: int) -> dt.date:
    return clock.today() - dt.timedelta(days=days)


def _place(name: str, level: str) -> Place:
    return Place.objects.filter(level=level, name_en=name).order_by("id")[0]
