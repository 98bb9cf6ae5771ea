"""`{% load jatan_page %}`: navigation menus, links and help of the page frame."""

from typing import Any

from django import template
from django.template.context import Context
from django.urls import NoReverseMatch, reverse

from jatan.foundation.access.permissions import Permission
from jatan.web.ui.components.navigation import Entry, bottom_bar, side_bar
from jatan.web.ui.page_help import PAGE_HELP, PageHelp
from jatan.web.ui.rooms import RoomPlan, is_closed, leads_to_closed, plan_of, room_of_path

register = template.Library()


@register.simple_tag(takes_context=True)
def side_entries(context: Context) -> list[Entry]:
    """The side bar for the actor; pages that do not exist or are not permitted are left out."""
    return side_bar(context.get("actor"), _path(context))


@register.simple_tag(takes_context=True)
def thumb_links(context: Context) -> list[Any]:
    """The links of the bottom bar on phones."""
    return bottom_bar(context.get("actor"), _path(context))


@register.simple_tag
def link_to(name: str, *args: Any, **kwargs: Any) -> str:
    """The URL of a named page, or "" if this installation has none."""
    try:
        return reverse(name, args=args, kwargs=kwargs)
    except NoReverseMatch:
        return ""


@register.simple_tag(takes_context=True)
def open_link_to(context: Context, name: str) -> str:
    """The URL of a named page; "" while its room is closed to the actor."""
    url = reverse(name)
    return "" if leads_to_closed(context.get("actor"), url) else url


@register.simple_tag(takes_context=True)
def page_help(context: Context) -> PageHelp | None:
    """The help of this page; None where it has none."""
    match = getattr(context.get("request"), "resolver_match", None)
    return PAGE_HELP.get(match.url_name) if match is not None else None


@register.simple_tag(takes_context=True)
def closed_room(context: Context) -> RoomPlan | None:
    """The room of this page, if it is closed to the actor; else None."""
    room = room_of_path(_path(context))
    return plan_of(room.value) if room is not None and is_closed(context.get("actor"), room) else None


@register.simple_tag(takes_context=True)
def may_open_rooms(context: Context) -> bool:
    """Whether the actor may open rooms of her office."""
    actor = context.get("actor")
    return actor is not None and actor.may(Permission.ROOMS_ARRANGE)


@register.filter
def message_kind(level: str) -> str:
    """CSS kind ("good", "soon", "late" or "") of a Django message level."""
    return {"success": "good", "warning": "soon", "error": "late"}.get(level, "")


def _path(context: Context) -> str:
    request = context.get("request")
    return str(request.path) if request is not None else ""
