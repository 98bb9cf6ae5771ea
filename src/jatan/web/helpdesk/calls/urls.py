"""URLs of calls for help."""

from django.urls import path

from jatan.web.helpdesk.calls import views

urlpatterns = [
    path("calls/", views.calls, name="calls"),
    path("calls/<uuid:pk>/pass-on/", views.call_pass_on, name="call_pass_on"),
    path("calls/<uuid:pk>/answered/", views.call_answered, name="call_answered"),
]
