"""The pages where the work behind a sentence is done: links for who may open them, else the roles that may."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from jatan.web.ui.components.navigation import MenuPage, find_page
from jatan.web.ui.records.pages import roles_that_may

__all__ = ["WorkPage", "find_work_page", "work_pages"]

# Pages that are no line of the menu: they are reached from a list or from the first page.
_BESIDE_THE_MENU = (
    MenuPage("allies_by_level", _("The work by level"), "allies", Permission.ALLIES_SEE),
    MenuPage("departures", _("Register before leaving"), "journey", Permission.PEOPLE_RECORD),
    MenuPage("dormant_forums", _("Forums that have not met"), "group", Permission.ACTIVITIES_RECORD),
)


@dataclass(frozen=True)
class WorkPage:
    """A page of the work. `url` "": this reader may not open it, `roles` may."""

    label: Any
    icon: str
    url: str
    roles: tuple[Any, ...] = ()


def find_work_page(name: str) -> MenuPage | None:
    """The page of that name with its label and permission; None where nobody has said them."""
    return find_page(name) or next((page for page in _BESIDE_THE_MENU if page.name == name), None)


def work_pages(names: Iterable[str], by: Actor) -> list[WorkPage]:
    """The pages of these names, those that the reader may open first."""
    found = [_work_page(page, by) for page in map(find_work_page, names) if page is not None]
    return sorted(found, key=lambda page: not page.url)


def _work_page(page: MenuPage, by: Actor) -> WorkPage:
    if page.permission is None or _may_open(page.permission, by):
        return WorkPage(page.label, page.icon, reverse(page.name))
    return WorkPage(page.label, page.icon, "", tuple(roles_that_may(page.permission)))


def _may_open(permission: Permission, by: Actor) -> bool:
    reach = by.reach(permission)
    return reach.has_counts if permission == Permission.REPORTS_SEE else reach.has_rows
