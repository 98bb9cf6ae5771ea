"""URLs of the report pages."""

from django.urls import path

from jatan.web.reports import annex, corridors, downloads, former, indicators, rows, words_page
from jatan.web.reports.studio import pages

urlpatterns = [
    path("reports/", pages.studio, name="studio"),
    path("reports/file/<str:kind>/", pages.studio_file, name="studio_file"),
    path("reports/impact/", former.former_page, {"paper": "impact"}, name="report_impact"),
    path("reports/impact/file/<str:kind>/", former.former_file, {"paper": "impact"}, name="report_file"),
    path("reports/impact/<slug:code>/<slug:value>/rows/", rows.report_rows, name="report_rows"),
    path("reports/words/<slug:code>/", words_page.words_page, name="report_words"),
    # The address of paragraphs in version 0.2: a page that was open at the upgrade still sends its words there.
    path("reports/paragraphs/<slug:code>/", words_page.words_page, name="paragraph"),
    path("reports/account/", former.former_page, {"paper": "account"}, name="network_account"),
    path("reports/account/file/<str:kind>/", former.former_file, {"paper": "account"}, name="network_account_file"),
    path("reports/donor/", former.former_page, {"paper": "donor"}, name="donor_form"),
    path("reports/donor/file/<str:kind>/", former.former_file, {"paper": "donor"}, name="donor_form_file"),
    path("reports/safe-migration/", annex.annex_page, name="report_annex"),
    path("reports/corridors/", corridors.corridor_page, name="corridors"),
    path("reports/corridors/file/", downloads.corridors_file, name="corridors_file"),
    path("reports/indicators/", indicators.indicator_page, name="indicators"),
]
