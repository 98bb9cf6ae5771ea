"""URLs of training beside the record pages. They hold ids, codes and the number of a phase (`value`)."""

from django.urls import path

from jatan.web.training import answers, completion, curricula, overview, phase, session

_PHASE = "trainings/<uuid:pk>/phases/<int:value>/"
_SESSION = "training/sessions/<uuid:pk>/"

urlpatterns = [
    path("training/", overview.training, name="training"),
    path("training/due/", overview.due, name="training_due"),
    path("training/shipped/", curricula.shipped, name="curricula_shipped"),
    path("curricula/<uuid:pk>/version/", curricula.new_version, name="curriculum_version"),
    path(_PHASE, phase.phase_page, name="training_phase"),
    path(f"{_PHASE}sessions/new/", phase.new_session, name="training_session_new"),
    path(f"{_PHASE}questions/print/<slug:code>/", answers.question_file, name="training_questions"),
    path(f"{_PHASE}questions/<slug:kind>/", answers.answers_page, name="training_answers"),
    path(f"{_PHASE}questions/<slug:kind>/group/", answers.group_answers, name="training_group_answers"),
    path(f"{_PHASE}questions/<slug:kind>/<uuid:child>/", answers.trainee_answers, name="training_trainee_answers"),
    path(f"{_PHASE}completed/", completion.completed, name="training_completed"),
    path(f"{_PHASE}certificates/<slug:code>/", completion.certificate_files, name="training_certificates"),
    path(_SESSION, session.session_page, name="training_session"),
    path(f"{_SESSION}edit/", session.session_edit, name="training_session_edit"),
    path(f"{_SESSION}attendance/", session.session_attendance, name="training_session_attendance"),
    path(f"{_SESSION}withdraw/", session.session_withdraw, name="training_session_withdraw"),
    path("training/completed/<uuid:pk>/withdraw/", completion.completion_withdraw, name="training_completion_withdraw"),
    path(
        "training/completed/<uuid:pk>/certificate/<slug:code>/",
        completion.certificate_file,
        name="training_certificate",
    ),
]
