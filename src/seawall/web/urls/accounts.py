"""Routes of people. The library's views are mounted one by one: what is not here is not there."""

from allauth.account import views as account
from allauth.mfa.base import views as factor
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as passkeys
from django.urls import path, re_path

from seawall.web import listeners  # noqa: F401  # connects what the library reports
from seawall.web.access import public, signed_in
from seawall.web.stepping_up import confirmed, confirmed_to_change
from seawall.web.views import accounts, addresses, platform, signing, sso, templates

urlpatterns = [
    # Ways in
    path("sign-in", public(signing.plain_form(account.login)), name="account_login"),
    path("sign-in/code", public(signing.plain_form(factor.authenticate)), name="mfa_authenticate"),
    path("sign-in/passkey", public(passkeys.login_webauthn), name="mfa_login_webauthn"),
    path("sign-up", public(signing.plain_form(signing.sign_up)), name="account_signup"),
    path("sign-out", public(signing.sign_out), name="account_logout"),
    path("inactive", public(account.account_inactive), name="account_inactive"),
    path("verify", public(account.email_verification_sent), name="account_email_verification_sent"),
    re_path(
        r"^verify/(?P<key>[-:\w]+)$", public(addresses.confirm_email), name="account_confirm_email"
    ),
    path("reset", public(signing.plain_form(signing.reset)), name="account_reset_password"),
    path("reset/sent", public(account.password_reset_done), name="account_reset_password_done"),
    path(
        "reset/done",
        public(account.password_reset_from_key_done),
        name="account_reset_password_from_key_done",
    ),
    re_path(
        r"^reset/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)$",
        public(signing.plain_form(account.password_reset_from_key)),
        name="account_reset_password_from_key",
    ),
    path("link/<str:secret>", signing.link, name="link"),
    path("sso", sso.find, name="sso"),
    path("sso/<str:public_id>", sso.enter, name="sso_enter"),
    path("sso/<str:public_id>/callback", sso.callback, name="sso_callback"),
    path("sso/<str:public_id>/link", sso.link, name="sso_link"),
    path("sso/<str:public_id>/unlink", sso.unlink, name="sso_unlink"),
    path("address/<str:secret>", addresses.undo, name="address_undo"),
    path("invitations/<str:secret>", accounts.invitation, name="invitation"),
    # Once more, before something that matters
    path(
        "confirm",
        signed_in(signing.plain_form(account.reauthenticate)),
        name="account_reauthenticate",
    ),
    path(
        "confirm/code",
        signed_in(signing.plain_form(factor.reauthenticate)),
        name="mfa_reauthenticate",
    ),
    path(
        "confirm/passkey",
        signed_in(passkeys.reauthenticate_webauthn),
        name="mfa_reauthenticate_webauthn",
    ),
    # Settings
    path("settings/profile", accounts.profile, name="settings_profile"),
    path("settings/credit", accounts.credit, name="settings_credit"),
    path("settings/handle", accounts.handle, name="settings_handle"),
    path("settings/preferences", accounts.preferences, name="settings_preferences"),
    path("settings/templates", templates.own, name="settings_templates"),
    path("settings/templates/<str:public_id>", templates.change_own, name="settings_template"),
    path("settings/close", accounts.close, name="settings_close"),
    path("settings/security", accounts.security, name="mfa_index"),
    path(
        "settings/security/email",
        signed_in(confirmed_to_change(account.email)),
        name="account_email",
    ),
    path(
        "settings/security/password",
        signed_in(confirmed(account.password_change)),
        name="account_change_password",
    ),
    path(
        "settings/security/password/set",
        signed_in(confirmed(account.password_set)),
        name="account_set_password",
    ),
    path(
        "settings/security/app", signed_in(confirmed(totp.activate_totp)), name="mfa_activate_totp"
    ),
    path(
        "settings/security/app/remove",
        signed_in(confirmed(totp.deactivate_totp)),
        name="mfa_deactivate_totp",
    ),
    path(
        "settings/security/codes",
        signed_in(confirmed(codes.view_recovery_codes)),
        name="mfa_view_recovery_codes",
    ),
    path(
        "settings/security/codes/new",
        signed_in(confirmed(codes.generate_recovery_codes)),
        name="mfa_generate_recovery_codes",
    ),
    path("settings/security/passkeys", signed_in(passkeys.list_webauthn), name="mfa_list_webauthn"),
    path(
        "settings/security/passkeys/add",
        signed_in(confirmed(passkeys.add_webauthn)),
        name="mfa_add_webauthn",
    ),
    path(
        "settings/security/passkeys/<int:pk>",
        signed_in(confirmed(passkeys.edit_webauthn)),
        name="mfa_edit_webauthn",
    ),
    path(
        "settings/security/passkeys/<int:pk>/remove",
        signed_in(confirmed(passkeys.remove_webauthn)),
        name="mfa_remove_webauthn",
    ),
    path("settings/sessions", accounts.sessions, name="settings_sessions"),
    path("settings/sessions/end-others", accounts.end_other_sessions, name="settings_sessions_end"),
    path(
        "settings/sessions/<str:reference>/end", accounts.end_session, name="settings_session_end"
    ),
    path("settings/tokens", accounts.tokens, name="settings_tokens"),
    path("settings/tokens/new", accounts.make_token, name="settings_token_new"),
    path(
        "settings/tokens/<int:token_id>/revoke",
        accounts.revoke_token,
        name="settings_token_revoke",
    ),
    path("settings/invitations", accounts.invitations, name="settings_invitations"),
    path("researchers/<str:handle>", accounts.researcher, name="researcher"),
    # The platform's administrator
    path("platform/people", platform.people, name="platform_people"),
    path("platform/people/<int:user_id>", platform.person, name="platform_person"),
    path("platform/people/<int:user_id>/ban", platform.ban, name="person_ban"),
    path(
        "platform/people/<int:user_id>/bans/<int:ban_id>/lift",
        platform.lift_ban,
        name="person_ban_lift",
    ),
    path("platform/people/<int:user_id>/close", platform.close, name="person_close"),
    path("platform/people/<int:user_id>/deactivate", platform.deactivate, name="person_deactivate"),
    path("platform/people/<int:user_id>/reactivate", platform.reactivate, name="person_reactivate"),
]
