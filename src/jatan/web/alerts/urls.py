"""Addresses of alerts."""

from django.urls import path

from jatan.web.alerts import views

urlpatterns = [
    path("", views.alerts, name="alerts"),
    path("browser/", views.this_browser, name="alerts_browser"),
    path("browser/<uuid:pk>/end/", views.end_browser, name="alerts_browser_end"),
]
