"""URLs of the help page. `h/` is short to keep the QR code small, so that it scans from crumpled paper."""

from django.urls import path

from jatan.web.public.help import views

urlpatterns = [
    path("h/", views.help_page, name="help"),
    path("h/sent/", views.help_sent, name="help_sent"),
    path("h/call/", views.kept_call, name="help_kept_call"),
    path("h/<str:code>/", views.help_page, name="help_with_code"),
]
