"""Every list goes out whole: each field of its table is a column, and what may not be read is in no cell."""

import io
from typing import Any

import pytest
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import override
from openpyxl import load_workbook

from jatan.foundation.db.privacy import privacy_classes
from jatan.web.desk_registry import DESKS
from jatan.web.ui.records.desk import Desk
from jatan.web.ui.workbooks.every_column import columns_of_record
from jatan.web.ui.workbooks.sheets import sheet_name
from tests.house.belongings import Belongings
from tests.house.standing_rows import cast, own, standing_rows
from tests.web.conftest import Browser
from tests.web.ui.workbooks.books import exported, exported_file

__all__ = ["cast", "own", "standing_rows"]

pytestmark = pytest.mark.django_db

OWNER = "coordinator"
LISTS = [desk for desk in DESKS if desk.is_exportable]
# Fields that are no columns, because they have no words that people read: how the house finds and keeps a row.
WITHOUT_WORDS = {
    "activities": {"group_fold"},
    "people": {"name_fold", "name_key", "guardian_fold"},
    "journeys": {"agent_fold"},
    "issues": {"caller_fold", "about_journey"},
    "groups": {"name_fold"},
    "allies": {"name_fold"},
    "ally-meetings": {"file_size", "file_digest"},
    "mentions": {"ask", "material"},
    "library": {"title_fold", "stays_inside", "file_size", "file_digest", "work"},
    "landmarks": {"name_fold"},
    "routes": {"name_fold"},
    "campaigns": {"common"},
    "projects": {"common"},
}
# Kept of every row: by its id, and who wrote it when.
KEPT = {"id", "organisation", "place", "recorded_by", "recorded_at", "changed_at"}
OF_WITHDRAWN = {"withdrawn_at", "withdrawn_by", "withdrawn_reason"}


def columns(desk: Desk) -> set[str]:
    return {column.name for column in columns_of_record(desk)}


@pytest.mark.parametrize("desk", LISTS, ids=lambda desk: desk.slug)
def test_every_field_of_the_table_is_a_column(desk: Desk) -> None:
    classes = privacy_classes(desk.model)
    fields = {field.name for field in desk.model._meta.local_fields} - KEPT - OF_WITHDRAWN
    left = fields - columns(desk)
    sealed = {name for name in fields if classes.get(name) == "sealed"}
    assert left - sealed == WITHOUT_WORDS.get(desk.slug, set())
    assert not columns(desk) & sealed
    assert {"organisation", "place:district", "place", "recorded_at", "id:code"} <= columns(desk)
    for name in WITHOUT_WORDS.get(desk.slug, set()):
        field: Any = desk.model._meta.get_field(name)
        assert not isinstance(field.verbose_name, Promise)


@pytest.mark.parametrize("desk", LISTS, ids=lambda desk: desk.slug)
def test_choices_and_links_have_their_code_beside_the_words(desk: Desk) -> None:
    names = [column.name for column in columns_of_record(desk)]
    for field in desk.model._meta.local_fields:
        if field.name in names and (field.is_relation or field.choices):
            assert names[names.index(field.name) + 1] == f"{field.name}:code"


@pytest.mark.parametrize("desk", LISTS, ids=lambda desk: desk.slug)
def test_the_file_has_sheet_head_filter_sums_and_where_it_comes_from(
    desk: Desk, own: Belongings, browser: Browser
) -> None:
    book = load_workbook(io.BytesIO(exported_file(browser(OWNER), desk)), data_only=True)
    sheet, about = book.worksheets
    with override("hi"):
        assert sheet.title == sheet_name(str(desk.title))
    assert sheet.freeze_panes == "C3"
    assert sheet.auto_filter.ref
    assert sheet.row_dimensions[1].hidden
    assert sheet.column_dimensions["A"].hidden
    words = {str(row[0].value): row[1].value for row in about.iter_rows(max_col=2)}
    assert words["पंक्तियाँ"].isdecimal()
    assert words["किस काम के लिए"]
    assert words["किसने ली"]
    names = [cell.value for cell in sheet[1]]
    ids = [sheet.cell(line, names.index("id:code") + 1).value for line in range(3, sheet.max_row + 1)]
    assert str(own.rows[desk.slug].pk) in ids
    summed = [column.name for column in columns_of_record(desk) if column.is_summed]
    count = int(words["पंक्तियाँ"])
    for name in summed:
        place = names.index(name) + 1
        values = [sheet.cell(line, place).value for line in range(3, count + 3)]
        assert sheet.cell(count + 4, place).value == sum(value or 0 for value in values)


@pytest.mark.parametrize("desk", LISTS, ids=lambda desk: desk.slug)
def test_each_value_of_the_record_is_in_its_cell(desk: Desk, own: Belongings, browser: Browser) -> None:
    row = own.rows[desk.slug]
    lines = exported(browser(OWNER), desk)
    line = next(one for one in lines[2:] if str(one[0]).startswith(row.pk.hex))
    cells = dict(zip(lines[0], line, strict=False))
    for field in desk.model._meta.local_fields:
        value = getattr(row, field.attname)
        if field.name not in columns(desk) or field.name == "recorded_at":
            continue
        if value in (None, "", []):
            assert cells[field.name] in ("", None), field.name
        elif isinstance(field, models.CharField | models.TextField):
            kept = f"{field.name}:code" if f"{field.name}:code" in cells else field.name
            assert str(cells[kept]) == str(value), field.name
            assert cells[field.name], field.name
        else:
            assert cells[field.name] not in ("", None), field.name
