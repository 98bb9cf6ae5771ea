"""How large a request body each address takes. The web server asks before it reads the body (`runtime/asgi.py`).

An address that needs no sign-in takes 256 KB; one of the phone says itself how much (`web/fieldbook/device_door.py`).
Of an address behind a permission, everybody may send as much, and users who are signed in 2.5 MB; a view that takes
files says how much more with `takes_files`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Any, Final

from django import forms
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.db import close_old_connections
from django.http import parse_cookie
from django.urls import Resolver404, resolve

from jatan.web.ui.counted_files import counts_files

SIGNED_OUT: Final = 256 * 1024  # bytes; the longest form of strangers, a call for help, has a few KB
FORM: Final = 2560 * 1024  # bytes: fields without files


@dataclass(frozen=True)
class BodyLimit:
    """Limits of one address in bytes. `in_memory`: what is held without touching the disk.

    `is_streamed`: the view reads the body while it arrives (it encrypts it), so it is not held first.
    """

    signed_out: int = SIGNED_OUT
    signed_in: int = SIGNED_OUT
    in_memory: int = FORM
    is_streamed: bool = False


class UploadField(forms.FileField):
    """A file of at most `largest` bytes. The form's address takes as much (`for_form`); the service checks it again."""

    def __init__(self, *, largest: int, **options: Any) -> None:
        super().__init__(**options)
        self.largest = largest


def takes_files[V: Callable[..., Any]](
    largest: int, *, in_memory: bool = False, is_streamed: bool = False, holds_rows: bool = False
) -> Callable[[V], V]:
    """Mark a view that takes files of `largest` bytes altogether, beside the fields of its form.

    Its files are counted (`counted_files`), except of a view that streams them, which counts them itself, and of one
    whose file `holds_rows` of phones, which no limit keeps out: they may carry danger.

    Stands above `needs`, which a user who is not signed in does not pass.
    """

    def mark(view: V) -> V:
        limit = BodyLimit(
            signed_in=largest + FORM, in_memory=largest + FORM if in_memory else FORM, is_streamed=is_streamed
        )
        marked = view if is_streamed or holds_rows else counts_files(view)
        marked.body_limit = limit  # type: ignore[attr-defined]
        return marked

    return mark


def for_form[V: Callable[..., Any]](view: V, form: type[forms.Form]) -> V:
    """The view, marked with what the upload fields of its form take."""
    largest = sum([field.largest for field in form.base_fields.values() if isinstance(field, UploadField)])
    return takes_files(largest)(view) if largest else view


def body_limit(path: str) -> BodyLimit:
    """The limits of a path. Unknown ones take as much as those that need no sign-in."""
    try:
        view = resolve(path).func
    except Resolver404:
        return BodyLimit()
    usual = BodyLimit() if getattr(view, "needs", None) is None else BodyLimit(signed_in=FORM)
    limit: BodyLimit = getattr(view, "body_limit", usual)
    return limit


def is_signed_in(cookies: str) -> bool:
    """Whether a Cookie header names the session of a signed-in user. Whether she may use the address is the view's."""
    key = parse_cookie(cookies).get(settings.SESSION_COOKIE_NAME)
    if not key:
        return False
    close_old_connections()
    try:
        return SESSION_KEY in import_module(settings.SESSION_ENGINE).SessionStore(key)
    finally:
        close_old_connections()
