"""A portal's own fields as claims: told to clients of this portal alone, whatever another one asks for."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import and_, bindparam, select

from idp.accounts.models import Account
from idp.accounts.portal_fields.shared import shared_entries
from idp.admissions.models import AdmissionRecord
from idp.infrastructure.database import Prepared
from idp.infrastructure.web.application import current_settings
from idp.infrastructure.web.i18n import lazy_gettext
from idp.portals.portal_fields import fields_at
from idp.protocol.scopes import ClaimsContext, Scope
from idp.settings import Settings

CLAIM = "portal_profile"
_KEPT = Prepared(
    select(Account.shared_fields, AdmissionRecord.profile)
    .outerjoin(
        AdmissionRecord,
        and_(AdmissionRecord.account_id == Account.id, AdmissionRecord.portal == bindparam("portal")),
    )
    .where(Account.id == bindparam("account")),
    tuple,
)


def read_portal_profile(context: ClaimsContext) -> Mapping[str, object]:
    """What the account has for the fields that the portal of the client has today, by their keys."""
    fields = fields_at(current_settings(), context.portal)
    kept = _KEPT.first({"account": context.account_id, "portal": context.portal}) if fields else None
    if kept is None:
        return {}
    shared, own = kept
    told = shared_entries(shared, fields) | {key: value for key, value in (own or {}).items() if key in fields}
    return {CLAIM: told}


def named_claims_of(told: Any, portal: str) -> dict[str, object]:
    """What the claim tells, field by field, under the names that the portal's settings give the fields (``claim``)."""
    fields = fields_at(current_settings(), portal)
    names = {key: field.claim for key, field in fields.items() if field.claim}
    return {names[key]: value for key, value in told.items() if key in names}


def named_claims(settings: Settings) -> tuple[str, ...]:
    """The names of claims that the fields of all portals have, each once."""
    fields = (field for portal in settings.portals for field in fields_at(settings, portal).values())
    return tuple(dict.fromkeys(field.claim for field in fields if field.claim))


PORTAL_PROFILE = Scope(
    name="portal_profile",
    claims=(CLAIM,),
    read=read_portal_profile,
    title=lazy_gettext("See what you told this portal about yourself"),
    icon="user",
)
