"""Incoming letters: referrals, answers, imported files, register dates."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from jatan.foundation.access.key_acts import log_refusal
from jatan.foundation.access.permissions import Permission
from jatan.foundation.network.models import Office, Organisation
from jatan.foundation.vault.letters import waiting_letters
from jatan.foundation.vault.models import Letter
from jatan.foundation.vault.refusal import Refused
from jatan.kernel.problems import Problem, Problems
from jatan.programme.cases.choices import PutAway
from jatan.programme.cases.file.creation import my_teams
from jatan.programme.cases.sharing.answers import discard_letter, take_answers
from jatan.programme.cases.sharing.file_import import IMPORT, take_import
from jatan.programme.cases.sharing.letter_bodies import ANSWER, REFERRAL
from jatan.programme.cases.sharing.letter_preview import preview_letter
from jatan.programme.cases.sharing.mail import find_letter
from jatan.programme.cases.sharing.reception import decline_referral, take_referral
from jatan.programme.cases.sharing.register_letters import take_register_letters, waiting_cases
from jatan.programme.cases.sharing.same_case import known_cases
from jatan.programme.cases.sharing.taken_back import TAKEN_BACK
from jatan.programme.cases.writers import require_team
from jatan.web.cases.forms import ReasonForm
from jatan.web.cases.letter_display import letter_parts
from jatan.web.cases.open_case import READING_IS_RECORDED
from jatan.web.cases.referral_forms import AwayForm, TakeForm
from jatan.web.ui.keys.keyring import needs_keys
from jatan.web.ui.needs import StaffRequest, needs

_ALTERED: Final = 409
_OFFICES: Final = 3
_KINDS: Final = {
    REFERRAL: gettext_lazy("Referral"),
    IMPORT: gettext_lazy("File of another house"),
    ANSWER: gettext_lazy("Answer to a referral"),
}


@dataclass(frozen=True)
class LetterLine:
    """One waiting letter, without its content: it is not opened for the list."""

    url: str
    kind: Any
    sender: str
    letter: Letter


@needs_keys
@needs(Permission.CASES_RECORD)
def case_letters(request: StaffRequest) -> HttpResponseBase:
    """The waiting letters of the organisation."""
    require_team(request.actor)
    if request.method == "POST":
        _take_letters(request, request.POST.get("deed", ""))
        return redirect("case_letters")
    letters = waiting_letters(request.keyring, _KINDS)
    lines = list(_lines(letters))
    page = {
        "lines": lines,
        "answers": sum(one.letter.kind == ANSWER for one in lines),
        "register": waiting_cases(request.keyring),
        "may_export": request.actor.may(Permission.CASES_EXPORT),
    }
    return render(request, "cases/letters.html", page)


@needs_keys
@needs(Permission.CASES_RECORD, writes_on_get=READING_IS_RECORDED)
def case_letter(request: StaffRequest, pk: uuid.UUID) -> HttpResponseBase:
    """Show one letter; accept, decline or discard it. An unreadable one can only be discarded."""
    letter = find_letter(request.actor, pk, _KINDS)
    action = request.POST.get("deed", "") if request.method == "POST" else ""
    page = _letter_contents(request, letter)
    take = TakeForm(
        request.POST if action == "take" else None,
        teams=my_teams(request.keyring),
        known=[(str(one.pk), one.code) for one in page["open"]],
    )
    data = request.POST if action in ("decline", "away") else None
    reason = (
        AwayForm(data, only=PutAway.TAKEN_BACK) if page["is_taken_back"] else _refusal_form(data, letter, page["wrong"])
    )
    try:
        answer = _handle_letter(request, letter, action, take, reason)
    except (Problem, Problems) as raised:
        answer = None
        (take if action == "take" else reason).show(raised)
    if answer is not None:
        return answer
    page |= {"letter": letter, "kind": _KINDS[letter.kind], "take": take, "reason": reason}
    page["may_decline"] = isinstance(reason, ReasonForm)
    status = 422 if take.errors or reason.errors else page["status"]
    return render(request, "cases/letter.html", page, status=status)


def _take_letters(request: StaffRequest, action: str) -> None:
    """Take answers, or register dates, into case files."""
    mine: dict[str, Any] = {"by": request.actor, "keyring": request.keyring}
    try:
        if action == "answers":
            found = take_answers(**mine)
            message = ngettext("%(n)s answer is in its file.", "%(n)s answers are in their files.", found.taken)
            messages.success(request, message % {"n": found.taken})
            if found.refused:
                messages.warning(request, _("Some fit no case of ours. They changed nothing and wait for you."))
        elif action == "register":
            taken = take_register_letters(**mine)
            message = ngettext("%(n)s case has a file now.", "%(n)s cases have a file now.", taken)
            messages.success(request, message % {"n": taken})
        else:
            raise Http404
    except Problem as problem:
        messages.error(request, str(problem.message))


def _handle_letter(
    request: StaffRequest, letter: Letter, action: str, take: TakeForm, reason: ReasonForm | AwayForm
) -> HttpResponseBase | None:
    mine: dict[str, Any] = {"by": request.actor, "keyring": request.keyring, "letter": letter}
    if action == "take" and letter.kind != ANSWER and take.is_valid():
        case_file = (take_referral if letter.kind == REFERRAL else take_import)(
            **mine, team=take.team(), into=take.into()
        )
        done = _("It is in case %(code)s.") if take.into() else _("The case is open. Its code is %(code)s.")
        messages.success(request, done % {"code": case_file.case.code})
        return redirect("case", case_file.case.pk)
    if action == "decline" and isinstance(reason, ReasonForm) and reason.is_valid():
        decline_referral(**mine, reason=reason.cleaned_data["reason"])
        messages.success(request, _("They are told that we cannot take her case, and why."))
        return redirect("case_letters")
    if action == "away" and isinstance(reason, AwayForm) and reason.is_valid():
        discard_letter(**mine, why=reason.cleaned_data["why"])
        messages.success(request, _("It is put away."))
        return redirect("case_letters")
    return None


def _refusal_form(data: Any, letter: Letter, wrong: Any) -> ReasonForm | AwayForm:
    """The form to refuse this letter: decline a readable referral with a reason, discard any other."""
    return (
        AwayForm(data, only=PutAway.UNREADABLE if wrong else None)
        if wrong or letter.kind != REFERRAL
        else ReasonForm(data)
    )


def _letter_contents(request: StaffRequest, letter: Letter) -> dict[str, Any]:
    """Template context with the letter's content; or that it was altered (logged) or cannot be read."""
    sender = Organisation.objects.get(pk=letter.sender_id).name
    found: dict[str, Any] = {"sender": sender, "parts": [], "wrong": "", "status": 200, "known": [], "open": []}
    found["is_taken_back"] = found["is_signed"] = False
    found |= {"colleague": "", "phones": _phones(letter) if letter.kind == REFERRAL else []}
    try:
        contents = preview_letter(request.actor, request.keyring, letter)
    except Problem as problem:
        found["wrong"], found["is_taken_back"] = problem.message, problem.code == TAKEN_BACK
    except Refused as refused:
        log_refusal(request.actor, refused)
        found["wrong"] = _("It was altered or moved, or sealed for somebody else. Ask for it anew, then put it away.")
        found["status"] = _ALTERED
    else:
        if contents is not None:
            found["parts"] = letter_parts(contents)
            found["known"] = known_cases(request.keyring, contents)
            found["open"] = [one for one in found["known"] if not one.is_closed]
            found["colleague"] = getattr(contents, "colleague", "")
            found["is_signed"] = contents.is_signed
    return found


def _phones(letter: Letter) -> list[tuple[str, str]]:
    """(name, telephone) of the sender's offices as the network knows them: not those that the letter names."""
    rows = Office.objects.filter(organisation_id=letter.sender_id).exclude(phone="").order_by("id")[:_OFFICES]
    return [(one.name, one.phone) for one in rows]


def _lines(letters: Iterable[Letter]) -> Iterable[LetterLine]:
    rows = list(letters)
    names = {one.pk: one.name for one in Organisation.objects.filter(pk__in={letter.sender_id for letter in rows})}
    for letter in rows:
        sender = _("uploaded in our office") if letter.kind == IMPORT else names[letter.sender_id]
        yield LetterLine(reverse("case_letter", args=[letter.pk]), _KINDS[letter.kind], sender, letter)
