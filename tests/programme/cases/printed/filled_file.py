"""A file with an answer for every source of the printed papers."""

import dataclasses
import datetime as dt
from typing import Any

from jatan.kernel import clock
from tests.programme.cases.entries.paper import COUNSELLOR, DAY, SUPERVISOR, CasePaper, days_later

__all__ = ["CARD", "CARER", "COUNSELLED", "filled_paper"]

# In what was spoken with her alone; and who cares for her, so where she is.
COUNSELLED, CARER = "अकेले में कही बात", "फूलमनी नानी"
CARD: dict[str, Any] = {
    "name": "बुधनी कुमारी",
    "other_names": "फूलो",
    "sex": "f",
    "age": 16,
    "age_on": DAY,
    "age_basis": "school",
    "age_papers": "आठवीं की अंकसूची",
    "guardian": "सोमरी देवी",
    "village": "पतराटोली",
    "block": "रायडीह",
    "district": "गुमला",
    "languages": "सादरी, हिंदी",
    "education": "LowerSecondaryEducation",
    "disability": "सुनने में तकलीफ़",
    "community": "उराँव",
    "phone": "9835102030",
    "safe_ways": ["through"],
    "safe_times": "शाम को",
    "not_to_tell": "ठेकेदार रमेश",
}


def filled_paper() -> CasePaper:
    """The file of a girl of sixteen, its identity card open."""
    paper = CasePaper(woman_of=16)
    at = dt.datetime(2026, 11, 23, 21, 30, tzinfo=clock.INDIA)
    paper.write("situation", facts=["trafficked", "found", "bonded"], source="रेलवे चाइल्डलाइन")
    paper.write("legal_event", event="child_found", at=at, journey_hours=3, place="राँची स्टेशन")
    paper.write("legal_event", event="fir_refused", at=at, place="थाना गुमला")
    paper.write("legal_event", event="fir_registered", at=at, place="महिला थाना, गुमला", number="041/26")
    paper.write("duty_done", duty="produce_before_cwc", at=at, to="बाल कल्याण समिति, गुमला", number="7")
    paper.write("duty_done", duty="report_lost_child", at=at, to="चाइल्डलाइन", number="1098-441")
    paper.write(
        "exploitation",
        types=["ForcedLabour", "ChildLabour"],
        sector="T_ActivitiesOfHouseholdsAsEmployers",
        relation="PlacementAgent",
        controls=["RestrictsMovement", "TakesEarnings"],
        source_district="गुमला",
        source_state="झारखंड",
        destination_state="दिल्ली",
        arrived_on=days_later(-200),
        out_on=days_later(-1),
    )
    paper.write("safety_plan", danger_from="एजेंट", to_do="अधीक्षिका को बताए", review_on=days_later(9))
    paper.write("goal", words="स्कूल लौटना", state="open")
    _write_assessment(paper)
    paper.write("service", kind="medical", state="received", received_on=DAY, provider="सदर अस्पताल", outcome="दवा मिली")
    paper.write("claim", head="other:wages", claimed=27000, claimed_on=DAY)
    paper.write(
        "hearing",
        at=dt.datetime(2026, 12, 3, 10, 30, tzinfo=clock.INDIA),
        court="सिविल कोर्ट",
        purpose="her_evidence",
    )
    paper.write("witness_safety", asked_on=DAY, asked_of="पुलिस अधीक्षक", measures=["guard"], threat="फ़ोन पर धमकी")
    request = paper.write(
        "file_request",
        asked_by="court",
        office="सिविल कोर्ट, गुमला",
        number="41/26",
        ordered_on=DAY,
        asked_for=["who", "law"],
        named=["assessment"],
        sealed="yes",
        she_knows="yes",
    )
    paper.by, paper.is_supervisor = SUPERVISOR, True
    paper.write("file_request_decision", request=request.row, decision="agreed", reason="आदेश पढ़ा", on=DAY)
    paper.by, paper.is_supervisor = COUNSELLOR, False
    paper.write(
        "hearing", at=dt.datetime(2026, 11, 24, 8, 0, tzinfo=clock.INDIA), court="सिविल कोर्ट", purpose="statement"
    )
    paper.write(
        "follow_up",
        on=DAY,
        how="visit",
        which="other",
        safe="yes",
        in_danger="no",
        wellbeing="ठीक है",
        school_work="आठवीं में लौटी",
        needs="किताबें",
        next_on=days_later(30),
    )
    paper.write("conference", on=DAY, present=["counsellor"], decided="पहले घर देखा जाए", who_does="सरोज, सोमवार तक")
    paper.write("wish", on=DAY, words=f"{COUNSELLED}, स्कूल जाना")
    paper.lay("offence", {"day": DAY, "offences": ["BNS 143(4)"]}, None)
    entry = dataclasses.replace(paper.file.all("profile")[0], kind="identity", answers=CARD)
    paper.file = paper.file.with_entry(entry)
    return paper


def _write_assessment(paper: CasePaper) -> None:
    """What was spoken with her alone, and the plan for her: each with a word that no other entry has."""
    levels = ("individual", "household", "community", "structural")
    spoken = {f"{level}_{what}": f"{COUNSELLED}: {len(level)}" for level in levels for what in ("risks", "strengths")}
    paper.write("assessment", on=DAY, present=["alone"], needs=COUNSELLED, urgent="दवा", **spoken)
    paper.write(
        "child_plan",
        carer="grandparents",
        carer_name=CARER,
        is_safe_there="yes",
        siblings=f"भाई {CARER} के पास",
        family_view="घर बुलाना चाहते हैं",
        health=f"{COUNSELLED}, नींद कम",
        school=f"{CARER} के पास का स्कूल",
        best="नानी के पास रहना",
        decided_with=["child"],
        review_on=days_later(30),
    )
