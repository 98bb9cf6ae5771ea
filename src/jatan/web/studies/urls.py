"""URLs of what belongs to a study. They hold ids and codes of questions only."""

from django.urls import path

from jatan.web.studies import interviews, questions, results, villages, workbook

urlpatterns = [
    path("studies/<uuid:pk>/questions/", questions.questions, name="study_questions"),
    path("studies/<uuid:pk>/questions/new/", questions.new_question, name="study_question_new"),
    path("studies/<uuid:pk>/questions/<slug:code>/", questions.change_question, name="study_question"),
    path("studies/<uuid:pk>/villages/", villages.villages, name="study_villages"),
    path("studies/<uuid:pk>/villages/take-back/", villages.take_back, name="study_draw_back"),
    path("studies/<uuid:pk>/enumerators/new/", interviews.name_enumerator, name="study_enumerator_new"),
    path("studies/<uuid:pk>/interviews/", interviews.interviews, name="study_interviews"),
    path("studies/<uuid:pk>/interviews/new/", interviews.begin_interview, name="study_interview_new"),
    path("studies/<uuid:pk>/interviews/answers/", interviews.ask_questions, name="study_interview_answers"),
    path("studies/<uuid:pk>/workbook/", workbook.download, name="study_workbook"),
    path("studies/<uuid:pk>/upload/", workbook.upload, name="study_upload"),
    path("studies/<uuid:pk>/tables/", results.tables, name="study_tables"),
    path("studies/<uuid:pk>/tables/release/", results.release, name="study_release"),
    path("studies/<uuid:pk>/quality/", results.quality, name="study_quality"),
    path("studies/<uuid:pk>/report/", results.report, name="study_report"),
    path("interviews/<uuid:pk>/", interviews.interview, name="interview"),
    path("interviews/<uuid:pk>/correct/", interviews.correct_interview, name="interview_correct"),
    path("interviews/<uuid:pk>/withdraw/", interviews.withdraw_interview, name="interview_withdraw"),
    path("interviews/parked/<uuid:pk>/", workbook.parked_interview, name="parked_interview"),
]
