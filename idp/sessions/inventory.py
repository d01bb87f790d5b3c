"""How long sessions, devices and places are kept, and what of them is told to the account."""

from datetime import timedelta

from idp.infrastructure.personal_data import ExportSection, add_export_section
from idp.infrastructure.retention import RetentionRule, add_retention_rule
from idp.infrastructure.web.application import Application
from idp.infrastructure.web.i18n import lazy_gettext, say_country
from idp.sessions.devices import LIFETIME
from idp.sessions.models import Device, KnownPlace, RememberedSignIn, SsoSession

RETENTION_RULES = (
    # A sid is asked about for some time after its session: by sign-outs that come late, and by people.
    RetentionRule(SsoSession.expires_at, lambda kept: timedelta(days=kept.sessions_days)),
    RetentionRule(RememberedSignIn.expires_at, lambda kept: timedelta(days=kept.sessions_days)),
    # As long as the browser keeps the cookie.
    RetentionRule(Device.last_seen_at, lambda _: LIFETIME),
    RetentionRule(KnownPlace.last_seen_at, lambda _: LIFETIME),
)
EXPORT_SECTIONS = (
    ExportSection(
        "sessions",
        lazy_gettext("Sign-ins"),
        "authenticated_at amr acr ip place user_agent created_at last_seen_at expires_at ended_at",
        order=60,
        labels={"ended_at": lazy_gettext("Ended")},
    ),
    ExportSection(
        "remembered_sign_ins",
        lazy_gettext("Stay signed in"),
        "portal authenticated_at amr acr created_at used_at expires_at revoked_at",
        order=70,
    ),
    ExportSection(
        "devices",
        lazy_gettext("Devices"),
        "user_agent ip place first_seen_at last_seen_at trusted_until",
        order=80,
        labels={"trusted_until": lazy_gettext("Trusted until")},
    ),
    ExportSection(
        "known_places",
        lazy_gettext("Places"),
        "country latitude longitude first_seen_at last_seen_at",
        order=90,
        words={"country": say_country},
        labels={
            "country": lazy_gettext("Country"),
            "latitude": lazy_gettext("Latitude"),
            "longitude": lazy_gettext("Longitude"),
        },
    ),
)


def init_session_inventory(app: Application) -> None:
    """Register the tables."""
    for rule in RETENTION_RULES:
        add_retention_rule(app, rule)
    for section in EXPORT_SECTIONS:
        add_export_section(app, section)
