"""URLs of month-ends. They hold the organisation's id and the month ("2026-03")."""

from django.urls import path

from jatan.web.months import month, overview

urlpatterns = [
    path("months/", overview.months, name="months"),
    path("months/accept/", overview.accept, name="months_accept"),
    path("months/<uuid:pk>/<slug:code>/", month.month_page, name="month_end"),
    path("months/<uuid:pk>/<slug:code>/send-back/", month.send_back_page, name="month_send_back"),
]
