"""URLs of statement sets, shared numbers and entry requests."""

from django.urls import path

from jatan.web.agents import requests, sets, shared

urlpatterns = [
    path("agent-sets/", sets.agent_sets, name="agent_sets"),
    path("agent-sets/<uuid:pk>/", sets.agent_set, name="agent_set"),
    path("agent-sets/<uuid:pk>/<uuid:child>/confirm/", sets.confirm_same, name="agent_set_confirm"),
    path("agent-sets/<uuid:pk>/<uuid:child>/undo/", sets.undo_same, name="agent_set_undo"),
    path("agent-numbers/", shared.agent_numbers, name="agent_numbers"),
    path("agent-numbers/<uuid:pk>/", shared.agent_number, name="agent_number"),
    path("agent-asks/", requests.agent_asks, name="agent_asks"),
    path("agent-asks/new/", requests.ask_entry, name="agent_ask_new"),
    path("agent-asks/<uuid:pk>/", requests.agent_ask, name="agent_ask"),
    path("agent-requests/", requests.agent_requests, name="agent_requests"),
    path("agent-requests/<uuid:pk>/", requests.agent_request, name="agent_request"),
]
