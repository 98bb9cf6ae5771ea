"""A supervisor's pages: keys to certify, and teams."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from jatan.foundation.access import team_acts, team_selectors
from jatan.foundation.access.permissions import Permission
from jatan.foundation.vault.models import Team
from jatan.foundation.vault.refusal import Refused
from jatan.kernel.problems import Problem, Problems
from jatan.programme.cases.file.team_leaving import (
    Renewed,
    leaving_of,
    renew_cases,
    take_out_of_team,
    waiting_cases,
)
from jatan.web.ui.keys.keyring import needs_keys
from jatan.web.ui.needs import StaffRequest, needs
from jatan.web.vault.forms import FingerprintForm, MemberForm, TakeOutForm, TeamForm


@needs(Permission.CASES_RECORD)
@require_safe
def waiting(request: StaffRequest) -> HttpResponseBase:
    """Keys that are not certified yet."""
    return render(request, "vault/waiting.html", {"rows": team_selectors.waiting_keys(request.actor)})


@needs_keys
@needs(Permission.CASES_RECORD)
def vouch(request: StaffRequest, pk: uuid.UUID) -> HttpResponseBase:
    """Compare a fingerprint, then certify the key."""
    row, name, fingerprint = _waiting(request, pk)
    keyring = request.keyring
    form = FingerprintForm(request.POST if request.method == "POST" else None)
    is_own = row.principal == request.actor.account_id
    if form.is_valid() and not is_own:
        try:
            team_acts.certify_key_of(by=request.actor, keyring=keyring, row=row)
        except Refused as refused:
            if refused.code != "key":
                raise
            form.add_error(None, team_acts.NOT_SWORN_IN)
        else:
            messages.success(request, _("Her key counts from now on."))
            return redirect("keys_waiting")
    page = {"form": form, "name": name, "fingerprint": fingerprint, "is_own": is_own}
    return render(request, "vault/vouch.html", page, status=422 if form.errors else 200)


@needs_keys
@needs(Permission.CASES_RECORD)
def teams(request: StaffRequest) -> HttpResponseBase:
    """List teams, and create one."""
    rows, colleagues = team_selectors.teams(request.actor), team_selectors.key_holders(request.actor)
    others = [(pk, name) for pk, name in colleagues if pk != request.actor.account_id]
    form = TeamForm(request.POST if request.method == "POST" else None, holders=others)
    if form.is_valid():
        holders = [uuid.UUID(pk) for pk in form.cleaned_data["holders"]]
        with_keys: dict[str, Any] = {"by": request.actor, "keyring": request.keyring}
        try:
            team = team_acts.create_team(**with_keys, name=form.cleaned_data["name"], holders=holders)
        except Problem as problem:
            form.add_error("name", str(problem.message))
        else:
            messages.success(request, _("The team is made."))
            return redirect("keys_team", team.pk)
    gone = {row.pk for row, _holder in team_selectors.members_without_role(request.actor)}
    page = {"form": form, "rows": rows, "can_make": bool(others), "gone": gone}
    return render(request, "vault/teams.html", page, status=422 if form.errors else 200)


@needs_keys
@needs(Permission.CASES_RECORD)
def team(request: StaffRequest, pk: uuid.UUID) -> HttpResponseBase:
    """One team: members; add one, renew the key."""
    row = _team(request, pk)
    members = team_selectors.members_of(request.actor, row)
    outside = [one for one in team_selectors.key_holders(request.actor) if one not in members]
    is_adding = request.method == "POST" and request.POST.get("deed") == "add"
    form = MemberForm(request.POST if is_adding else None, holders=outside)
    if request.method == "POST" and _handle_action(request, row, form):
        return redirect("keys_team", row.pk)
    gone = {holder for team, holder in team_selectors.members_without_role(request.actor) if team.pk == row.pk}
    page = {"team": row, "members": members, "form": form, "outside": outside, "gone": gone}
    page |= {"me": request.actor.account_id, "waiting": waiting_cases(request.actor, row)}
    return render(request, "vault/team.html", page, status=422 if form.errors else 200)


@needs_keys
@needs(Permission.CASES_RECORD)
def team_take_out(request: StaffRequest, pk: uuid.UUID, holder: uuid.UUID) -> HttpResponseBase:
    """Take a member out: what she can still open is said, and her cases are given on in the same act."""
    row = _team(request, pk)
    name = dict(team_selectors.members_of(request.actor, row)).get(holder)
    if name is None or holder == request.actor.account_id:
        raise Http404
    leaving = leaving_of(request.actor, row, holder)
    form = TakeOutForm(request.POST if request.method == "POST" else None, leaving=leaving)
    if form.is_valid():
        mine: dict[str, Any] = {"by": request.actor, "keyring": request.keyring, "team": row, "holder": holder}
        try:
            renewed = take_out_of_team(**mine, to=form.answers())
        except Problems as raised:
            form.show(raised)
        else:
            messages.success(request, _("She is out, and the team has a new key. What she has read, she knows."))
            _warn_of_refused(request, renewed)
            return redirect("keys_team", row.pk)
    page = {"team": row, "name": name, "leaving": leaving, "form": form}
    return render(request, "vault/take_out.html", page, status=422 if form.errors else 200)


def _handle_action(request: StaffRequest, row: Team, form: MemberForm) -> bool:
    about: dict[str, Any] = {"by": request.actor, "keyring": request.keyring, "team": row}
    action = request.POST.get("deed")
    try:
        if action == "add" and form.is_valid():
            team_acts.add_to_team(**about, holder=uuid.UUID(form.cleaned_data["holder"]))
            messages.success(request, _("She reads the team's files from now on."))
        elif action == "cases":
            _renew_cases(request, row)
        elif action == "renew":
            team_acts.renew_team(**about)
            messages.success(request, _("The team has a new key."))
        else:
            return False
    except Problem as problem:
        messages.error(request, str(problem.message))
    return True


def _renew_cases(request: StaffRequest, row: Team) -> None:
    """Give some more of the team's cases their new key."""
    renewed = renew_cases(by=request.actor, keyring=request.keyring, teams=[row.pk])
    message = ngettext("%(n)s case has its new key.", "%(n)s cases have their new key.", renewed.done)
    messages.success(request, message % {"n": renewed.done})
    _warn_of_refused(request, renewed)


def _warn_of_refused(request: StaffRequest, renewed: Renewed) -> None:
    if renewed.refused:
        message = ngettext(
            "%(n)s case could not be given a new key: something in it was altered. Whoever opens it is told.",
            "%(n)s cases could not be given a new key: something in them was altered. Whoever opens one is told.",
            renewed.refused,
        )
        messages.warning(request, message % {"n": renewed.refused})


def _waiting(request: StaffRequest, pk: uuid.UUID) -> tuple[Any, str, str]:
    found = next(iter(team_selectors.waiting_keys(request.actor, pk)), None)
    if found is None:
        raise Http404
    return found


def _team(request: StaffRequest, pk: uuid.UUID) -> Team:
    return team_selectors.find_team(request.actor, pk)
