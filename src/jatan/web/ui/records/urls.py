"""URL patterns of a desk. Ids only: no URL ever contains a name."""

from django.urls import URLPattern, path

from jatan.web.ui.records import actions, export, pages
from jatan.web.ui.records.desk import Desk
from jatan.web.ui.records.withdrawal import withdraw_step


def record_urls(desk: Desk) -> list[URLPattern]:
    """Patterns for every page of one desk, named `<slug>`, `<slug>_detail`, `<slug>_new` and so on."""
    root, one = f"{desk.slug}/", f"{desk.slug}/<uuid:pk>/"
    found = [
        path(root, pages.list_page(desk), name=desk.url_name("list")),
        path(f"{root}new/", pages.new_page(desk), name=desk.url_name("new")),
        path(one, pages.detail_page(desk), name=desk.url_name("detail")),
    ]
    if desk.is_exportable:
        found.append(path(f"{root}export/", export.export_page(desk), name=desk.url_name("export")))
    if desk.amend is not None:
        found.append(path(f"{one}edit/", pages.edit_page(desk), name=desk.url_name("edit")))
    last = withdraw_step(desk)
    for step in (*desk.steps, *([last] if last else [])):
        found.append(path(f"{one}{step.slug}/", actions.step_page(desk, step), name=desk.url_name(step.slug)))
    return found + _part_urls(desk, one)


def _part_urls(desk: Desk, one: str) -> list[URLPattern]:
    found = []
    for part in desk.parts:
        if part.add is not None:
            name = desk.url_name(f"{part.slug}_new")
            found.append(path(f"{one}{part.slug}/new/", actions.part_page(desk, part), name=name))
        for step in part.steps:
            view = actions.child_step_page(desk, part, step)
            name = desk.url_name(f"{part.slug}_{step.slug}")
            found.append(path(f"{one}{part.slug}/<uuid:child>/{step.slug}/", view, name=name))
    return found
