"""URLs of the ledger."""

from django.urls import path

from jatan.web.ledger import views

urlpatterns = [
    path("ledger/", views.chains, name="ledger"),
    path("ledger/<uuid:pk>/", views.events, name="ledger_events"),
    path("ledger/<uuid:pk>/verify/", views.verify, name="ledger_verify"),
]
