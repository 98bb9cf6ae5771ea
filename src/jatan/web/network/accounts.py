"""Accounts: the list, one account, inviting, giving a posting. An invitation link is shown only once."""

import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db.models import Q, QuerySet
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jatan.foundation.access import approvals, invitations, second_person, selectors, services
from jatan.foundation.access import authority as charge
from jatan.foundation.access.actors import Actor
from jatan.foundation.access.models import Account, Posting
from jatan.foundation.access.permissions import TABLE, Permission, Role
from jatan.foundation.devices.services import CARRYING_ROLES, may_give_phone
from jatan.kernel import clock
from jatan.programme.groups.selectors import groups
from jatan.web.network.forms import InviteForm, PostingForm
from jatan.web.ui.components import states
from jatan.web.ui.components.tables import Column, Table
from jatan.web.ui.forms.fields import choice
from jatan.web.ui.line_breaks import breakable
from jatan.web.ui.needs import StaffRequest, needs
from jatan.web.ui.paging import paginate
from jatan.web.ui.records import submission

ROWS = 50
AGREEING = [role.value for role, gives in TABLE.items() if Permission.ACCESS_APPROVE in gives]
_STATES = (("active", gettext_lazy("active")), ("invited", gettext_lazy("invited")), ("closed", gettext_lazy("closed")))


@needs(Permission.ACCOUNTS_MANAGE)
def accounts(request: StaffRequest) -> HttpResponseBase:
    """Accounts this user manages. Searches are sent by POST, so that no name is in a URL."""
    bar = _bar(request)
    rows = _narrowed(request.actor, selectors.accounts_within(request.actor), bar)
    query = request.POST.get("q", "").strip()[:120]
    if query:
        rows = rows.filter(pk__in=selectors.search_accounts(request.actor, query))
    page = paginate(rows, request.GET, size=ROWS)
    columns = [Column("name", _("Name")), Column("posts", _("Work")), Column("state", _("State"), "badge")]
    columns.insert(1, Column("email", _("Sign-in name")))
    table = Table(_("People with access"), columns, [_line(row) for row in page.rows], link="url")
    is_filtered = bool(query) or any(bar.cleaned_data.values())
    shared = selectors.shared_names(request.actor)
    shown = {"shared": shared, "table": table, "bar": bar, "page": page, "sought": query, "is_filtered": is_filtered}
    return render(request, "network/accounts.html", shown)


@needs(Permission.ACCOUNTS_MANAGE)
def account(request: StaffRequest, pk: uuid.UUID) -> HttpResponseBase:
    """One account with its postings and the actions on it."""
    row = selectors.find_account(request.actor, pk)
    is_self = row.pk == request.account.pk
    postings = getattr(row, selectors.POSTINGS)
    forums = _forum_names(request, postings)
    page = {
        "row": row,
        "state": state_of(row),
        "is_self": is_self,
        "has_second_step": selectors.has_second_step(row),
        "waits": waiting_words(row),
        "requests": [
            one for one in row.access_requests.filter(outcome="") if approvals.may_take_back(request.actor, one)
        ],
        "has_charge": not is_self and selectors.has_charge(request.actor, row),
        "postings": [_posting(request, row, posting, forums) for posting in postings],
    }
    return render(request, "network/account.html", page)


@needs(Permission.ACCOUNTS_MANAGE, fresh_second_step=True)
def invite(request: StaffRequest) -> HttpResponseBase:
    """Invite a colleague. The response shows her link, once. A link to this page may choose role and organisation."""
    chosen = {name: request.GET[name] for name in ("role", "organisation") if name in request.GET}
    form = submission.bind_form(InviteForm, request, initial=chosen)
    made: Any = submission.submit_form(form, lambda answers: _invite(request, form, answers))
    if made is None:
        page = {"form": form, "title": _("Invite a colleague"), "back": reverse("accounts")}
        return render(request, "network/form.html", page, status=422 if form.is_bound else 200)
    return link_page(request, *made)


@needs(Permission.ACCOUNTS_MANAGE, fresh_second_step=True)
def give_posting(request: StaffRequest, pk: uuid.UUID) -> HttpResponseBase:
    """Give one more posting. It takes effect at her next request."""
    row = selectors.find_account(request.actor, pk)
    form = submission.bind_form(PostingForm, request)
    back = reverse("account", args=[row.pk])
    done: Any = submission.submit_form(form, lambda answers: _give(request, form, row))
    if done is None:
        page = {"form": form, "title": _("New posting"), "label": row.name, "back": back}
        return render(request, "network/form.html", page, status=422 if form.is_bound else 200)
    if done.token:
        return link_page(request, row, done.token)
    given, waits = _("The posting is given."), _("Asked for. It takes effect when a second person has agreed.")
    messages.success(request, given if done.posting else waits)
    return redirect(back)


def link_page(request: StaffRequest, row: Account, token: str) -> HttpResponseBase:
    """The page with the link to choose a password. It is not stored; if it is lost, a new one has to be made."""
    link = request.build_absolute_uri(reverse("invitation", args=[token])) + "/"
    page = {"row": row, "link": link, "hours": invitations.INVITATION_HOURS, "waits": waiting_words(row)}
    return render(request, "network/link.html", page)


def waiting_words(row: Account) -> str:
    """Who has to agree before something about this account takes effect; "" if nothing waits."""
    requests = list(row.access_requests.filter(outcome="").select_related("organisation"))
    if not requests:
        return ""
    persons = set[uuid.UUID]().union(*(second_person.second_persons(one) for one in requests))
    if not persons:
        return _(
            "A second person has to agree, and there is nobody in this house who could. Who runs the server helps."
        )
    posts = Posting.objects.in_force(clock.today()).filter(account__in=persons).select_related("organisation")
    roles = {f"{one.get_role_display()}, {one.organisation.name}" for one in posts if one.role in AGREEING}
    return _("A second person agrees first: %(roles)s. It is on her home page already.") % {
        "roles": "; ".join(sorted(roles))
    }


def state_of(row: Account) -> states.Badge:
    """A badge: active, invited or closed."""
    badges = {"closed": states.late, "active": states.normal, "invited": states.soon}
    state = selectors.account_state(row)
    return badges[state](str(dict(_STATES)[state]))


def _invite(request: StaffRequest, form: Any, answers: Any) -> tuple[Account, str]:
    return invitations.invite_account(
        by=request.actor, email=answers["email"], name=answers["name"], postings=[form.command()]
    )


def _give(request: StaffRequest, form: Any, row: Account) -> services.GivenPosting:
    return services.give_posting(by=request.actor, account=row, command=form.command())


def _bar(request: StaffRequest) -> forms.Form:
    bar = forms.Form(request.GET, auto_id="filter_%s")
    bar.fields["role"] = choice(_("Role"), selectors.roles_to_give(request.actor), empty=_("all"))
    organisations = [(str(row.pk), row.name) for row in selectors.managed_organisations(request.actor)]
    if len(organisations) > 1:
        bar.fields["organisation"] = choice(_("Organisation"), organisations, empty=_("all"))
    bar.fields["state"] = choice(_("State"), _STATES, empty=_("all"))
    bar.is_valid()
    return bar


def _narrowed(by: Actor, rows: QuerySet[Account], bar: forms.Form) -> QuerySet[Account]:
    asked = bar.cleaned_data
    held = {name: asked[name] for name in ("role", "organisation") if asked.get(name)}
    if held:
        charge = by.reach(Permission.ACCOUNTS_MANAGE).organisations
        posts = Posting.objects.in_force(clock.today()).filter(organisation_id__in=charge, **held)
        rows = rows.filter(pk__in=posts.values("account_id"))
    has_password = ~Q(password__startswith=UNUSABLE_PASSWORD_PREFIX) | Q(is_demo=True)
    wanted = {"closed": Q(is_active=False), "active": Q(is_active=True) & has_password}
    wanted["invited"] = Q(is_active=True) & ~has_password
    return rows.filter(wanted[asked["state"]]) if asked.get("state") else rows


def _line(row: Account) -> dict[str, Any]:
    today = clock.today()
    posts = [post for post in getattr(row, selectors.POSTINGS) if post.until is None or post.until >= today]
    return {
        "name": row.name,
        "email": breakable(row.email),
        "posts": "; ".join(f"{post.get_role_display()}, {post.organisation.name}" for post in posts) or "–",
        "state": state_of(row),
        "url": reverse("account", args=[row.pk]),
    }


def _forum_names(request: StaffRequest, postings: Iterable[Posting]) -> dict[uuid.UUID, str]:
    """Names of the forums that somebody leads or led, as far as they are within reach."""
    led = [posting.group for posting in postings if posting.group is not None]
    return dict(groups(request.actor).filter(pk__in=led).values_list("pk", "name")) if led else {}


def _posting(request: StaffRequest, row: Account, posting: Posting, forums: Mapping[uuid.UUID, str]) -> dict[str, Any]:
    is_over = clock.is_past(posting.until)
    may = charge.may_post(request.actor, Role(posting.role), posting.organisation_id)
    may_end = may and not is_over
    forum = forums.get(posting.group, "") if posting.group else ""
    return {
        "row": posting,
        "forum": forum,
        "is_over": is_over,
        "end_url": _end_url(row, posting) if may_end else "",
        "phone_url": reverse("phone_new", args=[posting.pk])
        if not is_over and posting.role in CARRYING_ROLES and may_give_phone(request.actor, posting)
        else "",
    }


def _end_url(row: Account, posting: Posting) -> str:
    return reverse("end_posting", args=[row.pk, posting.pk])
