"""URLs of the legal track of a case, and of the court diary over all cases."""

from django.urls import path

from jatan.web.cases import closings, legal, legal_answers, legal_diary

urlpatterns = [
    path("diary/", legal_diary.cases_diary, name="cases_diary"),
    path("diary/days.ics", legal_diary.cases_diary_file, name="cases_diary_file"),
    path("closings/", closings.court_closings, name="court_closings"),
    path("closings/<uuid:pk>/withdraw/", closings.court_closing_withdraw, name="court_closing_withdraw"),
    path("<uuid:pk>/law/", legal.case_law, name="case_law"),
    path("<uuid:pk>/law/deadline/", legal.case_deadline_done, name="case_deadline_done"),
    path("<uuid:pk>/law/duty/", legal.case_duty_done, name="case_duty_done"),
    path("<uuid:pk>/law/answer/", legal_answers.case_law_answer, name="case_law_answer"),
    path("<uuid:pk>/law/past/", legal_answers.case_law_past, name="case_law_past"),
    path("<uuid:pk>/law/diary.pdf", legal_diary.case_law_diary, name="case_law_diary"),
]
