"""URLs of the ledger."""

from django.urls import path

from jatan.web.ledger import heads, views

urlpatterns = [
    path("ledger/", views.chains, name="ledger"),
    path("ledger/heads/", heads.kept_heads, name="ledger_heads"),
    path("ledger/heads/file/", heads.heads_file, name="ledger_heads_file"),
    path("ledger/<uuid:pk>/head/", heads.head_paper, name="ledger_head"),
    path("ledger/<uuid:pk>/", views.events, name="ledger_events"),
    path("ledger/<uuid:pk>/verify/", views.verify, name="ledger_verify"),
]
