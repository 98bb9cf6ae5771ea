"""URLs of keys and of the quick exit."""

from django.urls import path

from jatan.web.vault import own, quick_exit, supervision

urlpatterns = [
    path("keys/", own.keys, name="keys"),
    path("keys/set-up/", own.set_up, name="keys_set_up"),
    path("keys/open/", own.open_keys, name="keys_open"),
    path("keys/code/", own.open_by_code, name="keys_code"),
    path("keys/passphrase/", own.passphrase, name="keys_passphrase"),
    path("keys/codes/", own.new_codes, name="keys_codes"),
    path("keys/lock/", own.lock, name="keys_lock"),
    path("keys/waiting/", supervision.waiting, name="keys_waiting"),
    path("keys/waiting/<uuid:pk>/", supervision.vouch, name="keys_vouch"),
    path("keys/teams/", supervision.teams, name="keys_teams"),
    path("keys/teams/<uuid:pk>/", supervision.team, name="keys_team"),
    path("keys/teams/<uuid:pk>/take/<uuid:holder>/", supervision.team_take_out, name="keys_team_take"),
    path("keys/office/", quick_exit.close, name="keys_office"),
    path("leave/", quick_exit.leave, name="leave_quickly"),
    path("calendar/", quick_exit.harmless, name="calendar"),
]
