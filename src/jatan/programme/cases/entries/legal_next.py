"""The steps of the law that are most likely next, by what normally follows what is written in the file.

It only orders the list from which a step is chosen; any step can be written at any time.
"""

import datetime as dt
from collections.abc import Mapping
from typing import Final

from jatan.programme.cases.choices import CaseKind
from jatan.programme.cases.entries.casefile import CaseFile
from jatan.programme.cases.entries.identity import may_be_child
from jatan.programme.cases.entries.legal_facts import facts_of_file
from jatan.programme.cases.entries.legal_steps import steps_in

# As many as are seen at one glance.
_MOST: Final = 6
# Step -> the steps that normally follow, the likeliest first.
FOLLOWED_BY: Final[Mapping[str, tuple[str, ...]]] = {
    step: tuple(after.split())
    for step, after in {
        "child_missing_reported": "fir_registered child_found",
        "child_found": "cwc_production information_given",
        "lost_child_found": "cwc_production",
        "child_sexual_offence_known_to_us": "information_given",
        "child_sexual_offence_known": "fir_registered cwc_production",
        "information_given": "fir_registered fir_refused medical_done preliminary_enquiry_opened",
        "e_information_given": "fir_registered fir_refused",
        "fir_refused": "complaint_to_sp",
        "complaint_to_sp": "fir_registered magistrate_application",
        "magistrate_application": "fir_registered",
        "preliminary_enquiry_opened": "fir_registered fir_refused",
        "fir_registered": "statement_recorded medical_done accused_remanded charge_sheet closure_report",
        "rape_informed": "medical_done medical_declined",
        "victim_at_hospital": "medical_done medical_declined",
        "cwc_production": "cwc_order age_test_ordered cwc_recommendation",
        "itpa_rescue": "itpa_produced itpa_interim_order",
        "itpa_interim_order": "itpa_produced",
        "itpa_produced": "itpa_custody_order",
        "bonded_labour_found": "release_certificate work_ended",
        "work_ended": "wages_claimed",
        "accused_remanded": "charge_sheet",
        "further_investigation": "charge_sheet closure_report",
        "charge_sheet": "cognizance accused_appeared dlsa_application",
        "closure_report": "protest_petition",
        "protest_petition": "cognizance further_investigation",
        "cognizance": "accused_appeared case_committed first_hearing_on_charge",
        "accused_appeared": "copies_supplied first_hearing_on_charge",
        "copies_supplied": "first_hearing_on_charge",
        "case_committed": "first_hearing_on_charge",
        "first_hearing_on_charge": "charge_framed",
        "charge_framed": "evidence_given",
        "evidence_given": "arguments_ended magistrate_trial_ended",
        "arguments_ended": "judgment_given",
        "magistrate_trial_ended": "judgment_given",
        "judgment_given": "appeal_filed court_compensation_order convict_appeal_filed",
        "dlsa_application": "dlsa_order",
    }.items()
}

# Steps that come one after another: one behind the furthest is no more likely.
_LINE: Final = [
    "preliminary_enquiry_opened",
    "fir_refused",
    "fir_registered",
    "closure_report",
    "charge_sheet",
    "accused_appeared",
    "copies_supplied",
    "cognizance",
    "case_committed",
    "first_hearing_on_charge",
    "charge_framed",
    "evidence_given",
    "arguments_ended",
    "magistrate_trial_ended",
    "judgment_given",
]


def likely_steps(file: CaseFile, today: dt.date) -> list[str]:
    """Codes of the steps that are likely next, at most six: what follows the newest step first, none twice."""
    steps = sorted(steps_in(file), key=lambda one: (one.get("at"), one.row), reverse=True)
    taken = {str(one.get("event")): None for one in steps}
    found = [after for step in taken for after in FOLLOWED_BY.get(step, ())] or _first_steps(file, today)
    behind = _LINE[: max((_LINE.index(step) for step in taken if step in _LINE), default=0)]
    return [one for one in dict.fromkeys(found) if one not in taken and one not in behind][:_MOST]


def _first_steps(file: CaseFile, today: dt.date) -> list[str]:
    """What is written first where nothing is written: by the kind of case, her age and what is known."""
    found = ["child_missing_reported"] if file.kind == CaseKind.MISSING_PERSON else []
    found += ["child_found"] if may_be_child(file, today) else []
    found += ["bonded_labour_found"] if facts_of_file(file, today) & {"bonded", "maybe_bonded"} else []
    return [*found, "information_given", "fir_registered", "fir_refused", "medical_done", "work_ended"]
