"""URLs of the account, the donor's form and their paragraphs. They hold codes and ids only."""

from django.urls import path

from jatan.web.reports.account import account_page, donor_page, paragraph_page

urlpatterns = [
    path("reports/account/", account_page.account_page, name="network_account"),
    path("reports/account/file/<str:kind>/", account_page.account_file, name="network_account_file"),
    path("reports/donor/", donor_page.donor_page, name="donor_form"),
    path("reports/donor/file/<str:kind>/", donor_page.donor_file, name="donor_form_file"),
    path("reports/paragraphs/<slug:code>/", paragraph_page.paragraph_page, name="paragraph"),
]
