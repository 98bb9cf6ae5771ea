"""Ask for the second factor (code or passkey) again before an export.

The password alone is not enough. Afterwards a GET is repeated; a POST must be sent again by the user.
"""

import functools
from collections.abc import Callable
from typing import Any, Concatenate, Final

from django.http import HttpResponseBase
from django.shortcuts import render

from jatan.web.ui.fresh_step import has_second_step, is_second_step_fresh, redirect_to_second_step
from jatan.web.ui.needs import StaffRequest

__all__ = ["requires_second_factor"]

_FORBIDDEN: Final = 403

type _View[**P] = Callable[Concatenate[StaffRequest, P], HttpResponseBase]


def requires_second_factor[**P](before: Callable[Concatenate[StaffRequest, P], Any]) -> Callable[[_View[P]], _View[P]]:
    """View decorator, below `needs`. `before` raises Forbidden for a row without permission, which gives 404."""

    def decorate(view: _View[P]) -> _View[P]:
        @functools.wraps(view)
        def asked(request: StaffRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            before(request, *args, **kwargs)
            return view(request, *args, **kwargs) if is_second_step_fresh(request) else _second_factor_page(request)

        return asked

    return decorate


def _second_factor_page(request: StaffRequest) -> HttpResponseBase:
    if not has_second_step(request):
        status = _FORBIDDEN if request.method == "POST" else 200
        return render(request, "cases/export_no_step.html", status=status)
    return redirect_to_second_step(request)
