"""URL patterns of a desk. Ids only: no URL ever contains a name."""

from django.urls import URLPattern, path

from jatan.web.ui.body_limits import for_form
from jatan.web.ui.records import actions, bulk, export, pages
from jatan.web.ui.records.desk import Desk
from jatan.web.ui.records.withdrawal import withdraw_step
from jatan.web.ui.workbooks import pages as workbooks
from jatan.web.ui.workbooks.new_rows import command_of


def record_urls(desk: Desk) -> list[URLPattern]:
    """Patterns for every page of one desk, named `<slug>`, `<slug>_detail`, `<slug>_new` and so on."""
    root, one = f"{desk.slug}/", f"{desk.slug}/<uuid:pk>/"
    found = [
        path(root, pages.list_page(desk), name=desk.url_name("list")),
        path(one, pages.detail_page(desk), name=desk.url_name("detail")),
    ]
    if desk.withdraw is not None or desk.bulk or desk.is_exportable:
        found.append(path(f"{root}together/", bulk.bulk_page(desk), name=desk.url_name("together")))
    if desk.register is not None:
        found.append(path(f"{root}new/", for_form(pages.new_page(desk), desk.form), name=desk.url_name("new")))
    if desk.is_exportable:
        found.append(path(f"{root}export/", export.export_page(desk), name=desk.url_name("export")))
    if workbooks.has_workbook(desk):
        found += _workbook_urls(desk, f"{root}workbook/")
    if desk.amend is not None:
        found.append(path(f"{one}edit/", for_form(pages.edit_page(desk), desk.form), name=desk.url_name("edit")))
    last = withdraw_step(desk)
    for step in (*desk.steps, *([last] if last else [])):
        view = for_form(actions.step_page(desk, step), step.form)
        found.append(path(f"{one}{step.slug}/", view, name=desk.url_name(step.slug)))
    return found + _part_urls(desk, one)


def _workbook_urls(desk: Desk, root: str) -> list[URLPattern]:
    blank = [path(f"{root}blank/", workbooks.blank_page(desk), name=desk.url_name("workbook_blank"))]
    take = [path(f"{root}take/", workbooks.take_page(desk), name=desk.url_name("workbook_take"))]
    return [
        *(blank if command_of(desk) is not None else ()),
        path(root, workbooks.workbook_page(desk), name=desk.url_name("workbook")),
        *(take if workbooks.is_corrected_in_workbook(desk) else ()),
        path(f"{root}<uuid:pk>/", workbooks.run_page(desk), name=desk.url_name("workbook_run")),
    ]


def _part_urls(desk: Desk, one: str) -> list[URLPattern]:
    found = []
    for part in desk.parts:
        if part.add is not None:
            name = desk.url_name(f"{part.slug}_new")
            found.append(path(f"{one}{part.slug}/new/", for_form(actions.part_page(desk, part), part.form), name=name))
        for step in part.steps:
            view = for_form(actions.child_step_page(desk, part, step), step.form)
            name = desk.url_name(f"{part.slug}_{step.slug}")
            found.append(path(f"{one}{part.slug}/<uuid:child>/{step.slug}/", view, name=name))
    return found
