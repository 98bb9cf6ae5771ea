"""URLs of targets. They hold ids only."""

from django.urls import path

from jatan.web.targets import overview, target, workbook

urlpatterns = [
    path("targets/", overview.targets, name="targets"),
    path("targets/new/", target.new_target, name="target_new"),
    path("targets/workbook/", workbook.download, name="targets_workbook"),
    path("targets/upload/", workbook.upload, name="targets_upload"),
    path("targets/upload/take-in/", workbook.take_in, name="targets_take_in"),
    path("targets/<uuid:pk>/", target.target_page, name="target"),
]
