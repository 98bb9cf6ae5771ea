"""URLs of the report pages."""

from django.urls import path

from jatan.web.reports import annex, corridors, downloads, impact, indicators, rows

urlpatterns = [
    path("reports/impact/", impact.impact_page, name="report_impact"),
    path("reports/impact/file/<str:kind>/", downloads.report_file, name="report_file"),
    path("reports/impact/<slug:code>/<slug:value>/rows/", rows.report_rows, name="report_rows"),
    path("reports/safe-migration/", annex.annex_page, name="report_annex"),
    path("reports/corridors/", corridors.corridor_page, name="corridors"),
    path("reports/corridors/file/", downloads.corridors_file, name="corridors_file"),
    path("reports/indicators/", indicators.indicator_page, name="indicators"),
]
