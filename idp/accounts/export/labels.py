"""The words for columns that several tables have; those of one table stand in its section."""

from idp.infrastructure.web.i18n import lazy_gettext

LABELS = {
    "given_name": lazy_gettext("First name"),
    "family_name": lazy_gettext("Last name"),
    "language": lazy_gettext("Language"),
    "email": lazy_gettext("E-mail address"),
    "portal": lazy_gettext("Portal"),
    "client_id": lazy_gettext("Application"),
    "ip": lazy_gettext("IP address"),
    "place": lazy_gettext("Place"),
    "user_agent": lazy_gettext("Browser"),
    "name": lazy_gettext("Name"),
    "role": lazy_gettext("Role"),
    "at": lazy_gettext("Time"),
    "created_at": lazy_gettext("Created"),
    "updated_at": lazy_gettext("Changed"),
    "expires_at": lazy_gettext("Valid until"),
    "last_seen_at": lazy_gettext("Last active"),
    "last_used_at": lazy_gettext("Last used"),
    "used_at": lazy_gettext("Used"),
    "revoked_at": lazy_gettext("Withdrawn"),
    "granted_at": lazy_gettext("Granted"),
    "confirmed_at": lazy_gettext("Confirmed"),
    "authenticated_at": lazy_gettext("Signed in"),
    "amr": lazy_gettext("Sign-in methods"),
    "acr": lazy_gettext("Security level"),
    "first_seen_at": lazy_gettext("First used"),
}
