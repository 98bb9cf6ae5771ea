"""URLs of the administration pages."""

from django.urls import path

from jatan.web.network import access_requests, accounts, actions, names, network, organisations, staff_pages, villages

urlpatterns = [
    path("accounts/", accounts.accounts, name="accounts"),
    path("accounts/invite/", accounts.invite, name="account_invite"),
    path("accounts/workbook/", staff_pages.staff_workbook, name="staff_workbook"),
    path("accounts/workbook/blank/", staff_pages.staff_blank, name="staff_blank"),
    path("accounts/workbook/take/", staff_pages.staff_taken, name="staff_taken"),
    path("accounts/requests/", access_requests.access_requests, name="access_requests"),
    path("accounts/requests/<uuid:pk>/", access_requests.access_request, name="access_request"),
    path("accounts/<uuid:pk>/", accounts.account, name="account"),
    path("accounts/<uuid:pk>/postings/new/", accounts.give_posting, name="give_posting"),
    path("accounts/<uuid:pk>/postings/<uuid:posting>/end/", actions.end_posting, name="end_posting"),
    path("accounts/<uuid:pk>/<slug:action>/", actions.account_action, name="account_deed"),
    path("organisations/", organisations.organisations, name="organisations"),
    path("organisations/new/", organisations.register, name="organisation_new"),
    path("organisations/<uuid:pk>/", organisations.organisation, name="organisation"),
    path("organisations/<uuid:pk>/edit/", organisations.amend, name="organisation_edit"),
    path("organisations/<uuid:pk>/districts/new/", network.add_district, name="district_new"),
    path("organisations/<uuid:pk>/districts/<uuid:row>/end/", network.end_district, name="district_end"),
    path("organisations/<uuid:pk>/centres/new/", network.open_centre, name="centre_new"),
    path("organisations/<uuid:pk>/centres/<uuid:row>/close/", network.close_centre, name="centre_close"),
    path("organisations/<uuid:pk>/centres/<uuid:row>/edit/", network.amend_centre, name="centre_edit"),
    path("organisations/<uuid:pk>/offices/new/", network.record_office, name="office_new"),
    path("organisations/<uuid:pk>/offices/<uuid:row>/edit/", network.amend_office, name="office_edit"),
    path("places/villages/", villages.official_villages, name="official_villages"),
    path("names/", names.names, name="names"),
    path("names/new/", names.add, name="name_new"),
    path("names/<slug:digest>/remove/", names.remove, name="name_remove"),
]
