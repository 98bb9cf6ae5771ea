"""Labels of the legal track: legal steps, offices, heads of compensation. Codes as in the data of `cases.legal`."""

from collections.abc import Iterable, Mapping
from typing import Any, Final, NamedTuple

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from jatan.kernel.localised import late_text
from jatan.programme.cases.entries.fields import Choice, Label
from jatan.programme.cases.legal.books import book, words
from jatan.programme.cases.legal.offences import Offence, all_offences
from jatan.programme.laws.citations import cited

# In chronological order. Some start deadlines; others only mark a step.
EVENTS: Final[Mapping[str, Label]] = {
    "child_missing_reported": _("child reported missing"),
    "child_found": _("child found"),
    "lost_child_found": _("lost or separated child found"),
    "child_sexual_offence_known_to_us": _("we learnt of a sexual offence against a child"),
    "child_sexual_offence_known": _("police learnt of a sexual offence against a child"),
    "information_given": _("police told of the offence"),
    "e_information_given": _("police told over the internet"),
    "fir_refused": _("police refused the FIR"),
    "complaint_to_sp": _("complaint posted to the Superintendent of Police"),
    "magistrate_application": _("application to the magistrate with an affidavit"),
    "preliminary_enquiry_opened": _("preliminary enquiry opened"),
    "fir_registered": _("FIR registered"),
    "rape_informed": _("police told of rape"),
    "victim_at_hospital": _("she came to a hospital"),
    "medical_done": _("medical examination done"),
    "medical_declined": _("she does not want to be examined"),
    "statement_recorded": _("statement before a magistrate"),
    "itpa_rescue": _("rescued under the Immoral Traffic Act"),
    "itpa_interim_order": _("another magistrate ordered custody until she is produced (Immoral Traffic Act)"),
    "itpa_produced": _("brought before a magistrate under the Immoral Traffic Act"),
    "itpa_custody_order": _("custody ordered for the inquiry (Immoral Traffic Act)"),
    "cwc_production": _("child brought before the Child Welfare Committee"),
    "age_test_ordered": _("medical test of age ordered"),
    "cwc_recommendation": _("committee asked for special relief for the child"),
    "cwc_order": _("order of the Child Welfare Committee"),
    "bonded_labour_found": _("bonded labour found"),
    "release_certificate": _("release certificate given"),
    "work_ended": _("she left the work or was put out of it"),
    "wages_claimed": _("claim for wages filed"),
    "accused_remanded": _("accused sent to custody"),
    "further_investigation": _("court allowed further investigation"),
    "witness_protection_order": _("police asked for a report on the threat to her as a witness"),
    "intimidation_complaint": _("threats reported to the special court (Atrocities Act)"),
    "charge_sheet": _("charge sheet filed"),
    "closure_report": _("police closed the case without a charge sheet"),
    "protest_petition": _("protest petition filed"),
    "accused_appeared": _("accused appeared in court"),
    "copies_supplied": _("copies given to the accused"),
    "cognizance": _("court took cognizance"),
    "case_committed": _("case sent to the sessions court"),
    "first_hearing_on_charge": _("first hearing on the charge"),
    "charge_framed": _("charge framed"),
    "evidence_given": _("her evidence given in court"),
    "arguments_ended": _("arguments ended (sessions or special court)"),
    "magistrate_trial_ended": _("trial before a magistrate ended"),
    "judgment_given": _("judgment given"),
    "appeal_filed": _("appeal filed"),
    "convict_appeal_filed": _("the convicted person appealed"),
    "court_compensation_order": _("court ordered compensation"),
    "dlsa_application": _("compensation asked of the legal services authority"),
    "dlsa_order": _("order of the legal services authority received"),
    "data_breach_known": _("her data were lost or stolen"),
}

# Starts of deadlines that are no legal step.
STARTS: Final[Mapping[str, Label]] = {"offence_committed": _("day of the offence"), "born": _("day of birth")}

# Bodies that have a duty, or to which to escalate.
# The question whose answer is the step that starts the clock of a duty.
START_QUESTIONS: Final[Mapping[str, Label]] = {
    "child_found": _("When was the child found? Write it"),
    "lost_child_found": _("When was the lost child found? Write it"),
    "child_sexual_offence_known_to_us": _("When did we learn of it? Write it"),
}
BODIES: Final[Mapping[str, Label]] = {
    "us": _("we ourselves"),
    "supervisor": _("case supervisor"),
    "secretariat": _("secretariat"),
    "legal_officer": _("legal officer"),
    "informant": _("whoever told the police"),
    "finder": _("whoever found the child"),
    "police": _("police"),
    "sp": _("Superintendent of Police (SP)"),
    "ahtu": _("Anti-Human-Trafficking Unit (AHTU)"),
    "hospital": _("hospital"),
    "civil_surgeon": _("Civil Surgeon"),
    "childline": _("child helpline 1098"),
    "cwc": _("Child Welfare Committee (CWC)"),
    "dcpu": _("District Child Protection Unit (DCPU)"),
    "magistrate": _("magistrate"),
    "court": _("court"),
    "special_court": _("special court"),
    "sessions_court": _("sessions court"),
    "high_court": _("High Court"),
    "public_prosecutor": _("public prosecutor"),
    "accused": _("accused"),
    "employer": _("employer"),
    "dlsa": _("District Legal Services Authority (DLSA)"),
    "slsa": _("State Legal Services Authority (JHALSA)"),
    "dm": _("Deputy Commissioner (DC/DM)"),
    "divisional_commissioner": _("Divisional Commissioner"),
    "labour_commissioner": _("Labour Commissioner"),
}

# Where a right of hers is asked for (`about` of rights.toml), in the order of the page.
WHERE_ASKED: Final[Mapping[str, Label]] = {
    "help": _("Help and protection"),
    "police": _("At the police"),
    "child": _("For a child"),
    "bail": _("When bail is heard"),
    "testimony": _("Before the day on which she speaks in court"),
    "court": _("In court"),
    "work": _("Work and wages"),
}

# "scheme:head" where one scheme means something else by it.
HEADS: Final[Mapping[str, Label]] = {
    "acid": _("acid attack"),
    "rape": _("rape"),
    "gang_rape": _("gang rape"),
    "unnatural_assault": _("unnatural sexual assault"),
    "pregnancy_by_rape": _("pregnancy by rape"),
    "sexual_exploitation_of_minor": _("sexual exploitation of a child"),
    "sexual_harassment": _("sexual harassment"),
    "trafficking_rehabilitation": _("rehabilitation after trafficking"),
    "death": _("death"),
    "permanent_disability": _("permanent disability"),
    "partial_disability": _("partial disability"),
    "limb": _("loss of a limb, permanent disability"),
    "disability_80": _("disability of 80 percent or more"),
    "disability_40": _("disability of 40 to 80 percent"),
    "disability_20": _("disability of 20 to 40 percent"),
    "disability_less": _("disability of less than 20 percent"),
    "disability": _("disability"),
    "injury_needing_rehabilitation": _("grave injury of body or mind that needs rehabilitation"),
    "burns": _("burns over a quarter of the body"),
    "burns_or_acid": _("burns or acid attack"),
    "burns_face": _("burns: the face is disfigured"),
    "burns_over_50": _("burns: more than half of the body"),
    "burns_under_50": _("burns: 20 to 50 percent of the body"),
    "burns_under_20": _("burns: less than 20 percent of the body"),
    "acid_face": _("acid: the face is disfigured"),
    "acid_over_50": _("acid: more than half of the body"),
    "acid_under_50": _("acid: 20 to 50 percent of the body"),
    "acid_under_20": _("acid: less than 20 percent of the body"),
    "at_once": _("small help at once, on application"),
    "special_relief": _("money for food, clothes, travel"),
    "interim_by_court": _("compensation in advance"),
    "by_special_court": _("compensation as the court fixes it"),
    "bonded_labour": _("bonded labour"),
    "modesty": _("seized or undressed by force to shame her"),
    "ten_years": _("offence punished with ten years or more"),
    "witch": _("called a witch"),
    "adult_man_or_woman": _("grown person"),
    "foetal_loss": _("loss of the unborn child"),
    "nalsa_2018:foetal_loss": _("loss of the unborn child or of being able to bear one"),
    "adult_man": _("grown man"),
    "woman_or_child": _("woman"),
    "child": _("child"),
    "extreme_case": _("gravest cases (trafficking, sexual exploitation, transgender, disability)"),
    "immediate_cash": _("cash at once"),
}

# What must be found out before a row is hers.
ASKS: Final[Mapping[str, Label]] = {
    "bonded": _("Ask whether it is bondage: did an advance or debt bind her or her people?"),
    "disability_percent": _("One of these rows is hers: write the percent of the disability certificate."),
    "hurt_percent": _("One of these rows is hers: write how much of the body is hurt, and whether the face is."),
    "ten_years": _("Her section may bring ten years, or fewer: ask the legal officer whether this row is hers."),
    "identity": _("Write the identity card: a man gets the lower amount, a woman the higher."),
}

# When a part of an amount is paid.
PARTS: Final[Mapping[str, Label]] = {
    "medical": _("after the medical report"),
    "charge_sheet": _("after the charge sheet"),
    "trial_end": _("at the end of the trial, whatever the judgment"),
    "days_15": _("within 15 days"),
    "months_2": _("within two months"),
}

# Step of the legal track by which a note is done with: from then on it is not said.
NOTE_ENDS: Final[Mapping[str, str]] = {"certificate": "release_certificate"}
NOTES: Final[Mapping[str, Label]] = {
    "set_off": _("Other schemes may be asked too; what one of them paid is set off."),
    "days_for_claims": _("The days for asking and for appeal stand among the days of the law."),
    "relief_has_a_day": _("By when it must be paid stands among the days of the law."),
    "certificate": _("Ask the Deputy Commissioner for the release certificate: the money hangs on it."),
    "gravest_by_dm": _("₹ 3,00,000 if the Deputy Commissioner holds it for a gravest case: ask for it."),
    "disabled_man": _(
        "Disabled people stand beside trafficked ones in the summaries of the scheme: whether a disabled man gets the"
        " higher amount by himself, ask the legal officer."
    ),
    "which_dm": _("Whether the Deputy Commissioner of the place of rescue or of home decides was not read: ask both."),
    "rest_after_proof": _(
        "When the rest is paid beyond the cash at once, after what proof or judgment, was not read: ask."
    ),
    "stages_of_rape_alone": _(
        "When which part is paid was read of rape alone: ask the Deputy Commissioner about the other rows."
    ),
    "district_fund": _("From the fund of the district. The Deputy Commissioner may give more, out of what is due."),
    "relief_in_a_week": _("The committee recommends it; it is paid within a week."),
    "interim_after_fir": _("At any time after the FIR: on application, or by the court itself."),
}

# Heads that were offered once. Claims of then keep their words.
FORMER_HEADS: Final = ("nalsa_2018:limb", "nalsa_2018:burns_or_acid")

# Money that no scheme fixes: claimed, never computed.
OTHER_HEADS: Final[Mapping[str, Label]] = {
    "other:wages": _("unpaid wages and dues"),
    "other:poa_relief": _("relief under the Atrocities Act"),
    "other:by_court": _("compensation ordered by the court"),
    "other:other": _("another scheme"),
}


def choices_of(name: str) -> tuple[Choice, ...]:
    """Rows of a legal data file (deadlines, duties) as choices."""
    rows: Iterable[Mapping[str, Any]] = book(name)[name.removesuffix("ies") + "y" if name == "duties" else name[:-1]]
    return tuple((row["code"], late_text(words(row))) for row in rows)


class DutyWords(NamedTuple):
    """How it is asked to whom a duty was done and under which number. `usual`: the answer that is meant mostly."""

    to: Label
    number: Label
    hint: Label = ""
    usual: Label = ""


_PRODUCED: Final = DutyWords(
    _("Before which committee"), _("Number of the order"), _("If the committee gave one."), BODIES["cwc"]
)
_TOLD: Final = DutyWords(_("To whom it was reported"), _("Number of the report"), _("Diary, FIR or 1098 call number."))


def duty_words(code: str) -> DutyWords:
    """The words in which a duty is asked about."""
    return _PRODUCED if code == "produce_before_cwc" else _TOLD


def section_choices() -> tuple[Choice, ...]:
    """Every section of the penal codes and other Acts by its key, each once, the code now in force first."""
    newest = {one.key: one for one in sorted(all_offences(), key=lambda one: one.first)}
    return tuple((key, offence_words(newest[key])) for key in dict.fromkeys(one.key for one in all_offences()))


def offence_words(offence: Offence) -> Label:
    """An offence in words: its section and what it is."""
    return format_lazy("{} · {}", late_text(cited(offence.section)), late_text(offence.text))


def scheme_head_words(scheme_head: str) -> Label:
    """ "jvcs_2016:rape" in words: the scheme and its head."""
    if scheme_head in OTHER_HEADS:
        return OTHER_HEADS[scheme_head]
    code, _colon, head = scheme_head.partition(":")
    scheme = next(row for row in book("money")["scheme"] if row["code"] == code)
    return format_lazy("{} · {}", late_text(words(scheme)), head_words(code, head))


def head_words(scheme: str, head: str) -> Label:
    """A head in words: the scheme's own, else those that every scheme shares."""
    return HEADS.get(f"{scheme}:{head}") or HEADS[head]
