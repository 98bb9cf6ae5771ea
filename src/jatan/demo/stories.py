"""Invented cases of the demo, dated relative to today. No person, village or number in them exists.

A story is plain data; `casework` writes it through the services. Days count back from today, and deadlines are ahead
of today, so that a demo built on any day has something overdue and something upcoming.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from jatan.kernel import clock
from jatan.programme.cases.legal.court_closings import next_court_day

_SAROJ, _NEELAM, _SUPERVISOR = "counsellor@demo.jatan", "counsellor2@demo.jatan", "supervisor@demo.jatan"
_LEGAL, _KHUNTI = "legal@demo.jatan", "khunti.counsellor@demo.jatan"
# Before her age is written, a guardian agrees by the order that names them.
_BY_CWC = "बाल कल्याण समिति, गुमला, नमूना 7"
_TO_KHUNTI, _TO_GUMLA = "सदस्य संस्था, खूँटी", "सदस्य संस्था, गुमला"


@dataclass(frozen=True)
class Act:
    """One step of a story. `what`: a kind of entry, or give, refer, take, close. `links`: question → kind of entry.
    The answer `for_whom` is a sign-in name.

    `ago`: days before today. `by`: a sign-in name; empty for the story's own worker.
    """

    ago: int
    what: str
    answers: Mapping[str, Any] = field(default_factory=dict)
    by: str = ""
    links: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Story:
    """One case from its beginning. `now` is the latest instant of anything in it."""

    code: str
    by: str
    kind: str
    opened_ago: int
    acts: tuple[Act, ...]
    today: dt.date
    now: dt.datetime


class _Days:
    """Dates relative to today, in the formats that case entries use."""

    def __init__(self, today: dt.date) -> None:
        self.today = today

    def ago(self, days: int) -> dt.date:
        return self.today - dt.timedelta(days=days)

    def ahead(self, days: int) -> dt.date:
        return self.today + dt.timedelta(days=days)

    def court(self, days: int) -> str:
        """10:30 on the first court working day that is at least `days` ahead."""
        return f"{next_court_day(self.ahead(days)):%d/%m/%Y} 10:30"

    def at(self, days: int, hour: str = "09:30") -> str:
        return f"{self.ago(days):%d/%m/%Y} {hour}"


def stories(today: dt.date) -> list[Story]:
    """All stories in the order in which they are written."""
    days = _Days(today)
    rows = (
        ("GUM-DEMO-1", _SAROJ, "trafficking", 96, _bonded(days)),
        ("GUM-DEMO-2", _SAROJ, "trafficking", 24, _child(days)),
        ("GUM-DEMO-4", _SAROJ, "trafficking", 260, _closed(days)),
        ("GUM-DEMO-5", _NEELAM, "violence", 120, _at_home(days)),
        ("GUM-DEMO-6", _NEELAM, "labour_exploitation", 75, _wants_closing(days)),
        ("GUM-DEMO-7", _NEELAM, "labour_exploitation", 40, _wages(days)),
        ("GUM-DEMO-3", _SAROJ, "labour_exploitation", 18, _needs_shelter(days)),
        ("GUM-DEMO-8", _SAROJ, "missing_person", 1, _came_back(days)),
        ("KHU-DEMO-1", _KHUNTI, "trafficking", 12, _from_khunti(days)),
    )
    return [Story(*one, today=today, now=clock.now()) for one in rows]


def _consent(ago: int, days: _Days, **more: Any) -> Act:
    answers = {"purpose": "case_work", "given_by": "herself", "way": "thumb", "language": "sck", "text_version": "1"}
    return Act(ago, "consent", {**answers, "given_on": days.ago(ago), **more})


def _identity(ago: int, days: _Days, name: str, age: int, village: str, **more: Any) -> Act:
    answers = {"name": name, "sex": "f", "age": age, "age_on": days.ago(ago), "age_basis": "school", "village": village}
    return Act(ago, "identity", {**answers, "district_code": "331", "safe_ways": ["through", "office"], **more})


def _assessment(ago: int, days: _Days, needs: str, urgent: str = "") -> Act:
    return Act(ago, "assessment", {"on": days.ago(ago), "present": ["alone"], "needs": needs, "urgent": urgent})


def _safety_plan(ago: int, review: dt.date, danger: str, to_do: str) -> Act:
    return Act(ago, "safety_plan", {"danger_from": danger, "to_do": to_do, "review_on": review})


def _service(ago: int, kind: str, state: str, **more: Any) -> Act:
    return Act(ago, "service", {"kind": kind, "state": state, **more})


def _bonded(days: _Days) -> tuple[Act, ...]:
    """A brick kiln, an FIR, the accused in custody: the whole legal track, with the legal officer."""
    fir = {
        "event": "fir_registered",
        "at": days.at(88),
        "place": "महिला थाना, गुमला",
        "number": "नमूना 41",
        "fir_kind": "zero_fir",
    }
    remanded = {"event": "accused_remanded", "at": days.at(57), "place": "सिविल कोर्ट, गुमला"}
    applied = {"event": "dlsa_application", "at": days.at(50), "place": "डालसा, गुमला", "number": "नमूना 12"}
    claimed = {"claimed": 300000, "claimed_on": days.ago(50), "applied_to": "उपायुक्त, गुमला"}
    known = {"facts": ["trafficked", "bonded", "confined"], "source": "वे खुद"}
    accused = {
        "accused_of": "पेशगी देकर भट्ठे पर रोके रखा, मज़दूरी नहीं दी",
        "roles": ["ControlledIndividual", "Exploiter"],
        "relationship": "Unaquainted",
        "name": "भट्ठे का मुंशी (नमूना)",
        "outcome_on": days.ago(57),
    }
    return (
        _consent(96, days),
        _identity(96, days, "सुमित्रा होरो (नमूना)", 23, "केंदटोली"),
        _assessment(94, days, "मज़दूरी के पैसे, और भट्ठे पर रह गया छोटा भाई", "भाई वहीं है"),
        _safety_plan(93, days.ahead(4), "भट्ठे का मुंशी", "मौसी के घर जाए और दीदी को फ़ोन करे"),
        Act(92, "give", {"to": _LEGAL}),
        Act(90, "situation", known),
        Act(88, "legal_event", fir, _LEGAL),
        Act(86, "legal_event", {"event": "bonded_labour_found", "at": days.at(86), "place": "एसडीओ, गुमला"}, _LEGAL),
        _service(80, "medical", "received", provider="सदर अस्पताल", received_on=days.ago(80), outcome="दवा मिली"),
        Act(57, "legal_event", remanded, _LEGAL),
        Act(56, "alleged_offender", {**accused, "said_by": ["her"], "said_on": days.ago(90), "outcome": "charged"}),
        Act(50, "legal_event", applied, _LEGAL),
        Act(50, "claim", {"head": "other:by_court", **claimed}, _LEGAL),
        Act(
            30,
            "goal",
            {
                "words": "सिलाई सीखकर अपनी दुकान",
                "first_step": "प्रशिक्षण केंद्र देखना",
                "by_on": days.ahead(35),
                "state": "open",
            },
        ),
        *_in_court(days),
    )


def _in_court(days: _Days) -> tuple[Act, ...]:
    """Bail of the accused, and the hearing at which she gives evidence."""
    wages = {"claimed": 84000, "claimed_on": days.ago(60), "sanctioned": 60000, "sanctioned_on": days.ago(20)}
    evidence = {"at": days.court(9), "court": "सिविल कोर्ट, गुमला", "purpose": "her_evidence"}
    return (
        Act(12, "bail", {"what": "applied", "on": days.ago(12), "court": "सिविल कोर्ट, गुमला"}, _LEGAL),
        Act(10, "hearing", evidence, _LEGAL),
        Act(8, "claim", {"head": "other:wages", **wages, "paid": 20000, "paid_on": days.ago(8)}, _LEGAL),
        Act(6, "note", {"about": "गवाही की तैयारी", "on": days.ago(6), "text": "परदे के पीछे से बोलना चाहती है।"}, _LEGAL),
    )


def _child(days: _Days) -> tuple[Act, ...]:
    """A girl of fifteen, found at a station and brought before the Child Welfare Committee the next morning."""
    met = {"on": days.ago(7), "present": ["counsellor", "supervisor", "cwc"], "decided": "पहले घर देखा जाए"}
    found = {"event": "child_found", "at": days.at(24, "09:30"), "journey_hours": 3, "place": "राँची स्टेशन"}
    produced = {
        "event": "cwc_production",
        "at": days.at(23, "09:45"),
        "place": "बाल कल्याण समिति, गुमला",
        "number": "नमूना 7",
    }
    plan = {"carer": "home", "wish": "माँ से बात करना, फिर स्कूल", "best": "घर देखने तक बालिका गृह, फिर माँ के पास"}
    return (
        _consent(24, days, given_by="guardian", order=_BY_CWC, way="signed"),
        _identity(24, days, "रोशनी बारला (नमूना)", 15, "पतराटोली"),
        Act(24, "urgency", {"level": "same_day", "why": "अकेली स्टेशन पर मिली", "review_on": days.ago(20)}),
        Act(24, "urgency_response", {"on": days.ago(24), "how": "met", "what": "स्टेशन पर दीदी पहुँची"}),
        Act(24, "situation", {"facts": ["trafficked", "found", "separated"], "source": "रेलवे चाइल्डलाइन"}),
        Act(24, "legal_event", found),
        Act(23, "legal_event", produced),
        _assessment(20, days, "माँ से बात करना और स्कूल लौटना"),
        _safety_plan(20, days.ago(0), "जो दीदी ले गई थी", "अधीक्षिका को बताए; अकेले फाटक से बाहर न जाए"),
        Act(20, "urgency", {"level": "over", "why": "बालिका गृह में सुरक्षित है"}),
        Act(19, "child_plan", {**plan, "decided_with": ["child", "counsellor", "cwc"], "review_on": days.ahead(3)}),
        _service(15, "shelter", "received", provider="बालिका गृह", received_on=days.ago(22)),
        _service(9, "psychosocial", "appointment", provider="सदर अस्पताल", appointment_at=days.court(2)),
        Act(7, "conference", {**met, "leave": "agreed", "next_on": days.ahead(6)}),
    )


def _came_back(days: _Days) -> tuple[Act, ...]:
    """A girl of sixteen who came back yesterday; her identity card was written today, and legal deadlines run."""
    return (
        _consent(1, days, given_by="guardian", order=_BY_CWC, way="signed"),
        _identity(0, days, "सबिता केरकेट्टा (नमूना)", 16, "बारटोली"),
        Act(0, "urgency", {"level": "three_days", "why": "जो ले गया था, फ़ोन कर रहा है", "review_on": days.ahead(3)}),
        Act(0, "to_do", {"what": "माँ को साथ लेकर मिलना", "for_whom": _SAROJ, "by_on": days.today}),
    )


def _needs_shelter(days: _Days) -> tuple[Act, ...]:
    """She consented to a referral to Khunti; the referral letter waits there."""
    referral = {"way": "referral", "service": "shelter", "request": "दो महीने के लिए सुरक्षित जगह", "urgency": "days"}
    return (
        _consent(18, days),
        _identity(18, days, "मरियम लकड़ा (नमूना)", 27, "जामटोली"),
        _assessment(17, days, "ऐसी जगह जहाँ ठेकेदार न पहुँचे"),
        _safety_plan(17, days.ago(3), "ठेकेदार और उसका भाई", "थाने के पास वाली दुकान में रुके, दीदी को बुलाए"),
        _consent(4, days, purpose="share", recipient=_TO_KHUNTI),
        Act(
            3,
            "refer",
            {
                **referral,
                "passed_on": ["who", "contact", "support"],
                "told": "गाँव में खतरा है",
                "call_back": "06524200000",
            },
        ),
    )


def _closed(days: _Days) -> tuple[Act, ...]:
    """All goals reached, closed by the supervisor; a review is due soon."""
    closure = {"reason": "goal_reached", "consent_state": "agrees", "remains": "कुछ नहीं", "review_on": days.ahead(12)}
    closure["plan_goes_on"] = True
    return (
        _consent(260, days),
        _identity(260, days, "एलिशबा तोपनो (नमूना)", 21, "डुमरटोली"),
        _assessment(258, days, "घर लौटना और पढ़ाई पूरी करना"),
        _safety_plan(258, days.ahead(12), "दिल्ली की एजेंसी", "अनजान नंबर न उठाए, दीदी को बताए"),
        _service(240, "documents", "received", received_on=days.ago(240), outcome="आधार और बैंक खाता बना"),
        _restoration(240, days),
        _follow_up(150, days, "month3", next_on=days.ago(60)),
        _follow_up(60, days, "month6"),
        Act(
            40,
            "closure_request",
            {**closure, "feedback_asked": "by_another", "feedback_words": "किसी ने डाँटा नहीं।", "feedback_again": "yes"},
        ),
        Act(38, "close", by=_SUPERVISOR),
    )


def _at_home(days: _Days) -> tuple[Act, ...]:
    """At home for more than three months: the first follow-up is overdue."""
    return (
        _consent(120, days),
        _identity(120, days, "सलोमी कुजूर (नमूना)", 31, "सालटोली"),
        _assessment(119, days, "बच्चों के साथ अलग रहना"),
        _safety_plan(118, days.ahead(15), "पति", "बच्चों को लेकर पंचायत भवन जाए"),
        _restoration(104, days),
        _service(90, "livelihood", "declined", offered_on=days.ago(90), her_reason="अभी खेती का समय है"),
        _service(70, "legal", "agreed", offered_on=days.ago(70), provider="डालसा, गुमला"),
    )


def _wants_closing(days: _Days) -> tuple[Act, ...]:
    """A closure request that waits for the supervisor."""
    closure = {
        "reason": "moved",
        "consent_state": "agrees",
        "remains": "मज़दूरी का दावा श्रम दफ़्तर देखेगा",
        "review_on": days.ahead(80),
        "open_items": "दावा जमा है; अगली तारीख पर दीदी साथ जाएँगी",
    }
    return (
        _consent(75, days),
        _identity(75, days, "बिनीता टेटे (नमूना)", 25, "बेलटोली"),
        _assessment(74, days, "बकाया मज़दूरी"),
        _service(70, "compensation", "appointment", provider="श्रम दफ़्तर", appointment_at=days.at(30)),
        Act(2, "closure_request", {**closure, "feedback_asked": "by_us", "feedback_words": "जल्दी जवाब मिला।"}),
    )


def _wages(days: _Days) -> tuple[Act, ...]:
    """Referred to Khunti, which accepted: the answer waits in Gumla."""
    referral = {"way": "referral", "service": "livelihood", "request": "सिलाई केंद्र में जगह", "urgency": "later"}
    return (
        _consent(40, days),
        _identity(40, days, "प्यारी सुरीन (नमूना)", 29, "कोनटोली"),
        _assessment(38, days, "काम, जो घर से हो सके"),
        Act(35, "claim", {"head": "other:wages", "claimed": 27000, "claimed_on": days.ago(35)}),
        _consent(12, days, purpose="share", recipient=_TO_KHUNTI),
        Act(
            11,
            "refer",
            {**referral, "passed_on": ["who", "contact"], "told": "मशीन चलाना जानती है", "call_back": "06524200000"},
        ),
        Act(9, "take", by=_KHUNTI),
    )


def _from_khunti(days: _Days) -> tuple[Act, ...]:
    """Khunti refers a case to Gumla: the letter waits in the inbox of the account that a visitor uses."""
    referral = {
        "way": "transfer",
        "service": "case_work",
        "request": "वह अपने मायके लौट आई है; आगे आप साथ दें",
        "urgency": "week",
    }
    return (
        _consent(12, days),
        _identity(12, days, "अंजलि मुंडू (नमूना)", 22, "सरनाटोली", district_code="606"),
        _assessment(11, days, "मायके के पास काम"),
        _consent(3, days, purpose="hand_over", recipient=_TO_GUMLA),
        Act(
            2,
            "refer",
            {
                **referral,
                "passed_on": ["who", "contact", "support"],
                "told": "शाम को फ़ोन न करें",
                "call_back": "06528200000",
            },
        ),
    )


def _restoration(ago: int, days: _Days) -> Act:
    return Act(ago, "restoration", {"on": days.ago(ago), "to": "family", "decided_by": ["herself"], "looked_at": "yes"})


def _follow_up(ago: int, days: _Days, which: str, **more: Any) -> Act:
    answers = {"on": days.ago(ago), "how": "visit", "which": which, "safe": "yes", "in_danger": "no"}
    return Act(ago, "follow_up", {**answers, "wellbeing": "ठीक है, खेत और घर दोनों देखती है", **more})
