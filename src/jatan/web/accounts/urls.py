"""URLs of sign-in. Names that allauth reverses are allauth's."""

from django.urls import path, re_path

from jatan.web.accounts import demo, invitations, keys, views
from jatan.web.accounts.second_step import VIEWS

urlpatterns = [
    path("account/", views.my_account, name="account_settings"),
    path("account/sign-in/", views.sign_in, name="account_login"),
    path("account/sign-in/help/", views.no_access, name="no_access"),
    path("account/sign-in/demo/<uuid:pk>/", demo.sign_in_as, name="sign_in_as"),
    path("account/sign-out/", views.sign_out, name="account_logout"),
    path("account/here/", views.still_signed_in, name="still_signed_in"),
    path("account/closed/", views.closed, name="account_inactive"),
    path("account/sign-up/", views.to_no_access, name="account_signup"),
    path("account/forgotten/", views.to_no_access, name="account_reset_password"),
    path("account/password/", views.change_password, name="account_change_password"),
    path("account/password/again/", views.password_again, name="account_reauthenticate"),
    path("account/phone/", views.own_phone, name="own_phone"),
    path("account/devices/", views.devices, name="devices"),
    path("account/second-step/", VIEWS["overview"], name="mfa_index"),
    path("account/second-step/code/", VIEWS["code"], name="mfa_authenticate"),
    path("account/second-step/code/again/", VIEWS["code_again"], name="mfa_reauthenticate"),
    path("account/second-step/telephone/", VIEWS["take_telephone"], name="mfa_activate_totp"),
    path("account/second-step/telephone/leave/", VIEWS["leave_telephone"], name="mfa_deactivate_totp"),
    path("account/second-step/recovery/", VIEWS["recovery"], name="mfa_view_recovery_codes"),
    path("account/second-step/recovery/new/", VIEWS["new_recovery"], name="mfa_generate_recovery_codes"),
    path("account/second-step/recovery/file/", VIEWS["recovery_file"], name="mfa_download_recovery_codes"),
    path("account/second-step/keys/", keys.VIEWS["list"], name="mfa_list_webauthn"),
    path("account/second-step/keys/add/", keys.VIEWS["add"], name="mfa_add_webauthn"),
    path("account/second-step/keys/again/", keys.VIEWS["again"], name="mfa_reauthenticate_webauthn"),
    path("account/second-step/keys/sign-in/", keys.VIEWS["sign_in"], name="mfa_login_webauthn"),
    path("account/second-step/keys/<int:pk>/", keys.VIEWS["rename"], name="mfa_edit_webauthn"),
    path("account/second-step/keys/<int:pk>/remove/", keys.VIEWS["remove"], name="mfa_remove_webauthn"),
    path("invitation/", invitations.answer_invitation, name="invitation_answer"),
    # Matches any token, with or without trailing slash: a 404 would write the address with the token into a log.
    re_path(r"^invitation/(?P<token>[^/]+)/?$", invitations.open_invitation, name="invitation"),
]
