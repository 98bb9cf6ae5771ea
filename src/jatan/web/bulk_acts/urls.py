"""Addresses of acts on many records."""

from django.urls import path

from jatan.web.bulk_acts import views

urlpatterns = [
    path("together/", views.bulk_acts, name="bulk_acts"),
    path("together/<uuid:pk>/undo/", views.bulk_act_undo, name="bulk_act_undo"),
]
