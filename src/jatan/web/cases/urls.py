"""URLs of case work. They contain ids and codes only."""

from django.urls import path

from jatan.web.cases import (
    alerts,
    closure,
    entry_pages,
    front,
    identity,
    linked,
    page,
    papers,
    readers,
    register_actions,
    supervision,
    withdrawn,
)

urlpatterns = [
    path("", front.cases, name="cases"),
    path("new/", front.case_new, name="case_new"),
    path("supervision/", supervision.cases_supervision, name="cases_supervision"),
    path("alerts/", alerts.case_alerts, name="case_alerts"),
    path("alerts/<uuid:pk>/", alerts.case_alert, name="case_alert"),
    path("withdrawn/", withdrawn.cases_withdrawn, name="cases_withdrawn"),
    path("withdrawn/<uuid:pk>/", withdrawn.case_bring_back, name="case_bring_back"),
    path("withdrawn/<uuid:pk>/erase/", withdrawn.case_erase, name="case_erase"),
    path("<uuid:pk>/", page.case, name="case"),
    path("<uuid:pk>/identity/", identity.case_identity, name="case_identity"),
    path("<uuid:pk>/write/<slug:kind>/", entry_pages.case_entry_new, name="case_entry_new"),
    path("<uuid:pk>/entries/<uuid:row>/", entry_pages.case_entry, name="case_entry"),
    path("<uuid:pk>/papers/", papers.case_papers, name="case_papers"),
    path("<uuid:pk>/papers/<uuid:row>/", papers.case_paper, name="case_paper"),
    path("<uuid:pk>/readers/", readers.case_readers, name="case_readers"),
    path("<uuid:pk>/readers/<uuid:row>/", readers.case_reader_take, name="case_reader_take"),
    path("<uuid:pk>/linked/", linked.case_linked, name="case_linked"),
    path("<uuid:pk>/linked/<uuid:row>/", linked.case_link_take, name="case_link_take"),
    path("<uuid:pk>/closing/", closure.case_decide, name="case_decide"),
    path("<uuid:pk>/reopening/", closure.case_reopen, name="case_reopen"),
    path("<uuid:pk>/amend/", register_actions.case_amend, name="case_amend"),
    path("<uuid:pk>/assign/", register_actions.case_assign, name="case_assign"),
    path("<uuid:pk>/turn/", register_actions.toggle_case_closed, name="case_turn"),
    path("<uuid:pk>/withdraw/", register_actions.case_withdraw, name="case_withdraw"),
]
