"""Text of a due item, made from its code when it is displayed and never stored.

Records store codes, so the text is in the reader's language, not in that of the writer's process.
"""

from collections.abc import Mapping, Sequence
from typing import Final

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from jatan.kernel.localised import late_text
from jatan.programme.cases.entries.fields import Label
from jatan.programme.cases.entries.legal_court import PURPOSES
from jatan.programme.cases.entries.service_kinds import SERVICE_KINDS
from jatan.programme.cases.entries.urgency_words import URGENCIES
from jatan.programme.cases.legal.books import book, words

DUE_WORDS: Final[Mapping[str, Label]] = {
    "consent": _("Her consent ends: ask her again"),
    "own_consent": _("She is eighteen then: ask for her own consent anew, and offer her a copy of her file"),
    "goal": _("A goal of hers: see how far it is"),
    "safety_plan": _("Look at the safety plan again with her"),
    "child_plan": _("Look at the plan for the child again"),
    "to_do": _("Something that one of us does"),
    "urgency_review": _("Look again at how urgent it is"),
    "conference": _("Case conference: meet again"),
    "month3": _("Follow-up 3 months after coming home"),
    "month6": _("Follow-up 6 months after coming home"),
    "month12": _("Follow-up 12 months after coming home"),
    "follow_up": _("Follow-up as agreed"),
    "danger": _("She may be in danger: look at the safety plan with her now"),
    "bail_warning": _("Warn her: bail of the accused"),
    "hearing_to_write": _("Write what happened on the court day"),
    "override_to_review": _("Decide on sharing without consent"),
    "override_again": _("Look again at sharing without consent"),
    "referral_to_send": _("Hand the referral over"),
    "referral_answer": _("Ask what came of the referral"),
    "transfer_accepted": _("They took the case over: propose its closure"),
    "referral_to_revoke": _("Her consent ended: tell them, and take the referral back"),
    "file_request_to_decide": _("Decide whether the file is given"),
    "file_to_give": _("Give the file that was asked for"),
    "duty_answer_waiting": _("Decide whether a duty, or danger, does not apply"),
    "closure_waiting": _("Closing waits for a supervisor's decision"),
    "closure_review": _("Closed case: see how she fares"),
}
# "deadline:fir_copy" and "duty:hide_identity" are rows of these data files.
_BOOKS: Final = {"deadline": ("deadlines", "deadline"), "duty": ("duties", "duty")}


def due_words(code: str, about: Sequence[str] = ()) -> Label:
    """What is due, as a lazy text. `about`: for an appointment the kind of service; for a
    court day its hour, if recorded, and its purpose; for urgency its level. An unknown code is returned as it is."""
    if code == "appointment":
        what = about[0] if about else ""
        return format_lazy(_("Appointment: {what}"), what=dict(SERVICE_KINDS).get(what, what))
    if code == "hearing":
        purposes = dict(PURPOSES)
        parts = [_("Court day"), *(purposes.get(one, one) for one in about if one)]
        return format_lazy(" · ".join(["{}"] * len(parts)), *parts)
    if code == "urgency":
        level = about[0] if about else ""
        return format_lazy(_("Urgent: respond {when}"), when=dict(URGENCIES).get(level, level))
    of, _colon, row = code.partition(":")
    if of in _BOOKS:
        return _of_book(*_BOOKS[of], row)
    return DUE_WORDS.get(code, code)


def _of_book(name: str, part: str, code: str) -> Label:
    found = next((row for row in book(name)[part] if row["code"] == code), None)
    return code if found is None else late_text(words(found))
