"""What is told of each table: by name, because some of the tables belong to packages above this one."""

from dataclasses import dataclass

from idp.infrastructure.web.i18n import lazy_gettext


@dataclass(frozen=True, slots=True)
class Section:
    """``names`` (with spaces between) of columns of ``table``, in rows whose ``owner`` holds the account's id."""

    table: str
    title: str
    names: str
    owner: str = "account_id"

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(self.names.split())


_ADDRESSES = "email email_verified_at recovery_email recovery_email_verified_at"
_PROFILE = "id username given_name family_name language claims customer_number"
_MOMENTS = "created_at updated_at last_sign_in_at password_changed_at password_change_due_at delete_after disabled_at"

SECTIONS = (
    Section("accounts", lazy_gettext("Profile and addresses"), f"{_PROFILE} {_ADDRESSES} {_MOMENTS}", "id"),
    Section(
        "email_changes",
        lazy_gettext("Changes of addresses"),
        "kind old_email new_email requested_at confirmed_at undone_at voided_at",
    ),
    Section(
        "registrations",
        lazy_gettext("Registration"),
        "portal email given_name family_name language created_at confirmed_at",
    ),
    Section("memberships", lazy_gettext("Organizations and rights"), "organization_id role created_at"),
    Section("operator_roles", lazy_gettext("Rights as an operator"), "role granted_at"),
    Section(
        "sessions",
        lazy_gettext("Sign-ins"),
        "authenticated_at amr acr ip place user_agent created_at last_seen_at expires_at ended_at",
    ),
    Section(
        "remembered_sign_ins",
        lazy_gettext("Stay signed in"),
        "portal authenticated_at amr acr created_at used_at expires_at revoked_at",
    ),
    Section(
        "devices",
        lazy_gettext("Devices"),
        "user_agent ip place first_seen_at last_seen_at trusted_until",
    ),
    Section(
        "known_places",
        lazy_gettext("Places"),
        "country latitude longitude first_seen_at last_seen_at",
    ),
    Section(
        "passkeys",
        lazy_gettext("Passkeys"),
        "name credential_id transports aaguid is_backed_up created_at last_used_at suspicious_at",
    ),
    Section("totp_secrets", lazy_gettext("Authenticator apps"), "name created_at confirmed_at last_used_at"),
    Section("recovery_codes", lazy_gettext("Recovery codes"), "created_at used_at"),
    Section("consents", lazy_gettext("Connected applications"), "client_id scopes granted_at"),
    Section(
        "authorizations",
        lazy_gettext("Permissions in use"),
        "client_id scope authenticated_at amr acr created_at expires_at refreshed_at revoked_at",
    ),
    Section("audit_events", lazy_gettext("History"), "at action client_id portal ip details", "subject"),
    Section("outbox", lazy_gettext("Mails"), "message recipient subject portal language created_at sent_at"),
)

# Tables with people in them of which nothing is told: hashes alone, or what a sign-in in progress needs for minutes.
NOT_TOLD = frozenset({"former_passwords", "mailed_codes", "passkey_challenges", "interactions"})
