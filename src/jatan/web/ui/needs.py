"""View decorators for permissions: every view is marked `@needs(Permission.X)` or `@public("reason")`.

`needs` sets up both access checks: the gate (`request.actor`) and PostgreSQL's row-level security (`acting_as`).
A house test checks that every URL has one of the marks.
"""

import functools
from collections.abc import Callable
from typing import Any, Concatenate, cast

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.template.response import SimpleTemplateResponse
from django.utils.cache import patch_cache_control

from jatan.foundation.access import gate
from jatan.foundation.access.actors import Actor, actor_of
from jatan.foundation.access.models import Account
from jatan.foundation.access.permissions import Permission
from jatan.foundation.access.walls import acting_as
from jatan.foundation.vault.keyrings import Keyring
from jatan.foundation.vault.models import Unlock
from jatan.web.drafts import note_accepted
from jatan.web.ui.form_page import READING, page_of_form
from jatan.web.ui.second_step import redirect_unless_fresh, redirect_unless_taken
from jatan.web.ui.sent_twice import answer_once


class StaffRequest(HttpRequest):
    """A request in a view marked `needs`: `actor`, `account` (who signed in), `home_organisation` (her first one).

    Views marked `web.vault.opening.needs_keys` also have `keyring`: reading it raises Locked while no keys are open.
    `carries_file` is set by views that accept an upload: a file cannot be kept in the page and sent again.
    """

    actor: Actor
    account: Account
    home_organisation: Any
    keyring: Keyring
    unlock: Unlock | None
    keys_away: bool
    may_write_on_get: bool
    carries_file: bool


type StaffView[**P] = Callable[Concatenate[StaffRequest, P], HttpResponseBase]
type View[**P] = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def needs[**P](
    permission: Permission, *, counts: bool = False, writes_on_get: str = "", fresh_second_step: bool = False
) -> Callable[[StaffView[P]], View[P]]:
    """Require sign-in and a permission that reaches rows (`counts=True`: a permission for counts is enough).

    The view runs in one transaction under the actor's row-level security. On GET the transaction is read-only, unless
    a reason is given why reading itself is recorded. Forbidden and absent both answer 404. A lazy
    TemplateResponse is rendered inside the transaction. A form that is sent twice is handled once (`sent_twice`).

    Whoever needs a second step reaches no view before this session has taken it. `fresh_second_step`: it must have been
    given within ten minutes, for acts on access and for files of records.
    """

    def decorate(view: StaffView[P]) -> View[P]:
        @functools.wraps(view)
        def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            account = request.user
            if not isinstance(account, Account):
                return redirect_to_sign_in(request)
            staff = cast(StaffRequest, request)
            staff.account, staff.actor = account, actor_of(account)
            staff.home_organisation = staff.actor.home
            if (asked := redirect_unless_taken(request, account, staff.actor)) is not None:
                return asked
            reach = staff.actor.reach(permission)
            if not (reach.has_counts if counts else reach.has_rows):
                raise Http404
            if fresh_second_step and (asked := redirect_unless_fresh(request, account)) is not None:
                return asked
            staff.may_write_on_get = bool(writes_on_get)
            response = _behind_walls(view, staff, *args, **kwargs)
            note_accepted(request, response)
            return response

        guarded.needs = permission  # type: ignore[attr-defined]
        guarded.fresh_second_step = fresh_second_step  # type: ignore[attr-defined]
        return cast(View[P], guarded)

    return decorate


def redirect_to_sign_in(request: HttpRequest) -> HttpResponseRedirect:
    """Redirect to sign-in with the way back. The body of a POST is not kept on the server (it may be about somebody).

    After a POST the way back is the page of the form: the browser has kept what was typed (js/drafts.js).
    """
    if request.method in READING:
        return redirect_to_login(request.get_full_path())
    return redirect_to_login(page_of_form(request), f"{resolve_url(settings.LOGIN_URL)}?unsaved=1")


def public[**P](reason: str) -> Callable[[View[P]], View[P]]:
    """Mark a view that needs no sign-in. Raises ValueError without a reason."""
    if not reason.strip():
        raise ValueError("a public view needs a reason")

    def decorate(view: View[P]) -> View[P]:
        @functools.wraps(view)
        def opened(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            return view(request, *args, **kwargs)

        opened.public = reason  # type: ignore[attr-defined]
        return cast(View[P], opened)

    return decorate


def _behind_walls[**P](
    view: StaffView[P], request: StaffRequest, *args: P.args, **kwargs: P.kwargs
) -> HttpResponseBase:
    try:
        with acting_as(request.actor, read_only=request.method in READING and not request.may_write_on_get):
            response = answer_once(request, request.account, lambda: view(request, *args, **kwargs))
            if isinstance(response, SimpleTemplateResponse) and not response.is_rendered:
                response.render()
    except (gate.Forbidden, ObjectDoesNotExist) as hidden:
        raise Http404 from hidden
    patch_cache_control(response, private=True, no_store=True)
    return response
