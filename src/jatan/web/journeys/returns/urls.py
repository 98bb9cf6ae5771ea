"""URLs of the outcome of a journey."""

from django.urls import path

from jatan.web.journeys.returns import views

urlpatterns = [
    path("journeys/<uuid:pk>/outcome/", views.outcome_page, name="outcome"),
    path("journeys/<uuid:pk>/outcome/tell/", views.record_outcome, name="outcome_tell"),
    path("journeys/<uuid:pk>/outcome/correct/", views.correct_outcome, name="outcome_correct"),
    path("journeys/<uuid:pk>/outcome/issue/<slug:kind>/", views.outcome_issue, name="outcome_issue"),
]
