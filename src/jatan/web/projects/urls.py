"""Addresses of the report of a project."""

from django.urls import path

from jatan.web.projects import report

urlpatterns = [
    path("projects/<uuid:pk>/report/", report.project_period, name="project_period"),
    path("projects/<uuid:pk>/report.pdf", report.project_file, name="project_file"),
]
