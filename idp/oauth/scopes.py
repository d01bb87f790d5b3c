"""The scopes that packages offer beside those of the standard: one line for each."""

from idp.accounts.portal_fields.claims import PORTAL_PROFILE
from idp.organizations.claims import GROUPS, ORGANIZATION, ORGANIZATIONS
from idp.protocol.scopes import SCOPES, add_scope

for _scope in (ORGANIZATION, ORGANIZATIONS, GROUPS, PORTAL_PROFILE):
    add_scope(_scope)

__all__ = ["SCOPES"]
