"""Addresses at which the report of a project stood: they lead to the studio."""

from django.urls import path

from jatan.web.projects import report

urlpatterns = [
    path("projects/<uuid:pk>/report/", report.former_report, name="project_period"),
    path("projects/<uuid:pk>/report.pdf", report.former_report, {"kind": "pdf"}, name="project_file"),
]
