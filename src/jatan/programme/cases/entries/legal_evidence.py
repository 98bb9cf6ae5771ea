"""What proves that a deadline was met or a duty done: legal steps, duties marked as done, claims.

A step proves what it starts after. Some prove what began later as well: others may have brought the child before the
committee before we knew, and the police may have had the offence in their FIR for years. Where a step says that we
learnt of an offence after that FIR, it may be another one: somebody says so first (`legal_answers`, "police_have_it").
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from jatan.kernel import clock
from jatan.programme.cases.entries.casefile import CaseFile, Entry
from jatan.programme.cases.entries.legal_facts import is_of_sexual_offence
from jatan.programme.cases.legal.books import book
from jatan.programme.cases.legal.time_limits import has_hour, in_india

# Legal steps that prove that a deadline was met, so that it needs no second entry.
_MET_BY: Final[Mapping[str, frozenset[str]]] = {
    code: frozenset(events.split())
    for code, events in {
        "fir_recorded": "fir_registered",
        "preliminary_enquiry_done": "fir_registered",
        "preliminary_enquiry_barred": "fir_registered",
        "fir_refused_sp": "complaint_to_sp magistrate_application fir_registered",
        "fir_refused_magistrate": "magistrate_application fir_registered",
        "fir_refusal_offence": "fir_registered",
        "fir_refused_sp_old": "complaint_to_sp magistrate_application fir_registered",
        "fir_refusal_offence_old": "fir_registered",
        "medical_examination": "medical_done medical_declined",
        "medical_examination_old": "medical_done medical_declined",
        "magistrate_witness": "statement_recorded",
        "magistrate_statement": "statement_recorded",
        "child_before_cwc": "cwc_production",
        "child_shelter_arranged": "cwc_production",
        "pocso_medical_care": "medical_done medical_declined",
        "child_sexual_offence_reported": "child_sexual_offence_known information_given e_information_given"
        " fir_registered",
        "lost_child_reported": "cwc_production information_given",
        "cwc_order": "cwc_order",
        "investigation_ended": "charge_sheet closure_report",
        "investigation_ended_old": "charge_sheet closure_report",
        "further_investigation_ended": "charge_sheet closure_report",
        "pocso_investigation_ended": "charge_sheet closure_report",
        "poa_investigation": "charge_sheet closure_report",
        "old_code_investigation": "charge_sheet closure_report",
        "old_code_trial": "judgment_given",
        "default_bail_60": "charge_sheet",
        "default_bail_90": "charge_sheet",
        "default_bail_old": "charge_sheet",
        "committal": "case_committed",
        "charge_framed": "charge_framed",
        "child_evidence": "evidence_given",
        "pocso_trial": "judgment_given",
        "sexual_offence_trial": "judgment_given",
        "sexual_offence_trial_old": "judgment_given",
        "child_trafficking_trial": "judgment_given",
        "poa_trial": "judgment_given",
        "judgment": "judgment_given",
        "judgment_extended": "judgment_given",
        "judgment_magistrate": "judgment_given",
        "victim_appeal_30": "appeal_filed",
        "victim_appeal": "appeal_filed",
        "victim_appeal_90": "appeal_filed",
        "compensation_inquiry": "dlsa_order",
        "nalsa_claim_offence": "dlsa_application",
        "nalsa_claim_trial": "dlsa_application",
        "jvcs_claim": "dlsa_application",
        "itpa_before_magistrate": "itpa_produced",
        "itpa_custody": "itpa_produced",
        "itpa_inquiry": "itpa_produced",
        "bonded_inquiry": "release_certificate",
        "bonded_certificate": "release_certificate",
        "wages_claim": "wages_claimed",
        "wages_before_code": "wages_claimed",
        "poa_appeal": "appeal_filed",
    }.items()
}
# Deadlines for a claim of hers: how the heads begin that meet them.
_CLAIMED: Final[Mapping[str, str]] = {
    "nalsa_claim_offence": "nalsa_2018:",
    "nalsa_claim_trial": "nalsa_2018:",
    "jvcs_claim": "jvcs_2016:",
    "bonded_cash": "bonded_labour_2021:immediate_cash",
}
# Those that she may also have made before the step that starts them.
_CLAIMED_BEFORE: Final = frozenset({"nalsa_claim_offence", "nalsa_claim_trial", "jvcs_claim"})
DUTY_OF: Final[Mapping[str, str]] = {
    row["deadline"]: row["code"] for row in book("duties")["duty"] if row.get("deadline")
}
# Steps that are the duty itself, so that they count although they lie before the hour in which we knew.
_ITSELF: Final = frozenset({"cwc_production", "child_sexual_offence_known"})
# What the police had to arrange is met by what was there before they were told, if it was after the offence.
_MAY_BE_THERE: Final = frozenset({"child_shelter_arranged", "pocso_medical_care"})


@dataclass(frozen=True)
class Evidence:
    """Proof that a deadline was met: day, instant if known, and the entry. `is_itself`: it is the duty itself, so that
    it may also have been done before we knew. `covers`: it is about this very offence, whatever began when."""

    on: dt.date
    at: dt.datetime | None
    entry: Entry
    is_itself: bool = False
    covers: bool = False

    def proves(self, code: str, started: dt.datetime) -> bool:
        """Whether it proves a deadline of that code met that a step started."""
        covers = self.covers and code in _MAY_BE_THERE
        return code in _CLAIMED_BEFORE or covers or (self.at is not None and _is_not_before(self.at, started))

    def proves_unstarted(self, known_at: dt.datetime) -> bool:
        """Whether it proves a duty done that no step started, and of which we knew from an instant on."""
        return self.is_itself or self.covers or (self.at is not None and _is_not_before(self.at, known_at))


def evidence_for(file: CaseFile, code: str, steps: Iterable[Entry]) -> Iterator[Evidence]:
    """Steps and done duties that may prove a deadline of that code met, at whatever time it began."""
    for step in steps:
        event, at = str(step.get("event")), step.get("at")
        if event in _MET_BY.get(code, ()):
            covers = _covers(file, code, event, in_india(at))
            yield Evidence(in_india(at), at, file.find(step.row) or step, event in _ITSELF, covers)
    for done in file.all("duty_done"):
        if done.get("duty") == DUTY_OF.get(code):
            yield Evidence(in_india(done.get("at")), done.get("at"), done, is_itself=True)
    for claim in file.all("claim"):
        if code in _CLAIMED and claim.get("claimed_on") and str(claim.get("head")).startswith(_CLAIMED[code]):
            on = claim.get("claimed_on")
            yield Evidence(on, dt.datetime.combine(on, dt.time(), clock.INDIA), claim)


def _covers(file: CaseFile, code: str, event: str, on: dt.date) -> bool:
    """Whether a step of a day is about the offences that are written: none of them is of a later day.

    An FIR names the sections of the file; without a sexual one among them it may be about something else.
    """
    if code in _MAY_BE_THERE:
        days = [entry.get("day") for entry in file.all("offence")]
    elif code == "child_sexual_offence_reported" and event != "child_sexual_offence_known":
        days = sexual_offence_days(file)
    else:
        return False
    return bool(days) and max(days) <= on


def sexual_offence_days(file: CaseFile) -> list[dt.date]:
    """The days of the written offences whose sections are sexual ones."""
    return [entry.get("day") for entry in file.all("offence") if is_of_sexual_offence(entry)]


def _is_not_before(at: dt.datetime, started: dt.datetime) -> bool:
    """Whether an instant is not before a step; compared by day if either has no hour."""
    return at >= started if has_hour(at) and has_hour(started) else in_india(at) >= in_india(started)
