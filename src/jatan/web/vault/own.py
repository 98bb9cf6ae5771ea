"""The user's own keys: state, set up, open (by passphrase or recovery code), lock, change passphrase,
new recovery codes.
"""

from collections.abc import Callable
from typing import Any, Final

from allauth.account.internal.flows.reauthentication import raise_if_reauthentication_required
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from jatan.foundation.access import key_acts, rate_limits
from jatan.foundation.access.daily_checks import last_check
from jatan.foundation.access.permissions import Permission
from jatan.foundation.access.team_selectors import may_certify_keys
from jatan.foundation.vault.directory import compared_fingerprint_of, own_fingerprint
from jatan.foundation.vault.key_agent.client import AgentAway
from jatan.foundation.vault.refusal import Refused
from jatan.programme.cases.file.team_leaving import renew_cases
from jatan.web.ui.form_page import next_page
from jatan.web.ui.keys.closed_words import away_words, is_no_guess, refusal_words
from jatan.web.ui.keys.cookies import cookie_name, session_of, set_keys_cookie
from jatan.web.ui.keys.keyring import needs_keys
from jatan.web.ui.needs import StaffRequest, needs
from jatan.web.vault.forms import CodeForm, NewPassphraseForm, OtherPassphraseForm, PassphraseForm
from jatan.web.vault.reauthentication import confirm_passphrase, remember_opened_by_code, was_opened_by_code

_TOO_MANY: Final = 429


@needs_keys
@needs(Permission.CASES_RECORD)
@require_safe
def keys(request: StaffRequest) -> HttpResponseBase:
    """State of the user's keys. The fingerprint is computed from the key itself while it is open."""
    row = key_acts.my_key(request.actor)
    if row is None:
        return redirect("keys_set_up")
    is_open = request.unlock is not None
    mark = own_fingerprint(row, request.keyring.key) if is_open else compared_fingerprint_of(row)
    leads = may_certify_keys(request.actor)
    page = {"row": row, "is_open": is_open, "fingerprint": mark, "leads": leads}
    page |= {
        "check": last_check(request.actor) if leads else None,
        "old_codes": key_acts.codes_are_of_before(request.actor),
    }
    return render(request, "vault/keys.html", page)


@needs(Permission.CASES_RECORD)
def set_up(request: StaffRequest) -> HttpResponseBase:
    """Choose a passphrase; the response shows fingerprint and recovery codes, once."""
    held = key_acts.my_key(request.actor)
    if held is not None:
        # By password, code or passkey, whichever she has; demo accounts have none and skip this.
        raise_if_reauthentication_required(request, app="mfa")
    form = NewPassphraseForm(
        request.POST if request.method == "POST" else None, known=key_acts.known_words_of(request.actor)
    )
    if form.is_valid():
        try:
            fingerprint, codes = key_acts.set_up_keys(by=request.actor, passphrase=form.cleaned_data["passphrase"])
        except Refused as refused:
            before = _("Your organisation has not held its key ceremony yet. Its officers do that first.")
            form.add_error(None, refusal_words(refused, otherwise=before))
        except AgentAway as away:
            form.add_error(None, away_words(away))
        else:
            return render(request, "vault/codes.html", {"fingerprint": fingerprint, "codes": codes})
    return _form_page(request, "vault/set_up.html", form, held=held)


@needs(Permission.CASES_RECORD)
def open_keys(request: StaffRequest) -> HttpResponseBase:
    """Open the keys with the passphrase, then redirect to `next`."""
    if key_acts.my_key(request.actor) is None:
        return redirect("keys_set_up")
    form = PassphraseForm(request.POST if request.method == "POST" else None)
    opened = _try_to_open(request, form, lambda cleaned: _by_passphrase(request, cleaned["passphrase"]))
    return opened or _form_page(request, "vault/open.html", form, after=next_page(request, "keys"))


@needs(Permission.CASES_RECORD)
def open_by_code(request: StaffRequest) -> HttpResponseBase:
    """Open the keys with a recovery code, then ask for a new passphrase."""
    form = CodeForm(request.POST if request.method == "POST" else None)
    wrong = _("This code opens nothing. Each code works once; is it one of the newest paper?")
    opened = _try_to_open(request, form, lambda cleaned: _by_code(request, cleaned["code"]), otherwise=wrong)
    return opened or _form_page(request, "vault/code.html", form)


@needs_keys
@needs(Permission.CASES_RECORD)
def passphrase(request: StaffRequest) -> HttpResponseBase:
    """Change the passphrase: with the present one, or after a recovery code was just used."""
    fingerprint, by_code = request.keyring.key.public().fingerprint, was_opened_by_code(request)
    form = OtherPassphraseForm(
        request.POST if request.method == "POST" else None,
        by_code=by_code,
        known=key_acts.known_words_of(request.actor),
    )
    if by_code:
        done = _change_passphrase(request, form) if form.is_valid() else None
    else:
        done = confirm_passphrase(request, form, "present", lambda: _change_passphrase(request, form))
    return done or _form_page(request, "vault/passphrase.html", form, fingerprint=fingerprint, by_code=by_code)


def _change_passphrase(request: StaffRequest, form: OtherPassphraseForm) -> HttpResponseBase:
    chosen = form.cleaned_data["passphrase"]
    cookie = key_acts.change_passphrase(
        by=request.actor, keyring=request.keyring, passphrase=chosen, session=session_of(request)
    )
    messages.success(request, _("From now on the new passphrase opens your keys."))
    return set_keys_cookie(redirect("keys"), cookie)


@needs_keys
@needs(Permission.CASES_RECORD, fresh_second_step=True)
def new_codes(request: StaffRequest) -> HttpResponseBase:
    """New recovery codes: asks for the passphrase, after a fresh second step."""
    keyring = request.keyring
    form = PassphraseForm(request.POST if request.method == "POST" else None)
    shown = confirm_passphrase(request, form, "passphrase", lambda: _codes_shown(request))
    return shown or _form_page(request, "vault/new_codes.html", form, epoch=keyring.epoch)


def _codes_shown(request: StaffRequest) -> HttpResponseBase:
    codes = key_acts.renew_codes(by=request.actor, keyring=request.keyring)
    return render(request, "vault/codes.html", {"codes": codes})


@needs(Permission.CASES_RECORD)
@require_POST
def lock(request: StaffRequest) -> HttpResponseBase:
    """Lock the keys."""
    key_acts.lock(by=request.actor, unlock=request.unlock, session=session_of(request))
    messages.success(request, _("Your keys are locked."))
    response = redirect("keys_open")
    response.delete_cookie(cookie_name(), samesite="Strict")
    return response


def _try_to_open(
    request: StaffRequest, form: Any, opens: Callable[[dict[str, Any]], tuple[str, str]], **words: Any
) -> HttpResponseBase | None:
    """The redirect after keys were opened; None if the form must be shown (again)."""
    if not form.is_valid():
        return None
    if not rate_limits.allows(key_acts.GUESSES, request.account.pk):
        return render(request, "accounts/too_many.html", status=_TOO_MANY)
    try:
        with transaction.atomic():  # a code is used up only if it opened something
            opened = _or_refused(lambda: opens(form.cleaned_data))
    except AgentAway as away:
        rate_limits.take_back(key_acts.GUESSES, request.account.pk)
        form.add_error(None, away_words(away))
        return None
    if isinstance(opened, Refused):
        if is_no_guess(opened):
            rate_limits.take_back(key_acts.GUESSES, request.account.pk)
        form.add_error(None, refusal_words(opened, **words))
        return None
    cookie, address = opened
    rate_limits.reset(key_acts.GUESSES, request.account.pk)
    return set_keys_cookie(redirect(address), cookie)


def _or_refused(opens: Callable[[], tuple[str, str]]) -> tuple[str, str] | Refused:
    """What opens nothing is answered, not raised: that this is recorded must stay."""
    try:
        return opens()
    except Refused as refused:
        return refused


def _by_passphrase(request: StaffRequest, passphrase: str) -> tuple[str, str]:
    cookie = key_acts.open_keys(
        by=request.actor,
        passphrase=passphrase,
        session=session_of(request),
        also=lambda keyring: renew_cases(by=request.actor, keyring=keyring, teams=keyring.team_ids()),
    )
    return cookie, next_page(request, "keys")


def _by_code(request: StaffRequest, code: str) -> tuple[str, str]:
    cookie = key_acts.open_by_code(by=request.actor, code=code, session=session_of(request))
    remember_opened_by_code(request, cookie)
    messages.success(request, _("Your keys are open. Choose a new passphrase now; the code is used up."))
    return cookie, "keys_passphrase"


def _form_page(request: StaffRequest, template: str, form: Any, **page: Any) -> HttpResponseBase:
    return render(request, template, {"form": form, **page}, status=422 if form.errors else 200)
