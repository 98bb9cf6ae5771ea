"""URLs of the import pages. They hold ids only."""

from django.urls import path

from jatan.web.registers import (
    blank,
    corrections,
    desk,
    excel,
    lessons,
    months,
    oddities,
    parked,
    photographs,
    proposals,
    repair,
    runs,
    several,
    undo,
)

urlpatterns = [
    path("registers/", desk.import_desk, name="import_desk"),
    path("registers/blank/", blank.blank_registers, name="blank_registers"),
    path("registers/photographs/", photographs.photographs_page, name="page_photographs"),
    path("registers/photographs/<uuid:pk>/", photographs.photograph_page, name="page_photograph"),
    path("registers/photographs/<uuid:pk>/picture/", photographs.photograph_picture, name="page_photograph_picture"),
    path("registers/begin-empty/<uuid:pk>/", desk.begin_empty, name="begin_empty"),
    path("registers/runs/<uuid:pk>/", runs.run_page, name="import_run"),
    path("registers/runs/<uuid:pk>/take-in/", runs.confirm_run, name="import_confirm"),
    path("registers/runs/<uuid:pk>/discard/", runs.discard_run, name="import_discard"),
    path("registers/runs/<uuid:pk>/undo/", undo.undo_page, name="import_undo"),
    path("registers/runs/<uuid:pk>/teach/", lessons.teach_run, name="import_teach"),
    path("registers/runs/<uuid:pk>/months/", months.months_page, name="import_months"),
    path("registers/runs/<uuid:pk>/proposed/", proposals.accept_proposed, name="import_proposed"),
    path("registers/waiting/", parked.parked_list, name="parked_rows"),
    path("registers/waiting/workbook/", excel.export_parked, name="parked_export"),
    path("registers/waiting/repaired/", excel.take_repaired, name="parked_repaired"),
    path("registers/waiting/several/", several.parked_several, name="parked_several"),
    path("registers/waiting/<uuid:pk>/", repair.repair_page, name="repair_row"),
    path("registers/waiting/<uuid:pk>/dismiss/", repair.dismiss_page, name="dismiss_row"),
    path("registers/waiting/<uuid:pk>/right/", repair.confirm_figure, name="confirm_figure"),
    path("registers/corrections/", corrections.correction_list, name="row_corrections"),
    path("registers/corrections/alike/", corrections.decide_alike, name="decide_alike"),
    path("registers/corrections/<uuid:pk>/", corrections.correction_page, name="row_correction"),
    path("registers/oddities/", oddities.oddity_list, name="row_oddities"),
    path("registers/learned/", lessons.learned_list, name="learned_words"),
    path("registers/learned/<uuid:pk>/forget/", lessons.forget_word, name="forget_word"),
]
